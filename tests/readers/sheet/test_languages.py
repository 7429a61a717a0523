"""Our own export comes back in whatever language it was made, and an estimate in it stays an estimate."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from tests.dashboards.marked import CODE, marking
from tests.readers import TODAY
from tracker import i18n
from tracker.history.summary import summarise
from tracker.readers.draft import ExamDraft
from tracker.readers.sheet import columns, own
from tracker.readers.sheet.sheet import look, read_sheet
from tracker.record import sample
from tracker.record.database import open_desk
from tracker.reference import search
from tracker.view import sheets

__all__ = ["marking"]
KINDS = ("csv", "xlsx")


@cache
def exported(kind: str, code: str) -> bytes:
    desk = open_desk(":memory:")
    with i18n.language(code):
        summary = summarise(desk, sample.load(desk))
        return sheets.exams_csv(summary) if kind == "csv" else sheets.exams_xlsx(summary)


@cache
def _facts(data: bytes, kind: str, code: str) -> list[ExamDraft]:
    """What is read of an exam, but for the words that are only shown."""
    with i18n.language(code):
        read = read_sheet(f"exams.{kind}", data, TODAY)
        assert look(f"exams.{kind}", data, TODAY).questions == ()
    assert read.problems == ()
    return [replace(draft, description="", kind_reason=None, study_uid="", parts=()) for draft in read.exams]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrote", i18n.languages())
@pytest.mark.parametrize("reads", i18n.languages())
def test_it_is_read_on_a_screen_of_any_language(kind: str, wrote: str, reads: str) -> None:
    english = _facts(exported(kind, "en"), kind, "en")
    again = _facts(exported(kind, wrote), kind, reads)
    assert [_same(draft) for draft in again] == [_same(draft) for draft in english]
    assert len(again) > 20


def _same(draft: ExamDraft) -> ExamDraft:
    """Without the ids of entries, which are new each time the sample is made."""
    return replace(draft, identity=())


@pytest.fixture
def known(marking: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The marked language among those there are."""
    found = (columns.by_label, columns.of_numbers, search.meant)
    for module in (own, columns, search, i18n):
        monkeypatch.setattr(module, "languages", lambda: ("en", CODE))
    for each in (*found, _facts):
        each.cache_clear()
    yield
    for each in (*found, _facts):
        each.cache_clear()


def test_it_is_read_even_where_every_word_differs(known: None) -> None:
    english = _facts(exported("xlsx", "en"), "xlsx", "en")
    data = exported("xlsx", CODE)
    for code in (CODE, "en"):
        again = _facts(data, "xlsx", code)
        assert [d.kind_key for d in again] == [d.kind_key for d in english]
        assert [d.region for d in again] == [d.region for d in english]
        assert [d.side for d in again] == [d.side for d in english]
        assert [_numbers(d) for d in again] == [_numbers(d) for d in english]


def _numbers(draft: ExamDraft) -> list[tuple[str, float, str, str, bool]]:
    return [(m.quantity, m.value, m.laterality, m.phantom, m.part) for m in draft.measurements]


def test_an_estimate_of_ours_is_never_read_as_a_measurement(known: None) -> None:
    """The columns with typical, low and high are in mSv, and so is an effective dose that a report states."""
    for draft in _facts(exported("csv", CODE), "csv", CODE):
        stated = [m for m in draft.measurements if m.quantity == "effective_dose_msv"]
        assert all("mSv" in m.reported for m in stated)
        assert len(stated) <= 1
    with i18n.language(CODE):
        view = look("exams.csv", exported("csv", CODE), TODAY)
    fields = {column.header: column.field for column in view.columns}
    with i18n.language(CODE):
        for title in ("Typical effective dose, mSv", "Low, mSv", "High, mSv"):
            assert fields[i18n._(title)] == "estimate"


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _written(rows: list[list[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def _words(draft: ExamDraft) -> tuple[object, ...]:
    return draft.identity, draft.kind_key, draft.region, draft.side, draft.exam_date, draft.facility, _numbers(draft)


@pytest.mark.parametrize("code", i18n.languages())
def test_its_keys_are_enough_whatever_its_titles_say(code: str) -> None:
    data = exported("csv", code)
    titles, keys, *rows = _rows(data)
    unknown = _written([[f"??? {place}" for place in range(len(titles))], *rows[:2], keys, *rows[2:]])
    again = _facts(unknown, "csv", "en")
    assert [_words(draft) for draft in again] == [_words(draft) for draft in _facts(data, "csv", "en")]


@pytest.mark.parametrize("code", i18n.languages())
def test_an_export_of_an_earlier_version_has_no_keys_and_is_read(code: str) -> None:
    data = exported("csv", code)
    titles, _keys, *rows = _rows(data)
    earlier = _written([row[:-1] for row in (titles, *rows)])
    assert [d.identity for d in _facts(earlier, "csv", "en")] == [d.identity for d in _facts(data, "csv", "en")]
    assert [_numbers(d) for d in _facts(earlier, "csv", "en")] == [_numbers(d) for d in _facts(data, "csv", "en")]
