"""The language of the pages: chosen in this window, else the person's own, else the browser's, else English."""

import ast

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import FOLDER, TIMEOUT_S, Page, calm, shown
from tracker import i18n
from tracker.record import people
from tracker.record.desk import Desk
from tracker.record.models import Patient, PatientCreate

SWITCH = "language switch"


def opened(locale: str = "en-US") -> AppTest:
    """A new window of a browser that asks for this language."""
    test = AppTest.from_file(FOLDER / "app.py", default_timeout=TIMEOUT_S)
    test.context["locale"] = locale
    return calm(test.run())


def es(text: str) -> str:
    """The text in Spanish, which is another one."""
    with i18n.language("es"):
        spanish = i18n._(text)
    assert spanish != text
    return spanish


def speak(test: AppTest, code: str) -> AppTest:
    return calm(test.selectbox(key=SWITCH).set_value(code).run())


def menu(test: AppTest) -> str:
    """The words of the navigation."""
    return " ".join(str(getattr(link, "label", "")) for link in test.sidebar.get("page_link"))


@pytest.fixture
def spanish(record: Desk) -> Patient:
    """Somebody who chose Spanish the last time."""
    made = PatientCreate(name="Marta Ejemplo", language="es")
    return people.patient(record, people.add(record, made).entity_id)


def test_the_switch_is_there_before_anybody_is_in_the_record(record: Desk) -> None:
    test = opened()
    switch = test.selectbox(key=SWITCH)
    assert switch.label == "Language / Sprache / Idioma"
    assert switch.options == ["English", "Deutsch", "Español"]
    test = speak(test.switch_page("history/history.py").run(), "es")
    assert test.title[0].value == es("My history")
    assert test.text_input(key="first_name").label == es("Name")


def test_the_first_person_keeps_the_language_that_was_chosen_before_there_was_one(record: Desk) -> None:
    test = speak(opened().switch_page("history/history.py").run(), "es")
    test.text_input(key="first_name").set_value("Marta Ejemplo")
    calm(test.button[0].click().run())
    assert [p.language for p in people.patients(record)] == ["es"]


def test_the_browser_is_followed_where_there_is_a_catalogue(record: Desk) -> None:
    assert opened("es-MX").selectbox(key=SWITCH).value == "es"
    assert opened("de-CH").selectbox(key=SWITCH).value == "de"
    assert opened("fi-FI").selectbox(key=SWITCH).value == "en"


def test_the_persons_language_stands_above_that_of_the_browser(spanish: Patient) -> None:
    test = opened("en-GB").switch_page("history/history.py").run()
    assert test.title[0].value == es("My history")
    assert es("Me and my data") in menu(test)


def test_the_language_is_stored_and_nothing_else_of_the_person_changes(record: Desk, maria: Patient) -> None:
    speak(opened(), "es")
    after = people.patient(record, maria.id)
    assert after.language == "es"
    kept = set(PatientCreate.model_fields) - {"language"}
    assert after.model_dump(include=kept) == maria.model_dump(include=kept)
    assert opened("en-US").selectbox(key=SWITCH).value == "es"


def test_english_can_be_chosen_against_a_spanish_browser(record: Desk, maria: Patient) -> None:
    test = speak(opened("es-ES"), "en")
    assert "Injections" in menu(test)
    assert people.patient(record, maria.id).language == "en"


def test_saving_about_me_keeps_the_language(record: Desk, spanish: Patient) -> None:
    test = opened().switch_page("about/me.py").run()
    name = next(field for field in test.text_input if field.label == es("Name"))
    save = es("Save")
    # AppTest words a choice where the test runs, not where the page does.
    with i18n.language("es"):
        name.set_value("Marta Otra").run()
        calm(next(button for button in test.button if button.label == save).click().run())
    after = people.patient(record, spanish.id)
    assert (after.name, after.language) == ("Marta Otra", "es")


def test_two_windows_speak_two_languages_at_once(record: Desk, maria: Patient) -> None:
    one, other = opened("en-US"), opened("es-ES")
    for name, english, spanish in (
        ("history/history.py", "My history", es("My history")),
        ("about/me.py", "About me", es("About me")),
        ("history/history.py", "My history", es("My history")),
    ):
        one.switch_page(name)
        assert calm(one.run()).title[0].value == english
        with i18n.language("es"):  # AppTest words a choice where the test runs, not where the page does
            other.switch_page(name)
            assert calm(other.run()).title[0].value == spanish
        assert "Me and my data" in menu(one)
        assert es("Me and my data") in menu(other)


def test_a_page_that_runs_by_itself_speaks_the_persons_language(page: Page, spanish: Patient) -> None:
    test = calm(page("history"))
    assert test.title[0].value == es("My history")
    assert es("Whose record") in shown(test)


def test_the_browser_is_told_the_language_for_screen_readers(spanish: Patient) -> None:
    test = opened()
    scripts = [element.proto.body for element in test.sidebar.get("html")]
    assert [s for s in scripts if 'document.documentElement.lang = "es"' in s]


def test_an_english_window_needs_no_script_until_it_spoke_another_language(record: Desk) -> None:
    def scripts(test: AppTest) -> list[str]:
        return [element.proto.body for element in test.sidebar.get("html")]

    test = opened()
    assert scripts(test) == []
    assert 'lang = "es"' in scripts(speak(test, "es"))[0]
    assert 'lang = "en"' in scripts(speak(test, "en"))[0]


def test_a_page_of_the_clinician_changes_its_language_without_writing(record: Desk, maria: Patient) -> None:
    test = opened().switch_page("clinician/minute.py").run()
    speak(test, "es")
    assert people.patient(record, maria.id).language == ""
    assert es("Injections") in menu(test)


def test_the_command_lines_language_holds_where_nobody_chose(record: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(i18n.ENVIRONMENT_VARIABLE, "es")
    assert opened("en-US").selectbox(key=SWITCH).value == "es"


def test_what_runs_beside_a_page_speaks_its_language_too() -> None:
    """A file made when a button is pressed is made in another thread, and so runs a part that renews itself."""
    for file in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("download_button"):
                data = ast.unparse(node.args[1])
                assert "lambda" not in data or data.startswith("bound("), f"{file.name}:{node.lineno}"
            if isinstance(node, ast.FunctionDef) and any("st.fragment" in ast.unparse(d) for d in node.decorator_list):
                spoken = [ast.unparse(line) for line in node.body[:2]]
                assert "use_language_again()" in spoken, f"{file.name}:{node.lineno}"
