"""Injections on the command line: the options of one, their course, and the pain log."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from tracker import numbers
from tracker.cli.base import desk_of, patient_of, patient_option, print_json
from tracker.errors import ValueRefused
from tracker.i18n import _

C = TypeVar("C", bound=Callable[..., Any])


class Number(click.ParamType[float]):
    """A number of an option, as people write it."""

    name = "float"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The value; click says which option could not be read."""
        try:
            return numbers.parse(str(value))
        except ValueRefused as error:
            self.fail(str(error), param, ctx)


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--level", "levels", multiple=True, metavar='"L4-5"', help="A level of the spine. Repeatable."),
    click.option(
        "--drug",
        "drugs",
        multiple=True,
        metavar='"methylprednisolone 40"',
        help="A drug and its milligrams, if you know them. Repeatable.",
    ),
    click.option("--purpose", type=click.Choice(["test", "treatment", "ablation", "unknown"]), help="Why it was done."),
    click.option("--pain-before", type=Number(), metavar="0-10", help="The treated pain before."),
    click.option("--pain-after", type=Number(), metavar="0-10", help="The treated pain when it was best."),
    click.option("--relief", "relief_percent", type=Number(), metavar="PERCENT", help="How much better it was."),
    click.option("--lasted", metavar='"3 weeks"', help="How long it helped: hours, days, weeks or months."),
    click.option("--operator", help="Who did it."),
)


def injection_options(command: C) -> C:
    """The options of an injection, for a command that adds one."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command("pain")
@click.option(
    "--line",
    "lines",
    multiple=True,
    metavar='"30 min 4"',
    help='A line: before, 30 min, 2 h or day 3; the pain from 0 to 10, or "-" to take it out; a note. Repeatable.',
)
@click.option("--exam", "exam_id", default="", metavar="ID", help="Which injection. Default: the newest.")
@click.option("--side", type=click.Choice(["left", "right"]), help="Where both sides were treated.")
@click.option("--json", "as_json", is_flag=True, help="Print the log as JSON.")
@patient_option
@click.pass_context
def pain_log(
    ctx: click.Context, lines: tuple[str, ...], exam_id: str, side: str | None, as_json: bool, patient: str | None
) -> None:
    """Show the pain log of an injection, or write into it: exposure-tracker pain --line "30 min 4"."""
    from tracker.cli import pain

    desk = desk_of(ctx)
    one = pain.choose(desk, patient_of(desk, patient), exam_id)
    if lines:
        pain.write(desk, one, lines, side or "")
    if as_json:
        print_json(pain.as_data(desk, one))
        return
    for line in pain.as_lines(desk, one):
        click.echo(line)


@click.command("injections")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--print-log", "target", type=click.Path(path_type=Path), metavar="FILE", help="Write a pain log (PDF).")
@click.option("--exam", "exam_id", default="", metavar="ID", help="The injection of that log. Default: the next one.")
@click.option("--paper", type=click.Choice(["a4", "us-letter"]), default="a4", show_default=True)
@patient_option
@click.pass_context
def injections(
    ctx: click.Context, as_json: bool, target: Path | None, exam_id: str, paper: str, patient: str | None
) -> None:
    """Show the course of the injections: steroid, sessions, relief; or print a pain log to write on."""
    from tracker.history.course import course
    from tracker.history.summary import summarise
    from tracker.view import json
    from tracker.view.injections import course_lines

    if exam_id and not target:
        raise click.UsageError(_("--exam names the injection of a log: use it with --print-log."))
    desk = desk_of(ctx)
    summary = summarise(desk, patient_of(desk, patient))
    found = course(desk, summary)
    if target:
        from tracker.cli.base import write
        from tracker.view.handout import pain_log

        write(target, pain_log.make(summary, exam_id or None, paper, course=found))
        click.echo(str(target), err=as_json)
    if as_json:
        print_json(json.course(found))
    elif not target:
        for line in course_lines(found):
            click.echo(line)
