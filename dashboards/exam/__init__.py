"""Adding an exam, and the form that editing uses too."""
