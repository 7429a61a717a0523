"""What is said of files: how they lie, archives, whatever cannot be opened, and DICOM reports and images."""

from collections.abc import Sequence
from typing import Protocol

from tracker.i18n import N_, _, grouped, ngettext
from tracker.wording import count, first_large

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
        "DLP and CTDIvol together make a scan of {amount} cm; real ones are 1 to 200 cm long. Is a unit wrong?"
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
    # DICOM files, and the numbers in them.
    # Where something stands.
    "date": N_("Date"),
    "beam": N_("Position of the beam"),
    "effective_dose": N_("Effective dose"),
    "organ_doses": N_("Doses of organs"),
    "glandular_dose": N_("Mean glandular dose"),
    "fluoroscopy_time": N_("Fluoroscopy time"),
    "ct_scan": N_("CT scan {number}"),
    # Files that are no dose report.
    "file_missing": N_("There is no such file."),
    "is_folder": N_("This is a folder, not a file."),
    "file_closed": N_("This file may not be opened."),
    "file_empty": N_("This file is empty."),
    "file_endless": N_("The content of this file is nested or repeated without end."),
    "file_badly_packed": N_("The compressed part of this file is damaged."),
    "file_breaks_off": N_("This file breaks off or is damaged before its content begins."),
    "report_breaks_off": N_("This dose report breaks off before its numbers begin."),
    "report_empty": N_("This dose report is empty: it lists no exposure and no dose."),
    "is_pdf": N_("This is a PDF document, not a DICOM file."),
    "is_zip": N_("This is a ZIP archive, not a DICOM file."),
    "is_jpeg": N_("This is a JPEG picture, not a DICOM file."),
    "is_png": N_("This is a PNG picture, not a DICOM file."),
    "is_json": N_("This looks like JSON text, not a DICOM file."),
    "is_xml": N_("This looks like a web page or XML text, not a DICOM file."),
    "no_dicom": N_("This is no DICOM file."),
    "no_dicom_image": N_("This is no DICOM file."),
    "no_dose_data": N_("This is DICOM data of a kind that holds no dose report."),
    "is_image": N_("This is an image ({kind}), not a dose report."),
    "is_directory": N_("This is the table of contents of a disc (DICOMDIR), not a dose report."),
    "is_other_report": N_("This is a report without radiation dose ({kind})."),
    "is_treatment": N_("This belongs to a radiotherapy treatment ({kind}). Treatments are not counted here."),
    "is_other": N_("This is not a dose report but: {kind}."),
    # Dose reports.
    "rest_missing": N_("This file breaks off or is damaged; what comes after the break is missing."),
    "no_dose_of_exam": N_("The report holds no dose for the whole exam that this program knows."),
    "report_undated": N_("The report does not say when the exam was."),
    "dates_differ": N_("The study is dated {study}, but its exposures {exposed}."),
    "beam_unit": N_("A distance, angle or tube voltage was left out: “{unit}” is not a unit of it."),
    "beam_no_unit": N_("A distance, angle or tube voltage was left out, because it has no unit."),
    "several_effective_doses": N_(
        "The report states several effective doses and does not say which one is the dose of the exam."
    ),
    "organs_not_kept": N_("The report states doses of single organs or of the skin, which the record does not keep."),
    "highest_skin_dose": N_(" The highest dose to the skin is given as {dose}."),
    "other_weights": N_(
        "The report states effective doses that rest on different tissue weights; they cannot be added."
    ),
    "no_breast_named": N_("The report gives a dose without saying which breast it belongs to."),
    "zero_time": N_("The report states a fluoroscopy time of zero, although all its exposures are fluoroscopy."),
    "other_phantom": N_("A scan names a dose phantom that is neither the 16 cm nor the 32 cm one."),
    # Numbers.
    "value_left_out": N_("{label}: a value was left out. {reason}"),
    "no_number": N_("“{text}” is not a number."),
    "comma_two_ways": N_("The comma in “{text}” can be a decimal sign or stand between thousands."),
    "value_without_unit": N_("The value {value} has no unit."),
    "impossible": N_("{reported} cannot be right."),
    "not_a_unit": N_("“{unit}” is not a unit of {label}. Known units: {known}."),
    "negative": N_("{label} must be a number that is zero or more."),
    "zero_total": N_("{label}: the report states a total of zero, but its exposures add up to {sum}."),
    "totals_differ": N_(
        "{label}: the report states {total}, but its exposures add up to {sum}, a difference of {percent} %."
    ),
    # What the numbers of an exam rest on.
    "reports_overlap": N_("{count} dose reports of this exam overlap; every exposure counts once."),
    "reports_summed": N_("The numbers are the sum of {count} dose reports that list different exposures."),
    "from_scan_length": N_(
        "The dose-length product is made from the CTDIvol and the length of the scan that the images show."
    ),
    "images_without_dose": N_("The images state no dose; it is then taken from what is typical for this exam."),
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
    N_("Please look at the name and the folder again."): ("file_missing",),
    N_("Please choose the dose report inside it."): ("is_folder",),
    N_("Please copy it to a folder of your own and try again."): ("file_closed",),
    N_("It is damaged; ask for another copy."): ("file_endless",),
    N_("Dose reports are DICOM files, often ending in .dcm."): (
        "is_pdf", "is_zip", "is_jpeg", "is_png", "is_json", "is_xml", "no_dicom",
    ),
    N_("Only the files of a disc hold exams."): ("no_dicom_image",),
    N_("Only dose reports hold numbers this program can read from a file."): (
        "no_dose_data", "is_image", "is_directory", "is_other_report", "is_treatment", "is_other",
    ),
    N_("Ask the clinic for the full report."): ("report_empty",),
    N_("Please copy it again from the disc or the portal. Until then its numbers may be too low."): ("rest_missing",),
    N_("You can still add the exam; its dose is then estimated from the kind of exam."): ("no_dose_of_exam",),
    N_("Please enter the date of the exam."): ("report_undated",),
    N_("The date of the study is used. Please check it against your own papers."): ("dates_differ",),
    N_("The dose of the exam is not affected; the dose to the skin can be told less exactly."): (
        "beam_unit", "beam_no_unit",
    ),
    N_("Look at the report and enter the one that is meant by hand."): ("several_effective_doses",),
    N_("Keep the report, and show it to your doctor if you are asked about the dose to an organ or to the skin."): (
        "organs_not_kept",
    ),
    N_("They are left out. The dose is estimated from the other numbers where that is possible."): ("other_weights",),
    N_("Ask the clinic which breast it was, and enter the number by hand."): ("no_breast_named",),
    N_("Do not rely on this time. The other numbers of the report are not affected."): ("zero_time",),
    N_("Its dose is kept, without a phantom."): ("other_phantom",),
    N_("If the number matters, ask the clinic for the dose and enter it by hand."): ("value_left_out",),
    N_("The sum of the exposures is used. Both numbers are kept."): ("zero_total",),
    N_("The stated total is used. Both numbers are kept."): ("totals_differ",),
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


def will_do(new: int, extended: int, undated: int = 0, papers: int = 0) -> str:
    """What a button will do: "Add 2 exams, complete 1, keep 1 paper"."""
    parts = []
    if new or not (extended or undated):
        parts.append(ngettext("add {n} exam", "add {n} exams", new).format(n=grouped(new)))
    if extended:
        words = _("complete {n}") if parts else ngettext("complete {n} exam", "complete {n} exams", extended)
        parts.append(words.format(n=grouped(extended)))
    if undated:
        parts.append(ngettext("put {n} under “To check”", "put {n} under “To check”", undated).format(n=undated))
    if papers:
        parts.append(ngettext("keep {n} paper", "keep {n} papers", papers).format(n=papers))
    return first_large(", ".join(parts))


def papers_kept(n: int) -> str:
    """That papers are kept with exams; "" for none."""
    return ngettext("{n} paper is kept.", "{n} papers are kept.", n).format(n=n) if n else ""


def file_size(size: int) -> str:
    """The size of a file in bytes as people read it: "35 KB", "1.2 MB"."""
    return f"{max(1, round(size / 1000))} KB" if size < 1_000_000 else f"{size / 1e6:.1f} MB"


class Sized(Protocol):
    """Something with a size in bytes."""

    @property
    def size(self) -> int:
        """Bytes."""


def papers_held(papers: Sequence[Sized]) -> str:
    """How many papers a record, a backup or an export holds: "With 2 papers, 35 KB."."""
    n, size = len(papers), file_size(sum(paper.size for paper in papers))
    return ngettext("With {n} paper, {size}.", "With {n} papers, {size}.", n).format(n=grouped(n), size=size)


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
