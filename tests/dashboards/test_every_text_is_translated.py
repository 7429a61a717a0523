"""Every page in a made-up language: what stands on it comes from the catalogue, from the record, or is a citation."""

import json
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import Page, Seen, calm, shown
from tests.dashboards.marked import marking, without_said
from tests.dashboards.test_two_people import EVERY_PAGE
from tracker import i18n, reference
from tracker.record import archive
from tracker.record.desk import Desk
from tracker.record.models import Patient
from tracker.units import QUANTITIES

__all__ = ["marking"]
WORD = re.compile(r"[A-Za-zÀ-ž]{3,}")
SIGNS = re.compile(
    r":material/\w+:|:primary-badge\[|:small\[|&nbsp;|<(style|script)>.*?</\1>|</?span[^>]*>|\\", re.DOTALL
)
# Empty cells and the keys behind menus, as the tests see them; and the made-up language has no name of its own.
OF_STREAMLIT = ("NaN None True False unknown world", *map(i18n.name_of, i18n.languages()), "Language", "xx")


def _data(record: Desk) -> str:
    """What is not ours to translate: the record, its file, published texts, units, and the keys of menus."""
    published = [f"{s.short} {s.citation} {s.url}" for s in reference.sources().values()]
    published += [position.where for position in reference.positions()]
    units = [unit for quantity in QUANTITIES.values() for unit in quantity.units]
    kept = json.dumps(archive.dump(record), ensure_ascii=False)
    return " ".join([kept, str(record.file), *published, *units, *OF_STREAMLIT])


def _unknown(page: AppTest, record: Desk) -> list[str]:
    known = set(WORD.findall(_data(record)))
    with pd.option_context("display.max_colwidth", None):
        lines = SIGNS.sub("", without_said(shown(page))).split("\n")
    return [line.strip() for line in lines if not known.issuperset(WORD.findall(line))]


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_nothing_on_a_page_is_written_past_the_catalogue(
    seen: Seen, record: Desk, sample_person: Patient, marking: None, name: str
) -> None:
    assert _unknown(calm(seen(name)), record) == []


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_nor_while_the_record_is_empty(page: Page, record: Desk, marking: None, name: str) -> None:
    assert _unknown(calm(page(name)), record) == []
