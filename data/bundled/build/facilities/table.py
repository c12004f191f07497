"""Puts the facility table together, and says what went in and what stayed out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas
import pandas as pd

from data.bundled.build.facilities.facility import Facility
from data.bundled.build.facilities.hospitals import (
    Known,
    assumed_county,
    county_hospitals,
    graded_regional,
    reported,
    villages,
)
from data.bundled.build.facilities.survey import read_decisions, survey
from data.bundled.build.facilities.townships import township_rows
from data.bundled.build.people.demand import DemandRaster
from data.bundled.build.people.settled import SettledPlaces
from data.bundled.build.places.counties import Counties
from data.bundled.build.records import read_graded, read_named, read_townships
from data.schema import CRS, FacilityColumn, Tier


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
    townships = read_townships(tables / "townships_2023.csv")
    settled = SettledPlaces(rasters, units, townships)
    graded = read_graded(tables / "tertiary_hospitals.csv")
    named = read_named(tables / "named_facilities.csv")
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
    from_reports = reported(named, Known(found.features, seats, settled, grades, by_name))
    taken = {each.osm_id for each in named if each.osm_id is not None}
    regional = graded_regional(graded, found.features, taken)
    taken |= {i for hospital in graded if hospital.level == Tier.REGIONAL for i in hospital.osm_ids}
    county, repeats, served = county_hospitals(found.findings, grades, taken)
    served |= {row.adcode for row in from_reports if row.tier is Tier.COUNTY}
    assumed = assumed_county(units, served, settled, graded)
    has_one = {each.township_code for each in named if each.township_code}
    towns = township_rows(found.findings, townships, has_one, taken, counties)
    clinics, more = villages(found.findings)
    rows = [*from_reports, *regional, *county, *assumed, *towns.facilities, *clinics]
    out = Counter(
        finding.reason.value
        for finding in found.findings
        if finding.reason and finding.feature.osm_id not in taken
    )
    out["duplicate"] += len(repeats) + len(towns.repeats) + len(more)
    out["units that are no township"] = towns.no_township
    return FacilityTable(sorted(rows, key=_order), towns.unplaced, dict(sorted(out.items())))


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
