"""The entries that a total does not hold, by exam and reason."""

from dataclasses import dataclass

import pandas as pd

from tracker.history.summary import Summary
from tracker.i18n import _

_COLUMNS = ["exam_id", "evidence", "clinical_name", "kind_key", "exam_count", "when"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Exams of one name that are not in the total for one reason; an entry for about 20 counts as 20.

    Attributes:
        when: of a single entry; the first and the last of several.
        evidence: unknown, no_radiation or treatment.
        reason: a sentence.
    """

    name: str
    exams: int
    when: str
    evidence: str
    reason: str


def left_out(summary: Summary) -> tuple[LeftOut, ...]:
    """Everything that is not counted: first what is not known, then treatments, then what uses no radiation."""
    exams = summary.exams.loc[~summary.exams["counted"], _COLUMNS]
    measured = exams["exam_id"].isin(set(summary.measurements["exam_id"]))
    groups = exams.assign(measured=measured).groupby(["evidence", "clinical_name", "measured"], sort=False)
    found = [
        LeftOut(
            name=str(rows["clinical_name"].iloc[0]),
            exams=int(rows["exam_count"].sum()),
            when=_span(str(rows["when"].iloc[-1]), str(rows["when"].iloc[0])),
            evidence=str(rows["evidence"].iloc[0]),
            reason=_reason(rows.iloc[0]),
        )
        for _key, rows in groups
    ]
    order = {"unknown": 0, "treatment": 1, "no_radiation": 2}
    return tuple(sorted(found, key=lambda one: order[one.evidence]))


def _reason(row: pd.Series) -> str:
    if row["evidence"] == "no_radiation":
        return _("It uses no ionising radiation.")
    if row["evidence"] == "treatment":
        return _("It is a treatment, which is kept apart from the dose of exams.")
    words = [
        _("No published dose was found for this kind of exam.")
        if row["kind_key"]
        else _("It is in the patient’s own words, so no published dose applies.")
    ]
    if row["measured"]:
        words.append(_("No verified coefficient fits the numbers of its report."))
    return " ".join(words)


def _span(first: str, last: str) -> str:
    return first if first == last else _("{first} to {last}").format(first=first, last=last)
