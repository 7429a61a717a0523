"""Where the pages are and what they are called; each page is one file beside this one."""

import streamlit as st

from tracker.i18n import _

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
"""
if st.context.theme.type == "dark":
    # Streamlit writes white on the accent of the dark theme, which too few people can read.
    LOOKS += '\n[data-testid^="stBaseButton-primary"] * {color: #0E1117}'
st.html(f"<style>{LOOKS}</style>")

st.navigation(
    [
        st.Page("start.py", title=_("Start"), icon=":material/home:", default=True),
        st.Page("history.py", title=_("My history"), icon=":material/list_alt:", url_path="history"),
        st.Page("add_exam.py", title=_("Add an exam"), icon=":material/add_circle:", url_path="add"),
        st.Page("import_files.py", title=_("Import"), icon=":material/upload_file:", url_path="import"),
        st.Page("appointment.py", title=_("Appointment page"), icon=":material/print:", url_path="appointment"),
        st.Page("about_me.py", title=_("About me"), icon=":material/person:", url_path="about-me"),
        st.Page("export.py", title=_("Export and back up"), icon=":material/save:", url_path="export"),
        st.Page("about_numbers.py", title=_("About these numbers"), icon=":material/info:", url_path="numbers"),
    ]
).run()
