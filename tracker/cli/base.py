"""What every command shares: errors as sentences, the record and whose it is, JSON, and the files it writes."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.errors import TrackerError
from tracker.i18n import _

if TYPE_CHECKING:
    from tracker.record.desk import Desk


class Group(click.Group):
    """Turns errors with a sentence into that sentence on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except TrackerError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            # The reader of our output went away (`| head`): nothing is wrong with the record.
            sys.stderr.close()
            ctx.exit(0)


patient_option = click.option("--patient", metavar="NAME", help="Whose record, if it holds more than one person.")


def desk_of(ctx: click.Context) -> "Desk":
    """The record that the command was given, open until the command ends (RecordError)."""
    from tracker.record.database import open_desk

    desk = open_desk(ctx.find_root().obj)
    ctx.call_on_close(desk.close)
    return desk


def patient_of(desk: "Desk", name: str | None, *, create: bool = False) -> str:
    """The person named, or the only one; with `create`, somebody called "Me" where the record is empty."""
    from tracker.record import frames

    people = frames.people(desk)
    if create and name is None:
        people = [p for p in people if not p.is_sample]  # nobody's exam goes under the sample unless they say so
    if name is not None:
        people = [p for p in people if p.name.casefold() == name.casefold()]
        if not people:
            raise click.ClickException(_("There is nobody called “{name}” in the record.").format(name=name))
    if not people and create:
        from tracker.record import people as writer
        from tracker.record.models import PatientCreate

        return writer.add(desk, PatientCreate(name=_("Me"))).entity_id
    if not people:
        raise click.ClickException(_("The record is empty. Add an exam first, or try: exposure-tracker demo"))
    if len(people) > 1:
        names = ", ".join(p.name for p in people)
        raise click.UsageError(_("Please say whose record with --patient: {names}").format(names=names))
    return people[0].id


def region_of(words: str) -> str:
    """Key of the region that pages call so, in any language there is; "" for no words.

    Raises:
        click.BadParameter: no region is called so.
    """
    from tracker import i18n, reference, wording

    said = words.strip().casefold()
    for key, region in reference.regions().items():
        names = (key, key.replace("_", " "), *i18n.in_every_language(region.name))
        if said in (name.casefold() for name in (*names, *i18n.in_every_language(region.plain_name))):
            return key
    if said:
        known = "; ".join(wording.region(key) for key in reference.regions())
        raise click.BadParameter(_("Known regions: {known}.").format(known=known), param_hint="--region")
    return ""


def print_json(data: object) -> None:
    """Print one JSON value on one line."""
    click.echo(json.dumps(data, ensure_ascii=False, allow_nan=False))


if TYPE_CHECKING:
    from tracker.record.desk import Desk


def exported(desk: "Desk", suffix: str, patient_id: str | None) -> bytes:
    """The exams of one person (".csv", ".xlsx"), or the record (".json", of everybody where the person is None).

    Raises:
        click.UsageError: there is no such format.
    """
    if suffix == ".json":
        from tracker.record import archive

        data = archive.dump(desk, patient_id)
        return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False).encode()
    if suffix not in (".csv", ".xlsx") or patient_id is None:
        raise click.BadParameter(_("The name must end in .csv, .xlsx or .json."), param_hint="TARGET")
    from tracker.history.course import course
    from tracker.history.summary import summarise
    from tracker.view import sheets

    found = summarise(desk, patient_id)
    injections = course(desk, found)
    return sheets.exams_csv(found, injections) if suffix == ".csv" else sheets.exams_xlsx(found, injections)


def say_papers(desk: "Desk", patient_id: str | None, *, in_it: bool) -> None:
    """Print how many papers a file holds, or that a table holds none of them; nothing where there are none."""
    from tracker.record import attachments
    from tracker.record.desk import EVERYBODY
    from tracker.view.reasons.files import papers_held

    kept = attachments.papers(desk, patient_id or EVERYBODY)
    if kept:
        click.echo(papers_held(kept) if in_it else _("Papers are not in a table. An export to .json holds them."))


def write(target: Path, content: bytes) -> None:
    """Write a file whole or not at all; a new one for its owner alone, as the record is.

    Raises:
        TrackerError: it cannot be written; the sentence says why.
    """
    from tracker.record.backup import written_whole

    try:
        with written_whole(target) as part:
            part.write_bytes(content)
    except OSError as error:
        raise TrackerError(
            _("{path} cannot be written: {reason}. Please choose another place.").format(
                path=target, reason=error.strerror
            )
        ) from error
