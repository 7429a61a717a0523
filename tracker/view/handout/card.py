"""A card for the wallet, of the size of a credit card: what anybody must know who treats the person."""

from collections.abc import Callable, Sequence
from typing import Any

from tracker import wording
from tracker.history.pregnancy import facts_today
from tracker.i18n import _
from tracker.record.models import Reaction
from tracker.view import health
from tracker.view.handout.blocks import DOT
from tracker.view.handout.page import Page, day, together
from tracker.view.injections import place_text

# The versions of a face: whether it says what each substance did, how many substances it names, and how many characters
# of each text it holds. The typesetter takes the first that fits.
FITS = ((True, 99, 200), (False, 99, 200), (False, 20, 60), (False, 12, 48), (False, 8, 32), (False, 4, 28))
MOST_PLACES = 4
Line = dict[str, str]


def card(page: Page) -> dict[str, Any]:
    """Two faces side by side, to cut out and fold; each in versions with ever shorter texts.

    `code` is what a code of squares on the card will hold; "" draws none.
    """
    return {
        "title": _("Card for the wallet"),
        "how": _("Cut along the outer line and fold in the middle. It is as large as a bank card."),
        "faces": [[_front(page, *fit) for fit in FITS], [_back(page, *fit) for fit in FITS]],
        "code": "",
    }


def _front(page: Page, explained: bool, most: int, longest: int) -> dict[str, Any]:
    person = page.whole.patient
    reactions = page.facts.reactions
    cut = _cut(page, longest)
    told = [health.reaction_line(one, cut) if explained else _substance(one, cut) for one in reactions[:most]]
    if left := len(reactions) - len(told):
        told.append(_("and {n} more").format(n=left))
    words = ("; " if explained else ", ").join(told)
    if told and not explained:
        words = _("{list}. What happened: see the page for the clinic.").format(list=words)
    born = _("born {date}").format(date=day(person.birth_date)) if person.birth_date else ""
    sample = _("SAMPLE, not a real person") if person.is_sample else ""
    lines = [
        _line(_("Reactions"), words or _("none recorded")),
        _line(_("Blood thinner"), _fact(page, "blood_thinner", longest)),
    ]
    return {
        "head": page.typed.line(person.name, longest),
        "under": DOT.join(filter(None, [born, sample])),
        "lines": lines,
    }


def _back(page: Page, explained: bool, most: int, longest: int) -> dict[str, Any]:
    places = list(dict.fromkeys(place for place in page.whole.exams["images_at"] if place))
    images = "; ".join(page.typed.line(place, longest) for place in places[: MOST_PLACES if explained else 2])
    record = _("kept at home, on my own computer (Exposure Tracker)")
    lines = [
        _line(_("Implants"), _fact(page, "implant", longest)),
        _line(_("Stimulator, pacemaker"), _fact(page, "stimulator", longest)),
        _line(_("Last steroid"), _steroid(page, longest)),
        _line(_("My record"), record),
        _line(_("Images"), images or wording.not_recorded()),
    ]
    return {"head": "", "under": _("As of {date}").format(date=day(page.whole.today)), "lines": lines}


def _line(label: str, words: str) -> Line:
    return {"label": f"{label}: ", "text": words}


def _substance(reaction: Reaction, cut: Callable[[str], str]) -> str:
    return cut(reaction.substance) or wording.substance_group(reaction.substance_group)


def _cut(page: Page, longest: int) -> Callable[[str], str]:
    return lambda words: page.typed.line(words, longest)


def _fact(page: Page, topic: str, longest: int) -> str:
    """What was answered, in the person's own words; what nobody asked is not recorded, which is not "no"."""
    fact = facts_today(page.facts, page.whole.today).health.get(topic)
    if fact is None:
        return wording.not_recorded()
    return ", ".join(filter(None, [wording.answer(fact.answer), _cut(page, longest)(fact.detail)]))


def _steroid(page: Page, longest: int) -> str:
    course = page.course
    if course.last_steroid is None:
        return _("none recorded")
    each: Sequence[str] = [
        ", ".join([place_text(one) or page.typed.line(one.name, longest), *map(wording.drug, one.steroids)])
        for one in course.last_steroids
    ]
    return together(_("{when}, {what}").format(when=course.last_steroid.when, what="; ".join(each)))
