"""Our own export, read back: the list of measurements of a row, and the sheet with one row for each."""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import cache
from itertools import zip_longest

from tracker import numbers, reference, wording
from tracker.i18n import N_, SOURCE_LANGUAGE, _, in_every_language, language, languages
from tracker.readers.draft import MeasurementDraft
from tracker.readers.sheet.cells import yes_or_no
from tracker.readers.sheet.columns import Column, labels
from tracker.readers.sheet.file import Cell, Table, shown
from tracker.reference import ExamKind
from tracker.units import QUANTITIES

ORIGIN = "spreadsheet"
_TITLES = ("date_first", "date_last", "recorded")
_KEYS = (*_TITLES, "language")
_ESTIMATES = {"typical_msv": N_("Typical effective dose, mSv"), "low_msv": N_("Low, mSv"), "high_msv": N_("High, mSv")}
_MEASURED = {
    "entry": N_("Entry"),
    "quantity": N_("Quantity"),
    "value": N_("Value"),
    "unit": N_("Unit"),
    "reported": N_("As reported"),
    "side": N_("Side"),
    "phantom": N_("Phantom"),
    "region": N_("Region"),
    "part": N_("Part of the exam only"),
    "radiopharmaceutical": N_("Radiopharmaceutical"),
    "authority": N_("Authority"),
    "origin": N_("Origin"),
}
_PHANTOMS = ("16 cm", "32 cm", "mixed")


def is_own(columns: Sequence[Column]) -> bool:
    """Whether a table is our own export of exams."""
    fields = {column.field for column in columns}
    return fields.issuperset(_TITLES)


def titled(tables: Sequence[Table]) -> list[Table]:
    """Our own exports with the English title of its key, which every screen knows, for each title that none here is.

    The row of keys becomes an empty row, so that every row keeps its number. An export of an earlier version has none.
    """
    return [_titled(table) for table in tables]


def _titled(table: Table) -> Table:
    place = _keys_at(table)
    if not place:
        return table
    here = _titles()
    with language(SOURCE_LANGUAGE):
        english = _titles()
    rows = list(table.rows)
    pairs = [(shown(title), shown(key)) for title, key in zip_longest(rows[0], rows[place])]
    rows[0] = tuple(title if title == here.get(key) else english.get(key, title) for title, key in pairs)
    rows[place] = ()
    return Table(table.sheet, tuple(rows))


def _titles() -> Mapping[str, str]:
    """Key -> title of the columns that are read, and of our estimates, which are not."""
    quantities = {
        name: _("{quantity}, {unit}").format(quantity=_(quantity.label), unit=quantity.unit)
        for name, quantity in QUANTITIES.items()
    }
    return {**labels(), **quantities, **{key: _(title) for key, title in _ESTIMATES.items()}}


def _keys_at(table: Table, keys: Sequence[str] = _KEYS) -> int:
    """The place of the row of keys, which sorting may have moved; 0 where there is none."""
    rows = enumerate(table.rows)
    return next((n for n, row in rows if n and keys[0] in row and {shown(cell) for cell in row}.issuperset(keys)), 0)


def language_of(tables: Sequence[Table]) -> str:
    """Code of the language in which our own export was made, "" where no table is one."""
    for table in tables:
        if place := _keys_at(table):
            column = [shown(key) for key in table.rows[place]].index("language")
            codes = {shown(row[column]) for row in table.rows if len(row) > column} & set(languages())
            return next(iter(codes), "")
    for code in languages():
        with language(code):
            titles = {labels()[name] for name in _TITLES}
        if any(titles <= {shown(cell) for cell in table.rows[0]} for table in tables if table.rows):
            return code
    return ""


def in_its_language(tables: Sequence[Table]) -> AbstractContextManager[None]:
    """The language in which our own export was made: names, sides and headings are words of it."""
    code = language_of(tables)
    return language(code) if code else nullcontext()


def sheets() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sheets of our own export that need not be read, and those that cannot be."""
    return (_("Measurements"), _("Sources"), _("Read me")), (_("Drugs"), _("Pain log"))


def names_of(kind: ExamKind) -> set[str]:
    """What our exports call an exam kind."""
    return {kind.key, *in_every_language(kind.name), *in_every_language(kind.plain_name)}


def sides() -> Mapping[str, str]:
    """The words our exports use for a side."""
    words = {"left": "left", "right": "right", "both": "both sides"}
    return {word: key for key, english in words.items() for word in in_every_language(english)}


@cache
def known_from_words() -> Mapping[str, str]:
    """What our own tables say of where a line is known from, in every language -> level."""
    found: dict[str, str] = {}
    for code in languages():
        with language(code):
            found |= {wording.known_from(level): level for level in wording.KNOWN_FROM}
    return found


def region_named(text: str) -> str:
    """Key of the region our export calls so, "" where it is none."""
    regions = reference.regions()
    if text in regions:
        return text
    return next((key for key, one in regions.items() if text in (*in_every_language(one.plain_name), one.name)), "")


def measurements_by_entry(tables: Sequence[Table]) -> dict[str, list[MeasurementDraft]]:
    """The rows of the sheet Measurements, by the entry they belong to; empty where there is no such sheet."""
    found: dict[str, list[MeasurementDraft]] = {}
    names = {_(quantity.label): name for name, quantity in QUANTITIES.items()}
    titles = {_(title): key for key, title in _MEASURED.items()}
    needed = tuple(_MEASURED)[:5]
    for table in tables:
        place = _keys_at(table, needed)
        head = [shown(cell) for cell in table.rows[place]] if table.rows else []
        head = head if place else [titles.get(title, "") for title in head]
        if not set(needed) <= set(head):
            continue
        for row in table.rows[1:]:
            cells = dict(zip(head, row, strict=False))
            name = names.get(shown(cells.get("quantity")), "")
            entry, value = shown(cells.get("entry")), cells.get("value")
            if name and entry and isinstance(value, float) and cells.get("unit") == QUANTITIES[name].unit:
                found.setdefault(entry, []).append(_from_row(name, value, cells))
    return found


def _from_row(name: str, value: float, cells: Mapping[str, Cell]) -> MeasurementDraft:
    def text(key: str) -> str:
        return shown(cells.get(key))

    return MeasurementDraft(
        name,
        value,
        text("reported"),
        text("origin") or ORIGIN,
        laterality=sides().get(text("side"), ""),
        phantom=text("phantom"),
        region=region_named(text("region")),
        part=yes_or_no(cells.get("part")) == "yes",
        radiopharmaceutical=text("radiopharmaceutical"),
        authority=text("authority"),
    )


def recorded(text: str, whole: Mapping[str, str]) -> list[MeasurementDraft] | None:
    """The measurements of a row from the list in it, None where the list is not as we write it.

    Args:
        text: such as "KAP 2.41 Gy.cm2 [241 cGy.cm2]; glandular dose left 1.6 mGy [part]".
        whole: the cells of the quantity columns, which give a single value with all its digits.
    """
    names = {_(short): name for name, short in wording.SHORT_QUANTITIES.items()}
    starts = "|".join(re.escape(word) for word in names)
    found = []
    for piece in re.split(rf"; (?=(?:{starts}) )", text):
        word = re.match(rf"(?:{starts})(?= )", piece)
        draft = _piece(names[word[0]], piece[word.end() + 1 :]) if word else None
        if draft is None:
            return None
        found.append(draft)
    return [_exact(draft, whole, found) for draft in found]


def _piece(name: str, words: str) -> MeasurementDraft | None:
    amount, _bracket, notes = words.partition(" [")
    notes = notes.removesuffix("]")
    mark = _("part")
    part = notes == mark or notes.startswith(f"{mark}, ")
    reported = notes.removeprefix(mark).removeprefix(", ") if part else notes
    word, side = next(((word, key) for word, key in sides().items() if amount.startswith(f"{word} ")), ("", ""))
    amount = amount.removeprefix(word).strip()
    of_phantom = {_("({phantom} phantom)").format(phantom=phantom): phantom for phantom in _PHANTOMS}
    words = next(filter(amount.startswith, of_phantom), "")
    value = _value(name, amount.removeprefix(words).strip())
    if value is None:
        return None
    return MeasurementDraft(name, value, reported, ORIGIN, side, of_phantom.get(words, ""), part=part)


def _value(name: str, text: str) -> float | None:
    if name == "fluoro_time_s" and (found := re.fullmatch(_minutes_and_seconds(), text)):
        return 60.0 * int(found["minutes"]) + int(found["seconds"])
    unit = QUANTITIES[name].unit
    return numbers.settled(text.removesuffix(unit).strip(), numbers.POINT) if unit in text else None


def _minutes_and_seconds() -> str:
    """A pattern for a time as `wording.duration` writes it."""
    written = re.escape(_("{minutes} min {seconds} s").format(minutes="MINUTES", seconds="SECONDS"))
    return written.replace("MINUTES", "(?P<minutes>[0-9]+)").replace("SECONDS", "(?P<seconds>[0-9]+)")


def _exact(draft: MeasurementDraft, whole: Mapping[str, str], every: Sequence[MeasurementDraft]) -> MeasurementDraft:
    """The measurement with the value of its own column, whose digits the list does not all show."""
    alike = [other for other in every if other.quantity == draft.quantity and not other.part]
    values = whole.get(draft.quantity, "").split("; ")
    if draft.part or len(values) != len(alike):
        return draft
    place = next(number for number, other in enumerate(alike) if other is draft)
    value = numbers.settled(values[place], numbers.POINT)
    return draft if value is None else replace(draft, value=value)
