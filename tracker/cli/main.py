"""The command line: parses, calls the same code as the pages, prints. Imports happen inside the commands, so that
`--help` is quick."""

from pathlib import Path
from typing import Any

import click

from tracker import __version__, i18n
from tracker.cli.base import Group, desk_of, patient_of, patient_option, print_json
from tracker.cli.check import check
from tracker.cli.evidence import ct_coefficients, evidence, exam_lines
from tracker.cli.injection import injection_options, injections, pain_log
from tracker.cli.plan import chosen_plan, plan
from tracker.i18n import _


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--db", metavar="FILE", help="The record to use. Default: EXPOSURE_TRACKER_DB, or your own data folder.")
@click.option(
    "--language",
    "code",
    type=click.Choice(i18n.languages()),
    help=f"The language of what is printed. Default: {i18n.ENVIRONMENT_VARIABLE}, or English.",
)
@click.version_option(__version__, prog_name="exposure-tracker")
@click.pass_context
def main(ctx: click.Context, db: str | None, code: str | None) -> None:
    """Your own record of X-rays, scans and image-guided injections, on this computer only."""
    ctx.obj = db
    ctx.with_resource(i18n.language(code or ""))


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port on this computer.")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@click.pass_context
def dashboard(ctx: click.Context, port: int, no_browser: bool) -> None:
    """Open the pages in your browser. Nobody else on the network can see them."""
    desk_of(ctx)  # a record that cannot be opened is said here, not in the browser
    from dashboards.serve import serve

    root = ctx.find_root()
    serve(root.obj, port=port, open_browser=not no_browser, language=root.params["code"] or "")


@main.command()
@click.argument("what")
@click.option("--when", help='"2009", "March 2015", "3 Sep 2026" or "1990 to 2005".')
@click.option("--kind", "kind_key", default="", metavar="KEY", help="The exam kind, where the words mean several.")
@click.option("--own-words", is_flag=True, help="Log it under these words, without a kind.")
@click.option("--count", type=click.IntRange(1, 1000), help="How many of them.")
@click.option("--about", is_flag=True, help="The count is a guess.")
@click.option("--side", type=click.Choice(["left", "right", "both"]))
@click.option("--where", "facility", default="", help="The hospital or practice.")
@click.option("--asked-by", "requested_by", default="", help="Who asked for it.")
@click.option("--reason", default="")
@click.option("--images-at", default="", help="Where the images are kept.")
@click.option("--notes", default="")
@click.option(
    "--number",
    "numbers",
    multiple=True,
    metavar='"KAP 2.41 Gy.cm2"',
    help="A number from your report: kap, dap, air_kerma, time, dlp, ctdivol, glandular, activity or effective; value;"
    " unit; and if known left or right (glandular), 16cm or 32cm (the phantom of a CT), the radiopharmaceutical"
    " (activity). Repeatable.",
)
@injection_options
@click.option(
    "--paper",
    "papers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A PDF, a photo or a Word file to keep with the exam. Repeatable.",
)
@click.option("--yes", is_flag=True, help="Ask nothing: what must be asked is refused.")
@click.option("--json", "as_json", is_flag=True, help="Print what was understood and saved as JSON.")
@patient_option
@click.pass_context
def add(
    ctx: click.Context, /, what: str, when: str | None, yes: bool, as_json: bool, patient: str | None, **fields: Any
) -> None:
    """Add an exam in a sentence: exposure-tracker add "left hip shot under X-ray, March 2021". Options overrule it."""
    from tracker import dates, wording
    from tracker.cli import words
    from tracker.cli.importing import paper_to_keep, terminal
    from tracker.history.summary import preview
    from tracker.intake import typed
    from tracker.record import frames, ledger
    from tracker.record.desk import together

    date = dates.parse(when) if when else None
    kept = [paper_to_keep(path) for path in fields.pop("papers")]
    sentence = words.sentence_of(what, {**fields, "when": when})
    if as_json and typed.open_chips(sentence):
        print_json({"chips": words.chips_json(sentence)})
    sentence = words.answered(sentence, ask=terminal() and not (yes or as_json))
    exam = words.exam_of(sentence, date, refuse=yes, **fields)
    desk = desk_of(ctx)
    with together(desk) as whole:  # the person, where it is the first exam, and the exam
        patient_id = patient_of(whole, patient, create=True)
        if ledger.same_day(whole, patient_id, exam):
            click.echo(_("Note: the same exam on the same date is in the record already. Both are kept."), err=True)
        saved = ledger.add_exam(whole, patient_id, exam.model_copy(update={"attachments": kept}))
    person = frames.person(desk, patient_id)
    found = preview(exam, person.birth_date, person.ct_set)
    day = dates.PartialDate(exam.date_first, exam.date_last, exam.date_precision).text()
    if as_json:
        known = {"exam_id": saved.entity_id, "kind": exam.kind_key, "when": day, "evidence": found.evidence}
        print_json(known | {"chips": words.chips_json(sentence)})
        return
    for line in words.chip_lines(sentence):
        click.echo(line)
    name = wording.kind(exam.kind_key, exam.own_words)
    amount = wording.dose(found.typical, found.low, found.high)
    click.echo(_("Saved: {name}, {when}. {dose}").format(name=name, when=day, dose=amount))
    click.echo(f"{wording.evidence(found.evidence)}: {found.derivation.sentence}")
    for paper in kept:
        click.echo(_("Kept with it: {name}").format(name=paper.name))


@main.command("list")
@click.option("--measurements", is_flag=True, help="With what was measured, and the source report, below each.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@patient_option
@click.pass_context
def list_exams(ctx: click.Context, measurements: bool, as_json: bool, patient: str | None) -> None:
    """List the exams, newest first."""
    from tracker.history.summary import summarise
    from tracker.view import json, lines

    desk = desk_of(ctx)
    summary = summarise(desk, patient_of(desk, patient))
    if as_json:
        print_json(json.exams(summary))
        return
    for line in exam_lines(desk, summary) if measurements else lines.with_dose(summary):
        click.echo(line)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@patient_option
@click.pass_context
def summary(ctx: click.Context, as_json: bool, patient: str | None) -> None:
    """What the exams add up to, as the history page shows it."""
    from tracker.history.summary import summarise
    from tracker.view import json, overview

    desk = desk_of(ctx)
    found = summarise(desk, patient_of(desk, patient))
    if as_json:
        from tracker.history.course import course

        print_json(json.summary(found) | {"course": json.course(course(desk, found))})
        return
    for line in overview.sums(found):
        click.echo(line)


@main.command()
@click.option("--to", "target", type=click.Path(path_type=Path), default="handout.pdf", show_default=True)
@click.option("--region", default="", help='The part of the body the visit is about, for example "lower back".')
@click.option("--years", "period_years", type=click.IntRange(1, 130), help="Only the last so many years.")
@click.option("--paper", type=click.Choice(["a4", "us-letter"]), default="a4", show_default=True)
@click.option("--back/--no-back", default=True, help="The back: what the front has no room for, other exams, sources.")
@click.option("--card/--no-card", default=True, help="A page with a card for the wallet.")
@click.option("--full-list", is_flag=True, help="Also every exam with its numbers, charts and full sources.")
@click.option("--pain-log", is_flag=True, help="Also an empty page to write the pain on (test-block log).")
@click.option("--no-dose", is_flag=True, help="Leave the dose out.")
@click.option("--question", "questions", multiple=True, help="A question to print; up to three.")
@click.option("--patient-number", "number", help="Your number at the clinic.")
@click.option(
    "--planned", "plan_number", type=int, metavar="NUMBER", help="The visit is about this one of `plan --list`."
)
@click.option("--language", type=click.Choice(i18n.languages()), help="The language the clinic reads.")
@patient_option
@click.pass_context
def handout(
    ctx: click.Context, /, target: Path, patient: str | None, no_dose: bool, questions: tuple[str, ...], **choices: Any
) -> None:
    """Write the page for an appointment as a PDF."""
    from tracker.cli.base import region_of, write
    from tracker.view.handout.handout import HandoutOptions, of_record

    choices["region"] = region_of(choices["region"])
    if len(questions) > 3:
        raise click.BadParameter(_("There is room for three questions."), param_hint="--question")
    desk = desk_of(ctx)
    patient_id = patient_of(desk, patient)
    choices["language"] = choices["language"] or ""
    planned, choices["region"] = chosen_plan(desk, patient_id, choices.pop("plan_number"), choices["region"])
    options = HandoutOptions(include_dose=not no_dose, questions=questions, **choices)
    page = of_record(desk, patient_id, options, planned)
    write(target, page.pdf)
    for text in page.unprintable:
        click.echo(_("Note: no font here has all the letters of “{text}”.").format(text=text), err=True)
    click.echo(str(target))


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per file, one on a line.")
@click.pass_context
def read(ctx: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Show what files of any known kind hold ("-": standard input). Writes nothing. Exit code 1 if one held no exam."""
    from tracker.cli.importing import read_files

    ctx.exit(0 if read_files(files, json_lines=as_json) else 1)


@main.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--dry-run", is_flag=True, help="Only show what would be added.")
@click.option("--yes", is_flag=True, help="Add without asking.")
@click.option("--mine", is_flag=True, help="Exams that name somebody else are yours all the same.")
@click.option("--keep", is_flag=True, help="Keep papers (PDF, Word file) with the exams they tell of.")
@click.option("--day-first", "date_order", flag_value="dmy", help="03/04/2021 is the third of April.")
@click.option("--month-first", "date_order", flag_value="mdy", help="03/04/2021 is the fourth of March.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found and done as JSON.")
@patient_option
@click.pass_context
def import_files(ctx: click.Context, /, paths: tuple[Path, ...], patient: str | None, **choices: Any) -> None:
    """Bring in discs, folders, ZIP files, dose reports, portal exports, tables, and reports (text, PDF, "-")."""
    from tracker.cli.importing import run
    from tracker.record import frames

    desk = desk_of(ctx)
    patient_id = patient_of(desk, patient) if frames.people(desk) else ""
    run(desk, patient_id, paths, new_name=patient or "", **choices)


@main.command()
@click.argument("batch", metavar="ACTION")
@click.pass_context
def undo(ctx: click.Context, batch: str) -> None:
    """Take one action back; `import` prints which."""
    from tracker.record import ledger

    ledger.undo(desk_of(ctx), batch)
    click.echo(_("Undone. The record is as it was before."))


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there.")
@patient_option
@click.pass_context
def export(ctx: click.Context, target: Path, overwrite: bool, patient: str | None) -> None:
    """Write exams to TARGET.csv or TARGET.xlsx, or the whole record to TARGET.json."""
    from tracker.cli.base import exported, say_papers, write

    if target.exists() and not overwrite:
        raise click.ClickException(_("{path} exists already. Use --overwrite to replace it.").format(path=target))
    desk = desk_of(ctx)
    suffix = target.suffix.lower()
    patient_id = None if suffix == ".json" and not patient else patient_of(desk, patient)
    write(target, exported(desk, suffix, patient_id))
    click.echo(str(target))
    say_papers(desk, patient_id, in_it=suffix == ".json")


@main.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def restore(ctx: click.Context, source: Path) -> None:
    """Read a whole record (a .json export or a .db backup) back into an empty record."""
    from tracker.record import archive, backup

    desk = desk_of(ctx)
    if backup.is_database(source):
        backup.restore(source, desk)
    else:
        archive.restore(desk, archive.read(source))
    click.echo(_("The record was read back from {path}.").format(path=source))


@main.command()
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.pass_context
def backup(ctx: click.Context, target: Path | None) -> None:
    """Write a safe copy of the whole record, to TARGET or beside the record."""
    from tracker.cli.base import say_papers
    from tracker.record.backup import back_up

    desk = desk_of(ctx)
    click.echo(str(back_up(desk, target)))
    say_papers(desk, None, in_it=True)


@main.command()
@click.option("--remove", is_flag=True, help="Take the sample patient out again.")
@click.pass_context
def demo(ctx: click.Context, remove: bool) -> None:
    """Add an invented sample patient to look at; --remove takes exactly that one out again."""
    from tracker.record import sample

    desk = desk_of(ctx)
    if remove:
        sample.remove(desk)
        click.echo(_("The sample patient is gone. Your own data is untouched."))
        return
    sample.load(desk)
    click.echo(_("The sample patient is in the record. Remove it with: exposure-tracker demo --remove"))


main.add_command(check)
main.add_command(injections)
main.add_command(pain_log)
main.add_command(evidence)
main.add_command(ct_coefficients)
main.add_command(plan)

if __name__ == "__main__":
    main()
