"""The colours, hatches and letters of every chart, for light and dark pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

PAPER_FONT = "DejaVu Sans"
PAGE_FONT = "Source Sans Pro"  # as the pages around the charts are written
PAGE_FONT_FILE = Path(__file__).parent / "fonts" / "SourceSansPro-Regular.ttf"
PAGE_FONT_SCALE = 1.15  # it is drawn smaller than that of the paper at the same size

# One fixed order everywhere: the lowest layer of a stack first, the first entry of a legend first.
EXAM_TYPES = ("CT", "fluoroscopy", "X-ray", "nuclear", "mammography", "dental", "other")

# Okabe and Ito's palette, told apart by people with any kind of colour vision; without its vermilion, because red is
# kept for what needs somebody's action.
TYPE_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "CT": "#0072B2",
        "fluoroscopy": "#E69F00",
        "X-ray": "#56B4E9",
        "nuclear": "#009E73",
        "mammography": "#CC79A7",
        "dental": "#F0E442",
        "other": "#999999",
    }
)

# The second sign beside the colour, for paper in black and white. No dots: each is a curve, a page of them a quarter
# megabyte.
TYPE_HATCHES: Mapping[str, str] = MappingProxyType(
    {
        "CT": "",
        "fluoroscopy": "////",
        "X-ray": "++",
        "nuclear": "xxxx",
        "mammography": "----",
        "dental": "\\\\\\\\",
        "other": "||||",
    }
)


@dataclass(frozen=True, slots=True)
class Theme:
    """Paper, or a light or a dark page."""

    dark: bool = False
    on_page: bool = False

    @property
    def font(self) -> tuple[str, ...]:
        """The letters, and those that stand in for what the first do not have."""
        return (PAGE_FONT, PAPER_FONT) if self.on_page else (PAPER_FONT,)

    def points(self, size: float) -> float:
        """The size of letters that takes as much room as `size` points do on paper."""
        return size * PAGE_FONT_SCALE if self.on_page else size

    def letters(self, size: float) -> dict[str, Any]:
        """How words of that size in points are written, as Matplotlib wants to be told."""
        return {"fontsize": self.points(size), "family": self.font}

    def hatch(self, exam_type: str) -> str:
        """The second sign of a type where it stands in an area; on a page, colour and order tell types apart."""
        return "" if self.on_page else TYPE_HATCHES[exam_type]

    @property
    def ground(self) -> str:
        """What everything stands on."""
        return "#0E1117" if self.dark else "#FFFFFF"

    @property
    def ink(self) -> str:
        """Letters."""
        return "#F2F2F2" if self.dark else "#1A1A1A"

    @property
    def outline(self) -> str:
        """The edge and the hatch of bars."""
        return "#10131A" if self.dark else "#3A3A3A"

    @property
    def quiet(self) -> str:
        """Axes and second-rank letters; at least 4.5:1 against the ground."""
        return "#B8BCC4" if self.dark else "#595959"

    @property
    def rule(self) -> str:
        """Grid lines."""
        return "#2C313A" if self.dark else "#E3E3E3"

    @property
    def accent(self) -> str:
        """The one accent."""
        return "#56B4E9" if self.dark else "#0072B2"


LIGHT = Theme()
DARK = Theme(dark=True)
