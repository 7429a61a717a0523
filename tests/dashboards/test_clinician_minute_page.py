"""The one-minute view: five cells, the region of the visit, what is below, with and without injections."""

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import Page, Seen, add_exam, calm, days_back, shown
from tracker import clock, dates
from tracker.record import ledger, people
from tracker.record.desk import Desk
from tracker.record.models import HealthFactCreate, MeasurementCreate, Patient, ReactionCreate
from tracker.record.procedures import DrugCreate, InjectionCreate, PainEntryCreate

CELLS = ["Safety", "Last steroid", "Sessions, 12 months", "Response", "Last imaging"]
EPIDURAL = "esi_lumbar_transforaminal_rf"


def epidural(record: Desk, person: Patient, days: int, **fields: Any) -> str:
    """An epidural so many days ago."""
    values = {"side": "left", "facility": "St Anna Pain Clinic", **fields}
    return add_exam(record, person, EPIDURAL, days_back(days), **values)


@pytest.fixture
def course(record: Desk, maria: Patient) -> None:
    """Two epidurals, one with everything known of it, and an MRI."""
    steroid = DrugCreate(drug_key="methylprednisolone", dose_mg=40)
    relief = InjectionCreate(levels=["L4-5"], relief_percent=60, relief_lasted=5, relief_lasted_unit="weeks")
    epidural(record, maria, 78, drugs=[steroid], injection=relief, entered_from="report")
    epidural(record, maria, 200, drugs=[steroid], injection=InjectionCreate(relief_percent=30))
    add_exam(record, maria, "mri_spine", days_back(90), region="lumbar_spine", images_at="St Anna, on their system")


def minute(page: Page | Seen) -> AppTest:
    return calm(page("clinician_minute"))


def said(page: AppTest) -> str:
    return shown(page).replace("\\", "")


def test_the_five_cells_stand_in_their_order(seen: Seen) -> None:
    assert [h.value for h in minute(seen).header][:5] == CELLS


def test_nothing_recorded_is_said_in_every_cell(page: Page, maria: Patient) -> None:
    words = said(minute(page))
    assert "Reactions and allergies: none recorded" in words
    assert "Not asked: blood thinner, kidney disease, diabetes, metformin, implant" in words
    assert words.count("None recorded") >= 3
    assert "12 months**" not in words
    assert "Exams while pregnant" not in words


def test_safety_tells_yes_from_no_from_not_asked(page: Page, record: Desk, maria: Patient) -> None:
    hives = ReactionCreate(substance_group="contrast_medium", reaction="hives", severity="moderate", year=2019)
    told = [
        HealthFactCreate(topic="blood_thinner", answer="yes", detail="apixaban"),
        HealthFactCreate(topic="kidney_disease", answer="no"),
    ]
    people.save_facts(record, maria.id, [hives], told)
    words = said(minute(page))
    assert "**Contrast medium: hives 2019 (moderate)**" in words
    assert "**Blood thinner: apixaban**" in words
    assert "Patient says no: kidney disease." in words
    assert "diabetes" in words.split("Not asked:")[1].split("\n")[0]
    assert "none recorded" not in words.split("**Blood thinner")[0].split("SAFETY")[-1]


def test_the_last_steroid_says_when_what_how_much_where_and_how_it_is_known(page: Page, course: None) -> None:
    words = said(minute(page))
    assert "**78 days ago**" in words
    assert "◧ methylprednisolone 40 mg, Lumbar spine L4-5 left" in words
    assert "◧ 1 typed from a report" in words
    assert "methylprednisolone 80 mg (2 injections)" in words


def test_another_steroid_brings_the_estimate_with_its_factor(page: Page, record: Desk, maria: Patient) -> None:
    epidural(record, maria, 20, drugs=[DrugCreate(drug_key="dexamethasone", dose_mg=10)])
    words = said(minute(page))
    assert "Estimate: equal to about 53 mg methylprednisolone" in words
    assert "4 mg methylprednisolone = 0.75 mg dexamethasone" in words
    assert "Source: [US label of triamcinolone]" in words
    assert "There is no agreed total for a year." in words


def test_sessions_have_their_dates_and_no_verdict(page: Page, course: None) -> None:
    words = said(minute(page))
    assert "**2** Lumbar spine epidural" in words
    for days in (78, 200):
        day = days_back(days)
        assert f"{day.day} {day:%b %Y}" in words


def test_best_and_last_response(page: Page, course: None) -> None:
    words = said(minute(page))
    assert "Best and last treatment, " in words
    assert "**60 %, lasted 5 weeks**" in words
    assert "◧ Lumbar transforaminal epidural steroid injection, L4-5 left" in words


def test_a_test_block_stands_apart_and_a_log_beside_what_was_told(page: Page, record: Desk, maria: Patient) -> None:
    told = InjectionCreate(relief_percent=80, relief_lasted=3, relief_lasted_unit="months")
    treated = add_exam(record, maria, "esi_lumbar_transforaminal_rf", days_back(90), side="left", injection=told)
    lines = [PainEntryCreate(minutes_after=minutes, pain=pain) for minutes, pain in ((0, 8), (15, 6))]
    ledger.save_pain_log(record, treated, lines)
    block = InjectionCreate(relief_percent=95)
    add_exam(record, maria, "mbb_lumbar_rf", days_back(20), side="left", injection=block)
    opened = minute(page)
    words = said(opened)
    assert words.index("Best and last treatment, ") < words.index("Test block, ")
    assert "**pain log: 25 % after 15 min; told: 80 %, lasted 3 months**" in words
    columns = [column.markdown[0].value for column in opened.columns if len(column.markdown)]
    assert any("Best and last treatment" in column and "Test block" not in column for column in columns)
    assert any("Test block" in column and "Best" not in column for column in columns)
    assert "“Half until”" in words


def test_a_rough_date_ages_in_months_and_a_pregnancy_is_asked_on_the_day(
    page: Page, record: Desk, maria: Patient
) -> None:
    day = clock.today().replace(day=1)
    first = day.replace(year=day.year - (day.month <= 8), month=(day.month - 9) % 12 + 1)
    when = dates.of(first.year, first.month)
    add_exam(
        record,
        maria,
        "esi_lumbar_transforaminal_rf",
        when.first,
        date_last=when.last,
        date_precision="month",
        drugs=[DrugCreate(drug_key="methylprednisolone", dose_mg=40)],
    )
    words = said(minute(page))
    assert f"**about 8 months ago** · {when.text()}" in words
    assert "Ask on the day: pregnancy." in words
    assert "Not asked: pregnancy" not in words


def test_the_last_images_of_the_region_and_where_they_are(page: Page, course: None) -> None:
    words = said(minute(page))
    assert "Images: **St Anna, on their system**" in words
    assert "· □ MRI" in words


def test_another_region_may_be_chosen(page: Page, record: Desk, maria: Patient, course: None) -> None:
    add_exam(record, maria, "ct_head", date(2015, 3, 1), images_at="City Hospital")
    opened = minute(page)
    chosen = next(s for s in opened.main.selectbox if s.label == "Region of this visit")
    assert chosen.value == "lumbar_spine"
    changed = calm(chosen.set_value("head").run())
    assert "Images: **City Hospital**" in said(changed)
    assert "Earlier images: Head" in [h.value for h in changed.header]
    none = calm(next(s for s in changed.main.selectbox if s.label == "Region of this visit").set_value("knee").run())
    assert "Earlier images: Knee" in [h.value for h in none.header]
    assert "None recorded." in said(none)


def test_a_person_without_injections_gets_a_page_without_their_table(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "ct_head", date(2015, 3, 1))
    opened = minute(page)
    assert "Injections" not in [h.value for h in opened.header]
    assert "None recorded with a date in these months." in said(opened)


def test_exams_while_pregnant_stand_first_with_the_uterus_dose(page: Page, record: Desk, maria: Patient) -> None:
    kap = MeasurementCreate(quantity="dlp_mgy_cm", value=512.0)
    add_exam(record, maria, "ct_abd_pelvis", date(2005, 3, 1), pregnant="yes", measurements=[kap])
    opened = minute(page)
    headings = [h.value for h in opened.header]
    assert headings[5] == "Exams while pregnant, or possibly"
    words = said(opened)
    assert words.index("Exams while pregnant, or possibly: 1") < words.index("Reactions and allergies")
    cells = next(t.value for t in opened.table if "Uterus dose" in t.value.columns)
    assert "mGy (" in cells["Uterus dose"].iloc[0]
    assert cells["Evidence"].iloc[0].startswith("◌")
    assert cells["Exam"].iloc[0] == "◧ CT abdomen and pelvis"


def test_the_dose_is_folded_and_counts_come_first(seen: Seen) -> None:
    opened = minute(seen)
    fold = next(e for e in opened.main.expander if e.label == "Counts and dose")
    assert not fold.proto.expanded
    assert "mSv" not in "\n".join(m.value for m in opened.main.markdown if m not in list(fold.markdown)).split("CT")[0]
    inside = [m.value for m in fold.markdown]
    counts, radiation, dose = (inside[0].index(words) for words in ("**5 years:** CT 2 · Nuclear 0", "39 with", "mSv"))
    assert counts < radiation < dose
    assert "Of 1 it is not known whether it used radiation." in inside[0]
    assert "% of it worked out from measured values." in inside[0]


def test_every_line_has_the_mark_of_how_it_is_known_and_the_legend_stands_once(seen: Seen) -> None:
    opened = minute(seen)
    assert said(opened).count("■ 3 read from a file, ◧ 8 typed from a report, □ 12 from memory") == 1
    named = [t.value[name] for t in opened.table for name in ("Exam", "Injection") if name in t.value.columns]
    assert len(named) == 2
    assert all(column.str.match("[■◧□] ").all() for column in named)
    assert "entered " not in said(opened)


def test_the_skin_stands_in_one_line_above_the_cells(page: Page, seen: Seen, record: Desk) -> None:
    opened = minute(seen)
    (line,) = [m.value for m in opened.main.markdown if ":material/warning:" in m.value]
    assert "14 Feb 2012, Percutaneous coronary intervention" in line
    shown_in_turn = said(opened)
    assert shown_in_turn.index(":material/warning:") < shown_in_turn.index("Contrast medium")


def test_the_skin_line_follows_the_doses_and_not_the_kind_of_exam(page: Page, record: Desk, maria: Patient) -> None:
    kerma = MeasurementCreate(quantity="air_kerma_mgy", value=20.0)
    add_exam(record, maria, "", date(2020, 3, 1), own_words="a procedure", measurements=[kerma])
    assert "Skin: no recorded procedure reached a level for follow-up." in said(minute(page))


def test_no_skin_line_stands_where_no_exam_has_a_skin_dose(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "ct_head", date(2020, 3, 1))
    assert "Skin:" not in said(minute(page))


def test_the_steroid_small_print_is_behind_a_link_and_open_on_paper(
    page: Page, record: Desk, maria: Patient, course: None
) -> None:
    opened = minute(page)
    (link,) = [p for p in opened.main if p.type == "popover"] or [opened.get("popover")[0]]
    assert "There is no agreed total for a year." in link.markdown[0].value.replace("\\", "")
    paper = calm(opened.toggle(key="clinician print view").set_value(True).run())
    assert not paper.get("popover")
    assert "There is no agreed total for a year." in said(paper)


def test_long_lists_come_a_page_at_a_time(page: Page, record: Desk, maria: Patient) -> None:
    for n in range(20):
        epidural(record, maria, 10 + n * 30)
    opened = minute(page)
    table = next(t.value for t in opened.table if "Given" in t.value.columns)
    assert len(table) == 8
    turned = calm(opened.pagination[0].set_value(3).run())
    table = next(t.value for t in turned.table if "Given" in t.value.columns)
    assert len(table) == 4
    assert "Lines 17 to 20 of 20." in said(turned)
    paper = calm(turned.toggle(key="clinician print view").set_value(True).run())
    table = next(t.value for t in paper.table if "Given" in t.value.columns)
    assert len(table) == 6
    assert "14 older ones stand under “Exams”." in said(paper)


def test_a_large_record_stays_calm(page: Page, two_thousand: int) -> None:
    assert str(clock.today().year) in said(minute(page))
