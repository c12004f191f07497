"""What the cells of a table are: numbers, truths or text; and the columns made of them."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.layer.attributes import Array, Attributes, Held, as_text
from data.text.formulas import unguarded
from data.text.numerals import floats

_EXACT_DIGITS: Final = 15
_EXACT_INTEGER: Final = 2**53
_PLACE: Final = np.int32
_KNOWN_TEXTS: Final = 200_000
_TRIED_ROWS: Final = 20_000
_MOST: Final = 0.9

Cell = object
Row = list[Cell]
FloatArray = npt.NDArray[np.float64]


@dataclass(slots=True)
class Seen:
    """What the cells of one column are, as far as they were seen.

    Attributes
    ----------
    numbers, whole, truths
        Whether every filled cell is a number, a whole number, true or false.
    filled, blank
        How many cells are.
    """

    numbers: bool = True
    whole: bool = True
    truths: bool = True
    filled: int = 0
    blank: int = 0


def look_at(column: Seen, values: list[Cell]) -> None:
    """Take account of some cells of a column."""
    filled: list[Cell] = [value for value in values if has_text(value)]
    column.filled += len(filled)
    column.blank += len(values) - len(filled)
    if not filled:
        return
    column.truths = column.truths and all(isinstance(value, bool) for value in filled)
    if column.numbers:
        numbers = _numbers(filled)
        column.numbers = numbers is not None
        column.whole = column.whole and numbers is not None and _are_whole(filled, numbers)


def _numbers(filled: list[Cell]) -> FloatArray | None:
    """Return cells as numbers, None unless every one is one.

    Codes stay text: a leading zero or more digits than a float holds would be lost.
    """
    if any(isinstance(v, str) and _is_code(v.strip()) for v in filled):
        return None
    if not all(isinstance(v, str | int | float) and not isinstance(v, bool) for v in filled):
        return None
    numbers = floats(filled)
    return numbers if np.isfinite(numbers).all() else None


def _is_code(text: str) -> bool:
    digits = text.lstrip("+-")
    too_long = len(digits) > _EXACT_DIGITS and digits.isdigit()
    return too_long or (digits[:1] == "0" and digits[1:2].isdigit())


def _are_whole(filled: list[Cell], numbers: FloatArray) -> bool:
    # "12.0" as text is written so on purpose; a spreadsheet has no other way to hold 12.
    if any(isinstance(v, str) and not v.strip().lstrip("+-").isdigit() for v in filled):
        return False
    return bool(((np.abs(numbers) < _EXACT_INTEGER) & (numbers == np.floor(numbers))).all())


class Columns:
    """Collects a table's columns chunk by chunk, each in the least room.

    Attributes
    ----------
    garbled
        Records, from 1, with a character that did not decode.
    count
        Rows taken up so far.
    """

    def __init__(self, names: list[str], seen: list[Seen]) -> None:
        self._names = names
        self._seen = seen
        # Room for all rows at once: pieces put together later would be held twice.
        self._values: list[Array] = [
            np.empty(each.filled + each.blank, dtype=_type_of(each)) for each in seen
        ]
        # What repeats itself is held once, and its place among the others for each cell.
        self._known: list[dict[str, int] | None] = [
            {} if values.dtype == _PLACE else None for values in self._values
        ]
        self.garbled: list[int] = []
        self.count = 0

    def add(self, columns: list[tuple[Cell, ...]]) -> None:
        """Take up some rows: the cells of each column."""
        end = self.count + len(columns[0])
        for i, cells in enumerate(columns):
            if self._values[i].dtype == bool:
                self._values[i][self.count : end] = cells
            elif self._seen[i].filled and self._seen[i].numbers:
                filled = [cell if has_text(cell) else np.nan for cell in cells]
                self._values[i][self.count : end] = floats(filled)
            else:
                self._add_texts(i, self._texts(cells))
        self.count = end

    def attributes(self) -> Attributes:
        """Return the columns."""
        columns: dict[str, Held] = {}
        for name, values, known in zip(self._names, self._values, self._known, strict=True):
            if known is None:
                columns[name] = values
            else:
                texts = pd.Index(list(known), dtype=object)
                columns[name] = pd.Categorical.from_codes(values, texts)
        return Attributes(columns, self.count)

    def _add_texts(self, column: int, texts: list[str]) -> None:
        """Hold a text that repeats itself once, and a column where few do as one block of text."""
        known, end = self._known[column], self.count + len(texts)
        if known is not None:
            places = [known.setdefault(text, len(known)) for text in texts]
            few = end > _TRIED_ROWS and len(known) > _MOST * end
            if few or len(known) > _KNOWN_TEXTS:
                self._spell_out(column, list(known))
            else:
                self._values[column][self.count : end] = places
                return
        try:
            self._values[column][self.count : end] = texts
        except UnicodeEncodeError:
            self._values[column] = self._values[column].astype(object)
            self._values[column][self.count : end] = texts

    def _spell_out(self, column: int, known: list[str]) -> None:
        """Hold the texts of a column themselves from now on."""
        spelt = as_text(np.array([*known, ""], dtype=object))
        places = self._values[column][: self.count]
        self._known[column] = None
        self._values[column] = np.empty(len(self._values[column]), dtype=spelt.dtype)
        for start in range(0, self.count, _TRIED_ROWS):
            rows = slice(start, min(self.count, start + _TRIED_ROWS))
            self._values[column][rows] = spelt[places[rows]]

    def _texts(self, values: tuple[Cell, ...]) -> list[str]:
        texts = [value if isinstance(value, str) else text_of(value) for value in values]
        joined = "\n".join(texts)
        if "\ufffd" in joined:
            found = (i for i, text in enumerate(texts, start=1) if "\ufffd" in text)
            self.garbled.extend(self.count + i for i in found)
        if "'" in joined:
            # Our own writer, among others, so keeps a text from being taken for a formula.
            texts = [unguarded(text) for text in texts]
        return texts


def _type_of(seen: Seen) -> npt.DTypeLike:
    if seen.filled and seen.truths and not seen.blank:
        return bool
    if seen.filled and seen.numbers:
        return np.int64 if seen.whole and not seen.blank else np.float64
    return _PLACE


def has_text(cell: Cell) -> bool:
    """Return whether a cell is not blank."""
    if isinstance(cell, str):
        return bool(cell) and not cell.isspace()
    return cell is not None


def text_of(cell: Cell) -> str:
    """Return a cell as text: 12.0 of a spreadsheet is 12, a day without a time the day."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT_INTEGER:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat()
    return str(cell)
