"""Layers inside folders, archives, workbooks and KML: listed, chosen, named."""

import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
import xlsxwriter

from data.errors import DataError
from data.layer import cells as table_columns
from data.read.contents import LayerInfo, contents_of
from data.read.reader import Loaded, read_file
from data.schema import Language
from data.text import archive
from data.text.archive import harmless
from data.text.fields import Role
from data.workbook import limits as workbook_limits
from geo.words.wording import explain, say

KML = """<?xml version="1.0" encoding="{encoding}"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>
<name>总</name><NetworkLink><Link><href>http://example.com/x.kml</href></Link></NetworkLink>
<Folder><name>医院</name>
 <Placemark><name>甲&amp;乙</name>
  <description><![CDATA[<img src=x onerror=alert(1)>]]></description>
  <ExtendedData><Data name="床位"><value>12</value></Data></ExtendedData>
  <Point><coordinates>104.06,30.67,500</coordinates></Point></Placemark>
 <Placemark><name>丙</name><ExtendedData><SchemaData><SimpleData name="床位">7</SimpleData>
  </SchemaData></ExtendedData><Point><coordinates> 104.1, 30.7 </coordinates></Point></Placemark>
</Folder>
<Folder><name>片区</name><Placemark><name>丁</name><MultiGeometry>
 <Polygon><innerBoundaryIs><LinearRing><coordinates>104.2,30.2 104.4,30.2 104.4,30.4 104.2,30.2
 </coordinates></LinearRing></innerBoundaryIs><outerBoundaryIs><LinearRing><coordinates>
 104,30 105,30 105,31 104,31 104,30</coordinates></LinearRing></outerBoundaryIs></Polygon>
 <Polygon><outerBoundaryIs><LinearRing><coordinates>106,30 107,30 107,31 106,30</coordinates>
 </LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark></Folder>
<Folder><name>空</name></Folder>
</Document></kml>"""


def refused(path: Path | str, **options: Any) -> DataError:
    with pytest.raises(DataError) as caught:
        read_file(path, **options)
    for language in Language:
        assert "{" not in explain(caught.value, language)
    return caught.value


def codes(loaded: Loaded) -> set[str]:
    for problem in loaded.problems:
        for language in Language:
            assert "{" not in say(problem.code, language, **problem.facts)
    return {problem.code for problem in loaded.problems}


def points(name: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": [name]}, geometry=[shapely.Point(104, 30)], crs=4326)


def packed(path: Path, files: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return path


class TestKml:
    @pytest.mark.parametrize("encoding", ["UTF-8", "GBK", "utf-16"])
    def test_folders_are_layers(self, tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "a.kml"
        path.write_bytes(KML.format(encoding=encoding).encode(encoding))
        assert contents_of(path).layers == (LayerInfo("医院", 2), LayerInfo("片区", 1))
        first = read_file(path)
        assert first.frame["name"].tolist() == ["甲&乙", "丙"]
        assert first.frame["床位"].tolist() == ["12", "7"]
        assert first.frame.geometry[0].equals(shapely.Point(104.06, 30.67))
        assert (first.layer, first.layers) == ("医院", ("医院", "片区"))
        assert codes(first) == {"problem_other_layers"}
        area = read_file(path, layer="片区")
        assert codes(area) == set()
        # One square degree less the triangle of the hole, and half a square degree.
        assert shapely.area(area.frame.geometry[0]) == pytest.approx(1 - 0.02 + 0.5)
        assert refused(path, layer="空").code == "layer_missing"

    def test_a_kmz_is_unpacked_by_us(self, tmp_path: Path) -> None:
        text = KML.format(encoding="UTF-8")
        path = packed(tmp_path / "a.kmz", {"doc.kml": text, "files/a.png": b"x", "b.csv": "x"})
        assert read_file(path, layer="片区").frame["name"].tolist() == ["丁"]
        assert [layer.name for layer in contents_of(path).layers] == ["医院", "片区"]

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ('<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "x">]><kml>&a;</kml>', "xml_doctype"),
            ('<!DOCTYPE kml SYSTEM "file:///etc/passwd"><kml/>', "xml_doctype"),
            ("<kml><Placemark></kml>", "file_not_readable"),
            ("<html></html>", "not_this_format"),
            ("name,lon,lat", "not_this_format"),
            ("<kml></kml>", "no_rows"),
            ("<kml><Placemark><name>甲</name></Placemark></kml>", "no_geometry"),
            ("<kml>" + "<Folder>" * 5000, "file_not_readable"),
        ],
    )
    def test_what_is_refused(self, tmp_path: Path, text: str, code: str) -> None:
        path = tmp_path / "a.kml"
        path.write_text(text, encoding="utf-8")
        assert refused(path).code == code

    def test_gdal_reads_the_same(self, tmp_path: Path) -> None:
        areas = gpd.GeoDataFrame(
            {"Name": ["甲", "乙"]},
            geometry=[shapely.Point(104, 30).buffer(0.5), shapely.box(105, 30, 106, 31)],
            crs=4326,
        )
        areas.to_file(tmp_path / "a.kml", driver="KML")
        ours = read_file(tmp_path / "a.kml").frame
        gdals = gpd.read_file(tmp_path / "a.kml")
        assert ours["name"].tolist() == gdals["Name"].tolist()
        assert shapely.equals_exact(ours.geometry, shapely.force_2d(gdals.geometry), 1e-9).all()


class TestBundles:
    def test_every_format_inside_a_zip(self, tmp_path: Path) -> None:
        inner = tmp_path / "inner"
        inner.mkdir()
        points("a").to_file(inner / "a.gpkg")
        points("a").to_file(inner / "a.geojson")
        points("a").to_file(inner / "a.fgb")
        (inner / "a.csv").write_text("name,lon,lat\na,104,30\n", encoding="utf-8")
        for file in inner.iterdir():
            path = packed(
                tmp_path / f"{file.suffix[1:]}.zip", {f"数据/{file.name}": file.read_bytes()}
            )
            loaded = read_file(path)
            assert loaded.frame["name"].tolist() == ["a"]
            assert (loaded.path, loaded.parts) == (path, (f"数据/{file.name}",))

    def test_several_are_listed_and_chosen(self, tmp_path: Path) -> None:
        points("甲").to_file(tmp_path / "x.gpkg", layer="甲")
        points("乙").to_file(tmp_path / "x.gpkg", layer="乙", mode="a")
        points("丙").to_file(tmp_path / "y.geojson")
        files = {f"数据/{p.name}": p.read_bytes() for p in tmp_path.iterdir()}
        path = packed(tmp_path / "a.zip", {**files, "说明.txt": "x"})
        names = [layer.name for layer in contents_of(path).layers]
        assert names == ["数据/x.gpkg/甲", "数据/x.gpkg/乙", "数据/y.geojson"]
        found = [read_file(path, layer=name).frame["name"][0] for name in names]
        assert found == ["甲", "乙", "丙"]
        assert read_file(path, layer="y").frame["name"][0] == "丙"
        assert refused(path).code == "several_layers"
        assert refused(path, layer="z").code == "layer_missing"

    def test_a_folder_of_several_kinds(self, tmp_path: Path) -> None:
        points("甲").to_file(tmp_path / "甲.shp")
        points("乙").to_file(tmp_path / "乙.geojson")
        (tmp_path / "readme.txt").write_text("x")
        assert [layer.name for layer in contents_of(tmp_path).layers] == ["乙.geojson", "甲"]
        assert contents_of(tmp_path).layers[1] == LayerInfo("甲", 1, "points")
        assert read_file(tmp_path, layer="甲").frame["name"][0] == "甲"
        assert read_file(tmp_path, layer="乙.geojson").frame["name"][0] == "乙"

    def test_zips_in_zips_end(self, tmp_path: Path) -> None:
        content = packed(tmp_path / "0.zip", {"a.csv": "lon,lat\n104,30\n"}).read_bytes()
        for depth in range(1, 5):
            path = packed(tmp_path / f"{depth}.zip", {f"{depth - 1}.zip": content})
            content = path.read_bytes()
        assert len(read_file(tmp_path / "2.zip").frame) == 1
        assert refused(tmp_path / "4.zip").code == "zip_too_deep"

    def test_nested_archives_share_one_limit(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = "lon,lat\n" + "104,30\n" * 1000
        inner = packed(tmp_path / "b.zip", {"a.csv": text}, zipfile.ZIP_STORED).read_bytes()
        path = packed(tmp_path / "a.zip", {"b.zip": inner})
        monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", len(inner) + len(text))
        assert len(read_file(path).frame) == 1000
        monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", len(inner) + len(text) - 1)
        error = refused(path)
        assert error.code == "zip_too_large"
        assert "0 MB" in explain(error, Language.EN)

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            *(("../../a.csv", "a.csv"), ("C:\\x\\a.csv", "C__x_a.csv"), ("con.csv", "_con.csv")),
            *(("a\n?.csv", "a__.csv"), ("..", "_"), ("x" * 200 + ".csv", "x" * 76 + ".csv")),
        ],
    )
    def test_names_are_harmless(self, name: str, expected: str) -> None:
        assert harmless(name) == expected


class TestWorkbooks:
    def write(self, path: Path, sheets: dict[str, list[list[object]]]) -> Path:
        with xlsxwriter.Workbook(path) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return path

    def test_a_title_a_unit_and_degrees(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [
            ["四川省医疗机构一览表"],
            ["", "", "", "单位：张"],
            ["名称", "经度", "纬度", "床位数", "编码"],
            ["甲", "104°03′36″E", "30度40分12秒", 12, "0101"],
            ["乙", 104.1, 30.7, 7, "0102"],
            ["合计", "", "", 19],
        ]
        path = self.write(tmp_path / "a.xlsx", {"说明": [["看第二页"]], "机构": rows})
        loaded = read_file(path)
        assert (loaded.layer, loaded.layers) == ("机构", ("说明", "机构"))
        assert loaded.frame["名称"].tolist() == ["甲", "乙"]
        assert loaded.frame["床位数"].tolist() == [12, 7]
        assert loaded.frame["编码"].tolist() == ["0101", "0102"]
        assert loaded.frame.geometry.x[0] == pytest.approx(104.06)
        assert codes(loaded) >= {"problem_other_layers", "problem_empty_geometry"}
        assert contents_of(path).layers == (LayerInfo("说明", 1), LayerInfo("机构", 6))
        assert refused(path, layer="说明").code in {"no_rows", "columns_missing"}

    def test_a_heading_of_two_rows(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [["名称", "坐标", ""], ["", "经度", "纬度"], ["甲", 104, 30]]
        loaded = read_file(self.write(tmp_path / "a.xlsx", {"a": rows}))
        assert list(loaded.frame.columns)[:3] == ["名称", "经度", "纬度"]

    def test_both_coordinates_in_one_column(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [["名称", "坐标"], ["甲", "30.67,104.06"], ["乙", "x"]]
        loaded = read_file(self.write(tmp_path / "a.xlsx", {"a": rows}))
        assert loaded.frame.geometry.tolist() == [shapely.Point(104.06, 30.67)]
        assert "problem_not_a_number" in codes(loaded)
        # Where no heading tells, the cells do.
        rows[0] = ["名称", "备注"]
        assert len(read_file(self.write(tmp_path / "b.xlsx", {"a": rows[:2]})).frame) == 1

    def test_cells_merged_down_all_count(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["县", "名称", "经度", "纬度"])
            sheet.merge_range(1, 0, 2, 0, "刚察县")
            sheet.write_row(1, 1, ["甲", 100.1, 37.3])
            sheet.write_row(2, 1, ["乙", 100.2, 37.3])
        assert read_file(path).frame["县"].tolist() == ["刚察县", "刚察县"]

    def test_a_cell_in_the_last_corner_takes_no_room(self, tmp_path: Path) -> None:
        rows: list[list[object]] = [["名称", "经度", "纬度"], ["甲", 104, 30]]
        path = self.write(tmp_path / "a.xlsx", {"a": rows})
        with zipfile.ZipFile(path) as source:
            files = {name: source.read(name) for name in source.namelist()}
        sheet = "xl/worksheets/sheet1.xml"
        last = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        files[sheet] = files[sheet].replace(b"</sheetData>", last)
        assert refused(packed(tmp_path / "b.xlsx", dict(files))).code == "workbook_too_large"
        # A style alone, as whole columns often have it, is no cell.
        full = b'<c r="XFD1048576"><v>1</v></c>'
        files[sheet] = files[sheet].replace(full, b'<c r="XFD1048576" s="1"/>')
        assert len(read_file(packed(tmp_path / "c.xlsx", dict(files))).frame) == 1

    def test_a_long_text_used_often_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows: list[list[object]] = [["lon", "lat", "x"], *[[104, 30, "x" * 1000]] * 50]
        path = self.write(tmp_path / "a.xlsx", {"a": rows})
        assert len(read_file(path).frame) == 50
        monkeypatch.setattr(workbook_limits, "MAX_TEXT", 100_000)
        assert refused(path).code == "workbook_too_large"

    def test_what_is_no_workbook(self, tmp_path: Path) -> None:
        for suffix in ("xlsx", "xls", "ods"):
            path = tmp_path / f"a.{suffix}"
            path.write_text("<html><table></table></html>")
            assert refused(path).code == "not_this_format"
            packed(path, {"a.txt": "x"})
            assert refused(path).code == "file_not_readable"
        path = tmp_path / "a.xls"
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
        assert refused(path).code == "file_not_readable"


def test_columns_may_be_laid_down(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,甲列,乙列,床位\nx,104,30,5\n", encoding="utf-8")
    assert refused(path).code == "columns_missing"
    loaded = read_file(path, columns={Role.LON: "甲列", Role.LAT: "乙列"})
    assert loaded.frame.geometry[0].equals(shapely.Point(104, 30))
    assert [(field.name, field.type) for field in loaded.fields][1:] == [
        *(("甲列", "integer"), ("乙列", "integer"), ("床位", "integer")),
    ]
    assert loaded.preview() == [{"名称": "x", "甲列": 104, "乙列": 30, "床位": 5}]
    assert loaded.bounds == (104, 30, 104, 30)


def test_lines_of_geojson(tmp_path: Path) -> None:
    lines = [
        f'{{"type":"Feature","properties":{{"n":{n}}},"geometry":'
        f'{{"type":"Point","coordinates":[{100 + n},30]}}}}'
        for n in range(3)
    ]
    for separator in ("\n", "\r\n", "\x1e", ""):
        path = tmp_path / "a.geojsonl"
        path.write_text(separator.join(lines), encoding="utf-8")
        frame = read_file(path).frame
        np.testing.assert_array_equal(frame.geometry.x, [100, 101, 102])
        assert frame["n"].tolist() == [0, 1, 2]


def test_reading_tells_how_far_it_is_and_can_be_ended(tmp_path: Path) -> None:
    class EndedError(Exception):
        pass

    frame = gpd.GeoDataFrame(
        {"name": [f"{n}" for n in range(45_000)]},
        geometry=gpd.points_from_xy(np.linspace(100, 104, 45_000), np.full(45_000, 30.0)),
        crs=4326,
    )
    for suffix in (".shp", ".gpkg", ".geojson", ".csv", ".fgb"):
        path = tmp_path / f"a{suffix}"
        if suffix == ".csv":
            table = frame.assign(lon=frame.geometry.x, lat=frame.geometry.y)
            table.drop(columns="geometry").to_csv(path, index=False)
        else:
            frame.to_file(path)
        told: list[float] = []
        loaded = read_file(path, progress=told.append)
        # FlatGeobuf keeps rows in an order of its own.
        assert sorted(map(int, loaded.frame["name"])) == list(range(45_000))
        assert len(told) > 5
        assert 0 <= min(told) <= max(told) == told[-1] == 1

        def end(fraction: float) -> None:
            if fraction > 0.3:
                raise EndedError

        with pytest.raises(EndedError):
            read_file(path, progress=end)


def test_a_column_of_few_texts_and_one_of_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_columns, "_TRIED_ROWS", 30)
    monkeypatch.setattr(table_columns, "_KNOWN_TEXTS", 60)
    rows = [f"第{n}院,{n % 3}类,{n % 70}村,,104,30" for n in range(5000)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["名称,类,村,备注,lon,lat", *rows]), encoding="utf-8")
    loaded = read_file(path)
    assert loaded.frame["名称"].tolist() == [f"第{n}院" for n in range(5000)]
    assert loaded.frame["类"].tolist() == [f"{n % 3}类" for n in range(5000)]
    assert loaded.frame["村"].tolist() == [f"{n % 70}村" for n in range(5000)]
    assert len({str(loaded.frame[name].dtype) for name in ("名称", "类", "村")}) == 1
    assert loaded.records.head(2)["类"].tolist() == ["0类", "1类"]
