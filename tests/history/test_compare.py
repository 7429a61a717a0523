"""Measured numbers beside published ones: where they lie, and nothing where nothing is published."""

from typing import Any

import pytest

from tests.view.samples import exam, measurement, summary
from tracker.errors import NotFound
from tracker.history.compare import Comparison, comparisons, spread_of, usual
from tracker.reference import exam_kinds, procedure_values
from tracker.view.exam import compared, reference_level_note, what_is_published
from tracker.view.lines import usual_place, usual_words


def of(kind: str, quantity: str, value: float, **fields: object) -> tuple[Comparison, ...]:
    return comparisons(summary([exam("e", kind, "2020-01-01")], [measurement("e", quantity, value, **fields)]), "e")


def test_a_head_ct_is_compared_with_the_uk_level_of_790_mgy_cm_and_with_every_other_country() -> None:
    found = {c.country: c for c in of("ct_head", "dlp_mgy_cm", 1580)}
    assert set(found) == {"United Kingdom", "Turkiye"}
    level = found["United Kingdom"]
    assert (level.published, level.year, level.position, level.unit) == (790, "2022", "above", "mGy.cm")
    assert level.factor == pytest.approx(2)
    assert compared(level) == "2 times the reference level"


@pytest.mark.parametrize(("dlp", "position"), [(600, "below"), (640, "about"), (980, "about"), (1000, "above")])
def test_about_is_a_quarter_either_way(dlp: float, position: str) -> None:
    assert next(c for c in of("ct_head", "dlp_mgy_cm", dlp) if c.published == 790).position == position


def test_a_lumbar_injection_is_compared_with_each_series_and_the_belgian_level_of_its_approach() -> None:
    found = of("esi_lumbar_transforaminal_rf", "kap_gy_cm2", 4.0)
    cushman = next(c for c in found if c.source.id == "cushman_2016_tfesi")
    assert (cushman.low, cushman.high, cushman.position) == (0.68, 3.648, "above")
    assert compared(cushman) == "above: mean +/- SD; 1.1 times the high end"
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
    assert (inside.position, inside.factor, compared(inside)) == ("about", 1.0, "in the published range")
    assert compared(below) == "below the published range: 0.5 times its low end"


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
    assert "not limits" in reference_level_note()
    for comparison in of("ct_head", "dlp_mgy_cm", 5000):
        assert "limit" not in compared(comparison)


def test_a_mean_with_its_sd_is_never_called_a_range() -> None:
    (found,) = (c for c in of("ir_cerebral_embolisation", "kap_gy_cm2", 718) if c.source.id == "kemerink_2002")
    assert what_is_published(found) == "mean +/- SD, n = 31"
    assert compared(found) == "above: mean +/- SD; 2 times the high end"
    (inside,) = (c for c in of("ir_cerebral_embolisation", "kap_gy_cm2", 200) if c.source.id == "kemerink_2002")
    assert compared(inside) == "within: mean +/- SD"


def test_only_a_published_range_is_called_one() -> None:
    for row in procedure_values():
        if "SD" in row.statistic or "+-" in row.statistic or "IQR" in row.statistic or "CI" in row.statistic:
            assert spread_of(row) != "range"
        if spread_of(row) == "range":
            assert "range" in row.statistic


def test_a_mean_per_level_says_so() -> None:
    (found,) = (c for c in of("ir_vertebroplasty", "fluoro_time_s", 984) if c.source.id == "kopparapu")
    assert found.per_level
    assert compared(found) == "above: mean +/- SD; 2 times the high end (published per level)"
    assert what_is_published(found) == "mean +/- SD, 27 articles, per level"


@pytest.mark.parametrize(
    ("kind", "quantity", "country", "words"),
    [
        ("ct_biopsy", "ctdivol_mgy", "Greece", "median of one centre"),
        ("ct_head", "dlp_mgy_cm", "Turkiye", "local level"),
        ("ct_perfusion_head", "ctdivol_mgy", "Germany", "local level"),
        ("ct_head", "dlp_mgy_cm", "United Kingdom", "reference level"),
        ("rf_ercp", "kap_gy_cm2", "Greece", "local level"),
    ],
)
def test_a_level_is_called_what_it_is(kind: str, quantity: str, country: str, words: str) -> None:
    found = [c for c in of(kind, quantity, 1e5) if c.sort == "reference_level" and c.country == country]
    assert found
    assert {what_is_published(c) for c in found} == {words}
    assert all(compared(c).endswith(f" times the {words}") for c in found)


def test_a_dlp_is_compared_only_on_the_phantom_of_the_levels() -> None:
    assert of("ct_head", "dlp_mgy_cm", 800, phantom="32 cm") == ()
    assert of("ct_abd_pelvis", "ctdivol_mgy", 10, phantom="16 cm") == ()
    assert of("ct_abd_pelvis", "dlp_mgy_cm", 500, phantom="mixed") == ()
    for phantom in ("", "32 cm"):
        assert of("ct_abd_pelvis", "dlp_mgy_cm", 500, phantom=phantom)
    assert of("ct_head", "dlp_mgy_cm", 800, phantom="16 cm")


def test_the_planes_are_added_before_they_are_compared() -> None:
    rows = [measurement("e", "kap_gy_cm2", v, plane=p) for v, p in ((60.0, "A"), (30.0, "B"))]
    found = comparisons(summary([exam("e", "ir_cerebral_angiography", "2020-01-01")], rows), "e")
    assert {c.value for c in found} == {90.0}


def test_a_dlp_of_which_a_part_is_on_another_phantom_is_not_compared() -> None:
    rows = [measurement("e", "dlp_mgy_cm", 300, phantom=p) for p in ("16 cm", "32 cm")]
    assert comparisons(summary([exam("e", "ct_abd_pelvis", "2020-01-01")], rows), "e") == ()


CT = exam_kinds()["ct_abd_pelvis"]


def position(kind: str, msv: float | None, **fields: Any) -> str:
    stated = [measurement("e", "effective_dose_msv", msv)] if msv else []
    first = str(fields.pop("first", "2020-01-01"))
    return str(usual(summary([exam("e", kind, first, **fields)], stated).exams)["position"].iloc[0])


def test_a_stated_dose_lies_in_below_or_above_the_published_range() -> None:
    assert CT.low_msv
    assert CT.high_msv
    assert CT.typical_msv
    assert position("ct_abd_pelvis", CT.typical_msv) == "within"
    assert position("ct_abd_pelvis", CT.high_msv * 4) == "above"
    assert position("ct_abd_pelvis", CT.low_msv / 4) == "below"
    # The dose is itself only known within a range, and that reaches into the usual one.
    assert position("ct_abd_pelvis", CT.high_msv * 1.02) == "within_or_above"
    assert position("ct_abd_pelvis", CT.low_msv / 1.02) == "below_or_within"


@pytest.mark.parametrize(
    ("kind", "msv", "fields"),
    [
        ("ct_abd_pelvis", None, {}),  # a typical value says nothing of this exam
        ("mri_spine", None, {}),
        ("", 5.0, {"own_words": "a scan"}),
        ("ct_abd_pelvis", 5.0, {"first": "1980-01-01"}),  # a child then; the range is of adults
        ("ct_abd_pelvis", 5.0, {"exam_count": 3}),
        ("xr_facial_bones", 0.07, {}),  # its range is a convention of ours
    ],
)
def test_nothing_is_compared_where_there_is_nothing_to_compare(
    kind: str, msv: float | None, fields: dict[str, object]
) -> None:
    assert position(kind, msv, **fields) == ""


def test_the_range_of_a_picture_of_one_breast_is_half_of_that_of_both() -> None:
    one, both = (
        usual(
            summary([exam("e", "mg_2d", "2020-01-01", side=side)], [measurement("e", "effective_dose_msv", 0.2)]).exams
        )["usual_high_msv"].iloc[0]
        for side in ("left", "both")
    )
    assert one == pytest.approx(both / 2)


def test_the_usual_range_is_the_middle_of_the_scale_and_what_lies_outside_stays_on_it() -> None:
    assert usual_place((2.0, 1.0, 4.0), (1.0, 0.5, 4.0)) == (50.0, 2.0, 25.0, 75.0)
    assert usual_place((2.0, 1.0, 4.0), (4000.0, 8.0, 9000.0)) == (50.0, 98.0, 98.0, 98.0)


def test_every_position_has_its_words_and_one_asks() -> None:
    words = {p: usual_words(p) for p in ("below", "below_or_within", "within", "within_or_above", "above")}
    assert words["within"] == "within the usual range"
    assert [p for p, text in words.items() if "ask" in text] == ["above"]
