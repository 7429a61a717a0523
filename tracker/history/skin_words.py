"""The words of skin doses: regions, tiers, why something is not known, and what to do where a level was reached."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tracker import reference, wording
from tracker.i18n import N_, _, grouped
from tracker.reference import skin as facts

_ENTRANCE: Mapping[str, str] = {
    "anterior": N_("skin of the front"),
    "posterior": N_("skin of the back"),
    "left": N_("skin of the left side"),
    "right": N_("skin of the right side"),
    "unknown": N_("side of the body not known"),
}
_SIDE_REASONS: Mapping[str, str] = {
    "no_events": N_("Only totals are recorded. They do not say from which side the beam came."),
    "no_geometry": N_("The report does not say where the beam came from."),
    "no_angle": N_("The report does not give the angle of the beam."),
    "angle_outside": N_("The angle in the report is not one that a C-arm can have."),
    "no_orientation": N_("The report does not say whether the person lay on the back or on the front."),
    "not_lying": N_("The report says that the person stood, sat or lay on one side."),
    "prone_lateral": N_("The person lay on the front and the beam came from one side: left or right is not certain."),
    "prone_reversed": N_("The person lay on the front, and the angle can mean a beam from the front or from the back."),
    "rotation": N_("The C-arm turned around the body during the exposure."),
    "several_sides": N_("The beams came from several sides, and the report does not say how much from each."),
}
_TIERS: Mapping[str, str] = {
    "T0": N_(
        "T0: kerma-area product only. An upper bound for a field of 100 cm2 or more; a smaller field gives more."
        " Nothing typical is known."
    ),
    "T1": N_("T1: air kerma at the reference point, times a factor."),
    "T2": N_("T2: the beams of the dose report, placed on a model of the body."),
}
_WHY: Mapping[str, str] = {
    "": "",
    "no_air_kerma": N_("There is no air kerma."),
    "no_events": N_("Single exposures are not recorded."),
    "no_geometry": N_("The report does not say where the beam stood."),
    "not_lying": N_("The person did not lie flat on the back or the front."),
    "no_isocentre": N_("The report names no isocentre, as is usual for mobile C-arms and plain X-rays."),
    "no_angle": N_("The report does not give the angle of the beam."),
    "angle_outside": N_("The angle in the report is not one that a C-arm can have."),
    "no_reference_point": N_("The report does not say how far from the tube the air kerma is stated."),
    "no_table": N_("The report does not say where the table stood."),
    "table_tilted": N_("The table was tilted or turned."),
    "no_field": N_("The size of the field does not follow from the report."),
    "no_place": N_("The body region has no place on the model."),
    "no_side": N_("The record does not say whether it was left or right."),
    "missed": N_("The beam, as reported, misses the model of the body."),
    "too_little_placed": N_("Less than half of the air kerma could be placed on the model of the body."),
}


@dataclass(frozen=True, slots=True, order=True)
class SkinRegion:
    """One patch of skin as records can tell it: the side the beam entered on, of one body region.

    Attributes:
        region: key of the body region.
        entrance: "anterior", "posterior", "left", "right" or "unknown", which is a region of its own.
        laterality: "left" or "right" of what there are two of, else "".
    """

    region: str
    entrance: str
    laterality: str = ""

    @property
    def place(self) -> str:
        """The body region: "Lower back", "Knee, left"."""
        return place(self.region, self.laterality)

    @property
    def name(self) -> str:
        """The place and the side of it: "Lower back: skin of the back"."""
        return _("{place}: {side}").format(place=self.place, side=_(_ENTRANCE[self.entrance]))

    @property
    def clinical_name(self) -> str:
        """The same with the clinical name of the region: "Lumbar spine: skin of the back"."""
        known = reference.regions().get(self.region) if self.region != "unknown" else None
        place = ", ".join(filter(None, [_(known.name), wording.side(self.laterality)])) if known else self.place
        return _("{place}: {side}").format(place=place, side=_(_ENTRANCE[self.entrance]))


def place(region: str, laterality: str = "") -> str:
    """A body region, and left or right where there are two of it."""
    name = _("Body region not known") if region == "unknown" else wording.region(region)
    return ", ".join(filter(None, [name, wording.side(laterality)]))


def side_reason(code: str) -> str:
    """Why the side is not known; "" where it is."""
    return _(_SIDE_REASONS[code]) if code else ""


def left_out(code: str) -> str:
    """Why an event is in no map."""
    return _(_WHY[code])


def tier(key: str, why: str = "") -> str:
    """What a dose was made from and, where that is not the best, why not."""
    return " ".join(filter(None, [_(_TIERS[key]), _(_WHY[why])]))


def amount(value_mgy: float) -> str:
    """A skin dose in mGy with two significant digits: "0.24", "12", "5,200"; "under 0.01" below that."""
    if 0 < value_mgy < 0.01:
        return _("under {smallest}").format(smallest=0.01)
    digits = 1 - math.floor(math.log10(value_mgy)) if value_mgy else 0
    rounded = round(value_mgy, digits)
    return grouped(rounded, f",.{max(0, 1 - math.floor(math.log10(rounded)))}f") if rounded else "0"


def dose(typical_mgy: float | None, low_mgy: float | None, high_mgy: float) -> str:
    """A skin dose with its interval: "about 12 mGy (7.2 to 18)", "up to 44 mGy for a field of 100 cm2" of T0."""
    if typical_mgy is None:
        return _("up to {high} mGy, for a field of 100 cm2 or more").format(high=amount(high_mgy))
    low = amount(low_mgy if low_mgy is not None else 0.0)
    about = _("about {typical} mGy ({low} to {high})")
    return about.format(typical=amount(typical_mgy), low=low, high=amount(high_mgy))


def sum_note() -> str:
    """What a sum of skin doses is, and is not."""
    return _(
        "Doses are added without any credit for healing in between. A sum is the highest dose only if every beam hit"
        " the same place. Its range is the sum of all low and of all high ends, which is wider than likely."
    )


def same_patch_note() -> str:
    """What the worst case beside the windows is."""
    return _("Worst case: as if all beams of this and of overlapping body regions had hit one patch of skin.")


def place_note() -> str:
    """What the map rests on."""
    return _(
        "No report says where on the body the beam was aimed. The middle of the body region is put where the table"
        " stood on average, weighted by dose."
    )


@dataclass(frozen=True, slots=True)
class LevelReached:
    """One level that one procedure reached.

    Attributes:
        key: "peak_skin_dose", "air_kerma", "kap" or "fluoro_time".
        value: of the procedure, in the unit of the quantity's name; `level` where the level lies.
        source_id: where the level stands.
    """

    key: str
    quantity: str
    value: float
    level: float
    source_id: str

    @property
    def text(self) -> str:
        """What was reached: "Ka,r 5200 mGy (level: 5000 mGy)"."""
        pair = (self.value, self.level)
        if self.quantity == "skin_dose_mgy":
            value, level = (_("skin dose about {dose} mGy").format(dose=amount(one)) for one in pair)
        else:
            value, level = (wording.measured(self.quantity, one) for one in pair)
        return _("{value} (level: {level})").format(value=value, level=level)


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about one procedure.

    Attributes:
        reached: the levels it reached, at least one.
        reacts_again: whether its skin dose is one after which skin reacts abnormally when it is irradiated again.
    """

    exam_id: str
    when: str
    name: str
    reached: tuple[LevelReached, ...]
    reacts_again: bool

    @property
    def sentence(self) -> str:
        """For the person and the doctor."""
        return _(
            "Tell your doctor about this procedure. Have the skin looked at 2 to 4 weeks after it, or now if that was"
            " not done. Reaching a level does not mean that the skin is hurt. Staying below it is no promise either."
        )

    @property
    def next_time(self) -> str:
        """What holds for the next procedure; "" where nothing does."""
        if not self.reacts_again:
            return ""
        return _(
            "Skin that had more than 3 to 5 Gy (3000 to 5000 mGy) can react more strongly when it gets X-rays again."
            " Tell the team before the next procedure at this place."
        )


def levels_reached(values: Mapping[str, float | None]) -> tuple[LevelReached, ...]:
    """The levels that a procedure reached.

    Args:
        values: by quantity (skin_dose_mgy, air_kerma_mgy of the plane with more, kap_gy_cm2, fluoro_time_s), in the
            unit of its name; what is None or not there is not known, and reaches nothing.
    """
    return tuple(
        LevelReached(level.key, level.quantity, value, level.value, level.source_id)
        for level in facts.skin_levels().values()
        if (value := values.get(level.quantity)) is not None and value >= level.value
    )


def reacts_again(skin_dose_mgy: float | None) -> bool:
    """Whether skin of this dose reacts abnormally when it is irradiated again (from the lower of the two bounds)."""
    bound = facts.skin_parameters()["earlier_dose"].low
    return skin_dose_mgy is not None and bound is not None and skin_dose_mgy >= bound
