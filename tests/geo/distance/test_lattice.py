"""Cells and their areas, against polygons measured by pyproj.Geod."""

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from data.reference.demand import Demand, read_demand
from data.schema import Province
from geo.distance.lattice import (
    cell_area_km2,
    lattice_area_km2,
    lattice_centre,
    lattice_edge,
    lattice_index,
)

GEOD = Geod(ellps="WGS84")
SIDES = st.sampled_from([0.01, 0.05, 0.25, 1.0])


def geod_km2(west: float, south: float, east: float, north: float) -> float:
    """Measure a cell; its north and south edges, parallels, as 200 short geodesics each."""
    box = shapely.segmentize(shapely.box(west, south, east, north), (east - west) / 200)
    area_m2, _ = GEOD.geometry_area_perimeter(box)
    return abs(float(area_m2)) / 1e6


def of_points(lat: list[float], cell_deg: float | None) -> Demand:
    n = len(lat)
    return Demand(
        lon=np.full(n, 100.005),
        lat=np.array(lat),
        population=np.ones(n),
        unit=np.full(n, -1, dtype=np.int32),
        units=pd.DataFrame(),
        grid=None,
        cell_deg=cell_deg,
    )


@pytest.mark.parametrize("cell_deg", [0.01, 0.05, 0.25, 1.0])
@pytest.mark.parametrize("south", [-89.0, -30.0, -1.0, 0.0, 26.0, 31.0, 40.0, 71.0, 89.0])
def test_area_is_that_of_the_polygon(cell_deg: float, south: float) -> None:
    row = np.array([round(south / cell_deg)])
    expected = geod_km2(100.0, south, 100.0 + cell_deg, south + cell_deg)
    # Geod itself adds up to this much over the vertices of a polygon.
    assert lattice_area_km2(row, cell_deg)[0] == pytest.approx(expected, rel=1e-7, abs=1e-8)


def test_rows_from_pole_to_pole_make_the_ellipsoid() -> None:
    """4 pi R^2 with the authalic radius R = 6,371,007.1809 m (Snyder 1987, WGS 84)."""
    rows = np.arange(-9000, 9000)
    total_km2 = lattice_area_km2(rows, 0.01).sum() * 36_000
    assert total_km2 == pytest.approx(4 * math.pi * 6_371.0071809**2, rel=1e-9)
    assert total_km2 == pytest.approx(510_065_621.724, rel=1e-9)
    assert lattice_area_km2(np.array([9000, -9001]), 0.01).tolist() == [0.0, 0.0]


def test_fine_cells_make_the_coarse_cell_around_them() -> None:
    fine = lattice_area_km2(np.arange(3100, 3200), 0.01).sum() * 100
    assert fine == pytest.approx(lattice_area_km2(np.array([31]), 1.0)[0], rel=1e-10)


@pytest.mark.parametrize("province", Province)
def test_bundled_cells_have_the_area_of_their_row(province: Province) -> None:
    demand = read_demand(province)
    area = cell_area_km2(demand)
    assert area.shape == demand.lat.shape
    for place in np.random.default_rng(6).choice(len(area), 20, replace=False):
        lon, lat = demand.lon[place], demand.lat[place]
        expected = geod_km2(lon - 0.005, lat - 0.005, lon + 0.005, lat + 0.005)
        assert area[place] == pytest.approx(expected, rel=1e-6)


def test_the_provinces_are_as_large_as_they_are() -> None:
    """Rounded official areas in km2; the cells follow simplified boundaries."""
    known = {
        Province.SICHUAN: 486_000,
        Province.SHANXI: 156_700,
        Province.ZHEJIANG: 105_500,
        Province.QINGHAI: 696_600,
    }
    for province, area_km2 in known.items():
        assert cell_area_km2(read_demand(province)).sum() == pytest.approx(area_km2, rel=0.02)


def test_points_have_no_area() -> None:
    assert np.isnan(cell_area_km2(of_points([31.0, 32.0], None))).all()
    assert cell_area_km2(of_points([], None)).shape == (0,)
    assert cell_area_km2(of_points([], 0.01)).shape == (0,)


@given(st.integers(-17_000, 17_000), SIDES)
def test_every_centre_lies_in_its_own_cell(index: int, cell_deg: float) -> None:
    here = np.array([index])
    centre = lattice_centre(here, cell_deg)
    assert lattice_index(centre, cell_deg)[0] == index
    assert lattice_edge(here, cell_deg)[0] < centre[0] < lattice_edge(here + 1, cell_deg)[0]
    assert centre[0] == pytest.approx((index + 0.5) * cell_deg, rel=1e-12, abs=1e-12)


@given(st.floats(-180, 180), SIDES)
def test_every_coordinate_lies_in_its_cell(degrees: float, cell_deg: float) -> None:
    index = lattice_index(np.array([degrees]), cell_deg)
    assert lattice_edge(index, cell_deg)[0] <= degrees + 1e-12
    assert degrees <= lattice_edge(index + 1, cell_deg)[0] + 1e-12
