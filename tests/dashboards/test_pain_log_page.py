"""The pain log: one line by the clock or a whole paper, each side apart, empty is never zero, and undo works."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import Page, add_exam, calm, days_back, press_row, shown
from tests.dashboards.test_injection_form import LUMBAR
from tracker import clock
from tracker.history.response import DAY, MOMENTS
from tracker.record import ledger, people
from tracker.record.desk import Desk
from tracker.record.models import Patient, PatientCreate
from tracker.record.procedures import InjectionCreate, PainEntryCreate
from tracker.view.response import moment


class Log:
    """The page under test, on one injection."""

    def __init__(self, page: Page, record: Desk, exam_id: str) -> None:
        self.page = page("pain_log")
        self.record = record
        self.exam_id = exam_id

    def key(self, name: str) -> str:
        return f"pain/{self.exam_id}/{name}"

    def cell(self, minutes: int, text: str, side: str = "") -> None:
        self.page.text_input(key=self.key(f"pain {minutes} {side}")).set_value(text).run()

    def note(self, minutes: int, text: str) -> None:
        if not self.page.toggle(key=self.key("notes")).value:
            self.page.toggle(key=self.key("notes")).set_value(True).run()
        self.page.text_input(key=self.key(f"note {minutes}")).set_value(text).run()

    def line(self, minutes: int | None, value: int, side: str = "") -> None:
        if minutes is not None:
            self.page.button_group(key=self.key("slot")).set_value(minutes).run()
        self.page.button_group(key=self.key(f"one {side}")).set_value(value).run()

    def press(self, name: str) -> AppTest:
        return self.page.button(key=self.key(name)).click().run()

    def stored(self) -> dict[tuple[int, str], float]:
        return {(e.minutes_after, e.side): e.pain for e in ledger.pain_log(self.record, self.exam_id)}


def entries(*lines: tuple[int, float]) -> list[PainEntryCreate]:
    return [PainEntryCreate(minutes_after=minutes, pain=value) for minutes, value in lines]


@pytest.fixture
def exam_id(record: Desk, maria: Patient) -> str:
    return add_exam(record, maria, LUMBAR, days_back(3), side="left")


@pytest.fixture
def log(page: Page, record: Desk, exam_id: str) -> Log:
    return Log(page, record, exam_id)


def test_without_an_injection_the_page_says_where_to_add_one(page: Page, maria: Patient) -> None:
    empty = calm(page("pain_log"))
    assert "no injection in this record yet" in shown(empty)
    assert any(b.label == "Add an exam" for b in empty.button)


def test_the_newest_injection_is_chosen_and_the_newest_stands_first(
    page: Page, record: Desk, maria: Patient, exam_id: str
) -> None:
    add_exam(record, maria, "hip_injection_us", days_back(900), side="right")
    add_exam(record, maria, "hip_injection_us", days_back(500), exam_count=20)
    chooser = calm(page("pain_log")).selectbox(key=f"pain log/{maria.id}/exam")
    assert chooser.value == exam_id
    assert [option.partition(": ")[2].split(" injection")[0] for option in chooser.options] == ["Epidural", "Hip"]


def test_a_whole_paper_log_is_typed_in(log: Log) -> None:
    for minutes, text in ((0, "7"), (15, "6,5"), (60, "2"), (3 * DAY, "0"), (14 * DAY, "10/10")):
        log.cell(minutes, text)
    log.note(3 * DAY, "slept well")
    page = calm(log.press("save all"))
    assert log.stored() == {(0, ""): 7, (15, ""): 6.5, (60, ""): 2, (3 * DAY, ""): 0, (14 * DAY, ""): 10}
    assert [e.note for e in ledger.pain_log(log.record, log.exam_id) if e.note] == ["slept well"]
    assert "The pain log was saved: 5 lines." in shown(page)
    assert "100 % relief" in shown(page)


def test_every_line_of_the_printed_log_has_a_field(log: Log) -> None:
    labels = [t.label for t in log.page.text_input if str(t.key).startswith(log.key("pain "))]
    assert labels == [f"Pain: {moment(minutes)}" for minutes in MOMENTS]


def test_an_empty_line_is_not_zero_and_emptying_one_takes_it_out(log: Log) -> None:
    ledger.save_pain_log(log.record, log.exam_id, entries((0, 7), (15, 0)))
    log.page.run()
    assert log.page.text_input(key=log.key("pain 15 ")).value == "0"
    log.cell(0, "")
    calm(log.press("save all"))
    assert log.stored() == {(15, ""): 0}


@pytest.mark.parametrize("typed", ["11", "-1", "much", "nan", "3 4"])
def test_what_is_no_pain_keeps_what_was_typed(log: Log, typed: str) -> None:
    log.cell(0, "7")
    log.cell(45, typed)
    page = log.press("save all")
    assert "45 minutes: please write a number from 0 to 10" in page.error[0].value.replace("\\", "")
    assert page.text_input(key=log.key("pain 45 ")).value == typed
    assert page.text_input(key=log.key("pain 0 ")).value == "7"
    assert log.stored() == {}


def test_a_note_without_a_number_is_asked_about(log: Log) -> None:
    log.note(DAY, "a bad day")
    page = log.press("save all")
    assert "Day 1: there is a note without a number" in page.error[0].value.replace("\\", "")
    assert page.text_input(key=log.key(f"note {DAY}")).value == "a bad day"


def test_saving_what_is_there_already_writes_nothing(log: Log) -> None:
    ledger.save_pain_log(log.record, log.exam_id, entries((0, 7)))
    log.page.run()
    assert "Nothing was changed" in shown(calm(log.press("save all")))
    assert not any(b.key == "undo" for b in log.page.button)


def test_a_line_at_a_time_of_its_own_stays_and_can_be_changed(log: Log) -> None:
    ledger.save_pain_log(log.record, log.exam_id, entries((0, 7), (90, 3)))
    log.page.run()
    log.cell(15, "6")
    calm(log.press("save all"))
    assert log.stored() == {(0, ""): 7, (15, ""): 6, (90, ""): 3}
    log.cell(90, "2")
    calm(log.press("save all"))
    assert log.stored()[90, ""] == 2


def test_where_both_sides_were_treated_each_is_written_apart(page: Page, record: Desk, maria: Patient) -> None:
    log = Log(page, record, add_exam(record, maria, LUMBAR, days_back(3), side="both"))
    assert {"**left**", "**right**"} <= {m.value for m in log.page.markdown}
    log.cell(0, "7", "left")
    log.cell(0, "5", "right")
    log.cell(15, "1", "right")
    log.note(0, "lying down")
    calm(log.press("save all"))
    assert log.stored() == {(0, "left"): 7, (0, "right"): 5, (15, "right"): 1}
    log.line(15, 4, "left")
    calm(log.press("save one"))
    assert log.stored() == {(0, "left"): 7, (0, "right"): 5, (15, "right"): 1, (15, "left"): 4}
    assert [e.note for e in ledger.pain_log(record, log.exam_id) if e.note] == ["lying down"]


def test_one_line_is_saved_the_rest_stays_and_the_next_is_offered(page: Page, record: Desk, maria: Patient) -> None:
    exam_id = add_exam(record, maria, LUMBAR, days_back(200))
    ledger.save_pain_log(record, exam_id, entries((0, 7), (15, 6)))
    log = Log(page, record, exam_id)
    assert log.page.button_group(key=log.key("slot")).value == 30
    log.line(None, 2)
    log.page.text_input(key=log.key("one note")).set_value("sitting").run()
    page_after = calm(log.press("save one"))
    assert log.stored() == {(0, ""): 7, (15, ""): 6, (30, ""): 2}
    assert ledger.pain_log(record, log.exam_id)[2].note == "sitting"
    assert page_after.button_group(key=log.key("slot")).value == 45
    assert page_after.button_group(key=log.key("one ")).value is None
    assert page_after.text_input(key=log.key("one note")).value == ""
    calm(page_after.button(key="undo").click().run())
    assert log.stored() == {(0, ""): 7, (15, ""): 6}


def test_a_number_at_a_time_that_has_one_takes_its_place_and_says_so(log: Log) -> None:
    ledger.save_pain_log(log.record, log.exam_id, entries((0, 7)))
    log.page.run()
    log.line(0, 8)
    assert "Written so far: 7" in shown(log.page)
    calm(log.press("save one"))
    assert log.stored() == {(0, ""): 8}


def test_no_number_is_no_line(log: Log) -> None:
    assert "choose a number" in log.press("save one").error[0].value
    assert log.stored() == {}


def test_days_later_now_is_the_day(log: Log) -> None:
    assert log.page.button_group(key=log.key("slot")).value == 3 * DAY
    log.page.button_group(key=log.key("slot")).set_value(0).run()
    log.press("take now")
    assert log.page.button_group(key=log.key("slot")).value == 3 * DAY


def test_with_the_time_of_the_injection_now_is_the_nearest_line(
    page: Page, record: Desk, maria: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 3, 4, 12, 0, tzinfo=UTC).astimezone()
    monkeypatch.setattr(clock, "now", lambda: noon)
    monkeypatch.setattr(clock, "today", noon.date)
    log = Log(page, record, add_exam(record, maria, LUMBAR, noon.date()))
    assert not any(b.key == log.key("take now") for b in log.page.button)
    given_at = (noon - timedelta(minutes=40)).time()
    log.page.time_input(key=log.key("given at")).set_value(time(given_at.hour, given_at.minute)).run()
    button = log.page.button(key=log.key("take now"))
    assert button.label == "Now: 45 minutes"
    button.click().run()
    log.line(None, 3)
    calm(log.press("save one"))
    assert log.stored() == {(45, ""): 3}


def test_what_is_missing_is_said_and_what_is_still_to_come_is_not(log: Log) -> None:
    assert "Nothing is written yet" in shown(log.page)
    ledger.save_pain_log(log.record, log.exam_id, entries((0, 7), (15, 6)))
    words = shown(calm(log.page.run()))
    assert "Still empty: 30 minutes, 45 minutes, 1 hour, 2 hours, 3 hours, 4 hours and 6 more" in words
    ledger.save_pain_log(log.record, log.exam_id, entries(*((minutes, 5) for minutes in MOMENTS[:-12])))
    assert "Still empty" not in shown(calm(log.page.run()))


def test_an_undo_elsewhere_comes_back_into_the_fields_and_half_typed_ones_stay(log: Log) -> None:
    log.cell(0, "7")
    log.press("save all")
    log.cell(15, "3")
    log.page.button(key="undo").click().run()
    assert log.page.text_input(key=log.key("pain 0 ")).value == ""
    assert log.page.text_input(key=log.key("pain 15 ")).value == "3"


def test_another_page_chooses_the_injection(app: AppTest, record: Desk, maria: Patient, exam_id: str) -> None:
    older = add_exam(record, maria, "hip_injection_us", days_back(30))
    page = app.switch_page("history/history.py").run()
    press_row(page, older)
    page.button(key=f"pain/{older}").click().run()
    page = calm(page.switch_page("injections/pain_log.py").run())
    assert page.selectbox(key=f"pain log/{maria.id}/exam").value == older


def test_what_was_typed_is_there_after_a_look_at_another_page(
    app: AppTest, record: Desk, maria: Patient, exam_id: str
) -> None:
    page = app.switch_page("injections/pain_log.py").run()
    page.text_input(key=f"pain/{exam_id}/pain 0 ").set_value("7").run()
    page.switch_page("history/history.py").run()
    page = page.switch_page("injections/pain_log.py").run()
    assert page.text_input(key=f"pain/{exam_id}/pain 0 ").value == "7"


def test_the_relief_that_was_told_is_shown_until_there_is_a_log(page: Page, record: Desk, maria: Patient) -> None:
    injection = InjectionCreate(relief_percent=60, relief_lasted=3, relief_lasted_unit="weeks")
    exam_id = add_exam(record, maria, LUMBAR, days_back(40), injection=injection)
    assert "60 % relief, lasted 3 weeks" in shown(calm(page("pain_log"))).replace("\\", "")
    ledger.save_pain_log(record, exam_id, entries((0, 8), (30, 2)))
    assert "75 % relief" in shown(calm(page("pain_log"))).replace("\\", "")


def test_the_injections_of_another_person_are_not_there(app: AppTest, record: Desk, exam_id: str) -> None:
    other = people.add(record, PatientCreate(name="Otto Beispiel")).entity_id
    page = app.switch_page("injections/pain_log.py").run()
    page.selectbox(key="switcher").set_value(other).run()
    assert "no injection in this record yet" in shown(calm(page))


@given(
    st.dictionaries(
        st.sampled_from(MOMENTS),
        st.tuples(st.integers(0, 100).map(lambda n: n / 10), st.sampled_from(["", "a note", "* [x](y)"])),
        max_size=6,
    )
)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_log_is_shown_as_it_is_and_saved_as_it_was(
    page: Page, record: Desk, exam_id: str, lines: dict[int, tuple[float, str]]
) -> None:
    wanted = [PainEntryCreate(minutes_after=m, pain=value, note=note) for m, (value, note) in sorted(lines.items())]
    ledger.save_pain_log(record, exam_id, wanted)
    log = Log(page, record, exam_id)
    assert "Nothing was changed" in shown(calm(log.press("save all")))
    log.cell(14 * DAY, "1")
    log.press("save all")
    kept = [e for e in ledger.pain_log(record, exam_id) if e.minutes_after != 14 * DAY]
    assert kept == [e for e in wanted if e.minutes_after != 14 * DAY]


def test_deleting_the_injection_takes_its_log_along_and_undo_brings_it_back(
    app: AppTest, record: Desk, exam_id: str
) -> None:
    ledger.save_pain_log(record, exam_id, entries((0, 7)))
    page = app.switch_page("history/history.py").run()
    press_row(page, exam_id)
    page.button(key=f"delete/{exam_id}").click().run()
    assert ledger.pain_log(record, exam_id) == []
    calm(page.button(key="undo").click().run())
    assert ledger.pain_log(record, exam_id) == entries((0, 7))
    assert ledger.exam(record, exam_id).kind_key == LUMBAR


def test_the_log_can_be_printed_empty_and_with_what_is_written(log: Log) -> None:
    assert [d.label for d in log.page.download_button] == ["Empty log to print"]
    ledger.save_pain_log(log.record, log.exam_id, entries((0, 7)))
    assert [d.label for d in calm(log.page.run()).download_button] == ["This log as PDF"]


def test_an_empty_log_can_be_printed_before_the_first_injection(page: Page, maria: Patient) -> None:
    assert [d.label for d in calm(page("pain_log")).download_button] == ["Empty pain log to print"]
