"""Worked examples of published texts: every line of cases.csv goes through the program's own engine.

Columns: case; inputs ("engine: name=value; name=value", a measurement as number and unit, what follows describes it);
expected; tolerance (relative; "range" where the published number must lie in the interval that is shown); source (an id
of data/reference/sources.csv, and how the number was worked).
"""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.dose import records
from tests.dose.beams_made import events
from tests.dose.test_skin_measured import exam, exams, given
from tests.history.test_steroids import drug, injection, year
from tracker import reference
from tracker.dose import effective, uterus
from tracker.dose.phantom import phantom
from tracker.dose.skin import skin_doses
from tracker.history.summary import _background
from tracker.history.totals import Range
from tracker.units import QUANTITIES, convert

Pairs = list[tuple[str, str]]
Found = tuple[float, float, float]  # typical, low, high

with Path(__file__).with_name("cases.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))


def measurements(pairs: Pairs) -> list[dict[str, object]]:
    """The measurements; phantom, radiopharmaceutical, tube_voltage_kv and laterality belong to the one before them."""
    found: list[dict[str, object]] = []
    for name, text in pairs:
        if name in QUANTITIES:
            number, unit = text.split(" ", 1)
            found.append({"quantity": name, "value": convert(float(number), unit, name)})
        elif name in ("phantom", "radiopharmaceutical", "tube_voltage_kv", "laterality"):
            found[-1][name] = float(text) if name == "tube_voltage_kv" else text
    return found


def entry(pairs: Pairs) -> dict[str, object]:
    """The exam, on 4 March 2020, of an adult unless an age in years is given."""
    facts: dict[str, object] = {"kind_key": "", **{n: v for n, v in pairs if n in ("kind_key", "region", "side")}}
    born = 2020 - int(dict(pairs).get("age", "49"))
    return {**facts, "birth_date": f"{born}-02-01"}


def by_effective_dose(pairs: Pairs) -> Found:
    rows = records.measurements(*measurements(pairs))
    found = effective.estimate(records.exams(entry(pairs)), rows, dict(pairs).get("set", "")).iloc[0]
    return found["typical_msv"], found["low_msv"], found["high_msv"]


def by_uterus(pairs: Pairs) -> Found:
    weeks = float(dict(pairs).get("week", "nan"))
    rows = records.exams(entry(pairs)).assign(week_first=weeks, week_last=weeks)
    found = uterus.estimate(rows, records.measurements(*measurements(pairs))).iloc[0]
    return found["uterus_dose_mgy"], found["uterus_low_mgy"], found["uterus_high_mgy"]


def by_skin(pairs: Pairs) -> Found:
    rows = given(*(("e", str(m["quantity"]), float(str(m["value"])), False, "") for m in measurements(pairs)))
    which = exam("e", dict(pairs)["modality"], region=dict(pairs)["region"])
    (found,) = skin_doses(exams(which), rows, events(), phantom()).rows.to_dict("records")
    return found["typical_mgy"], found["low_mgy"], found["high_mgy"]


def by_steroid(pairs: Pairs) -> Found:
    """The equal amount of methylprednisolone, mg."""
    ((key, dose),) = pairs
    (found,) = year(injection(drug(key, float(dose)))).products
    low, high = found.equivalent_low_mg or np.nan, found.equivalent_high_mg or np.nan
    return (low * high) ** 0.5, low, high


def by_unit(pairs: Pairs) -> Found:
    ((quantity, text),) = pairs
    number, unit = text.split(" ", 1)
    return (convert(float(number), unit, quantity),) * 3


def by_background(pairs: Pairs) -> Found:
    """The years of natural background that give the same dose."""
    told = dict(pairs)
    found = _background(Range(*(float(told["effective_dose_msv"]),) * 3), told["country"])
    assert found is not None
    return (found.years,) * 3


ENGINES: dict[str, Callable[[Pairs], Found]] = {
    "effective": by_effective_dose,
    "uterus": by_uterus,
    "skin": by_skin,
    "steroid": by_steroid,
    "unit": by_unit,
    "background": by_background,
}


@pytest.mark.parametrize("row", CASES, ids=[row["case"] for row in CASES])
def test_a_worked_example_comes_out_as_published(row: dict[str, str]) -> None:
    engine, _colon, inputs = row["inputs"].partition(": ")
    pairs = [(name, text) for name, _equals, text in (part.partition("=") for part in inputs.split("; "))]
    typical, low, high = ENGINES[engine](pairs)
    expected = float(row["expected"])
    if row["tolerance"] == "range":
        assert not low > expected
        assert expected <= high
    else:
        assert typical == pytest.approx(expected, rel=float(row["tolerance"]))


def test_there_are_enough_examples_of_every_engine_and_each_has_a_source() -> None:
    assert len(CASES) >= 60
    assert len({row["case"] for row in CASES}) == len(CASES)
    assert {row["inputs"].partition(":")[0] for row in CASES} == set(ENGINES)
    for row in CASES:
        source_id, _semicolon, why = row["source"].partition("; ")
        assert source_id in reference.sources(), row["case"]
        assert why, row["case"]
