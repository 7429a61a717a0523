"""Columns of the clinician's tables: what stands above them, and how their numbers are written."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker import wording

COEFFICIENT_FIGURES = 3
ESTIMATE_FIGURES = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: in the DataFrame; a number carries its unit there.
        label: what it is called.
        unit: of a number, "" for a text.
        figures: significant figures to show: 0 for a text, 2 for an estimate, more for what was reported.
        always: whether it is shown even where nothing stands in it.
    """

    name: str
    label: str
    unit: str = ""
    figures: int = 0
    always: bool = False

    @property
    def title(self) -> str:
        """What stands above it, with the unit."""
        return f"{self.label}, {self.unit}" if self.unit else self.label


def written(value: float, column: Column) -> str:
    """A number as people write it in this column: an estimate never with more than two decimals; "" for NaN."""
    if np.isnan(value):
        return ""
    return (
        wording.number(value) if column.figures == ESTIMATE_FIGURES else wording.reported_number(value, column.figures)
    )


def shown_columns(table: pd.DataFrame, every: Iterable[Column]) -> tuple[Column, ...]:
    """The columns worth showing: without those that hold nothing in this table, unless they always stand there."""
    return tuple(column for column in every if column.always or not _empty(table[column.name], column))


def _empty(cells: pd.Series, column: Column) -> bool:
    return bool(cells.isna().all() if column.figures else cells.eq("").all())


def cells(values: pd.Series, column: Column) -> list[str]:
    """A column as texts; "" where there is nothing."""
    if not column.figures:
        return [str(value) for value in values]
    return [written(value, column) for value in values.to_numpy(dtype=float).tolist()]


def as_text(table: pd.DataFrame, shown: Iterable[Column]) -> pd.DataFrame:
    """The table as texts under its titles."""
    return pd.DataFrame({column.title: cells(table[column.name], column) for column in shown})
