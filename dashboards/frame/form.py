"""One form on a page: its widgets' keys and what was typed into them, kept until it is saved or given up."""

from dataclasses import dataclass
from typing import Any

import streamlit as st


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
