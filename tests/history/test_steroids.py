"""Steroid by product over 12 months: sums, what they cannot hold, and the estimate with its factor."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import reference
from tracker.history.injections import Given, Injection
from tracker.history.steroids import SteroidYear, steroid_year
from tracker.view.injections import amount, equivalent_text, products_text, unknown_steroids

SINCE = date(2025, 11, 20)
STEROIDS = [key for key, drug in reference.drugs().items() if drug.is_steroid]


def drug(key: str, dose_mg: float | None = None) -> Given:
    known = reference.drugs()[key]
    return Given(key, known.name, known.is_steroid, dose_mg)


def injection(*drugs: Given, first: date = date(2026, 9, 3), last: date | None = None, count: int = 1) -> Injection:
    return Injection(
        exam_id="e",
        first=first,
        last=last or first,
        when="",
        name="Injection",
        plain_name="Injection",
        family="Injection",
        region="hip",
        region_name="Hip",
        levels=(),
        side="",
        guidance="",
        facility="",
        operator="",
        purpose="",
        sedation="",
        complication="",
        complication_text="",
        pain_before=None,
        pain_after=None,
        drugs=drugs,
        response=None,
        known_from="memory",
        entered_at=datetime(2026, 9, 3, tzinfo=UTC),
        exam_count=count,
    )


def year(*injections: Injection) -> SteroidYear:
    return steroid_year(injections, SINCE)


def test_milligrams_are_added_by_product() -> None:
    found = year(
        injection(drug("methylprednisolone", 40), drug("lidocaine", 20)),
        injection(drug("methylprednisolone", 80), drug("methylprednisolone", 40)),
        injection(drug("dexamethasone", 7.5)),
    )
    assert [(p.drug_key, p.dose_mg, p.injections, p.without_dose) for p in found.products] == [
        ("methylprednisolone", 160, 2, 0),
        ("dexamethasone", 7.5, 1, 0),
    ]
    assert (found.equivalent_low_mg, found.equivalent_high_mg) == (200, 200)
    assert products_text(found) == "methylprednisolone 160 mg (2 injections) · dexamethasone 7.5 mg (1 injection)"
    assert equivalent_text(found) == (
        "estimate: equal to about 200 mg methylprednisolone (4 mg methylprednisolone = 0.75 mg dexamethasone)"
    )
    assert [source.id for source in found.sources] == ["fda_triamcinolone"]


def test_where_sources_conflict_the_estimate_is_an_interval() -> None:
    found = year(injection(drug("betamethasone", 6)))
    assert (found.equivalent_low_mg, found.equivalent_high_mg) == pytest.approx((32, 40))
    assert equivalent_text(found) == (
        "estimate: equal to about 32 to 40 mg methylprednisolone"
        " (4 mg methylprednisolone = 0.6 to 0.75 mg betamethasone, sources conflict)"
    )
    assert [source.short for source in found.sources] == ["US label of triamcinolone", "GlobalRPh"]


def test_methylprednisolone_alone_needs_no_estimate() -> None:
    found = year(injection(drug("methylprednisolone", 40)))
    assert (found.equivalent_low_mg, equivalent_text(found), found.sources) == (40, "", ())


def test_what_is_not_recorded_is_said_and_not_none() -> None:
    found = year(
        injection(drug("triamcinolone", 40)),
        injection(drug("triamcinolone")),
        injection(drug("dexamethasone")),
        injection(),
        injection(),
    )
    assert products_text(found) == (
        "triamcinolone 40 mg (2 injections, 1 of them without mg) · dexamethasone, mg not recorded (1 injection)"
    )
    assert found.not_recorded == 2
    assert unknown_steroids(found) == ["2 injections are not in the estimate", "2 injections without drugs on record"]
    assert found.equivalent_high_mg == 40
    assert "dexamethasone" not in equivalent_text(found)


def test_nothing_recorded() -> None:
    found = year(injection())
    assert (found.products, found.equivalent_low_mg, products_text(found)) == ((), None, "none recorded")
    assert unknown_steroids(year(injection(drug("lidocaine", 20)))) == []


def test_a_steroid_without_its_name_is_not_in_the_estimate() -> None:
    found = year(injection(drug("steroid_not_known", 40)), injection(drug("triamcinolone", 40)))
    assert found.equivalent_high_mg == 40
    assert unknown_steroids(found) == ["1 injection is not in the estimate"]


def test_what_is_left_out_is_said_only_beside_an_estimate() -> None:
    unnamed = drug("steroid_not_known", 40)
    assert unknown_steroids(year(injection(unnamed), injection(drug("methylprednisolone", 40)))) == []
    both = year(
        injection(drug("dexamethasone", 8)),
        injection(drug("dexamethasone")),
        injection(unnamed),
        injection(drug("dexamethasone", 8), count=3),
    )
    assert unknown_steroids(both) == ["5 injections are not in the estimate"]


def test_an_unknown_drug_is_no_recorded_non_steroid() -> None:
    found = year(injection(Given("", "magic juice", False, 2, may_be_steroid=True)))
    assert (found.not_recorded, found.may_be_steroid) == (0, 1)
    assert unknown_steroids(found) == ["1 injection with a drug that may be a steroid"]


def test_milligrams_of_several_injections_are_said_and_not_added() -> None:
    found = year(injection(drug("triamcinolone", 40), count=4))
    assert products_text(found) == (
        "triamcinolone (4 injections), 40 mg recorded, not clear for one or for all 4; not added"
    )
    more = year(
        injection(drug("triamcinolone", 40), count=4),
        injection(drug("triamcinolone", 10)),
        injection(drug("triamcinolone")),
    )
    assert products_text(more).startswith("triamcinolone 10 mg (6 injections, 1 of them without mg), 40 mg recorded")


def test_only_what_lies_in_the_months_for_certain_is_added() -> None:
    spans = date(2025, 1, 1), date(2025, 12, 31)
    found = year(
        injection(drug("triamcinolone", 40), first=date(2025, 11, 21)),
        injection(drug("triamcinolone", 40), first=SINCE),
        injection(drug("triamcinolone", 40), first=spans[0], last=spans[1]),
        injection(first=spans[0], last=spans[1]),
        injection(drug("lidocaine", 20), first=spans[0], last=spans[1]),
        injection(drug("triamcinolone", 40), first=date(2026, 3, 1), last=date(2026, 3, 31)),
    )
    assert [(p.dose_mg, p.injections) for p in found.products] == [(80, 2)]
    assert (found.may_lie_in, found.not_recorded) == (2, 0)
    assert unknown_steroids(found) == ["2 more may lie in these months"]


def test_an_entry_for_several_injections_counts_as_many_without_milligrams() -> None:
    (product,) = year(injection(drug("triamcinolone", 40), count=3), injection(drug("triamcinolone", 10))).products
    assert (product.dose_mg, product.injections, product.without_dose) == (10, 4, 3)


@pytest.mark.parametrize(("mg", "words"), [(40, "40"), (2.5, "2.5"), (1200.0, "1,200"), (0.1 + 0.2, "0.3")])
def test_milligrams_in_words(mg: float, words: str) -> None:
    assert amount(mg) == words


given_drugs = st.lists(st.tuples(st.sampled_from(STEROIDS), st.none() | st.floats(0.1, 500)), max_size=4)
records = st.lists(given_drugs.map(lambda drugs: injection(*(drug(*one) for one in drugs))), max_size=8)


@given(records)
def test_sums_are_of_everything_known(injections: list[Injection]) -> None:
    found = year(*injections)
    known = [one.dose_mg for each in injections for one in each.drugs if one.dose_mg is not None]
    assert sum(p.dose_mg or 0 for p in found.products) == pytest.approx(sum(known))
    assert {p.drug_key for p in found.products} == {one.drug_key for each in injections for one in each.drugs}
    assert found.not_recorded == sum(not each.drugs for each in injections)
    for product in found.products:
        assert 0 <= product.without_dose <= product.injections <= len(injections)
        assert (product.dose_mg is None) <= (product.without_dose == product.injections)
        assert (product.equivalent_low_mg or 0) <= (product.equivalent_high_mg or 0)
    assert products_text(found)


@given(records, st.sampled_from(STEROIDS), st.floats(0.1, 500))
def test_one_more_injection_never_lowers_a_sum(injections: list[Injection], key: str, dose_mg: float) -> None:
    before, after = year(*injections), year(*injections, injection(drug(key, dose_mg)))
    sums = [{p.drug_key: p.dose_mg or 0 for p in found.products} for found in (before, after)]
    assert all(sums[1][product] >= total for product, total in sums[0].items())
    assert sums[1][key] == pytest.approx(sums[0].get(key, 0) + dose_mg)
    assert (after.equivalent_high_mg or 0) >= (before.equivalent_high_mg or 0)
    order = year(injection(drug(key, dose_mg)), *reversed(injections))
    assert order.equivalent_low_mg == pytest.approx(after.equivalent_low_mg)
