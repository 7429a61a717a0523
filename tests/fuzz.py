"""Throws mutated files at every reader and what follows it: `make fuzz`; `python -m tests.fuzz 20000`: so many each.

No exception may leave a reader, none may take over five seconds, and memory stays bounded. The counts are printed.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.timing import peak_memory_mb
from tests.readers import TODAY, make_images, make_papers
from tracker.dose import plausibility
from tracker.history.summary import summarise
from tracker.intake.known import told_before
from tracker.readers import any_file
from tracker.readers.dicom.images import read_image
from tracker.readers.dicom.report import read_bytes
from tracker.readers.draft import PersonDraft
from tracker.readers.fhir.apple_health import read_apple_health
from tracker.readers.fhir.export import FhirExport, read_fhir_bytes
from tracker.readers.files import walk
from tracker.readers.found import Upload
from tracker.readers.gather import gather
from tracker.readers.letter.letter import propose, read_pdf, read_text
from tracker.readers.merge import merge
from tracker.readers.paper import word_text
from tracker.readers.paper_worker import looked_at
from tracker.readers.sheet import sheet
from tracker.readers.whose import compare
from tracker.record import sample
from tracker.record.database import open_desk
from tracker.view.sheets import exams_csv, exams_xlsx
from tracker.view.workbook import template_csv

SAMPLES = Path(__file__).parents[1] / "data" / "sample" / "dose_reports"
LONGEST_S = 5.0
MOST_MB = 1500
SEED = 20261101


@dataclass
class Target:
    """One reader, and whole files of its kind to start from."""

    name: str
    read: Callable[[bytes], object]
    seeds: list[bytes]


def targets() -> list[Target]:
    reports = [path.read_bytes() for path in sorted(SAMPLES.glob("*.dcm"))]
    slices = [make_images.content(ds) for ds in make_images.ct_slices(2)]
    images = [*slices, *(make_images.content(make_images.image(m, m, "x", KVP="70")) for m in ("DX", "MG", "PT", "XA"))]
    desk = open_desk(":memory:")
    summary = summarise(desk, sample.load(desk))
    text = "CT ABDOMEN 3 March 2025. DLP 520 mGy.cm; DAP 45 Gy.cm2; fluoroscopy time 6.2 minutes. Tc-99m MDP 25 mCi."
    bundle = json.dumps(FHIR).encode()
    return [
        Target("dose reports", lambda data: read_bytes("x.dcm", data, TODAY), reports),
        Target("image headers", lambda data: read_image("x.dcm", data, TODAY), images),
        Target("FHIR", lambda data: read_fhir_bytes("x.json", data, TODAY), [bundle]),
        Target(
            "Apple Health",
            lambda data: list(read_apple_health(data, FhirExport("export.zip", TODAY))),
            [_zip({"clinical-records/1.json": bundle})],
        ),
        Target("tables", lambda data: sheet.read_sheet("x.csv", data, TODAY), [exams_csv(summary), template_csv()]),
        Target("workbooks", lambda data: sheet.read_sheet("x.xlsx", data, TODAY), [exams_xlsx(summary)]),
        Target("report text", lambda data: propose(data.decode("utf-8", "replace"), TODAY), [text.encode()]),
        Target("PDF", lambda data: read_pdf("x.pdf", data, TODAY), [_pdf(text), _pdf(f"{text}\n\n{LISTED}")]),
        Target("Word files", word_text, [make_papers.word(header1="Patient: Maria Example")]),
        Target("pages", lambda data: looked_at("pdf", data, 0, 300), [make_papers.pdf(), make_papers.scan()]),
        Target("photos", lambda data: looked_at("photo", data, 0, 300), [make_papers.photo(kind="PNG")]),
        Target("standard input", lambda data: _any(data, "-"), [text.encode(), LISTED.encode("utf-16"), bundle]),
        Target("whole tables", lambda data: sheet.read_sheet("x.csv", data, TODAY), [TABLE.encode(), LISTED.encode()]),
        Target("doubts about numbers", _doubts, [text.encode(), LISTED.encode()]),
        Target("whose it is", _whose, [b"van den Berg^Maria", "Søren Łukasz Şahin-Weiß".encode(), b"MUELLER^J"]),
        Target("one exam of many files", _merged, [*reports[:4], text.encode(), bundle, TABLE.encode()]),
        Target("any file", _any, [*reports[:4], bundle, _zip({"a.dcm": reports[0], "b.json": bundle})]),
    ]


# A heading over two lines, a row of units, a group, merged and repeated cells, a number with its unit, and a total.
TABLE = """My scans;;;
;;Dose;
Date;Exam;DLP;CTDIvol
;;mGy.cm;mGy
Hospital;;;
3.3.2015;CT belly;520;12,1
";";388 mGy.cm;45 mGy (16 cm)
March 2016;X-ray chest;;
40000;CT head;1.020,5;60
Total;;1928,5;
"""
LISTED = "Series CTDIvol (mGy) DLP (mGy.cm)\nChest 8.4 312.5\nAbdomen 9.1 400.1\nTotal 712.6"


def _pdf(text: str) -> bytes:
    import typst

    made = typst.compile(text.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def _doubts(data: bytes) -> object:
    """The check of every number that a mutated text states, by the kind it names and by the machine alone."""
    exams = read_text("x.txt", data.decode("utf-8", "replace"), TODAY).exams
    return [plausibility.doubts(key, e.modality, e.measurements) for e in exams for key in (e.kind_key, "")]


def _whose(data: bytes) -> object:
    name, born = data.decode("utf-8", "replace"), date(1971, 5, 21)
    people = (PersonDraft("Søren van den Berg", born, "male"), PersonDraft(name, None, ""), PersonDraft("", born, ""))
    return [compare(person, PersonDraft(name, born, "female")) for person in people]


def _merged(data: bytes) -> object:
    """A mutated file beside a whole one of the same exam, put together and planned beside a record that has some."""
    whole = (SAMPLES / "ct_abdomen_pelvis.dcm").read_bytes()
    exams = gather([Upload("a", data), Upload("b", whole), Upload("c", data)], TODAY).exams
    merged = merge([*exams, *exams])
    return [told_before(one, merged) for one in merged]


FHIR = {
    "resourceType": "Bundle",
    "entry": [
        {"resource": {"resourceType": "Patient", "id": "1", "name": [{"family": "Example", "given": ["Maria"]}]}},
        {
            "resource": {
                "resourceType": "ImagingStudy",
                "status": "available",
                "started": "2020-03-04T10:00:00Z",
                "series": [{"uid": "1.2", "modality": {"code": "CT"}, "bodySite": {"code": "51185008"}}],
            }
        },
    ],
}


def _zip(files: dict[str, bytes]) -> bytes:
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _any(data: bytes, name: str = "x") -> object:
    return [any_file.read_any(found, TODAY) for found in walk([Upload(name, data)])]


def mutated(seed: bytes, rng: random.Random) -> bytes:
    """A few bytes changed, removed, doubled or cut off."""
    data = bytearray(seed)
    for _change in range(rng.randint(1, 12)):
        if not data:
            break
        at, length = rng.randrange(len(data)), rng.choice((1, 1, 2, 4, 16, 200))
        piece = data[at : at + length]
        match rng.randrange(5):
            case 0:
                data[at : at + length] = rng.randbytes(len(piece))
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = piece * rng.randint(1, 4)
            case 3:
                data[at] = rng.choice((0, 1, 9, 0x22, 0x2D, 0x30, 0x39, 0x5B, 0x7B, 0xFE, 0xFF))
            case _:
                # Cutting off is rarer: it leaves little for the other changes to meet.
                del data[at : len(data) if rng.random() < 0.1 else at + 1]
    return bytes(data)


def run(target: Target, inputs: int) -> float:
    """The longest time one input took, in seconds; an exception ends the run with the input that caused it."""
    rng, longest = random.Random(f"{SEED} {target.name}"), 0.0
    for number in range(inputs):
        data = mutated(rng.choice(target.seeds), rng)
        start = time.perf_counter()
        try:
            target.read(data)
        except Exception:
            Path(f"fuzz-{target.name.replace(' ', '-')}-{number}.bin").write_bytes(data)
            raise
        longest = max(longest, time.perf_counter() - start)
    return longest


def main() -> None:
    import logging
    import warnings

    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    inputs = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    for target in targets():
        longest = run(target, inputs)
        memory_mb = peak_memory_mb()
        print(f"{target.name}: {inputs} inputs, no exception, longest {longest:.2f} s, {memory_mb} MB", flush=True)
        assert longest < LONGEST_S
        assert memory_mb < MOST_MB


if __name__ == "__main__":
    main()
