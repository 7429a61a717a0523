"""The clinician's Evidence page: what made the total, both sets of weights, what is left out, both positions."""

from datetime import date

from tests.dashboards.conftest import Page, Seen, add_exam, calm, shown
from tracker import reference
from tracker.history import evidence
from tracker.history.summary import summarise
from tracker.record.desk import Desk
from tracker.record.models import MeasurementCreate, Patient

HOSTILE = "<script>alert(1)</script> **x** :red[y] [a](http://b.example)"


def plain(words: str) -> str:
    return words.replace("\\", "")


def test_the_sample_shows_all_that_its_total_rests_on(seen: Seen, record: Desk, sample_person: Patient) -> None:
    opened = calm(seen("clinician_evidence"))
    whole = summarise(record, sample_person.id)
    methods = opened.table[0].value
    assert methods["Effective dose, mSv"].tolist() == [c.msv for c in evidence.rests_on(whole)[0]]
    assert methods["Share, %"].sum() > 99.9
    words = plain(shown(opened))
    for part in (
        "under ICRP 60",
        "under ICRP 103",
        "mSv per Gy.cm2",
        "two-piece log-normal",
        "Not counted",
        "own words",
    ):
        assert part in words, part
    assert f"Reference data {reference.version()}" in words
    assert [e.label for e in opened.expander] == [
        "How the range is made",
        "Coefficients",
        "Sources with their addresses",
        "What could not be converted",
        "Tissue weighting factors",
    ]
    assert not opened.button


def test_both_positions_stand_there_with_year_and_address_even_without_exams(page: Page, maria: Patient) -> None:
    opened = calm(page("clinician_evidence"))
    words = "\n".join(m.value for m in opened.markdown)
    for position in reference.positions():
        assert position.year in words
        address = reference.sources()[position.source_id].url
        assert f"<{address}>" in words
    assert [h.value for h in opened.header] == ["What professional bodies say"]


def test_a_record_without_a_dose_shows_no_total(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "", date(2020, 5, 6), own_words="scan abroad")
    words = plain(shown(calm(page("clinician_evidence"))))
    assert "No recorded exam has a dose that can be counted" in words
    assert "It is in the patient’s own words" in words
    assert "under ICRP 60" not in words
    assert " 0 mSv" not in words


def test_the_sets_differ_where_a_factor_of_both_is_published(page: Page, record: Desk, maria: Patient) -> None:
    dlp = MeasurementCreate(quantity="dlp_mgy_cm", value=500)
    add_exam(record, maria, "ct_chest", date(2020, 5, 6), measurements=[dlp])
    tables = [t.value for t in calm(page("clinician_evidence")).table]
    sets = next(t for t in tables if "In this set, %" in t)
    doses = sets["Effective dose, mSv"].tolist()
    assert doses == [10.5, 7.0, 10.5]  # as shown, under ICRP 60, under ICRP 103
    assert sets["In this set, %"].tolist()[1:] == [100, 100]


def test_the_print_view_unfolds_everything(seen: Seen) -> None:
    opened, printed = (calm(seen("clinician_evidence", printed=printing)) for printing in (False, True))
    assert not printed.expander
    assert len(printed.table) == len(opened.table)


def test_two_thousand_exams_are_summed_up(page: Page, two_thousand: int) -> None:
    tables = [t.value for t in calm(page("clinician_evidence")).table]
    assert tables[0]["Exams"].sum() < two_thousand
    shares = next(t for t in tables if "Evidence" in t)
    assert shares["Exams"].sum() == two_thousand


def test_hostile_words_are_shown_letter_by_letter(page: Page, record: Desk, maria: Patient) -> None:
    add_exam(record, maria, "", date(2020, 5, 6), own_words=HOSTILE)
    opened = calm(page("clinician_evidence"))
    cells = [str(cell) for table in opened.table for cell in table.value.to_numpy(dtype=object).ravel()]
    assert any("script" in cell for cell in cells)
    for cell in cells:
        for harm in ("<script>", "**x**", ":red[", "[a]("):
            assert harm not in cell
