"""The filters above the clinician's table of exams: years, type, region, evidence, injections, words."""

from collections.abc import Iterable, Mapping

import pandas as pd
import streamlit as st

from dashboards.clinician.frame import View
from dashboards.frame.words import plain
from tracker import wording
from tracker.i18n import _
from tracker.view.exams import Filters


def ask_filters(view: View, table: pd.DataFrame) -> Filters:
    """Draw them, folded, with what is asked for as a sentence, which stands on paper too."""
    options = _options(table)
    first, last = int(table["date_first"].min().year), int(table["date_last"].max().year)
    with st.container(key="exam_filters"):
        words = st.text_input(_("Find"), key=view.key("find"), persist_state="session", max_chars=100) or ""
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
            only = st.checkbox(
                _("Injections and procedures only"), key=view.key("injections only"), persist_state="session"
            )
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
    key = view.key(f"year {label}")
    offered = [None, *years]
    if st.session_state.get(key) not in offered:
        st.session_state[key] = None
    return st.selectbox(
        label,
        offered,
        format_func=lambda year: _("any year") if year is None else str(year),
        key=key,
        filter_mode="contains",
        persist_state="session",
    )


def _ask_several(view: View, label: str, names: Mapping[str, str]) -> tuple[str, ...]:
    key = view.key(f"only {label}")
    if key in st.session_state:
        st.session_state[key] = [value for value in st.session_state[key] if value in names]
    return tuple(
        st.multiselect(
            label,
            list(names),
            format_func=lambda value: names.get(value, value),
            key=key,
            placeholder=_("all"),
            filter_mode="contains",
            persist_state="session",
        )
    )


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
