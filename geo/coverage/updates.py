"""What coverage becomes when a facility is added, taken away or moved.

Only what an edit changes is measured again: the places a new facility is nearer to, or
those that a lost one served, and then the counties these lie in. The result is the same
as that of `geo.coverage.tier_coverage.tier_coverage` over the edited facilities. To raise a
facility to another tier is to take it from one coverage and to add it to another.
"""

from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from geo.coverage.distances import mean_distance_m, quantile_distance_m
from geo.coverage.index import CoverageIndex, population, rows_by_unit, summable
from geo.coverage.tier_coverage import (
    EVERYBODY,
    FAR_SHARE,
    MEDIAN,
    Distances,
    LevelFigures,
    TierCoverage,
    land_km2,
    radius_for_share_m,
    tier_coverage,
    unit_rows,
)
from geo.distance.distances import PlaceGroups, Points
from geo.progress import Progress, part, silent
from geo.study.study import Study, all_facilities, count_by_status, positions

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Found = tuple[Floats, Integers]

_NEAR: Final = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What no edit of facilities changes: the places of a study, unit after unit.

    Units are those of a coverage index: the counties and, last, the places in none.

    Attributes
    ----------
    row : int64[n]
        Rows of the demand, those of one unit together.
    start : int64[m + 1]
        Unit `u` has ``row[start[u] : start[u + 1]]``.
    people, land_km2 : float64[n]
        Of each row of the demand, fit to be summed exactly.
    groups
        The places by unit, ready to be asked who is nearer to a new facility.
    """

    row: Integers
    start: Integers
    people: Floats
    land_km2: Floats
    groups: PlaceGroups


def ground_of(study: Study, progress: Progress = silent) -> Ground:
    """Return what edits of the facilities of a study build on.

    Parameters
    ----------
    progress
        Told the fraction of units done.

    Raises
    ------
    Cancelled
        When `progress` raises it.
    """
    demand = study.demand
    row, start = rows_by_unit(unit_rows(study), len(demand.units) + 1)
    groups = study.distances.groups(Points(demand.lon, demand.lat), row, start, progress)
    return Ground(row, start, summable(demand.population), land_km2(demand), groups)


def with_added(
    coverage: TierCoverage, ground: Ground, added: gpd.GeoDataFrame, progress: Progress = silent
) -> TierCoverage:
    """Return the coverage with one facility more.

    Parameters
    ----------
    ground
        `ground_of` the study of `coverage`.
    added
        One row in the facility schema; it becomes the last. Without a position it
        reaches nobody.
    progress
        Told how far the measuring is. Where more than one facility has to be near, all
        is measured again, as in `tier_coverage`.

    Raises
    ------
    ValueError
        If `added` has not one row.
    Cancelled
        When `progress` raises it.
    """
    _require_one(added)
    facilities = all_facilities([coverage.facilities, added])
    if coverage.criterion.at_least > 1:
        return tier_coverage(coverage.study, facilities, coverage.criterion, progress)
    found = coverage.distance_m.copy(), coverage.facility.copy()
    changed = _gained(coverage, ground, found, facilities, len(facilities) - 1, progress)
    return _updated(coverage, ground, facilities, found, changed)


def with_removed(
    coverage: TierCoverage, ground: Ground, row: int, progress: Progress = silent
) -> TierCoverage:
    """Return the coverage without one of its facilities.

    Parameters
    ----------
    ground
        `ground_of` the study of `coverage`.
    row
        Row of `coverage.facilities`; those after it move up by one.
    progress
        As in `with_added`.

    Raises
    ------
    IndexError
        If there is no such row.
    Cancelled
        When `progress` raises it.
    """
    _require_row(coverage, row)
    left = np.delete(np.arange(len(coverage.facilities)), row)
    facilities = coverage.facilities.iloc[left].reset_index(drop=True)
    if coverage.criterion.at_least > 1:
        return tier_coverage(coverage.study, facilities, coverage.criterion, progress)
    found = coverage.distance_m.copy(), coverage.facility - (coverage.facility > row)
    changed = _lost(coverage, found, facilities, row, progress)
    return _updated(coverage, ground, facilities, found, changed)


def with_moved(
    coverage: TierCoverage,
    ground: Ground,
    row: int,
    moved: gpd.GeoDataFrame,
    progress: Progress = silent,
) -> TierCoverage:
    """Return the coverage with one of its facilities somewhere else.

    Parameters
    ----------
    ground
        `ground_of` the study of `coverage`.
    row
        Row of `coverage.facilities`.
    moved
        One row in the facility schema, which takes its place.
    progress
        As in `with_added`.

    Raises
    ------
    IndexError
        If there is no such row.
    ValueError
        If `moved` has not one row.
    Cancelled
        When `progress` raises it.
    """
    _require_row(coverage, row)
    _require_one(moved)
    before, after = coverage.facilities.iloc[:row], coverage.facilities.iloc[row + 1 :]
    facilities = all_facilities([before, moved, after])
    if coverage.criterion.at_least > 1:
        return tier_coverage(coverage.study, facilities, coverage.criterion, progress)
    found = coverage.distance_m.copy(), coverage.facility.copy()
    lost = _lost(coverage, found, facilities, row, part(progress, 0.0, 0.5))
    gained = _gained(coverage, ground, found, facilities, row, part(progress, 0.5, 1.0))
    return _updated(coverage, ground, facilities, found, np.union1d(lost, gained))


def _require_one(facility: gpd.GeoDataFrame) -> None:
    if len(facility) != 1:
        raise ValueError(f"one facility, not {len(facility)}")


def _require_row(coverage: TierCoverage, row: int) -> None:
    if not 0 <= row < len(coverage.facilities):
        raise IndexError(f"facility {row} of {len(coverage.facilities)}")


def _lost(
    coverage: TierCoverage,
    found: Found,
    facilities: gpd.GeoDataFrame,
    row: int,
    progress: Progress,
) -> Integers:
    """Find another facility for the places that `row` served; return these places."""
    demand = coverage.study.demand
    lost = np.flatnonzero(coverage.facility == row)
    found[0][lost], found[1][lost] = coverage.study.distances.nearest(
        Points(demand.lon, demand.lat).of(lost), positions(facilities), progress
    )
    return lost


def _gained(
    coverage: TierCoverage,
    ground: Ground,
    found: Found,
    facilities: gpd.GeoDataFrame,
    row: int,
    progress: Progress,
) -> Integers:
    """Give the facility in `row` the places it is the nearest of; return these places."""
    facility = positions(facilities).of(np.array([row]))
    gained, distance_m = ground.groups.nearer(
        facility, found[0], _farthest_m(coverage.index), progress
    )
    found[0][gained], found[1][gained] = distance_m, row
    return gained


def _farthest_m(index: CoverageIndex) -> Floats:
    """Return the greatest distance in each unit, -inf in one without places, float64[m]."""
    farthest_m = np.full(index.units, -np.inf)
    filled = np.flatnonzero(np.diff(index.start))
    farthest_m[filled] = index.distance_m[index.start[filled + 1] - 1]
    return farthest_m


def _updated(
    coverage: TierCoverage,
    ground: Ground,
    facilities: gpd.GeoDataFrame,
    found: Found,
    changed: Integers,
) -> TierCoverage:
    unit = coverage.study.demand.unit[changed]
    units = np.unique(np.where(unit < 0, coverage.index.units - 1, unit))
    index = _sorted_anew(coverage.index, ground, found[0], units)
    counties = _figures_anew(coverage.counties, index, units[units < index.units - 1])
    return TierCoverage(
        study=coverage.study,
        criterion=coverage.criterion,
        facilities=facilities,
        by_status=MappingProxyType(count_by_status(facilities)),
        distance_m=found[0],
        facility=found[1],
        index=index,
        counties=counties,
        whole=_whole(coverage.whole, index, counties),
    )


def _sorted_anew(
    index: CoverageIndex, ground: Ground, distance_m: Floats, units: Integers
) -> CoverageIndex:
    """Return the index with the places of some units put in the order of new distances.

    What is counted up before and after a unit stays: its people and land are the same, and
    their sums exact in any order.
    """
    nearest_m, running = index.distance_m.copy(), index.running.copy()
    area_km2 = index.running_area_km2.copy()
    for unit in units:
        first, end = ground.start[unit], ground.start[unit + 1]
        rows = ground.row[first:end]
        rows = rows[np.argsort(distance_m[rows])]
        nearest_m[first:end] = distance_m[rows]
        running[first + 1 : end + 1] = running[first] + np.cumsum(ground.people[rows])
        area_km2[first + 1 : end + 1] = area_km2[first] + np.cumsum(ground.land_km2[rows])
    return CoverageIndex(nearest_m, running, area_km2, index.start)


def _figures_anew(before: LevelFigures, index: CoverageIndex, counties: Integers) -> LevelFigures:
    """Return the figures of the counties, those of some of them worked out anew."""
    some = _of_units(index, counties)
    distances = {
        "mean_m": mean_distance_m(some),
        "median_m": quantile_distance_m(some, MEDIAN),
        "p90_m": quantile_distance_m(some, FAR_SHARE),
        "farthest_m": quantile_distance_m(some, EVERYBODY),
    }
    columns = {name: before.units[name].to_numpy(copy=True) for name in distances}
    for name, values in distances.items():
        columns[name][counties] = values
    return LevelFigures(before.group, before.units.assign(**columns))


def _of_units(index: CoverageIndex, units: Integers) -> CoverageIndex:
    """Return the part of an index about some of its units."""
    first, end = index.start[units], index.start[units + 1]
    rows = _rows_between(first, end)
    people = index.running[rows + 1] - index.running[rows]
    land_km2 = index.running_area_km2[rows + 1] - index.running_area_km2[rows]
    return CoverageIndex(
        distance_m=index.distance_m[rows],
        running=np.cumsum(np.append(0.0, people)),
        running_area_km2=np.cumsum(np.append(0.0, land_km2)),
        start=np.cumsum(np.append(0, end - first)),
    )


def _rows_between(first: Integers, end: Integers) -> Integers:
    spans = [np.arange(*span) for span in zip(first, end, strict=True)]
    return np.concatenate([np.empty(0, dtype=np.int64), *spans])


def _whole(before: Distances, index: CoverageIndex, counties: LevelFigures) -> Distances:
    """Return the distances of all people, of which those of each county are known."""
    apart = _of_units(index, np.array([index.units - 1]))
    people = population(index)
    inhabited = people > 0
    mean_m = np.append(counties.units["mean_m"].to_numpy(), mean_distance_m(apart))[inhabited]
    farthest_m = np.append(
        counties.units["farthest_m"].to_numpy(), quantile_distance_m(apart, EVERYBODY)
    )[inhabited]
    known = mean_m.size > 0
    return Distances(
        mean_m=float(np.average(mean_m, weights=people[inhabited])) if known else np.nan,
        median_m=_radius_near_m(index, MEDIAN, before.median_m),
        p90_m=_radius_near_m(index, FAR_SHARE, before.p90_m),
        farthest_m=float(farthest_m.max()) if known else np.nan,
    )


def _radius_near_m(index: CoverageIndex, q: float, before_m: float) -> float:
    """Return the radius within which a share of all people live, looked for near a radius.

    One edit moves it little: a few rows are put in order where `radius_for_share_m` would
    have to search all of them. That is done where it lies elsewhere.
    """
    first = _rows_below(index, before_m * (1 - _NEAR))
    end = _rows_below(index, before_m * (1 + _NEAR))
    rows = _rows_between(first, end)
    if rows.size == 0:
        return radius_for_share_m(index, q)
    rows = rows[np.argsort(index.distance_m[rows])]
    total = population(index).sum()
    below = (index.running[first] - index.running[index.start[:-1]]).sum()
    reached = (below + np.cumsum(index.running[rows + 1] - index.running[rows])) / total
    if below / total >= q or reached[-1] < q:
        return radius_for_share_m(index, q)
    return float(index.distance_m[rows[np.searchsorted(reached, q)]])


def _rows_below(index: CoverageIndex, radius_m: float) -> Integers:
    """Return the first row of each unit that is no nearer than a radius."""
    spans = pairwise(index.start.tolist())
    return np.array([a + index.distance_m[a:b].searchsorted(radius_m) for a, b in spans])
