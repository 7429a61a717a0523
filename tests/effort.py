"""How many examples a test with invented input tries: few in every run, many in `make fuzz`."""

import os

_THOROUGH = bool(os.environ.get("EXPOSURE_TRACKER_FUZZ"))


def examples(few: int, *, fuzz: int) -> int:
    """The number for `max_examples`: `few`, or `fuzz` where somebody asked for a long look."""
    return fuzz if _THOROUGH else few
