"""The part of the spreadsheets about injections: columns beside an exam, and a row for every drug and line of a log."""

from collections.abc import Callable, Mapping

from tracker import wording
from tracker.history import pain_times
from tracker.history.course import Course, Injection
from tracker.i18n import _
from tracker.view.sheets.workbook import Cell, Sheet


def columns() -> Mapping[str, Callable[[Injection], Cell]]:
    """Title and cell of each column; empty for exams that are no injection, and where nobody said anything."""
    return {
        _("Levels"): lambda one: wording.levels(one.levels) or None,
        _("What the injection was for"): lambda one: _purpose(one.purpose),
        _("Drugs given"): lambda one: one.drugs_text() or None,
        _("Pain before, 0 to 10"): lambda one: one.pain_before,
        _("Pain after, 0 to 10"): lambda one: one.pain_after,
        _("Relief, %"): lambda one: _whole(one.response.percent) if one.response else None,
        _("Best after"): lambda one: one.response.best_after or None if one.response else None,
        _("How long it helped"): lambda one: one.response.lasted_text() or None if one.response else None,
        _("Relief in words"): lambda one: one.response.text() if one.response else None,
        _("Relief known from"): _known_from,
        _("Still working"): lambda one: _answer(one.response.still_working) if one.response else None,
        _("Function gained"): lambda one: one.response.function_gained or None if one.response else None,
        _("Reaction or problem"): lambda one: _answer(one.complication),
        _("What happened"): lambda one: one.complication_text or None,
        _("Sedation"): lambda one: _answer(one.sedation),
        _("Done by"): lambda one: one.operator or None,
    }


def drugs_sheet(course: Course) -> Sheet:
    """Every drug on its own row; milligrams empty where nobody recorded them."""
    rows: list[list[Cell]] = [
        [one.exam_id, one.when, one.name, given.name, given.dose_mg, _("yes") if given.is_steroid else _("no")]
        for one in course.injections
        for given in one.drugs
    ]
    return Sheet(_("Drugs"), [_("Entry"), _("Date"), _("Exam"), _("Drug"), _("Dose, mg"), _("Steroid")], rows)


def pain_sheet(course: Course) -> Sheet:
    """Every line of every test-block log, newest injection first, in the order of time."""
    rows: list[list[Cell]] = [
        [
            one.exam_id,
            one.when,
            one.name,
            pain_times.label(line.minutes_after),
            line.minutes_after,
            wording.side(line.side) or None,
            line.pain,
            line.note or None,
        ]
        for one in course.injections
        for line in one.log
    ]
    titles = [_("Entry"), _("Date"), _("Exam"), _("Moment"), _("Minutes after"), _("Side"), _("Pain, 0 to 10")]
    return Sheet(_("Pain log"), [*titles, _("Note")], rows)


def _purpose(key: str) -> str | None:
    words = {"test": _("test"), "treatment": _("treatment"), "ablation": _("ablation"), "unknown": _("not known")}
    return words.get(key)


def _answer(key: str) -> str | None:
    return {"yes": _("yes"), "no": _("no"), "unknown": _("not known")}.get(key)


def _known_from(one: Injection) -> str | None:
    if one.response is None:
        return None
    found = [_("pain log"), one.response.before_text()] if one.response.from_log else [_("as told")]
    return ", ".join(filter(None, found))


def _whole(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 1)
