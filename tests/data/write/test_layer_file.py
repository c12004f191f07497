"""What is written reads back equal: by us and by GDAL, in every format."""

import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from data.errors import DataError
from data.read.reader import read_file
from data.schema import Language
from data.write import layer_file as writer
from data.write.layer_file import WRITABLE_SUFFIXES, SecondLayer, write_frame
from data.write.written_values import short_names
from geo.words.wording import explain, say

DATES = pd.DatetimeIndex(["2024-01-05", "2024-01-05T10:20:30", "NaT", "1999-12-31"])


def layer() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "名称": ['刚察县"人民"医院', "换\n行,逗号", None, "𠮷医院 "],
            "人口": [1.5, np.nan, 3.0, 0.1 + 0.2],
            "床位": [1, -2, 3, 2**60 + 1],
            "开放": [True, False, True, True],
            "日期": DATES,
            "很长的字段名称一二三": ["=1+1", "+8610", "-", "@x"],
            "很长的字段名称一二四": ["'q", "0101", "<img src=x>", "a"],
        },
        geometry=gpd.points_from_xy([100.1, 99.123456789012, 100.2, 1 / 3], [37.3, 37.2, 37.1, 37]),
        crs=4326,
    )


def texts(values: "pd.Series[Any]") -> list[str]:
    return ["" if pd.isna(value) else str(value).strip() for value in values]


@pytest.mark.parametrize("suffix", WRITABLE_SUFFIXES)
def test_we_read_back_what_we_write(tmp_path: Path, suffix: str) -> None:
    before = layer()
    path = tmp_path / f"导出 1{suffix}"
    write_frame(before, path)
    after = read_file(path).frame
    assert list(after.columns)[:7] == list(before.columns)[:7]
    assert (after.geometry.to_numpy() == before.geometry.to_numpy()).all()
    for name in ("名称", "很长的字段名称一二三", "很长的字段名称一二四"):
        assert texts(after[name]) == texts(before[name])
    assert [int(value) for value in after["床位"]] == before["床位"].tolist()
    # A spreadsheet has sixteen digits, a shapefile fifteen after the point.
    digits = {".xlsx": 1e-15, ".shp": 1e-15}.get(suffix, 0)
    np.testing.assert_allclose(
        after["人口"].astype(float), before["人口"], rtol=digits, atol=digits
    )
    assert [str(value) in {"True", "1"} for value in after["开放"]] == before["开放"].tolist()
    assert (pd.to_datetime(after["日期"], format="ISO8601", errors="coerce") == DATES)[
        [0, 1, 3]
    ].all()
    assert pd.isna(after["日期"][2]) or after["日期"][2] == ""
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp"])
def test_gdal_reads_back_what_we_write(tmp_path: Path, suffix: str) -> None:
    before = layer()
    write_frame(before, tmp_path / f"a{suffix}")
    after = pyogrio.read_dataframe(tmp_path / f"a{suffix}")
    if suffix == ".shp":
        after.columns = before.columns
    assert (after.geometry.to_numpy() == before.geometry.to_numpy()).all()
    assert texts(after["名称"]) == texts(before["名称"])
    assert [int(value) for value in after["床位"]] == before["床位"].tolist()
    np.testing.assert_allclose(after["人口"], before["人口"], rtol=0, atol=1e-15)
    assert after["开放"].tolist() == before["开放"].tolist()
    if suffix != ".shp":
        assert (after["日期"] == before["日期"])[[0, 1, 3]].all()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_gdal_reads_tables(tmp_path: Path, suffix: str) -> None:
    write_frame(layer(), tmp_path / f"a{suffix}")
    after = pyogrio.read_dataframe(tmp_path / f"a{suffix}")
    assert texts(after["名称"]) == texts(layer()["名称"])
    assert [int(value) for value in after["床位"]] == layer()["床位"].tolist()
    # What a spreadsheet would take for a formula is text there, behind an apostrophe in CSV.
    mark = "'" if suffix == ".csv" else ""
    wanted = [f"{mark}{text}" for text in layer()["很长的字段名称一二三"]]
    assert after["很长的字段名称一二三"].tolist() == wanted


def test_no_cell_is_a_formula_or_a_link(tmp_path: Path) -> None:
    frame = layer()
    frame["名称"] = ["=1+1", "http://a.cn", "{=1}", "mailto:a@b.cn"]
    write_frame(frame, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


@pytest.mark.parametrize("suffix", WRITABLE_SUFFIXES)
def test_empty_layers_keep_their_fields(tmp_path: Path, suffix: str) -> None:
    write_frame(layer().iloc[:0], tmp_path / f"a{suffix}")
    with pytest.raises(DataError) as caught:
        read_file(tmp_path / f"a{suffix}")
    assert caught.value.code == "no_rows"


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp"])
def test_polygons_in_another_system(tmp_path: Path, suffix: str) -> None:
    shapes = layer().iloc[:3].to_crs(4541)
    shapes = shapes.set_geometry(shapes.buffer(1000))
    several = shapely.union(shapes.geometry[0], shapes.geometry[1])
    shapes = shapes.set_geometry([shapes.geometry[0], several, shapes.geometry[2]], crs=4541)
    write_frame(shapes, tmp_path / f"a{suffix}")
    loaded = read_file(tmp_path / f"a{suffix}")
    assert loaded.crs_found == ("EPSG:4326" if suffix == ".geojson" else "EPSG:4541")
    wanted = shapes.to_crs(4326).geometry.to_numpy()
    assert shapely.hausdorff_distance(loaded.frame.geometry.to_numpy(), wanted).max() < 1e-9


def test_lines_and_polygons_are_no_table(tmp_path: Path) -> None:
    shapes = layer().set_geometry(layer().geometry.to_crs(4541).buffer(9).to_crs(4326))
    for suffix in (".csv", ".xlsx"):
        with pytest.raises(DataError) as caught:
            write_frame(shapes, tmp_path / f"a{suffix}")
        assert caught.value.code == "not_points_for_table"
    assert list(tmp_path.iterdir()) == []


def test_a_shapefile_says_what_it_could_not_keep(tmp_path: Path) -> None:
    frame = layer()
    frame["名称"] = ["医" * 84, "医" * 85, "x" * 254, "x" * 255]
    problems = write_frame(frame, tmp_path / "a.shp")
    assert {p.code: p.rows for p in problems} == {
        "problem_text_cut": (2, 4),
        "problem_names_shortened": (),
    }
    for problem in problems:
        assert "{" not in say(problem.code, Language.ZH, **problem.facts)
    after = read_file(tmp_path / "a.shp").frame["名称"].tolist()
    assert after == ["医" * 84, "医" * 84, "x" * 254, "x" * 254]
    names = {p.name for p in tmp_path.iterdir()}
    assert names == {"a.shp", "a.shx", "a.dbf", "a.prj", "a.cpg", "a.fields.csv"}
    assert (tmp_path / "a.cpg").read_text() == "UTF-8"


def test_short_names_are_ascii_distinct_and_short() -> None:
    names = ["名称", "position_error_m", "position_source", "Position_Error", "备注一", "a b", "x"]
    short = short_names(names)
    assert list(short.values()) == [
        *("name", "position_e", "position_s", "Position_2", "field_5", "a_b", "x"),
    ]


def test_positions_win_over_columns_that_say_otherwise(tmp_path: Path) -> None:
    frame = layer()[["名称", "geometry"]].assign(lon=1.0, lat=2.0)
    write_frame(frame, tmp_path / "a.csv")
    after = read_file(tmp_path / "a.csv").frame
    assert after["lon_original"].tolist() == [1] * 4
    assert (after.geometry.to_numpy() == frame.geometry.to_numpy()).all()


@pytest.mark.parametrize("suffix", WRITABLE_SUFFIXES)
def test_what_was_there_stays_until_all_is_written(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"a{suffix}"
    write_frame(layer(), path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer, "_put_in_place", fail)
    with pytest.raises(DataError) as caught:
        write_frame(layer().iloc[:1], path)
    assert caught.value.code == "file_not_written"
    assert "No space" in explain(caught.value, Language.EN)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before
    monkeypatch.undo()
    write_frame(layer().iloc[:1], path)
    assert len(read_file(path).frame) == 1


def test_parts_of_the_shapefile_before_go(tmp_path: Path) -> None:
    write_frame(layer(), tmp_path / "a.shp")
    (tmp_path / "a.qix").write_bytes(b"old index")
    (tmp_path / "b.shx").write_bytes(b"another's")
    write_frame(layer().iloc[:1], tmp_path / "a.shp")
    assert not (tmp_path / "a.qix").exists()
    assert (tmp_path / "b.shx").exists()


def test_what_cannot_be_written(tmp_path: Path) -> None:
    for path, code in (
        (tmp_path / "a.docx", "format_not_written"),
        (tmp_path / "none" / "a.csv", "file_not_written"),
    ):
        with pytest.raises(DataError) as caught:
            write_frame(layer(), path)
        assert caught.value.code == code
        for language in Language:
            assert "{" not in explain(caught.value, language)


GONE = SecondLayer("removed", layer().iloc[:2].reset_index(drop=True))


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp"])
def test_rows_apart_are_read_by_gdal(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"方案{suffix}"
    for _ in range(2):
        # The second time what is there is written over.
        (problem, *_) = [
            each
            for each in write_frame(layer(), path, second=GONE, description="假设方案")
            if each.code.startswith("problem_gone")
        ]
    for language in Language:
        assert "removed" in say(problem.code, language, **problem.facts)
    assert problem.facts["count"] == 2
    if suffix == ".gpkg":
        assert pyogrio.list_layers(path)[:, 0].tolist() == ["方案", "removed"]
        assert pyogrio.read_info(path, layer="方案")["layer_metadata"]["DESCRIPTION"] == "假设方案"
        gone = pyogrio.read_dataframe(path, layer="removed")
    else:
        gone = pyogrio.read_dataframe(tmp_path / f"方案_removed{suffix}")
        # Of what was there before, nothing is written over.
        assert problem.facts["file"] == f"方案_removed_2{suffix}"
    assert (gone.geometry.to_numpy() == GONE.frame.geometry.to_numpy()).all()
    assert texts(gone.iloc[:, 0]) == texts(GONE.frame["名称"])
    assert len(pyogrio.read_dataframe(path, layer=0)) == 4


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_rows_apart_in_a_table(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"方案{suffix}"
    write_frame(layer(), path, second=GONE)
    if suffix == ".xlsx":
        sheets = pd.read_excel(path, sheet_name=None, engine="calamine")
        assert list(sheets) == ["Sheet1", "removed"]
        first, gone = sheets.values()
    else:
        first, gone = pd.read_csv(path), pd.read_csv(tmp_path / "方案_removed.csv")
    assert (len(first), len(gone)) == (4, 2)
    np.testing.assert_allclose(gone["lon"], shapely.get_x(GONE.frame.geometry.to_numpy()))


def test_no_rows_apart_leave_no_trace(tmp_path: Path) -> None:
    none = SecondLayer("removed", layer().iloc[:0])
    write_frame(layer(), tmp_path / "a.csv", second=none)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_layer_called_like_the_rows_apart(tmp_path: Path) -> None:
    path = tmp_path / "removed.gpkg"
    write_frame(layer(), path, second=GONE)
    assert pyogrio.list_layers(path)[:, 0].tolist() == ["removed", "removed_2"]
