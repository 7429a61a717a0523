"""The coded concepts of dose reports (DICOM PS3.16) by code value and scheme, retired and present ones side by side."""

from collections.abc import Mapping

from tracker.readers.content import Code


def _dcm(value: str) -> Code:
    return Code(value, "DCM")


def _snomed(old: str, new: str) -> tuple[Code, Code, Code, Code]:
    """A SNOMED concept: its retired code under each scheme name devices write, and the present one."""
    return Code(old, "SRT"), Code(old, "SNM3"), Code(old, "99SDM"), Code(new, "SCT")


# Root concepts
XRAY_DOSE_REPORT = _dcm("113701")
RADIOPHARMACEUTICAL_DOSE_REPORT = _dcm("113500")
PATIENT_DOSE_REPORT = _dcm("128401")
DOSE_ROOTS = (XRAY_DOSE_REPORT, RADIOPHARMACEUTICAL_DOSE_REPORT, PATIENT_DOSE_REPORT)

# Procedure and source (TID 10001, 10011, 10021)
PROCEDURE_REPORTED = _dcm("121058")
ASSOCIATED_PROCEDURE = _snomed("G-C2D0", "363589002")
COMPUTED_TOMOGRAPHY = _snomed("P5-08000", "77477000")
MAMMOGRAPHY = _snomed("P5-40010", "71651007")
DEVICE_TYPE = _dcm("122142")
FLUOROSCOPY_DEVICE = _dcm("113957")
RADIOGRAPHY_DEVICES = (_dcm("113958"), _dcm("113959"))
START_OF_IRRADIATION = _dcm("113809")
SOURCE_OF_DOSE = _dcm("113854")
COMMENT = _dcm("121106")
DEVICE_NAME = _dcm("121013")
DEVICE_MANUFACTURER = _dcm("121014")
DEVICE_MODEL = _dcm("121015")

# Accumulated projection dose (TID 10002, 10004, 10005, 10007; enhanced: TID 10041)
ACCUMULATED_XRAY = (_dcm("113702"), _dcm("130500"))
PLANE = _dcm("113764")
XRAY_SOURCE_NAME = _dcm("113832")
KAP_TOTAL = _dcm("113722")
KAP_FLUOROSCOPY = _dcm("113726")
KAP_ACQUISITION = _dcm("113727")
AIR_KERMA_TOTAL = _dcm("113725")
AIR_KERMA_FLUOROSCOPY = _dcm("113728")
AIR_KERMA_ACQUISITION = _dcm("113729")
FLUOROSCOPY_TIME = _dcm("113730")
GLANDULAR_DOSE_TOTAL = _dcm("111637")

# Projection events (TID 10003, 10003A, 10003B; enhanced: TID 10042 and its details)
XRAY_EVENT = _dcm("113706")
EVENT_SUMMARY = _dcm("130501")
EVENT_DETAILS = _dcm("130505")
EVENT_UID = _dcm("113769")
EVENT_STARTED = _dcm("111526")
EVENT_TYPE = _dcm("113721")
EVENT_KAP = _dcm("122130")
EVENT_AIR_KERMA = _dcm("113738")
EVENT_GLANDULAR_DOSE = _dcm("111631")
EVENT_DURATION = _dcm("113742")
TUBE_VOLTAGE = _dcm("113733")
ACQUISITION_PROTOCOL = _dcm("125203")
TARGET_REGION = _dcm("123014")
ANATOMICAL_STRUCTURE = _snomed("T-D0005", "91723000")
LATERALITY = _snomed("G-C171", "272741003")

# Accumulated CT dose and CT events (TID 10012, 10013)
ACCUMULATED_CT = _dcm("113811")
CT_EVENT = _dcm("113819")
EVENT_COUNT = _dcm("113812")
DLP_TOTAL = _dcm("113813")
DLP_SUBTOTAL = _dcm("130745")
EFFECTIVE_DOSE_TOTAL = _dcm("113814")
EFFECTIVE_DOSE = _dcm("113839")
REFERENCE_AUTHORITY = _dcm("121406")
PHANTOM_TYPE = _dcm("113835")
CT_ACQUISITION_TYPE = _dcm("113820")
CT_DOSE = _dcm("113829")
CTDIVOL = _dcm("113830")
DLP = _dcm("113838")

# Radiopharmaceutical administration (TID 10022) and patient dose (TID 10030)
ADMINISTRATION = _dcm("113502")
AGENT = (*_snomed("F-61FDB", "349358000"), Code("C-B02C9", "SRT"))
ADMINISTRATION_UID = _dcm("113503")
ADMINISTRATION_START = _dcm("123003")
ADMINISTERED_ACTIVITY = _dcm("113507")
DOSE_ESTIMATE = _dcm("128402")

# What a report must hold one of when neither its root nor its SOP class says that it is a dose report
DOSE_CONTAINERS = (
    *ACCUMULATED_XRAY,
    XRAY_EVENT,
    EVENT_SUMMARY,
    ACCUMULATED_CT,
    CT_EVENT,
    ADMINISTRATION,
    DOSE_ESTIMATE,
)

EVENT_TYPES: Mapping[Code, str] = {
    **dict.fromkeys(_snomed("P5-06000", "44491008"), "fluoroscopy"),
    _dcm("113611"): "stationary",
    _dcm("113612"): "stepping",
    _dcm("113613"): "rotational",
    **dict.fromkeys(_snomed("P5-08001", "116152004"), "spiral"),
    _dcm("113804"): "sequenced",
    _dcm("113805"): "localiser",
    _dcm("113806"): "stationary",
    _dcm("113807"): "free",
    **dict.fromkeys(_snomed("R-FB8F1", "702569007"), "cone beam"),
}

PLANES: Mapping[Code, str] = {
    _dcm("113620"): "A",
    _dcm("113621"): "B",
    _dcm("113622"): "single",
    _dcm("113890"): "all",
}

SIDES: Mapping[Code, str] = {
    **dict.fromkeys(_snomed("G-A100", "24028007"), "right"),
    **dict.fromkeys(_snomed("G-A101", "7771000"), "left"),
    **dict.fromkeys(_snomed("G-A102", "51440002"), "both"),
    **dict.fromkeys(_snomed("T-04020", "73056007"), "right"),
    **dict.fromkeys(_snomed("T-04030", "80248007"), "left"),
    **dict.fromkeys(_snomed("T-04080", "63762007"), "both"),
}

# Region codes that mean no part of a person
PHANTOM_REGION = _snomed("R-FE0C7", "706342009")

PHANTOMS: Mapping[Code, str] = {_dcm("113690"): "16 cm", _dcm("113691"): "32 cm"}

TISSUE_WEIGHTS: Mapping[Code, str] = {_dcm("113808"): "ICRP 60", _dcm("113841"): "ICRP 103"}

SOURCES_OF_DOSE: Mapping[Code, str] = {
    _dcm("113856"): "automatic",
    _dcm("113857"): "entered by hand",
    _dcm("113858"): "from the procedure step",
    _dcm("113866"): "copied from image headers",
    _dcm("113867"): "computed from image headers",
    _dcm("113868"): "human-readable report",
    _dcm("113940"): "calculated by the system",
}

# A measured value with one of these beside it was not measured (CID 42)
NOT_MEASURED = frozenset(_dcm(str(value)) for value in range(114000, 114012))
