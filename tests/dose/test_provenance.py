"""The terms of every dose: they add up, and each names its coefficient and source."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.dose.records import exams, measurements
from tracker.dose import effective, provenance
from tracker.reference import exam_kinds, sources
from tracker.units import QUANTITIES


def terms(exam: dict[str, Any], *measured: dict[str, Any], factor_set: str = "") -> pd.DataFrame:
    return provenance.used(exams(exam), measurements(*measured), factor_set)


def test_a_ct_is_one_term_with_its_coefficient() -> None:
    found = terms({"kind_key": "ct_abd_pelvis"}, {"value": 512, "phantom": "32 cm"}).iloc[0]
    assert (found["quantity"], found["of"], found["k"], found["factor_set"], found["source_id"]) == (
        *("dlp_mgy_cm", "abdomen_pelvis"),
        *(0.0179, "ICRP 103", "lee_2012"),
    )
    assert found["msv"] == pytest.approx(512 * 0.0179)


def test_the_parts_of_a_mixed_dlp_are_terms_and_its_whole_is_none() -> None:
    whole = {"value": 1000, "phantom": "mixed"}
    parts = [
        {"value": 600, "phantom": "32 cm", "region": "chest", "part": True},
        {"value": 400, "phantom": "16 cm", "region": "head", "part": True},
    ]
    found = terms({"kind_key": "ct_chest"}, whole, *parts)
    assert list(found["of"]) == ["chest", "head"]
    assert found["msv"].sum() == pytest.approx(600 * 0.021 + 400 * 0.0017)


def test_tracer_and_ct_are_two_terms_and_the_stated_tracer_dose_goes_before_the_activity() -> None:
    tracer = {"quantity": "activity_mbq", "value": 300, "radiopharmaceutical": "f18_fdg"}
    ct = {"value": 600, "phantom": "32 cm"}
    assert set(terms({"kind_key": "nm_petct_fdg"}, tracer, ct)["of"]) == {"f18_fdg", "chest_abdomen_pelvis"}
    stated = {"quantity": "effective_dose_msv", "value": 6, "origin": "administration"}
    assert set(terms({"kind_key": "nm_petct_fdg"}, stated, tracer, ct)["quantity"]) == {
        "effective_dose_msv",
        "dlp_mgy_cm",
    }


def test_a_published_dose_names_its_own_source_also_of_a_child() -> None:
    assert terms({"kind_key": "xr_lspine"})["source_id"].item() == exam_kinds()["xr_lspine"].source_id
    child = terms({"kind_key": "ct_head", "birth_date": "2015-03-04"})
    assert child["method"].item() == "child_typical"
    assert child["source_id"].item() != exam_kinds()["ct_head"].source_id


def test_what_does_not_count_has_no_term() -> None:
    assert terms({"kind_key": "mri_brain"}).empty
    assert terms({"kind_key": "", "own_words": "dye test"}).empty
    assert provenance.used(exams(), measurements()).empty


# Four frames of some thirty exams, under each of three sets, hold more of them than sixty of at most eight did.
@pytest.mark.parametrize("factor_set", ["", "ICRP 60", "ICRP 103"])
@settings(max_examples=4, deadline=None)
@given(
    given_exams=st.lists(
        st.tuples(
            st.sampled_from(sorted(exam_kinds())),
            st.sampled_from(sorted(QUANTITIES)),
            st.floats(0.1, 5000),
            st.booleans(),
        ),
        min_size=24,
        max_size=40,
    ),
)
@example(given_exams=[])
@example(given_exams=[("ct_chest", "dlp_mgy_cm", 100.0, False)])
def test_the_terms_of_each_exam_add_up_to_its_dose(
    given_exams: list[tuple[str, str, float, bool]], factor_set: str
) -> None:
    kinds = exams(*({"kind_key": key} for key, *_rest in given_exams))
    rows = [
        {"exam": i, "quantity": q, "value": v, "part": part, "radiopharmaceutical": "tc99m_mdp", "phantom": "32 cm"}
        for i, (_key, q, v, part) in enumerate(given_exams)
    ]
    found = provenance.used(kinds, measurements(*rows), factor_set)
    estimated = effective.estimate(kinds, measurements(*rows), factor_set)
    counted = estimated.loc[estimated["counted"], "typical_msv"]
    sums = found.groupby("exam")["msv"].sum()
    assert list(sums.index) == list(counted.index)
    assert sums.to_numpy() == pytest.approx(counted.to_numpy())
    assert set(found["source_id"]) <= {*sources(), provenance.THE_REPORT}
