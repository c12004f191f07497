"""Reads the build's own tables into typed rows."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.bundled.build.facilities.names import Township
from data.schema import Province


def rows_of(table: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a UTF-8 table as text."""
    with table.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@dataclass(frozen=True, slots=True)
class Position:
    """A known position, its source and a bound on its error."""

    lon: float
    lat: float
    source: str
    error_m: float


@dataclass(frozen=True, slots=True)
class TownshipRow:
    """A township with its position, None where none is known."""

    township: Township
    position: Position | None

    def fields(self) -> dict[str, object]:
        """Return the row as the bundled table has it, empty where nothing is known."""
        province = Province.of_adcode(self.township.adcode)
        known = self.position
        return {
            "code": self.township.code,
            "name": self.township.name,
            "adcode": self.township.adcode,
            "province": province.value if province else "",
            "lon": known.lon if known else "",
            "lat": known.lat if known else "",
            "position_source": known.source if known else "",
            "position_error_m": known.error_m if known else "",
        }


def read_townships(table: Path) -> list[TownshipRow]:
    """Return the townships in the table's order."""
    return [
        TownshipRow(
            Township(row["code"], row["name"], int(row["county_code"])),
            _position(row) if row["lon"] else None,
        )
        for row in rows_of(table)
    ]


def _position(row: dict[str, str]) -> Position:
    error_m = round(float(row["position_error_km"]) * 1000)
    return Position(float(row["lon"]), float(row["lat"]), row["position_source"], error_m)


@dataclass(frozen=True, slots=True)
class GradedHospital:
    """A hospital of the list of tertiary hospitals of grade A.

    `osm_ids` are the features reviewed to be its campuses, the main one first;
    `adcode` is the county of a county-level hospital, None otherwise.
    """

    name: str
    level: str
    adcode: int | None
    osm_ids: tuple[int, ...]


def read_graded(table: Path) -> list[GradedHospital]:
    """Return the graded hospitals in the table's order."""
    return [
        GradedHospital(
            row["hospital"],
            row["level"],
            int(row["adcode"]) if row["adcode"] else None,
            tuple(int(each) for each in row["osm_ids"].split()),
        )
        for row in rows_of(table)
    ]


@dataclass(frozen=True, slots=True)
class NamedFacility:
    """A facility that a published report names."""

    source_id: str
    name: str
    adcode: int
    tier: str
    role: str
    network: str
    osm_id: int | None
    township_code: str
    grade: str
    beds: int | None
    staff: int | None
    position: Position | None


def read_named(table: Path) -> list[NamedFacility]:
    """Return the named facilities in the table's order."""
    return [
        NamedFacility(
            source_id=row["source_id"],
            name=row["name"],
            adcode=int(row["adcode"]),
            tier=row["tier"],
            role=row["role"],
            network=row["network"],
            osm_id=int(row["osm_id"]) if row["osm_id"] else None,
            township_code=row["township_code"],
            grade=row["grade"],
            beds=int(row["beds"]) if row["beds"] else None,
            staff=int(row["staff"]) if row["staff"] else None,
            position=_position(row) if row.get("lon") else None,
        )
        for row in rows_of(table)
    ]
