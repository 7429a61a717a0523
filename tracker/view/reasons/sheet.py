"""What is said of tables: of the file, its columns and rows, and what is asked about them."""

from tracker.i18n import N_

SENTENCES = {
    # Where something stands.
    "row": N_("Row {row}"),
    "row_of_sheet": N_("Sheet “{sheet}”, row {row}"),
    "column_of_row": N_("{row}, column “{column}”"),
    "sheet": N_("Sheet “{sheet}”"),
    "column": N_("Column “{column}”"),
    "column_number": N_("column {n}"),
    # The file.
    "sheet_too_large": N_("This file is larger than {size} MB."),
    "old_excel": N_("This is an old Excel file (.xls), or one that is protected by a password."),
    "no_spreadsheet": N_("This is not a spreadsheet."),
    "no_workbook": N_("This is not an Excel workbook (.xlsx)."),
    "workbook_swells": N_("This Excel file unpacks to more than is safe to read."),
    "workbook_locked": N_("This Excel file is protected by a password."),
    "workbook_instructs": N_("This Excel file holds instructions that no spreadsheet needs."),
    "workbook_damaged": N_("This Excel file is damaged or incomplete ({reason})."),
    "open_quote": N_(
        "A quotation mark is opened in this row or shortly before and not closed; what follows it cannot be told."
    ),
    "table_too_long": N_("The table is too long: rows from here on were not read."),
    "too_many_columns": N_("This row has more than {count} columns; the others were not read."),
    "cell_too_long": N_("A cell holds more than {count} characters; the rest was left out."),
    # The table.
    "table_empty": N_("This table is empty."),
    "no_known_column": N_("No column of this table is known as a date or an exam, so none of its rows was used."),
    "dates_swapped": N_(
        "Some dates of this column are real dates and others are text: Excel may have swapped day and month."
    ),
    "injections_not_read": N_("What was given in an injection and how it went is not read from a table."),
    "sheet_not_read": N_("This sheet was not read: its headings are not those of the list of exams."),
    "columns_unused": N_("These columns were not used: {columns}."),
    # Questions.
    "ask_date_order": N_("How are dates written here? What day is “{text}”?"),
    "ask_decimal": N_("Which number is “{text}” in the column “{column}”?"),
    "ask_unit": N_("In which unit are the numbers of the column “{column}”?"),
    "ask_time": N_("What does “{text}” mean as a fluoroscopy time?"),
    "date_in_order": "{order}: {date}",
    "dmy": N_("day first"),
    "mdy": N_("month first"),
    "ymd": N_("year first"),
    "mm:ss": N_("minutes and seconds"),
    "h:mm": N_("hours and minutes"),
    # Rows.
    "text_too_long": N_("A text is longer than {count} characters; the rest was left out."),
    "row_says_nothing": N_("This row names neither a date nor an exam."),
    "row_undated": N_("This row has no date."),
    "example_row": N_("This is an example row of the template; it was left out."),
    "row_in_no_column": N_("Nothing in this row stands in a column that is used."),
    "headings_again": N_("This row repeats the headings; it was left out."),
    "row_of_sums": N_("This looks like a line with a sum, not like an exam; it was left out."),
    "several_with_numbers": N_("Numbers belong to one exam, and this row stands for {count}; they were left out."),
    "own_words_only": N_("The row has your own words and no exam of the list."),
    "no_side": N_("“{text}” is not a side."),
    "about_when": N_("The spreadsheet says “{text}”."),
    "impossible_date": N_("{date} cannot be the date of an exam that was done."),
    # Cells.
    "no_count": N_("“{text}” is not a number of exams."),
    "no_date": N_("“{text}” is not a date this program can read."),
    "day_or_month": N_("“{text}”: day and month cannot be told apart."),
    "no_month": N_("“{text}” is not a month."),
    "time_unclear": N_("“{text}”: minutes and seconds, or hours and minutes?"),
    "number_unclear": N_("“{text}” can be read as two different numbers."),
    "unknown_unit": N_("“{text}”: this unit is not known here. Known: {known}."),
    "no_unit": N_("“{text}” has no unit."),
    "dose_of_zero": N_("A dose of 0 was left out: it usually means that nothing was recorded."),
    "several_values": N_("{label}: this row has {count} values. They were kept as parts of the exam and not added."),
    "far_from_usual": "{reported}: {doubt}",
    "zero_on_report": N_("Zero on a report mostly means that it was not recorded. Is it better to leave it out?"),
    "far_above": N_("That would be {times} times the usual for this exam."),
    "far_below": N_("That would be only 1/{times} of the usual for this exam."),
    "other_unit": N_("Did you mean {unit}?"),
    "look_again": N_("Please look at the number and the unit again."),
    # The exam of a row.
    "row_without_exam": N_("The row does not say which exam this was."),
    "several_exams": N_("“{text}” can mean several exams. Please choose the one it was."),
    "several_exams_asked": N_("“{text}” can mean several exams. {question}"),
    "row_says": N_("The row says “{text}”."),
    "row_says_guided": N_("The row says “{text}”, and how the needle was guided."),
    "no_exam_named": N_("“{text}” is not the name of one exam in the list. Please choose it."),
}
# What to do, and after which reasons.
ADVICE = {
    N_("Please split it into smaller files."): ("sheet_too_large",),
    N_("Open it in your spreadsheet program and save it as .xlsx without a password."): ("old_excel",),
    N_("Please choose a CSV or XLSX file."): ("no_spreadsheet",),
    N_("Open it in your spreadsheet program and save it again as .xlsx or CSV."): (
        "no_workbook", "workbook_swells", "workbook_locked", "workbook_instructs", "workbook_damaged",
    ),
    N_("Close or remove the quotation mark, or save the file again from your spreadsheet program."): ("open_quote",),
    N_("Please split the table into several files."): ("table_too_long",),
    N_("Please remove columns that are not needed."): ("too_many_columns",),
    N_("Please look at this cell and shorten it."): ("cell_too_long",),
    N_("Please choose another file, or use the template."): ("table_empty",),
    N_("Say which column holds the date and which one the exam, or use the template."): ("no_known_column",),
    N_("Please compare a few dates with your papers before you accept them."): ("dates_swapped",),
    N_("To carry it over, save everything as one file (JSON) and read that."): ("injections_not_read",),
    N_("If it holds exams, choose it by itself, or give it the same headings."): ("sheet_not_read",),
    N_("Say what they hold if they matter."): ("columns_unused",),
    N_("Please answer this question; the rows that depend on it are read then."): (
        "ask_date_order", "ask_decimal", "ask_unit", "ask_time",
    ),
    N_("Please put what matters into the notes."): ("text_too_long",),
    N_("Add them if it is an exam, or leave it out."): ("row_says_nothing",),
    N_("Please enter the date when you look at the exam."): ("row_undated",),
    N_("You can delete it."): ("example_row", "headings_again", "row_of_sums"),
    N_("Say what its columns are, or leave it out."): ("row_in_no_column",),
    N_("Please give the exam with these numbers a row of its own."): ("several_with_numbers",),
    N_("Use left, right or both."): ("no_side",),
    N_("It was taken as one exam. Please correct that if it was several."): ("no_count",),
    N_("Please write it as 3 Sep 2015, March 2015 or 2009, or enter it when you look at the exam."): (
        "impossible_date", "no_date", "day_or_month", "no_month",
    ),
    N_("Please correct the cell, or enter the number when you look at the exam."): (
        "no_number", "time_unclear", "number_unclear", "unknown_unit", "no_unit", "dose_of_zero", "not_a_unit",
        "negative",
    ),
    N_("Give the total of the exam if the report states it."): ("several_values",),
    N_("Please compare the unit with the report."): ("far_from_usual",),
}  # fmt: skip
