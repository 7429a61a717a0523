"""The block of the handout about the exam that the visit is about: what, when, and what such an exam usually gives."""

from tracker import wording
from tracker.history.plan import PlanOutlook
from tracker.i18n import _
from tracker.view.handout.blocks import DOT, Section, section, text
from tracker.view.handout.page import Fit, Page, day, short_name


def planned(page: Page, fit: Fit) -> Section | None:
    """The planned exam; None where the page is not about one. Natural background has no place here."""
    plan = page.options.plan
    if plan is None:
        return None
    lines = [text(_what(page, plan, fit), strong=True)]
    if page.options.include_dose:
        lines.append(text(_usual(plan)))
    return section(_("PLANNED"), lines)


def _what(page: Page, plan: PlanOutlook, fit: Fit) -> str:
    name = page.typed.line(short_name(plan.clinical_name, plan.kind_key), max(fit.name, 60))
    when = day(plan.planned_on) if plan.planned_on else _("day not set")
    reason = page.typed.line(plan.reason, fit.words)
    parts = [
        ", ".join(filter(None, [name, wording.side(plan.side)])),
        when,
        page.typed.line(plan.facility, fit.place),
        _("for: {reason}").format(reason=reason) if reason else "",
    ]
    return DOT.join(filter(None, parts))


def _usual(plan: PlanOutlook) -> str:
    found = plan.preview
    if found.evidence == "treatment":
        return _("A treatment; its dose is kept apart.")
    if found.typical is None:
        return _("No usual dose is known for this exam.")
    if found.typical == 0:
        return _("No ionising radiation.")
    words = _("Usually {dose}, {evidence}.").format(
        dose=wording.dose(found.typical, found.low, found.high), evidence=wording.evidence_word(found.evidence)
    )
    return f"{words} {wording.handout_dose_note()}"
