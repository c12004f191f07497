"""Points as numbers and text as bytes: the same as the objects they stand for."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.layer.attributes import TEXT, Attributes, as_text
from data.layer.points import Points, Shapes, compact, joined
from data.layer.records import Records
from data.read.reader import GeometryKind, read_file


def objects(*shapes: shapely.Geometry | None) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def test_plain_points_become_numbers_and_points_again() -> None:
    points = compact(objects(shapely.Point(1, 2), None, shapely.Point(), shapely.Point(3, 4)))
    assert isinstance(points, Points)
    assert points.missing.tolist() == [False, True, True, False]
    again = points.shapes()
    assert again[0].equals(shapely.Point(1, 2))
    assert again[3].equals(shapely.Point(3, 4))
    assert [again[1], again[2]] == [None, None]
    assert points[np.array([False, False, False, True])].xy.tolist() == [[3, 4]]


@pytest.mark.parametrize(
    "other",
    [
        shapely.Point(1, 2, 3),
        shapely.MultiPoint([(1, 2)]),
        shapely.LineString([(0, 0), (1, 1)]),
        shapely.from_wkt("POINT M (1 2 3)"),
    ],
)
def test_any_other_geometry_stays_as_it_is(other: shapely.Geometry) -> None:
    shapes = objects(shapely.Point(1, 2), other)
    assert compact(shapes) is shapes
    whole = joined([compact(shapes[:1]), shapes])
    assert not isinstance(whole, Points)
    assert whole.tolist() == [shapes[0], *shapes]


def test_pieces_of_nothing() -> None:
    assert len(joined([])) == 0
    assert isinstance(joined([compact(objects(None))]), Points)


def test_columns_are_those_of_pandas() -> None:
    plain = np.array(["卫生院", None, "a\0b", ""], dtype=object)
    packed = as_text(plain)
    assert packed.dtype == TEXT
    columns = Attributes({"名": packed, "n": np.arange(4)}, 4)
    wanted = pd.DataFrame({"名": plain, "n": np.arange(4)})
    pd.testing.assert_frame_equal(columns.frame(), wanted)
    pd.testing.assert_frame_equal(columns.head(2), wanted.head(2))
    pd.testing.assert_frame_equal(columns.every(3), wanted[::3].reset_index(drop=True))
    columns.keep(np.array([True, False, True, True]))
    assert len(columns) == 3
    pd.testing.assert_series_equal(
        columns["名"], wanted["名"][[0, 2, 3]].reset_index(drop=True), check_names=False
    )


def test_text_that_utf_8_cannot_hold_stays_as_it_is() -> None:
    values = np.array(["\ud800", "b"], dtype=object)
    assert as_text(values) is values


@pytest.mark.parametrize(
    "geometry",
    [
        Points(np.array([[101.0, 30.0], [102.0, 31.0]])),
        objects(shapely.box(1, 1, 2, 2), shapely.box(3, 3, 4, 5)),
    ],
)
def test_a_frame_says_the_same_as_the_records(geometry: Shapes) -> None:
    records = Records(Attributes({"a": np.array([1, 2])}, 2), geometry)
    frame = records.frame()
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs == 4326
    assert records.bounds == tuple(frame.total_bounds)
    lon, lat = records.lon_lat()
    assert frame.intersects(gpd.GeoSeries(shapely.points(lon, lat), crs=4326)).all()
    assert records.shapes(1).tolist() == frame.geometry[:1].tolist()


def test_names_that_hardly_repeat_are_kept_word_for_word(tmp_path: Path) -> None:
    rows = 50_000
    names = [f"'=院{i}" if i % 1000 == 7 else f"第{i}卫生院" for i in range(rows)]
    lines = [
        f"{name},{'甲县' if i % 2 else '乙县'},{104 + i / 1e5},30.5" for i, name in enumerate(names)
    ]
    path = tmp_path / "a.csv"
    path.write_text("name,county,lon,lat\n" + "\n".join(lines), "utf-8")
    loaded = read_file(path)
    assert loaded.geometry is GeometryKind.POINTS
    assert loaded.frame["name"].tolist() == [name.removeprefix("'") for name in names]
    assert loaded.frame["county"].tolist() == ["乙县", "甲县"] * (rows // 2)
    np.testing.assert_array_equal(loaded.frame.geometry.x, 104 + np.arange(rows) / 1e5)


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".shp"])
def test_large_layers_come_in_pieces(tmp_path: Path, suffix: str) -> None:
    rows = 45_000
    rng = np.random.default_rng(0)
    names = [None if i % 11 == 0 else f"第{i}卫生院" for i in range(rows)]
    shapes = shapely.points(rng.uniform(101, 104, rows), rng.uniform(30, 33, rows))
    frame = gpd.GeoDataFrame({"name": names, "n": np.arange(rows)}, geometry=shapes, crs=4326)
    path = tmp_path / f"a{suffix}"
    frame.to_file(path, encoding="utf-8")
    found = read_file(path).frame.sort_values("n").reset_index(drop=True)
    assert found["n"].tolist() == list(range(rows))
    filled = [name or None for name in found["name"].fillna("")]
    assert filled == names
    np.testing.assert_array_equal(found.geometry.x, shapely.get_x(shapes))
