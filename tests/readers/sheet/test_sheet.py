"""Spreadsheets: any columns, any order, any notation; nothing guessed, nothing dropped silently."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.effort import examples
from tests.readers import TODAY
from tracker import dates, reference
from tracker.history.course import course
from tracker.history.summary import Summary, summarise
from tracker.readers.draft import ExamDraft, ReadResult
from tracker.readers.sheet import file as sheet_file
from tracker.readers.sheet.sheet import Choice, SheetExam, SheetMapping, labels, look, read_sheet
from tracker.record import ledger, people, sample
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import ExamCreate, MeasurementCreate, PatientCreate
from tracker.record.procedures import DrugCreate
from tracker.view.reasons import advised, said
from tracker.view.sheets import exams_csv, exams_xlsx
from tracker.view.workbook import template_csv


def read(text: str, mapping: SheetMapping | None = None, encoding: str = "utf-8") -> ReadResult:
    return read_sheet("list.csv", text.encode(encoding), TODAY, mapping)


def book(*rows: tuple[object, ...], **more: list[tuple[object, ...]]) -> bytes:
    file = io.BytesIO()
    written = Workbook()
    page = written.active
    assert page is not None
    for row in rows:
        page.append(row)
    for name, others in more.items():
        other = written.create_sheet(name)
        for row in others:
            other.append(row)
    written.save(file)
    return file.getvalue()


def when(exam: ExamDraft) -> tuple[date | None, date | None, str]:
    return exam.exam_date, exam.date_last, exam.date_precision


def whats(result: ReadResult) -> list[str]:
    return [f"{said(problem.where)}: {said(problem.what)}" for problem in result.problems]


# --- columns ---


@pytest.mark.parametrize(
    ("header", "field", "unit"),
    [
        ("Date of exam", "date", ""),
        ("Untersuchungsdatum", "date", ""),
        ("Date de l'examen", "date", ""),
        ("Fecha del estudio", "date", ""),
        ("Untersuchung", "exam", ""),
        ("Body part", "region", ""),
        ("Côté", "side", ""),
        ("Referring physician", "requested_by", ""),
        ("Hôpital", "facility", ""),
        ("DLP (mGy.cm)", "dlp_mgy_cm", "mGy.cm"),
        ("DLP [mGy*cm]", "dlp_mgy_cm", "mGy.cm"),
        ("Dosislängenprodukt in mGy·cm", "dlp_mgy_cm", "mGy.cm"),
        ("DAP Gy.cm2", "kap_gy_cm2", "Gy.cm2"),
        ("Produit dose-surface (cGy.cm²)", "kap_gy_cm2", "cGy.cm2"),
        ("Fluoroscopy time (min)", "fluoro_time_s", "min"),
        ("Durchleuchtungszeit (Minuten)", "fluoro_time_s", "min"),
        ("CTDIvol, mGy", "ctdivol_mgy", "mGy"),
        ("Dose (mSv)", "effective_dose_msv", "mSv"),
        ("Estimated dose (mSv)", "estimate", ""),
        ("Typical effective dose, mSv", "estimate", ""),
        ("Dose (mGy)", "", ""),
        ("Peak skin dose (mGy)", "", ""),
        ("Activity (mBq)", "activity_mbq", ""),
        ("Blood pressure", "", ""),
        ("Date of birth", "patient_birth_date", ""),
    ],
)
def test_headings_in_four_languages(header: str, field: str, unit: str) -> None:
    column = look("a.csv", f"{header};Zzz\nx;y\n".encode(), TODAY).columns[0]
    assert column.field == field
    assert column.unit == unit


def test_columns_in_any_order_under_a_title_with_empty_rows_between() -> None:
    result = read("My scans 2015\n\nWhere,Exam,Date\n\nCity,CT chest,2015-03-04\n,,\nHome,CXR,2009\n")
    assert [(e.kind_key, e.facility, when(e)) for e in result.exams] == [
        ("ct_chest", "City", (date(2015, 3, 4), None, "day")),
        ("xr_chest_unspecified", "Home", (date(2009, 1, 1), date(2009, 12, 31), "year")),
    ]
    assert result.problems == ()
    assert [e.row for e in result.exams if isinstance(e, SheetExam)] == [5, 7]


def test_a_person_corrects_the_columns() -> None:
    text = "A,B,C\nCT chest,2015-03-04,520\n"
    mapping = SheetMapping({0: Choice("exam"), 1: Choice("date"), 2: Choice("dlp_mgy_cm", "mGy.cm")})
    (exam,) = read(text, mapping).exams
    assert exam.kind_key == "ct_chest"
    assert exam.measurements[0].value == 520
    assert look("a", text.encode(), TODAY, mapping).columns[2].confidence == "chosen"
    left_out = read("Date,Exam,DLP (mGy.cm)\n2015,CT chest,520\n", SheetMapping({2: Choice("")}))
    assert left_out.exams[0].measurements == ()


def test_a_choice_takes_the_field_from_a_guessed_column() -> None:
    view = look("a", b"Date,Date done,Exam\n2015,2016,CXR\n", TODAY, SheetMapping({1: Choice("date")}))
    assert [c.field for c in view.columns] == ["", "date", "exam"]


def test_without_headings_the_cells_tell() -> None:
    view = look("a", b"2015-03-04,chest x-ray\n2016-03-05,CT head\n", TODAY)
    assert [(c.field, c.confidence) for c in view.columns] == [("date", "likely"), ("exam", "likely")]
    assert len(read_sheet("a", b"2015-03-04,chest x-ray\n2016-03-05,CT head\n", TODAY).exams) == 2


def test_what_is_no_list_of_exams_is_one_problem() -> None:
    result = read("time,signal\n1,2\n" + "3,4\n" * 500)
    assert result.exams == ()
    assert len(result.problems) == 1


def test_columns_that_are_not_used_are_named() -> None:
    assert "Weather" in " ".join(whats(read("Date,Exam,Weather\n2015,CXR,sunny\n")))


def test_every_field_has_a_name() -> None:
    assert all(labels().values())


# --- dates ---


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2009", (date(2009, 1, 1), date(2009, 12, 31), "year")),
        ("March 2015", (date(2015, 3, 1), date(2015, 3, 31), "month")),
        ("03/2015", (date(2015, 3, 1), date(2015, 3, 31), "month")),
        ("März 2015", (date(2015, 3, 1), date(2015, 3, 31), "month")),
        ("15 de marzo de 2015", (date(2015, 3, 15), None, "day")),
        ("1er mars 2015", (date(2015, 3, 1), None, "day")),
        ("3. Dez. 2015", (date(2015, 12, 3), None, "day")),
        ("Sept 3rd 2015", (date(2015, 9, 3), None, "day")),
        ("12-Mar-15", (date(2015, 3, 12), None, "day")),
        ("42072", (date(2015, 3, 9), None, "day")),
        ("20150309", (date(2015, 3, 9), None, "day")),
        ("2015-03-09T14:30:00Z", (date(2015, 3, 9), None, "day")),
        ("13/02/2015 8:15 AM", (date(2015, 2, 13), None, "day")),
        ("05/05/2015", (date(2015, 5, 5), None, "day")),
        ("1990 to 2005", (date(1990, 1, 1), date(2005, 12, 31), "range")),
        ("1990-2005", (date(1990, 1, 1), date(2005, 12, 31), "range")),
        ("1990s", (date(1990, 1, 1), date(1999, 12, 31), "range")),
        ("about 2009", (date(2009, 1, 1), date(2009, 12, 31), "year")),
    ],
)
def test_dates(cell: str, expected: tuple[date, date | None, str]) -> None:
    result = read(f"Exam\tDate\nCXR\t{cell}\n")
    assert [when(exam) for exam in result.exams] == [expected]
    assert result.problems == ()


@pytest.mark.parametrize("cell", ["soon", "31/02/2015", "Mar-15", "2999", "1700", "12.5.", "=A1", "15"])
def test_what_is_no_date_is_said_and_the_exam_kept(cell: str) -> None:
    result = read(f"Exam\tDate\nCXR\t{cell}\n")
    assert [exam.exam_date for exam in result.exams] == [None]
    assert "Row 2" in said(result.problems[0].where)


def test_day_and_month_are_asked_for_never_guessed() -> None:
    text = "Date,Exam\n03/04/2015,CT chest\n05/06/2016,CXR\n2009,CXR\n"
    (question,) = look("a", text.encode(), TODAY).questions
    assert question.key == "date_order"
    assert [said(label) for _key, label in question.choices] == ["day first: 3 Apr 2015", "month first: 4 Mar 2015"]
    unanswered = read(text)
    assert [exam.exam_date for exam in unanswered.exams] == [date(2009, 1, 1)]
    assert {"Row 2, column “Date”", "Row 3, column “Date”"} <= {said(p.where) for p in unanswered.problems}
    answered = read(text, SheetMapping(answers={"date_order": "mdy"}))
    assert [exam.exam_date for exam in answered.exams][:2] == [date(2015, 3, 4), date(2016, 5, 6)]
    assert answered.problems == ()


def test_one_day_above_twelve_settles_the_column() -> None:
    text = "Date,Exam\n03/04/2015,CT chest\n25/06/2016,CXR\n"
    assert look("a", text.encode(), TODAY).questions == ()
    assert [exam.exam_date for exam in read(text).exams] == [date(2015, 4, 3), date(2016, 6, 25)]


def test_mixed_orders_are_asked_and_clear_ones_read() -> None:
    text = "Date,Exam\n13/02/2015,CXR\n02/13/2015,CXR\n03/04/2015,CXR\n"
    result = read(text)
    assert [exam.exam_date for exam in result.exams] == [date(2015, 2, 13)] * 2
    assert len(look("a", text.encode(), TODAY).questions) == 1


def test_two_digit_years_can_stand_in_three_places() -> None:
    (question,) = look("a", b"Date,Exam\n03/04/05,CXR\n", TODAY).questions
    assert [key for key, _label in question.choices] == ["dmy", "mdy", "ymd"]


def test_dotted_dates_under_german_headings_have_the_day_first() -> None:
    assert read("Datum;Untersuchung\n03.04.2015;CXR\n").exams[0].exam_date == date(2015, 4, 3)
    assert look("a", b"Date;Exam\n03.04.2015;CXR\n", TODAY).questions


def test_year_month_and_day_in_columns_of_their_own() -> None:
    result = read("Year,Month,Day,Exam\n2015,March,4,CXR\n2015,3,,CXR\n2015,,,CXR\n")
    assert [exam.date_precision for exam in result.exams] == ["day", "month", "year"]


# --- numbers, units, sides, counts ---


@pytest.mark.parametrize(
    ("header", "cell", "quantity", "value"),
    [
        ("DLP (mGy.cm)", "520", "dlp_mgy_cm", 520),
        ("DLP", "520 mGy*cm", "dlp_mgy_cm", 520),
        ("DLP", "0,52 Gy·cm", "dlp_mgy_cm", 520),
        ("DLP (mGy.cm)", "1.234,5", "dlp_mgy_cm", 1234.5),
        ("DLP (mGy.cm)", "1 234.5", "dlp_mgy_cm", 1234.5),
        ("DLP (mGy.cm)", "1'234", "dlp_mgy_cm", 1234),
        ("DLP (mGy.cm)", "about 520", "dlp_mgy_cm", 520),
        ("KAP (µGy·m²)", "45", "kap_gy_cm2", 0.45),
        ("DAP", "345 cGycm²", "kap_gy_cm2", 3.45),
        ("Fluoro time", "6.2 min", "fluoro_time_s", 372),
        ("Fluoro time", "6 min 12 s", "fluoro_time_s", 372),
        ("Fluoro time", "0:06:12", "fluoro_time_s", 372),
        ("Fluoro time (min)", "6:12", "fluoro_time_s", 372),
        ("Activity", "25 mCi", "activity_mbq", 925),
        ("Effective dose", "7000 µSv", "effective_dose_msv", 7),
    ],
)
def test_numbers_and_units(header: str, cell: str, quantity: str, value: float) -> None:
    result = read(f"Date\tExam\t{header}\n2015\tCT chest\t{cell}\n")
    ((measurement,),) = [exam.measurements for exam in result.exams]
    assert measurement.quantity == quantity
    assert measurement.value == pytest.approx(value)
    assert cell in measurement.reported


@pytest.mark.parametrize(
    "cell", ["1.234", "12", "500-520 mGy.cm", "<5 mGy.cm", "-3 mGy.cm", "520 mGy", "high", "=1+2", "0 mGy.cm"]
)
def test_what_is_not_one_number_is_said_and_left_out(cell: str) -> None:
    result = read(f"Date\tExam\tDLP\n2015\tCT chest\t{cell}\n")
    assert result.exams[0].measurements == ()
    assert any("“DLP”" in said(problem.where) for problem in result.problems)


def test_one_point_two_or_one_thousand_is_asked() -> None:
    text = "Date;Exam;DLP (mGy.cm)\n2015;CT chest;1.234\n"
    (question,) = look("a", text.encode(), TODAY).questions
    assert question.key == "decimal:2"
    values = {
        sign: read(text, SheetMapping(answers={"decimal:2": sign})).exams[0].measurements[0].value
        for sign, _label in question.choices
    }
    assert values == {"point": 1.234, "comma": 1234}


def test_another_number_of_the_sheet_settles_the_decimal_sign() -> None:
    result = read("Date;Exam;DLP (mGy.cm)\n2015;CT chest;1.234\n2016;CT chest;520,5\n")
    assert [exam.measurements[0].value for exam in result.exams] == [1234, 520.5]


def test_a_missing_unit_is_asked() -> None:
    text = "Date,Exam,DLP\n2015,CT chest,520\n"
    (question,) = look("a", text.encode(), TODAY).questions
    assert question.key == "unit:2"
    answered = read(text, SheetMapping(answers={"unit:2": "mGy.cm"}))
    assert answered.exams[0].measurements[0].value == 520
    assert answered.problems == ()


def test_minutes_or_hours_is_asked() -> None:
    text = "Date,Exam,Fluoro time\n2015,barium swallow,1:30\n"
    assert [q.key for q in look("a", text.encode(), TODAY).questions] == ["clock:2"]
    assert read(text, SheetMapping(answers={"clock:2": "h:mm"})).exams[0].measurements[0].value == 5400


@pytest.mark.parametrize(
    ("cell", "side"),
    [("L", "left"), ("rechts", "right"), ("Gauche", "left"), ("bilateral", "both"), ("ambos", "both"), ("", "")],
)
def test_sides(cell: str, side: str) -> None:
    assert read(f"Date,Exam,Side\n2015,hip x-ray,{cell}\n").exams[0].side == side


def test_each_breast_has_its_dose() -> None:
    result = read("Date,Exam,AGD left (mGy),AGD right (mGy)\n2015,mammogram,1.3,1.4\n")
    assert [(m.laterality, m.value) for m in result.exams[0].measurements] == [("left", 1.3), ("right", 1.4)]
    assert result.problems == ()


def test_several_values_of_a_quantity_are_not_added() -> None:
    result = read("Date,Exam,DLP 1 (mGy.cm),DLP 2 (mGy.cm)\n2015,CT chest,100,200\n")
    assert [(m.value, m.part) for m in result.exams[0].measurements] == [(100, True), (200, True)]
    assert any("not added" in what for what in whats(result))
    total = read("Date,Exam,DLP 1 (mGy.cm),Total DLP (mGy.cm)\n2015,CT chest,100,300\n")
    assert [(m.value, m.part) for m in total.exams[0].measurements] == [(100, True), (300, False)]


@pytest.mark.parametrize(
    ("row", "count", "about"),
    [
        ("CXR,about 20", 20, True),
        ("CXR,~20", 20, True),
        ("CXR,20+", 20, True),
        ("CXR,3", 3, False),
        ("CXR,3x", 3, False),
        ("about 20 bitewings,", 20, True),
        ("3 x CXR,", 3, False),
        ("CXR x3,", 3, False),
    ],
)
def test_counts(row: str, count: int, about: bool) -> None:
    (exam,) = read(f"Date,Exam,How many\n2015,{row}\n").exams
    assert isinstance(exam, SheetExam)
    assert (exam.exam_count, exam.count_is_approximate) == (count, about)
    assert exam.kind_key


def test_numbers_of_several_exams_are_left_out() -> None:
    result = read("Date,Exam,Count,DLP (mGy.cm)\n2015,CT chest,3,520\n")
    assert result.exams[0].measurements == ()
    assert any("belong to one exam" in what for what in whats(result))


# --- kinds ---


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ("ct_chest,", "ct_chest"),
        ("CT chest,", "ct_chest"),
        ("chest,CT", "ct_chest"),
        ("CXR,", "xr_chest_unspecified"),
        ("Lumbalpunktion,Durchleuchtung", "rf_lumbar_puncture"),
        ("CT Schädel,", "ct_head"),
        ("hip injection,ultrasound", "hip_injection_us"),
    ],
)
def test_a_kind_follows_from_exact_words(cells: str, kind: str) -> None:
    (exam,) = read(f"Date,Exam,Modality\n2015,{cells}\n").exams
    assert exam.kind_key == kind
    assert said(exam.kind_reason)


@pytest.mark.parametrize(
    "words", ["hip injection", "lumbar epidural", "CT head?", "some scan", "chest", "RF", "日本 CT chest"]
)
def test_other_words_stay_the_persons_own(words: str) -> None:
    (exam,) = read(f"Date,Exam\n2015,{words}\n").exams
    assert (exam.kind_key, exam.own_words) == ("", words)
    assert words in said(exam.kind_reason)


@pytest.mark.parametrize("words", ["chest x-ray", "Chest X-Ray", "x-ray chest", "CXR"])
def test_a_chest_film_without_its_views_is_not_taken_for_the_smaller_one(words: str) -> None:
    (exam,) = read(f"Date,Exam\n2015,{words}\n").exams
    assert exam.kind_key == "xr_chest_unspecified"


def test_an_ambiguous_word_comes_with_its_question() -> None:
    (exam,) = read("Date,Exam\n2015,hip injection\n").exams
    assert "How was the needle guided?" in said(exam.kind_reason)


def test_ultrasound_is_not_ionising_and_a_treatment_is_a_treatment() -> None:
    first, second = read("Date,Exam\n2015,us_abdomen\n2015,tx_radiotherapy\n").exams
    assert first.ionising is False
    assert second.treatment


# --- nothing is dropped silently ---


def test_sums_examples_and_repeated_headings_are_no_exams() -> None:
    result = read("Date,Exam,DLP (mGy.cm)\n2015,CXR,\nDate,Exam,DLP (mGy.cm)\n,Total,520\nEXAMPLE,CXR,\n")
    assert len(result.exams) == 1
    assert [said(p.where) for p in result.problems] == ["Row 3", "Row 4", "Row 5"]


@given(st.lists(st.tuples(*[st.text(max_size=8)] * 3), max_size=12), st.sampled_from(",;\t"))
@example([("", "ȴ", "")], ",")
@example([("ȴ", "", "")], ",")
@example([("", "Обследование", "ȴ")], ";")
@settings(max_examples=examples(40, fuzz=1500), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_row_is_an_exam_or_a_problem(rows: list[tuple[str, str, str]], separator: str) -> None:
    lines = [separator.join(('"' + cell.replace('"', '""') + '"') for cell in row) for row in rows]
    data = "\r\n".join([separator.join(("Date", "Exam", "DLP (mGy.cm)")), *lines]).encode("utf-8")
    result = read_sheet("a.csv", data, TODAY)
    seen = {exam.row for exam in result.exams if isinstance(exam, SheetExam)}
    places = [said(p.where) for p in result.problems]
    seen |= {int(where.split(",")[0].removeprefix("Row ")) for where in places if where.startswith("Row ")}
    for number, row in enumerate(rows, start=2):
        if any(sheet_file._text_cell(cell) for cell in row) and "\0" not in data.decode():
            assert number in seen


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_all_encodings_and_separators_of_excel(encoding: str, separator: str) -> None:
    text = f"Datum{separator}Untersuchung{separator}Ort\r\n2015{separator}CT Schädel{separator}Köln Süd\r\n"
    (exam,) = read(text, encoding=encoding).exams
    assert (exam.own_words, exam.facility) == ("CT Schädel", "Köln Süd")


def test_line_breaks_in_quotes_and_a_line_that_tells_the_separator() -> None:
    result = read('sep=;\r\nDate;Exam;Notes\r\n2015;CXR;"two\r\nlines; one note"\r\n2016;CXR;\r\n')
    first, second = result.exams
    assert isinstance(first, SheetExam)
    assert isinstance(second, SheetExam)
    assert first.notes.split() == ["two", "lines;", "one", "note"]
    assert second.row == 4


def test_a_quotation_mark_that_is_never_closed_is_said() -> None:
    text = 'Date,Exam\n2015,CXR\n2016,"CT chest\n' + "2017,CXR\n" * 200
    assert any("quotation mark" in what for what in whats(read(text)))


def test_people_of_a_family_list() -> None:
    result = read("Patient,Date of birth,Sex,Date,Exam\nMaria Example,1971-05-12,F,2015,CXR\n")
    assert [(p.name, p.birth_date, p.sex) for p in result.people] == [("Maria Example", date(1971, 5, 12), "female")]


def test_a_unit_that_cannot_be_right_is_asked_back() -> None:
    result = read("Date,Exam,DLP (Gy.cm)\n2015,CT chest,388\n")
    assert any("times the usual" in what for what in whats(result))


# --- workbooks ---


def test_a_workbook_with_real_dates_and_numbers() -> None:
    data = book(
        ("Date", "Exam", "DLP (mGy.cm)", "Fluoro time"),
        (datetime(2015, 3, 4), "CT chest", 1.234, None),
        (2009, "CXR", None, time(0, 6, 12)),
        (42072, "CXR", "1.234,5", None),
    )
    result = read_sheet("a.xlsx", data, TODAY)
    assert [exam.exam_date for exam in result.exams] == [date(2015, 3, 4), date(2009, 1, 1), date(2015, 3, 9)]
    assert [m.value for exam in result.exams for m in exam.measurements] == [1.234, 372, 1234.5]


def test_formulas_are_never_computed() -> None:
    data = book(("Date", "Exam", "DLP (mGy.cm)"), (2015, '=HYPERLINK("x","CT chest")', "=1+2"))
    (exam,) = read_sheet("a.xlsx", data, TODAY).exams
    assert exam.own_words.startswith("=HYPERLINK")
    assert exam.measurements == ()


def test_sheets_with_the_same_headings_belong_together_and_others_are_named() -> None:
    rows: list[tuple[object, ...]] = [("Date", "Exam"), (2015, "CXR")]
    data = book(*rows, Later=[("Date", "Exam"), (2016, "CT chest")], Other=[("foo", "bar"), (1, 2)])
    result = read_sheet("a.xlsx", data, TODAY)
    assert [exam.kind_key for exam in result.exams] == ["xr_chest_unspecified", "ct_chest"]
    assert [said(p.where) for p in result.problems] == ["Sheet “Other”"]
    assert look("a.xlsx", data, TODAY).sheets == ("Sheet", "Later", "Other")
    assert len(read_sheet("a.xlsx", data, TODAY, SheetMapping(sheet="Later")).exams) == 1


def test_dates_that_excel_may_have_swapped_are_said() -> None:
    data = book(("Date", "Exam"), (datetime(2015, 4, 3), "CXR"), ("25/06/2016", "CXR"))
    assert any("swapped" in what for what in whats(read_sheet("a.xlsx", data, TODAY)))


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 nothing",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old",
        zipped({"a.txt": b"x"}),
        zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(70_000_000)}),
        zipped({"xl/workbook.xml": b"<x/>", "xl/styles.xml": bytes(9_000_000)}),
        zipped({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}),
        zipped({"xl/workbook.xml": b"<x/>"}),
        b"%PDF-1.7",
        b"\x00\x01\x02\x03" * 50,
    ],
)
def test_what_is_no_safe_spreadsheet_is_a_problem(data: bytes) -> None:
    assert read_sheet("a.xlsx", data, TODAY).exams == ()
    assert read_sheet("a.xlsx", data, TODAY).problems
    assert look("a.xlsx", data, TODAY).problems


def test_limits_on_rows_columns_and_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_file, "MOST_ROWS", 5)
    monkeypatch.setattr(sheet_file, "MOST_COLUMNS", 3)
    monkeypatch.setattr(sheet_file, "LONGEST_CELL", 10)
    result = read("Date,Exam,Notes,More\n" + "2015,CXR,a very long note,x\n" * 9)
    assert len(result.exams) == 4
    said = " ".join(whats(result))
    assert "too long" in said
    assert "more than 3 columns" in said
    assert "more than 10 characters" in said
    monkeypatch.setattr(sheet_file, "LARGEST_FILE", 10)
    assert "larger than" in whats(read("Date,Exam\n2015,CXR\n"))[0]


@given(st.binary(max_size=300))
@settings(max_examples=examples(60, fuzz=2000), deadline=None)
def test_no_bytes_make_it_raise(data: bytes) -> None:
    assert read_sheet("a", data, TODAY).file == "a"
    assert look("a", data, TODAY).file == "a"


SMALL_BOOK = book(("Date", "Exam"), (2015, "CXR"))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_damaged_workbook_makes_it_raise(data: st.DataObject) -> None:
    whole = bytearray(SMALL_BOOK)
    for _time in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert read_sheet("a.xlsx", bytes(whole[: data.draw(st.integers(4, len(whole)))]), TODAY).file == "a.xlsx"


# --- the template and our own export ---


def test_the_template_reads_back_as_examples_and_takes_rows() -> None:
    result = read_sheet("template.csv", template_csv(), TODAY)
    assert result.exams == ()
    assert all("example row" in said(problem.what) for problem in result.problems)
    assert len(result.problems) == 2
    view = look("template.csv", template_csv(), TODAY)
    assert {column.confidence for column in view.columns} == {"sure"}
    assert view.questions == ()
    filled = template_csv() + b"3 Sep 2015,CT head,,Clinic,,,410,,,,,,,,\r\n"
    (exam,) = read_sheet("template.csv", filled, TODAY).exams
    assert (exam.kind_key, exam.measurements[0].value) == ("ct_head", 410)


def assert_same(summary: Summary, result: ReadResult) -> None:
    assert result.problems == ()
    entries: list[Any] = list(summary.exams.itertuples(index=False))
    rows = {str(row.exam_id): row for row in entries}
    assert {exam.identity[0].removeprefix("entry:") for exam in result.exams} == set(rows)
    for exam in result.exams:
        assert isinstance(exam, SheetExam)
        row = rows[exam.identity[0].removeprefix("entry:")]
        assert exam.kind_key == row.kind_key
        assert (exam.exam_date, exam.date_last or exam.exam_date) == (row.date_first.date(), row.date_last.date())
        assert exam.date_precision == row.date_precision
        assert (exam.exam_count, exam.count_is_approximate) == (row.exam_count, row.count_is_approximate)
        texts = ("side", "facility", "requested_by", "reason", "images_at", "notes", "contrast", "contrast_agent")
        assert [getattr(exam, name) for name in (*texts, "own_words")] == [
            getattr(row, n) for n in (*texts, "own_words")
        ]
        measured: list[Any] = list(summary.measured(str(row.exam_id)).itertuples(index=False))
        fields = ("quantity", "laterality", "phantom", "part", "reported")
        assert [[getattr(m, f) for f in fields] for m in exam.measurements] == [
            [getattr(m, f) for f in fields] for m in measured
        ]
        for mine, theirs in zip(exam.measurements, measured, strict=True):
            assert mine.value == pytest.approx(float(theirs.value), rel=1e-5)


@pytest.mark.parametrize("export", [exams_csv, exams_xlsx])
def test_the_sample_reads_back(desk: Desk, export: Callable[[Summary], bytes]) -> None:
    summary = summarise(desk, sample.load(desk))
    result = read_sheet("export", export(summary), TODAY)
    assert_same(summary, result)
    assert len(result.exams) == summary.entries
    assert not any(m.quantity == "effective_dose_msv" and m.value != 8.7 for e in result.exams for m in e.measurements)


def test_a_workbook_keeps_what_the_list_has_no_room_for(desk: Desk) -> None:
    summary = summarise(desk, sample.load(desk))
    doses = [m for e in read_sheet("x", exams_xlsx(summary), TODAY).exams for m in e.measurements]
    assert [m.authority for m in doses if m.quantity == "effective_dose_msv"] == ["ICRP 60"]


def test_what_is_recorded_of_injections_is_not_read_and_that_is_said(desk: Desk, patient_id: str) -> None:
    drug = DrugCreate(drug_key="methylprednisolone", dose_mg=40)
    day = date(2020, 3, 4)
    exam = ExamCreate(kind_key="hip_injection_rf", date_first=day, date_last=day, drugs=[drug])
    ledger.add_exam(desk, patient_id, exam)
    summary = summarise(desk, patient_id)
    injections = course(desk, summary)
    read = read_sheet("x", exams_xlsx(summary, injections), TODAY)
    assert [e.kind_key for e in read.exams] == ["hip_injection_rf"]
    (problem,) = read.problems
    assert "Drugs" in said(problem.where)
    assert "JSON" in advised(problem.what)
    assert_same(summary, read_sheet("x", exams_csv(summary, injections), TODAY))


MEASURED = st.builds(
    lambda quantity, value, part, text: MeasurementCreate(quantity=quantity, value=value, part=part, reported=text),
    st.sampled_from(["dlp_mgy_cm", "kap_gy_cm2", "air_kerma_mgy", "activity_mbq", "effective_dose_msv"]),
    st.floats(0.0001, 90_000, allow_subnormal=False),
    st.booleans(),
    st.sampled_from(["", "12 mGy.cm", "1.234,5 [x]", "=1+1"]),
)
DAYS = st.dates(date(1950, 1, 1), date(2025, 12, 31))
WHEN = st.one_of(
    DAYS.map(lambda day: dates.of(day.year, day.month, day.day)),
    DAYS.map(lambda day: dates.of(day.year, day.month)),
    DAYS.map(lambda day: dates.of(day.year)),
    st.tuples(DAYS, DAYS).map(lambda pair: dates.between(dates.of(min(pair).year), dates.of(max(pair).year))),
)


@st.composite
def exams(draw: st.DrawFn) -> ExamCreate:
    when_ = draw(WHEN)
    measured = draw(st.lists(MEASURED, max_size=4))
    kind = draw(st.sampled_from(["", *reference.exam_kinds()]))
    return ExamCreate(
        kind_key=kind,
        own_words="" if kind else "my own scan",
        date_first=when_.first,
        date_last=when_.last,
        date_precision=when_.precision,
        exam_count=1 if measured else draw(st.integers(1, 40)),
        side=draw(st.sampled_from(["", "left", "right", "both"])),
        facility=draw(st.sampled_from(["", "St Anna; Clinic, North", '"Quoted"', "=cmd()", "Größe"])),
        measurements=measured,
    )


@given(st.lists(exams(), min_size=1, max_size=6), st.sampled_from([exams_csv, exams_xlsx]))
@settings(max_examples=examples(12, fuzz=400), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_record_reads_back(every: list[ExamCreate], export: Callable[[Summary], bytes]) -> None:
    desk = open_desk(":memory:")
    try:
        person = people.add(desk, PatientCreate(name="Test Person")).entity_id
        for exam in every:
            ledger.add_exam(desk, person, exam)
        summary = summarise(desk, person)
        assert_same(summary, read_sheet("export", export(summary), TODAY))
    finally:
        desk.close()
