"""Our own export comes back in whatever language it was made, and an estimate in it stays an estimate."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.dashboards.marked import CODE, marking
from tracker import i18n
from tracker.history.summary import summarise
from tracker.readers.draft import ExamDraft
from tracker.readers.sheet import own
from tracker.readers.sheet.sheet import look, read_sheet
from tracker.record import sample
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.view.sheets import exams

__all__ = ["marking"]
KINDS = ("csv", "xlsx")


@pytest.fixture(scope="module")
def filled() -> Iterator[Desk]:
    """A record with the sample patient, which no test here changes."""
    desk = open_desk(":memory:")
    sample.load(desk)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def files(filled: Desk) -> dict[tuple[str, str], bytes]:
    """Each export by its kind and language."""
    return {(kind, code): exported(filled, kind, code) for kind in KINDS for code in i18n.languages()}


@pytest.fixture(scope="module")
def english(files: dict[tuple[str, str], bytes]) -> dict[str, list[ExamDraft]]:
    """What is read of the English exports by whoever speaks English."""
    return {kind: _facts(files[kind, "en"], kind, "en") for kind in KINDS}


def exported(desk: Desk, kind: str, code: str) -> bytes:
    with i18n.language(code):
        summary = summarise(desk, sample.load(desk))
        return exams.exams_csv(summary) if kind == "csv" else exams.exams_xlsx(summary)


def _facts(data: bytes, kind: str, code: str) -> list[ExamDraft]:
    """What is read of an exam, but for the words that are only shown."""
    with i18n.language(code):
        read = read_sheet(f"exams.{kind}", data)
        assert look(f"exams.{kind}", data).questions == ()
    assert read.problems == ()
    return [replace(draft, description="", kind_reason="", study_uid="", parts=()) for draft in read.exams]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrote", i18n.languages())
@pytest.mark.parametrize("reads", i18n.languages())
def test_it_is_read_on_a_screen_of_any_language(
    files: dict[tuple[str, str], bytes], english: dict[str, list[ExamDraft]], kind: str, wrote: str, reads: str
) -> None:
    again = _facts(files[kind, wrote], kind, reads)
    assert again == english[kind]
    assert len(again) > 20


def test_it_is_read_even_where_every_word_differs(
    filled: Desk, english: dict[str, list[ExamDraft]], marking: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, "languages", lambda: ("en", CODE))
    data = exported(filled, "xlsx", CODE)
    for code in (CODE, "en"):
        again = _facts(data, "xlsx", code)
        assert [d.kind_key for d in again] == [d.kind_key for d in english["xlsx"]]
        assert [d.region for d in again] == [d.region for d in english["xlsx"]]
        assert [d.side for d in again] == [d.side for d in english["xlsx"]]
        assert [_numbers(d) for d in again] == [_numbers(d) for d in english["xlsx"]]


def _numbers(draft: ExamDraft) -> list[tuple[str, float, str, str, bool]]:
    return [(m.quantity, m.value, m.laterality, m.phantom, m.part) for m in draft.measurements]


def test_an_estimate_of_ours_is_never_read_as_a_measurement(filled: Desk, marking: None) -> None:
    """The columns with typical, low and high are in mSv, and so is an effective dose that a report states."""
    data = exported(filled, "csv", CODE)
    for draft in _facts(data, "csv", CODE):
        stated = [m for m in draft.measurements if m.quantity == "effective_dose_msv"]
        assert all("mSv" in m.reported for m in stated)
        assert len(stated) <= 1
    with i18n.language(CODE):
        view = look("exams.csv", data)
    fields = {column.header: column.field for column in view.columns}
    with i18n.language(CODE):
        for title in ("Typical effective dose, mSv", "Low, mSv", "High, mSv"):
            assert fields[i18n._(title)] == "estimate"
