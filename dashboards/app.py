"""Where the pages are and what they are called; a folder a section."""

import streamlit as st

from dashboards.frame import who
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
.st-key-exam_list > * + * > [data-testid="stHorizontalBlock"]
{border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent); padding-top: 0.5rem}
.st-key-pages a {padding-block: 0.25rem}
.st-key-pages [data-testid="stCaptionContainer"] {padding-top: 0.75rem}
"""
if st.context.theme.type == "dark":
    # Streamlit writes white on the accent of the dark theme, which too few people can read.
    LOOKS += '\n:is([data-testid^="stBaseButton-primary"], [data-tag]) * {color: #0E1117}'
st.html(f"<style>{LOOKS}</style>")

PAGES = {
    _("My record"): [
        st.Page("history/start.py", title=_("Start"), icon=":material/home:", default=True),
        st.Page("history/history.py", title=_("My history"), icon=":material/list_alt:", url_path="history"),
        st.Page("exam/add.py", title=_("Add an exam"), icon=":material/add_circle:", url_path="add"),
        st.Page(
            "injections/injections.py", title=_("My injections"), icon=":material/vaccines:", url_path="injections"
        ),
        st.Page("injections/pain_log.py", title=_("Pain log"), icon=":material/edit_note:", url_path="pain-log"),
        st.Page("importing/files.py", title=_("Import"), icon=":material/upload_file:", url_path="import"),
        st.Page("visit/planned.py", title=_("A planned exam"), icon=":material/event:", url_path="planned"),
        st.Page("visit/appointment.py", title=_("Appointment page"), icon=":material/print:", url_path="appointment"),
        st.Page("about/me.py", title=_("About me"), icon=":material/person:", url_path="about-me"),
        st.Page("about/export.py", title=_("Export and back up"), icon=":material/save:", url_path="export"),
        st.Page("about/numbers.py", title=_("About these numbers"), icon=":material/info:", url_path="numbers"),
    ],
    _("For the clinician"): [
        st.Page("clinician/minute.py", title=_("One-minute view"), icon=":material/timer:", url_path="clinician"),
        st.Page("clinician/exams.py", title=_("Exams"), icon=":material/table:", url_path="clinician-exams"),
        st.Page(
            "clinician/skin.py",
            title=_("Skin and fluoroscopy"),
            icon=":material/accessibility_new:",
            url_path="clinician-skin",
        ),
        st.Page(
            "clinician/timeline.py", title=_("Timeline"), icon=":material/timeline:", url_path="clinician-timeline"
        ),
        st.Page("clinician/evidence.py", title=_("Evidence"), icon=":material/balance:", url_path="clinician-evidence"),
    ],
}
chosen = st.navigation(PAGES, position="hidden")

# Streamlit's own list of pages with headings folds some away, and is no proper list for a screen reader.
with st.sidebar, st.container(key="pages", gap=None):
    for section, pages in PAGES.items():
        st.caption(section)
        for page in pages:
            st.page_link(page, width="stretch")

chosen.run()
