"""The catalogue: exam kinds with their usual dose, parts of the body, the codes of both, and what may serve instead.

The alternatives use no X-rays: the same injection by ultrasound, an MRI for a CT. They are named so that a person can
ask about them. Whether one answers the doctor's question is for the doctor.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from tracker.reference.tables import rows_by, rows_of


@dataclass(frozen=True, slots=True)
class ExamKind:
    """One kind of exam.

    Attributes:
        name: the clinical name.
        plain_name: the name a patient uses.
        modality: CT, RF, XA, DX, IO, PX, MG, BMD, NM, PT, MR, US, TX (treatment) or OT (without any imaging device).
        exam_type: the group a page shows it under: CT, fluoroscopy, X-ray, nuclear, mammography, dental, other.
        region: key of a region.
        guidance: how a needle was guided: fluoroscopy, ct, ultrasound, none, or empty where it is unknown or no
            needle is involved.
        injects: what goes in through the needle: yes (something to treat with), test (to test with), contrast (only
            what makes the image), no. The one place that says whether a kind is an injection; see the README of it.
        uterus_in_beam: yes, partly or no.
        typical_msv: usual effective dose of an adult in mSv; None where no number is known or none may be shown.
        low_msv: low end of the interval, mSv.
        high_msv: high end of the interval, mSv.
        evidence: typical, rough, unknown, no_radiation or treatment.
        basis: how the number came about, one of `BASES`.
        source_id: source of the typical value.
        range_source_id: source of the interval.
        derivation: one sentence that says how the number was made.
    """

    key: str
    name: str
    plain_name: str
    modality: str
    exam_type: str
    region: str
    guidance: str
    image_guided_procedure: bool
    injects: str
    sided: bool
    bilateral: bool
    uterus_in_beam: str
    typical_msv: float | None
    low_msv: float | None
    high_msv: float | None
    evidence: str
    basis: str
    source_id: str
    range_source_id: str
    derivation: str
    notes: str

    @property
    def treatment(self) -> bool:
        """Whether it is a therapy, which is kept apart and never counted."""
        return self.evidence == "treatment"

    @property
    def ionising(self) -> bool:
        """Whether it uses X-rays or radioactive material."""
        return self.evidence != "no_radiation"

    @property
    def is_injection(self) -> bool:
        """Whether something is injected to treat or to test with."""
        return self.injects in ("yes", "test")

    @property
    def is_test(self) -> bool:
        """Whether it finds out where a pain comes from, and does not treat it."""
        return self.injects == "test"

    @property
    def may_treat_by_needle(self) -> bool:
        """Whether a drug, a level or relief can be told of it: a person may know more than the kind says."""
        return self.is_injection or self.image_guided_procedure


MODALITIES = frozenset({"CT", "RF", "XA", "DX", "IO", "PX", "MG", "BMD", "NM", "PT", "MR", "US", "TX", "OT"})
EXAM_TYPES = ("CT", "fluoroscopy", "X-ray", "nuclear", "mammography", "dental", "other")
GUIDANCES = frozenset({"", "fluoroscopy", "ct", "ultrasound", "none"})
INJECTS = frozenset({"yes", "test", "no", "contrast"})
EVIDENCES = frozenset({"typical", "rough", "unknown", "no_radiation", "treatment"})
BASES = frozenset({
    "published_effective_dose", "kap_times_coefficient", "dlp_times_coefficient", "activity_times_coefficient",
    "glandular_dose", "sum_of_parts", "mixture_of_parts", "by_analogy", "untraced", "no_radiation", "treatment",
})  # fmt: skip
# What is left of an exam of which nothing is known but the machine: its DICOM modality -> the kind that says no more.
OF_MACHINE = {
    "CT": "ct_unspecified", "RF": "rf_unspecified", "XA": "rf_unspecified", "DX": "xr_unspecified",
    "MG": "mg_unspecified", "IO": "dental_unspecified", "PX": "dental_unspecified", "BMD": "dxa_unspecified",
    "NM": "nm_unspecified", "PT": "nm_pet_unspecified", "MR": "mri_other", "US": "us_other",
}  # fmt: skip
MACHINE_ONLY = frozenset(OF_MACHINE.values())


# Every exam kind by its key, in the order of the table.
exam_kinds = rows_by("exam_kinds", ExamKind, lambda kind: kind.key)


@dataclass(frozen=True, slots=True)
class Region:
    """One part of the body.

    Attributes:
        parent: key of the region that contains it, or empty.
        kap_region: region key of the table of kerma-area-product coefficients, or empty where none fits.
        dlp_region: region key of the table of dose-length-product coefficients, or empty where none fits.
        spine: whether it is a part of the spine.
    """

    key: str
    name: str
    plain_name: str
    parent: str
    kap_region: str
    dlp_region: str
    spine: bool


@dataclass(frozen=True, slots=True)
class RegionOverlap:
    """Two regions that share a part of the body, neither the parent of the other; `contains`: all of the second."""

    region: str
    overlaps: str
    contains: bool


# Every region by its key.
regions = rows_by("regions", Region, lambda region: region.key)
# The pairs that overlap without being parent and child, each written once.
region_overlaps = rows_of("region_overlaps", RegionOverlap)


@cache
def _inside(region: str) -> frozenset[str]:
    """The region and every region it contains."""
    parts = {key for key, row in regions().items() if row.parent == region}
    parts |= {pair.overlaps for pair in region_overlaps() if pair.contains and pair.region == region}
    return frozenset({region}.union(*map(_inside, parts)))


@cache
def overlapping(region: str) -> frozenset[str]:
    """Every region that shares a part of the body with `region`, itself included; the relation is symmetric.

    Two regions overlap when they contain a common region, or when a pair of region_overlaps.csv joins something in
    the one with something in the other. An unknown region overlaps only itself.

    Raises:
        KeyError: the region is not in the catalogue.
    """
    mine = _inside(regions()[region].key)
    near = set(mine)
    for pair in region_overlaps():
        for one, other in ((pair.region, pair.overlaps), (pair.overlaps, pair.region)):
            if one in mine:
                near.add(other)
    return frozenset(key for key in regions() if near & _inside(key))


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


# Every procedure code.
kind_codes = rows_of("codes", KindCode)
# Every code of a body part.
region_codes = rows_of("region_codes", RegionCode)


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


_HOW_GUIDED = re.compile(r", (X-ray guided|CT guided|ultrasound guided|guidance not known)$")


@dataclass(frozen=True, slots=True)
class AlternativeRow:
    """One exam kind and another that may serve in its place; `source_id` says who sets the two side by side."""

    kind_key: str
    alternative_key: str
    source_id: str
    notes: str


# Every pair of the table.
alternative_rows = rows_of("alternatives", AlternativeRow)


@cache
def alternatives(kind_key: str) -> tuple[ExamKind, ...]:
    """Kinds without radiation that may serve in place of this one; none is better than a wrong one.

    A kind with its own guidance has the kind of the same name that is guided by ultrasound; the others are pairs of
    alternatives.csv. A kind without radiation, a treatment and an unknown key have none.
    """
    kind = exam_kinds().get(kind_key)
    if kind is None or not kind.ionising or kind.treatment:
        return ()
    same = _by_ultrasound().get(_bare(kind)) if _HOW_GUIDED.search(kind.name) else None
    listed = [exam_kinds()[row.alternative_key] for row in alternative_rows() if row.kind_key == kind_key]
    return tuple(dict.fromkeys([*([same] if same else []), *listed]))


@cache
def _by_ultrasound() -> Mapping[str, ExamKind]:
    return {_bare(kind): kind for kind in exam_kinds().values() if kind.guidance == "ultrasound"}


def _bare(kind: ExamKind) -> str:
    return _HOW_GUIDED.sub("", kind.name)


# The levels of the spine as clinic papers name them: vertebrae and roots ("L5"), and the discs between ("L4-5").
_VERTEBRAE = (
    *(f"C{n}" for n in range(2, 8)),
    *(f"T{n}" for n in range(1, 13)),
    *(f"L{n}" for n in range(1, 6)),
    "S1",
)


def _between(upper: str, lower: str) -> str:
    """Give "L4-5", and across two parts of the spine "L5-S1"."""
    return f"{upper}-{lower[1:]}" if upper[0] == lower[0] else f"{upper}-{lower}"


def _all() -> tuple[str, ...]:
    names = [_VERTEBRAE[0]]
    for upper, lower in pairwise(_VERTEBRAE):
        names += [_between(upper, lower), lower]
    return tuple(names)


# From head to foot.
LEVELS = _all()

# The root of S1 is injected as part of the lower back.
_REGIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "C": ("cervical_spine",),
        "T": ("thoracic_spine",),
        "L": ("lumbar_spine",),
        "S": ("sacrum_sacroiliac", "lumbar_spine"),
    }
)


def levels_of(region: str) -> tuple[str, ...]:
    """The levels of a part of the spine with those that touch it, from head to foot; none where it is no spine.

    Raises:
        KeyError: the region is not in the catalogue.
    """
    if not regions()[region].spine:
        return ()
    if region == "whole_spine":
        return LEVELS
    return tuple(level for level in LEVELS if any(region in _REGIONS[end[0]] for end in _ends(level)))


def _ends(level: str) -> list[str]:
    upper, _dash, lower = level.partition("-")
    return [upper, lower if lower[:1].isalpha() else upper]
