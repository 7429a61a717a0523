"""The course of somebody's injections in sentences: how long ago, the steroid of 12 months, what helped most."""

from tracker import wording
from tracker.history.course import Course, Injection, since_text
from tracker.history.steroids import factor_caution, no_agreed_total
from tracker.i18n import _


def lines(found: Course) -> list[str]:
    """The same in sentences, the list newest first."""
    if not found.injections:
        return [_("There are no injections in this record yet.")]
    year = found.steroids
    sessions = " · ".join(_session(s.name, s.sessions, approximate=s.approximate) for s in found.sessions)
    lines = [
        _("Last injection: {when} ({since})").format(
            when=found.last.when if found.last else "", since=since_text(found.days_since_last)
        ),
        _("Last steroid: {words}").format(words=found.last_steroid_text()),
        found.unknown_since_text(),
        _("Sessions in 12 months: {list}").format(list=sessions or _("none recorded")),
        _("Steroid in 12 months: {list}").format(list="; ".join([year.products_text(), *year.unknown()])),
    ]
    if estimate := year.equivalent_text():
        sources = _("Source: {list}.").format(list="; ".join(source.short for source in year.sources))
        lines.append(f"  {estimate}. {factor_caution()} {sources}")
    lines.append(no_agreed_total())
    for title, one in ((_("Helped most"), found.best), (_("Last response"), found.last_response)):
        if one and one.response:
            lines.append(f"{title}: {one.when}, {one.place_text() or one.name}: {one.response.text()}")
    return [*filter(None, lines), *(_line(one) for one in found.injections)]


def _session(name: str, sessions: int, *, approximate: bool) -> str:
    return f"{name} {_('about {n}').format(n=sessions) if approximate else sessions}"


def _line(one: Injection) -> str:
    name = ", ".join(filter(None, [one.plain_name, wording.levels(one.levels, one.side)]))
    several = wording.count(one.exam_count, approximate=one.count_is_approximate)
    known = [one.drugs_text() or _("drugs not recorded"), one.response.text() if one.response else "", one.facility]
    times = f"{several}: " if one.exam_count > 1 else ""
    return f"{one.when:<14} {times}{name}  " + " · ".join(filter(None, known))
