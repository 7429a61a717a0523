"""A stored injection: all of it comes back into its form, an edit is told in plain words, list and detail show it."""

from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import add_exam, calm, days_back, press_row, shown
from tests.dashboards.test_injection_form import DRUGS, FULL, LUMBAR
from tracker import reference
from tracker.record import ledger, trace
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.record.procedures import InjectionCreate


def test_an_edit_shows_everything_and_changes_nothing_by_itself(app: AppTest, record: Desk, maria: Patient) -> None:
    fields = {"side": "left", "facility": "St Anna", "injection": FULL, "drugs": DRUGS}
    exam_id = add_exam(record, maria, LUMBAR, days_back(400), **fields)
    before = ledger.exam(record, exam_id)
    page = app.switch_page("history/history.py").run()
    press_row(page, exam_id)
    page.button(key=f"edit/{exam_id}").click().run()
    calm(page.button(key=f"edit/{exam_id}/save").click().run())
    assert ledger.exam(record, exam_id) == before
    assert [edit.action for edit in trace.edits(record, exam_id)] == ["add"]


def test_an_edit_is_told_in_plain_words_and_undone(app: AppTest, record: Desk, maria: Patient) -> None:
    exam_id = add_exam(record, maria, LUMBAR, days_back(400), side="left", injection=FULL, drugs=DRUGS[:2])
    before = ledger.exam(record, exam_id)
    page = app.switch_page("history/history.py").run()
    press_row(page, exam_id)
    page.button(key=f"edit/{exam_id}").click().run()
    key = f"edit/{exam_id}"
    page.button_group(key=f"{key}/levels").set_value(["L4-5"]).run()
    page.selectbox(key=f"{key}/purpose").set_value("treatment").run()
    page.selectbox(key=f"{key}/drug0").set_value("steroid_not_known").run()
    page.number_input(key=f"{key}/relief_percent").set_value(50.0).run()
    page.selectbox(key=f"{key}/relief_lasted_unit").set_value("days").run()
    words = shown(calm(page.button(key=f"{key}/save").click().run())).replace("\\", "")
    for line in (
        "Level: T12, L4-5, L5-S1 → T12, L4-5",
        "Why it was done: To find out where the pain comes from (a test) → To treat the pain",
        "Injected: triamcinolone 40 mg → nothing",
        "Injected: nothing → steroid (cortisone), name not known 40 mg",
        "Better by, in percent: 62.5 → 50",
        "Helped for, counted in: hours → days",
    ):
        assert line in words
    calm(page.button(key="undo").click().run())
    assert ledger.exam(record, exam_id) == before


def test_the_list_and_the_detail_say_what_is_known(app: AppTest, record: Desk, maria: Patient) -> None:
    exam_id = add_exam(record, maria, LUMBAR, days_back(400), side="left", injection=FULL, drugs=DRUGS)
    page = app.switch_page("history/history.py").run()
    assert "T12, L4-5, L5-S1 left" in shown(page).replace("\\", "")
    press_row(page, exam_id)
    words = shown(calm(page)).replace("\\", "")
    for fact in (
        "Injected: triamcinolone 40 mg, dexamethasone 4 mg, lidocaine, something new 2.5 mg",
        "Pain before: 7.5 of 10",
        "Better by: 62.5 %",
        "Best after: 30 minutes",
        "Helped for: 6 hours",
        "Reaction or problem: Yes, hives",
        "Done by: Dr Example",
        "The clinic is not written down yet",
    ):
        assert fact in words


def test_a_zero_is_said_and_what_nobody_said_is_not(app: AppTest, record: Desk, maria: Patient) -> None:
    said = InjectionCreate(pain_after=0, relief_percent=0)
    exam_id = add_exam(record, maria, LUMBAR, days_back(400), injection=said)
    page = app.switch_page("history/history.py").run()
    press_row(page, exam_id)
    words = shown(calm(page))
    assert "Pain when it was best: 0 of 10" in words
    assert "Better by: 0 %" in words
    assert "Pain before" not in words


def test_deleting_an_injection_takes_it_all_and_undo_brings_it_all_back(
    app: AppTest, record: Desk, maria: Patient
) -> None:
    exam_id = add_exam(record, maria, LUMBAR, days_back(400), injection=FULL, drugs=DRUGS)
    before = ledger.exam(record, exam_id)
    page = app.switch_page("history/history.py").run()
    press_row(page, exam_id)
    page.button(key=f"delete/{exam_id}").click().run()
    calm(page.button(key="undo").click().run())
    assert ledger.exam(record, exam_id) == before


def test_changing_the_kind_forgets_the_part_of_the_body_of_the_old_one(
    app: AppTest, record: Desk, maria: Patient
) -> None:
    exam_id = add_exam(record, maria, "spine_injection_unspecified", days_back(400), region="cervical_spine")
    page = app.switch_page("history/history.py").run()
    press_row(page, exam_id)
    page.button(key=f"edit/{exam_id}").click().run()
    page.text_input(key=f"edit/{exam_id}/what").set_value(reference.exam_kinds()[LUMBAR].plain_name).run()
    page.radio(key=f"edit/{exam_id}/match").set_value(LUMBAR).run()
    calm(page.button(key=f"edit/{exam_id}/save").click().run())
    assert ledger.exam(record, exam_id).region == ""
