"""The language of the pages in a real browser: what it asks for, what is chosen, and what a screen reader is told."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, settled, visit

pytestmark = pytest.mark.browser


@pytest.fixture
def spanish(browser: Browser) -> Iterator[Page]:
    """A window of somebody whose browser asks for Spanish."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="es-MX")
    yield context.new_page()
    context.close()


def choose(page: Page, name: str) -> None:
    page.get_by_label("Language / Idioma").click()
    page.get_by_role("option", name=name, exact=True).click()
    settled(page)


def test_each_window_has_its_own_and_the_screen_reader_is_told(server: Server, page: Page, spanish: Page) -> None:
    visit(page, server.url)
    visit(spanish, server.url)
    for _turn in range(2):
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(spanish.locator("html")).to_have_attribute("lang", "es")
        expect(page.get_by_test_id("stSidebar").get_by_role("link", name="About me", exact=True)).to_be_visible()
        expect(spanish.get_by_test_id("stSidebar").get_by_role("link", name="Sobre mí", exact=True)).to_be_visible()
        page.get_by_test_id("stSidebar").get_by_role("link", name="My history", exact=True).click()
        spanish.get_by_test_id("stSidebar").get_by_role("link", name="Mi historial", exact=True).click()
        settled(page)
        settled(spanish)


def test_what_is_chosen_is_there_after_the_window_was_closed(server: Server, browser: Browser, page: Page) -> None:
    visit(page, f"{server.url}/history")
    page.get_by_label("Name").fill("Maria Example")
    page.get_by_role("button", name="Start this record", exact=True).click()
    settled(page)
    choose(page, "Español")
    expect(page.locator("h1")).to_have_text("Mi historial")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    later = browser.new_context(locale="en-US").new_page()
    visit(later, f"{server.url}/history")
    expect(later.locator("h1")).to_have_text("Mi historial")
    choose(later, "English")
    expect(later.locator("h1")).to_have_text("My history")
    expect(later.locator("html")).to_have_attribute("lang", "en")
    later.context.close()
