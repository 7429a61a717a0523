"""Derivations of many exams at once are those of each exam alone."""

from tests.view.samples import summary, typical
from tracker.view.sheets.derivations import derivations, sources_used


def test_the_same_as_one_by_one() -> None:
    record = typical()
    assert derivations(record) == [record.derivation(exam_id) for exam_id in record.exams["exam_id"]]
    assert derivations(summary([])) == []


def test_each_source_once() -> None:
    used = sources_used(derivations(typical()))
    assert len(used) == len({source.id for source in used}) > 3
    assert [source.short for source in used] == sorted(source.short for source in used)
