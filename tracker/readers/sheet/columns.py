"""What the columns of a spreadsheet can be used for, and what each holds: guessed, and corrected by the person.

The words of their headings stand in the table `headings`.
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from tracker import dates
from tracker.i18n import _, language, languages
from tracker.readers.sheet.file import Cell, shown
from tracker.readers.words import kinds
from tracker.readers.words.doses import label_pattern, quantities_of, quantity_named, unit_of
from tracker.readers.words.exams import plain, side_in
from tracker.reference.words import LANGUAGES, folded, meaning, pattern, patterns, table
from tracker.units import QUANTITIES


def labels() -> dict[str, str]:
    """What a column can be used for: every field and its name; a quantity is a field under its own name."""
    return {
        "date": _("Date"),
        "year": _("Year"),
        "month": _("Month"),
        "day": _("Day"),
        "date_first": _("First possible day"),
        "date_last": _("Last possible day"),
        "exam": _("Exam"),
        "clinical_name": _("Clinical name"),
        "kind_key": _("Exam kind (key)"),
        "own_words": _("Own words"),
        "modality": _("Modality"),
        "region": _("Region"),
        "side": _("Side"),
        "guidance": _("Guidance"),
        "exam_count": _("Number of exams"),
        "count_is_approximate": _("Number is approximate"),
        "facility": _("Where"),
        "requested_by": _("Requested by"),
        "reason": _("Reason"),
        "images_at": _("Images at"),
        "pregnant": _("Pregnant"),
        "contrast": _("Contrast medium"),
        "contrast_agent": _("Contrast agent"),
        "notes": _("Notes"),
        "known_from": _("Known from"),
        "from_report": _("Copied from a report"),
        "phantom": _("Phantom"),
        "radiopharmaceutical": _("Radiopharmaceutical"),
        "authority": _("Tissue weights of a reported dose"),
        "study_uid": _("Study UID"),
        "patient_name": _("Patient"),
        "patient_birth_date": _("Date of birth"),
        "patient_sex": _("Sex"),
        "entry": _("Entry"),
        "recorded": _("Measurements as recorded"),
        **{name: _(quantity.label) for name, quantity in QUANTITIES.items()},
        "dose": _("Doses (each cell says which)"),
        "estimate": _("An estimate of a program (not taken over)"),
    }


@cache
def by_label() -> Mapping[str, str]:
    """The field of each name of `labels`, in every language, as `plain` gives it."""
    found: dict[str, str] = {}
    for code in languages():
        with language(code):
            found = {plain(label): name for name, label in labels().items()} | found
    return found


@cache
def of_numbers() -> Mapping[str, str]:
    """The field of each exact heading of numbers in our own exports; an estimate stays one."""
    found: dict[str, str] = {}
    for code in languages():
        with language(code):
            found |= dict.fromkeys((_("Typical effective dose, mSv"), _("Low, mSv"), _("High, mSv")), "estimate")
            for name, quantity in QUANTITIES.items():
                found[_("{quantity}, {unit}").format(quantity=_(quantity.label), unit=quantity.unit)] = name
    return found


SEVERAL = frozenset({"notes", "estimate", "dose", *QUANTITIES})  # fields that more than one column may feed


SURE, LIKELY, CHOSEN, NONE = "sure", "likely", "chosen", "none"
_LONGEST_HEADING = 80
_SAMPLES = 5
_EFFECTIVE = "an_effective_dose"
MIXED = "dose"  # a column of which each cell says itself what it is
_LETTERS = {"l": "left", "r": "right"}
_NO_FIELD = (
    "estimated",
    "a_dose",
    "a_fluoroscopy",
    "a_time",
    "an_effective_dose",
    "not_of_this_exam",
    "a_running_sum",
    "a_unit",
    "a_quantity",
    "a_value",
)
_UNITS_OF_ONE = ("dlp_mgy_cm", "kap_gy_cm2", "activity_mbq")  # what is given in these units can be nothing else


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a spreadsheet and what it is taken for.

    Attributes:
        place: 0 for the first column.
        header: its heading as written, "" where there is none.
        field: a key of `labels()`, "" where the column is not used.
        confidence: "sure" (a known heading), "likely" (a word in the heading, or its cells), "chosen" (by the person)
            or "none".
        unit: for a quantity, the unit its heading names, "" where its cells must name it.
        side: for a quantity, "left" or "right" where the heading says so.
        phantom: for a CT quantity, "16 cm" or "32 cm" where the heading says so.
        samples: some of its cells.
    """

    place: int
    header: str
    field: str = ""
    confidence: str = NONE
    unit: str = ""
    side: str = ""
    phantom: str = ""
    samples: tuple[str, ...] = ()
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person says a column is: its field ("" to leave it out) and, for a quantity, its unit."""

    field: str
    unit: str = ""


def holds_doses(column: Column) -> bool:
    """Whether the cells of a column are numbers with units."""
    return column.field in QUANTITIES or column.field == MIXED


def columns_of(
    titles: Sequence[str], body: Sequence[Sequence[Cell]], choices: Mapping[int, Choice], today: date
) -> tuple[Column, ...]:
    """Every column with its field; what the person chose comes before what is guessed."""
    guessed = []
    for place in range(max((len(titles), *map(len, body)))):
        title = titles[place] if place < len(titles) else ""
        cells = [row[place] for row in body if place < len(row) and row[place] is not None]
        if not title and not cells:
            continue
        samples = tuple(dict.fromkeys(shown(cell)[:60] for cell in cells[:200]))[:_SAMPLES]
        guessed.append(replace(guess(place, title), samples=samples))
    return _chosen(_once(_by_cells(guessed, body, today)), choices)


def _chosen(columns: Sequence[Column], choices: Mapping[int, Choice]) -> tuple[Column, ...]:
    """The columns with the person's choices; a field they gave to one column is taken from a guessed other."""
    taken = {choice.field for choice in choices.values()} - SEVERAL
    return tuple(_with(column, choices.get(column.place), taken) for column in columns)


def _with(column: Column, choice: Choice | None, taken: Set[str]) -> Column:
    if choice:
        unit = choice.unit or (column.unit if choice.field == column.field else "")
        field = choice.field if choice.field in labels() else ""
        known = unit_of(unit, field) if field in QUANTITIES else ""
        return replace(column, field=field, confidence=CHOSEN, unit=known)
    return replace(column, field="", confidence=NONE, unit="") if column.field in taken else column


def _once(columns: Sequence[Column]) -> list[Column]:
    """Each field that takes one column goes to the best of those that claim it."""
    best: dict[str, Column] = {}
    for column in columns:
        rival = best.get(column.field)
        if rival is None or _worth(column) > _worth(rival):
            best[column.field] = column
    return [
        column
        if column.field in SEVERAL or best[column.field] is column
        else replace(column, field="", confidence=NONE)
        for column in columns
    ]


def _worth(column: Column) -> tuple[bool, bool, bool]:
    vague = plain(column.header) in ("type", "test", "what", "result", "details", "n")
    return bool(column.samples), column.confidence == SURE, not vague


def _by_cells(columns: list[Column], body: Sequence[Sequence[Cell]], today: date) -> list[Column]:
    """A column of dates for "date" and one of names of exams for "exam", where no heading names one."""
    fields = {column.field for column in columns}
    if not fields & {"exam", "clinical_name", "kind_key"}:
        for place, column in enumerate(columns):
            named = sum(bool(kinds.exact(text)) for text in column.samples)
            if not column.field and named >= 0.5 * max(2, len(column.samples)):
                columns[place] = replace(column, field="exam", confidence=LIKELY)
                break
    if fields & {"date", "date_first", "year"}:
        return columns
    for place, column in enumerate(columns):
        cells = [row[column.place] for row in body[:200] if column.place < len(row) and row[column.place] is not None]
        dated = sum(not isinstance(cell, float | str) or _is_day(cell, today) for cell in cells)
        if not column.field and cells and dated >= 0.8 * len(cells):
            columns[place] = replace(column, field="date", confidence=LIKELY)
            break
    return columns


def _is_day(cell: Cell, today: date) -> bool:
    found = dates.readings(cell, today) if isinstance(cell, str) else {}
    return any(day.precision in ("day", "month") for day in found.values())


def guess(place: int, title: str) -> Column:
    """What a heading says about its column."""
    words = plain(title)
    if not words or len(title) > _LONGEST_HEADING:
        return Column(place, title)
    field, foreign = _whole().get(words, ("", False))
    field = field or by_label().get(words, "")
    if field and field not in QUANTITIES:
        return Column(place, title, field, SURE, foreign=foreign)
    if quantity := _own_quantity(place, title) or _quantity(place, title):
        return quantity
    for expected, name in patterns("words_in_headings"):
        if name not in _NO_FIELD and expected.search(words):
            return Column(place, title, name, LIKELY)
    return Column(place, title)


def _own_quantity(place: int, title: str) -> Column | None:
    """A column of numbers of our own export."""
    name = of_numbers().get(title, "")
    if name in QUANTITIES:
        return Column(place, title, name, SURE, QUANTITIES[name].unit)
    return Column(place, title, name, LIKELY) if name else None


@cache
def _whole() -> Mapping[str, tuple[str, bool]]:
    """Every whole heading: its field, and whether it is one of another language than English."""
    found: dict[str, tuple[str, bool]] = {}
    for spoken in LANGUAGES:
        for field, headings in table("headings").items():
            for heading in headings[spoken]:
                found.setdefault(heading, (field, spoken != "en"))
    return found


def _quantity(place: int, title: str) -> Column | None:
    """A column of doses: the quantity its heading names, or the one its unit allows."""
    said = folded(title.replace("_", " "))
    written = _unit_in(title)
    named = quantity_named(said) or _by_unit(said, written)
    if not named:
        return None
    if pattern("words_in_headings", "estimated").search(plain(title)):
        return Column(place, title, "estimate", LIKELY)
    if not _of_the_exam(title, named):
        return Column(place, title)
    letters = set(plain(title).split()) & set(_LETTERS)
    side = side_in([title]) or (_LETTERS[letters.pop()] if len(letters) == 1 else "")
    phantom = re.search(r"\b(16|32) ?cm\b", title)
    return Column(
        place,
        title,
        named,
        SURE if quantity_named(said) else LIKELY,
        unit_of(written, named),
        side if side != "both" and named == "glandular_dose_mgy" else "",
        f"{phantom[1]} cm" if phantom and named in ("dlp_mgy_cm", "ctdivol_mgy") else "",
    )


def _by_unit(said: str, written: str) -> str:
    """The quantity of a heading that names none, from its unit: "mGy.cm", "Exposure (mGy.cm)", "ED (mSv)"."""
    if any(match.lastgroup == "other" for match in label_pattern().finditer(said)):
        return ""
    allowed = quantities_of(written) if written else ()
    bare = plain(said.replace(folded(written), " "))
    a_dose = pattern("words_in_headings", "a_dose").search(said)
    if len(allowed) == 1 and (
        allowed[0] in _UNITS_OF_ONE
        or a_dose
        or (allowed[0] == "effective_dose_msv" and (not bare or meaning("words_in_headings", bare, _EFFECTIVE)))
    ):
        return allowed[0]
    fluoroscopy = pattern("words_in_headings", "a_fluoroscopy").search(said) and not a_dose
    return "fluoro_time_s" if fluoroscopy and (not allowed or "fluoro_time_s" in allowed) else ""


def _of_the_exam(title: str, quantity: str) -> bool:
    """Whether a heading speaks of this exam: not of a limit, a year or all that came before."""
    running = quantity == "effective_dose_msv" and pattern("words_in_headings", "a_running_sum").search(plain(title))
    return not running and not pattern("words_in_headings", "not_of_this_exam").search(plain(title))


def _unit_in(title: str) -> str:
    """The unit in a heading: in brackets, behind a comma, or at the end."""
    tried = re.findall(r"[(\[]([^()\[\]]{1,20})[)\]]", title)[::-1]
    tried += [title.rsplit(sign, 1)[1] for sign in (",", " in ", "/", "_") if sign in title]
    words = title.replace("_", " ").split()
    tried += [" ".join(words[-count:]) for count in (3, 2, 1) if len(words) >= count]
    return next((text.strip() for text in tried if quantities_of(text.strip())), "")
