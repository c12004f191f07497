"""The facilities, bundled or of a project: for the console, for programs and for a GIS."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import geopandas as gpd

from data.reference.catalog import read_facilities, read_units
from data.schema import ANY_TIER_TITLE, FacilityColumn, Language, Status, Tier, UnitColumn
from geo.cli.parsing.arguments import Request
from geo.cli.parsing.options import Form
from geo.cli.reports import facilities_line, heads, place_name
from geo.cli.worlds.projects import project_world
from geo.cli.worlds.world import table_notes
from geo.study.study import count_by_status, counted_facilities
from geo.study.units import unit_name
from geo.tables.forms import (
    Row,
    csv_text,
    json_text,
    plain,
    table_text,
)
from geo.tables.layer_file import write_layer_file
from geo.words.numbers import kilometres
from geo.words.wording import say

LAYER: Final = "facilities"
_HEAD: Final = ("facility", "name", "tier", "adcode", "county", "status", "error_km", "grade")
_TEXT_COLUMNS: Final = frozenset({0, 1, 2, 3, 4, 5, 7})


def facilities_text(request: Request, language: Language) -> str:
    """Return the facilities asked for as JSON, CSV or a table for the console."""
    frame, read = _listed(request, language)
    if request.form is Form.JSON:
        return json_text(facility_rows(frame))
    said = _said(request, frame, read, language)
    if request.form is Form.CSV:
        return _csv(facility_rows(frame), said)
    return _table(frame, said, language)


def write_layer(request: Request, path: Path, language: Language) -> None:
    """Write the facilities asked for as a GeoPackage or GeoJSON file, EPSG:4326.

    The layer's description says what has to be known of them and whose data they are.

    Raises
    ------
    DataError
        If the file cannot be written.
    """
    frame, read = _listed(request, language)
    said = _said(request, frame, read, language)
    write_layer_file(path, frame, LAYER, "Point", " ".join(said))


def _listed(request: Request, language: Language) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Return the facilities asked for, and what is to be known of a project, in sentences.

    Of a project they are those that count, with its what-ifs in them.
    """
    if request.project is None:
        return read_facilities(request.province, request.tier), ()
    # Nobody has to live where facilities are listed.
    world, _, read = project_world(replace(request.project, people=None), language)
    return counted_facilities(request.project, world.frames, request.criterion.tiers), read


def facility_rows(frame: gpd.GeoDataFrame) -> list[Row]:
    """Return facilities with every column of the table, in file order; NaN is None."""
    columns = [column.value for column in FacilityColumn]
    return [
        {
            name: value if isinstance(value, str) else plain(value)
            for name, value in zip(columns, values, strict=True)
        }
        for values in frame[columns].itertuples(index=False, name=None)
    ]


def _csv(rows: list[Row], said: list[str]) -> str:
    """Return rows as CSV; the first row's `note` says what they rest on."""
    if rows:
        rows[0]["note"] = " ".join(said)
    return csv_text((*(column.value for column in FacilityColumn), "note"), rows)


def _table(frame: gpd.GeoDataFrame, said: list[str], language: Language) -> str:
    units = read_units(None).to_dict("records")
    county = {unit[UnitColumn.ADCODE]: unit_name(unit, language) for unit in units}
    rows = [
        [
            str(row[FacilityColumn.ID]),
            str(row[FacilityColumn.NAME]),
            Tier(row[FacilityColumn.TIER]).label.in_language(language),
            str(row[FacilityColumn.ADCODE]),
            county.get(row[FacilityColumn.ADCODE], ""),
            Status(row[FacilityColumn.STATUS]).label.in_language(language),
            kilometres(row[FacilityColumn.POSITION_ERROR_M]),
            str(row[FacilityColumn.GRADE]),
        ]
        for row in frame.drop(columns="geometry").to_dict("records")
    ]
    table = table_text(heads(_HEAD, language), rows, _TEXT_COLUMNS)
    return "\n".join([*said[:2], "", table, *said[2:], ""])


def _said(
    request: Request, frame: gpd.GeoDataFrame, read: tuple[str, ...], language: Language
) -> list[str]:
    """Return what was asked, how many there are, and the notes."""
    tier = request.tier.label if request.tier else ANY_TIER_TITLE
    place = place_name(request.province, language)
    by_status = count_by_status(frame)
    return [
        say("cli_table_headline", language, place=place, tier=tier.in_language(language)),
        facilities_line(by_status, language),
        *table_notes(request, by_status, language, read),
    ]
