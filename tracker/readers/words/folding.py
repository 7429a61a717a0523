"""Text in lower case without accents, letter for letter, so that a place found in it is the place in the original."""

import unicodedata


def _fold(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter)[:1].lower()
    return bare if len(bare) == 1 else letter


def folded(text: str) -> str:
    """The text in lower case without accents; exactly as long as the original.

    "²" becomes "2"; other signs for numbers stay as they are, because "6½" must not turn into 61.
    """
    return text.translate({ord(c): _fold(c) for c in set(text) if c.isupper() or (c > "~" and c.isalpha()) or c == "²"})
