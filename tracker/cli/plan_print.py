"""The command `plan`, and the planned exam that a handout is about; what they do is in `tracker.cli.plan`."""

from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import engine_of, patient_of, patient_option
from tracker.i18n import _

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.record.procedures import PlannedExam


@click.command()
@click.argument("what", required=False)
@click.option("--when", metavar="DAY", help='The day, such as "9 Mar 2027"; leave it out if there is none yet.')
@click.option("--kind", "kind_key", default="", metavar="KEY", help="The exam kind, where the words mean several.")
@click.option("--own-words", is_flag=True, help="Keep these words, without a kind.")
@click.option("--region", default="", help="The part of the body, where the kind does not say it.")
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
    from tracker.cli import plan as cli_planned
    from tracker.record import frames

    engine = engine_of(ctx)
    listed, number, save, as_json = (choices.pop(name) for name in ("listed", "number", "save", "as_json"))
    if listed:
        cli_planned.list_plans(engine, patient_of(engine, patient))
    elif number is not None:
        cli_planned.remove(engine, patient_of(engine, patient), number)
    elif what:
        planned = cli_planned.plan_of(what, **choices)
        somebody = save or patient or frames.people(engine)
        patient_id = patient_of(engine, patient, create=save) if somebody else ""
        cli_planned.tell(engine, patient_id, planned, save=save, as_json=as_json)
    else:
        raise click.UsageError(_("Please say what is planned, or use --list."))


def chosen_plan(engine: "Engine", patient_id: str, number: int | None, region: str) -> tuple["PlannedExam | None", str]:
    """The planned exam with this number, and the region of the visit: the one given, else that of the plan.

    Raises:
        click.UsageError: there is no such number.
    """
    if number is None:
        return None, region
    from tracker.cli.plan import numbered
    from tracker.history.plan import UNKNOWN_REGION, region_of

    planned = numbered(engine, patient_id, number, "--planned")
    of_plan = region_of(planned)
    return planned, region or (of_plan if of_plan != UNKNOWN_REGION else "")
