"""Starts the dashboard: on this computer only, for this computer only, and telling nobody."""

import os
import socket
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.i18n import ENVIRONMENT_VARIABLE, _

if TYPE_CHECKING:
    from streamlit.starlette import App

ADDRESS = "127.0.0.1"
HOSTS = ("127.0.0.1", "localhost")
PORT = 8501
SCRIPT = Path(__file__).with_name("app.py")

# The same as .streamlit/config.toml, which an installed program does not have beside it.
SETTINGS: Mapping[str, str | int | bool | list[str]] = {
    "server.address": ADDRESS,
    "server.allowedHosts": list(HOSTS),
    "server.enableStaticServing": False,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 200,
    "server.showEmailPrompt": False,
    "browser.gatherUsageStats": False,
    "browser.serverAddress": ADDRESS,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "viewer",
    "logger.hideWelcomeMessage": True,
    "runner.magicEnabled": False,
    "theme.baseFontSize": 18,
    "theme.baseRadius": "6px",
    "theme.headingFontSizes": ["2rem", "1.5rem", "1.25rem", "1.125rem", "1rem", "1rem"],
    "theme.linkUnderline": True,
    "theme.paddingTop": "3.5rem",
    "theme.showWidgetBorder": True,
    "theme.sidebar.paddingTop": "1rem",
    "theme.light.primaryColor": "#0072B2",
    "theme.light.backgroundColor": "#FFFFFF",
    "theme.light.secondaryBackgroundColor": "#F3F6F8",
    "theme.light.textColor": "#0A0E11",
    "theme.light.linkColor": "#00639C",
    "theme.light.borderColor": "#C3CCD2",
    "theme.dark.primaryColor": "#56B4E9",
    "theme.dark.backgroundColor": "#0E1117",
    "theme.dark.secondaryBackgroundColor": "#1B212A",
    "theme.dark.textColor": "#F2F2F2",
    "theme.dark.linkColor": "#7CC5EE",
    "theme.dark.borderColor": "#45535C",
}


def serve(db: str | None = None, port: int = PORT, open_browser: bool = True, language: str = "") -> None:
    """Run the dashboard until it is stopped (Ctrl+C).

    Args:
        db: the record's file; None for `EXPOSURE_TRACKER_DB` or the platform's folder.
        port: the port on 127.0.0.1.
        open_browser: show the first page in the person's browser.
        language: of the pages where nobody chose one; "" follows the browser.

    Raises:
        TrackerError: another program uses the port.
    """
    _refuse_taken_port(port)
    if db:
        os.environ["EXPOSURE_TRACKER_DB"] = db if db == ":memory:" else str(Path(db).expanduser().resolve())
    if language:
        os.environ[ENVIRONMENT_VARIABLE] = language
    address = f"http://{ADDRESS}:{port}"
    print(_("Exposure Tracker is open at {address}  Press Ctrl+C to stop.").format(address=address), flush=True)
    _app(address if open_browser else "").run(config={**SETTINGS, "server.port": port})


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        # As the server does it: a port that was closed a moment ago is free.
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            raise TrackerError(
                _(
                    "Port {port} is in use. Perhaps Exposure Tracker is open already: look at http://{address}:{port},"
                    " or choose another port with --port."
                ).format(port=port, address=ADDRESS)
            ) from error


def _app(address: str) -> "App":
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from streamlit.starlette import App

    @asynccontextmanager
    async def lifespan(_app: App) -> AsyncIterator[None]:
        # While the browser loads the page, the pages' own modules load here.
        Thread(target=_load_what_pages_need, daemon=True).start()
        if address:
            webbrowser.open(address)
        yield

    # Streamlit checks the host of its websocket only; this checks every request, against DNS rebinding.
    only_here = Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))
    return App(SCRIPT, middleware=[only_here], lifespan=lifespan, on_script_error=_say_calmly)


def _load_what_pages_need() -> None:
    for name in (
        "tracker.history.summary",
        "tracker.record.people",
        "tracker.history.exams",
        "tracker.view.charts.years",
    ):
        import_module(name)


def _say_calmly(error: Exception) -> bool:
    """The last net under the pages (callbacks run outside them): a sentence instead of a traceback."""
    from dashboards.frame.who import log_without_values, say_unexpected, use_language_again

    use_language_again()
    log_without_values(error)
    say_unexpected()
    return True
