"""My history, and the first page."""
