"""Coverage at one radius: the figures that the command line, the panels and the map show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.project.project import Criterion
from data.reference.catalog import Level
from data.schema import Province, Status
from geo.coverage.index import (
    area_km2,
    covered,
    covered_area_km2,
    population,
    share,
    sum_by_unit,
    summable,
)
from geo.coverage.tier_coverage import (
    Distances,
    LevelFigures,
    TierCoverage,
    land_km2,
    level_figures,
    unit_rows,
)

Floats = npt.NDArray[np.float64]
_COLUMNS = [
    "adcode",
    "name",
    "pinyin",
    "population",
    "covered",
    "ratio",
    "area_km2",
    "covered_area_km2",
    "area_ratio",
    "mean_m",
    "median_m",
    "p90_m",
    "farthest_m",
]


@dataclass(frozen=True, slots=True)
class Outside:
    """People who live in no county: in the totals, in no unit."""

    population: float
    covered: float


@dataclass(frozen=True, slots=True, eq=False)
class CoverageReport:
    """Coverage at one radius.

    Attributes
    ----------
    province
        None for all four provinces.
    criterion
        Which facilities count, and how many have to be near.
    radius_m
        Service radius in metres; NaN where each tier has its own.
    level
        What a row of `units` is.
    facilities, by_status
        Number of facilities with a position, in all and by how they are known.
    population, covered, uncovered
        People; covered and uncovered make the population exactly.
    ratio
        Covered share, NaN without people.
    area_km2, covered_area_km2
        Land, inhabited or not; NaN where places are no cells.
    area_ratio
        Covered share of the land.
    distances
        Distances of all people.
    units
        adcode, name, pinyin, population, covered, ratio, area_km2, covered_area_km2,
        area_ratio, mean_m, median_m, p90_m, farthest_m, by adcode.
    outside
        People in no county.
    """

    province: Province | None
    criterion: Criterion
    radius_m: float
    level: Level
    facilities: int
    by_status: Mapping[Status, int]
    population: float
    covered: float
    uncovered: float
    ratio: float
    area_km2: float
    covered_area_km2: float
    area_ratio: float
    distances: Distances
    units: pd.DataFrame
    outside: Outside


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
    people = covered(coverage.index, radius_m)
    return _report(coverage, radius_m, by, people, covered_area_km2(coverage.index, radius_m))


def any_tier_report(
    coverage: TierCoverage,
    by_tier: Sequence[TierCoverage],
    radii_m: Sequence[float],
    by: Level = Level.COUNTY,
) -> CoverageReport:
    """Return the coverage by any tier, each within its own radius.

    A place is covered when some tier t has ``d_t <= r_t``.

    Parameters
    ----------
    coverage
        Of the facilities of all tiers together: distances are to the nearest of any tier.
    by_tier, radii_m
        The coverage of each tier by itself over the same people, and its radius in metres.
    """
    within = within_any(by_tier, radii_m)
    study, number = coverage.study, coverage.index.units
    unit, demand = unit_rows(study)[within], study.demand
    people = sum_by_unit(unit, summable(demand.population)[within], number)
    area = sum_by_unit(unit, land_km2(demand)[within], number)
    return _report(coverage, np.nan, by, people, area)


def within_any(by_tier: Sequence[TierCoverage], radii_m: Sequence[float]) -> npt.NDArray[np.bool_]:
    """Return whether each place is within reach of some tier at that tier's own radius."""
    near = np.zeros(len(by_tier[0].distance_m), dtype=np.bool_)
    for each, radius_m in zip(by_tier, radii_m, strict=True):
        near |= np.isfinite(each.distance_m) & (each.distance_m <= radius_m)
    return near


def _report(
    coverage: TierCoverage, radius_m: float, by: Level, people: Floats, area: Floats
) -> CoverageReport:
    index = coverage.index
    figures = coverage.counties
    if by is not Level.COUNTY:
        figures = level_figures(coverage.study, index, by)
    total, reached = population(index), float(people.sum())
    land, reached_km2 = float(area_km2(index).sum()), float(area.sum())
    return CoverageReport(
        province=coverage.province,
        criterion=coverage.criterion,
        radius_m=radius_m,
        level=by,
        facilities=sum(coverage.by_status.values()),
        by_status=coverage.by_status,
        population=float(total.sum()),
        covered=reached,
        uncovered=float(total.sum()) - reached,
        ratio=_ratio(reached, float(total.sum())),
        area_km2=land,
        covered_area_km2=reached_km2,
        area_ratio=_ratio(reached_km2, land),
        distances=coverage.whole,
        units=_with_coverage(figures, people[:-1], area[:-1]),
        outside=Outside(population=float(total[-1]), covered=float(people[-1])),
    )


def _ratio(part: float, whole: float) -> float:
    return float(share(np.array([part]), np.array([whole]))[0])


def _with_coverage(figures: LevelFigures, people: Floats, area: Floats) -> pd.DataFrame:
    units, number = figures.units, len(figures.units)
    reached = sum_by_unit(figures.group, people, number)
    reached_km2 = sum_by_unit(figures.group, area, number)
    return units.assign(
        covered=reached,
        ratio=share(reached, units["population"].to_numpy()),
        covered_area_km2=reached_km2,
        area_ratio=share(reached_km2, units["area_km2"].to_numpy()),
    )[_COLUMNS]
