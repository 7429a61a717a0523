"""Renews the pictures of the README from the sample patient: `make pictures` (needs Chromium).

What each picture shows is kept as text in `tests/snapshots/kept`; the digests of that text at the time of drawing stand
in `docs/pictures.csv`, so that a test can tell a stale picture.
"""

import csv
import hashlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from tracker.record import sample
from tracker.record.database import open_desk
from tracker.view.handout import handout

HERE = Path(__file__).parent
PORT = 8765
# What each picture is called, the address of its page, and how much of the page is shown.
PAGES = {
    "home": ("", 800),
    "history": ("history", 900),
    "injections": ("injections", 1300),
    "clinician": ("clinician", 1000),
    "skin": ("clinician-skin", 2560),
}
KEPT = HERE.parent / "tests" / "snapshots" / "kept"
DRAWN = HERE / "pictures.csv"
# Picture -> the texts it shows.
SHOWS = {
    "handout": (KEPT / "handout_lumbar.en.txt", HERE.parent / "tracker" / "view" / "handout" / "handout.typ"),
    **{name: (KEPT / f"page_{address or 'home'}.txt",) for name, (address, _height) in PAGES.items()},
}
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]


def main() -> None:
    """Write a picture of each page in PAGES, and of the handout."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.db"
        desk = open_desk(path)
        patient_id = sample.load(desk)
        options = handout.HandoutOptions(
            region="lumbar_spine",
            questions=("Is there an earlier image you can use?", "Is ultrasound or MRI an option?"),
        )
        page = handout.of_record(desk, patient_id, options)
        (HERE / "handout.png").write_bytes(handout.preview(page, 90)[0])
        _photograph(path)
    _note_what_is_shown()


def _note_what_is_shown() -> None:
    with DRAWN.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("picture", "shows"))
        lines.writerows((name, digest(name)) for name in SHOWS)


def digest(name: str) -> str:
    """What a picture shows today, as a digest of its texts."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in SHOWS[name])).hexdigest()


def _photograph(path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tracker.cli.main",
        "--db",
        str(path),
        "dashboard",
        "--no-browser",
        "--port",
        str(PORT),
    ]
    server = subprocess.Popen(command)
    try:
        _wait_for(f"http://127.0.0.1:{PORT}/_stcore/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            for name, (address, height) in PAGES.items():
                page = browser.new_page(viewport={"width": 1280, "height": height})
                page.goto(f"http://127.0.0.1:{PORT}/{address}")
                page.wait_for_selector("h1", timeout=60_000)
                page.wait_for_timeout(1000)
                page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
                page.wait_for_timeout(2500)
                page.screenshot(path=HERE / f"{name}.png")
                page.close()
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    for _attempt in range(150):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the dashboard did not start")


if __name__ == "__main__":
    main()
