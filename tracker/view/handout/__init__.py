"""The printed page for an appointment, and the log to fill in."""
