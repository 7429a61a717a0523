"""Which columns of the published tables are sentences or names that a person reads."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

# Table -> its columns that are shown through gettext. The first column of a row says which row it is.
TEXTS: Mapping[str, tuple[str, ...]] = {
    "activity_coefficients": ("name",),
    "aftercare": ("text",),
    "background": ("name",),
    "drugs": ("name",),
    "exam_kinds": ("plain_name", "name", "derivation"),
    "positions": ("body", "sentence"),
    "questions": ("text", "label"),
    "regions": ("plain_name", "name"),
    "skin_reactions": ("clinical",),
    "tissue_weights": ("tissue",),
}


def texts(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The texts of the tables in a folder: name of the file, the text, and where in the table it stands."""
    for table, columns in TEXTS.items():
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                place = next(iter(row.values()))
                yield from ((file_name(table), row[name], f"{name} of {place}") for name in columns if row[name])


def file_name(table: str) -> str:
    """The file of a table, as the catalogue names it."""
    return f"data/reference/{table}.csv"
