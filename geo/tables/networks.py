"""Networks as a file: parts as points, links as lines, each with how it is known and why."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from data.errors import DataError
from data.lists import several
from data.reference.network_model import Link, Network, Part
from data.reference.sources import source_titles
from data.schema import CRS, Language, Status
from data.write.output_file import refusals, write_file
from geo.networks.facilities import Places
from geo.tables.forms import csv_text
from geo.words.wording import say

PARTS: Final = "parts"
LINKS: Final = "links"
WHAT: Final = "what"
_METRES_PER_KM: Final = 1000.0
_DECIMALS: Final = 3
_PLAIN_TEXT: Final = {"strings_to_formulas": False, "strings_to_urls": False}

Frames = Mapping[str, gpd.GeoDataFrame]
Record = dict[str, object]


def network_frames(
    networks: Sequence[Network],
    places: Places,
    language: Language,
    more: Sequence[str] = (),
) -> dict[str, gpd.GeoDataFrame]:
    """Return the parts of networks as points and their links as lines.

    Parameters
    ----------
    places
        The facilities that the networks are made of.
    more
        What has to be known of all of them; it stands in the first note of each table.

    Returns
    -------
    dict
        `parts` and `links`, in EPSG:4326. `status` says how a membership or a link is known,
        `source` from where, `note` the same in words; `distance_km` is geodesic, of a part
        that to who stands over it, empty where nobody does.
    """
    parts = [_part_row(each, part, places, language) for each in networks for part in each.parts]
    links = [
        row
        for each in networks
        for link in each.links
        if (row := _link_row(each, link, places, language)) is not None
    ]
    for rows in (parts, links):
        if rows and more:
            rows[0]["note"] = " ".join([*more, str(rows[0]["note"])])
    return {PARTS: _frame(parts, _PART_COLUMNS), LINKS: _frame(links, _LINK_COLUMNS)}


_PART_COLUMNS: Final = (
    "network_id", "network", "facility", "name", "tier", "role", "adcode", "lon", "lat",
    "position_source", "position_error_m", "parent", "distance_km", "facility_status", "status",
    "source", "note",
)  # fmt: skip
_LINK_COLUMNS: Final = (
    "network_id", "network", "kind", "lower", "upper", "distance_km", "status", "source", "note",
)  # fmt: skip


def write_networks(path: Path, frames: Frames) -> None:
    """Write what `network_frames` returns, by the ending of the name.

    A GeoPackage has a layer for the parts and one for the links, an Excel workbook a sheet
    for each. GeoJSON and CSV know one table alone: there `what` tells them apart.

    Raises
    ------
    DataError
        `cli_output_ending` for another ending, `cli_output_unwritable`.
    """
    make = WRITERS.get(path.suffix.lower())
    if make is None:
        raise DataError("cli_output_ending", file=path, known=several(WRITERS))
    try:
        with refusals(path), tempfile.TemporaryDirectory(prefix="yiquan-") as folder:
            draft = Path(folder) / f"networks{path.suffix.lower()}"
            make(draft, frames)
            content = draft.read_bytes()
    except (DataSourceError, DataLayerError) as error:
        raise DataError("cli_output_unwritable", file=path, reason=error) from error
    write_file(path, content)


def _part_row(network: Network, part: Part, places: Places, language: Language) -> Record:
    over = network.part_of(part.parent) if part.parent is not None else None
    distance_m = _distance_m(part, over, places) if over is not None else None
    key = "network_note_part" if part.membership is not Status.ASSUMED else "network_note_assumed"
    return {
        "network_id": network.id,
        "network": network.name.in_language(language),
        "facility": part.facility.id,
        "name": part.name,
        "tier": part.tier.value,
        "role": part.role.value,
        "adcode": part.adcode,
        "lon": part.lon,
        "lat": part.lat,
        **position_of(part, places),
        "parent": over.name if over is not None else "",
        "distance_km": _km(distance_m),
        "facility_status": part.status.value,
        "status": part.membership.value,
        "source": part.source,
        "note": _note(key, part.membership, part.source, language),
        "geometry": shapely.Point(part.lon, part.lat),
    }


def position_of(part: Part, places: Places) -> Record:
    """Return where a part's position is from, and the bound on its error in metres."""
    row = places.row_of(part.facility)
    error_m = float(places.position_error_m[row])
    return {
        "position_source": str(places.position_source[row]),
        "position_error_m": None if np.isnan(error_m) else error_m,
    }


def _link_row(network: Network, link: Link, places: Places, language: Language) -> Record | None:
    lower, upper = network.part_of(link.lower), network.part_of(link.upper)
    if lower is None or upper is None:
        return None
    key = "network_note_link" if link.status is not Status.ASSUMED else "network_note_assumed_link"
    return {
        "network_id": network.id,
        "network": network.name.in_language(language),
        "kind": link.kind.value,
        "lower": lower.name,
        "upper": upper.name,
        "distance_km": _km(_distance_m(lower, upper, places)),
        "status": link.status.value,
        "source": link.source,
        "note": _note(key, link.status, link.source, language),
        "geometry": shapely.LineString([(lower.lon, lower.lat), (upper.lon, upper.lat)]),
    }


def _note(key: str, status: Status, source: str, language: Language) -> str:
    titles = say("cli_semicolon", language).join(
        each.in_language(language) for each in source_titles(source)
    )
    return say(key, language, known=status.label.in_language(language), source=titles or "–")


def _distance_m(one: Part, other: Part, places: Places) -> float:
    return places.distance_m(places.row_of(one.facility), places.row_of(other.facility))


def _km(distance_m: float | None) -> float | None:
    return None if distance_m is None else round(distance_m / _METRES_PER_KM, _DECIMALS)


def _frame(rows: list[Record], columns: Sequence[str]) -> gpd.GeoDataFrame:
    table = pd.DataFrame(rows, columns=[*columns, "geometry"])
    # A column of nothing but gaps would become text.
    table["distance_km"] = table["distance_km"].astype(float)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=CRS)


def _together(frames: Frames) -> pd.DataFrame:
    """Return parts and links as one table, which says what each row is."""
    tables = [frame.assign(**{WHAT: name}) for name, frame in frames.items() if len(frame)]
    columns = dict.fromkeys([WHAT, *_PART_COLUMNS[:2], *_PART_COLUMNS, *_LINK_COLUMNS, "geometry"])
    together = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=[*columns])
    return together[[*columns]]


def _write_geopackage(path: Path, frames: Frames) -> None:
    for name, frame in frames.items():
        pyogrio.write_dataframe(
            frame,
            path,
            layer=name,
            driver="GPKG",
            geometry_type="Point" if name == PARTS else "LineString",
            append=path.exists(),
            layer_options={"IDENTIFIER": name},
        )


def _write_geojson(path: Path, frames: Frames) -> None:
    table = gpd.GeoDataFrame(_together(frames), geometry="geometry", crs=CRS)
    pyogrio.write_dataframe(table, path, driver="GeoJSON", geometry_type="Unknown")


def _write_csv(path: Path, frames: Frames) -> None:
    table = _together(frames).drop(columns="geometry").astype(object)
    table = table.where(table.notna(), "")
    records: list[Record] = [
        {str(name): value for name, value in row.items()} for row in table.to_dict("records")
    ]
    path.write_bytes(csv_text([str(name) for name in table.columns], records).encode())


def _write_workbook(path: Path, frames: Frames) -> None:
    options = {"options": _PLAIN_TEXT}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=options) as book:
        for name, frame in frames.items():
            table = pd.DataFrame(frame.drop(columns="geometry"))
            table.to_excel(book, sheet_name=name, index=False)


WRITERS: Final[Mapping[str, Callable[[Path, Frames], None]]] = {
    ".gpkg": _write_geopackage,
    ".geojson": _write_geojson,
    ".csv": _write_csv,
    ".xlsx": _write_workbook,
}
