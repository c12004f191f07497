"""The columns of a layer, each in little room; pandas' own are made when they are asked for."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

# Text as UTF-8, up to 15 bytes in the cell itself: an object for each takes five times the room.
TEXT: Final = np.dtypes.StringDType(na_object=None)

Array: TypeAlias = npt.NDArray[Any]
# A column of few texts is held as a Categorical: the texts, and the place of each cell's.
Held: TypeAlias = "Array | pd.Series[Any] | pd.Categorical"
# Of whatever type: what pandas holds is only known when it runs.
Column: TypeAlias = "pd.Series[Any]"


class Attributes:
    """Columns of one length by distinct names, in the order of the file."""

    def __init__(self, columns: "Mapping[str, Held]", length: int) -> None:
        self._columns = dict(columns)
        self._length = length

    @classmethod
    def of(cls, frame: pd.DataFrame) -> "Attributes":
        """Return the columns of a table."""
        return cls({str(name): frame[name] for name in frame.columns}, len(frame))

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, name: str) -> Column:
        """Return a column as pandas has it."""
        return _as_series(self._columns[name])

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return list(self._columns)

    @property
    def arrays(self) -> list[Array]:
        """The columns as they are held."""
        return [np.asarray(values) for values in self._columns.values()]

    def rename(self, names: Iterable[str]) -> None:
        """Give the columns other names, distinct ones."""
        self._columns = dict(zip(names, self._columns.values(), strict=True))

    def add(self, name: str, values: Array) -> None:
        """Add a column."""
        self._columns[name] = values

    def keep(self, rows: Array) -> None:
        """Keep some rows, by mask or number; one column after the other, never two of all."""
        length = int(rows.sum()) if rows.dtype == bool else len(rows)
        for name, values in self._columns.items():
            if isinstance(values, pd.Series):
                self._columns[name] = values[rows].reset_index(drop=True)
            else:
                self._columns[name] = values[rows]
        self._length = length

    def head(self, rows: int) -> pd.DataFrame:
        """Return the first rows as a table."""
        return self._table(slice(rows))

    def every(self, step: int) -> pd.DataFrame:
        """Return every so many rows as a table."""
        return self._table(slice(None, None, step))

    def frame(self) -> pd.DataFrame:
        """Return all of it as a table."""
        return self._table(slice(None))

    def _table(self, rows: slice) -> pd.DataFrame:
        data = {}
        for name, values in self._columns.items():
            data[name] = _as_series(values[rows]).reset_index(drop=True)
        index = pd.RangeIndex(len(range(self._length)[rows]))
        return pd.DataFrame(data, index=index, copy=False)


def as_text(values: Array) -> Array:
    """Return a column of text, None where there is none, in the least room it can have.

    What repeats itself is better held as the objects that its cells share.
    """
    try:
        return values.astype(TEXT)
    except (UnicodeEncodeError, ValueError):
        # Half of a pair of code units, which UTF-8 has no bytes for.
        return values


def _as_series(values: Held) -> Column:
    if isinstance(values, pd.Series):
        return values
    if isinstance(values, pd.Categorical):
        return pd.Series(np.asarray(values, dtype=object))
    return pd.Series(values.astype(object) if values.dtype == TEXT else values)


def distinct_names(names: Iterable[str]) -> list[str]:
    """Return column names made distinct: `name`, `name_2`; an empty one becomes `field`."""
    taken: dict[str, int] = {}
    for name in names:
        # "geometry" is the frame's own column.
        wanted = "geometry_1" if name == "geometry" else name or "field"
        distinct, number = wanted, taken.get(wanted, 0) + 1
        while distinct in taken:
            distinct, number = f"{wanted}_{number}", number + 1
        taken[wanted] = number - 1 if distinct != wanted else 1
        taken.setdefault(distinct, 1)
    return list(taken)
