"""Gaps in coverage: places beyond the radius that lie together and have people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.reference.demand import Demand
from data.schema import CRS, UnitColumn
from geo.coverage.cell_outline import USER_CELL_DEG, union_of_runs
from geo.coverage.gap_cells import NOWHERE, Patches, patches_of
from geo.coverage.gap_names import nearest_townships
from geo.coverage.index import share, summable
from geo.distance.lattice import lattice_area_km2, lattice_centre, lattice_edge
from geo.progress import Progress, silent

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_LARGEST: Final = float(np.finfo(np.float64).max)
_EQUALLY_DENSE: Final = 0.99


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """The cells of gaps: those side by side in one row of the lattice are one run.

    Attributes
    ----------
    gap : int64[k]
        Row of `Gaps.table`, ascending.
    row, first, last : int64[k]
        Row of the lattice, first and last column (`geo.distance.lattice.lattice_index`).
    """

    gap: Integers
    row: Integers
    first: Integers
    last: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Gaps:
    """The gaps in coverage at one radius.

    Attributes
    ----------
    radius_m
        Service radius in metres.
    population
        People beyond it, all of whom are in some gap: those of `table` add up to this
        exactly.
    table
        A row for each gap, the most people first:

        - rank, from 1;
        - adcode, county, county_pinyin, prefecture: 0 and empty in no county;
        - near_township: the township of that county whose known point is nearest to lon,
          lat, in Chinese; empty where there is none. Boundaries of townships are not known;
        - population; share_of_uncovered, that of all people in gaps; cells; area_km2 of the cells;
        - lon, lat: centre of one of its cells (EPSG:4326), of those within 1 % of its
          highest density the one nearest to the middle of its people;
        - west, south, east, north: its edges in degrees;
        - mean_m, farthest_m: how far its people are from their facility, the mean by
          people; inf without a facility.
    runs
        The cells of the gaps.
    cell_deg
        Side of the cells in degrees.
    """

    radius_m: float
    population: float
    table: pd.DataFrame
    runs: Runs
    cell_deg: float


def find_gaps(
    demand: Demand, distance_m: Floats, radius_m: float, progress: Progress = silent
) -> Gaps:
    """Return the gaps in coverage at a radius.

    A gap is a set of places of one county with ``d_i > r``, together in the cells of the
    lattice they lie in, in which cells that touch at an edge or a corner are neighbours.
    It ends at the border of its county, as it is the county's government that closes it:
    across a border two gaps may touch. Land where nobody lives joins cells into one gap,
    but makes none by itself.

    Parameters
    ----------
    demand
        Where people live. Points of a user's file are put into cells of 0.01 degrees:
        cells and area are then those that hold such a point, whatever the land around.
    distance_m : float64[n]
        From each place to the facility that decides (the nearest, or the k-th nearest),
        in metres; inf or NaN without one, which is beyond any radius.
    radius_m
        Service radius in metres; a place exactly at it is covered.
    progress
        Told the fraction done.

    Returns
    -------
    Gaps
        Without rows where everybody is covered. People in no county are in gaps of their
        own. Those without a position are in one of no cells, whose coordinates are NaN.

    Raises
    ------
    ValueError
        If `radius_m` is NaN, the lengths differ, or a population is negative or not
        finite.
    Cancelled
        When `progress` raises it.
    """
    if np.isnan(radius_m):
        raise ValueError("the radius is NaN")
    if len(distance_m) != len(demand.population):
        raise ValueError(f"{len(distance_m)} distances for {len(demand.population)} places")
    return _gaps_of(demand, distance_m, radius_m, progress)


def _gaps_of(demand: Demand, distance_m: Floats, radius_m: float, progress: Progress) -> Gaps:
    cell_deg = USER_CELL_DEG if demand.cell_deg is None else demand.cell_deg
    people = summable(demand.population)
    progress(0.1)
    # Not `distance_m > radius_m`: a distance of NaN is beyond it, too.
    beyond = np.flatnonzero(~(distance_m <= min(radius_m, _LARGEST)))
    patches = patches_of(demand, beyond, cell_deg)
    progress(0.5)
    people, away_m = people[patches.place], np.fmin(distance_m[patches.place], np.inf)
    figures = _figures(patches, people, away_m, cell_deg)
    progress(0.9)
    ranked = figures[figures["population"] > 0].sort_values(
        "population", ascending=False, kind="stable"
    )
    table = _table(ranked, demand.units)
    progress(1.0)
    return Gaps(
        radius_m=radius_m,
        population=float(people.sum()),
        table=table,
        runs=_runs(patches, ranked),
        cell_deg=cell_deg,
    )


def gap_polygons(
    gaps: Gaps, rows: Sequence[int] | Integers, progress: Progress = silent
) -> gpd.GeoDataFrame:
    """Return some gaps as polygons: each the union of its cells.

    Parameters
    ----------
    rows
        Rows of `gaps.table`, such as ``range(20)`` for the twenty with the most people.
    progress
        Told the fraction of gaps done.

    Returns
    -------
    GeoDataFrame
        Those rows with all columns of the table; polygons, or multipolygons where cells
        touch at a corner only, in EPSG:4326. Empty for people without a position.
    """
    start = np.searchsorted(gaps.runs.gap, np.arange(len(gaps.table) + 1))
    outlines = []
    for done, row in enumerate(rows, start=1):
        outlines.append(_union(gaps, slice(start[row], start[row + 1])))
        progress(done / len(rows))
    chosen = gaps.table.iloc[np.asarray(rows, dtype=np.int64)]
    return gpd.GeoDataFrame(chosen.reset_index(drop=True), geometry=outlines, crs=CRS)


def _union(gaps: Gaps, of: slice) -> shapely.Geometry:
    runs = gaps.runs
    return union_of_runs(runs.row[of], runs.first[of], runs.last[of], gaps.cell_deg)


def _figures(patches: Patches, people: Floats, away_m: Floats, cell_deg: float) -> pd.DataFrame:
    """Return the figures of every patch, whether anybody lives there or not.

    Parameters
    ----------
    people, away_m : float64[p]
        People and their distance, in the order of `patches.place`.
    """
    walked_m = np.zeros(len(people))
    np.multiply(people, away_m, out=walked_m, where=people > 0)
    farthest_m = patches.most_in_cells(np.where(people > 0, away_m, 0.0))
    in_cell, cell_km2 = patches.in_cells(people), _cell_area_km2(patches.row, cell_deg)
    population = patches.total(patches.in_runs(in_cell))
    row, first, length = (
        each.astype(np.float64) for each in (patches.row, patches.first, patches.length)
    )
    lon, lat = _key_positions(patches, in_cell, cell_km2, cell_deg)
    figures = pd.DataFrame(
        {
            "unit": patches.most(patches.unit.astype(np.float64)).astype(np.int64),
            "population": population,
            "cells": patches.total(length).astype(np.int64),
            "area_km2": patches.total(cell_km2 * length),
            "lon": lon,
            "lat": lat,
            "west": lattice_edge(-patches.most(-first), cell_deg),
            "south": lattice_edge(-patches.most(-row), cell_deg),
            "east": lattice_edge(patches.most(first + length), cell_deg),
            "north": lattice_edge(patches.most(row + 1), cell_deg),
            "mean_m": share(patches.total(patches.in_runs(patches.in_cells(walked_m))), population),
            "farthest_m": patches.most(patches.most_in_runs(farthest_m)),
        }
    )
    nowhere = figures["unit"] == NOWHERE
    figures.loc[nowhere, ["cells", "area_km2"]] = 0
    figures.loc[nowhere, ["lon", "lat", "west", "south", "east", "north"]] = np.nan
    return figures


def _cell_area_km2(row: Integers, cell_deg: float) -> Floats:
    first, last = int(row.min(initial=0)), int(row.max(initial=0))
    return lattice_area_km2(np.arange(first, last + 1), cell_deg)[row - first]


def _key_positions(
    patches: Patches, people: Floats, cell_km2: Floats, cell_deg: float
) -> tuple[Floats, Floats]:
    """Return a cell's lon and lat by which to know each patch; any where nobody lives.

    The model gives whole settlement classes one density, to a rounding: of the cells
    about as dense as the densest, the one nearest to the middle of the people is taken.

    Parameters
    ----------
    people : float64[c]
        People of each cell.
    cell_km2 : float64[k]
        Area of a cell in each run.
    """
    patch, length = patches.patch, patches.length
    run = np.repeat(np.arange(len(patch)), length)
    column = np.arange(len(people)) - (patches.cell_start - patches.first)[run]
    of_run = patches.in_runs(people)
    population = patches.total(of_run)
    middle_row = np.nan_to_num(share(patches.total(of_run * patches.row), population))
    middle_column = np.nan_to_num(
        share(patches.total(patches.in_runs(people * column)), population)
    )
    dense = _EQUALLY_DENSE * patches.most(patches.most_in_runs(people) / cell_km2)[patch]
    off = (column - middle_column[patch][run]) ** 2 + ((patches.row - middle_row[patch]) ** 2)[run]
    off[people < (dense * cell_km2)[run]] = np.inf
    least = -patches.most(patches.most_in_runs(-off))
    nearest = np.flatnonzero(off == least[patch][run])
    key = np.zeros(patches.count, dtype=np.int64)
    # Backwards, so that of equals the first is written last.
    key[patch[run[nearest[::-1]]]] = nearest[::-1]
    return (
        lattice_centre(column[key], cell_deg),
        lattice_centre(patches.row[run[key]], cell_deg),
    )


def _table(ranked: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return the figures with rank and names."""
    unit = ranked["unit"].to_numpy()
    in_county = unit >= 0
    population = ranked["population"].to_numpy()

    def of_county(column: UnitColumn, nothing: object) -> npt.NDArray[np.object_]:
        found = np.full(len(unit), nothing, dtype=object)
        found[in_county] = units[column].to_numpy(dtype=object)[unit[in_county]]
        return found

    lon, lat = ranked["lon"].to_numpy(), ranked["lat"].to_numpy()
    names = pd.DataFrame(
        {
            "rank": np.arange(1, len(unit) + 1),
            "adcode": of_county(UnitColumn.ADCODE, 0).astype(np.int64),
            "county": of_county(UnitColumn.NAME, ""),
            "county_pinyin": of_county(UnitColumn.PINYIN, ""),
            "prefecture": of_county(UnitColumn.PREFECTURE, ""),
            "near_township": nearest_townships(units, unit, lon, lat),
            "population": population,
            "share_of_uncovered": share(population, population.sum(keepdims=True)),
        }
    )
    others = ranked.drop(columns=["unit", "population"]).reset_index(drop=True)
    return pd.concat([names, others], axis="columns")


def _runs(patches: Patches, ranked: pd.DataFrame) -> Runs:
    """Return the runs of the patches that are gaps, in the order of the gaps."""
    gap_of_patch = np.full(patches.count, -1, dtype=np.int64)
    gap_of_patch[ranked.index] = np.arange(len(ranked))
    gap = np.where(patches.unit == NOWHERE, -1, gap_of_patch[patches.patch])
    run = np.argsort(gap, kind="stable")[np.count_nonzero(gap < 0) :]
    first = patches.first[run]
    return Runs(gap[run], patches.row[run], first, first + patches.length[run] - 1)
