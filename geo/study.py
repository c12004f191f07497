"""A province as it is studied: its people, its facilities, and whom they reach.

Puts together what `data` knows and what `geo.nearest` and `geo.coverage` compute. All
of it is pure and may run off the GUI thread; once a tier's distances are known, a
report for another radius takes about a millisecond.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from data.catalog import Level, read_facilities, read_pinyin
from data.demand import Demand, read_demand
from data.project import Project
from data.schema import CRS, FacilityColumn, Province, Status, Tier, UnitColumn
from geo.coverage import (
    CoverageIndex,
    build_index,
    covered,
    exact_population,
    mean_distance_m,
    population,
    quantile_distance_m,
    share,
    sum_by_unit,
)
from geo.nearest import ecef_m, nearest_distance_m
from geo.progress import Report, part, silent

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FAR_SHARE: Final = 0.9
NO_UNIT: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """The people and the bundled facilities of a province, or of all four.

    Attributes
    ----------
    province
        The province, or None for all four.
    demand
        Where people live, and the counties.
    facilities
        Bundled facilities by layer id, which for a bundled tier is the tier's value.
        Those of the province only: a hospital across the border is not counted.
    prefecture_pinyin
        Names of the prefectures for a reader of English, by code.
    modelled
        Whether the people are the bundled cells; False for people of the user.
    """

    province: Province | None
    demand: Demand
    facilities: Mapping[str, gpd.GeoDataFrame]
    prefecture_pinyin: Mapping[int, str] = field(default_factory=dict)
    modelled: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class LevelFigures:
    """What does not depend on the radius, for the units of one level.

    Attributes
    ----------
    group : int64[counties]
        The row of `units` that each county belongs to.
    units
        adcode, name, pinyin, population, mean_m, p90_m, by adcode.
    """

    group: Integers
    units: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class TierCoverage:
    """Whom a set of facilities reaches, at any radius.

    Attributes
    ----------
    province, tier
        None for all four provinces, None for any tier.
    facilities
        The facilities counted, in the rows that `facility` names.
    by_status
        How many of them have a position, by how they are known.
    distance_m : float64[n]
        From each place of the demand to the nearest facility, in metres; inf without one.
    facility : int64[n]
        Row of the nearest facility, -1 without one.
    counties, whole
        The people of each county, and all people, those in no county among them.
    mean_m, p90_m
        Mean and 90th percentile distance of all people.
    levels
        Figures by level that no radius changes.
    """

    province: Province | None
    tier: Tier | None
    facilities: gpd.GeoDataFrame
    by_status: Mapping[Status, int]
    distance_m: Floats
    facility: Integers
    counties: CoverageIndex
    whole: CoverageIndex
    mean_m: float
    p90_m: float
    levels: Mapping[Level, LevelFigures]


@dataclass(frozen=True, slots=True)
class Outside:
    """People who live in no county: in the totals, in no unit."""

    population: float
    covered: float


@dataclass(frozen=True, slots=True, eq=False)
class CoverageReport:
    """Coverage at one radius, as the command line and the panels show it.

    Attributes
    ----------
    province, tier
        None for all four provinces, None for any tier.
    radius_m
        Service radius in metres.
    level
        What a row of `units` is.
    facilities, by_status
        Number of facilities with a position, in all and by how they are known.
    population, covered, uncovered
        People; covered and uncovered make the population exactly.
    ratio
        Covered share, NaN without people.
    mean_m, p90_m
        Mean and 90th percentile distance in metres, weighted by people; inf where
        people have no facility at all, NaN without people.
    units
        adcode, name, pinyin, population, covered, ratio, mean_m, p90_m, by adcode.
    outside
        People in no county.
    """

    province: Province | None
    tier: Tier | None
    radius_m: float
    level: Level
    facilities: int
    by_status: Mapping[Status, int]
    population: float
    covered: float
    uncovered: float
    ratio: float
    mean_m: float
    p90_m: float
    units: pd.DataFrame
    outside: Outside


def load_study(
    province: Province | None, report: Report = silent, *, demand: Demand | None = None
) -> Study:
    """Return the people and the bundled facilities of a province.

    Parameters
    ----------
    province
        The province, or None for all four.
    demand
        People in place of the bundled ones, with the counties of the same province.
    """
    modelled = demand is None
    if demand is None:
        demand = read_demand(province, report=part(report, 0.0, 0.8))
    facilities = _by_tier(read_facilities(province))
    pinyin = read_pinyin(Level.PREFECTURE, province)
    report(1.0)
    return Study(province, demand, MappingProxyType(facilities), MappingProxyType(pinyin), modelled)


def _by_tier(frame: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Return the facilities of each tier, which stand together; some tiers may have none."""
    tiers = frame[FacilityColumn.TIER].to_numpy(dtype=object)
    facilities = {}
    for tier in Tier:
        rows = np.flatnonzero(tiers == tier.value)
        # A slice, as a mask of a GeoDataFrame costs several times as much.
        together = slice(rows[0], rows[-1] + 1) if len(rows) else slice(0)
        facilities[tier.value] = frame.iloc[together].reset_index(drop=True)
    return facilities


def counted_facilities(
    project: Project, frames: Mapping[str, gpd.GeoDataFrame], tier: Tier | None
) -> gpd.GeoDataFrame:
    """Return the facilities that take part in the figures of a tier.

    Parameters
    ----------
    project
        Says which layers count, and for which tier. A user's list beside a bundled tier
        that no longer counts replaces it; beside one that does, it adds to it.
    frames
        Facility table of each layer by layer id: `Study.facilities` and the user's own.
        A user's list is used whole, wherever its places lie.
    tier
        The tier, or None for any.

    Raises
    ------
    KeyError
        If a layer that counts is not among `frames`.
    """
    return all_facilities(frames[layer.id] for layer in project.counted_layers(tier))


def all_facilities(frames: Iterable[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return the facility tables as one, in the order given."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        columns = [column.value for column in FacilityColumn]
        return gpd.GeoDataFrame(pd.DataFrame(columns=columns), geometry=[], crs=CRS)
    joined = pd.concat(filled, ignore_index=True) if len(filled) > 1 else filled[0]
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=CRS)


def tier_coverage(
    study: Study,
    facilities: gpd.GeoDataFrame,
    tier: Tier | None,
    report: Report = silent,
) -> TierCoverage:
    """Return whom `facilities` reach, ready for a report at any radius.

    Parameters
    ----------
    study
        The people and their counties.
    facilities
        Rows in the facility schema, from `counted_facilities` or a file of the user.
        A row without a position reaches nobody and is not counted.
    tier
        What the facilities are called in reports; None for any tier.
    """
    demand = study.demand
    distance_m, facility = nearest_distance_m(
        demand.lon, demand.lat, *_positions(facilities), part(report, 0.0, 0.7)
    )
    # Sorted once here, so that each index below finds its rows in order already.
    order = np.argsort(distance_m)
    people = exact_population(demand.population)[order]
    nearest_m, county = distance_m[order], demand.unit[order].astype(np.int64)
    counties = build_index(nearest_m, people, county, len(demand.units))
    whole = build_index(nearest_m, people, np.zeros_like(county), 1)
    report(0.85)
    levels: dict[Level, LevelFigures] = {}
    for level in Level:
        group, units = _units_of(study, level)
        index = counties
        if level is not Level.COUNTY:
            unit = np.append(group, NO_UNIT)[county]
            index = build_index(nearest_m, people, unit, len(units))
        levels[level] = LevelFigures(group, _with_distances(units, index))
    report(1.0)
    return TierCoverage(
        province=study.province,
        tier=tier,
        facilities=facilities,
        by_status=MappingProxyType(count_by_status(facilities)),
        distance_m=distance_m,
        facility=facility,
        counties=counties,
        whole=whole,
        mean_m=float(mean_distance_m(whole)[0]),
        p90_m=float(quantile_distance_m(whole, FAR_SHARE)[0]),
        levels=MappingProxyType(levels),
    )


def coverage_report(
    coverage: TierCoverage, radius_m: float, by: Level = Level.COUNTY
) -> CoverageReport:
    """Return the figures for one radius: the headline and a row for each unit of a level.

    Parameters
    ----------
    radius_m
        Service radius in metres.
    by
        What a row of the table is: county, prefecture or province.

    Raises
    ------
    ValueError
        If `radius_m` is NaN.
    """
    figures = coverage.levels[by]
    in_county = covered(coverage.counties, radius_m)
    in_unit = sum_by_unit(figures.group, in_county, len(figures.units))
    total, reached = population(coverage.whole), covered(coverage.whole, radius_m)
    return CoverageReport(
        province=coverage.province,
        tier=coverage.tier,
        radius_m=radius_m,
        level=by,
        facilities=sum(coverage.by_status.values()),
        by_status=coverage.by_status,
        population=float(total[0]),
        covered=float(reached[0]),
        uncovered=float(total[0] - reached[0]),
        ratio=float(share(reached, total)[0]),
        mean_m=coverage.mean_m,
        p90_m=coverage.p90_m,
        units=_with_coverage(figures.units, in_unit),
        outside=Outside(
            population=float(total[0] - population(coverage.counties).sum()),
            covered=float(reached[0] - in_county.sum()),
        ),
    )


def count_by_status(facilities: gpd.GeoDataFrame) -> dict[Status, int]:
    """Return the number of facilities with a position, by how they are known; no zeros."""
    placed = np.isfinite(ecef_m(*_positions(facilities))[:, 0])
    statuses = facilities[FacilityColumn.STATUS].to_numpy(dtype=object)[placed]
    found = {status: int((statuses == status.value).sum()) for status in Status}
    return {status: count for status, count in found.items() if count}


def _positions(facilities: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    lon = facilities[FacilityColumn.LON].to_numpy(dtype=np.float64, na_value=np.nan)
    lat = facilities[FacilityColumn.LAT].to_numpy(dtype=np.float64, na_value=np.nan)
    return lon, lat


def _units_of(study: Study, level: Level) -> tuple[Integers, pd.DataFrame]:
    """Return the row of its unit for each county, and the units' codes and names."""
    counties = study.demand.units
    code = counties[UnitColumn.ADCODE].to_numpy(dtype=np.int64)
    name = counties[UnitColumn.NAME].to_numpy(dtype=object)
    pinyin = counties[UnitColumn.PINYIN].to_numpy(dtype=object)
    if level is Level.PREFECTURE:
        code = counties[UnitColumn.PREFECTURE_ADCODE].to_numpy(dtype=np.int64)
        name = counties[UnitColumn.PREFECTURE].to_numpy(dtype=object)
        pinyin = np.array([study.prefecture_pinyin.get(each, "") for each in code], dtype=object)
    if level is Level.PROVINCE:
        provinces = [Province(value) for value in counties[UnitColumn.PROVINCE]]
        code = np.array([province.adcode for province in provinces], dtype=np.int64)
        name = np.array([province.label.zh for province in provinces], dtype=object)
        pinyin = np.array([province.label.en for province in provinces], dtype=object)
    adcode, first, group = np.unique(code, return_index=True, return_inverse=True)
    units = pd.DataFrame({"adcode": adcode, "name": name[first], "pinyin": pinyin[first]})
    return group.astype(np.int64), units


def _with_distances(units: pd.DataFrame, index: CoverageIndex) -> pd.DataFrame:
    return units.assign(
        population=population(index),
        mean_m=mean_distance_m(index),
        p90_m=quantile_distance_m(index, FAR_SHARE),
    )


def _with_coverage(units: pd.DataFrame, in_unit: Floats) -> pd.DataFrame:
    whole = units["population"].to_numpy()
    columns = ["adcode", "name", "pinyin", "population", "covered", "ratio", "mean_m", "p90_m"]
    return units.assign(covered=in_unit, ratio=share(in_unit, whole))[columns]
