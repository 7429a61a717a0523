"""Letters in: the text of a report, pasted or in a file."""
