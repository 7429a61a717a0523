"""A really started server and a real Chromium; skipped in one line where there is no browser, failed under CI."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHOTS = HERE / "shots"
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_S = 60
WORST = ("serious", "critical")
# Every address the server's process asks for or connects to is written down, one a line.
LAUNCHER = """
import sys
log = open(sys.argv[1], "a", buffering=1)
def hear(event, args):
    if event == "socket.connect":
        log.write(f"connect {args[1]}\\n")
    elif event == "socket.getaddrinfo":
        log.write(f"look up {args[0]}\\n")
    elif event == "socket.sendto":
        log.write(f"send to {args[1]}\\n")
sys.addaudithook(hear)
from dashboards.serve import serve
serve(sys.argv[2], int(sys.argv[3]), False)
"""


@dataclass(frozen=True)
class Server:
    """A running dashboard."""

    port: int
    record: Path
    heard: Path
    printed: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def missing(reason: str) -> None:
    """Skip with one clear line; in CI, where everything must be there, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def chromium() -> str:
    """The browser to drive."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("EXPOSURE_TRACKER_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        missing("No Chromium here: install it, or name it in EXPOSURE_TRACKER_CHROMIUM.")
    return str(found)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path) -> tuple[subprocess.Popen[bytes], Server]:
    """Start the dashboard on an empty record in `folder` and wait until it answers."""
    server = Server(_free_port(), folder / "record.db", folder / "heard.txt", folder / "printed.txt")
    with server.printed.open("wb") as printed:
        process = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, str(server.heard), str(server.record), str(server.port)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder)},
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
    for _attempt in range(START_S * 5):
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=1):
                return process, server
        except OSError:
            time.sleep(0.2)
    process.kill()
    raise AssertionError(server.printed.read_text())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A dashboard on an empty record."""
    process, running = start(tmp_path)
    yield running
    process.terminate()
    process.wait(timeout=15)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    program = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield context.new_page()
    context.close()


def settled(page: Page) -> None:
    """Wait until the script has run to its end and the page stands still."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=START_S * 1000)
    page.wait_for_timeout(250)


def visit(page: Page, address: str) -> None:
    """Open a page and wait for it."""
    page.goto(address)
    page.wait_for_selector("h1", timeout=START_S * 1000)
    settled(page)


def whole_page(page: Page, name: str) -> None:
    """A picture of the page from top to bottom, into the folder of pictures."""
    SHOTS.mkdir(exist_ok=True)
    size = page.viewport_size
    assert size
    main = '[data-testid="stMain"]'
    height = page.eval_on_selector(main, "e => e.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(height + 40, 6000))})
    settled(page)
    page.screenshot(path=SHOTS / f"{name}.png")
    page.set_viewport_size(size)


def findings(page: Page) -> list[str]:
    """Serious and critical findings of axe-core on the page as it is."""
    if not AXE.is_file():
        missing("axe-core is not here: run `npm ci` in tests/browser.")
    page.add_script_tag(path=AXE)
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']} ({v['impact']}): {v['help']}: {[n['html'][:200] for n in v['nodes']][:3]}"
        for v in result["violations"]
        if v["impact"] in WORST
    ]
