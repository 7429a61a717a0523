"""Damaged dose reports: whatever happens to the bytes, an answer comes back and no exception."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.readers import TODAY
from tests.readers import make_reports as made
from tracker.cli.read_json import as_json
from tracker.readers.dicom.report import read_bytes

REPORTS = [report.bytes() for report in made.everything()]
PIECES = [
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x00",
    b"\xfe\xff\x00\xe0",
    b"\xfe\xff\x0d\xe0",
    b"\xfe\xff\xdd\xe0",
    b"SQ\x00\x00",
    b"UN\x00\x00",
    b"nan",
    b"inf",
    b"-1",
    b"1e999",
    b"a/b",
    b"@\x000\xa7",
    b"\x1b$B",
    b"\\",
]
CHANGES = st.tuples(
    st.sampled_from(["replace", "insert", "delete", "repeat", "cut"]), st.floats(0, 1), st.sampled_from(PIECES)
)


def changed(data: bytes, how: str, where: float, piece: bytes) -> bytes:
    at = int(where * len(data))
    if how == "replace":
        return data[:at] + piece + data[at + len(piece) :]
    if how == "insert":
        return data[:at] + piece + data[at:]
    if how == "delete":
        return data[:at] + data[at + len(piece) :]
    return data[:at] + data[max(0, at - 200) :] if how == "repeat" else data[:at]


@settings(max_examples=examples(60, fuzz=6000), deadline=None)
@given(st.sampled_from(REPORTS), st.lists(CHANGES, min_size=1, max_size=6))
def test_a_damaged_report_never_raises(data: bytes, changes: list[tuple[str, float, bytes]]) -> None:
    for change in changes:
        data = changed(data, *change)
    result = read_bytes("damaged.dcm", data, TODAY)
    assert result.exams or result.problems
    json.dumps(as_json(result), allow_nan=False)
    for exam in result.exams:
        assert all(0 <= row.value < 1e8 for row in exam.measurements)
        assert len({event.event_uid for event in exam.events}) == len(exam.events)


@settings(max_examples=examples(40, fuzz=1500), deadline=None)
@given(st.binary(max_size=600), st.booleans())
def test_any_bytes_give_a_problem(data: bytes, with_prefix: bool) -> None:
    result = read_bytes("anything", bytes(128) + b"DICM" + data if with_prefix else data, TODAY)
    assert result.problems
