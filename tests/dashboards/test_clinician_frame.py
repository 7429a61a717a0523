"""The frame of the clinician's pages: who it is about, how far to rely on it, the print view; on every one of them."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

from dashboards.clinician.looks import looks, stacked
from dashboards.frame.sections import SECTIONS
from tests.dashboards.conftest import PAGE_FILES, Page, Seen, add_exam, calm, shown
from tests.dashboards.test_two_people import CLINICIAN_PAGES
from tracker import wording
from tracker.record import people
from tracker.record.desk import Desk
from tracker.record.models import Patient, PatientCreate

HOSTILE = '<img src=x onerror="alert(1)"> [a](http://b.example) **x** :red[y] $z$'

FILES = [page.file for page in SECTIONS[-1].pages]


def test_the_five_files_are_the_five_pages() -> None:
    assert [PAGE_FILES[name] for name in CLINICIAN_PAGES] == FILES


@pytest.mark.parametrize("name", CLINICIAN_PAGES)
def test_an_empty_record_offers_nothing_to_fill_in(page: Page, record: Desk, name: str) -> None:
    opened = calm(page(name))
    assert "There is no record yet" in shown(opened)
    assert not opened.text_input
    assert not opened.button


@pytest.mark.parametrize("name", CLINICIAN_PAGES)
def test_the_head_says_who_it_is_and_who_keeps_it(page: Page, record: Desk, maria: Patient, name: str) -> None:
    add_exam(record, maria, "xr_chest_pa", date(2009, 3, 1))
    add_exam(record, maria, "ct_head", date(2019, 3, 1), entered_from="report")
    words = shown(calm(page(name)))
    assert "**Maria Example** · born 12 May 1971 · female · today" in words
    assert "Kept by the patient. 2 lines: ◧ 1 typed from a report, □ 1 from memory. Last changed" in words


@pytest.mark.parametrize("name", CLINICIAN_PAGES)
def test_a_german_date_is_no_numbered_list(page: Page, record: Desk, name: str) -> None:
    """ "4. März 2009" at the beginning of a cell or a line is a list to Markdown, and loses its day."""
    person = people.add(record, PatientCreate(name="Anna Example", sex="female", language="de")).entity_id
    anna = people.patient(record, person)
    for kind, year in (("esi_lumbar_transforaminal_rf", 2020), ("ir_pci", 2012), ("ct_abd_pelvis", 2009)):
        add_exam(record, anna, kind, date(year, 3, 4), pregnant="yes")
    opened = calm(page(name))
    cells = [str(cell) for table in opened.table for cell in table.value.to_numpy(dtype=object).ravel()]
    lines = [line for markdown in opened.main.markdown for line in markdown.value.splitlines()]
    assert not [text for text in [*cells, *lines] if re.match(r"(- )?\d+\. ", text)]


@pytest.mark.parametrize("name", CLINICIAN_PAGES)
def test_a_person_without_exams(page: Page, maria: Patient, name: str) -> None:
    words = shown(calm(page(name)))
    assert "Kept by the patient." in words
    assert " of 0 " not in words


@pytest.mark.parametrize("name", CLINICIAN_PAGES)
def test_what_a_person_typed_is_shown_letter_by_letter(page: Page, record: Desk, name: str) -> None:
    person = people.patient(record, people.add(record, PatientCreate(name=HOSTILE)).entity_id)
    where = {"facility": HOSTILE, "images_at": HOSTILE, "reason": HOSTILE, "notes": HOSTILE}
    add_exam(record, person, "", date(2026, 3, 1), own_words=HOSTILE, **where)
    add_exam(record, person, "esi_lumbar_transforaminal_rf", date(2026, 3, 2), **where)
    opened = calm(page(name))
    for words in [*(m.value for m in opened.main.markdown), *(c.value for c in opened.main.caption)]:
        assert "[a](" not in words
        assert "<img" not in words.replace("\\<img", "")
        assert "**x**" not in words
    for table in opened.table:
        assert "[a](" not in table.value.to_string()
        assert "**x**" not in table.value.to_string()


@pytest.mark.parametrize("name", CLINICIAN_PAGES)
def test_the_print_view_folds_nothing_and_says_how_to_print(seen: Seen, name: str) -> None:
    printed = calm(seen(name, printed=True))
    assert not [e.label for e in printed.main.expander if e.markdown or e.table]
    assert "Ctrl+P" in shown(printed)
    assert not printed.main.dataframe  # a table that scrolls is cut off on paper


@pytest.mark.parametrize("name", CLINICIAN_PAGES)
def test_the_print_view_shows_no_less_than_the_screen(seen: Seen, name: str) -> None:
    screen = calm(seen(name))
    headings = [h.value for h in screen.header]
    printed = calm(seen(name, printed=True))
    assert set(headings) <= {h.value for h in printed.header}
    assert len(printed.table) >= len(screen.table)


def test_the_print_view_stays_from_page_to_page(app: AppTest, sample_person: Patient) -> None:
    app.switch_page("clinician/minute.py").run()
    app.toggle(key="clinician print view").set_value(True).run()
    for file in FILES:
        calm(app.switch_page(file).run())
        assert app.toggle(key="clinician print view").value, file


def test_every_page_links_to_the_five(app: AppTest, sample_person: Patient) -> None:
    for file in FILES:
        calm(app.switch_page(file).run())
        links = [link.proto.label for link in app.main.get("page_link") if isinstance(link, Element)]
        assert links == ["One-minute view", "Exams", "Skin and fluoroscopy", "Timeline", "Evidence"], file


@pytest.mark.parametrize("name", CLINICIAN_PAGES)
def test_the_clinician_reads_no_background_years_no_limit_and_no_verdict(seen: Seen, name: str) -> None:
    words = shown(calm(seen(name, printed=True))).lower()
    assert not re.search(r"(years?|months?) of natural background", words)
    for never in ("allowance", "cancer risk", "1 in ", "too many", "exceed", "medicare", "payer"):
        assert never not in words, never


def test_paper_is_white_and_without_what_only_a_screen_has_a_use_for() -> None:
    paper = looks().split("@media print")[1]
    assert "background: #fff !important" in paper
    for hidden in ("stSidebar", "stHeader", "stButton", "stSelectbox", "stSlider", "stPageLink"):
        assert f'[data-testid="{hidden}"]' in paper


@pytest.mark.parametrize(("dark", "printing", "turned"), [(True, False, 1), (True, True, 0), (False, False, 0)])
def test_only_charts_that_were_drawn_for_a_dark_screen_are_turned_light(
    page: Page, sample_person: Patient, monkeypatch: pytest.MonkeyPatch, dark: bool, printing: bool, turned: int
) -> None:
    monkeypatch.setattr(
        "streamlit.runtime.context.ContextProxy.theme", SimpleNamespace(type="dark" if dark else "light")
    )
    opened = calm(page("clinician_timeline"))
    if printing:
        opened = calm(opened.toggle(key="clinician print view").set_value(True).run())
    styles = [html.proto.body for html in opened.get("html") if isinstance(html, Element)]
    assert sum("invert(1)" in style for style in styles) == turned


def test_a_column_name_cannot_leave_its_style_sheet() -> None:
    rule = stacked("t", ['a"b\\c</style>\nd'])
    assert "</style>" not in rule
    assert rule.count('"') == 2
    assert "\\22 " in rule


def test_the_date_of_the_last_change_is_that_of_the_record(page: Page, record: Desk, maria: Patient) -> None:
    from tracker import clock

    add_exam(record, maria, "xr_chest_pa", date(2009, 3, 1))
    assert f"Last changed {wording.day(clock.now())}." in shown(calm(page("clinician_minute")))
