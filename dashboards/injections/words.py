"""What the pages call the parts of an injection: why it was done, drugs, pains, times, and what is not written yet."""

from collections.abc import Iterable, Mapping

from dashboards.frame.words import answers, plain
from tracker import reference, wording
from tracker.i18n import _
from tracker.record.details import Injected
from tracker.record.models import ExamCreate
from tracker.record.procedures import WORST_PAIN, DrugCreate, InjectionCreate

# Kinds whose level clinics ask for, by the first part of their key.
_OF_A_LEVEL = ("esi", "facet", "mbb", "rfa", "drg", "nerve", "discography", "disc")
# An injection of a joint or nerve there is not told by a level.
WITHOUT_LEVEL = "sacrum_sacroiliac"


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


def drug(given: DrugCreate) -> str:
    """A drug with its milligrams, by the name in the list or the one that was written; safe to show."""
    known = reference.drugs().get(given.drug_key)
    return plain(wording.drug(DrugCreate(name=_(known.name), dose_mg=given.dose_mg) if known else given))


def drugs(given: Iterable[DrugCreate]) -> str:
    """Several drugs, steroids first, because clinics ask for them."""
    listed = reference.drugs()
    return ", ".join(drug(one) for one in sorted(given, key=lambda one: not _is_steroid(listed.get(one.drug_key))))


def _is_steroid(known: reference.Drug | None) -> bool:
    return known is not None and known.is_steroid


def title(one: Injected) -> str:
    """An injection in a menu: "Epidural injection, lower back, L4-5 left"."""
    name = wording.kind(one.kind_key, one.own_words)
    return ", ".join(filter(None, [name, wording.levels(one.levels, one.side)]))


def facts(injection: InjectionCreate | None, given: list[DrugCreate]) -> dict[str, str]:
    """What is known of an injection, by what the page calls it; empty texts are not known."""
    said = injection or InjectionCreate()
    pains = {"pain_before": _("Pain before"), "pain_after": _("Pain when it was best")}
    scored = {label: getattr(said, name) for name, label in pains.items()}
    percent = said.relief_percent
    return {
        _("Level"): wording.levels(said.levels),
        _("Why it was done"): purposes()[said.purpose] if said.purpose else "",
        _("Injected"): drugs(given),
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
