"""My history: totals, every exam as a line, charts, every change; a row opens to its derivation, Edit and Delete."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.history.rows import LIST_PROGRAM
from tests.dashboards.conftest import Page, Seen, add_exam, calm, days_back, drawn_lists, press_row, rows, shown
from tracker.history.summary import summarise
from tracker.record import ledger, trace
from tracker.record.desk import Desk
from tracker.record.models import MeasurementCreate, Patient
from tracker.record.procedures import InjectionCreate

DO_NOT_SKIP = "do not skip or delay a scan"


@pytest.fixture
def three(record: Desk, maria: Patient) -> list[str]:
    kap = MeasurementCreate(quantity="dlp_mgy_cm", value=512.0, reported="512 mGy.cm", phantom="32 cm")
    return [
        add_exam(record, maria, "xr_chest_pa", date(2009, 3, 1), facility="City Hospital"),
        add_exam(record, maria, "ct_abd_pelvis", date(2015, 3, 1), measurements=[kap], images_at="Disc at home"),
        add_exam(record, maria, "xr_chest_pa", date(2020, 6, 2)),
    ]


def _ids(page: AppTest) -> list[str]:
    return [row["id"] for row in rows(page)]


def _view(page: AppTest, person: Patient, name: str) -> AppTest:
    page.session_state[shared.key(person, "views")] = name
    return calm(page.run())


def _filter(person: Patient, name: str) -> str:
    return Form(shared.key(person, "filter")).key(name)


def test_an_empty_history_says_what_to_do(page: Page, maria: Patient) -> None:
    history = calm(page("history"))
    assert "no exams in this record yet" in shown(history)
    assert any(b.label == "Add an exam" for b in history.button)


def test_the_totals_stand_above_the_list_which_is_drawn_alone(page: Page, three: list[str]) -> None:
    history = calm(page("history"))
    assert _ids(history) == three[::-1]
    assert len(history.image) == 0
    words = shown(history)
    assert words.index("**3 exams** since 2009") < words.index("Choose an exam")
    assert DO_NOT_SKIP in words
    assert "natural background" in words
    assert "◐\u00a01\u00a0calculated" in words


def test_years_are_headings_and_a_line_says_what_is_known(page: Page, three: list[str]) -> None:
    (data,) = drawn_lists(calm(page("history")))
    assert [group["title"] for group in data["groups"]] == ["2020", "2015", "2009"]
    ct, film = data["groups"][1]["rows"][0], data["groups"][2]["rows"][0]
    assert ct["where"] == "images: Disc at home"
    assert (ct["known"], ct["usual"]) == ("◐ calculated", "within the usual range")
    assert 25 <= ct["place"][2] <= 75
    assert film["known"] == "○ typical value, not measured"
    assert not {"usual", "place"} & set(film)


def test_filters_change_list_and_totals(page: Page, maria: Patient, three: list[str]) -> None:
    history = page("history")
    history.selectbox(key=_filter(maria, "year")).set_value("2015").run()
    assert _ids(calm(history)) == [three[1]]
    assert "In this selection" in shown(history)
    history.selectbox(key=_filter(maria, "type")).set_value("X-ray").run()
    assert "No exam matches" in shown(calm(history))


def test_every_word_that_is_looked_for_stands_in_the_line(page: Page, maria: Patient, three: list[str]) -> None:
    history = page("history")
    for words, found in (("CITY", three[:1]), ("ct disc", [three[1]]), ("x-ray 2020", [three[2]]), ("city disc", [])):
        history.text_input(key=_filter(maria, "find")).set_value(words).run()
        assert _ids(calm(history)) == found, words


def test_a_level_of_the_spine_can_be_looked_for(page: Page, record: Desk, maria: Patient, three: list[str]) -> None:
    fields = {"side": "left", "injection": InjectionCreate(levels=["L4-5"])}
    exam_id = add_exam(record, maria, "esi_lumbar_transforaminal_rf", days_back(9), **fields)
    history = page("history")
    history.text_input(key=_filter(maria, "find")).set_value("l4-5").run()
    assert _ids(calm(history)) == [exam_id]


@pytest.mark.parametrize(
    ("sort", "order"), [("", [2, 1, 0]), ("oldest", [0, 1, 2]), ("dose", [1, 2, 0]), ("place", [0, 1, 2])]
)
def test_the_list_is_sorted_and_only_years_in_order_are_headings(
    page: Page, maria: Patient, three: list[str], sort: str, order: list[int]
) -> None:
    history = page("history")
    history.selectbox(key=_filter(maria, "sort")).set_value(sort).run()
    assert _ids(calm(history)) == [three[n] for n in order]
    (data,) = drawn_lists(history)
    assert bool(data["groups"][0]["title"]) == (sort in ("", "oldest"))


def test_an_open_line_stands_between_the_others_and_no_year_is_named_twice(page: Page, three: list[str]) -> None:
    above, below = drawn_lists(press_row(calm(page("history")), three[1]))
    assert [row["id"] for group in above["groups"] for row in group["rows"]] == [three[2], three[1]]
    assert above["open"] == three[1]
    assert below["legend"] is None
    assert [group["title"] for group in below["groups"]] == ["2009"]


def test_the_charts_are_drawn_where_they_are_asked_for(page: Page, maria: Patient, three: list[str]) -> None:
    history = _view(page("history"), maria, "Charts")
    assert len(history.image) == 2
    assert rows(history) == []


def test_every_change_is_listed_and_can_be_undone(page: Page, record: Desk, maria: Patient, three: list[str]) -> None:
    exam = ledger.exam(record, three[1])
    day = date(2016, 1, 2)
    changed = exam.model_copy(update={"date_first": day, "date_last": day, "facility": "St Anna"})
    ledger.edit_exam(record, three[1], changed)
    deleted = ledger.delete_exam(record, three[0])
    history = _view(page("history"), maria, "Every change")
    words = shown(history).replace("\\", "")
    assert "**Chest X-ray, one view, 1 Mar 2009**: deleted" in words
    assert "- When: 1 Mar 2015 → 2 Jan 2016" in words
    assert "- Where: nothing → St Anna" in words
    assert "**what is known about you**: added" in words
    undo = [str(b.key) for b in history.button if str(b.key).startswith("undo/")]
    assert len(undo) == 5  # not that with which the record began
    calm(history.button(key=f"undo/{deleted.batch_id}").click().run())
    assert summarise(record, maria.id).entries == 3
    assert "Undone: Chest X-ray" in shown(history).replace("\\", "")
    calm(history.button(key="undo").click().run())
    assert summarise(record, maria.id).entries == 2


def test_a_change_that_was_changed_again_says_so(page: Page, record: Desk, maria: Patient, three: list[str]) -> None:
    added = trace.edits(record, three[0])[0].batch_id
    ledger.edit_exam(record, three[0], ledger.exam(record, three[0]).model_copy(update={"facility": "St Anna"}))
    history = _view(page("history"), maria, "Every change")
    history.button(key=f"undo/{added}").click().run()
    assert "changed again later" in history.error[0].value
    assert summarise(record, maria.id).entries == 3


def test_a_row_opens_to_its_derivation_its_numbers_and_its_edits(page: Page, three: list[str]) -> None:
    opened = calm(press_row(page("history"), three[1]))
    words = shown(opened).replace("\\", "")
    assert "512 mGy.cm x" in words
    assert "Source:" in words
    assert "reported as 512 mGy.cm" in words
    assert "For scale: natural background" in words
    assert "Disc at home" in words
    assert "added" in words


def test_delete_and_undo(page: Page, record: Desk, maria: Patient, three: list[str]) -> None:
    opened = press_row(page("history"), three[0])
    deleted = calm(opened.button(key=f"delete/{three[0]}").click().run())
    assert summarise(record, maria.id).entries == 2
    calm(deleted.button(key="undo").click().run())
    assert summarise(record, maria.id).entries == 3


def test_edit_shows_what_is_there_and_keeps_what_is_not_touched(
    page: Page, record: Desk, maria: Patient, three: list[str]
) -> None:
    before = ledger.exam(record, three[1])
    opened = press_row(page("history"), three[1])
    form = calm(opened.button(key=f"edit/{three[1]}").click().run())
    prefix = f"edit/{three[1]}/"
    assert form.radio(key=prefix + "match").value == "ct_abd_pelvis"
    assert form.text_input(key=prefix + "value0").value == "512"
    form.text_input(key=prefix + "facility").set_value("City Hospital").run()
    saved = calm(form.button(key=prefix + "save").click().run())
    after = ledger.exam(record, three[1])
    assert after == before.model_copy(update={"facility": "City Hospital", "entered_from": after.entered_from})
    assert "The exam was changed" in shown(saved)
    again = press_row(saved, three[1]) if "History of edits" not in shown(saved) else saved
    assert "Where: nothing → City Hospital" in shown(again)


def test_a_changed_year_is_one_line_in_the_history_of_edits(page: Page, record: Desk, maria: Patient) -> None:
    exam_id = add_exam(
        record, maria, "xr_chest_pa", date(2010, 1, 1), date_last=date(2010, 12, 31), date_precision="year"
    )
    exam = ledger.exam(record, exam_id)
    for first, last, precision in (
        (date(2011, 1, 1), date(2011, 12, 31), "year"),
        (date(2011, 1, 1), date(2011, 1, 1), "day"),
    ):
        when = {"date_first": first, "date_last": last, "date_precision": precision}
        saved = ledger.edit_exam(record, exam_id, exam.model_copy(update=when))
    ledger.undo(record, saved.batch_id)
    words = shown(press_row(page("history"), exam_id))
    assert "- When: 2010 → 2011" in words
    assert "- When: 2011 → 1 Jan 2011" in words
    assert "Date, from" not in words


def test_the_doses_of_the_table_by_type_are_numbers_with_the_unit_above(
    page: Page, maria: Patient, three: list[str]
) -> None:
    history = page("history")
    history.session_state[shared.key(maria, "total")] = True
    table = calm(history.run()).table[0]
    assert table.value["Dose in mSv"].dtype == float
    assert "(" in table.proto.arrow_data.styler.display_values.decode("latin-1")


def test_edit_can_be_given_up(page: Page, record: Desk, three: list[str]) -> None:
    opened = press_row(page("history"), three[0])
    form = opened.button(key=f"edit/{three[0]}").click().run()
    form.number_input(key=f"edit/{three[0]}/year").set_value(1999).run()
    calm(form.button(key=f"edit/{three[0]}/cancel").click().run())
    assert ledger.exam(record, three[0]).date_first.year == 2009


def test_a_wrong_edit_keeps_the_form(page: Page, record: Desk, three: list[str]) -> None:
    opened = press_row(page("history"), three[0])
    form = opened.button(key=f"edit/{three[0]}").click().run()
    form.number_input(key=f"edit/{three[0]}/year").set_value(2999).run()
    refused = form.button(key=f"edit/{three[0]}/save").click().run()
    assert any("future" in e.value for e in refused.error)
    assert refused.number_input(key=f"edit/{three[0]}/year").value == 2999


def test_the_sample_history(seen: Seen) -> None:
    history = calm(seen("history"))
    assert DO_NOT_SKIP in shown(history)
    assert "invented" in shown(history)


def test_two_thousand_exams_stand_in_one_list(page: Page, maria: Patient, two_thousand: int) -> None:
    history = calm(page("history"))
    assert len(rows(history)) == two_thousand
    history.selectbox(key=_filter(maria, "type")).set_value("CT").run()
    assert 0 < len(rows(calm(history))) < two_thousand


def test_mri_adds_nothing_and_says_so(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "mri_spine", days_back(30))
    words = shown(calm(page("history")))
    assert "no radiation" in words
    assert "1\u00a0without\u00a0radiation" in words


def test_hostile_words_are_shown_letter_by_letter(page: Page, record: Desk, maria: Patient) -> None:
    exam_id = add_exam(
        record, maria, "", days_back(3), own_words="<script>alert(1)</script> **x** :red[y]", notes="\u202eمرحبا 🦴 $x$"
    )
    opened = calm(press_row(page("history"), exam_id))
    # The browser writes what it is sent for a line as a text, letter by letter.
    assert rows(opened)[0]["name"] == "<script>alert(1)</script> **x** :red[y]"
    assert "innerHTML = SHAPES" in LIST_PROGRAM
    assert LIST_PROGRAM.count("innerHTML") == 1
    opened = press_row(opened, exam_id)
    assert "<script>" not in "\n".join(m.value for m in opened.markdown)


def test_a_notice_stays_on_the_page_where_it_was_read(app: AppTest, three: list[str]) -> None:
    history = press_row(app.switch_page("history/history.py").run(), three[0])
    deleted = history.button(key=f"delete/{three[0]}").click().run()
    assert "The exam was deleted" in shown(calm(deleted))
    assert "The exam was deleted" not in shown(calm(deleted.switch_page("injections/injections.py").run()))
