"""The injections of the record on the command line: the course view, and the page to write the pain on."""

from pathlib import Path

import click

from tracker.cli.base import engine_of, patient_of, patient_option, print_json
from tracker.i18n import _


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
    from tracker.view import json_course

    if exam_id and not target:
        raise click.UsageError(_("--exam names the injection of a log: use it with --print-log."))
    engine = engine_of(ctx)
    summary = summarise(engine, patient_of(engine, patient))
    found = course(engine, summary)
    if target:
        from tracker.cli.files import write
        from tracker.view.handout import pain_log

        write(target, pain_log.make(summary, exam_id or None, paper, course=found))
        click.echo(str(target), err=as_json)
    if as_json:
        print_json(json_course.course(found))
    elif not target:
        for line in json_course.course_lines(found):
            click.echo(line)
