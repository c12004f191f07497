"""Turns a loaded layer into what it is used as: facilities, a population or an outline."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from data.errors import DataError
from data.findings import list_rows
from data.layer.loaded import GeometryKind, Loaded
from data.layer.records import Records
from data.lists import several
from data.place.named_county import UNKNOWN_ADCODE, adcodes_of, named_counties
from data.reference.counties import county_rows
from data.schema import CRS, FacilityColumn, Province, Status, Tier
from data.text.fields import Role, guess_columns
from data.text.numerals import plain_number
from data.text.tier_words import tier_in, tier_of

FloatArray = npt.NDArray[np.float64]
Columns = Mapping[Role, str]

_COLUMNS_SHOWN: Final = 20
# More than all people alive: a figure beyond it counts something else, or is damaged.
_MOST_PEOPLE: Final = 1e10
# No facility has a million beds: such a figure counts something else, or is damaged.
_MOST_COUNTED: Final = 1e6
_THOUSANDS_APART: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def as_facilities(
    loaded: Loaded,
    tier: Tier,
    counties: gpd.GeoDataFrame | None = None,
    *,
    by_row: bool = False,
) -> gpd.GeoDataFrame:
    """Return a user's points as facilities.

    Parameters
    ----------
    tier
        Tier of all of them or, where `by_row`, of those whose words say none.
    counties
        County polygons in EPSG:4326 with a column `adcode`: tells the county of a point
        that has no code of its own and lies in one.
    by_row
        Whether each gets the tier that its own words say (`row_tiers`).

    Returns
    -------
    Columns of `data.schema.FacilityColumn` and point geometry, EPSG:4326, RangeIndex, in the
    order of the file. Unknown: adcode 0, province, grade and speciality empty, beds and staff
    NaN. A facility without a name is called by its file and record number. One that reading placed
    at its township's seat keeps the source and the error bound of that position; of the
    others the file is the source and `position_error_m` NaN.

    Raises
    ------
    DataError
        `not_points` when the layer holds lines or polygons.
    """
    _require_points(loaded)
    records, columns = loaded.records, columns_of(loaded)
    lon, lat = records.lon_lat()
    adcode = _adcodes(loaded, columns, counties)
    provinces = [Province.of_adcode(int(code)) for code in adcode]
    own = row_tiers(loaded) if by_row else [None] * len(records)
    source, error_m = _position_sources(loaded)
    data = {
        FacilityColumn.ID: [f"user-{n}" for n in range(1, len(records) + 1)],
        FacilityColumn.NAME: _names(loaded),
        FacilityColumn.TIER: [(each or tier).value for each in own],
        FacilityColumn.PROVINCE: [p.value if p is not None else "" for p in provinces],
        FacilityColumn.ADCODE: adcode,
        FacilityColumn.LON: lon,
        FacilityColumn.LAT: lat,
        FacilityColumn.STATUS: Status.USER.value,
        FacilityColumn.POSITION_SOURCE: source,
        FacilityColumn.POSITION_ERROR_M: error_m,
        **_hospital_columns(texts_of(records, columns, Role.GRADE)),
        FacilityColumn.BEDS: _counts(records, columns, Role.BEDS),
        FacilityColumn.STAFF: _counts(records, columns, Role.STAFF),
        FacilityColumn.NETWORK: texts_of(records, columns, Role.NETWORK),
        FacilityColumn.SOURCE: loaded.path.name,
        FacilityColumn.REMARK: "",
    }
    table = pd.DataFrame({column.value: values for column, values in data.items()})
    return gpd.GeoDataFrame(table, geometry=records.shapes(), crs=CRS)


def _hospital_columns(grades: list[str]) -> dict[FacilityColumn, Any]:
    """Return what is told of hospitals: their grades, and not which patients they take."""
    return {
        FacilityColumn.GRADE: grades,
        FacilityColumn.GRADE_KNOWN: [bool(each) for each in grades],
        FacilityColumn.SPECIALITY: "",
    }


def columns_of(loaded: Loaded) -> dict[Role, str]:
    """Return which column of a layer holds what: as the user said, otherwise by heading."""
    return guess_columns(loaded.records.names, loaded.columns)


def row_tiers(loaded: Loaded) -> list[Tier | None]:
    """Return the tier that each record's own words say, None where they say none.

    The words are those of its name, its grade and its column for tier or kind.
    """
    records, columns = loaded.records, columns_of(loaded)
    names = texts_of(records, columns, Role.NAME)
    grades = texts_of(records, columns, Role.GRADE)
    tiers, kinds = (texts_of(records, columns, role) for role in (Role.TIER, Role.KIND))
    rows = zip(names, grades, tiers, kinds, strict=True)
    return [_tier_of_row(name, grade, tier, kind) for name, grade, tier, kind in rows]


def _tier_of_row(name: str, grade: str, tier: str, kind: str) -> Tier | None:
    # What a column for the tier says was written for this purpose; names come second.
    return tier_in(tier) or tier_of(name, grade, kind)


def as_population(loaded: Loaded) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return lon, lat (degrees, WGS 84) and population of a user's demand points, each (n,).

    Raises
    ------
    DataError
        `not_points`; `population_missing` (no such column); `population_invalid` (a figure
        that is missing, negative, above ten thousand million or no number).
    """
    _require_points(loaded)
    records = loaded.records
    column = columns_of(loaded).get(Role.POPULATION)
    if column is None:
        listed = several(records.names, _COLUMNS_SHOWN)
        raise DataError("population_missing", file=loaded.path.name, found=listed)
    population = _numbers(records[column])
    wrong = ~((population >= 0) & (population <= _MOST_PEOPLE))
    if wrong.any():
        raise DataError(
            "population_invalid",
            file=loaded.path.name,
            field=column,
            count=int(wrong.sum()),
            rows=list_rows(loaded.source_rows[wrong]),
        )
    return *records.lon_lat(), population


def as_outline(loaded: Loaded) -> gpd.GeoDataFrame:
    """Return a user's polygons or lines with the one column `name`, EPSG:4326.

    Raises
    ------
    DataError
        `not_outline` when the layer holds points.
    """
    if loaded.geometry is GeometryKind.POINTS:
        raise DataError("not_outline", file=loaded.path.name)
    texts = texts_of(loaded.records, columns_of(loaded), Role.NAME)
    names = pd.DataFrame({FacilityColumn.NAME.value: texts})
    return gpd.GeoDataFrame(names, geometry=loaded.records.shapes(), crs=CRS)


def _require_points(loaded: Loaded) -> None:
    if loaded.geometry is not GeometryKind.POINTS:
        raise DataError("not_points", file=loaded.path.name)


def texts_of(records: Records, columns: Columns, role: Role) -> list[str]:
    """Return a column as text, empty where there is no such column or value."""
    if role not in columns:
        return [""] * len(records)
    values = records[columns[role]]
    cells = zip(values, values.isna(), strict=True)
    return ["" if gone else str(value).strip() for value, gone in cells]


def _names(loaded: Loaded) -> list[str]:
    """Return names, those missing made of the file's name and the record number."""
    names = texts_of(loaded.records, columns_of(loaded), Role.NAME)
    stem = loaded.path.stem
    return [name or f"{stem} {row}" for name, row in zip(names, loaded.source_rows, strict=True)]


def _counts(records: Records, columns: Columns, role: Role) -> FloatArray:
    """Return a column of counts; NaN where there is none or it is no count."""
    if role not in columns:
        return np.full(len(records), np.nan)
    values = _numbers(records[columns[role]])
    return np.where((values >= 0) & (values <= _MOST_COUNTED), values, np.nan)


def _position_sources(loaded: Loaded) -> tuple[list[str], FloatArray]:
    """Return where each position is from and its error bound in metres, NaN where unknown."""
    records, file = loaded.records, loaded.path.name
    source, error = FacilityColumn.POSITION_SOURCE.value, FacilityColumn.POSITION_ERROR_M.value
    if not {source, error} <= set(records.names):
        return [file] * len(records), np.full(len(records), np.nan)
    cells = zip(records[source], records[source].isna(), strict=True)
    sources = ["" if gone else str(value) for value, gone in cells]
    error_m = _numbers(records[error])
    return [each or file for each in sources], np.where(error_m >= 0, error_m, np.nan)


def _numbers(values: "pd.Series[float]") -> FloatArray:
    """Return a column as numbers, NaN where there is none; `1,234`, `1.2万` are read."""
    if not pd.api.types.is_numeric_dtype(values):
        values = values.map(_plain_number)
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _plain_number(value: object) -> object:
    """Return the number that a text is, NaN where it is none; anything else as it is."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFKC", value).strip()
    # Of a count, `12,34` is more likely a slip than twelve and a third.
    slip = "," in text and not _THOUSANDS_APART.search(text)
    number = None if slip else plain_number(text)
    return np.nan if number is None else number


def _adcodes(
    loaded: Loaded, columns: Columns, counties: gpd.GeoDataFrame | None
) -> npt.NDArray[np.int64]:
    """Return the county of each record: by its code, by where it lies, or by its county's name."""
    records = loaded.records
    adcode = np.full(len(records), UNKNOWN_ADCODE, dtype=np.int64)
    if Role.ADCODE in columns:
        adcode = adcodes_of(records[columns[Role.ADCODE]])
    if counties is not None:
        found = _counties_of(*records.lon_lat(), counties)
        adcode = np.where(adcode == UNKNOWN_ADCODE, found, adcode)
    if Role.COUNTY in columns and (adcode == UNKNOWN_ADCODE).any():
        above = (Role.PROVINCE, Role.PREFECTURE, Role.COUNTY)
        given = {role: columns[role] for role in above if role in columns}
        named = named_counties(records.only(given.values()), given)
        adcode = np.where(adcode == UNKNOWN_ADCODE, named, adcode)
    return adcode


def _counties_of(
    lon: FloatArray, lat: FloatArray, counties: gpd.GeoDataFrame
) -> npt.NDArray[np.int64]:
    """Return the code of the county each point lies in; 0 where in none."""
    row = county_rows(lon, lat, counties.geometry.to_numpy())
    codes = pd.to_numeric(counties["adcode"]).to_numpy(dtype=np.int64)
    # The code put last is what the row -1, in no county, finds.
    return np.append(codes, UNKNOWN_ADCODE)[row]
