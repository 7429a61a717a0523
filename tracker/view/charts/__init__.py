"""Charts of a history, as data and as figures; each stands beside a table with the same numbers."""
