"""What a clinic must know, once: in the words of a clinician, of the printed box, and of what to tell the staff."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker import clock, wording
from tracker.history.pregnancy import PregnantExam, UterusDose, facts_today, may_be_pregnant
from tracker.i18n import _, current
from tracker.record.forms import HEALTH_TOPICS, NOT_FOR_CHILDREN, NOT_FOR_MALES
from tracker.record.models import HealthFact, Reaction
from tracker.record.people import Facts, is_child

# What decides about contrast medium, a needle or a magnet; the weightiest first.
FLAG_ORDER = ("pregnancy", "blood_thinner", "kidney_disease", "diabetes", "metformin", "implant", "stimulator")
NOUNS_ARE_LARGE = ("de",)  # languages that write a noun with a capital letter inside a sentence, too
FOR_THE_STAFF = ("pregnancy", "blood_thinner", "diabetes", "metformin", "kidney_disease", "implant", "stimulator")


def asked_topics(facts: Facts, sex: str, among: Sequence[str] = HEALTH_TOPICS, *, child: bool = False) -> list[str]:
    """The topics that concern a person: a pregnancy only where it is recorded, for it is asked on the day.

    Those of women are left out for males, those of adults for a child, unless something was recorded.
    """
    left_out = {"pregnancy", *(NOT_FOR_MALES if sex == "male" else ()), *(NOT_FOR_CHILDREN if child else ())}
    return [topic for topic in among if topic in facts.health or topic not in left_out]


def topics_by_answer(facts: Facts, topics: Sequence[str]) -> Mapping[str, list[str]]:
    """Answer (yes, no, unknown) -> its topics; "" holds those nobody was asked about, which is not the same as "no"."""
    found: dict[str, list[str]] = {"yes": [], "no": [], "unknown": [], "": []}
    for topic in topics:
        found[facts.health[topic].answer if topic in facts.health else ""].append(topic)
    return found


def reaction_line(reaction: Reaction, typed: Callable[[str], str] = str) -> str:
    """A reaction as clinics write it: "Contrast medium (iohexol): hives 2019 (mild)".

    Args:
        reaction: as it is recorded.
        typed: prepares what the person typed for where the line stands.
    """
    substance, name = typed(reaction.substance), wording.substance_group(reaction.substance_group)
    what = typed(reaction.reaction) + (f" {reaction.year}" if reaction.year else "")
    return _("{substance}: {reaction} ({severity})").format(
        substance=f"{name} ({substance})" if substance else name,
        reaction=what,
        severity=wording.severity(reaction.severity),
    )


def fact_line(fact: HealthFact, typed: Callable[[str], str] = str) -> str:
    """A fact as it stands in a printed list: "pregnancy (twins, due 1 Mar 2027, as of 3 Sep 2026)"."""
    # What was said of a pregnancy some months ago need not hold any more.
    asked = _("as of {date}").format(date=wording.day(fact.recorded_at)) if fact.topic == "pregnancy" else ""
    details = ", ".join(filter(None, [typed(fact.detail), _due(fact), asked]))
    topic = wording.health_topic(fact.topic)
    return f"{topic} ({details})" if details else topic


def _due(fact: HealthFact) -> str:
    return _("due {date}").format(date=wording.calendar_day(fact.due_date)) if fact.due_date else ""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a clinic must know: what, in the patient's words, and when they said so ("" where not kept).

    `weighty` marks what decides about contrast medium, a needle or a magnet.
    """

    text: str
    told_on: str
    weighty: bool = True


@dataclass(frozen=True, slots=True)
class Safety:
    """What a clinic must know; "none recorded" is never "none".

    Attributes:
        flags: what the patient says yes to, the weightiest first.
        no_reactions: that no reaction is recorded, in words; "" where one is.
        denied, unknown, not_asked: topics the patient says no to, does not know, or was never asked about.
        ask_pregnancy: whether to ask on the day about a pregnancy.
    """

    flags: tuple[Flag, ...]
    no_reactions: str
    denied: tuple[str, ...]
    unknown: tuple[str, ...]
    not_asked: tuple[str, ...]
    ask_pregnancy: bool


def safety(facts: Facts, sex: str, born: date | None = None, today: date | None = None) -> Safety:
    """The safety cell: pregnancy, then reactions and allergies, then the other topics.

    Args:
        facts: a topic that is not in `health` was never asked.
        sex, born: of the person; topics of women are left out for males unless something was recorded.
        today: the day of the visit; None for the real one.
    """
    today = today or clock.today()
    facts = facts_today(facts, today)
    others = [t for t in HEALTH_TOPICS if t not in FLAG_ORDER]
    topics = topics_by_answer(facts, asked_topics(facts, sex, (*FLAG_ORDER, *others), child=is_child(born, today)))
    stated = {t: _flag(facts.health[t]) for t in topics["yes"]}
    first = [stated.pop("pregnancy")] if "pregnancy" in stated else []
    reactions = [Flag(reaction_line(r), "") for r in facts.reactions]
    return Safety(
        flags=(*first, *reactions, *stated.values()),
        no_reactions="" if reactions else _("Reactions and allergies: none recorded"),
        denied=_names(topics["no"]),
        unknown=_names(topics["unknown"]),
        not_asked=_names(topics[""]),
        ask_pregnancy=asks_pregnancy(facts, sex, born, today),
    )


def asks_pregnancy(facts: Facts, sex: str, born: date | None, today: date) -> bool:
    """Whether to ask on the day about a pregnancy: it makes sense, and none is recorded that still holds."""
    known = facts_today(facts, today).health.get("pregnancy")
    return may_be_pregnant(sex, born, facts, today) and not (known and known.answer == "yes")


def _names(topics: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(wording.health_topic, topics))


def _flag(fact: HealthFact) -> Flag:
    details = ", ".join(filter(None, [fact.detail, _due(fact)]))
    topic = wording.first_large(wording.health_topic(fact.topic))
    return Flag(f"{topic}: {details}" if details else topic, wording.day(fact.recorded_at), fact.topic in FLAG_ORDER)


@dataclass(frozen=True, slots=True)
class ForStaff:
    """What the staff must hear; every text is a whole phrase, with what the person typed as they typed it.

    Attributes:
        yes: what the record says, reactions first.
        unsure: topics the person answered with "I do not know".
        not_asked: topics nobody has written down, which is not the same as "no".
        ask_pregnancy: whether to ask on the day about a pregnancy: it can change from day to day.
    """

    yes: tuple[str, ...]
    unsure: tuple[str, ...]
    not_asked: tuple[str, ...]
    ask_pregnancy: bool


def for_staff(facts: Facts, sex: str, born: date | None = None, today: date | None = None) -> ForStaff:
    """What to tell the staff; the arguments are those of `safety`."""
    today = today or clock.today()
    facts = facts_today(facts, today)
    child = is_child(born, today)
    topics = topics_by_answer(facts, asked_topics(facts, sex, FOR_THE_STAFF, child=child))
    missing = () if facts.reactions else (_("allergies and reactions"),)
    return ForStaff(
        yes=(*map(_reaction_told, facts.reactions), *(_fact_told(facts.health[t], child) for t in topics["yes"])),
        unsure=_names(topics["unknown"]),
        not_asked=(*missing, *_names(topics[""])),
        ask_pregnancy=asks_pregnancy(facts, sex, born, today),
    )


def _reaction_told(reaction: Reaction) -> str:
    group = wording.substance_group(reaction.substance_group)
    if current() not in NOUNS_ARE_LARGE:
        group = group[:1].lower() + group[1:]
    name = ", ".join(filter(None, [group, reaction.substance]))
    words = _("Reaction to {substance}: {reaction}").format(substance=name, reaction=reaction.reaction)
    return f"{words}, {reaction.year}" if reaction.year else words


def _fact_told(fact: HealthFact, child: bool) -> str:
    of_child = {
        "pregnancy": _("Your child is pregnant"),
        "blood_thinner": _("Your child takes a blood thinner"),
        "diabetes": _("Your child has diabetes"),
        "metformin": _("Your child takes metformin"),
        "kidney_disease": _("Your child has kidney disease"),
        "implant": _("Your child has an implant"),
        "stimulator": _("Your child has a stimulator or a pacemaker"),
    }
    of_you = {
        "pregnancy": _("You are pregnant"),
        "blood_thinner": _("You take a blood thinner"),
        "diabetes": _("You have diabetes"),
        "metformin": _("You take metformin"),
        "kidney_disease": _("You have kidney disease"),
        "implant": _("You have an implant"),
        "stimulator": _("You have a stimulator or a pacemaker"),
    }
    words = ", ".join(filter(None, [(of_child if child else of_you)[fact.topic], _due(fact)]))
    return f"{words}: {fact.detail}" if fact.detail else words


def patient_words() -> str:
    """What a patient reads instead of a dose to the uterus."""
    return _("Tell the staff. A medical physicist can work out the dose.")


def patient_line(exam: PregnantExam, name: str) -> str:
    """One exam on a page for the patient: "Chest X-ray, 3 Sep 2026: you may have been pregnant."

    Args:
        exam: the exam.
        name: its name as the page may show it: what a person typed must be made harmless there.
    """
    words = (
        _("{name}, {when}: you were pregnant.") if exam.certain else _("{name}, {when}: you may have been pregnant.")
    )
    return words.format(name=name, when=exam.when)


def why_pregnant(exam: PregnantExam) -> str:
    """One sentence that says why an exam is listed among those while pregnant."""
    words = {
        "told": _("Recorded as pregnant at this exam."),
        "not_sure": _("Recorded as not sure about a pregnancy at this exam."),
        "denied": _("Recorded as not pregnant, but the date lies in the pregnancy with due date {day}."),
        "in_dates": _("The date lies in the pregnancy with due date {day}."),
        "perhaps_in_dates": _("The date is not exact. It may lie in the pregnancy with due date {day}."),
        "near": _("The date lies within 9 months of {day}, when a pregnancy was recorded."),
        "perhaps_near": _("The date is not exact. It may lie within 9 months of {day}, when a pregnancy was recorded."),
    }[exam.reason]
    return words.format(day=wording.calendar_day(exam.day) if exam.day else "")


def uterus_dose(dose: UterusDose, exam: PregnantExam) -> str:
    """The dose with its range: "about 25 mGy (2.1 to 50)", "under 0.01 mGy (older texts: up to 0.5)"."""
    words = _one_uterus_dose(dose)
    known = dose.typical is not None or dose.under is not None
    return _("{words} each").format(words=words) if exam.exam_count > 1 and known else words


def _one_uterus_dose(dose: UterusDose) -> str:
    if dose.under is not None:
        bound = _("under {under:g} mGy").format(under=dose.under)
        if dose.high is None or dose.high <= dose.under:
            return bound
        return _("{bound} (older texts: up to {high})").format(bound=bound, high=wording.number(dose.high))
    if dose.typical is None or dose.low is None or dose.high is None:
        return _("not worked out")
    number = wording.number(dose.typical)
    about = number if dose.typical < wording.SMALLEST_SHOWN_MSV else _("about {number}").format(number=number)
    ends = wording.number(dose.low), wording.number(dose.high)
    return _("{about} mGy ({low} to {high})").format(about=about, low=ends[0], high=ends[1])
