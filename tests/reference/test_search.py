"""What people type finds the exam, and ambiguous words are asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reference.questions import aliases, question
from tracker.reference.search import find, plain, question_for


def keys(text: str, limit: int = 8) -> list[str]:
    return [match.kind.key for match in find(text, limit)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("CAT scan belly", "ct_abd_pelvis"),
        ("MRI", "mri_other"),
        ("dental panoramic", "dx_panoramic"),
        ("chest xray", "xr_chest_pa_lat"),
        ("Chest X-Ray", "xr_chest_pa_lat"),
        ("x-rey chest", "xr_chest_pa_lat"),
        ("mammo", "mg_2d"),
        ("mamogram", "mg_2d"),
        ("bone density", "dxa_axial"),
        ("HSG", "rf_hsg"),
        ("kidney stone CT", "ct_kub_lowdose"),
        ("vertebroplasty", "ir_vertebroplasty"),
        ("sniff test", "rf_diaphragm"),
        ("knee mri", "mri_knee"),
        ("hip inj", "hip_injection_rf"),
        ("SI joint", "si_joint_rf"),
        ("ablation knee", "genicular_rfa_rf"),
        ("cortisone shot hip", "hip_injection_rf"),
        ("shoulder injection ultrasound", "shoulder_injection_us"),
        ("lower back x-ray", "xr_lspine"),
        ("oesophagram", "rf_barium_swallow"),
        ("CTPA", "ctpa"),
    ],
)
def test_what_people_type_comes_first(text: str, first: str) -> None:
    assert keys(text)[0] == first


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("lumbar epidural", "esi_lumbar_interlaminar_rf"),
        ("nerve root block", "esi_lumbar_transforaminal_rf"),
        ("nuclear stress test", "nm_mpi_mibi_1day"),
        ("back injection", "spine_injection_none"),
        ("CAT scan", "ct_chest"),
        ("selective nerve root block neck", "esi_cervical_transforaminal_rf"),
        ("medial branch lumbar", "mbb_lumbar_rf"),
    ],
)
def test_what_people_type_is_listed(text: str, among: str) -> None:
    assert among in keys(text, 12)


@pytest.mark.parametrize("text", ["RAI scan", "iodine scan", "radioactive iodine scan", "thyroid scan"])
def test_a_treatment_is_not_listed_before_the_scans(text: str) -> None:
    assert not keys(text) or keys(text)[0] != "tx_radioiodine"


@pytest.mark.parametrize(
    "text", ["MRI with contrast", "contrast MRI", "MRI with dye", "MRI without contrast", "brain MRI with contrast"]
)
def test_an_mri_with_contrast_is_an_mri(text: str) -> None:
    assert keys(text)[0].startswith("mri_")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("knee MRI with contrast", "mri_knee"),
        ("MRI lumbar with and without contrast", "mri_lumbar_spine"),
        ("MRI brain with dye", "mri_brain"),
    ],
)
def test_an_mri_with_contrast_keeps_its_part(text: str, first: str) -> None:
    assert keys(text)[0] == first


def test_an_exact_alias_scores_100_and_names_itself() -> None:
    best = find("pano")[0]
    assert (best.kind.key, best.score, best.matched) == ("dx_panoramic", 100.0, "pano")


@pytest.mark.parametrize("text", ["", "   ", "zzzzqqqq", "🦴", "\u202e\u202e", "🙂" * 5000])
def test_nonsense_finds_nothing(text: str) -> None:
    assert find(text) == []
    assert question_for(text) is None


def test_accents_case_and_hyphens_do_not_matter() -> None:
    assert plain("X-RÄY  Thórax") == "xray thorax"
    assert keys("xray hip") == keys("X-Ray, hip")


AMBIGUOUS = sorted(row.alias for row in aliases() if row.question)


@pytest.mark.parametrize("word", AMBIGUOUS)
def test_an_ambiguous_word_is_never_resolved_silently(word: str) -> None:
    asked = question_for(word)
    assert asked is not None
    assert asked.word == word
    assert len(asked.choices) >= 2


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("Nerve Block", "Which nerve was blocked?"),
        ("nerv block", "Which nerve was blocked?"),
        ("dye test", "What was the dye for?"),
        ("cortisone shot", "Where was the injection?"),
        ("epidural", "Which epidural?"),
        ("my epidural last year", "Which epidural?"),
        ("CAT scan", "Which part of the body was scanned?"),
        ("stress test", "Which stress test?"),
        ("bone scan", "Which bone scan?"),
        ("ablation", "What was treated?"),
        ("angiogram", "Which arteries, and how?"),
        ("lung scan", "Which kind of scan?"),
        ("guided injection", "Which joint was injected?"),
        ("hip injection", "How was the needle guided?"),
        ("nerve root block", "Which part of the spine?"),
        ("kidney CT", "Which kidney scan was it?"),
        ("CT kidney", "Which kidney scan was it?"),
        ("gel shots", "Which joint got the gel?"),
        ("gel injection", "Which joint got the gel?"),
        ("vertebroplasty", "How was the needle guided?"),
        ("RAI scan", "Scan or treatment?"),
        ("iodine scan", "Scan or treatment?"),
        ("radioactive iodine scan", "Scan or treatment?"),
        ("radioactive iodine", "Scan or treatment?"),
        ("thyroid scan", "Which thyroid test?"),
        ("whole body scan", "Which whole-body scan?"),
        ("whole-body scan", "Which whole-body scan?"),
    ],
)
def test_the_question_that_settles_a_word(text: str, ask: str) -> None:
    asked = question_for(text)
    assert asked is not None
    assert asked.text == ask


@pytest.mark.parametrize("text", ["MRI", "chest x-ray", "CT head", "lower back x-ray", "mammogram", "DEXA", "HSG"])
def test_a_clear_word_asks_nothing(text: str) -> None:
    assert question_for(text) is None


def test_a_guided_joint_injection_asks_the_joint_then_the_guidance() -> None:
    first = question_for("guided injection")
    assert first is not None
    hip = next(choice for choice in first.choices if choice.label == "Hip")
    found = {choice.label: choice.kind_key for choice in question(hip.next_question).choices}
    assert found == {
        "X-ray (fluoroscopy, C-arm)": "hip_injection_rf",
        "Ultrasound": "hip_injection_us",
        "CT scanner": "hip_injection_ct",
        "No imaging": "hip_injection_none",
        "Not sure": "hip_injection_unspecified",
    }


@given(st.text(max_size=60))
def test_any_text_is_searched_and_sorted(text: str) -> None:
    found = find(text)
    scores = [match.score for match in found]
    for treatment in (True, False):
        group = [match.score for match in found if match.kind.treatment is treatment]
        assert group == sorted(group, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    question_for(text)


@given(st.text(min_size=1, max_size=20), st.integers(1, 3))
def test_very_long_text_is_searched(text: str, limit: int) -> None:
    assert len(find(text * 10_000, limit)) <= limit
