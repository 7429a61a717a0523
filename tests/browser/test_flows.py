"""What a person does, in a real browser, from the first start to the printed page; and nothing leaves the computer."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from dashboards.frame.sections import section_of
from tests.browser.conftest import Server, findings, settled, visit

pytestmark = pytest.mark.browser

EVERYWHERE = (
    "",
    "history",
    "add",
    "injections",
    "pain-log",
    "import",
    "planned",
    "appointment",
    "about-me",
    "export",
    "numbers",
)


def press(page: Page, name: str) -> None:
    """Press a button and wait until the page stands still."""
    page.get_by_role("button", name=name, exact=True).first.click()
    settled(page)


def open_page(page: Page, name: str) -> None:
    """Choose a section at the side, and a page of it; a reload would forget what can be undone."""
    section = section_of(name)
    page.get_by_test_id("stSidebar").get_by_role("link", name=section.name, exact=True).click()
    expect(page.locator("h1")).to_have_text(section.pages[0].title)
    settled(page)
    if name != section.pages[0].title:
        page.locator(".st-key-section_links").get_by_role("link", name=name, exact=True).click()
        expect(page.locator("h1")).to_have_text(name)
        settled(page)


def first_person(page: Page, server: Server) -> None:
    visit(page, server.url)
    press(page, "Add an exam")
    page.get_by_label("Name").fill("Maria Example")
    press(page, "Start this record")
    page.get_by_text("Fill in field by field").click()
    expect(page.get_by_label("What was it?")).to_be_visible()


def test_first_start_add_history_handout_undo(server: Server, page: Page, tmp_path: Path) -> None:
    first_person(page, server)
    # Typing alone brings the matches: no Enter needed.
    page.get_by_label("What was it?").press_sequentially("hip inj", delay=30)
    page.get_by_text("X-ray (fluoroscopy, C-arm)").click()
    expect(page.get_by_text("natural background")).to_be_visible()
    page.get_by_text("Left", exact=True).click()
    page.get_by_label("Year", exact=True).fill("2015")
    page.get_by_label("Year", exact=True).press("Tab")
    settled(page)
    page.get_by_text("Where, who asked, where are the images").click()
    assert findings(page) == []
    # Tab after the one, a click on Save after the other: nothing typed is lost, and no Enter is needed.
    page.get_by_label("Where was it done?").press_sequentially("St Anna Pain Clinic", delay=10)
    page.keyboard.press("Tab")
    page.get_by_label("Who asked for it?").press_sequentially("Dr Example", delay=10)
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("h1")).to_have_text("My history")
    expect(page.get_by_text("Saved:").first).to_be_visible()
    expect(page.get_by_role("button", name="Hip injection, X-ray guided, left")).to_be_visible()
    expect(page.get_by_text("St Anna Pain Clinic")).to_be_visible()
    expect(page.get_by_text("do not skip or delay a scan")).to_be_visible()
    page.get_by_role("button", name="Hip injection, X-ray guided, left").click()
    expect(page.get_by_text("How it was worked out")).to_be_visible()
    expect(page.get_by_text("Dr Example")).to_be_visible()
    settled(page)
    assert findings(page) == []

    open_page(page, "Appointment page")
    expect(page.get_by_role("img", name="Page 1 of 3")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the page as PDF").click()
    saved = tmp_path / "page.pdf"
    download.value.save_as(saved)
    assert re.fullmatch(r"maria-example-imaging-history-\d{4}-\d\d-\d\d\.pdf", download.value.suggested_filename)
    text = " ".join(PdfReader(saved).pages[0].extract_text().split())
    assert "Maria Example" in text
    assert "Hip joint injection" in text
    assert "2015" in text
    assert "St Anna" in text

    # The list of changes has its Undo, too.
    open_page(page, "My history")
    page.get_by_role("tab", name="Every change").click()
    settled(page)
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("Undone").first).to_be_visible()
    expect(page.get_by_text("no exams in this record yet")).to_be_visible()


def test_save_and_add_another_starts_a_folded_form_at_its_top(server: Server, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    first_person(page, server)
    page.get_by_label("What was it?").press_sequentially("hip inj", delay=30)
    page.get_by_text("X-ray (fluoroscopy, C-arm)").click()
    page.get_by_label("Year", exact=True).fill("2015")
    page.keyboard.press("Tab")
    settled(page)
    page.get_by_text("Where, who asked, where are the images").click()
    page.get_by_label("Where was it done?").press_sequentially("St Anna", delay=10)
    page.get_by_role("button", name="Save and add another").click()
    expect(page.get_by_text("Saved:")).to_have_count(1)
    expect(page.get_by_text("Saved:")).to_be_in_viewport()
    expect(page.locator('[data-testid="stExpander"] details[open]')).to_have_count(0)
    settled(page)  # the form of the exam before is gone
    page.get_by_text("Fill in field by field").click()
    page.get_by_text("Where, who asked, where are the images").click()
    where = page.get_by_label("Where was it done?")
    expect(where).to_have_value("St Anna")
    where.fill("")
    page.get_by_role("button", name="St Anna", exact=True).click()
    expect(where).to_have_value("St Anna")
    settled(page)
    # The notice stays in sight; the field that was used is not hidden by it.
    expect(page.get_by_text("Saved:")).to_be_in_viewport()
    expect(where).to_be_in_viewport()


def log_lumbar_injection(page: Page, day: date) -> None:
    """Fill in an epidural of this day: levels by mouse and keyboard, a drug by its brand, and the relief."""
    page.get_by_label("What was it?").press_sequentially("lumbar transforaminal", delay=20)
    page.get_by_text("X-ray (fluoroscopy, C-arm)").first.click()
    settled(page)
    page.get_by_role("button", name="L4-5", exact=True).click()
    settled(page)
    # The levels are one stop of the Tab key; arrows go from one to the next, the space bar takes it.
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_text("Chosen: L4-5, L5-S1")).to_be_visible()
    page.get_by_text("Left", exact=True).click()
    page.get_by_label("Year", exact=True).fill(str(day.year))
    page.keyboard.press("Tab")
    settled(page)
    for label, words in (("Month, if you know it", f"{day:%B}"), ("Day", str(day.day))):
        page.get_by_label(label, exact=True).click()
        page.keyboard.type(words)
        page.get_by_role("option", name=words, exact=True).click()
        settled(page)
    page.get_by_text("What was injected, and why").click()
    page.wait_for_timeout(500)  # until it has unfolded
    page.get_by_label("Drug", exact=True).click()
    page.keyboard.type("kenalog")
    page.get_by_role("option", name="Steroid: triamcinolone").click()
    settled(page)
    page.get_by_label("Milligrams (mg), if you know").fill("40")
    page.get_by_text("How it helped").click()
    page.get_by_label("How much better, in percent").fill("60")
    page.keyboard.press("Tab")
    settled(page)


def test_an_injection_with_level_drug_and_relief_and_the_next_one_like_it(server: Server, page: Page) -> None:
    first_person(page, server)
    log_lumbar_injection(page, date.today() - timedelta(days=2))
    assert findings(page) == []
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("h1")).to_have_text("My history")
    expect(page.get_by_text("The clinic is not written down yet.")).to_be_visible()
    expect(page.get_by_text("Your clinic's sheet comes first.")).to_be_visible()
    expect(page.get_by_text("L4-5, L5-S1 left")).to_be_visible()
    assert findings(page) == []
    press(page, "Add it now")
    page.get_by_label("Where was it done?").fill("St Anna")
    press(page, "Save the changes")
    page.get_by_role("button", name="Epidural injection, lower back").click()
    for words in ("Injected: triamcinolone 40 mg", "Better by: 60 %", "Where: St Anna"):
        expect(page.get_by_text(words)).to_be_visible()
    settled(page)
    assert findings(page) == []

    open_page(page, "Add an exam")
    page.get_by_role("button", name="Epidural injection, lower back").click()
    expect(page.get_by_text("Filled in from")).to_be_visible()
    page.get_by_text("Fill in field by field").click()
    expect(page.get_by_text("Chosen: L4-5, L5-S1")).to_be_visible()
    page.get_by_label("Year", exact=True).fill(str(date.today().year))
    page.keyboard.press("Tab")
    settled(page)
    press(page, "Save")
    expect(page.get_by_text("L4-5, L5-S1 left")).to_have_count(2)
    expect(page.get_by_text("not written down yet")).to_have_count(0)


def test_a_paper_log_is_typed_in_printed_and_taken_back(server: Server, page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    first_person(page, server)
    log_lumbar_injection(page, date.today() - timedelta(days=2))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("My history")
    settled(page)
    press(page, "Keep a pain log")
    expect(page.locator("h1")).to_have_text("Pain log")
    settled(page)
    page.get_by_role("tab", name="Type in a paper log").click()
    page.get_by_label("Pain: Just before").click()
    # Number, Tab, number, Tab: nothing typed is lost on the way.
    for text in ("8", "6", "2", "2", "3"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    settled(page)
    press(page, "Save the log")
    expect(page.get_by_text("The pain log was saved: 5 lines.")).to_be_visible()
    expect(page.get_by_text("75 % relief, best after 30 minutes")).to_be_visible()
    expect(page.get_by_text("Still empty: 2 hours")).to_be_visible()
    assert findings(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="This log as PDF").click()
    download.value.save_as(tmp_path / "log.pdf")
    (sheet,) = PdfReader(tmp_path / "log.pdf").pages
    assert "Maria Example" in sheet.extract_text()
    press(page, "Undo")
    expect(page.get_by_label("Pain: Just before")).to_have_value("")
    page.get_by_role("tab", name="Write one line").click()
    page.get_by_role("button", name="Now: Day 2").click()
    page.get_by_role("radio", name="3", exact=True).or_(page.get_by_role("button", name="3", exact=True)).click()
    settled(page)
    press(page, "Save this line")
    expect(page.get_by_text("Saved in the pain log: Day 2.")).to_be_visible()


def test_an_injection_by_taps_from_home_takes_eight_clicks_and_the_keys_lead_on(server: Server, page: Page) -> None:
    first_person(page, server)
    open_page(page, "Home")
    page.keyboard.press("n")
    expect(page.locator("h1")).to_have_text("Add an exam")
    settled(page)
    answers = ("Lower back", "At a nerve root, from the side", "X-ray (fluoroscopy, C-arm)", "Yesterday")
    for name in (*answers, "Depo-Medrol, 80 mg", "Half (50 %)"):
        page.get_by_role("button", name=re.compile(re.escape(name))).first.click()
        settled(page)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("h1")).to_have_text("My history")
    expect(page.get_by_text("Saved:").first).to_be_visible()
    open_page(page, "My injections")
    expect(page.get_by_text("methylprednisolone 80 mg").first).to_be_visible()
    expect(page.get_by_text("Saved:")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.locator("h1")).to_have_text("My history")
    expect(page.locator("input:focus")).to_be_visible()
    assert findings(page) == []


def test_about_me_says_what_is_not_saved_and_a_reload_keeps_the_person(server: Server, page: Page) -> None:
    first_person(page, server)
    open_page(page, "About me")
    press(page, "Add a child or another person")
    page.get_by_test_id("stPopoverBody").get_by_label("Name", exact=True).press_sequentially("Otto Beispiel", delay=10)
    press(page, "Add this person")
    page.get_by_role("radiogroup", name="Do you have diabetes?").get_by_text("Yes").click()
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    assert findings(page) == []
    press(page, "Save")
    expect(page.locator(".st-key-notice_box")).to_be_in_viewport()
    expect(page.get_by_text("Not saved yet")).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id("stMain").get_by_text("Otto Beispiel", exact=True).first).to_be_visible()


def test_wrong_input_keeps_what_was_typed_and_nothing_of_it_is_in_addresses_or_logs(server: Server, page: Page) -> None:
    visited: list[str] = []
    page.on("request", lambda request: visited.append(request.url))
    first_person(page, server)
    page.get_by_label("What was it?").press_sequentially("walrus wart scan", delay=20)
    expect(page.get_by_text("None of these. Use my own words: “walrus wart scan”")).to_be_visible()
    page.get_by_text("None of these").click()
    page.get_by_label("Year", exact=True).fill("2999")
    page.get_by_label("Year", exact=True).press("Tab")
    settled(page)
    press(page, "Save")
    expect(page.get_by_role("alert").filter(has_text="future")).to_be_visible()
    expect(page.get_by_label("What was it?")).to_have_value("walrus wart scan")
    expect(page.get_by_label("Year", exact=True)).to_have_value("2999")
    page.get_by_label("Year", exact=True).fill("2009")
    page.get_by_label("Year", exact=True).press("Tab")
    settled(page)
    press(page, "Save")
    expect(page.locator("h1")).to_have_text("My history")
    for secret in ("Maria", "walrus"):
        assert not any(secret in url for url in visited)
        assert secret not in server.printed.read_text()


def test_the_sample_comes_and_goes_and_filters_do_not_make_the_page_jump(server: Server, page: Page) -> None:
    visit(page, server.url)
    press(page, "Look at a sample patient")
    expect(page.get_by_text("Exams since 1983")).to_be_visible()
    open_page(page, "My history")
    find = page.get_by_label("Find", exact=True)
    before = find.bounding_box()
    find.fill("2015")
    find.press("Enter")
    expect(page.get_by_text("In this selection")).to_be_visible()
    settled(page)
    assert find.bounding_box() == before
    for name in ("Home", "Add an exam", "Bring files in", "Appointment page", "About me", "My history"):
        open_page(page, name)
        expect(page.get_by_test_id("stMain").get_by_text("Sample patient: invented")).to_be_visible()
        settled(page)
    press(page, "Remove the sample patient")
    expect(page.get_by_text("invented, not a real person")).to_have_count(0)
    expect(page.get_by_text("whose record is this")).to_be_visible()


def test_nothing_leaves_this_computer(server: Server, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    visit(page, server.url)
    press(page, "Look at a sample patient")
    for name in EVERYWHERE:
        visit(page, f"{server.url}/{name}")
    page.wait_for_timeout(1000)
    here = re.compile(rf"(http|ws|blob:http)://127\.0\.0\.1:{server.port}/|data:|blob:")
    assert [url for url in asked if not here.match(url)] == []
    heard = server.heard.read_text().splitlines()
    assert [line for line in heard if "127.0.0.1" not in line and "localhost" not in line] == []
    assert "Traceback" not in server.printed.read_text()


def test_a_line_of_the_history_is_opened_and_closed_with_the_keyboard(sample_server: Server, page: Page) -> None:
    visit(page, f"{sample_server.url}/history")
    line = page.locator("button[data-id]").nth(3)
    name = line.get_attribute("data-id")
    line.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("How it was worked out")).to_be_visible()
    settled(page)
    opened = page.locator(f'button[data-id="{name}"]')
    expect(opened).to_have_attribute("aria-expanded", "true")
    expect(opened).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_text("How it was worked out")).to_have_count(0)
    settled(page)
    expect(opened).to_be_focused()
