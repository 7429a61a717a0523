"""Pasted reports: proposals with their words and places, nothing added up, nothing of another exam."""

import re
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.readers import TODAY
from tracker import dates
from tracker.readers.letter.letter import (
    ORIGIN,
    DateProposal,
    DoseProposal,
    KindProposal,
    LeftOut,
    TextProposal,
    confirmed,
    propose,
)
from tracker.readers.words.doses import agent_in, keys
from tracker.reference import activity_coefficients
from tracker.view.reasons import said

REPORT = """EXAM: CT ABDOMEN AND PELVIS WITH CONTRAST
DOB: 05/12/1971
Exam date: 03/04/2015
HISTORY: Pain since 2 May 2014.
COMPARISON: CT of 3 March 2013, DLP 800 mGy.cm.
TECHNIQUE: Axial images. CTDIvol 12.3 mGy (32 cm phantom), DLP 520 mGy.cm. No fluoroscopy was used.
IMPRESSION: Normal. Recommend chest CT in 6 months.
Dictated: 03/05/2015. Electronically signed 03/14/2015 10:20 AM"""


def stated(text: str) -> list[tuple[str, float]]:
    """Quantity and value of the doses that stand for the exam."""
    found = [dose.readings[0] for dose in propose(text, TODAY).doses if dose.preferred]
    return [(m.quantity, round(m.value, 6)) for m in found]


def only(text: str) -> DoseProposal:
    (dose,) = propose(text, TODAY).doses
    return dose


def check_places(text: str, proposal: TextProposal) -> None:
    found: list[DateProposal | KindProposal | DoseProposal | LeftOut] = [*proposal.dates, *proposal.kinds]
    for each in [*found, *proposal.doses, *proposal.left_out]:
        assert text[each.start : each.end] == each.words
        assert each.words.strip()


def test_a_whole_report() -> None:
    proposal = propose(REPORT, TODAY)
    check_places(REPORT, proposal)
    assert [(d.words, d.role) for d in proposal.dates] == [
        ("03/04/2015", "exam"),
        ("03/05/2015", "report"),
        ("03/14/2015", "report"),
    ]
    # The signature of 14 March shows that the month stands first in this report.
    assert [c.text() for c in proposal.dates[0].choices] == ["4 Mar 2015"]
    assert [kind.kind_key for kind in proposal.kinds] == ["ct_abd_pelvis"]
    doses = [dose.readings[0] for dose in proposal.doses]
    assert [(m.quantity, m.value, m.phantom) for m in doses] == [
        ("ctdivol_mgy", 12.3, "32 cm"),
        ("dlp_mgy_cm", 520, ""),
    ]
    assert {m.origin for m in doses} == {ORIGIN == "human-readable report" and ORIGIN}
    assert {each.words for each in proposal.left_out} == {"05/12/1971", "2 May 2014", "3 March 2013", "DLP 800 mGy.cm"}


def test_what_is_confirmed_becomes_an_exam_of_a_text() -> None:
    proposal = propose(REPORT, TODAY)
    kind = proposal.kinds[0]
    draft = confirmed(proposal.dates[0].choices[0], kind, [proposal.doses[1].readings[0]])
    assert (draft.exam_date, draft.kind_key, draft.source_kind) == (dates.of(2015, 3, 4).first, "ct_abd_pelvis", "text")
    assert [m.value for m in draft.measurements] == [520]
    assert confirmed(None, None, []).date_precision == "unknown"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DLP 520 mGy.cm", [("dlp_mgy_cm", 520)]),
        ("DAP 45 Gy.cm2; fluoroscopy time 6.2 minutes", [("kap_gy_cm2", 45), ("fluoro_time_s", 372)]),
        ("CTDIvol 12.3 mGy", [("ctdivol_mgy", 12.3)]),
        ("air kerma 212 mGy", [("air_kerma_mgy", 212)]),
        ("effective dose of approximately 7 mSv", [("effective_dose_msv", 7)]),
        ("Tc-99m MDP 25 mCi", [("activity_mbq", 925)]),
        ("AGD 1.3 mGy (left)", [("glandular_dose_mgy", 1.3)]),
        ("CTDIvol and DLP were 12.3 mGy and 520 mGy.cm", [("ctdivol_mgy", 12.3), ("dlp_mgy_cm", 520)]),
        ("CTDIvol (mGy): 12.3  DLP (mGy*cm): 520", [("ctdivol_mgy", 12.3), ("dlp_mgy_cm", 520)]),
        ("6.2 minutes of fluoroscopy were used", [("fluoro_time_s", 372)]),
        ("Fluoroscopy time was 6 min 12 s, procedure time 45 minutes.", [("fluoro_time_s", 372)]),
        ("Fluoroscopy time: 0:06:12", [("fluoro_time_s", 372)]),
        ("Dose area product: 345 cGy cm²", [("kap_gy_cm2", 3.45)]),
        ("DAP 1234.5 µGy·m²", [("kap_gy_cm2", 12.345)]),
        ("Dosislängenprodukt: 1.234,5 mGy*cm", [("dlp_mgy_cm", 1234.5)]),
        (
            "Dosisflächenprodukt 345,5 cGy*cm², Durchleuchtungszeit 2,3 min",
            [("kap_gy_cm2", 3.455), ("fluoro_time_s", 138)],
        ),
        ("Effektive Dosis ca. 4,2 mSv", [("effective_dose_msv", 4.2)]),
        ("Produit dose-longueur (PDL) : 312,4 mGy.cm", [("dlp_mgy_cm", 312.4)]),
        ("PDS 12,5 Gy.cm2, temps de scopie 1,5 min", [("kap_gy_cm2", 12.5), ("fluoro_time_s", 90)]),
        ("PDL total 612 mGy·cm, dosis efectiva 9 mSv", [("dlp_mgy_cm", 612), ("effective_dose_msv", 9)]),
        ("DLP 520 mGy/cm", [("dlp_mgy_cm", 520)]),
        ("Total\nDLP:\n520\nmGy.cm", [("dlp_mgy_cm", 520)]),
        ("Injected 370 MBq of F-18 FDG.", [("activity_mbq", 370)]),
        ("Fluoroscopy time 2:14", [("fluoro_time_s", 134)]),
        ("Fluoro time: 0:38.", [("fluoro_time_s", 38)]),
        ("Durchleuchtungszeit 6:12, DFP 345 cGycm2", [("fluoro_time_s", 372), ("kap_gy_cm2", 3.45)]),
        ("Tiempo de escopia 1 min 12", [("fluoro_time_s", 72)]),
        ("Temps de scopie: 1m 12s", [("fluoro_time_s", 72)]),
        ("Fluoroscopy time .5 min", [("fluoro_time_s", 30)]),
        ("Fluoroscopy time (h:mm) 1:05", [("fluoro_time_s", 3900)]),
    ],
)
def test_doses_in_four_languages(text: str, expected: list[tuple[str, float]]) -> None:
    assert [name for name, _value in stated(text)] == [name for name, _value in expected]
    assert [value for _name, value in stated(text)] == pytest.approx([value for _name, value in expected])
    check_places(text, propose(text, TODAY))


def test_a_total_comes_before_its_series() -> None:
    text = "Series 1 DLP 300 mGy.cm, series 2 DLP 310 mGy.cm, total DLP 610 mGy.cm."
    assert stated(text) == [("dlp_mgy_cm", 610)]
    assert [dose.readings[0].part for dose in propose(text, TODAY).doses] == [True, True, False]


def test_several_series_without_a_total_are_listed_and_never_added() -> None:
    proposals = propose("Arterial DLP 310.5 mGycm. Venous DLP 402.1 mGycm.", TODAY).doses
    assert [(d.readings[0].value, d.readings[0].part, d.preferred) for d in proposals] == [
        (310.5, True, False),
        (402.1, True, False),
    ]


def test_times_of_several_parts_are_listed_however_they_are_written() -> None:
    times = propose("Fluoroscopy time was 2:14 for L4 and 1:02 for L5.", TODAY).doses
    assert [(d.readings[0].value, d.readings[0].part, d.preferred) for d in times] == [
        (134, True, False),
        (62, True, False),
    ]
    assert stated("Screening time 0.38 min (0:23)") == [("fluoro_time_s", 22.8)]


def test_the_same_number_said_twice_is_one() -> None:
    assert stated("TECHNIQUE: DLP 520 mGy.cm.\nIMPRESSION: DLP was 520 mGy.cm.") == [("dlp_mgy_cm", 520)]


def test_each_breast_and_each_agent_by_itself() -> None:
    doses = propose("AGD 1.3 mGy (left), 1.4 mGy (right).", TODAY).doses
    assert [(d.readings[0].laterality, d.preferred) for d in doses] == [("left", True), ("right", True)]
    doses = propose("Right breast: MGD 1.4 mGy. Left breast: MGD 1.3 mGy.", TODAY).doses
    assert [d.readings[0].laterality for d in doses] == ["right", "left"]
    rest_stress = propose("Rest: 10 mCi Tc-99m sestamibi. Stress: 30 mCi Tc-99m sestamibi.", TODAY).doses
    assert [d.readings[0].radiopharmaceutical for d in rest_stress] == ["tc99m_sestamibi", "tc99m_sestamibi_stress"]
    assert all(d.preferred for d in rest_stress)


@pytest.mark.parametrize(
    "text",
    [
        "DLP 500-520 mGy.cm",
        "Effective dose less than 5 mSv",
        "DLP: 520",
        "DLP 1.234 mGy.cm",
        "Dose 12 mGy",
        "Fluoroscopy time 10:32 - 10:45",
        "Fluoroscopy time: 10:32 am",
        "Durchleuchtungszeit 10:32 Uhr",
        "Fluoroscopy time 14:05 until 14:20",
        "Fluoroscopy time 10:32:15",
        "Series 2 520 mGy.cm",
        "AGD L/R 1.3/1.4 mGy",
    ],
)
def test_what_is_not_clear_is_asked(text: str) -> None:
    dose = only(text)
    assert dose.question
    assert not dose.preferred


def test_readings_to_choose_from() -> None:
    assert [m.value for m in only("DLP 1.234 mGy.cm").readings] == [1.234, 1234]
    assert {m.quantity for m in only("Dose 12 mGy").readings} == {"air_kerma_mgy", "ctdivol_mgy", "glandular_dose_mgy"}
    assert [m.value for m in only(["DLP 1.234 mGy.cm", " CTDIvol 3", "5 mGy"][0]).readings] == [1.234, 1234]
    # Another number of the text shows which sign is the decimal one.
    assert stated("DLP 1.234 mGy.cm und CTDIvol 3,5 mGy") == [("dlp_mgy_cm", 1234), ("ctdivol_mgy", 3.5)]


@pytest.mark.parametrize(
    "text",
    [
        "Annual background radiation is 3 mSv.",
        "The limit is 20 mSv per year.",
        "Peak skin dose 1.2 Gy.",
        "SSDE 14 mGy.",
        "Compared with CT of 3 March 2015 (DLP 800 mGy.cm).",
        "k = 0.015 mSv/mGy.cm",
        "Dose rate 5 mGy/min",
        "The procedure time was 45 minutes.",
        "Lesion of 12 mm, 5 s delay.",
    ],
)
def test_what_is_no_dose_of_this_exam(text: str) -> None:
    assert propose(text, TODAY).doses == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Date of exam: 12 Sep 2024", "12 Sep 2024"),
        ("Untersuchung vom 03.04.2015", "3 Apr 2015"),
        ("Examen du 15 mars 2015", "15 Mar 2015"),
        ("Fecha del estudio: 15 de marzo de 2015", "15 Mar 2015"),
        ("Performed on March 3rd, 2019 and signed March 5, 2019.", "3 Mar 2019"),
        ("CT chest 2019-05-03 compared with CT 2015-03-03.", "3 May 2019"),
        ("Dictated 5 March 2019. DOB 12 May 1971. Study date 3 March 2019", "3 Mar 2019"),
    ],
)
def test_the_date_of_the_exam_comes_first(text: str, expected: str) -> None:
    first = propose(text, TODAY).dates[0]
    assert [choice.text() for choice in first.choices] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "DOB: 12 May 1971",
        "geb. 12.05.1971",
        "Née le 12/05/1971",
        "Fecha de nacimiento: 12/05/1971",
        "12/05/1971 (DOB)",
        "Comparison: CT of 3 March 2015.",
        "Compared with 3 March 2015, unchanged.",
        "Im Vergleich zur Voraufnahme vom 3. März 2015.",
        "CT of 3 March 2015 was available for comparison.",
        "Ordered 3 March 2015.",
        "History of surgery on 3 March 2015.",
        "Exam date: 3 March 2999",
    ],
)
def test_other_dates_are_left_out_with_the_reason(text: str) -> None:
    proposal = propose(text, TODAY)
    assert proposal.dates == ()
    assert [bool(each.reason) for each in proposal.left_out] == [True]


def test_day_and_month_that_cannot_be_told_apart_are_two_choices() -> None:
    assert [c.text() for c in propose("Exam date 03/04/2015", TODAY).dates[0].choices] == ["3 Apr 2015", "4 Mar 2015"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("EXAM: CT CHEST", "ct_chest"),
        ("Right L5 transforaminal epidural steroid injection under fluoroscopy.", "esi_lumbar_transforaminal_rf"),
        ("Untersuchung: CT Schädel nativ", "ct_head"),
        ("Scanner thoracique du 15 mars 2015", "ct_chest"),
        ("TAC de abdomen y pelvis", "ct_abd_pelvis"),
        ("TAC ABDOMINOPÉLVICO", "ct_abd_pelvis"),
        ("TC abdominopélvica", "ct_abd_pelvis"),
        ("TC addominopelvica", "ct_abd_pelvis"),
        ("TDM abdominopelvienne", "ct_abd_pelvis"),
        ("CT abdominopelvic with contrast", "ct_abd_pelvis"),
        ("TC toracoabdominopélvico", "ct_chest_abd_pelvis"),
        ("TDM thoracoabdominopelvienne", "ct_chest_abd_pelvis"),
        ("TC toraco-addominale", "ct_chest_abdomen"),
        ("TAC craneal", "ct_head"),
        ("Lumbar spine X-ray, 2 views.", "xr_lspine"),
        ("Mammogram 2019-05-03.", "mg_2d"),
        ("CT of the chest without contrast", "ct_chest"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    first = propose(text, TODAY).kinds[0]
    assert first.kind_key == kind
    assert first.words in said(first.reason) or "text" in said(first.reason)


@pytest.mark.parametrize(
    "text",
    [
        "No fluoroscopy of the lumbar spine was used.",
        "CT of the chest was not performed.",
        "Compared with CT chest of 3 March 2015.",
        "We recommend CT of the chest.",
        "Ohne CT des Thorax.",
        "The lungs are clear.",
        "History of CT chest in 2009.",
    ],
)
def test_what_was_not_done_is_no_kind(text: str) -> None:
    assert [kind.kind_key for kind in propose(text, TODAY).kinds if kind.kind_key] == []


def test_an_ambiguous_title_comes_with_its_question() -> None:
    (kind,) = propose("EXAM: Bone scan\n", TODAY).kinds
    assert kind.kind_key == ""
    assert "Which bone scan" in said(kind.reason)


def test_the_side_of_a_title() -> None:
    assert propose("EXAM: X-ray left knee", TODAY).kinds[0].side == "left"


def test_every_agent_is_known_to_the_reference() -> None:
    assert set(keys()) <= {row.radiopharmaceutical for row in activity_coefficients()}
    assert agent_in("99mtc-hdp") == "tc99m_mdp"
    assert agent_in("sestamibi") == ""


@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(st.sampled_from(REPORT.replace("\n", " \n ").split(" ")), max_size=60).map(" ".join),
    )
)
@settings(max_examples=examples(80, fuzz=3000), deadline=None)
def test_no_text_makes_it_raise_and_every_place_holds(text: str) -> None:
    check_places(text, propose(text, TODAY))


PIECES = ["a ", "DLP 520 mGy.cm. ", "03/04/2015 ", "CT chest. ", "1,", "a:\n", "1 ", "Exam: \n", "effective ", "(left "]
SENTENCES = ["Compared with DLP 800 mGy.cm. ", "CTDIvol 12 mGy. ", "AGD R 1.2 mGy L 1.3 mGy. ", "Fluoroscopy 2:14. "]


@pytest.mark.parametrize("piece", [*PIECES, *SENTENCES])
def test_the_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    """Counted in calls, which no busy machine changes; seconds are measured by the benchmarks."""
    short, long = (_calls(piece * (length // len(piece))) for length in (5_000, 20_000))
    assert long < 5 * short + 2_000


def _calls(text: str) -> int:
    """How many functions are called, and generators resumed, while a text is read."""
    counted = 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    propose(text, TODAY)  # whatever is kept between texts is made now
    sys.setprofile(count)
    try:
        propose(text, TODAY)
    finally:
        sys.setprofile(None)
    return counted


def test_a_text_of_a_megabyte_is_cut_and_that_is_said() -> None:
    """A tenth of it is looked at, in not much more time than plain searches for words take."""
    text = "DLP 520 mGy.cm. " * 62_500
    assert "very long" in said(propose(text, TODAY).problems[0].what)
    word = re.compile(r"\b[a-z]+\b")
    ours = min(_seconds(lambda: propose(text, TODAY)) for _round in range(3))
    plain = min(_seconds(lambda: [word.findall(text) for _pass in range(10)]) for _round in range(3))
    assert ours < 2 * plain


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CTDIvol 8.31 mGy, DLP 298.4 mGy*cm. The ACR reference level is 12 mGy / 443 mGy*cm.", [8.31, 298.4]),
        ("PDL : 478,2 mGy.cm (NRD : 13 mGy et 625 mGy.cm).", [478.2]),
        ("Kerma dans l'air 412 mGy - PDS 28 Gy.cm². Seuil d'alerte : 3 Gy / 500 Gy.cm².", [412, 28]),
        ("DFP 3,1 Gycm2, Luftkerma 40 mGy (Schwellenwert 3 Gy und 300 Gycm2)", [3.1, 40]),
        ("DAP lateral 162 cGycm2. Expected dose 300 cGycm2.", [1.62]),
        ("Activité injectée : 623 MBq de HMDP (activité prescrite 650 MBq).", [623]),
        ("Actividad administrada 740 MBq (actividad prescrita 700 MBq)", [740]),
        ("Attività somministrata 740 MBq, attività prescritta 700 MBq", [740]),
        ("Verabreichte Aktivität 615 MBq (verordnete Aktivität 700 MBq)", [615]),
        ("Administered activity 698 MBq; prescribed activity 740 MBq", [698]),
        ("Somministrati 700 MBq di Tc-99m HDP. Dose massima 740 MBq.", [700]),
        ("Verabreicht 700 MBq Tc-99m HDP. Maximalaktivität 740 MBq.", [700]),
        ("Effective dose 0.005 mSv, a flight 0.05 mSv.", [0.005]),
        ("Mean glandular dose 1.2 mGy. Mean glandular dose per exam 2.5 mGy is the EUREF limit.", [1.2]),
    ],
)
def test_a_dose_to_compare_or_prescribed_is_not_even_a_part(text: str, expected: list[float]) -> None:
    """What a reference level or a plan says of a first number, it says of the one joined to it, too."""
    values = [reading.value for dose in propose(text, TODAY).doses for reading in dose.readings]
    assert values == pytest.approx(expected)


@pytest.mark.parametrize(
    "text",
    ["Skelettszintigraphie mit 615 MBq Tc-99m DPD", "Administered 698 MBq Tc-99m MDP", "740 MBq of tc 99m sestamibi"],
)
def test_technetium_is_no_ct(text: str) -> None:
    """In four languages "TC" is a CT scanner; the nuclide of most scans begins with the same letters."""
    assert {kind.modality for kind in propose(text, TODAY).kinds} == {"NM"}


@pytest.mark.parametrize("words", ["needle left 2 minutes", "the needle was left in place", "catheter left in situ"])
def test_what_was_left_is_no_side(words: str) -> None:
    assert [kind.side for kind in propose(f"Knee injection under fluoroscopy, 8 s; {words}.", TODAY).kinds] == [""]


def test_the_place_of_a_machine_on_an_indented_line_holds() -> None:
    check_places("0\n CT", propose("0\n CT", TODAY))
