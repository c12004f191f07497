"""What planners' folders hold besides clean files: each is read rightly, or refused in one line."""

import os
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
import xlsxwriter

Capture = pytest.CaptureFixture[str]
Run = Callable[..., int]
Answer = Callable[..., Any]

KEYS = ["file", "parts", "layers"]
LAYER_KEYS = [
    "name", "rows", "geometry", "encoding", "encoding_why", "crs", "datum", "datum_why",
    "bounds", "fields", "preview", "problems",
]  # fmt: skip
NAMES = ["刚察县人民医院", "泉吉乡卫生院", "沙柳河镇中心卫生院"]
LON, LAT = [100.1, 99.9, 100.2], [37.3, 37.2, 37.1]
BOUNDS = [99.9, 37.1, 100.2, 37.3]
TABLE = "名称,经度,纬度\n" + "".join(
    f"{name},{lon},{lat}\n" for name, lon, lat in zip(NAMES, LON, LAT, strict=True)
)
KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Folder><name>医院</name><Placemark><name>甲</name><Point><coordinates>100.1,37.3,0</coordinates>
</Point></Placemark></Folder><Folder><name>边界</name><Placemark><name>界</name><Polygon>
<outerBoundaryIs><LinearRing><coordinates>100,37 101,37 101,38 100,37</coordinates></LinearRing>
</outerBoundaryIs></Polygon></Placemark></Folder><Folder><name>空</name></Folder></Document></kml>"""


def points() -> gpd.GeoDataFrame:
    shapes = gpd.points_from_xy(LON, LAT)
    return gpd.GeoDataFrame({"名称": NAMES}, geometry=shapes, crs=4326)


def shapefile(path: Path, frame: gpd.GeoDataFrame | None = None, *without: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    (points() if frame is None else frame).to_file(path, encoding="UTF-8")
    for suffix in without:
        path.with_suffix(suffix).unlink()
    return path


def workbook(path: Path, *rows: tuple[object, ...], cached: object = "") -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("机构")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(number, column, value, None, cached)
                else:
                    sheet.write(number, column, value)
    return path


def several_shapefiles(folder: Path) -> Path:
    for number in range(3):
        shapefile(folder / "多个" / f"层{number}.shp")
    return folder / "多个"


def zip_in_zip(folder: Path) -> Path:
    inner = folder / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        for part in shapefile(folder / "parts" / "点.shp").parent.iterdir():
            archive.write(part, part.name)
    with zipfile.ZipFile(folder / "outer.zip", "w") as archive:
        archive.write(inner, "资料/inner.zip")
    return folder / "outer.zip"


def traversal(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("../../../../escaped.csv", TABLE)
        archive.writestr("..\\escaped too.csv", TABLE)
    return folder / "a.zip"


def attributes_and_points(folder: Path) -> Path:
    path = folder / "a.gpkg"
    points().to_file(path, layer="点", driver="GPKG")
    base = sqlite3.connect(path)
    base.execute("create table 属性 (fid integer primary key, 名称 text)")
    base.execute(
        "insert into gpkg_contents (table_name, data_type, identifier) "
        "values ('属性', 'attributes', '属性')"
    )
    base.commit()
    base.close()
    return path


def text(name: str, content: str, encoding: str = "utf-8", mark: bytes = b"") -> Any:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(mark + content.encode(encoding))
        return path

    return make


def in_metres(epsg: int, *, table: bool = False) -> Any:
    def make(folder: Path) -> Path:
        frame = points().to_crs(epsg)
        if not table:
            return shapefile(folder / "a.shp", frame, ".prj")
        # The surveyor's way: X is the northing.
        named = frame.assign(X坐标=frame.geometry.y, Y坐标=frame.geometry.x)
        named.drop(columns="geometry").to_csv(folder / "a.csv", index=False)
        return folder / "a.csv"

    return make


def raised(folder: Path) -> Path:
    frame = points()
    frame.geometry = [shapely.Point(*at, 3000) for at in zip(LON, LAT, strict=True)]
    return shapefile(folder / "a.shp", frame)


def turned(folder: Path) -> Path:
    return shapefile(
        folder / "a.shp", points().set_geometry(gpd.points_from_xy(LAT, LON), crs=4326)
    )


DEGREES = (
    "名称,经度,纬度\n甲,100°06′00″E,37°18′00″N\n乙,东经99度54分,北纬37度12分\n"
    "丙,一百点二,北纬三十七度六分\n"
)
IN_ONE_CELL = (
    "名称,坐标\n甲,北纬37.3 东经100.1\n乙,北纬37°12′，东经99°54′\n"
    "丙,东经一百度十二分；北纬三十七度六分\n"
)
TOWNSHIPS = (("机构名称", "所在县", "所在乡镇"), ("泉吉乡卫生院", "刚察县", "泉吉乡"))
READ: list[Any] = [
    (zip_in_zip, []),
    (traversal, ["problem_datum_undecided"]),
    (attributes_and_points, []),
    (text("a.csv", TABLE, "utf-16"), ["problem_datum_undecided"]),
    (text("a.csv", TABLE, "utf-16-le"), ["problem_datum_undecided"]),
    (text("a.csv", TABLE, "utf-16-be"), ["problem_datum_undecided"]),
    (text("a.csv", TABLE, "gb18030", b"\x84\x31\x95\x33"), ["problem_datum_undecided"]),
    (text("a.csv", DEGREES), ["problem_datum_unsure"]),
    (text("a.csv", IN_ONE_CELL), ["problem_datum_unsure"]),
    (raised, ["problem_flattened"]),
    (turned, ["problem_lon_lat_swapped"]),
    (in_metres(4522), ["problem_zone_guessed"]),
    (in_metres(4543), ["problem_zone_named"]),
    (in_metres(4543, table=True), ["problem_zone_named", "problem_axes_swapped"]),
    (lambda folder: shapefile(folder / "a.shp", None, ".shx"), ["problem_shx_rebuilt"]),
    (several_shapefiles, []),
]


@pytest.mark.parametrize(("make", "problems"), READ)
def test_it_is_read_and_lies_where_it_should(
    make: Callable[[Path], Path], problems: list[str], tmp_path: Path, answer: Answer
) -> None:
    found = answer("inspect", str(make(tmp_path)), "--json")
    assert list(found) == KEYS
    for layer in found["layers"]:
        assert list(layer) == LAYER_KEYS
        assert layer["bounds"] == pytest.approx(BOUNDS, abs=1e-4)
        assert len(layer["preview"]) == layer["rows"] == 3
        assert layer["encoding_why"]
        assert [problem["code"] for problem in layer["problems"]] == problems
        for problem in layer["problems"]:
            assert list(problem) == ["code", "rows", "message"]
    assert not list(tmp_path.parent.rglob("escaped*"))


def test_folders_of_a_kml_are_layers(tmp_path: Path, answer: Answer) -> None:
    path = text("a.kml", KML)(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.write(path, "doc.kml")
    for file in (path, tmp_path / "a.kmz"):
        layers = answer("inspect", str(file), "--json")["layers"]
        kinds = [(layer["name"], layer["geometry"]) for layer in layers]
        assert kinds == [("医院", "points"), ("边界", "polygons")]


def test_formulas_count_by_their_results(tmp_path: Path, answer: Answer) -> None:
    rows = [("名称", "经度", "纬度"), ("甲", "=99+1.1", 37.3)]
    path = workbook(tmp_path / "a.xlsx", *rows, cached=100.1)
    (layer,) = answer("inspect", str(path), "--json")["layers"]
    assert layer["bounds"] == [100.1, 37.3, 100.1, 37.3]


def test_names_alone_stand_at_their_township(tmp_path: Path, answer: Answer) -> None:
    (layer,) = answer("inspect", str(workbook(tmp_path / "a.xlsx", *TOWNSHIPS)), "--json")["layers"]
    assert [problem["code"] for problem in layer["problems"]] == ["problem_placed_at_seat"]
    assert layer["preview"][0]["position_error_m"] > 0


def bomb(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(1_000_000))
    raw = (folder / "a.zip").read_bytes()
    # It says that it holds 4 GB.
    (folder / "a.zip").write_bytes(
        raw.replace((1_000_000).to_bytes(4, "little"), (0xFFFFFFF0).to_bytes(4, "little"))
    )
    return folder / "a.zip"


def only_attributes(folder: Path) -> Path:
    path = attributes_and_points(folder)
    base = sqlite3.connect(path)
    base.execute("delete from gpkg_geometry_columns")
    base.execute("delete from gpkg_contents where data_type = 'features'")
    base.commit()
    base.close()
    return path


def deep(folder: Path) -> Path:
    path: Path = text("a.csv", TABLE)(folder)
    for number in range(6):
        outer = folder / f"{number}.zip"
        with zipfile.ZipFile(outer, "w") as archive:
            archive.write(path, path.name)
        path = outer
    return path


def a_pipe(folder: Path) -> Path:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes on this system")
    os.mkfifo(folder / "a.csv")
    return folder / "a.csv"


REFUSED: list[Any] = [
    bomb,
    deep,
    only_attributes,
    a_pipe,
    *(text(f"a.{suffix}", "") for suffix in ("csv", "shp", "gpkg", "tif", "xlsx", "kml", "zip")),
    text("a.csv", " \n\n"),
    text("a.csv", "名称,经度,纬度\n"),
    text("a.csv", "名称,经度,纬度\n甲,nan,37\n乙,inf,37\n"),
    text("a.xlsx", "no workbook"),
    text("a.geojson", "[" * 100_000),
    text("a.geojson", '{"type": "FeatureCollection", "features": []}'),
    text("a.kml", '<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>'),
    lambda folder: workbook(folder / "a.xlsx"),
    lambda folder: workbook(folder / "a.xlsx", ("名称",), ("甲",)),
    lambda folder: shapefile(folder / "a.shp", None, ".shp").with_suffix(".dbf"),
    lambda folder: folder,
]


@pytest.mark.parametrize("make", REFUSED)
def test_it_is_refused_in_one_line(
    make: Callable[[Path], Path], tmp_path: Path, run: Run, capsys: Capture
) -> None:
    assert run("inspect", str(make(tmp_path)), "--json") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "{" not in err
    assert "Traceback" not in err
