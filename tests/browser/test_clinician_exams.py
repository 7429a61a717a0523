"""The clinician's table of exams in a real browser: a row opens by mouse, an exam opens by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, findings, settled, visit, whole_page
from tests.browser.test_clinician import look, sample_server
from tests.browser.test_looks import cut_off

pytestmark = pytest.mark.browser
__all__ = ["look", "sample_server"]

HEADER_PX, ROW_PX, TICK_PX = 39, 39, 16  # of the table, which is drawn on a canvas


def opened(page: Page, name: str) -> None:
    """Wait until the exam with this heading is open."""
    expect(page.locator(".st-key-exam_open h2")).to_contain_text(name)
    settled(page)


def test_an_exam_is_opened_by_keyboard_alone(sample_server: Server, look: tuple[str, Page]) -> None:
    kind, page = look
    visit(page, f"{sample_server.url}/clinician-exams")
    page.get_by_role("combobox", name="Open an exam").focus()
    for _step in range(3):  # past "none" to the second exam
        page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-exam_open h2")).to_be_visible()
    settled(page)
    whole_page(page, f"clinician-exams-open-{kind}")
    assert cut_off(page) == []
    assert findings(page) == []


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
