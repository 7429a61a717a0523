"""Skin doses of a record: from the exams to regions, windows, levels, the map and what is not known."""

from datetime import date
from typing import Any

import pytest

from tests.dose.beams_made import bare, event
from tests.record.test_ledger import an_exam
from tracker import dates
from tracker.history.skin import SkinHistory, skin_history
from tracker.history.skin_words import SkinRegion
from tracker.history.summary import summarise
from tracker.record import ledger, people, sample
from tracker.record.desk import Desk
from tracker.record.models import EventCreate, MeasurementCreate, PatientCreate

TODAY = date(2026, 11, 20)
INJECTION = "esi_lumbar_transforaminal_rf"
NO_ISOCENTRE = {"source_to_isocentre_mm": None}


def number(quantity: str, value: float, **more: Any) -> MeasurementCreate:
    return MeasurementCreate(quantity=quantity, value=value, reported=f"{value}", origin="accumulated total", **more)


def exposures(uid: str, *rows: dict[str, Any]) -> list[EventCreate]:
    kept = [{k: v for k, v in row.items() if k != "exam_id"} for row in rows]
    return [EventCreate(event_uid=f"{uid}.{i}", **row) for i, row in enumerate(kept)]


def add(desk: Desk, patient_id: str, when: str = "2026-10-01", **fields: Any) -> str:
    day = dates.parse(when)
    made = an_exam(
        **{"kind_key": INJECTION, "measurements": [], **fields},
        date_first=day.first, date_last=day.last, date_precision=day.precision,
    )  # fmt: skip
    return ledger.add_exam(desk, patient_id, made).entity_id


def history(desk: Desk, patient_id: str) -> SkinHistory:
    return skin_history(desk, summarise(desk, patient_id, TODAY))


def test_an_empty_record_has_nothing(desk: Desk, patient_id: str) -> None:
    found = history(desk, patient_id)
    assert (found.regions, found.same_patch, found.not_known, found.advice) == ((), (), (), ())
    assert found.map is None
    assert found.not_known_exams == 0


def test_fluoroscopy_without_numbers_is_not_known_and_never_zero(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id)
    add(desk, patient_id, "1990 to 2005", kind_key="rf_barium_swallow", exam_count=20, count_is_approximate=True)
    add(desk, patient_id, kind_key="ct_chest")
    found = history(desk, patient_id)
    assert found.regions == ()
    assert found.not_known_exams == 21
    assert [entry.exams for entry in found.not_known] == [1, 20]


def test_a_typed_total_stands_at_t1_and_its_side_is_unknown_with_a_reason(desk: Desk, patient_id: str) -> None:
    exam_id = add(desk, patient_id, measurements=[number("air_kerma_mgy", 10.0)])
    (region,) = history(desk, patient_id).regions
    assert region.skin == SkinRegion("lumbar_spine", "unknown")
    (dose,) = region.doses
    assert (dose.exam_id, dose.tier, dose.text) == (exam_id, "T1", "about 12 mGy (7.0 to 60)")
    assert "Only totals are recorded." in dose.side_reason
    assert dose.reason.startswith("T1: air kerma")


def test_kap_alone_gives_a_bound_and_no_typical_dose(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, measurements=[number("kap_gy_cm2", 2.4)])
    (region,) = history(desk, patient_id).regions
    assert (region.doses[0].tier, region.doses[0].text) == ("T0", "up to 37 mGy, for a field of 100 cm2 or more")
    recent = region.windows[0].recent
    assert recent
    assert (recent.typical_mgy, recent.low_mgy, recent.high_mgy) == (None, None, 36.96)  # 2.4 x 15.4


def test_events_give_a_map_and_the_maps_of_procedures_are_added_cell_by_cell(desk: Desk, patient_id: str) -> None:
    for uid, when in (("1", "2026-10-01"), ("2", "2026-11-01")):
        add(desk, patient_id, when, events=exposures(uid, event()))
    found = history(desk, patient_id)
    (region,) = found.regions
    assert region.skin == SkinRegion("lumbar_spine", "posterior")
    assert [dose.tier for dose in region.doses] == ["T2", "T2"]
    assert [dose.first for dose in region.doses] == [date(2026, 11, 1), date(2026, 10, 1)]
    assert found.map
    single = [one.peak_mgy for one in found.maps.values()]
    assert found.map.peak_mgy == pytest.approx(sum(single))
    assert region.windows[0].highest.typical_mgy == pytest.approx(sum(single))
    assert found.map.body.side[found.map.dose_mgy.argmax()] == "posterior"
    assert (found.map.side_uncertain, found.map.not_drawn) == ((), ())
    assert found.left_out == ()


def test_procedures_on_different_patches_add_in_the_worst_case_only(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, events=exposures("1", event()))
    add(desk, patient_id, events=exposures("2", event({"patient_orientation_modifier": "prone"})))
    found = history(desk, patient_id)
    assert {one.skin.entrance for one in found.regions} == {"anterior", "posterior"}
    (worst,) = found.same_patch
    peak = max(one.peak_mgy for one in found.maps.values())
    assert worst.windows[-1].highest.typical_mgy == pytest.approx(2 * peak)
    assert found.map
    assert found.map.peak_mgy == pytest.approx(peak)


def test_the_worst_case_joins_overlapping_regions_and_those_nobody_knows(desk: Desk, patient_id: str) -> None:
    kerma = [number("air_kerma_mgy", 10.0)]
    add(desk, patient_id, measurements=kerma)
    add(desk, patient_id, kind_key="si_joint_rf", measurements=kerma)
    add(desk, patient_id, kind_key="knee_injection_rf", side="left", measurements=kerma)
    add(desk, patient_id, kind_key="rf_unspecified", measurements=kerma)
    found = {one.region: one for one in history(desk, patient_id).same_patch}
    sums = {region: one.windows[-1].highest.typical_mgy for region, one in found.items()}
    assert sums == pytest.approx({"lumbar_spine": 36, "sacrum_sacroiliac": 36, "knee": 24, "unknown": 48})
    assert found["unknown"].name == "Body region not known"


def test_left_and_right_knee_are_two_patches(desk: Desk, patient_id: str) -> None:
    for side in ("left", "right"):
        add(desk, patient_id, kind_key="knee_injection_rf", side=side, measurements=[number("air_kerma_mgy", 1.0)])
    names = {one.skin.place for one in history(desk, patient_id).regions}
    assert names == {"Knee, left", "Knee, right"}


def test_the_planes_of_a_biplane_system_are_shown_apart_and_not_added(desk: Desk, patient_id: str) -> None:
    total = [number("air_kerma_mgy", 3000.0)]
    planes = [number("air_kerma_mgy", v, part=True, plane=p) for p, v in (("A", 3000.0), ("B", 2500.0))]
    add(desk, patient_id, kind_key="ir_cerebral_embolisation", measurements=[*total, *planes])
    found = history(desk, patient_id)
    (region,) = found.regions
    assert {dose.plane: dose.typical_mgy for dose in region.doses} == pytest.approx({"A": 3600, "B": 3000})
    assert region.windows[-1].highest.typical_mgy == pytest.approx(3600)
    assert found.same_patch[0].windows[-1].highest.typical_mgy == pytest.approx(6600)
    (advice,) = found.advice
    assert {one.key: one.value for one in advice.reached} == pytest.approx({"peak_skin_dose": 3600})
    assert advice.next_time


def test_levels_give_advice_and_nothing_below_does(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, measurements=[number("air_kerma_mgy", 45.0), number("kap_gy_cm2", 9.0)])
    assert history(desk, patient_id).advice == ()
    add(desk, patient_id, "2012", kind_key="ir_pci", measurements=[number("kap_gy_cm2", 510.0)])
    add(desk, patient_id, "2011", kind_key="ir_pci", measurements=[number("fluoro_time_s", 3700.0)])
    found = history(desk, patient_id)
    assert [(one.when, [level.key for level in one.reached]) for one in found.advice] == [
        ("2012", ["kap"]),
        ("2011", ["fluoro_time"]),
    ]
    assert found.advice[0].name
    assert not any(one.reacts_again for one in found.advice)


def test_beams_that_are_in_no_map_are_named_with_the_reason(desk: Desk, patient_id: str) -> None:
    rows = (event(), event(NO_ISOCENTRE, air_kerma_mgy=1.0), event({"table_longitudinal_mm": 900.0}, air_kerma_mgy=1.0))
    exam_id = add(desk, patient_id, events=exposures("1", *rows))
    left_out = history(desk, patient_id).left_out
    assert [(one.exam_id, one.event_uid, one.code) for one in left_out] == [
        (exam_id, "1.1", "no_isocentre"),
        (exam_id, "1.2", "missed"),
    ]
    assert all(one.reason.endswith(".") for one in left_out)


def test_a_mobile_c_arm_stays_at_t1_and_says_why(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, events=exposures("1", event({**NO_ISOCENTRE, "reference_point": "113861"})))
    found = history(desk, patient_id)
    (dose,) = found.regions[0].doses
    assert (dose.tier, dose.text) == ("T1", "about 12 mGy (7.0 to 60)")
    assert "no isocentre" in dose.reason
    assert found.map is None


def test_a_map_without_a_body_region_gives_its_peak_and_is_not_drawn(desk: Desk, patient_id: str) -> None:
    exam_id = add(desk, patient_id, kind_key="rf_unspecified", events=exposures("1", event()))
    found = history(desk, patient_id)
    assert found.map is None
    assert found.regions[0].doses[0].tier == "T2"
    add(desk, patient_id, events=exposures("2", event({"patient_orientation_modifier": None})))
    drawn = history(desk, patient_id).map
    assert drawn
    assert drawn.not_drawn == (exam_id,)
    assert [reason for _id, reason in drawn.side_uncertain] == [
        "The report does not say whether the person lay on the back or on the front."
    ]


def test_height_and_weight_shape_the_body(desk: Desk) -> None:
    peaks = []
    for weight in (50, 130):
        mine = people.add(desk, PatientCreate(name="Test Person", height_cm=170, weight_kg=weight)).entity_id
        add(desk, mine, events=exposures(f"{weight}", event()))
        drawn = history(desk, mine).map
        assert drawn
        peaks.append(drawn.peak_mgy)
    assert peaks[0] < peaks[1]


def test_a_year_may_lie_in_the_window(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, "2026", measurements=[number("air_kerma_mgy", 10.0)])
    recent = history(desk, patient_id).regions[0].windows[0].recent
    assert recent
    assert (recent.typical_mgy, recent.exams, recent.may_lie) == (None, 0, 1)


def test_a_radiograph_without_air_kerma_is_not_missed(desk: Desk, patient_id: str) -> None:
    add(
        desk,
        patient_id,
        kind_key="xr_chest_pa",
        measurements=[number("kap_gy_cm2", 0.1)],
        events=exposures("1", bare()),
    )
    add(desk, patient_id, kind_key="xr_lspine")
    found = history(desk, patient_id)
    (region,) = found.regions  # its single event states air kerma
    assert region.doses[0].tier == "T1"
    assert found.not_known == ()


def test_the_sample_patient_shows_every_part(desk: Desk) -> None:
    found = history(desk, sample.load(desk))
    assert found.map
    assert {dose.tier for region in found.regions for dose in region.doses} >= {"T2"}
    assert found.not_known
    (advice,) = found.advice
    assert [one.key for one in advice.reached] == ["air_kerma"]
    assert found.map.peak_mgy == max(one.peak_mgy for one in found.maps.values())
    lumbar = [one for one in found.regions if one.skin == SkinRegion("lumbar_spine", "anterior")]
    assert lumbar, "prone over an under-table tube: the abdomen is the entrance skin"
