"""Whom a set of facilities reaches, ready for any radius.

Distances are measured once for a criterion; a report for another radius (geo.coverage.figures)
then takes about a millisecond. All of it is pure and may run off the GUI thread.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from data.project.project import Criterion
from data.reference.catalog import Level
from data.reference.demand import Demand
from data.schema import Province, Status
from geo.coverage.distances import mean_distance_m, quantile_distance_m
from geo.coverage.index import (
    CoverageIndex,
    area_km2,
    build_index,
    population,
    sum_by_unit,
    summable,
)
from geo.distance.distances import Points, ToFacility
from geo.distance.lattice import cell_area_km2
from geo.progress import Progress, part, silent
from geo.study.study import Study, count_by_status, positions
from geo.study.units import units_of

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

MEDIAN: Final = 0.5
FAR_SHARE: Final = 0.9
EVERYBODY: Final = 1.0


@dataclass(frozen=True, slots=True)
class Distances:
    """How far people live from their nearest facility, in metres and weighted by people.

    inf where people have no facility at all, NaN without people.
    """

    mean_m: float
    median_m: float
    p90_m: float
    farthest_m: float


@dataclass(frozen=True, slots=True, eq=False)
class LevelFigures:
    """What does not depend on the radius, for the units of one level.

    Attributes
    ----------
    group : int64[counties]
        The row of `units` that each county belongs to.
    units
        adcode, name, pinyin, population, area_km2 and the four distances of `Distances`,
        by adcode.
    """

    group: Integers
    units: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class TierCoverage:
    """Whom a set of facilities reaches, at any radius.

    Attributes
    ----------
    study
        The people and their counties.
    criterion
        Which facilities count, and how many have to be near.
    facilities
        The facilities counted, in the rows that `facility` names.
    by_status
        How many of them have a position, by how they are known.
    distance_m : float64[n]
        From each place of the demand to the facility that decides, in metres: the nearest
        one, or the one that makes the number asked for; inf without one.
    facility : int64[n]
        Row of that facility, -1 without one.
    index
        People and land of each county and, as one more unit at the end, of the places
        in no county.
    counties
        Figures of the counties that no radius changes.
    whole
        Distances of all people.
    """

    study: Study
    criterion: Criterion
    facilities: gpd.GeoDataFrame
    by_status: Mapping[Status, int]
    distance_m: Floats
    facility: Integers
    index: CoverageIndex
    counties: LevelFigures
    whole: Distances

    @property
    def province(self) -> Province | None:
        """The province, or None for all four."""
        return self.study.province


def tier_coverage(
    study: Study, facilities: gpd.GeoDataFrame, criterion: Criterion, progress: Progress = silent
) -> TierCoverage:
    """Return whom `facilities` reach, ready for a report at any radius.

    Parameters
    ----------
    study
        The people and their counties.
    facilities
        Rows in the facility schema, from `counted_facilities` or a file of the user.
        A row without a position reaches nobody and is not counted.
    criterion
        What the facilities are called in reports, and how many have to be near.

    Raises
    ------
    Cancelled
        When `progress` raises it.
    """
    demand = study.demand
    found = study.distances.kth_nearest(
        Points(demand.lon, demand.lat),
        positions(facilities),
        criterion.at_least,
        part(progress, 0.0, 0.7),
    )
    index = build_index(
        found.distance,
        demand.population,
        unit_rows(study),
        len(demand.units) + 1,
        land_km2(demand),
        part(progress, 0.7, 0.95),
    )
    coverage = with_index(study, facilities, criterion, found, index)
    progress(1.0)
    return coverage


def with_index(
    study: Study,
    facilities: gpd.GeoDataFrame,
    criterion: Criterion,
    found: ToFacility,
    index: CoverageIndex,
) -> TierCoverage:
    """Return a coverage of distances and an index that are known already.

    Parameters
    ----------
    found
        Of each place.
    """
    return TierCoverage(
        study=study,
        criterion=criterion,
        facilities=facilities,
        by_status=MappingProxyType(count_by_status(facilities)),
        distance_m=found.distance,
        facility=found.facility,
        index=index,
        counties=level_figures(study, index, Level.COUNTY),
        whole=_whole(index),
    )


def unit_rows(study: Study) -> Integers:
    """Return the unit of each place in a coverage index: its county, or the one after all."""
    unit = study.demand.unit.astype(np.int64)
    return np.where(unit < 0, len(study.demand.units), unit)


def land_km2(demand: Demand) -> Floats:
    """Return the land of each place in km2, fit to be summed; NaN where places are no cells."""
    area = cell_area_km2(demand)
    return area if demand.cell_deg is None else summable(area)


def level_figures(study: Study, index: CoverageIndex, level: Level) -> LevelFigures:
    """Return the figures of a level's units that no radius changes.

    Parameters
    ----------
    index
        Of the counties of `study` and, last, of the places in no county.
    """
    group, units = units_of(study, level)
    # The places in no county are a group of their own, which is then left out.
    apart = None if level is Level.COUNTY else np.append(group, len(units))
    number = 0 if apart is None else len(units) + 1

    def quantile_m(q: float) -> Floats:
        return quantile_distance_m(index, q, apart, number)[:-1]

    people, land = population(index)[:-1], area_km2(index)[:-1]
    figures = units.assign(
        population=sum_by_unit(group, people, len(units)),
        area_km2=sum_by_unit(group, land, len(units)),
        mean_m=mean_distance_m(index, apart, number)[:-1],
        median_m=quantile_m(MEDIAN),
        p90_m=quantile_m(FAR_SHARE),
        farthest_m=quantile_m(EVERYBODY),
    )
    return LevelFigures(group, figures)


def _whole(index: CoverageIndex) -> Distances:
    everybody = np.zeros(index.units, dtype=np.int64)
    return Distances(
        mean_m=float(mean_distance_m(index, everybody, 1)[0]),
        median_m=radius_for_share_m(index, MEDIAN),
        p90_m=radius_for_share_m(index, FAR_SHARE),
        farthest_m=radius_for_share_m(index, EVERYBODY),
    )


def radius_for_share_m(index: CoverageIndex, q: float) -> float:
    """Return the radius within which a share of all people live; see `quantile_distance_m`."""
    everybody = np.zeros(index.units, dtype=np.int64)
    return float(quantile_distance_m(index, q, everybody, 1)[0])
