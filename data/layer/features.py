"""Collects features, each with attributes of its own, into the columns of one table."""

import json
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from data.errors import DataError
from data.layer.attributes import Attributes, distinct_names

MAX_COLUMNS: Final = 2000
_MAX_CELLS: Final = 200_000_000
_EXACT: Final = 2**63
_KNOWN_TEXTS: Final = 5_000


class Features:
    """Rows that are added one by one; an attribute that a row lacks is missing there."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._columns: dict[str, list[object]] = {}
        self._known: dict[str, str] = {}
        self.count = 0

    def add(self, attributes: Mapping[str, object]) -> None:
        """Add a row.

        Raises
        ------
        DataError
            `table_too_wide` above 2000 attributes, or 200 million cells.
        """
        for name, value in attributes.items():
            column = self._columns.setdefault(name, [])
            column.extend([None] * (self.count - len(column)))
            if len(self._known) > _KNOWN_TEXTS:
                self._known.clear()
            column.append(self._known.setdefault(value, value) if isinstance(value, str) else value)
        self.count += 1
        width = len(self._columns)
        if width > MAX_COLUMNS or width * self.count > _MAX_CELLS:
            raise DataError("table_too_wide", file=self._file, count=width, limit=MAX_COLUMNS)

    def attributes(self) -> tuple[Attributes, list[int]]:
        """Return the columns, and the records that hold a character that did not decode."""
        garbled: set[int] = set()
        data: dict[str, npt.NDArray[np.generic]] = {}
        names = distinct_names(name.strip() for name in self._columns)
        for title, name in zip(names, list(self._columns), strict=True):
            column = self._columns.pop(name)
            column.extend([None] * (self.count - len(column)))
            data[title] = _typed(column, garbled)
        return Attributes(data, self.count), sorted(garbled)


def _typed(values: list[object], garbled: set[int]) -> npt.NDArray[np.generic]:
    """Return a column in the narrowest type that holds all its values."""
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return np.array(values, dtype=bool)
    if kinds == {int} and all(-_EXACT <= v < _EXACT for v in values if isinstance(v, int)):
        return np.array(values, dtype=np.int64)
    if kinds <= {int, float, type(None)} and kinds & {int, float}:
        try:
            return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        except OverflowError:
            pass
    column = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):
        text = value if value is None or isinstance(value, str) else _json(value)
        if text is not None and "\ufffd" in text:
            garbled.add(row + 1)
        column[row] = text
    return column


def _json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return str(value)[:100]
