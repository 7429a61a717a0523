"""The coded concepts of dose reports (DICOM PS3.16) by code value and scheme, retired and present ones side by side."""

from collections.abc import Mapping

from tracker.readers.dicom.content import Code


def _dcm(value: str) -> Code:
    return Code(value, "DCM")


def _snomed(old: str, new: str) -> tuple[Code, Code, Code, Code]:
    """A SNOMED concept: its retired code under each scheme name devices write, and the present one."""
    return Code(old, "SRT"), Code(old, "SNM3"), Code(old, "99SDM"), Code(new, "SCT")


# Root concepts
XRAY_DOSE_REPORT = _dcm("113701")
RADIOPHARMACEUTICAL_DOSE_REPORT = _dcm("113500")
PATIENT_DOSE_REPORT = _dcm("128401")

# Radiation summary of older Siemens C-arms (Arcadis), in a scheme of their own
SUMMARY_SCHEME = "99SMS_RADSUM"
SUMMARY_ROOT = Code("C-10", SUMMARY_SCHEME)
SUMMARY_EXPOSURES = Code("C-200", SUMMARY_SCHEME)
SUMMARY_FLUOROSCOPY_TIME = Code("C-202", SUMMARY_SCHEME)
SUMMARY_KAP = Code("C-204", SUMMARY_SCHEME)

DOSE_ROOTS = (XRAY_DOSE_REPORT, RADIOPHARMACEUTICAL_DOSE_REPORT, PATIENT_DOSE_REPORT, SUMMARY_ROOT)

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
REFERENCE_POINT_DOSIMETRY = _dcm("130502")

# Projection events (TID 10003, 10003A, 10003B; enhanced: TID 10042 and its details)
XRAY_EVENT = _dcm("113706")
EVENT_SUMMARY = _dcm("130501")
EVENT_DETAILS = _dcm("130505")
EVENT_UID = _dcm("113769")
EVENT_STARTED = _dcm("111526")
EVENT_ENDED = _dcm("111527")
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

# Where the beam stood (TID 10003, 10003B, 10003C): the concept of a number -> its field in a geometry
LENGTHS: Mapping[Code, str] = {
    _dcm("113748"): "source_to_isocentre_mm",
    _dcm("113750"): "source_to_detector_mm",
    _dcm("113737"): "source_to_reference_point_mm",
    _dcm("113751"): "table_longitudinal_mm",
    _dcm("113752"): "table_lateral_mm",
    _dcm("113753"): "table_height_mm",
    _dcm("113759"): "table_longitudinal_end_mm",
    _dcm("113760"): "table_lateral_end_mm",
    _dcm("113761"): "table_height_end_mm",
    _dcm("113788"): "field_height_mm",
    _dcm("113789"): "field_width_mm",
    _dcm("111634"): "half_value_layer_mm_al",
    _dcm("111638"): "patient_thickness_mm",
}
ANGLES: Mapping[Code, str] = {
    _dcm("112011"): "primary_angle_deg",
    _dcm("112012"): "secondary_angle_deg",
    _dcm("113739"): "primary_end_angle_deg",
    _dcm("113740"): "secondary_end_angle_deg",
    _dcm("113754"): "table_head_tilt_deg",
    _dcm("113755"): "table_horizontal_rotation_deg",
    _dcm("113756"): "table_cradle_tilt_deg",
}
FIELD_AREA = _dcm("113790")
REFERENCE_POINT = _dcm("113780")
PATIENT_ORIENTATION = _dcm("113743")
PATIENT_ORIENTATION_MODIFIER = _dcm("113744")
PATIENT_TABLE_RELATIONSHIP = _dcm("113745")
IMAGE_VIEW = _dcm("111031")
FILTERS = _dcm("113771")
FILTER_KIND = _dcm("113772")
FILTER_MATERIALS = (_dcm("113757"), _dcm("128465"))  # the material itself, or the one it is as good as
FILTER_MINIMUM = (_dcm("113758"), _dcm("130509"))
FILTER_MAXIMUM = (_dcm("113773"), _dcm("130509"))

# Irradiation details of an enhanced report (TID 10043, 10045, 10046, 10055): each holds for a span of time
TECHNIQUE = _dcm("130511")
FILTRATION = _dcm("130512")
ATTENUATOR = _dcm("130531")

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
HIGHEST_DOSES = (_dcm("128531"), _dcm("128535"))  # absorbed, equivalent (CID 10061, 10062)
ORGAN_DOSES = tuple(_dcm(str(value)) for value in range(128531, 128541))
FINDING_SITE = _snomed("G-C0E3", "363698007")
SKIN = _snomed("T-01000", "39937001")

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

ORIENTATIONS: Mapping[Code, str] = {
    **dict.fromkeys(_snomed("F-10450", "102538003"), "recumbent"),
    **dict.fromkeys(_snomed("F-10460", "102539006"), "semi-erect"),
    **dict.fromkeys((Code("F-10440", "SRT"), Code("F-10440", "99SDM"), Code("C86043", "NCIt")), "erect"),
}

ORIENTATION_MODIFIERS: Mapping[Code, str] = {
    **dict.fromkeys(_snomed("F-10340", "40199007"), "supine"),
    **dict.fromkeys(_snomed("F-10310", "1240000"), "prone"),
    **dict.fromkeys(_snomed("F-10316", "34026001"), "semi-prone"),
    **dict.fromkeys(_snomed("F-10318", "32185000"), "lateral decubitus"),
    **dict.fromkeys(_snomed("F-10319", "102536004"), "left lateral decubitus"),
    **dict.fromkeys(_snomed("F-10317", "102535000"), "right lateral decubitus"),
    **dict.fromkeys(_snomed("F-10320", "10904000"), "standing"),
    **dict.fromkeys(_snomed("F-103A0", "33586001"), "sitting"),
    **dict.fromkeys(_snomed("F-10346", "14205002"), "lithotomy"),
    **dict.fromkeys(_snomed("F-10348", "34106002"), "Trendelenburg"),
    **dict.fromkeys(_snomed("F-10349", "26527006"), "inverse Trendelenburg"),
}

TABLE_RELATIONSHIPS: Mapping[Code, str] = {
    **dict.fromkeys((*_snomed("F-10470", "102540008"), Code("G-5190", "99SDM")), "head first"),
    **dict.fromkeys((*_snomed("F-10480", "102541007"), Code("G-5191", "99SDM")), "feet first"),
    **dict.fromkeys(_snomed("R-10515", "399220000"), "transverse"),
    **dict.fromkeys(_snomed("R-10516", "399366008"), "oblique"),
}

VIEWS: Mapping[Code, str] = {
    **dict.fromkeys(_snomed("R-10206", "399348003"), "antero-posterior"),
    **dict.fromkeys((*_snomed("R-10214", "272479007"), Code("R-40888", "SRT")), "postero-anterior"),
    **dict.fromkeys(_snomed("R-10236", "399173006"), "left lateral"),
    **dict.fromkeys(_snomed("R-10232", "399198007"), "right lateral"),
    **dict.fromkeys(_snomed("R-102CD", "399067008"), "lateral"),
    **dict.fromkeys(_snomed("R-10242", "399162004"), "cranio-caudal"),
    **dict.fromkeys(_snomed("R-10226", "399368009"), "medio-lateral oblique"),
}

FILTER_KINDS: Mapping[Code, str] = {
    _dcm("113650"): "strip",
    _dcm("113651"): "wedge",
    _dcm("113652"): "butterfly",
    _dcm("113653"): "flat",
    _dcm("111609"): "none",
}


def _material(name: str, element: str, compound: str, *present: str) -> dict[Code, str]:
    """A metal by its retired codes, as element and "or compound", and its present ones."""
    old = [Code(value, scheme) for value in (element, compound) if value for scheme in ("SRT", "SNM3", "99SDM")]
    return dict.fromkeys((*old, *(Code(value, "SCT") for value in present)), name)


MATERIALS: Mapping[Code, str] = {
    **_material("aluminium", "C-12000", "C-120F9", "12503006", "105830007"),
    **_material("copper", "C-12700", "C-127F9", "66925006"),
    **_material("molybdenum", "C-15000", "C-150F9", "71128006"),
    **_material("rhodium", "C-16700", "C-167F9", "59801003"),
    **_material("silver", "C-13700", "C-137F9", "41967008"),
    **_material("lead", "C-13200", "C-132F9", "88488004"),
    **_material("tantalum", "C-15600", "C-156F9", "45215009"),
    **_material("tin", "C-13900", "C-139F9", "12597001"),
    **_material("niobium", "", "C-1190E", "767776000"),
    **_material("europium", "", "C-1190F", "767775001"),
    **_material("beryllium", "C-12300", "", "88014003"),
    **_material("carbon fibre", "F-61202", "", "256501007"),
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
