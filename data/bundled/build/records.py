"""Reads the build's own tables into typed rows."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.bundled.build.facilities.names import Township
from data.schema import Province

SHARED_VILLAGES: Final = "shared-villages"


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


def read_townships(table: Path, by_villages: Path) -> list[TownshipRow]:
    """Return the townships in the table's order.

    Parameters
    ----------
    by_villages
        Seats of townships that the table has none of: those of the former township that
        shares most villages, within half the diagonal of its extent.
    """
    further = {row["code"]: _shared_villages(row) for row in rows_of(by_villages)}
    return [
        TownshipRow(
            Township(row["code"], row["name"], int(row["county_code"])),
            _position(row) if row["lon"] else further.get(row["code"]),
        )
        for row in rows_of(table)
    ]


def _shared_villages(row: dict[str, str]) -> Position:
    error_m = round(float(row["half_diag_km"]) * 1000)
    return Position(float(row["lon"]), float(row["lat"]), SHARED_VILLAGES, error_m)


def _position(row: dict[str, str]) -> Position:
    error_m = round(float(row["position_error_km"]) * 1000)
    return Position(float(row["lon"]), float(row["lat"]), row["position_source"], error_m)


@dataclass(frozen=True, slots=True)
class GradedHospital:
    """A hospital of the list of tertiary hospitals of grade A.

    `osm_ids` are the features reviewed to be its campuses, the main one first;
    `adcode` is the county of a county-level hospital, None otherwise; `also` are its
    other and former names.
    """

    name: str
    level: str
    adcode: int | None
    osm_ids: tuple[int, ...]
    prefecture: str = ""
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, the listed one first."""
        return (self.name, *self.also)


def read_graded(table: Path) -> list[GradedHospital]:
    """Return the graded hospitals in the table's order."""
    return [
        GradedHospital(
            row["hospital"],
            row["level"],
            int(row["adcode"]) if row["adcode"] else None,
            tuple(int(each) for each in row["osm_ids"].split()),
            row["prefecture"],
            tuple(each for each in row["also"].split(";") if each),
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
    remark: str = ""


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
            remark=row.get("remark", ""),
        )
        for row in rows_of(table)
    ]


def read_seats(table: Path) -> dict[int, int]:
    """Return the county that holds the seat of each prefecture, by the prefecture's code."""
    return {int(row["prefecture_adcode"]): int(row["adcode"]) for row in rows_of(table)}
