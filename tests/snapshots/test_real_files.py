"""What the real files beside the project are read as: one checksum of the JSON of each, and none of their contents."""

import hashlib

import pytest
from click.testing import CliRunner

from tests.conftest import shared_folder
from tests.snapshots.kept import check, steady
from tracker.cli.main import main

NAMES = {"real_files"}


@pytest.mark.shared
def test_the_real_files_are_read_as_before() -> None:
    folder = shared_folder()
    if folder is None:
        pytest.skip("The folder with real files is not beside the project.")
    paths = [*(folder / "dose-reports").glob("*.dcm"), *(folder / "portal-exports").glob("*.json")]
    lines = []
    for path in sorted(paths):
        printed = CliRunner().invoke(main, ["read", str(path), "--json"]).stdout
        assert printed, path.name
        digest = hashlib.sha256(steady(printed, path.parent).encode()).hexdigest()
        lines.append(f"{digest}  {path.parent.name}/{path.name}")
    check("real_files", "\n".join(lines))
