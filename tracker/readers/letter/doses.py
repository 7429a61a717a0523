"""The doses in a written report: each number with its unit, the word it belongs to, and the place where it stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from tracker import numbers as written_numbers
from tracker.errors import Reason, TrackerError
from tracker.readers.draft import MeasurementDraft
from tracker.readers.letter import columns
from tracker.readers.letter.binding import Binder, Label, labels_of, total_at
from tracker.readers.letter.dates import LeftOut
from tracker.readers.letter.parts import NUMBER, ORIGIN, UNTIL, Amount, Report, amounts_of, any_of, values_of
from tracker.readers.letter.ranking import DoseProposal, Found, ranked, side_in_row, side_named, sides_of
from tracker.readers.letter.roles import OWN, WHY, role_of, row_role
from tracker.readers.words.doses import UNIT, agent_in, label_pattern, unit_of
from tracker.reference.words import folded, pattern
from tracker.units import convert

MOST_DOSES = 200
_BARE = re.compile(
    rf" ?(?:[:=]|{any_of('behind_label')})? ?(?P<number>{NUMBER})"
    rf"(?![\w/:'’]|[.,][0-9]| ?[(\[]?{UNIT}| ?{UNTIL} ?[0-9]| [0-9]{{3}})"
)
_PHANTOM = re.compile(r"\b(16|32) ?cm\b|(?<=[a-z])[_-]?(16|32)\b(?=[^.,0-9]|$)")
_OTHER_NUMBER = re.compile(r"(?<![\w.,/-])([0-9]+[.,][0-9]{1,2}) ?(?:mm|cm|ml|mg|kg|kv|tesla)\b")
_VIEW = re.compile(rf"\b[rl]?[ -]?{any_of('breast_view')}\b")


def doses_of(report: Report, exam_day: date | None = None) -> tuple[list[DoseProposal], list[LeftOut]]:
    """The doses of a report in their order, and the numbers that are none of this exam's.

    Args:
        exam_day: the day of this exam, where the text tells it; a dose of an earlier day is another exam's.
    """
    labels = labels_of(report, 2 * MOST_DOSES)
    grids = columns.tables_of(report) if labels else []
    found, left = _of_tables(report, grids)
    heads = {quantity: unit for grid in grids for quantity, unit in grid.heads if unit}
    taken = [(grid.start, grid.end) for grid in grids]
    for label in labels:
        listed = _listed(report, label, taken)
        found += listed
        taken += [(label.start, listed[-1].end)] if listed else []
    amounts = [each for each in amounts_of(report, 2 * MOST_DOSES) if not _inside(each.start, taken)]
    bound, others = Binder(report, [each for each in labels if not _inside(each.start, taken)], exam_day).bound(amounts)
    taken += [(each.start, each.end) for each in bound]
    taken += [(each.start, each.end) for each in amounts]
    found += [*bound, *_bare(report, labels, heads, taken)]
    left += others
    found = _with_sides(report, sorted(found, key=lambda each: each.start)[:MOST_DOSES])
    sign = _decimal(report, amounts, found)
    return ranked(report, [(each, _readings(report, each, sign)) for each in found]), left


def _inside(place: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in taken)


def _of_tables(report: Report, grids: Sequence[columns.Grid]) -> tuple[list[Found], list[LeftOut]]:
    found, left = [], []
    for grid in grids:
        for cell in grid.cells:
            role = row_role(report, cell.start, cell.words)
            if role != OWN:
                left.append(LeftOut(cell.start, cell.end, report.text[cell.start : cell.end], WHY[role]))
                continue
            side = side_in_row(cell.words) if cell.quantity == "glandular_dose_mgy" else ""
            values = values_of(cell.number) if cell.unit else ()
            question = None if cell.unit else Reason("text_without_unit")
            view = cell.quantity == "glandular_dose_mgy" and bool(_VIEW.search(cell.words))
            found.append(
                Found(cell.start, cell.end, (cell.quantity,), values, cell.unit, cell.total, side, view, question)
            )
    return found, left


def _listed(report: Report, label: Label, taken: Sequence[tuple[int, int]]) -> list[Found]:
    """The numbers behind "DLP (mGy.cm):", one or a list of parts with their total."""
    head = columns.INLINE_UNIT.match(report.plain, label.end)
    if label.name == "other" or not head or _inside(label.start, taken):
        return []
    place = head.lastgroup or "bare"
    unit = unit_of(report.text[head.start(place) : head.end(place)], label.name)
    items: list[Found] = []
    end = head.end()
    while unit and (item := columns.ITEM.match(report.plain, end)) and len(items) < 30:
        words = item["words"] or ""
        if label_pattern().search(words):
            break
        colon = re.match(r"[ \t]*[:=]", report.plain[head.end() : item.start("number")])
        if not items and words and not colon and not pattern("reports", "behind_label").fullmatch(words.strip()):
            break
        amount = Amount(item.start("number"), item.end("number"), item["number"], (), unit)
        if role_of(report, amount, None, None) != OWN and not items:
            break
        total = total_at(report, item.start(), item.end())
        start = label.start if not items else item.start("words" if words else "number")
        values = values_of(item["number"])
        items.append(Found(start, item.end(), (label.name,), values, unit, total, side_named(words) if words else ""))
        between = re.compile(r"[ \t]*[;,][ \t]*|[ \t]*\n[ \t]*(?=[^\n:]{1,40}:)").match(report.plain, item.end())
        if not between or not re.search(r"[^\W\d_]", report.plain[between.end() : between.end() + 12]):
            break
        end = between.end()
    return items


def _bare(
    report: Report, labels: Sequence[Label], heads: dict[str, str], taken: Sequence[tuple[int, int]]
) -> Iterator[Found]:
    """Numbers without a unit behind their word; the heading of a table of the same text can tell the unit."""
    for label in labels:
        match = _BARE.match(report.plain, label.end, label.end + 60)
        if not match or label.name in ("other", "activity_mbq") or _inside(match.start("number"), taken):
            continue
        unit = heads.get(label.name, "")
        values = values_of(match["number"]) if unit else ()
        amount = Amount(match.start("number"), match.end(), match["number"], values, unit)
        if role_of(report, amount, None, None) != OWN or _inside(label.start, taken):
            continue
        question = None if unit else Reason("text_without_unit")
        total = bool(unit) and total_at(report, label.start, match.end())
        yield Found(label.start, match.end(), (label.name,), values, unit, total, question=question)


def _with_sides(report: Report, found: Sequence[Found]) -> list[Found]:
    """The glandular doses of each sentence with their sides."""
    by_sentence: dict[int, list[int]] = {}
    for number, each in enumerate(found):
        if each.number and "glandular_dose_mgy" in each.quantities:
            by_sentence.setdefault(_from(report, each.number.start), []).append(number)
    changed = list(found)
    for start, numbers in by_sentence.items():
        amounts = [amount for number in numbers if (amount := found[number].number)]
        bounds = [start, *(amount.end for amount in amounts)]
        sides = sides_of(report, amounts, start)
        of_both = {"left", "right"} <= set(sides)  # a number without a side beside those is the mean of the two
        for number, side, amount, before in zip(numbers, sides, amounts, bounds, strict=False):
            view = _VIEW.search(report.plain, max(before, amount.start - 60), amount.end)
            view = view or _VIEW.match(report.plain, amount.end + 1)
            changed[number] = replace(found[number], side=side, view=bool(view) or (of_both and not side))
    return changed


def _from(report: Report, place: int) -> int:
    """Where the words begin that can tell the side of a dose: "Left breast." before its sentence, too."""
    start = report.sentence_at(place).start
    before = report.sentence_at(max(0, start - 1))
    said = report.plain[before.start : start]
    return before.start if len(said.strip()) < 30 and not re.search("[0-9]", said) else start


def _decimal(report: Report, amounts: Sequence[Amount], found: Sequence[Found]) -> str:
    """The decimal sign of a text: what its doses show, else what its other numbers show; "" where nothing does."""
    doses = [amount.number for amount in amounts]
    doses += [report.plain[each.start : each.end].split()[-1] for each in found if not each.number]
    for numbers in (doses, [match[1] for match in _OTHER_NUMBER.finditer(report.plain)]):
        signs = written_numbers.evidence(numbers)
        if signs:
            return next(iter(signs)) if len(signs) == 1 else ""
    return ""


def _readings(report: Report, found: Found, sign: str) -> tuple[MeasurementDraft, ...]:
    words = " ".join(report.text[found.start : found.end].split())
    values = found.values
    numbers = re.findall(NUMBER, report.plain[found.start : found.end])
    written = found.number.number if found.number else numbers[-1] if numbers else ""
    if len(values) == 2 and sign and written and " " not in written:
        known = written_numbers.settled(written, sign)
        values = (known,) if known in values and known is not None else values
    if found.number is None and found.unit and not re.search(UNIT, folded(words)):
        words = f"{words} {found.unit}"
    drafts = []
    for name in found.quantities:
        for value in values:
            try:
                amount = convert(value, unit_of(found.unit, name), name)
            except TrackerError:
                continue
            drafts.append(_draft(report, found, name, amount, words))
    return tuple(drafts)


def _draft(report: Report, found: Found, name: str, value: float, words: str) -> MeasurementDraft:
    sentence = report.sentence_at(found.start)
    around = report.plain[max(sentence.start, found.start - 200) : min(sentence.end, found.end + 200)]
    phantom = _PHANTOM.search(report.plain, found.start, min(sentence.end, found.end + 30))
    icrp = {year for year in ("60", "103") if re.search(rf"icrp[ -]?(?:publication )?{year}\b", around)}
    return MeasurementDraft(
        name,
        value,
        words[:200],
        ORIGIN,
        laterality=found.side if name == "glandular_dose_mgy" else "",
        phantom=f"{phantom[1] or phantom[2]} cm" if phantom and name in ("dlp_mgy_cm", "ctdivol_mgy") else "",
        part=found.view,
        radiopharmaceutical=agent_in(around) if name == "activity_mbq" else "",
        authority=f"ICRP {icrp.pop()}" if len(icrp) == 1 and name == "effective_dose_msv" else "",
    )
