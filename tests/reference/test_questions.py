"""Words with several meanings have one question, and every question can be answered."""

import pytest

from tracker.reference.kinds import exam_kinds
from tracker.reference.questions import Choice, Question, aliases, kinds_of, question, question_ids


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


def test_kinds_of_a_question_follow_the_questions_after_it() -> None:
    assert kinds_of(question("g_hip")) == (
        "hip_injection_rf",
        "hip_injection_us",
        "hip_injection_ct",
        "hip_injection_none",
        "hip_injection_unspecified",
    )
    lumbar = kinds_of(question("approach_lumbar"))
    assert lumbar[0] == "esi_lumbar_interlaminar_rf"
    assert "esi_lumbar_transforaminal_ct" in lumbar
    assert {*lumbar, "epidural_labour", "esi_caudal_rf"} <= set(kinds_of(question("epidural_level")))


def test_kinds_of_every_question_are_in_the_catalogue_and_named_once() -> None:
    for name in question_ids():
        found = kinds_of(question(name))
        assert found, name
        assert len(found) == len(set(found))
        assert set(found) <= set(exam_kinds())


def test_kinds_of_a_question_that_leads_in_a_circle_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = Question("", "Which?", (Choice("Again", "", "loop"), Choice("Head", "ct_head", ""), Choice("Own", "", "")))
    monkeypatch.setattr("tracker.reference.questions.question", lambda name: loop)
    assert kinds_of(loop) == ("ct_head",)
