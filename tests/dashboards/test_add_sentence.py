"""One sentence to a saved exam: chips, the question that is open, and nothing typed is ever lost."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import Page, calm, shown
from tests.dashboards.test_add_exam_page import Adding
from tracker import clock
from tracker.history.summary import summarise
from tracker.record import archive, checks, ledger, people
from tracker.record.desk import Desk
from tracker.record.models import ExamCreate, Patient, PatientCreate
from tracker.record.procedures import DrugCreate, InjectionCreate

HIP = "left hip shot under X-ray, Dr Smith, March 2021"


class Saying(Adding):
    """The page with the names of what stands around its box."""

    def say(self, text: str) -> AppTest:
        return calm(self.page.text_input(key=self.key("sentence")).set_value(text).run())

    def labels(self, name: str) -> dict[str, str]:
        """Label by key of the buttons whose key begins with this."""
        mine = self.key(name)
        return {str(b.key).removeprefix(mine): b.label for b in self.page.button if str(b.key).startswith(mine)}

    @property
    def chips(self) -> dict[str, str]:
        return {name: re.sub(r"[*\\]", "", label) for name, label in self.labels("chip ").items()}

    def answer(self, words: str) -> None:
        place = next(place for place, label in self.labels("answer ").items() if label.replace("\\", "") == words)
        calm(self.press(f"answer {place}"))


@pytest.fixture
def saying(app: AppTest, maria: Patient) -> Saying:
    return Saying(app, maria)


def only_exam(record: Desk, person: Patient) -> ExamCreate:
    (exam_id,) = summarise(record, person.id).exams["exam_id"]
    return ledger.exam(record, str(exam_id))


def test_a_hip_shot_is_saved_as_it_was_said(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say(HIP)
    assert saying.labels("answer ") == {}
    assert saying.chips["what"] == "What: Hip injection, X-ray guided"
    assert (saying.chips["when"], saying.chips["side"]) == ("When: March 2021", "Side: left")
    history = calm(saying.press())
    assert "Saved:" in shown(history)
    exam = only_exam(record, maria)
    assert (exam.kind_key, exam.side, exam.date_precision) == ("hip_injection_rf", "left", "month")
    assert (exam.date_first.year, exam.date_first.month, exam.notes) == (2021, 3, "")
    assert exam.injection == InjectionCreate(operator="Dr Smith")


def test_twenty_chest_x_rays_are_saved_and_can_be_told_better(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("about 20 chest X-rays between 1990 and 2005")
    assert saying.chips["count"] == "How many: about 20"
    assert "How many views?" in shown(saying.page)
    saying.answer("Two views, front and side")
    assert saying.labels("answer ") == {}
    saying.press()
    exam = only_exam(record, maria)
    assert (exam.kind_key, exam.exam_count, exam.count_is_approximate) == ("xr_chest_pa_lat", 20, True)
    assert (exam.date_first.year, exam.date_last.year) == (1990, 2005)


def test_a_shot_in_the_back_asks_one_question_at_a_time(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("cortisone shot back last summer 60 % better for 3 months")
    assert "Which injection was it?" in shown(saying.page)
    assert saying.press().error
    assert summarise(record, maria.id).entries == 0
    saying.answer("Sacroiliac (SI) joint")
    assert "How was the needle guided?" in shown(saying.page)
    saying.answer("X-ray (fluoroscopy, C-arm)")
    assert saying.labels("answer ") == {}
    calm(saying.press())
    exam = only_exam(record, maria)
    assert exam.kind_key == "si_joint_rf"
    assert (exam.date_first.month, exam.date_last.month, exam.date_precision) == (6, 8, "range")
    assert exam.drugs == [DrugCreate(drug_key="steroid_not_known")]
    assert exam.injection == InjectionCreate(relief_percent=60, relief_lasted=3, relief_lasted_unit="months")


def test_a_mammogram_needs_the_sentence_and_save(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("mammogram 2019 at City Hospital")
    saying.press()
    exam = only_exam(record, maria)
    assert (exam.kind_key, exam.facility, exam.date_first.year) == ("mg_2d", "City Hospital", 2019)


def test_a_number_without_a_unit_is_asked_and_its_day_too(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("DLP 512 CT belly")
    assert "When was it?" in shown(saying.page)
    assert saying.press().error[0].value == "When was it?"
    saying.year(2020)
    saying.answer("512 mGy.cm")
    assert saying.chips["number"] == "Number from a report: 512 mGy.cm"
    calm(saying.press())
    exam = only_exam(record, maria)
    assert [(m.quantity, m.value, m.reported) for m in exam.measurements] == [("dlp_mgy_cm", 512, "512 mGy.cm")]
    assert (exam.kind_key, exam.entered_from, exam.notes) == ("ct_abd_pelvis", "report", "")


def test_not_sure_of_a_unit_keeps_the_sentence_as_a_note(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("DLP 512 CT belly 2020")
    assert list(saying.labels("answer ").values())[-1] == "Not sure"
    saying.answer("Not sure")
    saying.press()
    exam = only_exam(record, maria)
    assert (exam.measurements, exam.notes) == ([], "DLP 512 CT belly 2020")


def test_guidance_is_asked_and_not_sure_is_an_answer(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("knee shot 2022 kenalog 40 mg")
    assert saying.chips["Injected"] == "Injected: triamcinolone 40 mg"
    saying.answer("Not sure")
    saying.press()
    exam = only_exam(record, maria)
    assert exam.kind_key
    assert exam.drugs == [DrugCreate(drug_key="triamcinolone", dose_mg=40)]


def test_several_without_a_number_must_be_counted(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("several CT head 2020")
    assert "How many were there?" in saying.press().error[0].value
    saying.page.number_input(key=saying.key("count")).set_value(3).run()
    calm(saying.press())
    assert only_exam(record, maria).exam_count == 3


def test_a_day_that_can_be_two_is_asked(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("CT head 03/04/2020")
    saying.answer("4 Mar 2020")
    saying.press()
    assert only_exam(record, maria).date_first.isoformat() == "2020-03-04"


def test_a_chip_opens_its_field_and_a_change_stays(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say(HIP)
    saying.press("chip side")
    saying.page.radio(key=saying.key("side")).set_value("right").run()
    assert saying.chips["side"] == "Side: right"
    saying.press("chip side")
    saying.say(f"{HIP}, kenalog 40 mg")
    assert saying.chips["side"] == "Side: right"
    saying.press("chip when")
    saying.year(2020)
    assert saying.chips["when"] == "When: March 2020"
    saying.press()
    exam = only_exam(record, maria)
    assert (exam.side, exam.date_first.year, len(exam.drugs)) == ("right", 2020, 1)


@pytest.mark.parametrize("name", ["what", "when", "side", "facility", "number", "Injected", "relief", "Level"])
def test_every_chip_opens_a_field(saying: Saying, name: str) -> None:
    saying.say("L5 nerve root block left CT guided feb 2022")
    calm(saying.press(f"chip {name}"))
    assert saying.page.button(key=saying.key(f"chip {name}")).icon == ":material/expand_less:"


def test_what_the_sentence_says_no_more_is_taken_out(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("mammogram 2019 at City Hospital")
    saying.say("mammogram 2019")
    saying.press()
    assert only_exam(record, maria).facility == ""


def test_an_unreadable_sentence_is_asked_about_and_kept(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("qqq zzz")
    assert "What was done?" in shown(saying.page)
    assert saying.press().error[0].value == "What was done?"
    saying.pick("own words")
    saying.year(1999)
    calm(saying.press())
    exam = only_exam(record, maria)
    assert (exam.kind_key, exam.own_words) == ("", "qqq zzz")


def test_words_that_were_not_used_are_said_and_kept(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("CT head 2020 horse")
    assert "Not used, kept as a note: horse" in shown(saying.page)
    saying.press()
    assert only_exam(record, maria).notes == "CT head 2020 horse"


def test_markup_is_shown_as_text(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("mammogram 2020 at **Bold** <b>Hospital</b>")
    boxes = {str(box.value) for box in saying.page.text_input}
    said = re.sub(r"<script>\nif \(!window\.exposureKeys\).*?</script>", "", shown(saying.page), flags=re.DOTALL)
    words = "\n".join(part for part in said.splitlines() if not any(box and box in part for box in boxes))
    words += "".join(saying.labels("chip ").values())
    assert "\\*\\*Bold" in words
    for markup in ("<b>", "<script"):
        assert not re.search(r"(?<!\\)" + re.escape(markup), words)
    history = calm(saying.press())
    assert not [m.value for m in history.markdown if "<b>" in m.value.replace("\\<b\\>", "")]


def test_a_draft_is_there_in_a_new_session(
    saying: Saying, record: Desk, maria: Patient, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    saying.say("cortisone shot back last summer")
    saying.answer("Sacroiliac (SI) joint")
    saying.page.text_input(key=saying.key("facility")).set_value("St Anna").run()
    told = checks.draft(record, maria.id)
    assert told["sentence"] == "cortisone shot back last summer"
    next_year = clock.today().replace(year=clock.today().year + 1, day=1)
    monkeypatch.setattr(clock, "today", lambda: next_year)
    saying.page = calm(page("add_exam"))
    assert saying.page.text_input(key=saying.key("sentence")).value == "cortisone shot back last summer"
    assert "How was the needle guided?" in shown(saying.page)
    assert saying.page.text_input(key=saying.key("facility")).value == "St Anna"
    saying.answer("X-ray (fluoroscopy, C-arm)")
    calm(saying.press("another"))
    exam = only_exam(record, maria)
    assert (exam.kind_key, exam.facility) == ("si_joint_rf", "St Anna")
    assert exam.date_first.year < next_year.year
    assert checks.draft(record, maria.id) == {}


def test_a_draft_is_never_counted_and_start_again_removes_it(saying: Saying, record: Desk, maria: Patient) -> None:
    assert checks.draft(record, maria.id) == {}
    saying.page.run()
    assert checks.draft(record, maria.id) == {}
    saying.say(HIP)
    assert checks.draft(record, maria.id)
    assert summarise(record, maria.id).entries == 0
    assert (checks.waiting(record, maria.id), checks.held(record, maria.id)) == ([], [])
    assert checks.answers(record, maria.id) == frozenset()
    assert HIP not in str(archive.dump(record)["tables"]["change"])
    calm(saying.press("start again"))
    saying.turn = 1
    assert saying.page.text_input(key=saying.key("sentence")).value == ""
    assert saying.page.number_input(key=saying.key("year")).value is None
    assert checks.draft(record, maria.id) == {}


def test_two_people_do_not_share_a_draft(saying: Saying, record: Desk, maria: Patient, page: Page) -> None:
    other = people.add(record, PatientCreate(name="Otto Other")).entity_id
    saying.say(HIP)
    saying.page.switch_page("exam/add.py").run()
    saying.page.selectbox(key="switcher").set_value(other).run()
    assert HIP not in shown(calm(saying.page))
    assert checks.draft(record, other) == {}
    again = page("add_exam")
    assert HIP not in shown(again)
    again.selectbox(key="switcher").set_value(maria.id).run()
    assert again.text_input(key=saying.key("sentence")).value == HIP


def test_the_sample_person_reads_a_sentence_too(app: AppTest, record: Desk, sample_person: Patient) -> None:
    before = summarise(record, sample_person.id).entries
    saying = Saying(app, sample_person)
    saying.say(HIP)
    saying.press()
    assert summarise(record, sample_person.id).entries == before + 1


def test_what_is_kept_for_the_next_exam_is_shown_with_a_cross(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("mammogram 5 May 2019 at City Hospital")
    calm(saying.press("another"))
    saying.turn = 1
    assert saying.labels("drop ") == {"facility": "Where: City Hospital", "year": "When: 5 May 2019"}
    assert checks.draft(record, maria.id) == {}
    saying.press("drop year")
    saying.say("CT head")
    assert "When was it?" in shown(saying.page)
    saying.press("drop facility")
    saying.say("CT head 2020")
    saying.press()
    exams = {e.kind_key: e for e in (ledger.exam(record, str(i)) for i in summarise(record, maria.id).exams["exam_id"])}
    assert (exams["ct_head"].facility, exams["ct_head"].date_precision) == ("", "year")


def test_a_reading_that_cannot_be_keeps_the_page(saying: Saying) -> None:
    saying.page.text_input(key=saying.key("sentence")).set_value("knee shot 2020 kenalog 900000 mg").run()
    assert not saying.page.exception
    assert saying.page.text_input(key=saying.key("sentence")).value == "knee shot 2020 kenalog 900000 mg"


def test_two_exams_in_one_sentence_are_split_by_one_tap(saying: Saying, record: Desk, maria: Patient) -> None:
    saying.say("CT head and chest X-ray in March 2021")
    assert "These are two exams." in shown(saying.page)
    saying.press("two exams")
    assert saying.chips["what"] == "What: CT scan of the head"
    assert "Then: chest X\\-ray in March 2021" in shown(saying.page)
    calm(saying.press())
    saying.turn += 1
    assert saying.page.text_input(key=saying.key("sentence")).value == "chest X-ray in March 2021"
    assert "How many views?" in shown(saying.page)
    saying.press("answer 0")
    calm(saying.press())
    exams = summarise(record, maria.id).exams
    assert set(exams["kind_key"]) == {"ct_head", "xr_chest_pa"}
    assert {str(day.date()) for day in exams["date_first"]} == {"2021-03-01"}
