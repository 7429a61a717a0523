"""The language in force: chosen for a thread, for a while, from the environment; and numbers with their thousands."""

import ast
import threading

import pytest

from tests.test_architecture import modules
from tracker import i18n
from tracker.i18n import ENVIRONMENT_VARIABLE, _, ngettext
from translation import catalogue


def test_english_and_every_catalogue_there_is() -> None:
    assert i18n.languages() == ("en", "de", "es")
    assert [i18n.name_of(code) for code in i18n.languages()] == ["English", "Deutsch", "Español"]


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("es", "es"),
        ("es-MX", "es"),
        ("ES_es.UTF-8", "es"),
        ("de-AT", "de"),
        ("en-GB", "en"),
        ("C.UTF-8", ""),
        ("fi", ""),
        ("", ""),
    ],
)
def test_the_tag_of_a_browser_or_a_system_is_one_of_our_languages_or_none(tag: str, code: str) -> None:
    assert i18n.supported(tag) == code


def test_without_a_choice_it_is_the_environments_and_without_that_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "es_ES.UTF-8")  # the system's own language was not chosen for this program
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    assert i18n.current() == "en"
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "es_MX")
    assert (i18n.current(), _("Save")) == ("es", "Guardar")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, "fi")
    assert i18n.current() == "en"


def test_another_language_for_a_while() -> None:
    with i18n.language("es"):
        assert _("Save") == "Guardar"
        with i18n.language(""):
            assert _("Save") == "Guardar"
        with i18n.language("en"):
            assert _("Save") == "Save"
        assert _("Save") == "Guardar"
    assert _("Save") == "Save"


def test_it_ends_where_something_goes_wrong() -> None:
    with pytest.raises(ValueError, match="broken"), i18n.language("es"):
        raise ValueError("broken")
    assert i18n.current() == "en"


def test_one_thread_does_not_change_the_language_of_another() -> None:
    heard: list[str] = []
    with i18n.language("es"):
        later = i18n.bound(lambda: heard.append(_("Save")))
        for call in (lambda: heard.append(_("Save")), later):
            thread = threading.Thread(target=call)
            thread.start()
            thread.join()
    assert heard == ["Save", "Guardar"]


def test_nothing_stays_nothing_and_what_is_not_translated_stays_english() -> None:
    with i18n.language("es"):
        assert _("") == ""
        assert _("Nobody translated this.") == "Nobody translated this."
        assert ngettext("{n} of nothing", "{n} of no things", 2) == "{n} of no things"


@pytest.mark.parametrize("code", catalogue.codes())
def test_plural_forms(code: str) -> None:
    with i18n.language(code):
        none, one, two = (ngettext("{n} exam", "{n} exams", n) for n in (0, 1, 2))
        assert none == two != one
        assert one.startswith("{n} ")


def test_thousands_stand_apart_and_the_decimal_sign_is_a_point_in_every_language() -> None:
    assert [i18n.grouped(1234567), i18n.grouped(12450.5, ",.10g"), i18n.grouped(12)] == ["1,234,567", "12,450.5", "12"]
    for code in catalogue.codes():
        with i18n.language(code):
            assert i18n.grouped(1234567) == "1\u00a0234\u00a0567"
            assert i18n.grouped(12450.5, ",.10g") == "12\u00a0450.5"


def _translates(tree: ast.AST) -> bool:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(isinstance(func, ast.Name) and func.id in ("_", "ngettext") for func in calls)


def test_no_translated_text_is_made_once_and_kept_for_every_language() -> None:
    """Neither in a cache nor at the top of a module, both of which outlive the language they were made in."""
    kept = []
    for name, tree in modules("tracker", "dashboards"):
        for node in ast.walk(tree):
            cached = isinstance(node, ast.FunctionDef) and any("cache" in ast.unparse(d) for d in node.decorator_list)
            if cached and _translates(node):
                kept.append(f"{name}.{node.name}" if isinstance(node, ast.FunctionDef) else name)
        # The entrypoint is no module: Streamlit runs it anew for each page.
        tops = [] if name == "dashboards.app" else [n for n in tree.body if isinstance(n, ast.Assign | ast.AnnAssign)]
        kept += [f"{name}: {ast.unparse(n)[:60]}" for n in tops if _translates(n)]
    # That of data_dir is raised and not kept; of_numbers holds those of every language.
    assert kept == ["tracker.readers.sheet.columns.of_numbers", "tracker.reference.tables.data_dir"]


def test_months_and_thousands_are_written_in_one_place_only() -> None:
    """The names of months follow the computer in `strftime` and `calendar`; a comma between thousands is English."""
    for name, tree in modules("tracker", "dashboards"):
        text = ast.unparse(tree)
        assert not {"%b", "%B", "month_name["} & {sign for sign in ("%b", "%B", "month_name[") if sign in text}, name
        forms = (n.format_spec for n in ast.walk(tree) if isinstance(n, ast.FormattedValue) and n.format_spec)
        assert not any("," in ast.unparse(form) for form in forms), name
