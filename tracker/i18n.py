"""Every sentence a person reads passes through here, so that a second language is a file and not a rewrite."""

import gettext
import os
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DOMAIN = "exposure-tracker"
_language: ContextVar[str] = ContextVar("language", default="")


def use_language(code: str) -> None:
    """Choose the language ("en", "es", ...) for the current thread or task; "" follows the environment."""
    _language.set(code)


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    languages = [code] if code else None
    return gettext.translation(DOMAIN, Path(__file__).parent / "locale", languages=languages, fallback=True)


def _(message: str) -> str:
    """The message in the chosen language; the English text itself where there is no translation."""
    return _catalogue(_language.get() or os.environ.get("EXPOSURE_TRACKER_LANGUAGE", "")).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The right plural form for n, in the chosen language."""
    return _catalogue(_language.get() or os.environ.get("EXPOSURE_TRACKER_LANGUAGE", "")).ngettext(one, many, n)
