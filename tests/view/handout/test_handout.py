"""The handout as a file: one side, in order, tagged, and whatever is typed stays text."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.effort import examples
from tests.view.reading import pages, squeezed
from tests.view.samples import CHANGED, INJECTION, exam, facts, measurement, summary, typical, untold
from tracker.errors import ValueRefused
from tracker.history.summary import Summary
from tracker.record.forms import HEALTH_TOPICS
from tracker.record.models import HealthFact, Reaction
from tracker.record.people import Facts
from tracker.view.handout import handout, typeset
from tracker.view.handout.handout import HandoutOptions

QUESTIONS = (
    "How much radiation will this exam use?",
    "Is there an earlier image you can use?",
    "Is ultrasound or MRI an option?",
)
FULL = HandoutOptions(region="lumbar_spine", full_list=True, questions=QUESTIONS)
FRONT = HandoutOptions(back=False, card=False)
MARKUP = '#panic() *bold* $x$ \\ `code` = heading #image("/etc/passwd") @ref <label>'
NOT_FOR_CLINICIANS = ("background", "chest film", "banana", "cancer", "limit", "allowance", "years of")


def first_page(record: Summary, options: HandoutOptions | None = None, told: Facts | None = None) -> str:
    return pages(untold(record, told or facts(), options).pdf)[0]


def test_the_front_is_one_side_in_the_order_of_the_need() -> None:
    page = first_page(typical(), replace(FULL, full_list=False))
    order = [
        "Imaging and injection history",
        "Maria Example · born 12 May 1971 · female",
        "Kept by the patient. 41 lines: 8 read from a file, 13 typed from a report, 20 from memory.",
        "Last changed 3 Sep 2026.",
        "SAFETY",
        "Contrast medium (iohexol): hives 2019 (moderate)",
        "INJECTIONS",
        "Sessions in the last 12 months",
        "THIS REGION",
        "OTHER",
        "DOSE",
        "An estimate for context; not a reason to withhold or refuse an exam.",
        "MY QUESTIONS",
        *QUESTIONS,
        "TODAY",
        "pregnant?",
        "infection?",
        "antibiotics?",
        "driver?",
        "Exposure Tracker",
        "page 1 of 3",
    ]
    places = [page.find(words) for words in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    assert "printed 20 Nov 2026" in page
    assert "reference data" in page


def test_a_ct_of_no_kind_is_counted_as_ct_and_words_of_no_machine_as_not_known() -> None:
    rows = [
        exam("a", "ct_unspecified", "2026-05-01", own_words="Felsenbein", entered_from="file"),
        exam("b", "", "2026-05-02", own_words="a test abroad"),
    ]
    page = first_page(summary(rows), HandoutOptions())
    assert "12 months: CT 1 · nuclear 0 · long fluoroscopy 0 · of a kind not known 1" in page
    assert "Felsenbein (CT scan)" in page
    assert "read from a file" in page


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("size", [1, 40, 500])
def test_one_side_for_small_and_large_records(size: int, paper: str) -> None:
    made = untold(typical(size), facts(), HandoutOptions(region="lumbar_spine", questions=QUESTIONS, paper=paper))
    assert (made.pages, made.accessible) == (3, True)
    box = PdfReader(io.BytesIO(made.pdf)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == {"a4": (595, 842), "us-letter": (612, 792)}[paper]
    front, back, card = pages(made.pdf)
    assert "driver?" in front
    assert "Continued from the front" in back
    assert "Card for the wallet" in card


@pytest.mark.parametrize("letter", ["W", "ש", "Wü "])
def test_one_side_whatever_the_record_holds(letter: str) -> None:
    long = (letter * 10_000)[:10_000]
    entries = [
        exam(f"{kind}{i}", kind, f"2026-0{1 + i % 9}-10", facility=long, images_at=long)
        for i in range(250)
        for kind in (INJECTION, "mri_lumbar_spine")
    ]
    reactions = tuple(
        Reaction(patient_id="p", substance_group="other", substance=long, reaction=long, severity="severe", year=2001)
        for _n in range(40)
    )
    told = {
        topic: HealthFact(patient_id="p", topic=topic, answer="yes", detail=long, recorded_at=CHANGED)
        for topic in HEALTH_TOPICS
    }
    options = HandoutOptions(region="lumbar_spine", paper="us-letter", questions=(long, long, long, long))
    made = untold(summary(entries, name=long), Facts(reactions, told), options)
    front, back, *_more, card = pages(made.pdf)
    assert re.search(r"and \d\d more on the back", front)
    assert "driver?" in front
    assert "SAFETY, the rest" in back
    assert "Card for the wallet" in card


def test_the_full_list_comes_only_on_request_and_holds_everything() -> None:
    record = typical()
    made = untold(record, facts(), FULL)
    text = " ".join(pages(made.pdf)[1:])
    assert made.pages == len(pages(made.pdf)) > 1
    order = ["ALL EXAMS", "CHARTS", "WHAT PROFESSIONAL BODIES SAY", "MARKS", "SOURCES"]
    assert [text.find(words) for words in order] == sorted(text.find(words) for words in order)
    assert text.count("KAP 2.41 Gy.cm2 (“241 cGy.cm2”)") >= 1
    assert "International Atomic Energy Agency" in text
    assert "American Association of Physicists in Medicine" in text
    assert "● measured" in text
    assert "Med Phys 2012;39:2129" in text, "the source of the CT coefficients"
    assert "Total so far: about" in text, "the letters of the charts are text"
    assert "about 20 exams" in text


def test_a_value_reported_in_the_same_words_is_not_said_twice() -> None:
    measured = [
        measurement("a", "dlp_mgy_cm", 512, phantom="32 cm", reported="512 mGy.cm"),
        measurement("a", "dlp_mgy_cm", 500, part=True, reported="first scan"),
    ]
    made = untold(summary([exam("a", "ct_abd_pelvis", "2026-01-01")], measured), Facts(), FULL)
    text = " ".join(pages(made.pdf)).partition("ALL EXAMS")[2]
    assert "DLP (32 cm phantom) 512 mGy.cm" in text
    assert "“" not in text.split("CHARTS")[0]


def test_it_is_a_tagged_accessible_file() -> None:
    made = untold(typical(), facts(), FULL)
    root: Any = PdfReader(io.BytesIO(made.pdf)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "Imaging and injection history: Maria Example" in metadata
    assert made.accessible


def test_charts_have_alternative_text_and_tables_have_headers() -> None:
    root: Any = PdfReader(io.BytesIO(untold(typical(), facts(), FULL).pdf)).trailer["/Root"]
    tags: list[str] = []
    alts: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict) and "/S" in node:
            tags.append(str(node["/S"]))
            alts.extend([str(node["/Alt"])] if "/Alt" in node else [])
            if "/K" in node:
                walk(node["/K"])

    walk(root["/StructTreeRoot"]["/K"])
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/L"} <= set(tags)
    assert any(alt.startswith("Bars: estimated effective dose per year") for alt in alts)
    assert any(alt.startswith("Bars: number of exams per year") for alt in alts)


def test_what_a_person_types_never_becomes_markup() -> None:
    entries = [exam("e", INJECTION, "2026-03-01", facility="<script>alert(1)</script>\n= heading")]
    entries.append(exam("own", "", "2026-02-01", own_words=MARKUP, notes=MARKUP))
    told = Facts((Reaction(patient_id="p", substance_group="other", substance="", reaction=MARKUP),), {})
    made = untold(summary(entries, name=MARKUP), told, replace(FULL, questions=(MARKUP,)))
    text = [squeezed(page) for page in pages(made.pdf)]
    assert text[0].count(squeezed(MARKUP)) == 3
    assert squeezed("<script>alert(1)</script> = heading") in "".join(text[1:])
    assert squeezed(MARKUP) in "".join(text[1:])
    assert made.unprintable == ()


@pytest.mark.parametrize("name", ["Ελένη Παπαδοπούλου", "Юлия Ёлкина", "Łukasz Żółć-Đặng", "Ștefan Müller"])
def test_names_in_letters_from_left_to_right(name: str) -> None:
    made = untold(summary([], name=name), Facts())
    assert f"{name} · born 12 May 1971" in pages(made.pdf)[0]
    assert not made.typeset.system_fonts


@pytest.mark.parametrize("name", ["שרה כהן", "مريم الأحمد", "گلچهره ژاله‌پور"])
def test_names_in_letters_from_right_to_left(name: str) -> None:
    made = untold(summary([], name=name), Facts())
    line = pages(made.pdf)[0].partition("born")[0]
    assert set(name) - set(" \u200c") <= set(line)
    assert (made.typeset.system_fonts, made.accessible, made.unprintable) == (False, True, ())
    reader: Any = PdfReader(io.BytesIO(made.pdf))
    assert name in reader.metadata.title


def test_letters_no_font_has_are_named_and_the_page_is_still_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_all_fonts", typeset._shipped_fonts)
    entries = [exam("e", "mri_lumbar_spine", "2026-03-01", facility="山田 Clinic", images_at="on my disc")]
    options = replace(FRONT, region="lumbar_spine")
    made = untold(summary(entries, name="山田花子 Yamada"), Facts(), options)
    assert made.unprintable == ("山田花子 Yamada", "山田 Clinic")
    assert (made.accessible, made.pages) == (True, 1)
    text = pages(made.pdf)[0]
    assert "□□□□ Yamada" in text
    assert "□□ Clinic" in text
    assert "missing from the fonts of this computer" in text


def test_a_person_without_injections_gets_a_page_without_that_block() -> None:
    text = first_page(summary([exam("e", "mri_lumbar_spine", "2024-05-05")]), HandoutOptions(region="lumbar_spine"))
    assert "INJECTIONS" not in text
    assert "Imaging history" in text
    assert "MRI lumbar spine" in text
    assert "The recorded exams use no radiation." in text


def test_without_a_region_that_block_is_left_out() -> None:
    assert "THIS REGION" not in first_page(typical(), HandoutOptions())


def test_an_empty_record_still_prints() -> None:
    made = untold(summary([]), Facts(), replace(FULL, region="hip"))
    text = " ".join(pages(made.pdf))
    assert "No earlier imaging of this region is recorded." in text
    assert "No exams are recorded." in text
    assert "0 of 0" not in text


def test_what_the_total_does_not_hold_is_said() -> None:
    entries = [exam("a", "ct_abd_pelvis", "2026-01-01"), exam("b", "nm_bone", "2026-01-02")]
    entries.append(exam("own", "", "2026-01-03", own_words="a scan"))
    measured = [
        measurement("a", "dlp_mgy_cm", 512, phantom="32 cm"),
        measurement("b", "effective_dose_msv", 4.0, authority="ICRP 60"),
    ]
    text = first_page(summary(entries, measured))
    assert "1 exam could not be counted." in text
    assert "The total mixes the tissue weights of ICRP 103 and ICRP 60." in text
    assert "100 % of it worked out from measured values" in text


def test_a_total_of_nothing_is_not_called_zero() -> None:
    text = first_page(summary([exam("own", "", "2026-01-03", own_words="a scan")]))
    assert "No recorded exam has a dose that can be counted." in text


@pytest.mark.parametrize(("asked", "given"), [("es", "es"), ("es_MX", "es"), ("de-AT", "de"), ("fi", "en"), ("", "en")])
def test_the_language_a_screen_reader_is_told_is_that_of_the_words(asked: str, given: str) -> None:
    reader: Any = PdfReader(io.BytesIO(untold(typical(1), facts(), HandoutOptions(language=asked)).pdf))
    assert reader.trailer["/Root"]["/Lang"] == given


def test_parts_can_be_left_out() -> None:
    off = HandoutOptions(
        include_safety=False, include_injections=False, include_other=False, include_dose=False, include_today=False
    )
    text = first_page(typical(), off)
    assert not [label for label in ("SAFETY", "INJECTIONS", "OTHER", "DOSE", "TODAY") if label in text]
    whole = " ".join(pages(untold(typical(), facts(), replace(off, full_list=True)).pdf))
    assert "mSv" not in whole.replace("mSv per", "")


def test_the_period_is_said_and_kept() -> None:
    text = " ".join(pages(untold(typical(), facts(), replace(FULL, period_years=5)).pdf))
    assert "This page shows exams since 2021." in text
    assert "since 2021. " in text
    assert "2019" not in text.replace("hives 2019", "").split("SOURCES")[0]


def test_the_sample_person_is_badged_on_every_page() -> None:
    made = untold(summary([exam("e", INJECTION, "2026-03-01")], is_sample=True), Facts(), FULL)
    assert all("SAMPLE, not a real person" in page for page in pages(made.pdf))


def test_nothing_that_does_not_belong_before_a_clinician() -> None:
    text = " ".join(pages(untold(typical(), facts(), FULL).pdf)).lower().split("sources")[0]
    assert not [words for words in NOT_FOR_CLINICIANS if words in text]


def test_the_file_stays_small() -> None:
    assert len(untold(typical(40), facts(), FULL).pdf) < 400_000


@pytest.mark.parametrize("options", [HandoutOptions(paper="a5"), HandoutOptions(region="tail")])
def test_unknown_choices_are_refused(options: HandoutOptions) -> None:
    with pytest.raises(ValueRefused):
        untold(typical(1), facts(), options)


def test_the_preview_shows_every_page() -> None:
    made = untold(typical(1), facts(), FULL)
    pictures = handout.preview(made, 40)
    assert len(pictures) == made.pages
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


@settings(max_examples=examples(8, fuzz=200), deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gives_one_side(name: str, place: str) -> None:
    entries = [exam("e", INJECTION, "2026-03-01", facility=place, images_at=name)]
    made = untold(summary(entries, name=name or "x"), Facts(), HandoutOptions(questions=(place,)))
    assert made.pages == 3


@pytest.mark.parametrize("letter", ["W", "Wü "])
def test_exams_while_pregnant_stand_first_in_the_safety_box_and_on_one_side_without_their_dose(letter: str) -> None:
    long = (letter * 200)[:200]
    entries = [
        exam(f"{answer}{i}", kind, f"2026-0{9 - i}-10", own_words=long, pregnant=answer)
        for i, kind in enumerate(("ct_abd_pelvis", "", "", "", "", ""))
        for answer in ("yes", "unknown")
    ]
    made = untold(summary(entries), Facts(), HandoutOptions(region="pelvis", questions=QUESTIONS))
    assert made.pages == 3
    page = pages(made.pdf)[0]
    line = page[page.index("Exams while pregnant") : page.index("Reactions to contrast")]
    assert page.index("SAFETY") < page.index(line)
    assert squeezed("CT abdomen and pelvis (10 Sep 2026)") in squeezed(line)
    assert squeezed("A medical physicist can work out the dose.") in squeezed(line)
    assert "mGy" not in page
