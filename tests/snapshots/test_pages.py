"""Every word of each page, as it opens on the sample patient."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import dashboards
from tests.snapshots.kept import check
from tracker.record.database import ENVIRONMENT_VARIABLE

FOLDER = Path(dashboards.__file__).parent
PROSE = ("label", "body", "code_text", "caption", "help", "placeholder", "default")


def _pages() -> Iterator[tuple[str, str]]:
    """Address and file of each page, as `app.py` names them."""
    for node in ast.walk(ast.parse((FOLDER / "app.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "Page":
            named = {keyword.arg: keyword.value for keyword in node.keywords}
            address = named.get("url_path", ast.Constant("start"))
            yield f"page_{ast.literal_eval(address)}", ast.literal_eval(node.args[0])


PAGES = dict(_pages())
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
    said = [str(text) for name in PROSE if (text := getattr(proto, name, "")) and isinstance(text, str)]
    options = [getattr(one, "content", one) for one in getattr(proto, "options", ())]
    said += [f"[{', '.join(map(str, options))}]"] if options else []
    said += [f"{one.alt} {one.caption}".strip() for one in getattr(proto, "imgs", ())]
    said += [f"= {element.value}"] if options or element.type == "checkbox" else []
    if said:
        yield f"{element.type}: {' | '.join(said)}"
