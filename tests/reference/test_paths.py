"""The tables are found in a working copy and in an installed wheel."""

from pathlib import Path

import pytest

from tracker.errors import ReferenceTableError
from tracker.reference import paths


def test_a_working_copy_reads_data_reference_beside_the_package() -> None:
    assert (paths.data_dir() / "exam_kinds.csv").is_file()
    assert paths.version().count(".") == 1


def _package(monkeypatch: pytest.MonkeyPatch, package: Path) -> None:
    monkeypatch.setattr(paths, "_PACKAGE", package)
    paths.data_dir.cache_clear()


def test_a_wheel_reads_its_own_copy_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (tmp_path / "tracker" / "_data" / "reference", tmp_path / "data" / "reference"):
        folder.mkdir(parents=True)
        (folder / "VERSION").write_text("2026.11")
    _package(monkeypatch, tmp_path / "tracker")
    try:
        assert paths.data_dir() == tmp_path / "tracker" / "_data" / "reference"
    finally:
        paths.data_dir.cache_clear()


def test_missing_tables_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _package(monkeypatch, tmp_path / "tracker")
    try:
        with pytest.raises(ReferenceTableError, match="Install Exposure Tracker again"):
            paths.data_dir()
    finally:
        paths.data_dir.cache_clear()
