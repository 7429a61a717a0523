"""Which FHIR resources are about one and the same exam: those that name each other, then encounter, day and place."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from tracker.readers.fhir import codes as fhir_codes
from tracker.readers.fhir.clues import DOSE, Clue, chains
from tracker.readers.fhir.json import When
from tracker.readers.words.exams import UNKNOWN
from tracker.reference import overlapping

_MOST_PAIRS = 200_000  # compared per kind of resource; beyond it only resources that name each other are joined
_ORDER, _ENCOUNTER, _SAME_DAY, _SAME_PLACE, _NEAR_PLACE, _MACHINE, _KIND, _TIME = 400, 200, 100, 40, 20, 10, 5, 3

Canonical = Callable[[str], str]


@dataclass(slots=True)
class Group:
    """The clues of one exam, the one that describes it best first.

    Attributes:
        sources: the kinds of resources in it; of each kind only one is joined by likeness alone.
        unlike: of the clues that say the same of what is compared, one each: an exam may be told a thousand times.
    """

    clues: list[Clue] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    unlike: dict[tuple[object, ...], Clue] = field(default_factory=dict)


@dataclass(slots=True)
class Matched:
    """The exams found, what is no exam (with the reason in `Clue.done`, or ""), and doses of no certain exam."""

    groups: list[Group] = field(default_factory=list)
    unused: list[Clue] = field(default_factory=list)
    loose: list[Clue] = field(default_factory=list)


def match(clues: Iterable[Clue], canonical: Canonical) -> Matched:
    """Sort clues into exams.

    Args:
        canonical: the one name for the several keys of a resource.
    """
    found, index = Matched(), _Index(canonical)
    by_source: dict[str, list[Clue]] = defaultdict(list)
    for clue in _distinct(clues, canonical):
        if clue.done:
            found.unused.append(clue)
        else:
            by_source[clue.source].append(clue)
    for study in by_source["ImagingStudy"]:
        index.add(study, index.same_study(study) or index.same_moment(study))
    for source in ("Procedure", "DiagnosticReport", "Observation"):
        exams = [clue for clue in by_source[source] if clue.imaging]
        _join_stages(chains(exams), index)
        for clue in (clue for clue in by_source[source] if not clue.imaging):
            _only_if_linked(clue, index, found.unused)
    # Summaries before single events, so that events find the summary that lists them.
    for dose in sorted(by_source[DOSE], key=lambda clue: bool(clue.doses.events)):
        _join_dose(dose, index, found.loose)
    for document in by_source["Composition"]:
        _only_if_linked(document, index, found.loose)
    found.groups = index.groups
    return found


def _distinct(clues: Iterable[Clue], canonical: Canonical) -> list[Clue]:
    """Every resource once; of several versions of one the furthest, and of those the last."""
    kept: dict[tuple[str, str], Clue] = {}
    for clue in clues:
        name = canonical(clue.keys[0]) if clue.keys else clue.identity[0]
        known = kept.get((clue.source, name))
        if known is None or clue.stage >= known.stage or clue.done:
            kept[(clue.source, name)] = clue
    return list(kept.values())


class _Index:
    """The exams so far, by the names their resources go by, and by person with encounter, order or day."""

    def __init__(self, canonical: Canonical) -> None:
        self.groups: list[Group] = []
        self.canonical = canonical
        self._named: dict[str, Group] = {}
        self._near: dict[str, list[Group]] = defaultdict(list)

    def add(self, clue: Clue, group: Group | None = None) -> None:
        """Put a clue into an exam, or into one of its own."""
        if group is None:
            group = Group()
            self.groups.append(group)
        group.clues.append(clue)
        group.sources.add(clue.source)
        group.unlike.setdefault(_compared(clue), clue)
        for name in (*self._names(clue), *(f"link {self.canonical(link)}" for link in clue.links)):
            self._named.setdefault(name, group)
        for place in (*self._places(clue), _moment(clue)):
            if not self._near[place] or self._near[place][-1] is not group:
                self._near[place].append(group)

    def same_study(self, study: Clue) -> Group | None:
        """The exam with the same study UID on the same day (on another day it is another exam, whatever the UID)."""
        told = [f"study {uid} {day}" for uid in study.study_uids for day in _days(study.when)]
        return next((group for name in told if (group := self._named.get(name))), None)

    def same_moment(self, clue: Clue) -> Group | None:
        """The exam that a resource of the same kind tells of at the same instant, be it by another clock."""
        groups = self._near.get(_moment(clue), ()) if clue.when.instant and clue.region != UNKNOWN else ()
        return next((group for group in groups if any(_told_again(clue, other, self) for other in group.clues)), None)

    def linked(self, clue: Clue) -> Group | None:
        """The exam that the clue names, or that names it."""
        named = [self.canonical(link) for link in clue.links]
        named += [name for own in self._names(clue) for name in (own, f"link {own}")]
        return next((group for name in named if (group := self._named.get(name))), None)

    def near(self, clue: Clue) -> Iterator[Group]:
        """Exams that share encounter, order or day with the clue, each once."""
        seen: set[int] = set()
        for place in self._places(clue):
            for group in self._near.get(place, ()):
                if id(group) not in seen:
                    seen.add(id(group))
                    yield group

    def same_encounter(self, one: Clue, other: Clue) -> bool:
        """Whether both belong to one encounter."""
        return bool(one.encounter) and self.canonical(one.encounter) == self.canonical(other.encounter)

    def same_person(self, one: Clue, other: Clue) -> bool:
        """Whether both can be about one person; who is not named may be anybody."""
        return not one.subject or not other.subject or self.canonical(one.subject) == self.canonical(other.subject)

    def _names(self, clue: Clue) -> Iterator[str]:
        yield from map(self.canonical, clue.keys)
        for uid in clue.study_uids:
            yield from (f"study {uid} {day}" for day in _days(clue.when))
            yield f"study {uid}"

    def _places(self, clue: Clue) -> Iterator[str]:
        if clue.encounter:
            yield f"encounter {self.canonical(clue.encounter)}"
        yield from (f"order {self.canonical(order)}" for order in clue.orders)
        if clue.when.first:
            yield from (f"day {day}" for day in _days(clue.when))


def _moment(clue: Clue) -> str:
    return f"moment {clue.source} {clue.when.instant}"


def _days(when: When) -> list[date | None]:
    """The day a moment was on by the clock it was told by, and that by universal time."""
    instant = when.instant
    return list(dict.fromkeys((when.first, instant.date() if instant else when.first)))


def _same_day(one: When, other: When) -> bool:
    """Whether two moments are on one day as they are told, or by the clock of the clinic (hardly universal time)."""
    if one.first == other.first or not one.time or not other.time:
        return one.first == other.first
    clock = one if one.offset else other
    return one.on_clock_of(clock) == other.on_clock_of(clock)


def _only_if_linked(clue: Clue, index: _Index, others: list[Clue]) -> None:
    group = index.linked(clue)
    if group:
        index.add(clue, group)
    else:
        others.append(clue)


def _join(clues: list[Clue], index: _Index) -> None:
    """Join clues of one kind to the exams so far: named ones first, then the best likeness, one to one."""
    open_: list[Clue] = []
    for clue in clues:
        if group := index.linked(clue):
            index.add(clue, group)
        else:
            open_.append(clue)
    pairs: list[tuple[int, int, int, Group]] = []
    compared = 0
    for at, clue in enumerate(open_):
        for order, group in enumerate(index.near(clue)):
            compared += 1
            if compared > _MOST_PAIRS:
                break
            if clue.source not in group.sources and (likeness := _likeness(clue, group, index)):
                pairs.append((-likeness, at, order, group))
    joined: set[int] = set()
    for _unlike, at, _order, group in sorted(pairs, key=lambda pair: pair[:3]):
        if at not in joined and open_[at].source not in group.sources:
            joined.add(at)
            index.add(open_[at], group)
    for at, clue in enumerate(open_):
        if at not in joined:
            index.add(clue, index.same_moment(clue))


def _join_stages(reports: Iterable[list[Clue]], index: _Index) -> None:
    """Join reports by the stage that names its exam, else by the newest; the other stages follow it."""
    leads = [(next(filter(index.linked, stages), stages[0]), stages) for stages in reports]
    _join([lead for lead, _stages in leads], index)
    for lead, stages in leads:
        if len(stages) > 1:
            group = next(group for group in index.groups if any(clue is lead for clue in group.clues))
            for clue in stages:
                if clue is not lead:
                    index.add(clue, group)


def _join_dose(dose: Clue, index: _Index, loose: list[Clue]) -> None:
    """Join a dose to the exam it names, else to the only one it can belong to; else it is an exam of its own."""
    group = index.linked(dose)
    if group is None:
        scores = [(score, g) for g in index.near(dose) if (score := _likeness(dose, g, index))]
        best = max((score for score, _g in scores), default=0)
        fitting = [g for score, g in scores if score == best]
        if len(fitting) > 1:
            loose.append(dose)
            return
        group = fitting[0] if fitting else None
    if group is None and not (dose.doses.stated or dose.doses.events or dose.modalities):
        loose.append(dose)
        return
    index.add(dose, group)


def _likeness(clue: Clue, group: Group, index: _Index) -> int:
    """How alike a clue and an exam are; 0 where they cannot be, or need not be, the same."""
    others = group.unlike.values()
    if not all(_compatible(clue, other, index) for other in others):
        return 0
    return max(_score(clue, other, index) for other in others)


def _compared(clue: Clue) -> tuple[object, ...]:
    """All of a clue that `_compatible` and `_score` look at."""
    who = clue.source, clue.subject, clue.encounter, clue.orders
    return (*who, clue.when, clue.modalities, clue.region, clue.kind_key)


def _compatible(one: Clue, other: Clue, index: _Index) -> bool:
    if one.modalities and other.modalities and not one.modalities & other.modalities:
        return False
    if DOSE in (one.source, other.source) and (one.modalities | other.modalities) & fhir_codes.NOT_IONISING:
        return False
    if _distance(one.region, other.region) == 0:
        return False
    return index.same_person(one, other) and _same_time(one, other, index)


def _told_again(one: Clue, other: Clue, index: _Index) -> bool:
    """Whether two resources of one kind tell of one exam: same instant, place and machine, and no number says else.

    Midnight is what a clock shows where nobody knows the time.
    """
    visits = [tuple(filter(None, (index.canonical(clue.encounter),))) for clue in (one, other)]
    apart = [(one.study_uids, other.study_uids), (one.orders, other.orders), visits]
    if any(mine and theirs and not set(mine) & set(theirs) for mine, theirs in apart) or one.side != other.side:
        return False
    same = one.source == other.source and one.region == other.region and one.modalities == other.modalities
    at_midnight = one.when.time.startswith("00:00") and other.when.time.startswith("00:00")
    return same and not at_midnight and one.when.instant == other.when.instant and index.same_person(one, other)


def _distance(region: str, other: str) -> int:
    """0 for two places apart, `_SAME_PLACE`, `_NEAR_PLACE` for one within the other, 1 where either is not known."""
    if UNKNOWN in (region, other):
        return 1
    if region == other:
        return _SAME_PLACE
    return _NEAR_PLACE if region in overlapping(other) or other in overlapping(region) else 0


def _same_time(one: Clue, other: Clue, index: _Index) -> bool:
    first, second = one.when, other.when
    if not first.first or not second.first:
        return index.same_encounter(one, other) or bool(set(one.orders) & set(other.orders))
    if first.first <= (second.last or second.first) and second.first <= (first.last or first.first):
        return True
    if first.precision == "day" == second.precision and _same_day(first, second):
        return True
    # A time in another zone beside a bare date may stand on the day before or after.
    next_day = abs(first.first - second.first).days == 1
    return next_day and bool(first.time) != bool(second.time) and index.same_encounter(one, other)


def _score(one: Clue, other: Clue, index: _Index) -> int:
    same_order = bool(set(one.orders) & set(other.orders))
    same_encounter = index.same_encounter(one, other)
    same_day = _same_day(one.when, other.when) and one.when.precision == "day" == other.when.precision
    near = _distance(one.region, other.region)
    machine = bool(one.modalities & other.modalities)
    measured = machine and DOSE in (one.source, other.source)
    placed = near == _SAME_PLACE or (near == _NEAR_PLACE and machine) or measured
    if not (same_order or same_encounter or (same_day and placed)):
        return 0
    return (
        same_order * _ORDER
        + same_encounter * _ENCOUNTER
        + same_day * _SAME_DAY
        + near
        + machine * _MACHINE
        + (bool(one.kind_key) and one.kind_key == other.kind_key) * _KIND
        + (bool(one.when.time) and one.when.time == other.when.time) * _TIME
    )
