"""What to do after a procedure that reached a level at which clinics follow up; nothing is said below the levels."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker import wording
from tracker.history.skin import words
from tracker.i18n import _
from tracker.reference import skin as facts


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
            value, level = (_("skin dose about {dose} mGy").format(dose=words.amount(one)) for one in pair)
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
