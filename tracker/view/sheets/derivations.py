"""How each dose of a summary was made and from which sources, for lists of many exams at once."""

from collections.abc import Iterable

import pandas as pd

from tracker import reference
from tracker.dose import effective
from tracker.dose.derivation import Derivation, explain
from tracker.dose.tables import contributions
from tracker.history.summary import Summary


def derivations(summary: Summary) -> list[Derivation]:
    """One derivation per row of `summary.exams`, in its order; the same as `summary.derivation`, but quicker."""
    if summary.exams.empty:
        return []
    exams = summary.exams.reset_index(drop=True)
    given = contributions(effective.with_kind(exams), summary.measurements)
    nothing = {method: rows.head(0) for method, rows in given.items()}
    mine: list[dict[str, pd.DataFrame]] = [dict(nothing) for _exam in range(len(exams))]
    for method, rows in given.items():
        by_exam = rows.groupby("exam")
        for exam in rows["exam"].unique().tolist():
            mine[exam][method] = by_exam.get_group(exam)
    return [explain(exams.iloc[i], mine[i]) for i in range(len(exams))]


def sources_used(made: Iterable[Derivation]) -> list[reference.Source]:
    """Every source once, in the order of its short name."""
    found = {source.id: source for derivation in made for source in derivation.sources}
    return sorted(found.values(), key=lambda source: (source.short, source.id))
