"""Every sentence a person reads passes through here, so that a second language is a file and not a rewrite."""

import gettext
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

DOMAIN = "exposure-tracker"
LOCALE = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"  # the language of the texts in the program itself
ENVIRONMENT_VARIABLE = "EXPOSURE_TRACKER_LANGUAGE"
_language: ContextVar[str] = ContextVar("language", default="")


@cache
def languages() -> tuple[str, ...]:
    """The codes of all languages there are: English, and every catalogue in the folder `locale`."""
    found = sorted(file.parts[-3] for file in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (SOURCE_LANGUAGE, *found)


@cache
def supported(tag: str) -> str:
    """The code of our language for a tag such as "es-MX" or "es_ES.UTF-8"; "" where there is no catalogue for it."""
    code = tag.replace("_", "-").split("-")[0].split(".")[0].lower()
    return code if code in languages() else ""


def current() -> str:
    """The code of the language in force: the one chosen, else that of `EXPOSURE_TRACKER_LANGUAGE`, else English."""
    return _language.get() or supported(os.environ.get(ENVIRONMENT_VARIABLE, "")) or SOURCE_LANGUAGE


def use_language(code: str) -> None:
    """Choose the language ("en", "es", ...) for the current thread or task; "" follows the environment."""
    _language.set(supported(code))


@contextmanager
def language(code: str) -> Iterator[None]:
    """Another language for a while, for a page that somebody else reads; "" keeps the one in force."""
    before = _language.set(supported(code) or current())
    try:
        yield
    finally:
        _language.reset(before)


def bound(call: Callable[P, R]) -> Callable[P, R]:
    """The same call, to be made later in another thread, in the language that is in force now."""
    code = current()

    @wraps(call)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> R:
        with language(code):
            return call(*args, **kwargs)

    return spoken


def name_of(code: str) -> str:
    """What a language calls itself: "Español"."""
    # Translators: the name of your own language, in your own language.
    return _catalogue(code).gettext(N_("English"))


def in_every_language(message: str) -> tuple[str, ...]:
    """A text in all languages there are, English first; to understand what people type in any of them."""
    return tuple(dict.fromkeys(_catalogue(code).gettext(message) for code in languages()))


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, languages=[code], fallback=True)


def N_(message: str) -> str:
    """The message as it is: marks a text that is translated later, where it is shown."""
    return message


def _(message: str) -> str:
    """The message in the chosen language; the English text itself where there is no translation."""
    return _catalogue(current()).gettext(message) if message else ""  # gettext keeps its own header under ""


def ngettext(one: str, many: str, n: int) -> str:
    """The right plural form for n, in the chosen language."""
    return _catalogue(current()).ngettext(one, many, n)


def grouped(value: float, form: str = ",.0f") -> str:
    """A number with its thousands apart: "12,450" in English, "12 450" in other languages.

    The decimal sign is a point in every language, as on the displays of the machines and in dose reports: a number must
    be the same on the page and on the paper. A comma would then be read as a decimal sign by everybody who grew up with
    it, so only English groups with it.

    Args:
        value: the number.
        form: how Python writes it, with a comma between thousands.
    """
    text = format(value, form)
    return text if current() == SOURCE_LANGUAGE else text.replace(",", "\u00a0")
