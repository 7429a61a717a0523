"""Home: who, what comes next, four answers, the record as a picture, what to check, and the page for the clinic."""

from collections.abc import Sequence

import streamlit as st

from dashboards.frame import shared
from dashboards.frame.form import Form
from dashboards.frame.shared import EDIT_WANTED, tell
from dashboards.frame.who import guarded, page_theme
from dashboards.frame.words import plain
from dashboards.history.checks import show_checks
from tracker import clock
from tracker.history import summary
from tracker.history.course import Course, course
from tracker.history.plan import outlook
from tracker.history.summary import Summary
from tracker.i18n import N_, _
from tracker.record import backup, people, plans
from tracker.record.desk import IN_MEMORY, Desk
from tracker.record.models import Patient
from tracker.view import home, overview
from tracker.view.handout.page import file_name
from tracker.view.home import Tile

_LOOKS = """
[data-testid="stMainBlockContainer"] {max-width: 74rem !important; padding-top: 3.2rem; padding-bottom: 0.5rem}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {gap: 0.5rem}
[data-testid="stMain"] [data-testid="stHeading"] {height: 0; margin: 0; overflow: hidden; position: absolute}
[data-testid="stMain"] .st-key-tiles [data-testid="stMarkdownContainer"] p {margin: 0; line-height: 1.35}
[data-testid="stMain"] .st-key-tiles [data-testid="stMarkdownContainer"] {margin: 0}
.st-key-tiles [data-testid="stHorizontalBlock"] {gap: 0.6rem}
.st-key-tiles [data-testid="stColumn"] [data-testid="stVerticalBlock"] {gap: 0.1rem}
.st-key-tiles [class*="st-key-tile_"] {padding: 0.6rem 0.8rem}
.st-key-tiles [data-testid="stCaptionContainer"] {font-size: 0.8rem}
.st-key-tiles strong {font-size: 1.15rem}
@media (max-width: 640px) {.st-key-tiles [data-testid="stColumn"] {flex: 1 1 45%; min-width: 45%}}
"""


def draw(record: Desk, person: Patient | None) -> None:
    """Draw the page."""
    if EDIT_WANTED in st.session_state:
        st.switch_page("history/history.py")  # an exam is changed where the list of them is
    st.html(f"<style>{_LOOKS}</style>")
    whole = summary.summarise(record, person.id) if person else None
    if person is None or whole is None or whole.entries == 0:
        if person and whole:
            show_checks(record, person, whole)
        _show_ways_in(record)
        _show_file(record)
        return
    injections = course(record, whole)
    region = overview.likely_region(whole)
    if words := home.appointment(plans.plans(record, person.id), clock.today()):
        st.markdown(f":material/event: {_('Next')}: **{plain(words)}**")
    newest = home.newest_images(whole, region)
    show_tiles(home.tiles(whole, injections, region, newest))
    _show_buttons(record, person, whole, injections, region)
    _show_pictures(whole, Form(shared.key(person, "home")))
    _show_missing(home.clinic_asks(whole, injections, people.facts(record, person.id), newest))
    left, right = st.columns(2, gap="small")
    with left:
        show_checks(record, person, whole)
    with right, st.expander(_("Where the record is"), icon=":material/lock:"):
        _show_file(record)


def show_tiles(tiles: Sequence[Tile]) -> None:
    """Draw the answers side by side, two and two on a telephone."""
    with st.container(key="tiles"):
        for place, (column, tile) in enumerate(zip(st.columns(len(tiles), gap="small"), tiles, strict=True)):
            with column, st.container(border=True, height="stretch", key=f"tile_{place}"):
                st.caption(tile.about)
                st.markdown(f"**{plain(tile.answer)}**")
                if tile.more:
                    st.caption(plain(tile.more))


def _show_buttons(record: Desk, person: Patient, whole: Summary, injections: Course, region: str) -> None:
    with st.container(horizontal=True):
        if st.button(_("Add"), type="primary", icon=":material/add_circle:"):
            st.switch_page("exam/add.py")
        if st.button(_("Bring files in"), icon=":material/upload_file:"):
            st.switch_page("importing/files.py")
        shared.offer_file(
            _("Print my page"),
            lambda: _page(record, person, whole, injections, region),
            file_name(person.name, clock.today()),
            "application/pdf",
            ":material/print:",
        )


def _page(record: Desk, person: Patient, whole: Summary, injections: Course, region: str) -> bytes:
    """The page for the clinic with what its own page offers at first."""
    from tracker.view.handout import handout

    plan = plans.soonest(plans.plans(record, person.id), whole.today)
    known = outlook(whole, plan, people.facts(record, person.id)) if plan else None
    options = handout.HandoutOptions(region=known.region if known and known.region_known else region, plan=known)
    return handout.of_summary(record, whole, injections, options).pdf


def _show_pictures(whole: Summary, form: Form) -> None:
    from tracker.view.charts.body import body
    from tracker.view.charts.timeline import SMALL, timeline
    from tracker.view.charts.years import Chart, running_total

    def picture(chart: Chart) -> None:
        st.image(chart.png(), alt=chart.alt, width="stretch")

    recent = home.recent_years(whole)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        with st.container(horizontal=True, vertical_alignment="center"):
            all_years = form.switch("all_years", _("Whole life")) if recent else True
            with_total = form.switch("total", _("Show the total so far"))
        years = None if all_years else recent
        chosen = whole.select(years=range(years[0], years[1] + 1)) if years else whole
        theme = page_theme()
        picture(timeline(chosen, chosen, None, theme, size=SMALL, years=years))
        if with_total:
            first = int(whole.exams["date_first"].min().year)
            picture(running_total(whole, years or (first, whole.today.year), SMALL.width_in, theme))
    with right:
        picture(body(whole, theme))


def _show_missing(asked: Sequence[str]) -> None:
    if not asked:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        words = _("Your clinic will ask, and it is not written down yet: {list}.").format(list="; ".join(asked))
        st.markdown(f":material/help: {plain(words)}", width="content")
        if st.button(_("Write it down"), icon=":material/edit:", type="tertiary"):
            st.switch_page("about/me.py")


def _show_ways_in(record: Desk) -> None:
    """An empty record: what will stand here, and the ways to begin."""
    st.markdown(_("Your imaging history, on this computer only."))
    ways = st.columns(3)
    with ways[0], st.container(border=True, height="stretch"):
        _way(_("Type one"), _("A scan, an X-ray or an injection you remember. The year is enough."))
        if st.button(_("Add an exam"), type="primary", icon=":material/add_circle:"):
            st.switch_page("exam/add.py")
    with ways[1], st.container(border=True, height="stretch"):
        _way(_("Bring a file"), _("A disc from the hospital, a portal download, a letter or a list."))
        if st.button(_("Bring files in"), icon=":material/upload_file:"):
            st.switch_page("importing/files.py")
    with ways[2], st.container(border=True, height="stretch"):
        _way(_("Look around"), _("An invented patient shows what all this becomes."))
        if not any(p.is_sample for p in people.patients(record)):
            _offer_sample(record)
    if st.button(_("I have a backup: restore it"), icon=":material/settings_backup_restore:", type="tertiary"):
        st.switch_page("about/export.py")
    st.markdown(f"**{_('Once there are exams, you will see here:')}**")
    st.markdown(
        "\n".join(
            f"- {words}"
            for words in (
                _("how many exams you had and since when, and what they add up to, with its range"),
                _("how long ago the last injection and the last cortisone were"),
                _("your last images, and where they are"),
                _("all of it as one picture, and as one page to print for your doctor"),
            )
        )
    )


def _way(title: str, words: str) -> None:
    st.markdown(f"**{title}**  \n{words}")


def _offer_sample(record: Desk) -> None:
    if st.button(_("Look at a sample patient"), icon=":material/science:"):
        from tracker.record import sample

        with guarded():
            shared.choose(sample.load(record))
            tell("", _("This is a sample patient. You can remove it at any time; your own record stays as it is."))
            st.rerun()


def _show_file(record: Desk) -> None:
    st.write(_("Nothing here is sent anywhere. The record is this file:"))
    st.code(str(record.file or IN_MEMORY), language=None, wrap_lines=True)
    if st.button(_("Back up"), icon=":material/save:"):
        with guarded():
            st.success(_("A copy is in {path}").format(path=plain(str(backup.back_up(record)))))


shared.open_page(N_("Home"), draw)
