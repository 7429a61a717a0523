"""One form on a page: its widgets, and what was typed into them, kept until it is saved or given up."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, TypeAlias, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tracker.i18n import _

# What can be chosen: keys, or keys with the words for them; and how a key is written where those are not all.
K = TypeVar("K")
N = TypeVar("N", int, float)
Options: TypeAlias = Mapping[K, str] | Iterable[K]
Words: TypeAlias = Callable[[Any], str] | None
NOTICE = "notice"  # where what was just done is kept in the session
_BUTTONS = "buttons drawn"  # their keys: what they hold is nothing that was typed


@dataclass(frozen=True, slots=True)
class Form:
    """The widgets under one name. Another person, another exam or another turn is another name.

    Every widget keeps what it holds while other pages are looked at. `more` is what Streamlit's own widget takes.
    """

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

    def begin(self, name: str, value: Any) -> None:
        """Fill the widget the first time it is drawn."""
        if self.get(name) is None:
            self.put(name, value)

    def settle(self, name: str, offered: Iterable[Any], otherwise: Any) -> None:
        """Let go of a choice that is not on offer any more."""
        if self.get(name) not in offered:
            self.put(name, otherwise)

    def suggest(self, name: str, value: Any, *, open_to: bool = True) -> None:
        """Fill the widget, until the person chooses: what was only offered follows the record.

        Args:
            name: of the widget.
            value: what to offer.
            open_to: whether an earlier offer may still be exchanged.
        """
        if self.get(name) is None or (open_to and self.get(name) == self.get(f"offered {name}")):
            self.put(name, value)
            self.put(f"offered {name}", value)

    def forget(self, name: str = "") -> None:
        """Drop everything that was typed, or what begins with `name`."""
        for key in [k for k in st.session_state if str(k).startswith(self.key(name))]:
            del st.session_state[key]

    def typed(self) -> dict[str, Any]:
        """What the form holds by name, as JSON can keep it; `fill` puts it back."""
        buttons = st.session_state.get(_BUTTONS, set())
        mine = [str(key) for key in st.session_state if str(key).startswith(self.key("")) and key not in buttons]
        held = {key.removeprefix(self.key("")): st.session_state[key] for key in sorted(mine)}
        kept: dict[str, Any] = json.loads(json.dumps(held))
        return kept

    def fill(self, values: Mapping[str, Any]) -> None:
        """Fill widgets by name; only before they are drawn."""
        for name, value in values.items():
            self.put(name, value)

    def line(self, name: str, label: str, hint: str = "", **more: Any) -> str:
        """A line of text."""
        return st.text_input(label, placeholder=hint or None, **self._kept(name), **more) or ""

    def text(self, name: str, label: str, **more: Any) -> str:
        """A text of several lines."""
        return st.text_area(label, **self._kept(name), **more) or ""

    def amount(self, name: str, label: str, step: N, hint: str = "", **more: Any) -> N | None:
        """A number, or nothing."""
        given = {"value": None, "placeholder": hint or None, **more}
        found: N | None = st.number_input(label, step=step, **self._kept(name), **given)
        return found

    def span(self, name: str, label: str, first: int, last: int) -> tuple[int, int]:
        """Two ends on a line, the whole of it at first."""
        found: tuple[int, int] = st.slider(label, first, last, (first, last), **self._kept(name))
        return found

    def time(self, name: str, label: str, step: timedelta) -> time | None:
        """A time of the day, or nothing."""
        found: time | None = st.time_input(label, value=None, step=step, **self._kept(name))
        return found

    def tick(self, name: str, label: str, **more: Any) -> bool:
        """A box to tick."""
        return st.checkbox(label, **self._kept(name), **more)

    def switch(self, name: str, label: str, **more: Any) -> bool:
        """A switch, for what changes the page at once."""
        return st.toggle(label, **self._kept(name), **more)

    def search(self, name: str, label: str, options: Options[K], words: Words = None, **more: Any) -> K:
        """A menu in which one can type."""
        chosen: K = st.selectbox(label, list(options), **self._kept(name), **_worded(options, words), **more)
        return chosen

    def menu(self, name: str, label: str, options: Options[K], words: Words = None, **more: Any) -> K:
        """A short menu, which opens no keyboard on a telephone."""
        return self.search(name, label, options, words, filter_mode=None, **more)

    def several(
        self, name: str, label: str, options: Options[K], words: Words = None, *, placeholder: str, **more: Any
    ) -> list[K]:
        """A menu of which several can be chosen; Streamlit's own words for an empty one are English."""
        given = {**self._kept(name), **_worded(options, words), **more}
        chosen: list[K] = st.multiselect(label, list(options), placeholder=placeholder, **given)
        return chosen

    def tap(self, name: str, label: str, options: Options[K], words: Words = None) -> K | None:
        """One of a row of buttons, or none."""
        chosen: K | None = st.pills(label, list(options), **self._kept(name), **_worded(options, words))
        return chosen

    def tap_several(self, name: str, label: str, options: Iterable[K]) -> list[K]:
        """Any of a row of buttons."""
        chosen: list[K] = st.pills(label, options, selection_mode="multi", **self._kept(name))
        return chosen

    def radio(self, name: str, label: str, options: Options[K], words: Words = None, **more: Any) -> K:
        """A few choices, all of them in sight; with index=None nothing is chosen at first."""
        chosen: K = st.radio(label, list(options), **self._kept(name), **_worded(options, words), **more)
        return chosen

    def press(self, name: str, label: str, icon: str = "", **more: Any) -> bool:
        """A button."""
        st.session_state.setdefault(_BUTTONS, set()).add(self.key(name))
        return st.button(label, key=self.key(name), icon=icon or None, **more)

    def save_button(self, verb: str, *, differs: bool) -> bool:
        """The button of a form that shows what is stored; `differs` says that something is not in the record yet."""
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = self.press("save", verb, type="primary", on_click=clear_notice)
            if differs:
                st.markdown(f":material/edit: {_('Not saved yet')}", width="content")
        return pressed

    @contextmanager
    def page(self, name: str, count: int, at_a_time: int) -> Iterator[slice]:
        """A page of a long list: the lines to draw, with the pager under them.

        Args:
            name: of the list; another selection is another name, so that it starts at its first page.
            count: how many lines there are.
            at_a_time: lines on a page.
        """
        pages = -(-count // at_a_time)
        name = f"{name}/{pages}"
        first = (int(self.get(name, 1)) - 1) * at_a_time
        yield slice(first, min(first + at_a_time, count))
        if pages > 1:
            st.pagination(pages, **self._kept(name))

    def _kept(self, name: str) -> dict[str, Any]:
        return {"key": self.key(name), "persist_state": "session"}


@dataclass(frozen=True, slots=True)
class Opened:
    """The one part of a form that is drawn at a place of its own; every other one stands in its line."""

    part: str = ""
    place: DeltaGenerator | None = None

    def room(self, part: str, title: str = "", icon: str = "") -> AbstractContextManager[object]:
        """Where a part is drawn: its own place, else behind its title, else as it comes."""
        if self.place is not None and part == self.part:
            return self.place
        return st.expander(title, icon=icon) if title else st.container()


NOTHING_OPENED = Opened()


def _worded(options: Options[Any], words: Words) -> dict[str, Any]:
    """How the choices are written: by their own words, else those that stand with them."""
    written = words or (options.__getitem__ if isinstance(options, Mapping) else str)
    return {"format_func": written}


def clear_notice() -> None:
    """Take the notice away, because something else is done now."""
    st.session_state.pop(NOTICE, None)


def say_lines(shown: slice, count: int) -> None:
    """Where in a long list this page of it lies."""
    st.caption(_("Lines {first} to {last} of {all}.").format(first=shown.start + 1, last=shown.stop, all=count))
