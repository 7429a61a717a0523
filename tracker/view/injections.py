"""The words of injections: where, what was given, how long ago, what helped; and the steroid of a year."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from tracker import reference, wording
from tracker.history.course import Course, Injection, SteroidProduct, SteroidYear
from tracker.history.steroids import COMPARED_WITH
from tracker.i18n import _, grouped, ngettext
from tracker.view.lines import patient_name
from tracker.view.response import response_text

MOST_LEVELS = 6  # that are named one by one in a line
MOST_TEST_BLOCKS = 3
_YEAR = 12  # months


def place_text(injection: Injection) -> str:
    """Where it went, as clinics write it: "lumbar spine L4-5 left"."""
    region = reference.regions().get(injection.region)
    name = _(region.name) if region and region.key != "unknown" else ""
    levels = injection.levels
    if len(levels) > MOST_LEVELS:
        words = _("{n} levels from {first} to {last}")
        levels = (words.format(n=len(levels), first=levels[0], last=levels[-1]),)
    return " ".join(filter(None, [name, wording.levels(levels, injection.side)]))


def drugs_text(injection: Injection) -> str:
    """Everything that was given: "methylprednisolone 40 mg, lidocaine"; "" where nobody recorded it."""
    return ", ".join(wording.drug(given) for given in injection.drugs)


def facts(injection: Injection) -> dict[str, str]:
    """What is known of it, by the field's name; "" where nobody recorded anything, which is not "none"."""
    response = injection.response
    return {
        "purpose": _("diagnostic block") if injection.purpose == "test" else wording.purpose(injection.purpose),
        "guidance": wording.guidance(injection.guidance),
        "drugs": drugs_text(injection),
        "pain_before": "" if injection.pain_before is None else f"{injection.pain_before:g}",
        "pain_after": "" if injection.pain_after is None else f"{injection.pain_after:g}",
        "relief": response_text(response) if response else "",
        "function_gained": response.function_gained if response else "",
        "sedation": wording.answer(injection.sedation),
        "complication": ": ".join(filter(None, [wording.answer(injection.complication), injection.complication_text])),
        "facility": injection.facility,
        "operator": injection.operator,
    }


def test_name(injection: Injection) -> str:
    """ "test block" beside a name that does not say it; "" for a treatment."""
    kind = reference.exam_kinds().get(injection.kind_key)
    return _("test block") if injection.test_block and kind and not kind.is_test else ""


def since_text(first: date, last: date, today: date, *, ago: bool = True) -> str:
    """How long ago a day between two was: "78 days ago", "today"; of a rough one "about 8 months ago".

    Args:
        first, last: the days between which it lies; the same where it is known.
        today: counted to this day.
        ago: else the time alone: "78 days".
    """
    if first == last:
        days = (today - first).days
        if not days:
            return _("today")
        time = ngettext("{n} day", "{n} days", days).format(n=grouped(days))
    else:
        newest, oldest = (_months(day, today) for day in (min(last, today), first))
        if not oldest:
            return _("this month")
        time = _about(newest, oldest)
    # Translators: a time, such as "78 days" or "about 8 months".
    return _("{time} ago").format(time=time) if ago else time


def since(injection: Injection, today: date, *, ago: bool = True) -> str:
    """How long ago an injection was."""
    return since_text(injection.first, injection.last, today, ago=ago)


def _months(day: date, today: date) -> int:
    return (today.year - day.year) * _YEAR + today.month - day.month


def _about(newest: int, oldest: int) -> str:
    """Between so many months: "about 8 months", "about 3 to 5 months"; from two years on in years."""
    if oldest < 2 * _YEAR:
        if newest == oldest:
            return ngettext("about {n} month", "about {n} months", oldest).format(n=oldest)
        if newest:
            return _("about {low} to {high} months").format(low=newest, high=oldest)
        return ngettext("up to {n} month", "up to {n} months", oldest).format(n=oldest)
    low, high = round(newest / _YEAR), round(oldest / _YEAR)
    if oldest - newest < _YEAR:
        low = high = round((newest + oldest) / 2 / _YEAR)
    if low == high:
        return ngettext("about {n} year", "about {n} years", high).format(n=high)
    if low:
        return _("about {low} to {high} years").format(low=low, high=high)
    return ngettext("up to {n} year", "up to {n} years", high).format(n=high)


def outcomes(course: Course) -> list[tuple[str, tuple[Injection, ...]]]:
    """The best and the last treatment, and test blocks apart from them: what each is called, and its sites."""
    best, last = (course.session(one) if one else () for one in (course.best, course.last_response))
    if best and best == last:
        found = [(_("Best and last treatment"), best)]
    else:
        found = [(words, sites) for words, sites in ((_("Best treatment"), best), (_("Last treatment"), last)) if sites]
    tests = dict.fromkeys(course.session(one) for one in course.test_blocks)
    return [*found, *((_("Test block"), sites) for sites in list(tests)[:MOST_TEST_BLOCKS])]


def sites_text(sites: Sequence[Injection]) -> str:
    """A session with the relief of each site: "3 Sep 2026, Lumbar spine L4-5 left: 60 % relief, lasted 3 weeks"."""
    each = (f"{place_text(one) or one.plain_name}: {_relief(one)}" for one in sites)
    return f"{sites[0].when}, {'; '.join(each)}"


def _relief(injection: Injection) -> str:
    return response_text(injection.response) if injection.response else _("relief not recorded")


def last_steroid_text(course: Course, named: Callable[[str], str] = str) -> str:
    """Date and time since, then site, product and mg of each of that day; "none recorded" where there is none.

    Args:
        course: of one person.
        named: cuts or cleans the name of an injection without a region.
    """
    last = course.last_steroid
    if last is None:
        return _("none recorded")
    each = [
        ", ".join([place_text(one) or named(one.name), *(wording.drug(given) for given in one.steroids)])
        for one in course.last_steroids
    ]
    return f"{last.when} ({since(last, course.today)}), {'; '.join(each)}"


def unknown_since_text(course: Course) -> str:
    """How many other or later injections may have had a steroid; "" where none may."""
    n = course.unknown_since_steroid
    if course.last_steroid is None:
        words = ngettext(
            "{n} injection has no full record of its drugs", "{n} injections have no full record of their drugs", n
        )
    else:
        words = ngettext(
            "{n} injection that may be later has no full record of its drugs or date",
            "{n} injections that may be later have no full record of their drugs or date",
            n,
        )
    return words.format(n=n) if n else ""


def product_text(product: SteroidProduct) -> str:
    """In words: "methylprednisolone 120 mg (3 injections)"."""
    times = ngettext("{n} injection", "{n} injections", product.injections).format(n=product.injections)
    without = product.without_dose - sum(n for _mg, n in product.unclear)
    if product.dose_mg is None and not product.unclear:
        return _("{drug}, mg not recorded ({times})").format(drug=product.name, times=times)
    if without:
        times = _("{times}, {n} of them without mg").format(times=times, n=without)
    dose = "" if product.dose_mg is None else _("{dose} mg").format(dose=amount(product.dose_mg))
    unclear = _("{dose} mg recorded, not clear for one or for all {n}; not added")
    words = [" ".join(filter(None, [product.name, dose, f"({times})"]))]
    return ", ".join([*words, *(unclear.format(dose=amount(mg), n=n) for mg, n in product.unclear)])


def products_text(year: SteroidYear) -> str:
    """Every product with its milligrams; "none recorded" where there is none."""
    return " · ".join(map(product_text, year.products)) or _("none recorded")


def equivalent_text(year: SteroidYear) -> str:
    """The estimate with its factors; "" where there is only methylprednisolone, or nothing to work out."""
    low, high = year.equivalent_low_mg, year.equivalent_high_mg
    related = [product.drug_key for product in year.products if product.converted]
    if low is None or high is None or not related:
        return ""
    # An estimate has 2 significant figures.
    ends = dict.fromkeys(amount(float(f"{end:.2g}")) for end in (low, high))
    return _("estimate: equal to about {amount} mg methylprednisolone ({factors})").format(
        amount=_(" to ").join(ends), factors=factors(related)
    )


def factors(drug_keys: Iterable[str]) -> str:
    """What 4 mg of methylprednisolone equals: "4 mg methylprednisolone = 0.75 mg dexamethasone"."""
    start = _("{amount} mg {drug}").format(amount=amount(reference.EQUIVALENT_OF_MG), drug=_(COMPARED_WITH))
    return " = ".join([start, *(_equal_amount(reference.drugs()[key]) for key in drug_keys)])


def _equal_amount(drug: reference.Drug) -> str:
    ends = dict.fromkeys(amount(end) for end in (drug.equivalent_mg_low, drug.equivalent_mg_high) if end is not None)
    words = _("{amount} mg {drug}").format(amount=_(" to ").join(ends), drug=_(drug.name))
    return _("{factor}, sources conflict").format(factor=words) if len(ends) > 1 else words


def unknown_steroids(year: SteroidYear) -> list[str]:
    """What the sums cannot hold, each in a few words."""
    n = year.left_out if equivalent_text(year) else 0
    more, without, perhaps = year.may_lie_in, year.not_recorded, year.may_be_steroid
    words = {
        ngettext("{n} injection is not in the estimate", "{n} injections are not in the estimate", n): n,
        ngettext("{n} injection without drugs on record", "{n} injections without drugs on record", without): without,
        ngettext(
            "{n} injection with a drug that may be a steroid",
            "{n} injections with a drug that may be a steroid",
            perhaps,
        ): perhaps,
        ngettext("{n} more may lie in these months", "{n} more may lie in these months", more): more,
    }
    return [sentence.format(n=count) for sentence, count in words.items() if count]


def no_agreed_total() -> str:
    """Stands wherever the sum of a year stands."""
    return _("There is no agreed total for a year.")


def factor_caution() -> str:
    """Stands wherever an equivalent stands."""
    return _("The factors are for tablets and the vein; in a joint they may be far off.")


def amount(dose_mg: float) -> str:
    """Milligrams as written: "40", "2.5"."""
    return grouped(round(dose_mg, 3), ",.10g")


def sessions_in_all(course: Course) -> str:
    """How many sessions there were, where several sorts of one day make the counts add up to more; else ""."""
    if course.sessions_in_all == sum(one.sessions for one in course.sessions):
        return ""
    about = any(one.approximate for one in course.sessions)
    n = wording.about(course.sessions_in_all, approximate=about)
    return _("in all {n}; several sites of one day are one").format(n=n)


def course_lines(course: Course) -> list[str]:
    """The course in sentences, the list newest first."""
    if not course.injections:
        return [_("There are no injections in this record yet.")]
    year, last = course.steroids, course.last
    counts = [f"{s.name} {wording.about(s.sessions, approximate=s.approximate)}" for s in course.sessions]
    sessions = " · ".join(filter(None, [*counts, sessions_in_all(course)]))
    lines = [
        _("Last injection: {when} ({since})").format(when=last.when, since=since(last, course.today)) if last else "",
        _("Last steroid: {words}").format(words=last_steroid_text(course)),
        unknown_since_text(course),
        _("Sessions in 12 months: {list}").format(list=sessions or _("none recorded")),
        _("Steroid in 12 months: {list}").format(list="; ".join([products_text(year), *unknown_steroids(year)])),
    ]
    if estimate := equivalent_text(year):
        sources = _("Source: {list}.").format(list="; ".join(source.short for source in year.sources))
        lines.append(f"  {estimate}. {factor_caution()} {sources}")
    lines += [no_agreed_total(), *(f"{title}: {sites_text(sites)}" for title, sites in outcomes(course))]
    return [*filter(None, lines), *(_line(one) for one in course.injections)]


def _line(injection: Injection) -> str:
    known = facts(injection)
    told = [known["drugs"] or _("drugs not recorded"), known["relief"], known["facility"]]
    return f"{injection.when:<14} {patient_name(injection)}  " + " · ".join(filter(None, told))
