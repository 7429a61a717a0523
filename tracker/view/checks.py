"""What waits for an answer, in words: what it is, what is asked, and the one step that settles it."""

from collections.abc import Sequence
from typing import Any

from tracker.history.checks import Check
from tracker.i18n import _, ngettext
from tracker.view.reasons import said


def heading(n: int) -> str:
    """How much waits: "3 things to check"."""
    return ngettext("{n} thing to check", "{n} things to check", n).format(n=n)


def title(check: Check) -> str:
    """The exam it is about: "3 Mar 2026: CT head"."""
    return _("{when}: {exam}").format(when=check.when or _("no date"), exam=check.name)


def asked(check: Check) -> str:
    """What is asked, with what settles it."""
    if check.question == "double":
        name, when = check.other
        words = _("Is it the same exam as {exam}, {when}? Then one of them stays, with what both say.")
        return words.format(exam=name, when=when)
    if check.question == "number":
        return " ".join(map(said, check.doubts))
    return {
        "undated": _("When was it? The year is enough. Until then it is not in your list and not in the total."),
        "kind": _("The list has no such exam. Choose one that fits, so that its dose and body part are right."),
        "guidance": _("How was the needle guided: X-ray, CT or ultrasound? Choose it, if the clinic's sheet says so."),
    }[check.question]


def kept(check: Check) -> str:
    """The answer that leaves it as it is."""
    words = {"double": _("Two exams"), "undated": _("Leave it out"), "number": _("The numbers are right")}
    return words.get(check.question) or _("Keep as it is")


def as_json(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """The list as JSON; a number is what `check NUMBER` takes."""
    return [
        {
            "number": number,
            "question": one.question,
            "exam_id": one.exam_id,
            "other_id": one.other_id,
            "when": one.when,
            "name": one.name,
            "asked": asked(one),
        }
        for number, one in enumerate(checks, start=1)
    ]
