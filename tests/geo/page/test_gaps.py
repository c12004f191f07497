"""Outlines of gaps for the page: the polygons of the GIS file, ring by ring."""

import json

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from data.reference.demand import Demand
from geo.coverage.gaps import Gaps, find_gaps, gap_polygons
from geo.page.gaps import gap_outlines, joined


def ring_of_cells() -> Gaps:
    """Return the gap of eight cells around a covered one, and one of two that touch at a corner."""
    cells = [(row, column) for row in range(3) for column in range(3) if (row, column) != (1, 1)]
    cells += [(40, 40), (41, 41)]
    lat, lon = (np.array(axis) * 0.01 + 30.005 for axis in zip(*cells, strict=True))
    units = pd.DataFrame(
        {"adcode": [510101], "name": ["甲县"], "pinyin": ["Jia County"], "prefecture": ["甲市"]}
    )
    demand = Demand(
        lon=lon + 70.0,
        lat=lat,
        population=np.full(len(cells), 8.0),
        unit=np.zeros(len(cells), dtype=np.int32),
        units=units,
        grid=None,
        cell_deg=0.01,
    )
    return find_gaps(demand, np.full(len(cells), 9_000.0), 5_000.0)


def area(rings: list[list[float]]) -> float:
    """Return what even-odd filling covers, in square degrees: outer rings less inner ones."""
    polygons = [shapely.Polygon(np.array(ring).reshape(-1, 2)) for ring in rings]
    filled: BaseGeometry = shapely.Polygon()
    for polygon in polygons:
        filled = filled.symmetric_difference(polygon)
    return float(filled.area)


def test_outlines_enclose_what_the_polygons_do() -> None:
    gaps = ring_of_cells()
    rows = range(len(gaps.table))
    polygons = gap_polygons(gaps, rows).geometry
    outlines = [json.loads(outline) for outline in gap_outlines(gaps, rows)]
    assert len(outlines) == 2
    for rings, polygon in zip(outlines, polygons, strict=True):
        assert np.isclose(area(rings), polygon.area, atol=1e-9)
    assert [polygon.geom_type for polygon in polygons] == ["Polygon", "MultiPolygon"]
    assert [len(rings) for rings in outlines] == [2, 2]


def test_straight_edges_have_no_points_between() -> None:
    rings = json.loads(gap_outlines(ring_of_cells(), [0])[0])
    assert [len(ring) for ring in rings] == [10, 10]


def test_progress_is_told() -> None:
    told: list[float] = []
    gap_outlines(ring_of_cells(), [1, 0], told.append)
    assert told == [0.5, 1.0]


def test_they_join_into_one_list() -> None:
    outlines = gap_outlines(ring_of_cells(), [0, 1])
    assert json.loads(joined(outlines)) == [json.loads(each) for each in outlines]
    assert joined([]) == "[]"
