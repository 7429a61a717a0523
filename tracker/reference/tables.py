"""The published tables: where they lie, how a row is read and what every row must keep, and the sources of the numbers.

The folder is inside an installed wheel, or beside the package in a working copy. A table has one column per field of
its dataclass, under the same name; the field's type says how a cell is read. Every row with an interval keeps
low <= typical <= high, with low above zero as soon as typical is; every status is one of the known ones. What needs two
tables to be checked is in `tracker.reference.check`.
"""

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from tracker.errors import ReferenceTableError
from tracker.i18n import _

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def data_dir() -> Path:
    """The folder of the reference tables: `tracker/_data/reference` in a wheel, else `data/reference` of the project.

    Raises:
        ReferenceTableError: neither folder is there.
    """
    for folder in (_PACKAGE / "_data" / "reference", _PACKAGE.parent / "data" / "reference"):
        if (folder / "VERSION").is_file():
            return folder
    raise ReferenceTableError(_("The reference tables are missing. Install Exposure Tracker again."))


@cache
def version() -> str:
    """The edition of the reference tables, such as "2026.11"."""
    return (data_dir() / "VERSION").read_text(encoding="utf-8").strip()


if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

    from _typeshed import DataclassInstance

    RowT = TypeVar("RowT", bound=DataclassInstance)
else:
    RowT = TypeVar("RowT")

STATUSES = frozenset({"verified", "derived", "convention", "unverified"})


def _float(cell: str) -> float:
    value = float(cell)
    if not math.isfinite(value) or value < 0:
        raise ValueError(cell)
    return value


def _float_or_none(cell: str) -> float | None:
    return _float(cell) if cell else None


def _day_or_none(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _yes(cell: str) -> bool:
    return {"yes": True, "no": False}[cell]


_READERS: Mapping[object, Callable[[str], object] | None] = {
    str: None,
    int: int,
    bool: _yes,
    float: _float,
    float | None: _float_or_none,
    date | None: _day_or_none,
}


def _refused(table: str, line: int, what: str) -> ReferenceTableError:
    message = _("The reference table {table}.csv is damaged (line {line}: {what}). Install Exposure Tracker again.")
    return ReferenceTableError(message.format(table=table, line=line, what=what))


def broken_interval(low: float | None, typical: float | None, high: float | None) -> str | None:
    """What is wrong with an interval, or None: the three numbers come together and in order, low above zero."""
    if typical is None or low is None or high is None:
        given = [value for value in (low, typical, high) if value is not None]
        return "typical needs low and high" if typical is not None or given != sorted(given) else None
    if not low <= typical <= high:
        return "not low <= typical <= high"
    if typical > 0 and (low <= 0 or low == high):
        return "low is 0, or low equals high"
    return None


def _check(table: str, line: int, row: object) -> None:
    suffix = "_msv" if hasattr(row, "typical_msv") else ""
    if hasattr(row, f"typical{suffix}"):
        low, typical, high = (getattr(row, name + suffix) for name in ("low", "typical", "high"))
        wrong = broken_interval(low, typical, high)
        if wrong and not getattr(row, "may_lack_range", False):
            raise _refused(table, line, wrong)
    if getattr(row, "status", "verified") not in STATUSES:
        raise _refused(table, line, "unknown status")


def records(table: str, kind: type[RowT]) -> tuple[RowT, ...]:
    """Every row of `<table>.csv` as a `kind`.

    Raises:
        ReferenceTableError: the file is missing, its header differs from the fields of `kind`, a cell cannot be
            read, or a row breaks a rule.
    """
    columns = fields(kind)
    try:
        with (data_dir() / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
    except OSError as error:
        raise _refused(table, 0, "not found") from error
    if not lines or lines[0] != [column.name for column in columns]:
        raise _refused(table, 1, "unexpected columns")
    readers = [_READERS[column.type] for column in columns]
    return tuple(_record(table, number, kind, readers, cells) for number, cells in enumerate(lines[1:], start=2))


def _record(
    table: str, line: int, kind: type[RowT], readers: Sequence[Callable[[str], object] | None], cells: list[str]
) -> RowT:
    if len(cells) != len(readers):
        raise _refused(table, line, "wrong number of cells")
    try:
        row = kind(*[reader(cell) if reader else cell for reader, cell in zip(readers, cells, strict=True)])
    except (ValueError, KeyError) as error:
        raise _refused(table, line, str(error)) from error
    _check(table, line, row)
    return row


def keyed(table: str, rows: Sequence[RowT], key: Callable[[RowT], str]) -> Mapping[str, RowT]:
    """The rows by their key, read-only.

    Raises:
        ReferenceTableError: two rows have the same key.
    """
    found: dict[str, RowT] = {}
    for number, row in enumerate(rows, start=2):
        if found.setdefault(key(row), row) is not row:
            raise _refused(table, number, f"{key(row)} is there twice")
    return MappingProxyType(found)


def rows_of(table: str, kind: type[RowT]) -> "_lru_cache_wrapper[tuple[RowT, ...]]":
    """The function that gives every row of a table, which is read when it is first asked for (see `records`)."""
    return cache(lambda: records(table, kind))


def rows_by(table: str, kind: type[RowT], key: Callable[[RowT], str]) -> "_lru_cache_wrapper[Mapping[str, RowT]]":
    """The function that gives the rows of a table by their key, in the order of the file (see `keyed`)."""
    return cache(lambda: keyed(table, records(table, kind), key))


@dataclass(frozen=True, slots=True)
class Source:
    """One published text.

    Attributes:
        short: how a page names it ("Mettler 2008").
        citation: the full reference.
        url: where the number was read; empty where the text has no address.
        year: year of publication, or empty.
        licence: what may be done with the text; single numbers are facts and free.
        read_on: ISO date on which the number was read.
    """

    id: str
    short: str
    citation: str
    url: str
    year: str
    licence: str
    read_on: str


# Every source by its id.
sources = rows_by("sources", Source, lambda source: source.id)
