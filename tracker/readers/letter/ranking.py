"""Which of the doses of a written report stands for the whole exam, and which are parts of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.errors import Reason
from tracker.readers.draft import MeasurementDraft
from tracker.readers.letter.parts import Report


@dataclass(frozen=True, slots=True)
class DoseProposal:
    """A dose the text names.

    Attributes:
        start: place of the first letter of `words` in the text.
        end: place behind their last letter.
        words: the label, the number and the unit as they are written there.
        readings: what it means; several where that is not clear; none where the person must enter it.
        preferred: whether it stands for the whole exam (a total, or the only one of its kind).
        question: what is not clear, None if nothing is.
        reason: how it was read.
    """

    start: int
    end: int
    words: str
    readings: tuple[MeasurementDraft, ...]
    preferred: bool
    question: Reason | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Found:
    """A number and what surrounds it, before its place among the others is known."""

    start: int
    end: int
    quantities: tuple[str, ...]
    values: tuple[float, ...]
    unit: str
    total: bool
    side: str = ""
    view: bool = False
    question: Reason | None = None


def ranked(report: Report, found: Sequence[tuple[Found, tuple[MeasurementDraft, ...]]]) -> list[DoseProposal]:
    """The proposals: a total comes before its series, and several without a total are parts that nobody adds up."""
    groups: dict[tuple[str, ...], list[tuple[Found, tuple[MeasurementDraft, ...]]]] = {}
    for each, readings in found:
        agent = readings[0].radiopharmaceutical if readings else f"place {each.start}"  # without a number: by itself
        groups.setdefault(("/".join(each.quantities), each.side, agent), []).append((each, readings))
    proposals = []
    for members in groups.values():
        totals = [each for each, _readings_ in members if each.total]
        seen: set[tuple[float, ...]] = set()
        alike = len({each.values for each, _r in members}) == 1
        for each, readings in members:
            again = each.values in seen and (alike or each.total)
            seen.add(each.values)
            part = bool(totals) and not each.total if totals else len(members) > 1 and not alike
            reason = _reason(each, part=part, again=again, totals=bool(totals))
            drafts = tuple(replace(draft, part=draft.part or part) for draft in readings)
            question = each.question or (Reason("two_readings") if len(readings) > 1 else None)
            words = report.text[each.start : each.end]
            preferred = len(readings) == 1 and not part and not again
            proposals.append(DoseProposal(each.start, each.end, words, drafts, preferred, question, reason))
    return sorted(proposals, key=lambda proposal: proposal.start)


def _reason(found: Found, *, part: bool, again: bool, totals: bool) -> Reason:
    if again:
        return Reason.of("named_before", label=found.quantities)
    if part:
        return Reason.of("part_of_total" if totals else "one_of_several", label=found.quantities)
    return Reason.of("the_total" if found.total else "quantity", label=found.quantities)
