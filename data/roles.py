"""Turns a loaded layer into what it is used as: facilities, a population or an outline."""

import re
import unicodedata
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.county_of import county_rows
from data.errors import DataError
from data.fields import Role, column_of
from data.loaded import GeometryKind, Loaded, list_rows
from data.schema import CRS, FacilityColumn, Province, Status, Tier

FloatArray = npt.NDArray[np.float64]

UNKNOWN_ADCODE: Final = 0
_ADCODE_DIGITS: Final = r"^\s*(\d{6})(?:\d{3}|\d{6})?(?:\.0*)?\s*$"
_COLUMNS_SHOWN: Final = 20
# More than all people alive: a figure beyond it counts something else, or is damaged.
_MOST_PEOPLE: Final = 1e10
_THOUSANDS_APART: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def as_facilities(
    loaded: Loaded, tier: Tier, counties: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Return a user's points as facilities of one tier.

    Parameters
    ----------
    counties
        County polygons in EPSG:4326 with a column `adcode`: tells the county of a point
        whose own code is missing.

    Returns
    -------
    Columns of `data.schema.FacilityColumn` and point geometry, EPSG:4326, RangeIndex, in the
    order of the file. Unknown: adcode 0, province and grade empty, beds, staff and
    position_error_m NaN. A facility without a name is called by its file and record number.

    Raises
    ------
    DataError
        `not_points` when the layer holds lines or polygons.
    """
    _require_points(loaded)
    frame = loaded.frame
    adcode = _adcodes(frame)
    lon, lat = _lon_lat(frame)
    if counties is not None:
        found = _counties_of(lon, lat, counties)
        adcode = np.where(adcode == UNKNOWN_ADCODE, found, adcode)
    provinces = [Province.of_adcode(int(code)) for code in adcode]
    data = {
        FacilityColumn.ID: [f"user-{n}" for n in range(1, len(frame) + 1)],
        FacilityColumn.NAME: _names(loaded),
        FacilityColumn.TIER: tier.value,
        FacilityColumn.PROVINCE: [p.value if p is not None else "" for p in provinces],
        FacilityColumn.ADCODE: adcode,
        FacilityColumn.LON: lon,
        FacilityColumn.LAT: lat,
        FacilityColumn.STATUS: Status.USER.value,
        FacilityColumn.POSITION_SOURCE: loaded.path.name,
        FacilityColumn.POSITION_ERROR_M: np.nan,
        FacilityColumn.GRADE: _texts(frame, Role.GRADE),
        FacilityColumn.BEDS: _counts(frame, Role.BEDS),
        FacilityColumn.STAFF: _counts(frame, Role.STAFF),
        FacilityColumn.NETWORK: "",
        FacilityColumn.SOURCE: loaded.path.name,
    }
    table = pd.DataFrame({column.value: values for column, values in data.items()})
    return gpd.GeoDataFrame(table, geometry=frame.geometry.array, crs=CRS)


def as_population(loaded: Loaded) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return lon, lat (degrees, WGS 84) and population of a user's demand points, each (n,).

    Raises
    ------
    DataError
        `not_points`; `population_missing` (no such column); `population_invalid` (a figure
        that is missing, negative, above ten thousand million or no number).
    """
    _require_points(loaded)
    frame = loaded.frame
    column = column_of(_attributes(frame), Role.POPULATION)
    if column is None:
        listed = ", ".join(_attributes(frame)[:_COLUMNS_SHOWN]) or "-"
        raise DataError("population_missing", file=loaded.path.name, found=listed)
    population = _numbers(frame[column])
    wrong = ~((population >= 0) & (population <= _MOST_PEOPLE))
    if wrong.any():
        raise DataError(
            "population_invalid",
            file=loaded.path.name,
            field=column,
            count=int(wrong.sum()),
            rows=list_rows(loaded.source_rows[wrong]),
        )
    return *_lon_lat(frame), population


def as_outline(loaded: Loaded) -> gpd.GeoDataFrame:
    """Return a user's polygons or lines with the one column `name`, EPSG:4326.

    Raises
    ------
    DataError
        `not_outline` when the layer holds points.
    """
    if loaded.geometry is GeometryKind.POINTS:
        raise DataError("not_outline", file=loaded.path.name)
    names = pd.DataFrame({FacilityColumn.NAME.value: _texts(loaded.frame, Role.NAME)})
    return gpd.GeoDataFrame(names, geometry=loaded.frame.geometry.array, crs=CRS)


def _require_points(loaded: Loaded) -> None:
    if loaded.geometry is not GeometryKind.POINTS:
        raise DataError("not_points", file=loaded.path.name)


def _lon_lat(frame: gpd.GeoDataFrame) -> tuple[FloatArray, FloatArray]:
    points = frame.geometry.to_numpy()
    return shapely.get_x(points), shapely.get_y(points)


def _attributes(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(name) for name in frame.columns if name != frame.geometry.name]


def _texts(frame: gpd.GeoDataFrame, role: Role) -> list[str]:
    """Return a column as text, empty where there is no such column or value."""
    column = column_of(_attributes(frame), role)
    if column is None:
        return [""] * len(frame)
    values = frame[column]
    return ["" if pd.isna(value) else str(value).strip() for value in values]


def _names(loaded: Loaded) -> list[str]:
    """Return names, those missing made of the file's name and the record number."""
    names = _texts(loaded.frame, Role.NAME)
    stem = loaded.path.stem
    return [name or f"{stem} {row}" for name, row in zip(names, loaded.source_rows, strict=True)]


def _counts(frame: gpd.GeoDataFrame, role: Role) -> FloatArray:
    """Return a column of counts; NaN where there is none or it is no count."""
    column = column_of(_attributes(frame), role)
    if column is None:
        return np.full(len(frame), np.nan)
    values = _numbers(frame[column])
    return np.where(np.isfinite(values) & (values >= 0), values, np.nan)


def _numbers(values: "pd.Series[float]") -> FloatArray:
    """Return a column as numbers, NaN where there is none; `1,234` and full width are read."""
    if not pd.api.types.is_numeric_dtype(values):
        values = values.map(_plain_number)
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _plain_number(value: object) -> object:
    """Return a number written as text the way programs read it, anything else as it is."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFKC", value).strip()
    return text.replace(",", "") if _THOUSANDS_APART.fullmatch(text) else text


def _adcodes(frame: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Return six-digit county codes from a code column; 0 where there is none.

    Codes of townships (9 digits) and villages (12) begin with their county's.
    """
    column = column_of(_attributes(frame), Role.ADCODE)
    if column is None:
        return np.full(len(frame), UNKNOWN_ADCODE, dtype=np.int64)
    values = frame[column]
    texts = values.map(lambda v: f"{v:.0f}" if isinstance(v, float) else str(v))
    found = texts.str.extract(_ADCODE_DIGITS, expand=False)
    return pd.to_numeric(found, errors="coerce").fillna(UNKNOWN_ADCODE).to_numpy(dtype=np.int64)


def _counties_of(
    lon: FloatArray, lat: FloatArray, counties: gpd.GeoDataFrame
) -> npt.NDArray[np.int64]:
    """Return the code of the county each point lies in; 0 where in none."""
    row = county_rows(lon, lat, counties.geometry.to_numpy())
    codes = pd.to_numeric(counties["adcode"]).to_numpy(dtype=np.int64)
    # The code put last is what the row -1, in no county, finds.
    return np.append(codes, UNKNOWN_ADCODE)[row]
