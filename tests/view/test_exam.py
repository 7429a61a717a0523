"""One exam opened: its measurements as reported, its exposures with angles, its injection, its reports."""

from datetime import date, datetime

import pandas as pd
import pytest

from tests.record.test_ledger import an_exam, kap
from tracker.history.summary import summarise
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.models import EventCreate, MeasurementCreate, SourceReportCreate
from tracker.record.procedures import DrugCreate, InjectionCreate, PainEntryCreate
from tracker.view import exam as exam_opened
from tracker.view.columns import Column, as_text, shown_columns


@pytest.fixture
def exam_id(desk: Desk, patient_id: str) -> str:
    exam = an_exam(
        kind_key="esi_lumbar_transforaminal_rf",
        date_first=date(2024, 3, 4),
        date_last=date(2024, 3, 4),
        measurements=[
            kap(),
            MeasurementCreate(
                quantity="air_kerma_mgy", value=11.7, part=True, plane="A", origin="sum of events", source="dose_report"
            ),
        ],
        events=[
            EventCreate(
                event_uid="1.2.3.1",
                started_at=datetime(2024, 3, 4, 9, 30, 5),
                event_type="fluoroscopy",
                plane="single",
                region="lumbar_spine",
                protocol="Spine low",
                tube_voltage_kv=76,
                kap_gy_cm2=1.9,
                geometry={"primary_angle_deg": 0.0, "secondary_angle_deg": -14, "field_area_cm2": 120},
            ),
            EventCreate(event_uid="1.2.3.2", event_type="stationary", plane="B"),
        ],
        reports=[SourceReportCreate(sop_instance_uid="1.2.3", manufacturer="Example Imaging")],
        injection=InjectionCreate(levels=["L4-5"], purpose="test", pain_before=7, complication="no"),
        drugs=[DrugCreate(drug_key="methylprednisolone", dose_mg=40)],
    )
    other = an_exam(
        kind_key="ct_head",
        events=[EventCreate(event_uid="9.9", ctdivol_mgy=48, phantom="16 cm", dlp_mgy_cm=700)],
        reports=[SourceReportCreate(sop_instance_uid="9.8")],
    )
    ledger.add_exam(desk, patient_id, other)
    return ledger.add_exam(desk, patient_id, exam).entity_id


def text(rows: pd.DataFrame, columns: tuple[Column, ...]) -> list[dict[str, str]]:
    return [
        {str(name): str(cell) for name, cell in row.items()}
        for row in as_text(rows, shown_columns(rows, columns)).to_dict("records")
    ]


def test_measurements_stand_as_they_were_reported(desk: Desk, patient_id: str, exam_id: str) -> None:
    rows = exam_opened.measurements(summarise(desk, patient_id), exam_id)
    first, second = text(rows, exam_opened.measurement_columns())
    assert first["Quantity"] == "Kerma-area product (KAP, DAP)"
    assert (first["Value"], first["Unit"], first["Of"], first["Plane"]) == ("2.41", "Gy.cm2", "the exam", "")
    assert (second["Of"], second["Plane"], second["Origin"], second["Read from"]) == (
        "a part",
        "A",
        "sum of events",
        "dose report",
    )
    assert "Phantom" not in first


def test_exposures_have_field_units_planes_and_angles_and_a_zero_angle_is_an_angle(
    desk: Desk, patient_id: str, exam_id: str
) -> None:
    rows = exam_opened.events(desk, summarise(desk, patient_id), exam_id)
    first, second = text(rows, exam_opened.event_columns())
    assert (first["No."], first["Time"], first["Type"], first["Protocol"]) == (
        "1",
        "09:30:05",
        "fluoroscopy",
        "Spine low",
    )
    assert (first["Angle, LAO +, °"], first["Angle, cranial +, °"]) == ("0", "-14")
    assert (first["Plane"], first["Region"], first["KAP, Gy.cm2"], first["Voltage, kV"]) == (
        "",
        "Lumbar spine",
        "1.9",
        "76",
    )
    assert (second["Plane"], second["KAP, Gy.cm2"], second["Angle, LAO +, °"], second["Time"]) == ("B", "", "", "")
    assert "DLP, mGy.cm" not in first


def test_the_scans_of_a_ct_have_their_phantom(desk: Desk, patient_id: str, exam_id: str) -> None:
    whole = summarise(desk, patient_id)
    ct = str(whole.exams.loc[whole.exams["kind_key"] == "ct_head", "exam_id"].iloc[0])
    (scan,) = text(exam_opened.events(desk, whole, ct), exam_opened.event_columns())
    assert (scan["DLP, mGy.cm"], scan["CTDIvol, mGy"], scan["Phantom"]) == ("700", "48", "16 cm")
    assert exam_opened.injection(desk, whole, ct) is None


def test_an_exam_without_exposures_has_none(desk: Desk, patient_id: str) -> None:
    alone = ledger.add_exam(desk, patient_id, an_exam()).entity_id
    whole = summarise(desk, patient_id)
    assert exam_opened.events(desk, whole, alone).empty
    assert exam_opened.reports(desk, whole, alone).empty
    assert exam_opened.measurements(whole, alone).empty


def test_the_injection_says_what_was_recorded_and_nothing_else(desk: Desk, patient_id: str, exam_id: str) -> None:
    ledger.save_pain_log(
        desk, exam_id, [PainEntryCreate(minutes_after=0, pain=8), PainEntryCreate(minutes_after=30, pain=2)]
    )
    found = exam_opened.injection(desk, summarise(desk, patient_id), exam_id)
    assert found is not None
    facts = {name: words for name, words in exam_opened.injection_facts(found).items() if words}
    assert facts.pop("Response").startswith("75 % relief, best after 30 minutes")
    assert facts == {
        "Purpose": "diagnostic block",
        "Guidance": "fluoroscopy",
        "Drugs given": "methylprednisolone 40 mg",
        "Pain before, 0 to 10": "7",
        "Complication": "no",
    }


def test_only_its_own_reports_are_listed(desk: Desk, patient_id: str, exam_id: str) -> None:
    (one,) = text(exam_opened.reports(desk, summarise(desk, patient_id), exam_id), exam_opened.report_columns())
    assert one == {"SOP instance UID": "1.2.3", "Manufacturer": "Example Imaging"}
