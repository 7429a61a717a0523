"""The language of the command line: chosen for one call, else the environment's; and that of the printed page."""

import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from tracker import i18n
from tracker.cli.main import main
from tracker.record.database import ENVIRONMENT_VARIABLE
from translation import catalogue


@pytest.fixture(autouse=True)
def _sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "record.db"))
    monkeypatch.delenv(i18n.ENVIRONMENT_VARIABLE, raising=False)
    run("add", "opg", "--when", "3 Sep 2020")


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == code, result.output
    return result


def _page(path: Path) -> tuple[str, str]:
    reader: Any = PdfReader(io.BytesIO(path.read_bytes()))
    return reader.trailer["/Root"]["/Lang"], " ".join(reader.pages[0].extract_text().split())


@pytest.mark.parametrize(("code", "day"), [("es", "3 sep 2020"), ("de", "3.\u00a0Sept. 2020")])
def test_one_call_speaks_another_language_and_the_next_does_not(code: str, day: str) -> None:
    assert day in run("--language", code, "list").output
    assert "3 Sep 2020" in run("list").output
    assert i18n.current() == "en"


def test_without_a_choice_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(i18n.ENVIRONMENT_VARIABLE, "es_MX")
    assert "3 sep 2020" in run("list").output
    assert "3 Sep 2020" in run("--language", "en", "list").output


@pytest.mark.parametrize("code", catalogue.codes())
def test_errors_are_said_in_the_language_too(code: str) -> None:
    with i18n.language(code):
        words = i18n._("The record is empty. Add an exam first, or try: exposure-tracker demo")
    run("--db", ":memory:", "list", code=1)
    assert words in run("--language", code, "--db", ":memory:", "list", code=1).output


def test_a_language_there_is_not_is_refused() -> None:
    assert "es" in run("--language", "tlh", "list", code=2).output


@pytest.mark.parametrize(
    ("code", "title", "day"),
    [("es", "Historial de imágenes", "3 sep 2020"), ("de", "Bildgebung: Verlauf", "3. Sept. 2020")],
)
def test_the_page_can_be_in_the_language_of_the_clinic(tmp_path: Path, code: str, title: str, day: str) -> None:
    target = tmp_path / "page.pdf"
    assert run("handout", "--to", str(target), "--language", code).output.strip() == str(target)
    language, words = _page(target)
    assert language == code
    assert title in words
    assert day in words


def test_the_page_follows_the_command_line_where_nothing_else_is_said(tmp_path: Path) -> None:
    target = tmp_path / "page.pdf"
    run("--language", "es", "handout", "--to", str(target))
    assert _page(target)[0] == "es"
    run("handout", "--to", str(target))
    language, words = _page(target)
    assert language == "en"
    assert "3 Sep 2020" in words


@pytest.mark.parametrize(("code", "day"), [("es", "marzo de 2015"), ("de", "März 2015")])
def test_a_date_can_be_given_in_the_language(code: str, day: str) -> None:
    run("--language", code, "add", "opg", "--when", day)
    assert "March 2015" in run("list").output
