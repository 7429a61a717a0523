"""One form on a page: its widgets' keys and what was typed into them, kept until it is saved or given up."""

import re
from dataclasses import dataclass
from typing import Any

import streamlit as st

from tracker.errors import ValueRefused
from tracker.i18n import _

_NUMBER = re.compile(r"\d+(\.\d*)?(e-?\d+)?|\.\d+", re.IGNORECASE)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"\d+,\d+")


@dataclass(frozen=True, slots=True)
class Form:
    """The widgets under one name. Another person, another exam or another turn is another name."""

    scope: str

    def key(self, name: str) -> str:
        """The key of one widget."""
        return f"{self.scope}/{name}"

    def get(self, name: str, default: Any = None) -> Any:
        """What the widget holds."""
        return st.session_state.get(self.key(name), default)

    def put(self, name: str, value: Any) -> None:
        """Fill the widget; only before it is drawn."""
        st.session_state[self.key(name)] = value

    def forget(self) -> None:
        """Drop everything that was typed."""
        for key in [k for k in st.session_state if str(k).startswith(f"{self.scope}/")]:
            del st.session_state[key]


def number(text: str) -> float:
    """The number a person typed: "2.41", "2,41", "12,450.5".

    Raises:
        ValueRefused: it is no number, is negative, or could be two numbers ("1,234").
    """
    typed = re.sub(r"\s", "", text)
    if _NUMBER.fullmatch(typed):
        return float(typed)
    if _THOUSANDS.fullmatch(typed):
        if typed.count(",") == 1 and "." not in typed:
            raise ValueRefused(
                _("“{text}” can be read in two ways. Please write {one} or {other}.").format(
                    text=typed, one=typed.replace(",", ""), other=typed.replace(",", ".")
                )
            )
        return float(typed.replace(",", ""))
    if _DECIMAL_COMMA.fullmatch(typed):
        return float(typed.replace(",", "."))
    raise ValueRefused(
        _("“{text}” is not a number this program can read. Please write it like 2.41.").format(text=text[:40])
    )
