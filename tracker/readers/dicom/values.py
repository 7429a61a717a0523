"""Dose values in canonical units, the problems met on the way, and totals settled against the sum of their parts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tracker.errors import Reason, UnitError, ValueRefused
from tracker.readers.dicom import texts
from tracker.readers.dicom.concepts import NOT_MEASURED
from tracker.readers.dicom.content import Code, Item, find
from tracker.readers.draft import MeasurementDraft, Problem
from tracker.readers.words.doses import refusal
from tracker.units import canonical_unit, convert

ACCUMULATED, EVENT_SUM, ONE_EVENT = "accumulated total", "sum of events", "irradiation event"
DISAGREEMENT = 0.05  # a total and the sum of its events that differ by more are worth telling
_ROUNDING = 0.005  # below this a difference is how the device rounds
_MOST_PROBLEMS = 40
_IMPOSSIBLE = 1e7  # no diagnostic dose reaches this in any canonical unit


class Problems:
    """The problems of one file, each told once however often it occurs."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[Reason, Reason | str] = {}

    def add(self, where: Reason | str, what: Reason) -> None:
        """Note a problem at a place inside the file."""
        if len(self._found) < _MOST_PROBLEMS:
            self._found.setdefault(what, where)

    def add_to(self, quantity: str, what: Reason) -> None:
        """Note a problem with a quantity."""
        self.add(Reason.of("quantity", label=quantity), what)

    def all(self) -> tuple[Problem, ...]:
        """The problems in the order they were met."""
        return tuple(Problem(where, what) for what, where in self._found.items())


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose value in the canonical unit of its quantity, and as the report writes it."""

    value: float
    reported: str


class DoseReader:
    """Reads dose values for one file, telling what could not be used.

    Args:
        problems: what is told of the file.
        sign: what a comma is in this file ("comma": the decimal sign), "" where nothing tells.

    Attributes:
        refused: the quantities of which some value had to be left out so far.
        doubts: what the person has to say before the exam is taken.
    """

    def __init__(self, problems: Problems, sign: str = "") -> None:
        self.problems = problems
        self.refused: set[str] = set()
        self.doubts: list[Reason] = []
        self._sign = sign

    def first(self, items: list[Item], concept: Code, quantity: str) -> Dose | None:
        """The first usable value with a concept at this level, None where there is none."""
        return next((dose for item in find(items, concept) if (dose := self.of(item, quantity))), None)

    def of(self, item: Item, quantity: str) -> Dose | None:
        """The value of one item in the canonical unit of a quantity, None where it was not measured or is unusable."""
        number = item.number
        if number is None or number.qualifier in NOT_MEASURED or not (number.digits or number.binary):
            return None
        value = texts.decimal(number.digits, self._sign)
        if value is None:
            value = texts.double(number.binary)
        unit = texts.line(number.unit)
        digits = texts.line(number.digits)[:40]
        if value is None and texts.two_ways(digits):
            told = Reason.of("comma_two_ways", text=digits)
            self.doubts.append(Reason.of("value_left_out", label=quantity, reason=told))
            self._refuse(quantity, told)
            return None
        if value is None:
            self._refuse(quantity, Reason.of("no_number", text=digits))
            return None
        if not unit:
            self._refuse(quantity, Reason.of("value_without_unit", value=digits))
            return None
        return self._converted(value, unit, quantity, f"{digits or value} {unit}"[: texts.LONGEST])

    def _converted(self, value: float, unit: str, quantity: str, reported: str) -> Dose | None:
        try:
            dose = Dose(float(f"{convert(value, unit, quantity):.12g}"), reported)
        except (UnitError, ValueRefused) as error:
            self._refuse(quantity, Reason.of("of_value", reported=reported, reason=refusal(error, unit, quantity)))
            return None
        if dose.value > _IMPOSSIBLE:
            self._refuse(quantity, Reason.of("impossible", reported=reported))
            return None
        return dose

    def _refuse(self, quantity: str, reason: Reason) -> None:
        self.refused.add(quantity)
        self.problems.add_to(quantity, Reason.of("value_left_out", label=quantity, reason=reason))


def added(doses: Iterable[Dose]) -> Dose | None:
    """The sum of several values, None where there are none."""
    found = list(doses)
    if len(found) < 2:
        return found[0] if found else None
    return Dose(sum(dose.value for dose in found), " + ".join(dose.reported for dose in found)[: texts.LONGEST])


def total_of(values: Iterable[float | None], quantity: str, without: frozenset[str] = frozenset()) -> Dose | None:
    """The sum over events, None where no event has a value.

    Args:
        without: quantities of which some event's value was unusable: their sums would be too small, so there is none.
    """
    found = [value for value in values if value is not None]
    if not found or quantity in without:
        return None
    total = float(f"{sum(found):.12g}")
    return Dose(total, f"{total:.6g} {canonical_unit(quantity)}")


def settle(quantity: str, total: Dose | None, events: Dose | None, problems: Problems) -> list[MeasurementDraft]:
    """One value for the exam from the total a report states and the sum of its events; the other is kept as a part.

    The stated total is used unless it is absent, or zero while the events are not.
    """
    if total is None or events is None:
        chosen, origin = (total, ACCUMULATED) if total else (events, EVENT_SUM)
        return [MeasurementDraft(quantity, chosen.value, chosen.reported, origin)] if chosen else []
    stated = MeasurementDraft(quantity, total.value, total.reported, ACCUMULATED)
    summed = MeasurementDraft(quantity, events.value, events.reported, EVENT_SUM)
    difference = abs(total.value - events.value) / max(total.value, events.value, 1e-12)
    if total.value == 0 and events.value > 0:
        problems.add_to(quantity, Reason.of("zero_total", label=quantity, sum=events.reported))
        return [summed, replace(stated, part=True)]
    if difference > DISAGREEMENT:
        percent = round(difference * 100)
        told = Reason.of("totals_differ", label=quantity, total=total.reported, sum=events.reported, percent=percent)
        problems.add_to(quantity, told)
    return [stated] if difference <= _ROUNDING else [stated, replace(summed, part=True)]
