"""What was changed, in words: of one exam, and of the whole record. Nothing here writes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from dashboards.frame.words import answers, best_units, known_from, lasting_units, plain, purposes, sides
from tracker import reference, wording
from tracker.dates import PartialDate
from tracker.i18n import _
from tracker.record import trace
from tracker.record.desk import Desk
from tracker.record.trace import Action, Edit, FieldChange
from tracker.units import QUANTITIES

_DATE_FIELDS = ("date_first", "date_last", "date_precision")


def show_edits(record: Desk, exam_id: str) -> None:
    """Draw the edits, newest first, folded away."""
    with st.expander(_("History of edits"), type="compact"):
        for line in edit_lines(record, exam_id):
            st.markdown(line)


def action_words(action: Action) -> str:
    """One action as Markdown: when, about what, what was done, and the fields that changed."""
    edit = action.edit
    undone = _(" (undone later)") if edit.undone else ""
    done = _actions().get(edit.action, plain(edit.action))
    at = edit.at.astimezone()
    head = f"{wording.day(at)}, {at:%H:%M} · **{about(action)}**: {done}{undone}"
    if edit.action != "edit":
        return head
    changed = [change for change in edit.changed if change.field not in _DATE_FIELDS]
    if len(changed) < len(edit.changed):
        changed = [FieldChange("when", _when(action.before or {}), _when(action.exam or {})), *changed]
    return "\n".join([head, *(f"- {_change_words(change)}" for change in changed)])


def about(action: Action) -> str:
    """What an action was about, made plain: the exam, how many of them, or a part of the record."""
    if action.exams > 1:
        return wording.count(action.exams)
    if action.exam:
        name = wording.kind(action.exam["kind_key"], action.exam["own_words"])
        words = f"{name}, {_when(action.exam)}"
        return plain(_("pain log: {exam}").format(exam=words) if action.tables == {"pain_entry"} else words)
    named = {"planned_exam": _("a planned exam"), "to_check": _("an exam to check")}
    return next((words for table, words in named.items() if table in action.tables), _("what is known about you"))


def edit_lines(record: Desk, exam_id: str) -> list[str]:
    """The edits as Markdown, newest first: when and what, with what was changed below it."""
    found = trace.edits(record, exam_id)
    dates = _date_changes(found)
    lines = []
    for edit in found:
        undone = _(" (undone later)") if edit.undone else ""
        lines.append(f"**{wording.day(edit.at)}**: {_actions().get(edit.action, plain(edit.action))}{undone}")
        if edit.action == "edit":
            changed = [*dates.get(edit.batch_id, ()), *(c for c in edit.changed if c.field not in _DATE_FIELDS)]
            lines.append("\n".join(f"- {_change_words(change)}" for change in changed))
    return lines


def _date_changes(edits: Sequence[Edit]) -> dict[str, tuple[FieldChange]]:
    """Each action's change of the date, as one "When": an edit names only those of its parts that changed."""
    known: dict[str, str] = {}
    found = {}
    for edit in reversed(edits):
        before = _when(known)
        known |= {c.field: str(c.after) for c in edit.changed if c.field in _DATE_FIELDS and c.after}
        if _when(known) != before:
            found[edit.batch_id] = (FieldChange("when", before, _when(known)),)
    return found


def _when(known: Mapping[str, Any]) -> str:
    if any(name not in known for name in _DATE_FIELDS):
        return ""
    first, last, precision = (known[name] for name in _DATE_FIELDS)
    return PartialDate(date.fromisoformat(first), date.fromisoformat(last), precision).text()


def _actions() -> dict[str, str]:
    return {
        "add": _("added"),
        "edit": _("changed"),
        "delete": _("deleted"),
        "undo": _("a change was taken back"),
        "import": _("added from a file"),
    }


def _fields() -> dict[str, str]:
    return {
        "kind_key": _("What it was"),
        "own_words": _("Own words"),
        "when": _("When"),
        "exam_count": _("How many"),
        "count_is_approximate": _("Number is about right"),
        "region": _("Body part"),
        "side": _("Side"),
        "facility": _("Where"),
        "requested_by": _("Asked for by"),
        "reason": _("What for"),
        "images_at": _("Images at"),
        "pregnant": _("Pregnant then"),
        "contrast": _("Contrast medium"),
        "contrast_agent": _("Which contrast medium"),
        "notes": _("Notes"),
        "entered_from": _("Known from"),
        "measurement": _("Number from the report"),
        "attachment": _("Paper"),
        **_injection_fields(),
    }


def _injection_fields() -> dict[str, str]:
    return {
        "levels": _("Level"),
        "purpose": _("Why it was done"),
        "drug": _("Injected"),
        "pain_before": _("Pain before"),
        "pain_after": _("Pain when it was best"),
        "relief_percent": _("Better by, in percent"),
        "best_after": _("Best after"),
        "best_after_unit": _("Best after, counted in"),
        "relief_lasted": _("Helped for"),
        "relief_lasted_unit": _("Helped for, counted in"),
        "still_working": _("Still helps"),
        "function_gained": _("Could do again"),
        "complication": _("Reaction or problem"),
        "complication_text": _("What happened"),
        "sedation": _("Made sleepy (sedation)"),
        "operator": _("Done by"),
        "pain_log": _("Lines of the pain log"),
    }


def _change_words(change: FieldChange) -> str:
    return _("{field}: {before} → {after}").format(
        field=_fields().get(change.field, plain(change.field)),
        before=_shown(change.field, change.before),
        after=_shown(change.field, change.after),
    )


def _shown(field: str, value: object) -> str:
    if value is None or value in ("", []):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return wording.levels([str(level) for level in value])
    if isinstance(value, float):
        return f"{value:g}"
    return plain(_in_words(field, str(value)))


def _in_words(field: str, value: str) -> str:
    """A stored key as a person reads it."""
    if field == "kind_key":
        return wording.kind(value)
    if field == "region":
        return wording.region(value)
    if field == "measurement":
        name, _space, amount = value.partition(" ")
        return wording.measured(name, float(amount)) if name in QUANTITIES else value
    if field == "drug":
        key, _space, amount = value.partition(" ")
        product = reference.drugs().get(key)
        return f"{_(product.name)} {amount}".strip() if product else value
    asked = ("pregnant", "contrast", "still_working", "complication", "sedation")
    known = dict.fromkeys(asked, answers()) | {"side": sides(), "entered_from": known_from(), "purpose": purposes()}
    known |= {"best_after_unit": best_units(), "relief_lasted_unit": lasting_units()}
    return known.get(field, {}).get(value, value)
