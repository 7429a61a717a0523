"""Drugs: the published relation of each steroid, and names as people write them."""

import pytest

from tracker.reference import EQUIVALENT_OF_MG, drugs, find_drug, named_drug, sources


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("methylprednisolone", 4, 4),
        ("triamcinolone", 4, 4),
        ("dexamethasone", 0.75, 0.75),
        ("betamethasone", 0.6, 0.75),
        ("prednisolone", 5, 5),
        ("hydrocortisone", 20, 20),
    ],
)
def test_milligrams_that_equal_4_mg_of_methylprednisolone(key: str, low: float, high: float) -> None:
    drug = drugs()[key]
    assert (drug.equivalent_mg_low, drug.equivalent_mg_high) == (low, high)
    assert drug.source_id in sources()
    assert EQUIVALENT_OF_MG == 4


def test_an_unknown_steroid_has_no_equivalent() -> None:
    assert drugs()["steroid_not_known"].is_steroid
    assert drugs()["steroid_not_known"].equivalent_mg_low is None


def test_only_steroids_have_one() -> None:
    assert all(d.equivalent_mg_low is None for d in drugs().values() if not d.is_steroid)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Kenalog", "triamcinolone"),
        ("kenalog 40", "triamcinolone"),
        ("Depo-Medrol", "methylprednisolone"),
        ("Dexamethasone", "dexamethasone"),
        ("cortisone", "steroid_not_known"),
        ("lignocaine 1 %", "lidocaine"),
        ("Cortisone shot", "steroid_not_known"),
        ("a steroid", "steroid_not_known"),
        ("Kenalog-40", "triamcinolone"),
        ("Kenalog40", "triamcinolone"),
        ("Kenalog + lidocaine", "triamcinolone"),
        ("Kenalog (cortisone)", "triamcinolone"),
        ("Depo-Medrol/lidocaine", "methylprednisolone"),
        ("Depo-Medrone with Lidocaine", "methylprednisolone"),
        ("Depomedrol", "methylprednisolone"),
        ("Solu Medrol", "methylprednisolone"),
        ("methyl prednisolone", "methylprednisolone"),
        ("dexamethason", "dexamethasone"),
        ("triamcinolona", "triamcinolone"),
        ("Lederlon", "triamcinolone"),
        ("Kenalog or Depo-Medrol", "steroid_not_known"),
        ("lidocaine, no steroid", "lidocaine"),
        ("steroid, not known which", "steroid_not_known"),
    ],
)
def test_names_and_brands(text: str, key: str) -> None:
    drug = find_drug(text)
    assert drug is not None
    assert drug.key == key


@pytest.mark.parametrize("text", ["", "aspirin", "lidocaine and bupivacaine"])
def test_what_is_none_or_several_is_not_guessed(text: str) -> None:
    assert find_drug(text) is None


def test_brands_belong_to_one_drug() -> None:
    names = [n.strip().casefold() for d in drugs().values() for n in (d.name, *d.brands.split(","))]
    own = [n for d in drugs().values() for n in {x.strip().casefold() for x in (d.name, *d.brands.split(","))}]
    assert len(own) == len(set(own))
    assert "" not in names


@pytest.mark.parametrize(
    ("text", "alone", "denied", "may_be_steroid"),
    [
        ("Kenalog-40", True, False, False),
        ("Kenalog (cortisone)", True, False, False),
        ("Kenalog + lidocaine", False, False, False),
        ("Kenalog, no lidocaine", False, True, False),
        ("no cortisone", False, True, False),
        ("without any steroid", False, True, False),
        ("steroid-free", False, True, False),
        ("no dexamethasone", False, True, True),
        ("magic juice", False, False, True),
        ("Depo/lidocaine", False, False, True),
        ("lidocaine + bupivacaine", False, False, False),
    ],
)
def test_mixtures_negations_and_unknown_words(text: str, alone: bool, denied: bool, may_be_steroid: bool) -> None:
    found = named_drug(text)
    assert (found.alone and found.drug is not None, found.denied, found.may_be_steroid) == (
        alone,
        denied,
        may_be_steroid,
    )


def test_conflicting_sources_are_both_named() -> None:
    conflicting = [d for d in drugs().values() if d.equivalent_mg_low != d.equivalent_mg_high]
    assert [d.key for d in conflicting] == ["betamethasone"]
    assert conflicting[0].source_ids == ("fda_triamcinolone", "globalrph_steroids")
