"""Which exam kind a file is about, with the reason: from codes first, then words, else none."""

from collections.abc import Sequence

from tracker.readers.content import Code


def propose_kind(modality: str, region: str, words: Sequence[str], codes: Sequence[Code]) -> tuple[str, str]:
    """Key of the proposed exam kind and one sentence saying why; ("", reason) where nothing follows."""
    return "", ""
