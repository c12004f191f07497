"""Whatever the bytes, a file opens or is refused in a sentence: never anything else."""

import io
import random
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import pytest

from data.errors import DataError
from data.reader import Loaded, as_facilities, as_outline, as_population, read_file
from data.schema import Language, Tier
from geo.wording import explain, say

NAMES = ["刚察县人民医院", "泉吉乡卫生院", "沙柳河镇中心卫生院"]
CASES = 60
EXTREMES = (
    b"\0",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x80",
    b'"',
    b"[",
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
        action = rng.randrange(5)
        if action == 0:
            del changed[at:]
        elif action == 1:
            changed[at : at + rng.randrange(1, 9)] = b""
        elif action == 2:
            changed[at:at] = rng.choice(EXTREMES)
        elif action == 3:
            extreme = rng.choice(EXTREMES)
            changed[at : at + len(extreme)] = extreme
        elif at < len(changed):
            changed[at] ^= 1 << rng.randrange(8)
    return bytes(changed)


def assert_read_or_refused(path: Path) -> bool:
    refusal: DataError | None = None
    try:
        assert_usable(read_file(path))
    except DataError as error:
        refusal = error
    if refusal is not None:
        sentences = {explain(refusal, language) for language in Language}
        assert len(sentences) == len(Language)
    return refusal is None


def assert_usable(loaded: Loaded) -> None:
    assert len(loaded.frame) == len(loaded.source_rows) > 0
    west, south, east, north = loaded.frame.total_bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    for language in Language:
        for reason in (loaded.encoding_why, loaded.crs_why):
            say(reason.code, language, **reason.facts)
        for problem in loaded.problems:
            say(problem.code, language, **problem.facts)
    with suppress(DataError):
        as_facilities(loaded, Tier.COUNTY)
    with suppress(DataError):
        as_outline(loaded)
    with suppress(DataError):
        as_population(loaded)


@pytest.mark.parametrize("make", [frame, shapes])
@pytest.mark.parametrize("part", [".shp", ".shx", ".dbf", ".prj", ".cpg", "all"])
def test_shapefile(tmp_path: Path, make: Callable[[], gpd.GeoDataFrame], part: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    make().to_file(source / "a.shp", encoding="GBK")
    rng = random.Random(f"{make.__name__}{part}")
    read = 0
    for _ in range(CASES // 3):
        folder = Path(shutil.copytree(source, tmp_path / "case", dirs_exist_ok=True))
        for file in folder.iterdir():
            if part in {file.suffix, "all"}:
                file.write_bytes(mangled(file.read_bytes(), rng))
        read += assert_read_or_refused(folder / "a.shp")
    # Most damage outside the shapes themselves can be lived with.
    assert read > (0 if part in {".shp", "all"} else CASES // 12)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_zip(tmp_path: Path, compression: int) -> None:
    shapes().to_file(tmp_path / "a.shp")
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", compression) as archive:
        for file in sorted(tmp_path.glob("a.*")):
            archive.write(file, file.name)
    rng = random.Random(compression)
    path = tmp_path / "case.zip"
    for _ in range(CASES):
        path.write_bytes(mangled(memory.getvalue(), rng))
        assert_read_or_refused(path)


@pytest.mark.parametrize("make", [frame, shapes])
@pytest.mark.parametrize("suffix", [".gpkg", ".geojson"])
def test_geopackage_and_geojson(
    tmp_path: Path, make: Callable[[], gpd.GeoDataFrame], suffix: str
) -> None:
    source = tmp_path / f"source{suffix}"
    make().to_crs(4326).to_file(source)
    raw = source.read_bytes()
    rng = random.Random(f"{make.__name__}{suffix}")
    path = tmp_path / f"case{suffix}"
    for _ in range(CASES // (1 if suffix == ".geojson" else 2)):
        path.write_bytes(mangled(raw, rng))
        assert_read_or_refused(path)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_table(tmp_path: Path, encoding: str) -> None:
    rows = [f'"{name}",{100 + n},{37 - n},{n}' for n, name in enumerate(NAMES)]
    raw = "\r\n".join(["名称,经度,纬度,人口", *rows]).encode(encoding)
    rng = random.Random(encoding)
    path = tmp_path / "case.csv"
    for _ in range(CASES):
        path.write_bytes(mangled(raw, rng))
        assert_read_or_refused(path)


@pytest.mark.parametrize("suffix", [".shp", ".dbf", ".zip", ".gpkg", ".json", ".csv", ".txt"])
def test_noise(tmp_path: Path, suffix: str) -> None:
    rng = random.Random(suffix)
    heads = {".shp": b"\0\0\x27\x0a", ".gpkg": b"SQLite format 3\0", ".zip": b"PK\x03\x04"}
    for case in range(CASES // 5):
        head = heads.get(suffix, b"{") if case % 2 else b""
        path = tmp_path / f"case{suffix}"
        path.write_bytes(head + rng.randbytes(rng.choice((0, 1, 50, 200, 5000))))
        assert_read_or_refused(path)
