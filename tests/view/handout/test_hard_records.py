"""Records that are hard to print: whatever is in them, one front, one back, a card, and nothing clinical lost."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from tests.view.reading import pages, squeezed
from tests.view.samples import CHANGED, INJECTION, course, exam, given, injected, measurement, summary
from tracker.history.skin_words import Advice, levels_reached
from tracker.i18n import language
from tracker.record.models import HealthFact, Reaction
from tracker.record.people import Facts
from tracker.view.handout.handout import Handout, HandoutOptions, make

OPTIONS = HandoutOptions(region="lumbar_spine", questions=("Can it wait?", "Is ultrasound an option?"))
LONG = "Centro Internacional de Rehabilitacion, Medicina del Dolor y Columna Vertebral de la Costa del Sol Oriental"
IMPLANTS = (
    "hip left, hip right, knee left, knee right, cochlear left, port right, stent LAD, stent RCA, clip aneurysm 2011,"
    " lens left, lens right, screws L4 to S1"
)
ALLERGENS = ("iohexol", "iodixanol", "povidone", "latex", "penicillin", "codeine", "ibuprofen", "nickel", "adhesive")


def told(topic: str, answer: str, detail: str = "", due: date | None = None) -> HealthFact:
    return HealthFact(patient_id="p", topic=topic, answer=answer, detail=detail, recorded_at=CHANGED, due_date=due)


def allergic(count: int) -> tuple[Reaction, ...]:
    return tuple(
        Reaction(
            patient_id="p",
            substance_group="medicine",
            substance=name,
            reaction=f"hives and swelling of the face after {name}, treated in hospital",
            severity="severe",
            year=2001 + place,
        )
        for place, name in enumerate(ALLERGENS[:count])
    )


def injections(count: int, place: str = "St Anna Pain Clinic") -> Handout:
    kinds = (INJECTION, "hip_injection_rf", "mbb_lumbar_rf", "esi_lumbar_interlaminar_rf")
    rows = [
        exam(
            f"e{i}", kinds[i % 4], f"{2026 - i // 4}-{1 + i % 4 * 2:02d}-{1 + i % 27:02d}", side="left", facility=place
        )
        for i in range(count)
    ]
    record = summary(rows, name="Ann Verylong-Hyphenated Example")
    details = [injected(row["id"], levels=["L4-5"], relief_percent=50.0 + i) for i, row in enumerate(rows)]
    drugs = [given(row["id"], "methylprednisolone", 41 + i) for i, row in enumerate(rows)]
    return make(record, course(record, details, drugs), Facts(allergic(3)), OPTIONS)


def many_answers() -> Handout:
    record = summary([exam("a", INJECTION, "2026-09-03"), exam("m", "mri_lumbar_spine", "2026-06-26")])
    known = {"implant": told("implant", "yes", IMPLANTS), "blood_thinner": told("blood_thinner", "yes", "apixaban")}
    known |= {topic: told(topic, "yes", f"known since 19{80 + n}") for n, topic in enumerate(("diabetes", "metformin"))}
    return make(record, course(record, drugs=[given("a", "triamcinolone", 40)]), Facts(allergic(9), known), OPTIONS)


def man() -> Handout:
    rows = [exam("x", "ir_pci", "2026-02-14", facility="Heart Centre North"), exam("y", "ct_lspine", "2025-02-03")]
    record = summary(rows, [measurement("x", "air_kerma_mgy", 5200)], name="John Example", sex="male")
    reached = Advice("x", "14 Feb 2026", "PCI", levels_reached({"air_kerma_mgy": 5200, "skin_dose_mgy": 5100}), True)
    return make(record, course(record), Facts(), OPTIONS, [reached])


def child() -> Handout:
    record = summary([exam("w", "xr_wrist", "2026-05-01"), exam("h", "us_other", "2025-11-01")], name="Mia Example")
    young = replace(record, patient=replace(record.patient, birth_date=date(2018, 3, 4)))
    return make(young, course(young), Facts(), replace(OPTIONS, region="wrist_hand"))


def expecting() -> Handout:
    rows = [exam(f"c{i}", "ct_abd_pelvis", f"2026-0{8 - i}-03", pregnant="yes") for i in range(8)]
    record = summary(rows, name="Eva Example")
    known = {"pregnancy": told("pregnancy", "yes", "twins", date(2027, 1, 3))}
    return make(record, course(record), Facts((), known), OPTIONS)


def nothing(rows: Sequence[tuple[str, str]] = ()) -> Handout:
    record = summary([exam(f"e{i}", kind, day) for i, (kind, day) in enumerate(rows)])
    return make(record, course(record), Facts(), OPTIONS)


def in_spanish() -> Handout:
    with language("es"):
        return injections(12, LONG)


RECORDS: dict[str, Callable[[], Handout]] = {
    "many_injections": lambda: injections(40),
    "long_names": lambda: injections(14, LONG),
    "many_answers": many_answers,
    "man": man,
    "child": child,
    "expecting": expecting,
    "no_exams": nothing,
    "only_mri": lambda: nothing([("mri_lumbar_spine", f"20{10 + i}-03-04") for i in range(15)]),
    "spanish": in_spanish,
}


def small(text: str) -> str:
    return squeezed(text).replace("\u00a0", "")


def font_sizes(pdf: bytes) -> set[float]:
    """The size of every letter in points, as it comes onto the paper."""
    found: set[float] = set()

    def visit(text: str, _cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.add(round(abs(size * tm[3] * _cm[3]), 2))

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("name", RECORDS)
def test_one_front_one_back_a_card_and_no_letter_under_9_points(name: str) -> None:
    made = RECORDS[name]()
    assert (made.pages, made.accessible, made.unprintable) == (3, True, ())
    sizes = font_sizes(made.pdf)
    assert sizes, "sizes were read"
    assert min(sizes) >= 9, sorted(sizes)


def test_all_40_injections_stand_on_the_sheet_with_their_drugs_and_relief() -> None:
    front, back, _card = map(small, pages(injections(40).pdf))
    assert small("The newest 8 of 40, more on the back.") in front
    for i in range(40):
        assert small(f"methylprednisolone {41 + i} mg") in front + back, i
        assert small(f"{50 + i} %") in front + back, i
    assert "inthe record" not in back


@pytest.mark.parametrize("name", ["long_names", "spanish"])
def test_a_long_name_of_a_place_is_whole_on_the_sheet(name: str) -> None:
    front, back, _card = map(small, pages(RECORDS[name]().pdf))
    assert small(LONG) in back
    for i in range(14 if name == "long_names" else 12):
        assert f"{41 + i}mg" in front + back


def test_nine_reactions_and_twelve_implants_are_whole_on_the_front_and_named_on_the_card() -> None:
    front, _back, card = map(small, pages(many_answers().pdf))
    for substance in ALLERGENS:
        assert small(f"hives and swelling of the face after {substance}, treated in hospital") in front
        assert substance in card
    assert small(IMPLANTS) in front
    assert small(IMPLANTS) in card
    assert small("Blood thinner: yes, apixaban") in card
    assert small("Last steroid: 3 Sep 2026, Lumbar spine, triamcinolone 40 mg") in card


def test_a_man_is_not_asked_about_pregnancy_and_reads_of_the_skin_level_that_was_reached() -> None:
    front = pages(man().pdf)[0]
    assert "pregnant" not in front
    assert "driver?" in front
    safety = front.partition("SAFETY")[2].partition("THIS REGION")[0]
    assert "level for follow-up reached: 14 Feb 2026, Percutaneous coronary intervention (PCI)" in safety
    assert "Ka,r 5200 mGy" in safety
    assert "can react more strongly when it gets X-rays again" in safety


def test_a_child_is_asked_nothing_of_adults() -> None:
    front = pages(child().pdf)[0]
    assert "infection?" in front
    assert not [words for words in ("driver", "pregnant", "menopause") if words in front]


def test_every_exam_while_pregnant_is_told() -> None:
    front, back, _card = pages(expecting().pdf)
    for month in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"):
        assert f"(3 {month} 2026)" in front + back
    assert "and 2 more on the back" in front


def test_only_mri_says_nothing_of_sources_of_doses_and_every_one_of_them_is_on_the_sheet() -> None:
    front, back, _card = pages(RECORDS["only_mri"]().pdf)
    assert all(f"4 Mar {2010 + i}" in front + back for i in range(15))
    assert "MARKS" not in back


def test_a_record_without_exams_has_a_back_that_says_so() -> None:
    assert "All recorded exams stand on the front." in pages(nothing().pdf)[1]


def test_earlier_images_are_ranked_by_their_use() -> None:
    days = [("rf_barium_enema", "2026-02-01"), ("xr_lspine", "2026-01-01"), ("ct_lspine", "2025-01-01")]
    front = pages(nothing([*days, ("mri_lumbar_spine", "2024-01-01"), ("mri_lumbar_spine", "1998-01-01")]).pdf)[0]
    table = front.partition("THIS REGION")[2]
    order = ["1 Jan 2024", "1 Jan 2025", "1 Jan 2026", "1 Feb 2026", "1 Jan 1998"]
    assert [table.index(day) for day in order] == sorted(table.index(day) for day in order)


def test_what_has_no_room_on_the_front_is_printed_even_where_the_back_was_not_asked_for() -> None:
    record = summary([exam(f"e{i}", "mri_lumbar_spine", f"20{10 + i}-03-04") for i in range(15)])
    made = make(record, course(record), Facts(), replace(OPTIONS, back=False, card=False))
    front, back = pages(made.pdf)
    assert all(f"4 Mar {2010 + i}" in front + back for i in range(15))
    few = summary([exam("a", "mri_lumbar_spine", "2026-03-04"), exam("b", "ct_head", "2026-03-05")])
    assert make(few, course(few), Facts(), replace(OPTIONS, back=False, card=False)).pages == 1


def test_long_fluoroscopy_is_explained() -> None:
    assert "Long fluoroscopy: live X-ray of heart, vessels, bowel and the like" in pages(man().pdf)[0]


def test_the_card_is_as_large_as_a_bank_card_and_on_a_sheet_of_its_own() -> None:
    record = summary([exam("a", "mri_lumbar_spine", "2026-03-04")])
    made = make(record, course(record), Facts(), replace(OPTIONS, back=False))
    assert [("Card for the wallet" in page) for page in pages(made.pdf)] == [False, False, True]
    assert "Card for the wallet" not in " ".join(
        pages(make(record, course(record), Facts(), replace(OPTIONS, card=False)).pdf)
    )


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_the_full_list_with_its_charts_has_no_letter_under_9_points(paper: str) -> None:
    record = summary([exam("a", "ct_lspine", "2025-02-03"), exam("b", INJECTION, "2026-02-03")])
    made = make(record, course(record), Facts(), replace(OPTIONS, full_list=True, pain_log=True, paper=paper))
    assert min(font_sizes(made.pdf)) >= 9


def test_sessions_are_counted_whole_with_the_tailbone_among_those_of_the_lower_back() -> None:
    backs = (INJECTION, "esi_caudal_rf", "mbb_lumbar_rf", "facet_cervical_rf", "si_joint_rf")
    kinds = (*backs, "hip_injection_rf", "knee_injection_us", "shoulder_injection_us")
    record = summary([exam(f"e{i}", kind, f"2026-0{1 + i}-03") for i, kind in enumerate(kinds)])
    front = pages(make(record, course(record), Facts(), OPTIONS).pdf)[0]
    sessions = front.partition("Sessions in the last 12 months")[2].partition("THIS REGION")[0]
    assert "Lumbar spine epidural 2" in sessions
    for name in ("Hip", "Knee", "Shoulder", "medial branch", "facet", "Sacroiliac"):
        assert name in sessions, "none is hidden among the others"
