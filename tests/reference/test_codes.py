"""Codes of dose reports and portal exports."""

import pytest

from tracker.reference import kind_for_code, region_for_code
from tracker.reference.codes import kind_codes, region_codes


@pytest.mark.parametrize(
    ("code", "scheme", "region"),
    [
        ("T-D4000", "SRT", "abdomen"),
        ("T-D4000", "SNM3", "abdomen"),
        ("T-D3000", "SRT", "chest"),
        ("T-D9200", "SRT", "knee"),
        ("T-15710", "SNM3", "hip"),
        ("T-12710", "SNM3", "lower_limb"),
        ("T-04000", "SRT", "breast"),
        ("T-D1213", "SRT", "teeth"),
        ("T-11503", "SRT", "lumbar_spine"),
        ("122496007", "SCT", "lumbar_spine"),
        ("39723000", "http://snomed.info/sct", "sacrum_sacroiliac"),
        ("818981001", "SCT", "abdomen"),
    ],
)
def test_target_regions_of_real_reports(code: str, scheme: str, region: str) -> None:
    assert region_for_code(code, scheme) == region


@pytest.mark.parametrize(
    ("code", "scheme"),
    [
        ("T-D0010", "SRT"),
        ("T-D400", "SRT"),
        ("38266002", "SCT"),
        ("T-D0001", "SRT"),
        ("T-D4000", "SCT"),
        ("", ""),
        ("😀", "SRT"),
    ],
)
def test_entire_body_and_unknown_codes_say_nothing(code: str, scheme: str) -> None:
    assert region_for_code(code, scheme) is None


def test_procedure_codes() -> None:
    assert kind_for_code("24627-2", "http://loinc.org") == "ct_chest"
    assert kind_for_code("399208008", "SCT") == "xr_chest_unspecified"
    assert kind_for_code("82918005", "SCT") == "nm_pet_unspecified"
    assert kind_for_code("24627-2", "SCT") is None


@pytest.mark.parametrize(
    ("scheme", "code", "kind"),
    [
        ("LN", "41807-9", "ct_facial"),
        ("LN", "44139-4", "nm_pet_unspecified"),
        ("SCT", "702767007", "nm_pet_unspecified"),
        ("SCT", "2847006", "myelogram_cervical_rf"),
        ("SCT", "27851003", "myelogram_rf"),
        ("LN", "37572-5", "myelogram_rf"),
        ("LN", "24764-3", "hip_arthrogram_rf"),
        ("LN", "24800-5", "knee_arthrogram_rf"),
        ("LN", "24910-2", "shoulder_arthrogram_rf"),
        ("SCT", "168908004", "knee_arthrogram_rf"),
        ("SCT", "168918009", "hip_arthrogram_rf"),
        ("SCT", "79092002", "shoulder_arthrogram_rf"),
        ("LN", "77451-3", "cta_aorta"),
        ("LN", "37636-8", "xr_abdomen"),
        ("LN", "24814-6", "ct_abdomen"),
        ("LN", "30612-6", "ct_abdomen_wwo"),
        ("LN", "36572-6", "xr_chest_pa"),
        ("SCT", "11971003", "nm_vq"),
        ("SCT", "50788008", "nm_vq"),
        ("LN", "24968-0", "mri_lumbar_spine"),
    ],
)
def test_a_code_leads_to_the_exam_it_names(scheme: str, code: str, kind: str) -> None:
    assert kind_for_code(code, scheme) == kind


# Each names a whole group of exams: mammography, guidance by CT, an embolisation of any artery, PET of any tracer ...
GENERAL_CODES = """
SCT 71651007, SCT 26946001, SCT 72716007, LN 24554-8, LN 87021-2, LN 44138-6, SCT 241443006, LN 82677-6,
SCT 241553009, LN 28566-8, SCT 55501000, LN 46305-9, SCT 169072007, LN 39837-0, SCT 57113004, LN 103852-0,
LN 24577-9, LN 36266-5, LN 39653-1, LN 58744-4, SCT 241547009, LN 81582-9, LN 81584-5, LN 81593-6, LN 87088-1,
LN 87091-5, SCT 169006009, SCT 22891007, SCT 28367004, SCT 64318009, SCT 80302000, SCT 82066000
"""


@pytest.mark.parametrize("named", GENERAL_CODES.replace("\n", " ").strip().split(", "))
def test_a_general_code_proposes_no_special_exam(named: str) -> None:
    scheme, code = named.split()
    assert kind_for_code(code, scheme) is None


def test_a_code_is_there_once() -> None:
    kinds = [(row.scheme, row.code) for row in kind_codes()]
    regions = [(row.scheme, row.code) for row in region_codes()]
    assert len(kinds) == len(set(kinds))
    assert len(regions) == len(set(regions))
    assert {scheme for scheme, _code in kinds + regions} == {"SRT", "SCT", "LN"}
