"""How the clinician's pages look on the screen and on paper: style sheets, nothing else."""

from collections.abc import Sequence

_SCREEN = """
[data-testid="stMainBlockContainer"] {max-width: 76rem !important}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {gap: 0.5rem}
[data-testid="stMain"] [data-testid="stHeading"] [data-testid="stMarkdownContainer"] {margin-bottom: 0}
[data-testid="stMain"] h1 {font-size: 1.2rem; padding: 0}
[data-testid="stMain"] .st-key-clinician_head [data-testid="stMarkdownContainer"] {font-size: 0.8rem}
.st-key-clinician_head p > span {font-size: 0.7rem !important}
[data-testid="stMain"] h2 {font-size: 1.1rem; padding: 0.8rem 0 0.3rem}
[data-testid="stMain"] h3 {font-size: 0.95rem; padding: 0.6rem 0 0.2rem}
[data-testid="stMain"] [data-testid="stMarkdownContainer"] {font-size: 0.9rem}
[data-testid="stMain"] [data-testid="stCaptionContainer"] {font-size: 0.78rem}
[data-testid="stMain"] [data-testid="stTable"] :is(td, th) {padding: 0.3rem 0.5rem; vertical-align: top}
[class*="st-key-on_paper_"] {display: none !important}
.st-key-clinician_links {border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent);
    padding-bottom: 0.25rem}
.st-key-clinician_links p {white-space: nowrap}
[data-testid="stMain"] .st-key-five_cells h2 {font-size: 0.72rem; padding: 0 0 0.1rem; letter-spacing: 0.06em;
    text-transform: uppercase}
.st-key-five_cells {gap: 0.5rem}
.st-key-five_cells [data-testid="stColumn"] {padding: 0.45rem 0.65rem}
.st-key-five_cells [data-testid="stColumn"] [data-testid="stColumn"] {padding: 0}
.st-key-five_cells :is([data-testid="stVerticalBlock"], [data-testid="stHorizontalBlock"]) {gap: 0.25rem 0.6rem}
[data-testid="stMain"] :is(.st-key-five_cells, .st-key-skin_alert) [data-testid="stMarkdownContainer"] {
    font-size: 0.79rem}
[data-testid="stMain"] .st-key-five_cells p {line-height: 1.35}
[data-testid="stMain"] .st-key-five_cells :is(p > span, [data-testid="stCaptionContainer"] p) {
    font-size: 0.72rem !important}
.st-key-five_cells [data-testid="stPopover"] button {min-height: 0; padding: 0}
.st-key-skin_alert {border: 1px solid currentColor; border-radius: 0.5rem; padding: 0.3rem 0.65rem}
.st-key-narrow_chart {max-width: 27rem}
.st-key-keep_together_map [data-testid="stImage"] {max-width: 34rem}
[data-testid="stSlider"] input {width: 1px !important}
@media (min-width: 641px) {
    [data-testid="stTable"] td:first-child p {white-space: nowrap}
    [data-testid="stMainBlockContainer"] {padding-top: 1rem}
    [data-testid="stHeader"] {background: none; pointer-events: none}
    [data-testid="stHeader"] button {pointer-events: auto}
    .st-key-clinician_head {padding-right: 1.6rem}
}
@media (max-width: 640px) {
    [data-testid="stMainBlockContainer"] {padding-top: 3.6rem}
    [data-testid="stTable"] :is(table, tbody, tr) {display: block; width: 100%}
    [data-testid="stTable"] :is(table, td) {border: none !important}
    [data-testid="stTable"] thead {display: none}
    [data-testid="stTable"] tr {border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent) !important;
        padding: 0.3rem 0}
    [data-testid="stTable"] td {display: flex; gap: 0.4rem; padding: 0.1rem 0 !important; text-align: left !important;
        white-space: normal}
    [data-testid="stTable"] td::before {flex: none}
    [data-testid="stTable"] td > * {min-width: 0; text-align: left !important}
}
"""

# What a page of paper has no use for, or cannot use.
_NOT_ON_PAPER = (
    '[data-testid="stSidebar"]',
    '[data-testid="stSidebarCollapsedControl"]',
    '[data-testid="stExpandSidebarButton"]',
    '[data-testid="stHeader"]',
    '[data-testid="stToolbar"]',
    '[data-testid="stElementToolbar"]',
    '[data-testid="stStatusWidget"]',
    '[data-testid="stButton"]',
    '[data-testid="stDownloadButton"]',
    '[data-testid="stPageLink"]',
    '[data-testid="stCheckbox"]',
    '[data-testid="stSelectbox"]',
    '[data-testid="stMultiSelect"]',
    '[data-testid="stSlider"]',
    '[data-testid="stTextInput"]',
    '[data-testid="stNumberInput"]',
    '[data-testid="stButtonGroup"]',
    '[data-testid="stPagination"]',
    '[data-baseweb="tab-list"]',
    ".st-key-clinician_links",
    ".st-key-not_on_paper",
)

_PAPER = """
@page {margin: 14mm}
img {max-height: 12cm !important; width: auto !important; max-width: 100% !important}
html, body, #root, .stApp, .stApp *, [data-testid="stMain"], [data-testid="stMainBlockContainer"] {
    overflow: visible !important; background-color: transparent !important; color: #000 !important;
    text-shadow: none !important; box-shadow: none !important}
html, body, .stApp {background: #fff !important}
html, body, #root, #root > *, .stApp, .stApp > *, [data-testid="stAppViewContainer"], [data-testid="stMain"] {
    position: static !important; height: auto !important; min-height: 0 !important; display: block !important}
html, body {font-size: 12px !important}
[data-stale="true"] {opacity: 1 !important}
[data-testid="stMainBlockContainer"] {max-width: none !important; padding: 0 !important}
[class*="st-key-on_paper_"] {display: block !important}
h1, h2, h3, h4 {break-after: avoid; padding: 0.4rem 0 0.2rem !important}
img, tr, [data-testid="stImage"], [data-testid="stAlert"], [class*="st-key-keep_together"] {break-inside: avoid}
thead {display: table-header-group}
[data-testid="stTable"] table {display: table !important; width: 100% !important}
details::details-content {content-visibility: visible !important; height: auto !important}
details {height: auto !important}
summary svg {display: none}
a {text-decoration: none !important}
"""

# The one-minute view is one sheet; what stands on it or on another page a second time is left out.
_ONE_SHEET = """
@page sheet {margin: 9mm}
:root:has(.st-key-five_cells) {page: sheet}
:root:has(.st-key-five_cells), :root:has(.st-key-five_cells) body {font-size: 10.6px !important}
:root:has(.st-key-five_cells) :is(.st-key-narrow_chart, .st-key-not_on_the_sheet, [data-testid="stPopover"]) {
    display: none !important}
:root:has(.st-key-five_cells) :is(p, [data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"],
    [data-testid="stTable"]) {margin: 0 !important; line-height: 1.25}
:root:has(.st-key-five_cells) [data-testid="stMarkdownContainer"] {font-size: 0.97rem !important}
:root:has(.st-key-five_cells) :is(p > span, [data-testid="stCaptionContainer"] p) {font-size: 0.87rem !important}
:root:has(.st-key-five_cells) [data-testid="stHorizontalBlock"] {flex-wrap: nowrap !important}
:root:has(.st-key-five_cells) [data-testid="stColumn"] {min-width: 0 !important}
:root:has(.st-key-five_cells) [data-testid="stVerticalBlock"] {gap: 0.2rem !important}
:root:has(.st-key-five_cells) [data-testid="stTable"] :is(td, th) {padding: 0.08rem 0.3rem !important}
:root:has(.st-key-five_cells) h2 {padding: 0.25rem 0 0.05rem !important}
:root:has(.st-key-five_cells) :is([data-testid="stExpander"] details, summary) {border: none !important;
    padding: 0 !important}
.st-key-five_cells [class*="st-key-on_paper_"] {order: -1}
"""

# A part that holds nothing but what is hidden would leave an empty box.
_EMPTY_BOXES = """[data-testid="stExpander"]:not(:has([data-testid="stMarkdown"], [data-testid="stTable"],
    [data-testid="stCaptionContainer"], [data-testid="stImage"])) {display: none !important}"""


def looks() -> str:
    """The style sheet of every clinician's page, on the screen and on paper, which is white on a dark page too."""
    hidden = ", ".join(_NOT_ON_PAPER) + " {display: none !important}"
    return f"{_SCREEN}\n@media print {{{_PAPER}\n{_ONE_SHEET}\n{hidden}\n{_EMPTY_BOXES}}}"


def dark_charts_on_paper() -> str:
    """Charts that were drawn for a dark screen: turned round in lightness, their hues as they were."""
    return "@media print {img {filter: invert(1) hue-rotate(180deg)}}"


def stacked(name: str, columns: Sequence[str]) -> str:
    """The style sheet of one table on a narrow screen: its rows are stacked, each cell behind the name of its column.

    Args:
        name: the key of the container the table stands in.
        columns: our own words, never text that a person typed.
    """
    labels = "".join(
        f'.st-key-{name} td:nth-child({place})::before {{content: "{_quoted(column)}: "; opacity: 0.75}}'
        for place, column in enumerate(columns, 1)
    )
    return f"@media (max-width: 640px) {{{labels}}}"


def _quoted(words: str) -> str:
    return words.translate({ord(letter): f"\\{ord(letter):x} " for letter in '\\"<>\n'})
