"""My history: list, totals, charts; filters; a row with its derivation, edits, Edit and Delete with Undo."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.frame import shared
from dashboards.frame.form import Form
from tests.dashboards.conftest import Page, Seen, add_exam, calm, days_back, shown
from tracker.history.summary import summarise
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.models import MeasurementCreate, Patient

DO_NOT_SKIP = "do not skip or delay a scan"


@pytest.fixture
def three(record: Desk, maria: Patient) -> list[str]:
    kap = MeasurementCreate(quantity="dlp_mgy_cm", value=512.0, reported="512 mGy.cm", phantom="32 cm")
    return [
        add_exam(record, maria, "xr_chest_pa", date(2009, 3, 1), facility="City Hospital"),
        add_exam(record, maria, "ct_abd_pelvis", date(2015, 3, 1), measurements=[kap], images_at="Disc at home"),
        add_exam(record, maria, "xr_chest_pa", date(2020, 6, 2)),
    ]


def _open(page: AppTest, exam_id: str) -> AppTest:
    return page.button(key=f"row/{exam_id}").click().run()


def test_an_empty_history_says_what_to_do(page: Page, maria: Patient) -> None:
    history = calm(page("history"))
    assert "no exams in this record yet" in shown(history)
    assert any(b.label == "Add an exam" for b in history.button)


def test_the_list_comes_first_then_totals_then_charts(page: Page, three: list[str]) -> None:
    history = calm(page("history"))
    assert [h.value for h in history.header] == ["In all", "Charts"]
    rows = [b.key for b in history.button if str(b.key).startswith("row/")]
    assert rows == [f"row/{exam_id}" for exam_id in reversed(three)]
    words = shown(history)
    assert "**3 exams** since 2009" in words
    assert DO_NOT_SKIP in words
    assert "natural background" in words
    assert "◐\u00a01\u00a0calculated" in words


def test_filters_change_list_totals_and_title(page: Page, maria: Patient, three: list[str]) -> None:
    history = page("history")
    history.selectbox(key=Form(shared.key(maria, "filter")).key("year")).set_value("2015").run()
    calm(history)
    assert [b.key for b in history.button if str(b.key).startswith("row/")] == [f"row/{three[1]}"]
    assert [h.value for h in history.header] == ["In this selection", "Charts"]
    history.selectbox(key=Form(shared.key(maria, "filter")).key("type")).set_value("X-ray").run()
    assert "No exam matches" in shown(calm(history))


def test_a_row_opens_to_its_derivation_its_numbers_and_its_edits(page: Page, three: list[str]) -> None:
    opened = calm(_open(page("history"), three[1]))
    words = shown(opened).replace("\\", "")
    assert "512 mGy.cm x" in words
    assert "Source:" in words
    assert "reported as 512 mGy.cm" in words
    assert "For scale: natural background" in words
    assert "Disc at home" in words
    assert "added" in words


def test_delete_and_undo(page: Page, record: Desk, maria: Patient, three: list[str]) -> None:
    opened = _open(page("history"), three[0])
    deleted = calm(opened.button(key=f"delete/{three[0]}").click().run())
    assert summarise(record, maria.id).entries == 2
    calm(deleted.button(key="undo").click().run())
    assert summarise(record, maria.id).entries == 3


def test_edit_shows_what_is_there_and_keeps_what_is_not_touched(
    page: Page, record: Desk, maria: Patient, three: list[str]
) -> None:
    before = ledger.exam(record, three[1])
    opened = _open(page("history"), three[1])
    form = calm(opened.button(key=f"edit/{three[1]}").click().run())
    prefix = f"edit/{three[1]}/"
    assert form.radio(key=prefix + "match").value == "ct_abd_pelvis"
    assert form.text_input(key=prefix + "value0").value == "512"
    form.text_input(key=prefix + "facility").set_value("City Hospital").run()
    saved = calm(form.button(key=prefix + "save").click().run())
    after = ledger.exam(record, three[1])
    assert after == before.model_copy(update={"facility": "City Hospital", "entered_from": after.entered_from})
    assert "The exam was changed" in shown(saved)
    again = _open(saved, three[1]) if "History of edits" not in shown(saved) else saved
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
    words = shown(_open(page("history"), exam_id))
    assert "- When: 2010 → 2011" in words
    assert "- When: 2011 → 1 Jan 2011" in words
    assert "Date, from" not in words


def test_the_doses_of_the_table_by_type_are_numbers_with_the_unit_above(page: Page, three: list[str]) -> None:
    table = page("history").table[0]
    assert table.value["Dose in mSv"].dtype == float
    assert "(" in table.proto.arrow_data.styler.display_values.decode("latin-1")


def test_edit_can_be_given_up(page: Page, record: Desk, three: list[str]) -> None:
    opened = _open(page("history"), three[0])
    form = opened.button(key=f"edit/{three[0]}").click().run()
    form.number_input(key=f"edit/{three[0]}/year").set_value(1999).run()
    calm(form.button(key=f"edit/{three[0]}/cancel").click().run())
    assert ledger.exam(record, three[0]).date_first.year == 2009


def test_a_wrong_edit_keeps_the_form(page: Page, record: Desk, three: list[str]) -> None:
    opened = _open(page("history"), three[0])
    form = opened.button(key=f"edit/{three[0]}").click().run()
    form.number_input(key=f"edit/{three[0]}/year").set_value(2999).run()
    refused = form.button(key=f"edit/{three[0]}/save").click().run()
    assert any("future" in e.value for e in refused.error)
    assert refused.number_input(key=f"edit/{three[0]}/year").value == 2999


def test_the_sample_history(seen: Seen) -> None:
    history = calm(seen("history"))
    assert DO_NOT_SKIP in shown(history)
    assert "invented" in shown(history)


def test_two_thousand_exams_are_shown_a_page_at_a_time(page: Page, maria: Patient, two_thousand: int) -> None:
    history = calm(page("history"))
    rows = [b.key for b in history.button if str(b.key).startswith("row/")]
    assert len(rows) == 10
    assert "2000" in shown(history)
    history.pagination(key=Form(shared.key(maria, "list page")).key("  /200")).set_value(200).run()
    assert "Lines 1991 to 2000 of 2000." in shown(calm(history))
    history.selectbox(key=Form(shared.key(maria, "filter")).key("type")).set_value("CT").run()
    assert "Lines 1 to 10 of" in shown(calm(history))


def test_mri_adds_nothing_and_says_so(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "mri_spine", days_back(30))
    words = shown(calm(page("history")))
    assert "no radiation" in words
    assert "1\u00a0without\u00a0radiation" in words


def test_hostile_words_are_shown_letter_by_letter(page: Page, record: Desk, maria: Patient) -> None:
    exam_id = add_exam(
        record, maria, "", days_back(3), own_words="<script>alert(1)</script> **x** :red[y]", notes="\u202eمرحبا 🦴 $x$"
    )
    words = shown(calm(_open(page("history"), exam_id)))
    assert "\\<script\\>" in words
    assert "\\*\\*x\\*\\*" in words
    assert "\\:red\\[y\\]" in words
    assert "<script>" not in words
