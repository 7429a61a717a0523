"""The clinician's pages in a real browser: every look, on paper, by keyboard alone, and without a way to write."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pypdf import PdfReader

from tests.browser.conftest import (
    PHONE,
    PICTURES,
    SHOTS,
    WIDE,
    Look,
    Server,
    cut_off,
    findings,
    go,
    settled,
    visit,
)

pytestmark = pytest.mark.browser

PAGES = ("clinician", "clinician-exams", "clinician-skin", "clinician-timeline", "clinician-evidence")
TITLES = ("One-minute view", "Exams", "Skin and fluoroscopy", "Timeline", "Evidence")
OFF_PAPER = ("stSidebar", "stHeader", "stToolbar", "stButton", "stPageLink", "stSelectbox", "stSlider")
HEADER_PX, ROW_PX, TICK_PX = 39, 39, 16  # of the table of exams, which is drawn on a canvas


def switch_print_view(page: Page) -> None:
    """Switch the print view on or off."""
    page.locator('.st-key-clinician_links [data-testid="stCheckbox"]').click()
    settled(page)


def printed(look: Look, name: str, folder: Path) -> list[str]:
    """The words of each sheet of the page as the browser prints it, with nothing on it that is to be pressed."""
    page = look.page
    page.emulate_media(media="print", color_scheme=look.scheme)
    for hidden in OFF_PAPER:
        for found in page.get_by_test_id(hidden).all():
            expect(found).not_to_be_visible()
    ground = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    paper = folder / "page.pdf"
    for size in ("Letter", "A4"):
        page.pdf(path=paper, format=size, print_background=True)
        assert name != "clinician" or len(PdfReader(paper).pages) == 1, f"the one-minute view is one sheet of {size}"
    page.emulate_media(media="screen", color_scheme=look.scheme)
    if os.environ.get(PICTURES) and shutil.which("pdftoppm"):
        SHOTS.mkdir(exist_ok=True)
        subprocess.run(["pdftoppm", "-r", "60", "-png", paper, SHOTS / f"{name}-paper-{look.scheme}"], check=True)
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(paper).pages]


def content(server: Server) -> str:
    """Everything that stands in the record."""
    with sqlite3.connect(server.record) as connection:
        return "\n".join(connection.iterdump())


@pytest.mark.parametrize("name", PAGES)
def test_on_the_screen_and_on_paper_and_looking_writes_nothing(
    sample_server: Server, look: Look, name: str, tmp_path: Path
) -> None:
    page, before = look.page, content(sample_server)
    go(page, name)
    look.over(name)
    for fold in page.locator('[data-testid="stMain"] [data-testid="stExpander"] summary').all():
        fold.click()
    settled(page)
    switch_print_view(page)
    expect(page.get_by_text("Everything is unfolded")).to_be_visible()
    settled(page)
    expect(page.locator('[data-testid="stMain"] [data-testid="stExpander"] [data-testid="stTable"]')).to_have_count(0)
    assert cut_off(page) == []
    assert findings(page) == []
    texts = printed(look, name, tmp_path)
    assert TITLES[PAGES.index(name)] in texts[0]
    assert "Kept by the patient." in texts[0]
    assert all(texts)
    assert not any("Whose record" in text or "Print view" in text for text in texts)
    if name == "clinician-exams":
        with_rows = [text for text in texts if "City Hospital" in text]
        assert len(with_rows) >= 2
        assert all("Measured" in text for text in with_rows)  # the column names stand on every sheet
    switch_print_view(page)
    assert content(sample_server) == before


@pytest.mark.parametrize(("size", "lowest"), [(WIDE, 600), (PHONE, 2 * PHONE["height"])])
def test_skin_alert_and_five_cells_stand_within_the_first_screens(
    sample_server: Server, page: Page, size: ViewportSize, lowest: int
) -> None:
    page.set_viewport_size(size)
    visit(page, f"{sample_server.url}/clinician")
    settled(page)
    for part in (".st-key-skin_alert", ".st-key-five_cells"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["y"] + box["height"] <= lowest, part


def test_the_period_is_brushed_by_keyboard_alone(sample_server: Server, page: Page) -> None:
    visit(page, f"{sample_server.url}/clinician-timeline")
    expect(page.get_by_role("heading", name="Whole record")).to_be_visible()
    thumb = page.get_by_test_id("stSlider").get_by_role("slider").first
    for _press in range(80):
        page.keyboard.press("Tab")
        if thumb.evaluate("e => e === document.activeElement"):
            break
    else:
        raise AssertionError("the slider cannot be reached with Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="1985 to 2026")).to_be_visible()
    settled(page)
    expect(page.locator('img[alt*="Shaded: 1985 to 2026"]')).to_be_visible()


def test_the_five_pages_are_linked_and_reached_by_keyboard(sample_server: Server, page: Page) -> None:
    visit(page, f"{sample_server.url}/clinician")
    links = page.locator(".st-key-clinician_links").get_by_role("link")
    expect(links).to_have_count(5)
    for title in TITLES[1:]:
        page.locator(".st-key-clinician_links").get_by_role("link", name=title, exact=True).press("Enter")
        expect(page.locator("h1")).to_have_text(title)
        settled(page)


def opened(page: Page, name: str) -> None:
    """Wait until the exam with this heading is open."""
    expect(page.locator(".st-key-exam_open h2")).to_contain_text(name)
    settled(page)


def test_an_exam_is_opened_by_keyboard_alone(sample_server: Server, look: Look) -> None:
    page = look.page
    go(page, "clinician-exams")
    page.get_by_role("combobox", name="Open an exam").focus()
    for _step in range(3):  # past "none" to the second exam
        page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-exam_open h2")).to_be_visible()
    settled(page)
    look.over("clinician-exams-open")


def test_a_row_opens_its_exam_and_the_menu_marks_its_row(sample_server: Server, page: Page) -> None:
    visit(page, f"{sample_server.url}/clinician-exams")
    grid = page.locator('[data-testid="stDataFrame"] canvas').first
    box = grid.bounding_box()
    assert box
    second_row = box["y"] + HEADER_PX + 1.5 * ROW_PX
    page.mouse.click(box["x"] + TICK_PX, second_row)
    opened(page, "Lumbar transforaminal epidural")
    menu = page.get_by_role("combobox", name="Open an exam")
    menu.focus()
    page.keyboard.type("MRI")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    opened(page, "MRI lumbar spine")
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    page.wait_for_timeout(300)
    page.mouse.click(box["x"] + TICK_PX, second_row + ROW_PX)
    # The row of the MRI was marked already, so that a click closes it.
    expect(page.locator(".st-key-exam_open")).to_have_count(0)
