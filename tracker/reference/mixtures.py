"""Kinds that are worked out from other kinds: one of several that nobody told apart, or two that go together.

A mixture ("approach not known") takes the geometric mean of the usual doses of the kinds it can be, each counted once,
because no publication says how often each of them is done; its interval runs from the lowest to the highest end of all
of them. A sum adds typical, low and high. The numbers themselves stand in exam_kinds.csv, so that one table has them
all; `problems` says where they no longer follow from their parts.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.reference.catalogue import ExamKind, exam_kinds
from tracker.reference.tables import rows_of

ROLES = frozenset({"one_of", "range_only", "sum"})
BASIS_OF_ROLE = {"one_of": "mixture_of_parts", "range_only": "mixture_of_parts", "sum": "sum_of_parts"}
_ROUNDED = 0.05  # numbers of the catalogue are rounded to two or three figures


@dataclass(frozen=True, slots=True)
class KindPart:
    """One kind that another is made of.

    Attributes:
        role: one_of (it may be this one), range_only (it may be, but only the interval is taken from it), sum.
    """

    kind_key: str
    part_key: str
    role: str


# Every part of every kind that is worked out from others.
kind_parts = rows_of("kind_parts", KindPart)


def parts_of(kind_key: str) -> tuple[KindPart, ...]:
    """The parts of a kind; none where it has a value of its own."""
    return tuple(part for part in kind_parts() if part.kind_key == kind_key)


def worked_out(kind_key: str) -> tuple[float, float, float] | None:
    """Typical, low and high (mSv) as they follow from the parts; None where a part has no number or there are none."""
    every = [(part.role, _numbers(exam_kinds()[part.part_key])) for part in parts_of(kind_key)]
    ends = [numbers for _role, numbers in every if numbers]
    made = [numbers[0] for role, numbers in every if numbers and role != "range_only"]
    if not made or len(ends) < len(every):
        return None
    if every[0][0] == "sum":
        return sum(made), sum(low for _typical, low, _high in ends), sum(high for _typical, _low, high in ends)
    mean = math.exp(math.fsum(map(math.log, made)) / len(made))
    return mean, min(low for _typical, low, _high in ends), max(high for _typical, _low, high in ends)


def _numbers(kind: ExamKind) -> tuple[float, float, float] | None:
    if not kind.typical_msv or kind.low_msv is None or kind.high_msv is None:
        return None
    return kind.typical_msv, kind.low_msv, kind.high_msv


def problems() -> Iterator[str]:
    """Where a kind does not follow from its parts; the parts that make a typical value are themselves typical."""
    kinds = exam_kinds()
    for row in kind_parts():
        if row.role not in ROLES or row.kind_key not in kinds or row.part_key not in kinds:
            yield f"{row.kind_key}: unknown part {row.part_key}, or unknown role {row.role}"
            return
    for key in dict.fromkeys(row.kind_key for row in kind_parts()):
        kind, parts = kinds[key], parts_of(key)
        if {BASIS_OF_ROLE[part.role] for part in parts} != {kind.basis}:
            yield f"{key}: the basis {kind.basis} does not go with its parts"
        makes = {kinds[part.part_key].evidence for part in parts if part.role != "range_only"}
        if kind.evidence == "typical" and makes != {"typical"}:
            yield f"{key}: is typical, and a part that makes it is not"
        yield from _off(kind, worked_out(key))
    lone = [kind.key for kind in kinds.values() if kind.basis == "mixture_of_parts" and not parts_of(kind.key)]
    yield from (f"{key}: a mixture without parts" for key in lone)


def _off(kind: ExamKind, made: tuple[float, float, float] | None) -> Iterator[str]:
    stated = _numbers(kind)
    if made is None or stated is None:
        yield f"{kind.key}: a part or the kind itself has no number"
    elif any(abs(one - other) > _ROUNDED * other for one, other in zip(stated, made, strict=True)):
        yield f"{kind.key}: {stated} no longer follows from its parts, which give {made}"
