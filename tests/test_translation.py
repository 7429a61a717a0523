"""The tools for translators: what is handed out comes back checked, and nothing that was translated is lost."""

import json
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from click.testing import CliRunner

from tests.test_packaging import ROOT
from tracker.i18n import LOCALE
from translation import catalogue, chunks
from translation.__main__ import main
from translation.checks import problems

CHUNK = {"texts": {"About {n}": "Unos {n}"}, "plurals": {"{n} exam": ["{n} estudio", "{n} estudios"]}}


@pytest.fixture
def held() -> Catalog:
    """A small catalogue of nothing but English."""
    made = Catalog(locale="es")
    made.add("About {n}", locations=[("dashboards/a.py", 0)], auto_comments=["A number stands there."])
    made.add(("{n} exam", "{n} exams"), locations=[("dashboards/b.py", 0)])
    made.add("Done", "Hecho", locations=[("dashboards/b.py", 0)])
    return made


def _translations(found: Catalog) -> dict[str, object]:
    return {catalogue.english(m): m.string for m in found if m.id}


def test_what_is_not_translated_is_handed_out_with_where_it_stands(held: Catalog) -> None:
    (one,) = chunks.chunks(held, 1)
    assert one["texts"] == {"About {n}": ""}
    assert one["plurals"] == {"{n} exam": ["", ""]}
    assert one["notes"]["About {n}"] == "dashboards/a.py; A number stands there."
    assert {"exam", "dose", "injection (into a joint or the spine)"} <= set(one["glossary"])
    assert one["notes"]["{n} exam"] == "dashboards/b.py; plural: {n} exams"


def test_it_is_handed_out_in_parts_of_like_size_without_repeating_or_losing_any() -> None:
    made = Catalog(locale="es")
    for n in range(100):
        made.add(f"sentence number {n} " + "word " * (n % 7), locations=[(f"file{n % 10}.py", 0)])
    parts = chunks.chunks(made, 8)
    sizes = [sum(len(text.split()) for text in part["texts"]) for part in parts]
    assert len(parts) == 8
    assert max(sizes) < 1.5 * min(sizes)
    every = [text for part in parts for text in part["texts"]]
    assert sorted(every) == sorted(_translations(made))


def test_filled_parts_are_taken_back(held: Catalog) -> None:
    assert chunks.merge(held, CHUNK) == (2, [])
    assert _translations(held) == {
        "About {n}": "Unos {n}",
        "{n} exam": ("{n} estudio", "{n} estudios"),
        "Done": "Hecho",
    }
    assert chunks.chunks(held, 3) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"texts": {"About {n}": "Unos {m}"}},
        {"texts": {"Not in the program": "No está"}},
        {"plurals": {"{n} exam": ["{n} estudio"]}},
        {"plurals": {"{n} exam": ["{n} estudio", ""]}},
        {"plurals": {"About {n}": ["Unos {n}", "Unos {n}"]}},
        {"texts": {"{n} exam": "{n} estudio"}},
    ],
)
def test_what_fails_a_check_is_named_and_left_out(held: Catalog, wrong: dict[str, object]) -> None:
    before = _translations(held)
    taken, refused = chunks.merge(held, wrong)
    assert (taken, len(refused)) == (0, 1)
    assert _translations(held) == before


def test_what_is_still_empty_is_passed_over(held: Catalog) -> None:
    assert chunks.merge(held, chunks.chunks(held, 1)[0]) == (0, [])


@pytest.mark.parametrize(
    ("english", "translated"),
    [
        ("Saved: **{name}**", "Guardado: {name}"),
        ("{n:.2g} mSv", "{n} mSv"),
        ("See [the site](https://a.example)", "Vea el sitio"),
        ("A reaction starts near 2,000 mGy", "Una reacción comienza cerca de 200 mGy"),
        ("0.5 to 2 mSv", "0,5 a 2 mSv"),
        ("about 12,450 exams", "unas 12.450 pruebas"),
        (" plus ", "más"),
        ("Line\n\nnext", "Línea siguiente"),
        ("● measured", "medido"),
        ("{a}", "{a"),
    ],
)
def test_what_can_be_seen_wrong_is_seen(english: str, translated: str) -> None:
    assert list(problems(english, translated))


@pytest.mark.parametrize(
    ("english", "translated"),
    [
        ("Saved: **{name}**", "**{name}** guardado"),
        ("about 12,450 exams, 0.5 mSv", "0.5 mSv, unas 12\u00a0450 pruebas"),
        ("to|and|until", "a|al|y|hasta"),
        (" plus ", " más "),
        ("{b} before {a}", "{a} tras {b}"),
        ("not translated yet {n}", ""),
    ],
)
def test_what_is_right_passes(english: str, translated: str) -> None:
    assert list(problems(english, translated)) == []


def test_an_update_keeps_translations_and_guesses_nothing(held: Catalog) -> None:
    template = Catalog()
    for text in ("Done", "Done!", ("{n} exam", "{n} exams")):
        template.add(text)
    new = catalogue.updated(template, held, "es")
    assert _translations(new) == {"Done": "Hecho", "Done!": "", "{n} exam": ("", "")}
    assert not any(m.fuzzy for m in new if m.id)


def test_the_translation_of_a_text_that_is_gone_waits_until_it_comes_back(held: Catalog) -> None:
    nothing = Catalog()
    gone = catalogue.updated(nothing, held, "es")
    assert [m.string for m in gone.obsolete.values()] == ["Hecho"]
    back = Catalog()
    back.add("Done")
    assert _translations(catalogue.updated(back, gone, "es")) == {"Done": "Hecho"}


def test_the_commands_work_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: Catalog) -> None:
    monkeypatch.setattr("translation.catalogue.LOCALE", tmp_path)
    catalogue.write("es", held)
    run = CliRunner()
    done = run.invoke(main, ["chunks", "es", "1", str(tmp_path / "parts")])
    part = Path(done.output.strip())
    assert part.name == "es-1-of-1.json"
    part.write_text(json.dumps(CHUNK), encoding="utf-8")
    done = run.invoke(main, ["merge", "es", str(part)])
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "es: 3 of 3 texts are translated")
    part.write_text(json.dumps({"texts": {"About {n}": "Unos"}}), encoding="utf-8")
    done = run.invoke(main, ["merge", "es", str(part)])
    assert done.exit_code == 1
    assert "1 refused" in done.output
    assert _translations(catalogue.read("es"))["About {n}"] == "Unos {n}"


def test_who_comes_while_somebody_writes_waits_and_says_so_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("translation.catalogue.LOCALE", tmp_path)
    monkeypatch.setattr("translation.catalogue._LONGEST_WAIT_S", 0.2)
    with catalogue.alone(), pytest.raises(SystemExit, match="else is writing"), catalogue.alone():
        pass
    with catalogue.alone():
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_catalogue_is_where_the_program_looks_for_it() -> None:
    assert catalogue.ROOT == ROOT
    assert catalogue.po_file("es").is_relative_to(LOCALE)
    assert catalogue.po_file("es").exists()
