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
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    folder = tmp_path_factory.mktemp("server")
    port = _free_port()
    pretended = folder / "browser"
    pretended.write_text(f'#!/bin/sh\necho "$1" > {folder}/opened.txt\n')
    pretended.chmod(0o755)
    code = f"from dashboards.serve import serve; serve({str(folder / 'record.db')!r}, {port})"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder), "BROWSER": f"{pretended} %s"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    _wait_for(port)
    yield port, folder
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


def test_a_started_server_answers_to_this_computer(running: tuple[int, Path]) -> None:
    port, _folder = running
    assert _status(port, f"127.0.0.1:{port}") == 200
    assert _status(port, f"localhost:{port}") == 200


def test_it_opens_the_browser_at_its_own_address(running: tuple[int, Path]) -> None:
    port, folder = running
    assert _status(port, f"127.0.0.1:{port}") == 200
    assert (folder / "opened.txt").read_text().strip() == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.5", "localhost.evil.example"])
def test_other_host_names_are_refused(running: tuple[int, Path], host: str) -> None:
    port, _folder = running
    assert _status(port, f"{host}:{port}") == 400
    assert _websocket(port, f"{host}:{port}") in (400, 403)


def test_a_page_of_another_site_cannot_open_the_websocket(running: tuple[int, Path]) -> None:
    port, _folder = running
    assert _websocket(port, f"127.0.0.1:{port}", Origin="https://evil.example") == 403
    assert _websocket(port, f"127.0.0.1:{port}", Origin=f"http://127.0.0.1:{port}") == 101


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/net")
def test_it_listens_on_the_loopback_address_only(running: tuple[int, Path]) -> None:
    port, _folder = running
    assert _listening(port) == ["0100007F"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/net")
def test_streamlit_run_in_the_project_folder_is_as_careful(tmp_path: Path) -> None:
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboards/app.py", "--server.port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        assert _listening(port) == ["0100007F"]
        assert _websocket(port, f"evil.example:{port}") in (400, 403)
        assert _websocket(port, f"127.0.0.1:{port}") == 101
    finally:
        process.terminate()
        process.wait(timeout=15)


def _listening(port: int) -> list[str]:
    """The addresses, in hexadecimal as Linux lists them, on which somebody listens at this port."""
    listening = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            if state == "0A" and int(local.split(":")[1], 16) == port:
                listening.append(local.split(":")[0])
    return listening


def _wait_for(port: int) -> None:
    for _attempt in range(WAIT_S * 5):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("The server did not start.")


def _websocket(port: int, host: str, **headers: str) -> int:
    asked = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    key = {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    return _status(port, host, "/_stcore/stream", **asked, **key, **headers)


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
