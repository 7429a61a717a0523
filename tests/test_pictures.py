"""The pictures of the README show what the program shows."""

import csv
import re
from pathlib import Path

import pytest

from docs.make_pictures import DRAWN, HERE, SHOWS, digest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def drawn() -> dict[str, str]:
    with DRAWN.open(encoding="utf-8", newline="") as file:
        return {row["picture"]: row["shows"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", sorted(SHOWS))
def test_a_picture_is_not_older_than_what_it_shows(name: str) -> None:
    assert drawn()[name] == digest(name), "the page has changed since: renew the pictures with `make pictures`"


def test_every_picture_of_the_readme_is_one_that_is_renewed() -> None:
    shown = set(re.findall(r"\(docs/(\w+)\.png\)", README))
    assert shown == set(SHOWS) == {path.stem for path in HERE.glob("*.png")}
