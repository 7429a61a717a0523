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

# A long name in the list of exams starts at the left, as text does, not in the middle of its button. And Streamlit
# writes white on the accent of the dark theme, which too few people can read; the scheme may change on an open page.
LOOKS = """
[data-testid="stBaseButton-tertiary"] p {text-align: left}
[class*="st-key-exam_list"] > * + * > [data-testid="stHorizontalBlock"]
{border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent); padding-top: 0.5rem}
.st-key-pages a {padding-block: 0.25rem}
.st-key-section_links p {white-space: nowrap}
:is([data-testid^="stBaseButton-primary"], [data-tag]) * {color: light-dark(#FFFFFF, #0E1117)}
@media (max-width: 640px) {.st-key-pages [data-testid="stCaptionContainer"] {display: none}}
"""
# Streamlit's own words where files are dropped are English, and speak of uploading: nothing leaves this computer.
for place, words in (("button p", _("Bring in")), ("section > div span", _("or drop it here, up to 200 MB each"))):
    said = f'[data-testid="stFileUploader"] {place}'
    written = json.dumps(words, ensure_ascii=False)
    LOOKS += f"\n{said} {{font-size: 0}}\n{said}::after {{content: {written}; font-size: 1rem}}"
st.html(f"<style>{LOOKS}</style>")

# "/" goes to the field one searches in, "n" to the page to add on; not while something is typed.
KEYS = """<script>
if (!window.exposureKeys) {
  window.exposureKeys = true;
  const there = () => location.pathname.endsWith('/history');
  const find = () => [...document.querySelectorAll('[data-testid="stMain"] input')]
    .find(e => e.offsetParent && (e.type === 'search' || there()));
  const link = name => document.querySelector(`:is(.st-key-pages, .st-key-section_links) a[href$="${name}"]`);
  const press = e => { if (e) e.click(); };
  const wait = (found, then, left = 80) => {
    if (found()) then(found());
    else if (left) setTimeout(wait, 150, found, then, left - 1);
  };
  const search = () => {
    if (find() || there()) return wait(find, e => e.focus());
    if (!link('history')) press(document.querySelector('.st-key-pages a'));
    wait(() => link('history'), e => { e.click(); wait(() => there() && find(), f => f.focus()); });
  };
  document.addEventListener('keydown', e => {
    const typing = e.target.closest && e.target.closest('input, textarea, select, [contenteditable=true]');
    if (typing || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === 'n') press(link('add'));
    if (e.key === '/') { e.preventDefault(); search(); }
  });
}
</script>"""
st.html(KEYS, unsafe_allow_javascript=True)

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
    st.caption(_("Keys: **n** adds, **/** searches"))

chosen.run()
