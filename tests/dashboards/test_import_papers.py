"""Any paper in: its page beside its words, kept if the person wants, and filed under the person it names."""

from datetime import date

import pytest

from tests.dashboards.conftest import calm, shown
from tests.dashboards.test_import_page import Upload, button, owner, part, preview, upload, words
from tests.readers import make_papers
from tracker.history.summary import summarise
from tracker.record import attachments, ledger, people, procedures
from tracker.record.desk import Desk
from tracker.record.models import ExamCreate, Patient, PatientCreate

__all__ = ["owner", "upload"]
CT = ("report.pdf", make_papers.pdf())


def papers(record: Desk, person: Patient) -> list[tuple[str, str]]:
    return [(one.name, one.media_type) for one in attachments.papers(record, person.id)]


def kinds(record: Desk, person_id: str) -> list[str]:
    return list(summarise(record, person_id).exams["kind_key"])


def test_a_pdf_is_shown_beside_its_chips_and_kept_with_its_exam(upload: Upload, record: Desk, owner: Patient) -> None:
    page = calm(upload(CT))
    said = words(page)
    assert "What: **CT scan of the belly" in "".join(b.label for b in page.button)
    assert "Read from this paper" in said
    assert page.get("image")
    assert "the paper is kept with it" in said
    history = calm(button(page, "Add 1 exam, keep 1 paper").click().run())
    assert "1 paper is kept." in shown(history)
    assert kinds(record, owner.id) == ["ct_abd_pelvis"]
    (kept,) = attachments.papers(record, owner.id)
    assert attachments.content(record, kept.id) == CT[1]
    back = calm(history.switch_page("history/history.py").run())
    calm(button(back, "Undo").click().run())
    assert (kinds(record, owner.id), papers(record, owner)) == ([], [])


def test_the_person_may_keep_the_exam_and_not_the_paper(upload: Upload, record: Desk, owner: Patient) -> None:
    page = upload(("letter.docx", make_papers.word()))
    assert "DLP 512" in words(page)
    left = page.checkbox(key=part(page, owner, "0/keep")).uncheck().run()
    calm(button(left, "Add 1 exam").click().run())
    assert (kinds(record, owner.id), papers(record, owner)) == (["ct_abd_pelvis"], [])


def test_a_chip_opens_to_another_kind_and_to_the_numbers(upload: Upload, record: Desk, owner: Patient) -> None:
    page = upload(CT)
    opened = calm(button(page, "What: ").click().run())
    opened.text_input(key=part(page, owner, "0/what")).set_value("CT chest").run()
    changed = calm(opened.radio(key=part(page, owner, "0/match")).set_value("ct_chest").run())
    numbers = calm(button(changed, "Numbers: ").click().run())
    dose = next(r for r in numbers.radio if "DLP 512" in r.label)
    without = calm(dose.set_value(-1).run())
    calm(button(without, "Add 1 exam").click().run())
    (exam_id,) = summarise(record, owner.id).exams["exam_id"]
    assert all(m.quantity != "dlp_mgy_cm" for m in ledger.exam(record, exam_id).measurements)


def test_a_photo_is_typed_from_and_kept_without_where_it_was_taken(
    upload: Upload, record: Desk, owner: Patient
) -> None:
    page = calm(upload(("photo.png", make_papers.photo(kind="PNG"))))
    said = words(page)
    assert "1 paper to type from" in said
    assert "the program cannot read it" in said
    assert "Where and when the photo was taken is left out" in said
    typed = page.text_input(key=part(page, owner, "paper0/sentence")).set_value("chest x-ray two views, May 2019").run()
    history = calm(button(typed, "Add this exam and keep the paper").click().run())
    assert kinds(record, owner.id) == ["xr_chest_pa_lat"]
    assert papers(record, owner) == [("photo.jpg", "image/jpeg")]
    (exam_id,) = summarise(record, owner.id).exams["exam_id"]
    assert ledger.exam(record, exam_id).entered_from == "report"
    calm(button(history, "Undo").click().run())
    assert (kinds(record, owner.id), papers(record, owner)) == ([], [])


def test_a_scan_can_be_kept_with_an_exam_of_the_record_or_left_out(
    upload: Upload, record: Desk, owner: Patient
) -> None:
    day = date(2019, 5, 3)
    exam_id = ledger.add_exam(record, owner.id, ExamCreate(kind_key="ct_head", date_first=day, date_last=day)).entity_id
    page = upload(("scan.pdf", make_papers.scan()), ("second.pdf", make_papers.scan() + b"%"))
    assert "2 papers to type from" in words(page)
    chosen = page.selectbox(key=part(page, owner, "paper0/known")).set_value(exam_id).run()
    kept = calm(button(chosen, "Keep it there").click().run())
    assert papers(record, owner) == [("scan.pdf", "application/pdf")]
    assert "1 paper to type from" in words(kept)
    done = calm(button(kept, "Leave this paper out").click().run())
    assert "to type from" not in words(done)
    assert len(papers(record, owner)) == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("cut.pdf", make_papers.pdf()[:900], "damaged"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(300), "damaged"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(300), "cannot be read"),
    ],
)
def test_what_cannot_be_looked_at_is_said_in_a_sentence(
    upload: Upload, record: Desk, owner: Patient, name: str, data: bytes, said: str
) -> None:
    page = calm(upload((name, data)))
    assert said in words(page)
    assert name in words(page)
    assert papers(record, owner) == []


def test_a_paper_that_is_too_large_is_read_and_not_kept(
    upload: Upload, record: Desk, owner: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.intake import rows

    monkeypatch.setattr(rows, "MOST_OF_ONE", 100)
    page = calm(upload(CT))
    assert "so it cannot be kept" in words(page)
    calm(button(page, "Add 1 exam").click().run())
    assert (kinds(record, owner.id), papers(record, owner)) == (["ct_abd_pelvis"], [])
    assert procedures.MOST_OF_ONE == 10 * 1024 * 1024


def of_mia(*lines: str) -> bytes:
    return make_papers.pdf("Patient: Mia Example", "Date of birth: 3 May 2015", *lines)


def test_exams_of_a_child_are_filed_under_the_child_in_one_go(upload: Upload, record: Desk, owner: Patient) -> None:
    mia = people.add(record, PatientCreate(name="Mia Example", birth_date=date(2015, 5, 3))).entity_id
    wrist = of_mia("Exam: CT head", "Date of exam: 4 May 2023")
    chest = of_mia("Exam: CT chest", "Date of exam: 5 May 2023")
    page = calm(upload(CT, ("wrist.pdf", wrist), ("chest.pdf", chest)))
    assert words(page).count("does not fit") == 1
    filed = calm(page.radio(key=part(page, owner, "whose1/where")).set_value(mia).run())
    assert button(filed, "Add 1 exam, keep 1 paper")
    added = calm(button(filed, "in the record of Mia Example").click().run())
    assert len(kinds(record, mia)) == 2
    assert "In the record of Mia Example: Added 2 exams." in shown(added)
    assert len(preview(added, owner).rows) == 1
    calm(button(added, "Undo").click().run())
    assert kinds(record, mia) == []


def test_a_record_is_started_for_somebody_who_has_none(upload: Upload, record: Desk, owner: Patient) -> None:
    page = upload(CT, ("wrist.pdf", of_mia("Exam: CT head", "Date of exam: 4 May 2023")))
    chosen = calm(page.radio(key=part(page, owner, "whose1/where")).set_value("new").run())
    calm(button(chosen, "in the record of Mia Example").click().run())
    mia = next(p for p in people.patients(record) if p.id != owner.id)
    assert (mia.name, mia.birth_date, len(kinds(record, mia.id))) == ("Mia Example", date(2015, 5, 3), 1)
    assert kinds(record, owner.id) == []


def test_one_question_for_all_spellings_of_a_name(upload: Upload, owner: Patient) -> None:
    born, exam = "Date of birth: 3 May 2015", "Exam: CT chest"
    names = {"Mia Example": 3, "EXAMPLE, Mia": 4, "Mia L. Example": 5}
    told = {name: (f"Patient: {name}", born, exam, f"Date of exam: {day} May 2023") for name, day in names.items()}
    files = [(f"{names[name]}.pdf", make_papers.pdf(*lines)) for name, lines in told.items()]
    page = calm(upload(*files))
    assert words(page).count("does not fit") == 1
