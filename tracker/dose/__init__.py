"""What it means: effective dose of exams and of whole records, as pure functions over columns."""
