"""The map of skin doses as a drawing, in words, and as a table."""

from typing import Any

import numpy as np
import pytest
from matplotlib.collections import QuadMesh
from matplotlib.colors import LogNorm

from tests.dose.beams_made import event, events
from tests.view.charts.test_years import drawn, luminance
from tracker.dose.event_geometry import Floats
from tracker.dose.phantom import phantom
from tracker.dose.skin_map import skin_map as dose_map
from tracker.history.skin_words import amount
from tracker.view.charts.skin import COLOURS, skin_map
from tracker.view.charts.theme import DARK, LIGHT, Theme
from tracker.view.fluoroscopy import BACK, FRONT, spot, where

BODY = phantom()


def doses(*rows: dict[str, Any], region: str = "lumbar_spine", laterality: str = "") -> Floats:
    return dose_map(events(*rows), region, laterality, BODY).dose_mgy


MAPS: dict[str, Floats] = {
    "one beam from the back": doses(event()),
    "front and back": doses(event(), event({"primary_angle_deg": 180.0}, air_kerma_mgy=4.0)),
    "from the side": doses(event({"primary_angle_deg": 90.0})),
    "wide span": doses(event(air_kerma_mgy=3000.0), event({"table_lateral_mm": 300.0}, air_kerma_mgy=1.0)),
    "knee": doses(event(), region="knee", laterality="left"),
    "wrist": doses(event(), region="wrist_hand", laterality="right"),
    "head": doses(event(), region="head"),
    "nothing": np.zeros(len(BODY.points)),
}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", MAPS)
def test_every_map_draws(name: str, theme: Theme) -> None:
    chart = skin_map(BODY, MAPS[name], theme)
    assert drawn(chart.figure).startswith(b"\x89PNG")
    assert chart.alt.startswith("Drawing of a body from the front and from the back")
    from_a_side = ["From the right side"] if name in ("from the side", "wrist") else []
    assert chart.table["View"].tolist() == ["From the front", "From the back", *from_a_side]


def test_the_table_and_the_words_hold_the_highest_dose_of_each_view() -> None:
    map_ = MAPS["front and back"]
    chart = skin_map(BODY, map_)
    front, back = (spot(BODY, map_, view, 1.0) for view in (FRONT, BACK))
    assert max(front.dose_mgy, back.dose_mgy) == map_.max()
    assert front.dose_mgy == pytest.approx(0.4 * back.dose_mgy / 0.8)  # nothing but air in between
    assert chart.table["Highest dose, mGy"].tolist() == [amount(front.dose_mgy), amount(back.dose_mgy)]
    assert f"From the back: highest about {amount(back.dose_mgy)} mGy (Lower back, in the middle)." in chart.alt
    assert chart.alt.index("From the back:") < chart.alt.index("From the front:")


def test_a_beam_from_a_side_has_a_view_of_its_own_with_its_highest_dose() -> None:
    chart = skin_map(BODY, MAPS["from the side"])
    assert chart.table["Highest dose, mGy"].iloc[2] == amount(float(MAPS["from the side"].max()))
    assert chart.table["Where"].iloc[2] == "Lower back, right side of the body"
    assert "From the right side: highest about" in chart.alt
    words = [text.get_text() for text in chart.figure.axes[2].texts]
    assert {"front", "back"} <= set(words)


def test_the_drawing_is_near_where_the_beams_were() -> None:
    """Of an adult of 174 cm: about half a metre around a beam, the whole way between two that lie apart."""
    (low, high), (low_wide, high_wide) = (
        skin_map(BODY, MAPS[name]).figure.axes[0].get_ylim() for name in ("one beam from the back", "wide span")
    )
    assert low < 1090 < high
    assert 500 < high - low < 600
    assert low_wide < 1090 - 300 < 1090 < high_wide


@pytest.mark.parametrize("name", [name for name in MAPS if name != "nothing"])
def test_the_ring_lies_on_the_drawn_skin_of_its_highest_dose(name: str) -> None:
    """The body that is drawn is not as wide as the cylinders everywhere; ring and colour move together."""
    chart = skin_map(BODY, MAPS[name])
    for axes in chart.figure.axes[: len(chart.table)]:
        rings = [line for line in axes.lines if line.get_marker() == "o"]
        corners = [
            np.asarray(one.get_coordinates(), dtype=float).reshape(-1, 2)
            for one in axes.collections
            if isinstance(one, QuadMesh)
        ]
        for ring in rings:
            place = np.column_stack([ring.get_xdata(), ring.get_ydata()])
            assert np.hypot(*(np.concatenate(corners) - place).T).min() < 12


def test_the_number_stands_at_the_highest_dose() -> None:
    chart = skin_map(BODY, MAPS["one beam from the back"])
    words = [text.get_text() for axes in chart.figure.axes[:2] for text in axes.texts]
    assert sum(word.endswith("mGy") for word in words) == 1
    assert {"L", "R"} <= set(words)


def test_a_view_without_a_beam_has_no_number_and_not_zero() -> None:
    front = skin_map(BODY, MAPS["one beam from the back"]).table.iloc[0]
    assert front["Highest dose, mGy"] == "–"
    assert front["Where"] == "no beam of the map"


def test_areas_are_those_of_the_field_on_the_skin() -> None:
    """110 mm at 1100 mm are 69 mm at the skin: 48 cm2, to the size of the cells."""
    found = spot(BODY, MAPS["one beam from the back"], BACK, 1.0)
    assert found.area_cm2 == pytest.approx(48, abs=14)
    assert found.area_above_cm2 == found.area_cm2
    assert spot(BODY, MAPS["one beam from the back"], BACK, 1e6).area_above_cm2 == 0


def test_from_2_gy_on_the_area_is_that_in_which_reactions_begin() -> None:
    assert "Of it at 2,000 mGy or more, cm²" in skin_map(BODY, MAPS["wide span"]).table
    low = skin_map(BODY, MAPS["from the side"])
    half = MAPS["from the side"].max() / 2
    assert f"Of it at {half:.1f} mGy or more, cm²" in low.table


def test_small_doses_beside_large_ones_need_a_log_scale() -> None:
    scales = [
        skin_map(BODY, MAPS[name]).figure.axes[2].collections[-1].norm for name in ("wide span", "front and back")
    ]
    assert [isinstance(scale, LogNorm) for scale in scales] == [True, False]


def test_without_any_beam_there_is_no_colour_bar() -> None:
    assert len(skin_map(BODY, MAPS["nothing"]).figure.axes) == 2


def test_the_colours_rise_in_lightness() -> None:
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    light = [luminance(to_hex(colormaps[COLOURS](share))) for share in np.linspace(0, 1, 20)]
    assert light == sorted(light)


@pytest.mark.parametrize(
    ("region", "laterality", "expected"),
    [
        ("lumbar_spine", "", "Lower back, in the middle"),
        ("thoracic_spine", "", "Mid-back, in the middle"),
        ("sacrum_sacroiliac", "", "Tailbone and sacroiliac joints, in the middle"),
        ("cervical_spine", "", "Neck (spine), in the middle"),
        ("head", "", "Head, in the middle"),
        ("hip", "left", "Tailbone and sacroiliac joints, left of the middle"),
        ("knee", "right", "Knee, right"),
        ("ankle_foot", "left", "Ankle and foot, left"),
        ("elbow", "left", "Elbow, left"),
    ],
)
def test_where_the_highest_dose_lies_in_words(region: str, laterality: str, expected: str) -> None:
    map_ = doses(event(), region=region, laterality=laterality)
    # The middle of the beam: neighbours of the highest cell have the same dose but for rounding.
    lit = np.flatnonzero(map_ > 0)
    middle = lit[np.argmin(np.abs(BODY.points[lit] - BODY.points[lit].mean(axis=0)).sum(axis=1))]
    assert where(BODY, int(middle), BACK) == expected


def test_the_front_has_words_of_its_own() -> None:
    front = spot(BODY, doses(event({"primary_angle_deg": 180.0})), FRONT, 1.0)
    assert front.place.startswith("Belly (abdomen), ")
    side = spot(BODY, MAPS["from the side"], BACK, 1.0)
    assert side.place == "Lower back, right side of the body"
