"""What is published per kind, region and agent, put together by the rules of data/reference/README.md."""

import math

import pytest

from tracker.dose import uterus_basis
from tracker.reference import fetal_doses, range_conventions, sources


def test_two_values_of_an_abdomen_film_give_their_geometric_mean_and_an_interval_that_holds_both() -> None:
    basis = uterus_basis.of_kinds()["xr_abdomen"]
    assert basis.typical == pytest.approx(math.sqrt(3))
    assert basis.low <= 1 < 3 <= basis.high == 9
    assert basis.older


def test_sources_that_disagree_tenfold_give_the_newer_middle_and_the_older_high_end() -> None:
    basis = uterus_basis.of_kinds()["ct_lspine"]
    assert basis.typical == pytest.approx(math.sqrt(10))
    assert (basis.low, basis.high, basis.evidence) == (1, 35, "rough")


def test_without_a_published_range_the_interval_is_our_convention() -> None:
    basis = uterus_basis.of_kinds()["rf_sbft"]
    rule = range_conventions()["published_without_range"]
    assert (basis.low, basis.high) == pytest.approx((7 * rule.low_factor, 7 * rule.high_factor))
    assert basis.convention == "published_without_range"


def test_a_middle_is_never_taken_for_a_published_number() -> None:
    for basis in uterus_basis.of_kinds().values():
        rows = [r for r in fetal_doses() if r.kind_key == basis.key.partition(":")[2] and r.role == "value"]
        published = {n for r in rows for n in (r.low, r.typical, r.high) if n}
        assert basis.middle or math.isnan(basis.typical) or any(math.isclose(basis.typical, n) for n in published)
    assert uterus_basis.of_kinds()["xr_abdomen"].middle
    assert uterus_basis.of_kinds()["ct_abd_pelvis"].middle
    assert not uterus_basis.of_kinds()["ct_abdomen"].middle


def test_an_end_that_nobody_published_is_marked_as_ours() -> None:
    for basis in uterus_basis.of_kinds().values():
        if math.isnan(basis.typical) or basis.convention:
            continue
        rows = [r for r in fetal_doses() if r.kind_key == basis.key.partition(":")[2]]
        published = [n for r in rows for n in (r.low, r.typical, r.high) if n]
        for end, name in ((basis.low, "low"), (basis.high, "high")):
            ours = bool({name, f"mirrored_{name}"} & set(basis.ours))
            assert ours or any(math.isclose(end, n) for n in published)


def test_the_regions_are_borrowed_and_say_so() -> None:
    for basis in uterus_basis.of_regions().values():
        assert (basis.evidence, basis.convention, basis.per_quantity) == ("rough", "by_analogy", "kap_gy_cm2")
        assert (basis.low, basis.high) == pytest.approx((basis.typical / 5, basis.typical * 5))


def test_weeks_between_two_stages_span_both() -> None:
    basis = uterus_basis.of_agent("tc99m_pertechnetate", 7.0, 10.0)
    assert basis.weeks == (0, 19)
    assert basis.typical == pytest.approx(math.sqrt(0.011 * 0.022))
    assert basis.low <= 0.011 < 0.022 <= basis.high


def test_weeks_for_which_nothing_was_published_span_all_stages() -> None:
    late = uterus_basis.of_agent("f18_fdg", 30.0, 30.0)
    every = uterus_basis.of_agent("f18_fdg", None, None)
    assert (late.typical, late.low, late.high, late.weeks) == (every.typical, every.low, every.high, every.weeks)
    assert (late.beyond, late.evidence, every.beyond) == (True, "rough", False)
    assert uterus_basis.by_key(late.key) == late
    assert (late.low, late.high) == (0.00352, 0.0314)


def test_every_key_leads_back_to_its_basis() -> None:
    found = [*uterus_basis.of_kinds().values(), *uterus_basis.of_regions().values()]
    found.append(uterus_basis.of_agent("f18_fdg", 5.0, 5.0))
    for basis in found:
        assert uterus_basis.by_key(basis.key) == basis
        assert set(basis.source_ids) <= set(sources())
    assert uterus_basis.by_key("") == uterus_basis.by_key("kind:no_such_kind") == uterus_basis.NO_BASIS


def test_every_row_of_the_table_is_in_a_basis() -> None:
    every = [*uterus_basis.of_kinds().values(), *uterus_basis.of_regions().values()]
    every += [uterus_basis.of_agent(agent, None, None) for agent in uterus_basis.agents()]
    named = {(b.key.split(":")[1], name) for b in every for name in b.source_ids}
    for row in fetal_doses():
        assert (row.kind_key or row.region or row.radiopharmaceutical, row.source_id) in named
