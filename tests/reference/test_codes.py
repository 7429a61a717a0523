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
    assert kind_for_code("399208008", "SCT") == "xr_chest_pa_lat"
    assert kind_for_code("82918005", "SCT") == "nm_pet_unspecified"
    assert kind_for_code("24627-2", "SCT") is None


def test_a_code_is_there_once() -> None:
    kinds = [(row.scheme, row.code) for row in kind_codes()]
    regions = [(row.scheme, row.code) for row in region_codes()]
    assert len(kinds) == len(set(kinds))
    assert len(regions) == len(set(regions))
    assert {scheme for scheme, _code in kinds + regions} == {"SRT", "SCT", "LN"}
