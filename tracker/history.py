"""What a clinician asks of the history: recent exams by type, injection sessions, earlier images of a region."""

import re
from dataclasses import dataclass

import pandas as pd

from tracker import reference
from tracker.i18n import _
from tracker.summary import Summary

GUIDANCE = re.compile(r", \S+ guided$")


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """How many exams of one sort in the last 12 months and the last 5 years: "ct", "nuclear" or "long_fluoroscopy"."""

    key: str
    months12: int
    years5: int


@dataclass(frozen=True, slots=True)
class SessionCount:
    """Sessions of one injection in the last 12 months; injections of one kind and region on one day are one.

    Attributes:
        name: the region and sort of injection ("Lumbar spine epidural"), or its clinical name.
    """

    name: str
    region_name: str
    sessions: int


def injections(summary: Summary) -> pd.DataFrame:
    """The image-guided injections and procedures, newest first."""
    return summary.exams[summary.exams["image_guided"]]


def recent_counts(summary: Summary) -> tuple[PeriodCount, ...]:
    """CT, nuclear and long fluoroscopy (not injections); an entry counts if it may lie in the period."""
    exams = summary.exams
    sorts = {
        "ct": exams["exam_type"].eq("CT") & ~exams["image_guided"],
        "nuclear": exams["exam_type"].eq("nuclear"),
        "long_fluoroscopy": exams["modality"].isin(["RF", "XA"]) & ~exams["image_guided"],
    }
    within12 = exams["date_last"] > _back(summary, years=1)
    within60 = exams["date_last"] > _back(summary, years=5)
    radiating = ~exams["evidence"].isin(["no_radiation", "treatment"])
    return tuple(
        PeriodCount(
            key,
            int(exams.loc[mine & radiating & within12, "exam_count"].sum()),
            int(exams.loc[mine & radiating & within60, "exam_count"].sum()),
        )
        for key, mine in sorts.items()
    )


def sessions_12_months(summary: Summary) -> tuple[SessionCount, ...]:
    """Injection sessions by kind and region, most often first; only entries that lie in the year for certain."""
    mine = injections(summary)
    mine = mine[mine["date_first"] > _back(summary, years=1)]
    names = [_family(key, name, region) for key, name, region in _kinds_of(mine)]
    days = mine.assign(family=names).drop_duplicates(["family", "region_name", "date_first", "date_last"])
    counts = days.groupby(["family", "region_name"])["exam_count"].sum().reset_index()
    found = [SessionCount(name, region, int(n)) for name, region, n in counts.to_numpy(dtype=object).tolist()]
    return tuple(sorted(found, key=lambda s: (-s.sessions, s.name)))


def _kinds_of(rows: pd.DataFrame) -> list[list[str]]:
    return [
        list(map(str, row)) for row in rows[["kind_key", "clinical_name", "region"]].to_numpy(dtype=object).tolist()
    ]


def _family(kind_key: str, clinical_name: str, region: str) -> str:
    """What sessions are counted under: epidurals of one region together, whatever way the needle went in."""
    families = {
        "esi": _("epidural"),
        "facet": _("facet injection"),
        "mbb": _("medial branch block"),
        "rfa": _("nerve ablation"),
    }
    family = families.get(kind_key.split("_")[0])
    place = reference.regions().get(region)
    if family and place:
        return f"{_(place.name)} {family}"
    return GUIDANCE.sub("", clinical_name)


def same_region(summary: Summary, region: str) -> pd.DataFrame:
    """Exams of the region or one that overlaps it, newest first."""
    return summary.exams[summary.exams["region"].isin(reference.overlapping(region))]


def _back(summary: Summary, *, years: int) -> pd.Timestamp:
    return pd.Timestamp(summary.today) - pd.DateOffset(years=years)
