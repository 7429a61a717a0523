"""The safety box of the handout: what the record says, what it says no to, and what nobody has asked yet."""

from collections.abc import Sequence

from tracker import wording
from tracker.dates import PartialDate
from tracker.history.pregnancy import PregnantExam
from tracker.i18n import _, ngettext
from tracker.record.models import HEALTH_TOPICS, NOT_FOR_MALES, HealthFact, Reaction
from tracker.record.people import Facts
from tracker.view.handout.blocks import DOT, Block, Typed, and_more, text

MOST_WHILE_PREGNANT = 3
LONGEST_EXAM = 60  # characters


def blocks(
    facts: Facts, sex: str, typed: Typed, *, most: int, longest: int, pregnant: Sequence[PregnantExam] = ()
) -> list[Block]:
    """The lines of the box; exams while pregnant stand first, without a dose.

    Args:
        facts: a topic that is not in `health` was never asked.
        sex: pregnancy is left out for males unless something was recorded.
        typed: collects what the person typed.
        most: how many reactions are listed.
        longest: how many characters of one reaction or detail are kept.
        pregnant: the exams with radiation while pregnant, or possibly so.
    """
    topics = [t for t in HEALTH_TOPICS if t in facts.health or t not in NOT_FOR_MALES or sex != "male"]
    told = {t: facts.health[t] for t in topics if t in facts.health}
    lines = [*_while_pregnant(pregnant, typed, longest), *_reactions(facts.reactions[:most], typed, longest)]
    lines += and_more(len(facts.reactions) - most)
    if yes := [_stated(f, typed, longest) for f in told.values() if f.answer == "yes"]:
        lines.append(text(_sentence(DOT.join(yes)), strong=True))
    rest = [
        (_("Patient says no: {list}."), [_stated(f, typed, longest) for f in told.values() if f.answer == "no"]),
        (_("Not known: {list}."), [_stated(f, typed, longest) for f in told.values() if f.answer == "unknown"]),
        (_("Not recorded: {list}."), [wording.health_topic(t) for t in topics if t not in told]),
    ]
    words = " ".join(sentence.format(list=", ".join(names)) for sentence, names in rest if names)
    return [*lines, *([text(words)] if words else [])]


def _while_pregnant(exams: Sequence[PregnantExam], typed: Typed, longest: int) -> list[Block]:
    parts = [
        (_("Exams while pregnant: {list}."), [e for e in exams if e.certain]),
        (_("Exams while possibly pregnant: {list}."), [e for e in exams if not e.certain]),
    ]
    words = [sentence.format(list=_exam_names(found, typed, longest)) for sentence, found in parts if found]
    return [text(" ".join([*words, _("A medical physicist can work out the dose.")]), strong=True)] if words else []


def _exam_names(exams: Sequence[PregnantExam], typed: Typed, longest: int) -> str:
    shown = [
        f"{typed.line(e.clinical_name, min(longest, LONGEST_EXAM))} ({e.when})" for e in exams[:MOST_WHILE_PREGNANT]
    ]
    left = len(exams) - len(shown)
    more = [ngettext("{n} more in the record", "{n} more in the record", left).format(n=left)] if left else []
    return DOT.join([*shown, *more])


def _reactions(reactions: tuple[Reaction, ...], typed: Typed, longest: int) -> list[Block]:
    if not reactions:
        return [text(_("Reactions to contrast medium, iodine, latex or medicines: none recorded."))]
    return [text(_reaction(r, typed, longest), strong=True) for r in reactions]


def _reaction(reaction: Reaction, typed: Typed, longest: int) -> str:
    substance = typed.line(reaction.substance, longest)
    name = wording.substance_group(reaction.substance_group) + (f" ({substance})" if substance else "")
    words = typed.line(reaction.reaction, longest) + (f" {reaction.year}" if reaction.year else "")
    return _("{substance}: {reaction} ({severity})").format(
        substance=name, reaction=words, severity=wording.severity(reaction.severity)
    )


def _stated(fact: HealthFact, typed: Typed, longest: int) -> str:
    words = [wording.health_topic(fact.topic)]
    details = []
    if fact.detail:
        details.append(typed.line(fact.detail, longest))
    if fact.due_date:
        details.append(_("due {date}").format(date=PartialDate(fact.due_date, fact.due_date, "day").text()))
    if fact.topic == "pregnancy":
        asked = fact.recorded_at.astimezone().date()
        details.append(_("as of {date}").format(date=PartialDate(asked, asked, "day").text()))
    return " ".join([*words, f"({', '.join(details)})"] if details else words)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
