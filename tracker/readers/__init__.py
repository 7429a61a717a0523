"""In: files become drafts of exams, plus the problems found. Readers never raise on bad content and never write."""
