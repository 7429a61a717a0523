"""What a clinician asks of the history: recent exams by type, injection sessions, earlier images of a region."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from tracker import reference, wording
from tracker.i18n import _

# A test or an injection without any device leaves no images, nor does a treatment.
NO_IMAGES = frozenset({"OT", "TX"})
# An epidural through the tailbone treats the lower back: for sessions it counts with those of the lumbar spine.
CAUDAL = "sacrum_sacroiliac"


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """How many exams of one sort in the last 12 months and the last 5 years: "ct", "nuclear",
    "long_fluoroscopy", or "not_known" where nobody knows which machine it was.

    Attributes:
        months12, years5: those that lie in the period for certain.
        may_lie12, may_lie5: those whose date is too rough to say.
    """

    key: str
    months12: int
    years5: int
    may_lie12: int = 0
    may_lie5: int = 0


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


def is_injection(kind_key: str) -> bool:
    """Whether something is injected to treat or to test, as the catalogue says. Own words, "", may be one."""
    kind = reference.exam_kinds().get(kind_key)
    return kind is None or kind.is_injection


@cache
def _injection_kinds() -> frozenset[str]:
    return frozenset(kind.key for kind in reference.exam_kinds().values() if kind.is_injection)


def injections(exams: pd.DataFrame, also: Collection[str] = ()) -> pd.DataFrame:
    """The injections, newest first; a biopsy, a lumbar puncture or own words are none.

    Args:
        exams: those of a summary.
        also: ids of exams that are some too, for example because a drug is recorded of them.
    """
    return exams[_injected(exams) | exams["exam_id"].isin(also)]


def imaging(exams: pd.DataFrame) -> pd.DataFrame:
    """Of these exams those with images to compare with, newest first: no injections, tests or treatments."""
    return newest_first(exams[~_injected(exams) & ~exams["modality"].isin(NO_IMAGES)])


def newest_first(exams: pd.DataFrame) -> pd.DataFrame:
    """The exams by their first possible day, of one day the exact first: a year may mean December, but need not."""
    exact = exams["date_first"].eq(exams["date_last"])
    order = exams.assign(exact=exact).sort_values(["date_first", "exact", "date_last"], ascending=False, kind="stable")
    return exams.loc[order.index]


def _injected(exams: pd.DataFrame) -> "pd.Series[bool]":
    return exams["kind_key"].isin(_injection_kinds())


def recent_counts(exams: pd.DataFrame, today: date) -> tuple[PeriodCount, ...]:
    """CT, nuclear and long fluoroscopy (not injections), in the periods for certain or possibly.

    What is left of no known machine may be one of them, so it is counted beside them where there is any.
    """
    sorts = {
        "ct": exams["exam_type"].eq("CT") & ~exams["image_guided"],
        "nuclear": exams["exam_type"].eq("nuclear"),
        "long_fluoroscopy": exams["modality"].isin(["RF", "XA"]) & ~exams["image_guided"],
        "not_known": exams["modality"].eq(""),
    }
    radiating = exams[~exams["evidence"].isin(["no_radiation", "treatment"])]
    found = []
    for key, mine in sorts.items():
        rows = radiating[mine[radiating.index]]
        (year, may_year), (years, may_years) = (_since(rows, _back(today, years=n)) for n in (1, 5))
        if key != "not_known" or years or may_years:
            found.append(PeriodCount(key, year, years, may_year, may_years))
    return tuple(found)


def _since(rows: pd.DataFrame, start: pd.Timestamp) -> tuple[int, int]:
    """How many exams lie after a day for certain, and how many more may."""
    certain = rows["date_first"] > start
    may = ~certain & (rows["date_last"] > start)
    return int(rows.loc[certain, "exam_count"].sum()), int(rows.loc[may, "exam_count"].sum())


def sessions_12_months(exams: pd.DataFrame, today: date, also: Collection[str] = ()) -> tuple[SessionCount, ...]:
    """Injection sessions by kind and region, most often first; only entries that lie in the year for certain.

    Entries whose day is not known are sessions of their own: nothing says that they were on one day.
    """
    days = _sessions(exams, today, also).groupby(["family", "region_name", "session"])
    sessions = days[["exam_count", "count_is_approximate"]].max()
    counts = sessions.groupby(["family", "region_name"]).agg({"exam_count": "sum", "count_is_approximate": "max"})
    rows = counts.reset_index().to_numpy(dtype=object).tolist()
    found = [SessionCount(name, region, int(n), bool(guess)) for name, region, n, guess in rows]
    return tuple(sorted(found, key=lambda s: (-s.sessions, s.name)))


def sessions_in_all(exams: pd.DataFrame, today: date, also: Collection[str] = ()) -> int:
    """The same whatever was injected: several sites of one day are one session."""
    return int(_sessions(exams, today, also).groupby("session")["exam_count"].max().sum())


def _sessions(exams: pd.DataFrame, today: date, also: Collection[str]) -> pd.DataFrame:
    """The injections of the 12 months, each with its session and how many sessions the entry can be."""
    mine = injections(exams, also)
    mine = mine[mine["date_first"] > _back(today, years=1)]
    exact = mine["date_first"].eq(mine["date_last"])
    groups = families(mine)
    return mine.assign(
        family=[name for name, _region in groups],
        region_name=[region for _name, region in groups],
        session=np.where(exact, mine["date_first"].dt.strftime("%Y-%m-%d"), mine["exam_id"]),
        # Several of one sort on one day are one session, however many they were.
        exam_count=mine["exam_count"].where(~exact, 1),
        count_is_approximate=mine["count_is_approximate"] & ~exact,
    )


def families(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """What sessions of each of these injections are counted under, and its region ("Lumbar spine epidural")."""
    keys = rows[["kind_key", "clinical_name", "region", "region_name"]].to_numpy(dtype=object).tolist()
    return [_family(*map(str, key)) for key in keys]


def _family(kind_key: str, clinical_name: str, region: str, region_name: str) -> tuple[str, str]:
    """Epidurals of one region together, whatever way the needle went in; other sorts likewise."""
    sorts = {
        "esi": _("epidural"),
        "facet": _("facet injection"),
        "mbb": _("medial branch block"),
        "rfa": _("nerve ablation"),
    }
    key = "esi" if kind_key == "epidural_none" else kind_key.split("_")[0]
    if key == "esi" and region == CAUDAL:
        region, region_name = "lumbar_spine", wording.region("lumbar_spine")
    place = reference.regions().get(region)
    if key in sorts and place:
        return _("{region} {sort}").format(region=_(place.name), sort=sorts[key]), region_name
    return wording.without_guidance(clinical_name), region_name


def same_region(exams: pd.DataFrame, region: str) -> pd.DataFrame:
    """Exams of the region or one that overlaps it, newest first."""
    return exams[exams["region"].isin(reference.overlapping(region))]


def _back(today: date, *, years: int) -> pd.Timestamp:
    return pd.Timestamp(today) - pd.DateOffset(years=years)
