"""Codes of other systems (DICOM, SNOMED CT, LOINC) that name an exam kind or a part of the body."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tracker.reference.rows import records


@dataclass(frozen=True, slots=True)
class KindCode:
    """A code of a procedure and the exam kind it proposes."""

    scheme: str
    code: str
    meaning: str
    kind_key: str
    source_id: str


@dataclass(frozen=True, slots=True)
class RegionCode:
    """A code of a part of the body and the region it stands for."""

    scheme: str
    code: str
    meaning: str
    region: str
    source_id: str


# One scheme goes by several names: the designators of DICOM, and the addresses FHIR uses.
_SCHEMES = {
    "SRT": "SRT",
    "SNM3": "SRT",
    "99SDM": "SRT",
    "SCT": "SCT",
    "SNOMED CT": "SCT",
    "http://snomed.info/sct": "SCT",
    "LN": "LN",
    "LOINC": "LN",
    "http://loinc.org": "LN",
}


@cache
def kind_codes() -> tuple[KindCode, ...]:
    """Every procedure code."""
    return records("codes", KindCode)


@cache
def region_codes() -> tuple[RegionCode, ...]:
    """Every code of a body part."""
    return records("region_codes", RegionCode)


@cache
def _kinds() -> Mapping[tuple[str, str], str]:
    return {(row.scheme, row.code): row.kind_key for row in kind_codes()}


@cache
def _regions() -> Mapping[tuple[str, str], str]:
    return {(row.scheme, row.code): row.region for row in region_codes()}


def kind_for_code(code: str, scheme: str) -> str | None:
    """Key of the exam kind a procedure code proposes, or None where the code names none or several."""
    return _kinds().get((_SCHEMES.get(scheme.strip(), scheme), code.strip()))


def region_for_code(code: str, scheme: str) -> str | None:
    """Key of the region a target-region or body-site code stands for, or None where it says nothing useful.

    "Entire body" and "Topography unknown" give None: scanners write them whenever nobody chose a region.
    """
    return _regions().get((_SCHEMES.get(scheme.strip(), scheme), code.strip()))
