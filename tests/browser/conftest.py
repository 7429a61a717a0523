"""One really started server and one real Chromium for all tests; skipped in one line where there is no browser, failed
under CI."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

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
# A busy machine is slow, not wrong.
expect.set_options(timeout=START_S * 1000)
WORST = ("serious", "critical")
# Pictures of the pages, for people to look at, are made where this is set.
PICTURES = "EXPOSURE_TRACKER_SHOTS"
Scheme = Literal["light", "dark"]
WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# In how many widths a page is looked at in a window, what is done there is done in the first one.
LOOKS: dict[Scheme, dict[str, ViewportSize]] = {"light": {"phone": PHONE, "light": WIDE}, "dark": {"dark": WIDE}}
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


@pytest.fixture(scope="session")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    process, running = start(tmp_path_factory.mktemp("server"))
    yield running
    process.terminate()
    process.wait(timeout=15)


def _lay_in(running: Server, prepared: Path) -> Server:
    with closing(sqlite3.connect(prepared)) as source, closing(sqlite3.connect(running.record)) as target:
        source.backup(target)
    return running


@pytest.fixture
def server(_running: Server, empty_file: Path) -> Server:
    """The dashboard, on an empty record."""
    return _lay_in(_running, empty_file)


@pytest.fixture
def sample_server(_running: Server, sample_file: Path) -> Server:
    """The dashboard, on a record that holds the sample patient."""
    return _lay_in(_running, sample_file)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    program = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def _windows(browser: Browser) -> Iterator[BrowserContext]:
    """Where windows are opened: Streamlit's own program, some megabytes, is loaded and compiled once for all."""
    context = browser.new_context(viewport=WIDE, accept_downloads=True, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(_windows: BrowserContext) -> Iterator[Page]:
    """A fresh window."""
    opened = _windows.new_page()
    yield opened
    if opened.url.startswith("http"):
        opened.evaluate("localStorage.clear(), sessionStorage.clear()")
    opened.close()
    _windows.clear_cookies()


@dataclass(frozen=True)
class Look:
    """A window in light or dark, on the sample patient."""

    page: Page
    scheme: Scheme

    def over(self, name: str) -> None:
        """In every width: a picture to look at, nothing cut off, no serious accessibility finding."""
        for kind, size in LOOKS[self.scheme].items():
            self.page.set_viewport_size(size)
            settled(self.page)
            whole_page(self.page, f"{name}-{kind}")
            assert cut_off(self.page) == [], kind
            assert findings(self.page) == [], kind


@pytest.fixture(scope="module")
def _one_window(_windows: BrowserContext, _running: Server) -> Iterator[Page]:
    opened = _windows.new_page()
    visit(opened, _running.url)
    yield opened
    opened.close()


@pytest.fixture(params=list(LOOKS))
def look(request: pytest.FixtureRequest, _one_window: Page) -> Look:
    """A window in each scheme, open for all tests of a file, as wide as it is looked at first; use `go` in it."""
    _one_window.set_viewport_size(next(iter(LOOKS[request.param].values())))
    _one_window.emulate_media(color_scheme=request.param, media="screen")
    _wears(_one_window, request.param)
    return Look(_one_window, request.param)


def _wears(page: Page, scheme: Scheme) -> None:
    """Wait until the program has taken on light or dark: the next run tells the server which of them it draws for."""
    dark = "getComputedStyle(document.querySelector('.stApp')).backgroundColor.match(/\\d+/)[0] < 128"
    page.wait_for_function(f"({dark}) === {str(scheme == 'dark').lower()}", timeout=START_S * 1000)
    settled(page)


def settled(page: Page) -> None:
    """Wait until the script has run to its end and the page stands still."""
    still = page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')
    for _run in range(START_S):
        still.wait_for(timeout=START_S * 1000)
        page.wait_for_timeout(250)
        # What was pressed a moment ago may begin its run only now.
        if still.count():
            return
    raise AssertionError("the page does not come to rest")


def visit(page: Page, address: str) -> None:
    """Open a page and wait for it."""
    page.goto(address)
    page.wait_for_selector("h1", timeout=START_S * 1000)
    settled(page)


def go(page: Page, path: str) -> None:
    """Open another page in this window as a link to it does, without loading the program anew, and wait for it."""
    page.evaluate(
        """([path, patience]) => new Promise((done, fail) => {
            setTimeout(() => fail(new Error(`${path} does not open`)), patience);
            const app = document.querySelector('[data-testid="stApp"]');
            let began = app.dataset.testScriptState !== 'notRunning';
            new MutationObserver((_changes, watch) => {
                if (app.dataset.testScriptState !== 'notRunning') began = true;
                else if (began) { watch.disconnect(); done(); }
            }).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
            history.pushState({}, '', path);
            window.dispatchEvent(new PopStateEvent('popstate'));
        })""",
        [f"/{path}", START_S * 1000],
    )
    settled(page)


def whole_page(page: Page, name: str) -> None:
    """A picture of the page from top to bottom, into the folder of pictures, where somebody asked for pictures."""
    if not os.environ.get(PICTURES):
        return
    SHOTS.mkdir(exist_ok=True)
    size = page.viewport_size
    assert size
    main = '[data-testid="stMain"]'
    height = page.eval_on_selector(main, "e => e.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(height + 40, 6000))})
    settled(page)
    page.screenshot(path=SHOTS / f"{name}.png")
    page.set_viewport_size(size)


def cut_off(page: Page) -> list[str]:
    """Words that stick out of the window to the right."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stMain"] :is(p, button, h1, h2, h3, label, input, td)')]
            .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 && e.offsetParent
                && !e.closest('[data-testid="stTable"]'))
            .map(e => e.textContent.slice(0, 80))"""
    )
    return found


def findings(page: Page) -> list[str]:
    """Serious and critical findings of axe-core on the page as it is; rules of less weight are not run."""
    if not AXE.is_file():
        missing("axe-core is not here: run `npm ci` in tests/browser.")
    settled(page)  # what a run is about to take away is drawn pale
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    violations: list[dict[str, Any]] = page.evaluate(
        """worst => {
            const rules = axe._audit.rules.filter(r => r.enabled && (!r.impact || worst.includes(r.impact)));
            const options = {resultTypes: ['violations'], runOnly: {type: 'rule', values: rules.map(r => r.id)}};
            return axe.run(document, options).then(result => result.violations);
        }""",
        WORST,
    )
    return [
        f"{v['id']} ({v['impact']}): {v['help']}: {[n['html'][:200] for n in v['nodes']][:3]}"
        for v in violations
        if v["impact"] in WORST
    ]
