"""Shapefiles in every state a planner may have them in."""

import os
import random
import shutil
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from data.errors import DataError
from data.formats.shapefile import rebuild_index
from data.read.reader import Loaded, read_file
from data.schema import Language
from data.text import archive
from geo.words.wording import explain, say

NAMES = ["刚察县人民医院", "泉吉乡卫生院", "沙柳河镇中心卫生院", "哈尔盖镇卫生院"]
LON = [100.14, 99.88, 100.13, 100.43]
LAT = [37.33, 37.27, 37.32, 37.22]


def write(
    folder: Path, stem: str = "医院", encoding: str = "UTF-8", crs: str | None = None
) -> Path:
    frame = gpd.GeoDataFrame(
        {"名称": NAMES, "床位": [120, 20, 30, 15]}, geometry=gpd.points_from_xy(LON, LAT)
    )
    path = folder / f"{stem}.shp"
    frame.set_crs(crs or "EPSG:4326").to_file(path, encoding=encoding)
    if crs is None:
        path.with_suffix(".prj").unlink()
    return path


def bare(path: Path) -> Path:
    """Take from a shapefile all that it says of its encoding."""
    path.with_suffix(".cpg").unlink()
    dbf = path.with_suffix(".dbf")
    raw = bytearray(dbf.read_bytes())
    raw[29] = 0
    dbf.write_bytes(raw)
    return path


def codes(loaded: Loaded) -> set[str]:
    for problem in loaded.problems:
        for language in Language:
            assert "{" not in say(problem.code, language, **problem.facts)
    for reason in (loaded.encoding_why, loaded.crs_why):
        assert say(reason.code, Language.ZH, **reason.facts)
    return {problem.code for problem in loaded.problems}


def refused(path: Path, **options: Any) -> str:
    with pytest.raises(DataError) as caught:
        read_file(path, **options)
    for language in Language:
        assert "{" not in explain(caught.value, language)
    return caught.value.code


def assert_whole(loaded: Loaded) -> None:
    assert loaded.frame["名称"].tolist() == NAMES
    assert loaded.frame["床位"].tolist() == [120, 20, 30, 15]
    np.testing.assert_allclose(loaded.frame.geometry.x, LON)
    np.testing.assert_allclose(loaded.frame.geometry.y, LAT)
    assert loaded.geometry == "points"
    assert loaded.source_rows.tolist() == [1, 2, 3, 4]
    assert str(loaded.frame.crs) == "EPSG:4326"


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
@pytest.mark.parametrize("silent", [True, False])
def test_either_encoding_with_or_without_a_cpg(
    tmp_path: Path, encoding: str, *, silent: bool
) -> None:
    path = write(tmp_path, encoding=encoding)
    loaded = read_file(bare(path) if silent else path)
    assert_whole(loaded)
    assert loaded.encoding == {"UTF-8": "UTF-8", "GBK": "GB18030"}[encoding]
    assert codes(loaded) == {"problem_datum_undecided"}


@pytest.mark.parametrize("suffix", [".shp", ".shx", ".dbf", ".cpg", ".prj"])
def test_any_part_may_be_picked(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path, crs="EPSG:4326")
    loaded = read_file(path.with_suffix(suffix))
    assert_whole(loaded)
    assert loaded.crs_why.code == "crs_declared"
    assert codes(loaded) == set()


def test_a_folder_with_exactly_one(tmp_path: Path) -> None:
    write(tmp_path)
    assert_whole(read_file(tmp_path))
    write(tmp_path, "卫生院")
    assert refused(tmp_path) == "several_layers"
    assert_whole(read_file(tmp_path, layer="卫生院"))
    assert refused(tmp_path, layer="诊所") == "layer_missing"


def test_an_empty_folder(tmp_path: Path) -> None:
    assert refused(tmp_path) == "nothing_inside"


@pytest.mark.parametrize("change", ["all", "dbf", "stem"])
def test_case_of_names_does_not_count(tmp_path: Path, change: str) -> None:
    path = write(tmp_path, "clinics")
    for part in list(tmp_path.iterdir()):
        if change == "all" or (part.suffix == ".dbf" and change == "dbf"):
            part.rename(tmp_path / (part.stem + part.suffix.upper()))
        elif part.suffix == ".dbf":
            part.rename(tmp_path / "Clinics.Dbf")
    upper = tmp_path / "clinics.SHP"
    assert_whole(read_file(upper if change == "all" else path))


@pytest.mark.parametrize("stem", ["a!b", "a;b", "100% #1", "a?b", "zip.zip", "[x] {y}", "-o"])
def test_odd_names_reach_gdal_unharmed(tmp_path: Path, stem: str) -> None:
    assert_whole(read_file(write(tmp_path, "plain").with_name("plain.shp")))
    for part in list(tmp_path.iterdir()):
        part.rename(tmp_path / f"{stem}{part.suffix}")
    assert_whole(read_file(tmp_path / f"{stem}.shp"))


@pytest.mark.parametrize("damage", ["missing", "empty", "zeros"])
def test_a_lacking_index_is_rebuilt_elsewhere(tmp_path: Path, damage: str) -> None:
    path = write(tmp_path)
    index = path.with_suffix(".shx")
    if damage == "missing":
        index.unlink()
    else:
        index.write_bytes(b"" if damage == "empty" else bytes(140))
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    loaded = read_file(path)
    assert_whole(loaded)
    assert "problem_shx_rebuilt" in codes(loaded)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_the_rebuilt_index_is_the_one_gdal_writes(tmp_path: Path) -> None:
    shapes = [shapely.Point(i, i).buffer(1, quad_segs=i + 1) for i in range(20)]
    path = tmp_path / "areas.shp"
    gpd.GeoDataFrame({"n": range(20)}, geometry=shapes, crs=4326).to_file(path)
    rebuild_index(path, tmp_path / "again.shx")
    assert (tmp_path / "again.shx").read_bytes() == path.with_suffix(".shx").read_bytes()


def test_without_attributes_the_shapes_are_read(tmp_path: Path) -> None:
    path = write(tmp_path)
    path.with_suffix(".dbf").unlink()
    loaded = read_file(path)
    assert "problem_dbf_missing" in codes(loaded)
    np.testing.assert_allclose(loaded.frame.geometry.x, LON)


def test_broken_attributes_leave_the_shapes(tmp_path: Path) -> None:
    path = write(tmp_path)
    path.with_suffix(".dbf").write_bytes(b"\x03nothing of the kind")
    loaded = read_file(path)
    assert "problem_dbf_unreadable" in codes(loaded)
    np.testing.assert_allclose(loaded.frame.geometry.x, LON)


def test_without_shapes_there_is_nothing_to_read(tmp_path: Path) -> None:
    path = write(tmp_path)
    path.unlink()
    assert refused(path.with_suffix(".dbf")) == "shp_missing"
    assert refused(path) == "file_missing"


def test_a_truncated_shapefile_gives_its_whole_records(tmp_path: Path) -> None:
    path = write(tmp_path)
    path.write_bytes(path.read_bytes()[:-30])
    path.with_suffix(".shx").unlink()
    loaded = read_file(path)
    assert loaded.frame["名称"].tolist() == NAMES[:2]
    assert "problem_shapes_lost" in codes(loaded)


def test_a_name_that_is_not_a_shapefile(tmp_path: Path) -> None:
    path = tmp_path / "fake.shp"
    path.write_text("<OGRVRTDataSource></OGRVRTDataSource>")
    assert refused(path) == "not_a_shapefile"


def test_utf8_names_cut_at_ten_bytes(tmp_path: Path) -> None:
    path = write(tmp_path)
    dbf = path.with_suffix(".dbf")
    raw = bytearray(dbf.read_bytes())
    raw[32:43] = "行政代码".encode()[:10].ljust(11, b"\0")
    dbf.write_bytes(raw)
    assert list(read_file(path).frame.columns)[:1] == ["行政代"]


def test_encoding_may_be_laid_down(tmp_path: Path) -> None:
    path = bare(write(tmp_path, encoding="GBK"))
    loaded = read_file(path, encoding="cp936")
    assert_whole(loaded)
    assert loaded.encoding_why.code == "encoding_override"
    assert read_file(path, encoding="cp1252").frame.iloc[0, 0] != NAMES[0]
    assert refused(path, encoding="klingon") == "encoding_unknown"


def test_undecodable_bytes_are_noted_by_row(tmp_path: Path) -> None:
    path = write(tmp_path)
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace("泉吉".encode(), b"\xff" * 6))
    loaded = read_file(path)
    (garbled,) = (p for p in loaded.problems if p.code == "problem_garbled")
    assert garbled.rows == (2,)
    assert loaded.frame["名称"].tolist()[2:] == NAMES[2:]


def zipped(folder: Path, encoding: str, prefix: str = "", *, upper: bool = False) -> Path:
    """Zip the shapefile in `folder`, its names written in `encoding` without saying so."""
    path = folder / "收到.zip"
    names: list[tuple[bytes, bytes]] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for number, part in enumerate(sorted(folder.glob("医院.*"))):
            suffix = part.suffix.upper() if upper else part.suffix
            wanted = f"{prefix}{part.stem}{suffix}".encode(encoding)
            placeholder = f"{number}".rjust(len(wanted), "@")
            names.append((placeholder.encode(), wanted))
            target.writestr(placeholder, part.read_bytes())
    raw = path.read_bytes()
    for placeholder_bytes, wanted in names:
        assert raw.count(placeholder_bytes) == 2
        raw = raw.replace(placeholder_bytes, wanted)
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize("prefix", ["", "数据/2024年/", "..\\..\\", "../../../", "/etc/"])
@pytest.mark.parametrize("upper", [True, False])
def test_a_zip_from_a_colleague(tmp_path: Path, encoding: str, prefix: str, *, upper: bool) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    bare(write(inner, encoding="GBK"))
    path = zipped(inner, encoding, prefix, upper=upper)
    for part in inner.glob("医院.*"):
        part.unlink()
    loaded = read_file(path)
    assert_whole(loaded)
    assert (loaded.layer, loaded.path) == ("医院", path)
    # Whatever its members are called, the archive has written nothing anywhere.
    assert [p.name for p in tmp_path.rglob("*")] == ["inner", "收到.zip"]


def test_zips_that_hold_none_or_several(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("readme.txt", "hello")
        target.writestr("__MACOSX/._a.shp", "")
        target.writestr("._a.shp", "")
        target.writestr(".shp", "")
    assert refused(path) == "nothing_inside"
    write(tmp_path, "医院")
    write(tmp_path, "诊所")
    with zipfile.ZipFile(path, "w") as target:
        for part in [*tmp_path.glob("医院.*"), *tmp_path.glob("诊所.*")]:
            target.write(part, f"甲/{part.name}")
    assert refused(path) == "several_layers"
    assert read_file(path, layer="诊所").layer == "诊所"
    assert read_file(path, layer="甲/医院").layer == "医院"
    assert refused(path, layer="学校") == "layer_missing"


def test_a_zip_is_unpacked_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path)
    path = zipped(tmp_path, "gbk")
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 500)
    assert refused(path) == "zip_too_large"
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    assert refused(path) == "zip_too_large"


def test_a_zip_that_lies_about_sizes(tmp_path: Path) -> None:
    write(tmp_path)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("a.shp", bytes(1_000_000))
    raw = path.read_bytes()
    path.write_bytes(raw.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    assert refused(path) in {"zip_broken", "not_a_shapefile"}


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    write(tmp_path)
    path = zipped(tmp_path, "gbk")
    raw = bytearray(path.read_bytes())
    for start, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = raw.find(start)
        while position >= 0:
            raw[position + at] |= 1
            position = raw.find(start, position + 4)
    path.write_bytes(raw)
    assert refused(path) == "zip_encrypted"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert refused(tmp_path / "pipe.csv") == "format_unknown"
    os.mkfifo(tmp_path / "pipe.shp")
    assert refused(tmp_path / "pipe.shp") == "format_unknown"
    assert refused(tmp_path / ("长" * 300 + ".shp")) in {"file_not_opened", "file_missing"}
    assert refused(Path("a\0b.shp")) == "file_missing"


@pytest.mark.parametrize("name", ["data.docx", "data", "data.shp.bak", "data.mdb", "data.gdb"])
def test_other_formats_are_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(random.Random(1).randbytes(300))
    assert refused(tmp_path / name) == "format_unknown"


def test_real_files(corpus: Path) -> None:
    shanxi = read_file(corpus / "山西省.shp")
    assert (len(shanxi.frame), shanxi.encoding) == (117, "UTF-8")
    assert "平定县" in shanxi.frame["name"].tolist()
    gbk = read_file(corpus / "青海县界_GBK_无cpg_无prj.shp")
    projected = read_file(corpus / "青海县界_CGCS2000_3度带_CM96E_4541.shp")
    assert gbk.frame["县区名称"].tolist() == projected.frame["县区名"].tolist()
    assert (projected.crs_found, projected.crs_why.code) == ("EPSG:4541", "crs_declared")
    assert projected.problems == ()
    # The same boundaries by two ways: the projection was undone to a few centimetres.
    ways = (gbk.frame.geometry.to_numpy(), projected.frame.geometry.to_numpy())
    assert shapely.hausdorff_distance(*ways).max() < 1e-6
    page = read_file(corpus / "htmlprj.shp")
    assert codes(page) >= {"problem_crs_unusable", "problem_shx_rebuilt", "problem_datum_unsure"}
    assert not (corpus / "htmlprj.shx").exists()


def test_real_zips(corpus: Path) -> None:
    assert refused(corpus / "badzip.zip") == "zip_broken"
    czech = read_file(corpus / "codepage.zip")
    assert czech.frame["field"].tolist() == ["??", "Hněvošický háj"]
    assert (czech.encoding, czech.encoding_why.code) == ("CP1250", "encoding_cpg")
    assert len(read_file(corpus / "mixedcase.zip").frame) == 40
    assert "problem_dbf_missing" in codes(read_file(corpus / "no-dbf.zip"))


def test_reading_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    folder = tmp_path / "folder"
    folder.mkdir()
    path = write(folder)
    path.with_suffix(".shx").unlink()
    read_file(path)
    refused(Path(shutil.copy(path, folder / "other.gpkg")))
    assert list(scratch.iterdir()) == []
