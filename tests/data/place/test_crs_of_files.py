"""Coordinate systems: believed, contradicted, recognised or asked for."""

from contextlib import suppress
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataError
from data.place.crs_guess import decide, swapped_rows
from data.place.datum import wgs84_to_gcj02
from data.read.reader import Loaded, read_file
from data.reference.catalog import read_facilities
from data.schema import Datum, Province

LON = np.array([100.14, 99.88, 100.13, 100.43, 101.7])
LAT = np.array([37.33, 37.27, 37.32, 37.22, 36.6])


@cache
def transformer(epsg: int | str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(4490, epsg, always_xy=True)


def projected(
    epsg: int | str, lon: float = 0.0
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.column_stack(transformer(epsg).transform(LON + lon, LAT))


def write(
    folder: Path, points: np.ndarray[tuple[int, int], np.dtype[np.float64]], prj: str | None
) -> Path:
    path = folder / "a.shp"
    frame = gpd.GeoDataFrame({"n": range(len(points))}, geometry=shapely.points(points), crs=4326)
    frame.to_file(path)
    if prj is None:
        path.with_suffix(".prj").unlink()
    else:
        path.with_suffix(".prj").write_text(prj)
    return path


def codes(loaded: Loaded) -> list[str]:
    return [problem.code for problem in loaded.problems]


def assert_placed(loaded: Loaded, lon: float = 0.0) -> None:
    np.testing.assert_allclose(loaded.frame.geometry.x, LON + lon, atol=1e-8)
    np.testing.assert_allclose(loaded.frame.geometry.y, LAT, atol=1e-8)


@pytest.mark.parametrize("epsg", [4542, 4522, 4495, 4490, 4326, 3857])
@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
def test_a_declared_system_is_followed(tmp_path: Path, epsg: int, version: str) -> None:
    crs = pyproj.CRS(epsg)
    loaded = read_file(write(tmp_path, projected(epsg), crs.to_wkt(version)))
    assert_placed(loaded)
    # Zones of 3 and of 6 degrees share central meridians; PROJ then will not name the code.
    assert loaded.crs_found in {f"EPSG:{epsg}", crs.name}
    assert loaded.crs_why.code == "crs_declared"
    assert codes(loaded) == []


@pytest.mark.parametrize("zone", [25, 32, 35, 40, 45])
def test_a_3_degree_zone_is_recognised(tmp_path: Path, zone: int) -> None:
    shift = zone * 3 - 100.0
    loaded = read_file(write(tmp_path, projected(4513 + zone - 25, shift), None))
    assert loaded.crs_found == f"EPSG:{4513 + zone - 25}"
    assert loaded.crs_why.facts["width"] == 3
    assert codes(loaded) == ["problem_zone_guessed"]
    assert_placed(loaded, shift)


@pytest.mark.parametrize("zone", [15, 18, 21, 23])
def test_a_6_degree_zone_of_the_provinces_is_recognised(tmp_path: Path, zone: int) -> None:
    shift = zone * 6 - 3 - 100.0
    loaded = read_file(write(tmp_path, projected(4491 + zone - 13, shift), None))
    assert loaded.crs_found == f"EPSG:{4491 + zone - 13}"
    assert_placed(loaded, shift)


def test_northing_before_easting(tmp_path: Path) -> None:
    loaded = read_file(write(tmp_path, projected(4522)[:, ::-1], None))
    assert codes(loaded) == ["problem_zone_guessed", "problem_axes_swapped"]
    assert_placed(loaded)


@pytest.mark.parametrize("epsg", [4543, 3857, 32647])
def test_what_shows_no_zone_is_asked(tmp_path: Path, epsg: int) -> None:
    path = write(tmp_path, projected(epsg), None)
    with pytest.raises(DataError) as caught:
        read_file(path)
    assert caught.value.code == "crs_missing"
    loaded = read_file(path, crs=f"EPSG:{epsg}")
    assert (loaded.crs_found, loaded.crs_why.code) == (f"EPSG:{epsg}", "crs_override")
    assert_placed(loaded)


@pytest.mark.parametrize(
    "crs", ["EPSG:0", "nonsense", "EPSG:5773", "", "\0", "WGS 84", "+init=epsg:4326", "["]
)
def test_an_override_that_means_nothing(tmp_path: Path, crs: str) -> None:
    with pytest.raises(DataError) as caught:
        read_file(write(tmp_path, projected(4326), None), crs=crs)
    assert caught.value.code == "crs_unknown"


@pytest.mark.parametrize(
    "prj", ["<!DOCTYPE html><html></html>", "PROJCS[", "\0\0\0", 'LOCAL_CS["x",UNIT["m",1]]', "?"]
)
def test_an_unusable_prj_counts_as_none(tmp_path: Path, prj: str) -> None:
    loaded = read_file(write(tmp_path, projected(4326), prj))
    assert loaded.crs_why.code == "crs_assumed_wgs84"
    expected = ["problem_crs_unusable", "problem_datum_unsure"]
    assert codes(loaded) == (expected if prj.strip("\0") else expected[1:])
    assert_placed(loaded)


def test_degrees_labelled_as_projected(tmp_path: Path) -> None:
    loaded = read_file(write(tmp_path, projected(4326), pyproj.CRS(4542).to_wkt("WKT1_ESRI")))
    assert codes(loaded) == ["problem_crs_contradicted", "problem_datum_unsure"]
    assert_placed(loaded)


def test_projected_labelled_as_degrees(tmp_path: Path) -> None:
    loaded = read_file(write(tmp_path, projected(4522), pyproj.CRS(4326).to_wkt("WKT1_ESRI")))
    assert codes(loaded) == ["problem_crs_contradicted", "problem_zone_guessed"]
    assert_placed(loaded)


def test_zone_numbers_that_the_prj_leaves_out(tmp_path: Path) -> None:
    loaded = read_file(write(tmp_path, projected(4522), pyproj.CRS(4543).to_wkt("WKT1_ESRI")))
    assert codes(loaded) == ["problem_crs_contradicted", "problem_zone_guessed"]
    assert_placed(loaded)


def test_a_prj_with_a_zone_number_that_the_coordinates_leave_out(tmp_path: Path) -> None:
    path = write(tmp_path, projected(4543), pyproj.CRS(4522).to_wkt("WKT1_ESRI"))
    with pytest.raises(DataError) as caught:
        read_file(path)
    assert caught.value.code == "crs_missing"


def test_a_whole_province_in_one_zone(tmp_path: Path, corpus: Path) -> None:
    frame = gpd.read_file(corpus / "青海县界_GBK_无cpg_无prj.shp", columns=[])
    path = tmp_path / "qinghai.shp"
    # Nine degrees east of the central meridian the easting already begins with 33.
    frame.set_crs(4490).to_crs(4520).to_file(path)
    path.with_suffix(".prj").unlink()
    loaded = read_file(path)
    assert loaded.crs_found == "EPSG:4520"
    np.testing.assert_allclose(loaded.frame.total_bounds, frame.total_bounds, atol=1e-6)


def test_points_of_another_zone_are_not_placed_wrongly(tmp_path: Path) -> None:
    points = np.vstack([projected(4522)] * 4)
    points[7, 0] += 3_000_000
    points[9] = [100.2, 37.1]
    loaded = read_file(write(tmp_path, points, None))
    (left_out,) = (p for p in loaded.problems if p.code == "problem_out_of_range")
    assert left_out.rows == (8, 10)


@pytest.mark.parametrize("epsg", [4214, 4610, 2409, 2357])
def test_old_datums_are_doubted(tmp_path: Path, epsg: int) -> None:
    crs = pyproj.CRS(epsg)
    loaded = read_file(write(tmp_path, projected(epsg), crs.to_wkt("WKT1_ESRI")))
    assert codes(loaded) == ["problem_datum_taken"]
    assert loaded.datum in {Datum.XIAN80, Datum.BEIJING54}
    # Beijing 1954 and Xian 1980 lie within about 150 m.
    assert np.abs(loaded.frame.geometry.x - LON).max() < 0.002


def test_another_old_datum_is_doubted(tmp_path: Path) -> None:
    prj = pyproj.CRS(4284).to_wkt("WKT1_ESRI")
    loaded = read_file(write(tmp_path, projected(4284), prj))
    assert codes(loaded) == ["problem_datum_shift"]
    assert (loaded.datum, loaded.datum_why.code) == (Datum.WGS84, "datum_converted")


def test_declared_degrees_the_wrong_way_round(tmp_path: Path) -> None:
    prj = pyproj.CRS(4326).to_wkt("WKT1_ESRI")
    loaded = read_file(write(tmp_path, np.column_stack([LAT, LON]), prj))
    assert codes(loaded) == ["problem_lon_lat_swapped"]
    assert loaded.problems[0].rows == (1, 2, 3, 4, 5)
    assert_placed(loaded)


def test_a_missing_position_does_not_upset_a_projection(tmp_path: Path) -> None:
    points = np.vstack([projected(4522), [[0.0, 0.0], [0.0, 0.0]]])
    loaded = read_file(write(tmp_path, points, None))
    assert_placed(loaded)
    assert codes(loaded) == ["problem_origin", "problem_out_of_range", "problem_zone_guessed"]


def test_only_0_0_is_still_a_layer(tmp_path: Path) -> None:
    loaded = read_file(write(tmp_path, np.zeros((2, 2)), None))
    assert codes(loaded) == ["problem_origin", "problem_datum_unsure"]


@given(
    st.lists(
        st.tuples(st.floats(73, 136), st.floats(3, 54)).filter(lambda p: p[0] > 54),
        min_size=1,
    )
)
@settings(max_examples=100, deadline=None)
def test_right_rows_are_never_swapped_and_swapped_ones_always(
    points: list[tuple[float, float]],
) -> None:
    lon, lat = np.array(points).T
    assert not swapped_rows(lon, lat).any()
    assert swapped_rows(lat, lon).all()


def list_of_hospitals(folder: Path, lon: str, lat: str, datum: Datum) -> Path:
    """Real county hospitals far from borders and near them, as degrees of a datum."""
    frame = read_facilities(Province.ZHEJIANG)
    x, y = (frame[name].to_numpy(dtype=np.float64) for name in ("lon", "lat"))
    if datum is Datum.GCJ02:
        x, y = wgs84_to_gcj02(x, y)
    path = folder / "名单.csv"
    columns = {"机构名称": frame["name"], "行政区划代码": frame["adcode"], lon: x, lat: y}
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


@pytest.mark.parametrize(("lon", "lat"), [("经度", "纬度"), ("高德经度", "高德纬度")])
def test_a_list_in_gcj02_is_brought_to_wgs84(tmp_path: Path, lon: str, lat: str) -> None:
    loaded = read_file(list_of_hospitals(tmp_path, lon, lat, Datum.GCJ02))
    assert loaded.datum is Datum.GCJ02
    assert loaded.datum_why.code == ("datum_tested" if lon == "经度" else "datum_heading")
    assert loaded.datum_scores[0].datum is Datum.GCJ02
    truth = read_facilities(Province.ZHEJIANG)
    np.testing.assert_allclose(loaded.frame.geometry.x, truth["lon"], atol=1e-8)
    np.testing.assert_allclose(loaded.frame.geometry.y, truth["lat"], atol=1e-8)


def test_the_user_says_the_datum(tmp_path: Path) -> None:
    path = list_of_hospitals(tmp_path, "经度", "纬度", Datum.GCJ02)
    loaded = read_file(path, datum=Datum.WGS84)
    assert (loaded.datum, loaded.datum_why.code) == (Datum.WGS84, "datum_override")
    assert codes(loaded) == ["problem_datum_contradicted"]


coordinate = st.floats(-1e9, 1e9)


@given(
    st.lists(st.tuples(coordinate, coordinate), min_size=1),
    st.none() | st.sampled_from(["EPSG:4326", "EPSG:4547", "epsg:3857", "[", "EPSG:x"]) | st.text(),
)
@settings(max_examples=80, deadline=None)
def test_any_numbers_and_words_get_a_decision_or_a_question(
    points: list[tuple[float, float]], declared: str | None
) -> None:
    with suppress(DataError):
        decision = decide(declared, None, np.array(points), "a.shp", fixed=False)
        assert decision.crs.is_geographic or decision.crs.is_projected
