"""Sides and regions in the words of seven languages."""

import pytest

from tracker.readers.words.exams import plain, regions_in, side_in

SIDES = [
    # English
    ("CT chest re-evaluation", ""),
    ("CT chest re evaluation", ""),
    ("Re: CT of the knee", ""),
    ("CT hand re-examination", ""),
    ("Chest left lateral", ""),
    ("Right heart catheterisation", ""),
    ("Left ventricular ejection fraction", ""),
    ("CT both with and without contrast", ""),
    ("bright field, liegend", ""),
    ("DX KNEE", ""),
    ("Seen by Dr Li, chest", ""),
    ("left and right knee", "both"),
    ("Bilateral SI joints", "both"),
    ("Both knees", "both"),
    ("RT HAND", "right"),
    ("KNEE LT", "left"),
    ("Epidural injection L4/5 left", "left"),
    ("Left-sided facet injection", "left"),
    # German
    ("linkes Knie", "left"),
    ("am rechten Knie", "right"),
    ("Knie re", "right"),
    ("Knie li.", "left"),
    ("Hand li 2 Ebenen", "left"),
    ("re. Femur", "right"),
    ("MRT Schulter nativ re", "right"),
    ("Knie re + li", "both"),
    ("Hüfte beidseits", "both"),
    ("Knie bds.", "both"),
    ("linksseitige PRT", "left"),
    ("Röntgen der Hand", ""),
    # French
    ("genou droit", "right"),
    ("épaule gauche", "left"),
    ("les deux genoux", "both"),
    ("infiltration bilatérale", "both"),
    ("scanner du genou sans injection", ""),
    # Spanish
    ("rodilla izq.", "left"),
    ("rodilla der.", "right"),
    ("RX hombro derecho", "right"),
    ("ambas rodillas", "both"),
    ("TAC mano sin contraste", ""),
    # Italian
    ("ginocchio destro", "right"),
    ("spalla sx", "left"),
    ("RX ginocchio dx", "right"),
    ("entrambe le ginocchia", "both"),
    ("TC torace senza mdc", ""),
    # Dutch
    ("linker knie", "left"),
    ("heup rechts", "right"),
    ("knieën beiderzijds", "both"),
    ("CT wervelkolom", ""),
    # Portuguese
    ("joelho direito", "right"),
    ("ombro esquerdo", "left"),
    ("joelho dir.", "right"),
    ("ambos os joelhos", "both"),
    ("TC tórax", ""),
]
REGIONS = [
    ("TC torace", "chest"),
    ("RX ginocchio destro", "knee"),
    ("RM colonna lombare", "lumbar_spine"),
    ("TC rachide cervicale", "cervical_spine"),
    ("TC addome", "abdomen"),
    ("CT lumbale wervelkolom", "lumbar_spine"),
    ("thoracale wervelkolom", "thoracic_spine"),
    ("foto linker knie", "knee"),
    ("CT hoofd", "head"),
    ("CT buik", "abdomen"),
    ("TC tórax", "chest"),
    ("coluna lombar", "lumbar_spine"),
    ("coluna torácica", "thoracic_spine"),
    ("joelho direito", "knee"),
    ("ombro esquerdo", "shoulder"),
    ("CT halswervelkolom", "cervical_spine"),
]


@pytest.mark.parametrize(("text", "side"), SIDES)
def test_the_side_that_words_name(text: str, side: str) -> None:
    assert side_in([text]) == side


@pytest.mark.parametrize(("text", "region"), REGIONS)
def test_the_region_that_words_name(text: str, region: str) -> None:
    assert regions_in(plain(text)) == {region}
