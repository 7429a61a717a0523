"""The program as a whole: how it looks, its sections at the side, and the page that was chosen."""

import json

import streamlit as st

from dashboards.frame import who
from dashboards.frame.sections import SECTIONS, page_files
from tracker.i18n import _

who.settle_language()
st.set_page_config(
    page_title=_("Exposure Tracker"),
    # A :material: icon here would be fetched from another computer, and so would a page's own where this is missing.
    page_icon="📋",
    layout="centered",
    initial_sidebar_state="auto",
    menu_items={"Get help": None, "Report a bug": None, "About": None},
)

# A long name in the list of exams starts at the left, as text does, not in the middle of its button.
LOOKS = """
[data-testid="stBaseButton-tertiary"] p {text-align: left}
[class*="st-key-exam_list"] > * + * > [data-testid="stHorizontalBlock"]
{border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent); padding-top: 0.5rem}
.st-key-pages a {padding-block: 0.25rem}
.st-key-section_links p {white-space: nowrap}
"""
if st.context.theme.type == "dark":
    # Streamlit writes white on the accent of the dark theme, which too few people can read.
    LOOKS += '\n:is([data-testid^="stBaseButton-primary"], [data-tag]) * {color: #0E1117}'
# Streamlit's own words where files are dropped are English, and speak of uploading: nothing leaves this computer.
for place, words in (("button p", _("Bring in")), ("section > div span", _("or drop it here, up to 200 MB each"))):
    said = f'[data-testid="stFileUploader"] {place}'
    LOOKS += f"\n{said} {{font-size: 0}}\n{said}::after {{content: {json.dumps(words)}; font-size: 1rem}}"
st.html(f"<style>{LOOKS}</style>")

PAGES = {
    page.file: st.Page(page.file, title=_(page.title), url_path=page.address or None, default=not page.address)
    for page in page_files()
}
chosen = st.navigation(list(PAGES.values()), position="hidden")

# Streamlit's own list of pages with headings folds some away, and is no proper list for a screen reader.
with st.sidebar, st.container(key="pages", gap=None):
    for section in SECTIONS:
        here = any(PAGES[page.file] is chosen or PAGES[page.file].url_path == chosen.url_path for page in section.pages)
        name = _(section.name)
        st.page_link(section.pages[0].file, label=f"**{name}**" if here else name, icon=section.icon, width="stretch")

chosen.run()
