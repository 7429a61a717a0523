"""Projection reports beyond the numbered points: enhanced ones, all planes at once, and totals in two halves."""

import pytest
from pydicom.dataset import Dataset

from tests.readers import report_parts as parts
from tests.readers.dicom.test_report import exam_of, parts_of, problems, whole
from tests.readers.report_parts import Report, accumulated, code, container, dcm, event, num, text, uid, uidref, when
from tracker.readers.draft import Filter, Geometry


def enhanced_total(source: str, kap: str, kerma: str | None) -> Dataset:
    children = [text(dcm("113832", "Identification of the X-Ray Source"), source),
                num(dcm("113722", "Dose Area Product Total"), kap, "Gy.m2")]  # fmt: skip
    if kerma:
        children.append(num(dcm("113725", "Dose (RP) Total"), kerma, "mGy"))
    return container(dcm("130500", "Accumulated Dose Data"), *children)


def test_an_enhanced_report_with_details_apart_from_its_events() -> None:
    identity = uidref(dcm("113769", "Irradiation Event UID"), uid("enhanced"))
    summary = container(
        dcm("130501", "Irradiation Event Summary Data"), identity,
        code(dcm("113721", "Irradiation Event Type"), ("44491008", "SCT", "Fluoroscopy")),
        code(dcm("123014", "Target Region"), ("122496007", "SCT", "Lumbar spine")),
    )  # fmt: skip
    details = container(
        dcm("130505", "Irradiation Details"), identity, num(dcm("122130", "Dose Area Product"), "0.0001", "Gy.m2")
    )
    items = [enhanced_total("A", "0.0001", "7"), summary, details]
    exam = exam_of(Report("enhanced", items, sop_class=parts.ENHANCED_DOSE_SR))
    assert (exam.modality, exam.region, exam.irradiation_events) == ("RF", "lumbar_spine", 1)
    assert exam.events[0].kap_gy_cm2 == pytest.approx(1.0)
    assert whole(exam) == pytest.approx({"kap_gy_cm2": 1.0, "air_kerma_mgy": 7.0})


def at_point(source: str, kap: str, kerma: str, *more: Dataset, total: bool = False) -> Dataset:
    """What an enhanced report says of the reference point of one X-ray source."""
    names = ("113722", "113725") if total else ("122130", "113738")
    return container(
        dcm("130502", "Reference Point Dosimetry"),
        text(dcm("113832", "Identification of the X-Ray Source"), source),
        num(dcm(names[0], "Dose Area Product"), kap, "Gy.m2"),
        num(dcm(names[1], "Dose (RP)"), kerma, "mGy"),
        *more,
    )


def enhanced_event(name: str, begun: str, end: str, *more: Dataset) -> Dataset:
    return container(
        dcm("130501", "Irradiation Event Summary Data"),
        uidref(dcm("113769", "Irradiation Event UID"), uid(name)),
        when(dcm("111526", "DateTime Started"), begun),
        when(dcm("111527", "DateTime Ended"), end),
        *more,
    )


def span(concept: tuple[str, str], begun: str, end: str, *more: Dataset, source: str = "A") -> Dataset:
    return container(
        dcm(*concept),
        when(dcm("111526", "DateTime Started"), begun),
        when(dcm("111527", "DateTime Ended"), end),
        text(dcm("113832", "Identification of the X-Ray Source"), source),
        *more,
    )


def test_an_enhanced_report_keeps_the_reference_points_of_its_sources_apart() -> None:
    point = code(dcm("113780", "Reference Point Definition"), dcm("113860", "15cm from Isocenter toward Source"))
    total = container(
        dcm("130500", "Accumulated Dose Data"),
        num(dcm("113730", "Total Fluoro Time"), "60", "s"),
        at_point("Frontal", "0.0003", "9", point, total=True),
        at_point("Lateral", "0.0002", "5", total=True),
    )
    both = enhanced_event(
        "both",
        "20240312100000",
        "20240312100010",
        at_point("Lateral", "0.0002", "5"),
        at_point("Frontal", "0.0003", "9"),
    )
    exam = exam_of(Report("two sources", [total, both], sop_class=parts.ENHANCED_DOSE_SR))
    assert whole(exam) == pytest.approx({"kap_gy_cm2": 5.0, "air_kerma_mgy": 9.0, "fluoro_time_s": 60.0})
    assert [(one.plane, one.air_kerma_mgy) for one in exam.events] == [("A", 9.0), ("B", 5.0)]
    assert [one.kap_gy_cm2 for one in exam.events] == pytest.approx([3.0, 2.0])
    assert not problems(Report("two sources", [total, both], sop_class=parts.ENHANCED_DOSE_SR))


def test_an_enhanced_report_of_one_source() -> None:
    point = code(dcm("113780", "Reference Point Definition"), dcm("113860", "15cm from Isocenter toward Source"))
    total = container(dcm("130500", "Accumulated Dose Data"), at_point("1", "0.0003", "9", point, total=True))
    only = enhanced_event("only", "20240312100000", "20240312100010", at_point("1", "0.0003", "9"))
    exam = exam_of(Report("one source", [total, only], sop_class=parts.ENHANCED_DOSE_SR))
    assert whole(exam) == pytest.approx({"kap_gy_cm2": 3.0, "air_kerma_mgy": 9.0})
    assert exam.events[0].geometry == Geometry(reference_point="113860")


def test_tube_voltage_and_filters_of_an_enhanced_report_are_those_of_the_time_of_the_event() -> None:
    copper = container(
        dcm("130531", "Attenuator Characteristics"),
        code(dcm("113757", "X-Ray Filter Material"), ("66925006", "SCT", "Copper")),
        num(dcm("130509", "X-Ray Filter Thickness"), "0.3", "mm"),
    )

    def kvp(value: str) -> Dataset:
        return num(dcm("113733", "KVP"), value, "kV")

    technique, filtration = ("130511", "Radiation Technique"), ("130512", "Filtration")
    details = container(
        dcm("130505", "Irradiation Details"),
        span(technique, "20240312100000", "20240312100004", kvp("70")),
        span(technique, "20240312100005", "20240312100009", kvp("80")),
        span(technique, "20240312100005", "20240312100009", kvp("120"), source="B"),
        span(technique, "20240312110000", "20240312110009", kvp("100")),
        span(filtration, "20240312100000", "20240312100009", copper),
    )
    items = [
        enhanced_event("early", "20240312100001", "20240312100008", at_point("A", "0.0001", "1")),
        enhanced_event("late", "20240312110001", "20240312110002", at_point("A", "0.0001", "1")),
        enhanced_event("never", "20240312120000", "20240312120001", at_point("A", "0.0001", "1")),
        details,
    ]
    early, late, never = exam_of(Report("spans", items, sop_class=parts.ENHANCED_DOSE_SR)).events
    assert (early.tube_voltage_kv, late.tube_voltage_kv, never.tube_voltage_kv) == (75.0, 100.0, None)
    assert early.geometry == Geometry(filters=(Filter("copper", 0.3, 0.3),))
    assert late.geometry is never.geometry is None


def test_an_enhanced_report_of_a_ct() -> None:
    phantom = code(dcm("113835", "CTDIw Phantom Type"), parts.BODY_PHANTOM)
    scans = [
        enhanced_event(
            name, "20240312100000", "20240312100010",
            num(dcm("113838", "DLP"), dlp, "mGy.cm"), num(dcm("113830", "Mean CTDIvol"), "9", "mGy"), phantom,
        )
        for name, dlp in (("one", "300"), ("two", "200"))
    ]  # fmt: skip
    total = container(dcm("130500", "Accumulated Dose Data"), num(dcm("113813", "CT DLP Total"), "500", "mGy.cm"))
    exam = exam_of(Report("enhanced ct", [parts.ct_procedure(), total, *scans], sop_class=parts.ENHANCED_DOSE_SR))
    assert (exam.modality, whole(exam)) == ("CT", {"dlp_mgy_cm": 500.0})
    assert {row.phantom for row in exam.measurements} == {"32 cm"}
    assert [row.value for row in parts_of(exam, "ctdivol_mgy")] == [9.0, 9.0]


def test_a_container_for_both_sources_is_not_added_to_each_of_them() -> None:
    items = [
        enhanced_total("A", "0.0001", "7"),
        enhanced_total("B", "0.0002", "9"),
        enhanced_total("A and B", "0.0003", None),
    ]
    exam = exam_of(Report("enhanced biplane", items, sop_class=parts.ENHANCED_DOSE_SR))
    assert whole(exam) == pytest.approx({"kap_gy_cm2": 3.0, "air_kerma_mgy": 9.0})


def test_the_same_container_twice_counts_once() -> None:
    assert whole(exam_of(Report("double", [accumulated(kap=("2", "Gy.cm2"))] * 2))) == {"kap_gy_cm2": 2.0}


def test_a_total_in_two_halves_is_added_and_one_half_alone_is_not_the_total() -> None:
    fluoroscopy = num(dcm("113726", "Fluoro Dose Area Product Total"), "1", "Gy.cm2")
    acquisition = num(dcm("113727", "Acquisition Dose Area Product Total"), "2", "Gy.cm2")
    assert whole(exam_of(Report("halves", [accumulated(more=[fluoroscopy, acquisition])]))) == {"kap_gy_cm2": 3.0}
    assert whole(exam_of(Report("half", [accumulated(more=[fluoroscopy])]))) == {}


def test_biplane_events_without_totals_keep_air_kerma_apart() -> None:
    items = [event("a", kerma=("5", "mGy"), plane=parts.PLANE_A), event("b", kerma=("3", "mGy"), plane=parts.PLANE_B),
             event("c", kerma=("1", "mGy"), plane=parts.PLANE_A)]  # fmt: skip
    exam = exam_of(Report("planes of events", items))
    assert whole(exam) == {"air_kerma_mgy": 6.0}
    assert {row.plane: row.value for row in parts_of(exam, "air_kerma_mgy")} == {"A": 6.0, "B": 3.0}


def test_fluoroscopy_time_from_events_only_where_there_is_no_total() -> None:
    runs = [event(f"run {at}", more=[num(dcm("113742", "Irradiation Duration"), "1500", "ms")]) for at in range(4)]
    assert whole(exam_of(Report("timed events", runs))) == {"fluoro_time_s": 6.0}
    stated = exam_of(Report("stated time", [*runs, accumulated(time=("0.5", "min"))]))
    assert whole(stated) == {"fluoro_time_s": 30.0}
    assert not parts_of(stated, "fluoro_time_s")


def test_a_glandular_dose_of_no_breast_is_told_and_kept_as_a_part() -> None:
    total = accumulated(more=[num(dcm("111637", "Accumulated Average Glandular Dose"), "2", "mGy")])
    exam = exam_of(Report("no breast", [total]))
    assert whole(exam) == {}
    assert [row.value for row in parts_of(exam, "glandular_dose_mgy")] == [2.0]
    assert "which breast" in problems(Report("no breast", [total]))


def test_the_modality_follows_device_and_events() -> None:
    still = event("still", parts.STATIONARY, kap=("1", "Gy.cm2"))
    assert exam_of(Report("still", [still])).modality == "DX"
    c_arm = code(
        dcm("122142", "Acquisition Device Type"), dcm("113957", "Fluoroscopy-Guided Projection Radiography System")
    )
    assert exam_of(Report("c-arm", [c_arm, still])).modality == "RF"
    bucky = code(dcm("122142", "Acquisition Device Type"), dcm("113958", "Integrated Projection Radiography System"))
    assert exam_of(Report("bucky", [bucky, still, accumulated(time=("0", "s"))])).modality == "DX"
    assert exam_of(Report("timed", [still, accumulated(time=("0", "s"))])).modality == "RF"


def test_sides() -> None:
    left = event("l", region=("T-D9200", "SRT", "Knee"), side=parts.LEFT)
    right = event("r", region=("T-D9200", "SRT", "Knee"), side=parts.RIGHT)
    bare = event("n", region=("T-D9200", "SRT", "Knee"))
    assert exam_of(Report("left knee", [left])).side == "left"
    assert exam_of(Report("knees", [left, right])).side == "both"
    assert exam_of(Report("some knee", [left, bare])).side == ""
