"""Every page in light, dark and at 390 px: a picture to look at, nothing cut off, no serious accessibility finding."""

import pytest

from tests.browser.conftest import Look, Server, go, settled, visit

pytestmark = pytest.mark.browser

PAGES = {
    "start": "",
    "history": "history",
    "add": "add",
    "injections": "injections",
    "pain-log": "pain-log",
    "import": "import",
    "planned": "planned",
    "appointment": "appointment",
    "about-me": "about-me",
    "export": "export",
    "numbers": "numbers",
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_looks_right_and_is_accessible(sample_server: Server, look: Look, name: str) -> None:
    go(look.page, PAGES[name])
    look.over(name)


def test_an_open_row_and_a_filled_form(sample_server: Server, look: Look) -> None:
    page = look.page
    visit(page, f"{sample_server.url}/history")  # anew: the form of the other look is still open
    page.locator("button[data-id]").first.click()
    page.wait_for_selector("text=How it was worked out")
    settled(page)
    look.over("history-open")
    page.get_by_role("button", name="Edit", exact=True).click()
    page.wait_for_selector("text=Change this exam")
    settled(page)
    for fold in page.locator('[data-testid="stExpander"] summary').all():
        fold.click()
    page.wait_for_timeout(600)
    look.over("edit")
