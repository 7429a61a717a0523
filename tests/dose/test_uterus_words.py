"""How a dose to the uterus was made, in words."""

from typing import Any

import pytest

from tests.dose.records import exams, measurements
from tracker.dose import uterus
from tracker.dose.derivation import Derivation
from tracker.dose.uterus_words import explain
from tracker.reference import exam_kinds


def why(exam: dict[str, Any], *measured: dict[str, Any]) -> Derivation:
    return explain(uterus.estimate(exams(exam), measurements(*measured)).iloc[0])


def test_a_scaled_ct_says_the_published_value_what_it_goes_with_and_the_factor() -> None:
    found = why({"kind_key": "ct_abd_pelvis"}, {"value": 1000})
    assert found.sentence == (
        "Middle of the published doses to the uterus in this exam: 13.9 mGy. It is assumed to go with 559.5 mGy.cm"
        " (published without it); 1000 measured: x 1.79."
    )
    assert {s.id for s in found.sources} >= {"mccollough_2007", "ukhsa_ndrl_2024", "turkiye_2024"}


def test_only_what_stands_in_the_publication_is_published_with() -> None:
    gallium = {"quantity": "activity_mbq", "value": 95, "radiopharmaceutical": "ga67_citrate"}
    words = why({"kind_key": "nm_ga67"}, gallium).sentence
    assert words.startswith("Middle of the published doses to the uterus in this exam: 15.9 mGy.")
    assert "It was published with 190 MBq; 95 measured" in words
    film = why({"kind_key": "xr_lspine"}, {"quantity": "kap_gy_cm2", "value": 4})
    assert "assumed to go with 5.3 Gy.cm2" in film.sentence
    assert "bfs_2022" in {s.id for s in film.sources}
    spine = why({"kind_key": "ct_pelvis"}, {"value": 600}).sentence
    assert spine.startswith("Middle of the published doses")


def test_an_end_that_is_ours_is_said_with_its_convention() -> None:
    words = why({"kind_key": "nm_bone"}).sentence
    assert "By our convention the range is at least 0.6 to 1.4 times the value." in words
    assert "at least 0.5 to 1.5 times" in words
    assert "Without a measured activity the ends are moved by 0.5 and 2, by our convention." in words
    borrowed = why({"kind_key": "esi_lumbar_transforaminal_rf"}, {"quantity": "kap_gy_cm2", "value": 2.0}).sentence
    assert "0.2 to 5 times the value, by our convention." in borrowed


def test_weeks_without_a_published_value_are_said() -> None:
    given = {"quantity": "activity_mbq", "value": 300, "radiopharmaceutical": "f18_fdg"}
    rows = exams({"kind_key": "nm_pet_fdg_only"}).assign(week_first=22.0, week_last=36.0)
    words = explain(uterus.estimate(rows, measurements(given)).iloc[0]).sentence
    assert "No value is published for these weeks." in words
    assert "The factor is the middle of the published ones." in words


def test_every_number_that_was_dropped_is_named() -> None:
    words = why(
        {"kind_key": "ct_abd_pelvis"}, {"value": 900, "phantom": "16 cm"}, {"quantity": "kap_gy_cm2", "value": 3}
    ).sentence
    assert "The measured KAP was not used." in words
    assert "The measured DLP was not used: its phantom does not fit or is not stated." in words
    other = {"quantity": "activity_mbq", "value": 300, "radiopharmaceutical": "f18_naf"}
    assert "The measured activity was not used." in why({"kind_key": "nm_bone"}, other).sentence


def test_a_borrowed_factor_says_so_and_whether_the_kap_was_measured() -> None:
    assert "2 Gy.cm2, as measured, x 0.19 mGy per Gy.cm2." in why(
        {"kind_key": "esi_lumbar_transforaminal_rf"}, {"quantity": "kap_gy_cm2", "value": 2.0}
    ).sentence  # fmt: skip
    usual = why({"kind_key": "esi_lumbar_transforaminal_rf"}).sentence
    assert "as is usual for this exam" in usual
    assert "order of magnitude" in usual


def test_an_agent_says_activity_factor_and_weeks() -> None:
    given = {"quantity": "activity_mbq", "value": 300, "radiopharmaceutical": "f18_fdg"}
    assert "300 MBq x 0.00876 mGy per MBq (F-18 FDG, weeks 0 to 19 of pregnancy)." in why(
        {"kind_key": "nm_pet_fdg_only"}, given
    ).sentence  # fmt: skip


def test_an_interval_of_ours_and_an_older_high_end_are_named() -> None:
    assert (
        "No range was published: 0.33 to 3 times the value, by our convention." in why({"kind_key": "rf_sbft"}).sentence
    )
    assert (
        "under 0.01 mGy. The high end (0.50 mGy, unscaled) is from older texts."
        in why({"kind_key": "ct_head"}).sentence
    )


def test_a_measured_number_that_could_not_be_used_is_said() -> None:
    assert "The measured DLP was not used." in why({"kind_key": "ct_trauma_whole_body"}, {"value": 900}).sentence


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("xr_knee", "not zero"),
        ("hip_injection_ct", "none is given"),
        ("mri_brain", "nothing radioactive"),
        ("radioiodine_hyperthyroid", "treatment"),
    ],
)
def test_without_a_number_it_says_why(key: str, words: str) -> None:
    key = key if key in exam_kinds() else next(k for k, kind in exam_kinds().items() if kind.treatment)
    found = why({"kind_key": key})
    assert words in found.sentence
    assert found.sources == ()


def test_every_kind_has_a_sentence_and_every_number_a_source() -> None:
    keys = list(exam_kinds())
    rows = uterus.estimate(exams(*({"kind_key": key} for key in keys)), measurements())
    for _place, row in rows.iterrows():
        found = explain(row)
        assert found.sentence.endswith(".")
        assert bool(found.sources) == bool(row["uterus_basis"])
