"""Looking into a file by the command line: what it says of good, odd and hostile files."""

import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import pytest
import rasterio
import shapely
import xlsxwriter
from rasterio.transform import Affine

from data.place.datum import wgs84_to_bd09
from data.read.contents import Contents, LayerInfo
from data.read.reader import read_file
from data.reference.catalog import Level, read_boundaries
from data.schema import Province
from geo.cli.commands.inspect import inspection as cli_inspect
from geo.cli.parsing.sources import Source

Capture = pytest.CaptureFixture[str]
Run = Callable[..., int]
Answer = Callable[..., Any]

LAYER_KEYS = [
    "name", "rows", "geometry", "encoding", "encoding_why", "crs", "datum", "datum_why",
    "bounds", "fields", "preview", "problems",
]  # fmt: skip
NAMES = ["刚察县人民医院", "泉吉乡卫生院", "沙柳河镇中心卫生院"]
LON, LAT, PEOPLE = [100.1, 99.9, 100.2], [37.3, 37.2, 37.1], [5.5, 2.0, 3.0]
PLACEMARK = "<Placemark><name>{}</name><Point><coordinates>{},{}</coordinates></Point></Placemark>"


def points() -> gpd.GeoDataFrame:
    shapes = gpd.points_from_xy(LON, LAT)
    return gpd.GeoDataFrame({"名称": NAMES, "人口": PEOPLE}, geometry=shapes, crs=4326)


def as_workbook(path: Path, rows: list[list[object]], *sheets: str) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name in sheets or ("机构",):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def as_raster(path: Path, west: float, north: float, people: np.ndarray[Any, Any]) -> Path:
    transform = Affine(0.02, 0, west, 0, -0.02, north)
    size = {"height": people.shape[0], "width": people.shape[1], "count": 1}
    with rasterio.open(
        path, "w", driver="GTiff", dtype="float32", crs="EPSG:4326", transform=transform, **size
    ) as file:
        file.write(people.astype("float32"), 1)
    return path


def packed(path: Path, *files: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            archive.write(file, file.name)
    return path


def written(kind: str, folder: Path) -> Path:
    """Write the three points in a format; return what the user would name."""
    path = folder / f"点.{kind}"
    if kind in {"shp", "gpkg", "geojson"}:
        points().to_file(path, encoding="GBK" if kind == "shp" else None)
    elif kind == "fgb":
        # An index would put the records into another order.
        points().to_file(path, SPATIAL_INDEX="NO")
    elif kind == "kml":
        marks = "".join(PLACEMARK.format(*row) for row in zip(NAMES, LON, LAT, strict=True))
        path.write_text(f"<kml><Document>{marks}</Document></kml>", encoding="utf-8")
    elif kind == "kmz":
        packed(path, written("kml", folder))
    elif kind == "csv":
        points().drop(columns="geometry").assign(经度=LON, 纬度=LAT).to_csv(path, index=False)
    elif kind == "xlsx":
        rows = [list(row) for row in zip(NAMES, PEOPLE, LON, LAT, strict=True)]
        as_workbook(path, [["名称", "人口", "经度", "纬度"], *rows])
    elif kind == "zip":
        written("shp", folder)
        packed(path, *sorted(folder.glob("点.*")))
    elif kind == "folder":
        path = folder / "夹"
        path.mkdir()
        written("shp", path)
    elif kind == "tif":
        as_raster(path, 99.9, 37.4, np.full((10, 15), 2.5))
    return path


ENCODINGS = {"shp": "GB18030", "zip": "GB18030", "folder": "GB18030", "xlsx": "Unicode"}
KINDS = ["shp", "gpkg", "geojson", "fgb", "kml", "kmz", "csv", "xlsx", "zip", "folder"]


def test_every_format_says_the_same(tmp_path: Path, answer: Answer, spoken: str) -> None:
    for kind in KINDS:
        folder = tmp_path / kind
        folder.mkdir()
        path = written(kind, folder)
        found = answer("inspect", str(path), "--json")
        assert list(found) == ["file", "parts", "layers"]
        assert found["file"] == str(path)
        assert found["parts"]
        (layer,) = found["layers"]
        assert list(layer) == LAYER_KEYS
        assert (layer["rows"], layer["geometry"]) == (3, "points")
        assert layer["bounds"] == pytest.approx([99.9, 37.1, 100.2, 37.3])
        assert layer["datum"] == "wgs84"
        name = "name" if kind in {"kml", "kmz"} else "名称"
        assert [row[name] for row in layer["preview"]] == NAMES
        assert {"name": name, "type": "text"} in layer["fields"]
        if name == "名称":
            assert [row["人口"] for row in layer["preview"]] == PEOPLE
            assert {"name": "人口", "type": "number"} in layer["fields"]
        said = [
            layer["encoding_why"],
            layer["datum_why"],
            *(p["message"] for p in layer["problems"]),
        ]
        for sentence in said:
            assert any("\u4e00" <= letter <= "\u9fff" for letter in sentence) or spoken == "en"
            assert ("text" in sentence or "datum" in sentence) or spoken == "zh"
        assert layer["encoding"] == ENCODINGS.get(kind, "UTF-8")


def test_a_raster(tmp_path: Path, answer: Answer) -> None:
    (layer,) = answer("inspect", str(written("tif", tmp_path)), "--json")["layers"]
    assert (layer["rows"], layer["geometry"]) == (150, "raster")
    assert [row["population"] for row in layer["preview"]] == [2.5] * 5
    assert layer["bounds"] == pytest.approx([99.91, 37.21, 100.19, 37.39])
    assert layer["problems"] == []


def test_the_text_says_what_the_json_says(
    tmp_path: Path, answer: Answer, run: Run, capsys: Capture, spoken: str
) -> None:
    path = written("gpkg", tmp_path)
    lines = points().set_geometry(shapely.linestrings([[(100, 37), (101, 37)]] * 3), crs=4326)
    lines.to_file(path, layer="路", mode="a")
    found = answer("inspect", str(path), "--json")
    assert run("inspect", str(path)) == 0
    out = capsys.readouterr().out
    assert [layer["geometry"] for layer in found["layers"]] == ["points", "lines"]
    for layer in found["layers"]:
        for said in (layer["name"], layer["encoding"], layer["crs"], layer["encoding_why"]):
            assert said in out
        for problem in layer["problems"]:
            assert problem["message"] in out
        assert all(field["name"] in out for field in layer["fields"])
        assert f"{layer['bounds'][0]:.5f}" in out
    assert all(name in out for name in NAMES)
    assert ("图层：2 个" if spoken == "zh" else "Layers: 2") in out


EXPECTED = {
    "山西省.shp": (117, "polygons", "UTF-8", "gcj02"),
    "青海县界_GBK_无cpg_无prj.shp": (44, "polygons", "GB18030", "wgs84"),
    "青海县界_CGCS2000_3度带_CM96E_4541.shp": (44, "polygons", "UTF-8", "cgcs2000"),
    "codepage.zip": (2, "points", "CP1250", "wgs84"),
    "htmlprj.shp": (2, "points", "UTF-8", "wgs84"),
    "mixedcase.zip": (40, "polygons", "UTF-8", "wgs84"),
    "no-dbf.zip": (14, "polygons", "UTF-8", "wgs84"),
}
REFUSED = {"README.md", "badzip.zip"}


def test_the_corpus(corpus: Path, run: Run, capsys: Capture, spoken: str) -> None:
    known = 0
    for path in sorted(corpus.iterdir()):
        code = run("inspect", str(path), "--json")
        out, err = capsys.readouterr()
        if path.name in REFUSED:
            assert (code, out, len(err.splitlines())) == (2, "", 1)
            assert path.name in err
            continue
        assert (code, err) == (0, "")
        (layer,) = json.loads(out, parse_constant=pytest.fail)["layers"]
        whole = path.name if path.suffix == ".zip" else f"{path.stem}.shp"
        told = (layer["rows"], layer["geometry"], layer["encoding"], layer["datum"])
        assert told == EXPECTED[whole]
        assert len(layer["preview"]) == min(5, layer["rows"])
        assert all(p["message"] and "{" not in p["message"] for p in layer["problems"])
        known += 1
    assert known >= len(EXPECTED)


def test_the_corpus_in_words(corpus: Path, answer: Answer) -> None:
    (layer,) = answer("inspect", str(corpus / "青海县界_CGCS2000_3度带_CM96E_4541.dbf"), "--json")[
        "layers"
    ]
    assert layer["crs"] == "EPSG:4541"
    other = corpus / "青海县界_GBK_无cpg_无prj.shp"
    bare = answer("inspect", str(other), "--json")["layers"][0]
    # The same counties, once from metres and once from degrees.
    assert layer["bounds"] == pytest.approx(bare["bounds"], abs=1e-4)
    given = answer("inspect", str(other), "--json", "--encoding", "gbk", "--datum", "WGS-84")
    assert given["layers"][0]["preview"] == bare["preview"]
    assert {p["code"] for p in given["layers"][0]["problems"]} == set()
    assert {p["code"] for p in bare["problems"]} == {"problem_datum_undecided"}


def test_doubts_of_reader_and_doctor_together(tmp_path: Path, answer: Answer) -> None:
    rows = [
        "名称,县,经度,纬度",
        "甲卫生院,刚察县,100.1,37.3",
        "乙卫生院,刚察县,0,0",
        "丙卫生院,刚察县,,",
        "丁卫生院,刚察县,37.2,100.0",
        "戊卫生院,刚察县,100.1,37.3",
        "甲卫生院,刚察县,100.2,37.2",
        "己卫生院,海晏县,104.06,30.67",
        "庚卫生院,刚察县,100.11,37.31",
        "末,刚察县,无,无",
    ]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    (layer,) = answer("inspect", str(path), "--json")["layers"]
    assert layer["rows"] == 9
    assert len(layer["preview"]) == 5
    doubts = {problem["code"]: problem["rows"] for problem in layer["problems"]}
    assert len(doubts) == len(layer["problems"])
    assert doubts["doctor_origin"] == [2]
    assert "problem_origin" not in doubts
    assert doubts["problem_lon_lat_swapped"] == [4]
    assert doubts["doctor_same_position"] == [1, 5]
    assert doubts["doctor_same_name"] == [1, 6]
    assert doubts["doctor_outside_county"] == [7]
    missing = {row for code in doubts if code.startswith("problem_") for row in doubts[code]}
    assert {3, 9} <= missing
    loaded = read_file(path)
    assert {p.code for p in loaded.problems} - {"problem_origin"} <= doubts.keys()


def test_values_are_plain(tmp_path: Path, answer: Answer) -> None:
    frame = points().assign(
        日=np.array(["2020-02-03", "NaT", "2021-01-01"], dtype="datetime64[ms]"),
        数=[1.5, np.nan, np.inf],
        整=[1, 2, 2**60],
        是=[True, False, True],
        字=np.array(["a", None, "<img src=x onerror=alert(1)>"], dtype=object),
    )
    frame.to_file(tmp_path / "a.gpkg")
    (layer,) = answer("inspect", str(tmp_path / "a.gpkg"), "--json")["layers"]
    first, second, third = layer["preview"]
    assert first["日"].startswith("2020-02-03")
    assert (second["日"], second["数"], second["字"], third["数"]) == (None, None, None, None)
    assert (third["整"], third["是"], second["是"]) == (2**60, True, False)
    assert third["字"] == "<img src=x onerror=alert(1)>"


def test_dates_of_any_make() -> None:
    plain = cli_inspect._plain
    stamp = pd.Timestamp("2020-02-03 04:05")
    assert plain(stamp) == plain(stamp.to_datetime64()) == "2020-02-03T04:05:00"
    assert plain(stamp.date()) == "2020-02-03"
    assert plain(stamp.time()) == "04:05:00"
    assert plain(pd.NaT) is plain(np.datetime64("NaT")) is plain(None) is None
    assert plain(b"\x00\xff") == "00ff"
    assert json.dumps([plain(np.int64(3)), plain(np.float32(0.5)), plain(np.bool_(1))]) == (
        "[3, 0.5, true]"
    )


def test_a_layer_that_cannot_be_read(
    tmp_path: Path, answer: Answer, run: Run, capsys: Capture
) -> None:
    good = written("csv", tmp_path)
    bad = tmp_path / "坏.gpkg"
    bad.write_bytes(b"SQLite format 3\0" + b"\1" * 500)
    path = packed(tmp_path / "a.zip", good, bad)
    broken, whole = sorted(
        answer("inspect", str(path), "--json")["layers"], key=lambda layer: layer["rows"] or 0
    )
    assert list(broken) == LAYER_KEYS
    assert (broken["encoding"], broken["bounds"], broken["preview"]) == (None, None, [])
    (problem,) = broken["problems"]
    assert (problem["code"], problem["rows"]) == ("file_not_readable", [])
    assert "坏.gpkg" in problem["message"]
    assert whole["rows"] == 3
    assert run("inspect", str(path)) == 0
    assert problem["message"] in capsys.readouterr().out
    for args in ((str(path), "--layer", "坏"), (str(packed(tmp_path / "b.zip", bad)),)):
        assert run("inspect", *args) == 2
        out, err = capsys.readouterr()
        assert (out, len(err.splitlines())) == ("", 1)


def test_layers(tmp_path: Path, answer: Answer, run: Run, capsys: Capture) -> None:
    path = as_workbook(
        tmp_path / "a.xlsx", [["名称", "经度", "纬度"], ["甲", 100.1, 37.3]], "一", "二", "三"
    )
    found = answer("inspect", str(path), "--json")["layers"]
    assert [layer["name"] for layer in found] == ["一", "二", "三"]
    only = answer("inspect", "--json", "--layer=二", str(path))
    assert only["layers"] == [found[1]]
    assert only["parts"] == ["a.xlsx"]
    assert run("inspect", str(path), "--layer", "四") == 2
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert "一, 二, 三" in err


def test_more_layers_than_anybody_waits_for(
    tmp_path: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[list[object]] = [["名称", "经度", "纬度"], ["甲", 100.1, 37.3]]
    path = as_workbook(tmp_path / "a.xlsx", rows, "一", "二", "三")
    monkeypatch.setattr(cli_inspect, "MOST_LAYERS", 2)
    found = answer("inspect", str(path), "--json")["layers"]
    assert [len(layer["preview"]) for layer in found] == [1, 1, 0]
    (problem,) = found[2]["problems"]
    assert problem["code"] == "cli_inspect_not_read"
    assert "--layer" in problem["message"]


def test_long_tables_of_a_database_wait_for_being_chosen(
    tmp_path: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = read_file(written("csv", tmp_path))
    layers = (LayerInfo("a", 10, "points"), LayerInfo("b", 1_000_001, "points"))
    monkeypatch.setattr(cli_inspect, "contents_of", lambda _: Contents(("h.db",), layers))
    monkeypatch.setattr(Source, "read", lambda *_: loaded)
    found = answer("inspect", "postgresql://u:secret@h/db", "--json")
    assert found["file"] == "h.db"
    assert [len(layer["preview"]) for layer in found["layers"]] == [3, 0]
    assert found["layers"][1]["rows"] == 1_000_001


@pytest.mark.parametrize(
    "line",
    [
        ["inspect", "postgresql://planner:s3cret@127.0.0.1:1/db"],
        ["inspect", "postgresql://127.0.0.1:1/db?user=planner&password=s3cret"],
        ["inspect", "POSTGRES://planner:s3cret@127.0.0.1:1/db", "--layer", "a"],
        ["inspect", "--lair=postgresql://planner:s3cret@127.0.0.1:1/db"],
        ["inspect", "postgresql://planner:s3cret@127.0.0.1:1/db", "more"],
        ["coverage", "--facilities", "postgresql://planner:s3cret@127.0.0.1:1/db"],
        ["coverage", "--population", "postgresql://planner:s3cret@127.0.0.1:1/db"],
        ["coverage", "postgresql://planner:s3cret@127.0.0.1:1/db"],
        ["postgresql://planner:s3cret@127.0.0.1:1/db"],
    ],
    ids=lambda line: " ".join(line).replace("s3cret", "-"),
)
def test_a_password_is_never_shown(line: list[str], run: Run, capsys: Capture, spoken: str) -> None:
    assert run(*line) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "s3cret" not in err
    assert "planner" not in err
    assert len(err.splitlines()) == 1


def test_what_the_user_lays_down(tmp_path: Path, answer: Answer) -> None:
    path = tmp_path / "a.csv"
    lon, lat = wgs84_to_bd09(np.array([100.1]), np.array([37.3]))
    text = f"名称,经度,纬度\n甲,{lon[0]},{lat[0]}\n"
    path.write_bytes(text.encode("gb18030"))
    options = ["--datum", "BD-09", "--encoding", "gb18030"]
    (layer,) = answer("inspect", str(path), *options, "--json")["layers"]
    assert layer["bounds"] == pytest.approx([100.1, 37.3, 100.1, 37.3], abs=1e-6)
    assert (layer["datum"], layer["encoding"]) == ("bd09", "GB18030")
    metres = points().to_crs(4541)
    metres.drop(columns="geometry").assign(经度=metres.geometry.x, 纬度=metres.geometry.y).to_csv(
        path, index=False
    )
    (layer,) = answer("inspect", str(path), "--crs", "EPSG:4541", "--json")["layers"]
    assert layer["crs"] == "EPSG:4541"
    assert layer["bounds"] == pytest.approx([99.9, 37.1, 100.2, 37.3], abs=1e-6)


def in_metres(folder: Path, crs: str) -> Path:
    """A raster of one person in each of 400 cells of 2 km, without a system."""
    path = folder / "people.tif"
    way = pyproj.Transformer.from_crs(4326, crs, always_xy=True)
    x, y = way.transform(100.0, 37.3)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        dtype="float32",
        crs="",
        count=1,
        width=20,
        height=20,
        transform=Affine(2000, 0, x, 0, -2000, y),
    ) as file:
        file.write(np.full((20, 20), 1, dtype=np.float32), 1)
    return path


def test_a_raster_in_metres_is_asked_and_told(
    tmp_path: Path, answer: Answer, run: Run, capsys: Capture
) -> None:
    path = in_metres(tmp_path, "EPSG:32647")
    assert run("inspect", str(path), "--json") == 2
    out, err = capsys.readouterr()
    assert not out
    assert len(err.splitlines()) == 1
    assert "EPSG:32647" in err
    assert "--crs" in err
    (layer,) = answer("inspect", str(path), "--crs", "EPSG:32647", "--json")["layers"]
    assert (layer["crs"], layer["geometry"], layer["rows"]) == ("EPSG:32647", "raster", 400)
    assert layer["bounds"][0] == pytest.approx(100.0, abs=0.05)


@pytest.mark.parametrize("option", ["--crs", "--population-crs"])
def test_people_of_a_raster_in_metres(
    tmp_path: Path, answer: Answer, run: Run, capsys: Capture, option: str
) -> None:
    path = in_metres(tmp_path, "EPSG:32647")
    line = ["coverage", "--province", "qinghai", "--tier", "county", "--population", str(path)]
    assert run(*line, "--json") == 2
    assert "EPSG:32647" in capsys.readouterr().err
    found = answer(*line, option, "EPSG:32647", "--json")
    assert found["population"] == 400
    assert any("EPSG:32647" in note for note in found["notes"])


def test_facilities_in_metres(tmp_path: Path, answer: Answer) -> None:
    path = tmp_path / "a.csv"
    metres = points().to_crs(32647)
    table = metres.drop(columns="geometry").assign(x=metres.geometry.x, y=metres.geometry.y)
    table.drop(columns="名称").to_csv(path, index=False)
    line = ["coverage", "--province", "qinghai", "--tier", "county", "--facilities", str(path)]
    found = answer(*line, "--facilities-crs", "EPSG:32647", "--json")
    assert found["facilities"] == 3


BAD_LINES = [
    ["inspect"],
    ["inspect", "--json"],
    ["inspect", ""],
    ["inspect", "a\0.csv"],
    ["inspect", "none.csv"],
    ["inspect", "a.csv", "b.csv"],
    ["inspect", "--csv", "a.csv"],
    ["inspect", "a.csv", "--datum", "nad27"],
    ["inspect", "a.csv", "--crs", "EPSG:99999"],
    ["inspect", "a.csv", "--crs", "metres"],
    ["inspect", "a.csv", "--encoding", "latin-zero"],
    ["inspect", "a.csv", "--layer"],
    ["inspect", "a.csv", "--json=yes"],
    ["inspect", "a.csv", "-o", "out.csv"],
    ["inspect", "--", "-a.csv"],
    ["inspect", "."],
    ["coverage", "--facilities-layer", "a"],
    ["access", "--population-layer", "a"],
    ["map", "-o", "a.png", "--facilities-layer", "a"],
]


@pytest.mark.parametrize("line", BAD_LINES, ids=lambda line: " ".join(line).replace("\0", "?"))
def test_bad_input_is_one_sentence(
    capsys: Capture, in_folder: Path, spoken: str, line: list[str], run: Run
) -> None:
    assert run(*line) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in err) is (spoken == "zh")
    assert list(in_folder.iterdir()) == []


def test_a_name_that_begins_with_a_hyphen(in_folder: Path, answer: Answer) -> None:
    written("csv", in_folder).rename("-a.csv")
    assert answer("inspect", "--json", "--", "-a.csv")["file"] == "-a.csv"


def test_what_is_read_is_not_written_over(in_folder: Path, run: Run, capsys: Capture) -> None:
    path = written("geojson", in_folder).rename("a.json")
    before = path.read_bytes()
    Path("b.json").symlink_to("a.json")
    for line in (
        ["inspect", "a.json", "-o", "a.json"],
        ["inspect", "a.json", "-o", "b.json"],
        ["coverage", "--province", "qinghai", "--facilities", "a.json", "-o", "a.json"],
    ):
        assert run(*line) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert path.read_bytes() == before
    assert run("inspect", "a.json", "-o", "c.json") == 0
    assert json.loads(Path("c.json").read_text(encoding="utf-8"))["file"] == "a.json"
    assert run("inspect", "a.json", "-o", "c.txt") == 0
    assert "刚察县人民医院" in Path("c.txt").read_text(encoding="utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_no_file(in_folder: Path, run: Run, capsys: Capture) -> None:
    os.mkfifo("a.csv")
    assert run("inspect", "a.csv") == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_words_of_a_file_do_not_steer_the_console(
    in_folder: Path, run: Run, capsys: Capture
) -> None:
    path = in_folder / "a\n\x1b[2J.csv"
    path.write_text('名称,经度,纬度\n"\x1b[31m甲\n乙\x9b",100.1,37.3\n', encoding="utf-8")
    assert run("inspect", path.name) == 0
    out = capsys.readouterr().out
    assert not {"\x1b", "\x9b", "\r"} & {*out}
    assert "甲 乙" in out
    assert run("inspect", path.name, "--layer", "a\nb", "--crs", "x\ny") == 2
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert "\x1b" not in err


EXTREMES = (b"\0", b"\xff", b"\x7f\xff\xff\xff", b"\xff" * 4, b"\0" * 4, b"\x80", b'"', b"[", b"<")
CASES = 40


def mangled(raw: bytes, chance: random.Random) -> bytes:
    """Return `raw` cut short, or with bytes changed, put in or taken out."""
    changed = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(changed) + 1)
        action = chance.randrange(5)
        if action == 0:
            del changed[at:]
        elif action == 1:
            del changed[at : at + chance.randrange(1, 9)]
        elif action == 2:
            changed[at:at] = chance.choice(EXTREMES)
        elif at < len(changed):
            changed[at] ^= 1 << chance.randrange(8)
    return bytes(changed)


@pytest.mark.parametrize("kind", [*(k for k in KINDS if k != "folder"), "tif"])
def test_hostile_bytes(
    tmp_path: Path, kind: str, run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    path = written(kind, source)
    raw = {file: file.read_bytes() for file in sorted(source.glob(f"{path.stem}.*"))}
    if kind != "shp":
        raw = {path: raw[path]}
    chance = random.Random(kind)
    codes = set()
    for _ in range(CASES):
        hit = chance.choice(sorted(raw))
        hit.write_bytes(mangled(raw[hit], chance))
        form = chance.choice((["--json"], []))
        code = run("inspect", str(path), *form)
        out, err = capfd.readouterr()
        codes.add(code)
        if code == 0:
            assert err == ""
            assert not form or json.loads(out, parse_constant=pytest.fail)["layers"]
        else:
            assert (code, out, len(err.splitlines())) == (2, "", 1)
            assert "Traceback" not in err
        hit.write_bytes(raw[hit])
    assert 2 in codes or kind == "csv"


@pytest.mark.parametrize("kind", KINDS)
def test_facilities_in_every_format(in_folder: Path, kind: str, run: Run, capsys: Capture) -> None:
    path = written(kind, in_folder)
    asked = ["--province", "qinghai", "--tier", "county", "--radius-km", "20", "--json"]
    assert run("coverage", *asked, "--facilities", str(path)) == 0
    found = json.loads(capsys.readouterr().out)
    (in_folder / "plain.csv").write_text(
        "name,lon,lat\n"
        + "".join(f"{n},{x},{y}\n" for n, x, y in zip(NAMES, LON, LAT, strict=True)),
        encoding="utf-8",
    )
    assert run("coverage", *asked, "--facilities", "plain.csv") == 0
    plain = json.loads(capsys.readouterr().out)
    assert found["facilities"] == 3
    assert found["covered"] == pytest.approx(plain["covered"], rel=1e-9)
    assert any(path.name in note and "3 " in note for note in found["notes"])


@pytest.mark.parametrize("kind", ["xlsx", "gpkg", "zip", "fgb"])
def test_people_in_every_format(in_folder: Path, kind: str, answer: Answer) -> None:
    path = written(kind, in_folder)
    found = answer("access", "--province", "qinghai", "--population", str(path), "--json")
    assert found["population"] == sum(PEOPLE)
    assert any(path.name in note for note in found["notes"][:-1])


def test_a_layer_among_several_is_chosen(
    in_folder: Path, run: Run, answer: Answer, capsys: Capture
) -> None:
    points().iloc[:2].to_file("a.gpkg", layer="二")
    points().to_file("a.gpkg", layer="三", mode="a")
    line = ["coverage", "--province", "qinghai", "--json", "--facilities", "a.gpkg"]
    assert answer(*line)["facilities"] == 2
    found = answer(*line, "--facilities-layer", "三")
    assert found["facilities"] == 3
    assert any("三" in note for note in found["notes"])
    people = ["coverage", "--province", "qinghai", "--json", "--population", "a.gpkg"]
    assert answer(*people, "--population-layer", "三")["population"] == sum(PEOPLE)
    assert run(*line, "--facilities-layer", "四") == 2
    assert "四" in capsys.readouterr().err


@pytest.mark.parametrize("in_zip", [False, True])
def test_a_raster_of_people_is_cut_to_the_province(
    in_folder: Path, answer: Answer, *, in_zip: bool
) -> None:
    # Across the border of Qinghai and Sichuan; what lies in neither is not counted.
    people = np.random.default_rng(7).integers(0, 90, (60, 80)).astype(float)
    path = as_raster(in_folder / "p.tif", 99.8, 33.4, people)
    if in_zip:
        path = packed(in_folder / "p.zip", path)
    lon, lat = np.meshgrid(99.8 + 0.02 * (np.arange(80) + 0.5), 33.4 - 0.02 * (np.arange(60) + 0.5))
    for province in (Province.QINGHAI, Province.SICHUAN):
        land = shapely.union_all(read_boundaries(Level.COUNTY, province).geometry.to_numpy())
        shapely.prepare(land)
        inside = shapely.contains_xy(land, lon, lat)
        assert 0.05 < inside.mean() < 0.95
        found = answer(
            "coverage", "--province", province.value, "--population", str(path), "--json"
        )
        assert found["population"] == people[inside].sum()
        assert sum(unit["population"] for unit in found["units"]) == found["population"]
        assert any(f"{people[inside].sum():,.0f}" in note for note in found["notes"])


def test_a_raster_where_it_does_not_belong(in_folder: Path, run: Run, capsys: Capture) -> None:
    path = as_raster(in_folder / "p.tif", 100.0, 37.4, np.ones((5, 5)))
    packed(in_folder / "p.zip", path)
    for line in (
        ["coverage", "--facilities", "p.tif"],
        ["coverage", "--province", "sichuan", "--population", "p.tif"],
        ["coverage", "--province", "sichuan", "--population", "p.zip"],
    ):
        assert run(*line) == 2
        out, err = capsys.readouterr()
        assert (out, len(err.splitlines())) == ("", 1)


def test_counted_records_are_those_of_the_file(tmp_path: Path, answer: Answer) -> None:
    frame = points()
    frame.loc[2, "geometry"] = None
    frame.to_file(tmp_path / "a.gpkg")
    (layer,) = answer("inspect", str(tmp_path / "a.gpkg"), "--json")["layers"]
    assert layer["rows"] == pyogrio.read_info(tmp_path / "a.gpkg")["features"] == 3
    assert [p["rows"] for p in layer["problems"] if p["code"] == "problem_empty_geometry"] == [[3]]
