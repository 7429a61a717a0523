"""The question "What was it?": type a few letters, pick a match, settle a word with two meanings, or use own words."""

from dataclasses import dataclass

import streamlit as st

from dashboards.frame.form import Form
from dashboards.frame.words import plain
from tracker import reference, wording
from tracker.i18n import _
from tracker.record.models import ExamCreate
from tracker.reference import search

OWN_WORDS = "own words"
_MATCHES = 6


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
    settled = wording.kind(form.get("match") or "") == text
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


def _settle(form: Form, question: search.Question, depth: int) -> str:
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
        return _settle(form, search.question(choice.next_question), depth + 1)
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
    form.put("what", wording.kind(exam.kind_key, exam.own_words))
    form.put("match", exam.kind_key or OWN_WORDS)
    if exam.region:
        form.put("region", exam.region)
