"""The parts of the body, how they contain each other and what they overlap."""

import pytest

from tracker.reference import overlapping, regions

EXPECTED = (
    "head face teeth neck cervical_spine thoracic_spine lumbar_spine sacrum_sacroiliac whole_spine chest heart breast "
    "abdomen pelvis abdomen_pelvis chest_abdomen_pelvis chest_abdomen head_neck neck_chest hip knee ankle_foot "
    "lower_limb shoulder elbow wrist_hand upper_limb limb whole_body unknown"
)


def test_every_region_the_program_speaks_of_is_there() -> None:
    assert set(EXPECTED.split()) <= set(regions())


def test_overlap_is_symmetric_and_includes_the_region_itself() -> None:
    for one in regions():
        assert one in overlapping(one)
        for other in overlapping(one):
            assert one in overlapping(other), (one, other)


@pytest.mark.parametrize(
    ("region", "inside", "outside"),
    [
        ("abdomen_pelvis", {"lumbar_spine", "abdomen", "pelvis", "sacrum_sacroiliac", "hip"}, {"heart", "head"}),
        ("lumbar_spine", {"whole_spine", "abdomen", "abdomen_pelvis", "whole_body"}, {"chest", "knee", "head"}),
        ("heart", {"chest", "chest_abdomen_pelvis", "neck_chest"}, {"abdomen", "breast", "whole_spine"}),
        ("whole_body", {"teeth", "knee", "lumbar_spine", "heart"}, {"unknown"}),
        ("cervical_spine", {"neck", "head_neck", "neck_chest"}, {"head", "lumbar_spine"}),
    ],
)
def test_what_an_earlier_exam_may_show(region: str, inside: set[str], outside: set[str]) -> None:
    assert inside <= overlapping(region)
    assert not outside & overlapping(region)


def test_an_unknown_region_overlaps_nothing_else() -> None:
    assert overlapping("unknown") == frozenset({"unknown"})


def test_no_region_without_a_name() -> None:
    with pytest.raises(KeyError):
        overlapping("tail")


def test_the_spine_takes_the_ct_coefficient_of_the_trunk_around_it() -> None:
    found = {key: regions()[key].dlp_region for key in ("cervical_spine", "thoracic_spine", "lumbar_spine")}
    assert found == {"cervical_spine": "neck", "thoracic_spine": "chest", "lumbar_spine": "abdomen_pelvis"}


def test_limbs_have_no_ct_coefficient() -> None:
    assert all(regions()[key].dlp_region == "" for key in ("knee", "elbow", "limb", "lower_limb", "shoulder"))
