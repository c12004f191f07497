"""How far a coverage share can be off because facilities do not stand where they are put.

Many positions are approximate. Each facility is drawn anew, many times, from a disc
around its stated position; coverage at any radius is then a share of each draw, and
what lies between the draws is the interval shown beside the figure.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Geod
from scipy.sparse import csr_array

from data.reference.catalog import Level
from data.schema import FacilityColumn
from geo.coverage.index import CoverageIndex, covered, population, share, sum_by_unit
from geo.coverage.tier_coverage import TierCoverage, unit_rows
from geo.distance.distances import Distances, Points
from geo.distance.ellipsoid import placed
from geo.distance.straight_line import STRAIGHT_LINE
from geo.progress import Progress, part, silent
from geo.study.study import Study, positions
from geo.study.units import units_of

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

DRAWS: Final = 100
SEED: Final = 20_201_101
LOWEST: Final = 0.025
HIGHEST: Final = 0.975
SAMPLE: Final = 40_000
SMALLEST_SAMPLE: Final = 150

_WGS84: Final = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Distances from a sample of the people to their facility, once for each draw.

    Attributes
    ----------
    index : CoverageIndex, m units
        What is known without a draw: every place, positions as they are stated.
    distance_m : float32[s, 1 + draws]
        Distance of each place of the sample; first as stated, then draw by draw.
    weight : float32[m, s], sparse
        Share of the people of each unit that a place of the sample stands for; rows of
        inhabited units sum to 1.
    """

    index: CoverageIndex
    distance_m: npt.NDArray[np.float32]
    weight: csr_array


@dataclass(frozen=True, slots=True)
class Interval:
    """Between what shares a coverage lies; NaN without people.

    Attributes
    ----------
    low, high
        Bounds from 0 to 1 that hold 95 % of the draws and the figure itself.
    mean
        Mean of the draws.
    """

    low: float
    high: float
    mean: float


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """The interval of each unit, float64[m] each, and of all people."""

    low: Floats
    high: Floats
    mean: Floats
    whole: Interval


def coverage_draws(coverage: TierCoverage, progress: Progress = silent) -> Draws:
    """Return what a coverage becomes when its facilities stand elsewhere within their error."""
    demand, facilities = coverage.study.demand, coverage.facilities
    error_m = facilities[FacilityColumn.POSITION_ERROR_M]
    return position_draws(
        coverage.index,
        (demand.lon, demand.lat),
        demand.population,
        unit_rows(coverage.study),
        positions(facilities),
        error_m.to_numpy(dtype=np.float64, na_value=np.nan),
        coverage.criterion.at_least,
        distances=coverage.study.distances,
        progress=progress,
    )


def level_interval(draws: Draws, study: Study, level: Level, radius_m: float) -> Intervals:
    """Return the `interval` of each unit of a level, in the order of a coverage report.

    Parameters
    ----------
    draws
        From `coverage_draws`, of a coverage of `study`.
    """
    group, units = units_of(study, level)
    # The places in no county, last in the index, belong to the whole alone.
    found = interval(draws, radius_m, np.append(group, len(units)), len(units) + 1)
    return Intervals(found.low[:-1], found.high[:-1], found.mean[:-1], found.whole)


def position_draws(
    index: CoverageIndex,
    places: tuple[Floats, Floats],
    people: Floats,
    unit: npt.NDArray[np.integer],
    sites: tuple[Floats, Floats],
    error_m: Floats,
    at_least: int = 1,
    *,
    distances: Distances = STRAIGHT_LINE,
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Progress = silent,
) -> Draws:
    """Return what coverage becomes when facilities stand elsewhere within their error.

    Positions come from `draw_positions`. Distances are measured from a sample of the people,
    all places of a unit that has few: for the township tier of Sichuan within 5 km, the bounds
    of a county so found differ by 1 percentage point (root mean square) from those of all places.

    Parameters
    ----------
    index
        Of the same places, people, units and facilities as below.
    places
        lon, lat in degrees (EPSG:4326), float64[n] each; without a position, no facility.
    people : float64[n]
        People of each place, 0 or more.
    unit : int[n]
        Unit of `index` each place is in; places with -1 are left out.
    sites
        lon, lat of the facilities, float64[f] each. One with no position is passed over.
    error_m : float64[f]
        How far the facility may stand from its stated position, in metres. NaN, infinite,
        0 or less: the position is taken as exact.
    at_least
        How many facilities have to be near, 1 or more.
    distances
        How far it is; errors of positions are metres, however that is measured.
    draws, seed
        Number of draws; those of a seed are always the same.

    Raises
    ------
    ValueError
        If arrays that belong together differ in length, or a unit is not in `index`.
    Cancelled
        When `progress`, told the fraction done, raises it.
    """
    if not len(places[0]) == len(people) == len(unit) or len(sites[0]) != len(error_m):
        raise ValueError("places, people and units, and sites and errors, must be of one length")
    _require_units(unit, index)
    row, weight = _sample(places, people, unit, index.units)
    # Without any error one draw is like another.
    number = draws if np.any(reach_of_error_m(error_m) > 0) else 1
    drawn = draw_positions(sites, error_m, number, seed)
    progress(0.1)
    sample, step = Points(*places).of(row), part(progress, 0.1, 1.0)
    distance_m = _distances_m(sample, Points(*sites), drawn, at_least, distances, step)
    return Draws(index, distance_m, weight)


def _require_units(unit: npt.NDArray[np.integer], index: CoverageIndex) -> None:
    if len(unit) and unit.max() >= index.units:
        raise ValueError(f"unit {unit.max()} of {index.units}")


def _distances_m(
    sample: Points,
    sites: Points,
    drawn: tuple[Floats, Floats],
    at_least: int,
    distances: Distances,
    progress: Progress,
) -> npt.NDArray[np.float32]:
    """Return distances from each place, first to the stated positions, then draw by draw."""
    number = drawn[0].shape[1]
    distance_m = np.empty((len(sample.lon), 1 + number), dtype=np.float32)
    distance_m[:, 0] = distances.kth_nearest(sample, sites, at_least).distance
    for draw in range(number):
        position = Points(drawn[0][:, draw], drawn[1][:, draw])
        distance_m[:, draw + 1] = distances.kth_nearest(sample, position, at_least).distance
        progress((draw + 1) / number)
    return distance_m


def interval(
    draws: Draws, radius_m: float, group: Integers | None = None, n_groups: int = 0
) -> Intervals:
    """Return between what shares coverage lies at a radius.

    ``C(r) + (C_j(r) - C_0(r))`` for each draw j, cut off at 0 and 1: C is the figure over
    all places, C_j and C_0 those of the draw and of the stated positions over the sample,
    whose sampling error nearly cancels in the difference. `low` and `high` are the 2.5
    and 97.5 % quantiles of these, widened where need be to hold C itself.

    Why widened: a facility whose place alone is known is put where most people live, so
    nearly any other position reaches fewer, and the draws tend to lie below the figure,
    often all of them. As bounds for a figure that stands outside them they would read as
    a mistake; and the figure may well be right, for health centres do stand where people
    live, which an even draw does not know. So the interval holds at least 95 % of the
    draws, and the figure: one that stands at its upper end is the most that may be
    expected. The mean of the draws is given as it is.

    The interval is about positions alone, not about whether a facility exists or how many
    people live where.

    Parameters
    ----------
    radius_m
        Metres.
    group : int64[m]
        The group each unit belongs to, from 0 to `n_groups` - 1, where the share is asked
        of groups of units (prefectures); None for each unit by itself.

    Returns
    -------
    Intervals
        NaN in units without people. Of no width where every position is exact.

    Raises
    ------
    ValueError
        If `radius_m` is NaN.
    """
    people, reached = population(draws.index), covered(draws.index, radius_m)
    finite_m = min(radius_m, float(np.finfo(np.float32).max))
    within = (draws.distance_m <= np.float32(finite_m)).astype(np.float32)
    sampled = np.asarray(draws.weight @ within, dtype=np.float64)
    moved = (sampled[:, 1:] - sampled[:, :1]) * people[:, np.newaxis]
    everybody = np.zeros(len(people), dtype=np.int64)
    whole = _intervals(*_grouped(everybody, 1, people, reached, moved))
    if group is not None:
        people, reached, moved = _grouped(group, n_groups, people, reached, moved)
    low, high, mean = _intervals(people, reached, moved)
    return Intervals(low, high, mean, Interval(*(float(bound[0]) for bound in whole)))


def _grouped(
    group: Integers, n_groups: int, people: Floats, reached: Floats, moved: Floats
) -> tuple[Floats, Floats, Floats]:
    belongs = csr_array(
        (np.ones(len(group)), (group, np.arange(len(group)))), shape=(n_groups, len(group))
    )
    return (
        sum_by_unit(group, people, n_groups),
        sum_by_unit(group, reached, n_groups),
        np.asarray(belongs @ moved),
    )


def _intervals(people: Floats, reached: Floats, moved: Floats) -> tuple[Floats, Floats, Floats]:
    """Return low, high and mean from the people reached, and how many more in each draw."""
    figure = share(reached, people)
    drawn = np.clip(figure[:, np.newaxis] + share(moved, people[:, np.newaxis]), 0.0, 1.0)
    low, high = np.quantile(drawn, [LOWEST, HIGHEST], axis=1)
    return np.minimum(low, figure), np.maximum(high, figure), drawn.mean(axis=1)


def reach_of_error_m(error_m: Floats) -> Floats:
    """Return the radius of each facility's disc, 0 where the position is taken as exact."""
    return np.where(np.isfinite(error_m) & (error_m > 0), error_m, 0.0)


def draw_positions(
    sites: tuple[Floats, Floats], error_m: Floats, draws: int, seed: int = SEED
) -> tuple[Floats, Floats]:
    """Return positions drawn evenly from the disc around each stated one.

    Each facility is put at ``e sqrt(U)`` from its stated position in a random direction,
    U uniform from 0 to 1: evenly over the disc of radius e. That the true position is as
    likely in one part of the disc as in another is assumed. Simulating the errors of
    positions to see what they do to a result is the Monte Carlo approach of Heuvelink,
    Burrough and Stein (1989).

    Distances are geodesic (WGS 84), directions azimuths at the stated position. A
    facility's draws come from the seed and its own stated position, so that they depend
    neither on the order nor on the number of the others.

    Parameters
    ----------
    sites
        lon, lat in degrees (EPSG:4326), float64[f] each.
    error_m : float64[f]
        Radius of the disc in metres; see `position_draws`.

    Returns
    -------
    lon, lat : float64[f, draws]
        The stated position itself where it is exact or not known.
    """
    lon, lat = (np.repeat(axis[:, np.newaxis], draws, axis=1) for axis in sites)
    radius_m = reach_of_error_m(error_m)
    moving = np.flatnonzero((radius_m > 0) & placed(*sites))
    chance = _chances(sites[0][moving], sites[1][moving], radius_m[moving], draws, seed)
    azimuth_deg = 360.0 * chance[:, 0]
    away_m = radius_m[moving, np.newaxis] * np.sqrt(chance[:, 1])
    lon[moving], lat[moving], _ = _WGS84.fwd(lon[moving], lat[moving], azimuth_deg, away_m)
    return lon, lat


def _chances(lon: Floats, lat: Floats, radius_m: Floats, draws: int, seed: int) -> Floats:
    """Return float64[f, 2, draws] from 0 to 1, which follow from each position alone."""
    table = pd.DataFrame({"lon": lon, "lat": lat, "radius_m": radius_m}) + 0.0
    # Facilities on one spot are still drawn apart.
    nth = table.sort_values("radius_m").groupby(["lon", "lat"]).cumcount().sort_index()
    bits = table[["lon", "lat"]].to_numpy().view(np.uint64)
    chance = np.empty((len(table), 2, draws))
    for row, (key, position) in enumerate(zip(nth, bits, strict=True)):
        chance[row] = np.random.default_rng([seed, int(key), *position]).random((2, draws))
    return chance


def _sample(
    places: tuple[Floats, Floats],
    people: Floats,
    unit: npt.NDArray[np.integer],
    n_units: int,
) -> tuple[Integers, csr_array]:
    """Return the rows of the sample and what share of each unit's people they stand for.

    From each unit the same number of places (`SAMPLE` over all inhabited units, at least
    `SMALLEST_SAMPLE`), taken at equal steps along its people in the order of latitude and
    longitude (systematic sampling with probability proportional to size: Madow 1949),
    each standing for an equal share of them; all places of a unit with fewer.
    """
    populated = np.flatnonzero((people > 0) & (unit >= 0))
    # By position, so that the order of the places does not matter.
    lon, lat = (axis[populated] for axis in places)
    row = populated[np.lexsort((lon, lat, unit[populated]))]
    count = np.bincount(unit[row], minlength=n_units)
    start = np.concatenate([[0], np.cumsum(count)])
    inhabited = int(np.count_nonzero(count))
    steps = max(SMALLEST_SAMPLE, SAMPLE // max(1, inhabited))
    running = np.concatenate([[0.0], np.cumsum(people[row])])
    whole = np.diff(running[start])
    hits = _hits(running, start, steps)
    complete = np.repeat(count <= steps, count)
    of_unit = np.repeat(np.arange(n_units), count)
    stands_for = np.where(complete, people[row] / whole[of_unit], hits / steps)
    taken = np.flatnonzero(stands_for > 0)
    weight = csr_array(
        (stands_for[taken].astype(np.float32), (of_unit[taken], np.arange(len(taken)))),
        shape=(n_units, len(taken)),
    )
    return row[taken], weight


def _hits(running: Floats, start: Integers, steps: int) -> Integers:
    """Return how often each row is met, going along the people of its unit in equal steps."""
    before, whole = running[start[:-1]], np.diff(running[start])
    inhabited = np.flatnonzero(np.diff(start))
    middle = (np.arange(steps) + 0.5) / steps
    at = before[inhabited, np.newaxis] + middle * whole[inhabited, np.newaxis]
    met = np.searchsorted(running, at.ravel(), side="right") - 1
    return np.bincount(met, minlength=len(running) - 1)
