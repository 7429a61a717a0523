"""The clinician's table of exams: named values, absent never zero, filters, and what stands on paper."""

import math
import time
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from tests.record.test_ledger import an_exam, kap
from tracker import clock
from tracker.history.summary import summarise
from tracker.record import ledger, sample
from tracker.record.changes import writing
from tracker.record.desk import Desk
from tracker.record.models import Exam, ExamCreate, MeasurementCreate, SourceReportCreate
from tracker.record.procedures import InjectionCreate
from tracker.view import exams
from tracker.view.columns import as_text, shown_columns
from tracker.view.exams import Filters, columns, on_paper, select
from tracker.view.lines import lines


def add(desk: Desk, patient_id: str, day: date = date(2024, 3, 4), **fields: Any) -> str:
    return ledger.add_exam(desk, patient_id, an_exam(date_first=day, date_last=day, **fields)).entity_id


@pytest.mark.parametrize("kind", ["mg_2d", "mg_tomo", "mg_2d_plus_tomo", "mg_cem"])
def test_a_mammogram_whose_report_names_one_breast_is_named_so(kind: str, desk: Desk, patient_id: str) -> None:
    dose = MeasurementCreate(quantity="glandular_dose_mgy", value=1.3, reported="1.3 mGy", laterality="left")
    add(desk, patient_id, kind_key=kind, measurements=[dose])
    (line,) = lines(summarise(desk, patient_id).exams)
    assert line.name.endswith(", left"), line.name
    assert "both" not in line.name


def table_of(desk: Desk, patient_id: str) -> pd.DataFrame:
    return exams.exam_table(desk, summarise(desk, patient_id))


def report(uid: str) -> SourceReportCreate:
    return SourceReportCreate(sop_instance_uid=uid, manufacturer="Example Imaging", model="C-Arm One", station="R2")


def test_every_value_stands_in_its_own_column(desk: Desk, patient_id: str) -> None:
    add(
        desk,
        patient_id,
        kind_key="esi_lumbar_transforaminal_rf",
        side="left",
        facility="Clinic West",
        images_at="on my disc",
        entered_from="report",
        measurements=[kap(), MeasurementCreate(quantity="fluoro_time_s", value=72)],
        injection=InjectionCreate(levels=["L4-5", "L5-S1"]),
        reports=[report("1.2.3"), report("1.2.4")],
    )
    row = table_of(desk, patient_id).iloc[0]
    assert (row["date"], row["when"], row["place"]) == ("2024-03-04", "4 Mar 2024", "L4-5, L5-S1 left")
    assert row["exam"].startswith("Lumbar transforaminal epidural")
    assert (row["region_name"], row["facility"], row["images_at"]) == ("Lumbar spine", "Clinic West", "on my disc")
    assert (row["kap_gy_cm2"], row["fluoro_time_s"]) == (2.41, 72)
    assert (row["typical_msv"], row["low_msv"], row["high_msv"]) == pytest.approx((0.482, 0.241, 0.8435))
    assert row["evidence_text"] == "◐ calculated from a measurement"
    assert (row["report_uids"], row["device"]) == ("1.2.3; 1.2.4", "Example Imaging C-Arm One R2")
    assert (row["known_from"], row["entered_on"]) == ("typed from a report", clock.today().isoformat())


def test_absent_is_empty_and_never_zero(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, kind_key="", own_words="scan abroad")
    row = table_of(desk, patient_id).iloc[0]
    for column in columns():
        if column.figures:
            assert math.isnan(row[column.name]), column.name
    for name in ("place", "facility", "images_at", "ctdivol_mgy", "radiopharmaceutical", "report_uids", "device"):
        assert row[name] == ""
    assert row["evidence_text"] == "– not counted"
    paper = on_paper(table_of(desk, patient_id)).iloc[0]
    assert (paper["Measured"], paper["Effective dose, mSv"]) == ("", "")
    assert "0" not in as_text(table_of(desk, patient_id), columns()).iloc[0].drop(["Date", "Entered"]).str.cat()


def test_an_exam_without_radiation_has_a_dose_of_zero_which_is_known(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, kind_key="mri_brain")
    assert on_paper(table_of(desk, patient_id)).iloc[0]["Effective dose, mSv"] == "0"


@pytest.mark.parametrize(
    ("first", "last", "precision", "iso"),
    [
        (date(2024, 3, 4), date(2024, 3, 4), "day", "2024-03-04"),
        (date(2015, 3, 1), date(2015, 3, 31), "month", "2015-03"),
        (date(2009, 1, 1), date(2009, 12, 31), "year", "2009"),
        (date(1990, 1, 1), date(2005, 12, 31), "range", "1990/2005"),
        (date(2015, 3, 1), date(2016, 5, 31), "range", "2015-03/2016-05"),
    ],
)
def test_the_date_is_as_exact_as_it_is_known(
    desk: Desk, patient_id: str, first: date, last: date, precision: str, iso: str
) -> None:
    exam = an_exam(date_first=first, date_last=last, date_precision=precision)
    ledger.add_exam(desk, patient_id, exam)
    assert table_of(desk, patient_id)["date"].tolist() == [iso]


def test_dates_of_any_precision_sort_as_text_by_their_first_day(desk: Desk) -> None:
    found = table_of(desk, sample.load(desk)).sort_values("date")
    assert found["date_first"].is_monotonic_increasing


def test_an_entry_for_several_exams_says_so(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, kind_key="dx_bitewing_4", exam_count=20, count_is_approximate=True)
    add(desk, patient_id, kind_key="dx_bitewing_4", exam_count=3)
    names = table_of(desk, patient_id)["exam"]
    assert sorted(name.split(" Bite")[0] for name in names) == ["3 ×", "about 20 ×"]


@pytest.mark.parametrize(
    ("entered", "numbers", "words"),
    [
        ("memory", False, "from memory"),
        ("memory", True, "typed from a report"),
        ("report", False, "typed from a report"),
        ("portal", False, "typed from a report"),
        ("file", True, "read from a file"),
    ],
)
def test_each_line_says_where_it_is_known_from(
    desk: Desk, patient_id: str, entered: str, numbers: bool, words: str
) -> None:
    add(desk, patient_id, entered_from=entered, measurements=[kap()] if numbers else [])
    assert table_of(desk, patient_id)["known_from"].tolist() == [words]


def test_an_empty_record_has_an_empty_table(desk: Desk, patient_id: str) -> None:
    found = table_of(desk, patient_id)
    assert found.empty
    assert {column.name for column in columns()} <= set(found.columns)
    assert select(found, Filters(words="x", first_year=2000, exam_types=("CT",))).empty
    assert on_paper(found).empty


@pytest.fixture
def whole(desk: Desk) -> pd.DataFrame:
    return table_of(desk, sample.load(desk))


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (Filters(), lambda row: True),
        (Filters(first_year=2025), lambda row: row["date_last"].year >= 2025),
        (Filters(last_year=2000), lambda row: row["date_first"].year <= 2000),
        (Filters(first_year=1995, last_year=1995), lambda row: row["date"] == "1990/2005"),
        (Filters(exam_types=("CT", "nuclear")), lambda row: row["exam_type"] in ("CT", "nuclear")),
        (Filters(regions=("lumbar_spine",)), lambda row: row["region"] == "lumbar_spine"),
        (Filters(evidence=("unknown",)), lambda row: row["evidence"] == "unknown"),
        (Filters(injections_only=True), lambda row: row["image_guided"]),
        (Filters(words="HIP ultra"), lambda row: "ultrasound" in row["exam"]),
        (Filters(words="2.25.7300001"), lambda row: row["report_uids"] == "2.25.7300001"),
        (Filters(exam_types=("CT",), words="city", first_year=2020), lambda row: "City" in row["facility"]),
    ],
)
def test_filters_keep_what_fits_all_of_them(whole: pd.DataFrame, asked: Filters, kept: Any) -> None:
    found = select(whole, asked)
    assert not found.empty
    assert found.apply(kept, axis=1).all()
    assert found.index.tolist() == list(range(len(found)))
    left = whole[~whole["exam_id"].isin(found["exam_id"])]
    if sum(getattr(asked, name) != getattr(Filters(), name) for name in Filters.__dataclass_fields__) == 1:
        assert not left.apply(kept, axis=1).any()


def test_words_are_looked_for_as_they_are(whole: pd.DataFrame) -> None:
    for words in ("(.*", "[", "\\", "%", "' OR 1=1 --"):
        assert select(whole, Filters(words=words)).empty == (words not in whole["words"].str.cat())


def test_columns_that_nobody_fills_are_left_out(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, kind_key="xr_chest_pa")
    names = {column.name for column in shown_columns(table_of(desk, patient_id), columns())}
    assert "kap_gy_cm2" in names
    assert not names & {"air_kerma_plane_a_mgy", "glandular_dose_left_mgy", "activity_mbq", "device"}


def test_paper_leaves_nothing_out(whole: pd.DataFrame) -> None:
    paper = on_paper(whole)
    assert len(paper) == len(whole)
    text = paper.map(str).agg("\n".join, axis=1)
    for line, (_place, row) in zip(text, whole.iterrows(), strict=True):
        for name in ("date", "exam", "place", "facility", "images_at", "ctdivol_mgy", "report_uids", "device"):
            assert row[name] in line
    assert "KAP 2.41 Gy.cm2; Ka,r 11.7 mGy; Fluoroscopy 72 s" in paper["Measured"].tolist()
    assert "MGD left 1.6 mGy; MGD right 1.5 mGy" in paper["Measured"].tolist()
    assert paper["Effective dose, mSv"].str.fullmatch(r"|0|.+ \(.+ to .+\)").all()


def test_one_person_never_shows_under_another(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, reports=[report("1.2.3")], injection=InjectionCreate(levels=["L5"]))
    assert "1.2.3" not in table_of(desk, sample.load(desk))["report_uids"].str.cat()


def test_two_thousand_exams_take_little_longer_than_their_summary(desk: Desk, patient_id: str) -> None:
    now = clock.now()
    with writing(desk) as session:
        for n in range(2000):
            day = clock.today() - timedelta(days=n)
            form = ExamCreate(kind_key="ct_head", date_first=day, date_last=day)
            values = form.model_dump(include=set(Exam.model_fields))
            session.add(Exam(**values, patient_id=patient_id, created_at=now, changed_at=now))
    start = time.perf_counter()
    summary = summarise(desk, patient_id)
    between = time.perf_counter()
    assert len(exams.exam_table(desk, summary)) == 2000
    assert time.perf_counter() - between < 3 * (between - start)
