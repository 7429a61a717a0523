"""What is said of files that give nothing: how they lie on the disc, archives, and whatever cannot be opened."""

from tracker.i18n import N_

SENTENCES = {
    # Put together from others; `as_written` is what an older program stored as a sentence.
    "as_written": "{text}",
    "both": "{first} {then}",
    "quantity": "{label}",
    "amount": "{amount}",
    "of_value": "{reported}: {reason}",
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
