"""The words of doses in the languages beside English, German, French and Spanish."""

import pytest

from tracker.readers.words.doses import quantity_named


@pytest.mark.parametrize(
    ("words", "quantity"),
    [
        ("PDL totale", "dlp_mgy_cm"),
        ("Prodotto dose-area", "kap_gy_cm2"),
        ("Tempo di fluoroscopia", "fluoro_time_s"),
        ("Dosis-oppervlakteproduct", "kap_gy_cm2"),
        ("Doorlichtingstijd", "fluoro_time_s"),
        ("Effectieve dosis", "effective_dose_msv"),
        ("Tempo de fluoroscopia", "fluoro_time_s"),
        ("Dose glandular média", "glandular_dose_mgy"),
        ("Huiddosis", ""),
    ],
)
def test_the_quantity_that_words_name(words: str, quantity: str) -> None:
    assert quantity_named(words) == quantity
