"""Finding files: folders, discs and archives of any layout, and the traps in them."""

import os
import stat
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.readers.test_mutations import CHANGES, changed
from tracker.readers.files import walk
from tracker.readers.found import Found, Limits, Upload
from tracker.view.reasons import said


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def found(*starts: Path | Upload, limits: Limits | None = None) -> dict[str, Found]:
    listed = list(walk(starts, limits or Limits()))
    assert len({one.name for one in listed}) == len(listed)
    return {one.name: one for one in listed}


def reasons(*starts: Path | Upload, limits: Limits | None = None) -> dict[str, str]:
    return {name: one.reason for name, one in found(*starts, limits=limits).items()}


def test_a_disc_of_any_layout(tmp_path: Path) -> None:
    for name in ("DICOMDIR", "DICOM/IM001", "DICOM/A/B/IM.dcm", "VIEWER.EXE"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode() * 40)
    files = found(tmp_path)
    assert sorted(files) == ["DICOM/A/B/IM.dcm", "DICOM/IM001", "DICOMDIR", "VIEWER.EXE"]
    assert files["DICOM/IM001"].read(5) == b"DICOM"
    assert not any(one.problem for one in files.values())


def test_the_same_file_is_met_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert len(found(tmp_path, tmp_path / "a", tmp_path)) == 1


def test_archives_in_archives() -> None:
    inner = packed({"x/IM1": b"one" * 20, "IM2": b"two" * 20})
    files = found(
        Upload("disc.zip", packed({"nested.zip": inner, "noending": inner, "readme": b"hello there, reader!" * 2}))
    )
    assert sorted(files) == [
        "disc.zip!/nested.zip!/IM2",
        "disc.zip!/nested.zip!/x/IM1",
        "disc.zip!/noending!/IM2",
        "disc.zip!/noending!/x/IM1",
        "disc.zip!/readme",
    ]  # fmt: skip
    assert {name[-3:]: one.read(3) for name, one in files.items() if "nested" in name} == {"IM1": b"one", "IM2": b"two"}


def test_a_workbook_and_an_apple_export_stay_whole() -> None:
    book = packed({"[Content_Types].xml": b"", "xl/workbook.xml": b""})
    apple = packed({"apple_health_export/clinical-records/a.json": b"{}"})
    assert list(found(Upload("a.xlsx", book), Upload("export.zip", apple))) == ["a.xlsx", "export.zip"]


def test_archives_nested_too_deep_are_not_opened() -> None:
    data = b"IM1" * 30
    for _depth in range(6):
        data = packed({"more.zip": data})
    assert list(reasons(Upload("a.zip", data)).values()) == ["unsafe"]


def test_a_bomb_of_one_large_member() -> None:

    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb", "w") as member:
        for _piece in range(64):
            member.write(bytes(1024 * 1024))
    limits = Limits(ratio_from=16 * 1024 * 1024)
    assert reasons(Upload("a.zip", buffer.getvalue()), limits=limits) == {"a.zip": "unsafe"}


def test_an_archive_that_states_more_than_any_disc_holds() -> None:
    data = bytearray(packed({"a": b"1" * 50}, zipfile.ZIP_STORED))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 0xFFFFFFF0)
    assert reasons(Upload("a.zip", bytes(data))) == {"a.zip": "unsafe"}


def test_a_nested_archive_that_swells() -> None:
    inner = packed({"x": bytes(40 * 1024 * 1024)}, zipfile.ZIP_STORED)
    told = reasons(Upload("a.zip", packed({"b.zip": inner})))
    assert told == {"a.zip!/b.zip": "unsafe"}


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "..\\evil", "C:\\evil"])
def test_names_that_lead_out_of_an_archive(name: str) -> None:
    assert list(reasons(Upload("a.zip", packed({name: b"x" * 30, "IM1": b"y" * 30}))).values()) == ["unsafe", ""]


def test_a_link_in_an_archive() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert list(reasons(Upload("a.zip", buffer.getvalue())).values()) == ["unsafe"]


def test_a_locked_member_says_so() -> None:
    data = bytearray(packed({"a": b"x" * 30}))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(magic) + at] |= 1
    (one,) = found(Upload("a.zip", bytes(data))).values()
    assert one.problem
    assert "password" in said(one.problem.what)


def test_an_empty_and_a_broken_archive() -> None:
    whole = packed({"a": b"x" * 3000})
    told = reasons(Upload("empty.zip", packed({})), Upload("broken.zip", whole[: len(whole) // 2]))
    assert told == {"empty.zip": "no_exam", "broken.zip": "not_readable"}


def test_links_that_turn_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "IM1").write_bytes(b"12345")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    told = reasons(tmp_path)
    assert told == {"a/b/IM1": "", "self": "not_readable"}


def test_a_link_to_another_place_is_not_followed(tmp_path: Path) -> None:
    disc, home = tmp_path / "disc", tmp_path / "home"
    disc.mkdir()
    home.mkdir()
    (home / "letter").write_bytes(b"12345")
    (disc / "link").symlink_to(home)
    (disc / "letter").symlink_to(home / "letter")
    assert reasons(disc) == {"link": "unsafe", "letter": "unsafe"}


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert reasons(tmp_path, tmp_path / "gone") == {"pipe": "not_readable", str(tmp_path / "gone"): "not_readable"}


def test_a_folder_that_goes_while_it_is_read(tmp_path: Path) -> None:
    for at in range(3):
        (tmp_path / f"{at}").mkdir()
        (tmp_path / f"{at}" / "IM").write_bytes(b"12345")
    search = walk([tmp_path])
    assert next(search).name == "0/IM"
    for at in (1, 2):
        (tmp_path / f"{at}" / "IM").unlink()
        (tmp_path / f"{at}").rmdir()
    assert [one.reason for one in search] == ["not_readable", "not_readable"]


def test_a_file_that_goes_before_it_is_opened(tmp_path: Path) -> None:
    (tmp_path / "IM").write_bytes(b"12345")
    (one,) = walk([tmp_path])
    (tmp_path / "IM").unlink()
    with pytest.raises(OSError, match="No such file"):
        one.read(5)


def test_the_limit_of_files_is_told(tmp_path: Path) -> None:
    for at in range(5):
        (tmp_path / f"{at}").write_bytes(b"12345")
    assert list(reasons(tmp_path, limits=Limits(files=3)).values()) == ["", "", "", "too_large"]


def test_folders_nested_too_deep(tmp_path: Path) -> None:
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    assert reasons(tmp_path, limits=Limits(folder_depth=2)) == {"a/b/c": "unsafe"}


NESTED = packed({"IM1": b"1" * 400, "inner.zip": packed({"IM2": b"2" * 400})})


@settings(max_examples=examples(50, fuzz=3000), deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=5))
def test_a_damaged_archive_never_raises(changes: list[tuple[str, float, bytes]]) -> None:
    data = NESTED
    for change in changes:
        data = changed(data, *change)
    for one in walk([Upload("a.zip", data)]):
        if not one.problem:
            try:
                assert len(one.read(1_000_000)) <= 1_000_000
            except OSError:
                continue
