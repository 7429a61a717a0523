"""The `plan` command: says what is known before an exam, keeps plans, lists them and takes them off.

Imports that take long stand in the functions, so that `--help` is quick.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import desk_of, patient_of, patient_option, print_json
from tracker.i18n import _

if TYPE_CHECKING:
    from tracker.history.summary import Summary
    from tracker.record.desk import Desk
    from tracker.record.procedures import PlannedExam, PlannedExamCreate


@click.command()
@click.argument("what", required=False)
@click.option("--when", metavar="DAY", help='The day, such as "9 Mar 2027"; leave it out if there is none yet.')
@click.option("--kind", "kind_key", default="", metavar="KEY", help="The exam kind, where the words mean several.")
@click.option("--own-words", is_flag=True, help="Keep these words, without a kind.")
@click.option("--region", default="", help='The part of the body, such as "lower back".')
@click.option("--side", type=click.Choice(["left", "right", "both"]))
@click.option("--where", "facility", default="", help="The hospital or practice.")
@click.option("--reason", default="")
@click.option("--save", is_flag=True, help="Keep it as a planned exam.")
@click.option("--list", "listed", is_flag=True, help="List the planned exams.")
@click.option("--remove", "number", type=int, metavar="NUMBER", help="Take this one of the list off.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@patient_option
@click.pass_context
def plan(ctx: click.Context, /, what: str | None, patient: str | None, **choices: Any) -> None:
    """Say what is known before an exam: usual dose, earlier images, other ways, questions to ask."""
    from tracker.record import frames

    desk = desk_of(ctx)
    listed, number, save, as_json = (choices.pop(name) for name in ("listed", "number", "save", "as_json"))
    if listed:
        list_plans(desk, patient_of(desk, patient))
    elif number is not None:
        remove(desk, patient_of(desk, patient), number)
    elif what:
        planned = plan_of(what, **choices)
        somebody = save or patient or frames.people(desk)
        patient_id = patient_of(desk, patient, create=save) if somebody else ""
        tell(desk, patient_id, planned, save=save, as_json=as_json)
    else:
        raise click.UsageError(_("Please say what is planned, or use --list."))


def chosen_plan(desk: "Desk", patient_id: str, number: int | None, region: str) -> tuple["PlannedExam | None", str]:
    """The planned exam with this number, and the region of the visit: the one given, else that of the plan.

    Raises:
        click.UsageError: there is no such number.
    """
    if number is None:
        return None, region
    from tracker.history.plan import UNKNOWN_REGION, region_of

    planned = numbered(desk, patient_id, number, "--planned")
    of_plan = region_of(planned)
    return planned, region or (of_plan if of_plan != UNKNOWN_REGION else "")


def plan_of(what: str, when: str | None, **fields: Any) -> "PlannedExamCreate":
    """The plan that the words and options of the command mean.

    Raises:
        click.UsageError: the words mean several exams, or there is no such region.
        TrackerError: a value cannot be.
    """
    from tracker.cli.base import region_of
    from tracker.cli.words import kind_for
    from tracker.record.forms import checked
    from tracker.record.procedures import PlannedExamCreate

    own_words, kind_key = fields.pop("own_words"), fields.pop("kind_key")
    key = "" if own_words else kind_key or kind_for(what)
    fields |= {
        "region": region_of(fields["region"]),
        "side": fields["side"] or "",
        "planned_on": _day(when) if when else None,
    }
    return checked(PlannedExamCreate, kind_key=key, own_words="" if key else what, **fields)


def _day(text: str) -> date:
    from tracker import clock, dates
    from tracker.errors import DateError

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


def tell(desk: "Desk", patient_id: str, plan: "PlannedExamCreate", *, save: bool, as_json: bool) -> None:
    """Print what is known before the exam, and with `save` keep the plan; `patient_id` "" looks at it for nobody."""
    from tracker.history.plan import outlook
    from tracker.history.summary import summarise
    from tracker.record import people, plans
    from tracker.record.people import Facts
    from tracker.view import plan as said

    summary = summarise(desk, patient_id) if patient_id else _nobody(desk)
    found = outlook(summary, plan, people.facts(desk, patient_id) if patient_id else Facts())
    if as_json:
        print_json(said.plain(found))
    else:
        click.echo("\n".join(said.lines(found)))
    if save:
        saved = plans.add(desk, patient_id, plan)
        words = _("Saved to the planned exams. To take it back: exposure-tracker undo {action}")
        click.echo(words.format(action=saved.batch_id), err=as_json)


def _nobody(desk: "Desk") -> "Summary":
    from tracker import clock
    from tracker.history.summary import summary_of
    from tracker.record import frames

    person = frames.Person(id="", name="", birth_date=None, sex="", country="world", is_sample=False)
    exams = frames.exams(desk, "")
    return summary_of(person, exams, frames.measurements(desk, exams["id"], "", details=True), clock.today())


def list_plans(desk: "Desk", patient_id: str) -> None:
    """Print the planned exams, soonest first, each with the number that `--remove` takes."""
    from tracker import wording
    from tracker.record import plans

    found = plans.plans(desk, patient_id)
    for number, plan in enumerate(found, 1):
        day = wording.calendar_day(plan.planned_on) if plan.planned_on else _("no day yet")
        where = f", {plan.facility}" if plan.facility else ""
        click.echo(f"{number:>3}  {day:<14} {_name(plan)}{where}")
    if not found:
        click.echo(_("No exam is planned."))


def numbered(desk: "Desk", patient_id: str, number: int, option: str) -> "PlannedExam":
    """The plan with this number in the list.

    Raises:
        click.UsageError: there is no such number.
    """
    from tracker.record import plans

    found = plans.plans(desk, patient_id)
    if not 1 <= number <= len(found):
        raise click.BadParameter(_("There is no such number; see: exposure-tracker plan --list"), param_hint=option)
    return found[number - 1]


def remove(desk: "Desk", patient_id: str, number: int) -> None:
    """Take the plan with this number off the list (click.UsageError where there is none)."""
    from tracker.record import plans

    plan = numbered(desk, patient_id, number, "--remove")
    saved = plans.remove(desk, plan.id)
    words = _("Taken off: {name}. To take it back: exposure-tracker undo {action}")
    click.echo(words.format(name=_name(plan), action=saved.batch_id))


def _name(plan: "PlannedExam") -> str:
    from tracker import wording

    return ", ".join(filter(None, [wording.kind(plan.kind_key, plan.own_words), wording.side(plan.side)]))
