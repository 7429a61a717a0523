"""The shipped tables keep every rule, and a broken one is named."""

import dataclasses
from typing import Any

import pytest

from tracker.errors import ReferenceTableError
from tracker.reference import (
    activity_coefficients,
    check,
    coefficients,
    dlp_coefficients,
    exam_kinds,
    exam_words,
    kap_coefficients,
    published,
    range_conventions,
)
from tracker.reference.catalogue import ExamKind
from tracker.reference.check import kind_problems
from tracker.reference.tables import sources as check_sources


def test_the_shipped_tables_have_no_problem() -> None:
    assert check.problems() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"modality": "ZZ"}, "unknown modality"),
        ({"guidance": "hope"}, "unknown guidance"),
        ({"evidence": "certain"}, "unknown evidence"),
        ({"evidence": "no_radiation"}, "does not go with"),
        ({"modality": "TX"}, "only a treatment"),
        ({"evidence": "unknown"}, "carries no numbers"),
        ({"modality": "US", "evidence": "no_radiation"}, "no radiation is 0"),
        ({"typical_msv": None}, "needs a number"),
        ({"basis": "untraced"}, "at most rough"),
        ({"injects": "perhaps"}, "unknown injects"),
        ({"plain_name": ""}, "are needed"),
    ],
)
def test_a_broken_kind_is_named(change: dict[str, str | None], said: str) -> None:
    broken = ExamKind(**{**dataclasses.asdict(exam_kinds()["xr_chest_pa"]), **change})
    assert any(said in problem for problem in kind_problems(broken))


def test_an_unreadable_table_is_a_problem_and_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> object:
        raise ReferenceTableError("exam_kinds.csv is damaged")

    monkeypatch.setattr(check, "_TABLES", (broken,))
    assert check.problems() == ["exam_kinds.csv is damaged"]


def test_broken_coefficients_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    kap, dlp = kap_coefficients()[0], dlp_coefficients()[0]
    activity = dataclasses.replace(activity_coefficients()[0], only_for_kind="nm_bone;nm_nowhere")
    convention = dataclasses.replace(next(iter(range_conventions().values())), low_factor=2.0)
    broken = dataclasses.replace(kap, kind_key="nowhere", age_group="old", status="unverified", source_id="gossip")
    monkeypatch.setattr(coefficients, "kap_coefficients", lambda: (broken, broken))
    monkeypatch.setattr(coefficients, "dlp_coefficients", lambda: (dlp, dlp))
    monkeypatch.setattr(coefficients, "activity_coefficients", lambda: (activity, activity))
    monkeypatch.setattr(coefficients, "range_conventions", lambda: {"x": convention})
    found = "\n".join(check.problems())
    for said in (
        "unverified coefficient",
        "unknown age group",
        "a region or a kind",
        "two KAP",
        "two DLP",
        "two activity",
    ):
        assert said in found
    assert "does not enclose the number" in found
    assert "c11_acetate: unknown exam kind nm_nowhere" in found
    assert "no KAP coefficient for" in found
    assert "no DLP coefficient for" in found


def test_broken_words_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    alias = dataclasses.replace(exam_words.aliases()[0], kind_key="nowhere", question="never")
    row = dataclasses.replace(exam_words.question_rows()[0], next_question="never")
    monkeypatch.setattr(exam_words, "aliases", lambda: (alias,))
    monkeypatch.setattr(exam_words, "question_rows", lambda: (row,))
    found = "\n".join(check.problems())
    for said in ("needs a kind or a question", "unknown question", "leads nowhere", "is never asked"):
        assert said in found


def test_broken_sources_and_regions_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "sources", lambda: {"orphan": next(iter(check_sources().values()))})
    monkeypatch.setattr(check, "regions", lambda: {})
    found = "\n".join(check.problems())
    for said in ("unknown source", "source orphan is not used", "unknown region"):
        assert said in found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind_key": ""}, "needs a kind, a region or a radiopharmaceutical"),
        ({"role": "gossip"}, "an upper value or a bound has a high end"),
        ({"role": "bound", "high": None}, "an upper value or a bound has a high end"),
        ({"week_first": 3.0}, "weeks come in pairs"),
        ({"per_quantity": "", "per_value": 3.0}, "per_value needs its quantity"),
        ({"kind_key": "", "region": "nowhere"}, "unknown region"),
    ],
)
def test_a_broken_fetal_dose_is_named(change: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = dataclasses.replace(published.fetal_doses()[0], **change)
    monkeypatch.setattr(published, "fetal_doses", lambda: (broken,))
    assert any(said in problem for problem in check.problems())
