"""The preview of an import: whose exams these are, one row for each, what was not used, and the button that adds."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from dashboards.frame.form import say_lines
from dashboards.frame.shared import tell
from dashboards.frame.who import guarded
from dashboards.frame.words import day, plain
from dashboards.importing.row import forget_preview, preview_form, show_row
from tracker import wording
from tracker.errors import Reason
from tracker.i18n import _, grouped, ngettext
from tracker.intake.preview import Named, Preview
from tracker.intake.rows import Row, accept, counts, plan, plan_for_new
from tracker.readers.gather import Gathered
from tracker.readers.whose import compare
from tracker.record import people
from tracker.record.desk import Desk, together
from tracker.record.forms import checked
from tracker.record.models import Patient, PatientCreate
from tracker.view.reasons import advised, said
from tracker.view.reasons import files as outcome

ROWS_ON_A_PAGE = 20
_PROBLEMS_AT_ONCE = 3
_PLACES = 6


def show_preview(record: Desk, person: Patient, preview: Preview, *, asked: bool) -> None:
    """Draw the exams that were found, for each person whom the files name, and the button that adds them.

    Args:
        record, person: where they would go.
        preview: what was found.
        asked: whether a table must be asked about first; then nothing is found in it yet.
    """
    if preview.rows or not (asked or preview.papers):
        _summary(preview)
    for place, named in enumerate(preview.named()):
        with st.container():
            _group(record, person, preview, named, place)
    if not (preview.rows or preview.papers or asked):
        st.info(_("No exam was found in these files. You can add an exam by hand."), icon=":material/search_off:")
    with st.container(horizontal=True):
        _ask_to_add(record, person, preview)
        if st.button(_("Choose other files"), icon=":material/restart_alt:", key="import_again"):
            forget_preview(person)
            st.rerun()


def show_rest(preview: Preview) -> None:
    """Draw what else there is to say of the files: reactions, what could not be used, and why."""
    _people(preview.gathered)
    _problems(preview)
    _unused(preview)


def _group(record: Desk, person: Patient, preview: Preview, named: Named, place: int) -> None:
    """The exams of one person, with the one question about whose they are, and their own button where filed."""
    _whose(record, person, preview, named, place)
    _rows(record, person, preview, preview.rows_of(named), place)
    if named.key in preview.filed:
        _ask_to_file(record, preview, named, place)


def _summary(preview: Preview) -> None:
    n = len(preview.rows)
    found = ngettext("**Found {n} exam.**", "**Found {n} exams.**", n).format(n=grouped(n))
    files = preview.gathered.files_total
    st.markdown(f"{found} {outcome.files_used(files, preview.gathered.files_used)}" if files else found)
    if preview.rows and all(row.status == "known" for row in preview.rows):
        st.success(_("Nothing new. All of it is in this record already."), icon=":material/check:")


def _whose(record: Desk, person: Patient, preview: Preview, named: Named, place: int) -> None:
    """Whom some of the files name; where that does not fit, one question says where all of their exams go."""
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
        question = ngettext("Yes, this is an exam of {name}", "Yes, these are exams of {name}", n)
        before = named.key in preview.confirmed
        key = preview_form(person, preview, f"mine{place}").key("ticked")
        mine = st.checkbox(question.format(name=plain(person.name)), value=before, key=key)
        if mine != before:
            preview.confirm(named, mine=mine)
            st.rerun()
        return
    unlike = ngettext(
        "{count} names {who}. This does not fit {name}: {list}.",
        "{count} name {who}. This does not fit {name}: {list}.",
        n,
    )
    what = ", ".join(map(said, named.differences))
    text = unlike.format(count=count, who=who, name=plain(person.name), list=what)
    st.warning(text, icon=":material/person_alert:")
    _ask_where_to(record, person, preview, named, place)


_LEAVE, _MINE, _NEW = "leave", "mine", "new"


def _ask_where_to(record: Desk, person: Patient, preview: Preview, named: Named, place: int) -> None:
    """Whose record the exams of somebody else go to: of a person who fits, of a new one, this one, or none."""
    others = [p for p in people.patients(record) if p.id != person.id and not p.is_sample]
    fitting = {
        p.id: _("File under {name}").format(name=plain(p.name)) for p in others if compare(p, named.person).matches
    }
    new = {} if fitting or not named.name else {_NEW: _("Start a record for {name}").format(name=plain(named.name))}
    n = len(preview.rows_of(named))
    mine = ngettext("It is an exam of {name}", "They are exams of {name}", n).format(name=plain(person.name))
    choices = {_LEAVE: _("Leave out"), **fitting, **new, _MINE: mine}
    before = _MINE if named.key in preview.confirmed else preview.filed.get(named.key, _LEAVE) or _NEW
    form = preview_form(person, preview, f"whose{place}")
    form.begin("where", before)
    where = form.radio("where", _("Where do these exams go?"), choices, horizontal=True)
    if where != before:
        _go_to(record, person, preview, named, where)
        st.rerun()


def _go_to(record: Desk, person: Patient, preview: Preview, named: Named, where: str) -> None:
    drafts = [row.draft for row in preview.rows_of(named)]
    filed = None if where in (_LEAVE, _MINE) else "" if where == _NEW else where
    rows = plan_for_new(_new_person(named), drafts) if where == _NEW else plan(record, filed or person.id, drafts)
    preview.file(named, filed, rows)
    preview.confirm(named, mine=where == _MINE)


def _new_person(named: Named) -> PatientCreate:
    told = named.person
    return checked(PatientCreate, name=told.name, birth_date=told.birth_date, sex=told.sex)


def _name(named: Named) -> str:
    born = named.person.birth_date
    words = [f"**{plain(named.name)}**" if named.name else "", _("born {day}").format(day=day(born)) if born else ""]
    return ", ".join(filter(None, words))


def _rows(record: Desk, person: Patient, preview: Preview, rows: Sequence[Row], place: int) -> None:
    count = len(rows)
    st.caption(_("Choose an exam to see its numbers, or to change what it is taken for."))
    box = st.container(border=True, key=f"exam_list{place or ''}", gap="xsmall")
    with preview_form(person, preview, f"list{place}").page("rows", count, ROWS_ON_A_PAGE) as shown, box:
        for row in rows[shown]:
            show_row(record, person, preview, row)
    if count > ROWS_ON_A_PAGE:
        say_lines(shown, count)


def _ask_to_file(record: Desk, preview: Preview, named: Named, place: int) -> None:
    """Add what is filed in another record, with an Undo of its own; the rest of the preview stays."""
    taken = preview.taken(named)
    owner_id = preview.filed[named.key]
    name = people.patient(record, owner_id).name if owner_id else named.name
    papers = preview.kept_with(taken)
    label = _("{what} in the record of {name}").format(what=outcome.will_do(*counts(taken), len(papers)), name=name)
    key = f"import_file{place}"
    if st.button(label, type="primary", icon=":material/check:", key=key, disabled=not taken):
        with guarded():
            with together(record) as whole:
                owner_id = owner_id or people.add(whole, _new_person(named)).entity_id
                saved = accept(whole, owner_id, taken, papers)
            words = _("In the record of {name}: {what}").format(name=plain(name), what=outcome.imported(*counts(taken)))
            tell("", words, saved)
            preview.drop(preview.rows_of(named))
            st.rerun()


def _ask_to_add(record: Desk, person: Patient, preview: Preview) -> None:
    """The button that says what will happen."""
    left = [row for row in preview.rows if preview.record_of(row, person.id) == person.id]
    if all(row.status == "known" for row in left):
        return
    taken = preview.taken()
    label = outcome.will_do(*counts(taken), sum(map(len, preview.kept_with(taken).values())))
    if st.button(label, type="primary", icon=":material/check:", key="import_add", disabled=not taken):
        with guarded():
            _add(record, person, preview)


def _add(record: Desk, person: Patient, preview: Preview) -> None:
    taken = preview.taken()
    papers = preview.kept_with(taken)
    saved = accept(record, person.id, taken, papers)
    if saved is None:
        tell(person.id, _("Nothing new. All of it is in this record already."))
    else:
        kept = outcome.papers_kept(sum(map(len, papers.values())))
        tell(person.id, " ".join(filter(None, [outcome.imported(*counts(taken)), kept])), saved)
    if preview.without_row():
        preview.drop([*taken, *(row for row in preview.rows if row.status == "known")])
        st.rerun()
    forget_preview(person)
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


def _problems(preview: Preview) -> None:
    """What could not be used, each reason once with where, and what to do about it; of many, the first ones."""
    shown = {paper.name for paper in preview.papers}  # what there is to say of these is said where they are shown
    where: dict[Reason, list[str]] = {}
    for problem in preview.gathered.problems:
        if problem.where not in shown:
            where.setdefault(problem.what, []).append(plain(said(problem.where)))
    told = [f"{plain(said(what))} {plain(advised(what))}{_places(places)}" for what, places in where.items()]
    for text in told[:_PROBLEMS_AT_ONCE]:
        st.warning(text, icon=":material/info:")
    if told[_PROBLEMS_AT_ONCE:]:
        with st.expander(_("{n} more of these").format(n=len(told) - _PROBLEMS_AT_ONCE)):
            st.markdown("\n".join(f"- {text}" for text in told[_PROBLEMS_AT_ONCE:]))


def _places(places: Sequence[str]) -> str:
    named = list(dict.fromkeys(filter(None, places)))
    more = _(" and {n} more").format(n=grouped(len(named) - _PLACES)) if len(named) > _PLACES else ""
    return f" ({', '.join(named[:_PLACES])}{more})" if named else ""


def _unused(preview: Preview) -> None:
    """Every file that gave no exam, by reason, but for the papers that are shown."""
    shown, gathered = {paper.name for paper in preview.papers}, preview.gathered
    unused = [one for one in gathered.unused if one.file not in shown]
    if not unused:
        return
    left = gathered.files_total - gathered.files_used - len({one.file for one in gathered.unused} & shown)
    label = ngettext("{n} file was not used: why", "{n} files were not used: why", left).format(n=grouped(left))
    with st.expander(label if left else _("Parts of files that were not used: why"), key="import_unused"):
        for reason, n in Counter(one.reason for one in unused).most_common():
            files = [one.file for one in unused if one.reason == reason]
            st.markdown(f"**{outcome.unused(reason)}:** {grouped(n)}")
            st.code("\n".join(files), language=None, wrap_lines=True, height=200 if n > 6 else "content")
