"""The house of DESIGN: imports go down, and four things happen in one place only."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tracker.reference import words

ROOT = Path(__file__).parents[1]
# Packages, from the ground up; each tuple may only shrink. The answer to a failure is the right room, not a new floor.
FLOORS: list[tuple[str, ...]] = [
    ("tracker", "tracker.errors", "tracker.clock", "tracker.i18n"),
    ("tracker.reference", "tracker.dates", "tracker.units", "tracker.numbers"),
    ("tracker.record", "tracker.dose", "tracker.wording"),
    ("tracker.history", "tracker.readers"),
    ("tracker.view", "tracker.intake", "tracker.share"),
    ("tracker.cli", "dashboards"),
]
AT_THE_ROOT = {"intake", "wording", "dates", "units", "numbers", "errors", "clock", "i18n"}
LONGEST_FILE = 350  # lines
LONGEST_CHAIN = 14  # files that import one another, one after the other; the number may only shrink


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        yield from _parsed(folder)


@cache
def _parsed(folder: str) -> list[tuple[str, ast.Module]]:
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found.append((name, ast.parse(path.read_text(encoding="utf-8"))))
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor(name: str) -> int:
    def fits(prefix: str) -> bool:
        return name == prefix or (prefix != "tracker" and name.startswith(prefix + "."))

    return next(i for i, prefixes in enumerate(FLOORS) for prefix in prefixes if fits(prefix))


ALL = list(modules("tracker", "dashboards"))


@pytest.mark.parametrize(("name", "tree"), ALL, ids=[name for name, _tree in ALL])
def test_a_file_imports_only_from_its_own_floor_and_below(name: str, tree: ast.Module) -> None:
    known = {other for other, _tree in ALL}
    for target in imported(tree):
        if target in known:
            assert floor(target) <= floor(name), f"{name} imports {target} from a floor above"


def test_only_eight_modules_stand_at_the_root_of_tracker() -> None:
    assert {path.stem for path in (ROOT / "tracker").glob("*.py")} - {"__init__"} <= AT_THE_ROOT


def test_the_pages_never_reach_the_command_line_and_what_is_said_never_reads_files() -> None:
    for name, tree in ALL:
        targets = set(imported(tree))
        if name.startswith("dashboards"):
            assert not any(t.startswith("tracker.cli") for t in targets), name
        if name.startswith(("tracker.history", "tracker.view")):
            assert not any(t.startswith("tracker.readers") for t in targets), name


@pytest.mark.parametrize("folder", ["tracker", "dashboards"])
def test_no_file_is_longer_than_a_room(folder: str) -> None:
    lines = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in (ROOT / folder).rglob("*.py")}
    assert {name: n for name, n in lines.items() if n > LONGEST_FILE} == {}


def test_there_are_no_circles() -> None:
    known = {name for name, _tree in ALL}
    graph = {name: {t for t in imported(tree) if t in known and t != name} for name, tree in ALL}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"circle: {' -> '.join((*trail, name))}"
        if name not in done:
            for target in graph[name]:
                if not name.startswith(target + "."):  # a package comes with each of its modules
                    visit(target, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_no_chain_of_imports_is_longer_than_the_house_is_high() -> None:
    """Imports inside functions count, too; of a name in a package, the module it stands in."""
    known = {name for name, _tree in ALL}
    graph = {name: _modules_imported(tree, known) - {name} for name, tree in ALL}

    @cache
    def chain(name: str) -> tuple[str, ...]:
        return (name, *max((chain(target) for target in graph[name]), key=len, default=()))

    longest = max((chain(name) for name in graph), key=len)
    assert len(longest) <= LONGEST_CHAIN, " -> ".join(longest)


def _modules_imported(tree: ast.Module, known: set[str]) -> set[str]:
    found: set[str] = set()
    for node in _without_type_checking(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names if names <= known else names | {node.module}
    return found & known


def _without_type_checking(node: ast.AST) -> Iterator[ast.AST]:
    """Every part of a module but what only a type checker reads."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    yield node
    for part in ast.iter_child_nodes(node):
        yield from _without_type_checking(part)


def test_tracker_never_imports_streamlit() -> None:
    for name, tree in modules("tracker"):
        assert not any(t.split(".")[0] == "streamlit" for t in imported(tree)), name


def test_nothing_opens_a_session_outside_the_record() -> None:
    for name, tree in ALL:
        if not name.startswith("tracker.record"):
            assert not {
                t for t in imported(tree) if t.endswith((".Session", ".changes.reading", ".changes.writing"))
            }, name
            assert not re.search(r"\bchanges\.(reading|writing)\b", ast.unparse(tree)), name


def test_no_page_speaks_sql_or_pandas_arithmetic() -> None:
    for name, tree in modules("dashboards"):
        assert not {t.split(".")[0] for t in imported(tree)} & {"sqlmodel", "sqlite3", "pydicom"}, name
        uses = {t for t in imported(tree) if t.startswith("sqlalchemy")}
        assert uses <= {"sqlalchemy", "sqlalchemy.Engine"}, name


def test_only_the_database_modules_know_sqlite() -> None:
    allowed = {"tracker.record.database", "tracker.record.backup"}
    for name, tree in ALL:
        text = ast.unparse(tree)
        if name not in allowed:
            assert "PRAGMA" not in text, name
            assert "sqlite3" not in set(imported(tree)), name


def test_doses_are_computed_in_tracker_dose_only() -> None:
    """Coefficients and their tables are reached from tracker.dose (and listed by the command line as allowed words)."""
    coefficients = {"kap_coefficients", "dlp_coefficients", "time_rates"}
    for name, tree in ALL:
        if not name.startswith(("tracker.dose", "tracker.reference")):
            called = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
            assert not called & coefficients, name


def test_units_are_converted_in_tracker_units_only() -> None:
    """No other module holds a conversion factor table: the menus come from tracker.units.QUANTITIES."""
    for name, tree in ALL:
        if name != "tracker.units":
            keys = {
                k.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Dict)
                for k, v in zip(node.keys, node.values, strict=True)
                if isinstance(k, ast.Constant) and isinstance(v, ast.Constant) and isinstance(v.value, float)
            }
            assert not {k for k in keys if isinstance(k, str) and "Gy" in k}, name


def test_today_is_asked_of_the_clock_only() -> None:
    for name, tree in ALL:
        if name != "tracker.clock":
            calls = {ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
            assert not calls & {"date.today", "datetime.now", "datetime.today", "datetime.utcnow"}, name


# Our own exports are known again by the words they are written in; the tuple may only shrink.
READ_OUR_WORDS = ("tracker.readers.sheet.columns", "tracker.readers.sheet.own")


def test_readers_say_nothing() -> None:
    """They give codes (`errors.Reason`), which `view.reasons` words; a draft is the same in every language."""
    for name, tree in modules("tracker/readers"):
        speaks = any(target.startswith("tracker.i18n") for target in imported(tree))
        assert speaks == (name in READ_OUR_WORDS), name


def test_readers_are_told_what_day_it_is() -> None:
    for name, tree in modules("tracker/readers"):
        assert not {"tracker.clock", "tracker.clock.today"} & set(imported(tree)), name


MOST_FOREIGN_WORDS = 3


def _letters(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", text))


def _foreign_words() -> set[str]:
    """Words of at least four letters that stand in a table of words in another language than English."""
    tables = [words.table(path.stem) for path in words.words_dir().glob("*.csv")]
    said = [(lang, w) for table in tables for row in table.values() for lang in words.LANGUAGES for w in row[lang]]
    english = {part for language, word in said if language == "en" for part in _letters(word)}
    keys = {part for table in tables for key in table for part in _letters(key)}
    return {part for language, word in said if language != "en" for part in _letters(word)} - english - keys


def _foreign_in(tree: ast.Module, foreign: set[str]) -> set[str]:
    """The foreign words in the constants of a module, without its docstrings and what is said through gettext."""
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id in ("_", "N_"):
            skipped |= {id(part) for part in call.args}
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in skipped]
    return {part for text in texts if isinstance(text, str) for part in _letters(text)} & foreign


def test_lists_of_words_of_human_languages_stand_in_the_data() -> None:
    foreign = _foreign_words()
    found = {name for name, tree in modules("tracker/readers") if len(_foreign_in(tree, foreign)) > MOST_FOREIGN_WORDS}
    assert found == set()
