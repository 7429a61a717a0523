"""What the `plan` command does: says what is known before an exam, keeps plans, lists them and takes them off."""

from datetime import date
from typing import Any

import click
from sqlalchemy import Engine

from tracker import clock, dates, reference, wording
from tracker.cli.base import print_json
from tracker.cli.words import kind_for
from tracker.errors import DateError
from tracker.history.plan import EarlierExam, PlanOutlook, outlook
from tracker.history.summary import Summary, summarise, summary_of
from tracker.i18n import _
from tracker.record import frames, people, plans
from tracker.record.forms import checked
from tracker.record.people import Facts
from tracker.record.procedures import PlannedExam, PlannedExamCreate
from tracker.view import plan as plan_lines


def plan_of(what: str, when: str | None, **fields: Any) -> PlannedExamCreate:
    """The plan that the words and options of the command mean.

    Raises:
        click.UsageError: the words mean several exams, or there is no such region.
        TrackerError: a value cannot be.
    """
    own_words, kind_key = fields.pop("own_words"), fields.pop("kind_key")
    key = "" if own_words else kind_key or kind_for(what)
    if fields["region"] and fields["region"] not in reference.regions():
        known = ", ".join(reference.regions())
        raise click.BadParameter(_("Known regions: {known}.").format(known=known), param_hint="--region")
    fields |= {"side": fields["side"] or "", "planned_on": _day(when) if when else None}
    return checked(PlannedExamCreate, kind_key=key, own_words="" if key else what, **fields)


def _day(text: str) -> date:
    found = dates.parse(text, ahead=10)  # "27" is 2027 here, not 1927
    if found.precision != "day":
        raise DateError(_("Please give the day too, for example 9 Mar 2027. Or leave --when out until you know it."))
    if found.first < clock.today():
        raise DateError(
            _("{day} has passed. Please give a day from today on. If it was done: exposure-tracker add.").format(
                day=found.text()
            )
        )
    return found.first


def tell(engine: Engine, patient_id: str, plan: PlannedExamCreate, *, save: bool, as_json: bool) -> None:
    """Print what is known before the exam, and with `save` keep the plan; `patient_id` "" looks at it for nobody."""
    summary = summarise(engine, patient_id) if patient_id else _nobody(engine)
    found = outlook(summary, plan, people.facts(engine, patient_id) if patient_id else Facts())
    if as_json:
        print_json(as_values(found))
    else:
        click.echo("\n".join(plan_lines.lines(found)))
    if save:
        saved = plans.add(engine, patient_id, plan)
        words = _("Saved to the planned exams. To take it back: exposure-tracker undo {action}")
        click.echo(words.format(action=saved.batch_id), err=as_json)


def _nobody(engine: Engine) -> Summary:
    person = frames.Person(id="", name="", birth_date=None, sex="", country="world", is_sample=False)
    exams = frames.exams(engine, "")
    return summary_of(person, exams, frames.measurements(engine, exams["id"], "", details=True), clock.today())


def list_plans(engine: Engine, patient_id: str) -> None:
    """Print the planned exams, soonest first, each with the number that `--remove` takes."""
    found = plans.plans(engine, patient_id)
    for number, plan in enumerate(found, 1):
        day = dates.day_text(*plan.planned_on.timetuple()[:3]) if plan.planned_on else _("no day yet")
        where = f", {plan.facility}" if plan.facility else ""
        click.echo(f"{number:>3}  {day:<14} {_name(plan)}{where}")
    if not found:
        click.echo(_("No exam is planned."))


def numbered(engine: Engine, patient_id: str, number: int, option: str) -> PlannedExam:
    """The plan with this number in the list.

    Raises:
        click.UsageError: there is no such number.
    """
    found = plans.plans(engine, patient_id)
    if not 1 <= number <= len(found):
        raise click.BadParameter(_("There is no such number; see: exposure-tracker plan --list"), param_hint=option)
    return found[number - 1]


def remove(engine: Engine, patient_id: str, number: int) -> None:
    """Take the plan with this number off the list (click.UsageError where there is none)."""
    plan = numbered(engine, patient_id, number, "--remove")
    saved = plans.remove(engine, plan.id)
    words = _("Taken off: {name}. To take it back: exposure-tracker undo {action}")
    click.echo(words.format(name=_name(plan), action=saved.batch_id))


def _name(plan: PlannedExam) -> str:
    return ", ".join(filter(None, [wording.kind(plan.kind_key, plan.own_words), wording.side(plan.side)]))


def as_values(found: PlanOutlook) -> dict[str, Any]:
    """The outlook for machines; a dose that is not known is None, never 0."""
    preview, span = found.preview, found.background
    dose = {"typical": preview.typical, "low": preview.low, "high": preview.high}
    return {
        "kind_key": found.kind_key,
        "name": found.name,
        "region": found.region,
        "side": found.side,
        "planned_on": found.planned_on.isoformat() if found.planned_on else None,
        "effective_dose_msv": dose if preview.typical is not None else None,
        "evidence": preview.evidence,
        "derivation": preview.derivation.sentence,
        "natural_background_years": {"typical": span.years, "low": span.low_years, "high": span.high_years}
        if span
        else None,
        "same_kind": found.own.count,
        "earlier_24_months": [_earlier(exam) for exam in found.earlier],
        "alternatives": [kind.key for kind in found.alternatives],
        "questions": list(found.questions),
        "tell_the_staff": list(found.told.yes),
        "not_recorded": list(found.told.not_asked),
    }


def _earlier(exam: EarlierExam) -> dict[str, Any]:
    return {name: getattr(exam, name) for name in EarlierExam.__dataclass_fields__ if name != "name"}
