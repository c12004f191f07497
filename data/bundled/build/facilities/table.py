"""Puts the facility table together, and says what went in and what stayed out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas
import pandas as pd

from data.bundled.build.facilities.facility import Facility
from data.bundled.build.facilities.hospitals import (
    Known,
    assumed_county,
    county_hospitals,
    listed_county,
    reported,
    villages,
)
from data.bundled.build.facilities.osm import Reason
from data.bundled.build.facilities.regional import (
    Prefectures,
    city_hospitals,
    listed_regional,
    served_districts,
    with_highest,
)
from data.bundled.build.facilities.specialities import read_specialities
from data.bundled.build.facilities.survey import read_decisions, survey
from data.bundled.build.facilities.townships import township_rows
from data.bundled.build.people.demand import DemandRaster
from data.bundled.build.people.settled import SettledPlaces
from data.bundled.build.places.counties import Counties
from data.bundled.build.records import read_graded, read_named, read_seats, read_townships
from data.schema import CRS, FacilityColumn, Speciality, Status, Tier

SHARED: Final = "position-shared"


@dataclass(frozen=True, slots=True)
class FacilityTable:
    """The facilities, the townships without one, and the count of what stayed out."""

    facilities: Sequence[Facility]
    unplaced: Sequence[Mapping[str, object]]
    excluded: Mapping[str, int]


def build_facilities(
    tables: Path,
    counties: Counties,
    units: pd.DataFrame,
    rasters: Mapping[str, DemandRaster],
) -> FacilityTable:
    """Return the table from the build's own tables; see the modules it calls."""
    townships = read_townships(
        tables / "townships_2023.csv", tables / "townships_via_shared_villages.csv"
    )
    settled = SettledPlaces(rasters, units, townships)
    graded = read_graded(tables / "tertiary_hospitals.csv")
    named = read_named(tables / "named_facilities.csv")
    kinds = read_specialities(tables / "specialities.csv")
    prefectures = Prefectures.of(units, read_seats(tables / "prefecture_seats.csv"), settled)
    found = survey(
        tables / "osm_medical_points_2024.csv",
        read_decisions(tables / "osm_decisions.csv"),
        counties,
        units,
        [row.township for row in townships],
    )
    grades = {osm_id: hospital for hospital in graded for osm_id in hospital.osm_ids}
    by_name = {hospital.name: hospital for hospital in graded}
    seats = {row.township.code: row.position for row in townships}
    from_reports = reported(named, Known(found.features, seats, settled, grades, by_name, kinds))
    taken = {each.osm_id for each in named if each.osm_id is not None}
    names = {each.name for each in named}
    regional = listed_regional(graded, found.features, taken, names, prefectures, kinds)
    taken |= {i for hospital in graded if hospital.level == Tier.REGIONAL for i in hospital.osm_ids}
    higher = [*regional, *(row for row in from_reports if row.tier is Tier.REGIONAL)]
    left = [each for each in found.findings if each.feature.osm_id not in taken]
    city, city_repeats = city_hospitals(left, higher, graded, prefectures, kinds)
    county, repeats, served = county_hospitals(found.findings, grades, taken, kinds)
    county += listed_county(graded, [*county, *from_reports], settled, kinds)
    known = [row for row in [*county, *from_reports] if row.tier is Tier.COUNTY]
    served |= {row.adcode for row in known if row.status is Status.REPORTED and _is_general(row)}
    served |= served_districts([*higher, *city], units)
    assumed = assumed_county(units, served, settled)
    has_one = {each.township_code for each in named if each.township_code}
    towns = township_rows(found.findings, townships, has_one, taken, counties)
    clinics, more = villages(found.findings)
    hospitals = with_highest([*from_reports, *regional, *city, *county, *assumed], prefectures)
    rows = [*with_shared_positions(hospitals), *towns.facilities, *clinics]
    out = Counter(each.reason.value for each in left if each.reason)
    del out[Reason.CITY_GRADE_UNKNOWN]
    out["duplicate"] += sum(map(len, (repeats, city_repeats, towns.repeats, more)))
    out["units that are no township"] = towns.no_township
    return FacilityTable(sorted(rows, key=_order), towns.unplaced, dict(sorted(out.items())))


def _is_general(row: Facility) -> bool:
    return row.speciality is Speciality.GENERAL


def with_shared_positions(rows: Sequence[Facility]) -> list[Facility]:
    """Return the rows; hospitals whose estimated place is that of another one say so."""
    estimated = Counter((row.lon, row.lat) for row in rows if row.position_source != "osm")
    return [
        row.with_remark(SHARED)
        if row.position_source != "osm" and estimated[row.lon, row.lat] > 1
        else row
        for row in rows
    ]


def _order(row: Facility) -> tuple[int, int, str]:
    return (list(Tier).index(row.tier), row.adcode, row.id)


def facility_frame(facilities: Sequence[Facility]) -> geopandas.GeoDataFrame:
    """Return the rows as points, in the table's column order."""
    frame = pd.DataFrame(
        [row.row() for row in facilities], columns=[column.value for column in FacilityColumn]
    )
    frame["beds"] = frame["beds"].astype("Int32")
    frame["staff"] = frame["staff"].astype("Int32")
    frame["adcode"] = frame["adcode"].astype("int32")
    points = geopandas.points_from_xy(frame["lon"], frame["lat"])
    return geopandas.GeoDataFrame(frame, geometry=points, crs=CRS)
