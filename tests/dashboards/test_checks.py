"""The box above the list: what waits, the step that settles each, and its Undo."""

from datetime import date

from streamlit.testing.v1 import AppTest

from dashboards.frame.form import Form
from tests.dashboards.conftest import Page, add_exam, calm, shown
from tracker.history.checks import to_check
from tracker.history.summary import summarise
from tracker.intake import rows as intake
from tracker.readers.draft import ExamDraft, MeasurementDraft
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.models import Patient

HISTORY, DAY = "history", date(2020, 1, 2)


def form_of(record: Desk, person: Patient) -> Form:
    (one,) = to_check(record, summarise(record, person.id))
    return Form(f"check/{one.question}/{one.about}")


def words_of(page: AppTest) -> str:
    return shown(page).replace("\\", "")


def import_undated(record: Desk, person: Patient) -> None:
    dose = MeasurementDraft("dlp_mgy_cm", 388.0, "388 mGy.cm", "accumulated total")
    undated = ExamDraft(None, "CT", "ct_chest", None, "chest", measurements=(dose,), source_kind="sheet")
    intake.accept(record, person.id, intake.plan(record, person.id, [undated]))


def test_nothing_to_check_says_nothing(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "ct_chest", DAY)
    assert "to check" not in shown(calm(page(HISTORY)))


def test_an_exam_without_a_date_gets_one_here(page: Page, record: Desk, maria: Patient) -> None:
    import_undated(record, maria)
    history = calm(page(HISTORY))
    assert [box.label for box in history.expander if "check" in box.label] == ["1 thing to check"]
    assert "When was it? The year is enough." in words_of(history)
    form = form_of(record, maria)
    history.number_input(key=form.key("year")).set_value(2019).run()
    dated = calm(history.button(key=form.key("date")).click().run())
    (exam,) = summarise(record, maria.id).exams.to_dict("records")
    assert (exam["when"], exam["evidence"]) == ("2019", "calculated")
    assert "to check" not in shown(dated)
    back = calm(dated.button(key="undo").click().run())
    assert "When was it? The year is enough." in words_of(back)
    assert summarise(record, maria.id).entries == 0


def test_an_exam_without_a_date_can_be_left_out(page: Page, record: Desk, maria: Patient) -> None:
    import_undated(record, maria)
    form = form_of(record, maria)
    left = calm(page(HISTORY).button(key=form.key("leave")).click().run())
    assert "When was it?" not in words_of(left)
    assert summarise(record, maria.id).entries == 0


def test_words_that_no_kind_has_are_changed_or_kept(page: Page, record: Desk, maria: Patient) -> None:
    exam_id = add_exam(record, maria, "ct_unspecified", DAY, own_words="Sonderprogramm 7")
    form = form_of(record, maria)
    opened = calm(page(HISTORY).button(key=form.key("change")).click().run())
    assert "Change this exam" in shown(opened)
    # Saved as it is, it keeps the words.
    calm(opened.button(key=Form(f"edit/{exam_id}").key("save")).click().run())
    assert ledger.exam(record, exam_id).own_words == "Sonderprogramm 7"
    kept = calm(page(HISTORY).button(key=form.key("keep")).click().run())
    assert "to check" not in shown(kept)
    assert "Your answer is saved." in shown(kept)


def test_two_that_are_one_exam_become_one(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "ct_chest", DAY)
    add_exam(record, maria, "ct_chest", DAY, facility="St Anna")
    form = form_of(record, maria)
    history = page(HISTORY)
    assert {"The same exam", "Two exams"} <= {button.label for button in history.button}
    calm(history.button(key=form.key("same")).click().run())
    (exam,) = summarise(record, maria.id).exams.to_dict("records")
    assert exam["facility"] == "St Anna"
