"""Every reason of the program has a sentence with its fields, and every sentence is one of a reason."""

import ast
import pickle
import re
from collections.abc import Iterator
from functools import cache

import pytest
from pydantic import TypeAdapter

from tests.test_architecture import modules
from tracker import dates
from tracker.errors import Reason
from tracker.i18n import language
from tracker.readers import paper
from tracker.view.reasons import ADVICE, SENTENCES, advised, said

# Codes that are also the answers to a question, and those that a table of the program names.
CHOSEN = {*dates.ORDERS, "mm:ss", "h:mm", *paper._WHY.values()}


@cache
def _made() -> list[tuple[str, set[str], str]]:
    """Each code that the program makes, the fields it gets there, and where that is."""
    return list(_found())


def _found() -> Iterator[tuple[str, set[str], str]]:
    for name, tree in modules("tracker"):
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if ast.unparse(call.func) in ("Reason", "Reason.of") and name != "tracker.errors":
                for code in _codes(call.args[0]):
                    yield code, {str(given.arg) for given in call.keywords}, f"{name}:{call.lineno}"


def _codes(written: ast.expr) -> list[str]:
    if isinstance(written, ast.IfExp):
        return [*_codes(written.body), *_codes(written.orelse)]
    return [str(written.value)] if isinstance(written, ast.Constant) else []


def test_every_code_has_a_sentence_with_its_fields() -> None:
    for code, fields, place in _made():
        assert set(re.findall(r"\{(\w+)\}", SENTENCES[code])) == fields, place


def test_every_sentence_and_every_advice_has_a_use() -> None:
    used = {code for code, _fields, _place in _made()} | CHOSEN
    assert set(SENTENCES) == used
    assert set(ADVICE) <= used


def test_a_reason_inside_another_and_keys_with_words_of_their_own() -> None:
    unit = Reason.of("not_a_unit", unit="inch", label="dlp_mgy_cm", known="mGy.cm")
    told = Reason.of("value_left_out", label="dlp_mgy_cm", reason=unit)
    assert said(told).startswith("Dose-length product (DLP): a value was left out. “inch” is not a unit of")
    assert said(Reason.of("columns_unused", columns=("Foo", Reason.of("column_number", n=3)))) == (
        "These columns were not used: Foo, column 3."
    )
    assert (said("report.dcm"), said(None)) == ("report.dcm", "")
    with language("es"):
        assert "producto dosis-longitud" in said(told).lower()


def test_advice_of_a_reason_is_found_where_it_is_inside_another() -> None:
    told = Reason.of("both", first=Reason("organs_not_kept"), then=Reason.of("highest_skin_dose", dose="2 Gy"))
    assert advised(told).startswith("Keep the report")
    assert advised(Reason("text_says")) == ""


@pytest.mark.parametrize(
    "told",
    [
        Reason("date"),
        Reason.of("both", first=Reason.of("row", row=3), then=Reason.of("amount", amount=1.5)),
        Reason.of("the_total", label=("dlp_mgy_cm", "kap_gy_cm2")),
    ],
)
def test_a_reason_survives_the_record_and_another_process(told: Reason) -> None:
    kept = TypeAdapter(Reason)
    assert kept.validate_json(kept.dump_json(told)) == told
    assert kept.validate_python(kept.dump_python(told, mode="json")) == told
    assert pickle.loads(pickle.dumps(told)) == told
    assert hash(told)
