"""Radiopharmaceuticals as written reports name them."""

from tracker.reference import words

_BY_WAY = ("tc99m_sestamibi", "tc99m_tetrofosmin")  # rest and stress have different coefficients


def keys() -> tuple[str, ...]:
    """Every key this module can give."""
    return (*words.table("agents"), *(f"{key}_stress" for key in _BY_WAY))


def agent_in(text: str) -> str:
    """Key of the one radiopharmaceutical that folded words name, "" where they name none or several.

    Where rest and stress have different coefficients, the words must say which of them it was.
    """
    found = {key for expected, key in words.patterns("agents") if expected.search(text)}
    for key in found & set(_BY_WAY):
        rest, stress = (bool(words.pattern("exam_words", way).search(text)) for way in ("rest", "stress"))
        found = found - {key} | {key if rest and not stress else f"{key}_stress" if stress and not rest else ""}
    return found.pop() if len(found) == 1 else ""
