"""Levels, drugs and aftercare: each level once, each name its drug, and none of what only a clinic can say."""

import re

import pytest

from tracker.reference import (
    EQUIVALENT_OF_MG,
    LEVELS,
    aftercare,
    drugs,
    find_drug,
    levels_of,
    named_drug,
    regions,
    sources,
)
from tracker.reference.injections import GROUPS


def test_they_go_from_c2_to_s1_with_the_discs_between() -> None:
    assert LEVELS[:3] == ("C2", "C2-3", "C3")
    assert LEVELS[-3:] == ("L5", "L5-S1", "S1")
    assert {"C7-T1", "T12-L1", "L4-5"} <= set(LEVELS)
    assert len(LEVELS) == len(set(LEVELS)) == 24 + 23


def test_a_region_has_its_levels_and_those_that_touch_it() -> None:
    assert levels_of("lumbar_spine") == (
        "T12-L1", "L1", "L1-2", "L2", "L2-3", "L3", "L3-4", "L4", "L4-5", "L5", "L5-S1", "S1",
    )  # fmt: skip
    assert levels_of("cervical_spine")[0] == "C2"
    assert levels_of("cervical_spine")[-1] == "C7-T1"
    assert levels_of("sacrum_sacroiliac") == ("L5-S1", "S1")
    assert levels_of("whole_spine") == LEVELS


def test_only_the_spine_has_levels() -> None:
    for key, region in regions().items():
        assert bool(levels_of(key)) == region.spine


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


def test_the_groups_come_in_order_and_each_fact_has_a_source() -> None:
    groups = [fact.group for fact in aftercare()]
    assert list(dict.fromkeys(groups)) == list(GROUPS)
    assert groups == sorted(groups, key=GROUPS.index)
    assert all(fact.source_id in sources() for fact in aftercare())


def test_what_the_clinic_has_to_be_called_for() -> None:
    words = " ".join(fact.text.lower() for fact in aftercare() if fact.group == "call")
    for sign in ("weakness", "numbness", "bladder", "bowel", "fever", "stiff neck", "headache", "redness", "fluid"):
        assert sign in words
    emergencies = " ".join(fact.text.lower() for fact in aftercare() if fact.group == "emergency")
    for sign in ("hives", "breathing", "chest pain", "fainting"):
        assert sign in emergencies


def test_there_is_no_fever_number_no_thinner_and_no_shielding() -> None:
    words = " ".join(fact.text.lower() for fact in aftercare())
    assert not re.search(r"°|\bdegrees?\b|\b3[789]\b|\b10[0-4]\b", words)
    assert not re.search(r"thinner|warfarin|anticoag|apron|shield", words)
