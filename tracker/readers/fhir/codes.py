"""The codes and words by which FHIR resources name machines, places, states of work, treatments and doses."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from tracker.readers.words import exams
from tracker.readers.words.exams import UNIONS, UNKNOWN, regions_in
from tracker.reference import exam_kinds, kind_for_code, region_for_code
from tracker.reference.words import pattern

# One coding system goes by several addresses, and older exports give its number instead.
_SYSTEMS = {
    "http://dicom.nema.org/resources/ontology/dcm": "DCM",
    "urn:oid:1.2.840.10008.2.16.4": "DCM",
    "1.2.840.10008.2.16.4": "DCM",
    "http://nema.org/dicom/dicm": "DCM",
    "dcm": "DCM",
    "http://snomed.info/sct": "SCT",
    "urn:oid:2.16.840.1.113883.6.96": "SCT",
    "http://snomed.info/sct/": "SCT",
    "http://loinc.org": "LN",
    "http://loinc.org/": "LN",
    "urn:oid:2.16.840.1.113883.6.1": "LN",
}
_LOINC_FORM = re.compile(r"\d{1,7}-\d")

DOSE_SUMMARY: Final = "73569-6"
IRRADIATION_EVENTS: Final = frozenset({"113852", "113706", "113819"})

# Machines (DICOM modality) in the few groups that matter here.
MODALITIES: Mapping[str, str] = {
    "CT": "CT", "CTPROTOCOL": "CT",
    "XA": "RF", "RF": "RF", "XC": "", "DSA": "RF", "CF": "RF", "DF": "RF", "VF": "RF",
    "DX": "DX", "CR": "DX", "RG": "DX", "DR": "DX", "IO": "IO", "PX": "PX", "BMD": "BMD",
    "MG": "MG", "NM": "NM", "PT": "NM", "PET": "NM", "ST": "NM",
    "US": "US", "IVUS": "US", "BDUS": "US", "EC": "US", "DD": "US", "CD": "US",
    "MR": "MR", "MRI": "MR", "MS": "MR", "MA": "MR",
    "RTIMAGE": "TX", "RTPLAN": "TX", "RTDOSE": "TX", "RTRECORD": "TX", "RTSTRUCT": "TX", "RTRAD": "TX",
    **dict.fromkeys(("ES", "EPS", "ECG", "EEG", "EMG", "HD", "GM", "SM", "OP", "OPT", "OCT", "OPM", "OPV", "IVOCT",
                     "AR", "KER", "LEN", "VA", "SRF", "TG", "AU", "POS", "RESP", "OAM", "OSS", "DMS", "BI"), "OT"),
}  # fmt: skip
# Of several machines in one study the first of these names it: a PET/CT is a nuclear exam, a scan beside it a part.
PRECEDENCE: Final = ("NM", "CT", "RF", "MG", "BMD", "PX", "IO", "DX", "MR", "US", "OT", "TX")
IONISING: Final = frozenset({"NM", "CT", "RF", "MG", "BMD", "PX", "IO", "DX"})
NOT_IONISING: Final = frozenset({"US", "MR", "OT"})
_OF_KIND = {"XA": "RF", "PT": "NM"}

NOT_DONE: Final = frozenset(
    {"entered-in-error", "not-done", "preparation", "planned", "cancelled", "draft", "proposed", "requested",
     "scheduled", "booked", "nullified"}
)  # fmt: skip
STOPPED: Final = frozenset({"stopped", "aborted", "suspended", "on-hold"})
# How far a report or value is: a final one takes the place of a preliminary one, a corrected one that of both.
PRELIMINARY, FINAL, CORRECTED = 0, 1, 2
_STAGES = {
    **dict.fromkeys(("registered", "partial", "preliminary"), PRELIMINARY),
    **dict.fromkeys(("amended", "corrected", "appended", "modified"), CORRECTED),
}
NO_IMAGES_YET: Final = "registered"

# Categories of a DiagnosticReport (HL7 table 0074, LOINC, SNOMED CT, common profiles).
IMAGING_CATEGORIES: Final = frozenset(
    {"RAD", "CT", "RX", "NMS", "NMR", "RUS", "VUS", "OUS", "CUS", "XRC", "CTH", "LP29684-5", "LP7796-8", "imaging",
     "radiology", "363679005", "394914008", "4201000179104", "cardiology"}
)  # fmt: skip
_CATEGORY_MODALITY = {
    "CT": "CT", "RX": "DX", "NMS": "NM", "NMR": "MR", "RUS": "US", "VUS": "US", "OUS": "US", "CUS": "US",
}  # fmt: skip

PREGNANCY_STATUS: Final = "82810-3"
PREGNANT: Final = frozenset({"77386006", "72892002", "LA15173-0", "47200007", "127364007", "169826009"})
NOT_PREGNANT: Final = frozenset({"60001007", "LA26683-5", "152231000119106"})
DUE_DATES: Final = frozenset({"11778-8", "11779-6", "11780-4", "57063-0"})


# Places that are smaller than the regions of the catalogue: SNOMED CT -> region, and the plain X-ray of it.
_SITES: Mapping[str, tuple[str, str]] = {
    "51299004": ("shoulder", "xr_clavicle_scapula"), "79601000": ("shoulder", "xr_clavicle_scapula"),
    "85050009": ("upper_limb", "xr_humerus"), "40983000": ("upper_limb", "xr_humerus"),
    "14975008": ("upper_limb", "xr_forearm"), "62413002": ("upper_limb", "xr_forearm"),
    "23416004": ("upper_limb", "xr_forearm"), "8205005": ("wrist_hand", "xr_wrist"),
    "74670003": ("wrist_hand", "xr_wrist"), "85562004": ("wrist_hand", "xr_hand"), "7569003": ("wrist_hand", "xr_hand"),
    "76505004": ("wrist_hand", "xr_hand"), "344001": ("ankle_foot", "xr_ankle"), "70258002": ("ankle_foot", "xr_ankle"),
    "56459004": ("ankle_foot", "xr_foot"), "80144004": ("ankle_foot", "xr_foot"), "29707007": ("ankle_foot", "xr_foot"),
    "71341001": ("lower_limb", "xr_femur"), "68367000": ("lower_limb", "xr_femur"),
    "30021000": ("lower_limb", "xr_lower_leg"), "12611008": ("lower_limb", "xr_lower_leg"),
    "87342007": ("lower_limb", "xr_lower_leg"), "113197003": ("chest", "xr_ribs"), "56873002": ("chest", "xr_sternum"),
    "2095001": ("face", "xr_sinuses"), "91397008": ("face", "xr_facial_bones"), "74386004": ("face", "xr_nasal_bones"),
    "39723000": ("sacrum_sacroiliac", "xr_si_joints"), "54735007": ("sacrum_sacroiliac", "xr_sacrum_coccyx"),
    "64688005": ("sacrum_sacroiliac", "xr_sacrum_coccyx"),
}  # fmt: skip
_SCANS = ("CT", "NM", "DX", "RF")


def scheme(code: str, system: str) -> str:
    """The coding system of a code under one name. What has the form of a LOINC code is one, whatever it says."""
    known = _SYSTEMS.get(system.strip().lower(), system.strip())
    return "LN" if known == "SCT" and _LOINC_FORM.fullmatch(code) else known


def kind_of(codes: Iterable[tuple[str, str]]) -> str:
    """Key of the first exam kind that some (code, scheme) pairs name, "" where none does."""
    found = (kind_for_code(code, system) for code, system in codes)
    return next((key for key in found if key and key in exam_kinds()), "")


def stage(status: str) -> int:
    """How far a resource is, by its status; what does not say is final."""
    return _STAGES.get(status.lower(), FINAL)


def group_of_kind(kind_key: str) -> str:
    """The machine of an exam kind, in the groups of `MODALITIES`."""
    modality = exam_kinds()[kind_key].modality
    return _OF_KIND.get(modality, modality)


def modality_of_category(codes: Iterable[tuple[str, str]]) -> str:
    """The machine that the category of a report names, "" where it only says imaging."""
    return next((_CATEGORY_MODALITY[code] for code, _system in codes if code in _CATEGORY_MODALITY), "")


def site(codes: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """Region of a body site ("unknown" if its codes say nothing), and the kind a plain X-ray of it is, "" if open."""
    for code, system in codes:
        if system == "SCT" and code in _SITES:
            return _SITES[code]
        if region := region_for_code(code, system):
            return region, ""
    return UNKNOWN, ""


@lru_cache(maxsize=4096)
def machine_in(words: str) -> str:
    """The machine that a description names ("CT", "RF", "US", ... "TX" for treatment), "" where it names none."""
    plain = pattern("exam_words", "without_xray").sub(" ", exams.plain(words)).strip()
    if exams.names(plain, "no_exam"):
        return ""
    # The first that fits counts: radiation stands before none, so that a procedure with both counts as the former.
    machine = next(exams.procedures_in("machines", plain), "").partition(".")[0]
    if treatment_in(words) and not (machine in _SCANS and exams.names(plain, "planning")):
        return "TX"
    return machine


@lru_cache(maxsize=4096)
def treatment_in(words: str) -> str:
    """Key of the treatment with radiation that a description names, "" where it names none."""
    plain = exams.plain(words)
    return next(exams.procedures_in("treatments", plain), "")


@lru_cache(maxsize=4096)
def may_be_guided(words: str) -> bool:
    """Whether a description is of an injection that may have been done under X-ray."""
    plain = exams.plain(words)
    return exams.names(plain, "may_be_guided") and not exams.names(plain, "not_under_xray", "no_exam")


@lru_cache(maxsize=4096)
def place_in(words: str) -> str:
    """The one region that a description names, "unknown" where it names none or several that make no known union."""
    plain = exams.plain(words)
    found = regions_in(plain) or (frozenset({"teeth"}) if exams.names(plain, "teeth") else frozenset())
    return next(iter(found)) if len(found) == 1 else UNIONS.get(found, UNKNOWN)


def is_echo(words: Iterable[str]) -> bool:
    """Whether a description names an ultrasound of the heart ("trans thoracic echocardiogram")."""
    return any(exams.names(exams.plain(text), "heart_ultrasound") for text in words)
