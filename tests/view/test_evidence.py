"""The tables of the Evidence page: their numbers are those of the total, and nothing unknown is a number."""

import math
from datetime import date

import pytest

from tests.record.test_ledger import an_exam, kap
from tests.view import samples
from tests.view.samples import measurement, summary, typical
from tracker import reference
from tracker.history import evidence
from tracker.history.summary import Summary, summarise
from tracker.record import ledger, sample
from tracker.record.desk import Desk
from tracker.record.models import MeasurementCreate
from tracker.view import evidence as evidence_tables
from tracker.view.columns import as_text
from tracker.view.evidence import Table, derivations, sources_used


@pytest.fixture
def whole(desk: Desk) -> Summary:
    return summarise(desk, sample.load(desk))


@pytest.fixture
def two_sets(desk: Desk, patient_id: str) -> Summary:
    """A coronary intervention (ICRP 103 only), a chest CT (both sets) and an exam in own words."""
    dlp = MeasurementCreate(quantity="dlp_mgy_cm", value=500)
    for exam in (
        an_exam(kind_key="ir_pci", measurements=[kap(50)]),
        an_exam(kind_key="ct_chest", measurements=[dlp]),
        an_exam(kind_key="", own_words="scan abroad"),
    ):
        ledger.add_exam(desk, patient_id, exam)
    return summarise(desk, patient_id)


def total(summary: Summary) -> float:
    """The plain sum, which parts are shares of."""
    return float(summary.exams.loc[summary.exams["counted"], "typical_msv"].sum())


def records(table: Table) -> list[dict[str, object]]:
    return [{str(name): cell for name, cell in row.items()} for row in table.rows.to_dict("records")]


def test_the_methods_and_the_evidence_add_up_to_the_total(whole: Summary) -> None:
    methods = evidence_tables.methods(evidence.rests_on(whole)[0]).rows
    shares = evidence_tables.shares(whole).rows
    for rows in (methods, shares):
        assert rows["msv"].sum() == pytest.approx(total(whole))
        assert rows["share"].sum() == pytest.approx(100)
    assert shares["exams"].sum() == whole.totals.exams


def test_what_is_not_counted_has_no_dose_and_no_share(whole: Summary) -> None:
    shares = evidence_tables.shares(whole).rows.set_index("evidence")
    for name in ("– not counted", "– no radiation"):
        assert math.isnan(float(shares["msv"][name]))
        assert math.isnan(float(shares["share"][name]))
    counts = whole.totals.counts
    assert evidence_tables.not_counted(whole).rows["exams"].sum() == (
        counts.not_counted + counts.no_radiation + counts.treatment
    )


def test_coefficients_have_their_interval_unit_weights_and_source(two_sets: Summary) -> None:
    heart, chest = records(evidence_tables.coefficients(evidence.rests_on(two_sets)[1]))
    assert (heart["k"], heart["k_low"], heart["k_high"]) == (0.33, 0.16, 0.44)
    assert (heart["unit"], heart["weights"], heart["of"]) == ("mSv per Gy.cm2", "ICRP 103", "Heart")
    assert (chest["k"], chest["unit"], chest["source"]) == (0.021, "mSv per mGy.cm", "Lee 2012")


def test_both_sets_show_their_totals_what_changes_and_what_could_not_be_converted(two_sets: Summary) -> None:
    under = evidence.by_set(two_sets)
    shown, icrp60, icrp103 = records(evidence_tables.sets(two_sets.totals.dose, under))
    assert (shown["set"], icrp60["set"], icrp103["set"]) == ("as shown", "under ICRP 60", "under ICRP 103")
    assert shown["msv"] == pytest.approx(50 * 0.33 + 500 * 0.021, rel=0.04)
    assert icrp103["msv"] == shown["msv"]
    assert icrp60["msv"] == pytest.approx(50 * 0.33 + 500 * 0.014, rel=0.04)
    assert icrp60["in_set"] == pytest.approx(100 * 7 / 23.5)
    assert icrp103["in_set"] == pytest.approx(100)
    (change,) = records(evidence_tables.changes(under))
    assert (change["set"], change["shown_msv"]) == ("ICRP 60", pytest.approx(10.5))
    (kept,) = records(evidence_tables.kept(under))
    assert (kept["set"], kept["weights"], kept["msv"]) == ("ICRP 60", "ICRP 103", pytest.approx(16.5))
    assert "one set only" in str(kept["why"])


def test_no_total_is_not_a_total_of_zero(desk: Desk, patient_id: str) -> None:
    ledger.add_exam(desk, patient_id, an_exam(kind_key="", own_words="scan abroad"))
    found = summarise(desk, patient_id)
    sets = evidence_tables.sets(found.totals.dose, evidence.by_set(found)).rows
    assert sets[["msv", "low_msv", "high_msv"]].isna().to_numpy().all()
    assert evidence_tables.methods(evidence.rests_on(found)[0]).rows.empty
    assert evidence_tables.sources(evidence.rests_on(found)[0]).rows.empty


def test_every_source_in_the_total_is_cited_once_with_its_address(whole: Summary) -> None:
    rows = evidence_tables.sources(evidence.rests_on(whole)[0]).rows
    assert rows["short"].is_unique
    assert rows["msv"].sum() == pytest.approx(total(whole))
    assert rows["msv"].is_monotonic_decreasing
    known = {source.short: source.url for source in reference.sources().values()}
    cited = dict(zip(rows["short"], rows["url"], strict=True))
    assert cited.pop("the report itself") == ""
    assert cited.pop("Martin 2007 (range only)") == known["Martin 2007"]
    assert cited.items() <= known.items()


def test_both_positions_stand_with_their_years_and_addresses() -> None:
    stated = (*evidence.both_positions(), evidence.common_ground())
    against, track, between = (evidence_tables.positions(one, NOV_2026).rows for one in stated)
    assert {"2021", "2019"} <= set(against["year"])
    assert "2012" in set(track["year"])
    assert against["url"].str.startswith("https://").all()
    assert "2024" in set(between["year"])
    assert len(against) + len(track) + len(between) == len(reference.positions())


NOV_2026 = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (NOV_2026, "In force until 31 Dec 2026"),
        (date(2026, 12, 31), "In force until 31 Dec 2026"),
        (date(2027, 1, 1), "It ended on 31 Dec 2026"),
    ],
)
def test_aapm_ps_1_a_ends_on_31_december_2026_and_says_so(today: date, words: str) -> None:
    against, _track = evidence.both_positions()
    rows = evidence_tables.positions(against, today).rows
    (stated,) = [text for text in rows["where"] if "PS 1-A" in text]
    assert stated.endswith(words) or f"{words};" in stated
    assert sum("In force" in text or "ended on" in text for text in rows["where"]) == 1


def test_the_weights_of_each_set_make_one() -> None:
    rows = evidence_tables.tissue_weights().rows
    assert rows[["ICRP 60", "ICRP 103"]].sum().tolist() == pytest.approx([1.0, 1.0])
    (breast,) = records(Table(rows[rows["tissue"] == "breast"], ()))
    assert (breast["ICRP 60"], breast["ICRP 103"]) == (0.05, 0.12)


def test_doses_are_written_with_two_figures(whole: Summary) -> None:
    table = evidence_tables.sets(whole.totals.dose, evidence.by_set(whole))
    assert as_text(table.rows, table.columns)["Effective dose, mSv"].str.fullmatch(r"\d\d?0?|\d\.\d").all()


def test_the_range_is_explained_by_its_method() -> None:
    assert "two-piece log-normal" in evidence_tables.range_note()


def test_an_old_exam_of_a_child_names_its_method(desk: Desk, patient_id: str) -> None:
    ledger.add_exam(
        desk, patient_id, an_exam(kind_key="ct_head", date_first=date(1976, 5, 13), date_last=date(1976, 5, 13))
    )
    (row,) = records(evidence_tables.methods(evidence.rests_on(summarise(desk, patient_id))[0]))
    assert row["method"] in ("Published dose of children", "Published dose of adults, for a child")


def test_derivations_of_many_exams_are_the_same_as_one_by_one() -> None:
    record = typical()
    assert derivations(record) == [record.derivation(exam_id) for exam_id in record.exams["exam_id"]]
    assert derivations(summary([])) == []


def test_each_source_once() -> None:
    used = sources_used(derivations(typical()))
    assert len(used) == len({source.id for source in used}) > 3
    assert [source.short for source in used] == sorted(source.short for source in used)


def test_the_tables_of_a_record_with_every_kind_of_exam() -> None:
    """What no sample has: a kind each, measured in part, in whole and not at all."""
    kinds = {key: kind for key, kind in reference.exam_kinds().items() if kind.evidence != "treatment"}
    values = {
        "CT": ("dlp_mgy_cm", 300.0),
        "PT": ("dlp_mgy_cm", 300.0),
        "DX": ("kap_gy_cm2", 0.3),
        "NM": ("activity_mbq", 300.0),
    }
    given = [measurement(key, *values[kind.modality]) for key, kind in kinds.items() if kind.modality in values]
    made = evidence.rests_on(summary([samples.exam(key, key, "2020-03-01") for key in kinds], given))[0]
    assert {one.method for one in made} >= {"dlp_and_usual", "film", "dlp", "typical", "rough"}
    assert len(evidence_tables.methods(made).rows) == len(made)
