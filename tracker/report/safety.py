"""The safety box of the handout: what the record says, what it says no to, and what nobody has asked yet."""

from collections.abc import Callable, Mapping

from tracker.dates import PartialDate
from tracker.i18n import _
from tracker.record.models import HEALTH_TOPICS, NOT_FOR_MALES, HealthFact, Reaction
from tracker.record.people import Facts
from tracker.report.blocks import DOT, Block, Typed, and_more, text


def blocks(facts: Facts, sex: str, typed: Typed, *, most: int, longest: int) -> list[Block]:
    """The lines of the box.

    Args:
        facts: a topic that is not in `health` was never asked.
        sex: pregnancy is left out for males unless something was recorded.
        typed: collects what the person typed.
        most: how many reactions are listed.
        longest: how many characters of one reaction or detail are kept.
    """
    topics = [t for t in HEALTH_TOPICS if t in facts.health or t not in NOT_FOR_MALES or sex != "male"]
    told = {t: facts.health[t] for t in topics if t in facts.health}
    lines = _reactions(facts.reactions[:most], typed, longest)
    lines += and_more(len(facts.reactions) - most)
    if yes := [_stated(f, typed, longest) for f in told.values() if f.answer == "yes"]:
        lines.append(text(_sentence(DOT.join(yes)), strong=True))
    rest = [
        (_("Patient says no: {list}."), [_stated(f, typed, longest) for f in told.values() if f.answer == "no"]),
        (_("Not known: {list}."), [_stated(f, typed, longest) for f in told.values() if f.answer == "unknown"]),
        (_("Not recorded: {list}."), [_topic(t) for t in topics if t not in told]),
    ]
    words = " ".join(sentence.format(list=", ".join(names)) for sentence, names in rest if names)
    return [*lines, *([text(words)] if words else [])]


def _reactions(reactions: tuple[Reaction, ...], typed: Typed, longest: int) -> list[Block]:
    if not reactions:
        return [text(_("Reactions to contrast medium, iodine, latex or medicines: none recorded."))]
    return [text(_reaction(r, typed, longest), strong=True) for r in reactions]


def _reaction(reaction: Reaction, typed: Typed, longest: int) -> str:
    groups: Mapping[str, str] = {
        "contrast_medium": _("Contrast medium"),
        "iodine": _("Iodine"),
        "latex": _("Latex"),
        "medicine": _("Medicine"),
        "other": _("Other substance"),
    }
    severities: Mapping[str, str] = {"mild": _("mild"), "moderate": _("moderate"), "severe": _("severe")}
    substance = typed.line(reaction.substance, longest)
    name = groups[reaction.substance_group] + (f" ({substance})" if substance else "")
    words = typed.line(reaction.reaction, longest) + (f" {reaction.year}" if reaction.year else "")
    severity = severities.get(reaction.severity, _("severity not known"))
    return _("{substance}: {reaction} ({severity})").format(substance=name, reaction=words, severity=severity)


def _stated(fact: HealthFact, typed: Typed, longest: int) -> str:
    words = [_topic(fact.topic)]
    details = []
    if fact.detail:
        details.append(typed.line(fact.detail, longest))
    if fact.due_date:
        details.append(_("due {date}").format(date=PartialDate(fact.due_date, fact.due_date, "day").text()))
    if fact.topic == "pregnancy":
        asked = fact.recorded_at.astimezone().date()
        details.append(_("as of {date}").format(date=PartialDate(asked, asked, "day").text()))
    return " ".join([*words, f"({', '.join(details)})"] if details else words)


def _topic(key: str) -> str:
    names: Mapping[str, Callable[[], str]] = {
        "pregnancy": lambda: _("pregnancy"),
        "blood_thinner": lambda: _("blood thinner"),
        "diabetes": lambda: _("diabetes"),
        "metformin": lambda: _("metformin"),
        "kidney_disease": lambda: _("kidney disease"),
        "implant": lambda: _("implant"),
        "stimulator": lambda: _("stimulator"),
        "osteoporosis": lambda: _("osteoporosis"),
        "menopause": lambda: _("past the menopause"),
    }
    return names[key]()


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
