"""What a total rests on, and the total under each set of tissue weights."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from tests.record.test_ledger import an_exam, kap
from tests.view.samples import exam, measurement, summary, typical
from tracker.dose import effective
from tracker.history import evidence
from tracker.history.evidence import Kept, by_set, rests_on
from tracker.history.summary import Summary, summarise
from tracker.history.totals import totals_of
from tracker.record import ledger, sample
from tracker.record.desk import Desk
from tracker.record.models import MeasurementCreate
from tracker.reference import sources
from tracker.view import evidence as evidence_tables


def mixed() -> Summary:
    rows = [
        exam("ct", "ct_abd_pelvis", "2020-01-01"),
        exam("neck", "ct_neck", "2020-02-01"),
        exam("esi", "esi_lumbar_transforaminal_rf", "2020-03-01"),
        exam("bone", "nm_bone", "2020-04-01"),
        exam("breast", "mg_2d", "2020-05-01"),
        exam("film", "xr_lspine", "2020-06-01", exam_count=20, count_is_approximate=True),
        exam("cath", "ir_coronary_angiography", "2020-07-01"),
        exam("mri", "mri_brain", "2020-08-01"),
    ]
    return summary(
        rows,
        [
            measurement("ct", "dlp_mgy_cm", 1000, phantom="32 cm", tube_voltage_kv=100),
            measurement("neck", "dlp_mgy_cm", 400, phantom="16 cm"),
            measurement("esi", "kap_gy_cm2", 2.0),
            measurement("bone", "activity_mbq", 700, radiopharmaceutical="tc99m_mdp"),
            measurement("breast", "glandular_dose_mgy", 2.0),
            measurement("cath", "kap_gy_cm2", 30.0),
        ],
    )


def test_the_parts_add_up_to_the_total_and_their_shares_to_one() -> None:
    for whole in (mixed(), typical()):
        parts = rests_on(whole)[0]
        plain = whole.exams.loc[whole.exams["counted"], "typical_msv"].sum()
        assert sum(p.msv for p in parts) == pytest.approx(plain)
        assert sum(p.share for p in parts) == pytest.approx(1)
        assert [p.msv for p in parts] == sorted((p.msv for p in parts), reverse=True)
        assert sum(s.msv for p in parts for s in p.sources) == pytest.approx(plain)


def test_an_entry_for_about_20_counts_as_20_exams() -> None:
    films = next(p for p in rests_on(mixed())[0] if p.method == "typical")
    assert films.exams == 20
    assert films.sources[0].exams == 20


def test_every_coefficient_is_named_with_its_set_and_source() -> None:
    found = {(c.quantity, c.of): c for c in rests_on(mixed())[1]}
    assert found["dlp_mgy_cm", "abdomen_pelvis"].source == sources()["lee_2012"]
    assert found["kap_gy_cm2", "heart"].factor_set == "ICRP 103"
    assert found["activity_mbq", "tc99m_mdp"].k == 0.0049
    assert found["glandular_dose_mgy", "breast"].k == 0.12
    assert sum(c.msv for c in found.values()) < sum(p.msv for p in rests_on(mixed())[0])


def test_under_icrp_60_the_breast_changes_and_the_heart_stays_in_icrp_103_and_is_said() -> None:
    icrp60, _other = by_set(mixed())
    assert icrp60.dose is not None
    changed = {c.method: c for c in icrp60.changed}
    assert (changed["glandular"].shown_msv, changed["glandular"].msv) == pytest.approx((0.24, 0.1))
    assert changed["dlp"].exams == 2
    assert (changed["dlp"].shown_msv, changed["dlp"].msv) == pytest.approx((17.2 + 2.2, 15 + 400 * 0.0059))
    kept = {(k.method, k.factor_set): k.msv for k in icrp60.kept}
    assert kept["kap", "ICRP 103"] == pytest.approx(9)
    assert kept["kap", "mixed"] == pytest.approx(0.4)
    assert kept["typical", ""] == pytest.approx(28)


def test_under_icrp_103_nothing_changes_and_head_with_neck_stays_and_is_said() -> None:
    _other, icrp103 = by_set(mixed())
    assert icrp103.changed == ()
    whole = summary(
        [exam("both", "", "2020-01-01", own_words="scan", region="head_neck")],
        [measurement("both", "dlp_mgy_cm", 400, phantom="16 cm")],
    )
    (kept,) = by_set(whole)[1].kept
    assert (kept.method, kept.factor_set, kept.exams) == ("dlp", "ICRP 60", 1)
    assert "No coefficient of this set" in evidence.why_kept(kept)


def test_each_total_is_its_part_in_the_set_and_everything_that_was_kept() -> None:
    exams = mixed().exams
    plain = exams.loc[exams["counted"], "typical_msv"].sum()
    for total in by_set(mixed()):
        assert total.dose is not None
        assert total.dose.low < total.dose.typical < total.dose.high
        kept = sum(k.msv for k in total.kept)
        under = plain + sum(c.msv - c.shown_msv for c in total.changed)
        assert total.share_in_set * under + kept == pytest.approx(under)
        assert total.dose.typical == pytest.approx(under, rel=0.1)  # the median of the sum
        assert total.share_in_set + sum(k.share for k in total.kept) == pytest.approx(1)


def test_of_nothing_there_is_no_total_which_is_not_zero() -> None:
    for whole in (summary([]), summary([exam("mri", "mri_brain", "2020-01-01")])):
        assert not rests_on(whole)[0]
        assert not rests_on(whole)[1]
        assert [(t.factor_set, t.dose, t.changed, t.kept) for t in by_set(whole)] == [
            ("ICRP 60", None, (), ()),
            ("ICRP 103", None, (), ()),
        ]


def test_every_part_has_a_name_and_a_reason() -> None:
    for total in by_set(mixed()):
        for part in total.kept:
            assert evidence.method_name(part.method)
            assert evidence.why_kept(part).endswith(".")
    assert {evidence.method_name(p.method) for p in rests_on(mixed())[0]} >= {"Kerma-area product", "Glandular dose"}


def test_both_positions_are_there_with_years_and_links() -> None:
    against, track = evidence.both_positions()
    assert against[0].body.startswith("American Association of Physicists in Medicine")
    assert {p.year for p in against} >= {"2021", "2019"}
    joint = next(p for p in track if p.year == "2012")
    for body in (
        "International Atomic Energy Agency",
        "World Health Organization",
        "Food and Drug",
        "European Society",
    ):
        assert body in joint.body
    for position in (*against, *track):
        assert sources()[position.source_id].url.startswith("https://")


def test_the_tube_voltage_of_a_stored_report_is_used(desk: Desk, patient_id: str) -> None:
    dlp = MeasurementCreate(quantity="dlp_mgy_cm", value=1000, phantom="32 cm", tube_voltage_kv=80)
    day = date(2020, 1, 1)
    ledger.add_exam(
        desk,
        patient_id,
        an_exam(kind_key="ct_abd_pelvis", date_first=day, date_last=day, measurements=[dlp]),
    )
    shown, icrp60 = summarise(desk, patient_id), by_set(summarise(desk, patient_id))[0]
    assert shown.totals.dose is not None
    assert icrp60.dose is not None
    assert (shown.totals.dose.typical, icrp60.dose.typical) == pytest.approx((15.9, 15))


def test_a_stated_dose_is_from_the_report_and_only_its_range_is_from_martin_2007() -> None:
    whole = summary([exam("ct", "ct_head", "2020-01-01")], [measurement("ct", "effective_dose_msv", 2.0)])
    (part,) = rests_on(whole)[0]
    assert [(use.source.short, use.msv, use.range_only) for use in part.sources] == [
        ("the report itself", 2.0, False),
        ("Martin 2007", 0.0, True),
    ]
    rows = evidence_tables.sources([part]).rows
    assert list(rows["short"]) == ["the report itself", "Martin 2007 (range only)"]
    assert "Martin 2007 (range only) (1)" in evidence_tables.methods([part]).rows["sources"].item()


def test_a_coefficient_with_mixed_weights_is_a_default_of_this_project() -> None:
    reasons = {k.factor_set: evidence.why_kept(k) for k in by_set(mixed())[0].kept if k.method == "kap"}
    assert "default of this project" in reasons["mixed"]
    assert "one set only" in reasons["ICRP 103"]


def test_each_reason_is_told_and_what_is_not_known_comes_first(desk: Desk, patient_id: str) -> None:
    for kind, words in (
        ("mri_brain", ""),
        ("tx_radioiodine", ""),
        ("", "scan abroad"),
        ("rf_unspecified", ""),
    ):
        ledger.add_exam(desk, patient_id, an_exam(kind_key=kind, own_words=words))
    found = evidence.left_out(summarise(desk, patient_id))
    assert [one.evidence for one in found] == ["unknown", "unknown", "treatment", "no_radiation"]
    reasons = {one.name: one.reason for one in found}
    assert reasons["scan abroad"] == "It is in the patient’s own words, so no published dose applies."
    assert reasons["Fluoroscopy, procedure not known"] == "No published dose was found for this kind of exam."
    assert found[2].reason.startswith("It is a treatment")
    assert found[3].reason == "It uses no ionising radiation."


def test_exams_of_one_name_stand_together_with_their_dates(desk: Desk, patient_id: str) -> None:
    for day in (date(2020, 1, 1), date(2022, 5, 6), date(2021, 1, 1)):
        ledger.add_exam(desk, patient_id, an_exam(kind_key="mri_brain", date_first=day, date_last=day))
    (one,) = evidence.left_out(summarise(desk, patient_id))
    assert (one.exams, one.when) == (3, "1 Jan 2020 to 6 May 2022")


def test_numbers_that_no_coefficient_fits_are_said(desk: Desk, patient_id: str) -> None:
    ledger.add_exam(desk, patient_id, an_exam(kind_key="", own_words="X-ray of the leg", measurements=[kap()]))
    (one,) = evidence.left_out(summarise(desk, patient_id))
    assert one.reason.endswith("No verified coefficient fits the numbers of its report.")


def test_every_exam_is_either_counted_or_left_out(desk: Desk) -> None:
    found = summarise(desk, sample.load(desk))
    counted = int(found.exams.loc[found.exams["counted"], "exam_count"].sum())
    assert counted + sum(one.exams for one in evidence.left_out(found)) == found.totals.exams


def test_an_empty_record_leaves_nothing_out(desk: Desk, patient_id: str) -> None:
    assert evidence.left_out(summarise(desk, patient_id)) == ()


@pytest.mark.parametrize("make", [mixed, typical])
def test_the_total_with_the_older_ct_estimates_the_ct_exams_alone_and_gives_the_same(
    make: Callable[[], Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, sizes, estimate = make(), list[int](), effective.estimate
    again = estimate(whole.exams.assign(ct_set="ICRP 60"), whole.measurements)

    def counted(exams: pd.DataFrame, measurements: pd.DataFrame) -> pd.DataFrame:
        sizes.append(len(exams))
        return estimate(exams, measurements)

    monkeypatch.setattr(effective, "estimate", counted)
    assert evidence.under_older_ct(whole) == totals_of(again).dose
    assert sizes == [int(whole.exams["method"].eq("dlp").sum())]


def test_without_a_newer_ct_there_is_no_older_total() -> None:
    assert evidence.under_older_ct(summary([exam("film", "xr_lspine", "2020-06-01")], [])) is None


@pytest.mark.parametrize(
    "method", sorted(set(effective.EVIDENCE_OF_METHOD) - {"no_radiation", "treatment", "none"}), ids=str
)
def test_every_way_in_which_a_dose_is_made_has_a_name(method: str) -> None:
    assert evidence.method_name(method)
    assert evidence.why_kept(Kept(method, "", 1, 1.0, 1.0))
