"""Text as the tables of words have it; the function itself lives with them."""

from tracker.reference.words import folded

__all__ = ["folded"]
