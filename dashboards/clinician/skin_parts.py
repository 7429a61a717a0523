"""The parts of the skin page: what reached a level, the regions, the map, the procedures, what is not known, levels."""

from collections.abc import Mapping, Sequence
from itertools import groupby

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from dashboards.clinician.frame import View
from dashboards.frame.words import plain, small, sources
from tracker import reference
from tracker.dose.skin_map import SkinMap
from tracker.history import skin_words as words
from tracker.history.skin import SamePatch, SkinFindings, SkinHistory, SkinRegionHistory, SummedMap
from tracker.history.skin_words import Advice
from tracker.i18n import _, ngettext
from tracker.view import fluoroscopy
from tracker.view.fluoroscopy import Procedure
from tracker.wording import reported_number

ROWS_ON_A_PAGE = 12
REGIONS_SHOWN = 4
MOST_ASKED = 3


def show_advice(view: View, advice: Sequence[Advice]) -> None:
    """The procedures that reached a level for follow-up, or one quiet sentence that none recorded did."""
    if not advice:
        st.markdown(no_level_reached())
        return
    st.header(_("Skin: a level for follow-up was reached"), anchor=False)
    names = fluoroscopy.clinical_names(view.whole, [one.exam_id for one in advice])
    for one in advice:
        reached = "; ".join(level.text for level in one.reached)
        st.markdown(f"**{one.when}, {plain(names[one.exam_id])}**: {plain(reached)}")
    st.markdown(fluoroscopy.follow_up(advice))
    ids = dict.fromkeys(level.source_id for one in advice for level in one.reached)
    st.markdown(small(sources(reference.sources()[id_] for id_ in ids)))


def show_skin_line(view: View, found: SkinFindings) -> None:
    """One line: the newest procedure that reached a level for follow-up, or that none recorded did."""
    missing = fluoroscopy.skin_not_known(sum(entry.exams for entry in found.not_known))
    if found.advice:
        names = fluoroscopy.clinical_names(view.whole, [one.exam_id for one in found.advice])
        newest = found.advice[0]
        reached = "; ".join(level.text for level in newest.reached)
        words = f"{newest.when}, {plain(names[newest.exam_id])}: {plain(reached)}"
        more = _("{n} more below").format(n=len(found.advice) - 1) if len(found.advice) > 1 else ""
        alert = f":material/warning: **{_('Skin: a level for follow-up was reached')}.**"
        with st.container(key="skin_alert"):
            st.markdown(" ".join(filter(None, [alert, f"{words}.", f"{more}." if more else ""])))
    elif len(found.doses.rows) or missing:
        st.caption(" ".join(filter(None, [no_level_reached(), missing])))


def show_skin(view: View, found: SkinFindings) -> None:
    """What reached a level for follow-up, with the sums over time of its skin regions; nothing where none did."""
    if not found.advice:
        return
    reached = {one.exam_id for one in found.advice}
    history = found.history()
    affected = [r for r in history.regions if reached & {dose.exam_id for dose in r.doses}]
    with st.container(key="not_on_the_sheet"):
        show_advice(view, found.advice)
        with view.fold(_("Skin doses over time")):
            for number, region in enumerate(affected):
                show_region(view, region, history, number)
        if missing := fluoroscopy.skin_not_known(sum(entry.exams for entry in found.not_known)):
            st.caption(missing)


def no_level_reached() -> str:
    """What stands where no procedure reached a level; it says no more than the record does."""
    return _("Skin: no recorded procedure reached a level for follow-up.")


def show_regions(view: View, history: SkinHistory) -> None:
    """Every skin region with what its doses rest on, its sums over time, and the same-patch worst case beside them."""
    st.header(_("Skin regions"), anchor=False)
    if not history.regions:
        st.markdown(_("No skin dose can be told."))
        return
    for number, region in enumerate(history.regions[:REGIONS_SHOWN]):
        show_region(view, region, history, number)
    if more := history.regions[REGIONS_SHOWN:]:
        words_of_more = ngettext("{n} more region", "{n} more regions", len(more)).format(n=len(more))
        with view.fold(words_of_more):
            for number, region in enumerate(more, REGIONS_SHOWN):
                show_region(view, region, history, number)
    st.caption(f"{words.sum_note()} {words.same_patch_note()}")


def show_region(view: View, region: SkinRegionHistory, history: SkinHistory, number: int) -> None:
    """One skin region: what its doses rest on, and its sums over time with the worst case beside them."""
    patch = next(patch for patch in history.same_patch if patch.region == region.skin.region)
    with st.container(border=True, key=f"keep_together_{number}"):
        st.markdown(f"**{plain(region.skin.clinical_name)}**")
        st.caption("  \n".join(plain(reason) for reason in fluoroscopy.tiers(region)))
        alt = _("Skin dose: {region}").format(region=region.skin.clinical_name)
        view.table(_window_table(region, patch), alt)


def _window_table(region: SkinRegionHistory, patch: SamePatch) -> pd.DataFrame:
    pairs = list(zip(region.windows, patch.windows, strict=True))
    rows = pd.DataFrame(
        {
            _("Period"): [fluoroscopy.window_name(own.days) for own, _worst in pairs],
            _("Up to today"): [fluoroscopy.sum_text(own.recent) for own, _worst in pairs],
            _("Highest"): [fluoroscopy.sum_text(own.highest) for own, _worst in pairs],
            _("Same patch, up to today"): [fluoroscopy.sum_text(worst.recent) for _own, worst in pairs],
            _("Same patch, highest"): [fluoroscopy.sum_text(worst.highest) for _own, worst in pairs],
        }
    )
    return rows.map(plain)


def show_map(view: View, found: SkinFindings, history: SkinHistory) -> None:
    """The map of all beams that could be placed, or of one procedure, from every side that a beam reached."""
    without = fluoroscopy.without_place(found)
    if history.map is None and not without:
        return
    from tracker.view.charts.skin import skin_map

    st.header(_("Map of the skin dose"), anchor=False)
    if without:
        history = found.history(_ask_places(view, found, without))
    whole = history.map
    if whole is None:
        return
    chosen = _ask_map(view, whole)
    with st.container(key="keep_together_map"):
        view.chart(skin_map(whole.body, history.maps[chosen].dose_mgy if chosen else whole.dose_mgy, view.theme))
    notes = [words.place_note(), *dict.fromkeys(reason for _exam_id, reason in whole.side_uncertain)]
    if whole.not_drawn:
        n = len(whole.not_drawn)
        text = ngettext("{n} procedure is not drawn:", "{n} procedures are not drawn:", n).format(n=n)
        notes.append(f"{text} {_('nobody knows the body region.')}")
    st.caption("  \n".join(plain(note) for note in notes))


def _ask_places(view: View, found: SkinFindings, without: Sequence[str]) -> Mapping[str, SkinMap]:
    """The exams whose part of the body nobody recorded, on the part that is chosen here; it is not written down."""
    choices: dict[str, str] = {"": _("not known, not on the map")}
    choices |= {"/".join(key): name for key, name in fluoroscopy.places().items()}
    placed = {}
    for exam_id, name in list(fluoroscopy.clinical_names(view.whole, without).items())[:MOST_ASKED]:
        when = str(view.whole.row(exam_id)["when"])
        label = _("Body region of {exam}, {when}").format(exam=name, when=when)
        view.form.settle(f"place {exam_id}", choices, "")
        chosen = view.form.search(f"place {exam_id}", plain(label), choices, filter_mode="contains")
        if chosen:
            region, _slash, side = chosen.partition("/")
            placed[exam_id] = fluoroscopy.placed(found, exam_id, region, side)
            view.on_paper(f"place_{exam_id}", plain(f"{label}: {choices[chosen]}"))
    st.caption(_("The record does not say the region. What is chosen here places the beams and is not written down."))
    return placed


def _ask_map(view: View, whole: SummedMap) -> str:
    """The exam whose map is drawn; "" for all of them added up."""
    if len(whole.exam_ids) == 1:
        return ""
    names = fluoroscopy.clinical_names(view.whole, whole.exam_ids)
    choices = {"": _("All mapped procedures, added up: {n}").format(n=len(whole.exam_ids))}
    choices |= {one: f"{view.whole.row(one)['when']}, {names[one]}" for one in whole.exam_ids}
    view.form.settle("skin map", choices, "")
    chosen = view.form.search("skin map", _("Which procedures"), choices, filter_mode="contains")
    view.on_paper("skin_map", plain(choices[chosen]))
    return chosen


def show_procedures(view: View, procedures: Sequence[Procedure]) -> None:
    """The procedures with what was measured and the skin doses made from it."""
    st.header(_("Procedures"), anchor=False)
    view.long_table(
        "procedures",
        len(procedures),
        lambda shown: _procedure_table(procedures[shown]),
        _("Procedures with fluoroscopy, newest first"),
        ROWS_ON_A_PAGE,
    )


def _procedure_table(shown: Sequence[Procedure]) -> Styler:
    numbers = {
        _("Fluoroscopy, s"): [one.fluoro_time_s for one in shown],
        _("KAP, Gy.cm2"): [one.kap_gy_cm2 for one in shown],
        _("Ka,r, mGy"): [one.air_kerma_mgy for one in shown],
    }
    rows = pd.DataFrame(
        {
            _("Date"): [plain(one.when) for one in shown],
            _("Procedure"): [f"{one.mark} {plain(one.name)}" for one in shown],
            **{title: pd.Series(values, dtype=float) for title, values in numbers.items()},
            _("Skin dose"): [_skin_doses(one) for one in shown],
        }
    )
    # Numbers stay numbers, which stand on the right; only how they are written is put in their place.
    return rows.style.format(dict.fromkeys(numbers, _written))


def _written(value: object) -> str:
    return reported_number(value) if isinstance(value, float) and value == value else "–"


def _skin_doses(procedure: Procedure) -> str:
    if not procedure.doses:
        return _("not known")
    found = []
    for dose in procedure.doses:
        plane = _(", plane {plane}").format(plane=dose.plane) if dose.plane else ""
        found.append(plain(f"{dose.skin.clinical_name}{plane}: {dose.text}, {dose.tier}"))
    if procedure.beams_left_out:
        missed = ngettext("{n} beam not placed", "{n} beams not placed", procedure.beams_left_out)
        found.append(missed.format(n=procedure.beams_left_out))
    return "; ".join(found)


def show_not_known(view: View, history: SkinHistory) -> None:
    """Beams that are in no map, and exams whose skin dose cannot be told."""
    if not (history.left_out or history.not_known):
        return
    st.header(_("What could not be told"), anchor=False)
    beams = sorted(history.left_out, key=lambda beam: (beam.exam_id, beam.reason))
    names = fluoroscopy.clinical_names(view.whole, [beam.exam_id for beam in beams])
    whens = {exam_id: plain(str(view.whole.row(exam_id)["when"])) for exam_id in names}
    lines = []
    for (exam_id, reason), group in groupby(beams, key=lambda beam: (beam.exam_id, beam.reason)):
        n = len(list(group))
        count = ngettext("{n} beam not placed", "{n} beams not placed", n).format(n=n)
        lines.append(f"- {whens[exam_id]}, {plain(names[exam_id])}: {count}. {plain(reason)}")
    if lines:
        st.markdown("\n".join(lines))
    if n := history.not_known_exams:
        text = ngettext(
            "The skin dose of {n} exam is not known: neither air kerma nor kerma-area product is recorded.",
            "The skin dose of {n} exams is not known: neither air kerma nor kerma-area product is recorded.",
            n,
        )
        st.markdown(text.format(n=n) + " " + _("That is not a dose of zero."))


def show_levels(view: View) -> None:
    """The levels for follow-up and what doses to one place can do, as reference texts with their sources."""
    levels, where = fluoroscopy.levels()
    with view.fold(_("Levels for follow-up, and what they mean")):
        view.table(
            pd.DataFrame(
                {
                    _("One procedure"): [level.name for level in levels],
                    _("Level"): [level.value for level in levels],
                    _("Basis"): [level.basis for level in levels],
                }
            ),
            _("Levels for follow-up after one procedure"),
        )
        st.markdown(fluoroscopy.follow_up([]))
        st.markdown(small(sources(where)))
        bands, source = fluoroscopy.bands()
        view.table(
            pd.DataFrame(
                {
                    _("Dose to one place of the skin"): [band.dose for band in bands],
                    _("Reaction"): [band.reaction for band in bands],
                }
            ),
            _("Reactions of the skin by dose to one place"),
        )
        st.markdown(small(sources([source])))
