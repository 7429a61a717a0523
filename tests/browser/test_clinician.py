"""The clinician's pages in a real browser: every look, on paper, by keyboard alone, and without a way to write."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import SHOTS, Server, findings, settled, start, visit, whole_page
from tests.browser.test_looks import LOOKS, cut_off
from tracker.record import sample
from tracker.record.database import open_desk

pytestmark = pytest.mark.browser

PAGES = ("clinician", "clinician-exams", "clinician-skin", "clinician-timeline", "clinician-evidence")
TITLES = ("One-minute view", "Exams", "Skin and fluoroscopy", "Timeline", "Evidence")


@pytest.fixture(scope="module")
def sample_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard that holds the sample patient."""
    folder = tmp_path_factory.mktemp("clinician")
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


def print_view(page: Page) -> None:
    """Switch the print view on."""
    page.locator('.st-key-clinician_links [data-testid="stCheckbox"]').click()
    expect(page.get_by_text("Everything is unfolded")).to_be_visible()
    settled(page)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_looks_right_and_is_accessible(sample_server: Server, look: tuple[str, Page], name: str) -> None:
    kind, page = look
    visit(page, f"{sample_server.url}/{name}")
    whole_page(page, f"{name}-{kind}")
    assert cut_off(page) == []
    assert findings(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_print_view_on_the_screen(sample_server: Server, page: Page, name: str) -> None:
    visit(page, f"{sample_server.url}/{name}")
    print_view(page)
    expect(page.locator('[data-testid="stMain"] [data-testid="stExpander"] [data-testid="stTable"]')).to_have_count(0)
    assert cut_off(page) == []
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_on_paper(sample_server: Server, browser: Browser, name: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    visit(page, f"{sample_server.url}/{name}")
    print_view(page)
    page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    for hidden in ("stSidebar", "stHeader", "stToolbar", "stButton", "stPageLink", "stSelectbox", "stSlider"):
        for found in page.get_by_test_id(hidden).all():
            expect(found).not_to_be_visible()
    ground = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    SHOTS.mkdir(exist_ok=True)
    paper = SHOTS / f"{name}-paper-{scheme}.pdf"
    page.pdf(path=paper, format="A4", print_background=True)
    context.close()
    sheets = PdfReader(paper).pages
    texts = [" ".join(sheet.extract_text().split()) for sheet in sheets]
    assert TITLES[PAGES.index(name)] in texts[0]
    assert "Kept by the patient." in texts[0]
    assert all(texts)
    assert not any("Whose record" in text or "Print view" in text for text in texts)
    if shutil.which("pdftoppm"):
        picture = paper.with_suffix("")
        subprocess.run(["pdftoppm", "-r", "60", "-png", paper, picture], check=True)
    paper.unlink()


def test_a_long_table_goes_on_over_the_page_break(sample_server: Server, page: Page, tmp_path: object) -> None:
    visit(page, f"{sample_server.url}/clinician-exams")
    print_view(page)
    page.emulate_media(media="print")
    paper = f"{tmp_path}/exams.pdf"
    page.pdf(path=paper, format="A4")
    texts = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(paper).pages]
    with_rows = [text for text in texts if "entered" in text]
    assert len(with_rows) >= 2
    assert all("Known from" in text for text in with_rows)  # the column names stand on every sheet


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


def test_looking_writes_nothing(sample_server: Server, page: Page) -> None:
    def content() -> str:
        with sqlite3.connect(sample_server.record) as connection:
            return "\n".join(connection.iterdump())

    before = content()
    for name in PAGES:
        visit(page, f"{sample_server.url}/{name}")
        print_view(page)
        page.locator('.st-key-clinician_links [data-testid="stCheckbox"]').click()
        settled(page)
        for fold in page.locator('[data-testid="stMain"] [data-testid="stExpander"] summary').all():
            fold.click()
        settled(page)
    assert content() == before
