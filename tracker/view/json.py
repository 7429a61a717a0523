"""Exams, their sums and the course of injections as plain values; not known is None or "", never 0."""

import math
from typing import Any

import pandas as pd

from tracker import reference
from tracker.history.course import Course, Injection, Response, SteroidProduct
from tracker.history.summary import Summary
from tracker.history.totals import Range
from tracker.view.injections import factors, since
from tracker.view.response import time_text


def _range(dose: Range | None) -> dict[str, float] | None:
    return {"typical": dose.typical, "low": dose.low, "high": dose.high} if dose else None


def _value(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def exams(summary: Summary) -> list[dict[str, Any]]:
    """Every entry of the list, newest first; a dose that is not known is None, never 0."""
    measured = dict(iter(summary.measurements.groupby("exam_id")))
    return [_exam(row, measured.get(row["exam_id"])) for _i, row in summary.exams.iterrows()]


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
        "known_from": str(row["known_from"]),
        "measurements": [
            {name: m[name] for name in ("quantity", "value", "laterality", "phantom", "reported", "part")} for m in rows
        ],
    }


def summary(summary: Summary) -> dict[str, Any]:
    """What the history page shows: totals with their interval, counts, background, dose of each year."""
    totals, counts, background = summary.totals, summary.totals.counts, summary.background
    return {
        "patient": {"name": summary.patient.name, "is_sample": summary.patient.is_sample},
        "exams": totals.exams,
        "entries": summary.entries,
        "approximate": totals.approximate,
        "with_radiation": totals.with_radiation,
        "radiation_not_known": totals.radiation_not_known,
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
            for y, t, n, d, a in summary.by_year.to_numpy(dtype=object).tolist()
        ],
        "natural_background": None
        if background is None
        else {
            "country": background.country_name,
            "msv_per_year": background.msv_per_year,
            "years": background.years,
        },
        "known_from": dict(summary.known_from),
        "last_changed": summary.last_changed.isoformat() if summary.last_changed else None,
        "reference_version": reference.version(),
    }


def course(course: Course) -> dict[str, Any]:
    """Everything of the course view; what is not known is None or "", never 0."""
    year = course.steroids
    return {
        "days_since_last": course.days_since_last,
        "days_since_steroid": course.days_since_steroid,
        "since_last": since(course.last, course.today) if course.last else "",
        "since_steroid": since(course.last_steroid, course.today) if course.last_steroid else "",
        "last": _id(course.last),
        "last_steroid": _id(course.last_steroid),
        "may_be_later_than_the_last_steroid": course.unknown_since_steroid,
        "sessions_12_months": [
            {"name": s.name, "region": s.region_name, "sessions": s.sessions, "approximate": s.approximate}
            for s in course.sessions
        ],
        "sessions_12_months_in_all": course.sessions_in_all,
        "sessions_uncertain": course.sessions_uncertain,
        "steroids_12_months": {
            "products": [_product(product) for product in year.products],
            "methylprednisolone_equivalent_mg": _span(year.equivalent_low_mg, year.equivalent_high_mg),
            "equivalent_is": "estimate",
            "drugs_not_recorded": year.not_recorded,
            "may_be_steroid": year.may_be_steroid,
            "may_lie_in": year.may_lie_in,
            "sources": [source.citation for source in year.sources],
        },
        "best": _id(course.best),
        "last_response": _id(course.last_response),
        "test_blocks": [_id(one) for one in course.test_blocks],
        "injections": [_injection(one) for one in course.injections],
    }


def _id(injection: Injection | None) -> str | None:
    return injection.exam_id if injection else None


def _span(low: float | None, high: float | None) -> dict[str, float] | None:
    return None if low is None or high is None else {"low": low, "high": high}


def _product(product: SteroidProduct) -> dict[str, Any]:
    return {
        "drug": product.drug_key,
        "name": product.name,
        "dose_mg": product.dose_mg,
        "injections": product.injections,
        "without_dose": product.without_dose,
        "methylprednisolone_equivalent_mg": _span(product.equivalent_low_mg, product.equivalent_high_mg),
        "factor": factors([product.drug_key]) if product.related else "",
    }


def _injection(injection: Injection) -> dict[str, Any]:
    texts = ("exam_id", "when", "kind_key", "name", "family", "region", "side", "guidance", "facility", "operator")
    more = ("purpose", "sedation", "complication", "complication_text")
    return {
        **{name: getattr(injection, name) for name in (*texts, *more)},
        "date_first": injection.first.isoformat(),
        "date_last": injection.last.isoformat(),
        "exam_count": injection.exam_count,
        "count_is_approximate": injection.count_is_approximate,
        "levels": list(injection.levels),
        "test_block": injection.test_block,
        "pain_before": injection.pain_before,
        "pain_after": injection.pain_after,
        "drugs": [
            {"drug": d.drug_key, "name": d.name, "steroid": d.is_steroid, "dose_mg": d.dose_mg} for d in injection.drugs
        ],
        "response": [_response(one) for one in injection.response.each] if injection.response else [],
        "log": [
            {"minutes_after": line.minutes_after, "side": line.side, "pain": line.pain, "note": line.note}
            for line in injection.log
        ],
        "known_from": injection.known_from,
        "entered_at": injection.entered_at.isoformat(),
    }


def _response(response: Response) -> dict[str, Any]:
    return {
        "side": response.side,
        "relief_percent": response.percent,
        "best_after": time_text(response.best_after),
        "lasted": time_text(response.lasted),
        "lasted_or_longer": response.or_longer,
        "with_breaks": response.with_breaks,
        "still_working": response.still_working,
        "function_gained": response.function_gained,
        "from_log": response.from_log,
        "pain_before_told": response.before_told,
        "still_working_as_of": response.answered.isoformat() if response.answered else None,
        "pain_rose": list(response.rose) if response.rose else None,
        "log_lines": response.lines,
        "log_lines_due": response.lines_due,
    }
