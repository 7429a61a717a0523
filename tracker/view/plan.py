"""What is said about a planned exam, sentence by sentence, for the page and the command line.

The sentences hold what a person typed as they typed it: a page makes them plain before it shows them.
"""

from collections.abc import Sequence
from typing import Any

from tracker import reference, wording
from tracker.history.plan import EarlierExam, OwnDose, PlanOutlook
from tracker.i18n import _, ngettext
from tracker.reference import ExamKind
from tracker.view import health, overview
from tracker.view.lines import exam_name

DOT = " · "

CONTRAST = ("contrast_medium", "iodine")


def title(outlook: PlanOutlook) -> str:
    """The exam with its side: "Hip injection, X-ray guided, left"."""
    return exam_name(outlook.name, wording.side(outlook.side))


def when(outlook: PlanOutlook) -> str:
    """The planned day, or that there is none yet."""
    day = outlook.planned_on
    return wording.calendar_day(day) if day else _("no day yet")


def usual(outlook: PlanOutlook) -> str:
    """The usual dose with its range, or why there is none."""
    preview = outlook.preview
    if preview.evidence == "treatment":
        return _("This is a treatment. Its dose is planned for you and kept apart from exams.")
    if preview.typical is None:
        return _("No usual dose is known for this exam. That is not a dose of zero.")
    if preview.typical == 0:
        return _("No radiation: it uses no X-rays and nothing radioactive.")
    return _("Usually {dose}").format(dose=wording.dose(preview.typical, preview.low, preview.high))


def background(outlook: PlanOutlook) -> str:
    """The usual dose as time of natural background, with the range where it reads differently; "" without a dose."""
    span = outlook.background
    if span is None:
        return ""
    ends = (span.low_years, span.high_years)
    return overview.background(span.years, span.msv_per_year, span.country_name, *ends)


def own_exams(outlook: PlanOutlook) -> list[str]:
    """What the record holds of the same kind and type; no verdict."""
    own = outlook.own
    if not own.count:
        lines = [_("Your record holds no exam of this kind.")]
    else:
        exams = wording.count(own.count, approximate=own.approximate)
        lines = [_("Your record holds {exams} of this kind. The last one: {when}.").format(exams=exams, when=own.last)]
    if own.exam_type and own.type_count > own.count:
        exams = wording.count(own.type_count, approximate=own.type_approximate)
        words = _("{type} in your record: {exams}. The last one: {when}.")
        lines.append(words.format(type=wording.exam_type(own.exam_type), exams=exams, when=own.type_last))
    return [*lines, *_own_doses(outlook)]


def _own_doses(outlook: PlanOutlook) -> list[str]:
    own = outlook.own
    if not own.doses:
        return []
    values = DOT.join(own.last_values)
    if own.measured == 1:
        words = _("Worked out from your own report of {when}: {dose}. Its numbers: {values}.")
        return [words.format(when=own.last_measured, dose=_own_dose(own.doses[0]), values=values)]
    words = _("Worked out from {n} of your own reports. {doses}. Numbers of {when}: {values}.")
    doses = "; ".join(f"{one.when}: {_own_dose(one)}" for one in own.doses)
    return [words.format(n=own.measured, doses=doses, when=own.last_measured, values=values)]


def _own_dose(own_dose: OwnDose) -> str:
    dose = wording.dose(own_dose.typical_msv, own_dose.low_msv, own_dose.high_msv)
    return f"{dose}, {wording.evidence_word(own_dose.evidence)}"


def exam_words(exam: EarlierExam) -> str:
    """What and when: "MRI of the lower back, 26 Jun 2026"."""
    older = _("may be more than 24 months ago") if exam.may_be_older else ""
    name = exam_name(exam.name, wording.side(exam.side), exam.count, approximate=exam.count_is_approximate)
    return f"{name}, {exam.when}" + (f" ({older})" if older else "")


def exam_places(exam: EarlierExam) -> str:
    """Where it was and where its images are: "St Anna Hospital · images: on my disc"."""
    images = _("images: {place}").format(place=exam.images_at or wording.not_recorded())
    return DOT.join(filter(None, [exam.facility, images]))


def no_earlier(outlook: PlanOutlook) -> str:
    """Said where no images of the last 24 months are listed; "" where some are."""
    if not outlook.region_known:
        return _("The part of the body is not known, so no earlier images can be looked up.")
    if any(not exam.injection for exam in outlook.earlier):
        return ""
    return _("Your record holds no images of this part from the last 24 months.")


def beside_images(outlook: PlanOutlook) -> list[str]:
    """The injections of the region in the same time, and what is older."""
    lines = []
    injected = [exam for exam in outlook.earlier if exam.injection]
    if injected:
        n = sum(exam.count for exam in injected)
        words = ngettext(
            "Also {n} image-guided injection or procedure here, last {when}.",
            "Also {n} image-guided injections or procedures here, last {when}.",
            n,
        )
        lines.append(words.format(n=n, when=injected[0].when))
    if outlook.newest_older:
        words = ngettext("{n} older entry.", "{n} older entries.", outlook.older).format(n=outlook.older)
        newest = _("The newest: {exam}; {places}.").format(
            exam=exam_words(outlook.newest_older), places=exam_places(outlook.newest_older)
        )
        lines.append(f"{words} {newest}")
    return lines


def questions(outlook: PlanOutlook) -> tuple[str, ...]:
    """Questions to ask before the exam; none of them is advice against it."""
    kind = reference.exam_kinds().get(outlook.kind_key)
    radiation = kind is None or (kind.ionising and not kind.treatment)
    asked = [_about_images(outlook)]
    if outlook.alternatives:
        asked.append(_about_others(outlook.alternatives))
    elif radiation:
        asked.append(_("Is there a way without X-rays?"))
    if any(r.substance_group in CONTRAST for r in outlook.facts.reactions):
        asked.append(_("I once reacted to contrast medium. Will I get any?"))
    if kind and kind.is_injection:
        asked.append(_("Which medicine will you inject, and how much?"))
    if radiation:
        asked.append(_("How much radiation will this exam use?"))
    return (*asked, _about_result(kind), _("Where will the images and the report be kept?"))


def _about_result(kind: ExamKind | None) -> str:
    if kind and (kind.image_guided_procedure or kind.treatment):
        return _("How will I know whether it worked?")
    return _("What will the result change for me?")


def _about_images(outlook: PlanOutlook) -> str:
    if any(not exam.injection for exam in outlook.earlier):
        return _("Can my earlier images of this part answer the question?")
    return _("Is there an earlier image you can use?")


def _about_others(others: Sequence[ExamKind]) -> str:
    # One of each sort is enough for a question: an ultrasound, an MRI.
    sorts = {kind.modality: kind for kind in reversed(others)}
    names = _(" or ").join(_(kind.plain_name) for kind in reversed(sorts.values()))
    return _("Would this do too: {names}?").format(names=names)


def staff(outlook: PlanOutlook) -> list[str]:
    """What to tell the staff: what the record says, what is not sure, and what nobody has written down."""
    told = _for_staff(outlook)
    lines = [f"{phrase}." for phrase in told.yes]
    if told.ask_pregnancy:
        lines.append(_("On the day: are you pregnant, or may you be? Please say so."))
    if told.unsure:
        lines.append(_("You are not sure about: {list}.").format(list=", ".join(told.unsure)))
    if told.not_asked:
        lines.append(_("Not written down yet: {list}.").format(list=", ".join(told.not_asked)))
    return lines


def _for_staff(outlook: PlanOutlook) -> health.ForStaff:
    return health.for_staff(outlook.facts, outlook.sex, outlook.born, outlook.day)


def benefit() -> str:
    """Stands beside the dose."""
    return _("An exam that you need is far more likely to help you than to harm you.")


def lines(outlook: PlanOutlook) -> list[str]:
    """Everything, for the command line."""
    sources = "; ".join(source.short for source in outlook.preview.derivation.sources)
    why = outlook.preview.derivation.sentence + (f" [{sources}]" if sources else "")
    out = [f"{title(outlook)}, {when(outlook)}", usual(outlook), f"{wording.evidence(outlook.preview.evidence)}: {why}"]
    out += filter(None, [background(outlook), *own_exams(outlook)])
    imaged = [exam for exam in outlook.earlier if not exam.injection]
    out += ["", _("Images of this part from the last 24 months:"), *filter(None, [no_earlier(outlook)])]
    out += [f"  {exam_words(exam)}; {exam_places(exam)}" for exam in imaged]
    out += beside_images(outlook)
    if outlook.alternatives:
        out += ["", others_intro(), *(f"  {_(kind.plain_name)}" for kind in outlook.alternatives)]
    out += ["", _("Questions to ask:"), *(f"  {question}" for question in questions(outlook))]
    out += ["", _("Tell the staff:"), *(f"  {line}" for line in staff(outlook))]
    return [*out, "", benefit(), wording.do_not_skip()]


def others_intro() -> str:
    """Stands above the kinds without radiation."""
    return _("Without X-rays, for the same part. They may not answer the same question; your doctor can say:")


def plain(outlook: PlanOutlook) -> dict[str, Any]:
    """The outlook for machines; a dose that is not known is None, never 0."""
    preview, span, staff = outlook.preview, outlook.background, _for_staff(outlook)
    dose = {"typical": preview.typical, "low": preview.low, "high": preview.high}
    return {
        "kind_key": outlook.kind_key,
        "name": outlook.name,
        "region": outlook.region,
        "side": outlook.side,
        "planned_on": outlook.planned_on.isoformat() if outlook.planned_on else None,
        "effective_dose_msv": dose if preview.typical is not None else None,
        "evidence": preview.evidence,
        "derivation": preview.derivation.sentence,
        "natural_background_years": {"typical": span.years, "low": span.low_years, "high": span.high_years}
        if span
        else None,
        "same_kind": outlook.own.count,
        "earlier_24_months": [_earlier(exam) for exam in outlook.earlier],
        "alternatives": [kind.key for kind in outlook.alternatives],
        "questions": list(questions(outlook)),
        "tell_the_staff": list(staff.yes),
        "not_recorded": list(staff.not_asked),
        "ask_on_the_day": ["pregnancy"] if staff.ask_pregnancy else [],
    }


def _earlier(exam: EarlierExam) -> dict[str, Any]:
    return {name: getattr(exam, name) for name in EarlierExam.__dataclass_fields__ if name != "name"}
