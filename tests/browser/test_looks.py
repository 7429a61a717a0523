"""Every page in light, dark and at 390 px: a picture to look at, nothing cut off, no serious accessibility finding."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import Server, findings, settled, start, visit, whole_page
from tracker.record.database import open_desk

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
Scheme = Literal["light", "dark"]
LOOKS: dict[str, tuple[Scheme, ViewportSize]] = {
    "light": ("light", {"width": 1280, "height": 900}),
    "dark": ("dark", {"width": 1280, "height": 900}),
    "phone": ("light", {"width": 390, "height": 844}),
}


@pytest.fixture(scope="module")
def sample_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard that holds the sample patient."""
    from tracker.record import sample

    folder = tmp_path_factory.mktemp("looks")
    record = open_desk(folder / "record.db")
    sample.load(record)
    record.close()
    process, running = start(folder)
    yield running
    process.terminate()
    process.wait(timeout=15)


@pytest.fixture(scope="module", params=list(LOOKS))
def look(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[str, Page]]:
    """A window of one look."""
    scheme, size = LOOKS[request.param]
    context = browser.new_context(color_scheme=scheme, viewport=size)
    yield request.param, context.new_page()
    context.close()


def cut_off(page: Page) -> list[str]:
    """Words that stick out of the window to the right."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stMain"] :is(p, button, h1, h2, h3, label, input, td)')]
            .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 && e.offsetParent
                && !e.closest('[data-testid="stTable"]'))
            .map(e => e.textContent.slice(0, 80))"""
    )
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_page_looks_right_and_is_accessible(sample_server: Server, look: tuple[str, Page], name: str) -> None:
    kind, page = look
    visit(page, f"{sample_server.url}/{PAGES[name]}")
    whole_page(page, f"{name}-{kind}")
    assert cut_off(page) == []
    assert findings(page) == []


def test_an_open_row_and_a_filled_form(sample_server: Server, look: tuple[str, Page]) -> None:
    kind, page = look
    visit(page, f"{sample_server.url}/history")
    page.locator('[class*="st-key-row"] button').first.click()
    page.wait_for_selector("text=How it was worked out")
    settled(page)
    whole_page(page, f"history-open-{kind}")
    assert cut_off(page) == []
    assert findings(page) == []
    page.get_by_role("button", name="Edit", exact=True).click()
    page.wait_for_selector("text=Change this exam")
    settled(page)
    for fold in page.locator('[data-testid="stExpander"] summary').all():
        fold.click()
    page.wait_for_timeout(600)
    whole_page(page, f"edit-{kind}")
    assert cut_off(page) == []
    assert findings(page) == []
