"""What every test may use: an empty record in memory or in a file, and a person in it."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tracker.history import once
from tracker.record import people, sample
from tracker.record.database import open_desk
from tracker.record.desk import Desk
from tracker.record.models import PatientCreate
from tracker.view.charts.years import Chart

# How long an example takes says more about what else the machine does than about the program.
settings.register_profile("by no clock", deadline=None)
settings.load_profile("by no clock")


@pytest.fixture(autouse=True)
def _own_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may touch the record of whoever runs it."""
    monkeypatch.setenv("EXPOSURE_TRACKER_DB", str(tmp_path / "not-chosen.db"))


@pytest.fixture(scope="session")
def packages_looked_through_once() -> Iterator[None]:
    """Every new AppTest reads what all installed packages say of themselves, in search of parts of pages: 0.2 s."""
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def _made_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawings like those before are those of before, for tests of what is said and shown of them.

    Like: to the last number, word and colour. Where doses and drawings are what is tested, each is made anew.
    """
    folders = set(request.path.parts)
    if folders & {"cli", "dashboards", "snapshots", "view"} and not folders & {"charts", "handout"}:
        monkeypatch.setattr(Chart, "svg", _svg_once)
        monkeypatch.setattr(Chart, "png", _png_once)
    else:
        once.forget()


_svg, _png = Chart.svg, Chart.png
_drawn: dict[tuple[object, ...], Any] = {}


def _svg_once(chart: Chart) -> str:
    return str(_once(_svg, chart))


def _png_once(chart: Chart, pixels_per_inch: int = 150) -> bytes:
    return bytes(_once(_png, chart, pixels_per_inch))


def _once(draw: Callable[..., object], chart: Chart, *more: object) -> Any:
    figure = chart.figure
    key = (draw, chart.alt, chart.table.to_csv(), figure.get_facecolor(), *figure.get_size_inches(), *more)
    if key not in _drawn:
        _drawn[key] = draw(chart, *more)
    return _drawn[key]


@pytest.fixture
def desk() -> Iterator[Desk]:
    opened = open_desk(":memory:")
    yield opened
    opened.close()


@pytest.fixture
def file_desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path / "record.db")
    yield opened
    opened.close()


@pytest.fixture
def patient_id(desk: Desk) -> str:
    return people.add(desk, PatientCreate(name="Maria Example", birth_date=date(1971, 5, 12), sex="female")).entity_id


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record without anybody in it, to be copied."""
    file = tmp_path_factory.mktemp("empty") / "record.db"
    open_desk(file).close()
    return file


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with the sample patient, to be copied or only looked at."""
    file = tmp_path_factory.mktemp("sample") / "record.db"
    made = open_desk(file)
    sample.load(made)
    made.close()
    return file


def shared_folder() -> Path | None:
    """The folder with real dose reports, beside the project or where EXPOSURE_TRACKER_SHARED says."""
    named = os.environ.get("EXPOSURE_TRACKER_SHARED")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared"
    return folder if folder.is_dir() else None
