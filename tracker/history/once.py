"""What is made of the same values is made once: a page runs anew at every click, and mostly nothing has changed.

Kept in the memory of this process alone. Results are shared by all who ask, so nobody may change one.
"""

import hashlib
import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from tracker.i18n import current

P = ParamSpec("P")
R = TypeVar("R")
MOST_KEPT = 48

_lock = threading.RLock()
_kept: OrderedDict[bytes, Any] = OrderedDict()
_keys: dict[int, bytes] = {}  # of what is kept: the address is its own as long as it is


def once(make: Callable[P, R]) -> Callable[P, R]:
    """The function, which gives the same result for equal arguments in the same language.

    Equal to the last number, text, and row; an argument that cannot be pickled raises what pickling it raises.
    """

    @wraps(make)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        with _lock:
            key = _key(f"{make.__module__}.{make.__qualname__}", args, kwargs)
            if key in _kept:
                _kept.move_to_end(key)
                return _kept[key]  # type: ignore[no-any-return]  # what `make` gave for this key
        made = make(*args, **kwargs)
        with _lock:
            if key not in _kept:  # two may have made it at once; the address of what is not kept is soon another's
                _kept[key], _keys[id(made)] = made, key
            while len(_kept) > MOST_KEPT:
                _key_gone, gone = _kept.popitem(last=False)
                _keys.pop(id(gone), None)
            return made

    return kept


def forget() -> None:
    """Make everything anew from now on."""
    with _lock:
        _kept.clear()
        _keys.clear()


def _key(make: str, args: tuple[object, ...], more: Mapping[str, object]) -> bytes:
    # What was made here is named by what it was made of, which is shorter than all of its values.
    named = [_keys.get(id(value), value) if value is not None else None for value in args]
    return hashlib.sha256(pickle.dumps((make, current(), named, more), protocol=5)).digest()
