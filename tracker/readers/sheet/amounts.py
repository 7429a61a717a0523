"""The numbers in a cell of doses, each with what the cell says of it: its unit, quantity, side and phantom.

"388", "DLP: 388 mGycm (total)", "45 mGy (16 cm)", "388*" and "1.3 left; 1.4 right" are numbers. Whatever else stands
beside a number is not passed over: the number is then left out, and that is said.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from tracker import numbers as written_numbers
from tracker.errors import Reason
from tracker.readers.sheet.cells import ABOUT, Rules, Unreadable, empty, side_named
from tracker.readers.sheet.columns import LIKELY, MIXED, NONE, Column
from tracker.readers.sheet.file import Cell, shown
from tracker.readers.words.doses import (
    CLOCK,
    DURATION,
    label_pattern,
    quantities_of,
    quantity_named,
    seconds_of_clock,
    seconds_of_duration,
    total_pattern,
    unit_of,
)
from tracker.readers.words.exams import plain
from tracker.reference.words import folded, meaning, pattern, words
from tracker.units import QUANTITIES

_AMOUNT = re.compile(
    rf"(?P<front>[^0-9]*?)(?P<number>{written_numbers.NUMBER}(?:e[+-]?[0-9]+)?|[.,][0-9]+)(?P<rest>.*)", re.DOTALL
)
_ABOUT = re.compile(rf"(?<!\w){ABOUT}")
_FOOTNOTE = re.compile("(?<=[0-9])[¹²³⁴⁵⁶⁷⁸⁹⁰]+(?![0-9])")  # a small number behind a number is one of a footnote
_MARKS = "*†‡§#"
_PARTS = re.compile(r";|\n| / ")
_SIZES = re.compile(r"\b(?:(16|32) ?cm|(16|32)0 ?mm)\b")
_PHANTOM_WORDS = words("headings")["phantom"]
_WITH_PHANTOM = ("dlp_mgy_cm", "ctdivol_mgy")
_MOST_PARTS = 4
_COMMA = re.compile(r",\s+|\s+[+&]\s+")
_TIME = "fluoro_time_s"
_OF_FLUOROSCOPY = frozenset({"kap_gy_cm2", "air_kerma_mgy"})
_MIXED_COLUMN = Column(0, "", MIXED)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a cell, with what the cell says of it; "" where it says nothing.

    Attributes:
        quantity: what it is a number of.
        bare: its unit is not in the cell, but that of its column.
    """

    value: float
    unit: str = ""
    side: str = ""
    phantom: str = ""
    quantity: str = ""
    bare: bool = False


@dataclass(slots=True)
class _Said:
    """What the words around a number say."""

    quantity: str = ""
    side: str = ""
    phantom: str = ""


def numbers_in(text: str) -> list[str]:
    """The numbers of a cell as they are written."""
    found = (_AMOUNT.fullmatch(part) for part in _parts(text))
    return [match["number"] for match in found if match]


def amounts_of(cell: Cell, column: Column, rules: Rules) -> list[Amount]:
    """The numbers of a cell of doses: one, or several with a sign between them.

    Raises:
        Unreadable: the cell holds something else, a range, or a number that can be read in two ways.
    """
    if isinstance(cell, float):
        if column.field == MIXED:
            raise Unreadable(Reason.of("which_dose_in_cell", text=shown(cell)))
        return [Amount(cell, column.unit, column.side, quantity=column.field, bare=True)]
    text = shown(cell)
    if clock := _clock(folded(text).strip(), column, rules):
        return [clock]
    parts = _parts(text)[:_MOST_PARTS]
    timed = _timed(parts) if column.field == MIXED else ()
    return [_amount(part, replace(column, field=_TIME) if part in timed else column, rules) for part in parts]


def _timed(parts: Sequence[str]) -> tuple[str, ...]:
    """The parts of a cell that are a bare time beside a dose of fluoroscopy, whose time it must be."""
    fluoroscopy = any({quantity_named(part), _quantity_of_unit(_unit_behind(part))} & _OF_FLUOROSCOPY for part in parts)
    return tuple(part for part in parts if fluoroscopy and _is_time(part))


def _is_time(part: str) -> bool:
    plain_text = folded(part).strip()
    return bool(
        DURATION.fullmatch(plain_text)
        or CLOCK.fullmatch(plain_text)
        or (unit_of(_unit_behind(part), _TIME) and plain_text[:1].isdigit())
    )


def _unit_behind(part: str) -> str:
    """The unit behind the number of a part, "" where none is known."""
    match = _AMOUNT.fullmatch(folded(part))
    return _unit_and_notes(part[match.start("rest") :], _MIXED_COLUMN)[0] if match else ""


def _parts(text: str) -> list[str]:
    """A cell cut where a sign, or the word for the next quantity, begins another number; as written."""
    plain = _FOOTNOTE.sub(lambda found: "*" * len(found[0]), text)
    found = []
    for piece in (each for part in _PARTS.split(plain) for each in _at_commas(part)):
        starts = [match.start() for match in label_pattern().finditer(folded(piece))]
        cuts = [0, *(start for start in starts[1:] if any(c.isdigit() for c in piece[starts[0] : start]))]
        found += [piece[start:end] for start, end in zip(cuts, [*cuts[1:], None], strict=True)]
    return [part.strip(" \t,") for part in found if part.strip(" \t,")]


def _at_commas(piece: str) -> list[str]:
    """A text cut at commas behind which another number with a unit begins: "38 s, 112 cGycm2", not "388, 32 cm"."""
    found, start = [], 0
    for comma in _COMMA.finditer(piece):
        before, rest = piece[start : comma.start()], piece[comma.end() :]
        units = [_unit_behind(before), _unit_behind(rest.partition(", ")[0])]
        if rest[:1].isdigit() and units[1] and any(c.isdigit() for c in before) and not all(map(_of_time, units)):
            found.append(before)
            start = comma.end()
    return [*found, piece[start:]]


def _of_time(unit: str) -> bool:
    return bool(unit) and bool(unit_of(unit, _TIME))


def _clock(text: str, column: Column, rules: Rules) -> Amount | None:
    if column.field != "fluoro_time_s":
        return None
    if found := DURATION.fullmatch(text):
        seconds = seconds_of_duration(found)
    elif found := CLOCK.fullmatch(text):
        seconds, *other = seconds_of_clock(found, rules.clock.get(column.place, ""))
        if other:
            raise Unreadable(Reason.of("time_unclear", text=text))
    else:
        return None
    return None if seconds is None else Amount(seconds, "s", quantity=column.field)


def _amount(text: str, column: Column, rules: Rules) -> Amount:
    if clock := _clock(folded(text).strip(), column, rules):
        return clock
    found = _AMOUNT.fullmatch(folded(text))
    if not found:
        raise Unreadable(Reason.of("no_number", text=text[:40]))
    value = written_numbers.settled(found["number"], rules.decimal.get(column.place, ""))
    if value is None:
        unclear = written_numbers.readings(found["number"])
        raise Unreadable(Reason.of("number_unclear" if unclear else "no_number", text=text[:40]))
    said = _Said()
    front = found["front"].strip(" ([")
    if _left_over(front, said, text) or not (any(c.isalpha() for c in front) or set(front) <= set(" ~≈")):
        raise Unreadable(Reason.of("no_number", text=text[:40]))
    written, notes = _unit_and_notes(text[found.start("rest") :], column)
    if _left_over(notes, said, text):
        raise _unknown(text, column.field)
    return _of_quantity(text, value, written, said, column, rules)


def _unknown(text: str, quantity: str) -> Unreadable:
    if quantity == MIXED:
        return Unreadable(Reason.of("which_dose_in_cell", text=text[:40]))
    return Unreadable(Reason.of("unknown_unit", text=text[:40], known=", ".join(QUANTITIES[quantity].units)))


def _of_quantity(text: str, value: float, written: str, said: _Said, column: Column, rules: Rules) -> Amount:
    """The amount, once it is clear which quantity it is one of: that of its column, its own word, or its unit."""
    named = said.quantity
    if named and column.field not in (MIXED, named):
        raise Unreadable(Reason.of("other_dose_in_cell", text=text[:40]))
    quantity = named or column.field
    if quantity == MIXED:
        quantity = _quantity_of_unit(written)
        if not quantity:
            raise Unreadable(Reason.of("which_dose_in_cell", text=text[:40]))
    unit = unit_of(written, quantity) if written else column.unit
    if (written and not unit) or (said.phantom and quantity not in _WITH_PHANTOM):
        raise _unknown(text, quantity)
    if not unit and named:
        unit = rules.units.get((column.place, quantity), "")
    return Amount(value, unit, said.side or column.side, said.phantom, quantity, bare=not written)


def _unit_and_notes(rest: str, column: Column) -> tuple[str, str]:
    """The longest beginning of what stands behind a number that is a unit, and what follows it."""
    rest = rest.strip()
    start = len(rest) - len(rest.lstrip("(["))
    ends = [m.start() for m in re.finditer(rf"[ ,()\[\]{re.escape(_MARKS)}]|$", rest) if m.start() > start]
    for end in reversed(ends):
        unit = rest[start:end].strip()
        known = quantities_of(unit) if column.field == MIXED else unit_of(unit, column.field)
        if known:
            return unit, rest[end:]
    return "", rest


def _left_over(text: str, said: _Said, cell: str) -> str:
    """What is left of the words beside a number after all that is understood, which goes into `said`."""
    left = folded(text)
    for match in label_pattern().finditer(left):
        if match.lastgroup == "other" or (said.quantity and said.quantity != match.lastgroup):
            raise Unreadable(Reason.of("other_dose_in_cell", text=cell[:40]))
        said.quantity = match.lastgroup or ""
    bare = total_pattern().sub(" ", _ABOUT.sub(" ", label_pattern().sub(" ", left)))
    chunks = [chunk.strip(" .:=" + _MARKS) for chunk in re.split(r"[,;()\[\]]", bare)]
    return " ".join(chunk for chunk in chunks if chunk and not _note(chunk, said, cell))


def _note(chunk: str, said: _Said, cell: str) -> bool:
    """Takes up what a note beside a number says; False where it is not understood."""
    if pattern("cells", "estimated").fullmatch(chunk):
        raise Unreadable(Reason.of("estimate_in_cell", text=cell[:40]))
    if side := side_named(chunk):
        said.side = side
        return True
    phantom = _phantom(" ".join(re.split(r"[ :ø⌀-]+", chunk)).strip())
    said.phantom = phantom or said.phantom
    return bool(phantom)


def _phantom(chunk: str) -> str:
    """The phantom a note names with its size or with the word itself: "32 cm", "head phantom"; "head" alone is none."""
    if size := _SIZES.search(chunk):
        named = f"{size[1] or size[2]} cm"
        rest = " ".join(_SIZES.sub(" ", chunk).split())
        return named if rest in ("", *_PHANTOM_WORDS) or meaning("cells", rest, named) else ""
    return meaning("cells", chunk, "16 cm", "32 cm") if any(word in chunk for word in _PHANTOM_WORDS) else ""


def with_mixed(
    columns: Sequence[Column], body: Sequence[Sequence[Cell]], chosen: Collection[int]
) -> tuple[Column, ...]:
    """The columns, with what those that are only headed "Dose" hold as their cells say: one quantity, or several.

    Args:
        chosen: places of the columns of which the person said what they are.
    """
    return tuple(column if column.place in chosen else _by_its_cells(column, body) for column in columns)


def _by_its_cells(column: Column, body: Sequence[Sequence[Cell]]) -> Column:
    words_of = plain(column.header)
    a_dose = pattern("words_in_headings", "a_dose").search(folded(column.header))
    if column.confidence != NONE or not (a_dose or pattern("words_in_headings", "a_value").fullmatch(words_of)):
        return column
    if any(pattern("words_in_headings", key).search(words_of) for key in ("estimated", "not_of_this_exam")):
        return column
    if any(match.lastgroup == "other" for match in label_pattern().finditer(folded(column.header))):
        return column
    cells = [row[column.place] for row in body if column.place < len(row) and not empty(row[column.place])]
    named = [found for cell in cells if isinstance(cell, str) and (found := _quantities_said(cell))]
    if not named or len(named) < 0.5 * len(cells):
        return column
    every = {quantity for found in named for quantity in found}
    return replace(column, field=every.pop() if len(every) == 1 else MIXED, confidence=LIKELY)


def _quantities_said(text: str) -> set[str]:
    """The quantities that a cell names, with their words or with a unit of one only."""
    parts = _parts(text)
    timed = _timed(parts)
    if not all(_AMOUNT.fullmatch(folded(part)) for part in parts):
        return set()
    found = {quantity_named(part) or _quantity_of_unit(_unit_behind(part)) for part in parts if part not in timed}
    return (found | ({_TIME} if timed else set())) - {""}


def _quantity_of_unit(written: str) -> str:
    """The quantity that alone has this unit; a time may be of anything and is none."""
    allowed = quantities_of(written) if written else ()
    return allowed[0] if len(allowed) == 1 and allowed[0] != "fluoro_time_s" else ""
