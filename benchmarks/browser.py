"""From the command to the first page drawn in a browser, against a Streamlit page with one chart."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.records import make
from benchmarks.timing import Line, in_turn

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
YARDSTICK = Path(__file__).with_name("one_chart_page.py")
DASHBOARD = (
    "import sys; from tracker.cli.main import main;"
    " main(['--db', sys.argv[1], 'dashboard', '--no-browser', '--port', sys.argv[2]])"
)
# The yardstick starts in the way the dashboard does, so that only what is shown differs.
ONE_CHART = (
    "import sys; from streamlit.starlette import App; App(sys.argv[1]).run(config={"
    "'server.address': '127.0.0.1', 'server.port': int(sys.argv[2]), 'server.headless': True,"
    " 'browser.gatherUsageStats': False, 'server.fileWatcherType': 'none'})"
)


def lines(folder: Path) -> list[Line]:
    chromium = os.environ.get("EXPOSURE_TRACKER_CHROMIUM") or shutil.which("chromium")
    path = folder / "forty.db"
    make(path, exams=40, per_patient=40).close()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        ours, theirs = in_turn(
            lambda: _until_drawn(browser, DASHBOARD, str(path), ""),
            lambda: _until_drawn(browser, ONE_CHART, str(YARDSTICK), ""),
            rounds=3,
        )
        browser.close()
    return [Line("command to Home drawn", "a one-chart page with the same imports", ours, theirs, 1.2)]


def _until_drawn(browser: Browser, code: str, argument: str, address: str) -> None:
    """Start a server, open the page as soon as it answers, wait for its first chart, stop the server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", code, argument, str(port)], stdout=subprocess.DEVNULL)
    page = browser.new_page()
    try:
        _wait_until_it_answers(port)
        page.goto(f"http://127.0.0.1:{port}/{address}", timeout=60_000)
        page.wait_for_selector("[data-testid=stImage] img, [data-testid=stDataFrame]", timeout=60_000)
    finally:
        page.close()
        server.terminate()
        server.wait()


def _wait_until_it_answers(port: int) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
