"""Every reason and problem of the readers as the sentence a person reads: the only place that words them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tracker import wording
from tracker.dates import PartialDate
from tracker.errors import Reason
from tracker.i18n import N_, _, grouped
from tracker.reference.exam_words import question
from tracker.view.reasons import exams, files

_TABLES = (files, exams)
SENTENCES = {code: sentence for table in _TABLES for code, sentence in table.SENTENCES.items()}
ADVICE = {code: advice for table in _TABLES for advice, codes in table.ADVICE.items() for code in codes}
# Where a number comes from (`MeasurementDraft.origin`), shown through gettext beside it.
ORIGINS = (
    N_("accumulated total"), N_("sum of events"), N_("irradiation event"), N_("administration"), N_("dose page"),
    N_("sum of accumulated totals"), N_("sum of distinct events"), N_("image headers"),
    N_("CTDIvol x scan length of the images"), N_("spreadsheet"), N_("human-readable report"),
)  # fmt: skip


def _day(day: tuple[str, str, str]) -> str:
    first, last, precision = day
    return PartialDate(date.fromisoformat(first), date.fromisoformat(last), precision).text()


# Names of fields whose value is a key or a number with words of its own.
WORDED: Mapping[str, Callable[[Any], str]] = {
    "label": wording.quantity_label,
    "region": wording.region,
    "question": lambda key: question(key).text,
    "date": _day,
    "amount": lambda value: grouped(value, ",.10g"),
    "times": grouped,
}


def said(told: Reason | str | None) -> str:
    """A reason as a sentence in the language in force; a text as it is, "" for nothing."""
    if not isinstance(told, Reason):
        return told or ""
    return _(SENTENCES[told.code]).format(**{name: _filled(name, value) for name, value in told.fields})


def _filled(name: str, value: Any) -> Any:
    if isinstance(value, Reason):
        return said(value).strip()
    if isinstance(value, tuple) and name != "date":
        return (" / " if name == "label" else ", ").join(_filled(name, one) for one in value)
    return WORDED[name](value) if name in WORDED else value


def advised(told: Reason) -> str:
    """What to do about a problem; "" where nothing can be done."""
    inside = (value for _name, value in told.fields if isinstance(value, Reason))
    return _(ADVICE[told.code]) if told.code in ADVICE else next(filter(None, map(advised, inside)), "")
