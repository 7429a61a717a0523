"""Small pieces of text that several pages show: text a person typed, made safe, and words for stored keys."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from pydantic import ValidationError

from tracker import dates, reference, wording
from tracker.errors import ValueRefused
from tracker.i18n import _
from tracker.record.models import ExamCreate
from tracker.record.procedures import WORST_PAIN, DrugCreate, InjectionCreate
from tracker.reference import Source

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+.!|~$:&^=@-])")
_GAPS = re.compile(r"[^\S\u00a0]+")  # a no-break space keeps a number and its unit on one line
# Kinds whose level clinics ask for, by the first part of their key.
_OF_A_LEVEL = ("esi", "facet", "mbb", "rfa", "drg", "nerve", "discography", "disc")
# An injection of a joint or nerve there is not told by a level.
WITHOUT_LEVEL = "sacrum_sacroiliac"


def plain(text: str) -> str:
    """Text a person or a file gave, so that Markdown shows it letter by letter and on one line."""
    return _MARKUP.sub(r"\\\1", _GAPS.sub(" ", text).strip())


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
    """Where an exam is known from -> what the page says; a portal was read by a person, who typed what it said."""
    words = {level: wording.first_large(wording.known_from(level)) for level in reversed(wording.KNOWN_FROM)}
    return words | {"portal": words["report"]}


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


def evidence_counts(items: Iterable[str]) -> str:
    """How many exams rest on what; mark, number and word stay together where a narrow window breaks the line."""
    # After a dash a line is broken even before a space that holds together.
    return " &nbsp; ".join(item.replace(" ", "\u00a0").replace("–", "–\u2060") for item in items)


def small(words: str) -> str:
    """Small print that may hold links: those of a caption are too pale to read."""
    return f":small[{words.strip()}]" if words.strip() else ""


def sources(publications: Iterable[Source]) -> str:
    """The published texts behind a number, as a list in brackets with links; "" where there are none."""
    cited = [
        f"[{plain(s.short)}]({_link(s.url)})" if s.url.startswith("https://") else plain(s.short) for s in publications
    ]
    return " " + _("Source: {list}.").format(list="; ".join(cited)) if cited else ""


def address(url: str) -> str:
    """A web address as a link whose text is the address, so that it can be read from paper; "" where there is none."""
    return f"<{_link(url)}>" if url.startswith("https://") else plain(url)


def _link(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def purposes() -> Mapping[str, str]:
    """Stored purpose -> what the page says."""
    return {
        "": _("Not answered"),
        "test": _("To find out where the pain comes from (a test)"),
        "treatment": _("To treat the pain"),
        "ablation": _("To treat a nerve with heat (ablation)"),
        "unknown": _("Not sure"),
    }


def best_units() -> Mapping[str, str]:
    """Units of the time until the best effect."""
    return {
        "minutes": _("minutes after"),
        "hours": _("hours after"),
        "days": _("days after"),
        "weeks": _("weeks after"),
    }


def lasting_units() -> Mapping[str, str]:
    """Units of how long it helped."""
    return {"hours": _("hours"), "days": _("days"), "weeks": _("weeks"), "months": _("months")}


def pain_words(pain: float | None) -> str:
    """A pain as a menu shows it: "0, no pain", "10, the worst"."""
    if pain is None:
        return _("Not written down")
    ends = {0.0: _("0, no pain"), float(WORST_PAIN): _("10, the worst")}
    return ends.get(pain, f"{pain:g}")


def drug_words(drug: DrugCreate) -> str:
    """A drug with its milligrams, by the name in the list or the one that was written; safe to show."""
    known = reference.drugs().get(drug.drug_key)
    return plain(wording.drug(DrugCreate(name=_(known.name), dose_mg=drug.dose_mg) if known else drug))


def drugs_words(drugs: Iterable[DrugCreate]) -> str:
    """Several drugs, steroids first, because clinics ask for them."""
    listed = reference.drugs()
    return ", ".join(
        drug_words(one) for one in sorted(drugs, key=lambda one: not _is_steroid(listed.get(one.drug_key)))
    )


def _is_steroid(known: reference.Drug | None) -> bool:
    return known is not None and known.is_steroid


def injection_facts(injection: InjectionCreate | None, drugs: list[DrugCreate]) -> dict[str, str]:
    """What is known of an injection, by what the page calls it; empty texts are not known."""
    said = injection or InjectionCreate()
    pains = {"pain_before": _("Pain before"), "pain_after": _("Pain when it was best")}
    scored = {label: getattr(said, name) for name, label in pains.items()}
    percent = said.relief_percent
    return {
        _("Level"): wording.levels(said.levels),
        _("Why it was done"): purposes()[said.purpose] if said.purpose else "",
        _("Injected"): drugs_words(drugs),
        **{label: _("{pain} of 10").format(pain=f"{pain:g}") for label, pain in scored.items() if pain is not None},
        _("Better by"): "" if percent is None else _("{n} %").format(n=f"{percent:g}"),
        _("Best after"): "" if said.best_after is None else wording.time_span(said.best_after, said.best_after_unit),
        _("Helped for"): ""
        if said.relief_lasted is None
        else wording.time_span(said.relief_lasted, said.relief_lasted_unit),
        _("Still helps"): _answered(said.still_working),
        _("Could do again"): plain(said.function_gained),
        _("Reaction or problem"): ", ".join(
            filter(None, [_answered(said.complication), plain(said.complication_text)])
        ),
        _("Made sleepy (sedation)"): _answered(said.sedation),
        _("Done by"): plain(said.operator),
    }


def _answered(answer: str) -> str:
    return answers()[answer] if answer else ""


def not_written(exam: ExamCreate) -> str:
    """A sentence about what clinics ask for and the record does not hold yet; "" where nothing is missing."""
    kind = reference.exam_kinds().get(exam.kind_key)
    levels = exam.injection.levels if exam.injection else []
    missing: list[tuple[str, str]] = []
    if kind and not levels and _has_level(kind, exam.region):
        missing.append((_("level"), _("The level is not written down yet. Clinics ask for it.")))
    if kind and kind.sided and not exam.side:
        missing.append((_("side"), _("The side is not written down yet. Clinics ask for it.")))
    if not exam.facility:
        missing.append((_("clinic"), _("The clinic is not written down yet. Clinics ask for it.")))
    if len(missing) == 1:
        return missing[0][1]
    what = ", ".join(short for short, _sentence in missing)
    return _("Not written down yet: {what}. Clinics ask for these.").format(what=what) if missing else ""


def _has_level(kind: reference.ExamKind, region: str) -> bool:
    place = region or kind.region
    in_spine = reference.regions()[place].spine and place != WITHOUT_LEVEL
    return in_spine and kind.key.split("_")[0] in _OF_A_LEVEL
