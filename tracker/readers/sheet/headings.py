"""What the columns of a spreadsheet can be used for; the words of their headings stand in the table `headings`."""

from tracker.i18n import _
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
        "estimate": _("An estimate of a program (not taken over)"),
    }


SEVERAL = frozenset({"notes", "estimate", *QUANTITIES})  # fields that more than one column may feed
