"""Every page on an empty, a sample and a large record: calm, titled, and in words that most people can read."""

import ast
import re
from pathlib import Path

import pytest

from dashboards.frame.form import Form
from tests.dashboards.conftest import FOLDER, Page, Seen, calm, shown
from tests.dashboards.test_two_people import CLINICIAN_PAGES, EVERY_PAGE
from tracker.record.desk import Desk


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_an_empty_record(page: Page, name: str) -> None:
    assert calm(page(name)).title[0].value


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_the_sample_is_badged_everywhere(seen: Seen, name: str) -> None:
    words = shown(calm(seen(name)))
    assert "invented, not a real person" in words
    # Nothing writes on the pages for clinicians.
    assert ("Remove the sample patient" in words) == (name not in CLINICIAN_PAGES)


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_large_record(page: Page, two_thousand: int, name: str) -> None:
    calm(page(name))


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_name_that_looks_like_markup(page: Page, record: Desk, name: str) -> None:
    from tracker.record import people
    from tracker.record.models import PatientCreate

    people.add(record, PatientCreate(name="<script>x</script> [a](http://b.example) 🦴"))
    words = shown(calm(page(name))).replace("<script>x</script> [a](http://b.example) 🦴", "", 2)
    assert "[a](http" not in words


# Elements whose first argument is read by people, and arguments by name that are, wherever they stand.
VISIBLE = frozenset(
    {
        "write",
        "markdown",
        "title",
        "header",
        "subheader",
        "caption",
        "info",
        "warning",
        "error",
        "success",
        "badge",
        "metric",
        "text",
        "button",
        "download_button",
        "form_submit_button",
        "link_button",
        "checkbox",
        "toggle",
        "radio",
        "selectbox",
        "multiselect",
        "text_input",
        "text_area",
        "number_input",
        "date_input",
        "slider",
        "select_slider",
        "file_uploader",
        "expander",
        "popover",
        "spinner",
        "status",
        "toast",
        "segmented_control",
        "pills",
        "data_editor_column",
        "TextColumn",
        "NumberColumn",
        "CheckboxColumn",
        "Column",
    }
)
READ = frozenset({"label", "help", "placeholder", "alt", "caption", "text", "title", "page_title", "body"})
OF_FORM = frozenset(name for name in vars(Form) if not name.startswith("_")) - {"key", "get", "put", "begin", "settle"}
SIGNS = re.compile(r":material/\w+:|&nbsp;|:small\[")


def _words_in(node: ast.expr | None) -> bool:
    """Whether letters stand in a literal, or in the fixed parts of an f-string."""
    if isinstance(node, ast.JoinedStr):
        return any(_words_in(part) for part in node.values)
    if isinstance(node, ast.List | ast.Tuple):
        return any(_words_in(part) for part in node.elts)
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(re.search("[A-Za-z]{3}", SIGNS.sub("", node.value)))
    )


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.py")), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_sentence_of_a_page_bypasses_translation(file: Path) -> None:
    """What Streamlit shows comes through `_`: no words in the first argument of an element or in a label or hint."""
    bare = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            logs = isinstance(node.func.value, ast.Name) and node.func.value.id == "_log"
            shown_first = node.func.attr in VISIBLE and not logs
            # A widget of a `Form` has its name first and its label second.
            of_form = node.func.attr in OF_FORM and ast.unparse(node.func.value).endswith("form")
            shown = node.args[1:2] if of_form else node.args[:1] if shown_first else []
            given = [*shown, *(k.value for k in node.keywords if k.arg in READ)]
            bare += [ast.unparse(words)[:60] for words in given if _words_in(words)]
    assert bare == []


def test_no_menu_shows_streamlits_own_english_while_it_is_empty() -> None:
    for file in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                given = {keyword.arg: keyword.value for keyword in node.keywords}
                index = given.get("index")
                empty = isinstance(index, ast.Constant) and index.value is None
                if node.func.attr == "multiselect" or (node.func.attr == "selectbox" and empty):
                    assert "placeholder" in given, f"{file.name}:{node.lineno}"
