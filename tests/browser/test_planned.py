"""A planned exam in a real browser: typed, saved, put on the appointment page, done, and taken back with one Undo."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look, Server, findings, go, settled
from tests.browser.test_flows import first_person, open_page, press

pytestmark = pytest.mark.browser


def plan_a_ct(page: Page, server: Server) -> None:
    first_person(page, server)
    open_page(page, "A planned exam")
    page.get_by_label("What is it?").press_sequentially("ct lower back", delay=30)
    page.get_by_text("CT scan of the lower back", exact=True).click()
    expect(page.get_by_text("Usually about 8.8 mSv")).to_be_visible()
    page.get_by_label("Where will it be?").press_sequentially("City Hospital", delay=10)
    press(page, "Save this plan")
    expect(page.get_by_text("Planned:").first).to_be_visible()


def test_from_the_plan_to_the_page_and_to_the_history(server: Server, page: Page) -> None:
    plan_a_ct(page, server)
    assert findings(page) == []
    press(page, "Appointment page")
    expect(page.locator("h1")).to_have_text("Appointment page")
    press(page, "Would this do too: MRI of the lower back?")
    expect(page.get_by_role("img", name="Page 1 of 3")).to_be_visible()
    assert findings(page) == []
    open_page(page, "A planned exam")
    press(page, "It was done: add it")
    expect(page.locator("h1")).to_have_text("Add an exam")
    expect(page.get_by_label("What was it?")).to_have_value("CT scan of the lower back")
    expect(page.get_by_text("You planned this:")).to_be_visible()
    press(page, "Save")
    expect(page.locator("h1")).to_have_text("My history")
    expect(page.get_by_role("button", name=re.compile("CT scan of the lower back")).first).to_be_visible()
    press(page, "Undo")
    expect(page.get_by_text("There are no exams in this record yet.")).to_be_visible()
    open_page(page, "A planned exam")
    expect(page.get_by_role("button", name=re.compile("CT scan of the lower back"))).to_be_visible()


def test_what_is_known_looks_right_wide_and_narrow_light_and_dark(server: Server, page: Page, look: Look) -> None:
    plan_a_ct(page, server)
    go(look.page, "planned")
    look.page.get_by_role("button", name="CT scan of the lower back").first.click()
    expect(look.page.get_by_text("Tell the staff")).to_be_visible()
    settled(look.page)
    look.over("planned-open")
