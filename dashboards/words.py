"""Small pieces of text that several pages show: text a person typed, made safe, and words for stored keys."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from tracker import wording
from tracker.i18n import _
from tracker.reference import Source

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+.!|~$:&^=@-])")


def plain(text: str) -> str:
    """Text a person or a file gave, so that Markdown shows it letter by letter and on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def day(value: date | None) -> str:
    """A day as people write it ("12 May 1971"); "" where there is none."""
    return f"{value.day} {value:%b %Y}" if value else ""


def sexes() -> Mapping[str, str]:
    """Stored sex -> what the page says."""
    return {"": _("Rather not say"), "female": _("Female"), "male": _("Male"), "other": _("Other")}


def answers() -> Mapping[str, str]:
    """Stored answer -> what the page says; "" is a question nobody has answered."""
    return {"": _("Not answered"), "yes": _("Yes"), "no": _("No"), "unknown": _("I do not know")}


def sides() -> Mapping[str, str]:
    """Stored side -> what the page says."""
    return {"": _("Not sure"), "left": _("Left"), "right": _("Right"), "both": _("Both")}


def known_from() -> Mapping[str, str]:
    """Where an exam is known from -> what the page says."""
    return {
        "memory": _("From memory"),
        "report": _("Copied from a report or letter"),
        "portal": _("Copied from a patient portal"),
        "file": _("Read from a file"),
    }


def evidence(key: str) -> str:
    """Mark and short word for a line of the list: "◐ calculated"."""
    short = {
        "reported": _("measured"),
        "calculated": _("calculated"),
        "from_time": _("calculated"),
        "typical": _("typical"),
        "rough": _("rough"),
        "unknown": _("not counted"),
        "no_radiation": _("no radiation"),
        "treatment": _("treatment"),
    }
    return f"{wording.EVIDENCE_MARKS[key]} {short[key]}"


def sources(found: Iterable[Source]) -> str:
    """The published texts behind a number, as a list in brackets with links; "" where there are none."""
    cited = [f"[{plain(s.short)}]({_link(s.url)})" if s.url.startswith("https://") else plain(s.short) for s in found]
    return " " + _("Source: {list}.").format(list="; ".join(cited)) if cited else ""


def _link(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
