"""The words that pages, the command line and the handout share: doses, evidence, names, the standing sentences."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from tracker import dates, reference
from tracker.i18n import N_, _, grouped, ngettext
from tracker.units import QUANTITIES

EVIDENCE_MARKS = {
    "reported": "●",
    "calculated": "◐",
    "from_time": "◐",
    "typical": "○",
    "rough": "◌",
    "unknown": "–",
    "no_radiation": "–",
    "treatment": "–",
}
SMALLEST_SHOWN_MSV = 0.01
EXAMPLE = "EXAMPLE"  # marks the example rows of the empty table in every language
REPORTED_FIGURES = 6
SHORT_QUANTITIES = {
    "kap_gy_cm2": N_("KAP"),
    "air_kerma_mgy": N_("Ka,r"),
    "fluoro_time_s": N_("fluoroscopy time"),
    "dlp_mgy_cm": N_("DLP"),
    "ctdivol_mgy": N_("CTDIvol"),
    "glandular_dose_mgy": N_("glandular dose"),
    "activity_mbq": N_("activity"),
    "effective_dose_msv": N_("effective dose"),
}


def reported_number(value: float, figures: int = REPORTED_FIGURES) -> str:
    """A measured value with the digits worth printing; the digits it was reported with are kept beside it."""
    return f"{value:.{figures}g}"


def number(value: float) -> str:
    """A dose in mSv with 2 significant figures, never more than two decimals; "under 0.01" below that; "0" for none.

    Rounded once, from the number itself, a five upwards: 214.79 is "210", 125 is "130".
    """
    if value == 0:
        return "0"
    if value < SMALLEST_SHOWN_MSV:
        return _("under {smallest}").format(smallest=SMALLEST_SHOWN_MSV)
    exact = Decimal(repr(float(value)))
    rounded = exact.quantize(Decimal(1).scaleb(max(-2, exact.adjusted() - 1)), ROUND_HALF_UP)
    # 9.96 rounds up to 10, which needs no decimal any more.
    decimals = min(2, 1 - rounded.adjusted())
    return grouped(int(rounded)) if rounded >= 10 else f"{rounded:.{decimals}f}"


def dose(typical: float | None, low: float | None = None, high: float | None = None) -> str:
    """A dose with its interval: "about 6.1 mSv (2.0 to 20)"; "not counted" where there is none."""
    if typical is None or math.isnan(typical):
        return _("not counted")
    if typical == 0:
        return _("none (no radiation)")
    about = number(typical) if typical < SMALLEST_SHOWN_MSV else _("about {number}").format(number=number(typical))
    if low is None or high is None:
        return _("{about} mSv").format(about=about)
    return _("{about} mSv ({low} to {high})").format(about=about, low=number(low), high=number(high))


def evidence_word(key: str) -> str:
    """The word for a kind of evidence."""
    return {
        "reported": _("measured"),
        "calculated": _("calculated from a measurement"),
        "from_time": _("calculated from the time"),
        "typical": _("typical value"),
        "rough": _("rough"),
        "unknown": _("not counted"),
        "no_radiation": _("no radiation"),
        "treatment": _("treatment, kept apart"),
    }[key]


def evidence(key: str) -> str:
    """Mark and word: "● measured"."""
    return f"{EVIDENCE_MARKS[key]} {evidence_word(key)}"


def exam_type(key: str) -> str:
    """The name of a group of exams."""
    return {
        "CT": _("CT"),
        "fluoroscopy": _("Live X-ray"),
        "X-ray": _("X-ray"),
        "nuclear": _("Nuclear"),
        "mammography": _("Breast"),
        "dental": _("Dental"),
        "other": _("Other"),
    }[key]


def clinical_type(key: str) -> str:
    """The name of a group of exams on the pages for clinicians."""
    return {"fluoroscopy": _("Fluoroscopy"), "mammography": _("Mammography")}.get(key) or exam_type(key)


def ct_sets() -> dict[str, str]:
    """The sets of CT coefficients one can choose from: key -> what it is called."""
    return {"": _("Newer coefficients (ICRP 103; the usual choice)"), "ICRP 60": _("AAPM Report 96 (ICRP 60)")}


def region(key: str) -> str:
    """The plain name of a body region."""
    known = reference.regions().get(key)
    return _(known.plain_name) if known else _("not known")


def kind(key: str, own_words: str = "") -> str:
    """The plain name of an exam kind; the words of its file or of the person where the list has no such kind."""
    known = reference.exam_kinds().get(key)
    return _named(key, _(known.plain_name), own_words) if known else own_words or key


def clinical_kind(key: str, own_words: str = "") -> str:
    """The name of an exam kind as clinics say it; the words where it has none."""
    known = reference.exam_kinds().get(key)
    return _named(key, _(known.name), own_words) if known else own_words


def _named(key: str, name: str, own_words: str) -> str:
    """Of an exam of which only the machine is known, its words with the machine: "Petrous bone (CT scan)"."""
    if not own_words or key not in reference.MACHINE_ONLY:
        return name
    machine = name.partition(",")[0].partition(" (")[0]
    return _("{words} ({machine})").format(words=own_words, machine=machine)


def without_guidance(name: str) -> str:
    """The name of an injection without how the needle was guided, for where that is said beside it."""
    # Translators: the endings of names of exams that say how the needle was guided; a | between them. Give every
    # Translators: ending that your translations of those names have.
    endings = _(", X-ray guided|, CT guided|, ultrasound guided").split("|")
    # Translators: the endings of names of injections that say that no images were used, or that nobody knows.
    endings += _(" without imaging|, guidance not known").split("|")
    return name.removesuffix(next(filter(name.endswith, endings), ""))


def side(key: str) -> str:
    """Left, right, both sides, or nothing."""
    return {"left": _("left"), "right": _("right"), "both": _("both sides")}.get(key, "")


def answer(key: str) -> str:
    """What somebody answered; "" where nobody did."""
    return {"yes": _("yes"), "no": _("no"), "unknown": _("not known")}.get(key, "")


def purpose(key: str) -> str:
    """What an injection was for; "" where nobody said."""
    words = {"test": _("test"), "treatment": _("treatment"), "ablation": _("ablation"), "unknown": _("not known")}
    return words.get(key, "")


def guidance(key: str) -> str:
    """How a needle was guided; "" where that is not known."""
    return {"fluoroscopy": _("X-ray"), "ct": _("CT"), "ultrasound": _("ultrasound"), "none": _("none")}.get(key, "")


def sex(key: str) -> str:
    """What a person said of their sex; "" where they did not."""
    return {"female": _("female"), "male": _("male"), "other": _("other sex")}.get(key, "")


def larger_exam(key: str) -> str:
    """What CT and the other larger exams are counted as."""
    names = {"ct": _("CT"), "nuclear": _("nuclear"), "long_fluoroscopy": _("long fluoroscopy")}
    return {**names, "not_known": _("of a kind not known")}[key]


def not_recorded() -> str:
    """Stands where the record holds nothing, which is not the same as "none"."""
    return _("not recorded")


def levels(names: Sequence[str], on_side: str = "") -> str:
    """The levels of the spine with the side: "L4-5, L5-S1 left"; "" where neither is known."""
    return " ".join(filter(None, [", ".join(names), side(on_side)]))


class GivenDrug(Protocol):
    """A drug with its milligrams, if they are known."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def dose_mg(self) -> float | None:
        """How much of it."""


def drug(given: GivenDrug) -> str:
    """A drug with its milligrams: "methylprednisolone 40 mg"; the name alone where nobody recorded them."""
    return given.name if given.dose_mg is None else f"{given.name} {given.dose_mg:.10g} mg"


def quantity_label(name: str) -> str:
    """The full label of a quantity."""
    return _(QUANTITIES[name].label)


def duration(seconds: float) -> str:
    """Seconds as people read them: "70 s", "6 min 12 s"."""
    whole = round(seconds)
    if whole < 120:
        return _("{seconds:g} s").format(seconds=seconds)
    return _("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)


def time_span(value: float, unit: str, *, short: bool = False) -> str:
    """A time as people say it: "30 minutes", "1 week"; short: "30 min"."""
    plural = 1 if value == 1 else 2
    match unit:
        case "minutes":
            words = _("{n} min") if short else ngettext("{n} minute", "{n} minutes", plural)
        case "hours":
            words = _("{n} h") if short else ngettext("{n} hour", "{n} hours", plural)
        case "days":
            words = ngettext("{n} day", "{n} days", plural)
        case "weeks":
            words = ngettext("{n} week", "{n} weeks", plural)
        case _:
            words = ngettext("{n} month", "{n} months", plural)
    return words.format(n=f"{value:g}")


def measured(name: str, value: float, laterality: str = "", phantom: str = "") -> str:
    """A measured value in its canonical unit: "KAP 2.41 Gy.cm2"."""
    words = [_(SHORT_QUANTITIES[name])]
    if laterality:
        words.append(side(laterality))
    if phantom:
        words.append(_("({phantom} phantom)").format(phantom=phantom))
    amount = duration(value) if name == "fluoro_time_s" else f"{value:.6g} {QUANTITIES[name].unit}"
    return " ".join([*words, amount])


def count(n: int, *, approximate: bool = False) -> str:
    """A number of exams: "about 20 exams"."""
    words = ngettext("{n} exam", "{n} exams", n).format(n=n)
    return _("about {words}").format(words=words) if approximate else words


def about(n: int, *, approximate: bool) -> str:
    """A bare number: "3", "about 20"."""
    return _("about {n}").format(n=n) if approximate else str(n)


def background_time(years: float) -> str:
    """How long natural background takes: "about 16 years", "about 3 months", "less than a month"."""
    months = round(years * 12)
    if months < 1:
        return _("less than a month")
    if months < 24:
        return ngettext("about {n} month", "about {n} months", months).format(n=months)
    return ngettext("about {n} year", "about {n} years", round(years)).format(n=number(years))


def day(moment: datetime) -> str:
    """The calendar day of a moment where the person sits: "3 Sep 2026"."""
    return calendar_day(moment.astimezone())


def calendar_day(day: date) -> str:
    """A day of the calendar: "3 Sep 2026"."""
    return dates.day_text(day.year, day.month, day.day)


KNOWN_FROM = {"file": "■", "report": "◧", "memory": "□"}  # where a line is known from, with its mark


def known_from(level: str) -> str:
    """Where a line is known from, in one of three words that stand everywhere."""
    return {"file": _("read from a file"), "report": _("typed from a report"), "memory": _("from memory")}[level]


def known_from_counts(counts: Mapping[str, int], *, marks: bool = False) -> str:
    """How many lines are known from where: "2 read from a file, 1 from memory"; with marks, their legend."""
    told = [(mark, counts[level], known_from(level)) for level, mark in KNOWN_FROM.items() if counts.get(level)]
    return ", ".join(f"{mark} {n} {words}" if marks else f"{n} {words}" for mark, n, words in told)


def first_large(words: str) -> str:
    """The words as a sentence begins."""
    return words[:1].upper() + words[1:]


def do_not_skip() -> str:
    """Stands wherever a total stands."""
    return _("Please do not skip or delay a scan because of the numbers here.")


def effective_dose_note() -> str:
    """Stands once where the total stands."""
    return _(
        "These are estimates for an average body, not for yours. They help to compare exams with each other."
        " They do not say what will happen to you. A total is the middle of what the exams can add up to. It can"
        " differ a little from the plain sum."
    )


def handout_dose_note() -> str:
    """Stands beside the dose on everything a clinician reads."""
    return _("An estimate for context; not a reason to withhold or refuse an exam.")


def health_topic(key: str) -> str:
    """A thing a clinic must know, as clinics call it."""
    return {
        "pregnancy": _("pregnancy"),
        "blood_thinner": _("blood thinner"),
        "diabetes": _("diabetes"),
        "metformin": _("metformin"),
        "kidney_disease": _("kidney disease"),
        "implant": _("implant"),
        "stimulator": _("stimulator"),
        "osteoporosis": _("osteoporosis"),
        "menopause": _("past the menopause"),
    }[key]


def substance_group(key: str) -> str:
    """What somebody reacted to."""
    return {
        "contrast_medium": _("Contrast medium"),
        "iodine": _("Iodine"),
        "latex": _("Latex"),
        "medicine": _("Medicine"),
        "other": _("Other substance"),
    }[key]


def severity(key: str) -> str:
    """How bad a reaction was."""
    return {"mild": _("mild"), "moderate": _("moderate"), "severe": _("severe")}.get(key, _("severity not known"))
