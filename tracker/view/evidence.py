"""The tables of the Evidence page: what a total rests on, what is left out, and what professional bodies say of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker import reference, wording
from tracker.dose import effective
from tracker.dose.derivation import FACTOR_SETS, Derivation, explain
from tracker.dose.measured import contributions
from tracker.history import evidence
from tracker.history.evidence import CoefficientUse, Contributor, SetTotal, SourceUse, left_out
from tracker.history.summary import Summary
from tracker.history.totals import Range
from tracker.i18n import _
from tracker.units import canonical_unit
from tracker.view.columns import COEFFICIENT_FIGURES, ESTIMATE_FIGURES, Column
from tracker.wording import REPORTED_FIGURES

NOTHING = float("nan")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with their columns; numbers are numbers, and NaN where there is none."""

    rows: pd.DataFrame
    columns: tuple[Column, ...]


def methods(contributors: Sequence[Contributor]) -> Table:
    """What made the total: one row a method and set of tissue weights, the largest part first."""
    return _table(
        (
            (Column("method", _("Made from"), always=True), [evidence.method_name(one.method) for one in contributors]),
            (Column("weights", _("Tissue weights"), always=True), [_weights(one.factor_set) for one in contributors]),
            (_exams(), [one.exams for one in contributors]),
            (_msv(), [one.msv for one in contributors]),
            (_share(), [100 * one.share for one in contributors]),
            (
                Column("sources", _("Sources, most of the dose first"), always=True),
                ["; ".join(f"{_short(use)} ({use.exams})" for use in one.sources) for one in contributors],
            ),
        )
    )


def _quantity(name: str) -> str:
    """In short, because the table is wide."""
    return wording.first_large(_(wording.SHORT_QUANTITIES[name]))


def coefficients(uses: Sequence[CoefficientUse]) -> Table:
    """Every coefficient in the total, the one with the largest part first."""
    n = COEFFICIENT_FIGURES
    return _table(
        (
            (Column("quantity", _("Quantity"), always=True), [_quantity(one.quantity) for one in uses]),
            (Column("of", _("For"), always=True), [_name_of(one.quantity, one.of) for one in uses]),
            (Column("k", _("Coefficient"), "", n, always=True), [one.k for one in uses]),
            (Column("k_low", _("low"), "", n, always=True), [one.k_low for one in uses]),
            (Column("k_high", _("high"), "", n, always=True), [one.k_high for one in uses]),
            (Column("unit", _("Unit"), always=True), [f"mSv per {canonical_unit(one.quantity)}" for one in uses]),
            (Column("weights", _("Tissue weights"), always=True), [_weights(one.factor_set) for one in uses]),
            (_exams(), [one.exams for one in uses]),
            (_msv(), [one.msv for one in uses]),
            (Column("source", _("Source"), always=True), [one.source.short for one in uses]),
        )
    )


def sets(shown: Range | None, under: Sequence[SetTotal]) -> Table:
    """The total as it is shown, and under each set of tissue weights."""
    doses = [shown, *(one.dose for one in under)]
    ends = [(one.typical, one.low, one.high) if one else (NOTHING,) * 3 for one in doses]
    names = [_("as shown"), *(_("under {set}").format(set=one.factor_set) for one in under)]
    return _table(
        (
            (Column("set", _("Total"), always=True), names),
            (_msv(), [typical for typical, _low, _high in ends]),
            (_msv("low_msv", _("low")), [low for _typical, low, _high in ends]),
            (_msv("high_msv", _("high")), [high for _typical, _low, high in ends]),
            (_share("in_set", _("In this set")), [NOTHING, *(100 * one.share_in_set for one in under)]),
        )
    )


def changes(under: Iterable[SetTotal]) -> Table:
    """What differs from the total as it is shown: one row a set and method."""
    found = [(one.factor_set, change) for one in under for change in one.changed]
    return _table(
        (
            (Column("set", _("Set"), always=True), [name for name, _change in found]),
            (Column("method", _("Made from"), always=True), [evidence.method_name(c.method) for _name, c in found]),
            (_exams(), [change.exams for _name, change in found]),
            (
                _msv("shown_msv", _("As shown")),
                [change.shown_msv for _name, change in found],
            ),
            (
                _msv("msv", _("Under the set")),
                [change.msv for _name, change in found],
            ),
        )
    )


def kept(under: Iterable[SetTotal]) -> Table:
    """What no published factor converts, and why: one row a set and method."""
    found = [(one.factor_set, part) for one in under for part in one.kept]
    return _table(
        (
            (Column("set", _("Set"), always=True), [name for name, _part in found]),
            (Column("method", _("Made from"), always=True), [evidence.method_name(p.method) for _name, p in found]),
            (Column("weights", _("Stays in"), always=True), [_weights(part.factor_set) for _name, part in found]),
            (_exams(), [part.exams for _name, part in found]),
            (_msv(), [part.msv for _name, part in found]),
            (_share(), [100 * part.share for _name, part in found]),
            (Column("why", _("Why"), always=True), [evidence.why_kept(part) for _name, part in found]),
        )
    )


def shares(summary: Summary) -> Table:
    """How many exams, and how much of the total, rest on which kind of evidence."""
    exams = summary.exams
    counts = exams.groupby("evidence")["exam_count"].sum().to_dict()
    doses = exams[exams["counted"]].groupby("evidence")["typical_msv"].sum().to_dict()
    keys = [key for key in wording.EVIDENCE_MARKS if key in counts]
    whole = sum(doses.values())
    return _table(
        (
            (Column("evidence", _("Evidence"), always=True), [wording.evidence(key) for key in keys]),
            (_exams(), [counts[key] for key in keys]),
            (_msv(), [doses.get(key, NOTHING) for key in keys]),
            (_share(), [100 * doses[key] / whole if whole and key in doses else NOTHING for key in keys]),
        )
    )


def not_counted(summary: Summary) -> Table:
    """What the total does not hold, and why."""
    found = left_out(summary)
    return _table(
        (
            (Column("exam", _("Exam"), always=True), [one.name for one in found]),
            (_exams(), [one.exams for one in found]),
            (Column("when", _("When"), always=True), [one.when for one in found]),
            (Column("reason", _("Why it is not in the total"), always=True), [one.reason for one in found]),
        )
    )


def tissue_weights() -> Table:
    """The tissue weighting factors of both sets, side by side; empty where a set gives a tissue none of its own."""
    rows = [row for row in reference.tissue_weights() if row.weight]
    of = {name: {row.tissue: row.weight for row in rows if row.system == name} for name in FACTOR_SETS}
    tissues = list(dict.fromkeys(row.tissue for row in rows))
    weights = [
        (Column(name, name, "", REPORTED_FIGURES, always=True), [held.get(t, NOTHING) for t in tissues])
        for name, held in of.items()
    ]
    return _table(((Column("tissue", _("Tissue"), always=True), [_(tissue) for tissue in tissues]), *weights))


def sources(contributors: Iterable[Contributor]) -> Table:
    """Every publication in the total with its address as text, most of the dose first."""
    used = [use for one in contributors for use in one.sources]
    msv: dict[str, float] = {}
    for use in used:
        msv[use.source.id] = msv.get(use.source.id, 0.0) + use.msv
    known = {use.source.id: use.source for use in used}
    found = [known[name] for name in sorted(msv, key=lambda name: -msv[name])]
    short = {use.source.id: _short(use) for use in sorted(used, key=lambda use: not use.range_only)}
    return _table(
        (
            (Column("short", _("Source"), always=True), [short[source.id] for source in found]),
            (_msv(), [msv[source.id] for source in found]),
            (Column("citation", _("Citation"), always=True), [source.citation for source in found]),
            (Column("url", _("Address"), always=True), [source.url for source in found]),
            (Column("read_on", _("Read on"), always=True), [source.read_on for source in found]),
        )
    )


def where_stated(one: reference.Position, today: date) -> str:
    """Where a position stands and, where it has a last day, whether it is still in force today."""
    if one.valid_until is None:
        return one.where
    day = wording.calendar_day(one.valid_until)
    if one.ended(today):
        return _("{where}. It ended on {day}; look whether a newer one has taken its place").format(
            where=one.where, day=day
        )
    return _("{where}. In force until {day}").format(where=one.where, day=day)


def positions(stated: Iterable[reference.Position], today: date) -> Table:
    """What professional bodies say, with the year, the end of validity and the address as text."""
    found = list(stated)
    known = reference.sources()
    return _table(
        (
            (Column("body", _("Body"), always=True), [_(one.body) for one in found]),
            (Column("year", _("Year"), always=True), [one.year for one in found]),
            (Column("sentence", _("What it says, in our words"), always=True), [_(one.sentence) for one in found]),
            (Column("where", _("Text"), always=True), [where_stated(one, today) for one in found]),
            (Column("url", _("Address"), always=True), [known[one.source_id].url for one in found]),
        )
    )


def range_note() -> str:
    """How the range of a total is made."""
    return _(
        "Each exam is a two-piece log-normal: its typical value is the median, its low and high are the 2.5 and 97.5 %"
        " points. Exams of one kind and method share their error fully, CT by DLP that of its set of coefficients;"
        " others are independent. The total is the median of the sum, its range the 2.5 and 97.5 % points."
    )


def _table(columns: Iterable[tuple[Column, Sequence[object]]]) -> Table:
    held = list(columns)
    return Table(pd.DataFrame({c.name: values for c, values in held}), tuple(c for c, _values in held))


def _exams() -> Column:
    return Column("exams", _("Exams"), "", REPORTED_FIGURES, always=True)


def _msv(name: str = "msv", label: str = "") -> Column:
    return Column(name, label or _("Effective dose"), "mSv", ESTIMATE_FIGURES, always=True)


def _share(name: str = "share", label: str = "") -> Column:
    return Column(name, label or _("Share"), "%", ESTIMATE_FIGURES, always=True)


def _short(use: SourceUse) -> str:
    return _("{source} (range only)").format(source=use.source.short) if use.range_only else use.source.short


def _weights(factor_set: str) -> str:
    return {"": _("not stated"), "mixed": _("mixed")}.get(factor_set, factor_set)


def _name_of(quantity: str, key: str) -> str:
    """The region or radiopharmaceutical that a coefficient is for."""
    if quantity == "activity_mbq":
        names = {c.radiopharmaceutical: _(c.name) for c in reference.activity_coefficients()}
        return names.get(key, key)
    region = reference.regions().get(key)
    return _(region.name) if region else key


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
