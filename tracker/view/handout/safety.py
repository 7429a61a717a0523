"""The safety box of the handout: what the record says, what it says no to, and what nobody has asked yet."""

from collections.abc import Callable, Sequence

from tracker import wording
from tracker.history.pregnancy import PregnantExam
from tracker.i18n import _, ngettext
from tracker.record.models import Reaction
from tracker.record.people import Facts
from tracker.view import health
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
    topics = health.topics_by_answer(facts, health.asked_topics(facts, sex))

    def cut(words: str) -> str:
        return typed.line(words, longest)

    lines = [*_while_pregnant(pregnant, typed, longest), *_reactions(facts.reactions[:most], cut)]
    lines += and_more(len(facts.reactions) - most)
    if topics["yes"]:
        stated = DOT.join(health.fact_line(facts.health[t], cut) for t in topics["yes"])
        lines.append(text(wording.first_large(stated), strong=True))
    rest = [(_("Patient says no: {list}."), "no"), (_("Not known: {list}."), "unknown")]
    words = [
        sentence.format(list=", ".join(health.fact_line(facts.health[t], cut) for t in topics[answer]))
        for sentence, answer in rest
        if topics[answer]
    ]
    if topics[""]:
        words.append(_("Not recorded: {list}.").format(list=", ".join(map(wording.health_topic, topics[""]))))
    return [*lines, *([text(" ".join(words))] if words else [])]


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


def _reactions(reactions: Sequence[Reaction], cut: Callable[[str], str]) -> list[Block]:
    if not reactions:
        return [text(_("Reactions to contrast medium, iodine, latex or medicines: none recorded."))]
    return [text(health.reaction_line(one, cut), strong=True) for one in reactions]
