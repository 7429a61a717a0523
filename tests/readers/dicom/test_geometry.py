"""Where the beam stood in each event: read with its units, kept in the record, and never made up."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from pydicom.dataset import Dataset
from sqlmodel import Session, select

from tests.readers import report_parts as parts
from tests.readers.dicom.test_report import exam_of, problems, result_of, whole
from tests.readers.report_parts import Concept, Report, accumulated, code, container, dcm, event, num, text, uid
from tracker.cli.read_json import as_json
from tracker.errors import Reason
from tracker.readers import accept
from tracker.readers.dicom.event_sums import union
from tracker.readers.draft import EventDraft, ExamDraft, Filter, Geometry
from tracker.readers.merge import merge
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.models import IrradiationEvent

COPPER: Concept = ("C-127F9", "SRT", "Copper or Copper compound")
ALUMINIUM: Concept = ("12503006", "SCT", "Aluminum")
ISOCENTRE = dcm("113860", "15cm from Isocenter toward Source")
PRONE: Concept = ("1240000", "SCT", "Prone")


def metal(material: Concept, low: str, high: str, unit: str = "mm") -> Dataset:
    return container(
        dcm("113771", "X-Ray Filters"),
        code(dcm("113772", "X-Ray Filter Type"), dcm("113650", "Strip filter")),
        code(dcm("113757", "X-Ray Filter Material"), material),
        num(dcm("113758", "X-Ray Filter Thickness Minimum"), low, unit),
        num(dcm("113773", "X-Ray Filter Thickness Maximum"), high, unit),
    )


def placed() -> list[Dataset]:
    """What a C-arm in an angiography room tells of one event, with zeros among it."""
    lying = code(
        dcm("113743", "Patient Orientation"),
        ("F-10450", "SRT", "recumbent"),
        code(dcm("113744", "Patient Orientation Modifier"), PRONE),
    )
    return [
        num(dcm("112011", "Positioner Primary Angle"), "0.0", "deg"),
        num(dcm("112012", "Positioner Secondary Angle"), "-19.7", "deg"),
        num(dcm("113748", "Distance Source to Isocenter"), "78.5", "cm"),
        num(dcm("113750", "Distance Source to Detector"), "1071", "mm"),
        num(dcm("113751", "Table Longitudinal Position"), "0", "mm"),
        num(dcm("113752", "Table Lateral Position"), "1067.5", "mm"),
        num(dcm("113753", "Table Height Position"), "-136.6", "mm"),
        num(dcm("113754", "Table Head Tilt Angle"), "0", "deg"),
        num(dcm("113790", "Collimated Field Area"), "0.0271", "m2"),
        num(dcm("113742", "Irradiation Duration"), "1500", "ms"),
        code(dcm("113780", "Reference Point Definition"), ISOCENTRE),
        num(dcm("113733", "KVP"), "77", "kV"),
        metal(COPPER, "0.6", "0.6"),
        metal(ALUMINIUM, "1000", "1000", "um"),
        lying,
        code(dcm("113745", "Patient Table Relationship"), ("F-10470", "SRT", "headfirst")),
    ]


def one(more: Sequence[Dataset], *other: Dataset) -> EventDraft:
    (found,) = exam_of(Report("geometry", [*other, event("one", kap=("1", "Gy.cm2"), more=more)])).events
    return found


def test_every_event_has_its_geometry_and_zero_is_a_position() -> None:
    found = one(placed())
    assert found.tube_voltage_kv == 77.0
    assert found.geometry == Geometry(
        primary_angle_deg=0.0,
        secondary_angle_deg=-19.7,
        source_to_detector_mm=1071.0,
        source_to_isocentre_mm=785.0,
        reference_point="113860",
        table_longitudinal_mm=0.0,
        table_lateral_mm=1067.5,
        table_height_mm=-136.6,
        table_head_tilt_deg=0.0,
        field_area_cm2=271.0,
        filters=(Filter("copper", 0.6, 0.6, "strip"), Filter("aluminium", 1.0, 1.0, "strip")),
        patient_orientation="recumbent",
        patient_orientation_modifier="prone",
        patient_table_relationship="head first",
        duration_s=1.5,
    )


COMMENT = dcm("121106", "Comment")
OPERATOR_SET = (
    '<Root><PatientPosition><Position SRData="{position}"/><PositionTime SRData="12-May-26 10:06:48"/>'
    '</PatientPosition><AccumulatedMonoData><FluoroTime SRData="28"/></AccumulatedMonoData></Root>'
)


def commented(*positions: str) -> list[Dataset]:
    return [text(COMMENT, OPERATOR_SET.format(position=position)) for position in positions]


@pytest.mark.parametrize(
    ("position", "modifier", "first"),
    [
        ("HFS ", "supine", "head first"),
        ("HFP", "prone", "head first"),
        ("FFS ", "supine", "feet first"),
        ("FFP", "prone", "feet first"),
        ("HFDR", "right lateral decubitus", "head first"),
        ("FFDL", "left lateral decubitus", "feet first"),
    ],
)
def test_how_the_person_lay_is_read_from_the_comment_of_siemens(position: str, modifier: str, first: str) -> None:
    found = one(placed()[:14], *commented(position)).geometry
    assert found
    told = (found.patient_orientation, found.patient_orientation_modifier, found.patient_table_relationship)
    assert told == ("recumbent", modifier, first)
    assert found.primary_angle_deg == 0.0


@pytest.mark.parametrize("positions", [("",), ("XYZ",), ("HF",), ("HFQ",), ("HFS", "HFP"), ()])
def test_a_comment_that_does_not_say_one_known_position_says_nothing(positions: tuple[str, ...]) -> None:
    found = one(placed()[:14], *commented(*positions)).geometry
    assert found
    assert found.patient_orientation_modifier == found.patient_table_relationship == ""


def test_what_the_event_says_itself_holds_alone_against_the_comment() -> None:
    found = one(placed()[:15], *commented("FFS")).geometry
    assert found
    assert (found.patient_orientation_modifier, found.patient_table_relationship) == ("prone", "")


def test_a_comment_makes_no_geometry_where_an_event_has_none() -> None:
    assert one([], *commented("HFS")).geometry is None


def test_what_a_report_does_not_say_is_none() -> None:
    assert one([]).geometry is None
    empty = [num(dcm("112011", "Positioner Primary Angle"), None, None)]
    assert one(empty).geometry is None
    not_done = num(dcm("112011", "Positioner Primary Angle"), "0", "deg")
    not_done.NumericValueQualifierCodeSequence = [parts.coded(dcm("114006", "Measurement not attempted"))]
    assert one([not_done]).geometry is None


@pytest.mark.parametrize("unit", [None, "", "inch", "Gy"])
def test_a_distance_without_a_known_unit_is_left_out_and_told_once(unit: str | None) -> None:
    more = [num(dcm("113750", "Distance Source to Detector"), "40", unit)]
    report = Report("inches", [event("a", more=more), event("b", more=more)])
    assert all(found.geometry is None for found in exam_of(report).events)
    assert [p.where for p in result_of(report).problems].count(Reason("beam")) == 1


def test_numbers_no_room_can_hold_are_left_out() -> None:
    wild = [num(dcm("113751", "Table Longitudinal Position"), "1e999", "mm"),
            num(dcm("112011", "Positioner Primary Angle"), "nan", "deg"),
            num(dcm("113733", "KVP"), "1e7", "kV")]  # fmt: skip
    found = one(wild)
    assert (found.geometry, found.tube_voltage_kv) == (None, None)


def test_the_tube_voltage_is_the_mean_of_the_pulses_that_had_any() -> None:
    assert one([num(dcm("113733", "KVP"), "0\\80\\70", "kV")]).tube_voltage_kv == 75.0
    assert one([num(dcm("113733", "KVP"), value, "kV") for value in ("60", "61", "63")]).tube_voltage_kv == 61.33
    assert one([num(dcm("113733", "KVP"), "0", "kV")]).tube_voltage_kv is None


def test_a_rotation_has_two_ends() -> None:
    stated = [num(dcm("112011", "Positioner Primary Angle"), "90", "deg"),
              num(dcm("113739", "Positioner Primary End Angle"), "-120", "deg")]  # fmt: skip
    listed = [num(dcm("112011", "Positioner Primary Angle"), "90\\20\\-120", "deg")]
    for more in (stated, listed):
        assert one(more).geometry == Geometry(primary_angle_deg=90.0, primary_end_angle_deg=-120.0)


def test_the_reference_point_is_a_code_or_words_and_never_assumed() -> None:
    words = [text(dcm("113780", "Reference Point Definition"), "15cm below BeamIsocenter")]
    assert one(words).geometry == Geometry(reference_point_text="15cm below BeamIsocenter")
    assert one([num(dcm("113750", "Distance Source to Detector"), "1000", "mm")]).geometry == Geometry(
        source_to_detector_mm=1000.0
    )


def test_a_reference_point_of_the_whole_exam_holds_for_each_event_of_its_plane() -> None:
    surface = code(dcm("113780", "Reference Point Definition"), dcm("113861", "30cm in Front of Image Input Surface"))
    distance = num(dcm("113737", "Distance Source to Reference Point"), "700", "mm")
    assert one([], accumulated(more=[surface, distance])).geometry == Geometry(
        reference_point="113861", source_to_reference_point_mm=700.0
    )
    own = one([code(dcm("113780", "Reference Point Definition"), ISOCENTRE)], accumulated(more=[surface]))
    assert own.geometry == Geometry(reference_point="113860")
    table = code(dcm("113780", "Reference Point Definition"), dcm("113862", "1cm above Tabletop"))
    items = [
        accumulated(plane=parts.PLANE_A, more=[surface]),
        accumulated(plane=parts.PLANE_B, more=[table]),
        event("a", plane=parts.PLANE_A),
        event("b", plane=parts.PLANE_B),
        event("none"),
    ]
    points = [
        found.geometry.reference_point if found.geometry else "" for found in exam_of(Report("two", items)).events
    ]
    assert points == ["113861", "113862", ""]


def test_a_material_is_known_by_its_code_alone() -> None:
    (unknown,) = (one([metal(("C-120F9", "DCM", "Aluminum"), "1", "1")]).geometry or Geometry()).filters
    assert unknown == Filter("", 1.0, 1.0, "strip")


def test_several_filters_in_one_container() -> None:
    several = container(
        dcm("113771", "X-Ray Filters"),
        code(dcm("113757", "X-Ray Filter Material"), COPPER),
        num(dcm("113758", "X-Ray Filter Thickness Minimum"), "0.1", "mm"),
        code(dcm("113757", "X-Ray Filter Material"), ALUMINIUM),
        num(dcm("113758", "X-Ray Filter Thickness Minimum"), "1", "mm"),
    )
    assert (one([several]).geometry or Geometry()).filters == (Filter("copper", 0.1), Filter("aluminium", 1.0))


def test_the_geometry_arrives_in_the_record_and_comes_back(desk: Desk, patient_id: str) -> None:
    found = exam_of(Report("kept", [event("one", more=placed()), event("two")]))
    ledger.add_exam(desk, patient_id, accept.to_create(found, own_words="an injection"))
    with Session(desk.engine) as session:
        rows = {row.event_uid: row for row in session.exec(select(IrradiationEvent))}
    stored = rows[uid("one")]
    assert accept.GEOMETRY.validate_python(stored.geometry) == found.events[0].geometry
    assert stored.geometry
    assert stored.geometry["primary_angle_deg"] == 0.0
    assert "table_cradle_tilt_deg" not in stored.geometry
    assert rows[uid("two")].geometry is None


def test_a_stored_report_says_again_where_the_beam_stood() -> None:
    found = exam_of(Report("again", [event("one", more=placed())]))
    (report,) = accept.to_create(found, own_words="x").reports
    again = accept.stated(report)
    assert again
    assert again.events == found.events


def test_accounts_of_one_event_lose_no_position_in_whatever_order_they_come() -> None:
    full = EventDraft("1", kap_gy_cm2=1.0, geometry=Geometry(primary_angle_deg=0.0, table_height_mm=5.0))
    more = EventDraft("1", geometry=Geometry(secondary_angle_deg=3.0))
    bare = EventDraft("1", kap_gy_cm2=1.0, region="knee", air_kerma_mgy=2.0)
    expected = replace(bare, geometry=Geometry(0.0, 3.0, table_height_mm=5.0))
    assert all(union(order) == [expected] for order in permutations([full, more, bare]))
    assert union([*union([full, more]), bare]) == [expected]


def test_merged_reports_keep_the_geometry_of_every_event() -> None:
    drafts: list[ExamDraft] = [
        exam_of(Report(f"part {n}", [event("one", more=placed()), event(f"only {n}", more=placed())])) for n in range(3)
    ]
    drafts = [replace(draft, study_uid="1.2.3") for draft in drafts]
    random.Random(3).shuffle(drafts)
    (exam,) = merge([*drafts, drafts[0]])
    assert len(exam.events) == 4
    assert {found.geometry for found in exam.events} == {drafts[0].events[0].geometry}


def test_json_shows_the_geometry_as_an_object_of_the_event() -> None:
    told = json.loads(json.dumps(as_json(result_of(Report("json", [event("one", more=placed())]))), allow_nan=False))
    ((shown,),) = (exam["events"] for exam in told["exams"])
    assert shown["geometry"]["source_to_isocentre_mm"] == 785.0
    bare = json.loads(json.dumps(as_json(result_of(Report("json", [event("one")])))))
    assert "geometry" not in bare["exams"][0]["events"][0]


def test_geometry_changes_no_dose_of_the_exam() -> None:
    bare = exam_of(Report("same", [event("one", kap=("1", "Gy.cm2"))]))
    full = exam_of(Report("same", [event("one", kap=("1", "Gy.cm2"), more=placed())]))
    assert whole(bare).keys() <= whole(full).keys()
    assert whole(full)["kap_gy_cm2"] == 1.0
    assert not problems(Report("same", [event("one", kap=("1", "Gy.cm2"), more=placed())]))
