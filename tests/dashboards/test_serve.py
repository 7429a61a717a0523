"""The server: on this computer only, for this computer only, telling nobody; on a really started one."""

import http.client
import os
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards import serve
from tracker.errors import TrackerError

ROOT = Path(__file__).parents[2]
WAIT_S = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    folder = tmp_path_factory.mktemp("server")
    port = _free_port()
    code = f"from dashboards.serve import serve; serve({str(folder / 'record.db')!r}, {port}, False)"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for _attempt in range(WAIT_S * 5):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.2)
    yield port, process
    process.terminate()
    process.wait(timeout=15)


def _status(port: int, host: str, path: str = "/", **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
    connection.putrequest("GET", path, skip_host=True)
    for name, value in {"Host": host, **headers}.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_started_server_answers_to_this_computer(running: tuple[int, subprocess.Popen[str]]) -> None:
    port, _process = running
    assert _status(port, f"127.0.0.1:{port}") == 200
    assert _status(port, f"localhost:{port}") == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.5", "localhost.evil.example"])
def test_other_host_names_are_refused(running: tuple[int, subprocess.Popen[str]], host: str) -> None:
    port, _process = running
    assert _status(port, f"{host}:{port}") == 400
    websocket = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    key = {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    assert _status(port, f"{host}:{port}", "/_stcore/stream", **websocket, **key) in (400, 403)


def test_a_page_of_another_site_cannot_open_the_websocket(running: tuple[int, subprocess.Popen[str]]) -> None:
    port, _process = running
    websocket = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    key = {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "https://evil.example"}
    assert _status(port, f"127.0.0.1:{port}", "/_stcore/stream", **websocket, **key) == 403
    own = {**key, "Origin": f"http://127.0.0.1:{port}"}
    assert _status(port, f"127.0.0.1:{port}", "/_stcore/stream", **websocket, **own) == 101


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/net")
def test_it_listens_on_the_loopback_address_only(running: tuple[int, subprocess.Popen[str]]) -> None:
    port, _process = running
    listening = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            if state == "0A" and int(local.split(":")[1], 16) == port:
                listening.append(local.split(":")[0])
    assert listening == ["0100007F"]


def test_the_config_file_and_the_program_say_the_same() -> None:
    found = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert dict(_flat(found)) == dict(serve.SETTINGS)


def test_the_settings_keep_the_record_on_this_computer() -> None:
    assert serve.SETTINGS["server.address"] == "127.0.0.1"
    assert serve.SETTINGS["server.allowedHosts"] == ["127.0.0.1", "localhost"]
    assert serve.SETTINGS["browser.gatherUsageStats"] is False
    assert serve.SETTINGS["client.showErrorDetails"] == "none"


def _flat(table: dict[str, object], prefix: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", value))
    return found


def test_a_port_that_is_taken_is_said_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(TrackerError, match="choose another port"):
            serve.serve(":memory:", int(taken.getsockname()[1]), open_browser=False)
