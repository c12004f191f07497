"""GeoPackage, GeoJSON and text tables; geometry that has to be mended."""

import json
import shutil
import sqlite3
import struct
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.errors import DataError
from data.formats import text_table
from data.read.reader import Loaded, read_file
from data.schema import Language
from geo.words.wording import explain, say

BOWTIE = [[[101.0, 36.0], [102.0, 37.0], [102.0, 36.0], [101.0, 37.0], [101.0, 36.0]]]


def refused(path: Path, **options: Any) -> DataError:
    with pytest.raises(DataError) as caught:
        read_file(path, **options)
    for language in Language:
        assert "{" not in explain(caught.value, language)
    return caught.value


def rows_of(loaded: Loaded) -> dict[str, tuple[int, ...]]:
    for problem in loaded.problems:
        for language in Language:
            assert "{" not in say(problem.code, language, **problem.facts)
    return {problem.code: problem.rows for problem in loaded.problems}


def geojson(path: Path, geometries: list[Any], **more: Any) -> Path:
    features = [
        {"type": "Feature", "geometry": geometry, "properties": {"名称": f"卫生院{n}"}}
        for n, geometry in enumerate(geometries)
    ]
    content = {"type": "FeatureCollection", "features": features, **more}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def point(lon: float, lat: float, *more: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat, *more]}


def table(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


class TestGeoJson:
    def test_points(self, tmp_path: Path) -> None:
        loaded = read_file(geojson(tmp_path / "a.geojson", [point(101, 36), point(102, 37)]))
        assert loaded.frame["名称"].tolist() == ["卫生院0", "卫生院1"]
        assert (loaded.layer, loaded.geometry) == ("a", "points")
        assert (loaded.crs_found, loaded.crs_why.code) == ("EPSG:4326", "crs_fixed")
        assert loaded.problems == ()

    def test_gbk_and_a_mark_are_read(self, tmp_path: Path) -> None:
        path = geojson(tmp_path / "a.json", [point(101, 36)])
        text = path.read_text(encoding="utf-8")
        for encoding in ("gbk", "utf-8-sig"):
            loaded = read_file(table(path, text, encoding))
            assert loaded.frame["名称"].tolist() == ["卫生院0"]

    def test_an_old_crs_member_is_followed(self, tmp_path: Path) -> None:
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4541"}}
        loaded = read_file(geojson(tmp_path / "a.geojson", [point(500000, 4e6)], crs=crs))
        assert loaded.crs_found == "EPSG:4541"
        assert loaded.frame.geometry.x[0] == pytest.approx(96)

    def test_projected_numbers_without_saying_so(self, tmp_path: Path) -> None:
        loaded = read_file(geojson(tmp_path / "a.geojson", [point(32500000, 4e6)]))
        assert loaded.crs_found == "EPSG:4520"
        assert set(rows_of(loaded)) == {"problem_crs_contradicted", "problem_zone_guessed"}

    @pytest.mark.parametrize(
        "text", ["", " ", "[]", "{", '{"type": "FeatureCollection"}', "<html>"]
    )
    def test_what_is_no_geojson(self, tmp_path: Path, text: str) -> None:
        assert refused(table(tmp_path / "a.geojson", text)).code in {
            *("file_empty", "not_this_format", "file_not_readable", "no_rows", "no_geometry"),
        }

    def test_json_that_would_make_gdal_fetch_other_files(self, tmp_path: Path) -> None:
        other = geojson(tmp_path / "other.geojson", [point(101, 36)])
        pipeline = f"gdal vector pipeline read {other} ! filter"
        content = {"type": "gdal_streamed_alg", "command_line": pipeline}
        path = table(tmp_path / "a.json", json.dumps(content))
        assert refused(path).code == "file_not_readable"

    def test_deep_nesting_ends(self, tmp_path: Path) -> None:
        path = table(tmp_path / "a.json", '{"type":' + "[" * 100_000)
        assert refused(path).code == "file_not_readable"


class TestMending:
    def test_each_flaw_is_noted_with_its_row(self, tmp_path: Path) -> None:
        path = geojson(
            tmp_path / "a.geojson",
            [
                point(101, 36),
                None,
                {"type": "Point", "coordinates": []},
                point(102, 37, 2300),
                {"type": "MultiPoint", "coordinates": [[101, 37], [101.5, 37]]},
                {"type": "LineString", "coordinates": [[101, 37], [101.5, 37]]},
                point(0, 0),
                point(36.5, 101.5),
                point(1014, 37),
                *[point(101 + i / 100, 36) for i in range(20)],
            ],
        )
        loaded = read_file(path)
        assert rows_of(loaded) == {
            "problem_empty_geometry": (2, 3),
            "problem_flattened": (4,),
            "problem_multipoint": (5,),
            "problem_other_kind": (6,),
            "problem_origin": (7,),
            "problem_lon_lat_swapped": (8,),
            "problem_out_of_range": (9,),
        }
        assert loaded.source_rows.tolist()[:6] == [1, 4, 5, 5, 7, 8]
        assert loaded.frame.index.equals(pd.RangeIndex(len(loaded.source_rows)))
        assert not loaded.frame.has_z.any()
        assert loaded.frame.geometry[5].equals(shapely.Point(101.5, 36.5))

    def test_invalid_polygons_are_mended(self, tmp_path: Path) -> None:
        flat = [[[101.0, 36.0], [102.0, 36.0], [103.0, 36.0], [101.0, 36.0]]]
        square = [[[103.0, 36.0], [104.0, 36.0], [104.0, 37.0], [103.0, 36.0]]]
        rings = (BOWTIE, square, flat)
        shapes = [{"type": "Polygon", "coordinates": rings_of} for rings_of in rings]
        loaded = read_file(geojson(tmp_path / "a.geojson", shapes))
        assert rows_of(loaded) == {"problem_made_valid": (1,), "problem_no_area": (3,)}
        assert loaded.frame.is_valid.all()
        # The two halves of a bow tie of 1 by 1 degree: a quarter of the square each.
        assert loaded.frame.geometry[0].area == pytest.approx(0.5)

    def test_collections_give_their_parts(self, tmp_path: Path) -> None:
        parts = [point(101, 36), {"type": "MultiPoint", "coordinates": [[102, 36], [103, 36]]}]
        shapes = [{"type": "GeometryCollection", "geometries": parts}]
        loaded = read_file(geojson(tmp_path / "a.geojson", shapes))
        assert loaded.frame.geometry.x.tolist() == [101, 102, 103]
        assert loaded.source_rows.tolist() == [1, 1, 1]

    def test_infinite_coordinates_are_left_out(self, tmp_path: Path) -> None:
        points = [shapely.Point(101, 36), shapely.Point(-1.25, 36), shapely.Point(101, -1.75)]
        path = tmp_path / "a.shp"
        gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=points, crs=4326).to_file(path)
        # GDAL refuses to write what is not finite: put in by hand.
        head, body = path.read_bytes()[:100], path.read_bytes()[100:]
        for number, odd in ((-1.25, np.inf), (-1.75, np.nan)):
            body = body.replace(struct.pack("<d", number), struct.pack("<d", odd))
        path.write_bytes(head + body)
        loaded = read_file(path)
        assert rows_of(loaded) == {"problem_not_finite": (2, 3)}
        assert loaded.frame["n"].tolist() == [1]

    def test_nothing_left_is_said(self, tmp_path: Path) -> None:
        assert refused(geojson(tmp_path / "a.geojson", [None, None])).code == "no_geometry"


class TestGeoPackage:
    def write(self, path: Path, *layers: str) -> Path:
        for n, layer in enumerate(layers):
            frame = gpd.GeoDataFrame({"名称": [layer]}, geometry=[shapely.Point(101 + n, 36)])
            frame.set_crs(4490).to_file(path, layer=layer, driver="GPKG")
        return path

    def test_the_first_layer_or_the_one_named(self, tmp_path: Path) -> None:
        path = self.write(tmp_path / "a.gpkg", "医院", "诊所")
        first = read_file(path)
        assert (first.layer, first.crs_found) == ("医院", "EPSG:4490")
        assert set(rows_of(first)) == {"problem_other_layers"}
        second = read_file(path, layer="诊所")
        assert second.frame["名称"].tolist() == ["诊所"]
        assert second.problems == ()
        assert refused(path, layer="学校").code == "layer_missing"

    def test_a_database_in_use_is_read_without_touching_it(self, tmp_path: Path) -> None:
        folder = tmp_path / "folder"
        folder.mkdir()
        path = self.write(folder / "a.gpkg", "医院")
        user = sqlite3.connect(path)
        user.execute("PRAGMA journal_mode=WAL")
        user.execute("PRAGMA wal_autocheckpoint=0")
        user.execute("CREATE TABLE mark (n INTEGER)")
        user.commit()
        before = {p.name: p.stat().st_mtime_ns for p in folder.iterdir()}
        assert len(before) == 3
        assert read_file(path).frame["名称"].tolist() == ["医院"]
        assert {p.name: p.stat().st_mtime_ns for p in folder.iterdir()} == before
        user.close()

    def test_an_unknown_crs_counts_as_none(self, tmp_path: Path) -> None:
        path = tmp_path / "a.gpkg"
        with pytest.warns(UserWarning, match="crs"):
            gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(101, 36)]).to_file(path)
        loaded = read_file(path)
        assert loaded.crs_why.code == "crs_assumed_wgs84"

    def test_what_is_no_geopackage(self, tmp_path: Path) -> None:
        assert refused(table(tmp_path / "a.gpkg", "no")).code == "not_this_format"
        empty = tmp_path / "empty.gpkg"
        connection = sqlite3.connect(empty)
        connection.execute("CREATE TABLE t (n INTEGER)")
        connection.close()
        assert refused(empty).code in {"file_not_readable", "no_geometry"}

    def test_odd_names(self, tmp_path: Path) -> None:
        path = self.write(tmp_path / "plain.gpkg", "医院")
        odd = Path(shutil.copy(path, tmp_path / "a!b;c.gpkg"))
        assert len(read_file(odd).frame) == 1


class TestTables:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    def test_encodings_and_delimiters(self, tmp_path: Path, encoding: str, delimiter: str) -> None:
        lines = ["机构名称,经度(°),纬度(°),床位", "刚察县人民医院,100.14,37.33,120"]
        text = "\r\n".join(lines).replace(",", delimiter)
        loaded = read_file(table(tmp_path / "a.csv", text, encoding))
        assert loaded.frame.iloc[0, :4].tolist() == ["刚察县人民医院", 100.14, 37.33, 120]
        assert loaded.frame.geometry[0].equals(shapely.Point(100.14, 37.33))
        assert rows_of(loaded) == {"problem_datum_undecided": ()}

    @pytest.mark.parametrize(
        ("lon", "lat"),
        [
            *(("lon", "lat"), ("LNG", "LAT"), ("Longitude", "Latitude"), ("经度", "纬度")),
            *(("东经", "北纬"), ("x", "y"), ("POINT_X", "POINT_Y"), ("经度（度）", "纬度（度）")),
            *(("wgs84_lon", "wgs84_lat"), ("X坐标", "Y坐标"), (" lon ", "Lat_")),
        ],
    )
    def test_headings(self, tmp_path: Path, lon: str, lat: str) -> None:
        loaded = read_file(table(tmp_path / "a.csv", f"n,{lat},{lon}\n1,36,101\n"))
        assert loaded.frame.geometry[0].equals(shapely.Point(101, 36))

    def test_rows_that_do_not_fit(self, tmp_path: Path) -> None:
        text = (
            'name,lon,lat\n甲,101,36\n\n"乙\n二",１０２.５,36,,\n'
            "丙,东经,36\n丁,101,\n戊,101,36,x\n己\n"
        )
        loaded = read_file(table(tmp_path / "a.csv", text))
        assert loaded.frame["name"].tolist() == ["甲", "乙\n二", "戊"]
        assert loaded.frame.geometry.x.tolist() == [101, 102.5, 101]
        assert rows_of(loaded) == {
            "problem_not_a_number": (3,),
            "problem_empty_geometry": (3, 4, 6),
            "problem_uneven_row": (5, 6),
            "problem_datum_unsure": (),
        }

    def test_codes_stay_text_and_numbers_become_numbers(self, tmp_path: Path) -> None:
        text = "code,long_id,beds,note,lon,lat\n0101,1234567890123456,12,,101,36\n0102,1,,,101,37\n"
        frame = read_file(table(tmp_path / "a.csv", text)).frame
        assert frame["code"].tolist() == ["0101", "0102"]
        assert frame["long_id"].tolist() == ["1234567890123456", "1"]
        np.testing.assert_array_equal(frame["beds"], [12, np.nan])

    def test_swapped_columns_are_turned_round(self, tmp_path: Path) -> None:
        loaded = read_file(table(tmp_path / "a.csv", "lon,lat\n36,101\n37,102\n101,35\n"))
        assert loaded.frame.geometry.x.tolist() == [101, 102, 101]
        assert rows_of(loaded)["problem_lon_lat_swapped"] == (1, 2)

    def test_repeated_and_empty_headings(self, tmp_path: Path) -> None:
        text = "lon,lat,a,a,,geometry\n101,36,1,2,3,4\n"
        frame = read_file(table(tmp_path / "a.csv", text)).frame
        assert list(frame.columns) == ["lon", "lat", "a", "a_2", "field", "geometry_1", "geometry"]

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "file_empty"),
            ("\n\n", "no_rows"),
            ("lon,lat\n", "no_rows"),
            ("name,address\n甲,乙\n", "columns_missing"),
            ("lon,lat\n甲,乙\n", "no_geometry"),
            ("lon,lat\n1,2\0\n", "table_not_text"),
            ('lon,lat\n"' + "x" * 200_000, "table_broken"),
            ("x,y\n500000,4000000\n", "crs_missing"),
            ("a," * 100_000 + "\n1\n", "table_too_wide"),
        ],
    )
    def test_what_cannot_be_used(self, tmp_path: Path, text: str, code: str) -> None:
        assert refused(table(tmp_path / "a.csv", text)).code == code

    def test_the_columns_found_are_named(self, tmp_path: Path) -> None:
        error = refused(table(tmp_path / "a.csv", "名称,地址\n甲,乙\n"))
        assert str(error.facts["found"]) == "名称, 地址"

    def test_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(text_table, "MAX_TABLE_BYTES", 5)
        assert refused(table(tmp_path / "a.csv", "lon,lat\n101,36\n")).code == "file_too_large"
