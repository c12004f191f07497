"""Brings the values of a layer into the form that each file format can hold."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.layer.attributes import distinct_names
from data.text.fields import guess_columns
from data.text.formulas import guarded

LON: Final = "lon"
LAT: Final = "lat"
_DBF_NAME: Final = 10
_DBF_TEXT_BYTES: Final = 254
_DBF_INTEGER: Final = 10**17
_SHEET_INTEGER: Final = 10**15
_SAME_DEG: Final = 1e-9

# Of whatever type: what pandas holds is only known when it runs.
Column: TypeAlias = "pd.Series[Any]"
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def writable(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer whose columns are numbers, truths, dates or text, with text names."""
    names = [name for name in frame.columns if name != frame.geometry.name]
    titles = distinct_names(str(name) for name in names)
    data = {title: _plain(frame[name]) for title, name in zip(titles, names, strict=True)}
    table = pd.DataFrame(data, index=pd.RangeIndex(len(frame)))
    return gpd.GeoDataFrame(table, geometry=frame.geometry.array, crs=frame.crs)


def with_positions(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the attributes and the columns `lon` and `lat` of a layer of points in degrees.

    Columns of these names that say otherwise are kept as `lon_original` and `lat_original`.
    """
    points = frame.geometry.to_numpy()
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    if {LON, LAT} <= set(table.columns) and _alike(table[LON], lon) and _alike(table[LAT], lat):
        table[LON], table[LAT] = lon, lat
        return table
    named = {name: f"{name}_original" for name in (LON, LAT) if name in table.columns}
    table = table.rename(columns=named)
    table[LON], table[LAT] = lon, lat
    return table


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return distinct names of at most ten ASCII letters, digits and underscores.

    Headings that we know become the English word; others are cut, or numbered.
    """
    listed = list(names)
    roles = {column: role.value for role, column in guess_columns(listed).items()}
    short: dict[str, str] = {}
    taken: set[str] = set()
    for number, name in enumerate(listed, start=1):
        plain = re.sub(r"\W", "_", name) if name.isascii() else roles.get(name, f"field_{number}")
        stem = plain[:_DBF_NAME] or f"field_{number}"
        found, again = stem, 2
        while found.lower() in taken:
            found, again = f"{stem[: _DBF_NAME - len(str(again)) - 1]}_{again}", again + 1
        taken.add(found.lower())
        short[name] = found
    return short


def within_dbf(values: Column) -> tuple[Column, npt.NDArray[np.int64]]:
    """Return a column as DBF can hold it, and the rows whose text was cut to 254 bytes."""
    nothing = np.empty(0, dtype=np.int64)
    if pd.api.types.is_datetime64_any_dtype(values):
        return pd.Series(as_text(values), index=values.index, dtype=object), nothing
    if _holds_beyond(values, _DBF_INTEGER):
        return values.astype(str), nothing
    if not is_text(values):
        return values, nothing
    texts = [None if value is None else _cut(value) for value in values]
    cut = [n for n, (a, b) in enumerate(zip(values, texts, strict=True)) if a != b]
    return pd.Series(texts, index=values.index, dtype=object), np.array(cut, dtype=np.int64)


def as_text(values: Column) -> list[str]:
    """Return a column as cells of a text table, blank where there is nothing."""
    if is_text(values):
        return ["" if value is None else guarded(value) for value in values]
    if pd.api.types.is_datetime64_any_dtype(values):
        return ["" if value is None else value for value in _date_texts(values)]
    if pd.api.types.is_float_dtype(values):
        # The shortest digits that give the same number again.
        return [repr(value) if np.isfinite(value) else "" for value in values.tolist()]
    return [str(value) for value in values.tolist()]


def as_cell(values: Column) -> list[object]:
    """Return a column as cells of a spreadsheet, None where there is nothing.

    Numbers that a spreadsheet would round are text.
    """
    if is_text(values):
        return [None if value is None else _ILLEGAL.sub("", value) for value in values]
    if pd.api.types.is_datetime64_any_dtype(values):
        if getattr(values.dtype, "tz", None) is not None:
            return [*_date_texts(values)]
        return [*values.astype(object).where(values.notna(), None)]
    if pd.api.types.is_float_dtype(values):
        return [value if np.isfinite(value) else None for value in values.tolist()]
    if _holds_beyond(values, _SHEET_INTEGER):
        return [str(value) for value in values.tolist()]
    return list(values.tolist())


def as_json(values: Column) -> list[object]:
    """Return a column as JSON holds it, None where there is nothing."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return [value.isoformat() if there else None for value, there in _dates(values)]
    if pd.api.types.is_float_dtype(values):
        return [value if np.isfinite(value) else None for value in values.tolist()]
    return list(values.tolist())


def is_text(values: Column) -> bool:
    """Return whether a column holds text."""
    return not (
        pd.api.types.is_numeric_dtype(values)
        or pd.api.types.is_bool_dtype(values)
        or pd.api.types.is_datetime64_any_dtype(values)
    )


def _plain(values: Column) -> Column:
    """Return a column whose text is str or None, and whose numbers are of numpy's types."""
    column = values.reset_index(drop=True)
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if not is_text(column):
        if pd.api.types.is_extension_array_dtype(column.dtype) and column.isna().any():
            return column.astype(float)
        return column
    texts = [None if _missing(value) else _as_str(value) for value in column]
    return pd.Series(texts, dtype=object)


def _holds_beyond(values: Column, limit: int) -> bool:
    """Return whether a column has whole numbers of `limit` and more, on either side."""
    if not pd.api.types.is_integer_dtype(values):
        return False
    return bool((values >= limit).any() or (values <= -limit).any())


def _missing(value: object) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or value != value  # noqa: PLR0124


def _as_str(value: object) -> str:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _cut(text: str) -> str:
    raw = text.encode("utf-8", "replace")
    return text if len(raw) <= _DBF_TEXT_BYTES else raw[:_DBF_TEXT_BYTES].decode("utf-8", "ignore")


def _date_text(value: pd.Timestamp) -> str:
    if value.tz is None and value == value.normalize():
        return value.date().isoformat()
    return value.isoformat()


def _date_texts(values: Column) -> list[str | None]:
    return [_date_text(value) if there else None for value, there in _dates(values)]


def _dates(values: Column) -> list[tuple[pd.Timestamp, bool]]:
    return list(zip(values, values.notna().tolist(), strict=True))


def _alike(values: Column, wanted: npt.NDArray[np.float64]) -> bool:
    if not pd.api.types.is_numeric_dtype(values):
        return False
    numbers = values.to_numpy(dtype=float)
    same = (np.abs(numbers - wanted) <= _SAME_DEG) | (np.isnan(numbers) & np.isnan(wanted))
    return bool(same.all())
