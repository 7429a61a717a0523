"""Bringing discs, files and texts in."""
