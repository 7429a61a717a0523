"""My injections: days since, sessions, steroid, best relief, chart, and the list by day."""

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.shared import EDIT_WANTED
from tests.dashboards.conftest import Page, add_exam, calm, days_back, shown
from tracker.record import ledger
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.record.procedures import DrugCreate, InjectionCreate, PainEntryCreate
from tracker.view.injections import since_text

EPIDURAL = "esi_lumbar_transforaminal_rf"
STEROID = DrugCreate(drug_key="methylprednisolone", dose_mg=40)


def inject(record: Desk, person: Patient, days: int, kind: str = EPIDURAL, **fields: Any) -> str:
    return add_exam(record, person, kind, days_back(days), **{"side": "left", **fields})


@pytest.fixture
def course(record: Desk, maria: Patient) -> list[str]:
    """A recent pair of one day, a hip injection with another steroid, and an old one of which nothing is known."""
    told = InjectionCreate(
        levels=["L4-5"],
        relief_percent=60,
        relief_lasted=3,
        relief_lasted_unit="weeks",
        function_gained="can _walk_ again",
        complication="yes",
        complication_text="<b>flush</b>",
        pain_before=7,
        pain_after=3,
    )
    return [
        inject(record, maria, 20, injection=told, drugs=[STEROID], facility="St Anna", entered_from="report"),
        inject(record, maria, 20, side="right"),
        inject(record, maria, 90, "hip_injection_us", drugs=[DrugCreate(drug_key="dexamethasone", dose_mg=10)]),
        inject(record, maria, 1500),
    ]


def test_an_empty_record_offers_to_add_one_and_to_print_a_log(page: Page, maria: Patient) -> None:
    injections = calm(page("injections"))
    assert "no injections in this record yet" in shown(injections)
    assert [b.label for b in injections.main.button] == ["Add an injection"]
    assert [d.label for d in injections.download_button] == ["Empty pain log to print"]


def test_how_long_ago_how_many_and_how_much(page: Page, course: list[str]) -> None:
    injections = calm(page("injections"))
    assert [(m.label, m.value) for m in injections.metric] == [
        ("Since the last injection", "20 days"),
        ("Since the last steroid (cortisone)", "20 days"),
    ]
    words = shown(injections).replace("\\", "")
    assert "Lumbar spine epidural: **1**" in words
    assert "Hip joint injection: **1**" in words
    assert "methylprednisolone 40 mg (1 injection)" in words
    assert "dexamethasone 10 mg (1 injection)" in words
    assert "Estimate: equal to about 93 mg methylprednisolone" in words
    assert "4 mg methylprednisolone = 0.75 mg dexamethasone" in words
    assert "There is no agreed total for a year." in words
    assert "US label of triamcinolone" in words
    assert "Not in these sums: 1 injection without drugs on record." in words
    assert "**Best and last treatment:**" in words
    assert "60 % relief, lasted 3 weeks" in words


def test_a_rough_date_is_counted_in_months_and_a_test_block_stands_apart(
    page: Page, record: Desk, maria: Patient
) -> None:
    year = days_back(0).year - 2
    told = {"date_last": date(year, 12, 31), "date_precision": "year", "side": "left"}
    treated = InjectionCreate(relief_percent=40)
    add_exam(record, maria, EPIDURAL, date(year, 1, 1), **told, injection=treated, drugs=[STEROID])
    block = InjectionCreate(relief_percent=90, purpose="test")
    add_exam(record, maria, "hip_injection_us", days_back(4000), side="left", injection=block)
    injections = calm(page("injections"))
    assert {metric.value for metric in injections.metric} <= {"about 2 years", "about 13 to 24 months"}
    words = shown(injections)
    assert "**Best and last treatment:** " + str(year) in words
    assert "**Test block:** " in words
    assert "Done as: test block" in words


def test_the_chart_has_its_words_and_its_table(page: Page, course: list[str]) -> None:
    injections = calm(page("injections"))
    (table,) = injections.table
    assert table.value["Relief"].tolist().count("60 % relief, as told") == 1
    assert len(table.value) == 4
    (picture,) = injections.image
    assert picture.proto.imgs[0].alt.startswith("Injections over time")


def test_the_list_is_by_day_with_everything_and_says_what_is_missing(page: Page, course: list[str]) -> None:
    words = shown(calm(page("injections")))
    assert words.count("· 2 injections") == 1
    plain = words.replace("\\", "")
    assert "L4-5 left**" in plain
    assert "Given: methylprednisolone 40 mg" in plain
    assert "Pain: before 7 of 10, after 3 of 10" in plain
    assert "Reaction or problem: yes: <b>flush</b>" in plain
    assert "<b>" not in words
    assert "can \\_walk\\_ again" in words
    assert "Typed from a report. Entered" in plain
    assert "From memory. Entered" in plain
    assert "Given: not written down" in plain
    assert plain.index("Guided by: X-ray") < plain.index("Guided by: ultrasound")


def test_recent_injections_and_those_with_a_log_have_a_button_for_it(
    page: Page, record: Desk, maria: Patient, course: list[str]
) -> None:
    ledger.save_pain_log(record, course[3], [PainEntryCreate(minutes_after=0, pain=8)])
    several = inject(record, maria, 10, exam_count=3)
    keys = {str(b.key) for b in calm(page("injections")).button}
    assert {f"pain/{exam_id}" for exam_id in (course[0], course[1], course[3])} <= keys
    assert f"pain/{course[2]}" not in keys
    assert f"pain/{several}" not in keys


def test_its_buttons_lead_to_the_log_and_to_the_form(app: AppTest, maria: Patient, course: list[str]) -> None:
    app.run()
    calm(app.switch_page("injections/injections.py").run())
    logged = calm(app.button(key=f"pain/{course[1]}").click().run())
    assert logged.title[0].value == "Pain log"
    assert logged.session_state[Form(shared.key(maria, "pain log")).key("exam")] == course[1]
    app.switch_page("injections/injections.py").run()
    edited = calm(app.button(key=f"edit/{course[2]}").click().run())
    assert edited.title[0].value == "My history"
    assert "Change this exam" in shown(edited)
    assert EDIT_WANTED not in edited.session_state
    app.switch_page("injections/injections.py").run()
    added = next(b for b in app.button if b.label == "Add an injection").click().run()
    assert added.title[0].value == "Add an exam"


def test_rough_dates_and_missing_drugs_are_said(page: Page, record: Desk, maria: Patient) -> None:
    year = days_back(0).year - 1
    span = {"date_last": date(year, 12, 31), "date_precision": "year"}
    add_exam(record, maria, EPIDURAL, date(year, 1, 1), drugs=[DrugCreate(drug_key="triamcinolone")], **span)
    injections = calm(page("injections"))
    rough = since_text(date(year, 1, 1), date(year, 12, 31), days_back(0), ago=False)
    assert "months" in rough or "year" in rough
    assert [m.value for m in injections.metric] == [rough, rough]
    words = shown(injections)
    assert "1 more may lie in these months" in words
    assert "Nothing is written about relief yet" in words


def test_no_steroid_on_record_is_not_said_to_be_none(page: Page, record: Desk, maria: Patient) -> None:
    inject(record, maria, 20)
    injections = calm(page("injections"))
    assert [m.value for m in injections.metric] == ["20 days", "none recorded"]
    assert "That does not mean that there was none." in shown(injections)


def test_a_long_list_comes_in_pages(page: Page, record: Desk, maria: Patient) -> None:
    ids = [inject(record, maria, 5 + 30 * n) for n in range(10)]
    injections = calm(page("injections"))
    assert [str(b.key) for b in injections.button if b.label == "Edit"] == [f"edit/{exam_id}" for exam_id in ids[:8]]
    injections.pagination(key=Form(shared.key(maria, "injections")).key("days/2")).set_value(2).run()
    assert [str(b.key) for b in calm(injections).button if b.label == "Edit"] == [f"edit/{i}" for i in ids[8:]]


def test_own_words_are_shown_letter_by_letter(page: Page, record: Desk, maria: Patient) -> None:
    own = "**shot** :red[x] $y$"
    add_exam(record, maria, "", days_back(3), own_words=own, drugs=[DrugCreate(name="_Zaub_", dose_mg=4)])
    words = shown(calm(page("injections")))
    assert "**shot**" not in words.replace("\\*\\*shot\\*\\*", "")
    assert ":red[" not in words
    assert "\\_Zaub\\_ 4 mg" in words
