"""The summary and the list of exams as plain values for JSON, and as lines for the command line."""

import math
from typing import Any

import pandas as pd

from tracker import reference, wording
from tracker.history.summary import Summary
from tracker.history.totals import Range
from tracker.i18n import _


def _range(dose: Range | None) -> dict[str, float] | None:
    return {"typical": dose.typical, "low": dose.low, "high": dose.high} if dose else None


def _value(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def exams(found: Summary) -> list[dict[str, Any]]:
    """Every entry of the list, newest first; a dose that is not known is None, never 0."""
    measured = dict(iter(found.measurements.groupby("exam_id")))
    return [_exam(row, measured.get(row["exam_id"])) for _i, row in found.exams.iterrows()]


def _exam(row: pd.Series, measured: pd.DataFrame | None) -> dict[str, Any]:
    texts = ("exam_id", "when", "kind_key", "name", "modality", "exam_type", "region", "side", "facility", "images_at")
    rows = measured.to_dict("records") if measured is not None else []
    return {
        **{name: str(row[name]) for name in texts},
        "date_first": row["date_first"].date().isoformat(),
        "date_last": row["date_last"].date().isoformat(),
        "exam_count": int(row["exam_count"]),
        "count_is_approximate": bool(row["count_is_approximate"]),
        "effective_dose_msv": _value(row["typical_msv"]),
        "low_msv": _value(row["low_msv"]),
        "high_msv": _value(row["high_msv"]),
        "evidence": str(row["evidence"]),
        "from_report": bool(row["from_report"]),
        "measurements": [
            {name: m[name] for name in ("quantity", "value", "laterality", "phantom", "reported", "part")} for m in rows
        ],
    }


def exam_lines(found: Summary) -> list[str]:
    """The list of exams, one line each, newest first."""
    return [_exam_line(row) for _i, row in found.exams.iterrows()]


def _exam_line(row: pd.Series) -> str:
    amount = wording.dose(row["typical_msv"], row["low_msv"], row["high_msv"])
    several = wording.count(row["exam_count"], approximate=row["count_is_approximate"])
    times = f"{several}: " if row["exam_count"] > 1 else ""
    where = f", {row['facility']}" if row["facility"] else ""
    return f"{row['when']:<14} {times}{row['name']}{where}  {amount} {wording.EVIDENCE_MARKS[row['evidence']]}"


def summary(found: Summary) -> dict[str, Any]:
    """What the history page shows: totals with their interval, counts, background, dose of each year."""
    totals, counts, background = found.totals, found.totals.counts, found.background
    return {
        "patient": {"name": found.patient.name, "is_sample": found.patient.is_sample},
        "exams": totals.exams,
        "entries": found.entries,
        "approximate": totals.approximate,
        "with_radiation": totals.with_radiation,
        "image_guided": totals.image_guided,
        "first_year": totals.first_year,
        "last_with_radiation": totals.last_with_radiation,
        "effective_dose_msv": _range(totals.dose),
        "evidence": {name: getattr(counts, name) for name in counts.__dataclass_fields__},
        "share_measured": totals.share_measured,
        "factor_sets": list(totals.factor_sets),
        "by_type": [
            {
                "exam_type": t.exam_type,
                "exams": t.exams,
                "effective_dose_msv": _range(t.dose),
                "not_counted": t.not_counted,
            }
            for t in totals.by_type
        ],
        "by_year": [
            {"year": y, "exam_type": t, "exams": n, "typical_msv": d, "approximate": a}
            for y, t, n, d, a in found.by_year.to_numpy(dtype=object).tolist()
        ],
        "natural_background": None
        if background is None
        else {
            "country": background.country_name,
            "msv_per_year": background.msv_per_year,
            "years": background.years,
        },
        "from_reports": found.from_reports,
        "last_changed": found.last_changed.isoformat() if found.last_changed else None,
        "reference_version": reference.version(),
    }


def summary_lines(found: Summary) -> list[str]:
    """The same in sentences."""
    totals = found.totals
    badge = " " + _("(sample patient, invented)") if found.patient.is_sample else ""
    lines = [found.patient.name + badge, _headline(found)]
    lines += [f"  {wording.exam_type(t.exam_type)}: {t.exams}" + _dose_of(t.dose) for t in totals.by_type]
    if totals.dose is None:
        lines.append(_("No exam could be counted, so there is no total."))
        return lines
    lines.append(_("In all {dose}.").format(dose=wording.dose(totals.dose.typical, totals.dose.low, totals.dose.high)))
    lines.append(evidence_line(found))
    if found.background:
        lines.append(background_line(found))
    if len(totals.factor_sets) > 1:
        lines.append(_("The total mixes coefficients of {sets}.").format(sets=", ".join(totals.factor_sets)))
    return [*lines, wording.effective_dose_note(), wording.do_not_skip()]


def _headline(found: Summary) -> str:
    totals = found.totals
    if not totals.exams:
        return _("No exams yet.")
    exams_ = wording.count(totals.exams, approximate=totals.approximate)
    text = _("{exams} since {year}; {radiation} use radiation; {guided} image-guided injections or procedures.")
    return text.format(
        exams=exams_, year=totals.first_year, radiation=totals.with_radiation, guided=totals.image_guided
    )


def _dose_of(dose: Range | None) -> str:
    return "  " + wording.dose(dose.typical, dose.low, dose.high) if dose else ""


def evidence_line(found: Summary) -> str:
    """ "● 6 measured  ◐ 9 calculated  ○ 7 typical  ◌ 0 rough  – 1 not counted" """
    counts = found.totals.counts
    parts = (
        ("●", counts.measured, _("measured")),
        ("◐", counts.calculated, _("calculated")),
        ("○", counts.typical, _("typical")),
        ("◌", counts.rough, _("rough")),
        ("–", counts.not_counted, _("not counted")),
    )
    return "  ".join(f"{mark} {n} {word}" for mark, n, word in parts)


def background_line(found: Summary) -> str:
    """ "Natural background gives as much in about 16 years (United States: 3.1 mSv a year)." """
    time = found.background
    if time is None:
        return ""
    text = _("Natural background gives as much in {time} ({country}: {rate} mSv a year).")
    words = wording.background_time(time.years)
    return text.format(time=words, country=_(time.country_name), rate=time.msv_per_year)
