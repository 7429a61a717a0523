"""A made-up language that puts signs around every text, to tell what a page says from what people typed into it."""

import gettext
import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import drawn_lists, words_of_list
from tracker import dates, i18n

CODE = "xx"
START, END, DATA_START, DATA_END = "⟦⟧⟪⟫"
_INNERMOST = re.compile(f"{START}([^{START}{END}]*){END}")
_DATA = re.compile(f"{DATA_START}[^{DATA_START}{DATA_END}]*{DATA_END}")
_LISTS = (dates._MONTHS, dates._SHORT_MONTHS)


class _Marking(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        if "|" in message:
            return message  # words to understand, which nobody is shown
        if message in _LISTS:
            return " ".join(map(_marked, message.split()))
        return _marked(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _marked(msgid1 if n == 1 else msgid2)


def _marked(message: str) -> str:
    return START + re.sub(r"\{[^{}]*\}", lambda found: DATA_START + found[0] + DATA_END, message) + END


@pytest.fixture
def marking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is not told to speak English speaks the made-up language."""
    real = i18n._catalogue
    monkeypatch.setattr(i18n, "_catalogue", lambda code: _Marking() if code == CODE else real(code))
    monkeypatch.setattr(i18n, "languages", lambda: (CODE, "en"))
    monkeypatch.setattr(i18n, "supported", lambda tag: tag if tag == "en" else CODE)


def raw(page: AppTest) -> Iterator[str]:
    """What the browser is sent, element by element: labels, hints, captions and the cells of tables included."""
    for block in (page.main, page.sidebar):
        for element in block:
            # Without that of a plain container, and of the list of exams, which holds a program for the browser.
            if element.proto is not None and element.type != "bidi_component":
                yield element.proto.SerializeToString().decode("utf-8", "ignore")
    for data in drawn_lists(page):
        yield from words_of_list(data)


def said(page: AppTest, filler: str = "it") -> Iterator[str]:
    """Every text of the program that is on the page, each with a filler where something was put into it."""
    for sent in raw(page):
        rest = sent
        while found := _INNERMOST.search(rest):
            yield _DATA.sub(filler, found[1])
            rest = rest[: found.start()] + filler + rest[found.end() :]


def without_said(text: str) -> str:
    """What is left of a text without everything that came from the catalogue, with what was put into it."""
    while found := _INNERMOST.search(text):
        put_in = " ".join(re.findall(f"{DATA_START}([^{DATA_START}{DATA_END}]*){DATA_END}", found[1]))
        text = text[: found.start()] + put_in + text[found.end() :]
    return text
