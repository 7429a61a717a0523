"""What is said of files that give nothing: how they lie on the disc, archives, and whatever cannot be opened."""

from tracker.i18n import N_, _, grouped, ngettext
from tracker.wording import count

SENTENCES = {
    # Put together from others; `as_written` is what an older program stored as a sentence.
    "as_written": "{text}",
    "both": "{first} {then}",
    "quantity": "{label}",
    "amount": "{amount}",
    "of_value": "{reported}: {reason}",
    # Numbers that are doubted, whoever gives them.
    "more_than_possible": N_("No exam gives so much. Please look at the number and the unit again."),
    "scan_length_impossible": N_(
        "DLP and CTDIvol together make a scan of {amount} cm; real ones are 1 cm to 2 m long. Is a unit wrong?"
    ),
    "field_impossible": N_(
        "KAP and Ka,r together make an X-ray field of {amount} cm2; real ones have 1 to 2,000 cm2. Is a unit wrong?"
    ),
    "rate_impossible": N_("Ka,r and fluoroscopy time together make {amount} mGy a minute. Is a unit wrong?"),
    # Any file.
    "unreadable": N_("This file cannot be read: {reason}."),
    "not_understood": N_("This file could not be understood ({reason})."),
    "too_large": N_("This file is larger than any report or table."),
    "report_too_large": N_("This report is larger than any real one."),
    "other_file": N_("This file is of a kind that holds no exams."),
    "other_document": N_("This document is of a kind that holds no exams."),
    # Folders and discs.
    "too_many_files": N_("There are more than {count} files; the rest was not looked at."),
    "path_missing": N_("There is no such file or folder."),
    "link_elsewhere": N_("This is a link to another place."),
    "folders_too_deep": N_("The folders are nested too deep."),
    "device": N_("This is a device and not a file."),
    "path_closed": N_("This may not be opened."),
    "path_unreadable": N_("This cannot be read: {reason}."),
    # Archives.
    "archive_damaged": N_("This archive is damaged: {reason}."),
    "archive_listing": N_("The list of files in this archive is larger than any disc needs."),
    "archive_swells": N_("This archive would unpack to far more than it can hold."),
    "archive_empty": N_("This archive is empty."),
    "member_leads_out": N_("The name of this file leads out of its archive."),
    "member_link": N_("This is a link and not a file."),
    "member_locked": N_("This file is locked with a password."),
    "member_damaged": N_("This file is damaged: {reason}."),
    "archives_too_deep": N_("Archives inside archives go too deep here."),
}
# What to do, and after which reasons.
ADVICE = {
    N_("Please copy it again from the disc or the portal."): (
        "unreadable", "not_understood", "too_large", "report_too_large", "other_file", "other_document",
        "file_empty", "file_badly_packed", "file_breaks_off", "report_breaks_off",
    ),
    N_("Import the folders one by one."): ("too_many_files",),
    N_("Import that place itself."): ("link_elsewhere",),
    N_("Import this folder itself."): ("folders_too_deep",),
    N_("Look whether the disc is still in the drive, or copy the files to a folder of your own and try again."): (
        "path_missing", "device", "path_closed", "path_unreadable",
    ),
    N_("Unpack it yourself, look at what it holds, and import the folder."): (
        "archive_damaged", "archive_listing", "archive_swells", "archive_empty", "member_leads_out", "member_link",
        "member_damaged", "archives_too_deep",
    ),
    N_("Unpack the archive with its password, and import the folder."): ("member_locked",),
}  # fmt: skip


def import_status(key: str) -> str:
    """What an exam that was found is to the record."""
    return {
        "new": _("new"),
        "known": _("already in your record"),
        "adds": _("adds numbers to an exam you have"),
        "conflicts": _("differs from what you have"),
        "not_a_patient": _("not a patient"),
        "not_ionising": _("no radiation"),
        "treatment": _("treatment"),
        "doubtful": _("please check the numbers"),
        "may_be_known": _("perhaps in your record already"),
    }[key]


def unused(reason: str) -> str:
    """Why a file gave no exam."""
    return {
        "not_readable": _("Could not be read"),
        "no_exam": _("No exam in it"),
        "not_dicom": _("Another kind of file"),
        "duplicate": _("The same file again"),
        "not_ionising": _("No radiation"),
        "treatment": _("Treatment"),
        "not_a_patient": _("Not of a patient"),
        "too_large": _("Too large"),
        "unsafe": _("Not safe to open"),
        "no_dose_information": _("No dose in it"),
        "index_file": _("List of contents of a disc"),
        "picture": _("Picture of a page, without letters"),
    }[reason]


def source(kind: str) -> str:
    """Where an exam that was found comes from."""
    return {
        "dose_report": _("dose report"),
        "image": _("images"),
        "fhir": _("portal export"),
        "sheet": _("table"),
        "text": _("text of a report"),
    }[kind]


def files_used(total: int, used: int) -> str:
    """How many files gave something: "3,011 files: 2,987 used, 24 not used"."""
    words = ngettext("{n} file: {used} used, {left} not used.", "{n} files: {used} used, {left} not used.", total)
    return words.format(n=grouped(total), used=grouped(used), left=grouped(total - used))


def imported(new: int, extended: int, undated: int = 0, left_out: int = 0) -> str:
    """What an import did: "Added 2 exams. 1 exam got numbers.", and what became of the rest."""
    parts = [_("Added {exams}.").format(exams=count(new))] if new else []
    if extended:
        parts.append(_("{exams} got more numbers.").format(exams=count(extended)))
    if undated:
        words = ngettext(
            "{n} waits for its date under “To check”.", "{n} wait for their date under “To check”.", undated
        )
        parts.append(words.format(n=undated))
    if left_out:
        words = ngettext("{n} was left out, as its line says.", "{n} were left out, as their lines say.", left_out)
        parts.append(words.format(n=left_out))
    return " ".join(parts)
