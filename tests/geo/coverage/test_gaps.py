"""Gaps against a flood fill in plain Python, and against scipy.ndimage.label."""

from collections.abc import Iterator
from random import Random

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from data.reference.catalog import read_facilities, read_units
from data.reference.demand import Demand, read_demand
from data.schema import Language, Province, Tier
from geo.coverage.gap_names import gap_title
from geo.coverage.gaps import Gaps, find_gaps
from geo.coverage.index import build_index, covered, population
from geo.distance.lattice import lattice_area_km2
from geo.distance.nearest import nearest_distance_m
from geo.progress import Cancelled

Floats = npt.NDArray[np.float64]
Cell = tuple[int, int, int]

SIDE = 0.01
WEST, SOUTH = 10_000, 3_000
NAMES = ["rank", "adcode", "county", "county_pinyin", "prefecture", "near_township"]
EDGES = ["west", "south", "east", "north"]
FIGURES = [
    "population",
    "share_of_uncovered",
    "cells",
    "area_km2",
    "lon",
    "lat",
    *EDGES,
    "mean_m",
    "farthest_m",
]
COLUMNS = [*NAMES, *FIGURES]


def of_cells(cells: list[tuple[int, int, int, float]], cell_deg: float | None = SIDE) -> Demand:
    """Return a demand of cells given as unit, row, column (from 30 N, 100 E) and people."""
    unit, row, column, people = (np.array(part) for part in zip(*cells, strict=True))
    return Demand(
        lon=(2.0 * (column + WEST) + 1) / 200,
        lat=(2.0 * (row + SOUTH) + 1) / 200,
        population=people.astype(np.float64),
        unit=unit.astype(np.int32),
        units=read_units(Province.SICHUAN),
        grid=None,
        cell_deg=cell_deg,
    )


def of_picture(text: str) -> tuple[Demand, Floats]:
    """Return a world drawn row by row, north first, and the distance of each cell.

    A digit is a cell of as many people out of reach, a point one within reach of 5 km,
    a blank is no land; small letters after a digit put it into another county.
    """
    cells, away_m = [], []
    lines = text.strip("\n").splitlines()
    for index, line in enumerate(lines):
        for column, sign in enumerate(line):
            if sign == " ":
                continue
            number = "abcdefghij".find(sign)
            people = 1.0 if sign == "." else float(number if number >= 0 else int(sign))
            cells.append((1 if number >= 0 else 0, len(lines) - index, column, people))
            away_m.append(1_000.0 if sign == "." else 9_000.0)
    return of_cells(cells), np.array(away_m)


def gap_people(text: str) -> list[float]:
    demand, away_m = of_picture(text)
    return find_gaps(demand, away_m, 5_000.0).table["population"].tolist()


def flood_fill(cells: set[Cell]) -> Iterator[set[Cell]]:
    """Take neighbours of one county, corners too, until none is left."""
    left = set(cells)
    while left:
        todo = [left.pop()]
        found = set(todo)
        while todo:
            unit, row, column = todo.pop()
            for near_row in (row - 1, row, row + 1):
                for near_column in (column - 1, column, column + 1):
                    near = (unit, near_row, near_column)
                    if near in left:
                        left.remove(near)
                        found.add(near)
                        todo.append(near)
        yield found


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Demand, Floats]:
    """Small grids with counties mixed through, missing and empty land, and no facility."""
    shape = draw(hnp.array_shapes(min_dims=2, max_dims=2, max_side=9))
    # -2 is no land, -1 no county.
    unit = draw(hnp.arrays(np.int64, shape, elements=st.sampled_from([0, 0, 0, 1, -1, -2])))
    people = draw(hnp.arrays(np.float64, shape, elements=st.sampled_from([0.0, 0.0, 1.5, 7.0])))
    some_m = st.sampled_from([10.0, 5e3, 6e3, 7e3, np.inf, np.nan])
    away_m = draw(hnp.arrays(np.float64, shape, elements=some_m))
    land = unit > -2
    row, column = np.nonzero(land)
    cells = zip(
        unit[land].tolist(), row.tolist(), column.tolist(), people[land].tolist(), strict=True
    )
    # One cell more, covered, so that there is always one.
    return of_cells([*cells, (0, 20, 20, 1.0)]), np.append(away_m[land], 0.0)


def beyond(away_m: Floats, radius_m: float) -> npt.NDArray[np.bool_]:
    return ~(np.isfinite(away_m) & (away_m <= radius_m))


@settings(deadline=None)
@given(worlds(), st.sampled_from([-1.0, 0.0, 10.0, 5e3, 6.5e3, np.inf]))
def test_gaps_are_those_of_a_flood_fill(world: tuple[Demand, Floats], radius_m: float) -> None:
    demand, away_m = world
    place = {
        (int(unit), round(lat * 100 - 0.5), round(lon * 100 - 0.5)): index
        for index, (unit, lat, lon) in enumerate(
            zip(demand.unit, demand.lat, demand.lon, strict=True)
        )
    }
    out = beyond(away_m, radius_m)
    expected = []
    for cells in flood_fill({cell for cell, index in place.items() if out[index]}):
        here = [place[cell] for cell in cells]
        people = demand.population[here]
        if people.sum() == 0:
            continue
        metres = np.where(np.isnan(away_m[here]), np.inf, away_m[here])[people > 0]
        rows, columns = [cell[1] for cell in cells], [cell[2] for cell in cells]
        unit = next(iter(cells))[0]
        expected.append(
            (
                people.sum(),
                len(cells),
                0 if unit < 0 else int(demand.units["adcode"][unit]),
                min(columns) / 100,
                min(rows) / 100,
                (max(columns) + 1) / 100,
                (max(rows) + 1) / 100,
                round(float(np.average(metres, weights=people[people > 0])), 6),
                metres.max(),
            )
        )
    table = find_gaps(demand, away_m, radius_m).table
    names = ["population", "cells", "adcode", *EDGES, "mean_m", "farthest_m"]
    found = table.assign(mean_m=table["mean_m"].round(6))[names]
    assert sorted(found.itertuples(index=False, name=None)) == sorted(expected)


@settings(deadline=None)
@given(worlds(), st.sampled_from([0.0, 5e3, 6.5e3, np.inf]))
def test_table_keeps_its_promises(world: tuple[Demand, Floats], radius_m: float) -> None:
    demand, away_m = world
    gaps = find_gaps(demand, away_m, radius_m)
    table = gaps.table
    assert list(table.columns) == COLUMNS
    assert isinstance(table.index, pd.RangeIndex)
    assert table["rank"].tolist() == list(range(1, len(table) + 1))
    assert (np.diff(table["population"]) <= 0).all()
    uncovered = demand.population[beyond(away_m, radius_m)].sum()
    assert gaps.population == uncovered == table["population"].sum()
    assert (gaps.cell_deg, gaps.radius_m) == (SIDE, radius_m)
    if len(table):
        assert table["share_of_uncovered"].sum() == pytest.approx(1)
        np.testing.assert_allclose(table["share_of_uncovered"], table["population"] / uncovered)
    assert (table["mean_m"] <= table["farthest_m"] + 1e-6).all()
    inside = table["lon"].between(table["west"], table["east"])
    assert (inside & table["lat"].between(table["south"], table["north"])).all()


@settings(deadline=None)
@given(worlds(), st.randoms())
def test_order_of_the_cells_is_nothing(world: tuple[Demand, Floats], random: Random) -> None:
    demand, away_m = world
    order = list(range(len(away_m)))
    random.shuffle(order)
    mixed = Demand(
        demand.lon[order],
        demand.lat[order],
        demand.population[order],
        demand.unit[order],
        demand.units,
        None,
        demand.cell_deg,
    )
    pd.testing.assert_frame_equal(
        find_gaps(demand, away_m, 5e3).table, find_gaps(mixed, away_m[order], 5e3).table
    )


def test_corners_join() -> None:
    assert gap_people("1.1\n.1.\n1.1") == [5]
    assert gap_people("1..\n..1") == [1, 1]


def test_rows_do_not_join_around_the_edge() -> None:
    assert gap_people("...3\n2...") == [3, 2]
    assert gap_people("5...\n....\n...4") == [5, 4]
    assert gap_people("1..2\n3..4") == [6, 4]


def test_land_where_nobody_lives_joins_but_makes_no_gap() -> None:
    assert gap_people("1001\n....\n0000") == [2]
    assert gap_people("1  1") == [1, 1], "where there is no land nothing joins"
    assert gap_people("000") == []


def test_a_gap_ends_at_the_border_of_its_county() -> None:
    assert gap_people("1234\nbcde") == [10, 10]
    assert gap_people("1b3\nb2d") == [6, 5], "counties cross at a corner, each joined"


def test_a_gap_is_known_by_its_densest_cell_nearest_to_the_middle_of_its_people() -> None:
    demand, away_m = of_picture("12981")
    table = find_gaps(demand, away_m, 5e3).table
    assert table["lon"][0] == 100.025
    demand, away_m = of_picture("90000\n09999\n00009")
    table = find_gaps(demand, away_m, 5e3).table
    assert (table["lon"][0], table["lat"][0]) == (100.025, 30.025)


def test_distance_is_of_people() -> None:
    demand = of_cells([(0, 0, 0, 1.0), (0, 0, 1, 3.0), (0, 0, 2, 0.0)])
    table = find_gaps(demand, np.array([6e3, 8e3, 9e3]), 5e3).table
    assert (table["mean_m"][0], table["farthest_m"][0]) == (7_500, 8_000)
    table = find_gaps(demand, np.array([6e3, 8e3, np.inf]), 5e3).table
    assert (table["mean_m"][0], table["farthest_m"][0]) == (7_500, 8_000)


def test_without_facilities_everybody_is_in_a_gap() -> None:
    demand, away_m = of_picture("1.2\n...")
    table = find_gaps(demand, np.full(len(away_m), np.inf), np.inf).table
    assert table["population"].tolist() == [demand.population.sum()]
    assert np.isinf(table[["mean_m", "farthest_m"]].to_numpy()).all()


def test_distances_that_are_no_number_are_beyond_any_radius() -> None:
    demand, away_m = of_picture("1..2")
    away_m[:] = [np.nan, 0, 0, 9e3]
    table = find_gaps(demand, away_m, np.inf).table
    assert table["population"].tolist() == [1]
    assert np.isinf(table["farthest_m"][0])


def assert_no_gaps(gaps: Gaps) -> None:
    assert list(gaps.table.columns) == COLUMNS
    assert len(gaps.table) == len(gaps.runs.gap) == 0
    assert gaps.population == 0


def test_nobody_uncovered() -> None:
    demand, away_m = of_picture("..\n..")
    assert_no_gaps(find_gaps(demand, away_m, 5e3))


def test_nobody_at_all() -> None:
    demand, _ = of_picture("1")
    nothing = np.array([])
    empty = Demand(nothing, nothing, nothing, nothing.astype(np.int32), demand.units, None, SIDE)
    assert_no_gaps(find_gaps(empty, nothing, 5e3))


def test_empty_land_without_people_is_no_gap() -> None:
    demand, away_m = of_picture("00\n00")
    assert_no_gaps(find_gaps(demand, away_m, 5e3))


def test_bad_arguments_are_refused() -> None:
    demand, away_m = of_picture("12")
    with pytest.raises(ValueError, match="NaN"):
        find_gaps(demand, away_m, np.nan)
    with pytest.raises(ValueError, match="distances"):
        find_gaps(demand, away_m[:1], 5e3)
    demand.population[0] = -1
    with pytest.raises(ValueError, match="negative"):
        find_gaps(demand, away_m, 5e3)


def test_reports_and_stops_when_asked() -> None:
    demand, away_m = of_picture("1.1")
    heard: list[float] = []
    find_gaps(demand, away_m, 5e3, heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1

    def stop(fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        find_gaps(demand, away_m, 5e3, stop)


def of_points(lon: list[float], lat: list[float], people: list[float], unit: list[int]) -> Demand:
    return Demand(
        np.array(lon),
        np.array(lat),
        np.array(people),
        np.array(unit, dtype=np.int32),
        read_units(Province.SICHUAN),
        grid=None,
    )


def test_points_of_a_file_are_put_into_cells() -> None:
    """Two in one cell, one beside them, one alone; covered points in a cell stay out."""
    demand = of_points(
        [104.0012, 104.0099, 104.0101, 104.05, 104.0013],
        [30.0012, 30.0001, 30.0099, 30.05, 30.0012],
        [1.0, 2.0, 4.0, 8.0, 100.0],
        [3, 3, 3, 3, 3],
    )
    gaps = find_gaps(demand, np.array([6e3, 7e3, 8e3, 9e3, 1.0]), 5e3)
    table = gaps.table
    assert table["population"].tolist() == [8, 7]
    assert table["cells"].tolist() == [1, 2]
    assert table["farthest_m"].tolist() == [9e3, 8e3]
    assert table["mean_m"][1] == pytest.approx((6e3 + 2 * 7e3 + 4 * 8e3) / 7)
    assert (table["lon"][1], table["lat"][1]) == (104.015, 30.005)
    assert list(table.loc[1, EDGES]) == [104.0, 30.0, 104.02, 30.01]
    assert table["area_km2"][1] == 2 * lattice_area_km2(np.array([3000]), 0.01)[0]


def test_a_cell_on_a_border_is_in_a_gap_of_each_county() -> None:
    demand = of_points([104.001] * 3, [30.001] * 3, [1.0, 2.0, 4.0], [0, 1, -1])
    table = find_gaps(demand, np.full(3, 9e3), 5e3).table
    assert table["population"].tolist() == [4, 2, 1]
    assert table["cells"].tolist() == [1, 1, 1]
    assert table["adcode"].tolist() == [0, *demand.units["adcode"].iloc[[1, 0]]]


def test_people_in_no_county_are_in_gaps_of_their_own() -> None:
    demand, away_m = of_picture("111")
    demand.unit[1:] = -1
    table = find_gaps(demand, away_m, 5e3).table
    assert table["adcode"].tolist() == [0, demand.units["adcode"][0]]
    assert list(table.loc[0, NAMES[2:]]) == [""] * 4
    titles = [gap_title(table.to_dict("records")[0], language) for language in Language]
    assert titles == ["不在任何县内", "in no county"]


@pytest.mark.parametrize("lon", [np.nan, np.inf, 1e300])
def test_people_without_a_position_are_in_a_gap_without_cells(lon: float) -> None:
    demand = of_points(
        [lon, lon, 0.001, 104.001], [30.0] * 4, [1.0, 2.0, 4.0, 8.0], [-1, -1, -1, 0]
    )
    demand.lat[1] = np.nan
    gaps = find_gaps(demand, np.full(4, np.inf), 5e3)
    table = gaps.table
    assert table["population"].tolist() == [8, 4, 3]
    assert table["cells"].tolist() == [1, 1, 0]
    assert table["area_km2"][2] == 0
    assert table.loc[2, ["lon", "lat", *EDGES]].isna().all()


@pytest.fixture(scope="module", params=[Province.ZHEJIANG, Province.QINGHAI, None])
def bundled(request: pytest.FixtureRequest) -> tuple[Demand, Floats]:
    province: Province | None = request.param
    demand, facilities = read_demand(province), read_facilities(province, Tier.TOWNSHIP)
    away_m, _ = nearest_distance_m(
        demand.lon, demand.lat, facilities["lon"].to_numpy(), facilities["lat"].to_numpy()
    )
    return demand, away_m


@pytest.mark.parametrize("radius_m", [3_000.0, 8_000.0])
def test_people_in_gaps_are_all_who_are_not_covered(
    bundled: tuple[Demand, Floats], radius_m: float
) -> None:
    demand, away_m = bundled
    table = find_gaps(demand, away_m, radius_m).table
    index = build_index(away_m, demand.population, demand.unit, len(demand.units))
    uncovered = population(index) - covered(index, radius_m)
    found = table.groupby("adcode")["population"].sum()
    for adcode, people in zip(demand.units["adcode"], uncovered, strict=True):
        assert found.get(adcode, 0.0) == people


def test_gaps_are_the_labels_of_another_library(bundled: tuple[Demand, Floats]) -> None:
    """Label each county's picture with scipy.ndimage, corners included."""
    demand, away_m = bundled
    radius_m = 5_000.0
    table = find_gaps(demand, away_m, radius_m).table
    column = np.floor(demand.lon * 100).astype(int)
    row = np.floor(demand.lat * 100).astype(int)
    for unit in range(0, len(demand.units), 17):
        here = np.flatnonzero(demand.unit == unit)
        shape = (np.ptp(row[here]) + 1, np.ptp(column[here]) + 1)
        at = row[here] - row[here].min(), column[here] - column[here].min()
        out, people = np.zeros(shape, dtype=bool), np.zeros(shape)
        out[at], people[at] = away_m[here] > radius_m, demand.population[here]
        labels, count = ndimage.label(out, np.ones((3, 3)))
        sums = ndimage.sum_labels(people, labels, np.arange(1, count + 1))
        expected = sorted((each for each in sums if each > 0), reverse=True)
        found = table.loc[table["adcode"] == demand.units["adcode"][unit], "population"]
        np.testing.assert_allclose(found.to_numpy(), expected, rtol=1e-12)
