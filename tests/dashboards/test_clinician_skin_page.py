"""Skin and fluoroscopy: regions with their tier and windows, the map, procedures, levels, and what is not known."""

from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import Page, Seen, add_exam, calm, days_back, shown
from tests.dose.beams_made import geometry
from tracker.record import trace
from tracker.record.desk import Desk
from tracker.record.models import EventCreate, MeasurementCreate, Patient

PCI = "ir_pci"


def measured(**values: float) -> list[MeasurementCreate]:
    """Measured values of one exam."""
    return [MeasurementCreate(quantity=name, value=value) for name, value in values.items()]


def skin(page: Page | Seen) -> AppTest:
    return calm(page("clinician_skin"))


def whole(page: Page | Seen) -> AppTest:
    """The page with everything that low doses leave behind a switch."""
    opened = skin(page)
    return calm(next(t for t in opened.toggle if t.label.startswith("Show the map")).set_value(True).run())


def said(page: AppTest) -> str:
    return shown(page).replace("\\", "")


def tables(page: AppTest, column: str) -> list[pd.DataFrame]:
    return [table.value for table in page.table if column in table.value.columns]


def test_without_fluoroscopy_only_the_levels_stand_there(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "ct_head", date(2015, 3, 1))
    opened = skin(page)
    assert "No exam with fluoroscopy is recorded." in said(opened)
    assert tables(opened, "Level")
    assert not tables(opened, "Procedure")


def test_low_doses_are_one_line(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "esi_lumbar_transforaminal_rf", days_back(20), measurements=measured(air_kerma_mgy=11.7))
    opened = skin(page)
    words = said(opened)
    assert "all recorded doses together are under 500 mGy at any one place" in words
    assert "Highest: Lumbar spine: side of the body not known, about 14 mGy (8.2 to 70), 1 procedure." in words
    assert "level for follow-up was reached" not in words
    assert not opened.table
    assert not opened.header
    opened = whole(page)
    (region,) = tables(opened, "Period")
    assert list(region["Period"]) == ["60 days", "180 days", "365 days", "Whole record"]
    assert region["Up to today"].str.startswith("about 14 mGy").all()


@pytest.mark.parametrize(("kerma", "quiet"), [(310.0, True), (315.0, False)])
def test_the_line_holds_below_500_mgy_by_the_high_end_of_all_beams_on_one_patch(
    page: Page, record: Desk, maria: Patient, kerma: float, quiet: bool
) -> None:
    """A fixed system: 1.6 times 310 mGy is 496 mGy, 1.6 times 315 is 504."""
    add_exam(record, maria, PCI, date(2012, 2, 14), measurements=measured(air_kerma_mgy=kerma))
    assert bool(tables(skin(page), "Period")) != quiet


@pytest.mark.parametrize(("kap", "quiet"), [(8.0, True), (8.2, False)])
def test_a_bound_by_kerma_area_product_counts_as_through_a_small_field(
    page: Page, record: Desk, maria: Patient, kap: float, quiet: bool
) -> None:
    """8 Gy.cm2 through 100 cm2 are at most 123 mGy, so through 25 cm2 493 mGy; 8.2 are 505."""
    add_exam(record, maria, PCI, date(2012, 2, 14), measurements=measured(kap_gy_cm2=kap))
    assert bool(tables(skin(page), "Period")) != quiet


def test_the_map_stands_before_the_tables(seen: Seen) -> None:
    titles = [h.value for h in skin(seen).header]
    order = ["Skin: a level for follow-up was reached", "Map of the skin dose", "Skin regions", "Procedures"]
    assert [title for title in titles if title in order] == order


def test_a_region_that_is_not_recorded_is_a_choice_and_choosing_writes_nothing(
    page: Page, record: Desk, maria: Patient
) -> None:
    events = [EventCreate(event_uid="1.2.3", event_type="fluoroscopy", air_kerma_mgy=900.0, geometry=geometry())]
    exam_id = add_exam(record, maria, "rf_intraop_hip_spine", date(2020, 2, 14), events=events)
    opened = skin(page)
    assert not opened.image
    (asked,) = [s for s in opened.main.selectbox if s.label.startswith("Body region of")]
    before = trace.edits(record, exam_id)
    chosen = calm(asked.select("Lower back").run())
    (picture,) = chosen.image
    assert "From the back: highest about" in picture.proto.imgs[0].alt
    assert "(Lower back, in the middle)" in picture.proto.imgs[0].alt
    assert "is not written down" in said(chosen)
    assert trace.edits(record, exam_id) == before


def test_a_region_names_its_tier_and_says_why_its_side_is_not_known(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, PCI, date(2012, 2, 14), measurements=measured(air_kerma_mgy=800.0))
    words = said(skin(page))
    assert "**Heart: side of the body not known**" in words
    assert "T1: air kerma at the reference point, times a factor." in words
    assert "Only totals are recorded. They do not say from which side the beam came." in words


def test_an_upper_bound_is_shown_as_one(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, PCI, date(2012, 2, 14), measurements=measured(kap_gy_cm2=20.0))
    opened = skin(page)
    (region,) = tables(opened, "Period")
    assert region["Highest"].str.startswith("up to 310 mGy, for a field of 100 cm2 or more").all()
    assert "T0: kerma-area product only." in said(opened)


def test_a_level_that_was_reached_is_said_with_what_to_do_and_its_source(
    page: Page, record: Desk, maria: Patient
) -> None:
    add_exam(record, maria, PCI, date(2012, 2, 14), measurements=measured(air_kerma_mgy=5200.0))
    words = said(skin(page))
    assert "14 Feb 2012, Percutaneous coronary intervention (PCI)**: skin dose about 6,200 mGy" in words
    assert "Ka,r 5200 mGy (level: Ka,r 5000 mGy)" in words
    assert "the patient is told, and the skin is looked at after 2 to 4 weeks" in words
    assert "NCRP 168" in words


def test_the_worst_case_stands_beside_the_sums(seen: Seen) -> None:
    for region in tables(skin(seen), "Period"):
        assert list(region.columns) == [
            "Period",
            "Up to today",
            "Highest",
            "Same patch, up to today",
            "Same patch, highest",
        ]


def test_procedures_in_field_units_with_a_dash_for_what_is_not_recorded(
    page: Page, record: Desk, maria: Patient
) -> None:
    values = measured(air_kerma_mgy=11.7, kap_gy_cm2=2.41, fluoro_time_s=72.0)
    add_exam(record, maria, "esi_lumbar_transforaminal_rf", days_back(20), measurements=values, side="left")
    add_exam(record, maria, "rf_barium_enema", date(1998, 3, 1))
    opened = whole(page)
    (table,) = [t for t in opened.table if "Procedure" in t.value.columns]
    row = table.value.iloc[0]
    assert (row["Fluoroscopy, s"], row["KAP, Gy.cm2"], row["Ka,r, mGy"]) == (72.0, 2.41, 11.7)
    assert "T1" in row["Skin dose"]
    assert table.value.iloc[1]["Skin dose"] == "not known"
    assert table.value["KAP, Gy.cm2"].isna().iloc[1]
    assert "–" in table.proto.arrow_data.styler.display_values.decode("utf-8", "replace")
    assert "The skin dose of 1 exam is not known" in said(opened)
    assert "That is not a dose of zero." in said(opened)


def test_the_map_is_drawn_with_words_for_those_who_cannot_see_it(seen: Seen) -> None:
    opened = skin(seen)
    (picture,) = opened.image
    assert "From the back: highest about 2,600 mGy" in picture.proto.imgs[0].alt
    assert "No report says where on the body the beam was aimed." in said(opened)


def test_the_map_of_one_procedure_may_be_chosen(page: Page, sample_person: Patient) -> None:
    opened = skin(page)
    (which,) = [s for s in opened.main.selectbox if s.label == "Which procedures"]
    assert which.options[0] == "All mapped procedures, added up: 3"
    place = next(n for n, words in enumerate(which.options) if "epidural" in words)
    chosen = calm(which.select_index(place).run())
    assert "2,600 mGy" not in chosen.image[0].proto.imgs[0].alt


def test_without_maps_there_is_no_drawing(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, PCI, date(2012, 2, 14), measurements=measured(air_kerma_mgy=800.0))
    assert not skin(page).image


@pytest.mark.parametrize("printing", [False, True])
def test_many_regions_are_folded_on_the_screen_and_all_on_paper(
    page: Page, record: Desk, maria: Patient, printing: bool
) -> None:
    kinds = ("ir_pci", "hip_injection_rf", "knee_injection_rf", "esi_cervical_interlaminar_rf", "rf_barium_enema")
    for kind in kinds:
        add_exam(record, maria, kind, date(2012, 2, 14), measurements=measured(air_kerma_mgy=80.0))
    opened = skin(page)
    if printing:
        opened = calm(opened.toggle(key="clinician print view").set_value(True).run())
    assert len(tables(opened, "Period")) == len(kinds)
    folds = [e.label for e in opened.main.expander if "more region" in e.label]
    assert folds == ([] if printing else ["1 more region"])


def test_bands_and_levels_name_their_sources(page: Page, maria: Patient, record: Desk) -> None:
    add_exam(record, maria, PCI, date(2012, 2, 14), measurements=measured(air_kerma_mgy=800.0))
    opened = skin(page)
    (bands,) = tables(opened, "Reaction")
    assert bands["Reaction"].iloc[0] == "None expected"
    assert "Balter 2010" in said(opened)
    assert "NCRP 168" in said(opened)
