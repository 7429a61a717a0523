"""Tables as people keep them: heading lines, units, sums, series, "ditto", merged cells; in seven languages."""

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.readers import TODAY
from tracker.readers.draft import ReadResult
from tracker.readers.sheet.sheet import SheetExam, SheetMapping, look, read_sheet

Doses = list[tuple[str, float, bool]]


def read(text: str, **answers: str) -> ReadResult:
    return read_sheet("list.csv", text.encode(), TODAY, SheetMapping(answers=answers))


def book(*rows: tuple[object, ...], merged: tuple[str, ...] = (), since_1904: bool = False) -> bytes:
    file, written = io.BytesIO(), Workbook()
    if since_1904:
        written.epoch = CALENDAR_MAC_1904
    page = written.active
    assert page is not None
    for row in rows:
        page.append(row)
    for cells in merged:
        page.merge_cells(cells)
    written.save(file)
    return file.getvalue()


def doses(result: ReadResult) -> list[Doses]:
    return [[(m.quantity, round(m.value, 3), m.part) for m in exam.measurements] for exam in result.exams]


def rows(result: ReadResult) -> list[int]:
    return [exam.row for exam in result.exams if isinstance(exam, SheetExam)]


def codes(result: ReadResult) -> list[str]:
    return [problem.what.code for problem in result.problems]


# --- headings ---


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "Date of,Exam,Dose length,Fluoro\nexam,,product (mGy.cm),time (min)\n2021-02-14,CT abdomen,388,1\n",
            ["date", "exam", "dlp_mgy_cm", "fluoro_time_s"],
        ),
        (
            "Datum;Untersuchung;CT;;Durchleuchtung;\n;;DLP;CTDIvol;DFP;Zeit\n;;mGy·cm;mGy;cGy·cm²;min\n"
            "14.02.2021;CT Abdomen;1234,5;12,5;;\n",
            ["date", "exam", "dlp_mgy_cm", "ctdivol_mgy", "kap_gy_cm2", "fluoro_time_s"],
        ),
        ("Data\tEsame\tDLP\tNote\n\t\t(mGy.cm)\t\n14/02/2021\tTC\t612\tok\n", ["date", "exam", "dlp_mgy_cm", "notes"]),
        ("Date;Examen;PDL\nJJ/MM/AAAA;;mGy.cm\n14/02/2021;Scanner;612\n", ["date", "exam", "dlp_mgy_cm"]),
        ("Datum;Art;DLP (mGy*cm)\n14.02.2021;CT Thorax;612\n", ["date", "exam", "dlp_mgy_cm"]),
        ("Lado;Fecha;PDA\n;;Gy·cm²\nizquierdo;14/02/2021;2\n", ["side", "date", "kap_gy_cm2"]),
        (
            "Date,Exam,Left breast,Right breast\n,,AGD (mGy),AGD (mGy)\n2021-02-14,mammogram,1,2\n",
            ["date", "exam", "glandular_dose_mgy", "glandular_dose_mgy"],
        ),
    ],
)
def test_headings_over_several_lines(text: str, fields: list[str]) -> None:
    view = look("a.csv", text.encode(), TODAY)
    assert [column.field for column in view.columns] == fields
    assert all(column.unit for column in view.columns if column.field.endswith(("_cm", "_cm2", "_mgy", "_s")))
    assert view.questions == ()
    assert (len(read(text).exams), codes(read(text))) == (1, [])


def test_group_headings_of_merged_cells() -> None:
    data = book(
        ("Historial", None, None, None, None, None),
        ("Fecha", "Prueba", "TC", None, "Escopia", None),
        (None, None, "DLP", "CTDIvol", "PDA", "Tiempo"),
        ("dd/mm/aaaa", None, "mGy.cm", "mGy", "Gy.cm2", "s"),
        (datetime(2022, 2, 14), "Infiltración", None, None, 2.4, 42),
        merged=("A1:F1", "C2:D2", "E2:F2", "A2:A3", "B2:B3"),
    )
    result = read_sheet("a.xlsx", data, TODAY)
    assert (rows(result), doses(result)) == ([5], [[("kap_gy_cm2", 2.4, False), ("fluoro_time_s", 42, False)]])
    assert result.problems == ()


def test_the_first_exam_is_never_taken_for_a_line_of_headings() -> None:
    result = read("Date,Exam,Where,Note\n,CT scan,St Anna Hospital,left\n,chest x-ray,Clinic,\n")
    assert rows(result) == [2, 3]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("DLP_gesamt_mGycm", "dlp_mgy_cm"),
        ("PDS_cGycm2", "kap_gy_cm2"),
        ("Exposure (mGy.cm)", "dlp_mgy_cm"),
        ("ED_mSv", "effective_dose_msv"),
        ("FDG (MBq)", "activity_mbq"),
        ("mGy", ""),
        ("DRL (mGy.cm)", ""),
        ("Annual limit (mSv)", ""),
        ("Dose cumulée (mSv)", ""),
        ("kumulative Luftkerma (mGy)", "air_kerma_mgy"),
        ("min", ""),
    ],
)
def test_a_unit_tells_the_quantity_only_where_it_can_be_no_other(heading: str, field: str) -> None:
    view = look("a.csv", f"exam_date;study_description;{heading}\n2021-02-14;CT abdomen;3\n".encode(), TODAY)
    assert view.columns[2].field == field


# --- sums ---


@pytest.mark.parametrize(
    "line",
    ["Summe;;1513", "Totaal;;1513", ";Total geral;1513", ";;1513", ";Sous-total 2021;1513",
     "2 esami;;1513", "2021;Total;1513"],
)  # fmt: skip
def test_a_line_with_a_sum_is_no_exam(line: str) -> None:
    result = read(f"Datum;Untersuchung;DLP (mGy.cm)\n14.02.2021;CT Abdomen;612\n13.05.2022;CT Schädel;901\n{line}\n")
    assert (rows(result), codes(result)) == ([2, 3], ["row_of_sums"])


def test_sums_of_parts_and_of_all_and_what_only_looks_like_one() -> None:
    head = "Date,Exam,DLP (mGy.cm)\n2021-02-14,CT abdomen,612\n2021-03-14,CT head,901\n"
    result = read(f"{head},,1513\n2022-02-14,CT chest,300\n2022-03-14,CT head,800\n,,1100\n,,2613\n")
    assert (rows(result), codes(result)) == ([2, 3, 5, 6], ["row_of_sums"] * 3)
    assert rows(read(f"{head},CT chest,1513\n,Total body bone scan,\n")) == [2, 3, 4, 5]


# --- rows that go on ---


@pytest.mark.parametrize(
    "text",
    [
        "Datum;Untersuchung;DLP (mGy·cm)\n14.02.2021;CT Abdomen;210\ndto.;dto.;201\n",
        'Date,Exam,DLP (mGy.cm)\n2021-02-14,CT abdomen,210\n"""","""",201\n',
        "DLP (mGy.cm);Esame;Data\n210;TC addome;14/02/2021\n201;come sopra;come sopra\n",
        "Datum\tOnderzoek\tDLP (mGy.cm)\n14-02-2021\tCT abdomen\t210\n\t\t201\n",
        "Fecha;Prueba;DLP (mGy.cm)\n14/02/2021;TC abdomen;210\nídem;ídem;201\n",
    ],
)
def test_series_of_one_exam_on_rows_of_their_own(text: str) -> None:
    result = read(text)
    assert doses(result) == [[("dlp_mgy_cm", 210, True), ("dlp_mgy_cm", 201, True)]]
    assert codes(result) == ["several_values", "row_goes_on"]


def test_merged_cells_stand_for_each_of_their_rows() -> None:
    head = ("Data", "Exame", "Série", "DLP (mGy.cm)")
    first = (datetime(2021, 2, 14), "TC abdome", "nativa", 210)
    data = book(head, first, (None, None, "arterial", None), (None, "TC crânio", "", 901), merged=("A2:A4", "B2:B3"))
    result = read_sheet("a.xlsx", data, TODAY)
    assert [(exam.exam_date, exam.kind_key) for exam in result.exams] == [
        (date(2021, 2, 14), "ct_abdomen"),
        (date(2021, 2, 14), "ct_head"),
    ]
    assert doses(result) == [[("dlp_mgy_cm", 210, False)], [("dlp_mgy_cm", 901, False)]]


def test_another_side_is_another_exam_and_ditto_without_a_dose_is_one_more() -> None:
    result = read("Date,Exam,Side,KAP (Gy.cm2)\n2021-02-14,hip injection,left,2\n,,right,1\n")
    assert [(exam.side, exam.exam_date) for exam in result.exams] == [
        ("left", date(2021, 2, 14)),
        ("right", date(2021, 2, 14)),
    ]
    assert codes(result) == ["date_from_above"]
    assert len(read("Date,Exam\n2021-02-14,CXR\nditto,ditto\n").exams) == 2


REPEATED = "Date,Exam,DLP (mGy.cm)\n2021-02-14,CT abdomen,210\n2021-02-14,CT abdomen,201\n2022-05-01,CT head,901\n"


def test_rows_of_one_day_and_exam_are_asked_about() -> None:
    (question,) = look("a.csv", REPEATED.encode(), TODAY).questions
    assert (question.key, [answer for answer, _label in question.choices]) == ("repeated", ["one", "several"])
    assert (rows(read(REPEATED)), codes(read(REPEATED))) == ([4], ["ask_repeated", "row_repeated", "row_repeated"])
    assert doses(read(REPEATED, repeated="one"))[0] == [("dlp_mgy_cm", 210, True), ("dlp_mgy_cm", 201, True)]
    assert rows(read(REPEATED, repeated="several")) == [2, 3, 4]
    assert rows(read(REPEATED.replace(",210", ",").replace(",201", ","))) == [2, 3, 4]


UNDATED = "Date,Exam,DLP (mGy.cm)\n2021-02-14,CT abdomen,210\n,CT head,901\n,CT chest,300\n2022-05-01,CT neck,400\n"


def test_another_exam_without_a_date_may_be_of_the_day_above() -> None:
    (question,) = look("a.csv", UNDATED.encode(), TODAY).questions
    assert (question.key, [answer for answer, _label in question.choices]) == ("undated", ["above", "unknown"])
    # Nobody guesses: without an answer each is an exam without a date.
    for result in (read(UNDATED), read(UNDATED, undated="unknown")):
        assert [exam.exam_date for exam in result.exams] == [date(2021, 2, 14), None, None, date(2022, 5, 1)]
        assert codes(result).count("row_undated") == 2
    above = read(UNDATED, undated="above")
    assert [exam.exam_date for exam in above.exams] == [date(2021, 2, 14)] * 3 + [date(2022, 5, 1)]
    assert codes(above) == ["day_from_above"] * 2


def test_nothing_is_asked_about_a_row_below_an_empty_one_or_one_without_a_date() -> None:
    for text in (UNDATED.replace("\n,CT", "\n,,\n,CT"), UNDATED.replace("2021-02-14", "")):
        assert "ask_undated" not in codes(read(text))


# --- cells ---


@pytest.mark.parametrize(
    ("cell", "value", "phantom"),
    [
        ("Total DLP: 388 mGy.cm", 388, ""),
        ("388 mGy·cm [32 cm]", 388, "32 cm"),
        ("388 (Kopfphantom)", 388, "16 cm"),
        ("388²", 388, ""),
        ("PDL = 388 †", 388, ""),
        ("0,388 Gy.cm (Summe)", 388, ""),
    ],
)
def test_words_beside_a_number(cell: str, value: float, phantom: str) -> None:
    result = read(f"Date\tExam\tDLP (mGy.cm)\n2021-02-14\tCT abdomen\t{cell}\n")
    assert [(m.value, m.phantom) for m in result.exams[0].measurements] == [(value, phantom)]
    assert result.problems == ()


@pytest.mark.parametrize(
    "cell", ["388 (geschätzt)", "CTDI 12", "388 (head)", "388 ± 5", "<388", "DLP -388", "388 / day"]
)
def test_what_is_not_understood_beside_a_number_keeps_it_out(cell: str) -> None:
    result = read(f"Date\tExam\tDLP (mGy.cm)\n2021-02-14\tCT abdomen\t{cell}\n")
    assert doses(result) == [[]]
    assert len(result.problems) == 1


def test_a_column_of_doses_of_several_quantities() -> None:
    cells = ["DLP 512 mGy·cm", "DFP 2,41 Gy·cm²", "45 mGy (16cm)", "DLP 388", "CTDIvol 12 mGy, DLP 377 mGycm", "388"]
    lines = "".join(f"{20 + n}.02.2021;CT Abdomen {n};{cell}\n" for n, cell in enumerate(cells))
    result = read(f"Datum;Untersuchung;Dosis\n{lines}")
    assert doses(result) == [
        [("dlp_mgy_cm", 512, False)],
        [("kap_gy_cm2", 2.41, False)],
        [],
        [("dlp_mgy_cm", 388, False)],
        [("ctdivol_mgy", 12, False), ("dlp_mgy_cm", 377, False)],
        [],
    ]
    assert codes(result) == ["which_dose_in_cell"] * 2


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("38 s, 112 cGycm2", [("fluoro_time_s", 38, False), ("kap_gy_cm2", 1.12, False)]),
        ("0:41 min / 1.2 Gycm2", [("fluoro_time_s", 41, False), ("kap_gy_cm2", 1.2, False)]),
        ("KAP 1.2 Gycm2, 38 s", [("kap_gy_cm2", 1.2, False), ("fluoro_time_s", 38, False)]),
        ("112 cGycm2 + 1 min 12 s", [("kap_gy_cm2", 1.12, False), ("fluoro_time_s", 72, False)]),
        ("1 min, 12 s; KAP 0.5 Gycm2", [("fluoro_time_s", 72, False), ("kap_gy_cm2", 0.5, False)]),
        ("KAP 1,2 Gycm2, 32 cm", []),  # a phantom that no fluoroscopy has
        ("DLP 388 mGycm, 5 s", []),  # a time of what?
        ("DLP 388, phantom 32 cm", [("dlp_mgy_cm", 388, False)]),
    ],
)
def test_a_time_stands_beside_a_dose_of_fluoroscopy_in_one_cell(cell: str, found: Doses) -> None:
    lines = [f'14.02.2021;CXR;"{cell}"', "15.02.2021;CXR;DLP 100 mGycm", "16.02.2021;CXR;KAP 1 Gycm2"]
    assert doses(read("Datum;Untersuchung;Dosis\n" + "\n".join(lines) + "\n"))[0] == found


@pytest.mark.parametrize(
    ("head", "line", "found"),
    [
        ("Date;Exam;Dose;Unit", "14.02.2021;CXR;820;mGy.cm", [("dlp_mgy_cm", 820, False)]),
        ("Datum;Untersuchung;Dosis;Einheit", "14.02.2021;CXR;1,2;Gycm2", [("kap_gy_cm2", 1.2, False)]),
        ("Fecha;Prueba;Unidad;Dosis", "14.02.2021;CXR;cGy.cm2;112", [("kap_gy_cm2", 1.12, False)]),
        ("Date;Exam;Dose;Unité", "14.02.2021;CXR;7;mSv", [("effective_dose_msv", 7, False)]),
        ("Date;Exam;Quantity;Value;Unit", "14.02.2021;CXR;DLP;388;mGycm", [("dlp_mgy_cm", 388, False)]),
        ("Datum;Untersuchung;Parameter;Wert;Einheit", "14.02.2021;CXR;DFP;388;cGycm2", [("kap_gy_cm2", 3.88, False)]),
        ("Date;Exam;DLP;Unit", "14.02.2021;CXR;388;mGycm", [("dlp_mgy_cm", 388, False)]),
        ("Datum;Was;DLP;Einheit DLP", "14.02.2021;CXR;388;mGycm", [("dlp_mgy_cm", 388, False)]),
        ("Date;Exam;Dose;Dose unit", "14.02.2021;CXR;2.1;Gy.cm", [("dlp_mgy_cm", 2100, False)]),
        ("Date;Exam;Dose;Unit", "14.02.2021;CXR;8;mGy", []),  # CTDIvol, air kerma, or of a breast
    ],
)
def test_the_unit_or_the_name_of_a_dose_may_stand_in_a_column_of_its_own(head: str, line: str, found: Doses) -> None:
    result = read(f"{head}\n{line}\n")
    assert doses(result) == [found]
    assert [problem for problem in result.problems if problem.what.code == "sheet_not_read"] == []


def test_a_year_in_another_column_heads_the_rows_below() -> None:
    days = (("01.02.", "CXR", 20.0, "mGy.cm"), (None, 2022.0, None, None), ("03.02.", "CXR", 1.234, "Gy.cm2"))
    data = book((None, "2021", None, None), ("Date", "Exam", "Dose", "Unit"), *days)
    result = read_sheet("list.xlsx", data, TODAY)
    assert [exam.exam_date for exam in result.exams] == [date(2021, 2, 1), date(2022, 2, 3)]
    assert doses(result) == [[("dlp_mgy_cm", 20, False)], [("kap_gy_cm2", 1.234, False)]]


def test_rows_that_each_name_another_dose_of_one_exam_are_one_exam() -> None:
    lines = "2021-02-14,CXR,DLP,820,mGy.cm\n2021-02-14,CXR,CTDIvol,45,mGy\n"
    result = read(f"Date,Exam,Quantity,Value,Unit\n{lines}")
    assert doses(result) == [[("dlp_mgy_cm", 820, False), ("ctdivol_mgy", 45, False)]]
    again = read(f"Date,Exam,Quantity,Value,Unit\n{lines}2021-02-14,CXR,DLP,300,mGy.cm\n")
    assert doses(again) == []  # asked: series, or exams


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("01.02.", date(2021, 2, 1)),
        ("13.3.", date(2021, 3, 13)),
        ("13/03", date(2021, 3, 13)),
        ("1 Feb", date(2021, 2, 1)),
        ("1. Februar", date(2021, 2, 1)),
        ("Feb 1", date(2021, 2, 1)),
        ("01.02.2019", date(2019, 2, 1)),
    ],
)
@pytest.mark.parametrize("first", ["2021,,\nDate,Exam,DLP (mGy.cm)", "Date,Exam,DLP (mGy.cm)\n2021,,"])
def test_a_day_without_a_year_is_in_that_of_the_heading_above(day: str, found: date, first: str) -> None:
    result = read(f"{first}\n{day},CXR,800\n2021-03-15,CXR,100\n2022,,\n15.04.,CXR,300\n", date_order="dmy")
    assert [exam.exam_date for exam in result.exams] == [found, date(2021, 3, 15), date(2022, 4, 15)]


@pytest.mark.parametrize(
    "head", ["Reference dose", "Planned dose", "Dose last year", "Referenzdosis", "Dosis de referencia", "Dose prévue"]
)
def test_a_dose_of_another_exam_or_a_limit_is_none_though_its_cells_have_units(head: str) -> None:
    lines = "14.02.2021;CXR;820 mGy.cm;1000 mGy.cm\n15.02.2021;CXR;DLP 210 mGy.cm;350 mGy.cm\n"
    found = doses(read(f"Datum;Untersuchung;Dosis;{head}\n{lines}"))
    assert found == [[("dlp_mgy_cm", 820, False)], [("dlp_mgy_cm", 210, False)]]


@pytest.mark.parametrize("year", ["2021", "Jahr 2021", "2021:"])
def test_a_row_with_nothing_but_a_year_heads_those_below(year: str) -> None:
    result = read(f"Datum;Untersuchung;DLP (mGy.cm)\n{year};;\n01.02.2021;CT Kopf;800\n13.03.2021;CT Thorax;300\n")
    assert doses(result) == [[("dlp_mgy_cm", 800, False)], [("dlp_mgy_cm", 300, False)]]


@pytest.mark.parametrize(
    ("words", "machine"),
    [
        ("mystery injection under X-ray", "RF"),
        ("Spritze xy unter Röntgen", "RF"),
        ("pinchazo raro bajo rayos X", "RF"),
        ("piqûre mystère sous rayons X", "RF"),
        ("puntura strana sotto RX", "RF"),
        ("an X-ray of my something", "DX"),
        ("Knochenszintigraphie xy", "NM"),
        ("740 MBq Tc-99m something", "NM"),
    ],
)
def test_an_exam_without_a_kind_keeps_its_machine(words: str, machine: str) -> None:
    (exam,) = read(f"Date;Exam;KAP (Gy.cm2)\n14.02.2021;{words};1,4\n").exams
    assert (exam.kind_key, exam.modality) == ("", machine)


# --- days ---


def test_days_counted_from_1904_on() -> None:
    head = ("Datum", "Untersuchung")
    assert read_sheet("a.xlsx", book(head, (42779, "CXR"), since_1904=True), TODAY).exams[0].exam_date == date(
        2021, 2, 14
    )
    assert read_sheet("a.xlsx", book(head, (44241, "CXR")), TODAY).exams[0].exam_date == date(2021, 2, 14)


@pytest.mark.parametrize(
    "day", ["Fri 13/03/2015", "Freitag, den 13.03.2015", "ven. 13/03/2015", "sexta-feira, 13/03/2015", "vr 13-03-2015"]
)
def test_a_day_of_the_week_before_a_date_in_numbers(day: str) -> None:
    assert read(f"Exam;Date\nCXR;{day}\n").exams[0].exam_date == date(2015, 3, 13)
