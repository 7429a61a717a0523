"""What skin dose needs to know: factors of the formula, reference points, the body model, levels and reactions."""

from dataclasses import dataclass

from tracker.reference.tables import rows_by, rows_of

MEASURED_FROM = ("isocentre", "detector", "table")
LEVEL_QUANTITIES = ("skin_dose_mgy", "air_kerma_mgy", "kap_gy_cm2", "fluoro_time_s")


@dataclass(frozen=True, slots=True)
class SkinParameter:
    """One factor or size of the skin dose formula and of the body model, in `unit` (empty: a plain factor).

    Attributes:
        typical: None where only bounds are known.
        low: None where the number has no range, as of a size of the model, or is an upper bound.
    """

    key: str
    typical: float | None
    low: float | None
    high: float | None
    unit: str
    status: str
    source_id: str
    notes: str

    @property
    def may_lack_range(self) -> bool:
        """A size of the model is what it is."""
        return self.low is None and self.high is None


@dataclass(frozen=True, slots=True)
class Backscatter:
    """Skin dose with the body behind the skin over that without, for a tube voltage and the side of a square field."""

    tube_voltage_kv: float
    field_mm: float
    factor: float
    status: str
    source_id: str
    notes: str


@dataclass(frozen=True, slots=True)
class ReferencePoint:
    """A definition of where air kerma is stated (DICOM concept 113780).

    Attributes:
        code: DICOM code of the definition.
        measured_from: "isocentre", "detector" or "table".
        offset_mm: how much nearer to the tube than that it lies; None where a distance from the tube cannot follow.
        parameter: key of the factor from the kerma there to the dose of the skin.
    """

    code: str
    words: str
    measured_from: str
    offset_mm: float | None
    parameter: str
    source_id: str


@dataclass(frozen=True, slots=True)
class SkinLevel:
    """From this value of one procedure on, the doctor is told and the skin is looked at; no injury and no safety."""

    key: str
    quantity: str
    value: float
    unit: str
    status: str
    source_id: str
    notes: str


@dataclass(frozen=True, slots=True)
class SkinReaction:
    """What a dose to one place of the skin can do, from `from_mgy` up to below `to_mgy` (None: and more)."""

    from_mgy: float
    to_mgy: float | None
    clinical: str
    status: str
    source_id: str


@dataclass(frozen=True, slots=True)
class BodyPart:
    """An elliptic cylinder of the body model, its size changing evenly from bottom to top; heights above the soles.

    Attributes:
        side: "left", "right" or "" for what lies in the middle.
        aside_mm: how far its axis lies from the midline.
    """

    part: str
    side: str
    bottom_mm: float
    top_mm: float
    aside_mm: float
    half_width_bottom_mm: float
    half_width_top_mm: float
    half_depth_bottom_mm: float
    half_depth_top_mm: float
    status: str
    source_id: str
    notes: str

    @property
    def key(self) -> str:
        """Such as "leg left" or "trunk"."""
        return f"{self.part} {self.side}".strip()


@dataclass(frozen=True, slots=True)
class BodyPlace:
    """Where the middle of a body region lies on the model.

    Attributes:
        aside_mm: how far it lies from the axis of its part, to the person's left; of paired ones, to the outside.
        paired: whether there is one on the left and one on the right.
    """

    region: str
    part: str
    height_mm: float
    aside_mm: float
    paired: bool
    status: str
    source_id: str
    notes: str


# Every factor and size by its key.
skin_parameters = rows_by("skin_parameters", SkinParameter, lambda row: row.key)
# The factors of a full grid of tube voltages and field sizes.
backscatter = rows_of("skin_backscatter", Backscatter)
# Every definition of the reference point by its DICOM code.
reference_points = rows_by("skin_reference_points", ReferencePoint, lambda row: row.code)
# The substantial radiation dose levels by key.
skin_levels = rows_by("skin_levels", SkinLevel, lambda row: row.key)
# What doses to one place can do, lowest first, without gaps.
skin_reactions = rows_of("skin_reactions", SkinReaction)
# The parts of the body model by key ("trunk", "leg left").
body_parts = rows_by("skin_phantom", BodyPart, lambda row: row.key)
# The middle of every body region that has one, by region key.
body_places = rows_by("skin_places", BodyPlace, lambda row: row.region)
