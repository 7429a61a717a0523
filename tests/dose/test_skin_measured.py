"""What a record holds about skin: planes apart, parts never added, zero never a dose, and what is not known."""

from typing import Any

import pandas as pd
import pytest

from tests.dose.beams_made import bare, events
from tracker.dose.skin import Measured, measured


def exam(name: str, modality: str = "RF", **more: Any) -> dict[str, Any]:
    return {"exam_id": name, "modality": modality, "exam_type": "", "region": "", "side": "", **more}


def exams(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([*rows])


def given(*rows: tuple[str, str, float, bool, str]) -> pd.DataFrame:
    frame = pd.DataFrame([*rows], columns=["exam_id", "quantity", "value", "part", "plane"])
    return frame.astype({"value": float, "part": bool, "exam_id": object, "quantity": object, "plane": object})


def kerma(found: Measured) -> dict[tuple[str, str], float]:
    rows = found.kerma.itertuples(index=False)
    return {(str(exam_id), str(plane)): float(value) for exam_id, plane, value in rows}


def air(name: str, value: float, *, part: bool = False, plane: str = "") -> tuple[str, str, float, bool, str]:
    return (name, "air_kerma_mgy", value, part, plane)


def test_the_whole_is_used_and_its_parts_are_not_added() -> None:
    found = measured(exams(exam("a")), given(air("a", 12.0), air("a", 11.8, part=True)), events())
    assert kerma(found) == {("a", ""): 12.0}
    assert found.not_known == ()


def test_the_planes_of_a_biplane_system_stay_apart_and_their_kap_adds() -> None:
    rows = given(air("a", 9.0), air("a", 9.0, part=True, plane="A"), air("a", 4.0, part=True, plane="B"))
    kap = given(("a", "kap_gy_cm2", 6.0, False, ""), ("a", "kap_gy_cm2", 2.0, True, "B"))
    found = measured(exams(exam("a")), pd.concat([rows, kap]), events())
    assert kerma(found) == {("a", "A"): 9.0, ("a", "B"): 4.0}
    assert found.kap["kap_gy_cm2"].tolist() == [6.0]


def test_one_named_plane_alone_is_the_exam() -> None:
    found = measured(exams(exam("a")), given(air("a", 9.0), air("a", 9.0, part=True, plane="A")), events())
    assert kerma(found) == {("a", ""): 9.0}


def test_events_stand_in_for_a_total_that_is_not_there() -> None:
    rows = events(
        bare(exam_id="a", air_kerma_mgy=3.0, kap_gy_cm2=0.2, fluoro_time_s=5.0),
        bare(exam_id="a", air_kerma_mgy=4.0, kap_gy_cm2=0.3),
        bare(exam_id="b", plane="A", air_kerma_mgy=1.0),
        bare(exam_id="b", plane="B", air_kerma_mgy=2.0),
    )
    found = measured(exams(exam("a"), exam("b")), given(), rows)
    assert kerma(found) == {("a", ""): 7.0, ("b", "A"): 1.0, ("b", "B"): 2.0}
    assert found.kap.to_dict("list") == {"exam_id": ["a"], "kap_gy_cm2": [0.5]}
    assert found.time.to_dict("list") == {"exam_id": ["a"], "fluoro_time_s": [5.0]}


def test_zero_or_absent_is_not_a_dose_and_is_counted_as_not_known() -> None:
    rows = events(bare(exam_id="b", air_kerma_mgy=0.0))
    found = measured(
        exams(exam("a"), exam("b"), exam("c")), given(air("a", 0.0), ("c", "kap_gy_cm2", 0, False, "")), rows
    )
    assert kerma(found) == {}
    assert found.kap.empty
    assert found.not_known == ("a", "b", "c")


@pytest.mark.parametrize("modality", ["CT", "NM", "PT", "MG", "IO", "PX", "US", "MR", "TX", "BMD"])
def test_other_exams_have_no_skin_dose_here(modality: str) -> None:
    rows = given(air("a", 5.0), ("a", "kap_gy_cm2", 1.0, False, ""))
    found = measured(exams(exam("a", modality)), rows, events(bare(exam_id="a")))
    assert (kerma(found), found.not_known, len(found.kap), len(found.events)) == ({}, (), 0, 0)


def test_a_radiograph_has_one_only_where_air_kerma_is_known() -> None:
    rows = given(air("a", 0.3), ("b", "kap_gy_cm2", 0.1, False, ""))
    found = measured(exams(exam("a", "DX"), exam("b", "DX"), exam("c", "DX", exam_type="dental")), rows, events())
    assert kerma(found) == {("a", ""): 0.3}
    assert found.kap.empty
    assert found.not_known == ()


def test_in_own_words_fluoroscopy_shows_by_its_time_or_its_events() -> None:
    rows = given(("a", "fluoro_time_s", 60.0, False, ""), air("c", 2.0), ("d", "kap_gy_cm2", 1.0, False, ""))
    shown = events(bare(exam_id="b", event_type="fluoroscopy", air_kerma_mgy=None))
    found = measured(exams(*(exam(name, "") for name in "abcd")), rows, shown)
    assert found.not_known == ("a", "b")
    assert kerma(found) == {("c", ""): 2.0}
    assert found.kap.empty  # a number in own words without any sign of fluoroscopy


def test_rows_of_other_exams_are_left_alone() -> None:
    found = measured(exams(exam("a")), given(air("z", 5.0)), events(bare(exam_id="z")))
    assert (kerma(found), len(found.events)) == ({}, 0)
