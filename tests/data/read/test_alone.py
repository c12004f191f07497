"""A file is read by itself: no server is called for it, no other file opened on its word."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from pytest_socket import enable_socket
from rasterio.transform import Affine

from data.errors import DataError
from data.read.by_suffix import TABLE_SUFFIXES
from data.read.contents import contents_of
from data.read.reader import READABLE_SUFFIXES, read_file
from resources import FOLDER

ROOT = FOLDER.parent
SIDES = (
    *(".msk", ".ovr", ".aux.xml", ".vrt", ".xml", ".qix", ".idm", ".ind", ".lgs", ".rpb"),
    *(".prj", ".cpg", ".dbf", ".shx", ".tfw", ".wld", ".sbn", ".gpkg-wal", "_RPC.TXT", ".IMD"),
)


class Server(ThreadingHTTPServer):
    """Counts who calls on this machine; lures name it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Refuse)
        self.calls: list[str] = []

    def lures(self) -> dict[str, str]:
        """Return contents that make a library which follows them call."""
        far = f"127.0.0.1:{self.server_port}"
        near = f"/vsicurl/http://{far}"
        simple = f"<SimpleSource><SourceFilename>{near}/a.tif</SourceFilename>"
        simple += "<SourceBand>1</SourceBand></SimpleSource>"
        band = f'<VRTRasterBand dataType="Byte" band="1">{simple}</VRTRasterBand>'
        flags = '<Metadata><MDI key="INTERNAL_MASK_FLAGS_1">2</MDI></Metadata>'
        tiled = f'<Service name="TMS"><ServerUrl>http://{far}/${{z}}</ServerUrl></Service>'
        return {
            "vector": f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{near}/a.shp'
            "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
            "raster": f'<VRTDataset rasterXSize="8" rasterYSize="8">{flags}{band}</VRTDataset>',
            "features": f"<OGRWFSDataSource><URL>http://{far}/wfs</URL></OGRWFSDataSource>",
            "tiles": f"<GDAL_WMS>{tiled}</GDAL_WMS>",
            "coverage": f"<WCS_GDAL><ServiceURL>http://{far}/wcs?</ServiceURL>"
            "<CoverageName>a</CoverageName></WCS_GDAL>",
            "pipeline": '{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! '
            f'read {near}/a.geojson ! write --format stream streamed_dataset"}}',
            "link": f"http://{far}/a.geojson",
            "schema": f'<FeatureCollection xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            f' xsi:schemaLocation="x http://{far}/a.xsd"></FeatureCollection>',
        }


class Refuse(BaseHTTPRequestHandler):
    """Notes a call and has nothing to give."""

    server: Server

    def do_GET(self) -> None:
        """Note the call."""
        self.server.calls.append(self.path)
        self.send_error(404)

    do_HEAD = do_POST = do_GET  # noqa: N815 - the library's names

    def log_message(self, *_: object) -> None:
        """Write nothing to the console."""


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that listens until the test is over."""
    enable_socket()
    with Server() as listening:
        thread = Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


def points(path: Path) -> Path:
    """Write a layer of one point in the format of the suffix."""
    shape = [shapely.Point(101, 36.5)]
    gpd.GeoDataFrame({"name": ["甲"]}, geometry=shape, crs=4326).to_file(path)
    return path


def raster(path: Path) -> Path:
    """Write a raster of people in Qinghai."""
    transform = Affine(0.01, 0, 101, 0, -0.01, 36.6)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=8,
        height=8,
        count=1,
        dtype="uint8",
        crs="EPSG:4326",
        transform=transform,
    ) as target:
        target.write(np.ones((8, 8), np.uint8), 1)
    return path


def looked_at(path: Path) -> int:
    """Return how many records a file gives, after a look at its contents; -1 when refused."""
    with suppress(DataError):
        contents_of(path)
    try:
        return len(read_file(path).records)
    except DataError:
        return -1


@pytest.mark.parametrize("suffix", sorted(set(READABLE_SUFFIXES) - set(TABLE_SUFFIXES)))
def test_words_about_a_server_are_refused_under_any_name(
    tmp_path: Path, server: Server, suffix: str
) -> None:
    for name, content in server.lures().items():
        folder = tmp_path / name
        folder.mkdir()
        path = folder / f"a{suffix}"
        path.write_text(content)
        zipped = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.write(path, path.name)
        assert looked_at(path) == -1, name
        assert looked_at(folder) == -1, name
        assert looked_at(zipped) == -1, name
    assert server.calls == []


@pytest.mark.parametrize("suffix", [".fgb", ".gpkg"])
def test_words_about_a_server_are_told_to_be_another_format(
    tmp_path: Path, server: Server, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    for content in server.lures().values():
        path.write_text(content)
        for step in (contents_of, read_file):
            with pytest.raises(DataError) as caught:
                step(path)
            assert caught.value.code == "not_this_format"


@pytest.mark.parametrize("suffix", [".shp", ".fgb", ".gpkg", ".tif"])
def test_files_beside_are_not_followed(tmp_path: Path, server: Server, suffix: str) -> None:
    (tmp_path / "plain").mkdir()
    make = raster if suffix == ".tif" else points
    plain = make(tmp_path / "plain" / f"a{suffix}")
    alone = looked_at(plain)
    assert alone > 0
    for number, content in enumerate(server.lures().values()):
        folder = tmp_path / str(number)
        shutil.copytree(plain.parent, folder)
        for side in SIDES:
            for other in (f"a{suffix}{side}", f"a{side}"):
                if side not in {".dbf", ".shx"} or suffix != ".shp":
                    (folder / other).write_text(content)
        before = {each: each.read_bytes() for each in folder.iterdir()}
        assert looked_at(folder / plain.name) == alone
        assert {each: each.read_bytes() for each in folder.iterdir()} == before
        for part in (".dbf", ".shx") if suffix == ".shp" else ():
            (folder / f"a{part}").write_text(content)
            assert looked_at(folder / plain.name) in {-1, alone}
    assert server.calls == []


def test_a_mask_beside_a_raster_is_said_to_be_left_out(tmp_path: Path) -> None:
    path = raster(tmp_path / "a.tif")
    assert not [each for each in read_file(path).problems if each.code == "problem_raster_mask"]
    path.with_name("a.tif.msk").write_bytes(b"II*\0")
    (said,) = (each for each in read_file(path).problems if each.code == "problem_raster_mask")
    assert said.facts["mask"] == "a.tif.msk"


def test_a_name_that_means_a_server_to_the_library_is_only_a_name(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("zip+http:", "WFS:http:", "GPKG:"):
        inner = Path(folder) / f"127.0.0.1:{server.server_port}"
        inner.mkdir(parents=True)
        for suffix in (".gpkg", ".fgb", ".shp", ".tif"):
            make = raster if suffix == ".tif" else points
            made = make(tmp_path / f"plain{suffix}")
            for part in tmp_path.glob(f"{made.stem}.*"):
                shutil.copyfile(part, inner / f"a{part.suffix}")
            assert looked_at(inner / f"a{suffix}") > 0
    assert server.calls == []


def test_the_program_has_no_driver_that_follows_names(tmp_path: Path) -> None:
    script = (
        "import os; from data.formats.sealed import seal; seal(os.environ)\n"
        "import pyogrio, rasterio\n"
        "with rasterio.Env() as env: print(*pyogrio.list_drivers(), *env.drivers(), sep=chr(10))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    drivers = set(done.stdout.split("\n"))
    assert {"GPKG", "FlatGeobuf", "ESRI Shapefile", "GeoJSON", "GTiff"} <= drivers
    assert not {"VRT", "OGR_VRT", "HTTP", "WFS", "OAPIF", "GDALG", "WMS", "WCS"} & drivers
    assert done.stderr == ""
