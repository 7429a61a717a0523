"""The list of exams as one table-like line of time: a button a row, years as headings, thousands of them at once.

Drawn by the browser, because a widget for each row would take the page seconds. Texts go in as texts, never as HTML.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import streamlit as st

from dashboards.frame.words import evidence
from tracker import wording
from tracker.history.compare import usual
from tracker.history.once import once
from tracker.history.summary import Summary
from tracker.i18n import _
from tracker.view.charts.theme import EXAM_TYPES, TYPE_COLOURS
from tracker.view.lines import exam_name, times, usual_place, usual_words

_HTML = '<p class="legend"></p><div class="years"></div>'

_CSS = """
:host, .years, .legend {font-family: var(--st-font); color: var(--st-text-color); container-type: inline-size}
.legend {display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: 0 0 .3rem; font-size: .85rem; align-items: center}
.legend span {display: inline-flex; align-items: center; gap: .35rem}
.legend .bar {width: 5rem}
section {content-visibility: auto}
h3 {font-size: 1.1rem; font-weight: 600; margin: 0; padding: .9rem 0 .25rem; display: flex; gap: .6rem;
  align-items: baseline}
h3 small {font-weight: 400}
small {font-size: .85rem; opacity: .85}
ul {list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--st-border-color)}
li {border-bottom: 1px solid var(--st-border-color)}
button {all: unset; box-sizing: border-box; cursor: pointer; width: 100%; padding: .5rem .4rem; display: grid;
  align-items: center; gap: .1rem .8rem; min-height: 44px; line-height: 1.35;
  grid-template-columns: 1rem 6.2rem minmax(0, 1fr) 7.4rem 10.6rem 1rem;
  grid-template-areas: "mark when what dose known arrow"}
button:hover {background: var(--st-secondary-background-color)}
button:focus-visible {outline: 3px solid var(--st-primary-color); outline-offset: -3px}
button[aria-expanded=true] {background: var(--st-secondary-background-color)}
button > * {min-width: 0; overflow-wrap: anywhere}
b {font-weight: 600; display: block}
small {display: block}
.mark {grid-area: mark; display: flex} .when {grid-area: when} .what {grid-area: what} .dose {grid-area: dose}
.known {grid-area: known} .arrow {grid-area: arrow; text-align: center}
.arrow::before {content: "▸"; font-size: 1.3rem; line-height: 1} [aria-expanded=true] .arrow::before {content: "▾"}
svg {width: 1rem; height: 1rem; flex: none; stroke: var(--st-text-color); stroke-width: .8}
.bar {display: block; position: relative; height: .7rem; margin: .15rem 0;
  background: linear-gradient(var(--st-border-color) 0 0) center / 100% 2px no-repeat}
.bar i {position: absolute; top: 50%; transform: translateY(-50%)}
.bar .band {left: 25%; width: 50%; height: 100%; border-radius: .35rem;
  background: color-mix(in srgb, var(--st-primary-color) 30%, var(--st-background-color))}
.bar .most {width: 2px; height: 100%; background: var(--st-primary-color)}
.bar .range {height: 2px; background: var(--st-text-color)}
.bar .own {width: .7rem; height: .7rem; margin-left: -.35rem; border-radius: 50%; background: var(--st-text-color);
  box-shadow: 0 0 0 2px var(--st-background-color)}
.unseen {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)}
@container (max-width: 38rem) {
  button {grid-template-columns: 1rem minmax(0, 1fr) minmax(0, 1fr) 1rem; align-items: start;
    grid-template-areas: "mark when when arrow" ". what what ." ". dose known ."}
  .mark {padding-top: .2rem}
}
"""

# Shapes stand for the type of exam as in the timeline of Home.
LIST_PROGRAM = """
const SHAPES = {
  "CT": '<rect x="2.5" y="2.5" width="11" height="11"/>', "fluoroscopy": '<path d="M8 1.5 15 14H1z"/>',
  "X-ray": '<circle cx="8" cy="8" r="6"/>', "nuclear": '<path d="M8 1l7 7-7 7-7-7z"/>',
  "mammography": '<path d="M8 1l7 5-2.7 8.5H3.700L1 6z"/>', "dental": '<path d="M8 14.500 15 2H1z"/>',
  "other": '<path d="M1.500 4 4 1.500l4 4 4-4L14.500 4l-4 4 4 4-2.500 2.500-4-4-4 4L1.500 12l4-4z"/>'};
const make = (tag, name, text) => {
  const made = document.createElement(tag);
  made.className = name;
  if (text) made.textContent = text;
  return made;
};
const mark = (type, colour) => {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("viewBox", "0 0 16 16");
  drawn.setAttribute("aria-hidden", "true");
  drawn.setAttribute("fill", colour);
  drawn.innerHTML = SHAPES[type];
  return drawn;
};
const bar = ([most, low, own, high]) => {
  const drawn = make("span", "bar");
  drawn.setAttribute("aria-hidden", "true");
  const parts = {band: {}, most: {left: most}, range: {left: low, width: high - low}, own: {left: own}};
  for (const [name, place] of Object.entries(parts)) {
    const part = make("i", name);
    for (const [side, percent] of Object.entries(place)) part.style[side] = `${percent}%`;
    drawn.append(part);
  }
  return drawn;
};
const line = (row, data, open) => {
  const button = make("button", "");
  button.type = "button";
  button.dataset.id = row.id;
  button.setAttribute("aria-expanded", String(row.id === data.open));
  const what = make("span", "what");
  what.append(make("b", "", row.name), ...(row.where ? [make("small", "", row.where)] : []));
  const shape = make("span", "mark");
  shape.append(mark(row.type, data.types[row.type][1]), make("span", "unseen", data.types[row.type][0]));
  const dose = make("span", "dose", row.dose);
  if (row.range) dose.append(make("small", "", row.range));
  const known = make("span", "known");
  known.append(make("small", "", row.known));
  if (row.place) known.append(bar(row.place));
  if (row.usual) known.append(make("small", "", row.usual));
  const arrow = make("span", "arrow");
  arrow.setAttribute("aria-hidden", "true");
  button.append(shape, make("span", "when", row.when), what, dose, known, arrow);
  button.onclick = () => { globalThis.examAsked = row.id; open(row.id); };
  const item = make("li", "");
  item.append(button);
  return item;
};
export default function ({parentElement, data, setTriggerValue}) {
  const years = parentElement.querySelector(".years");
  const stamp = JSON.stringify(data);
  if (years.stamp === stamp) return;
  years.stamp = stamp;
  const legend = parentElement.querySelector(".legend");
  legend.hidden = !data.legend;
  legend.replaceChildren(...(data.legend || []).map(([type, words]) => {
    const entry = make("span", "");
    entry.append(type === "bar" ? bar([50, 58, 65, 72]) : mark(type, data.types[type][1]), words);
    return entry;
  }));
  const drawn = data.groups.map(group => {
    const section = make("section", "");
    section.style.containIntrinsicSize = `auto ${group.rows.length * 68 + 50}px`;
    if (group.title) {
      const title = make("h3", "", group.title);
      if (group.more) title.append(make("small", "", group.more));
      section.append(title);
    }
    const list = make("ul", "");
    list.append(...group.rows.map(row => line(row, data, id => setTriggerValue("open", id))));
    section.append(list);
    return section;
  });
  years.replaceChildren(...drawn);
  const asked = globalThis.examAsked;
  const there = asked && [...years.querySelectorAll("button")].find(button => button.dataset.id === asked);
  if (there) {
    globalThis.examAsked = "";
    there.focus();
  }
}
"""

_LIST = st.components.v2.component("exam_rows", html=_HTML, css=_CSS, js=LIST_PROGRAM)

Row = dict[str, Any]


_TAKEN = [
    *("exam_id", "exam_type", "when", "name", "side", "exam_count", "count_is_approximate", "facility", "images_at"),
    *("evidence", "counted", "typical_msv", "low_msv", "high_msv"),
]


@once
def rows_of(chosen: Summary, levels: Mapping[str, Sequence[str]]) -> list[Row]:
    """The exams as the browser draws them, in the order of the summary.

    Args:
        chosen: the exams.
        levels: of the spine, by exam_id.
    """
    exams = chosen.exams[_TAKEN].join(usual(chosen.exams)).assign(year=chosen.exams["date_last"].dt.year)
    exams["side"] = exams["side"].map({key: wording.side(key) for key in exams["side"].unique()})
    known, dose = cache(_known), cache(_dose)  # few are different, and in one language
    return [_row(row, levels.get(row["exam_id"], ()), known, dose) for row in exams.to_dict("records")]


def _row(
    row: Mapping[Any, Any],
    levels: Sequence[str],
    known: Callable[[str], str],
    dose: Callable[[float, float, float], tuple[str, str]],
) -> Row:
    own = (row["typical_msv"], row["low_msv"], row["high_msv"])
    amount, span = dose(*own) if row["counted"] else ("", "")
    made = {
        "id": row["exam_id"],
        "type": row["exam_type"] if row["exam_type"] in EXAM_TYPES else "other",
        "year": row["year"],
        "msv": row["typical_msv"] if row["counted"] else -1.0,
        "when": row["when"],
        "name": _name(row, levels),
        "where": _where(row, levels),
        "dose": amount,
        "range": span,
        "known": known(row["evidence"]),
    }
    if row["position"]:
        published = [row[f"usual_{name}_msv"] for name in ("typical", "low", "high")]
        made |= {"usual": usual_words(row["position"]), "place": usual_place(published, own)}
    return made


def _name(row: Mapping[Any, Any], levels: Sequence[str]) -> str:
    """What an exam is called in the list: "about 20 × Chest X-ray", "Hip injection, left"."""
    # Where there are levels, the side stands with them.
    name = row["name"] if levels or not row["side"] else exam_name(row["name"], row["side"])
    return times(name, row["exam_count"], approximate=row["count_is_approximate"])


def _dose(typical: float, low: float, high: float) -> tuple[str, str]:
    """A dose, and its range in brackets."""
    amount, _space, span = wording.dose(typical, low, high).partition(" (")
    return amount, f"({span}" if span else ""


def _known(key: str) -> str:
    """What a dose rests on."""
    mark = wording.EVIDENCE_MARKS[key]
    if key == "typical":
        return f"{mark} {_('typical value, not measured')}"
    if key == "rough":
        return f"{mark} {_('rough value, not measured')}"
    return evidence(key)


def _where(row: Mapping[Any, Any], levels: Sequence[str]) -> str:
    """The level of the spine, the clinic, and where the images are."""
    images = _("images: {place}").format(place=row["images_at"]) if row["images_at"] else ""
    place = f"{wording.levels(levels)} {row['side']}".rstrip() if levels else ""
    return " · ".join(filter(None, [place, row["facility"], images]))


def draw_rows(
    rows: Sequence[Row], part: slice, *, is_open: str, by_year: bool, key: str, choose: Callable[[str], None]
) -> None:
    """Draw a part of the rows; what the marks mean stands above the first one.

    Args:
        rows: all of them, in the order in which they stand.
        part: which are drawn here.
        is_open: the exam that is open; "" for none.
        by_year: whether years stand above them as headings.
        key: of the widget.
        choose: called with the exam whose row was pressed.
    """
    types = {kind: (wording.exam_type(kind), TYPE_COLOURS[kind]) for kind in EXAM_TYPES}
    groups: list[dict[str, Any]] = []
    year = str(rows[part.start - 1]["year"]) if part.start else ""
    for row in rows[part]:
        title = str(row["year"]) if by_year else ""
        if not groups or title != year:
            groups.append({"title": title if title != year else "", "rows": []})
            year = title
        groups[-1]["rows"].append({name: value for name, value in row.items() if value and name not in ("year", "msv")})
    held = {row["type"] for row in rows}
    legend = [(kind, words) for kind, (words, _colour) in types.items() if kind in held]
    if any("place" in row for row in rows):
        legend.append(("bar", _("pale: usual range of this exam; dot: this one")))

    def opened() -> None:
        choose(str(st.session_state[key]["open"] or ""))

    _LIST(
        data={"groups": groups, "open": is_open, "types": types, "legend": None if part.start else legend},
        key=key,
        on_open_change=opened,
    )
