"""The catalogue: in step with the program, complete, and with nothing lost in translation."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest
from babel.messages.catalog import Message

from tests.test_architecture import modules
from tracker import dates, i18n, reference, wording
from translation import catalogue, chunks, tables

CODES = catalogue.codes()
# Words of English that are none in another language we have, and the names in which they stand in every language.
ENGLISH = re.compile(
    r"(?<![-{])\b(?:the|of|and|your?|not|this|with|from|which|how|please|exams?)\b(?!-)", re.IGNORECASE
)
ENGLISH_NAMES = ("American Association of Physicists in Medicine", "European Society of Radiology")
# Names of variables that hold a text which is in the catalogue for another reason than where it is translated.
HELD = {
    "COMPARED_WITH": "column drugs.name",
    "quantity.label": "N_ in tracker/units.py",
    "short": "N_ in tracker/wording.py",
    "sentence": "N_ in tracker/record/database.py",
    "reason": "N_ in tracker/record/forms.py",
    "m.origin": "N_ in tracker/view/reasons",
    "title": "N_ at the end of every page",
    "page.title": "N_ in dashboards/frame/sections.py",
    "words": "a label that was translated already",
    "country": "column background.name",
    "of_child[title]": "N_ above it in dashboards/frame/shared.py",
    "tissue": "column tissue_weights.tissue",
}


def _messages(code: str) -> list[Message]:
    return [message for message in catalogue.read(code) if message.id]


def _ids(messages: Iterable[Message]) -> set[object]:
    return {m.id for m in messages if m.id}


def test_the_template_is_up_to_date() -> None:
    """If this fails: `make catalogue`."""
    assert _ids(catalogue.read_template()) == _ids(catalogue.extracted())


def test_every_text_of_the_program_is_in_the_template() -> None:
    """Also those that a reader of tokens does not find, such as the ones inside an f-string."""
    known = {text for m in catalogue.extracted() for text in ([m.id] if isinstance(m.id, str) else m.id)}
    for name, tree in modules("tracker", "dashboards"):
        for node in _calls(tree):
            for argument in node.args[: 2 if _name(node) == "ngettext" else 1]:
                if isinstance(argument, ast.Constant):
                    assert argument.value in known, f"{name}:{node.lineno}"


def test_what_is_translated_without_being_written_there_is_in_the_catalogue() -> None:
    """If this fails: mark the text with `N_` where it is written, or name its column in translation/tables.py."""
    columns = {name for names in tables.TEXTS.values() for name in names}
    marked = {target for _module, tree in modules("tracker", "dashboards") for target in _marked(tree)}
    for name, tree in modules("tracker", "dashboards"):
        for node in _calls(tree):
            argument = node.args[0]
            if _name(node) == "_" and not isinstance(argument, ast.Constant) and name != "tracker.i18n":
                attribute = argument.attr if isinstance(argument, ast.Attribute) else ""
                written = ast.unparse(argument)
                from_constant = marked & set(re.findall(r"\w+", written))
                assert attribute in columns or from_constant or written in HELD, f"{name}:{node.lineno}: {written}"


def _marked(tree: ast.Module) -> Iterator[str]:
    """The constants of a module whose texts are marked with `N_`."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and any(_name(call) == "N_" for call in _calls(node)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))


def _calls(tree: ast.AST) -> list[ast.Call]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _name(n) in ("_", "N_", "ngettext")]


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_no_text_is_written_together_at_run_time() -> None:
    """A sentence glued or formatted before it is translated is in no catalogue."""
    for name, tree in modules("tracker", "dashboards"):
        for node in _calls(tree):
            for argument in node.args[: 2 if _name(node) == "ngettext" else 1]:
                assert not isinstance(argument, ast.JoinedStr | ast.BinOp), f"{name}:{node.lineno}"


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_has_the_texts_of_the_template(code: str) -> None:
    """If this fails: `make catalogue`."""
    assert _ids(_messages(code)) == _ids(catalogue.read_template())


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_lost_in_translation(code: str) -> None:
    """Placeholders, marks, numbers and the spaces at both ends."""
    wrong = {
        catalogue.english(m): found
        for m in _messages(code)
        if catalogue.is_translated(m) and (found := list(chunks.wrong_in(m, catalogue.forms(m))))
    }
    assert wrong == {}


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_a_guess(code: str) -> None:
    assert [catalogue.english(m) for m in _messages(code) if m.fuzzy] == []


@pytest.mark.parametrize("code", CODES)
def test_the_program_reads_what_the_catalogue_says(code: str) -> None:
    """If this fails: `make catalogue`."""
    compiled = catalogue.po_file(code).with_suffix(".mo").read_bytes()
    assert compiled == catalogue.compiled(catalogue.read(code))


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_translated(code: str) -> None:
    missing = [catalogue.english(m) for m in _messages(code) if not catalogue.is_translated(m)]
    assert missing == [], f"{len(missing)} texts are not translated"


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_stays_english(code: str) -> None:
    """A text that was copied instead of translated; names of bodies and options of the command line stay."""
    forms = (form for m in _messages(code) for form in catalogue.forms(m))
    assert [form for form in forms if ENGLISH.search(form) and not any(name in form for name in ENGLISH_NAMES)] == []


def test_a_sentence_that_stays_english_is_found() -> None:
    assert ENGLISH.search("Please look at the date again.")
    assert ENGLISH.search("{n} exams with your dose")


@pytest.mark.parametrize("code", i18n.languages())
def test_every_month_has_a_name_that_is_understood(code: str) -> None:
    with i18n.language(code):
        for month in range(1, 13):
            long, short = dates.of(2015, month), dates.of(2015, month, 7)
            assert dates.parse(long.text()) == long
            assert dates.parse(short.text()) == short
            span = dates.between(long, dates.of(2016, month))
            assert dates.parse(span.text()) == span


@pytest.mark.parametrize("code", CODES)
def test_the_guidance_can_be_taken_off_every_name(code: str) -> None:
    """Where a column says how the needle was guided, the name need not; the endings are a text of the catalogue."""
    with i18n.language("en"):
        guided = [k for k in reference.exam_kinds().values() if re.search(r", (X-ray|CT|ultrasound) guided$", k.name)]
    with i18n.language(code):
        kept = [
            k.name for k in guided if (named := i18n._(k.name)) != k.name and wording.without_guidance(named) == named
        ]
    assert kept == []
