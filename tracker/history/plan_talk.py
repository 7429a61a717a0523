"""What to ask before a planned exam, and what to tell the staff, out of what the record says and what it does not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tracker import wording
from tracker.dates import PartialDate
from tracker.i18n import _
from tracker.record.models import NOT_FOR_MALES, HealthFact, Reaction
from tracker.record.people import Facts
from tracker.reference import ExamKind

TOPICS = ("pregnancy", "blood_thinner", "diabetes", "metformin", "kidney_disease", "implant", "stimulator")
CONTRAST = ("contrast_medium", "iodine")


@dataclass(frozen=True, slots=True)
class Told:
    """What the staff must hear; every text is a whole phrase, with what the person typed as they typed it.

    Attributes:
        yes: what the record says, reactions first.
        unsure: topics the person answered with "I do not know".
        not_asked: topics nobody has written down, which is not the same as "no".
        ask_pregnancy: whether to remind of a possible pregnancy: it can change from day to day.
    """

    yes: tuple[str, ...]
    unsure: tuple[str, ...]
    not_asked: tuple[str, ...]
    ask_pregnancy: bool


def what_to_tell(facts: Facts, sex: str) -> Told:
    """What to tell the staff.

    Args:
        facts: a topic that is not in `health` was never asked.
        sex: pregnancy is left out for males unless something was recorded.
    """
    topics = [t for t in TOPICS if t in facts.health or t not in NOT_FOR_MALES or sex != "male"]
    told = {t: facts.health[t] for t in topics if t in facts.health}
    answers = {t: fact.answer for t, fact in told.items()}
    missing = () if facts.reactions else (_("allergies and reactions"),)
    may_be = sex != "male" and answers.get("pregnancy") != "yes"
    past = facts.health.get("menopause")
    return Told(
        yes=(*map(_reaction, facts.reactions), *(_stated(f) for f in told.values() if f.answer == "yes")),
        unsure=tuple(wording.health_topic(t) for t, answer in answers.items() if answer == "unknown"),
        not_asked=(*missing, *(wording.health_topic(t) for t in topics if t not in told)),
        ask_pregnancy=may_be and not (past and past.answer == "yes"),
    )


def _reaction(reaction: Reaction) -> str:
    group = wording.substance_group(reaction.substance_group)
    name = ", ".join(filter(None, [group[:1].lower() + group[1:], reaction.substance]))
    words = _("Reaction to {substance}: {reaction}").format(substance=name, reaction=reaction.reaction)
    return f"{words}, {reaction.year}" if reaction.year else words


def _stated(fact: HealthFact) -> str:
    said: Mapping[str, Callable[[], str]] = {
        "pregnancy": lambda: _("You are pregnant"),
        "blood_thinner": lambda: _("You take a blood thinner"),
        "diabetes": lambda: _("You have diabetes"),
        "metformin": lambda: _("You take metformin"),
        "kidney_disease": lambda: _("You have kidney disease"),
        "implant": lambda: _("You have an implant"),
        "stimulator": lambda: _("You have a stimulator or a pacemaker"),
    }
    words = said[fact.topic]()
    if fact.due_date:
        words += ", " + _("due {date}").format(date=PartialDate(fact.due_date, fact.due_date, "day").text())
    return f"{words}: {fact.detail}" if fact.detail else words


def questions(
    kind: ExamKind | None, others: Sequence[ExamKind], facts: Facts, *, earlier_images: bool
) -> tuple[str, ...]:
    """Questions to ask before the exam; none of them is advice against it.

    Args:
        kind: what is planned, None in the person's own words.
        others: kinds without radiation that may serve in its place.
        facts: a reaction to contrast medium makes a question of its own.
        earlier_images: whether the record holds images of the same part from the last 24 months.
    """
    radiation = kind is None or (kind.ionising and not kind.treatment)
    asked = [_about_images(earlier=earlier_images)]
    if others:
        asked.append(_about_others(others))
    elif radiation:
        asked.append(_("Is there a way without X-rays?"))
    if any(r.substance_group in CONTRAST for r in facts.reactions):
        asked.append(_("I once reacted to contrast medium. Will I get any?"))
    if kind and kind.is_injection:
        asked.append(_("Which medicine will you inject, and how much?"))
    if radiation:
        asked.append(_("How much radiation will this exam use?"))
    return (*asked, _about_result(kind), _("Where will the images and the report be kept?"))


def _about_result(kind: ExamKind | None) -> str:
    if kind and (kind.image_guided_procedure or kind.treatment):
        return _("How will I know whether it worked?")
    return _("What will the result change for me?")


def _about_images(*, earlier: bool) -> str:
    if earlier:
        return _("Can my earlier images of this part answer the question?")
    return _("Is there an earlier image you can use?")


def _about_others(others: Sequence[ExamKind]) -> str:
    # One of each sort is enough for a question: an ultrasound, an MRI.
    sorts = {kind.modality: kind for kind in reversed(others)}
    names = _(" or ").join(_(kind.plain_name) for kind in reversed(sorts.values()))
    return _("Would this do too: {names}?").format(names=names)
