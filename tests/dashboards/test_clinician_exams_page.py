"""The clinician's Exams page: the table and its filters, one exam opened, hostile text, the print view."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import Page, Seen, add_exam, calm, shown
from tracker.history.summary import summarise
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.models import EventCreate, MeasurementCreate, Patient, SourceReportCreate
from tracker.record.procedures import DrugCreate, InjectionCreate
from tracker.view import exams
from tracker.view.exams import columns

HOSTILE = "<script>alert(1)</script> **x** :red[y] [a](http://b.example) $z$ =1+1"


def select(page: AppTest, label: str, value: str) -> AppTest:
    """The page after an entry of a menu was chosen, by its words."""
    menu = next(s for s in page.selectbox if s.label == label)
    return calm(menu.select_index(next(i for i, o in enumerate(menu.options) if value in o)).run())


def names(page: AppTest) -> list[str]:
    """The exams of the table, as far down as they go."""
    return [str(name).lstrip("■◧□ ") for name in page.dataframe[0].value["exam"]]


@pytest.fixture
def injection(record: Desk, maria: Patient) -> str:
    add_exam(record, maria, "ct_head", date(2015, 3, 1), facility="City Hospital")
    return add_exam(
        record,
        maria,
        "esi_lumbar_transforaminal_rf",
        date(2024, 3, 4),
        side="left",
        facility="Clinic West",
        images_at="on my disc",
        contrast="yes",
        contrast_agent="iohexol",
        entered_from="report",
        measurements=[MeasurementCreate(quantity="kap_gy_cm2", value=2.41, reported="241 cGy.cm2")],
        events=[
            EventCreate(event_uid="1.2.3.9", event_type="fluoroscopy", plane="A", kap_gy_cm2=1.9, protocol="Spine")
        ],
        reports=[SourceReportCreate(sop_instance_uid="1.2.840.1", manufacturer="Example Imaging", model="C-Arm One")],
        injection=InjectionCreate(levels=["L4-5"], relief_percent=60, pain_before=7),
        drugs=[DrugCreate(drug_key="methylprednisolone", dose_mg=40)],
    )


def test_the_table_is_the_table_of_exams(seen: Seen, record: Desk, sample_person: Patient) -> None:
    opened = calm(seen("clinician_exams"))
    whole = exams.exam_table(record, summarise(record, sample_person.id))
    table = opened.dataframe[0].value
    assert names(opened) == whole["exam"].tolist()
    assert [c.name for c in columns() if c.always and c.name != "known_from"] == [
        c for c in table.columns if {x.name: x for x in columns()}[c].always
    ]
    assert table["exam"].str.match("[■◧□] ").all()
    assert "23 of 23 entries" in shown(opened)
    numbers = [column.name for column in columns() if column.figures and column.name in table]
    assert all(table[name].dtype == float for name in numbers)
    written = opened.dataframe[0].proto.arrow_data.styler.display_values.decode("latin-1")
    assert "under 0.01" in written


def test_filters_narrow_the_table_and_say_so(page: Page, injection: str) -> None:
    opened = calm(page("clinician_exams"))
    assert "Shown:" not in shown(opened)
    hip = calm(opened.text_input[0].set_value("west KAP").run())
    assert "No entry matches" in shown(hip)
    west = calm(hip.text_input[0].set_value("WEST").run())
    assert names(west) == [
        "Lumbar transforaminal epidural steroid injection (selective nerve root block), X-ray guided"
    ]
    assert "Shown: Words: WEST." in shown(west)
    both = calm(west.text_input[0].set_value("").run())
    types = next(m for m in both.multiselect if m.label == "Type")
    ct = calm(types.select("CT").run())
    assert names(ct) == ["CT head"]
    assert "Shown: Type: CT." in shown(ct)
    cleared = calm(next(m for m in ct.multiselect if m.label == "Type").set_value([]).run())
    later = select(cleared, "From", "2016")
    assert len(names(later)) == 1
    assert "Years: 2016 to …" in shown(later)
    only = calm(later.checkbox[0].check().run())
    assert "Injections and procedures only" in shown(only)


def test_an_exam_opens_to_everything_that_is_known(page: Page, injection: str) -> None:
    opened = select(page("clinician_exams"), "Open an exam", "2024-03-04")
    words = shown(opened).replace("\\", "")
    for part in (
        "Contrast agent: iohexol",
        "Images at: on my disc",
        "Known from: typed from a report, entered",
        "about 0.48 mSv (0.24 to 0.84)",
        "2.41 Gy.cm2 x 0.20 mSv per Gy.cm2",
        "241 cGy.cm2",
        "Reference levels are for comparing how departments work",
        "Belgium, 2011",
        "Drugs given: methylprednisolone 40 mg",
        "Response: 60 % relief",
        "Pain before, 0 to 10: 7",
        "1.2.840.1",
        "Example Imaging",
        "Spine",
        "added",
    ):
        assert part in words, part
    tables = [t.value for t in opened.table]
    events = next(t for t in tables if "Protocol" in t)
    assert events["KAP, Gy.cm2"].tolist() == [1.9]
    assert events["Plane"].tolist() == ["A"]
    assert not opened.button


def test_what_was_not_recorded_is_left_out_and_an_mri_has_no_dose(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "mri_brain", date(2020, 5, 6))
    words = shown(select(page("clinician_exams"), "Open an exam", "MRI"))
    assert "no radiation" in words
    for part in ("Contrast", "Irradiation events", "Beside published values", "Injection", "Source reports", "0 mSv"):
        assert part not in words.replace("Injections and procedures only", "")


def test_another_filter_closes_an_exam_that_is_not_in_it(page: Page, injection: str) -> None:
    opened = select(page("clinician_exams"), "Open an exam", "2024-03-04")
    closed = calm(opened.text_input[0].set_value("head").run())
    assert "Irradiation events" not in shown(closed)
    assert next(s for s in closed.selectbox if s.label == "Open an exam").value == ""


def test_the_print_view_is_a_plain_table_with_every_row(page: Page, sample_person: Patient) -> None:
    printed = calm(page("clinician_exams").toggle[0].set_value(True).run())
    assert not printed.dataframe
    table = printed.table[0].value
    assert len(table) == 23
    assert table["Exam"].str.match("[■◧□] ").all()
    assert "KAP 2\\.41 Gy\\.cm2; Ka,r 11\\.7 mGy; Fluoroscopy 72 s" in table["Measured"].tolist()
    opened = select(printed, "Open an exam", "2012")
    assert not opened.expander or {e.label for e in opened.expander} == {"Filters"}
    assert "History of edits" in shown(opened)


def test_an_empty_record_of_a_person_says_so(page: Page, maria: Patient) -> None:
    opened = calm(page("clinician_exams"))
    assert "No exams are recorded" in shown(opened)
    assert not opened.dataframe


def test_two_thousand_exams_stand_in_one_table(page: Page, two_thousand: int) -> None:
    opened = calm(page("clinician_exams"))
    assert len(names(opened)) == two_thousand
    printed = calm(opened.toggle[0].set_value(True).run())
    assert len(printed.table[0].value) == two_thousand


def test_hostile_words_are_shown_letter_by_letter(page: Page, record: Desk, maria: Patient) -> None:
    fields = ("own_words", "facility", "images_at", "requested_by", "reason", "contrast_agent", "notes")
    exam_id = add_exam(
        record,
        maria,
        "",
        date(2020, 5, 6),
        **dict.fromkeys(fields, HOSTILE),
        events=[EventCreate(event_uid="1.2", protocol=HOSTILE)],
        reports=[SourceReportCreate(sop_instance_uid=HOSTILE, manufacturer=HOSTILE, station=HOSTILE)],
        measurements=[MeasurementCreate(quantity="kap_gy_cm2", value=1, reported=HOSTILE, origin=HOSTILE)],
        injection=InjectionCreate(function_gained=HOSTILE, operator=HOSTILE, complication_text=HOSTILE),
        drugs=[DrugCreate(name=HOSTILE)],
    )
    ledger.edit_exam(record, exam_id, ledger.exam(record, exam_id).model_copy(update={"notes": f"{HOSTILE} again"}))
    page_ = calm(page("clinician_exams").text_input[0].set_value(HOSTILE).run())
    opened = select(page_, "Open an exam", "script")
    for view in (opened, calm(opened.toggle[0].set_value(True).run())):
        cells = [str(cell) for table in view.table for cell in table.value.to_numpy(dtype=object).ravel()]
        drawn = "\n".join([*(m.value for m in view.markdown), *(h.value for h in view.header), *cells])
        assert "script" in drawn
        for harm in ("<script>", "**x**", ":red[", "[a](", "$z$"):
            assert harm not in drawn, harm
