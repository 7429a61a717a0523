"""Says in one sentence how an exam's dose was made, with every number in it and the sources."""

from dataclasses import dataclass

import pandas as pd

from tracker import reference
from tracker.dose.tables import ADULT, USUAL
from tracker.i18n import _, ngettext
from tracker.units import QUANTITIES


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a number was made: a sentence, and the published texts behind it."""

    sentence: str
    sources: tuple[reference.Source, ...]


FACTOR_SETS = reference.FACTOR_SETS[::-1]  # in the order of their years
PER_UNIT = {
    "dlp_mgy_cm": "mSv per mGy.cm",
    "kap_gy_cm2": "mSv per Gy.cm2",
    "activity_mbq": "mSv per MBq",
    "glandular_dose_mgy": "mSv per mGy",
}


def explain(row: pd.Series, contributions: dict[str, pd.DataFrame]) -> Derivation:
    """The sentence for one exam.

    Args:
        row: the exam's row as `effective.estimate` returns it.
        contributions: what `measured.contributions` gives for this exam alone.
    """
    method = str(row["method"])
    if method in ("reported", "agent_reported"):
        return _reported(contributions[method])
    if method in ("dlp", "kap", "activity", "glandular"):
        found = _calculated(row, _used(contributions[method]))
        said = _one_breast(row, contributions[method]) if method == "glandular" else ""
        return Derivation(f"{said}{found.sentence}{_uptake(row, method)}", found.sources)
    if method == "activity_and_ct":
        return _calculated(row, pd.concat([_used(p) for p in (_agent(contributions), contributions["dlp"])]))
    if method == "kap_and_ct":
        return _calculated(row, pd.concat([contributions["kap"], _used(contributions["dlp"])]))
    if method in USUAL:
        part = _agent(contributions) if method == "agent_and_usual" else contributions["dlp"]
        return _with_usual(_calculated(row, _used(part)), str(row["kind_key"]), USUAL[method])
    if method == "film":
        return _from_film(row, contributions["film"])
    if method == "time":
        return _from_time(contributions["time"], str(row["kind_key"]))
    return _with_unused(_from_catalogue(row, method), method, contributions)


def _agent(contributions: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What the tracer gave: as the report states it, else by its activity."""
    stated = contributions["agent_reported"]
    return stated if len(stated) else contributions["activity"]


def _with_usual(measured: Derivation, kind_key: str, parts: tuple[str, ...]) -> Derivation:
    """Says which part was not measured, and what it usually gives."""
    usual = next(r for r in reference.usual_parts() if r.kind_key == kind_key and r.part in parts)
    name = {"agent": _("tracer"), "ct": _("CT"), "fluoroscopy": _("fluoroscopy")}[usual.part]
    text = _("Not measured: the {part}. Its usual {value} mSv ({low} to {high}) was added.").format(
        part=name, value=digits(usual.typical), low=digits(usual.low), high=digits(usual.high)
    )
    return Derivation(f"{measured.sentence} {text}", (*measured.sources, *_sources([usual.source_id])))


def _from_film(row: pd.Series, rows: pd.DataFrame) -> Derivation:
    """The dose of a plain film by the coefficient of its region."""
    found = _calculated(row, rows)
    why = _("The coefficient is that of fluoroscopy of the same part of the body, not of this view, so this is rough.")
    return Derivation(f"{found.sentence} {why}", found.sources)


def _with_unused(found: Derivation, method: str, contributions: dict[str, pd.DataFrame]) -> Derivation:
    """Says that there are measured numbers which could not be used, and why that can be."""
    if method in ("treatment", "no_radiation") or not any(len(rows) for rows in contributions.values()):
        return found
    why = _(
        "The numbers from the report could not be used for it: no verified coefficient fits this exam, region, age or"
        " phantom, or they cover a part of the exam only."
    )
    return Derivation(f"{found.sentence} {why}", found.sources)


def _sources(ids: list[str]) -> tuple[reference.Source, ...]:
    known = reference.sources()
    return tuple(known[i] for i in dict.fromkeys(ids) if i in known)


def _used(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that made the sum: the whole values, or the parts where the whole has no coefficient."""
    part = rows["part"].astype(bool)
    whole = rows[~part]
    return whole if len(whole) and whole["k"].notna().all() else rows[part]


def _reported(rows: pd.DataFrame) -> Derivation:
    first = rows.iloc[0]
    authority = str(first["factor_set"] or "")
    sentence = _(
        "The report itself states {value:.3g} mSv{authority}; its usual uncertainty is {low:.2g} to {high:.2g}."
    )
    return Derivation(
        sentence.format(
            value=first["value"],
            authority=f" ({authority})" if authority else "",
            low=first["value"] * first["k_low"],
            high=first["value"] * first["k_high"],
        ),
        _sources([str(first["source_id"])]),
    )


def _calculated(row: pd.Series, rows: pd.DataFrame) -> Derivation:
    terms = [_term(r) for _i, r in rows.iterrows()]
    ids = [str(s) for s in rows["source_id"]]
    joined = _(" plus ").join(terms)
    age = _for_age(str(row["age_group"]))
    sentence = _("{terms}{age}.").format(terms=joined, age=age)
    doubled = (rows["quantity"] == "dlp_mgy_cm") & (rows["phantom"] == "32 cm")
    if row["age_group"] != ADULT and doubled.any():
        why = _(
            "The report uses the 32 cm phantom and the coefficients of children the 16 cm one, so they are doubled."
        )
        sentence += f" {why}"
    return Derivation(sentence, _sources(ids))


def _uptake(row: pd.Series, method: str) -> str:
    """What the dose of iodine depends on, which no report of its activity says."""
    kinds = {kind for c in reference.activity_coefficients() for kind in c.only_kinds}
    if method != "activity" or row["kind_key"] not in kinds:
        return ""
    return _(" How much the thyroid takes up was not reported: ask, for with more uptake the dose is higher.")


def _one_breast(row: pd.Series, rows: pd.DataFrame) -> str:
    """That the report of an exam of both breasts names one, as the halved weight of its only value shows."""
    kind = reference.exam_kinds().get(str(row["kind_key"]))
    halves = [weight.weight / 2 for weight in reference.tissue_weights() if weight.tissue == "breast"]
    if not (kind and kind.bilateral) or len(rows) > 1 or rows["k"].iloc[0] not in halves:
        return ""
    return _("The report names one breast, so one counts. ")


def _term(row: pd.Series) -> str:
    name = str(row["quantity"])
    if name == "effective_dose_msv":
        return _("{value:.3g} mSv as reported").format(value=row["value"])
    factors = str(row["factor_set"]) if row["factor_set"] in FACTOR_SETS else ""
    basis = "; ".join(filter(None, [_region_name(row) if name in ("dlp_mgy_cm", "kap_gy_cm2") else "", factors]))
    return _("{value:.6g} {unit} x {k} {per} ({basis}range {low}-{high})").format(
        value=row["value"],
        unit=QUANTITIES[name].unit,
        k=digits(row["k"]),
        per=PER_UNIT[name],
        basis=f"{basis}; " if basis else "",
        low=digits(row["k_low"]),
        high=digits(row["k_high"]),
    )


def digits(value: float) -> str:
    """Two significant figures, zeros kept, or three where two would not give the number: "0.20", "0.312", "22"."""
    two, three = f"{value:#.2g}".rstrip("."), f"{value:.3g}"
    return two if value < 100 and float(two) == float(three) else three


def _region_name(row: pd.Series) -> str:
    region = reference.regions().get(str(row["region"]))
    return _(region.name).lower() if region else ""


def _for_age(group: str) -> str:
    if group == ADULT:
        return ""
    if group == "0":
        return _(", for a newborn")
    return _(", for a child of about {years}").format(years=_years(int(group)))


def _years(n: int) -> str:
    return ngettext("{n} year", "{n} years", n).format(n=n)


def _from_time(rows: pd.DataFrame, kind_key: str) -> Derivation:
    seconds = float(rows["value"].sum())
    first = rows.iloc[0]
    kind = reference.exam_kinds().get(kind_key)
    if kind and kind.evidence == "typical" and kind.typical_msv:
        scaled = _(
            "{seconds:.4g} s of fluoroscopy where {usual:.3g} s is usual for this exam (median of the published times):"
            " its published {msv} mSv in proportion. The time alone says little, so the range is wide: a fifth to five"
            " times it."
        )
        usual, msv = kind.typical_msv / float(first["k"]), digits(kind.typical_msv)
        return Derivation(scaled.format(seconds=seconds, usual=usual, msv=msv), _sources([kind.source_id]))
    sentence = _(
        "{seconds:.4g} s of fluoroscopy x {rate} mSv per minute ({region}; range {low}-{high})."
        " The time alone says little, so the range is wide."
    )
    rate = {n: digits(float(first[k]) * 60) for n, k in (("rate", "k"), ("low", "k_low"), ("high", "k_high"))}
    text = sentence.format(seconds=seconds, region=_region_name(first), **rate)
    return Derivation(text, _sources([str(first["source_id"])]))


def _from_catalogue(row: pd.Series, method: str) -> Derivation:
    kind = reference.exam_kinds().get(str(row["kind_key"]))
    if method == "none" or kind is None:
        return Derivation(_nothing_known(kind), ())
    ids = [kind.source_id, kind.range_source_id]
    if method == "no_radiation":
        return Derivation(_("This exam uses no X-rays and nothing radioactive, so it adds no dose."), _sources(ids))
    if method == "treatment":
        return Derivation(_("This is a treatment. It is kept apart and never added to the dose of exams."), ())
    if method == "child_typical":
        return _of_child(row, kind.key)
    text = _(kind.derivation)
    if method == "adult_for_child":
        text = (
            _("No published value for a child was found; this is the value of an adult, so it is rough.") + " " + text
        )
    times = _times(row)
    return Derivation(f"{times}{text}", _sources(ids))


def _of_child(row: pd.Series, kind_key: str) -> Derivation:
    years = float(row["age_group"])
    fitting = (d for d in reference.paediatric() if d.kind_key == kind_key)
    dose = next(d for d in fitting if d.age_low_years <= years <= d.age_high_years)
    ages = (
        f"{dose.age_low_years:g}-{dose.age_high_years:g}" if dose.age_high_years > dose.age_low_years else f"{years:g}"
    )
    text = _("Value for children of {ages} years: {value} mSv ({low}-{high}).").format(
        ages=ages, value=digits(dose.typical), low=digits(dose.low), high=digits(dose.high)
    )
    return Derivation(_times(row) + text, _sources([dose.source_id]))


def _times(row: pd.Series) -> str:
    n = int(row["exam_count"])
    kind = reference.exam_kinds().get(str(row["kind_key"]))
    said = ""
    if kind and kind.is_injection and row["side"] == "both":
        said = _("Both sides, so the dose of one side counts twice. ")
    elif kind and kind.bilateral and row["side"] in ("left", "right"):
        said = _("One breast, so half of the dose for both. ")
    if n == 1:
        return said
    each = digits(float(row["typical_msv"]) / n)
    return said + _("{n} exams x {each} mSv each. ").format(n=n, each=each)


def _nothing_known(kind: reference.ExamKind | None) -> str:
    if kind is None:
        return _("This exam is in your own words, so there is no published dose to use. It is not in the total.")
    return _("No published dose was found for this exam. It is not in the total.")
