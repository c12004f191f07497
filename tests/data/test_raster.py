"""Population rasters: every cell counted once, sums kept, in any coordinate system."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyproj
import pytest
import rasterio
import shapely
from rasterio.transform import Affine

from data import raster
from data.catalog import Level, read_boundaries
from data.errors import DataError
from data.raster import read_people
from data.reader import as_population, read_file
from data.schema import Language, Province
from geo.wording import explain, say

MOLLWEIDE = "ESRI:54009"


def write(
    path: Path,
    values: npt.NDArray[np.generic],
    transform: Affine,
    crs: str = "EPSG:4326",
    nodata: float | None = None,
) -> Path:
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=values.shape[1],
        height=values.shape[0],
        count=1,
        dtype=str(values.dtype),
        crs=crs,
        transform=transform,
        nodata=nodata,
    ) as target:
        target.write(values, 1)
    return path


def centres(
    values: npt.NDArray[np.generic], transform: Affine, crs: str
) -> npt.NDArray[np.object_]:
    """Return the middle of every cell in degrees, row by row."""
    rows, columns = np.indices(values.shape)
    x = transform.c + transform.a * (columns.ravel() + 0.5)
    y = transform.f + transform.e * (rows.ravel() + 0.5)
    way = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    points: npt.NDArray[np.object_] = shapely.points(*way.transform(x, y))
    return points


def land(province: Province) -> shapely.Geometry:
    counties = read_boundaries(Level.COUNTY, province).geometry.to_numpy()
    whole: shapely.Geometry = shapely.union_all(counties)
    shapely.prepare(whole)
    return whole


def random_people(rows: int, columns: int) -> npt.NDArray[np.float32]:
    rng = np.random.default_rng(3)
    people = rng.gamma(0.3, 50, (rows, columns)).astype(np.float32)
    people[rng.random((rows, columns)) < 0.2] = 0
    return people


@pytest.mark.parametrize("province", [Province.QINGHAI, Province.ZHEJIANG])
def test_the_sum_is_that_of_the_cells_whose_middle_lies_inside(
    tmp_path: Path, province: Province
) -> None:
    west, south, east, north = shapely.bounds(land(province))
    transform = Affine(0.05, 0, west - 0.31, 0, -0.05, north + 0.27)
    shape = (int((north - south) / 0.05) + 12, int((east - west) / 0.05) + 12)
    values = random_people(*shape)
    path = write(tmp_path / "a.tif", values, transform)
    people = read_people(path, province)
    inside = shapely.intersects(land(province), centres(values, transform, "EPSG:4326"))
    wanted = values.ravel().astype(float) * inside
    assert people.total == pytest.approx(wanted.sum(), rel=1e-12)
    assert len(people.population) == np.count_nonzero(wanted)
    assert people.cell_deg == pytest.approx(0.05)
    assert set(people.adcode // 10_000) == {province.adcode // 10_000}


def test_mollweide_metres(tmp_path: Path) -> None:
    way = pyproj.Transformer.from_crs("EPSG:4326", MOLLWEIDE, always_xy=True)
    shape = land(Province.ZHEJIANG)
    x, y = way.transform(*shapely.get_coordinates(shape).T)
    transform = Affine(5000, 0, min(x) - 7000, 0, -5000, max(y) + 9000)
    size = (int((max(y) - min(y)) / 5000) + 5, int((max(x) - min(x)) / 5000) + 5)
    values = random_people(*size)
    people = read_people(write(tmp_path / "a.tif", values, transform, MOLLWEIDE, -200.0))
    inside = shapely.intersects(shape, centres(values, transform, MOLLWEIDE))
    only = people.adcode // 10_000 == 33
    assert people.population[only].sum() == pytest.approx((values.ravel() * inside).sum(), rel=1e-6)
    assert people.crs == MOLLWEIDE
    points = shapely.points(people.lon[only], people.lat[only])
    assert shapely.intersects(shape, points).all()


def test_fine_cells_are_put_together_without_loss(tmp_path: Path) -> None:
    county = read_boundaries(Level.COUNTY, Province.ZHEJIANG).geometry[20]
    west, south, east, north = county.bounds
    cell = 1 / 1200
    transform = Affine(cell, 0, west, 0, -cell, north)
    values = random_people(int((north - south) / cell), int((east - west) / cell))
    people = read_people(write(tmp_path / "a.tif", values, transform), Province.ZHEJIANG)
    inside = shapely.intersects(land(Province.ZHEJIANG), centres(values, transform, "EPSG:4326"))
    wanted = values.ravel().astype(float) * inside
    assert people.total == pytest.approx(wanted.sum(), rel=1e-9)
    assert people.cell_deg is None
    assert len(people.population) < np.count_nonzero(wanted) / 50
    # The mean position of all people stays where it was.
    lon = shapely.get_x(centres(values, transform, "EPSG:4326"))
    mean = (wanted * lon).sum() / wanted.sum()
    assert (people.population * people.lon).sum() / people.total == pytest.approx(mean, abs=1e-9)


@pytest.mark.parametrize("nodata", [-99999.0, -9999.0, None, np.nan, 0.0])
def test_what_is_no_figure_counts_nothing(tmp_path: Path, nodata: float | None) -> None:
    values = np.ones((60, 60), dtype=np.float32)
    values[:20] = -99999 if nodata is None else nodata
    values[20:40, ::2] = np.nan
    values[40] = np.inf
    transform = Affine(0.01, 0, 102.0, 0, -0.01, 31.0)
    people = read_people(write(tmp_path / "a.tif", values, transform, nodata=nodata))
    assert people.total == 20 * 30 + 19 * 60
    codes = {problem.code for problem in people.problems}
    assert codes == ({"problem_raster_negative"} if nodata is None else set())


def test_counts_as_whole_numbers(tmp_path: Path) -> None:
    values = np.full((30, 30), 7, dtype=np.int32)
    values[0] = -2147483647
    transform = Affine(1 / 120, 0, 102.0, 0, -1 / 120, 31.0)
    people = read_people(write(tmp_path / "a.tif", values, transform, nodata=-2147483647))
    assert people.total == 29 * 30 * 7
    assert people.cell_deg == pytest.approx(1 / 120)


def test_blocks_do_not_change_the_sum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    transform = Affine(0.02, 0, 97.3, 0, -0.02, 34.4)
    path = write(tmp_path / "a.tif", random_people(430, 600), transform)
    whole = read_people(path, Province.SICHUAN)
    monkeypatch.setattr(raster, "_BLOCK_CELLS", 3_000)
    told: list[float] = []
    pieces = read_people(path, Province.SICHUAN, told.append)
    assert pieces.total == pytest.approx(whole.total, rel=1e-12)
    assert len(pieces.lon) == len(whole.lon)
    assert len(told) > 20


def test_as_a_layer_of_points(tmp_path: Path) -> None:
    transform = Affine(0.02, 0, 102.0, 0, -0.02, 31.0)
    path = write(tmp_path / "worldpop.tif", random_people(40, 40), transform)
    loaded = read_file(path)
    lon, _, population = as_population(loaded)
    people = read_people(path)
    assert population.sum() == pytest.approx(people.total)
    np.testing.assert_allclose(lon, people.lon)
    assert loaded.layer == "worldpop"
    for problem in loaded.problems:
        say(problem.code, Language.ZH, **problem.facts)


def test_what_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.ones((10, 10), dtype=np.float32)
    far = write(tmp_path / "far.tif", values, Affine(0.1, 0, 2.0, 0, -0.1, 48.0))
    (tmp_path / "no.tif").write_bytes(b"II*\0" + bytes(50))
    (tmp_path / "vrt.tif").write_text("<VRTDataset/>")
    lost = write(tmp_path / "lost.tif", values, Affine(1000, 0, 5e5, 0, -1000, 4e6))
    with rasterio.open(
        lost,
        "w",
        driver="GTiff",
        width=9,
        height=9,
        count=1,
        dtype="uint8",
        crs="",
        transform=Affine(1000, 0, 5e5, 0, -1000, 4e6),
    ) as target:
        target.write(np.ones((9, 9), dtype=np.uint8), 1)
    found = {}
    for path in (far, tmp_path / "no.tif", tmp_path / "vrt.tif", lost):
        with pytest.raises(DataError) as caught:
            read_file(path)
        found[path.stem] = caught.value.code
        for language in Language:
            assert "{" not in explain(caught.value, language)
    assert found == {
        "far": "raster_elsewhere",
        "no": "file_not_readable",
        "vrt": "not_this_format",
        "lost": "crs_missing",
    }
    monkeypatch.setattr(raster, "_MAX_CELLS", 50)
    near = write(tmp_path / "near.tif", values, Affine(0.1, 0, 102.0, 0, -0.1, 31.0))
    with pytest.raises(DataError) as caught:
        read_people(near)
    assert caught.value.code == "raster_too_large"
