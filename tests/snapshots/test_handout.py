"""Every word that goes onto the handout: front in all its sizes, log and back."""

import json
from typing import Any

import pytest

from tests.snapshots.kept import check
from tracker.record import plans, sample
from tracker.record.desk import Desk
from tracker.view.handout.handout import HandoutOptions, of_record

CHOICES: dict[str, dict[str, Any]] = {
    "plain": {},
    "lumbar": {"region": "lumbar_spine", "full_list": True, "pain_log": True, "questions": ("Can it wait?",)},
    "years": {"region": "knee", "period_years": 5, "include_dose": False, "paper": "us-letter"},
}
SHORTENED = "lumbar"  # the one kept in several lengths
EVERY = 6
PAPERS = {f"handout_{name}.{code}": (name, code) for name in CHOICES for code in ("en", "es")}
NAMES = set(PAPERS)


@pytest.mark.parametrize("name", PAPERS)
def test_the_handout(desk: Desk, name: str) -> None:
    choice, code = PAPERS[name]
    patient_id = sample.load(desk)
    plan = plans.plans(desk, patient_id)[0] if choice == "lumbar" else None
    page = of_record(desk, patient_id, HandoutOptions(language=code, **CHOICES[choice]), plan)
    kept = {"pages": page.pages, "unprintable": page.unprintable, **without_drawings(page.typeset.document)}
    kept["fronts"] = kept["fronts"][::EVERY] if choice == SHORTENED else kept["fronts"][:1]
    check(name, json.dumps(kept, ensure_ascii=False, indent=1, default=str))


def without_drawings(found: Any) -> Any:
    """The document without the drawings, whose lines differ with the version of Matplotlib."""
    if isinstance(found, dict):
        return {key: without_drawings(value) for key, value in found.items() if key != "svg"}
    return [without_drawings(one) for one in found] if isinstance(found, list | tuple) else found
