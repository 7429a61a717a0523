"""Timeline: the period is brushed; counts, total, evidence and the list follow it; the chart shades it."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import Page, add_exam, calm, shown
from tracker.history.summary import summarise
from tracker.record.desk import Desk
from tracker.record.models import MeasurementCreate, Patient


@pytest.fixture
def three(record: Desk, maria: Patient) -> list[str]:
    dlp = MeasurementCreate(quantity="dlp_mgy_cm", value=512.0, phantom="32 cm")
    return [
        add_exam(record, maria, "xr_chest_pa", date(2009, 3, 1)),
        add_exam(record, maria, "ct_abd_pelvis", date(2015, 3, 1), measurements=[dlp]),
        add_exam(record, maria, "esi_lumbar_transforaminal_rf", date(2020, 6, 2)),
    ]


def timeline(page: Page) -> AppTest:
    return calm(page("clinician_timeline"))


def brushed(opened: AppTest, first: int, last: int) -> AppTest:
    return calm(opened.slider[0].set_range(first, last).run())


def test_an_empty_record_says_so(page: Page, maria: Patient) -> None:
    opened = timeline(page)
    assert "No exams are recorded." in shown(opened)
    assert not opened.slider


def test_the_whole_record_is_shown_first(page: Page, three: list[str]) -> None:
    opened = timeline(page)
    assert [h.value for h in opened.header] == ["Whole record"]
    assert opened.slider[0].value == (2009, 2020)
    assert "**3 exams · 3 with radiation · 1 image-guided injection**" in shown(opened)


def test_brushing_a_period_changes_counts_total_evidence_and_list(
    page: Page, record: Desk, maria: Patient, three: list[str]
) -> None:
    opened = brushed(timeline(page), 2012, 2016)
    words = shown(opened)
    assert [h.value for h in opened.header] == ["2012 to 2016"]
    assert "**1 exam · 1 with radiation · 0 image-guided injections**" in words
    assert "◐\u00a01\u00a0calculated" in words
    assert "100 % of it worked out from measured values." in words
    (ct,) = [t.value for t in opened.table if "Images at" in t.value.columns]
    assert list(ct["Date"]) == ["1 Mar 2015"]
    whole = summarise(record, maria.id)
    dose = whole.select(years=[2015]).totals.dose
    assert dose is not None
    assert f"About {dose.typical:.1f} mSv" in words


def test_the_chart_says_what_is_shaded(page: Page, three: list[str]) -> None:
    opened = brushed(timeline(page), 2012, 2016)
    (picture,) = opened.image
    assert picture.proto.imgs[0].alt.endswith("Shaded: 2012 to 2016, with 1 exam.")


def test_one_year_alone(page: Page, three: list[str]) -> None:
    opened = brushed(timeline(page), 2020, 2020)
    assert [h.value for h in opened.header] == ["2020"]
    assert "1 image-guided injection" in shown(opened)


def test_a_period_without_exams(page: Page, three: list[str]) -> None:
    opened = brushed(timeline(page), 2010, 2014)
    words = shown(opened)
    assert "No exam lies in this period." in words
    assert "0 exams" in words
    assert "None of" not in words


def test_an_exam_that_may_lie_in_the_period_is_counted_and_that_is_said(
    page: Page, record: Desk, maria: Patient, three: list[str]
) -> None:
    range_of_years = {"date_last": date(2013, 12, 31), "date_precision": "range"}
    add_exam(record, maria, "dx_panoramic", date(2010, 1, 1), **range_of_years)
    opened = brushed(timeline(page), 2013, 2014)
    assert "1 exam ·" in shown(opened)
    assert "1 exam is counted that may lie outside the period" in shown(opened)


def test_a_record_of_one_year_needs_no_brush(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "xr_chest_pa", date(2009, 3, 1))
    opened = timeline(page)
    assert not opened.slider
    assert "1 exam ·" in shown(opened)


def test_two_thousand_exams_come_a_page_at_a_time(page: Page, two_thousand: int) -> None:
    opened = timeline(page)
    (listed,) = [t.value for t in opened.table if "Images at" in t.value.columns]
    assert len(listed) == 15
    opened.pagination[0].set_value(2).run()
    assert "Lines 16 to 30 of 2000." in shown(calm(opened))


def test_another_period_starts_at_its_first_page(page: Page, two_thousand: int) -> None:
    opened = timeline(page)
    first, last = opened.slider[0].value
    opened.pagination[0].set_value(3).run()
    opened = brushed(opened, first + 1, last)
    assert "Lines 1 to 15 of" in shown(opened)


def test_the_print_view_lists_the_whole_period(page: Page, two_thousand: int) -> None:
    opened = timeline(page)
    first, _last = opened.slider[0].value
    opened = brushed(opened, first, first + 1)
    printed = calm(opened.toggle(key="clinician print view").set_value(True).run())
    assert not printed.pagination
    (listed,) = [t.value for t in printed.table if "Images at" in t.value.columns]
    assert len(listed) > 15
