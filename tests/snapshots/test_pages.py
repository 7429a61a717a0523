"""Every word of each page, as it opens on the sample patient."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import dashboards
from dashboards.frame.sections import page_files
from tests.snapshots.kept import check
from tracker.record.database import ENVIRONMENT_VARIABLE

FOLDER = Path(dashboards.__file__).parent
PROSE = ("label", "body", "code_text", "caption", "help", "placeholder", "default")


PAGES = {f"page_{page.address or 'home'}": page.file for page in page_files()}
NAMES = set(PAGES)


@pytest.mark.usefixtures("packages_looked_through_once")
@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_says(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(db))
    page = AppTest.from_file(FOLDER / PAGES[name], default_timeout=60).run()
    assert not page.exception, page.exception[0].value
    shown = [line for block in (page.main, page.sidebar) for element in block for line in _said(element)]
    check(name, "\n".join(shown), tmp_path, db.parent)


def _said(element: Any) -> Iterator[str]:
    if element.type in ("table", "dataframe"):
        yield f"{element.type}:\n{element.value.to_csv(sep='|')}"
        return
    proto = getattr(element, "proto", None)
    if element.type == "bidi_component":
        yield from _list_said(json.loads(element.proto.json))
        return
    said = [str(text) for name in PROSE if (text := getattr(proto, name, "")) and isinstance(text, str)]
    options = [getattr(one, "content", one) for one in getattr(proto, "options", ())]
    said += [f"[{', '.join(map(str, options))}]"] if options else []
    said += [f"{one.alt} {one.caption}".strip() for one in getattr(proto, "imgs", ())]
    said += [f"= {element.value}"] if options or element.type == "checkbox" else []
    if said:
        yield f"{element.type}: {' | '.join(said)}"


def _list_said(data: dict[str, Any]) -> Iterator[str]:
    """The list of exams, a line each."""
    for group in data["groups"]:
        yield f"list: {group['title']}"
        for row in group["rows"]:
            yield " | ".join(str(row[name]) for name in row if name != "id")
