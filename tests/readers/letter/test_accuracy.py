"""Of the doses that texts state, none is read wrongly and most are found; `make accuracy` prints the counts."""

import pytest

from tests.readers.letter.cases import SHARED, Case, Count, Stated, counts, offered, parsed, shared_cases
from tests.readers.letter.siblings import siblings

LEAST_FOUND = 0.85


def together(kinds: dict[str, Count]) -> Count:
    return Count(*(sum(getattr(each, name) for each in kinds.values()) for name in ("found", "missed", "wrong")))


def test_what_must_come_out_is_understood() -> None:
    said = "CTDIvol mGy 14.2; glandular mGy 1.6 right (a part: one plane or view); date 2023-06-17; DLP 60 left out"
    assert parsed(said) == (
        Stated("ctdivol_mgy", 14.2),
        Stated("glandular_dose_mgy", 1.6, "right", True),
    )


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "expected.csv").exists(), reason="the shared cases are not here")
def test_shared_texts() -> None:
    kinds, faults = counts(shared_cases())
    total = together(kinds)
    assert total.wrong == 0, faults
    assert total.found >= LEAST_FOUND * (total.found + total.missed), faults


@pytest.mark.parametrize("case", list(siblings()), ids=lambda case: case.name[:50])
def test_a_sibling_is_read_fully(case: Case) -> None:
    """All that a text states is offered, and nothing else of the whole exam."""
    found = offered(case.text)
    assert [each for each in case.stated if not any(each.fits(dose) for dose in found)] == []
    assert [dose for dose in found if not dose.part and not any(each.fits(dose) for each in case.stated)] == []


def test_there_are_siblings_of_every_kind() -> None:
    kinds = [case.kind for case in siblings()]
    assert min(kinds.count(kind) for kind in set(kinds)) >= 5
