"""The levels of the spine: every vertebra and disc once, from head to foot, and those of each region."""

from tracker.reference import LEVELS, levels_of, regions


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
