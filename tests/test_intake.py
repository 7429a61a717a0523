"""An import beside the record: recognised, merged, accepted once, taken back whole."""

from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.readers import TODAY
from tests.record.test_ledger import an_exam, kap
from tracker import dates
from tracker.errors import AlreadyRecorded, Reason
from tracker.history.summary import summarise
from tracker.intake import rows as intake
from tracker.readers.dicom.report import read_file
from tracker.readers.draft import EventDraft, ExamDraft, MeasurementDraft, ReportInfo
from tracker.record import checks, ledger, people
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import PatientCreate

SAMPLES = Path(__file__).parents[1] / "data" / "sample" / "dose_reports"


def draft(name: str) -> ExamDraft:
    (found,) = read_file(SAMPLES / f"{name}.dcm", TODAY).exams
    return found


def take_all(desk: Desk, patient_id: str, *drafts: ExamDraft) -> list[str]:
    rows = [row.changed(take=True, own_words=row.own_words or "exam") for row in intake.plan(desk, patient_id, drafts)]
    intake.accept(desk, patient_id, rows)
    return [row.status for row in rows]


def test_an_import_is_new_then_known_and_one_undo_takes_it_back(desk: Desk, patient_id: str) -> None:
    found = (draft("lumbar_epidural_c_arm"), draft("ct_abdomen_pelvis"))
    rows = intake.plan(desk, patient_id, found)
    assert [row.status for row in rows] == ["new", "new"]
    saved = intake.accept(desk, patient_id, [row.changed(take=True, own_words="exam") for row in rows])
    assert saved is not None
    assert summarise(desk, patient_id).entries == 2
    again = intake.plan(desk, patient_id, found)
    assert [row.status for row in again] == ["known", "known"]
    assert intake.accept(desk, patient_id, [row.changed(take=True) for row in again]) is None
    ledger.undo(desk, saved.batch_id)
    assert summarise(desk, patient_id).entries == 0
    assert [row.status for row in intake.plan(desk, patient_id, found)] == ["new", "new"]


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_cumulative_reports_that_come_one_by_one_end_as_one_exam_with_the_whole_total(
    desk: Desk, patient_id: str, order: tuple[int, ...]
) -> None:
    for number in order:
        take_all(desk, patient_id, draft(f"point_08_cumulative_{number}"))
    last = draft("point_08_cumulative_3")
    found = summarise(desk, patient_id)
    assert found.entries == 1
    whole = found.measurements[~found.measurements["part"]]
    for measurement in last.measurements:
        if not measurement.part:
            values = whole.loc[whole["quantity"] == measurement.quantity, "value"]
            assert values.tolist() == pytest.approx([measurement.value])


def an_report(events: frozenset[int]) -> ExamDraft:
    dose = {n: 1.0 + n / 8 for n in events}
    uid = "1.2." + ".".join(str(n) for n in sorted(events))
    total = MeasurementDraft("dlp_mgy_cm", sum(dose.values()), f"{sum(dose.values())} mGy.cm", "accumulated total")
    return ExamDraft(
        exam_date=date(2024, 5, 6),
        modality="CT",
        kind_key="ct_chest",
        kind_reason=None,
        region="chest",
        irradiation_events=len(events),
        measurements=(total,),
        events=tuple(EventDraft(f"9.{n}", dlp_mgy_cm=dose[n], region="chest", phantom="32 cm") for n in sorted(events)),
        report=ReportInfo(uid, "1.2"),
        study_uid="1.2",
    )


subsets = st.lists(st.frozensets(st.integers(1, 5), min_size=1), min_size=1, max_size=4)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=subsets, data=st.data())
def test_any_reports_of_one_exam_in_any_order_any_number_of_times_end_the_same(
    reports: list[frozenset[int]], data: st.DataObject
) -> None:
    desk = open_desk(":memory:")
    patient_id = people.add(desk, PatientCreate(name="Test Person")).entity_id
    order = data.draw(st.permutations(reports + reports[:1]))
    for events in order:
        take_all(desk, patient_id, an_report(events))
    found = summarise(desk, patient_id)
    assert found.entries == 1
    whole = found.measurements[~found.measurements["part"] & found.measurements["quantity"].eq("dlp_mgy_cm")]
    assert whole["value"].tolist() == pytest.approx([sum(1.0 + n / 8 for n in frozenset().union(*reports))])
    desk.close()


def test_numbers_are_added_to_an_exam_logged_by_hand_and_its_words_stay(desk: Desk, patient_id: str) -> None:
    found = draft("lumbar_epidural_c_arm")
    assert found.exam_date
    exam = an_exam(
        kind_key="esi_lumbar_transforaminal_rf",
        date_first=found.exam_date,
        date_last=found.exam_date,
        facility="St Anna",
        notes="my words",
    )
    exam_id = ledger.add_exam(desk, patient_id, exam).entity_id
    (row,) = intake.plan(desk, patient_id, [found])
    assert (row.status, row.exam_id) == ("adds", exam_id)
    saved = intake.accept(desk, patient_id, [row.changed(take=True)])
    assert saved is not None
    summary = summarise(desk, patient_id)
    kept = summary.row(exam_id)
    assert (summary.entries, kept["facility"], kept["notes"]) == (1, "St Anna", "my words")
    assert kept["evidence"] == "calculated"
    ledger.undo(desk, saved.batch_id)
    assert summarise(desk, patient_id).measured(exam_id).empty
    assert ledger.exam(desk, exam_id) == exam


def test_other_numbers_typed_by_hand_are_a_conflict_and_not_taken_unasked(desk: Desk, patient_id: str) -> None:
    found = draft("lumbar_epidural_c_arm")
    assert found.exam_date
    day = {"date_first": found.exam_date, "date_last": found.exam_date}
    exam = an_exam(kind_key="esi_lumbar_transforaminal_rf", measurements=[kap(999)], **day)
    exam_id = ledger.add_exam(desk, patient_id, exam).entity_id
    (row,) = intake.plan(desk, patient_id, [found])
    assert (row.status, row.take) == ("conflicts", False)
    assert "999" in row.note
    intake.accept(desk, patient_id, [row.changed(take=True)])
    values = summarise(desk, patient_id).measured(exam_id)
    assert 999 not in values["value"].tolist()


def test_test_objects_and_other_peoples_exams_are_not_taken_unasked(desk: Desk, patient_id: str) -> None:
    object_, other = intake.plan(desk, patient_id, [draft("point_14_test_object"), draft("point_18_somebody_else")])
    assert (object_.status, object_.take) == ("not_a_patient", False)
    assert (other.whose.matches, other.take) == (False, False)


def test_two_windows_that_accept_the_same_report_keep_it_once(desk: Desk, patient_id: str) -> None:
    found = draft("ct_abdomen_pelvis")
    first = [row.changed(take=True) for row in intake.plan(desk, patient_id, [found])]
    second = [row.changed(take=True) for row in intake.plan(desk, patient_id, [found])]
    intake.accept(desk, patient_id, first)
    with pytest.raises(AlreadyRecorded):
        intake.accept(desk, patient_id, second)
    assert summarise(desk, patient_id).entries == 1


def test_rows_can_be_merged_and_split_by_hand(desk: Desk, patient_id: str) -> None:
    rows = intake.plan(desk, patient_id, [draft("point_09_petct_pet"), draft("point_09_petct_ct")])
    merged = intake.merge_rows(rows, [0, 1])
    assert len(merged) == 1
    assert {m.quantity for m in merged[0].draft.measurements} >= {"activity_mbq", "dlp_mgy_cm"}
    assert len(intake.split_row(merged, merged[0].number)) == 2
    assert intake.merge_rows(rows, [0]) == rows


def test_what_is_missing_is_said_before_it_is_taken(desk: Desk, patient_id: str) -> None:
    undated = ExamDraft(exam_date=None, modality="", kind_key="", kind_reason=None, region="unknown")
    (row,) = intake.plan(desk, patient_id, [undated])
    assert not row.take
    assert "which exam" in (intake.ready(row) or "")
    named = row.changed(own_words="scan")
    assert intake.ready(named) is None
    # It can be taken without a date, which is said: it waits for one.
    assert "does not say when" in intake.waits(named)
    assert intake.waits(named.changed(when=dates.of(2020))) == ""


@pytest.mark.parametrize("source", ["dose_report", "image", "fhir", "sheet", "text"])
def test_an_exam_without_a_date_waits_for_one_and_comes_once(desk: Desk, patient_id: str, source: str) -> None:
    dose = MeasurementDraft("dlp_mgy_cm", 388.0, "388 mGy.cm", "accumulated total")
    undated = ExamDraft(None, "CT", "ct_chest", None, "chest", measurements=(dose,), source_kind=source)
    rows = intake.plan(desk, patient_id, [undated])
    assert [(row.status, row.take, intake.counts(rows)) for row in rows] == [("new", True, (0, 0, 1))]
    saved = intake.accept(desk, patient_id, rows)
    assert saved is not None
    assert summarise(desk, patient_id).entries == 0
    (one,) = checks.waiting(desk, patient_id)
    assert (one.exam.kind_key, one.exam.measurements[0].value) == ("ct_chest", 388)
    assert [row.status for row in intake.plan(desk, patient_id, [undated])] == ["known"]
    dated = checks.give_date(desk, one.id, dates.of(2019, 5))
    found = summarise(desk, patient_id).row(dated.entity_id)
    assert (found["when"], found["evidence"], checks.waiting(desk, patient_id)) == ("May 2019", "calculated", [])
    assert [row.status for row in intake.plan(desk, patient_id, [undated])] == ["known"]
    ledger.undo(desk, dated.batch_id)
    assert (len(checks.waiting(desk, patient_id)), summarise(desk, patient_id).entries) == (1, 0)
    left = checks.leave_out(desk, one.id)
    assert checks.waiting(desk, patient_id) == []
    assert [row.status for row in intake.plan(desk, patient_id, [undated])] == ["known"]
    ledger.undo(desk, left.batch_id)
    ledger.undo(desk, saved.batch_id)
    assert [row.status for row in intake.plan(desk, patient_id, [undated])] == ["new"]


def test_a_text_that_only_names_an_exam_is_shown_and_not_taken(desk: Desk, patient_id: str) -> None:
    (row,) = intake.plan(desk, patient_id, [ExamDraft(None, "CT", "ct_chest", None, "chest", source_kind="text")])
    assert (row.status, row.take, bool(intake.waits(row))) == ("new", False, True)


def a_ct(uid: str, dlp: float = 250, **fields: Any) -> ExamDraft:
    total = MeasurementDraft("dlp_mgy_cm", dlp, f"{dlp} mGy.cm", "accumulated total")
    told: dict[str, Any] = {"measurements": (total,) if dlp else (), "report": ReportInfo(uid, f"9.{uid}")} | fields
    when, kind = told.pop("exam_date", date(2024, 5, 6)), told.pop("kind_key", "ct_abd_pelvis")
    return ExamDraft(when, "CT", kind, None, "abdomen_pelvis", study_uid=f"9.{uid}", **told)


def in_a_table(**fields: Any) -> ExamDraft:
    told: dict[str, Any] = {"exam_date": date(2015, 3, 1), "date_precision": "month", "kind_key": "ct_abd_pelvis"}
    return ExamDraft(modality="CT", kind_reason=None, region="abdomen_pelvis", source_kind="sheet", **(told | fields))


def test_the_same_day_kind_and_numbers_under_new_uids_are_asked(desk: Desk, patient_id: str) -> None:
    take_all(desk, patient_id, a_ct("1.1"))
    (row,) = intake.plan(desk, patient_id, [a_ct("1.2")])
    assert (row.status, row.take, row.exam_id) == ("may_be_known", False, "")
    assert "in your record already" in row.note
    (other,) = intake.plan(desk, patient_id, [a_ct("1.3", dlp=410)])
    assert (other.status, other.take) == ("new", True)


def ordered(uid: str, number: str = "A-2047", **fields: Any) -> ExamDraft:
    report = ReportInfo(uid, f"9.{uid}", accession_number=number, patient_id=fields.pop("patient", "P1"))
    return a_ct(uid, report=report, **fields)


def test_the_accession_number_of_an_exam_in_the_record_is_known_again(desk: Desk, patient_id: str) -> None:
    take_all(desk, patient_id, ordered("1.1"))
    (row,) = intake.plan(desk, patient_id, [ordered("1.2", dlp=410)])
    assert (row.status, row.exam_id != "") == ("adds", True)
    others = [
        ordered("1.3", "A-2048", dlp=410),
        ordered("1.4", "REMOVED", dlp=411),
        ordered("1.5", dlp=412, exam_date=date(2024, 5, 7)),
        ordered("1.6", dlp=413, patient="P2"),
        replace(ordered("1.7", dlp=414), modality="DX", kind_key="xr_chest_pa"),
    ]
    for other in others:
        (row,) = intake.plan(desk, patient_id, [other])
        assert (row.status, row.exam_id) == ("new", "")


def test_an_exam_that_may_be_known_is_another_one_when_it_is_taken(desk: Desk, patient_id: str) -> None:
    take_all(desk, patient_id, a_ct("1.1"))
    assert take_all(desk, patient_id, a_ct("1.2")) == ["may_be_known"]
    assert summarise(desk, patient_id).entries == 2


def test_an_export_without_numbers_may_be_the_exam_of_a_report(desk: Desk, patient_id: str) -> None:
    take_all(desk, patient_id, a_ct("1.1"))
    exported = a_ct("1.2", dlp=0, source_kind="fhir", identity=("fhir:ImagingStudy/s1@2024-05-06",))
    assert [row.status for row in intake.plan(desk, patient_id, [exported])] == ["may_be_known"]
    both = intake.plan(desk, patient_id, [a_ct("2.1", exam_date=date(2023, 1, 2)),
                                          a_ct("2.2", 0, exam_date=date(2023, 1, 2), source_kind="fhir")])  # fmt: skip
    assert [row.status for row in both] == ["new", "may_be_known"]


def test_a_table_of_months_and_years_imported_twice_adds_nothing(desk: Desk, patient_id: str) -> None:
    rows = [
        in_a_table(),
        in_a_table(exam_date=date(2012, 1, 1), date_precision="year"),
        in_a_table(exam_date=date(2013, 1, 1), date_precision="year", kind_key="", own_words="scan of the belly"),
        in_a_table(exam_date=date(2014, 1, 1), date_precision="year", exam_count=3),
        in_a_table(
            exam_date=date(2011, 7, 1), measurements=(MeasurementDraft("dlp_mgy_cm", 400, "400", "spreadsheet"),)
        ),
    ]
    assert take_all(desk, patient_id, *rows) == ["new"] * 5
    again = intake.plan(desk, patient_id, rows)
    assert [row.status for row in again] == ["known"] * 5
    assert summarise(desk, patient_id).entries == 5


def test_a_month_finds_the_year_and_asks(desk: Desk, patient_id: str) -> None:
    take_all(desk, patient_id, in_a_table(exam_date=date(2015, 1, 1), date_precision="year"))
    (month,) = intake.plan(desk, patient_id, [in_a_table()])
    assert (month.status, month.take) == ("may_be_known", False)
    assert "2015" in month.note
    (day,) = intake.plan(desk, patient_id, [a_ct("1.1", exam_date=date(2015, 6, 7))])
    assert day.status == "may_be_known"
    head = replace(in_a_table(kind_key="ct_head"), region="head")
    others = intake.plan(desk, patient_id, [in_a_table(exam_date=date(2016, 3, 1)), head])
    assert [row.status for row in others] == ["new", "new"]


def test_doubtful_numbers_wait_for_an_answer(desk: Desk, patient_id: str) -> None:
    (row,) = intake.plan(desk, patient_id, [a_ct("1.1", dlp=250_000)])
    assert (row.status, row.take) == ("doubtful", False)
    assert "1,000 times" in row.note or "times the usual" in row.note
    (unclear,) = intake.plan(desk, patient_id, [a_ct("1.2", doubts=(Reason.of("comma_two_ways", text="1,850"),))])
    assert (unclear.status, unclear.take) == ("doubtful", False)
    assert "1,850" in unclear.note
    (whole,) = intake.merge_rows(intake.plan(desk, patient_id, [a_ct("1.3"), a_ct("1.4", dlp=250_000)]), [0, 1])
    assert (whole.status, whole.take) == ("doubtful", False)


MACHINES = {
    "CT": ("ct_unspecified", "CT"), "RF": ("rf_unspecified", "fluoroscopy"), "DX": ("xr_unspecified", "X-ray"),
    "NM": ("nm_unspecified", "nuclear"), "MG": ("mg_unspecified", "mammography"),
    "IO": ("dental_unspecified", "dental"), "PX": ("dental_unspecified", "dental"),
    "BMD": ("dxa_unspecified", "X-ray"), "MR": ("mri_other", "other"), "US": ("us_other", "other"),
}  # fmt: skip


@pytest.mark.parametrize("modality", MACHINES)
@pytest.mark.parametrize("source", ["dose_report", "image", "fhir", "sheet", "text"])
def test_an_exam_of_no_kind_keeps_its_machine_and_its_words(
    desk: Desk, patient_id: str, modality: str, source: str
) -> None:
    told = ExamDraft(
        date(2024, 5, 6), modality, "", None, "unknown", description="Sonderprogramm 7", source_kind=source
    )
    (row,) = intake.plan(desk, patient_id, [told])
    kind, exam_type = MACHINES[modality]
    assert (row.kind_key, row.own_words, row.take) == (kind, "Sonderprogramm 7", True)
    intake.accept(desk, patient_id, [row])
    found = summarise(desk, patient_id).exams.iloc[0]
    assert (found["kind_key"], found["exam_type"]) == (kind, exam_type)
    assert str(found["name"]).startswith("Sonderprogramm 7 (")
    assert str(found["clinical_name"]).startswith("Sonderprogramm 7 (")
    # Read once more, it is the same exam.
    (again,) = intake.plan(desk, patient_id, [told])
    assert (again.status, again.take) != ("new", True)


def test_a_number_tells_which_machine_a_text_without_one_means(desk: Desk, patient_id: str) -> None:
    doses = [MeasurementDraft(name, 5.0, "5", "") for name in ("dlp_mgy_cm", "glandular_dose_mgy", "activity_mbq")]
    for dose, kind in zip(doses, ("ct_unspecified", "mg_unspecified", "nm_unspecified"), strict=True):
        text = ExamDraft(date(2024, 5, 6), "", "", None, "unknown", measurements=(dose,), source_kind="text")
        # What the words call an MRI has no dose: then the number holds.
        rows = intake.plan(desk, patient_id, [text, replace(text, modality="MR")])
        assert [row.kind_key for row in rows] == [kind, kind]


def test_the_region_of_a_report_stays_with_a_machine_alone(desk: Desk, patient_id: str) -> None:
    told = a_ct("1.1", kind_key="", description="Sonderprogramm 7")
    intake.accept(desk, patient_id, intake.plan(desk, patient_id, [told]))
    found = summarise(desk, patient_id).exams.iloc[0]
    assert (found["region"], found["evidence"], found["method"]) == ("abdomen_pelvis", "calculated", "dlp")
