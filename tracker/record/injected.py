"""The injections of one person as a short list, newest first: to choose one, or to log the next one like the last."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from tracker import reference
from tracker.dates import PartialDate
from tracker.record.desk import Desk
from tracker.record.frames import rows


@dataclass(frozen=True, slots=True)
class Injected:
    """One injection or image-guided procedure: what it was, when, and where in the body; or about `exam_count` such."""

    exam_id: str
    kind_key: str
    own_words: str
    date: PartialDate
    side: str
    levels: tuple[str, ...]
    exam_count: int = 1

    @property
    def sort(self) -> tuple[str, str]:
        """What injections of one sort have in common."""
        return self.kind_key, self.own_words.casefold()


def injected(desk: Desk, patient_id: str) -> tuple[Injected, ...]:
    """Every exam of which a needle's relief may be told, or of which an injection or a drug is recorded (RecordError).

    Returns:
        The newest first; of one day, the one entered last.
    """
    found = rows(
        desk,
        "SELECT e.id, e.kind_key, e.own_words, e.date_first, e.date_last, e.date_precision, e.side, i.levels,"
        " e.exam_count"
        " FROM exam e LEFT JOIN injection i ON i.exam_id = e.id AND i.deleted_at IS NULL"
        " WHERE e.patient_id = :patient AND e.deleted_at IS NULL"
        f" AND (i.id IS NOT NULL OR e.kind_key IN ({', '.join(f':{name}' for name in _guided())}) OR EXISTS"
        " (SELECT 1 FROM drug_given d WHERE d.exam_id = e.id AND d.deleted_at IS NULL))"
        " ORDER BY e.date_last DESC, e.date_first DESC, e.created_at DESC, e.id",
        {"patient": patient_id, **_guided()},
        patient_id,
    )
    return tuple(_one(*row) for row in found)


def newest_of_each_sort(listed: Iterable[Injected], since: date, most: int) -> tuple[Injected, ...]:
    """The newest injection, and the newest of every other sort that was given after `since`; at most `most`."""
    found: dict[tuple[str, str], Injected] = {}
    for one in listed:
        if not found or one.date.last > since:
            found.setdefault(one.sort, one)
    return tuple(found.values())[:most]


def _one(
    exam_id: str, kind_key: str, own_words: str, first: Any, last: Any, precision: str, side: str, levels: Any, n: int
) -> Injected:
    when = PartialDate(date.fromisoformat(str(first)), date.fromisoformat(str(last)), precision)
    named = json.loads(levels) if isinstance(levels, str) else levels
    return Injected(exam_id, kind_key, own_words, when, side, tuple(named or ()), n)


@cache
def _guided() -> dict[str, str]:
    keys = [kind.key for kind in reference.exam_kinds().values() if kind.may_treat_by_needle]
    return {f"kind{n}": key for n, key in enumerate(keys)}
