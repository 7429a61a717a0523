"""The catalogue of exam kinds: what an exam is called, what it is of, and its usual effective dose."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tracker.reference.rows import keyed, records


@dataclass(frozen=True, slots=True)
class ExamKind:
    """One kind of exam.

    Attributes:
        name: the clinical name.
        plain_name: the name a patient uses.
        modality: CT, RF, XA, DX, IO, PX, MG, BMD, NM, PT, MR, US, TX (treatment) or OT (a test or injection
            without any imaging device).
        exam_type: the group a page shows it under: CT, fluoroscopy, X-ray, nuclear, mammography, dental, other.
        region: key of a region.
        guidance: how a needle was guided: fluoroscopy, ct, ultrasound, none, or empty where it is unknown or no
            needle is involved.
        injects: what goes in through the needle: yes (something to treat or to test with), contrast (only what makes
            the image), no. The one place that says whether a kind is an injection; the README of the tables draws
            the line.
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
        return self.injects == "yes"

    @property
    def may_treat_by_needle(self) -> bool:
        """Whether a drug, a level or relief can be told of it: a person may know more than the kind says."""
        return self.is_injection or self.image_guided_procedure


MODALITIES = frozenset({"CT", "RF", "XA", "DX", "IO", "PX", "MG", "BMD", "NM", "PT", "MR", "US", "TX", "OT"})
EXAM_TYPES = ("CT", "fluoroscopy", "X-ray", "nuclear", "mammography", "dental", "other")
GUIDANCES = frozenset({"", "fluoroscopy", "ct", "ultrasound", "none"})
INJECTS = frozenset({"yes", "no", "contrast"})
EVIDENCES = frozenset({"typical", "rough", "unknown", "no_radiation", "treatment"})
BASES = frozenset(
    {
        "published_effective_dose",
        "kap_times_coefficient",
        "dlp_times_coefficient",
        "activity_times_coefficient",
        "glandular_dose",
        "sum_of_parts",
        "by_analogy",
        "untraced",
        "no_radiation",
        "treatment",
    }
)


@cache
def exam_kinds() -> Mapping[str, ExamKind]:
    """Every exam kind by its key, in the order of the table."""
    return keyed("exam_kinds", records("exam_kinds", ExamKind), lambda kind: kind.key)
