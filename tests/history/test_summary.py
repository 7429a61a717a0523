"""The summary: what the pages show, from the record to the total."""

from datetime import date
from typing import Any

import pytest

from tests.record.test_ledger import an_exam, kap
from tracker.errors import NotFound
from tracker.history import exams as history
from tracker.history import summary
from tracker.history.summary import preview, summarise
from tracker.record import ledger, people, sample
from tracker.record.desk import Desk
from tracker.record.models import PatientCreate
from tracker.view import json as plain
from tracker.view import lines, overview

TODAY = date(2026, 11, 20)


def add(desk: Desk, patient_id: str, when: date, **fields: Any) -> str:
    return ledger.add_exam(desk, patient_id, an_exam(date_first=when, date_last=when, **fields)).entity_id


def test_an_empty_record_has_no_total_which_is_not_zero(desk: Desk, patient_id: str) -> None:
    found = summarise(desk, patient_id)
    assert found.exams.empty
    assert found.totals.dose is None
    assert found.background is None
    assert found.last_changed is None
    assert found.by_year.empty
    assert plain.summary(found)["effective_dose_msv"] is None
    assert "No exams yet." in overview.sums(found)


def test_only_mri_gives_no_total_either(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2020, 1, 1), kind_key="mri_brain")
    found = summarise(desk, patient_id)
    assert (found.totals.exams, found.totals.with_radiation) == (1, 0)
    assert found.totals.dose is None
    assert found.totals.counts.no_radiation == 1


def test_the_list_is_newest_first_and_says_when(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2010, 1, 1))
    add(desk, patient_id, date(2020, 1, 1), kind_key="ct_chest")
    ledger.add_exam(
        desk,
        patient_id,
        an_exam(date_first=date(2015, 1, 1), date_last=date(2015, 12, 31), date_precision="year"),
    )
    assert list(summarise(desk, patient_id).exams["when"]) == ["1 Jan 2020", "2015", "1 Jan 2010"]


def test_the_sample_patient_adds_up(desk: Desk) -> None:
    found = summarise(desk, sample.load(desk))
    counts = found.totals.counts
    parts = [getattr(counts, name) for name in counts.__dataclass_fields__]
    assert sum(parts) == found.totals.exams
    assert found.totals.dose is not None
    plain = found.exams.loc[found.exams["counted"], "typical_msv"].sum()
    assert found.totals.dose.low < plain < found.totals.dose.high
    assert found.totals.dose.typical == pytest.approx(plain, rel=0.05)  # the median of the sum, not the sum of medians
    assert found.by_year["typical_msv"].sum() == pytest.approx(plain)
    assert found.totals.exams == pytest.approx(found.by_year["exams"].sum())
    assert sum(t.exams for t in found.totals.by_type) == found.totals.exams
    assert found.totals.approximate
    assert found.patient.is_sample


def test_every_number_opens_its_derivation(desk: Desk) -> None:
    found = summarise(desk, sample.load(desk))
    for exam_id in found.exams["exam_id"]:
        row = found.row(exam_id)
        why = found.derivation(exam_id)
        assert why.sentence.endswith(".")
        if row["counted"]:
            assert why.sources, row["name"]


def test_the_derivation_names_value_coefficient_range_and_source(desk: Desk, patient_id: str) -> None:
    exam_id = add(desk, patient_id, date(2020, 1, 1), kind_key="esi_lumbar_transforaminal_rf", measurements=[kap()])
    why = summarise(desk, patient_id).derivation(exam_id)
    assert why.sentence == "2.41 Gy.cm2 x 0.20 mSv per Gy.cm2 (lumbar spine; range 0.10-0.35)."
    assert [s.id for s in why.sources] == ["region_default"]


def test_about_twenty_between_1990_and_2005_counts_as_twenty_everywhere(desk: Desk, patient_id: str) -> None:
    exam = an_exam(
        kind_key="dx_bitewing_4",
        date_first=date(1990, 1, 1),
        date_last=date(2005, 12, 31),
        date_precision="range",
        exam_count=20,
        count_is_approximate=True,
    )
    ledger.add_exam(desk, patient_id, exam)
    found = summarise(desk, patient_id)
    assert (found.totals.exams, found.entries, found.totals.approximate) == (20, 1, True)
    assert found.exams.loc[0, "when"] == "1990 to 2005"
    assert list(found.by_year["year"]) == list(range(1990, 2006))
    assert found.by_year["exams"].sum() == pytest.approx(20)
    assert found.by_year["approximate"].all()
    assert any("about 20 exams" in line for line in lines.with_dose(found))


def test_selections_add_up_to_less_and_keep_their_measurements(desk: Desk) -> None:
    found = summarise(desk, sample.load(desk))
    ct = found.select(exam_types=["CT"])
    assert set(ct.exams["exam_type"]) == {"CT"}
    assert 0 < ct.totals.exams < found.totals.exams
    assert set(ct.measurements["exam_id"]) <= set(ct.exams["exam_id"])
    assert found.select(years=[1995]).totals.exams == 20
    assert found.select(regions=["lumbar_spine"]).exams["region"].eq("lumbar_spine").all()
    assert found.select(years=[1900]).exams.empty
    for exam_id in ct.exams["exam_id"]:
        assert ct.derivation(exam_id) == found.derivation(exam_id)


def test_one_person_never_shows_under_another(desk: Desk, patient_id: str) -> None:
    other = people.add(desk, PatientCreate(name="Child Example")).entity_id
    mine = add(desk, patient_id, date(2020, 1, 1), measurements=[])
    found = summarise(desk, other)
    assert found.exams.empty
    with pytest.raises(NotFound):
        found.row(mine)
    with pytest.raises(NotFound):
        summarise(desk, "nobody")


def test_a_line_is_read_from_a_file_typed_from_a_report_or_from_memory(desk: Desk, patient_id: str) -> None:
    read = kap().model_copy(update={"source": "dose_report"})
    told: list[dict[str, Any]] = [{}, {"entered_from": "portal"}, {"entered_from": "report"}, {"entered_from": "file"}]
    told += [{"kind_key": "esi_lumbar_transforaminal_rf", "measurements": [m]} for m in (kap(), read)]
    for day, fields in enumerate(told, start=1):
        add(desk, patient_id, date(2020, 1, day), **fields)
    found = summarise(desk, patient_id)
    assert list(reversed(found.exams["known_from"])) == ["memory", "report", "report", "file", "report", "file"]
    assert found.known_from == {"file": 2, "report": 3, "memory": 1}
    assert plain.summary(found)["known_from"] == found.known_from
    assert "6 lines: 2 read from a file, 3 typed from a report, 1 from memory." in overview.kept(found)


def test_own_words_of_no_machine_are_not_counted_with_radiation(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, TODAY, kind_key="", own_words="a test abroad")
    add(desk, patient_id, TODAY, kind_key="hip_injection_unspecified")
    add(desk, patient_id, TODAY, kind_key="", own_words="a picture with a dose", measurements=[kap()])
    add(desk, patient_id, TODAY, kind_key="ct_unspecified", own_words="Felsenbein")
    found = summarise(desk, patient_id, TODAY)
    assert (found.totals.with_radiation, found.totals.radiation_not_known) == (2, 2)
    assert plain.summary(found)["radiation_not_known"] == 2
    assert "Of 2 it is not known whether they used radiation." in "\n".join(overview.sums(found))
    counts = {c.key: c.months12 for c in history.recent_counts(found.exams, TODAY)}
    assert counts == {"ct": 1, "nuclear": 0, "long_fluoroscopy": 0, "not_known": 2}


def test_the_background_is_that_of_the_persons_country(desk: Desk, patient_id: str) -> None:
    people.edit(desk, patient_id, PatientCreate(name="Maria Example", country="us"))
    add(desk, patient_id, date(2020, 1, 1), kind_key="ct_abd_pelvis")
    found = summarise(desk, patient_id)
    assert found.background is not None
    assert found.background.msv_per_year == 3.1
    assert found.background.years == pytest.approx(7.7 / 3.1)


def test_a_total_with_two_sets_of_weights_says_so(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2020, 1, 1), kind_key="ir_pci", measurements=[kap(50)])
    dlp = kap(500).model_copy(update={"quantity": "dlp_mgy_cm"})
    # Head and neck together are in AAPM Report 96 only.
    add(desk, patient_id, date(2020, 1, 2), kind_key="", own_words="scan", region="head_neck", measurements=[dlp])
    found = summarise(desk, patient_id)
    assert found.totals.factor_sets == ("ICRP 103", "ICRP 60")
    assert any("mixes" in line for line in overview.sums(found))


def test_the_preview_is_what_the_history_shows_after_saving(desk: Desk, patient_id: str) -> None:
    exam = an_exam(kind_key="esi_lumbar_transforaminal_rf", measurements=[kap()])
    before = preview(exam, date(1971, 5, 12))
    exam_id = ledger.add_exam(desk, patient_id, exam).entity_id
    found = summarise(desk, patient_id)
    row = found.row(exam_id)
    assert (before.typical, before.low, before.high) == (row["typical_msv"], row["low_msv"], row["high_msv"])
    assert before.derivation == found.derivation(exam_id)
    unknown = preview(an_exam(kind_key="", own_words="scan abroad"))
    assert (unknown.typical, unknown.evidence) == (None, "unknown")


def test_the_totals_of_everybody_are_those_of_each(desk: Desk, patient_id: str) -> None:
    sample_id = sample.load(desk)
    add(desk, patient_id, date(2020, 1, 1), kind_key="ct_abd_pelvis")
    add(desk, patient_id, date(2020, 1, 1), kind_key="rf_unspecified")
    found = summary.everybody(desk)
    for id_ in (sample_id, patient_id):
        alone = summarise(desk, id_).totals
        assert alone.dose is not None
        together = found[found.index == id_].iloc[0]
        assert together["exams"] == alone.exams
        assert together["not_counted"] == alone.counts.not_counted
        for name in ("typical", "low", "high"):
            assert together[name] == pytest.approx(getattr(alone.dose, name), rel=0.04)  # fewer worlds


def test_everybody_of_an_empty_record_is_nobody(desk: Desk) -> None:
    assert summary.everybody(desk).empty


def test_injections_of_one_day_are_one_session(desk: Desk, patient_id: str) -> None:
    day = date(2026, 9, 3)
    for side in ("left", "right"):
        add(desk, patient_id, day, kind_key="esi_lumbar_transforaminal_rf", side=side)
    add(desk, patient_id, date(2026, 3, 1), kind_key="esi_lumbar_transforaminal_rf", side="left")
    add(desk, patient_id, date(2025, 3, 1), kind_key="esi_lumbar_transforaminal_rf", side="left")
    (sessions,) = history.sessions_12_months(summarise(desk, patient_id, TODAY).exams, TODAY)
    assert (sessions.name, sessions.sessions, sessions.region_name) == ("Lumbar spine epidural", 2, "Lower back")


def test_epidurals_of_one_region_are_counted_together_and_other_injections_by_name(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), kind_key="esi_lumbar_transforaminal_rf")
    add(desk, patient_id, date(2026, 5, 3), kind_key="esi_lumbar_interlaminar_rf")
    add(desk, patient_id, date(2026, 4, 3), kind_key="hip_injection_us")
    found = history.sessions_12_months(summarise(desk, patient_id, TODAY).exams, TODAY)
    assert [(s.name, s.sessions) for s in found] == [("Lumbar spine epidural", 2), ("Hip joint injection", 1)]


def test_recent_counts_leave_injections_out(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2026, 9, 3), kind_key="esi_lumbar_transforaminal_rf")
    add(desk, patient_id, date(2026, 1, 3), kind_key="ct_chest")
    add(desk, patient_id, date(2023, 1, 3), kind_key="ct_chest")
    add(desk, patient_id, date(2023, 1, 3), kind_key="ir_pci")
    counts = {
        c.key: (c.months12, c.years5) for c in history.recent_counts(summarise(desk, patient_id, TODAY).exams, TODAY)
    }
    assert counts == {"ct": (1, 2), "nuclear": (0, 0), "long_fluoroscopy": (0, 1)}


def test_a_rough_entry_is_not_counted_in_full(desk: Desk, patient_id: str) -> None:
    span = {"date_first": date(1990, 1, 1), "date_last": date(2026, 6, 1), "date_precision": "range"}
    ledger.add_exam(desk, patient_id, an_exam(**span, kind_key="ct_chest", exam_count=20))
    add(desk, patient_id, date(2026, 9, 3), kind_key="ct_head")
    counts = {c.key: c for c in history.recent_counts(summarise(desk, patient_id, TODAY).exams, TODAY)}
    assert (counts["ct"].months12, counts["ct"].may_lie12) == (1, 20)
    assert (counts["ct"].years5, counts["ct"].may_lie5) == (1, 20)
    assert (counts["nuclear"].months12, counts["nuclear"].may_lie12) == (0, 0)


def test_images_of_an_overlapping_region_are_found(desk: Desk, patient_id: str) -> None:
    add(desk, patient_id, date(2020, 1, 1), kind_key="ct_abd_pelvis")
    add(desk, patient_id, date(2021, 1, 1), kind_key="mri_lumbar_spine")
    add(desk, patient_id, date(2021, 1, 1), kind_key="ct_head")
    found = history.same_region(summarise(desk, patient_id).exams, "lumbar_spine")
    assert list(found["kind_key"]) == ["mri_lumbar_spine", "ct_abd_pelvis"]


def test_json_values_are_plain_and_absent_is_null(desk: Desk) -> None:
    import json

    found = summarise(desk, sample.load(desk))
    exams = plain.exams(found)
    assert json.loads(json.dumps(plain.summary(found), allow_nan=False)) == plain.summary(found)
    assert json.loads(json.dumps(exams, allow_nan=False)) == exams
    assert [e["effective_dose_msv"] for e in exams if e["evidence"] == "unknown"] == [None, None]
