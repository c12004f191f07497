"""A pipe, a device or a socket is refused at once: to open one may wait for ever."""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest

from data.errors import DataError
from data.project.project import new_project
from data.project.project_file import load_project, mark_of, save_project
from data.read.by_suffix import READABLE_SUFFIXES
from data.read.contents import contents_of
from data.read.reader import read_file
from data.schema import Language, Province
from geo.words.wording import explain

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs pipes in the file system")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def bound(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)


KINDS = [(pipe, "file_is_pipe"), (device, "file_is_device"), (bound, "file_is_socket")]


@pytest.mark.parametrize(("make", "code"), KINDS)
@pytest.mark.parametrize("use", [load_project, mark_of])
def test_what_is_no_file_is_refused_in_a_sentence(
    make: Callable[[Path], None], code: str, use: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "a.yiquan"
    make(path)
    with pytest.raises(DataError, match=code) as caught:
        use(path)
    assert all("a.yiquan" in explain(caught.value, language) for language in Language)


@pytest.mark.parametrize("suffix", READABLE_SUFFIXES)
def test_no_reader_waits_for_a_pipe(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    os.mkfifo(path)
    for use in (contents_of, read_file):
        with pytest.raises(DataError, match="format_unknown") as caught:
            use(path)
        assert "pipe" in explain(caught.value, Language.EN)


def test_a_pipe_beside_a_shapefile_or_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,lon,lat\nA,101.7,36.6\nB,101.8,36.7\n", "utf-8")
    for name in ("b.csv", "a.prj", "a.dbf", "a.cpg", "a.shx"):
        os.mkfifo(tmp_path / name)
    assert len(read_file(tmp_path, crs="EPSG:4326").frame) == 2
    os.mkfifo(tmp_path / "c.shp")
    with pytest.raises(DataError, match="format_unknown"):
        read_file(tmp_path / "c.shp")


@pytest.mark.parametrize("beside", ["a.qix", "a.sbn", "A.IDM", "a.shp.xml", "a.dbf", "a.gpkg-wal"])
def test_no_library_opens_a_pipe_beside_a_layer(beside: str, tmp_path: Path) -> None:
    path = tmp_path / ("a.gpkg" if "gpkg" in beside else "a.shp")
    shapes = gpd.points_from_xy([101.7, 101.8], [36.6, 36.7], crs=4326)
    gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=shapes).to_file(path)
    (tmp_path / beside).unlink(missing_ok=True)
    os.mkfifo(tmp_path / beside)
    uses: list[tuple[Callable[[Path], object], Path]] = [(contents_of, path), (read_file, path)]
    if path.suffix == ".shp":
        uses.append((read_file, tmp_path))
    for use, given in uses:
        with pytest.raises(DataError, match="file_is_pipe") as caught:
            use(given)
        assert beside in explain(caught.value, Language.EN)


def test_a_project_is_not_written_into_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "a.yiquan"
    os.mkfifo(path)
    with pytest.raises(DataError, match="file_is_pipe"):
        save_project(new_project(Province.QINGHAI), path)
    assert path.is_fifo()
