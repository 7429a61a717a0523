"""The tables of skin dose: the values that were published, and rules that a broken row breaks."""

import dataclasses

import pytest

from tracker.reference import check, skin


@pytest.mark.parametrize(
    ("key", "typical", "low", "high"),
    [
        ("backscatter", 1.375, 1.3, 1.45),
        ("medium", 1.06, None, None),
        ("table", 0.8, 0.66, 0.9),
        ("kap_upper_bound", None, None, 15.4),
        ("reference_air_kerma", 1.2, 0.7, 1.6),
        ("reference_air_kerma_measured", 1.12, 0.7, 1.6),
        ("reference_air_kerma_measured_multicenter", 1.18, 0.7, 1.6),
        ("reference_air_kerma_wide", 1.2, 0.7, 6),
        ("earlier_dose", None, 3000, 5000),
    ],
)
def test_the_factors_of_the_formula(key: str, typical: float | None, low: float | None, high: float | None) -> None:
    row = skin.skin_parameters()[key]
    assert (row.typical, row.low, row.high) == (typical, low, high)


def test_the_upper_bound_is_one_gy_cm2_through_100_cm2_with_the_highest_backscatter() -> None:
    bound = skin.skin_parameters()["kap_upper_bound"].high
    highest = skin.skin_parameters()["backscatter"].high
    assert highest
    assert bound == pytest.approx(1000 / 100 * highest * 1.06, rel=0.003)


def test_backscatter_spans_1_3_to_1_45_over_60_to_100_kv() -> None:
    rows = {(row.tube_voltage_kv, row.field_mm): row.factor for row in skin.backscatter()}
    assert (min(rows.values()), max(rows.values())) == (1.3, 1.45)
    assert rows[60, 100] < rows[60, 200] < rows[100, 200]


def test_the_definitions_of_the_reference_point() -> None:
    points = skin.reference_points()
    assert {"113860", "113861", "113862", "113863", "113864", "113941"} == set(points)
    assert (points["113860"].measured_from, points["113860"].offset_mm) == ("isocentre", 150)
    assert (points["113861"].measured_from, points["113861"].offset_mm) == ("detector", 300)
    assert points["113861"].parameter == "reference_air_kerma_wide"


def test_the_levels_of_ncrp_168() -> None:
    assert {row.quantity: row.value for row in skin.skin_levels().values()} == {
        "skin_dose_mgy": 3000,
        "air_kerma_mgy": 5000,
        "kap_gy_cm2": 500,
        "fluoro_time_s": 3600,
    }
    assert {row.key for row in skin.skin_levels().values() if row.status == "verified"} == {
        "peak_skin_dose",
        "air_kerma",
    }


def test_the_reactions_of_balter_2010() -> None:
    assert {row.from_mgy: row.clinical for row in skin.skin_reactions()} == {
        0: "None expected",
        2000: "Transient erythema",
        5000: "Erythema, epilation",
        10000: "Prolonged erythema, permanent epilation",
        15000: "Ulceration possible",
    }


def test_a_size_of_the_model_needs_no_range_and_a_factor_keeps_its_own() -> None:
    assert skin.skin_parameters()["table_width"].may_lack_range
    assert not skin.skin_parameters()["table"].may_lack_range


def test_the_parts_of_the_body_have_names() -> None:
    assert {"trunk", "head", "leg left", "leg right"} <= set(skin.body_parts())


def broken(monkeypatch: pytest.MonkeyPatch, table: str, rows: object) -> str:
    monkeypatch.setattr(skin, table, lambda: rows)
    return "\n".join(check.skin_problems())


def test_the_shipped_tables_have_no_problem_and_are_checked_with_the_others() -> None:
    assert list(check.skin_problems()) == []
    assert set(check.SKIN_TABLES) <= set(check._TABLES)


def test_broken_backscatter_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = skin.backscatter()
    said = broken(monkeypatch, "backscatter", (dataclasses.replace(rows[0], factor=0.5), *rows[1:3]))
    assert "every tube voltage needs every field once" in said
    assert "takes dose away" in said


def test_broken_reference_points_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    point = dataclasses.replace(skin.reference_points()["113860"], measured_from="moon", parameter="luck")
    table = dataclasses.replace(skin.reference_points()["113862"], offset_mm=10.0)
    said = broken(monkeypatch, "reference_points", {"a": point, "b": table})
    for words in ("measured from moon", "unknown factor luck", "only from the table no distance follows"):
        assert words in said


def test_broken_levels_and_reactions_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    level = dataclasses.replace(skin.skin_levels()["kap"], quantity="mood")
    reactions = skin.skin_reactions()[1:]
    monkeypatch.setattr(skin, "skin_reactions", lambda: reactions)
    said = broken(monkeypatch, "skin_levels", {"kap": level})
    assert "skin level kap: unknown quantity" in said
    assert "a gap between two doses" in said


def test_a_broken_body_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    trunk = dataclasses.replace(skin.body_parts()["trunk"], bottom_mm=2000.0)
    places = skin.body_places()
    wrong = {
        "a": dataclasses.replace(places["knee"], paired=False),
        "b": dataclasses.replace(places["heart"], part="tail"),
        "c": dataclasses.replace(places["head"], region="soul", height_mm=0.0),
    }
    parts = {**skin.body_parts(), "trunk": trunk}
    monkeypatch.setattr(skin, "body_parts", lambda: parts)
    said = broken(monkeypatch, "body_places", wrong)
    for words in (
        "upside down",
        "left or right is needed",
        "unknown part tail",
        "unknown region soul",
        "outside its part",
    ):
        assert words in said
