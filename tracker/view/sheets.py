"""The spreadsheets: every exam with its measurements and estimate, its injection, and the sources of all that."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from tracker import __version__, reference, wording
from tracker.dose.derivation import Derivation
from tracker.history.course import Course, Injection, course_of
from tracker.history.summary import Summary
from tracker.i18n import _, current
from tracker.units import QUANTITIES
from tracker.view.evidence import derivations, sources_used
from tracker.view.injections import drugs_text
from tracker.view.response import before_text, lasted_text, moment, response_text, time_text
from tracker.view.workbook import Cell, Sheet, workbook

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # without it, Excel reads UTF-8 as the computer's old character set


def exams_csv(summary: Summary, course: Course | None = None) -> bytes:
    """All exams as CSV, UTF-8 with byte order mark: titles, a row of keys for programs, and one row per entry.

    A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers never do.

    Args:
        summary: the exams.
        course: what is recorded of the injections; without it those columns stay empty.
    """
    sheet = exams_sheet(summary, derivations(summary), course or course_of(summary))
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([harmless(title) for title in sheet.titles])
    writer.writerow(sheet.keys)
    for row in sheet.rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return (BYTE_ORDER_MARK + file.getvalue()).encode("utf-8")


def harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS[:4]) else text


def exams_sheet(summary: Summary, made: Sequence[Derivation], course: Course) -> Sheet:
    """The entries of the record, newest first."""
    columns, of_injections = _exam_columns(), injection_columns()
    injections = {one.exam_id: one for one in course.injections}
    measured, language = _by_exam(summary.measurements), current()
    rows = []
    entries: list[Any] = list(summary.exams.itertuples(index=False))
    for row, derivation in zip(entries, made, strict=True):
        mine = measured.get(row.exam_id, [])
        quantities = [_values(mine, name) for name in QUANTITIES]
        sources = [
            "; ".join(source.citation for source in derivation.sources),
            " ".join(source.url for source in derivation.sources if source.url),
        ]
        listed = "; ".join(_reported(m) for m in mine)
        one = injections.get(row.exam_id)
        injected = [get(one) if one else None for _title, get in of_injections.values()]
        rows.append(
            [
                *(get(row) for _title, get in columns.values()),
                *quantities,
                *injected,
                listed,
                derivation.sentence,
                *sources,
                language,
            ]
        )
    titled = {
        **{key: title for key, (title, _get) in columns.items()},
        **{name: _quantity_title(name) for name in QUANTITIES},
        **{key: title for key, (title, _get) in of_injections.items()},
        "recorded": _("Measurements as recorded"),
        "derivation": _("How the dose was made"),
        "sources": _("Sources"),
        "links": _("Links"),
        "language": _("Language of this table"),
    }
    return Sheet(_("Exams"), list(titled.values()), rows, list(titled))


def _exam_columns() -> Mapping[str, tuple[str, Callable[[Any], Cell]]]:
    """Key -> title and cell of each column; the keys are those that reading the table back knows."""
    return {
        "date": (_("Date"), lambda row: str(row.when)),
        "date_first": (_("First possible day"), lambda row: row.date_first.date()),
        "date_last": (_("Last possible day"), lambda row: row.date_last.date()),
        "exam": (_("Exam"), lambda row: str(row.name)),
        "clinical_name": (_("Clinical name"), lambda row: str(row.clinical_name)),
        "own_words": (_("Own words"), lambda row: row.own_words or None),
        "modality": (_("Modality"), lambda row: row.modality or None),
        "exam_type": (_("Type"), lambda row: wording.exam_type(row.exam_type)),
        "region": (_("Region"), lambda row: row.region_name or None),
        "side": (_("Side"), lambda row: wording.side(row.side) or None),
        "guidance": (_("Guidance"), lambda row: row.guidance or None),
        "exam_count": (_("Number of exams"), lambda row: int(row.exam_count)),
        "count_is_approximate": (_("Number is approximate"), lambda row: _yes_or_no(row.count_is_approximate)),
        "facility": (_("Where"), lambda row: row.facility or None),
        "requested_by": (_("Requested by"), lambda row: row.requested_by or None),
        "reason": (_("Reason"), lambda row: row.reason or None),
        "images_at": (_("Images at"), lambda row: row.images_at or None),
        "pregnant": (_("Pregnant"), lambda row: row.pregnant or None),
        "contrast": (_("Contrast medium"), lambda row: row.contrast or None),
        "contrast_agent": (_("Contrast agent"), lambda row: row.contrast_agent or None),
        "notes": (_("Notes"), lambda row: row.notes or None),
        "known_from": (_("Known from"), lambda row: wording.known_from(row.known_from)),
        "typical_msv": (_("Typical effective dose, mSv"), lambda row: _number(row.typical_msv)),
        "low_msv": (_("Low, mSv"), lambda row: _number(row.low_msv)),
        "high_msv": (_("High, mSv"), lambda row: _number(row.high_msv)),
        "evidence": (_("Evidence"), lambda row: wording.evidence_word(row.evidence)),
        "counted": (_("In the total"), lambda row: _yes_or_no(row.counted)),
        "method": (_("Method"), lambda row: row.method or None),
        "factor_set": (_("Tissue weights"), lambda row: row.factor_set or None),
        "entry": (_("Entry"), lambda row: str(row.exam_id)),
    }


def _yes_or_no(value: Any) -> str:
    return _("yes") if value else _("no")


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _quantity_title(name: str) -> str:
    return _("{quantity}, {unit}").format(quantity=_(QUANTITIES[name].label), unit=QUANTITIES[name].unit)


def _by_exam(measurements: pd.DataFrame) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    rows: list[Any] = list(measurements.itertuples(index=False))
    for measurement in rows:
        found.setdefault(measurement.exam_id, []).append(measurement)
    return found


def _values(measurements: Sequence[Any], quantity: str) -> Cell:
    """The value of the whole exam; several of them (two breasts, two planes) as text, because they do not add up."""
    values = [float(m.value) for m in measurements if m.quantity == quantity and not m.part]
    return values[0] if len(values) == 1 else "; ".join(f"{value:.6g}" for value in values) or None


def _reported(measurement: Any) -> str:
    words = wording.measured(measurement.quantity, measurement.value, measurement.laterality, measurement.phantom)
    part = _("part") if measurement.part else ""
    notes = ", ".join(filter(None, [part, str(measurement.reported or "")]))
    return f"{words} [{notes}]" if notes else words


def measurements_sheet(summary: Summary) -> Sheet:
    """Every measurement on its own row, in its canonical unit and as it was reported."""
    rows = []
    measured: list[Any] = list(summary.measurements.itertuples(index=False))
    exams = summary.exams.set_index("exam_id")[["when", "name"]].to_dict("index")
    for m in measured:
        exam = exams[m.exam_id]
        text = (m.reported, wording.side(m.laterality), m.phantom, wording.region(m.region) if m.region else "")
        more = (m.radiopharmaceutical, m.authority, m.origin, m.source)
        rows.append(
            [
                str(m.exam_id),
                str(exam["when"]),
                str(exam["name"]),
                _(QUANTITIES[m.quantity].label),
                _number(m.value),
                QUANTITIES[m.quantity].unit,
                *(str(value) or None for value in text),
                _yes_or_no(m.part),
                *(str(value) or None for value in more),
            ]
        )
    titles = [_("Entry"), _("Date"), _("Exam"), _("Quantity"), _("Value"), _("Unit"), _("As reported"), _("Side")]
    titles += [_("Phantom"), _("Region"), _("Part of the exam only"), _("Radiopharmaceutical"), _("Authority")]
    titles += [_("Origin"), _("Read from")]
    keys = ["entry", "date", "exam", "quantity", "value", "unit", "reported", "side", "phantom", "region", "part"]
    return Sheet(_("Measurements"), titles, rows, [*keys, "radiopharmaceutical", "authority", "origin", "source"])


def sources_sheet(made: Sequence[Derivation]) -> Sheet:
    """The published texts behind the estimates."""
    rows = [[s.short, s.citation, s.url or None, s.year or None, s.read_on or None] for s in sources_used(made)]
    return Sheet(_("Sources"), [_("Source"), _("Citation"), _("Link"), _("Year"), _("Read on")], rows)


def read_me_sheet(summary: Summary) -> Sheet:
    """What the file is, and how to read it."""
    lines: list[tuple[str, Cell]] = [
        (_("Person"), summary.patient.name + (f" ({_('sample')})" if summary.patient.is_sample else "")),
        (_("Made on"), summary.today),
        (_("Program"), f"Exposure Tracker {__version__}"),
        (_("Reference data"), reference.version()),
        (_("Empty cells"), _("Nothing is recorded or known. It does not mean zero.")),
        (_("Doses"), wording.effective_dose_note()),
        (_("Estimates"), _("Typical, low and high are for the whole entry; an entry can stand for several exams.")),
        (_("Measured values"), _("In one unit per quantity; “as reported” is the text of the report.")),
        (_("Relief"), _("From the pain log where there is one, else as the patient told it; never from both.")),
        (_("CSV files"), _("An apostrophe stands before a text that a spreadsheet would take for a formula.")),
        (_("Please note"), wording.do_not_skip()),
    ]
    return Sheet(_("Read me"), [_("What"), _("Meaning")], lines)


def exams_xlsx(summary: Summary, course: Course | None = None) -> bytes:
    """The record as a workbook with the sheets Exams, Measurements, Drugs, Pain log, Sources and Read me.

    Numbers are numbers, days are dates, and a text is never run as a formula or turned into a link.

    Args:
        summary: the exams.
        course: what is recorded of the injections; without it nothing is said of these.
    """
    made, course = derivations(summary), course or course_of(summary)
    return workbook(
        [
            exams_sheet(summary, made, course),
            measurements_sheet(summary),
            drugs_sheet(course),
            pain_sheet(course),
            sources_sheet(made),
            read_me_sheet(summary),
        ]
    )


def injection_columns() -> Mapping[str, tuple[str, Callable[[Injection], Cell]]]:
    """Key, title and cell of each column; empty for exams that are no injection, and where nobody said anything."""
    return {
        "levels": (_("Levels"), lambda one: wording.levels(one.levels) or None),
        "purpose": (_("What the injection was for"), lambda one: wording.purpose(one.purpose) or None),
        "drugs": (_("Drugs given"), lambda one: drugs_text(one) or None),
        "pain_before": (_("Pain before, 0 to 10"), lambda one: one.pain_before),
        "pain_after": (_("Pain after, 0 to 10"), lambda one: one.pain_after),
        "relief_percent": (_("Relief, %"), lambda one: _whole(one.response.percent) if one.response else None),
        "best_after": (
            _("Best after"),
            lambda one: time_text(one.response and one.response.best_after) or None,
        ),
        "lasted": (_("How long it helped"), lambda one: lasted_text(one.response) or None if one.response else None),
        "relief": (_("Relief in words"), lambda one: response_text(one.response) if one.response else None),
        "relief_known_from": (_("Relief known from"), _known_from),
        "still_working": (
            _("Still working"),
            lambda one: wording.answer(one.response.still_working) or None if one.response else None,
        ),
        "function_gained": (
            _("Function gained"),
            lambda one: one.response.function_gained or None if one.response else None,
        ),
        "complication": (_("Reaction or problem"), lambda one: wording.answer(one.complication) or None),
        "complication_text": (_("What happened"), lambda one: one.complication_text or None),
        "sedation": (_("Sedation"), lambda one: wording.answer(one.sedation) or None),
        "operator": (_("Done by"), lambda one: one.operator or None),
    }


def drugs_sheet(course: Course) -> Sheet:
    """Every drug on its own row; milligrams empty where nobody recorded them."""
    rows: list[list[Cell]] = [
        [one.exam_id, one.when, one.name, given.name, given.dose_mg, _("yes") if given.is_steroid else _("no")]
        for one in course.injections
        for given in one.drugs
    ]
    return Sheet(_("Drugs"), [_("Entry"), _("Date"), _("Exam"), _("Drug"), _("Dose, mg"), _("Steroid")], rows)


def pain_sheet(course: Course) -> Sheet:
    """Every line of every test-block log, newest injection first, in the order of time."""
    rows: list[list[Cell]] = [
        [
            one.exam_id,
            one.when,
            one.name,
            moment(line.minutes_after),
            line.minutes_after,
            wording.side(line.side) or None,
            line.pain,
            line.note or None,
        ]
        for one in course.injections
        for line in one.log
    ]
    titles = [_("Entry"), _("Date"), _("Exam"), _("Moment"), _("Minutes after"), _("Side"), _("Pain, 0 to 10")]
    return Sheet(_("Pain log"), [*titles, _("Note")], rows)


def _known_from(injection: Injection) -> str | None:
    if injection.response is None:
        return None
    found = [_("pain log"), before_text(injection.response)] if injection.response.from_log else [_("as told")]
    return ", ".join(filter(None, found))


def _whole(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 1)
