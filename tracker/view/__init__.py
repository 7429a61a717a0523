"""Everything said, drawn or printed of a history, all from one Summary."""
