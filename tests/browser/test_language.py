"""The language of the pages in a real browser: what it asks for, what is chosen, and what a screen reader is told."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from tests.browser.conftest import Server, go, settled, visit
from tests.browser.test_flows import EVERYWHERE
from tracker import i18n

pytestmark = pytest.mark.browser


@pytest.fixture
def spanish(browser: Browser) -> Iterator[Page]:
    """A window of somebody whose browser asks for Spanish."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="es-MX")
    yield context.new_page()
    context.close()


def es(text: str) -> str:
    """The text in Spanish."""
    with i18n.language("es"):
        return i18n._(text)


def choose(page: Page, name: str) -> None:
    """Choose a language; a menu that is opened while a page is still drawn closes again."""
    option = page.get_by_role("option", name=name, exact=True)
    for _attempt in range(5):
        page.get_by_label("Language / Sprache / Idioma").click()
        with suppress(TimeoutError):
            option.click(timeout=3000)
            break
    settled(page)
    expect(page.get_by_label("Language / Sprache / Idioma")).to_have_value(name)


def test_each_window_has_its_own_and_the_screen_reader_is_told(server: Server, page: Page, spanish: Page) -> None:
    visit(page, server.url)
    visit(spanish, server.url)
    for _turn in range(2):
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(spanish.locator("html")).to_have_attribute("lang", "es")
        expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Me and my data", exact=True)).to_be_visible()
        expect(
            spanish.get_by_test_id("stSidebar").get_by_role("link", name=es("Me and my data"), exact=True)
        ).to_be_visible()
        page.get_by_test_id("stSidebar").get_by_role("link", name="Injections", exact=True).click()
        spanish.get_by_test_id("stSidebar").get_by_role("link", name=es("Injections"), exact=True).click()
        settled(page)
        settled(spanish)


def test_no_page_loses_what_is_chosen_or_fails_when_the_language_changes(sample_server: Server, page: Page) -> None:
    """The browser holds the words of a menu's choice; those of another language are in no menu any more."""
    visit(page, sample_server.url)
    for place in EVERYWHERE:
        go(page, place)
        before = _chosen(page)
        for name in ("Español", "English"):
            choose(page, name)
            expect(page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]')).to_have_count(0)
        assert _chosen(page) == before, place


def _chosen(page: Page) -> list[str]:
    """What every menu, field and row of buttons on the page shows as chosen."""
    main = page.get_by_test_id("stMain")
    fields = [field.input_value() for field in main.locator("input[type=text]").all()]
    return [*fields, *(label.inner_text() for label in main.locator("label:has(input:checked)").all())]


def test_what_is_chosen_is_there_after_the_window_was_closed(server: Server, browser: Browser, page: Page) -> None:
    visit(page, f"{server.url}/history")
    page.get_by_label("Name").fill("Maria Example")
    page.get_by_role("button", name="Start this record", exact=True).click()
    # The choice is kept with the person, who must be there first.
    expect(page.get_by_test_id("stMain").get_by_text("Maria Example", exact=True)).to_be_visible()
    settled(page)
    choose(page, "Español")
    expect(page.locator("h1")).to_have_text(es("My history"))
    expect(page.locator("html")).to_have_attribute("lang", "es")
    later = browser.new_context(locale="en-US").new_page()
    visit(later, f"{server.url}/history")
    expect(later.locator("h1")).to_have_text(es("My history"))
    choose(later, "English")
    expect(later.locator("h1")).to_have_text("My history")
    expect(later.locator("html")).to_have_attribute("lang", "en")
    later.context.close()
