"""What a clinician asks of the history: recent exams by type, injection sessions, earlier images of a region."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import reference, wording
from tracker.i18n import _
from tracker.summary import Summary


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
        approximate: whether the number of one of the entries is a guess.
    """

    name: str
    region_name: str
    sessions: int
    approximate: bool = False


def injections(summary: Summary, also: Collection[str] = ()) -> pd.DataFrame:
    """The image-guided injections and procedures, newest first.

    Args:
        summary: the exams.
        also: ids of exams that are some too, for example because a drug is recorded of them.
    """
    exams = summary.exams
    return exams[exams["image_guided"] | exams["exam_id"].isin(also)]


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


def sessions_12_months(summary: Summary, also: Collection[str] = ()) -> tuple[SessionCount, ...]:
    """Injection sessions by kind and region, most often first; only entries that lie in the year for certain.

    Entries whose day is not known are sessions of their own: nothing says that they were on one day.
    """
    mine = injections(summary, also)
    mine = mine[mine["date_first"] > _back(summary, years=1)]
    exact = mine["date_first"].eq(mine["date_last"])
    session = np.where(exact, mine["date_first"].dt.strftime("%Y-%m-%d"), mine["exam_id"])
    days = mine.assign(family=families(mine), session=session).groupby(["family", "region_name", "session"])
    sessions = days[["exam_count", "count_is_approximate"]].max()
    counts = sessions.groupby(["family", "region_name"]).agg({"exam_count": "sum", "count_is_approximate": "max"})
    rows = counts.reset_index().to_numpy(dtype=object).tolist()
    found = [SessionCount(name, region, int(n), bool(guess)) for name, region, n, guess in rows]
    return tuple(sorted(found, key=lambda s: (-s.sessions, s.name)))


def families(rows: pd.DataFrame) -> list[str]:
    """What sessions of each of these injections are counted under ("Lumbar spine epidural")."""
    keys = rows[["kind_key", "clinical_name", "region"]].to_numpy(dtype=object).tolist()
    return [_family(*map(str, key)) for key in keys]


def _family(kind_key: str, clinical_name: str, region: str) -> str:
    """Epidurals of one region together, whatever way the needle went in; other sorts likewise."""
    sorts = {
        "esi": _("epidural"),
        "facet": _("facet injection"),
        "mbb": _("medial branch block"),
        "rfa": _("nerve ablation"),
    }
    sort = sorts.get(kind_key.split("_")[0])
    place = reference.regions().get(region)
    if sort and place:
        return _("{region} {sort}").format(region=_(place.name), sort=sort)
    return wording.without_guidance(clinical_name)


def same_region(summary: Summary, region: str) -> pd.DataFrame:
    """Exams of the region or one that overlaps it, newest first."""
    return summary.exams[summary.exams["region"].isin(reference.overlapping(region))]


def _back(summary: Summary, *, years: int) -> pd.Timestamp:
    return pd.Timestamp(summary.today) - pd.DateOffset(years=years)
