"""A person drops files on the page, adds what is in them, takes it back, and sees nothing added twice."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Look, Server, findings, settled, visit, whole_page
from tests.browser.test_flows import first_person, open_page, press
from tests.readers import make_papers

pytestmark = pytest.mark.browser

REPORTS = ROOT / "data" / "sample" / "dose_reports"
FILES = [REPORTS / "lumbar_epidural_c_arm.dcm", REPORTS / "ct_abdomen_pelvis.dcm"]


def drop(page: Page, note: Path) -> None:
    """Drop two dose reports and a text, and wait until they are read."""
    open_page(page, "Bring files in")
    page.locator('input[type="file"]').set_input_files([*FILES, note])
    expect(page.get_by_text("Found 2 exams.")).to_be_visible()
    settled(page)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A file that holds no exam."""
    path = tmp_path / "note.txt"
    path.write_text("my shopping list")
    return path


def test_files_are_dropped_added_taken_back_and_added_once(server: Server, page: Page, note: Path) -> None:
    first_person(page, server)
    drop(page, note)
    expect(page.get_by_text("3 files: 2 used, 1 not used.")).to_be_visible()
    expect(page.get_by_text("name Maria Example")).to_be_visible()
    page.get_by_text("1 file was not used: why").click()
    expect(page.get_by_text("note.txt")).to_be_visible()
    whole_page(page, "import-found")
    assert findings(page) == []
    page.get_by_role("button", name=re.compile("Epidural injection, lower back")).click()
    expect(page.get_by_text("Please check what was done")).to_be_visible()
    settled(page)
    whole_page(page, "import-open")
    assert findings(page) == []
    press(page, "Add 2 exams")
    expect(page.locator("h1")).to_have_text("My history")
    expect(page.get_by_text("Added 2 exams.").first).to_be_visible()
    expect(page.get_by_text("2 exams since 2023")).to_be_visible()

    press(page, "Undo")
    expect(page.get_by_text("no exams in this record yet")).to_be_visible()

    drop(page, note)
    press(page, "Add 2 exams")
    drop(page, note)
    expect(page.get_by_text("Nothing new.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Add . exam"))).to_have_count(0)
    whole_page(page, "import-nothing-new")
    assert findings(page) == []


def test_a_folder_with_everything_looks_right(sample_server: Server, look: Look) -> None:
    page = look.page
    visit(page, f"{sample_server.url}/import")  # anew: what was found in the other look is still there
    page.get_by_role("textbox", name=re.compile("Or a folder")).fill(str(REPORTS))
    press(page, "Look in there")
    expect(page.get_by_text(re.compile(r"Found \d+ exams"))).to_be_visible(timeout=60_000)
    settled(page)
    page.locator('.st-key-exam_list [data-testid="stBaseButton-tertiary"]').first.click()
    expect(page.get_by_text("Is this the same exam as another line?")).to_be_visible()
    settled(page)
    look.over("import-folder")


def test_a_paper_is_seen_beside_its_words_and_a_photo_is_typed_from(server: Server, page: Page, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(make_papers.pdf())
    (tmp_path / "photo.png").write_bytes(make_papers.photo(kind="PNG"))
    first_person(page, server)
    open_page(page, "Bring files in")
    page.locator('input[type="file"]').set_input_files([tmp_path / "report.pdf", tmp_path / "photo.png"])
    expect(page.get_by_role("button", name=re.compile("What: CT scan of the belly"))).to_be_visible()
    expect(page.locator('[data-testid="stImage"] img')).to_have_count(2)
    settled(page)
    whole_page(page, "import-paper")
    assert findings(page) == []
    press(page, "Add 1 exam, keep 1 paper")
    expect(page.get_by_text("1 paper is kept.").first).to_be_visible()
    settled(page)
    page.get_by_role("textbox", name=re.compile("Say it in one sentence")).fill("chest x-ray two views, May 2019")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("When: May 2019"))).to_be_visible()
    settled(page)
    whole_page(page, "import-photo")
    assert findings(page) == []
    press(page, "Add this exam and keep the paper")
    expect(page.get_by_text("The paper is kept with it.").first).to_be_visible()
    open_page(page, "Export and back up")
    expect(page.get_by_text(re.compile("With 2 papers"))).to_be_visible()
    settled(page)
    assert findings(page) == []
