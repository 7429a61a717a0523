"""The irradiation events that image headers tell of: radiographs, mammograms, CT slices, dose pages, activities."""

import re
from collections.abc import Iterator

from tracker.errors import TrackerError
from tracker.readers.dicom import concepts, texts
from tracker.readers.dicom import tags as t
from tracker.readers.dicom.findings import agent_of
from tracker.readers.dicom.header import Header
from tracker.readers.draft import EventDraft
from tracker.units import convert

# Vendors write PET activities in Bq as the standard says, or in MBq; no PET is done with less than 0.1 or 100,000 MBq.
_BECQUERELS = 1e5
_SIDES = {"L": "left", "R": "right", "B": "both"}
_DIRECTIONS = {"CONSTANT_ANGLE": "localiser", "SPIRAL": "spiral", "SEQUENCED": "sequenced", "STATIONARY": "stationary"}
_TOTAL_DLP = re.compile(r"total\W{0,3}dlp\D{0,12}?(\d+(?:\.\d+)?)", re.IGNORECASE)
_DLP = re.compile(r"\bdlp\W{0,3}(?:\(?mgy\W?cm\)?)?\W{0,3}(\d+(?:\.\d+)?)", re.IGNORECASE)
_FDG = re.compile(r"\b(?:fdg|fluo?ro?[- ]?deo?xy[- ]?glu[ck]ose)\b", re.IGNORECASE)
_EXTREME = 1e7


def dose(value: float | None, unit: str, quantity: str) -> float | None:
    """A value of a header in canonical units; None where there is none, or 0, which devices write for "not known"."""
    if not value:
        return None
    try:
        found = float(f"{convert(value, unit, quantity):.12g}")
    except TrackerError:
        return None
    return found if 0 < found < _EXTREME else None


def side(header: Header) -> str:
    """ "left", "right", "both" or ""."""
    return _SIDES.get(header.plain(t.IMAGE_LATERALITY).upper() or header.plain(t.LATERALITY).upper(), "")


def projection(header: Header, region: str, *, breast: bool) -> EventDraft:
    """The exposure of a radiograph, a run of an angiography, or a mammogram."""
    kap = dose(header.number(t.KAP), "dGy.cm2", "kap_gy_cm2")
    glandular = _glandular_dose(header) if breast else None
    return EventDraft(
        event_uid=_exposure_uid(header),
        started_at=header.acquired_at(),
        region=region,
        laterality=side(header),
        protocol=header.text(t.PROTOCOL),
        tube_voltage_kv=header.number(t.TUBE_VOLTAGE) or None,
        kap_gy_cm2=kap or dose(header.number(t.ACQUIRED_KAP), "dGy.cm2", "kap_gy_cm2"),
        air_kerma_mgy=dose(header.number(t.ENTRANCE_MGY), "mGy", "air_kerma_mgy")
        or dose(header.integer(t.ENTRANCE_DGY), "dGy", "air_kerma_mgy"),
        glandular_dose_mgy=glandular,
    )


def _glandular_dose(header: Header) -> float | None:
    for level in (header, *header.items(t.ACQUISITIONS_3D)):
        if found := dose(level.number(t.ORGAN_DOSE), "dGy", "glandular_dose_mgy"):
            return found
    return None


def _exposure_uid(header: Header) -> str:
    """What tells one exposure from another: several images of one (raw and processed, or frames) share it.

    The irradiation event UID; without it, the moment and the settings; without a moment, the image it was made from.
    """
    uid = header.plain(t.EVENT_UID).split("\\")[0].strip(" \0")
    if uid:
        return uid
    study = header.plain(t.STUDY)
    moment = header.acquired_at()
    if moment:
        tags = (t.KAP, t.ORGAN_DOSE, t.TUBE_VOLTAGE, t.EXPOSURE_TIME, t.EXPOSURE, t.VIEW)
        settings = "|".join(header.plain(tag) for tag in tags)
        return f"{study}#{moment.isoformat()}|{side(header)}|{settings}"[: texts.LONGEST]
    source = next((item.plain(t.SOURCE_INSTANCE) for item in header.items(t.SOURCE_IMAGES)), "")
    return f"{study}#{source or header.plain(t.SOP_INSTANCE)}"


def ct_image(header: Header, region: str) -> EventDraft | None:
    """The scan a CT image belongs to; None for pictures made from others, which no scan made."""
    kinds = header.terms(t.IMAGE_TYPE)
    localiser = "LOCALIZER" in kinds
    uid = _scan_uid(header, derived="DERIVED" in kinds or "SECONDARY" in kinds)
    if not uid:
        return None
    level = _with_dose(header)
    ctdivol = None if localiser else dose(level.number(t.CTDIVOL), "mGy", "ctdivol_mgy")
    original = "ORIGINAL" in kinds and "PRIMARY" in kinds and not localiser
    return EventDraft(
        event_uid=uid,
        started_at=None,
        event_type="localiser" if localiser else "",
        region=region,
        protocol=header.text(t.PROTOCOL),
        phantom=concepts.PHANTOMS.get(level.code(t.PHANTOM), ""),
        tube_voltage_kv=header.number(t.TUBE_VOLTAGE) or None,
        ctdivol_mgy=ctdivol,
        slices=tuple(sorted(set(_slices(header, ctdivol)))) if original and ctdivol else (),
    )


def _scan_uid(header: Header, *, derived: bool) -> str:
    uid = header.plain(t.EVENT_UID).split("\\")[0].strip(" \0")
    if uid or derived:
        return uid
    study, number = header.plain(t.STUDY), header.plain(t.ACQUISITION_NUMBER)
    return f"{study}#acquisition {number}" if number else f"{study}#series {header.plain(t.SERIES)}"


def _with_dose(header: Header) -> Header:
    """The level of the header where CTDIvol stands: multi-frame images keep it in their functional groups."""
    if header.raw(t.CTDIVOL):
        return header
    for tag in (t.SHARED, t.PER_FRAME):
        for group in header.items(tag):
            for exposure in group.items(t.CT_EXPOSURE):
                if exposure.raw(t.CTDIVOL):
                    return exposure
    return header


def _slices(header: Header, ctdivol: float) -> Iterator[tuple[float, float, float]]:
    """Position along the body (mm), thickness (mm) and CTDIvol (mGy) of each slice across the body."""
    thickness = header.number(t.SLICE_THICKNESS)
    if header.raw(t.POSITION) and thickness:
        place = _place(header.numbers(t.POSITION), header.numbers(t.ORIENTATION))
        if place is not None:
            yield place, thickness, ctdivol
        return
    shared = next(header.items(t.SHARED), header)
    for frame in header.items(t.PER_FRAME):
        measures = next(frame.items(t.MEASURES), None) or next(shared.items(t.MEASURES), header)
        oriented = next(frame.items(t.PLANE_ORIENTATION), None) or next(shared.items(t.PLANE_ORIENTATION), header)
        position = next(frame.items(t.PLANE_POSITION), header)
        exposure = next(frame.items(t.CT_EXPOSURE), header)
        own = dose(exposure.number(t.CTDIVOL), "mGy", "ctdivol_mgy") or ctdivol
        place = _place(position.numbers(t.POSITION), oriented.numbers(t.ORIENTATION))
        thick = measures.number(t.SLICE_THICKNESS)
        if place is not None and thick:
            yield place, thick, own


def _place(position: list[float], orientation: list[float]) -> float | None:
    """Where a slice lies along the body, None for a slice that is not across it."""
    if len(position) != 3 or len(orientation) != 6:
        return None
    (a, b, _c), (d, e, _f) = orientation[:3], orientation[3:]
    across = abs(a * e - b * d) > 0.8  # the normal points along the body; a tilted gantry reaches about 30 degrees
    return round(position[2], 3) if across and abs(position[2]) < 1e5 else None


def dose_page(header: Header) -> tuple[list[EventDraft], float | None] | None:
    """The scans and the total DLP (mGy.cm) that a CT dose page states in its header; None if it is no such page."""
    total = header.number(t.PRIVATE_DLP) if "ELSCINT" in header.plain(t.PRIVATE_CREATOR).upper() else None
    scans = [_page_scan(header, at, item) for at, item in enumerate(header.items(t.EXPOSURES), start=1)]
    scans = [scan for scan in scans if scan.dlp_mgy_cm is not None or scan.ctdivol_mgy is not None]
    comments = header.long_text(t.DOSE_COMMENTS)
    if total is None and (stated := _TOTAL_DLP.search(comments)):
        total = float(stated[1])
    if total is None and not any(scan.dlp_mgy_cm for scan in scans):
        lines = [float(number) for number in _DLP.findall(comments)]
        total = sum(lines) if lines else None
    total = dose(total, "mGy.cm", "dlp_mgy_cm")
    return (scans, total) if total or any(scan.dlp_mgy_cm for scan in scans) else None


def _page_scan(header: Header, position: int, item: Header) -> EventDraft:
    dlp = item.number(t.PRIVATE_DLP) if "ELSCINT" in item.plain(t.PRIVATE_CREATOR).upper() else None
    series = item.plain(t.SERIES_NUMBER) or str(position)
    return EventDraft(
        # The same scan stands on every page of the study, so its identity is made of what it says.
        event_uid=f"{header.plain(t.STUDY)}#dose page {series} {item.plain(t.PRIVATE_DLP)}",
        event_type=_DIRECTIONS.get(item.plain(t.ACQUISITION_TYPE).upper(), ""),
        region="unknown",
        protocol=item.text(t.SERIES_DESCRIPTION),
        phantom=concepts.PHANTOMS.get(item.code(t.PHANTOM), ""),
        tube_voltage_kv=item.number(t.TUBE_VOLTAGE) or None,
        dlp_mgy_cm=dose(dlp, "mGy.cm", "dlp_mgy_cm"),
        ctdivol_mgy=dose(item.number(t.CTDIVOL), "mGy", "ctdivol_mgy"),
    )


def administrations(header: Header, *, positrons: bool) -> Iterator[EventDraft]:
    """The radiopharmaceuticals given for a nuclear medicine image.

    The standard says Bq in PET images and MBq in others; a value that cannot be meant so is taken as the other unit.
    """
    for item in header.items(t.AGENTS):
        value = item.number(t.TOTAL_ACTIVITY)
        in_becquerels = value is not None and (value >= _BECQUERELS or (positrons and value >= _BECQUERELS / 10))
        activity = dose(value, "Bq" if in_becquerels else "MBq", "activity_mbq")
        start = item.plain(t.AGENT_START) or item.plain(t.AGENT_START_TIME)
        agent = _agent(item)
        if activity is None and not agent:
            continue
        told = f"{header.plain(t.STUDY)}#given {agent} {start.split('.')[0]} {item.plain(t.TOTAL_ACTIVITY)}"
        yield EventDraft(
            event_uid=item.plain(t.ADMINISTRATION_UID) or told[: texts.LONGEST],
            started_at=texts.moment(start) if len(start) >= 14 else None,
            event_type="administration",
            region="unknown",
            activity_mbq=activity,
            radiopharmaceutical=agent,
        )


def _agent(item: Header) -> str:
    code = item.code(t.AGENT_CODE)
    found = agent_of(code) if code.value else ""
    return found or ("f18_fdg" if _FDG.search(item.text(t.AGENT_TEXT)) else "")
