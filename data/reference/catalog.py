"""The bundled layers: what each is, where it comes from, and how to read it.

catalog.toml is written by the build together with the files; nothing here computes.
Readers hand back what a file holds, filtered where the file is read, in an order that
does not change. The libraries of tables are loaded by the first of them that is read: the
catalogue alone is asked for in a moment by the command line and by a window that opens.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from data.bundled import FOLDER
from data.errors import DataError
from data.schema import Province, Status, Tier, Title, UnitColumn

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

BUNDLED: Final = FOLDER


class Kind(StrEnum):
    """What a bundled layer holds."""

    BOUNDARIES = "boundaries"
    UNITS = "units"
    DEMAND = "demand"
    FACILITIES = "facilities"
    TABLE = "table"


class Level(StrEnum):
    """A level of administrative division; the value is the layer in boundaries.gpkg."""

    COUNTY = "county"
    PREFECTURE = "prefecture"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Entry:
    """One bundled layer.

    Attributes
    ----------
    file, layer
        Name of the file in data/bundled, and of the layer in it (empty where it has one).
    province
        The one province the layer covers, or None for all four.
    tier
        Tier of a facility layer, otherwise None.
    credits
        Whom to name where the layer is shown or exported, one short phrase each.
    date
        What the content stands for: a year, or a year and month.
    modelled
        Whether the figures come from a model rather than a count or a survey.
    rows
        Rows, or cells with a county for a raster.
    counts
        Facilities by province and status; empty for other kinds.
    sha256
        Of the whole file, lower-case hexadecimal.
    """

    id: str
    title: Title
    file: str
    layer: str
    kind: Kind
    province: Province | None
    tier: Tier | None
    source: str
    licence: str
    credits: tuple[Title, ...]
    date: str
    crs: str
    accuracy: Title
    modelled: bool
    rows: int
    sha256: str
    counts: Mapping[Province, Mapping[Status, int]] = field(default_factory=dict)

    @property
    def attribution(self) -> Title:
        """All credits in one line."""
        return Title("；".join(c.zh for c in self.credits), "; ".join(c.en for c in self.credits))


@cache
def entries() -> tuple[Entry, ...]:
    """Return every bundled layer, in the catalogue's order."""
    text = (BUNDLED / "catalog.toml").read_text(encoding="utf-8")
    return tuple(_entry(table) for table in tomllib.loads(text)["layer"])


def path_of(entry: Entry) -> Path:
    """Return where the layer's file is."""
    return BUNDLED / entry.file


def entry_of(entry_id: str) -> Entry:
    """Return the layer called `entry_id`; KeyError when there is none."""
    for entry in entries():
        if entry.id == entry_id:
            return entry
    raise KeyError(entry_id)


def attributions(used: tuple[Entry, ...] | None = None) -> tuple[Title, ...]:
    """Return what the map's corner and exports must say for the layers used, each once.

    Parameters
    ----------
    used
        The layers that are shown or exported; None for all.
    """
    shown = entries() if used is None else used
    return tuple(dict.fromkeys(credit for entry in shown for credit in entry.credits))


def read_units(province: Province | None) -> pd.DataFrame:
    """Return the counties of a province, or of all (data.schema.UnitColumn), by adcode."""
    units = _all_units()
    if province is None:
        return units.copy()
    return units[units[UnitColumn.PROVINCE] == province].reset_index(drop=True)


@cache
def _all_units() -> pd.DataFrame:
    """Return the counties of all provinces; not to be handed out, a caller may change it."""
    return _read_table("county_population.csv")


def read_boundaries(level: Level, province: Province | None) -> geopandas.GeoDataFrame:
    """Return polygons in EPSG:4326 by adcode: adcode, name, pinyin and what is above them."""
    return _read_layer("boundaries.gpkg", level.value, _in_province(province))


def read_pinyin(level: Level, province: Province | None) -> dict[int, str]:
    """Return the names of a level's units for a reader of English, by adcode."""
    import pyogrio  # noqa: PLC0415 - only for who reads a table

    table = pyogrio.read_dataframe(
        _present(BUNDLED / "boundaries.gpkg"),
        layer=level.value,
        columns=["adcode", "pinyin"],
        where=_in_province(province),
        read_geometry=False,
    )
    return dict(zip(table["adcode"].tolist(), table["pinyin"].tolist(), strict=True))


def read_facilities(province: Province | None, tier: Tier | None = None) -> geopandas.GeoDataFrame:
    """Return facilities (data.schema.FacilityColumn) as points in EPSG:4326.

    They are sorted by tier, adcode and id. `beds` and `staff` are NaN where nothing is
    published; text columns are empty where there is nothing to say.
    """
    conditions = [_in_province(province), f"tier = '{tier.value}'" if tier else None]
    where = " AND ".join(part for part in conditions if part) or None
    return _read_layer("facilities.gpkg", "facilities", where)


def unplaced_townships(province: Province | None) -> pd.DataFrame:
    """Return townships with no known position: code, name, adcode, province.

    They are in no facility layer: counted and listed, not placed.
    """
    table = _read_table("unplaced_townships.csv")
    if province is None:
        return table
    return table[table["province"] == province].reset_index(drop=True)


def read_townships(province: Province | None) -> pd.DataFrame:
    """Return the townships of a province, or of all, by code.

    Returns
    -------
    DataFrame
        code, name (Chinese; there is no other), adcode, province, lon, lat,
        position_source, position_error_m. The position is a point within the township or
        near it; where none is known the numbers are NaN and the source is empty. No
        boundaries of townships are known.
    """
    townships = _all_townships()
    if province is None:
        return townships.copy()
    return townships[townships["province"] == province].reset_index(drop=True)


@cache
def _all_townships() -> pd.DataFrame:
    """Return the townships of all provinces; not to be handed out, a caller may change it."""
    import pandas as pd  # noqa: PLC0415 - only for who reads a table

    table = _read_table("townships.csv")
    numbers = ["lon", "lat", "position_error_m"]
    table[numbers] = table[numbers].apply(pd.to_numeric)
    return table


def _in_province(province: Province | None) -> str | None:
    return f"province = '{province.value}'" if province else None


def _read_layer(file: str, layer: str, where: str | None) -> geopandas.GeoDataFrame:
    import geopandas  # noqa: PLC0415 - only for who reads a table
    import pyogrio  # noqa: PLC0415

    frame = pyogrio.read_dataframe(_present(BUNDLED / file), layer=layer, where=where)
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise TypeError(f"{file}: layer {layer} has no geometry")
    return frame


def _read_table(file: str) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - only for who reads a table

    return pd.read_csv(_present(BUNDLED / file), encoding="utf-8", keep_default_na=False)


def _present(path: Path) -> Path:
    """Return `path`; a bundled file that is gone means a broken installation."""
    if not path.is_file():
        raise DataError("bundled_file_missing", file=path.name)
    return path


def _entry(table: dict[str, Any]) -> Entry:
    """Return one table of catalog.toml as an entry."""
    plain = {key: table[key] for key in ("id", "file", "layer", "source", "licence", "date", "crs")}
    province, tier = table.get("province"), table.get("tier")
    counts = {
        Province(name): {Status(status): count for status, count in by_status.items()}
        for name, by_status in table.get("counts", {}).items()
    }
    return Entry(
        **plain,
        title=_title(table, "title"),
        kind=Kind(table["kind"]),
        province=Province(province) if province else None,
        tier=Tier(tier) if tier else None,
        credits=tuple(map(Title, table["credits_zh"], table["credits_en"])),
        accuracy=_title(table, "accuracy"),
        modelled=table["modelled"],
        rows=table["rows"],
        sha256=table["sha256"],
        counts=counts,
    )


def _title(table: dict[str, Any], key: str) -> Title:
    return Title(table[f"{key}_zh"], table[f"{key}_en"])
