"""Peak memory of reading a large file, as a ratio to the file's size.

Run as `python -m benchmarks.large_files [--mb 200] [format ...]`; all formats without a name.
Each file is made up in one process and read in another. What is printed is the peak of the
resident set while reading, less what the bare process with its imports takes, to the size of
the file: Linux only. A GeoPackage of points, say, has an index by place, as GDAL writes it.
"""

import argparse
import csv
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
import xlsxwriter
from rasterio.transform import Affine

from data.read.contents import contents_of
from data.read.reader import read_file

MOST: Final = 3.0
_KB: Final = 1_024
_MB: Final = 1_000_000
_TRIED_ROWS: Final = 20_000
_SHEET_ROWS: Final = 1_000_000
_SHEETS: Final = (".xlsx", ".ods")
_WEST, _SOUTH, _SIDE_DEG = 101.0, 28.0, 6.0

Row: TypeAlias = tuple[str, str, float, float, int, str]
_HEADING: Final = ("name", "tier", "lon", "lat", "beds", "county")


@dataclass(frozen=True, slots=True)
class Measured:
    """What reading one file took.

    Attributes
    ----------
    bare_mb
        Resident set before reading, the libraries imported.
    frame_mb
        Peak when the records were made into a frame as well, with an object for each point.
    """

    rows: int
    seconds: float
    bare_mb: float
    peak_mb: float
    frame_mb: float


def rows_of(count: int) -> Iterator[Row]:
    """Yield facilities as a planner's list has them, short rows."""
    rng = np.random.default_rng(0)
    for start in range(0, count, _TRIED_ROWS):
        length = min(_TRIED_ROWS, count - start)
        lon = _WEST + _SIDE_DEG * rng.random(length)
        lat = _SOUTH + _SIDE_DEG * rng.random(length)
        beds, county = rng.integers(5, 400, length), rng.integers(0, 400, length)
        for i in range(length):
            yield (
                f"第{start + i}卫生院",
                "township",
                round(float(lon[i]), 6),
                round(float(lat[i]), 6),
                int(beds[i]),
                f"{county[i]}号县",
            )


def write_csv(path: Path, count: int) -> None:
    """Write a list with all columns."""
    _write_table(path, count, _HEADING, lambda row: row)


def write_short_csv(path: Path, count: int) -> None:
    """Write a list of nothing but names and positions."""
    _write_table(path, count, ("name", "lon", "lat"), lambda row: (row[0], row[2], row[3]))


def _write_table(
    path: Path, count: int, heading: tuple[str, ...], cells: Callable[[Row], tuple[Any, ...]]
) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(heading)
        writer.writerows(cells(row) for row in rows_of(count))


def write_geojson(path: Path, count: int) -> None:
    """Write points, a feature to a line."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"type":"FeatureCollection","features":[\n')
        for number, (name, tier, lon, lat, beds, county) in enumerate(rows_of(count)):
            feature = {
                "type": "Feature",
                "properties": {"name": name, "tier": tier, "beds": beds, "county": county},
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
            }
            stream.write(",\n" if number else "")
            stream.write(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
        stream.write("]}\n")


def write_kml(path: Path, count: int) -> None:
    """Write placemarks with their data."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write('<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n')
        for name, tier, lon, lat, beds, county in rows_of(count):
            data = {"tier": tier, "beds": beds, "county": county}
            told = "".join(
                f'<Data name="{key}"><value>{value}</value></Data>' for key, value in data.items()
            )
            stream.write(
                f"<Placemark><name>{name}</name><ExtendedData>{told}</ExtendedData>"
                f"<Point><coordinates>{lon},{lat}</coordinates></Point></Placemark>\n"
            )
        stream.write("</Document></kml>\n")


def write_xlsx(path: Path, count: int) -> None:
    """Write a sheet as spreadsheet programs do, its texts in a table of their own."""
    _write_sheet(path, count, shared=True)


def write_inline_xlsx(path: Path, count: int) -> None:
    """Write a sheet as exporting programs do, texts in their cells."""
    _write_sheet(path, count, shared=False)


def _write_sheet(path: Path, count: int, *, shared: bool) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": not shared}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, _HEADING)
        for number, row in enumerate(rows_of(count), start=1):
            sheet.write_row(number, 0, row)


def write_ods(path: Path, count: int) -> None:
    """Write a sheet of OpenDocument."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        with archive.open("content.xml", "w", force_zip64=True) as stream:
            stream.write(f"<office:document-content {spaces}><office:body>".encode())
            stream.write(b'<office:spreadsheet><table:table table:name="a">')
            for row in chain([_HEADING], rows_of(count)):
                stream.write(
                    f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>".encode()
                )
            stream.write(b"</table:table></office:spreadsheet></office:body>")
            stream.write(b"</office:document-content>")


def _cell(value: object) -> str:
    """Return a cell of OpenDocument: its value, and the text that is shown."""
    kind = 'string"' if isinstance(value, str) else f'float" office:value="{value}"'
    return (
        f'<table:table-cell office:value-type="{kind}><text:p>{value}</text:p></table:table-cell>'
    )


def write_points(path: Path, count: int) -> None:
    """Write points as GDAL's own format by the suffix."""
    table = pd.DataFrame(rows_of(count), columns=list(_HEADING))
    points = gpd.points_from_xy(table.pop("lon"), table.pop("lat"))
    gpd.GeoDataFrame(table, geometry=points, crs=4326).to_file(path)


def write_polygons(path: Path, count: int) -> None:
    """Write polygons of 24 corners each."""
    table = pd.DataFrame(rows_of(count), columns=list(_HEADING))
    points = gpd.points_from_xy(table.pop("lon"), table.pop("lat"))
    shapes = shapely.buffer(np.asarray(points), 0.005, quad_segs=6)
    gpd.GeoDataFrame(table, geometry=shapes, crs=4326).to_file(path)


def write_raster(path: Path, count: int) -> None:
    """Write people as numbers of four bytes, not packed, on a square lattice."""
    side = int(count**0.5)
    people = np.random.default_rng(0).random((side, side), dtype=np.float32)
    shape: dict[str, Any] = {"width": side, "height": side, "count": 1, "dtype": "float32"}
    transform = Affine(_SIDE_DEG / side, 0, _WEST, 0, -_SIDE_DEG / side, _SOUTH + _SIDE_DEG)
    with rasterio.open(
        path, "w", driver="GTiff", crs="EPSG:4326", transform=transform, **shape
    ) as out:
        out.write(people, 1)


FORMATS: Final[dict[str, tuple[str, Callable[[Path, int], None]]]] = {
    "csv": ("a.csv", write_csv),
    "csv-short": ("a.csv", write_short_csv),
    "geojson": ("a.geojson", write_geojson),
    "kml": ("a.kml", write_kml),
    "xlsx": ("a.xlsx", write_xlsx),
    "xlsx-inline": ("a.xlsx", write_inline_xlsx),
    "ods": ("a.ods", write_ods),
    "geopackage": ("a.gpkg", write_points),
    "geopackage-polygons": ("a.gpkg", write_polygons),
    "flatgeobuf": ("a.fgb", write_points),
    "flatgeobuf-polygons": ("a.fgb", write_polygons),
    "shapefile": ("a.shp", write_points),
    "geotiff": ("a.tif", write_raster),
}


def made(name: str, folder: Path, size_mb: float) -> Path:
    """Write a file of about the size wanted, told from a small one; for a process of its own."""
    file, write = FORMATS[name]
    path = folder / file
    write(path, _TRIED_ROWS)
    count = round(_TRIED_ROWS * size_mb * _MB / size_of(path))
    for part in folder.iterdir():
        part.unlink()
    write(path, min(count, _SHEET_ROWS) if path.suffix in _SHEETS else count)
    return path


def size_of(path: Path) -> int:
    """Return the bytes of a file; of a shapefile those of all its parts."""
    return sum(part.stat().st_size for part in path.parent.iterdir())


def unpacked_size_of(path: Path) -> int | None:
    """Return the bytes of what a file unpacks to, None where nothing is packed."""
    if path.suffix not in _SHEETS:
        return None
    with zipfile.ZipFile(path) as archive:
        return sum(member.file_size for member in archive.infolist())


# TRAP inherited-peak
def memory_mb(kind: str) -> float:
    """Return the resident set of this process in MB (10^6 bytes): `VmRSS` or its peak, `VmHWM`."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith(kind))
    return int(line.split()[1]) * _KB / _MB


def measured(path: Path) -> Measured:
    """Read a file as the window does; for a process of its own."""
    bare_mb = memory_mb("VmRSS")
    start = time.perf_counter()
    contents_of(path)
    loaded = read_file(path)
    seconds, peak_mb = time.perf_counter() - start, memory_mb("VmHWM")
    rows = len(loaded.frame)
    return Measured(rows, seconds, bare_mb, peak_mb, memory_mb("VmHWM"))


def main(names: list[str], size_mb: float) -> None:
    """Print a row for each format."""
    print(f"large files: peak memory to size, at most {MOST}")
    for name in names:
        with TemporaryDirectory(prefix="large-files-") as folder:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                path = alone.submit(made, name, Path(folder), size_mb).result()
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                found = alone.submit(measured, path).result()
            size, unpacked = size_of(path) / _MB, unpacked_size_of(path)
        taken = found.peak_mb - found.bare_mb
        packed = f"  to what it unpacks {taken * _MB / unpacked:4.2f}" if unpacked else ""
        print(
            f"  {name:<20} {size:5.0f} MB {found.rows:>10,} rows {found.seconds:6.1f} s  "
            f"peak {taken:5.0f} MB  ratio {taken / size:5.2f}{packed}  "
            f"as a frame {(found.frame_mb - found.bare_mb) / size:5.2f}",
            flush=True,
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mb", type=float, default=200.0)
    parser.add_argument("formats", nargs="*", metavar="format")
    given = parser.parse_args()
    main(given.formats or list(FORMATS), given.mb)
