"""One patient's record as one Summary value, which every page, chart, export and the handout show; and the totals of
everybody.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker import clock, dates, reference, wording
from tracker.dose import effective, tables, total
from tracker.dose.derivation import Derivation, explain
from tracker.dose.measured import contributions
from tracker.errors import NotFound
from tracker.history.once import once
from tracker.history.totals import NO_TOTALS, Range, Totals, by_year, totals_of
from tracker.i18n import _, current, language
from tracker.record import frames
from tracker.record.desk import Desk
from tracker.record.frames import Person

if TYPE_CHECKING:
    from tracker.record.models import ExamCreate  # the models cost time to import, and a summary needs none

LARGEST_KEPT = 5_000  # exams; to know more of them again costs as much as to sum them up again
ESTIMATE_INPUT = ("kind_key", "own_words", "date_first", "date_last", "exam_count", "region", "side")


@dataclass(frozen=True, slots=True)
class BackgroundTime:
    """The total as years of natural background in a country."""

    country_name: str
    msv_per_year: float
    years: float
    source: reference.Source


@dataclass(frozen=True)
class Summary:
    """One patient's exams, their estimates and what they add up to.

    Attributes:
        exams: one row per entry, newest first; columns in `_named` and `effective.estimate`.
        measurements: their measurements as stored, in canonical units.
        by_year: year, exam_type, exams, typical_msv, approximate: an entry that may lie in several years is spread.
        entries: number of entries (lines of the list).
        known_from: how many of these are known from where, by the words of `wording.KNOWN_FROM`.
        last_changed: when the newest of these entries was last changed (UTC).
    """

    patient: Person
    exams: pd.DataFrame
    measurements: pd.DataFrame
    totals: Totals
    by_year: pd.DataFrame
    background: BackgroundTime | None
    entries: int
    known_from: Mapping[str, int]
    last_changed: datetime | None
    today: date

    def select(
        self,
        years: Sequence[int] = (),
        exam_types: Sequence[str] = (),
        regions: Sequence[str] = (),
        exam_ids: Collection[str] | None = None,
    ) -> "Summary":
        """The same over fewer exams: those that can lie in one of the years, are of a type, are of a region, and are
        among the named ones."""
        named = None if exam_ids is None else tuple(exam_ids)
        return _selected(self, tuple(years), tuple(exam_types), tuple(regions), named)

    def row(self, exam_id: str) -> pd.Series:
        """The row of one exam (NotFound if it is not in this summary)."""
        found = self.exams[self.exams["exam_id"] == exam_id]
        if found.empty:
            raise NotFound(_("This entry is no longer in the record."))
        return found.iloc[0]

    def measured(self, exam_id: str) -> pd.DataFrame:
        """The measurements of one exam."""
        return self.measurements[self.measurements["exam_id"] == exam_id]

    def derivation(self, exam_id: str) -> Derivation:
        """How the dose of one exam was made."""
        row = self.row(exam_id)
        exam = self.exams[self.exams["exam_id"] == exam_id].reset_index(drop=True)
        measured = self.measured(exam_id).assign(exam=0)
        return explain(row, contributions(effective.with_kind(exam), measured))


@once
def _selected(
    whole: Summary,
    years: tuple[int, ...],
    exam_types: tuple[str, ...],
    regions: tuple[str, ...],
    exam_ids: tuple[str, ...] | None,
) -> Summary:
    keep = np.ones(len(whole.exams), dtype=bool)
    if years:
        first, last = whole.exams["date_first"].dt.year, whole.exams["date_last"].dt.year
        keep &= np.logical_or.reduce([(first <= y) & (y <= last) for y in years])
    if exam_types:
        keep &= whole.exams["exam_type"].isin(exam_types)
    if regions:
        keep &= whole.exams["region"].isin(regions)
    if exam_ids is not None:
        keep &= whole.exams["exam_id"].isin(exam_ids)
    chosen = whole.exams[keep].reset_index(drop=True)
    place = pd.Index(chosen["exam_id"]).get_indexer(pd.Index(whole.measurements["exam_id"]))
    measured = whole.measurements.assign(exam=place)[place >= 0].reset_index(drop=True)
    return _summed(replace(whole, exams=chosen, measurements=measured))


def summarise(desk: Desk, patient_id: str, today: date | None = None) -> Summary:
    """Everything the pages show of one person.

    Raises:
        NotFound: there is no such person.
        RecordError: the record cannot be read.
    """
    person = frames.person(desk, patient_id)
    exams = frames.exams(desk, patient_id)
    measured = frames.measurements(desk, exams["id"], patient_id, details=True)
    return summary_of(person, exams, measured, today or clock.today())


def summary_of(person: Person, exams: pd.DataFrame, measured: pd.DataFrame, today: date) -> Summary:
    """The summary of exams and measurements as `record.frames` gives them."""
    make = _made if len(exams) > LARGEST_KEPT else _made_once
    return make(person, exams, measured, today)


def _made(person: Person, exams: pd.DataFrame, measured: pd.DataFrame, today: date) -> Summary:
    order = exams.sort_values(["date_last", "date_first", "created_at", "id"], ascending=False, kind="stable").index
    place = np.empty(len(exams), dtype=np.int64)
    place[order] = np.arange(len(exams))
    exams = exams.loc[order].reset_index(drop=True)
    measured = measured.assign(exam=place[measured["exam"].to_numpy()])
    estimated = _named(effective.estimate(exams, measured), measured)
    start = Summary(person, estimated, measured, NO_TOTALS, pd.DataFrame(), None, 0, {}, None, today)
    return _summed(start)


_made_once = once(_made)


def _named(exams: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """Adds what a person reads: when, names of kind and region, and where the line is known from."""
    frame = exams.rename(columns={"id": "exam_id"})
    frame["when"] = tables.texts(np.array(_when(frame), dtype=object), frame.index)
    codes, keys = pd.factorize(frame["kind_key"])
    kinds = [reference.exam_kinds().get(key) for key in keys]
    known = np.array([k is not None for k in kinds], dtype=bool)[codes]
    own_words = np.where(frame["own_words"] != "", frame["own_words"], frame["kind_key"])
    called = {
        "name": np.where(known, _of_kind([wording.kind(k) for k in keys], codes), own_words),
        "clinical_name": np.where(known, _of_kind([wording.clinical_kind(k) for k in keys], codes), own_words),
    }
    for place in np.flatnonzero(frame["kind_key"].isin(reference.MACHINE_ONLY) & frame["own_words"].ne("")):
        told = frame["kind_key"].iloc[place], frame["own_words"].iloc[place]
        called["name"][place], called["clinical_name"][place] = wording.kind(*told), wording.clinical_kind(*told)
    names = {
        **called,
        "guidance": _of_kind([k.guidance if k else "" for k in kinds], codes),
    }
    for name, values in names.items():
        frame[name] = tables.texts(values, frame.index)
    frame["region_name"] = frame["region"].map({key: wording.region(key) for key in frame["region"].unique()})
    frame["exam_type"] = frame["exam_type"].replace("", "other")
    frame["radiation"] = tables.texts(_radiation(frame, measured), frame.index)
    for moment in ("created_at", "changed_at"):
        frame[moment] = pd.to_datetime(frame[moment], utc=True)
    frame["count_is_approximate"] = frame["count_is_approximate"].astype(bool)
    frame["known_from"] = tables.texts(_known_from(frame, measured), frame.index)
    return frame


def _radiation(exams: pd.DataFrame, measured: pd.DataFrame) -> NDArray[np.object_]:
    """Whether each exam used radiation: "yes", "no", or "not_known" for words of no machine or a needle guided somehow.

    A dose that was stated or can be counted was given by something.
    """
    unguided = exams["image_guided"] & exams["guidance"].eq("")
    unknown = exams["evidence"].eq("unknown") & (exams["modality"].eq("") | unguided)
    unknown[measured["exam"].to_numpy(dtype=np.int64)] = False
    none = exams["evidence"].eq("no_radiation")
    return np.where(none, "no", np.where(unknown, "not_known", "yes")).astype(object)


def _known_from(exams: pd.DataFrame, measured: pd.DataFrame) -> NDArray[np.object_]:
    """One of `wording.KNOWN_FROM` for each exam: "file" where a program read it or a number of it, else "report"."""
    read, typed = np.zeros(len(exams), dtype=bool), exams["entered_from"].ne("memory").to_numpy(copy=True)
    read[measured.loc[measured["source"].ne("typed"), "exam"].to_numpy(dtype=np.int64)] = True
    typed[measured["exam"].to_numpy(dtype=np.int64)] = True
    read |= exams["entered_from"].eq("file").to_numpy()
    return np.where(read, "file", np.where(typed, "report", "memory")).astype(object)


def _of_kind(texts: list[str], codes: NDArray[np.intp]) -> NDArray[np.object_]:
    return np.array(texts, dtype=object)[codes]


def _when(frame: pd.DataFrame) -> list[str]:
    """The dates as texts; whole days, which most are, without making a date object of each."""
    first, last = frame["date_first"], frame["date_last"]
    days = zip(first.dt.year.tolist(), first.dt.month.tolist(), first.dt.day.tolist(), strict=True)
    with language(current()):  # the same for all, so it is found out once
        texts = [dates.day_text(*day) for day in days]
    for place in np.flatnonzero(frame["date_precision"].ne("day")):
        precision = str(frame["date_precision"].iloc[place])
        texts[place] = dates.PartialDate(first.iloc[place].date(), last.iloc[place].date(), precision).text()
    return texts


def _summed(summary: Summary) -> Summary:
    exams = summary.exams
    totals = totals_of(exams)
    changed = exams["changed_at"]
    return replace(
        summary,
        totals=totals,
        by_year=by_year(exams),
        background=_background(totals.dose, summary.patient.country),
        entries=len(exams),
        known_from={level: int(exams["known_from"].eq(level).sum()) for level in wording.KNOWN_FROM},
        last_changed=changed.max().to_pydatetime() if len(changed) else None,
    )


def _background(dose: Range | None, country: str) -> BackgroundTime | None:
    found = reference.backgrounds().get(country) or reference.backgrounds()["world"]
    if dose is None:
        return None
    years = dose.typical / found.msv_per_year
    return BackgroundTime(found.name, found.msv_per_year, years, reference.sources()[found.source_id])


@dataclass(frozen=True, slots=True)
class Preview:
    """What an exam would add, before it is saved; the numbers are None where nothing is known."""

    typical: float | None
    low: float | None
    high: float | None
    evidence: str
    derivation: Derivation


@once
def preview(exam: "ExamCreate", birth_date: date | None = None, ct_set: str = "") -> Preview:
    """The estimate of one exam as the form holds it, made in the same way as every other."""
    one = pd.DataFrame([exam.model_dump(include=set(ESTIMATE_INPUT)) | {"birth_date": birth_date, "ct_set": ct_set}])
    for name in ("date_first", "date_last", "birth_date"):
        one[name] = pd.to_datetime(one[name])
    columns = list(frames.MEASUREMENT_COLUMNS[1:])
    given = [m.model_dump(include=set(columns)) for m in exam.measurements]
    measured = pd.DataFrame(given, columns=columns).assign(exam=0).astype({"value": float, "part": bool})
    estimated = effective.estimate(one, measured)
    row = estimated.iloc[0]
    known = {
        name: None if np.isnan(row[f"{name}_msv"]) else float(row[f"{name}_msv"]) for name in ("typical", "low", "high")
    }
    why = explain(row, contributions(effective.with_kind(one), measured))
    return Preview(known["typical"], known["low"], known["high"], str(row["evidence"]), why)


def everybody(desk: Desk) -> pd.DataFrame:
    """The totals of every person in the record, read and added up in portions of bounded size.

    Returns:
        Indexed by patient_id: exams, not_counted (count-weighted), typical, low, high (mSv; NaN where nothing counts).
    """
    parts = [_portion(desk, first, last) for first, last in frames.portions(desk)]
    columns = ["exams", "not_counted", "typical", "low", "high"]
    return pd.concat(parts) if parts else pd.DataFrame(columns=columns, index=pd.Index([], name="patient_id"))


def _portion(desk: Desk, first: str, last: str) -> pd.DataFrame:
    exams = frames.exams(desk, first, last, frames.ESTIMATE_COLUMNS)
    estimated = effective.estimate(exams, frames.measurements(desk, exams["id"], first, last))
    patient = estimated["patient_id"]
    unknown = estimated["exam_count"].where(estimated["evidence"] == "unknown", 0)
    counted = estimated[estimated["counted"]]
    groups = total.error_groups(counted)
    found = total.ranges(counted.assign(group=groups), "patient_id", total.WORLDS_OF_MANY)
    people = pd.DataFrame(
        {"exams": estimated["exam_count"].groupby(patient).sum(), "not_counted": unknown.groupby(patient).sum()}
    )
    return people.join(found)
