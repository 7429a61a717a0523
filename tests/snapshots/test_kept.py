"""The kept files themselves: none without a test, and a change is shown with the way to renew it."""

from pathlib import Path

import pytest

from tests.snapshots import kept, test_commands, test_handout, test_pages, test_real_files, test_sentences

EVERY = (test_commands, test_handout, test_pages, test_real_files, test_sentences)


def test_every_kept_file_belongs_to_a_test() -> None:
    expected = {f"{name}.txt" for module in EVERY for name in module.NAMES}
    present = {path.name for path in kept.FOLDER.iterdir()}
    assert present - expected == set(), "no test makes these any more: delete them"
    assert kept.updating() or expected - present == set(), kept.HINT


def test_only_what_differs_between_machines_is_evened_out() -> None:
    assert kept.steady("0.48200000000000004, 1.2.25.1234567890123, 0.482, 9.4.1") == (
        "0.482, 1.2.25.1234567890123, 0.482, 9.4.1\n"
    )


def test_a_difference_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FOLDER", tmp_path)
    monkeypatch.setenv(kept.UPDATE, "1")
    kept.check("one", f"first\n{'a' * 32} and {'b' * 32} at {tmp_path}", tmp_path)
    assert (tmp_path / "one.txt").read_text(encoding="utf-8") == "first\n<id 1> and <id 2> at <temporary>\n"
    monkeypatch.delenv(kept.UPDATE)
    kept.check("one", f"first  \n{'c' * 32} and {'d' * 32} at <temporary>")
    with pytest.raises(AssertionError, match=rf"(?s){kept.UPDATE}=1.*\n-first\n.*\n\+second"):
        kept.check("one", "second")
    with pytest.raises(AssertionError, match="Nothing is kept"):
        kept.check("two", "")
