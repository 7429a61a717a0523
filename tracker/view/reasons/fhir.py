"""What is said of exports of portals and phones."""

from tracker.i18n import N_

SENTENCES = {
    "unknown_day": N_("an unknown day"),
    "dose_from_words": N_("The dose was taken from the words of the report in the file: “{text}”"),
    "dose_of_no_exam": N_("A dose of {day} could not be given to one exam: {text}"),
    "export_damaged": N_("This file is damaged or breaks off at line {line}; what could not be read is missing."),
    "no_health_records": N_("This file holds no health records in the form that portals export (FHIR)."),
    "health_archive_damaged": N_("This archive is damaged, or it is no ZIP archive."),
    "record_too_large": N_("This record is larger than any real one."),
    "record_damaged": N_("This record is damaged or locked with a password."),
    "no_clinical_records": N_("This health export holds no clinical records."),
    "inexact": N_("{value} is no exact value."),
    "contradictory": N_("its two units contradict each other, or it cannot be right."),
    "several_totals": N_("{label}: the file states several totals for one exam ({values})."),
    "two_totals": N_("The file states two totals for one exam: {one} and {other}."),
    "dose_in_words": N_("The file tells the dose only in words, which are not counted: “{text}”"),
    "stopped": N_("The file says that this was stopped before its end."),
}
# What to do, and after which reasons.
ADVICE = {
    N_("Look at the report and enter the dose at the exam it belongs to."): ("dose_of_no_exam",),
    N_("Please download the export again. What could be read is shown."): ("export_damaged",),
    N_("In the portal, look for “download my record” or “export health data”."): ("no_health_records",),
    N_("Please export the health data from the iPhone again."): (
        "health_archive_damaged", "record_too_large", "record_damaged",
    ),
    N_("On the iPhone, connect your clinic in the Health app first, then export again."): ("no_clinical_records",),
    N_("None of them is used. Look at the report and enter the one that is meant by hand."): ("several_totals",),
    N_("The larger one is used, for later reports repeat what was before. Please compare it with your papers."): (
        "two_totals",
    ),
}  # fmt: skip
