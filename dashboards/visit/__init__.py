"""A planned exam, and the page for an appointment."""
