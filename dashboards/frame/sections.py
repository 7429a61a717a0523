"""The pages of the program in their sections; a section is one entry at the side, its pages stand above each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from tracker.i18n import N_, _


@dataclass(frozen=True, slots=True)
class PageFile:
    """One page: its file, its heading in English, and its address; the first page of all has none."""

    file: str
    title: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """An entry at the side: its name in English, its icon, and its pages, of which the first opens."""

    name: str
    icon: str
    pages: tuple[PageFile, ...]


SECTIONS = (
    Section(
        N_("Home"),
        ":material/home:",
        (PageFile("home/home.py", N_("Home")), PageFile("history/history.py", N_("My history"), "history")),
    ),
    Section(N_("Add"), ":material/add_circle:", (PageFile("exam/add.py", N_("Add an exam"), "add"),)),
    Section(
        N_("Injections"),
        ":material/vaccines:",
        (
            PageFile("injections/injections.py", N_("My injections"), "injections"),
            PageFile("injections/pain_log.py", N_("Pain log"), "pain-log"),
        ),
    ),
    Section(
        N_("Bring files in"),
        ":material/upload_file:",
        (PageFile("importing/files.py", N_("Bring files in"), "import"),),
    ),
    Section(
        N_("My page for the clinic"),
        ":material/print:",
        (
            PageFile("visit/appointment.py", N_("Appointment page"), "appointment"),
            PageFile("visit/planned.py", N_("A planned exam"), "planned"),
        ),
    ),
    Section(
        N_("Me and my data"),
        ":material/person:",
        (
            PageFile("about/me.py", N_("About me"), "about-me"),
            PageFile("about/export.py", N_("Export and back up"), "export"),
            PageFile("about/numbers.py", N_("About these numbers"), "numbers"),
        ),
    ),
    Section(
        N_("For the clinician"),
        ":material/stethoscope:",
        (
            PageFile("clinician/minute.py", N_("One-minute view"), "clinician"),
            PageFile("clinician/exams.py", N_("Exams"), "clinician-exams"),
            PageFile("clinician/skin.py", N_("Skin and fluoroscopy"), "clinician-skin"),
            PageFile("clinician/timeline.py", N_("Timeline"), "clinician-timeline"),
            PageFile("clinician/evidence.py", N_("Evidence"), "clinician-evidence"),
        ),
    ),
)


def page_files() -> Iterator[PageFile]:
    """Every page, the first one first."""
    for section in SECTIONS:
        yield from section.pages


def section_of(title: str) -> Section:
    """The section of the page with this heading, in English."""
    return next(section for section in SECTIONS if any(page.title == title for page in section.pages))


def show_links(titles: Mapping[str, str]) -> None:
    """Draw links to pages, by file; a page that runs by itself has no others to link to."""
    for file, title in titles.items():
        try:
            st.page_link(file, label=title)
        except StreamlitPageNotFoundError:
            return


def show_section(title: str) -> None:
    """Draw the pages of a section beside each other, on each of them; nothing where it has only this one."""
    section = section_of(title)
    if len(section.pages) > 1:
        with st.container(horizontal=True, gap="xxsmall", key="section_links", width="content"):
            show_links({page.file: _marked(page, title) for page in section.pages})


def _marked(page: PageFile, title: str) -> str:
    return f"**{_(page.title)}**" if page.title == title else _(page.title)
