"""One report that was sent as preliminary, final and amended: its stages put together, the newest first."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from tracker.readers.fhir.clues import Clue
from tracker.readers.fhir.codes import CORRECTED, FINAL, PRELIMINARY


def chains(clues: Iterable[Clue]) -> list[list[Clue]]:
    """The clues of one kind of resource, those that are stages of the same report together.

    Two are of one report if they have one accession number and machine; or if they say the same of the same person and
    day and are of different stages. Two final ones without a number are two exams.
    """
    open_: list[list[Clue]] = []
    numbered: dict[Hashable, list[Clue]] = {}
    alike: dict[Hashable, list[Clue]] = defaultdict(list)
    for clue in clues:
        number = accession(clue)
        if number and (clue.when.first or clue.encounter):
            key = (number, clue.subject, clue.when.first or clue.encounter, clue.modalities)
            if key not in numbered:
                open_.append(numbered.setdefault(key, []))
            numbered[key].append(clue)
        else:
            alike[_said(clue)].append(clue)
    for same in alike.values():
        open_ += _stages(same)
    return [sorted(chain, key=lambda clue: -clue.stage) for chain in open_]


def accession(clue: Clue) -> str:
    """The accession number of a clue, "" where it has none."""
    return next((order for order in clue.orders if order.startswith("accession ")), "")


def _said(clue: Clue) -> Hashable:
    words = tuple(sorted({word.casefold() for word in clue.words}))
    return clue.subject, clue.when.first, words, tuple(sorted(clue.codes))


def _stages(same: Sequence[Clue]) -> list[list[Clue]]:
    """The reports among clues that say the same: as many as there are final ones, each with its other stages."""
    if same[0].when.first is None or len({clue.stage for clue in same}) == 1:
        return [[clue] for clue in same]
    of_stage = {stage: [clue for clue in same if clue.stage == stage] for stage in (PRELIMINARY, FINAL, CORRECTED)}
    count = len(of_stage[FINAL]) or len(of_stage[PRELIMINARY]) or 1
    reports: list[list[Clue]] = [[] for _n in range(count)]
    for stage in (FINAL, PRELIMINARY, CORRECTED):
        for at, clue in enumerate(of_stage[stage]):
            nth = min(at, count - 1)
            fitting = next((report for report in reports[nth:] + reports[:nth] if _same_study(report, clue)), None)
            if fitting is None:
                reports.append([clue])
            else:
                fitting.append(clue)
    return [report for report in reports if report]


def _same_study(report: Sequence[Clue], clue: Clue) -> bool:
    """Whether a clue can be of a report: nothing that both name is of two exams."""
    links = {link for other in report for link in other.links}
    return not links or not clue.links or not links.isdisjoint(clue.links)
