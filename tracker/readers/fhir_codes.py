"""The codes and words by which FHIR resources name machines, places, states of work, doses and pregnancy."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from tracker.readers import exam_words
from tracker.readers.findings import UNIONS, UNKNOWN
from tracker.readers.match import places
from tracker.reference import exam_kinds, kind_for_code, region_for_code

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


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(alternatives) + r")\b")


_TREATMENTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_words(r"brachytherap\w*", r"brachyterap\w*", "curietherapie"), "tx_brachytherapy"),
    (_words(r"radiosurg\w*", r"radiochirurg\w*", r"gamma knife", r"cyber ?knife", "sbrt"), "tx_radiosurgery"),
    (_words(r"radio ?iodine (?:ablat|therap|treat)\w*", r"radiojodtherap\w*", r"i ?131 (?:therap|ablat)\w*"),
     "tx_radioiodine"),
    (_words(r"lutetium\w*", r"lu ?177", "prrt"), "tx_lutetium"),
    (_words(r"radium ?223", r"ra ?223", "xofigo"), "tx_radium"),
    (_words(r"radio ?emboli[sz]\w*", "sirt", r"yttrium ?90", "y90"), "tx_y90"),
    (_words(r"radio ?synov\w*", r"synoviorthesis"), "tx_synovectomy"),
    (_words(r"radio ?therap\w*", r"radioterap\w*", r"teleradiotherap\w*", r"teletherap\w*", r"strahlentherap\w*",
            r"bestrahlung\w*", r"radiation (?:therap|treat|oncolog)\w*", r"external beam",
            r"(?:whole brain|total body|chest wall|breast|pelvic|cranial) irradiation",
            r"proton (?:beam|therap)\w*", r"radio ?chemotherap\w*", r"chemo ?radi\w*"), "tx_radiotherapy"),
)  # fmt: skip
_PLANNING = _words(r"planning", r"simulation", r"planungs ?ct")
_NOT_AN_EXAM = _words(r"referr?al", r"request\w*", "refer", r"consent\w*", r"education\w*", r"counsel\w*", r"review of",
                      r"not (?:done|performed)", r"declin\w*", "refused", "deferred", r"scheduled", r"appointment\w*",
                      r"history of", r"preparation for")  # fmt: skip

# The first that fits names the machine; radiation before none, so that a procedure with both counts as the former.
_MACHINES: tuple[tuple[re.Pattern[str], str], ...] = (
    (_words("pet", "petct", r"positron\w*", "spect", r"scintigra\w*", r"szintigra\w*", r"gammagra\w*",
            r"radionuclide\w*", r"nuclear medicine", r"nuklearmed\w*", r"bone scan", r"isotope\w*", r"radioisotope\w*",
            "muga", r"tep (?:scan|tdm)"), "NM"),
    (re.compile(r"^(?!.*fluoro).*\b(?:us|ultraso\w*|sonogra\w*) guid"), "US"),
    (_words("ct", "cta", "ctpa", "cct", "hrct", "ccta", "cbct", "tdm", r"(?<!bladder )scanner",
            r"comput\w*(?: axial)? tomogra\w*",
            r"computertomogra\w*", r"cat scan\w*", r"tomodensitometr\w*", r"tomografia (?:axial )?comput\w*"), "CT"),
    (_words(r"mra", "mri", "mrt", "mrcp", "irm", "rmn", r"magnetic resonance", r"kernspin\w*", r"magnetresonan\w*",
            r"resonancia magnetica", r"resonance magnetique"), "MR"),
    (re.compile(r"^mr\b"), "MR"),
    (_words(r"fluorosc\w*", r"fluoroscopic\w*", r"durchleuchtung\w*", r"x ?ray guid\w*", r"image intensif\w*",
            r"radioscop\w*"), "RF"),
    (_words(r"mammogra\w*", r"tomosynth\w*", r"mastogra\w*", r"mamografia"), "MG"),
    (re.compile(r"^(?!.*ultraso).*\b(?:dxa|dexa|bone densi|densitometr|absorptiometr|osteodensito)"), "BMD"),
    (_words(r"orthopantomogra\w*", "opg", "panorex", r"panoramic (?:x ?ray|radiogra\w*|dental)\w*"), "PX"),
    (_words(r"bitewing\w*", r"periapical\w*", r"intra ?oral (?:x ?ray|radiogra\w*)\w*"), "IO"),
    (_words(r"x ?rays?", "xr", r"radiogra(?!nul)\w*", r"rontgen\w*", r"roentgen\w*", r"plain film\w*", r"rayos? x",
            r"skeletal survey"), "DX"),
    (_words(r"ultraso\w*", r"ultraschall\w*", r"sonogra\w*", r"echogra\w*", r"echocardio\w*", r"ecogra\w*",
            r"ecocardio\w*", r"doppler", r"duplex", "tte", "tee"), "US"),
    (re.compile(r"^us\b"), "US"),
    (_words("kub"), "DX"),
    (_words(r"angiogra\w*", r"angioplast\w*", r"arteriogra\w*", r"aortogra\w*", r"venogra\w*", r"phlebogra\w*",
            r"barium\w*", r"ercp", r"cholangio(?:pancreato)?gra\w*", r"cysto(?:urethro)?gra\w*", r"urethrogra\w*",
            r"pyelogra\w*", r"hysterosalping\w*", r"arthrogra\w*", r"myelogra\w*", r"dis[ck]ogra\w*",
            r"esophagra\w*", r"o?esophagogra\w*", r"vertebroplast\w*", r"k[iy]phoplast\w*", r"percutaneous coronary",
            "pci", "ptca", r"(?:cardiac|heart|coronary) cathet\w*", r"cathet\w* (?:of|ablat)\w*.*(?:heart|cardiac)",
            r"catheter ablat\w*", r"transluminal\w*", r"pacemaker (?:implant|insert)\w*",
            r"transcatheter\w*", r"endovascular\w*"), "RF"),
)  # fmt: skip
# Injections that are often, but not always, done under X-ray: worth asking about, never assumed.
_INJECTIONS = _words(r"epidural\w*", r"facet\w*", r"medial branch\w*", r"sacro ?iliac\w*", r"nerve root\w*", "stellate",
                     r"transforaminal\w*", r"radio ?frequency (?:ablat|denerv|neurotom|lesion)\w*", r"rhizotom\w*",
                     r"(?:inject|infiltr)\w*.*\b(?:joint|hip|shoulder|knee|spine|spinal|bursa)",
                     r"(?:joint|hip|shoulder|knee|spine|spinal|bursa)\b.*\b(?:inject|infiltr)\w*")  # fmt: skip
_ANAESTHESIA = _words(r"an(?:a)?esth\w*", r"analges\w*", r"lab(?:o|ou)r", r"obstetric\w*", r"birth", r"caesar\w*",
                      r"vaccin\w*", r"immuni[sz]\w*", r"hematoma", r"haematoma", "abscess")  # fmt: skip

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
_ECHO = _words(r"echocardio\w*", r"ecocardio\w*", "tte", "tee", r"heart ultraso\w*", r"us heart", r"ultraso\w* heart")


def scheme(code: str, system: str) -> str:
    """The coding system of a code under one name. What has the form of a LOINC code is one, whatever it says."""
    known = _SYSTEMS.get(system.strip().lower(), system.strip())
    return "LN" if known == "SCT" and _LOINC_FORM.fullmatch(code) else known


def kind_of(codes: Iterable[tuple[str, str]]) -> str:
    """Key of the first exam kind that some (code, scheme) pairs name, "" where none does."""
    found = (kind_for_code(code, system) for code, system in codes)
    return next((key for key in found if key and key in exam_kinds()), "")


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
    plain = exam_words.plain(words)
    if _NOT_AN_EXAM.search(plain):
        return ""
    machine = next((group for pattern, group in _MACHINES if pattern.search(plain)), "")
    if treatment_in(words) and not (machine in IONISING and _PLANNING.search(plain)):
        return "TX"
    return machine


@lru_cache(maxsize=4096)
def treatment_in(words: str) -> str:
    """Key of the treatment with radiation that a description names, "" where it names none."""
    plain = exam_words.plain(words)
    return next((key for pattern, key in _TREATMENTS if pattern.search(plain)), "")


@lru_cache(maxsize=4096)
def may_be_guided(words: str) -> bool:
    """Whether a description is of an injection that may have been done under X-ray."""
    plain = exam_words.plain(words)
    return bool(_INJECTIONS.search(plain)) and not _ANAESTHESIA.search(plain) and not _NOT_AN_EXAM.search(plain)


@lru_cache(maxsize=4096)
def place_in(words: str) -> str:
    """The one region that a description names, "unknown" where it names none or several that make no known union."""
    found = places(exam_words.plain(words))
    return next(iter(found)) if len(found) == 1 else UNIONS.get(found, UNKNOWN)


def is_echo(words: Iterable[str]) -> bool:
    """Whether a description names an ultrasound of the heart ("trans thoracic echocardiogram")."""
    return any(_ECHO.search(exam_words.plain(text)) for text in words)
