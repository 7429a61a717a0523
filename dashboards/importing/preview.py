"""The preview of an import: whose exams these are, one row for each, what was not used, and the button that adds."""

from collections import Counter

import streamlit as st

from dashboards.frame.form import say_lines
from dashboards.frame.guard import guarded
from dashboards.frame.notice import tell
from dashboards.frame.words import day, plain
from dashboards.importing import state as state
from dashboards.importing.row import show_row
from dashboards.importing.state import Named, Preview
from tracker import wording
from tracker.i18n import _, grouped, ngettext
from tracker.intake import accept
from tracker.readers.gather import Gathered
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.view.reasons import advised, said

ROWS_ON_A_PAGE = 20
_PROBLEMS_AT_ONCE = 3


def show_preview(record: Desk, person: Patient, preview: Preview) -> None:
    """Draw everything that was found."""
    _summary(preview)
    if preview.rows:
        for place, named in enumerate(preview.named()):
            _whose(person, preview, named, place)
        _rows(person, preview)
    else:
        st.info(_("No exam was found in these files. You can add an exam by hand."), icon=":material/search_off:")
    with st.container(horizontal=True):
        _ask_to_add(record, person, preview)
        if st.button(_("Choose other files"), icon=":material/restart_alt:", key="import_again"):
            state.forget(person)
            st.rerun()
    _people(preview.gathered)
    _problems(preview.gathered)
    _unused(preview.gathered)


def _summary(preview: Preview) -> None:
    n = len(preview.rows)
    found = ngettext("**Found {n} exam.**", "**Found {n} exams.**", n).format(n=grouped(n))
    files = preview.gathered.files_total
    st.markdown(f"{found} {wording.files_used(files, preview.gathered.files_used)}" if files else found)
    if preview.rows and all(row.status == "known" for row in preview.rows):
        st.success(_("Nothing new. All of it is in this record already."), icon=":material/check:")


def _whose(person: Patient, preview: Preview, named: Named, place: int) -> None:
    """Whom some of the files name; where that does not fit, the person must say that it is them."""
    n = len(preview.rows_of(named))
    count = wording.count(n)
    who = _name(named)
    if named.matches:
        fits = ngettext("{count} names {who}. That fits this record.", "{count} name {who}. That fits this record.", n)
        text = fits.format(count=count, who=who)
        if not person.birth_date:
            text += " " + _("Your birth date is not in this record, so only the name could be compared.")
        st.info(text, icon=":material/person_check:")
        return
    if named.matches is None:
        does_not = ngettext("{count} does not say whose it is.", "{count} do not say whose they are.", n)
        st.info(does_not.format(count=count), icon=":material/person:")
    else:
        unlike = ngettext(
            "{count} names {who}. This does not fit: {list}.", "{count} name {who}. This does not fit: {list}.", n
        )
        text = unlike.format(count=count, who=who, list=", ".join(map(said, named.differences)))
        st.warning(text, icon=":material/person_alert:")
    question = ngettext("Yes, this is an exam of {name}", "Yes, these are exams of {name}", n)
    before = named.key in preview.confirmed
    key = state.form(person, preview, f"mine{place}").key("ticked")
    mine = st.checkbox(question.format(name=plain(person.name)), value=before, key=key)
    if mine != before:
        preview.confirm(named, mine=mine)
        st.rerun()


def _name(named: Named) -> str:
    words = [f"**{plain(named.name)}**"] if named.name else []
    if named.born:
        from datetime import date

        words.append(_("born {day}").format(day=day(date.fromisoformat(named.born))))
    return ", ".join(words)


def _rows(person: Patient, preview: Preview) -> None:
    count = len(preview.rows)
    st.caption(_("Choose an exam to see its numbers, or to change what it is taken for."))
    box = st.container(border=True, key="exam_list", gap="xsmall")
    with state.form(person, preview, "list").page("rows", count, ROWS_ON_A_PAGE) as shown, box:
        for row in preview.rows[shown]:
            show_row(person, preview, row)
    if count > ROWS_ON_A_PAGE:
        say_lines(shown, count)


def _ask_to_add(record: Desk, person: Patient, preview: Preview) -> None:
    if all(row.status == "known" for row in preview.rows):
        return
    n = len(preview.taken())
    label = ngettext("Add {n} exam", "Add {n} exams", n).format(n=n)
    if st.button(label, type="primary", icon=":material/check:", key="import_add", disabled=n == 0):
        with guarded():
            _add(record, person, preview)


def _add(record: Desk, person: Patient, preview: Preview) -> None:
    taken = preview.taken()
    saved = accept(record, person.id, taken)
    new = sum(not row.exam_id for row in taken)
    if saved is None:
        tell(person.id, _("Nothing new. All of it is in this record already."))
    else:
        tell(person.id, wording.imported(new, len(taken) - new), saved)
    state.forget(person)
    st.switch_page("history/history.py")


def _people(gathered: Gathered) -> None:
    """Reactions that an export lists are told, and entered where the person checks them."""
    reactions = list(dict.fromkeys(plain(r.substance) for one in gathered.people for r in one.reactions))
    if reactions:
        st.info(
            _("The export also lists reactions: {list}. You can enter them on the page About me.").format(
                list=", ".join(reactions)
            ),
            icon=":material/medical_information:",
        )


def _problems(gathered: Gathered) -> None:
    """What could not be used, and what to do about it; of many, the first ones."""
    told = [
        f"{plain(said(p.what))} {plain(advised(p.what))}" + (f" ({plain(said(p.where))})" if p.where else "")
        for p in gathered.problems
    ]
    for text in told[:_PROBLEMS_AT_ONCE]:
        st.warning(text, icon=":material/info:")
    if told[_PROBLEMS_AT_ONCE:]:
        with st.expander(_("{n} more of these").format(n=len(told) - _PROBLEMS_AT_ONCE)):
            st.markdown("\n".join(f"- {text}" for text in told[_PROBLEMS_AT_ONCE:]))


def _unused(gathered: Gathered) -> None:
    """Every file that gave no exam, by reason."""
    if not gathered.unused:
        return
    left = gathered.files_total - gathered.files_used
    label = ngettext("{n} file was not used: why", "{n} files were not used: why", left).format(n=grouped(left))
    with st.expander(label if left else _("Parts of files that were not used: why"), key="import_unused"):
        for reason, n in Counter(one.reason for one in gathered.unused).most_common():
            files = [one.file for one in gathered.unused if one.reason == reason]
            st.markdown(f"**{wording.unused(reason)}:** {grouped(n)}")
            st.code("\n".join(files), language=None, wrap_lines=True, height=200 if n > 6 else "content")
