"""Mutated files by the ten thousand: `python -m tests.fuzz_reader --cases 10000`.

Each case is read in a worker process, so that a crash or a hang is told with the seed that
makes it again. What is not a layer or a sentence is a failure.
"""

import argparse
import faulthandler
import io
import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
import warnings
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import rasterio
import shapely
import xlsxwriter
from rasterio.transform import Affine

from data.errors import DataError
from data.layer.read_request import Request
from data.read.by_suffix import read_raw
from data.read.reader import Loaded, as_facilities, as_outline, as_population, read_file
from data.schema import Language, Tier
from geo.words.wording import explain, say

NAMES = ["刚察县人民医院", "泉吉乡卫生院", "沙柳河镇中心卫生院"]
SECONDS = 60
# Every so many cases the whole way to a layer is gone, otherwise only the format's own.
WHOLE = 8
EXTREMES = (
    *(b"\0", b"\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x80", b'"', b"["),
    *(b"\xff\xff\xff\x7f", b"<", b">", b"&", b"\x7f\xff", b"9999999999", b"-1", b"1e999", b"{"),
)


def frame() -> gpd.GeoDataFrame:
    points = gpd.points_from_xy([100.1, 99.9, 100.2], [37.3, 37.2, 37.1])
    return gpd.GeoDataFrame({"名称": NAMES, "人口": [5.5, 2, 3]}, geometry=points, crs=4490)


def shapes() -> gpd.GeoDataFrame:
    points = frame()
    return points.set_geometry(points.geometry.to_crs(4541).buffer(900).to_crs(4490))


def mangled(raw: bytes, rng: random.Random) -> bytes:
    """Return `raw` cut short, with bytes changed, put in, taken out or doubled."""
    changed = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at = rng.randrange(len(changed) + 1)
        action = rng.randrange(6)
        if action == 0 and rng.random() < 0.5:
            del changed[at:]
        elif action == 1:
            changed[at : at + rng.randrange(1, 9)] = b""
        elif action == 2:
            changed[at:at] = rng.choice(EXTREMES)
        elif action == 3:
            extreme = rng.choice(EXTREMES)
            changed[at : at + len(extreme)] = extreme
        elif action == 4:
            end = min(len(changed), at + rng.randrange(1, 200))
            changed[at:at] = changed[at:end]
        elif at < len(changed):
            changed[at] ^= 1 << rng.randrange(8)
    return bytes(changed)


def rezipped(raw: bytes, rng: random.Random) -> bytes:
    """Return a zip with a member mangled and its checksum right, so that readers get to see it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w") as out:
        names = source.namelist()
        chosen = rng.choice(names)
        for name in names:
            member = source.read(name)
            out.writestr(name, mangled(member, rng) if name == chosen else member)
    return target.getvalue()


def check(path: Path, *, whole: bool = True) -> bool:
    """Read a file; return whether it opened. Anything but a layer or a sentence is raised.

    Without `whole` only what the format's own reader does is tried, which is ten times faster.
    """
    try:
        if whole:
            usable(read_file(path))
        else:
            with TemporaryDirectory(prefix="fuzz-") as scratch:
                read_raw(path, Request(Path(scratch)))
    except (OSError, MemoryError, shapely.errors.GEOSException):
        # What `read_file` turns into a sentence whatever the format.
        return False
    except DataError as error:
        sentences = {explain(error, language) for language in Language}
        if len(sentences) != len(Language):
            raise AssertionError(error.code) from error
        return False
    return True


def usable(loaded: Loaded) -> None:
    """Raise unless a layer is whole and may be used, or is refused in a sentence."""
    assert len(loaded.frame) == len(loaded.source_rows) > 0
    west, south, east, north = loaded.bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    assert loaded.fields is not None
    loaded.preview()
    for language in Language:
        for reason in (loaded.encoding_why, loaded.crs_why, loaded.datum_why):
            say(reason.code, language, **reason.facts)
        for problem in loaded.problems:
            say(problem.code, language, **problem.facts)
    with suppress(DataError):
        as_facilities(loaded, Tier.COUNTY)
    with suppress(DataError):
        as_outline(loaded)
    with suppress(DataError):
        as_population(loaded)


def write_shapefile(folder: Path, *, polygons: bool) -> None:
    (shapes() if polygons else frame()).to_file(folder / "a.shp", encoding="GBK")


def write_workbook(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("医院")
        sheet.merge_range(0, 0, 0, 3, "一览表")
        for column, heading in enumerate(("名称", "经度", "纬度", "人口")):
            sheet.write(1, column, heading)
        for row, name in enumerate(NAMES, start=2):
            sheet.write_row(row, 0, [name, 100 + row / 10, "37°3′", row])
        book.add_worksheet("空")


def write_kml(path: Path) -> None:
    marks = "".join(
        f"<Placemark><name>{name}</name><ExtendedData><Data name='人口'><value>{n}</value></Data>"
        f"</ExtendedData><Point><coordinates>{100 + n},37,0</coordinates></Point></Placemark>"
        for n, name in enumerate(NAMES)
    )
    ring = "100,37 101,37 101,38 100,37"
    area = (
        "<Placemark><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark>"
    )
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><Folder><name>点</name>{marks}</Folder><Folder>{area}</Folder>"
        "</Document></kml>",
        encoding="utf-8",
    )


def write_raster(path: Path, *, tiled: bool) -> None:
    values = np.random.default_rng(1).gamma(1, 9, (40, 50)).astype("float32")
    values[:5] = -99999
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=50,
        height=40,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        nodata=-99999,
        transform=Affine(0.02, 0, 99.5, 0, -0.02, 37.5),
        tiled=tiled,
        compress="deflate" if tiled else "none",
        blockxsize=16 if tiled else 50,
        blockysize=16,
    ) as target:
        target.write(values, 1)


def write_ods(path: Path) -> None:
    begin, end = (
        "<table:table-cell office:value-type='string'><text:p>",
        "</text:p></table:table-cell>",
    )
    table = (("名称", "经度", "纬度"), *((name, 100.5, 37) for name in NAMES))
    rows = "".join(
        f"<table:table-row>{''.join(f'{begin}{value}{end}' for value in row)}</table:table-row>"
        for row in table
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="医院">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", mime)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{mime}"/></manifest:manifest>',
        )
        archive.writestr("content.xml", content)


def write_zip(path: Path, files: list[Path], method: int) -> None:
    with zipfile.ZipFile(path, "w", method) as archive:
        for file in files:
            archive.write(file, file.name)


def seeds(form: str, folder: Path) -> list[Path]:
    """Write small real files of a format and return them."""
    if form in {"shp", "dbf", "shx"}:
        return write_shapefiles(folder)
    paths = [folder / f"one.{form}", folder / f"two.{form}"]
    if form == "zip":
        methods = (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)
        for shape, path, method in zip(write_shapefiles(folder), paths, methods, strict=True):
            write_zip(path, sorted(shape.parent.iterdir()), method)
    elif form in {"gpkg", "geojson", "fgb"}:
        frame().to_crs(4326).to_file(paths[0])
        shapes().to_crs(4326).to_file(paths[1])
    elif form == "kmz":
        write_kml(folder / "doc.kml")
        write_zip(paths[0], [folder / "doc.kml"], zipfile.ZIP_DEFLATED)
    elif form == "csv":
        rows = [f'"{name}",{100 + n},{37 - n},{n}' for n, name in enumerate(NAMES)]
        for path, encoding in zip(paths, ("utf-8", "gbk"), strict=True):
            path.write_bytes("\r\n".join(["名称,经度,纬度,人口", *rows]).encode(encoding))
    elif form == "tif":
        write_raster(paths[0], tiled=False)
        write_raster(paths[1], tiled=True)
    else:
        {"kml": write_kml, "xlsx": write_workbook, "ods": write_ods}[form](paths[0])
    return [path for path in paths if path.exists()]


def write_shapefiles(folder: Path) -> list[Path]:
    for number, target in enumerate((folder / "points", folder / "areas")):
        target.mkdir()
        write_shapefile(target, polygons=bool(number))
    return [folder / "points" / "a.shp", folder / "areas" / "a.shp"]


FORMATS = (
    "shp",
    "dbf",
    "shx",
    "zip",
    "gpkg",
    "geojson",
    "kml",
    "kmz",
    "fgb",
    "csv",
    "xlsx",
    "ods",
    "tif",
)


def make_case(form: str, sources: list[Path], seed: int, folder: Path) -> Path:
    """Write the case that a seed stands for into `folder` and return what to open."""
    rng = random.Random(f"{form}{seed}")
    source = rng.choice(sources)
    if form in {"shp", "dbf", "shx"}:
        for part in source.parent.iterdir():
            raw = part.read_bytes()
            hit = part.suffix == f".{form}" or rng.random() < 0.1
            (folder / part.name).write_bytes(mangled(raw, rng) if hit else raw)
        return folder / "a.shp"
    path = folder / f"case.{form}"
    raw = source.read_bytes()
    if form in {"zip", "kmz", "xlsx", "ods"} and rng.random() < 0.7:
        path.write_bytes(rezipped(raw, rng))
    else:
        path.write_bytes(mangled(raw, rng))
    return path


def work(
    form: str, first: int, last: int, step: int, told: "multiprocessing.Queue[tuple[int, str]]"
) -> None:
    """Read the cases `first`, `first + step`, ... below `last`, telling of each."""
    faulthandler.enable()
    warnings.simplefilter("ignore")
    os.environ["CPL_LOG"] = os.devnull
    with TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name)
        (folder / "seeds").mkdir()
        sources = seeds(form, folder / "seeds")
        for seed in range(first, last, step):
            case = folder / "case"
            case.mkdir()
            told.put((seed, "begin"))
            path = make_case(form, sources, seed, case)
            signal.alarm(SECONDS)
            try:
                result = "read" if check(path, whole=seed % WHOLE == 0) else "refused"
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
                result = f"{type(error).__name__}: {str(error)[:200]}"
            signal.alarm(0)
            told.put((seed, result))
            shutil.rmtree(case)


def run(form: str, cases: int, workers: int, start: int) -> Counter[str]:
    """Read all cases of a format; a worker that dies is followed by another."""
    outcomes: Counter[str] = Counter()
    running = [_Worker(form, start + n, start + cases, workers) for n in range(workers)]
    while running:
        for worker in list(running):
            if not worker.drain(outcomes):
                running.remove(worker)
        time.sleep(0.05)
    return outcomes


class _Worker:
    def __init__(self, form: str, first: int, last: int, step: int) -> None:
        self.form, self.next, self.last, self.step = form, first, last, step
        self.spawn()

    def spawn(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.told: multiprocessing.Queue[tuple[int, str]] = context.Queue()
        self.process = context.Process(
            target=work, args=(self.form, self.next, self.last, self.step, self.told)
        )
        self.process.start()
        self.begun: int | None = None

    def drain(self, outcomes: Counter[str]) -> bool:
        alive = self.process.is_alive()
        while not self.told.empty():
            seed, result = self.told.get()
            if result == "begin":
                self.begun = seed
                continue
            self.next, self.begun = seed + self.step, None
            outcomes[result if result in {"read", "refused"} else "failed"] += 1
            if result not in {"read", "refused"}:
                print(f"{self.form} {seed}: {result}", flush=True)
        if alive:
            return True
        self.process.join()
        if self.begun is not None and self.next < self.last:
            print(f"{self.form} {self.begun}: died, exit {self.process.exitcode}", flush=True)
            outcomes["died"] += 1
            self.next = self.begun + self.step
            self.spawn()
            return True
        return False


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="write the one case --start and stop")
    options = parser.parse_args()
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory() as name:
            sources = seeds(options.formats, Path(name))
            print(make_case(options.formats, sources, options.start, options.keep))
        return 0
    bad = 0
    for form in options.formats.split(","):
        began = time.monotonic()
        outcomes = run(form, options.cases, options.workers, options.start)
        seconds = time.monotonic() - began
        print(form, dict(outcomes), f"{seconds:.0f} s", flush=True)
        bad += outcomes["failed"] + outcomes["died"]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
