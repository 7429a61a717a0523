"""The map of skin doses drawn as a person seen from the front, back and sides."""

from typing import Final

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, NullLocator

from tracker.dose.event_geometry import Floats
from tracker.dose.phantom import Patch, Phantom, axis_x
from tracker.history import skin_words as words
from tracker.history.once import once
from tracker.i18n import _
from tracker.view.charts.theme import LIGHT, Theme
from tracker.view.charts.years import LETTERS_PT, Chart
from tracker.view.fluoroscopy import BACK, FRONT, LEFT, RIGHT, VIEWS, Spot, seen, shown_level, spot, spot_table

COLOURS: Final = "cividis"  # rises evenly in lightness and looks the same with any kind of colour vision
MAP_IN, ROW_IN = 5.2, 2.25  # narrow, so that its letters can be read on a telephone
PANEL_SHAPE: Final = 1.1  # width over height
WIDEST_MM: Final = 215.0  # half of what is seen of an adult at least, so that one body is as large as the next
SMOOTH_MM: Final = 22.0
LOG_FROM: Final = 20.0  # highest dose over the 5 % point of all doses: from here on, small doses need a log scale
LARGEST_SPAN: Final = 1e3
AROUND_MM: Final = 110.0  # of the body above and below what a beam reached
LEAST_MM: Final = 540.0  # of it that is drawn
_QUARTER: Final = {FRONT: -1, LEFT: 0, BACK: 1, RIGHT: 2}  # of the way round, where the cells that a view shows begin
# The half width and half depth that are drawn, by height (mm, on the adult of the tables): a body with shoulders, waist
# and hips. The doses are those of the cylinders of the model; they are drawn at the same height and angle.
_OUTLINE: Final = {
    "head": (
        *((1580, 56, 66), (1600, 62, 82), (1640, 74, 94), (1680, 77, 97), (1712, 62, 80), (1730, 38, 50)),
        (1740, 0, 0),
    ),
    "neck": ((1490, 80, 62), (1515, 62, 58), (1560, 54, 58), (1588, 57, 68)),
    "trunk": (
        *((790, 174, 92), (860, 174, 108), (940, 166, 106), (1060, 142, 96), (1150, 148, 100), (1260, 164, 112)),
        *((1360, 178, 112), (1420, 180, 98), (1455, 150, 84), (1480, 104, 70), (1505, 66, 58)),
    ),
    "leg": ((55, 32, 40), (110, 36, 42), (300, 56, 60), (430, 50, 54), (480, 54, 58), (620, 72, 78), (805, 86, 92)),
    "arm": (
        *((695, 28, 18), (760, 38, 22), (840, 28, 26), (1000, 38, 36), (1120, 40, 40), (1300, 48, 48)),
        (1445, 44, 44),
    ),
}


@once
def skin_map(body: Phantom, dose_mgy: Floats, theme: Theme = LIGHT) -> Chart:
    """The skin dose on a body from the front and the back, and from a side that a beam reached; near where it was.

    Args:
        body: the model of the person.
        dose_mgy: typical dose of each of its cells; of one procedure or of several added up.
        theme: light or dark.
    """
    above = shown_level(float(dose_mgy.max(initial=0.0)))
    sides = [view for view in (LEFT, RIGHT) if (dose_mgy[seen(body, view)] > 0).any()]
    spots = tuple(spot(body, dose_mgy, view, above) for view in (FRONT, BACK, *sides))
    rows = -(-len(spots) // 2)
    figure = Figure(figsize=(MAP_IN, ROW_IN * rows), facecolor=theme.ground)
    panels = figure.subplots(rows, 2, squeeze=False).ravel()
    figure.subplots_adjust(left=0.01, right=0.84, top=1 - 0.22 / (ROW_IN * rows), bottom=0.01, wspace=0.02, hspace=0.09)
    scale = _scale(dose_mgy)
    for axes in panels[len(spots) :]:
        axes.set_axis_off()
    for axes, one in zip(panels, spots, strict=False):
        _draw(axes, body, dose_mgy, one, scale, theme)
    _draw_place(panels[0], body, dose_mgy, theme)
    if scale is not None:
        _bar(figure, scale, theme)
    return Chart(figure, _alt(spots), spot_table(spots, above))


def _scale(dose_mgy: Floats) -> Normalize | None:
    """From no dose to the highest one, logarithmic where doses differ widely; None where no beam is in the map."""
    doses = dose_mgy[dose_mgy > 0]
    if not len(doses):
        return None
    highest, low = float(doses.max()), float(np.quantile(doses, 0.05))
    if highest < LOG_FROM * low:
        return Normalize(0.0, highest)
    return LogNorm(max(low, highest / LARGEST_SPAN), highest, clip=True)


def _parts(body: Phantom, dose_mgy: Floats, view: str) -> list[Patch]:
    """What a view draws, the nearest last: an arm only where a beam reached it, from a side the leg of that side."""
    lit = [p for p in body.patches if p.part.part != "arm" or bool((dose_mgy[p.cells] > 0).any())]
    near = [patch for patch in lit if view in (FRONT, BACK) or patch.part.side in ("", view)]
    return sorted(near, key=lambda patch: (patch.part.part == "arm", patch.part.part != "leg"))


def _draw(axes: Axes, body: Phantom, dose_mgy: Floats, spot: Spot, scale: Normalize | None, theme: Theme) -> None:
    axes.set_facecolor(theme.ground)
    axes.set_axis_off()
    axes.set_aspect("equal")
    for patch in _parts(body, dose_mgy, spot.view):
        _draw_part(axes, body, patch, dose_mgy, spot.view, scale, theme)
    low, high = _heights(body, dose_mgy)
    half = max(WIDEST_MM * body.width_scale, (high - low) * PANEL_SHAPE / 2)
    middle = _middle(body, dose_mgy, spot.view)
    axes.set(xlim=(middle - half, middle + half), ylim=(low, high))
    axes.set_title(_(VIEWS[spot.view]), **theme.letters(LETTERS_PT), color=theme.ink, pad=3)
    for sign, end in zip((-1, 1), _ends(spot.view), strict=True):
        axes.text(
            middle + sign * 0.97 * half, low + 0.03 * (high - low), end,
            ha="left" if sign < 0 else "right", color=theme.quiet, **theme.letters(LETTERS_PT),
        )  # fmt: skip
    if spot.dose_mgy > 0:
        _mark(axes, body, spot, theme)


def _ends(view: str) -> tuple[str, str]:
    """What stands at the left and at the right edge of a view."""
    return {
        FRONT: (_("R"), _("L")),
        BACK: (_("L"), _("R")),
        LEFT: (_("front"), _("back")),
        RIGHT: (_("back"), _("front")),
    }[view]


def _draw_part(
    axes: Axes, body: Phantom, patch: Patch, dose_mgy: Floats, view: str, scale: Normalize | None, theme: Theme
) -> None:
    """One part of the body: its outline, and its cells in colour where they have a dose."""
    x, z = _edges(body, patch, view)
    axes.fill_betweenx(z[:, 0], x[:, 0], x[:, -1], facecolor=theme.rule, linewidth=0)
    for edge in (0, -1):
        axes.plot(x[:, edge], z[:, edge], color=theme.quiet, linewidth=0.8)
    cells = np.arange(patch.first, patch.cells.stop).reshape(patch.rows, patch.columns)
    doses = dose_mgy[np.roll(cells, -_QUARTER[view] * patch.columns // 4, axis=1)[:, : patch.columns // 2]]
    if scale is not None and (doses > 0).any():
        masked = np.ma.masked_less_equal(doses, 0.0)
        axes.pcolormesh(x, z, masked, cmap=COLOURS, norm=scale, shading="flat", rasterized=True, linewidth=0)


def _edges(body: Phantom, patch: Patch, view: str) -> tuple[Floats, Floats]:
    """Corners of the cells of the half of a part that a view shows, as seen: x to the right of the drawing, z up."""
    height = np.linspace(patch.part.bottom_mm, patch.part.top_mm, patch.rows + 1)
    half = _half(patch.part.part, height, view) * body.width_scale
    turn = np.pi * (np.arange(patch.columns // 2 + 1) / (patch.columns // 2) - 0.5)
    x = _across(body, axis_x(patch.part, body.width_scale), 0.0, view) + half[:, None] * np.sin(turn)
    return x, np.broadcast_to(height[:, None] * body.length_scale, x.shape)


def _half(part: str, height: Floats, view: str) -> Floats:
    """Half of the width or of the depth that is drawn, without corners."""
    points = np.array(_OUTLINE[part], dtype=float)
    sizes = points[:, 1 if view in (FRONT, BACK) else 2]
    # Less of it towards an end, so that the parts meet and the head is closed.
    ends = np.minimum(height - points[0, 0], points[-1, 0] - height)
    nearby = height[:, None] + np.clip(ends, 0.0, SMOOTH_MM)[:, None] * np.linspace(-1, 1, 9)
    found: Floats = np.interp(nearby, points[:, 0], sizes).mean(axis=1)
    return found


def _across(body: Phantom, x: float, y: float, view: str) -> float:
    """A place of the model as far to the right as a view shows it."""
    return {FRONT: x, BACK: -x, LEFT: y, RIGHT: -y}[view]


def _middle(body: Phantom, dose_mgy: Floats, view: str) -> float:
    """What lies in the middle of a drawing: the midline, or the one limb that a beam reached."""
    lit = [patch.part for patch in body.patches if (dose_mgy[patch.cells] > 0).any()]
    return _across(body, axis_x(lit[0], body.width_scale), 0.0, view) if len(lit) == 1 else 0.0


def _heights(body: Phantom, dose_mgy: Floats) -> tuple[float, float]:
    """From below to above what any beam reached; the trunk where none did."""
    lit = body.points[dose_mgy > 0, 2]
    trunk = body.patch("trunk").part
    low, high = (lit.min(), lit.max()) if len(lit) else (trunk.bottom_mm, trunk.top_mm)
    more = max(AROUND_MM, (LEAST_MM - (high - low)) / 2)
    return float(low) - more, float(high) + more


def _draw_place(axes: Axes, body: Phantom, dose_mgy: Floats, theme: Theme) -> None:
    """A small whole body with a frame around what is drawn."""
    small = axes.inset_axes((0.0, 0.5, 0.17, 0.5))
    small.set_axis_off()
    small.set_aspect("equal")
    for patch in body.patches:
        x, z = _edges(body, patch, FRONT)
        small.fill_betweenx(z[:, 0], x[:, 0], x[:, -1], facecolor=theme.quiet, alpha=0.5, linewidth=0)
    low, high = _heights(body, dose_mgy)
    half = 330 * body.width_scale
    small.fill_between([-half, half], low, high, facecolor="none", edgecolor=theme.ink, linewidth=0.9)


def _mark(axes: Axes, body: Phantom, spot: Spot, theme: Theme) -> None:
    """A ring at the highest dose, and the number beside it."""
    x, z = _drawn(body, spot)
    left, right = axes.get_xlim()
    inwards = -1 if x > (left + 2 * right) / 3 else 1  # the number must not run into the next drawing
    halo = [withStroke(linewidth=2.5, foreground=theme.ground)]
    axes.plot([x], [z], marker="o", markersize=7, markerfacecolor="none", color=theme.ink, path_effects=halo)
    axes.annotate(
        _("{dose} mGy").format(dose=words.amount(spot.dose_mgy)), (x, z), xytext=(16 * inwards, 16),
        textcoords="offset points", ha="left" if inwards > 0 else "right", color=theme.ink,
        **theme.letters(LETTERS_PT + 1), fontweight="bold", path_effects=halo,
        arrowprops={"arrowstyle": "-", "color": theme.ink, "shrinkB": 3},
    )  # fmt: skip


def _drawn(body: Phantom, spot: Spot) -> tuple[float, float]:
    """Where the cell of the highest dose is drawn: the model's cylinders are not as wide as the drawing everywhere."""
    patch = next(one for one in body.patches if one.cells.start <= spot.cell < one.cells.stop)
    part, (x, y, z) = patch.part, body.points[spot.cell]
    centre = axis_x(part, body.width_scale)
    up = (z / body.length_scale - part.bottom_mm) / (part.top_mm - part.bottom_mm)
    if spot.view in (FRONT, BACK):
        half = part.half_width_bottom_mm + up * (part.half_width_top_mm - part.half_width_bottom_mm)
    else:
        half = part.half_depth_bottom_mm + up * (part.half_depth_top_mm - part.half_depth_bottom_mm)
    wider = float(_half(part.part, np.array([z / body.length_scale]), spot.view)[0]) / half
    middle = _across(body, centre, 0.0, spot.view)
    return middle + (_across(body, x, y, spot.view) - middle) * wider, float(z)


def _bar(figure: Figure, scale: Normalize, theme: Theme) -> None:
    """The colour bar, in mGy; what has no colour had no beam of the map."""
    axes = figure.add_axes((0.86, 0.12, 0.026, 0.66))
    bar = figure.colorbar(ScalarMappable(scale, colormaps[COLOURS]), cax=axes)
    bar.outline.set_edgecolor(theme.quiet)
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _position: words.amount(value)))
    axes.tick_params(length=2, colors=theme.quiet, labelsize=theme.points(LETTERS_PT), labelfontfamily=theme.font)
    axes.set_title(_("mGy"), **theme.letters(LETTERS_PT), color=theme.ink, loc="left")


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
