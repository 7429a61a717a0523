"""The course of somebody's injections as plain values for JSON, and as lines for the command line."""

from typing import Any

from tracker import wording
from tracker.history.course import Course, Injection, Response, SteroidProduct, since_text
from tracker.history.steroids import factor_caution, no_agreed_total
from tracker.i18n import _


def course(found: Course) -> dict[str, Any]:
    """Everything of the course view; what is not known is None or "", never 0."""
    year = found.steroids
    return {
        "days_since_last": found.days_since_last,
        "days_since_steroid": found.days_since_steroid,
        "last": _id(found.last),
        "last_steroid": _id(found.last_steroid),
        "may_be_later_than_the_last_steroid": found.unknown_since_steroid,
        "sessions_12_months": [
            {"name": s.name, "region": s.region_name, "sessions": s.sessions, "approximate": s.approximate}
            for s in found.sessions
        ],
        "sessions_uncertain": found.sessions_uncertain,
        "steroids_12_months": {
            "products": [_product(product) for product in year.products],
            "methylprednisolone_equivalent_mg": _range(year.equivalent_low_mg, year.equivalent_high_mg),
            "equivalent_is": "estimate",
            "drugs_not_recorded": year.not_recorded,
            "may_be_steroid": year.may_be_steroid,
            "may_lie_in": year.may_lie_in,
            "sources": [source.citation for source in year.sources],
        },
        "best": _id(found.best),
        "last_response": _id(found.last_response),
        "injections": [_injection(one) for one in found.injections],
    }


def _id(one: Injection | None) -> str | None:
    return one.exam_id if one else None


def _range(low: float | None, high: float | None) -> dict[str, float] | None:
    return None if low is None or high is None else {"low": low, "high": high}


def _product(product: SteroidProduct) -> dict[str, Any]:
    return {
        "drug": product.drug_key,
        "name": product.name,
        "dose_mg": product.dose_mg,
        "injections": product.injections,
        "without_dose": product.without_dose,
        "methylprednisolone_equivalent_mg": _range(product.equivalent_low_mg, product.equivalent_high_mg),
        "factor": product.factor,
    }


def _injection(one: Injection) -> dict[str, Any]:
    texts = ("exam_id", "when", "kind_key", "name", "family", "region", "side", "guidance", "facility", "operator")
    more = ("purpose", "sedation", "complication", "complication_text")
    return {
        **{name: getattr(one, name) for name in (*texts, *more)},
        "date_first": one.first.isoformat(),
        "date_last": one.last.isoformat(),
        "exam_count": one.exam_count,
        "count_is_approximate": one.count_is_approximate,
        "levels": list(one.levels),
        "pain_before": one.pain_before,
        "pain_after": one.pain_after,
        "drugs": [
            {"drug": d.drug_key, "name": d.name, "steroid": d.is_steroid, "dose_mg": d.dose_mg} for d in one.drugs
        ],
        "response": [_response(side) for side in (one.response, *one.response.others)] if one.response else [],
        "log": [
            {"minutes_after": line.minutes_after, "side": line.side, "pain": line.pain, "note": line.note}
            for line in one.log
        ],
        "from_report": one.from_report,
        "entered_at": one.entered_at.isoformat(),
    }


def _response(found: Response) -> dict[str, Any]:
    return {
        "side": found.side,
        "relief_percent": found.percent,
        "best_after": found.best_after,
        "lasted": found.lasted,
        "lasted_or_longer": found.or_longer,
        "with_breaks": found.with_breaks,
        "still_working": found.still_working,
        "function_gained": found.function_gained,
        "from_log": found.from_log,
        "pain_before_told": found.before_told,
        "told_lasted": found.told_lasted,
        "still_working_as_of": found.answered.isoformat() if found.answered else None,
        "pain_rose": list(found.rose) if found.rose else None,
        "log_lines": found.lines,
        "log_lines_due": found.lines_due,
    }


def course_lines(found: Course) -> list[str]:
    """The same in sentences, the list newest first."""
    if not found.injections:
        return [_("There are no injections in this record yet.")]
    year = found.steroids
    sessions = " · ".join(_session(s.name, s.sessions, approximate=s.approximate) for s in found.sessions)
    lines = [
        _("Last injection: {when} ({since})").format(
            when=found.last.when if found.last else "", since=since_text(found.days_since_last)
        ),
        _("Last steroid: {words}").format(words=found.last_steroid_text()),
        found.unknown_since_text(),
        _("Sessions in 12 months: {list}").format(list=sessions or _("none recorded")),
        _("Steroid in 12 months: {list}").format(list="; ".join([year.products_text(), *year.unknown()])),
    ]
    if estimate := year.equivalent_text():
        sources = _("Source: {list}.").format(list="; ".join(source.short for source in year.sources))
        lines.append(f"  {estimate}. {factor_caution()} {sources}")
    lines.append(no_agreed_total())
    for title, one in ((_("Helped most"), found.best), (_("Last response"), found.last_response)):
        if one and one.response:
            lines.append(f"{title}: {one.when}, {one.place_text() or one.name}: {one.response.text()}")
    return [*filter(None, lines), *(_line(one) for one in found.injections)]


def _session(name: str, sessions: int, *, approximate: bool) -> str:
    return f"{name} {_('about {n}').format(n=sessions) if approximate else sessions}"


def _line(one: Injection) -> str:
    name = ", ".join(filter(None, [one.plain_name, wording.levels(one.levels, one.side)]))
    several = wording.count(one.exam_count, approximate=one.count_is_approximate)
    known = [one.drugs_text() or _("drugs not recorded"), one.response.text() if one.response else "", one.facility]
    times = f"{several}: " if one.exam_count > 1 else ""
    return f"{one.when:<14} {times}{name}  " + " · ".join(filter(None, known))
