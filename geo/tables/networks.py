"""Networks as tables: their parts and their links, each with how it is known and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.reference.network_model import Link, Network, Part
from data.reference.sources import source_titles
from data.schema import Language, Status, UnitColumn
from geo.networks.facilities import Places
from geo.study.units import unit_name
from geo.tables.notes import Basis, network_notes
from geo.tables.table import Column, Kind, Table, Value, columns_of
from geo.words.wording import say

PARTS: Final = "parts"
LINKS: Final = "links"
_OF_NETWORK: Final = columns_of(Kind.TEXT, "network_id", "network")
_PARTS: Final = (
    *_OF_NETWORK,
    *columns_of(Kind.TEXT, "network_zh", "network_en"),
    Column("network_adcode", Kind.COUNT),
    *columns_of(Kind.TEXT, "network_county", "network_status", "pattern"),
    *columns_of(Kind.TEXT, "facility", "name", "tier", "role"),
    Column("adcode", Kind.COUNT),
    *columns_of(Kind.DEGREES, "lon", "lat"),
    Column("position_source", Kind.TEXT),
    Column("position_error_m", Kind.NUMBER),
    *columns_of(Kind.TEXT, "parent_facility", "parent"),
    Column("distance_km", Kind.DISTANCE),
    *columns_of(Kind.TEXT, "facility_status", "status", "source", "known"),
)
_LINKS: Final = (
    *_OF_NETWORK,
    *columns_of(Kind.TEXT, "kind", "lower", "upper"),
    Column("distance_km", Kind.DISTANCE),
    *columns_of(Kind.TEXT, "status", "source", "known"),
)
Shapes = npt.NDArray[np.object_]
_Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False)
class NetworkTables:
    """The parts of networks and their links.

    Attributes
    ----------
    points, lines : object[n]
        Where the parts stand, and which way the links go, in EPSG:4326, row by row.
    """

    parts: Table
    points: Shapes
    links: Table
    lines: Shapes


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """What rows are made from."""

    places: Places
    counties: Mapping[int, str]
    language: Language


def told_networks(
    networks: Sequence[Network],
    places: Places,
    units: pd.DataFrame,
    basis: Basis,
    language: Language,
) -> NetworkTables:
    """Return a row for each part and for each link, with every note.

    `status` says how a membership or a link is known, `source` from where, `known` the same
    in words; `distance_km` is geodesic, of a part that to who stands over it, None where
    nobody does.

    Parameters
    ----------
    places
        The facilities that the networks are made of.
    units
        Counties (data.schema.UnitColumn).
    """
    counties = {
        int(unit[UnitColumn.ADCODE]): unit_name(unit, language) for unit in units.to_dict("records")
    }
    ground, notes = _Ground(places, counties, language), network_notes(basis, language)
    parts = [(each, part) for each in networks for part in each.parts]
    links = [(each, *ends) for each in networks for ends in _whole_links(each)]
    return NetworkTables(
        _table(PARTS, _PARTS, (_part_row(*each, ground) for each in parts), notes),
        _shapes(shapely.Point(part.lon, part.lat) for _, part in parts),
        _table(LINKS, _LINKS, (_link_row(*each, ground) for each in links), notes),
        _shapes(
            shapely.LineString([(lower.lon, lower.lat), (upper.lon, upper.lat)])
            for *_, lower, upper in links
        ),
    )


def position_of(part: Part, places: Places) -> tuple[str, float | None]:
    """Return where a part's position is from, and the bound on its error in metres, if any."""
    row = places.row_of(part.facility)
    error_m = float(places.position_error_m[row])
    return str(places.position_source[row]), None if np.isnan(error_m) else error_m


def _table(
    name: str, columns: tuple[Column, ...], rows: Iterable[_Row], notes: Sequence[str]
) -> Table:
    made = tuple(rows)
    return Table(name, columns, made, tuple(notes) if made else ())


def _shapes(shapes: Iterable[shapely.Geometry]) -> Shapes:
    return np.array([*shapes], dtype=object)


def _whole_links(network: Network) -> Iterable[tuple[Link, Part, Part]]:
    """Return the links whose two ends are parts of the network."""
    for link in network.links:
        lower, upper = network.part_of(link.lower), network.part_of(link.upper)
        if lower is not None and upper is not None:
            yield link, lower, upper


def _part_row(network: Network, part: Part, ground: _Ground) -> _Row:
    places, language = ground.places, ground.language
    over = network.part_of(part.parent) if part.parent is not None else None
    assumed = part.membership is Status.ASSUMED
    key = "network_note_assumed" if assumed else "network_note_part"
    return (
        network.id,
        network.name.in_language(language),
        network.name.zh,
        network.name.en,
        network.adcode,
        ground.counties.get(network.adcode, ""),
        network.status.value,
        network.published.pattern if network.published else "",
        part.facility.id,
        part.name,
        part.tier.value,
        part.role.value,
        part.adcode,
        part.lon,
        part.lat,
        *position_of(part, places),
        over.facility.id if over is not None else "",
        over.name if over is not None else "",
        _distance_m(part, over, places) if over is not None else None,
        part.status.value,
        part.membership.value,
        part.source,
        _known(key, part.membership, part.source, language),
    )


def _link_row(network: Network, link: Link, lower: Part, upper: Part, ground: _Ground) -> _Row:
    language = ground.language
    assumed = link.status is Status.ASSUMED
    key = "network_note_assumed_link" if assumed else "network_note_link"
    return (
        network.id,
        network.name.in_language(language),
        link.kind.value,
        lower.name,
        upper.name,
        _distance_m(lower, upper, ground.places),
        link.status.value,
        link.source,
        _known(key, link.status, link.source, language),
    )


def _known(key: str, status: Status, source: str, language: Language) -> str:
    titles = say("cli_semicolon", language).join(
        each.in_language(language) for each in source_titles(source)
    )
    return say(key, language, known=status.label.in_language(language), source=titles or "–")


def _distance_m(one: Part, other: Part, places: Places) -> float:
    return places.distance_m(places.row_of(one.facility), places.row_of(other.facility))
