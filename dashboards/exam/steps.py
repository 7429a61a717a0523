"""The short way to an injection: one question after the other, each answered with one tap, or "not sure".

The taps fill the form that a sentence fills, too: chips, draft and Save are the same.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards.exam.details import fill_when
from dashboards.exam.form import Answers
from dashboards.exam.injection import add_drug, fill_drugs
from dashboards.exam.picker import (
    ELSEWHERE,
    NOT_SURE,
    SPOT,
    SPOTS,
    ask_where,
    fill_picker,
    fill_site,
    near_levels,
    put_levels,
    region_of,
)
from dashboards.exam.sentence import LARGE, OPENED
from dashboards.frame.form import Form, clear_notice
from dashboards.frame.who import guarded
from dashboards.frame.words import plain
from tracker import clock, dates, reference, wording
from tracker.dates import PartialDate
from tracker.errors import DateError
from tracker.i18n import _
from tracker.record.models import ExamCreate
from tracker.record.procedures import DrugCreate
from tracker.reference import exam_words

_PATH, _STEP, _PASSED = "spot answers", "step", "steps passed"
# Treatments of nerves, which are named by a bone and not by what lies between two.
_AT_A_BONE = ("mbb", "rfa", "drg")
_FIRST_SACRAL = "S1"
# Names as on the bottle with milligrams (mg) to tap; any other name or amount is typed.
BOTTLES = (
    ("Depo-Medrol", "methylprednisolone", 40),
    ("Depo-Medrol", "methylprednisolone", 80),
    ("Kenalog", "triamcinolone", 40),
    ("Kenalog", "triamcinolone", 80),
    ("Celestone", "betamethasone", 6),
    ("Celestone", "betamethasone", 12),
    ("Decadron", "dexamethasone", 10),
)
# On a telephone only the question that is next is in sight.
_LOOKS = """<style>
[class*="-level_grid"] {{display: grid !important; grid-template-columns: 1fr 1fr 1fr; max-width: 30rem; gap: 0.35rem;
background: linear-gradient(#8884, #8884) center / 22% 100% no-repeat}}
[class*="-level_grid"] > *, [class*="-level_grid"] button {{width: 100% !important}}
[class*="-steps_way"] {{display: none}}
[class*="-step_"]:not([class*="-step_where"]) strong {{display: block; padding-top: 1rem}}
@media (max-width: 640px) {{
[class*="-step_"]:not([class*="-step_{now}"]) {{display: none}}
[class*="-steps_way"] {{display: flex}}
}}</style>"""
# Every question in its turn, and the part of the form that holds what no button says.
_PARTS = {"where": "what", **{f"kind_{n}": "" for n in range(5)}, "level": "site", "side": "", "when": "when"}
_PARTS |= {"given": "drugs", "relief": "relief"}


def begun(form: Form) -> bool:
    """Whether a place was tapped."""
    return bool(form.get(SPOT))


def draw_picture(form: Form) -> None:
    """Draw the first question: where the injection was."""
    from tracker.view.charts.body import outline_svg

    ask_where(form, outline_svg(), _begin, lambda form: _open(form, "where"))


def _choice(form: Form, name: str, words: str, answer: Callable[..., None], *args: object, chosen: bool) -> None:
    """One answer, as large as every other one."""
    icon, kind = (":material/check:", "primary") if chosen else ("", "secondary")
    form.press(name, words, icon, on_click=answer, args=(form, *args), width=LARGE, wrap=True, type=kind)


def _begin(form: Form, spot: str, side: str) -> None:
    """Take a place: what was told of another one is no longer true."""
    same = form.get(SPOT) == spot
    form.put("side", "both" if same and {side, form.get("side")} == {"left", "right"} else side)
    if not same:
        form.put(SPOT, spot)
        form.put(_PATH, [])
        _take_kind(form, "", _("Injection, place not known") if spot == NOT_SURE else "")
    form.put(OPENED, "")
    _go(form, "")


def _take_kind(form: Form, kind_key: str, own_words: str = "") -> None:
    spot = SPOTS.get(str(form.get(SPOT)))
    said: dict[str, Any] = {"region": spot.region if spot else "", "side": form.get("side") or ""}
    exam = ExamCreate.model_construct(kind_key=kind_key, own_words=own_words, **said)
    fill_picker(form, exam)
    fill_site(form, exam)
    form.put("needle", True)


def _open(form: Form, step: str) -> None:
    """Open the fields of a step, for what no button says."""
    form.put(OPENED, _PARTS[step])
    form.put(SPOT, form.get(SPOT) or ELSEWHERE)
    _go(form, step)


def _go(form: Form, step: str) -> None:
    """Show this step on a telephone; "" for the first one that is open."""
    form.put(_STEP, step)


def _settle(form: Form, step: str, *, sure: bool = True) -> None:
    """A question is answered: the next one is shown."""
    form.put(_PASSED, [*(one for one in form.get(_PASSED) or [] if one != step), *([] if sure else [step])])
    _go(form, "")


def _fill(form: Form, step: str, name: str, value: Any) -> None:
    form.put(name, value)
    _settle(form, step)


def _leave_open(form: Form, step: str, forget: Callable[[], None]) -> None:
    """The answer is "not sure": an earlier one is taken back."""
    forget()
    _settle(form, step, sure=False)


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    title: str
    answered: bool
    draw: Callable[[], None]


def make_rooms(form: Form) -> Mapping[str, DeltaGenerator]:
    """Where each question will stand, and under it its fields (by the name of the part) once they are opened."""
    rooms: dict[str, DeltaGenerator] = {}
    with st.container(key=form.key("steps"), gap=None):
        for name, part in _PARTS.items():
            with st.container(key=form.key(f"step_{name}")):
                rooms[name] = st.container()
                if part == form.get(OPENED) and form.get(_STEP) == name:
                    rooms[part] = st.container(border=True)
        rooms["way"] = st.container()
    return rooms


def draw_steps(form: Form, answers: Answers, rooms: Mapping[str, DeltaGenerator]) -> bool:
    """Draw the questions under each other, on a telephone only the one that is next; whether to save."""
    steps = list(_steps(form, answers))
    names = [step.name for step in steps]
    open_ = [step.name for step in steps if not step.answered and not _passed(form, step.name)]
    now = form.get(_STEP) if form.get(_STEP) in names else (open_ or [""])[0]
    for step in steps:
        with rooms[step.name]:
            if step.title:
                st.markdown(f"**{step.title}**")
            step.draw()
    with rooms["way"]:
        st.html(_LOOKS.format(now=now or "none"))
        place = names.index(now) if now else len(names)
        back, on = names[max(0, place - 1)], names[min(place + 1, len(names) - 1)]
        with st.container(key=form.key("steps_way"), horizontal=True):
            form.press("step back", _("Back"), ":material/arrow_back:", on_click=_go, args=(form, back))
            form.press("step on", _("Next"), ":material/arrow_forward:", on_click=_go, args=(form, on))
        return form.press("save steps", _("Save"), ":material/check:", type="primary", on_click=clear_notice)


def _steps(form: Form, answers: Answers) -> Iterator[_Step]:
    yield _Step("where", "", True, lambda: draw_picture(form))
    yield from _kinds(form, answers)
    if answers.named:
        kind = reference.exam_kinds().get(answers.picked.kind_key)
        spine = reference.regions()[_region(answers)].spine
        if near := _levels(answers) if spine else ():
            told = bool(answers.site.levels)
            title = _("Which level, and which side? Tap each one that was treated.")
            yield _Step("level", title, told, lambda: _ask_levels(form, answers, near))
        elif spine or (kind and kind.sided):
            yield _Step("side", _("Which side?"), bool(answers.site.side), lambda: _ask_side(form))
        yield _Step("when", _("When was it? The year alone is enough."), answers.when.filled, lambda: _ask_when(form))
        told = bool(answers.procedure and answers.procedure.rows)
        yield _Step("given", _("What was given? Tap the milligrams (mg) you got."), told, lambda: _ask_given(form))
        told = form.get("relief_percent") is not None
        yield _Step("relief", _("How much better was the pain, when it was best?"), told, lambda: _ask_relief(form))


def _kinds(form: Form, answers: Answers) -> Iterator[_Step]:
    """The questions of the catalogue about an injection there, each after the answer to the one before."""
    spot, path = SPOTS.get(str(form.get(SPOT))), list(form.get(_PATH) or [])
    asked = spot.question if spot else ""
    for depth in range(len(path) + 1):
        if not asked:
            return
        question = exam_words.question(asked)
        chosen = path[depth] if depth < len(path) else None
        draw = partial(_ask_kind, form, depth, question, chosen)
        yield _Step(f"kind_{depth}", _(question.text), chosen is not None, draw)
        asked = question.choices[chosen].next_question if chosen is not None else ""


def _ask_kind(form: Form, depth: int, question: exam_words.Question, chosen: int | None) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        for place, choice in enumerate(question.choices):
            given = (plain(choice.label), _take, depth, place, choice.kind_key)
            _choice(form, f"kind {depth} {place}", *given, chosen=place == chosen)


def _take(form: Form, depth: int, place: int, kind_key: str) -> None:
    form.put(_PATH, [*(form.get(_PATH) or [])[:depth], place])
    _take_kind(form, kind_key)
    _settle(form, f"kind_{depth}")


def _levels(answers: Answers) -> tuple[str, ...]:
    at_a_bone = answers.picked.kind_key.startswith(_AT_A_BONE)
    near = near_levels(_region(answers))
    return tuple(level for level in near if level == _FIRST_SACRAL or ("-" not in level) == at_a_bone)


def _region(answers: Answers) -> str:
    return region_of(answers.picked.kind_key, answers.site.region or "")


def _ask_levels(form: Form, answers: Answers, near: tuple[str, ...]) -> None:
    side, levels = answers.site.side, answers.site.levels
    words = {"left": _("{level} left"), "": "{level}", "right": _("{level} right")}
    with st.container(key=form.key("level_grid")):
        for level in near:
            for tapped, label in words.items():
                chosen = level in levels and (tapped == side or (side == "both" and bool(tapped)))
                name, kind = f"level {level} {tapped or 'middle'}", "primary" if chosen else "secondary"
                given = (form, answers, level, tapped, chosen)
                form.press(name, label.format(level=level), on_click=_take_level, args=given, type=kind)
    with st.container(horizontal=True, gap="xsmall"):
        _not_sure(form, "level", lambda: _forget_site(form, answers))
        _choice(form, "level other", _("Another level"), _open, "level", chosen=False)


def _take_level(form: Form, answers: Answers, level: str, side: str, chosen: bool) -> None:
    before, held = answers.site.side, set(answers.site.levels)
    if chosen and before != "both":
        held -= {level}
        side = before if held else ""
    elif chosen:
        side = "right" if side == "left" else "left"
    else:
        held |= {level}
        side = "both" if {side, before} >= {"left", "right"} or (side and before == "both") else side or before
    form.put("side", side)
    put_levels(form, _region(answers), sorted(held))
    _settle(form, "level")


def _forget_site(form: Form, answers: Answers) -> None:
    form.put("side", "")
    put_levels(form, _region(answers), [])


def _passed(form: Form, step: str) -> bool:
    return step in (form.get(_PASSED) or [])


def _not_sure(form: Form, step: str, forget: Callable[[], None], words: str = "") -> None:
    """The answer that is always there."""
    _choice(form, f"{step} not sure", words or _("Not sure"), _leave_open, step, forget, chosen=_passed(form, step))


def _ask_side(form: Form) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        for side in ("left", "right", "both"):
            words = wording.first_large(wording.side(side))
            _choice(form, f"side {side}", words, _fill, "side", "side", side, chosen=form.get("side") == side)
        _not_sure(form, "side", lambda: form.put("side", ""))


def _ask_when(form: Form) -> None:
    today = clock.today()
    offered = {_("Today"): today, _("Yesterday"): today - timedelta(days=1)}
    with st.container(horizontal=True, gap="xsmall"):
        for place, (words, day) in enumerate(offered.items()):
            found = dates.of(day.year, day.month, day.day)
            chosen = [form.get(name) for name in ("year", "month", "day")] == [day.year, day.month, day.day]
            _choice(form, f"when {place}", f"{words} ({found.text()})", _take_day, found, chosen=chosen)
        _choice(form, "when not sure", _("Not sure: a rough time"), _open, "when", chosen=False)
    read = {"live": True, "on_change": _read_day, "args": (form,)}
    typed = form.line("when typed", _("Or type it"), _("For example: March 2021"), **read)
    with guarded():
        if typed.strip():
            dates.parse(typed)


def _read_day(form: Form) -> None:
    with suppress(DateError):  # said where it was typed
        if text := str(form.get("when typed") or "").strip():
            _take_day(form, dates.parse(text))


def _take_day(form: Form, day: PartialDate) -> None:
    said: dict[str, Any] = {"date_first": day.first, "date_last": day.last, "date_precision": day.precision}
    fill_when(form, ExamCreate.model_construct(**said))
    _settle(form, "when")


def _ask_given(form: Form) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        for brand, key, mg in BOTTLES:
            label = _("{drug}, {dose} mg").format(drug=brand, dose=mg)
            _drug(form, label, DrugCreate(drug_key=key, dose_mg=mg))
        _drug(form, _("Cortisone, name or amount not known"), DrugCreate(drug_key="steroid_not_known"))
        _not_sure(form, "given", lambda: fill_drugs(form, []))
        _choice(form, "given other", _("Another one, or another amount"), _open, "given", chosen=False)
    st.caption(_("The number on a bottle can be mg in each ml. Not sure how much you got? Take “not known”."))


def _drug(form: Form, words: str, drug: DrugCreate) -> None:
    def take(form: Form) -> None:
        add_drug(form, drug)
        _settle(form, "given")

    held = form.get("drug_rows") or []
    dose = f"{drug.dose_mg:g}" if drug.dose_mg else ""
    chosen = any(form.get(f"drug{row}") == drug.drug_key and form.get(f"drug_mg{row}") == dose for row in held)
    _choice(form, f"given {drug.drug_key} {dose}", words, take, chosen=chosen)


def _ask_relief(form: Form) -> None:
    words = {0: _("No better (0 %)"), 25: _("A quarter (25 %)"), 50: _("Half (50 %)")}
    words |= {75: _("Three quarters (75 %)"), 90: _("Nearly gone (90 %)"), 100: _("All gone (100 %)")}
    told = form.get("relief_percent")
    with st.container(horizontal=True, gap="xsmall"):
        for percent, label in words.items():
            given = ("relief", "relief_percent", float(percent))
            _choice(form, f"relief {percent}", label, _fill, *given, chosen=told == percent)
        _not_sure(form, "relief", lambda: form.put("relief_percent", None), _("Not sure, or too early"))
        _choice(form, "relief other", _("More: how long, pain before and after"), _open, "relief", chosen=False)
