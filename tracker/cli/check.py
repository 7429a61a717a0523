"""The command `check`: what of the record needs a person, and their answers."""

from typing import TYPE_CHECKING

import click

from tracker.cli.base import desk_of, patient_of, patient_option, print_json
from tracker.i18n import _

if TYPE_CHECKING:
    from tracker.history.checks import Check
    from tracker.record.changes import Saved
    from tracker.record.desk import Desk


@click.command()
@click.argument("number", required=False, type=click.IntRange(min=1))
@click.option("--keep", is_flag=True, help="It stays as it is: the numbers are right, or it is another exam.")
@click.option("--same", is_flag=True, help="Both are the same exam: make one of them.")
@click.option("--when", default="", help='When it was: "2009", "March 2015", "3 Sep 2026" or "1990 to 2005".')
@click.option("--kind", "kind_key", default="", metavar="KEY", help="Which exam of the list it was.")
@click.option("--leave-out", is_flag=True, help="Do not keep what has no date.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@patient_option
@click.pass_context
def check(
    ctx: click.Context,
    /,
    number: int | None,
    as_json: bool,
    patient: str | None,
    keep: bool,
    same: bool,
    leave_out: bool,
    when: str,
    kind_key: str,
) -> None:
    """List what needs a look: exams without a date or kind, doubtful numbers, doubles. With NUMBER, answer one."""
    from tracker.history.checks import to_check
    from tracker.history.summary import summarise

    desk = desk_of(ctx)
    patient_id = patient_of(desk, patient)
    found = to_check(desk, summarise(desk, patient_id))
    given = {"keep": keep, "same": same, "leave_out": leave_out, "when": when, "kind": kind_key}
    answer = [name for name, value in given.items() if value]
    if number is None and not answer:
        _show(found, as_json=as_json)
        return
    if number is None or number > len(found) or len(answer) != 1:
        raise click.UsageError(_("Please give the number of one line of this list, and one answer."))
    saved = _answer(desk, patient_id, found[number - 1], answer[0], when or kind_key)
    click.echo(_("Done. To take it back: exposure-tracker undo {batch}").format(batch=saved.batch_id))


def _show(found: "tuple[Check, ...]", *, as_json: bool) -> None:
    from tracker.view import checks

    if as_json:
        print_json(checks.as_json(found))
        return
    click.echo(checks.heading(len(found)) if found else _("Nothing to check."))
    for number, one in enumerate(found, start=1):
        click.echo(f"{number:>3}  {checks.title(one)}\n     {checks.asked(one)}")


def _answer(desk: "Desk", patient_id: str, one: "Check", answer: str, told: str) -> "Saved":
    from tracker import dates
    from tracker.record import checks, ledger

    fits = {"undated": ("when", "leave_out"), "double": ("same", "keep")}.get(one.question, ("kind", "keep"))
    if answer not in fits:
        options = _(" or ").join("--" + name.replace("_", "-") for name in fits)
        raise click.UsageError(_("This line takes {options}.").format(options=options))
    if answer == "when":
        return checks.give_date(desk, one.exam_id, dates.parse(told))
    if answer == "leave_out":
        return checks.leave_out(desk, one.exam_id)
    if answer == "same":
        return checks.same_exam(desk, one.exam_id, one.other_id)
    if answer == "kind":
        changed = {"kind_key": told, "own_words": ""}
        return ledger.edit_exam(desk, one.exam_id, ledger.exam(desk, one.exam_id).model_copy(update=changed))
    return checks.keep(desk, patient_id, one.question, one.about)
