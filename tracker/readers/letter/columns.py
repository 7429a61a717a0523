"""Tables inside a written report: doses under headings are read by column, or left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracker.readers.letter.parts import NUMBER, Report, any_of
from tracker.readers.words.doses import CLOCK, UNIT, label_pattern, total_pattern, unit_of

_CELLS = re.compile(r"[ \t]*[|;][ \t]*|[ ]*\t[ ]*|[ ]{2,}")
_MOST_ROWS = 60
_HEAD_UNIT = re.compile(rf"[ ,_/]{{0,2}}(?:[(\[] ?(?P<bracketed>{UNIT}) ?[)\]]|(?:in )?(?P<bare>{UNIT})(?![\w]))")
_CELL = re.compile(rf"(?P<number>{NUMBER}) ?(?P<unit>{UNIT})?")
_NOTHING = re.compile(r"[-–—.]{1,3}|n/?a|nil")
_LINE = re.compile(r"[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table: its place, the quantity of its column, and its unit ("" where the heading has none)."""

    start: int
    end: int
    number: str
    quantity: str
    unit: str
    total: bool
    words: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings of a table: of each dose column its cell, quantity and unit; and from where to where each stands."""

    count: int
    doses: tuple[tuple[int, str, str], ...]
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: from where to where it stands, and its numbers."""

    start: int
    end: int
    cells: tuple[Cell, ...]
    heads: tuple[tuple[str, str], ...]


def tables_of(report: Report) -> list[Grid]:
    """Every table with doses in columns."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(report.plain) if m.end() > m.start()]
    found: list[Grid] = []
    number = 0
    while number < len(lines):
        grid, used = _table(report, lines, number)
        if grid:
            found.append(grid)
        number += max(1, used)
    return found


def _table(report: Report, lines: list[tuple[int, int]], number: int) -> tuple[Grid | None, int]:
    start, end = lines[number]
    columns = _columns(report, start, end) if end - start < 300 else None
    if columns is None:
        return None, 1
    cells: list[Cell] = []
    used = 1
    if number + 1 < len(lines):
        columns, used = _with_units(report, columns, lines[number + 1])
    aligned = False
    for begin, stop in lines[number + used : number + used + _MOST_ROWS]:
        aligned = _aligned(columns, _split(report, begin, stop), begin, aligned)
        row = _row(report, columns if aligned else replace(columns, spans=()), begin, stop)
        if row is None:
            break
        cells += row
        used += 1
    if not cells:
        return None, 1
    return Grid(start, lines[number + used - 1][1], tuple(cells), tuple((q, u) for _c, q, u in columns.doses)), used


def _split(report: Report, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a line: what stands between two blanks, a tab or a bar."""
    text = report.plain[start:end].rstrip("\r\n \t|")
    offset = start + len(text) - len(text.lstrip(" \t|"))
    bounds, at = [], offset
    for gap in _CELLS.finditer(report.plain, offset, start + len(text)):
        bounds.append((at, gap.start()))
        at = gap.end()
    return [*bounds, (at, start + len(text))]


def _columns(report: Report, start: int, end: int) -> Columns | None:
    """The columns of a line of headings; None where the line is none."""
    line = report.plain[start:end]
    labels = [m for m in label_pattern().finditer(line) if m.lastgroup]
    rest = _HEAD_UNIT.sub(" ", label_pattern().sub(" ", line))
    if not labels or re.search(r"[0-9]", re.sub(r"\b(?:16|32) ?cm\b|cm2|m2", "", rest)) or rest.rstrip().endswith(":"):
        return None
    cells = _split(report, start, end)
    single = len(cells) < len(labels)
    found = []
    for number, label in enumerate(labels):
        unit = _HEAD_UNIT.match(line, label.end())
        written = line[unit.start() : unit.end()] if unit else ""
        name = str(label.lastgroup)
        text = report.text[start + label.end() :][: len(written)].strip(" ,_/()[]").removeprefix("in ")
        place = next((i for i, (a, b) in enumerate(cells) if a <= start + label.start() < b), 0)
        found.append((number if single else place, name, unit_of(text, name) if name != "other" and text else ""))
    if len(labels) == 1 and len(cells) == 1:
        return None
    if single and rest.strip(" |;,/\t\r\n"):
        return None
    if single:
        return Columns(len(labels), tuple(found))
    return Columns(len(cells), tuple(found), tuple((a - start, b - start) for a, b in cells))


def _with_units(report: Report, columns: Columns, line: tuple[int, int]) -> tuple[Columns, int]:
    """The columns with the units of a line of its own below the headings."""
    cells = _split(report, *line)
    texts = [report.text[a:b].strip(" ()[]") for a, b in cells]
    if len(texts) not in (columns.count, len(columns.doses)) or any(
        re.search(r"[0-9]", t.replace("m2", "")) for t in texts
    ):
        return columns, 1
    shift = 0 if len(texts) == columns.count else None
    doses = []
    for number, (cell, name, unit) in enumerate(columns.doses):
        text = texts[cell] if shift == 0 else texts[number]
        doses.append((cell, name, unit or (unit_of(text, name) if name != "other" else "")))
    if not any(unit for _cell, _name, unit in doses):
        return columns, 1
    return Columns(columns.count, tuple(doses), columns.spans), 2


def _row(report: Report, columns: Columns, start: int, end: int) -> list[Cell] | None:
    """The doses of a line below headings; None where the line is no row of this table."""
    if not report.plain[start:end].strip():
        return None
    cells = _split(report, start, end)
    if len(cells) == columns.count:
        places = {cell: cells[cell] for cell, _name, _unit in columns.doses}
    else:
        places = _below(columns, cells, start) or _from_the_right(report, columns, start, end)
    if not places or len({cell for cell, _name, _unit in columns.doses}) < len(columns.doses):
        return None
    texts = [report.plain[a:b].strip() for a, b in places.values()]
    if not all(_CELL.fullmatch(t) or _NOTHING.fullmatch(t) or CLOCK.fullmatch(t) or not t for t in texts):
        return None
    if not any(re.search("[0-9]", text) for text in texts):
        return []
    first = min(a for a, b in places.values() if b > a)
    total = bool(total_pattern().search(report.plain[start:first]))
    return list(_numbers(report, columns, places, total=total, words=" ".join(report.plain[start:end].split())))


def _aligned(columns: Columns, cells: list[tuple[int, int]], start: int, before: bool) -> bool:
    """Whether the cells of a table stand below their headings, as its rows without gaps show."""
    if len(cells) != columns.count or not columns.spans:
        return before
    pairs = zip(cells, columns.spans, strict=True)
    return all(a - start < right and left < b - start for (a, b), (left, right) in pairs)


def _below(columns: Columns, cells: list[tuple[int, int]], start: int) -> dict[int, tuple[int, int]]:
    """The cells of a row with gaps, each below the heading it overlaps; none where one is below several or none."""
    placed: dict[int, tuple[int, int]] = {}
    for a, b in cells if columns.spans and len(cells) > 1 else ():
        over = [n for n, (left, right) in enumerate(columns.spans) if a - start < right and left < b - start]
        if len(over) != 1 or over[0] in placed:
            return {}
        placed[over[0]] = (a, b)
    doses = {cell for cell, _name, _unit in columns.doses}
    if not doses & set(placed):
        return {}
    return {cell: placed.get(cell, (start, start)) for cell in doses}


def _from_the_right(report: Report, columns: Columns, start: int, end: int) -> dict[int, tuple[int, int]]:
    """The last words of a line, one for each column, where the dose columns are the last ones."""
    wanted = sorted(cell for cell, _name, _unit in columns.doses)
    if wanted != list(range(columns.count - len(wanted), columns.count)):
        return {}
    words = [(m.start(), m.end()) for m in re.finditer(r"[^\s|;]+", report.plain[start:end])]
    if len(words) < len(wanted):
        return {}
    return {cell: (start + a, start + b) for cell, (a, b) in zip(wanted, words[-len(wanted) :], strict=True)}


def _numbers(
    report: Report, columns: Columns, places: dict[int, tuple[int, int]], *, total: bool, words: str
) -> Iterator[Cell]:
    for cell, name, unit in columns.doses:
        start, end = places[cell]
        match = _CELL.fullmatch(report.plain[start:end].strip())
        if not match or name == "other":
            continue
        own = unit_of(report.text[start:end].strip()[match.start("unit") :], name) if match["unit"] else ""
        yield Cell(start, end, match["number"], name, own or unit, total, words)


INLINE_UNIT = re.compile(
    rf"[ ,_/]{{0,3}}(?:[(\[] ?(?P<bracketed>{UNIT}) ?[)\]]|{any_of('unit_follows')} (?P<worded>{UNIT})"
    rf"(?: [a-z]+){{0,3}}(?= ?[:=])|(?P<bare>{UNIT})(?= ?[:=|]? ?[0-9]))"
)
ITEM = re.compile(
    rf"[ \t]*[:=|]?[ \t]*(?P<words>[^\W\d_][^:;,=\n0-9]{{0,40}}?)?[ :=]{{0,3}}(?P<number>{NUMBER})"
    rf"(?![\w/%]|[.,][0-9]| ?[(\[]?{UNIT}| ?(?:mm|cm|ml|mg|kv|mas)\b)"
)
