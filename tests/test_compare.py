"""Measured numbers beside published ones: where they lie, and nothing where nothing is published."""

import pytest

from tests.report.samples import exam, measurement, summary
from tracker.compare import Comparison, comparisons, in_words, note
from tracker.errors import NotFound


def of(kind: str, quantity: str, value: float, **fields: object) -> tuple[Comparison, ...]:
    return comparisons(summary([exam("e", kind, "2020-01-01")], [measurement("e", quantity, value, **fields)]), "e")


def test_a_head_ct_is_compared_with_the_uk_level_of_790_mgy_cm_and_with_every_other_country() -> None:
    found = {c.country: c for c in of("ct_head", "dlp_mgy_cm", 1580)}
    assert set(found) == {"United Kingdom", "Turkiye"}
    level = found["United Kingdom"]
    assert (level.published, level.year, level.position, level.unit) == (790, "2022", "above", "mGy.cm")
    assert level.factor == pytest.approx(2)
    assert in_words(level) == "2 times the reference level"


@pytest.mark.parametrize(("dlp", "position"), [(600, "below"), (640, "about"), (980, "about"), (1000, "above")])
def test_about_is_a_quarter_either_way(dlp: float, position: str) -> None:
    assert next(c for c in of("ct_head", "dlp_mgy_cm", dlp) if c.published == 790).position == position


def test_a_lumbar_injection_is_compared_with_each_series_and_the_belgian_level_of_its_approach() -> None:
    found = of("esi_lumbar_transforaminal_rf", "kap_gy_cm2", 4.0)
    cushman = next(c for c in found if c.source.id == "cushman_2016_tfesi")
    assert (cushman.low, cushman.high, cushman.position) == (0.68, 3.648, "above")
    assert in_words(cushman) == "above the published range: 1.1 times its high end"
    levels = [c for c in found if c.sort == "reference_level"]
    assert [(c.published, c.country, c.year, c.published_for) for c in levels] == [
        (3.0, "Belgium", "2011", "Transforaminal injection")
    ]


def test_the_belgian_level_of_another_approach_is_not_used() -> None:
    assert {c.published for c in of("mbb_lumbar_rf", "kap_gy_cm2", 1.0) if c.sort == "reference_level"} == {2.5}
    assert {c.published for c in of("esi_caudal_rf", "kap_gy_cm2", 1.0) if c.sort == "reference_level"} == {0.5}
    assert not [c for c in of("esi_lumbar_transforaminal_ct", "kap_gy_cm2", 1.0) if c.sort == "reference_level"]


def test_inside_and_below_a_published_range() -> None:
    inside, below = (
        next(c for c in of("esi_caudal_rf", "kap_gy_cm2", value) if c.source.id == "kim_sj_2014")
        for value in (0.5, 0.08)
    )
    assert (inside.position, inside.factor, in_words(inside)) == ("about", 1.0, "in the published range")
    assert in_words(below) == "below the published range: 0.5 times its low end"


def test_nothing_is_compared_where_nothing_verified_is_published() -> None:
    assert of("esi_caudal_rf", "air_kerma_mgy", 5.0) == ()
    assert of("", "dlp_mgy_cm", 500) == ()
    assert "check before use" not in {c.notes for c in of("facet_rf", "kap_gy_cm2", 6.0)}


def test_parts_zeros_and_exams_of_children_are_not_compared() -> None:
    assert of("ct_head", "dlp_mgy_cm", 800, part=True) == ()
    assert of("ct_head", "dlp_mgy_cm", 0.0) == ()
    child = summary([exam("e", "ct_head", "1975-01-01")], [measurement("e", "dlp_mgy_cm", 800)])
    assert comparisons(child, "e") == ()


def test_both_breasts_are_each_compared() -> None:
    whole = summary(
        [exam("e", "ct_head", "2020-01-01")],
        [measurement("e", "ctdivol_mgy", v) for v in (40.0, 60.0)],
    )
    assert {c.value for c in comparisons(whole, "e")} == {40.0, 60.0}


def test_an_exam_that_is_not_there_is_said() -> None:
    with pytest.raises(NotFound):
        comparisons(summary([exam("e", "ct_head", "2020-01-01")]), "other")


def test_a_reference_level_is_never_called_a_limit_of_a_person() -> None:
    assert "not limits" in note()
    for comparison in of("ct_head", "dlp_mgy_cm", 5000):
        assert "limit" not in in_words(comparison)
