"""What it was and where in the body: type a few letters, pick a match or use own words; the part, levels and side.

An injection can also be begun by a tap on a picture of the body.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import streamlit as st

from dashboards.frame.form import Form
from dashboards.frame.words import WITHOUT_LEVEL, plain, sides
from tracker import reference, wording
from tracker.i18n import N_, _
from tracker.record.models import ExamCreate
from tracker.reference import exam_words, search

OWN_WORDS = "own words"
SPOT = "spot"  # the place on the picture that was tapped: the questions that follow ask for site, drugs and relief
_MATCHES = 6
# Kinds of these regions do not say where they were done.
_ANYWHERE = ("unknown", "limb")
# Too many to tap: they are looked up.
_ANY_LEVEL = "whole_spine"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the picture: its name, how far down it lies in percent, and the question about an injection there."""

    name: str
    down: int
    question: str
    region: str
    sided: bool = True


# From the head down, far enough apart for names of two lines; a joint lies on both sides.
SPOTS: Mapping[str, Spot] = {
    "neck": Spot(N_("Neck"), 12, "neck_kind", "cervical_spine", sided=False),
    "mid_back": Spot(N_("Mid-back"), 27, "mid_back_kind", "thoracic_spine", sided=False),
    "lower_back": Spot(N_("Lower back"), 42, "lower_back_kind", "lumbar_spine", sided=False),
    "si_joint": Spot(N_("SI joint"), 57, "g_si", "sacrum_sacroiliac", sided=False),
    "tailbone": Spot(N_("Tailbone"), 71, "tailbone", "sacrum_sacroiliac", sided=False),
    "shoulder": Spot(N_("Shoulder"), 18, "g_shoulder", "shoulder"),
    "elbow": Spot(N_("Elbow"), 32, "g_elbow", "elbow"),
    "wrist_hand": Spot(N_("Wrist, hand"), 46, "g_wrist_hand", "wrist_hand"),
    "hip": Spot(N_("Hip"), 60, "g_hip", "hip"),
    "knee": Spot(N_("Knee"), 75, "g_knee", "knee"),
    "ankle_foot": Spot(N_("Ankle, foot"), 92, "g_ankle_foot", "ankle_foot"),
}
NOT_SURE, ELSEWHERE = "not sure", "elsewhere"
_LOOKS = """<style>
[class*="st-key-"][class*="-spots"] {{position: relative; height: 18.5rem !important; min-height: 18.5rem;
max-width: 24rem; background: url("data:image/svg+xml;base64,{picture}") center / auto 100% no-repeat}}
[class*="-spots"] > * {{position: absolute !important; width: 33% !important; transform: translateY(-50%)}}
[class*="-spots"] button {{width: 100%; padding: 0.1rem 0.2rem; min-height: 2.25rem; line-height: 1.1}}
{places}
</style>"""


@dataclass(frozen=True, slots=True)
class Picked:
    """What was chosen: a kind of the catalogue, or own words with a region; both empty while nothing is chosen."""

    kind_key: str = ""
    own_words: str = ""
    region: str = ""


def pick(form: Form, label: str = "") -> Picked:
    """Draw the picker, under another question where it is not about an exam that was done."""
    example = _("For example: hip injection, CAT scan")
    text = " ".join(form.line("what", label or _("What was it?"), example, type="search", live=True).split())
    if not text:
        st.caption(_("Type a few letters. You do not need the exact name."))
        return Picked()
    # A name that was filled in by the program is settled already, even where the same words alone would not be.
    settled = text in (wording.kind(form.get("match") or ""), form.get("own"))
    question = None if settled else search.question_for(text)
    key = _settle(form, question, 0) if question else _choose(form, text)
    if key == OWN_WORDS:
        return Picked(own_words=text, region=ask_region(form))
    return Picked(kind_key=key)


def _choose(form: Form, text: str) -> str:
    keys = [match.kind.key for match in search.find(text, limit=_MATCHES)]
    chosen = form.get("match")
    if chosen in reference.exam_kinds() and chosen not in keys:
        keys.append(chosen)
    return _radio(
        form, "match", _("Which of these is it?") if keys else _("No exam in the list has this name."), keys, text
    )


def _settle(form: Form, question: exam_words.Question, depth: int) -> str:
    """Ask what settles a word with several meanings, one question at a time; "" until it is settled."""
    name = f"question{depth}"
    labels = [choice.label for choice in question.choices]
    form.settle(name, labels, None)
    captions = [_usual(choice.kind_key) for choice in question.choices]
    label = form.radio(name, _(question.text), labels, lambda words: plain(_(words)), index=None, captions=captions)
    if label is None:
        return ""
    choice = question.choices[labels.index(label)]
    if choice.next_question:
        return _settle(form, exam_words.question(choice.next_question), depth + 1)
    if choice.kind_key:
        st.markdown(f":material/arrow_forward: **{plain(wording.kind(choice.kind_key))}**, {_usual(choice.kind_key)}")
    return choice.kind_key or OWN_WORDS


def _radio(form: Form, name: str, label: str, keys: list[str], text: str) -> str:
    own = _("None of these. Use my own words: “{text}”").format(text=plain(text))
    options = {key: plain(wording.kind(key)) for key in keys} | {OWN_WORDS: own}
    form.settle(name, options, None)
    return form.radio(name, label, options, index=None, captions=[_usual(key) for key in options]) or ""


def _usual(key: str) -> str:
    kind = reference.exam_kinds().get(key)
    if kind is None:
        return ""
    if kind.treatment:
        return _("a treatment: kept apart, not added up")
    if not kind.ionising:
        return _("no radiation")
    if kind.typical_msv is None:
        return _("no usual dose is known")
    return _("usually {dose}").format(dose=wording.dose(kind.typical_msv, kind.low_msv, kind.high_msv))


def ask_region(form: Form) -> str:
    """The body region of an exam in own words; it helps to find earlier images, and nothing is counted for it."""
    return form.search("region", _("Which part of the body?"), {"unknown": _("Not sure"), **regions()})


def regions() -> dict[str, str]:
    """The parts of the body by name, without the unknown one."""
    named = {key: wording.region(key) for key in reference.regions() if key != "unknown"}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def fill_picker(form: Form, exam: ExamCreate) -> None:
    """Put what an exam is into the form."""
    form.put("what", wording.kind(exam.kind_key) or exam.own_words)
    form.put("match", exam.kind_key or OWN_WORDS)
    form.put("own", exam.own_words if not exam.kind_key else "")
    if exam.region:
        form.put("region", exam.region)


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
    region = ask_part(form, picked)
    whole = region_of(picked.kind_key, region or "")
    spine = reference.regions()[whole].spine
    levels = _ask_levels(form, whole) if spine else ()
    return Site(region, ask_side(form, picked.kind_key, always=spine), levels)


def ask_side(form: Form, kind_key: str, *, always: bool = False) -> str:
    """Left or right, asked where the exam has a side, or `always`."""
    kind = reference.exam_kinds().get(kind_key)
    if not always and (kind is None or not kind.sided):
        return form.get("side") or ""
    return form.radio("side", _("Which side?"), sides(), horizontal=True)


def region_of(kind_key: str, region: str) -> str:
    """The part of the body that holds: the one chosen, else that of the kind."""
    kind = reference.exam_kinds().get(kind_key)
    return region or (kind.region if kind else "unknown")


def ask_part(form: Form, picked: Picked) -> str | None:
    """The part of the body, asked where the kind does not say it; None where the kind decides it."""
    kind = reference.exam_kinds().get(picked.kind_key)
    if kind is None:
        return picked.region
    if kind.region not in _ANYWHERE:
        return None
    chosen = ask_region(form)
    return "" if chosen == "unknown" else chosen


def _ask_levels(form: Form, region: str) -> tuple[str, ...]:
    """The levels of this part of the spine are there to tap; any other can be looked up."""
    near = near_levels(region)
    if form.get("levels region", region) != region:
        put_levels(form, region, [*form.get("levels", []), *form.get("far levels", [])], only_near=True)
    form.put("levels region", region)
    chosen: list[str] = []
    if near:
        chosen = form.tap_several("levels", _("Which level? Tap each one that was treated."), near)
        _say_chosen(chosen)
    chosen = [*chosen, *_ask_far_levels(form, near, asked=region == _ANY_LEVEL)]
    return tuple(level for level in reference.LEVELS if level in chosen)


def near_levels(region: str) -> tuple[str, ...]:
    """The levels of this part of the spine, to tap; none where they must be looked up."""
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


def put_levels(form: Form, region: str, levels: list[str], *, only_near: bool = False) -> None:
    """Fill the levels of an injection there; only those of this part with `only_near`."""
    near = near_levels(region)
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
    put_levels(form, region_of(exam.kind_key, exam.region), levels)


def ask_where(form: Form, picture: str, begin: Callable[..., None], elsewhere: Callable[..., None]) -> None:
    """Draw the picture; each place on it is a button, and so is what is not on it.

    Args:
        form: holds the place under `SPOT` and the side.
        picture: the outline of a person as SVG.
        begin: called with the form, a place and a side, when one is tapped.
        elsewhere: called with the form, when the place is not on the picture.
    """
    st.html(_looks(picture))
    st.markdown(_("**An injection?** Tap where (seen from behind)."))
    with st.container(key=form.key("spots"), gap=None):
        for name, spot in SPOTS.items():
            sides = {"left": _("{place} left"), "right": _("{place} right")} if spot.sided else {"": "{place}"}
            for side, words in sides.items():
                chosen = form.get(SPOT) == name and (not side or form.get("side") in (side, "both"))
                kind = "primary" if chosen else "secondary"
                label, key = words.format(place=_(spot.name)), f"spot {name} {side or 'middle'}"
                form.press(key, label, on_click=begin, args=(form, name, side), type=kind)
    with st.container(horizontal=True, gap="xsmall"):
        unsure = "primary" if form.get(SPOT) == NOT_SURE else "secondary"
        given = (form, NOT_SURE, "")
        form.press("spot not sure", _("Not sure"), on_click=begin, args=given, type=unsure, width="stretch")
        form.press("spot other", _("Somewhere else"), on_click=elsewhere, args=(form,), width="stretch")


@cache
def _looks(picture: str) -> str:
    places = [
        f'[class*="-spot-{name}-{side}"] {{top: {spot.down}%; {edge}}}'
        for name, spot in SPOTS.items()
        for side, edge in ((("left", "left: 0"), ("right", "right: 0")) if spot.sided else (("middle", "left: 33.5%"),))
    ]
    return _LOOKS.format(picture=b64encode(picture.encode()).decode(), places="\n".join(places))
