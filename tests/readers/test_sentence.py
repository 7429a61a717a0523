"""A sentence about an exam: what it says comes out, and what it does not say is asked."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.readers.sentence_cases import TODAY, cases, score
from tracker.dates import PartialDate
from tracker.i18n import _, language, languages
from tracker.intake import typed
from tracker.readers.sentence import LONGEST, read, two_exams
from tracker.readers.words.chips import FIELDS, Chip
from tracker.readers.words.spoken import kinds_asked, nearest
from tracker.readers.written import DrugDraft
from tracker.reference import exam_kinds
from tracker.reference.search import find


def chip(text: str, field: str) -> Chip:
    return next(one for one in read(text, TODAY).chips if one.field == field)


def value(text: str, field: str) -> object:
    return chip(text, field).value


def test_there_are_enough_sentences_and_a_third_of_them_was_kept_apart() -> None:
    assert len(cases()) >= 150
    assert len(cases()) - len(cases("seen")) >= len(cases()) / 3
    assert len({case.sentence for case in cases()}) == len(cases())


@pytest.mark.parametrize("kept", ["seen", "held", "fresh", "third"])
def test_nine_of_ten_sentences_come_out_whole_and_nothing_is_wrong_unasked(kept: str) -> None:
    found = score(cases(kept))
    assert found.wrong == 0, found.faults
    assert found.right >= 0.9 * found.sentences, found.faults


WORDS = [
    "hip",
    "shot",
    "L4-5",
    "March",
    "2021",
    "20",
    "CT",
    "x-ray",
    "Dr",
    "at",
    "last",
    "60 %",
    "DLP",
    "Kenalog",
    "ß",
    ";",
]


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_chips_whose_words_are_part_of_it(text: str) -> None:
    said = read(text, TODAY)
    assert {one.field for one in said.chips} >= {"what", "when"}
    for one in said.chips:
        assert one.field in FIELDS
        assert text[one.start :].startswith(one.words)
        assert one.settled or one.question is not None
        assert typed.question(one) or one.question is None
        for words, after in typed.answers(one):
            assert words
            assert after.settled or after.asked or not after.must


def test_only_the_first_letters_are_looked_at() -> None:
    said = read("x" * LONGEST + " CT head 2020", TODAY)
    assert [one.settled for one in said.chips] == [False, False]


@pytest.mark.parametrize(
    "text",
    [
        "hip shot 2020",
        "lumbar epidural 2020",
        "SI joint injection 2020",
        "medial branch block neck 2020",
        "gel shot knee",
    ],
)
def test_the_guidance_of_an_injection_is_asked_unless_it_is_said(text: str) -> None:
    asked = chip(text, "what")
    assert not asked.settled
    assert asked.asked
    assert len({exam_kinds()[key].guidance for key in kinds_asked(asked.asked)}) > 1


def test_a_needle_and_a_later_picture_are_not_one_exam() -> None:
    assert not chip("hip injection and x-ray 2020", "what").settled


def test_the_words_of_each_chip_are_those_it_was_read_from() -> None:
    said = read("left hip shot under X-ray, Dr Smith, March 2021", TODAY)
    assert [(one.field, one.words) for one in said.chips] == [
        ("what", "hip shot under X-ray"),
        ("when", "March 2021"),
        ("side", "left"),
        ("operator", "Dr Smith"),
    ]
    assert said.unread == ()


def test_a_chest_x_ray_without_its_views_is_kept_open_and_can_be_told_better() -> None:
    one = chip("chest xray 2010", "what")
    assert one.value == "xr_chest_unspecified"
    assert [after.value for _words, after in typed.answers(one)][:2] == ["xr_chest_pa", "xr_chest_pa_lat"]


def test_one_view_comes_first_and_a_broken_wrist_is_an_x_ray_of_it() -> None:
    assert find("chest x ray")[0].kind.key == "xr_chest_pa"
    assert find("broken wrist")[0].kind.key == "xr_wrist"
    first = chip("broken wrist 2012", "what").asked
    assert first
    assert first.options[0].kind_key == "xr_wrist"


def test_the_number_on_a_bottle_is_asked_about_and_not_taken() -> None:
    one = chip("knee shot, Kenalog 40", "drug")
    assert one.value == DrugDraft("triamcinolone", "triamcinolone", None)
    assert [words for words, _after in typed.answers(one)] == ["triamcinolone 40 mg", "triamcinolone"]
    assert value("knee shot, Kenalog 40 mg", "drug") == DrugDraft("triamcinolone", "triamcinolone", 40.0)
    assert not [one for one in read("knee shot without cortisone", TODAY).chips if one.field == "drug"]


def test_a_dose_without_a_unit_is_asked_and_one_with_it_is_not() -> None:
    asked = chip("DLP 512 CT belly", "number")
    assert not asked.settled
    assert typed.answers(asked)[0][0] == "512 mGy.cm"
    assert not chip("CT belly DLP 1,234 mGy.cm", "number").settled


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("yesterday", "2026-11-19", "2026-11-19"),
        ("2 weeks ago", "2026-11-03", "2026-11-09"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("last winter", "2025-12-01", "2026-02-28"),
        ("the summer before 2010", "2010-01-01", "2010-12-31"),
        ("since May 2019", "2019-05-01", "2026-11-20"),
        ("a month ago", "2026-10-01", "2026-10-31"),
        ("vor drei Jahren", "2023-01-01", "2023-12-31"),
        ("la primavera pasada", "2026-03-01", "2026-05-31"),
    ],
)
def test_times_are_told_from_today(text: str, first: str, last: str) -> None:
    when = value(f"CT head {text}", "when")
    assert isinstance(when, PartialDate)
    assert (when.first.isoformat(), when.last.isoformat()) == (first, last)


@pytest.mark.parametrize("text", ["last October", "in March", "03/04/2020", "2016 and 2018", "2030", "3000 years ago"])
def test_a_date_that_is_not_clear_is_asked(text: str) -> None:
    assert not chip(f"CT head {text}", "when").settled


def test_a_plan_or_a_cancelled_exam_is_never_settled() -> None:
    assert not chip("CT head cancelled 2020", "what").settled


@pytest.mark.parametrize(
    ("typed_word", "meant"),
    [("mamogram", "mammogram"), ("sholder", "shoulder"), ("left", ""), ("xylophon", ""), ("it", ""), ("knees", "")],
)
def test_a_misspelt_word_is_known_where_one_word_is_near(typed_word: str, meant: str) -> None:
    assert nearest(typed_word) == meant


def test_a_side_is_that_of_the_body() -> None:
    assert value("R knee x-ray 2020", "side") == "right"
    assert not [one for one in read("right heart cath 2020", TODAY).chips if one.field == "side"]


def test_a_scan_has_neither_drug_nor_level_nor_relief() -> None:
    assert {one.field for one in read("CT head L4 2020", TODAY).chips} == {"what", "when"}


def test_a_doctor_of_a_scan_is_asked_about_and_of_an_injection_did_it() -> None:
    one = chip("CT head 2020 Dr Smith", "requested_by")
    assert not one.settled
    assert [words for words, _after in typed.answers(one)] == ["Dr Smith", "Not sure"]
    assert value("CT head 2020 ordered by Dr Smith", "requested_by") == "Dr Smith"


def test_the_fields_of_the_exam() -> None:
    text = (
        "right hip injection fluoro 5 Jan 2022 at City Hospital, depo-medrol 80 mg, 50% relief for 6 weeks, L4-5, blue"
    )
    told = typed.fields(read(text, TODAY))
    assert told["kind_key"] == "hip_injection_rf"
    assert told["injection"] == {
        "relief_percent": 50.0, "relief_lasted": 6.0, "relief_lasted_unit": "weeks", "levels": ["L4-5"],
    }  # fmt: skip
    assert [(drug.drug_key, drug.dose_mg) for drug in told["drugs"]] == [("methylprednisolone", 80.0)]
    assert (told["side"], told["facility"], told["notes"]) == ("right", "City Hospital", text)
    assert "notes" not in typed.fields(read("CT head 2020", TODAY))


@pytest.mark.parametrize("code", languages())
def test_the_example_beside_the_box_is_understood_as_it_stands_there(code: str) -> None:
    with language(code):
        _lead, _sign, example = _("For example: left hip shot under X-ray, Dr Smith, March 2021").partition(": ")
        told = typed.fields(read(example, TODAY))
    assert (told["kind_key"], told["side"], told["date_first"]) == ("hip_injection_rf", "left", date(2021, 3, 1))


def test_every_chip_has_a_name_and_its_value_words_in_spanish() -> None:
    text = "unas 3 infiltraciones de cadera izquierda 2020 Dr Gil en el Hospital Norte kenalog 40 mg 50 % mejor 2 meses"
    assert set(FIELDS) < set(typed.LABELS)
    with language("es"):
        for one in read(text, TODAY).chips:
            assert typed.label(one)
            assert not one.settled or typed.value_text(one.field, one.value)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("CT head and chest X-ray in March 2021", "CT head in March 2021", "chest X-ray in March 2021"),
        ("2020 CT belly & chest xray", "2020 CT belly", "chest xray 2020"),
        ("mammogram and bone density 2020", "mammogram 2020", "bone density 2020"),
        ("hip shot left and knee shot right May 2022", "hip shot left May 2022", "knee shot right May 2022"),
    ],
)
def test_two_exams_in_one_sentence(text: str, first: str, second: str) -> None:
    assert two_exams(read(text, TODAY), TODAY) == (first, second)


@pytest.mark.parametrize(
    "text",
    ["CT chest and abdomen 2020", "CT head and neck 2021", "X-ray of hand and wrist", "left and right hip xray", "and"],
)
def test_one_exam_of_two_parts_is_not_split(text: str) -> None:
    assert two_exams(read(text, TODAY), TODAY) is None
