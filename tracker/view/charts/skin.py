"""The map of skin doses as plain numbers and words, and drawn as a person seen from the front and from the back."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, NullLocator

from tracker import wording
from tracker.dose.event_geometry import Bools, Floats
from tracker.dose.phantom import Patch, Phantom, axis_x
from tracker.history import skin_words as words
from tracker.history.once import once
from tracker.i18n import N_, _
from tracker.reference import skin as facts
from tracker.view.charts.theme import FONT, LIGHT, Theme
from tracker.view.charts.years import LETTERS_PT, WIDTH_IN, Chart

COLOURS: Final = "cividis"  # rises evenly in lightness and looks the same with any kind of colour vision
HEIGHT_IN: Final = 4.4
LOG_FROM: Final = 20.0  # highest dose over the 5 % point of all doses: from here on, small doses need a log scale
LARGEST_SPAN: Final = 1e3
ABOVE_HEAD_MM: Final = 60.0
BELOW_MM: Final = 120.0
MIDDLE_SHARE: Final = 0.2  # of the half width: nearer to the midline than this is "in the middle"
FRONT: Final = -1  # y of the coordinates points to the back
BACK: Final = 1
VIEWS: Final = {FRONT: N_("From the front"), BACK: N_("From the back")}
# From the soles up, on the adult of the tables, in mm: below which height a place of the model is called what.
_TRUNK: Final = {
    FRONT: ((1000.0, "pelvis"), (1240.0, "abdomen"), (np.inf, "chest")),
    BACK: ((1000.0, "sacrum_sacroiliac"), (1160.0, "lumbar_spine"), (np.inf, "thoracic_spine")),
}
_LIMBS: Final = {
    "leg": ((180.0, "ankle_foot"), (420.0, "lower_limb"), (560.0, "knee"), (np.inf, "lower_limb")),
    "arm": ((860.0, "wrist_hand"), (1030.0, "upper_limb"), (1150.0, "elbow"), (np.inf, "upper_limb")),
}
_HEAD: Final = {
    "head": {FRONT: ((np.inf, "face"),), BACK: ((np.inf, "head"),)},
    "neck": {FRONT: ((np.inf, "neck"),), BACK: ((np.inf, "cervical_spine"),)},
}


@dataclass(frozen=True, slots=True)
class Spot:
    """The highest dose that one view of the body shows.

    Attributes:
        view: `FRONT` or `BACK`.
        cell: of the model; `dose_mgy` its typical dose, 0 where no beam of the map reached this view.
        place: where it lies, in words.
        area_cm2: of skin with any dose; `area_above_cm2` with at least the dose that the table names.
    """

    view: int
    cell: int
    dose_mgy: float
    place: str
    area_cm2: float
    area_above_cm2: float


def seen(body: Phantom, view: int) -> Bools:
    """Which cells a view shows, shape (cells,)."""
    return body.normals[:, 1] * view > 0


def spot(body: Phantom, dose_mgy: Floats, view: int, above_mgy: float) -> Spot:
    """The highest dose of a view, and how much skin got how much."""
    shown = np.where(seen(body, view), dose_mgy, 0.0)
    cell = int(shown.argmax())
    any_dose, above = shown > 0, shown >= above_mgy
    place = where(body, cell, view) if shown[cell] > 0 else ""
    areas = (float(body.area_cm2[which].sum()) for which in (any_dose, above & any_dose))
    return Spot(view, cell, float(shown[cell]), place, *areas)


def where(body: Phantom, cell: int, view: int) -> str:
    """A cell in words: "Lower back, right of the middle"."""
    patch = next(one for one in body.patches if one.cells.start <= cell < one.cells.stop)
    height = body.points[cell, 2] / body.length_scale
    part = patch.part.part
    names = _LIMBS[part] if part in _LIMBS else _HEAD.get(part, _TRUNK)[view]
    name = next(region for below, region in names if height < below)
    if patch.part.side:
        return words.place(name, patch.part.side)
    aside = body.points[cell, 0] - axis_x(patch.part, body.width_scale)
    half = patch.part.half_width_top_mm * body.width_scale
    if abs(body.normals[cell, 0]) > abs(body.normals[cell, 1]):
        side = _("left side of the body") if aside > 0 else _("right side of the body")
    elif abs(aside) < MIDDLE_SHARE * half:
        side = _("in the middle")
    else:
        side = _("left of the middle") if aside > 0 else _("right of the middle")
    return _("{place}, {side}").format(place=wording.region(name), side=side)


def shown_level(peak_mgy: float) -> float:
    """The dose whose area the table tells: where skin reactions begin, or half of the highest dose below that."""
    begins = facts.skin_reactions()[1].from_mgy
    return begins if peak_mgy >= begins else peak_mgy / 2


def table(spots: tuple[Spot, ...], above_mgy: float) -> pd.DataFrame:
    """The numbers of the map; a view that no beam reached has none."""
    reached = [one.dose_mgy > 0 for one in spots]
    return pd.DataFrame(
        {
            _("View"): [_(VIEWS[one.view]) for one in spots],
            _("Highest dose, mGy"): [
                words.amount(s.dose_mgy) if r else "–" for s, r in zip(spots, reached, strict=True)
            ],
            _("Where"): [one.place or _("no beam of the map") for one in spots],
            _("Skin in a beam, cm²"): [f"{s.area_cm2:.0f}" if r else "–" for s, r in zip(spots, reached, strict=True)],
            _("Of it at {dose} mGy or more, cm²").format(dose=words.amount(above_mgy)): [
                f"{s.area_above_cm2:.0f}" if r else "–" for s, r in zip(spots, reached, strict=True)
            ],
        }
    )


@once
def skin_map(body: Phantom, dose_mgy: Floats, theme: Theme = LIGHT) -> Chart:
    """The skin dose on a body from the front and from the back, with the highest dose of each written at its place.

    Args:
        body: the model of the person.
        dose_mgy: typical dose of each of its cells; of one procedure or of several added up.
        theme: light or dark.
    """
    above = shown_level(float(dose_mgy.max(initial=0.0)))
    spots = (spot(body, dose_mgy, FRONT, above), spot(body, dose_mgy, BACK, above))
    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), facecolor=theme.ground)
    panels = figure.subplots(1, 2)
    figure.subplots_adjust(left=0.01, right=0.87, top=0.93, bottom=0.02, wspace=0.02)
    scale = _scale(dose_mgy)
    parts = _parts(body, dose_mgy)
    for axes, one in zip(panels, spots, strict=True):
        _draw(axes, body, dose_mgy, one, parts, scale, theme)
    if scale is not None:
        _bar(figure, scale, theme)
    return Chart(figure, _alt(spots), table(spots, above))


def _scale(dose_mgy: Floats) -> Normalize | None:
    """From no dose to the highest one, logarithmic where doses differ widely; None where no beam is in the map."""
    doses = dose_mgy[dose_mgy > 0]
    if not len(doses):
        return None
    highest, low = float(doses.max()), float(np.quantile(doses, 0.05))
    if highest < LOG_FROM * low:
        return Normalize(0.0, highest)
    return LogNorm(max(low, highest / LARGEST_SPAN), highest, clip=True)


def _parts(body: Phantom, dose_mgy: Floats) -> list[Patch]:
    """What is drawn: head and trunk always, limbs that a beam reached; legs stand for the body below the trunk."""
    return [patch for patch in body.patches if patch.part.part != "arm" or bool((dose_mgy[patch.cells] > 0).any())]


def _draw(
    axes: Axes, body: Phantom, dose_mgy: Floats, spot: Spot, parts: list[Patch], scale: Normalize | None, theme: Theme
) -> None:
    axes.set_facecolor(theme.ground)
    axes.set_axis_off()
    axes.set_aspect("equal")
    for patch in parts:
        _draw_part(axes, body, patch, dose_mgy, spot.view, scale, theme)
    _frame(axes, body, dose_mgy, parts)
    axes.set_title(_(VIEWS[spot.view]), fontsize=LETTERS_PT, color=theme.ink, family=FONT)
    low, high = axes.get_ylim()
    for sign, side in ((-1, _("right")), (1, _("left"))):
        axes.text(
            sign * -spot.view * body.width_scale * 235, low + 0.03 * (high - low), side,
            ha="center", color=theme.quiet, fontsize=LETTERS_PT, family=FONT,
        )  # fmt: skip
    if spot.dose_mgy > 0:
        _mark(axes, body, spot, theme)


def _draw_part(
    axes: Axes, body: Phantom, patch: Patch, dose_mgy: Floats, view: int, scale: Normalize | None, theme: Theme
) -> None:
    """One part of the body: its outline, and its cells in colour where they have a dose."""
    x, z = _edges(body, patch, view)
    outline = np.concatenate([np.stack([x[:, 0], z[:, 0]], 1), np.stack([x[::-1, -1], z[::-1, -1]], 1)])
    axes.fill(*outline.T, facecolor=theme.rule, edgecolor=theme.quiet, linewidth=0.8)
    cells = np.arange(patch.first, patch.cells.stop).reshape(patch.rows, patch.columns)
    shown = np.roll(cells, patch.columns // 4 if view == FRONT else -patch.columns // 4, axis=1)
    doses = dose_mgy[shown[:, : patch.columns // 2]]
    if scale is not None and (doses > 0).any():
        masked = np.ma.masked_less_equal(doses, 0.0)
        axes.pcolormesh(x, z, masked, cmap=COLOURS, norm=scale, shading="flat", rasterized=True, linewidth=0)


def _edges(body: Phantom, patch: Patch, view: int) -> tuple[Floats, Floats]:
    """Corners of the cells of the half of a part that a view shows, as seen: x to the right of the drawing, z up."""
    part, half = patch.part, patch.columns // 2
    up = np.arange(patch.rows + 1) / patch.rows
    wide = (part.half_width_bottom_mm + up * (part.half_width_top_mm - part.half_width_bottom_mm)) * body.width_scale
    turn = np.pi * (np.arange(half + 1) / half - 0.5)
    centre = axis_x(part, body.width_scale)
    left = centre + wide[:, None] * np.sin(turn) * -view
    z = (part.bottom_mm + up * (part.top_mm - part.bottom_mm)) * body.length_scale
    return left * -view, np.broadcast_to(z[:, None], left.shape)


def _frame(axes: Axes, body: Phantom, dose_mgy: Floats, parts: list[Patch]) -> None:
    """From above the head to below what any beam reached, at least to the hips."""
    lit = body.points[dose_mgy > 0, 2]
    trunk = body.patch("trunk").part.bottom_mm * body.length_scale
    bottom = min(trunk, float(lit.min(initial=trunk))) - BELOW_MM
    top = max(patch.part.top_mm for patch in parts) * body.length_scale + ABOVE_HEAD_MM
    width = 310 * body.width_scale
    axes.set(xlim=(-width, width), ylim=(bottom, top))


def _mark(axes: Axes, body: Phantom, spot: Spot, theme: Theme) -> None:
    """A ring at the highest dose, and the number beside it."""
    x, z = body.points[spot.cell, 0] * -spot.view, body.points[spot.cell, 2]
    halo = [withStroke(linewidth=2.5, foreground=theme.ground)]
    axes.plot([x], [z], marker="o", markersize=7, markerfacecolor="none", color=theme.ink, path_effects=halo)
    axes.annotate(
        _("{dose} mGy").format(dose=words.amount(spot.dose_mgy)), (x, z), xytext=(16, 16),
        textcoords="offset points", color=theme.ink, fontsize=LETTERS_PT + 1, family=FONT, fontweight="bold",
        path_effects=halo, arrowprops={"arrowstyle": "-", "color": theme.ink, "shrinkB": 3},
    )  # fmt: skip


def _bar(figure: Figure, scale: Normalize, theme: Theme) -> None:
    """The colour bar, in mGy; what has no colour had no beam of the map."""
    axes = figure.add_axes((0.885, 0.12, 0.022, 0.66))
    bar = figure.colorbar(ScalarMappable(scale, colormaps[COLOURS]), cax=axes)
    bar.outline.set_edgecolor(theme.quiet)
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _position: words.amount(value)))
    axes.tick_params(length=2, colors=theme.quiet, labelsize=LETTERS_PT, labelfontfamily=FONT)
    axes.set_title(_("mGy"), fontsize=LETTERS_PT, color=theme.ink, family=FONT, loc="left")


def _alt(spots: tuple[Spot, ...]) -> str:
    reached = sorted((one for one in spots if one.dose_mgy > 0), key=lambda one: -one.dose_mgy)
    if not reached:
        return _("Drawing of a body from the front and from the back. No beam reached it.")
    opening = _("Drawing of a body from the front and from the back with the skin dose in colour.")
    told = [
        _("{view}: highest about {dose} mGy ({place}).").format(
            view=_(VIEWS[one.view]), dose=words.amount(one.dose_mgy), place=one.place
        )
        for one in reached
    ]
    return " ".join([opening, *told])
