"""No widget of a clinician's page writes: seen in what its files can reach, and in the record after using them all."""

import ast
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Widget

from tests.dashboards.conftest import FOLDER, PAGE_FILES, Page, Seen, add_exam, calm, days_back
from tests.dashboards.test_two_people import CLINICIAN_PAGES
from tracker.record import people
from tracker.record.desk import Desk
from tracker.record.models import Patient

ROOT = FOLDER.parent
# Everything of the record that a clinician's page may use, itself or through a module that it uses: it only reads.
READS = {
    "database": {"chosen_path", "open_desk"},
    "desk": {"Desk", "plain_errors"},
    "ledger": {"exam", "pain_log"},
    "people": {"Facts", "facts", "is_child", "patient", "patients"},
    "plans": {"plans"},
    "trace": {"Action", "Edit", "FieldChange", "edits"},
}
READ_ONLY_MODULES = {"details", "forms", "frames", "models", "procedures"}
WIDGETS = (
    *("button", "checkbox", "toggle", "selectbox", "multiselect", "radio", "slider", "select_slider", "text_input"),
    *("number_input", "text_area", "date_input", "segmented_control", "pills", "pagination"),
)
MOST_CHOICES = 4
MOST_STEPS = 120


def path_of(module: str) -> Path | None:
    """The file of one of our modules, None for any other name."""
    base = ROOT.joinpath(*module.split("."))
    return next((p for p in (base.with_suffix(".py"), base / "__init__.py") if p.is_file()), None)


def imports(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """Module, name ("" for the module itself) and the name it goes by here."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((a.name, "", a.asname or a.name) for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found = (whole, "") if path_of(whole) else (node.module, alias.name)
                yield *found, alias.asname or alias.name


def reached(start: list[str]) -> set[str]:
    """Every module of ours behind these, down to the record, whose own inside is not looked into."""
    found: set[str] = set()
    left = list(start)
    while left:
        module = left.pop()
        file = path_of(module)
        if file is None or module in found or module.startswith(("tracker.record", "tracker.reference")):
            continue
        found.add(module)
        left += [name for name, _what, _alias in imports(ast.parse(file.read_text(encoding="utf-8")))]
    return found


def uses(module: str) -> set[tuple[str, str]]:
    """What a module uses of the record: (module of the record, name)."""
    file = path_of(module)
    assert file
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found, aliases = set(), {}
    for name, what, alias in imports(tree):
        if name == "tracker.record" or not name.startswith("tracker.record."):
            continue
        part = name.removeprefix("tracker.record.")
        if what:
            found.add((part, what))
        else:
            aliases[alias] = part
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            found.add((aliases[node.value.id], node.attr))
    return found


def _module(page: str) -> str:
    return "dashboards." + PAGE_FILES[page].removesuffix(".py").replace("/", ".")


def writes(modules: set[str]) -> list[str]:
    return [
        f"{module} uses record.{part}.{name}"
        for module in sorted(modules)
        for part, name in sorted(uses(module))
        if part not in READ_ONLY_MODULES and name not in READS.get(part, set())
    ]


def test_nothing_that_a_clinicians_page_reaches_can_write() -> None:
    pages = [f"dashboards.clinician.{file.stem}" for file in sorted((FOLDER / "clinician").glob("*.py"))]
    assert {_module(name) for name in CLINICIAN_PAGES} <= set(pages)
    assert writes(reached(pages)) == []


@pytest.mark.parametrize("page", ["history", "add_exam", "home", "about_me"])
def test_that_check_finds_what_the_patients_pages_write(page: str) -> None:
    assert writes(reached([_module(page)]))


def content(path: str) -> str:
    """All tables of the record as text."""
    with sqlite3.connect(path) as connection:
        return "\n".join(connection.iterdump())


def values(widget: Any, kind: str) -> list[Any]:
    """What to set a widget to: its ends, and something that breaks out of quotes."""
    if kind == "button":
        return [True]
    if kind in ("checkbox", "toggle"):
        return [not widget.value, widget.value]
    if kind in ("selectbox", "radio", "multiselect", "segmented_control", "pills"):
        options = list(widget.options)
        chosen = [*options[: MOST_CHOICES - 1], *options[-1:]]
        # The last thing that is done: in another language than its own, the test finds nothing in the menus again.
        chosen = options[-1:] if widget.key == "language switch" else chosen
        places = [options.index(option) for option in chosen]
        return [("option", place) for place in places]
    if kind in ("slider", "number_input"):
        return [(widget.min, widget.min), (widget.min, widget.max)] if isinstance(widget.value, tuple) else [widget.min]
    if kind == "pagination":
        return [2, 1]
    return ["'; DROP TABLE exam; --", ""]


def use(page: AppTest, widget: Any, kind: str, value: Any) -> None:
    if kind == "button":
        widget.click().run()
    elif isinstance(value, tuple) and value[0] == "option":
        if kind in ("multiselect", "segmented_control", "pills"):
            widget.select(widget.options[value[1]]).run()
        else:
            widget.select_index(value[1]).run()
    else:
        widget.set_value(value).run()
    calm(page)


def use_everything(page: AppTest) -> int:
    """Use every widget of the page, and those that come into sight by that; returns how often something was used."""
    used: set[str] = set()
    steps = 0
    while steps < MOST_STEPS:
        found: list[tuple[str, Any]] = [(kind, w) for kind in WIDGETS for w in getattr(page, kind)]
        fresh = [(kind, w) for kind, w in found if f"{kind} {w.key or w.label}" not in used]
        if not fresh:
            return steps
        kind, widget = fresh[0]
        assert isinstance(widget, Widget)
        name = f"{kind} {widget.key or widget.label}"
        used.add(name)
        for value in values(widget, kind):
            again = [w for w in getattr(page, kind) if f"{kind} {w.key or w.label}" == name]
            if again:
                use(page, again[0], kind, value)
                steps += 1
    raise AssertionError(f"more than {MOST_STEPS} steps: {sorted(used)}")


@pytest.mark.parametrize("name", CLINICIAN_PAGES)
def test_the_record_is_the_same_after_every_widget_was_used(
    page: Page, record: Desk, sample_person: Patient, name: str
) -> None:
    path = str(record.engine.url.database)
    opened = calm(page(name))
    before = content(path)
    steps = use_everything(opened)
    assert steps >= 2
    assert content(path) == before


def test_a_write_would_have_been_seen(record: Desk, maria: Patient) -> None:
    path = str(record.engine.url.database)
    before = content(path)
    add_exam(record, maria, "xr_chest_pa", days_back(3))
    assert content(path) != before


@pytest.mark.parametrize("name", CLINICIAN_PAGES)
def test_what_writes_on_the_patients_pages_is_not_drawn(seen: Seen, name: str) -> None:
    opened = calm(seen(name))
    assert not [b.key for b in opened.button if b.key in ("remove_sample", "undo", "own_record")]
    assert [s.key for s in opened.sidebar.selectbox] == ["switcher", "language switch"]


@pytest.mark.parametrize("name", CLINICIAN_PAGES)
def test_the_language_of_the_patient_stays_when_a_clinician_reads_in_another(
    page: Page, record: Desk, sample_person: Patient, name: str
) -> None:
    path = str(record.engine.url.database)
    opened = calm(page(name))
    before = content(path)
    calm(opened.selectbox(key="language switch").set_value("es").run())
    assert content(path) == before
    assert people.patient(record, sample_person.id).language == ""
