"""Import: what files hold, whose it is, what it was; added at once, taken back at once, and not twice."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, Checkbox

from dashboards.frame import shared
from dashboards.importing import progress as import_progress
from dashboards.importing.preview import ROWS_ON_A_PAGE
from dashboards.importing.progress import folder
from tests.conftest import shared_folder
from tests.dashboards.conftest import Page, add_exam, calm, shown
from tracker.errors import ValueRefused
from tracker.history.summary import summarise
from tracker.intake.preview import Preview
from tracker.intake.rows import STATUSES
from tracker.readers.draft import UNUSED_REASONS
from tracker.readers.gather import Gathered
from tracker.record import attachments, ledger, people
from tracker.record.desk import Desk
from tracker.record.models import Patient, PatientCreate
from tracker.reference import data_dir
from tracker.view.reasons import files as outcome

REPORTS = data_dir().parent / "sample" / "dose_reports"
EPIDURAL, CT, CHEST = "lumbar_epidural_c_arm.dcm", "ct_abdomen_pelvis.dcm", "chest_xray_two_views.dcm"
ONE_FILE_S = 60  # on a busy machine
Upload = Callable[..., AppTest]


@pytest.fixture
def owner(record: Desk) -> Patient:
    """The person whom the sample reports name."""
    person = PatientCreate(name="Maria Example", birth_date=date(1971, 5, 12), sex="female")
    return people.patient(record, people.add(record, person).entity_id)


@pytest.fixture
def upload(app: AppTest, owner: Patient) -> Upload:
    """Drop files on the page and wait until they are read."""

    def run(*files: tuple[str, bytes]) -> AppTest:
        page = app.switch_page("importing/files.py").run()
        turn = page.session_state.get(shared.key(owner, "import turn"), 0)
        dropped = page.file_uploader(key=shared.key(owner, f"import files {turn}"))
        for name, content in files:
            dropped.upload(name, content, "application/octet-stream")
        page.run()
        return read(page)

    return run


def read(page: AppTest) -> AppTest:
    """The page once the files are read, which takes as long as it takes while there is a next one now and then."""
    for _look in range(20):
        if not any(b.key == "stop_reading" for b in page.button):
            return page
        for reading in list(import_progress._readings.values()):
            _wait_for(reading)
        page.run()
    raise AssertionError("The files are read, and the page does not show it.")


def _wait_for(reading: import_progress.Reading) -> None:
    done, since = -1, 0.0
    while not reading.finished(0.5):
        if reading.done != done:
            done, since = reading.done, time.monotonic()
        assert time.monotonic() - since < ONE_FILE_S, f"stuck at file {done + 1} of {reading.total}"


def report(name: str) -> tuple[str, bytes]:
    return name, (REPORTS / name).read_bytes()


def words(page: AppTest) -> str:
    return shown(page).replace("\\", "") + "\n".join(code.value for code in page.code)


def button(page: AppTest, label: str) -> Button:
    return next(b for b in page.button if label in b.label)


def tick(page: AppTest, place: int = 0) -> Checkbox:
    return [c for c in page.checkbox if c.label.startswith("Add ")][place]


def test_two_reports_and_a_text_are_shown_added_taken_back_and_not_added_twice(
    upload: Upload, record: Desk, owner: Patient
) -> None:
    files = (report(EPIDURAL), report(CT), ("note.txt", b"my shopping list"))
    page = calm(upload(*files))
    said = words(page)
    assert "Found 2 exams." in said
    assert "3 files: 2 used, 1 not used." in said
    assert "That fits this record" in said
    assert "12 Mar 2024" in said
    assert "Lumbar transforaminal epidural injection" in said
    assert "KAP" in said
    assert "dose report" in said
    assert said.count("**new**") == 2
    assert "Another kind of file" in said
    assert "note.txt" in said
    assert summarise(record, owner.id).entries == 0
    history = calm(button(page, "Add 2 exams").click().run())
    assert "Added 2 exams." in shown(history)
    exams = summarise(record, owner.id).exams
    assert set(exams["kind_key"]) == {"esi_lumbar_transforaminal_rf", "ct_abd_pelvis"}
    assert ledger.exam(record, str(exams["exam_id"].iloc[0])).entered_from == "file"

    again = calm(upload(*files))
    assert "Nothing new" in again.success[0].value
    assert words(again).count("already in your record") == 2
    assert not any("Add " in b.label and "exam" in b.label for b in again.button)

    back = calm(again.switch_page("history/history.py").run())
    calm(button(back, "Undo").click().run())
    assert summarise(record, owner.id).entries == 0


def test_a_line_opens_to_everything_the_file_says(upload: Upload) -> None:
    opened = open_first(upload(report(EPIDURAL)))
    said = words(opened)
    assert "Device" in said
    assert "Gy.m2" in said
    assert "exposures are counted" in said
    assert "Please check what was done" in said
    assert "natural background" in said
    closed = open_first(opened)
    assert "Please check what was done" not in words(closed)


def test_reports_of_somebody_else_must_be_confirmed(upload: Upload, record: Desk, owner: Patient) -> None:
    page = upload(report("point_18_somebody_else.dcm"), report(EPIDURAL))
    warning = next(w.value for w in page.warning if "does not fit" in w.value)
    assert "the name, the birth date, the sex" in warning
    assert button(page, "Add 1 exam")
    confirmed = page.radio(key=part(page, owner, "whose1/where")).set_value("mine").run()
    calm(button(confirmed, "Add 2 exams").click().run())
    assert summarise(record, owner.id).entries == 2


def test_a_test_object_is_not_taken_unless_the_person_insists(upload: Upload, record: Desk, owner: Patient) -> None:
    page = upload(report("point_14_test_object.dcm"))
    assert "not a patient" in words(page)
    for box in [c for c in page.checkbox if c.label.startswith("Yes")]:
        page = box.check().run()
    assert not tick(page).value
    assert button(page, "Add 0 exams").disabled


def test_an_unknown_procedure_keeps_its_machine_until_it_is_said_what_it_was(
    upload: Upload, record: Desk, owner: Patient
) -> None:
    page = upload(report("point_06_biplane.dcm"))
    assert preview(page, owner).rows[0].kind_key == "rf_unspecified"
    opened = open_first(page)
    opened.text_input(key=key(page, owner, "what")).set_value("barium swallow").run()
    chosen = calm(opened.radio(key=key(page, owner, "match")).set_value("rf_barium_swallow").run())
    assert preview(chosen, owner).rows[0].kind_key == "rf_barium_swallow"
    calm(button(chosen, "Add 1 exam").click().run())
    assert list(summarise(record, owner.id).exams["kind_key"]) == ["rf_barium_swallow"]


def test_kind_date_and_part_can_be_changed(upload: Upload, record: Desk, owner: Patient) -> None:
    opened = open_first(upload(report(CT)))
    opened.text_input(key=key(opened, owner, "what")).set_value("CT chest").run()
    opened.radio(key=key(opened, owner, "match")).set_value("ct_chest").run()
    opened.number_input(key=key(opened, owner, "year")).set_value(2019).run()
    opened.selectbox(key=key(opened, owner, "part")).set_value("chest_abdomen").run()
    assert "2019" in words(calm(opened))
    calm(button(opened, "Add 1 exam").click().run())
    exam = ledger.exam(record, str(summarise(record, owner.id).exams["exam_id"].iloc[0]))
    assert (exam.kind_key, exam.region, exam.date_first.year) == ("ct_chest", "chest_abdomen", 2019)
    assert any(m.quantity == "dlp_mgy_cm" for m in exam.measurements)


def test_what_is_not_mine_stays_out(upload: Upload, record: Desk, owner: Patient) -> None:
    page = open_first(upload(report(EPIDURAL), report(CT)))
    disowned = calm(button(page, "Not mine").click().run())
    assert "not mine" in words(disowned)
    assert button(disowned, "Add 1 exam")
    mine = calm(button(disowned, "It is mine").click().run())
    assert button(mine, "Add 2 exams")
    unticked = calm(tick(mine).uncheck().run())
    calm(button(unticked, "Add 1 exam").click().run())
    assert summarise(record, owner.id).entries == 1


def test_two_lines_are_put_together_and_taken_apart(upload: Upload, record: Desk, owner: Patient) -> None:
    page = open_first(upload(report("point_09_petct_ct.dcm"), report(CHEST)))
    other = next(r.number for r in preview(page, owner).rows if r.number != preview(page, owner).opened)
    chosen = page.selectbox(key=key(page, owner, "same as")).set_value(other).run()
    merged = calm(button(chosen, "Make one exam").click().run())
    assert len(preview(merged, owner).rows) == 1
    opened = open_first(merged)
    apart = calm(button(opened, "Take apart").click().run())
    assert len(preview(apart, owner).rows) == 2


def test_an_exam_logged_by_hand_gets_the_numbers_and_keeps_its_words(
    upload: Upload, record: Desk, owner: Patient
) -> None:
    exam_id = add_exam(record, owner, "esi_lumbar_transforaminal_rf", date(2024, 3, 12), notes="my own words")
    page = upload(report(EPIDURAL))
    assert "adds numbers to an exam you have" in words(page)
    history = calm(button(page, "Complete 1 exam").click().run())
    assert "1 exam got more numbers" in shown(history)
    exam = ledger.exam(record, exam_id)
    assert exam.notes == "my own words"
    assert exam.measurements
    assert summarise(record, owner.id).entries == 1


def test_an_exam_that_only_looks_alike_becomes_one_of_its_own(upload: Upload, record: Desk, owner: Patient) -> None:
    add_exam(record, owner, "esi_lumbar_transforaminal_rf", date(2024, 3, 12))
    page = open_first(upload(report(EPIDURAL)))
    other = calm(button(page, "This is another exam").click().run())
    calm(button(other, "Add 1 exam").click().run())
    assert summarise(record, owner.id).entries == 2


@pytest.mark.parametrize("content", [b"", b"\x00" * 500, b"not DICOM at all", b"\x00" * 128 + b"DICM"])
def test_what_holds_no_exam_is_said_in_a_sentence(upload: Upload, content: bytes) -> None:
    page = calm(upload(("holiday.jpg", content)))
    assert "No exam was found" in page.info[0].value
    assert "holiday.jpg" in words(page)
    chosen = calm(button(page, "Choose other files").click().run())
    assert any(b.label == "Look in there" for b in chosen.button)


def test_a_zip_in_a_zip_is_looked_into(upload: Upload) -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("DICOM/IM000001", (REPORTS / EPIDURAL).read_bytes())
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("disc.zip", inner.getvalue())
    assert "Found 1 exam." in words(calm(upload(("download.zip", outer.getvalue()))))


def test_a_folder_on_this_computer(app: AppTest, owner: Patient) -> None:
    page = app.switch_page("importing/files.py").run()
    path = page.text_input(key=shared.key(owner, "import path"))
    path.set_value(str(REPORTS))
    found = calm(read(button(page, "Look in there").click().run()))
    assert "22 files: 22 used, 0 not used." in words(found)


def test_no_such_folder_is_said(app: AppTest, owner: Patient) -> None:
    page = app.switch_page("importing/files.py").run()
    page.text_input(key=shared.key(owner, "import path")).set_value("/no/such/disc")
    said = button(page, "Look in there").click().run()
    assert "no such place" in said.error[0].value
    with pytest.raises(ValueRefused, match="type where"):
        folder("  ")


def test_a_folder_as_a_file_manager_gives_it(tmp_path: Path) -> None:
    (tmp_path / "my disc").mkdir()
    assert folder(f'"{tmp_path}/my disc"') == tmp_path / "my disc"
    assert folder(f"file://{tmp_path}/my%20disc") == tmp_path / "my disc"


def test_stop_keeps_nothing(app: AppTest, record: Desk, owner: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(
        _paths: object, _today: object, progress: Callable[[int, int], None], stop: Callable[[], bool], tables: object
    ) -> Gathered:
        progress(1204, 3011)
        while not stop():
            time.sleep(0.01)
        return Gathered(stopped=True)

    monkeypatch.setattr(import_progress, "gather", endless)
    page = app.switch_page("importing/files.py").run()
    page.text_input(key=shared.key(owner, "import path")).set_value(str(REPORTS))
    running = calm(button(page, "Look in there").click().run())
    assert any("1,204 of 3,011 files" in str(e.proto) for e in running.main if e.type == "progress")
    elsewhere = calm(running.switch_page("home/home.py").run())
    back = calm(elsewhere.switch_page("importing/files.py").run())
    stopped = calm(button(back, "Stop").click().run())
    assert "Stopped. Nothing was kept." in shown(stopped)
    assert held_in(stopped, owner) is None
    assert summarise(record, owner.id).entries == 0


def test_a_reading_that_fails_is_a_sentence(app: AppTest, owner: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_more: object) -> Gathered:
        raise MemoryError

    monkeypatch.setattr(import_progress, "gather", broken)
    page = app.switch_page("importing/files.py").run()
    page.text_input(key=shared.key(owner, "import path")).set_value(str(REPORTS))
    failed = button(page, "Look in there").click().run()
    assert not failed.exception
    assert "Nothing was kept" in failed.error[0].value


def test_two_hundred_exams_come_page_by_page(upload: Upload, owner: Patient) -> None:
    rows = "".join(f"{1 + n % 28} Mar {2000 + n // 28},Chest X-ray\n" for n in range(200))
    page = upload(("mine.csv", f"Date,Exam\n{rows}".encode()))
    assert "Found 200 exams." in words(page)
    assert sum(c.label.startswith("Add ") for c in page.checkbox) == ROWS_ON_A_PAGE
    started = time.monotonic()
    calm(page.checkbox[0].check().run())
    assert time.monotonic() - started < 5
    assert button(page, "Add 200 exams")


def test_a_table_with_dates_that_can_be_read_in_two_ways_asks(upload: Upload, record: Desk, owner: Patient) -> None:
    page = upload(("mine.csv", b"Date,Exam\n3/4/2019,Chest X-ray\n5/6/2020,Chest X-ray\n"))
    question = next(r for r in page.radio if "How are dates written" in r.label)
    assert "No exam was found" not in words(page)
    assert "how your table is written" in words(page)
    answered = calm(question.set_value("dmy").run())
    again = calm(read(button(answered, "Read the table again").click().run()))
    assert "3 Apr 2019" in words(again)
    assert not any("How are dates written" in r.label for r in again.radio)
    mine = next(c for c in again.checkbox if c.label.startswith("Yes")).check().run()
    calm(button(mine, "Add 2 exams").click().run())
    assert summarise(record, owner.id).entries == 2


def test_a_column_can_be_taken_for_something_else(upload: Upload, owner: Patient) -> None:
    page = upload(("mine.csv", b"Date,Exam,Blurb\n12 Mar 2019,CT chest,388\n"))
    column = next(s for s in page.selectbox if s.label == "Blurb").set_value("dlp_mgy_cm").run()
    unit = next(s for s in column.selectbox if s.label == "Unit of Blurb").set_value("mGy.cm").run()
    again = calm(read(button(unit, "Read the table again").click().run()))
    assert "DLP 388 mGy.cm" in words(again)


def test_pasted_words_become_chips_and_the_open_ones_ask_their_question(
    app: AppTest, record: Desk, owner: Patient
) -> None:
    text = (
        "EXAM: CT ABDOMEN AND PELVIS\nExam date: 03/04/2015\nDLP 520 mGy.cm. COMPARISON: 3 March 2013, DLP 800 mGy.cm"
    )
    page = app.switch_page("importing/files.py").run()
    page.text_area(key=f"import/{owner.id}/text/words").set_value(text).run()
    asked = calm(read(button(page, "Look at these words").click().run()))
    said = words(asked)
    assert "Seen and not used" in "".join(e.label for e in asked.expander)
    assert "can be two days" in said
    assert "DLP 520 mGy.cm" in said
    days = [b.label for b in asked.button if str(b.key).rpartition("/")[2].startswith("day ")]
    assert days == ["3 Apr 2015", "4 Mar 2015"]
    settled = calm(button(asked, "3 Apr 2015").click().run())
    assert "can be two days" not in words(settled)
    mine = next(c for c in settled.checkbox if c.label.startswith("Yes")).check().run()
    calm(button(mine, "Add 1 exam").click().run())
    (exam_id,) = summarise(record, owner.id).exams["exam_id"]
    exam = ledger.exam(record, exam_id)
    assert (exam.kind_key, exam.date_first, exam.entered_from) == ("ct_abd_pelvis", date(2015, 4, 3), "report")
    assert [m.value for m in exam.measurements] == [520]
    assert attachments.papers(record) == []


def test_every_status_and_reason_has_words() -> None:
    assert all(outcome.import_status(status) for status in STATUSES)
    assert all(outcome.unused(reason) for reason in UNUSED_REASONS)
    assert all(outcome.source(kind) for kind in ("dose_report", "image", "fhir", "sheet", "text"))


@pytest.mark.shared
def test_everything_real_is_shown_calmly(app: AppTest, owner: Patient) -> None:
    shared_files = shared_folder()
    if shared_files is None:
        pytest.skip("The folder with real files is not beside the project.")
    page = app.switch_page("importing/files.py").run()
    page.text_input(key=shared.key(owner, "import path")).set_value(str(shared_files))
    calm(read(button(page, "Look in there").click().run()))


def test_the_page_itself(page: Page, sample_person: Patient) -> None:
    assert "invented" in shown(calm(page("import_files")))


def preview(page: AppTest, owner: Patient) -> Preview:
    found = held_in(page, owner)
    assert found is not None
    return found


def held_in(page: AppTest, owner: Patient) -> Preview | None:
    found: Preview | None = page.session_state.get(shared.key(owner, "import preview"))
    return found


def part(page: AppTest, owner: Patient, name: str) -> str:
    return f"import/{owner.id}/{preview(page, owner).token}/{name}"


def key(page: AppTest, owner: Patient, name: str) -> str:
    here = preview(page, owner)
    return f"import/{owner.id}/{here.token}/{here.opened}/{name}"


def open_first(page: AppTest) -> AppTest:
    return calm(next(b for b in page.button if str(b.key).endswith("/open")).click().run())
