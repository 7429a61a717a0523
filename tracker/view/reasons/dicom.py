"""What is said of dose reports and images, and of the numbers in them."""

from tracker.i18n import N_

SENTENCES = {
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
