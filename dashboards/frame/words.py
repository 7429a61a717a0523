"""Small pieces of text that several pages show: text a person typed, made safe, and words for stored keys."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from pydantic import ValidationError

from tracker import dates, wording
from tracker.errors import ValueRefused
from tracker.i18n import _
from tracker.reference import Source

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+.!|~$:&^=@-])")


def plain(text: str) -> str:
    """Text a person or a file gave, so that Markdown shows it letter by letter and on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def day(value: date | None) -> str:
    """A day as people write it ("12 May 1971"); "" where there is none."""
    return dates.day_text(value.year, value.month, value.day) if value else ""


def sexes() -> Mapping[str, str]:
    """Stored sex -> what the page says."""
    return {"": _("Rather not say"), "female": _("Female"), "male": _("Male"), "other": _("Other")}


def answers() -> Mapping[str, str]:
    """Stored answer -> what the page says; "" is a question nobody has answered."""
    return {"": _("Not answered"), "yes": _("Yes"), "no": _("No"), "unknown": _("I do not know")}


def fields() -> Mapping[str, str]:
    """Stored field of a form -> what the page calls it."""
    return {
        "name": _("Name"),
        "birth_date": _("Birth date"),
        "height_cm": _("Height, in cm"),
        "weight_kg": _("Weight, in kg"),
        "substance": _("Its name"),
        "reaction": _("What happened?"),
        "year": _("Year"),
        "detail": _("Details"),
        "own_words": _("What was it?"),
        "exam_count": _("How many?"),
        "facility": _("Where was it done?"),
        "requested_by": _("Who asked for it?"),
        "images_at": _("Where are the images?"),
        "reason": _("What was it for?"),
        "contrast_agent": _("Which contrast medium"),
        "notes": _("Notes"),
        "relief_percent": _("How much better, in percent"),
        "best_after": _("When was it best?"),
        "relief_lasted": _("How long did it help?"),
        "function_gained": _("What could you do again?"),
        "complication_text": _("If so, what happened?"),
        "operator": _("Who did it?"),
        "dose_mg": _("Milligrams (mg)"),
    }


@contextmanager
def fields_as_shown() -> Iterator[None]:
    """Name a refused field as the page does: "Height, in cm", not "height cm"."""
    try:
        yield
    except ValueRefused as error:
        where = error.__cause__.errors()[0]["loc"] if isinstance(error.__cause__, ValidationError) else ()
        field = str(where[-1]) if where else ""
        if field not in fields():
            raise
        raise ValueRefused(str(error).replace(field.replace("_", " "), fields()[field], 1)) from error


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


def small(words: str) -> str:
    """Small print that may hold links: those of a caption are too pale to read."""
    return f":small[{words.strip()}]" if words.strip() else ""


def sources(found: Iterable[Source]) -> str:
    """The published texts behind a number, as a list in brackets with links; "" where there are none."""
    cited = [f"[{plain(s.short)}]({_link(s.url)})" if s.url.startswith("https://") else plain(s.short) for s in found]
    return " " + _("Source: {list}.").format(list="; ".join(cited)) if cited else ""


def address(url: str) -> str:
    """A web address as a link whose text is the address, so that it can be read from paper; "" where there is none."""
    return f"<{_link(url)}>" if url.startswith("https://") else plain(url)


def _link(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
