"""What a total rests on and what it leaves out: coefficients, sources, both sets of tissue weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import reference
from tracker.dose import effective, provenance
from tracker.dose.derivation import FACTOR_SETS
from tracker.history.once import once
from tracker.history.summary import Summary
from tracker.history.totals import Range, totals_of
from tracker.i18n import _

AS_PUBLISHED = ("typical", "child_typical", "adult_for_child", "rough")


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A publication and how many exams rest on it; an entry for about 20 counts as 20.

    Attributes:
        range_only: whether it gives the range and not the dose; then `msv` is 0.
    """

    source: reference.Source
    exams: int
    msv: float
    range_only: bool = False


@dataclass(frozen=True, slots=True)
class Contributor:
    """The part of a total that was made in one way, with one set of tissue weights.

    Attributes:
        method: a key of `effective.EVIDENCE_OF_METHOD`.
        factor_set: the tissue weights as the publications name them; empty where they do not say.
        msv: sum of the typical values.
        share: of the whole total, 0 to 1.
        sources: most of the dose first.
    """

    method: str
    factor_set: str
    exams: int
    msv: float
    share: float
    sources: tuple[SourceUse, ...]


@dataclass(frozen=True, slots=True)
class CoefficientUse:
    """One coefficient that was used, in mSv per canonical unit of its quantity.

    Attributes:
        of: what it holds for: a region, or the key of a radiopharmaceutical.
    """

    quantity: str
    of: str
    k: float
    k_low: float
    k_high: float
    factor_set: str
    source: reference.Source
    exams: int
    msv: float


@dataclass(frozen=True, slots=True)
class Change:
    """Exams whose dose differs under a set: made in one way, their sum as it is shown and under the set (mSv)."""

    method: str
    exams: int
    shown_msv: float
    msv: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The part of a total that no published factor converts: made in one way, in the weights its source names."""

    method: str
    factor_set: str
    exams: int
    msv: float
    share: float


@dataclass(frozen=True, slots=True)
class SetTotal:
    """The total under one set of tissue weights, as far as it can be converted.

    Attributes:
        dose: None where no exam could be counted.
        share_in_set: the share of it that is in this set, 0 to 1; the rest is `kept`.
        changed: what differs from the total as it is shown everywhere else.
        kept: what stays in another set or in one that its source does not name.
    """

    factor_set: str
    dose: Range | None
    share_in_set: float
    changed: tuple[Change, ...]
    kept: tuple[Kept, ...]


@once
def rests_on(summary: Summary) -> tuple[tuple[Contributor, ...], tuple[CoefficientUse, ...]]:
    """What made the total, and every coefficient in it, each with the largest part first; the first add up to it."""
    terms = _terms(summary)
    whole = float(terms["msv"].sum())
    parts = [
        Contributor(str(method), str(label), _exams(rows), msv, msv / whole if whole else 0.0, _sources(rows))
        for (method, label), rows in terms.groupby(["method", "factor_set"], sort=False)
        for msv in (float(rows["msv"].sum()),)
    ]
    made = terms[terms["k"].notna() & (terms["quantity"] != "effective_dose_msv")]
    by = ["quantity", "of", "k", "k_low", "k_high", "factor_set", "source_id"]
    uses = [_use(rows) for _key, rows in made.groupby(by, sort=False)]
    return (
        tuple(sorted(parts, key=lambda part: -part.msv)),
        tuple(sorted(uses, key=lambda use: -use.msv)),
    )


@once
def by_set(summary: Summary) -> tuple[SetTotal, SetTotal]:
    """The total under ICRP 60 and under ICRP 103, each with what changed and what could not be converted."""
    first, second = (_under(summary, name) for name in FACTOR_SETS)
    return first, second


_BY_DLP = ("dlp", *(name for name, parts in effective.PARTS_OF.items() if "dlp" in parts))


@once
def under_older_ct(summary: Summary) -> Range | None:
    """The total with AAPM Report 96 for every CT; None where nothing of it rests on the newer coefficients."""
    newer = summary.exams["method"].isin(_BY_DLP) & (summary.exams["factor_set"] != "ICRP 60")
    if not newer.any():
        return None
    # Only these are estimated again: the page is drawn anew at every click.
    places = np.flatnonzero(newer)
    scans = summary.exams.iloc[places].reset_index(drop=True).assign(ct_set="ICRP 60")
    given = summary.measurements[summary.measurements["exam"].isin(places)]
    older = effective.estimate(scans, given.assign(exam=np.searchsorted(places, given["exam"])))
    return totals_of(pd.concat([summary.exams[~newer], older], ignore_index=True)).dose


def both_positions() -> tuple[tuple[reference.Position, ...], tuple[reference.Position, ...]]:
    """What professional bodies say: those who do not want totals to decide, and those who want exams tracked."""
    against, track = (
        tuple(p for p in reference.positions() if p.stance == stance)
        for stance in ("do_not_sum_for_decisions", "track")
    )
    return against, track


def common_ground() -> tuple[reference.Position, ...]:
    """What panels say that looked for what both sides share."""
    return tuple(p for p in reference.positions() if p.stance == "common_ground")


def method_name(method: str) -> str:
    """What a page calls the way in which a dose was made."""
    return {
        "reported": _("Stated in the report"),
        "agent_reported": _("Stated in the report"),
        "dlp": _("Dose-length product (CT)"),
        "kap": _("Kerma-area product"),
        "activity": _("Administered activity"),
        "activity_and_ct": _("Activity and dose-length product"),
        "kap_and_ct": _("Kerma-area and dose-length product"),
        "glandular": _("Glandular dose"),
        "time": _("Fluoroscopy time"),
        "agent_and_usual": _("Activity, and the usual CT part"),
        "dlp_and_usual": _("Dose-length product, and the usual other part"),
        "film": _("Kerma-area product of a film"),
        "child_typical": _("Published dose of children"),
        "typical": _("Published dose of the exam"),
        "adult_for_child": _("Published dose of adults, for a child"),
        "rough": _("Rough value"),
    }[method]


def why_kept(part: Kept) -> str:
    """Why a part of the total could not be converted."""
    if part.method in AS_PUBLISHED:
        return _("Published as an effective dose; it stays as published, and most publications name no weights.")
    if part.method in ("reported", "agent_reported"):
        return _("Stated in the report; it stays as stated.")
    if part.factor_set == "mixed":
        return _("The coefficient is a default of this project and belongs to no set.")
    if part.method == "dlp":
        return _("No coefficient of this set is published for the region.")
    return _("The coefficient is published for one set only; it stays as published.")


def _terms(summary: Summary, factor_set: str = "", estimated: pd.DataFrame | None = None) -> pd.DataFrame:
    """The terms of the total with the number of exams each entry stands for; "" for weights that nobody names."""
    estimated = summary.exams if estimated is None else estimated
    terms = provenance.used(summary.exams, summary.measurements, factor_set, estimated)
    count = summary.exams["exam_count"].to_numpy()[terms["exam"].to_numpy(dtype="int64")]
    return terms.assign(exam_count=count, factor_set=terms["factor_set"].fillna(""))


def _use(rows: pd.DataFrame) -> CoefficientUse:
    one = rows.iloc[0]
    return CoefficientUse(
        quantity=str(one["quantity"]),
        of=str(one["of"]),
        k=float(one["k"]),
        k_low=float(one["k_low"]),
        k_high=float(one["k_high"]),
        factor_set=str(one["factor_set"]),
        source=reference.sources()[str(one["source_id"])],
        exams=_exams(rows),
        msv=float(rows["msv"].sum()),
    )


def _exams(terms: pd.DataFrame) -> int:
    return int(terms.drop_duplicates("exam")["exam_count"].sum())


def _sources(terms: pd.DataFrame) -> tuple[SourceUse, ...]:
    known = {**reference.sources(), provenance.THE_REPORT: _the_report()}
    groups = {str(name): rows for name, rows in terms.groupby("source_id", sort=False) if name in known}
    uses = [SourceUse(known[name], _exams(rows), float(rows["msv"].sum())) for name, rows in groups.items()]
    if provenance.THE_REPORT in groups:
        rule = reference.range_conventions()["reported_effective_dose"]
        uses.append(SourceUse(known[rule.source_id], _exams(groups[provenance.THE_REPORT]), 0.0, range_only=True))
    return tuple(sorted(uses, key=lambda use: -use.msv))


def _the_report() -> reference.Source:
    return reference.Source(provenance.THE_REPORT, _("the report itself"), _("The dose report of the exam."), *[""] * 4)


def _under(summary: Summary, factor_set: str) -> SetTotal:
    shown = summary.exams
    estimated = effective.estimate(shown, summary.measurements, factor_set)
    terms = _terms(summary, factor_set, estimated)
    whole = float(terms["msv"].sum())
    own = terms["factor_set"] == factor_set
    return SetTotal(
        factor_set,
        totals_of(estimated).dose,
        float(terms.loc[own, "msv"].sum()) / whole if whole else 0.0,
        _changes(shown, estimated),
        _kept(terms[~own], whole),
    )


def _changes(shown: pd.DataFrame, estimated: pd.DataFrame) -> tuple[Change, ...]:
    before, after = shown["typical_msv"].fillna(0.0), estimated["typical_msv"].fillna(0.0)
    differs = estimated["counted"] & ((before - after).abs() > 1e-12)
    rows = pd.DataFrame({"method": estimated["method"], "count": shown["exam_count"], "before": before, "after": after})
    sums = rows[differs].groupby("method", sort=False)[["count", "before", "after"]].sum()
    found: Sequence[Change] = [
        Change(str(method), int(n), float(old), float(new))
        for method, (n, old, new) in zip(sums.index, sums.to_numpy(dtype=float).tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda change: -change.shown_msv))


def _kept(terms: pd.DataFrame, whole: float) -> tuple[Kept, ...]:
    parts = [
        Kept(str(method), str(label), _exams(rows), msv, msv / whole if whole else 0.0)
        for (method, label), rows in terms.groupby(["method", "factor_set"], sort=False)
        for msv in (float(rows["msv"].sum()),)
    ]
    return tuple(sorted(parts, key=lambda part: -part.msv))


_COLUMNS = ["exam_id", "evidence", "clinical_name", "kind_key", "exam_count", "when"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Exams of one name that are not in the total for one reason; an entry for about 20 counts as 20.

    Attributes:
        when: of a single entry; the first and the last of several.
        evidence: unknown, no_radiation or treatment.
        reason: a sentence.
    """

    name: str
    exams: int
    when: str
    evidence: str
    reason: str


@once
def left_out(summary: Summary) -> tuple[LeftOut, ...]:
    """Everything that is not counted: first what is not known, then treatments, then what uses no radiation."""
    exams = summary.exams.loc[~summary.exams["counted"], _COLUMNS]
    measured = exams["exam_id"].isin(set(summary.measurements["exam_id"]))
    groups = exams.assign(measured=measured).groupby(["evidence", "clinical_name", "measured"], sort=False)
    found = [
        LeftOut(
            name=str(rows["clinical_name"].iloc[0]),
            exams=int(rows["exam_count"].sum()),
            when=_span(str(rows["when"].iloc[-1]), str(rows["when"].iloc[0])),
            evidence=str(rows["evidence"].iloc[0]),
            reason=_reason(rows.iloc[0]),
        )
        for _key, rows in groups
    ]
    order = {"unknown": 0, "treatment": 1, "no_radiation": 2}
    return tuple(sorted(found, key=lambda one: order[one.evidence]))


def _reason(row: pd.Series) -> str:
    if row["evidence"] == "no_radiation":
        return _("It uses no ionising radiation.")
    if row["evidence"] == "treatment":
        return _("It is a treatment, which is kept apart from the dose of exams.")
    words = [
        _("No published dose was found for this kind of exam.")
        if row["kind_key"]
        else _("It is in the patient’s own words, so no published dose applies.")
    ]
    if row["measured"]:
        words.append(_("No verified coefficient fits the numbers of its report."))
    return " ".join(words)


def _span(first: str, last: str) -> str:
    return first if first == last else _("{first} to {last}").format(first=first, last=last)
