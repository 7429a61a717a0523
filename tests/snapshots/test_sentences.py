"""What the modules make of the sample patient, exam by exam and as tables, in both languages."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.snapshots.kept import check
from tracker.history import compare, evidence, plan
from tracker.history.course import course
from tracker.history.skin import skin_history
from tracker.history.summary import summarise
from tracker.i18n import language
from tracker.record import people, plans, sample
from tracker.record.desk import Desk
from tracker.view import exam, fluoroscopy, health, overview
from tracker.view import exams as exam_table
from tracker.view import lines as exam_lines
from tracker.view import plan as plan_lines
from tracker.view.columns import as_text, shown_columns
from tracker.view.injections import facts

CODES = ("en", "es")
NAMES = {f"{what}.{code}" for what in ("exams", "clinician", "plans") for code in CODES}


def table(rows: pd.DataFrame, columns: Any) -> str:
    return "" if rows.empty else str(as_text(rows, shown_columns(rows, columns)).to_csv(index=False, sep="|"))


def words(found: Any) -> str:
    """Any value as lines: fields and items by name, numbers rounded, arrays and tables as what they add up to."""
    return "\n".join(_lines(found, ""))


def _lines(found: Any, at: str) -> list[str]:
    if is_dataclass(found):
        return [line for f in fields(found) for line in _lines(getattr(found, f.name), f"{at}.{f.name}")]
    if isinstance(found, dict):
        return [line for key, value in found.items() for line in _lines(value, f"{at}.{key}")]
    if isinstance(found, list | tuple):
        return [line for n, value in enumerate(found) for line in _lines(value, f"{at}.{n}")] or [f"{at}: none"]
    if isinstance(found, float):
        return [f"{at}: {found:.9g}"]
    known = found is None or isinstance(found, str | int | bool | date | datetime | frozenset)
    return [f"{at}: {sorted(found) if isinstance(found, frozenset) else found}"] if known else []


@pytest.mark.parametrize("code", CODES)
def test_each_exam(desk: Desk, code: str) -> None:
    with language(code):
        summary = summarise(desk, sample.load(desk))
        lines, parts = exam_lines.lines_of(summary, list(summary.exams["exam_id"])), []
        for exam_id in summary.exams["exam_id"]:
            measured = exam.measurements(summary, exam_id)
            one = exam.injection(desk, summary, exam_id)
            parts += [
                words(lines[exam_id]),
                summary.derivation(exam_id).sentence,
                table(measured, exam.measurement_columns()),
                table(exam.events(desk, summary, exam_id), exam.event_columns()),
                table(exam.reports(desk, summary, exam_id), exam.report_columns()),
                words(exam.injection_facts(one)) if one else "",
                *([exam_lines.injection_name(one), facts(one)["relief"]] if one else []),
            ]
            for comparison in compare.comparisons(summary, exam_id):
                parts += [exam.compared(comparison), exam.what_is_published(comparison)]
        check(f"exams.{code}", "\n".join(filter(None, parts)))


@pytest.mark.parametrize("code", CODES)
def test_what_a_clinician_reads(desk: Desk, code: str) -> None:
    with language(code):
        patient_id = sample.load(desk)
        summary, facts = summarise(desk, patient_id), people.facts(desk, patient_id)
        exams, skin = exam_table.exam_table(desk, summary), skin_history(desk, summary)
        shown = fluoroscopy.procedures(summary, skin)
        found = {
            "head": overview.person(summary),
            "safety": health.safety(facts, summary.patient.sex),
            "sessions": overview.sessions(course(desk, summary)),
            "evidence": overview.evidence(summary.totals.counts),
            "dose": overview.dose(summary.totals),
            "left out": evidence.left_out(summary),
            "procedures": shown,
            "skin": {"regions": skin.regions, "patches": skin.same_patch, "advice": skin.advice},
            "beams": {"not known": skin.not_known, "left out": skin.left_out},
            "map": {name: f"{np.max(one.dose_mgy):.6g} mGy" for name, one in skin.maps.items()},
            "follow-up": fluoroscopy.follow_up(skin.advice),
            "tiers": [fluoroscopy.tiers(region) for region in skin.regions],
            "bands": fluoroscopy.bands(),
            "levels": fluoroscopy.levels(),
        }
        every = table(exams, exam_table.columns()), str(exam_table.on_paper(exams).to_csv(index=False, sep="|"))
        check(f"clinician.{code}", "\n".join([*every, words(found)]))


@pytest.mark.parametrize("code", CODES)
def test_each_plan(desk: Desk, code: str) -> None:
    with language(code):
        patient_id = sample.load(desk)
        summary, facts = summarise(desk, patient_id), people.facts(desk, patient_id)
        kept = plans.plans(desk, patient_id)
        check(f"plans.{code}", "\n\n".join("\n".join(plan_lines.lines(plan.outlook(summary, p, facts))) for p in kept))
