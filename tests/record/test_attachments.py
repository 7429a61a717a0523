"""Papers kept with an exam: there after a restart, gone and back with it, and never larger than a record can bear."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from tracker.errors import NotFound, RecordError, ValueRefused
from tracker.record import archive, attachments, backup, checks, ledger, people, procedures, trace
from tracker.record.changes import reading, writing
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import Change, ExamCreate, PatientCreate
from tracker.record.procedures import Attachment, AttachmentCreate

BYTES = b"%PDF-1.7\n\xff\x00\xfe invented page"


def paper(name: str = "report.pdf", content: bytes = BYTES) -> AttachmentCreate:
    return AttachmentCreate(name=name, media_type="application/pdf", content=content)


def exam(kind: str = "ct_chest", *papers: AttachmentCreate) -> ExamCreate:
    day = date(2019, 5, 3)
    return ExamCreate(kind_key=kind, date_first=day, date_last=day, attachments=list(papers))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = open_desk(tmp_path / "record.db")
    people.add(found, PatientCreate(name="Maria Example"))
    yield found
    found.close()


@pytest.fixture
def maria(desk: Desk) -> str:
    return people.patients(desk)[0].id


def names(desk: Desk, patient_id: str) -> list[str]:
    return [one.name for one in attachments.papers(desk, patient_id)]


def test_a_paper_comes_with_its_exam_and_one_undo_takes_both(desk: Desk, maria: str) -> None:
    saved = ledger.add_exam(desk, maria, exam("ct_chest", paper()))
    (kept,) = attachments.papers(desk, maria, saved.entity_id)
    assert (kept.name, kept.size, kept.exam_id) == ("report.pdf", len(BYTES), saved.entity_id)
    assert attachments.content(desk, kept.id) == BYTES
    undone = ledger.undo(desk, saved.batch_id)
    assert attachments.papers(desk, maria) == []
    ledger.undo(desk, undone.batch_id)
    assert attachments.content(desk, attachments.papers(desk, maria)[0].id) == BYTES


def test_it_is_kept_once_with_an_exam_can_be_taken_out_and_stands_in_the_history(desk: Desk, maria: str) -> None:
    exam_id = ledger.add_exam(desk, maria, exam()).entity_id
    attachments.keep(desk, exam_id, [paper(), paper("the same under another name.pdf")])
    attachments.keep(desk, exam_id, [paper()])
    (kept,) = attachments.papers(desk, maria)
    out = attachments.take_out(desk, kept.id)
    assert names(desk, maria) == []
    with pytest.raises(NotFound):
        attachments.content(desk, kept.id)
    told = [(c.field, c.before, c.after) for edit in trace.edits(desk, exam_id) for c in edit.changed]
    assert ("attachment", "report.pdf", None) in told
    assert ("attachment", None, "report.pdf") in told
    ledger.undo(desk, out.batch_id)
    assert attachments.content(desk, kept.id) == BYTES


def test_editing_an_exam_leaves_its_papers_and_deleting_it_takes_them(desk: Desk, maria: str) -> None:
    exam_id = ledger.add_exam(desk, maria, exam("ct_chest", paper())).entity_id
    ledger.edit_exam(desk, exam_id, ledger.exam(desk, exam_id).model_copy(update={"notes": "seen"}))
    assert names(desk, maria) == ["report.pdf"]
    gone = ledger.delete_exam(desk, exam_id)
    assert names(desk, maria) == []
    ledger.undo(desk, gone.batch_id)
    assert names(desk, maria) == ["report.pdf"]


def test_papers_go_with_the_person_and_come_back_with_them(desk: Desk, maria: str) -> None:
    ledger.add_exam(desk, maria, exam("ct_chest", paper()))
    other = people.add(desk, PatientCreate(name="Carlos Example")).entity_id
    assert (names(desk, other), len(attachments.papers(desk))) == ([], 1)
    gone = people.delete(desk, maria)
    assert attachments.papers(desk) == []
    ledger.undo(desk, gone.batch_id)
    assert names(desk, maria) == ["report.pdf"]


def test_two_exams_made_one_have_the_papers_of_both_and_each_once(desk: Desk, maria: str) -> None:
    first = ledger.add_exam(desk, maria, exam("ct_chest", paper())).entity_id
    second = ledger.add_exam(desk, maria, exam("ct_head", paper(), paper("page 2.pdf", BYTES + b"2"))).entity_id
    made = checks.same_exam(desk, first, second)
    assert {(p.name, p.exam_id) for p in attachments.papers(desk, maria)} == {
        ("report.pdf", first),
        ("page 2.pdf", first),
    }
    ledger.undo(desk, made.batch_id)
    assert sorted(p.exam_id for p in attachments.papers(desk, maria)) == sorted([first, second, second])


def test_the_history_of_changes_holds_no_second_copy_of_the_file(desk: Desk, maria: str) -> None:
    ledger.add_exam(desk, maria, exam("ct_chest", paper()))
    with reading(desk, maria) as session:
        (change,) = session.exec(select(Change).where(Change.entity == "attachment"))
    assert change.after is not None
    assert "content" not in change.after
    assert change.after["sha256"] == paper().sha256


def test_json_and_backup_bring_the_file_back_byte_for_byte(desk: Desk, maria: str, tmp_path: Path) -> None:
    ledger.add_exam(desk, maria, exam("ct_chest", paper()))
    saved = tmp_path / "record.json"
    saved.write_text(json.dumps(archive.dump(desk)), encoding="utf-8")
    copy = backup.back_up(desk)
    for way in ("json", "backup"):
        new = open_desk(tmp_path / f"{way}.db")
        if way == "json":
            archive.restore(new, archive.read(saved))
        else:
            backup.restore(copy, new)
        new.close()
        again = open_desk(tmp_path / f"{way}.db")
        (kept,) = attachments.papers(again)
        assert attachments.content(again, kept.id) == BYTES
        again.close()


def test_a_file_that_was_changed_on_the_way_is_refused(desk: Desk, maria: str, tmp_path: Path) -> None:
    ledger.add_exam(desk, maria, exam("ct_chest", paper()))
    for spoilt in ("AAAA", "no base64!", 7, None):
        data = archive.dump(desk)
        data["tables"]["attachment"][0]["content"] = spoilt
        new = open_desk(tmp_path / f"new {spoilt}.db")
        with pytest.raises(RecordError, match="damaged"):
            archive.restore(new, data)
        assert people.patients(new) == []
        new.close()
    with writing(desk) as session:
        (row,) = session.exec(select(Attachment))
        row.content = b"something else"
        session.add(row)
    with pytest.raises(RecordError, match="damaged"):
        attachments.content(desk, attachments.papers(desk, maria)[0].id)


def test_what_is_too_large_or_no_paper_is_refused_and_nothing_is_written(
    desk: Desk, maria: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for content in (b"", b"x" * (procedures.MOST_OF_ONE + 1)):
        with pytest.raises(ValueRefused, match="10 MB"):
            paper("large.pdf", content)
    with pytest.raises(ValueRefused, match="PDF"):
        AttachmentCreate(name="page.html", media_type="text/html", content=b"<script>")
    monkeypatch.setattr(procedures, "MOST_OF_ALL", 2 * len(BYTES))
    ledger.add_exam(desk, maria, exam("ct_chest", paper()))
    with pytest.raises(ValueRefused, match="no room"):
        ledger.add_exam(desk, maria, exam("ct_head", paper("b.pdf", BYTES + b"b"), paper("c.pdf", BYTES + b"c")))
    assert len(ledger.known_values(desk, maria, "kind_key")) == 1
    assert names(desk, maria) == ["report.pdf"]
