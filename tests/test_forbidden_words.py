"""No limit, no allowance, no traffic light, no cancer risk of a person, no bananas: in no text and in no source."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.test_architecture import modules
from translation import catalogue

FORBIDDEN = {
    "a limit": r"\blimit(?:s|ed|ing)?\b|\bthreshold|\bexceed|\bmaximum (?:allowed|dose)",
    "an allowance": r"\ballowance|\ballowed dose|\bbudget|\bquota\b|\bdose left\b|\bleft to use\b",
    "a judgement": r"\b(?:un)?safe\b|\bharmless|\bdanger|\btoo (?:much|high)\b|\bover(?:dos|expos)|\bacceptable dose",
    "an alarm": r"\balarm|\btraffic light|\bred and green\b|\bred light|\bgreen light|:(?:red|green|orange|yellow)\[",
    "a risk": r"\brisk|\bcancers?\b|\btumou?rs?\b|\blethal|\bfatal|\bdeaths?\b",
    "odds": r"\b(?:1|one) in (?:\d|a |an )|\bin a (?:thousand|million)\b|\bper (?:thousand|million)\b|\bodds\b",
    "a comparison that misleads": r"\bbananas?\b|\bflights?\b|\bcigarettes?\b|\bchest X-rays?\b|\bchest films?\b",
    "a payer's rule": r"\binsurer|\bmedicare\b|\bpayers?\b|\bcovered by\b",
}
TRANSLATED = {
    "es": (
        r"\blímites?\b(?! (?:superior|inferior))|\bumbral|\bpresupuesto|\bcuota\b|\bdosis segura|\binofensiv|\bpeligr"
        r"|\balarma|\bsemáforo|\bdemasiad[ao] (?:dosis|radiación)|\brojo y verde|\briesgos?\b|\bcáncer|\btumor|\bmortal"
        r"|\b(?:1|uno|una) de cada\b|\bplátano|\bbananas?\b|\bvuelos?\b|\bcigarrillo|\bradiografías? de tórax"
        r"|\baseguradora|\bmedicare\b"
    ),
    "de": (
        r"\bGrenzwert|\bGrenze\b|\bSchwellenwert|\bSchwellendos|\bBudget|\bKontingent|\bunbedenklich|\bharmlos"
        r"|\bgefährlich|\bGefahr|\bAlarm|\bAmpel|\bzu (?:viel|hohe)\b|\bRot und Grün|\bsichere Dosis"
        r"|risik(?:o|en)\b|krebs\b|tumor|\btödlich|\b(?:1|eine[rs]?) von \d{2}|\bBanane|\bFl[uü]ge?n?\b|\bZigarette"
        r"|\bRöntgenbilder?n? (?:der Brust|des Brustkorbs)|\bThoraxaufnahmen|\bVersicherung|\bKrankenkasse|\bMedicare"
    ),
}
# Texts that say what is not shown and why, word for word; and those in which the word means something else.
EXPLAINED = {
    "No limit and no “allowance left”. There are no dose limits for patients.",
    "No alarm at any total. A total is no reason to skip a scan that you need.",
    "No risk of cancer for you. The dose of an average body cannot tell what will happen to one person.",
    "No red and green. A bigger number is not a worse exam; it may have been the right one.",
    "No rules of insurers. They differ and they change; these pages show counts and dates.",
    "No number of flights, bananas or chest X-rays. They sound clear and mislead.",
    "Reference levels are for comparing how departments work. They are not limits and do not judge one exam.",
    "A total may be useful information, but turning it into a risk for one person should be avoided.",
}
OTHERWISE_MEANT = {
    "Not safe to open",
    "unsafe",  # the key of that
    "This Excel file unpacks to more than is safe to read.",
    "Something went wrong on this page. Your record is safe. Please reload the page and try again.",
    "The text gives a range or a limit, not one number.",
    "Taken equal to a one-view chest X-ray (0.02 mSv); one third to three times it by our convention.",
}
# An exam is called what it is called.
NAMES = re.compile(r"(?:plain_name|name|label) of ")


def _texts() -> Iterator[tuple[str, str]]:
    """Every text of the catalogue that is not the name of something, with the first file it stands in."""
    for message in catalogue.extracted():
        if message.id and not any(map(NAMES.match, message.auto_comments)):
            for form in [message.id] if isinstance(message.id, str) else message.id:
                yield message.locations[0][0], form


def _written() -> Iterator[tuple[str, str]]:
    """Every text in the source of the pages and of what is printed, whether it is translated or not."""
    for name, tree in modules("dashboards", "tracker/view"):
        documentation = set(_docstrings(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documentation:
                yield name, node.value


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr):
            yield node.body[0].value


TEXTS = [*_texts(), *_written()]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_text_speaks_of(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    allowed = EXPLAINED | OTHERWISE_MEANT
    assert [(place, text) for place, text in TEXTS if text not in allowed and pattern.search(text)] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_nor_does_a_translation(code: str) -> None:
    found = []
    for message in catalogue.read(code):
        named = any(map(NAMES.match, message.auto_comments))
        if message.id and not named and catalogue.english(message) not in EXPLAINED | OTHERWISE_MEANT:
            found += [form for form in catalogue.forms(message) if re.search(TRANSLATED[code], form, re.IGNORECASE)]
    assert found == []


def test_what_is_excepted_still_stands_somewhere() -> None:
    assert {text for _place, text in TEXTS} >= (EXPLAINED | OTHERWISE_MEANT)


def test_what_is_not_shown_is_explained_on_one_page_only() -> None:
    places = {text: place for place, text in _texts() if text in EXPLAINED and text.startswith("No ")}
    assert set(places.values()) == {"dashboards/about/numbers.py"}
    assert len(places) == 6


def test_every_translation_is_looked_at() -> None:
    assert set(TRANSLATED) == set(catalogue.codes())


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "por debajo del límite"),
        ("es", "riesgo de cáncer"),
        ("es", "1 de cada 1000"),
        ("es", "como 20 radiografías de tórax"),
        ("es", "Semáforo"),
        ("de", "unter dem Grenzwert"),
        ("de", "Ihr Krebsrisiko"),
        ("de", "einer von 1000"),
        ("de", "wie 20 Röntgenbilder des Brustkorbs"),
        ("de", "die Krankenkasse zahlt"),
    ],
)
def test_the_words_are_found_in_a_translation(code: str, text: str) -> None:
    assert re.search(TRANSLATED[code], text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a limit", "You are below the limit."),
        ("an allowance", "Allowance left: 20 mSv"),
        ("a judgement", "This is a safe dose."),
        ("a judgement", "That is too much radiation."),
        ("an alarm", ":red[high]"),
        ("a risk", "Your cancer risk is 0.1 %."),
        ("odds", "That is 1 in 1,000."),
        ("a comparison that misleads", "As much as 20 chest X-rays or 1,000 bananas."),
        ("a payer's rule", "Medicare pays for four sessions."),
    ],
)
def test_the_words_are_found(what: str, text: str) -> None:
    assert re.search(FORBIDDEN[what], text, re.IGNORECASE)
