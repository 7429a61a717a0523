"""The `evidence` command, and `list --measurements`: what a total rests on, and what was measured, as the clinician's
pages show it."""

from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import desk_of, patient_of, patient_option, print_json
from tracker.i18n import _

if TYPE_CHECKING:
    from tracker.history.summary import Summary
    from tracker.record.desk import Desk
    from tracker.view.evidence import Table

LONG = ("sources", "positions_against", "positions_for")
CT_SETS = {"icrp-103": "", "aapm-96": "ICRP 60"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@patient_option
@click.pass_context
def evidence(ctx: click.Context, as_json: bool, patient: str | None) -> None:
    """What the total rests on: methods, coefficients, sources, both sets of tissue weights, what is not counted."""
    from tracker import reference, wording
    from tracker.history.summary import summarise
    from tracker.view import evidence as evidence_tables
    from tracker.view import overview

    desk = desk_of(ctx)
    summary = summarise(desk, patient_of(desk, patient))
    tables = _tables(summary)
    if as_json:
        values: dict[str, Any] = {name: _values(table) for name, (_title, table) in tables.items()}
        print_json({**values, "reference_version": reference.version()})
        return
    click.echo(overview.dose(summary.totals))
    click.echo(wording.handout_dose_note())
    click.echo(evidence_tables.range_note())
    for name, (title, table) in tables.items():
        click.echo(f"\n{title}\n{_lines(name, table)}")
    click.echo("\n" + _("Reference data {version}.").format(version=reference.version()))


@click.command("ct-coefficients")
@click.argument("chosen", required=False, type=click.Choice(list(CT_SETS)))
@patient_option
@click.pass_context
def ct_coefficients(ctx: click.Context, chosen: str | None, patient: str | None) -> None:
    """Show or choose the set of coefficients that CT doses are worked out with."""
    from tracker import wording
    from tracker.record import people
    from tracker.record.models import PatientCreate

    desk = desk_of(ctx)
    person = people.patient(desk, patient_of(desk, patient))
    held = person.ct_set
    if chosen is not None and CT_SETS[chosen] != held:
        held = CT_SETS[chosen]
        values = person.model_dump(include=set(PatientCreate.model_fields)) | {"ct_set": held}
        people.edit(desk, person.id, PatientCreate.model_validate(values))
    click.echo(wording.ct_sets()[held])


def _tables(summary: "Summary") -> "dict[str, tuple[str, Table]]":
    """The tables of the page by their names in JSON, each with its heading."""
    from tracker import clock
    from tracker.history import evidence
    from tracker.view import evidence as evidence_tables

    (made, coefficients), under = evidence.rests_on(summary), evidence.by_set(summary)
    against, track = evidence.both_positions()
    today = clock.today()
    return {
        "methods": (_("What made the total"), evidence_tables.methods(made)),
        "coefficients": (_("Coefficients"), evidence_tables.coefficients(coefficients)),
        "evidence": (_("Evidence"), evidence_tables.shares(summary)),
        "not_counted": (_("Not counted"), evidence_tables.not_counted(summary)),
        "tissue_weights": (_("Under each set of tissue weights"), evidence_tables.sets(summary.totals.dose, under)),
        "changes": (_("What changes"), evidence_tables.changes(under)),
        "kept": (_("What could not be converted"), evidence_tables.kept(under)),
        "sources": (_("Sources"), evidence_tables.sources(made)),
        "positions_against": (
            _("Do not let the dose of earlier exams decide"),
            evidence_tables.positions(against, today),
        ),
        "positions_for": (_("Keep track of exams and doses"), evidence_tables.positions(track, today)),
        "positions_between": (
            _("Look for common ground"),
            evidence_tables.positions(evidence.common_ground(), today),
        ),
    }


def _values(table: "Table") -> list[dict[Any, Any]]:
    """The rows for JSON, where a number that is not known is null."""
    cells = table.rows.astype(object)
    return cells.where(table.rows.notna(), None).to_dict("records")


def _lines(name: str, table: "Table") -> str:
    """A table as lines: of long texts one after the other, else in columns, numbers on the right."""
    from tracker.view.columns import as_text, shown_columns

    shown = shown_columns(table.rows, table.columns)
    text = as_text(table.rows, shown)
    if text.empty:
        return _("none")
    rows: list[list[str]] = text.to_numpy(dtype=object).tolist()
    if name in LONG:
        return "\n".join("- " + "; ".join(filter(None, row)) for row in rows)
    columns = [
        [f"{cell:>{width}}" if column.figures else f"{cell:<{width}}" for cell in (title, *cells)]
        for column, title, cells in zip(shown, text.columns, zip(*rows, strict=True), strict=True)
        for width in (max(len(cell) for cell in (title, *cells)),)
    ]
    return "\n".join("  ".join(line).rstrip() for line in zip(*columns, strict=True))


def exam_lines(desk: "Desk", summary: "Summary") -> list[str]:
    """The list of exams with everything that was measured below each."""
    from tracker.view import exams
    from tracker.view.lines import with_dose

    rows = exams.on_paper(exams.exam_table(desk, summary))
    found = []
    for line, (_date, _exam, _where, measured, *_more, report) in zip(
        with_dose(summary), rows.to_numpy(dtype=object).tolist(), strict=True
    ):
        found += [line, *(f"    {text}" for text in (measured, report) if text)]
    return found
