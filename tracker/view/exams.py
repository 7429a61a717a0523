"""The exams of one person as a clinician reads them: one row an entry, every measurement in its field's unit.

A cell is empty where nothing was stated; it is never 0 for that. Only values of whole exams stand here: those of their
parts (one phantom, one region, one exposure) belong to the exam when it is opened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from tracker import reference, wording
from tracker.history.summary import Summary
from tracker.history.totals import listed, stated
from tracker.i18n import _
from tracker.record import details
from tracker.record.desk import Desk
from tracker.view.columns import ESTIMATE_FIGURES, Column, cells
from tracker.view.lines import times
from tracker.wording import REPORTED_FIGURES


def columns() -> tuple[Column, ...]:
    """Every column that is read, in the order in which it stands."""
    n, about = REPORTED_FIGURES, ESTIMATE_FIGURES
    return (
        Column("date", _("Date"), always=True),
        Column("exam", _("Exam"), always=True),
        Column("kap_gy_cm2", _("KAP"), "Gy.cm2", n, always=True),
        Column("air_kerma_mgy", _("Ka,r"), "mGy", n, always=True),
        Column("fluoro_time_s", _("Fluoroscopy"), "s", n, always=True),
        Column("dlp_mgy_cm", _("DLP"), "mGy.cm", n, always=True),
        Column("typical_msv", _("Effective dose"), "mSv", about, always=True),
        Column("low_msv", _("low"), "mSv", about, always=True),
        Column("high_msv", _("high"), "mSv", about, always=True),
        Column("evidence_text", _("Evidence"), always=True),
        Column("place", _("Level, side"), always=True),
        Column("region_name", _("Region"), always=True),
        Column("images_at", _("Images at"), always=True),
        Column("facility", _("Facility"), always=True),
        Column("air_kerma_plane_a_mgy", _("Ka,r of plane A"), "mGy", n),
        Column("air_kerma_plane_b_mgy", _("Ka,r of plane B"), "mGy", n),
        Column("dlp_by_phantom", _("DLP by phantom")),
        Column("ctdivol_mgy", _("CTDIvol")),
        Column("glandular_dose_left_mgy", _("MGD left"), "mGy", n),
        Column("glandular_dose_right_mgy", _("MGD right"), "mGy", n),
        Column("glandular_dose_mgy", _("MGD, side not stated"), "mGy", n),
        Column("activity_mbq", _("Activity"), "MBq", n),
        Column("radiopharmaceutical", _("Radiopharmaceutical")),
        Column("stated_msv", _("Effective dose as stated"), "mSv", n),
        Column("known_from", _("Known from"), always=True),
        Column("entered_on", _("Entered"), always=True),
        Column("report_uids", _("Source report UID")),
        Column("device", _("Device")),
    )


MEASURED = (
    *("kap_gy_cm2", "air_kerma_mgy", "air_kerma_plane_a_mgy", "air_kerma_plane_b_mgy", "fluoro_time_s", "dlp_mgy_cm"),
    *("ctdivol_mgy", "glandular_dose_left_mgy", "glandular_dose_right_mgy", "glandular_dose_mgy", "activity_mbq"),
    *("radiopharmaceutical", "stated_msv", "dlp_by_phantom"),
)


def exam_table(desk: Desk, summary: Summary) -> pd.DataFrame:
    """The table of a summary.

    Returns:
        One row per entry, newest first, indexed 0, 1, 2, ...: the columns of `columns()`, and exam_id, date_first,
        date_last, when, exam_type, region, evidence, image_guided, contrast, mark (of where the line is known from),
        words (what a search looks through). Texts are "" and numbers NaN where nothing was stated.

    Raises:
        RecordError: the record cannot be read.
    """
    exams = summary.exams
    person = summary.patient.id
    table = pd.DataFrame({"exam_id": exams["exam_id"], "date": _iso(exams)})
    for name in ("date_first", "date_last", "when", "exam_type", "region", "evidence", "image_guided", "contrast"):
        table[name] = exams[name]
    table["exam"] = _named(exams)
    table["place"] = _places(exams, details.injections(desk, person))
    for name in ("facility", "images_at", "typical_msv", "low_msv", "high_msv"):
        table[name] = exams[name]
    table["region_name"] = exams["region"].map({key: _(row.name) for key, row in reference.regions().items()})
    table["evidence_text"] = exams["evidence"].map({key: wording.evidence(key) for key in wording.EVIDENCE_MARKS})
    table["known_from"] = exams["known_from"].map(wording.known_from)
    table["mark"] = exams["known_from"].map(wording.KNOWN_FROM)
    table["entered_on"] = [_local_day(moment) for moment in exams["created_at"].dt.to_pydatetime()]
    table = table.join(stated(summary.measurements), on="exam_id")
    table = table.join(_reports(details.reports(desk, person)), on="exam_id")
    texts = [column.name for column in columns() if not column.figures]
    table[texts] = table[texts].fillna("")
    searched = [table[name] for name in texts] + [exams[name] for name in ("notes", "reason", "requested_by")]
    words = ["\n".join(cells).casefold() for cells in zip(*searched, strict=True)]
    table["words"] = pd.Series(words, index=table.index, dtype=object)
    return table


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; None, () and "" ask for nothing.

    Attributes:
        first_year, last_year: the exam can lie in these years or between them.
        exam_types: keys of `reference.EXAM_TYPES`.
        regions: keys of regions.
        evidence: keys of `wording.EVIDENCE_MARKS`.
        injections_only: image-guided injections and procedures alone.
        words: each of them stands somewhere in the row, also as a part of a word, in any case.
    """

    first_year: int | None = None
    last_year: int | None = None
    exam_types: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    injections_only: bool = False
    words: str = ""


def select(table: pd.DataFrame, asked: Filters) -> pd.DataFrame:
    """The rows of `exam_table` that fit everything asked for, indexed 0, 1, 2, ..."""
    keep = np.ones(len(table), dtype=bool)
    if asked.first_year is not None:
        keep &= (table["date_last"].dt.year >= asked.first_year).to_numpy()
    if asked.last_year is not None:
        keep &= (table["date_first"].dt.year <= asked.last_year).to_numpy()
    wanted = {"exam_type": asked.exam_types, "region": asked.regions, "evidence": asked.evidence}
    for name, keys in wanted.items():
        if keys:
            keep &= table[name].isin(keys).to_numpy()
    if asked.injections_only:
        keep &= table["image_guided"].to_numpy(dtype=bool)
    for word in asked.words.casefold().split():
        keep &= table["words"].str.contains(word, regex=False).to_numpy(dtype=bool)
    return table[keep].reset_index(drop=True)


def on_paper(table: pd.DataFrame) -> pd.DataFrame:
    """Every row as texts in as few columns as fit on paper; nothing of it is left out."""
    by_name = {column.name: column for column in columns()}
    text = {name: cells(table[name], column) for name, column in by_name.items()}
    dose = zip(text["typical_msv"], text["low_msv"], text["high_msv"], strict=True)
    labels = [(by_name[name].label, by_name[name].unit, text[name]) for name in MEASURED]
    measured = ["; ".join(_present(labels, row)) for row in range(len(table))]
    return pd.DataFrame(
        {
            _("Date"): text["date"],
            _("Exam"): (table["mark"] + " ").add(_lines(text, "exam", "place", "region_name")),
            _("Facility; images"): _with(text, "facility", _("images: {text}"), "images_at"),
            _("Measured"): measured,
            _("Effective dose, mSv"): [_with_range(*three) for three in dose],
            _("Evidence"): text["evidence_text"],
            _("Entered"): text["entered_on"],
            _("Source report UID; device"): _lines(text, "report_uids", "device"),
        }
    )


def _present(labels: Iterable[tuple[str, str, list[str]]], row: int) -> Iterable[str]:
    return (" ".join(filter(None, [label, text[row], unit])) for label, unit, text in labels if text[row])


def _lines(text: Mapping[str, list[str]], *names: str) -> list[str]:
    return ["; ".join(filter(None, parts)) for parts in zip(*(text[name] for name in names), strict=True)]


def _with(text: Mapping[str, list[str]], first: str, words: str, second: str) -> list[str]:
    more = [words.format(text=cell) if cell else "" for cell in text[second]]
    return ["; ".join(filter(None, parts)) for parts in zip(text[first], more, strict=True)]


def _with_range(typical: str, low: str, high: str) -> str:
    return (
        _("{typical} ({low} to {high})").format(typical=typical, low=low, high=high)
        if high not in ("", "0")
        else typical
    )


def _iso(exams: pd.DataFrame) -> list[str]:
    """ISO 8601 as exact as the date is known, which sorts as text: 2026-09-03, 2015-03, 2009, 1990/2005."""
    days = exams["date_first"].dt.strftime("%Y-%m-%d").to_numpy(dtype=object)
    ends = exams["date_last"].dt.strftime("%Y-%m-%d").to_numpy(dtype=object)
    written = {"day": slice(0, 10), "month": slice(0, 7), "year": slice(0, 4)}
    precisions = exams["date_precision"].tolist()
    return [
        day[written[precision]] if precision in written else _interval(day, end)
        for day, end, precision in zip(days.tolist(), ends.tolist(), precisions, strict=True)
    ]


def _interval(first: str, last: str) -> str:
    whole_years = first.endswith("-01-01") and last.endswith("-12-31")
    size = 4 if whole_years else 7
    return f"{first[:size]}/{last[:size]}"


def _named(exams: pd.DataFrame) -> pd.Series:
    """The clinical name; of an entry for several exams, how many."""
    several = exams["exam_count"].ne(1)
    if not several.any():
        return exams["clinical_name"]
    entries = zip(exams["clinical_name"], exams["exam_count"], exams["count_is_approximate"], strict=True)
    counted = [times(name, n, approximate=approximate) for name, n, approximate in entries]
    return exams["clinical_name"].where(~several, pd.Series(counted, index=exams.index))


def _places(exams: pd.DataFrame, injections: pd.DataFrame) -> list[str]:
    levels = dict(zip(injections["exam_id"], injections["levels"], strict=True))
    return [
        wording.levels(levels.get(exam, ()), side) for exam, side in zip(exams["exam_id"], exams["side"], strict=True)
    ]


def _local_day(moment: datetime) -> str:
    return moment.astimezone().date().isoformat()


def _reports(reports: pd.DataFrame) -> pd.DataFrame:
    """Source reports and the devices they name, by exam_id."""
    parts = reports[["manufacturer", "model", "station"]].to_numpy(dtype=object).tolist()
    devices = [" ".join(filter(None, part)) for part in parts]
    return pd.DataFrame(
        {
            "report_uids": listed(zip(reports["exam_id"], reports["sop_instance_uid"], strict=True)),
            "device": listed(zip(reports["exam_id"], devices, strict=True)),
        }
    ).rename_axis("exam_id")
