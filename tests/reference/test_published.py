"""Published values beside the coefficients, and the usual value a doubtful number is compared with."""

import dataclasses
from datetime import date
from itertools import pairwise

import pytest

from tracker.reference import (
    backgrounds,
    fetal_doses,
    paediatric,
    positions,
    procedure_values,
    published,
    reference_levels,
    sources,
    tissue_weights,
)
from tracker.units import QUANTITIES


def test_both_kap_series_of_transforaminal_injections_are_kept() -> None:
    found = {row.source_id for row in procedure_values() if row.quantity == "kap_gy_cm2"}
    assert {"cushman_2016_tfesi", "hustinx_2018"} <= found


def test_published_values_are_in_canonical_units() -> None:
    units = {row.quantity: row.unit for row in procedure_values() if row.quantity in QUANTITIES}
    assert units == {name: QUANTITIES[name].unit for name in units}


def test_cushman_2016_lumbar_transforaminal_kap_is_2_164() -> None:
    row = next(r for r in procedure_values() if r.source_id == "cushman_2016_tfesi" and r.quantity == "kap_gy_cm2")
    assert (row.kind_key, row.typical, row.low, row.high) == ("esi_lumbar_transforaminal_rf", 2.164, 0.68, 3.648)


def test_hanu_cernat_mixed_spinal_kap_is_1_18_0_023_to_6_82() -> None:
    row = next(r for r in procedure_values() if r.source_id == "hanu_cernat_2012" and r.quantity == "kap_gy_cm2")
    assert (row.typical, row.low, row.high) == (1.18, 0.023, 6.82)


def test_reference_levels_are_verified_and_in_canonical_quantities() -> None:
    assert len(reference_levels()) > 100
    assert {row.status for row in reference_levels()} == {"verified"}
    assert {row.quantity for row in reference_levels()} <= set(QUANTITIES)


def test_a_median_or_a_local_value_is_no_national_level() -> None:
    for row in reference_levels():
        assert ("median, one centre" in row.notes) == (row.sort == "median")
        assert "local" not in row.notes or row.sort == "local"
        assert ("guide value" in row.notes) == (row.sort == "guide")
        assert row.country != "not stated" or row.sort == "local"


def test_uk_ct_abdomen_pelvis_reference_level_is_530_mgy_cm_2022() -> None:
    row = next(r for r in reference_levels() if r.kind_key == "ct_abd_pelvis" and r.country == "United Kingdom")
    found = [r.value for r in reference_levels() if r.kind_key == row.kind_key and r.country == row.country]
    assert 530 in found


def test_paediatric_ct_head_at_5_is_2_4_msv_thomas_and_wang_2008() -> None:
    row = next(r for r in paediatric() if r.kind_key == "ct_head" and r.age_low_years <= 5 < r.age_high_years)
    assert (row.typical, row.source_id) == (2.4, "thomas_wang_2008")


def test_paediatric_age_spans_of_a_kind_do_not_overlap() -> None:
    for key in {row.kind_key for row in paediatric()}:
        spans = sorted((r.age_low_years, r.age_high_years) for r in paediatric() if r.kind_key == key)
        assert all(first[1] <= second[0] for first, second in pairwise(spans)), key


def test_natural_background_is_3_1_in_the_us_2_4_in_the_world_2_2_in_the_uk() -> None:
    found = {key: backgrounds()[key].msv_per_year for key in ("us", "world", "gb")}
    assert found == {"us": 3.1, "world": 2.4, "gb": 2.2}


def test_only_a_background_with_a_published_text_is_offered() -> None:
    assert {row.status for row in backgrounds().values()} <= {"verified", "derived"}
    assert "de" not in backgrounds()


def test_a_background_that_was_not_traced_is_never_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    row = next(iter(backgrounds().values()))
    rows = (row, dataclasses.replace(row, country="xx", status="unverified"))
    monkeypatch.setattr(published, "records", lambda *_table: rows)
    assert list(published.backgrounds.__wrapped__()) == [row.country]


def test_the_two_positions_on_totals_are_both_there() -> None:
    assert {row.stance for row in positions()} == {"track", "do_not_sum_for_decisions", "common_ground"}
    assert all(row.sentence.endswith(".") for row in positions())


@pytest.mark.parametrize(
    ("body", "year"),
    [
        ("American College of Radiology", "2021"),
        ("EuroSafe", "2021"),
        ("Health Physics Society", "2019"),
        ("World Health Organization", "2012"),
        ("Food and Drug Administration", "2012"),
        ("Smart Card", "2006"),
        ("Expert panel of the International Atomic Energy Agency", "2024"),
    ],
)
def test_every_position_has_a_year_and_a_link(body: str, year: str) -> None:
    found = next(row for row in positions() if body in row.body and row.year == year)
    assert sources()[found.source_id].url.startswith("https://")


def test_only_the_statement_of_the_aapm_names_a_last_day() -> None:
    dated = {row.source_id: row.valid_until for row in positions() if row.valid_until}
    assert dated == {"aapm_ps1a": date(2026, 12, 31)}
    (statement,) = [row for row in positions() if row.valid_until]
    assert not statement.ended(date(2026, 12, 31))
    assert statement.ended(date(2027, 1, 1))


@pytest.mark.parametrize("system", ["ICRP 60", "ICRP 103"])
def test_tissue_weights_add_up_to_one(system: str) -> None:
    assert sum(row.weight for row in tissue_weights() if row.system == system) == pytest.approx(1.0)


def test_conceptus_dose_of_ct_abdomen_and_pelvis_is_25_mgy_mccollough_2007() -> None:
    found = {row.kind_key: row.typical for row in fetal_doses() if row.source_id == "mccollough_2007"}
    assert found["ct_abd_pelvis"] == 25
    assert found["ct_head"] == 0


def test_an_older_conceptus_dose_is_an_upper_end_and_under_0_001_is_a_bound() -> None:
    rows = {(row.kind_key, row.role): row for row in fetal_doses()}
    assert rows["ct_abd_pelvis", "upper"].high == 46
    assert (rows["xr_cspine", "bound"].typical, rows["xr_cspine", "bound"].high) == (None, 0.001)
    assert {row.role for row in fetal_doses() if row.source_id == "fpnotebook"} == {"upper"}


def test_pertechnetate_of_russell_1997_covers_every_week_once() -> None:
    rows = [row for row in fetal_doses() if row.source_id == "russell_1997"]
    weeks = [(row.week_first, row.week_last, row.typical) for row in rows]
    assert weeks == [(0, 8, 0.011), (9, 19, 0.022), (20, 32, 0.014), (33, 42, 0.0093)]
