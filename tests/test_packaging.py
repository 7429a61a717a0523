"""What is installed finds its data: from a wheel, and from a working copy."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ASK = """
from pathlib import Path
import dashboards.serve, tracker
from tracker import i18n, reference
from tracker.record import sample
from tracker.record.database import open_desk
from tracker.view.handout.handout import HandoutOptions, of_record
desk = open_desk(":memory:")
patient = sample.load(desk)
page = of_record(desk, patient, HandoutOptions())
assert page.pdf.startswith(b"%PDF")
with i18n.language("es"):
    assert i18n._("Save") == "Guardar"
print(Path(tracker.__file__).parent, reference.data_dir(), len(reference.exam_kinds()), sep="\\n")
"""


def ask(python_path: str, folder: Path) -> tuple[Path, Path, int]:
    """Runs in a folder of its own, so that only what is installed can be found."""
    environment = {**os.environ, "PYTHONPATH": python_path, "PYTHONSAFEPATH": "1"}
    run = subprocess.run([sys.executable, "-c", ASK], cwd=folder, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    package, data, kinds = run.stdout.split("\n")[:3]
    return Path(package), Path(data), int(kinds)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this working copy."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_a_wheel_carries_its_data_and_finds_it(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    package, data, kinds = ask(str(site), tmp_path)
    assert package == site / "tracker"
    assert data == site / "tracker" / "_data" / "reference"
    assert kinds >= 220


def test_a_working_copy_finds_the_data_beside_the_package(tmp_path: Path) -> None:
    package, data, _kinds = ask("", tmp_path)
    assert package == ROOT / "tracker"
    assert data == ROOT / "data" / "reference"


def test_the_wheel_holds_the_program_and_nothing_of_the_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert any(name.endswith("handout.typ") for name in names)
    assert any(name.endswith(".ttf") for name in names)
    assert "tracker/_data/sample/patient.json" in names
    assert "tracker/locale/es/LC_MESSAGES/exposure-tracker.mo" in names
    assert not any(name.endswith((".po", ".pot")) for name in names)
    assert not any(name.startswith(("tests/", "benchmarks/", "translation/")) for name in names)


def test_the_command_and_the_distribution_are_called_exposure_tracker() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "exposure-tracker"
    assert project["scripts"] == {"exposure-tracker": "tracker.cli.main:main"}


def test_every_dependency_is_pinned_for_the_two_commands() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in (ROOT / "constraints.txt").read_text().split()}
    for requirement in wanted:
        name = requirement.split(">")[0].lower()
        assert name in pinned, f"{name} has no pinned version"
        assert "<" in requirement, f"{name} has no upper bound"
