"""The doses of a row of a spreadsheet, each in its canonical unit and with the text of its cell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.errors import Reason, TrackerError
from tracker.readers.draft import MeasurementDraft
from tracker.readers.sheet import own as sheet_own
from tracker.readers.sheet.amounts import Amount, amounts_of
from tracker.readers.sheet.cells import Rules, Unreadable
from tracker.readers.sheet.columns import Column
from tracker.readers.sheet.file import Cell, shown
from tracker.readers.words.doses import refusal, total_pattern
from tracker.readers.words.exams import plain
from tracker.reference import activity_coefficients
from tracker.reference.words import meaning
from tracker.units import convert

_PHANTOMS = ("16 cm", "32 cm", "mixed")
_WITH_PHANTOM = ("dlp_mgy_cm", "ctdivol_mgy")


class Doses:
    """Reads the doses of one row; `problems` holds what could not be used, with the heading of its column."""

    def __init__(self, rules: Rules, *, own: bool, side: str) -> None:
        self.rules, self.own, self.side = rules, own, side
        self.problems: list[tuple[Reason, str]] = []

    def listed(self, listed: Cell, cells: Sequence[tuple[Column, Cell]]) -> tuple[MeasurementDraft, ...] | None:
        """The measurements of our own export; None where they must be read from the columns."""
        if not isinstance(listed, str):
            return None
        found = sheet_own.recorded(listed, {column.field: shown(cell) for column, cell in cells})
        return None if found is None else tuple(found)

    def of_cells(self, cells: Sequence[tuple[Column, Cell]], row: Mapping[str, Cell]) -> tuple[MeasurementDraft, ...]:
        """The measurements of the columns of doses. Several of one quantity are kept apart, never added."""
        found = [(column, draft) for column, cell in cells for draft in self._of_cell(column, cell, row)]
        times = Counter((draft.quantity, draft.laterality) for _column, draft in found)
        drafts = [
            replace(draft, part=times[draft.quantity, draft.laterality] > 1 and not _is_total(column))
            for column, draft in found
        ]
        for (quantity, _side), count in times.items():
            wholes = sum(not draft.part and draft.quantity == quantity for draft in drafts)
            if count > 1 and not wholes:
                self.problems.append((Reason.of("several_values", label=quantity, count=count), ""))
        return tuple(drafts)

    def _of_cell(self, column: Column, cell: Cell, row: Mapping[str, Cell]) -> list[MeasurementDraft]:
        try:
            amounts = amounts_of(cell, column, self.rules)
            return [self._draft(column, amount, shown(cell), row) for amount in amounts]
        except Unreadable as error:
            self.problems.append((error.why, column.header))
            return []

    def _draft(self, column: Column, amount: Amount, text: str, row: Mapping[str, Cell]) -> MeasurementDraft:
        name = amount.quantity
        if not amount.unit:
            raise Unreadable(Reason.of("no_unit", text=text[:40]))
        if amount.value == 0 and not self.own:
            raise Unreadable(Reason("dose_of_zero"))
        try:
            value = convert(amount.value, amount.unit, name)
        except TrackerError as error:
            raise Unreadable(refusal(error, amount.unit, name)) from error
        reported = f"{text} {amount.unit}" if amount.bare else text
        side = amount.side or (self.side if name == "glandular_dose_mgy" and self.side != "both" else "")
        phantom = amount.phantom or column.phantom or meaning("cells", plain(shown(row.get("phantom"))), *_PHANTOMS)
        return MeasurementDraft(
            name,
            value,
            reported[:200],
            sheet_own.ORIGIN,
            laterality=side,
            phantom=phantom if name in _WITH_PHANTOM else "",
            radiopharmaceutical=agent_named(shown(row.get("radiopharmaceutical"))) if name == "activity_mbq" else "",
            authority=authority_named(shown(row.get("authority"))) if name == "effective_dose_msv" else "",
        )


def _is_total(column: Column) -> bool:
    return bool(total_pattern().search(plain(column.header)))


def agent_named(text: str) -> str:
    """Key of the radiopharmaceutical with exactly this key or name, "" where there is none."""
    wanted = plain(text)
    rows = activity_coefficients()
    names = {plain(name): row.radiopharmaceutical for row in rows for name in (row.name, row.radiopharmaceutical)}
    return names.get(wanted, "") if wanted else ""


def authority_named(text: str) -> str:
    """ "ICRP 60" or "ICRP 103" where the text names exactly one of them."""
    found = [name for name in ("ICRP 60", "ICRP 103") if plain(name) in plain(text)]
    return found[0] if len(found) == 1 else ""
