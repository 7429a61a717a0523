"""Derivations: the sentence holds every number that made the value, and the sources that hold those numbers."""

from typing import Any

import pytest

from tests.dose.records import exams, measurements
from tracker import reference
from tracker.dose import effective
from tracker.dose.derivation import Derivation, digits, explain
from tracker.dose.measured import contributions


def why(exam: dict[str, Any], *measured: dict[str, Any]) -> Derivation:
    one, given = exams(exam), measurements(*measured)
    row = effective.estimate(one, given).iloc[0]
    return explain(row, contributions(effective.with_kind(one), given))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.2, "0.20"), (0.015, "0.015"), (0.312, "0.312"), (2.15, "2.15"), (22, "22"), (99.6, "99.6"), (150, "150")],
)
def test_digits_give_the_number_that_was_used(value: float, shown: str) -> None:
    assert digits(value) == shown


def test_a_dlp_says_value_coefficient_region_weights_and_range() -> None:
    found = why({"kind_key": "ct_abd_pelvis"}, {"value": 512, "phantom": "32 cm"})
    assert found.sentence.startswith("512 mGy.cm x 0.0179 mSv per mGy.cm (abdomen and pelvis; ICRP 103; range ")
    assert [s.id for s in found.sources] == ["lee_2012"]


def test_a_reported_dose_names_its_authority() -> None:
    found = why({"kind_key": "ct_chest"}, {"quantity": "effective_dose_msv", "value": 5, "authority": "ICRP 103"})
    assert "itself states 5 mSv (ICRP 103)" in found.sentence


def test_both_breasts_stand_in_the_sentence() -> None:
    values = [
        {"quantity": "glandular_dose_mgy", "value": v, "laterality": s} for v, s in ((1.3, "left"), (1.2, "right"))
    ]
    sentence = why({"kind_key": "mg_2d"}, *values).sentence
    assert "1.3 mGy x 0.060" in sentence
    assert "1.2 mGy x 0.060" in sentence


def test_one_breast_of_a_mammogram_is_said_to_be_one() -> None:
    left = {"quantity": "glandular_dose_mgy", "value": 1.3, "laterality": "left"}
    for side in ("", "left"):
        found = why({"kind_key": "mg_2d", "side": side}, left).sentence
        assert found.startswith("The report names one breast, so one counts. 1.3 mGy x 0.060"), found
    assert "one breast" not in why({"kind_key": "mg_2d"}, left | {"laterality": ""}).sentence


def test_the_dose_of_iodine_says_what_it_depends_on() -> None:
    iodine = {"quantity": "activity_mbq", "value": 185}
    assert "ask, for with more uptake" in why({"kind_key": "nm_i131_whole_body"}, iodine).sentence


def test_two_parts_stand_in_the_sentence() -> None:
    fdg = {"quantity": "activity_mbq", "value": 370, "radiopharmaceutical": "f18_fdg"}
    ct = {"value": 500, "phantom": "32 cm"}
    assert why({"kind_key": "nm_petct_fdg"}, fdg, ct).sentence.count(" x ") == 2
    agent = {"quantity": "effective_dose_msv", "value": 7.486, "origin": "administration"}
    assert "7.49 mSv as reported plus 500" in why({"kind_key": "nm_petct_fdg"}, agent, ct).sentence
    kap = {"quantity": "kap_gy_cm2", "value": 100}
    assert why({"kind_key": "ir_tace"}, kap, {"value": 30, "phantom": "32 cm"}).sentence.count(" x ") == 2


def test_the_time_says_that_it_says_little() -> None:
    found = why({"kind_key": "esi_lumbar_transforaminal_rf"}, {"quantity": "fluoro_time_s", "value": 41})
    assert "41 s of fluoroscopy where 29.5 s is usual" in found.sentence
    assert "says little" in found.sentence
    rough = why({"kind_key": "ganglion_impar_rf"}, {"quantity": "fluoro_time_s", "value": 41})
    assert "41 s of fluoroscopy x 0.43 mSv per minute" in rough.sentence
    assert [s.id for s in rough.sources] == ["convention"]


def test_a_part_that_was_not_measured_is_named_with_its_usual_dose() -> None:
    fdg = {"quantity": "activity_mbq", "value": 370, "radiopharmaceutical": "f18_fdg"}
    sentence = why({"kind_key": "nm_petct_fdg"}, fdg).sentence
    assert "370 MBq x 0.019" in sentence
    assert "Not measured: the CT. Its usual 9.5 mSv (5.3 to 34.9) was added." in sentence


def test_a_childs_coefficient_on_the_other_phantom_is_said_to_be_doubled() -> None:
    child = {"kind_key": "ct_abd_pelvis", "birth_date": "2015-03-04"}
    assert "they are doubled" in why(child, {"value": 100, "phantom": "32 cm"}).sentence
    assert "they are doubled" not in why(child, {"value": 100, "phantom": "16 cm"}).sentence


def test_both_sides_and_one_breast_are_said() -> None:
    assert why({"kind_key": "si_joint_rf", "side": "both"}).sentence.startswith("Both sides, so")
    assert why({"kind_key": "mg_2d", "side": "left"}).sentence.startswith("One breast, so")


def test_several_exams_say_how_many_times_what() -> None:
    assert why({"kind_key": "dx_bitewing_4", "exam_count": 20}).sentence.startswith("20 exams x 0.0040 mSv each. ")


def test_children_are_named_with_the_ages_the_value_is_for() -> None:
    child = {"kind_key": "ct_head", "birth_date": "2015-01-01"}
    assert "children of 2.5-7.5 years: 2.4 mSv" in why(child).sentence
    newborn = {"kind_key": "ct_head", "birth_date": "2020-03-01"}
    assert "newborn" in why(newborn, {"value": 100, "phantom": "16 cm"}).sentence
    toddler = {"kind_key": "ct_head", "birth_date": "2019-03-01"}
    assert "a child of about 1 year." in why(toddler, {"value": 100, "phantom": "16 cm"}).sentence
    assert "value of an adult, so it is rough" in why({"kind_key": "xr_lspine", "birth_date": "2012-01-01"}).sentence


def test_measured_numbers_that_were_not_used_are_not_passed_over_in_silence() -> None:
    unused = "could not be used"
    assert unused in why({"kind_key": "ct_head", "birth_date": "2015-01-01"}, {"value": 500}).sentence
    assert (
        unused
        in why({"kind_key": "", "own_words": "scan", "region": "limb"}, {"quantity": "kap_gy_cm2", "value": 1}).sentence
    )
    assert unused not in why({"kind_key": "ct_head"}).sentence
    assert unused not in why({"kind_key": "mri_brain"}, {"value": 500}).sentence


@pytest.mark.parametrize(
    ("exam", "says"),
    [
        ({"kind_key": "mri_brain"}, "no X-rays"),
        ({"kind_key": "tx_radioiodine"}, "treatment"),
        ({"kind_key": "rf_unspecified"}, "No published dose"),
        ({"kind_key": "", "own_words": "a scan"}, "own words"),
    ],
)
def test_what_has_no_number_says_why(exam: dict[str, Any], says: str) -> None:
    assert says in why(exam).sentence


def test_every_kind_has_a_sentence_that_ends() -> None:
    every, nothing = exams(*({"kind_key": key} for key in reference.exam_kinds())), measurements()
    unused = contributions(effective.with_kind(every), nothing)
    found = effective.estimate(every, nothing)
    for key, (_place, row) in zip(reference.exam_kinds(), found.iterrows(), strict=True):
        assert explain(row, unused).sentence.endswith((".", ")")), key
