"""What every page stands in: the record, the person, the language, notices and errors."""
