"""What the `import` and `read` commands do: read files, show what is in them, and add it after a yes."""

import json
import sys
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker import clock, wording
from tracker.cli.read_json import as_json, measurement_json, problem_json
from tracker.errors import Reason
from tracker.i18n import _, grouped, ngettext
from tracker.intake import rows as intake
from tracker.intake.preview import Preview
from tracker.intake.rows import Row
from tracker.readers.any_file import read_any
from tracker.readers.draft import Problem, ReadResult
from tracker.readers.files import walk
from tracker.readers.found import Upload
from tracker.readers.gather import Gathered, gather
from tracker.readers.paper import brought, paper_of
from tracker.record import people
from tracker.record.desk import together
from tracker.record.forms import checked
from tracker.record.models import PatientCreate
from tracker.record.procedures import AttachmentCreate
from tracker.view.reasons import advised, said
from tracker.view.reasons import files as outcome

if TYPE_CHECKING:
    from tracker.record.desk import Desk

_MOST_FILES = 20  # of one reason that are printed by name; --json has them all


def run(
    desk: "Desk",
    patient_id: str,
    paths: Sequence[Path],
    *,
    new_name: str = "",
    dry_run: bool,
    yes: bool,
    mine: bool,
    as_json: bool,
    date_order: str | None = None,
    keep: bool = False,
) -> None:
    """Read, show, ask, add.

    Args:
        keep: whether papers are kept with the exams they tell of.
        date_order: "dmy" or "mdy" where the person says how tables write 03/04/2021.
        patient_id: whose record; "" where it is empty: whoever the files name, or `new_name`, is added to it then.
    """
    found = gather_paths(paths, quiet=as_json, date_order=date_order)
    unclear = sum(_of_unclear_day(problem) for problem in found.problems)
    first = None if patient_id else first_person(found, new_name)
    rows = intake.plan_for_new(first, found.exams) if first else intake.plan(desk, patient_id, found.exams)
    rows = decided(rows, mine=mine)
    if not as_json:
        show(found, rows)
    taken = [row for row in rows if row.take]
    batch_id = ""
    if taken and not dry_run and (yes or ask(len(taken))):
        papers = Preview(found, rows, papers=brought(paths)).kept_with(taken) if keep else {}
        with together(desk) as whole:
            patient_id = people.add(whole, first).entity_id if first else patient_id
            saved = intake.accept(whole, patient_id, taken, papers)
        batch_id = saved.batch_id if saved else ""
    if as_json:
        data = preview_json(found, rows) | {
            "accepted": len(taken) if batch_id else 0,
            "undo": batch_id,
            "day_or_month_unclear": unclear,
        }
        click.echo(json.dumps(data, ensure_ascii=False, allow_nan=False))
        return
    left_out = sum(not row.take and row.status != "known" for row in rows)
    if batch_id:
        kept = outcome.papers_kept(sum(map(len, papers.values())))
        click.echo(" ".join(filter(None, [outcome.imported(*intake.counts(taken), left_out), kept])))
        click.echo(_("To take all of it back: exposure-tracker undo {batch}").format(batch=batch_id))
    else:
        nothing = _("Nothing was added.") if taken else _("Nothing new to add.")
        click.echo(" ".join(filter(None, [nothing, "" if taken else outcome.imported(0, 0, 0, left_out)])))
    if unclear:
        click.echo(_left_undated(unclear), err=True)


def _of_unclear_day(problem: Problem) -> bool:
    """Whether a row of a table was left out because its day and month can be taken for each other."""
    of_table = isinstance(problem.where, Reason) and problem.where.code == "column_of_row"
    return of_table and problem.what.code == "day_or_month"


def _left_undated(rows: int) -> str:
    words = ngettext(
        "NOT ADDED: {n} row of a table, for its day and month cannot be told apart.",
        "NOT ADDED: {n} rows of a table, for their day and month cannot be told apart.",
        rows,
    )
    hint = _("Import it again with --day-first (03/04 is 3 April) or --month-first (03/04 is March 4).")
    return f"{words.format(n=grouped(rows))} {hint}"


def first_person(found: Gathered, name: str) -> PatientCreate:
    """Whom an empty record becomes about: the one most of the exams name."""
    reports = [exam.report for exam in found.exams if exam.report and not exam.not_patient_reason]
    named = Counter((r.patient_name, r.patient_birth_date, r.patient_sex) for r in reports if r.patient_name)
    if name or not named:
        return checked(PatientCreate, name=name or _("Me"))
    ((patient_name, born, sex), _n) = named.most_common(1)[0]
    return checked(PatientCreate, name=patient_name, birth_date=born, sex=sex)


def gather_paths(paths: Sequence[Path], *, quiet: bool, date_order: str | None = None) -> Gathered:
    """Read everything below some paths; tells how far it is where somebody watches."""
    from tracker.readers.sheet.sheet import SheetMapping

    warnings.filterwarnings("ignore", module="pydicom")  # what matters of it is among the problems
    watched = sys.stderr.isatty() and not quiet

    def tell(done: int, total: int) -> None:
        words = _("{done} of {total} files").format(done=grouped(done), total=grouped(total))
        click.echo(f"\r{words}", nl=False, err=True)

    tables = {"": SheetMapping(answers={"date_order": date_order})} if date_order else None
    sources = [_source(path) for path in paths]
    found = gather(sources, clock.today(), progress=tell if watched else None, tables=tables)
    if watched:
        click.echo("", err=True)
    return found


def decided(rows: Sequence[Row], *, mine: bool) -> tuple[Row, ...]:
    """The rows as they will be added; `mine`: the person says that exams that name somebody else are theirs."""

    def take(row: Row) -> bool:
        own = row.take or (mine and row.status in ("new", "adds") and row.whose.matches is False)
        return own and intake.ready(row) is None

    return tuple(row.changed(take=take(row)) for row in rows)


def show(found: Gathered, rows: Sequence[Row]) -> None:
    """Print the preview."""
    click.echo(outcome.files_used(found.files_total, found.files_used))
    for row in rows:
        _show_row(row)
    for reason, n in Counter(one.reason for one in found.unused).most_common():
        click.echo(_("Not used: {reason}: {n}").format(reason=outcome.unused(reason), n=grouped(n)))
        files = [one.file for one in found.unused if one.reason == reason]
        for file in files[:_MOST_FILES]:
            click.echo(f"    {file}")
        if files[_MOST_FILES:]:
            click.echo("    " + _("and {n} more; --json lists them all").format(n=grouped(len(files) - _MOST_FILES)))
    if pictures := [one.file for one in found.unused if one.reason == "picture"]:
        click.echo(_("To type an exam from such a picture and keep it, say what it was:"))
        click.echo(f'    exposure-tracker add "{_("CT belly, March 2019")}" --paper "{pictures[0]}"')
    for problem in found.problems:
        click.echo(f"  ! {said(problem.where)}: {said(problem.what)} {advised(problem.what)}")


def paper_to_keep(path: Path) -> AttachmentCreate:
    """A file as it is kept with an exam.

    Raises:
        click.ClickException: it is no paper, is damaged or locked, or too large; the sentence says which.
    """
    paper = paper_of(path.name, path.read_bytes())
    if paper is None:
        raise click.ClickException(_("Only a PDF, a photo or a Word file can be kept."))
    if paper.problem:
        raise click.ClickException(f"{path.name}: {said(paper.problem)} {advised(paper.problem)}")
    return intake.to_keep(paper)


def _show_row(row: Row) -> None:
    name = wording.kind(row.kind_key, row.own_words) or _("kind not known")
    when = row.when.text() if row.when else _("no date")
    click.echo(f"[{'x' if row.take else ' '}] {when}  {name}: {outcome.import_status(row.status)}")
    whole = [m for m in row.draft.measurements if not m.part]
    numbers = [wording.measured(m.quantity, m.value, m.laterality, m.phantom) for m in whole]
    if numbers:
        click.echo("      " + "; ".join(numbers))
    missing = None if row.status == "known" else intake.ready(row)
    for sentence in filter(None, (said(row.draft.kind_reason), row.note, missing, intake.waits(row), _whose(row))):
        click.echo(f"      {sentence}")


def _whose(row: Row) -> str:
    report = row.draft.report
    if row.whose.matches is not False or report is None:
        return ""
    return _("It names {who}, who does not fit this record: {list}. If that is you, use --mine.").format(
        who=report.patient_name or report.patient_birth_date, list=", ".join(map(said, row.whose.differences))
    )


def preview_json(found: Gathered, rows: Sequence[Row]) -> dict[str, Any]:
    """The preview as JSON."""
    return {
        "files": found.files_total,
        "used": found.files_used,
        "rows": [_row_json(row) for row in rows],
        "unused": [{"file": one.file, "reason": one.reason} for one in found.unused],
        "problems": [problem_json(problem) for problem in found.problems],
    }


def _row_json(row: Row) -> dict[str, Any]:
    draft = row.draft
    return {
        "date": row.when.first.isoformat() if row.when else None,
        "when": row.when.text() if row.when else "",
        "kind": row.kind_key,
        "own_words": row.own_words,
        "kind_reason": said(draft.kind_reason),
        "modality": draft.modality,
        "region": row.region or draft.region,
        "side": draft.side,
        "status": row.status,
        "note": row.note,
        "exam_id": row.exam_id,
        "take": row.take,
        "missing": (intake.ready(row) or intake.waits(row)) if row.status != "known" else "",
        "whose": {"matches": row.whose.matches, "differences": [said(one) for one in row.whose.differences]},
        "source": draft.source_kind,
        "exam_count": draft.exam_count,
        "irradiation_events": draft.irradiation_events,
        "measurements": [measurement_json(m) for m in draft.measurements if not m.part],
    }


def terminal() -> bool:
    """Whether somebody sits there who can answer."""
    return sys.stdin.isatty()


def ask(n: int) -> bool:
    """Whether the person at the terminal wants it.

    Raises:
        click.UsageError: there is no terminal to ask at.
    """
    if not terminal():
        raise click.UsageError(_("Nothing was added: there is nobody to ask. Use --yes to add, --dry-run to look."))
    return click.confirm(ngettext("Add {n} exam?", "Add {n} exams?", n).format(n=n), default=False, err=True)


def read_files(files: Sequence[Path], *, json_lines: bool) -> bool:
    """Print what files hold, whatever they are; returns whether each held something."""
    warnings.filterwarnings("ignore", module="pydicom")  # what matters of it is among the problems
    full = True
    for file in files:
        held = False
        for found in walk([_source(file)]):
            result = read_any(found, clock.today())
            if found.path == file:
                result = _named(result, str(file))
            held |= bool(result.exams)
            if json_lines:
                click.echo(json.dumps(as_json(result), ensure_ascii=False, allow_nan=False))
            else:
                _show_draft(result)
        full &= held
    return full


def _source(path: Path) -> Path | Upload:
    """A path, or what comes in by standard input for "-"."""
    return Upload("-", sys.stdin.buffer.read()) if str(path) == "-" else path


def _named(result: ReadResult, name: str) -> ReadResult:
    return ReadResult(name, result.exams, result.problems, result.people, result.unused)


def _show_draft(result: ReadResult) -> None:
    click.echo(result.file)
    for exam in result.exams:
        name = wording.kind(exam.kind_key, exam.own_words or exam.description) or _("kind not known")
        click.echo(f"  {exam.exam_date or _('no date')}  {exam.modality}  {name}")
        click.echo(f"    {said(exam.kind_reason)}")
        for m in exam.measurements:
            if not m.part:
                value = wording.measured(m.quantity, m.value, m.laterality, m.phantom)
                click.echo("    " + _("{value}, reported as {text}").format(value=value, text=m.reported))
    for one in result.unused:
        click.echo(f"  - {one.file}: {outcome.unused(one.reason)}")
    for problem in result.problems:
        click.echo(f"  ! {said(problem.where)}: {said(problem.what)} {advised(problem.what)}")
