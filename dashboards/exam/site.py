"""Where in the body an injection went, in the form of an exam: the part of the body, levels of the spine, the side."""

from dataclasses import dataclass

import streamlit as st

from dashboards.exam.details import ask_side
from dashboards.exam.picker import Picked, ask_region
from dashboards.frame.form import Form
from dashboards.injections.words import WITHOUT_LEVEL
from tracker import reference
from tracker.i18n import _
from tracker.record.models import ExamCreate

# Kinds of these regions do not say where they were done.
_ANYWHERE = ("unknown", "limb")
# Too many to tap: they are looked up.
_ANY_LEVEL = "whole_spine"


@dataclass(frozen=True, slots=True)
class Site:
    """What was chosen; `region` is None where it was not asked for, because the kind decides it."""

    region: str | None = None
    side: str = ""
    levels: tuple[str, ...] = ()


def ask_site(form: Form, picked: Picked, *, injection: bool) -> Site:
    """Draw the questions; an injection is asked for more than another exam."""
    if not injection:
        return Site(picked.region if picked.own_words else None, ask_side(form, picked.kind_key))
    region = _ask_part(form, picked)
    whole = region_of(picked.kind_key, region or "")
    spine = reference.regions()[whole].spine
    levels = _ask_levels(form, whole) if spine else ()
    return Site(region, ask_side(form, picked.kind_key, always=spine), levels)


def region_of(kind_key: str, region: str) -> str:
    """The part of the body that holds: the one chosen, else that of the kind."""
    kind = reference.exam_kinds().get(kind_key)
    return region or (kind.region if kind else "unknown")


def _ask_part(form: Form, picked: Picked) -> str | None:
    kind = reference.exam_kinds().get(picked.kind_key)
    if kind is None:
        return picked.region
    if kind.region not in _ANYWHERE:
        return None
    chosen = ask_region(form)
    return "" if chosen == "unknown" else chosen


def _ask_levels(form: Form, region: str) -> tuple[str, ...]:
    """The levels of this part of the spine are there to tap; any other can be looked up."""
    near = _near(region)
    if form.get("levels region", region) != region:
        _put_levels(form, region, [*form.get("levels", []), *form.get("far levels", [])], only_near=True)
    form.put("levels region", region)
    chosen: list[str] = []
    if near:
        chosen = form.tap_several("levels", _("Which level? Tap each one that was treated."), near)
        _say_chosen(chosen)
    chosen = [*chosen, *_ask_far_levels(form, near, asked=region == _ANY_LEVEL)]
    return tuple(level for level in reference.LEVELS if level in chosen)


def _near(region: str) -> tuple[str, ...]:
    return () if region in (_ANY_LEVEL, WITHOUT_LEVEL) else reference.levels_of(region)


def _say_chosen(chosen: list[str]) -> None:
    hint = _("The clinic's sheet names it, for example L4-5. Not sure? Leave it empty and add it later.")
    st.caption(_("Chosen: {levels}").format(levels=", ".join(chosen)) if chosen else hint)


def _ask_far_levels(form: Form, near: tuple[str, ...], *, asked: bool) -> list[str]:
    label = _("Another level of the spine") if near else _("The sheet names a level of the spine")
    if not asked and not form.switch("look further", label):
        return []
    others = [level for level in reference.LEVELS if level not in near]
    example = _("Type or choose, for example T12")
    label = _("Which other level?") if near else _("Which level?")
    return form.several("far levels", label, others, placeholder=example, filter_mode="prefix")


def _put_levels(form: Form, region: str, levels: list[str], *, only_near: bool = False) -> None:
    near = _near(region)
    far = [level for level in levels if level not in near and not only_near]
    form.put("levels region", region)
    form.put("levels", [level for level in near if level in levels])
    form.put("far levels", far)
    form.put("look further", bool(far))


def fill_site(form: Form, exam: ExamCreate) -> None:
    """Put side, part of the body and levels of an exam into the form."""
    form.put("side", exam.side)
    form.put("region", exam.region or "unknown")
    levels = exam.injection.levels if exam.injection else []
    _put_levels(form, region_of(exam.kind_key, exam.region), levels)
