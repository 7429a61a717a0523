"""What is said of the words of a pasted report."""

from tracker.i18n import N_

SENTENCES = {
    "the_text": N_("The text"),
    "text_empty": N_("The text is empty."),
    "text_long": N_("The text is very long; only the first {count} characters were looked at."),
    "no_words_chosen": N_("No words of the text were chosen for the exam."),
    "copied_from_words": N_("Copied from the words of a report."),
    "text_says": N_("The text says “{text}”."),
    "text_names_no_exam": N_("The text does not name one exam of the list."),
    "scanned": N_("This file is a picture of a page: no letters in it can be read."),
    "pdf_locked": N_("This PDF is damaged or locked with a password."),
    "number_in_doubt": N_("“{words}” was left out. {doubt}"),
    # Dates.
    "in_the_future": N_("It lies in the future."),
    "date_of_birth": N_("It is a date of birth."),
    "of_earlier_exam": N_("It belongs to an earlier exam that this one was compared with."),
    "text_calls_it": N_("The text calls it “{words}”."),
    "of_history": N_("It belongs to the history, an order or a plan."),
    "day_of_report": N_("It is the day of the report (“{words}”), which can be later than the exam."),
    "only_day_of_report": N_("The text names only the day of the report ({words}). Please enter the day of the exam."),
    "day_of_what": N_("The text does not say what day this is."),
    # A sentence that a person typed.
    "what_was_it": N_("What was done?"),
    "which_of_these": N_("Which of these is it?"),
    "when_was_it": N_("When was it?"),
    "which_date": N_("Which date is it?"),
    "how_many": N_("How many were there?"),
    "who_asked": N_("Who asked for it?"),
    "on_the_bottle": N_("Are these the milligrams that were given? On a bottle they can mean each millilitre."),
    # Doses.
    "which_time": N_("Minutes and seconds, or hours and minutes?"),
    "text_without_unit": N_("The text gives no unit. Please enter the number with its unit."),
    "which_dose": N_("The text does not say which dose this is."),
    "range_or_limit": N_("The text gives a range or a limit, not one number."),
    "other_dose": N_("It is another kind of dose, none of those that are kept here."),
    "dose_to_compare": N_("It is a dose for comparison, not that of the exam."),
    "of_several_exams": N_("It is the sum of several exams."),
    "one_word_one_number": N_("The dose before it has its number already, and the text does not say what this one is."),
    "two_units_differ": N_("The text gives this dose in two units that do not agree."),
    "two_readings": N_("This number can be read in two ways."),
    "named_before": N_("{label}: the same number was named before."),
    "part_of_total": N_("{label}: a part; the text also gives the total."),
    "one_of_several": N_("{label}: one of several, and the text gives no total. They are not added up."),
    "the_total": N_("{label}: the total."),
}
# What to do, and after which reasons.
ADVICE = {
    N_("Paste the words of the report."): ("text_empty",),
    N_("Paste one report at a time."): ("text_long",),
    N_("Look at the report and enter the number by hand."): ("number_in_doubt",),
    N_("Please use the form and copy the numbers from the page, which you can lay beside it."): ("scanned",),
}
