"""What people type finds the exam, and ambiguous words are asked about."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reference.catalogue import exam_kinds
from tracker.reference.exam_words import Question, aliases, plain, question, question_ids
from tracker.reference.search import find, question_for


def kinds_of(asked: Question) -> tuple[str, ...]:
    """Keys of every exam kind that the choices of a question and the questions after them can lead to, as shown."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = list(reversed(asked.choices))
    while waiting:
        choice = waiting.pop()
        if choice.kind_key:
            found[choice.kind_key] = None
        elif choice.next_question and choice.next_question not in seen:
            seen.add(choice.next_question)
            waiting += reversed(question(choice.next_question).choices)
    return tuple(found)


def test_every_question_offers_choices_with_different_labels() -> None:
    for name in question_ids():
        asked = question(name)
        labels = [choice.label for choice in asked.choices]
        assert asked.text.endswith("?")
        assert len(labels) == len(set(labels)) >= 2, name


def test_every_question_can_be_left_open() -> None:
    for name in set(question_ids()) - {"vcug_age"}:
        assert any("not sure" in choice.label.lower() for choice in question(name).choices), name


def test_every_question_comes_to_an_end() -> None:
    def depth(name: str, seen: tuple[str, ...] = ()) -> int:
        assert name not in seen, f"{name} leads back to itself"
        steps = [depth(c.next_question, (*seen, name)) for c in question(name).choices if c.next_question]
        return 1 + max(steps, default=0)

    assert max(depth(name) for name in question_ids()) <= 5


def test_the_word_asked_about_is_kept() -> None:
    assert question("nerve_block", "Nerve block").word == "Nerve block"


def choices(name: str) -> dict[str, tuple[str, str]]:
    return {choice.label: (choice.kind_key, choice.next_question) for choice in question(name).choices}


OPEN = (
    "endoscopy heart_ct cone_beam cooled_rf pulsed_rf rfa_level thyroid_scan iodine kidney_ct g_vertebroplasty cement "
    "dental_xray wbc neck_ct discogram_level myelogram_level ct_myelogram_level ct_injection_site diagnostic_block "
    "injection_site joint_any joint_xray feeding_tube"
)


@pytest.mark.parametrize("name", OPEN.split())
def test_not_sure_decides_nothing_where_the_choices_differ(name: str) -> None:
    assert choices(name)["Not sure"] == ("", "")


@pytest.mark.parametrize(
    ("names", "key"),
    [
        ("g_hip g_hip_bursa", "hip_injection_unspecified"),
        ("g_shoulder g_shoulder_bursa", "shoulder_injection_unspecified"),
        ("g_knee g_gel_knee", "knee_injection_unspecified"),
        ("g_ankle_foot", "ankle_foot_injection_unspecified"),
        ("g_wrist_hand", "wrist_hand_injection_unspecified"),
        ("g_elbow", "elbow_injection_unspecified"),
        ("g_si", "si_joint_injection_unspecified"),
        ("g_caudal g_coccyx g_impar", "sacrum_injection_unspecified"),
        ("g_genicular_block g_genicular_rfa", "genicular_unspecified"),
        ("g_lp", "lumbar_puncture_unspecified"),
        (
            "g_facet_cervical g_mbb_cervical g_rfa_cervical g_tf_cervical g_il_cervical g_epi_cervical neck_kind",
            "cervical_spine_injection_unspecified",
        ),
        (
            "g_facet_thoracic g_mbb_thoracic g_rfa_thoracic g_tf_thoracic g_il_thoracic g_epi_thoracic",
            "thoracic_spine_injection_unspecified",
        ),
        (
            "g_facet_lumbar g_mbb_lumbar g_rfa_lumbar g_tf_lumbar g_il_lumbar g_epi_lumbar g_blood_patch",
            "lumbar_spine_injection_unspecified",
        ),
        ("chest_xray", "xr_chest_unspecified"),
    ],
)
def test_not_sure_of_the_guidance_keeps_the_place(names: str, key: str) -> None:
    for name in names.split():
        assert choices(name)["Not sure"] == (key, ""), name


def test_a_ct_of_chest_and_belly_is_not_one_of_the_pelvis() -> None:
    found = choices("ct_part")
    assert found["Chest and belly together"] == ("ct_chest_abdomen", "")
    assert found["Chest, belly and pelvis together"] == ("ct_chest_abd_pelvis", "")


def test_a_whole_body_ct_is_no_trauma_scan_until_somebody_says_so() -> None:
    assert choices("full_body")["CT scan"] == ("", "whole_body_ct")
    assert choices("whole_body_ct")["Not sure"] == ("ct_unspecified", "")


def test_plenty_of_words() -> None:
    assert len(aliases()) >= 330
    assert sum(1 for row in aliases() if row.question) >= 91


def test_kinds_of_every_question_are_in_the_catalogue() -> None:
    for name in question_ids():
        found = kinds_of(question(name))
        assert found, name
        assert set(found) <= set(exam_kinds())


def keys(text: str, limit: int = 8) -> list[str]:
    return [match.kind.key for match in find(text, limit)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("CAT scan belly", "ct_abd_pelvis"),
        ("MRI", "mri_other"),
        ("dental panoramic", "dx_panoramic"),
        ("chest xray", "xr_chest_pa"),
        ("Chest X-Ray", "xr_chest_pa"),
        ("x-rey chest", "xr_chest_pa"),
        ("mammo", "mg_2d"),
        ("mamogram", "mg_2d"),
        ("bone density", "dxa_axial"),
        ("HSG", "rf_hsg"),
        ("kidney stone CT", "ct_kub_unspecified"),
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
        ("root canal x-ray", "dx_periapical"),
        ("right heart cath", "ir_right_heart_catheter"),
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


PARTS = {
    "CT head": ("ct_head", "ct_head_wwo"),
    "CT abdomen": ("ct_abdomen", "ct_abdomen_wwo"),
    "CT abdomen and pelvis": ("ct_abd_pelvis", "ct_abd_pelvis_wwo"),
    "CT abdomen pelvis": ("ct_abd_pelvis", "ct_abd_pelvis_wwo"),
    "liver CT": ("ct_abdomen", "ct_liver_multiphase"),
    "CAT scan of the head": ("ct_head", "ct_head_wwo"),
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "said",
    [
        "with contrast",
        "without contrast",
        "w/ contrast",
        "w/o contrast",
        "with IV contrast",
        "with dye",
        "with no contrast",
        "non-contrast",
        "no contrast",
        "contrast",
    ],
)
def test_with_or_without_contrast_is_one_pass(part: str, said: str) -> None:
    found = keys(f"{part} {said}")
    assert found[0] == PARTS[part][0]
    assert PARTS[part][1] not in found


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "said",
    [
        "without and with contrast",
        "with and without contrast",
        "w/wo contrast",
        "w wo",
        "wwo contrast",
        "w/ and w/o contrast",
        "with contrast and without contrast",
        "without contrast and then with contrast",
        "before and after contrast",
        "pre and post contrast",
        "three phase",
        "multiphase",
    ],
)
def test_several_passes_are_said(part: str, said: str) -> None:
    assert keys(f"{part} {said}")[0] == PARTS[part][1]


def test_a_part_without_a_kind_of_several_passes_stays_that_part() -> None:
    assert keys("CT chest with and without contrast")[0] == "ct_chest"
    assert "ct_head_wwo" not in keys("contrast CT head")
    assert keys("CT head without contrast, with reconstructions")[0] == "ct_head"


def test_one_pass_comes_before_several_where_nothing_is_said() -> None:
    found = keys("head CT scan")
    assert found.index("ct_head") < found.index("ct_head_wwo")


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("lumbar epidural L4-5", "lumbar epidural"),
        ("L4-5 epidural", "lumbar epidural"),
        ("L4\u20135 epidural", "lumbar epidural"),
        ("epidural L4 to L5", "lumbar epidural"),
        ("L45 epidural", "lumbar epidural"),
        ("C7-T1 epidural", "cervical epidural"),
        ("S3 epidural", "caudal epidural"),
        ("l5-s1 transforaminal", "lumbar transforaminal"),
        ("S1 transforaminal", "lumbar transforaminal"),
        ("facet injection L4", "lumbar facet injection"),
        ("facet injection L3-4 and L4-5", "lumbar facet injection"),
        ("C5/6 facet", "cervical facet"),
        ("T8 nerve block", "thoracic nerve block"),
        ("Th8 nerve block", "thoracic nerve block"),
        ("left L5 nerve root block", "lumbar nerve root block"),
        ("L4 L5 S1 medial branch block", "lumbar medial branch block"),
        ("hip inj left", "hip inj"),
        ("left hip injection", "hip injection"),
        ("knee injection, both", "knee injection"),
        ("bilateral SI joint injection", "SI joint injection"),
        ("SI joint li", "SI joint"),
        ("knee shot re", "knee shot"),
    ],
)
def test_levels_and_sides_ask_the_same_question(text: str, like: str) -> None:
    asked, expected = question_for(text), question_for(like)
    assert asked is not None
    assert expected is not None
    assert (asked.text, asked.choices) == (expected.text, expected.choices)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("MRI L4-5", "mri_lumbar_spine"),
        ("L-spine x-ray", "xr_lspine"),
        ("MRI C spine", "mri_cervical_spine"),
        ("Th12 kyphoplasty", "ir_kyphoplasty"),
        ("S1 x-ray", "xr_sacrum_coccyx"),
        ("S2 lateral branch ablation", "lateral_branch_rfa_rf"),
        ("left knee x-ray", "xr_knee"),
        ("knee x-ray both", "xr_knee"),
    ],
)
def test_levels_and_sides_do_not_spoil_an_exam(text: str, first: str) -> None:
    assert keys(text)[0] == first


@pytest.mark.parametrize("level", ["L4-5", "L5-S1", "L3/4", "l2", "L 3"])
def test_a_level_keeps_to_its_region(level: str) -> None:
    assert keys(f"{level} facet injection")
    assert all(match.kind.region == "lumbar_spine" for match in find(f"{level} facet injection"))


@pytest.mark.parametrize("text", ["left", "L4", "both", "S1", "w/wo contrast", "CT with contrast", "\u2013"])
def test_only_a_side_a_level_or_a_pass_is_searched_too(text: str) -> None:
    find(text)
    question_for(text)


@pytest.mark.parametrize(
    ("text", "noise"),
    [
        ("x-ray of hand", "ir_gastric_band"),
        ("x-ray of hand", "xr_skull"),
        ("barium swallow", "ct_abd_pelvis"),
        ("xray foot", "rf_barium_swallow"),
    ],
)
def test_results_far_below_the_best_are_left_out(text: str, noise: str) -> None:
    assert keys(text, 50)
    assert noise not in keys(text, 50)


def test_every_alias_keeps_its_kind() -> None:
    assert [row.alias for row in aliases() if row.kind_key and keys(row.alias)[0] != row.kind_key] == []


def test_every_alias_in_other_words_keeps_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typed with a word more, the right kind scores less: the cut must take none that was in the list without it."""
    said = {f"{row.alias} clinic": row for row in aliases()}

    def listed() -> set[str]:
        return {
            text
            for text, row in said.items()
            if {row.kind_key, *(kinds_of(question(row.question)) if row.question else ())} & set(keys(text, 500))
        }

    kept = listed()
    monkeypatch.setattr("tracker.reference.search._CUT", 0.0)
    assert len(listed() - kept) <= 3
    assert len(kept) > 0.75 * len(said)


def test_every_kind_is_found_by_its_names() -> None:
    for kind in exam_kinds().values():
        assert kind.key in keys(kind.name), kind.key
        assert kind.key in keys(kind.plain_name), kind.key


def test_mri_offers_the_brain_the_spine_and_the_joints() -> None:
    assert {"mri_other", "mri_brain", "mri_spine", "mri_joint"} <= set(keys("MRI"))


@pytest.mark.parametrize("word", ["hip", "knee", "lumbar"])
def test_a_part_of_the_body_alone_is_no_question(word: str) -> None:
    assert question_for(word) is None
    assert keys(word)[0].startswith("xr_")


@given(st.from_regex(re.compile(r"[clstdCLST]? ?[0-9]{1,2}( ?[-/] ?| to )?[clst]?[0-9]? (w/?w?o? )?[a-z]{0,9}", re.A)))
def test_any_level_and_pass_is_searched(text: str) -> None:
    assert all(0 <= match.score <= 100 for match in find(text))
    question_for(text)


@pytest.mark.parametrize(
    "side", ["izquierda", "gauche", "sinistra", "linker", "esquerdo", "beidseits", "left-sided", "rt"]
)
def test_sides_of_all_languages_of_the_tables_of_words_name_no_kind(side: str) -> None:
    assert [match.kind.key for match in find(f"knee x-ray {side}")] == [m.kind.key for m in find("knee x-ray")]
