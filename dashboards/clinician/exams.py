"""Exams: every entry with its measurements in field units, filtered and sorted; one opens to all that is known."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboards.clinician.frame import View, clinician_page, show_table, writers
from dashboards.frame.words import answers, plain, sources
from dashboards.history.edits import edit_lines
from tracker import reference, wording
from tracker.history import compare
from tracker.history.compare import Comparison
from tracker.history.totals import MEASURED_EVIDENCE
from tracker.i18n import N_, _, ngettext
from tracker.view import columns, exam, exams
from tracker.view.columns import Column
from tracker.view.exams import Filters

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

NONE = ""
_OPEN = "open exam"
# So that every dose stands inside the edge of a window 1280 pixels wide.
WIDTHS = {
    **{"date": 92, "exam": 180, "kap_gy_cm2": 98, "air_kerma_mgy": 84, "fluoro_time_s": 116, "dlp_mgy_cm": 104},
    **{"typical_msv": 58, "low_msv": 66, "high_msv": 68},
    **{"place": 110, "region_name": 120, "facility": 140, "images_at": 140, "ctdivol_mgy": 140},
}
STYLED_CELLS = 200_000  # pandas writes no larger table cell by cell


def draw(view: View) -> None:
    """Draw the page."""
    if view.whole.entries == 0:
        st.info(_("No exams are recorded."))
        return
    table = exams.exam_table(view.record, view.whole)
    asked = _ask_filters(view, table)
    found = exams.select(table, asked)
    words = ngettext("{n} of {all} entry, newest first.", "{n} of {all} entries, newest first.", len(table))
    st.markdown(words.format(n=len(found), all=len(table)))
    if found.empty:
        st.info(_("No entry matches these filters."))
        return
    if view.printing:
        view.table(exams.on_paper(found).map(plain), _alt())
    else:
        _show_table(view, found, str(hash(asked)))
    st.caption(
        _(
            "KAP: kerma-area product. Ka,r: air kerma at the reference point. MGD: mean glandular dose."
            " mSv: effective dose with its range, which describes a reference person. An empty cell means that nothing"
            " was stated."
        )
    )
    exam_id = _ask_open(view, found)
    if exam_id:
        show_exam(view, exam_id)


def _alt() -> str:
    return _("Exams with their measurements, newest first")


def _show_table(view: View, table: pd.DataFrame, filters: str) -> None:
    """The table; choosing a row chooses the exam in the menu below, which needs no mouse."""
    # The mark before the name says where a line is known from.
    shown = tuple(one for one in columns.shown_columns(table, exams.columns()) if one.name != "known_from")
    key = view.form.key(f"exam table/{filters}")

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        view.form.put(_OPEN, ids[rows[0]] if rows else NONE)

    ids = table["exam_id"].tolist()
    is_open = view.form.get(_OPEN)
    rows = [ids.index(is_open)] if is_open in ids else []
    if key in st.session_state and st.session_state[key]["selection"]["rows"] != rows:
        st.session_state[key] = {"selection": {"rows": rows}}
    marked = table.assign(exam=table["mark"] + " " + table["exam"])
    st.dataframe(
        _in_figures(marked[[column.name for column in shown]], shown),
        hide_index=True,
        column_config={column.name: _config(column) for column in shown},
        key=key,
        on_select=choose,
        selection_mode="single-row",
        placeholder="",
        alt=_alt(),
    )


def _config(column: Column) -> "ColumnConfig":
    width = WIDTHS.get(column.name)
    if column.figures:
        return st.column_config.NumberColumn(_short_title(column), width=width)
    return st.column_config.TextColumn(column.title, width=width, pinned=column.name == "date")


def _short_title(column: Column) -> str:
    """The effective dose in a narrow column; the line under the table says what it is."""
    return {"typical_msv": "mSv", "low_msv": column.label, "high_msv": column.label}.get(column.name, column.title)


def _in_figures(frame: pd.DataFrame, shown: tuple[Column, ...]) -> Styler | pd.DataFrame:
    """The numbers stay numbers, which sort and stand on the right; only how they are written is put in their place."""
    if frame.size > STYLED_CELLS:
        return frame
    return frame.style.format(writers(shown))


def _ask_open(view: View, table: pd.DataFrame) -> str:
    """The exam to open; "" for none."""
    names: dict[str, str] = {
        NONE: _("none"),
        **dict(zip(table["exam_id"], table["date"] + " · " + table["exam"], strict=True)),
    }
    view.form.settle(_OPEN, names, NONE)
    return view.form.search(_OPEN, _("Open an exam"), names, _name_in(names), filter_mode="contains")


def _name_in(names: Mapping[str, str]) -> Callable[[str], str]:
    """A choice that fell out of the list in this very run is written as it is."""
    return lambda exam_id: names.get(exam_id, exam_id)


def _ask_filters(view: View, table: pd.DataFrame) -> Filters:
    """Draw them, folded, with what is asked for as a sentence, which stands on paper too."""
    options = _options(table)
    first, last = int(table["date_first"].min().year), int(table["date_last"].max().year)
    with st.container(key="exam_filters"):
        words = view.form.line("find", _("Find"), max_chars=100)
        with st.expander(_("Filters"), icon=":material/filter_alt:"):
            since, until, *boxes = st.columns(2) + st.columns(3)
            with since:
                first_year = _ask_year(view, _("From"), range(first, last + 1))
            with until:
                last_year = _ask_year(view, _("To"), range(last, first - 1, -1))
            chosen = []
            for box, label, names in zip(boxes, _labels(), options, strict=True):
                with box:
                    chosen.append(_ask_several(view, label, names))
            only = view.form.tick("injections only", _("Injections and procedures only"))
    types, regions, evidence = chosen
    asked = Filters(first_year, last_year, types, regions, evidence, injections_only=only, words=words.strip())
    if asked != Filters():
        st.markdown(_in_words(asked, options))
    return asked


def _labels() -> tuple[str, str, str]:
    return _("Type"), _("Region"), _("Evidence")


def _options(table: pd.DataFrame) -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
    """What this record can be asked for: types, regions and evidence, by key."""
    regions = sorted(zip(table["region"], table["region_name"], strict=True), key=lambda pair: str(pair[1]))
    held = set(table["evidence"])
    return (
        {str(key): wording.clinical_type(str(key)) for key in table["exam_type"].unique()},
        {str(key): str(name) for key, name in regions},
        {key: wording.evidence(key) for key in wording.EVIDENCE_MARKS if key in held},
    )


def _ask_year(view: View, label: str, years: Iterable[int]) -> int | None:
    offered: dict[int | None, str] = {None: _("any year"), **{year: str(year) for year in years}}
    view.form.settle(f"year {label}", offered, None)
    return view.form.search(f"year {label}", label, offered, filter_mode="contains")


def _ask_several(view: View, label: str, names: Mapping[str, str]) -> tuple[str, ...]:
    name, known = f"only {label}", view.form.get(f"only {label}")
    if known is not None:
        view.form.put(name, [value for value in known if value in names])
    return tuple(view.form.several(name, label, names, placeholder=_("all"), filter_mode="contains"))


def _in_words(asked: Filters, options: Iterable[Mapping[str, str]]) -> str:
    """What is asked for."""
    years = [asked.first_year, asked.last_year]
    parts = [
        _("Years: {first} to {last}").format(first=years[0] or "…", last=years[1] or "…") if any(years) else "",
        *(
            f"{label}: {', '.join(names[key] for key in keys)}" if keys else ""
            for label, names, keys in zip(
                _labels(), options, (asked.exam_types, asked.regions, asked.evidence), strict=True
            )
        ),
        _("Injections and procedures only") if asked.injections_only else "",
        _("Words: {words}").format(words=plain(asked.words)) if asked.words else "",
    ]
    return _("Shown: {filters}.").format(filters="; ".join(filter(None, parts)))


def show_exam(view: View, exam_id: str) -> None:
    """Draw everything that is known of an exam; nothing here changes it."""
    row = view.whole.row(exam_id)
    with st.container(border=not view.printing, key="exam_open"):
        st.header(f"{plain(row['clinical_name'])}, {plain(row['when'])}", anchor=False)
        _show_facts(row)
        _show_injection(view, exam_id)
        _show_dose(view, row)
        measured = exam.measurements(view.whole, exam_id)
        _show(view, _("Measurements as reported"), measured, exam.measurement_columns())
        _show_comparison(view, compare.comparisons(view.whole, exam_id))
        events = exam.events(view.record, view.whole, exam_id)
        _show(view, _("Irradiation events"), events, exam.event_columns())
        reports = exam.reports(view.record, view.whole, exam_id)
        _show(view, _("Source reports and device"), reports, exam.report_columns())
        with view.fold(_("History of edits"), compact=True):
            for line in edit_lines(view.record, exam_id):
                st.markdown(line)


def _show_facts(row: pd.Series) -> None:
    recorded = wording.day(row["created_at"].to_pydatetime())
    _list(
        {
            _("Facility"): row["facility"],
            _("Images at"): row["images_at"],
            _("Requested by"): row["requested_by"],
            _("Indication"): row["reason"],
            _("Contrast medium"): answers()[row["contrast"]] if row["contrast"] else "",
            _("Contrast agent"): row["contrast_agent"],
            _("Pregnant then"): answers()[row["pregnant"]] if row["pregnant"] else "",
            _("Known from"): _("{source}, entered {day}").format(
                source=wording.known_from(row["known_from"]), day=recorded
            ),
            _("Notes"): row["notes"],
        }
    )


def _list(facts: dict[str, str]) -> None:
    """Facts as lines; what nobody recorded is left out."""
    st.markdown("  \n".join(f"{label}: {plain(str(text))}" for label, text in facts.items() if text))


def _show_dose(view: View, row: pd.Series) -> None:
    st.subheader(_("Effective dose"), anchor=False)
    dose = wording.dose(row["typical_msv"], row["low_msv"], row["high_msv"])
    known = wording.evidence(row["evidence"])
    st.markdown(f"**{dose}** · {known}" if row["counted"] else f"**{known}**")
    made = view.whole.derivation(row["exam_id"])
    st.markdown(plain(made.sentence) + sources(made.sources))
    kind = reference.exam_kinds().get(row["kind_key"])
    if kind and kind.typical_msv and row["evidence"] in MEASURED_EVIDENCE:
        usual = wording.dose(kind.typical_msv, kind.low_msv, kind.high_msv)
        cited = sources([reference.sources()[kind.source_id]])
        st.markdown(_("Published for this kind of exam, in adults: {dose}.").format(dose=usual) + cited)


def _show(view: View, title: str, rows: pd.DataFrame, columns: Iterable[Column]) -> None:
    """A table under its heading; nothing where there are no rows."""
    if rows.empty:
        return
    st.subheader(title, anchor=False)
    show_table(view, rows, columns, title)


def _show_comparison(view: View, comparisons: Sequence[Comparison]) -> None:
    """Beside published values and reference levels: how departments work, never a judgement of this exam."""
    rows = [
        {
            _("Quantity"): _(wording.SHORT_QUANTITIES[one.quantity]) + (f" {wording.side(one.laterality)}").rstrip(),
            _("This exam"): f"{one.value:.6g} {one.unit}",
            _("Published"): _published(one),
            _("For"): plain(one.published_for),
            _("Compared"): exam.compared(one),
            _("Where, year, source"): plain(_where(one)),
        }
        for one in comparisons
    ]
    if not rows:
        return
    st.subheader(_("Beside published values"), anchor=False)
    view.table(pd.DataFrame(rows), _("This exam beside published values"))
    st.markdown(sources(dict.fromkeys(one.source for one in comparisons)).strip())
    st.caption(exam.reference_level_note())


def _where(comparison: Comparison) -> str:
    year = "" if comparison.year in comparison.source.short else comparison.year
    return ", ".join(filter(None, [comparison.country, year, comparison.source.short]))


def _published(comparison: Comparison) -> str:
    what = exam.what_is_published(comparison)
    centre = f"{comparison.published:g}" if comparison.published is not None else ""
    ends = (
        _("{low:g} to {high:g}").format(low=comparison.low, high=comparison.high)
        if comparison.low and comparison.high
        else ""
    )
    number = f"{centre} ({ends})" if centre and ends else centre or ends
    return _("{number} {unit}, {what}").format(number=number, unit=comparison.unit, what=what)


def _show_injection(view: View, exam_id: str) -> None:
    one = exam.injection(view.record, view.whole, exam_id)
    if one is None:
        return
    st.subheader(_("Injection"), anchor=False)
    facts = exam.injection_facts(one)
    if not any(facts.values()):
        st.markdown(_("Nothing more is recorded."))
    _list(facts)


clinician_page(N_("Exams"), draw)
