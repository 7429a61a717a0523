"""What the columns of a spreadsheet can be used for; the words of their headings stand in the table `headings`."""

from collections.abc import Mapping
from functools import cache

from tracker.i18n import _, language, languages
from tracker.readers.words.exams import plain
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
