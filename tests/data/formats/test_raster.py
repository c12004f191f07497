"""Population rasters: every cell counted once, sums kept, in any coordinate system."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyproj
import pytest
import rasterio
import rasterio.errors
import shapely
from rasterio.transform import Affine

from data.errors import DataError
from data.findings import Problem, Reason
from data.formats import raster
from data.formats.raster import read_people
from data.place.crs_names import name_of, parsed
from data.place.undecided import UndecidedError
from data.read.reader import as_population, read_file
from data.reference.catalog import Level, read_boundaries
from data.schema import Language, Province
from geo.words.wording import explain, say

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


def unlabelled(
    folder: Path, crs: str, province: Province, cell: float = 5000.0
) -> tuple[Path, float]:
    """Write people over a province without a system; return also how many live in it."""
    code = parsed(crs)
    assert code is not None
    way = pyproj.Transformer.from_crs("EPSG:4326", code, always_xy=True)
    x, y = way.transform(*shapely.get_coordinates(land(province)).T)
    transform = Affine(cell, 0, min(x) - 700, 0, -cell, max(y) + 900)
    shape = (int((max(y) - min(y)) / cell) + 2, int((max(x) - min(x)) / cell) + 2)
    values = random_people(*shape)
    path = write(folder / "a.tif", values, transform, crs="")
    rows, columns = np.indices(shape)
    x = transform.c + cell * (columns.ravel() + 0.5)
    y = transform.f - cell * (rows.ravel() + 0.5)
    back = pyproj.Transformer.from_crs(code, "EPSG:4326", always_xy=True)
    inside = shapely.intersects(land(province), shapely.points(*back.transform(x, y)))
    return path, float((values.ravel() * inside).sum())


class TestWithoutASystem:
    @pytest.mark.parametrize(
        ("crs", "province", "why"),
        [
            ("EPSG:4523", Province.SICHUAN, "crs_zone"),
            ("EPSG:4497", Province.SHANXI, "crs_zone"),
            ("ALBERS:KRASOVSKY", Province.ZHEJIANG, "crs_by_extent"),
            ("ALBERS:KRASOVSKY", Province.SICHUAN, "crs_by_extent"),
            (MOLLWEIDE, Province.QINGHAI, "crs_by_extent"),
            ("EPSG:3857", Province.SHANXI, "crs_by_extent"),
        ],
    )
    def test_the_extent_tells(self, crs: str, province: Province, why: str, tmp_path: Path) -> None:
        path, wanted = unlabelled(tmp_path, crs, province)
        people = read_people(path, province)
        assert (people.crs, people.crs_why.code) == (crs, why)
        assert people.total == pytest.approx(wanted, rel=1e-6)
        for language in Language:
            said_of: list[Reason | Problem] = [people.crs_why, *people.problems]
            for said in said_of:
                assert "{" not in say(said.code, language, **said.facts)

    @pytest.mark.parametrize(
        ("crs", "province"),
        [
            *((f"EPSG:{32600 + zone}", Province.QINGHAI) for zone in (46, 47)),
            *((f"EPSG:{32600 + zone}", Province.SICHUAN) for zone in (47, 48)),
            *((f"EPSG:{32600 + zone}", Province.ZHEJIANG) for zone in (50, 51)),
            ("EPSG:32649", Province.SHANXI),
            ("EPSG:4543", Province.SICHUAN),
            ("EPSG:4549", Province.ZHEJIANG),
            ("ALBERS:KRASOVSKY", Province.SHANXI),
        ],
    )
    def test_it_is_asked_and_the_truth_is_offered(
        self, crs: str, province: Province, tmp_path: Path
    ) -> None:
        path, wanted = unlabelled(tmp_path, crs, province)
        with pytest.raises(UndecidedError) as caught:
            read_file(path)
        error = caught.value
        assert (error.code, error.parts) == ("crs_missing", ("a.tif",))
        offered = [each.system.code for each in error.candidates]
        assert crs in offered
        assert len(offered) > 1
        for language in Language:
            told = explain(error, language)
            assert "{" not in told
            assert all(code in told for code in offered)
        people = read_people(path, province, crs=crs)
        assert people.total == pytest.approx(wanted, rel=1e-6)
        assert people.crs_why.code == "crs_override"
        loaded = read_file(path, crs=crs)
        assert loaded.crs_found == crs
        assert loaded.frame["population"].sum() >= wanted * (1 - 1e-6)

    @pytest.mark.parametrize("epsg", [2363, 2415])
    def test_an_old_datum_may_be_named(self, epsg: int, tmp_path: Path) -> None:
        path, wanted = unlabelled(tmp_path, f"EPSG:{epsg}", Province.SICHUAN)
        people = read_people(path, Province.SICHUAN, crs=f"EPSG:{epsg}")
        assert people.total == pytest.approx(wanted, rel=1e-6)

    def test_a_grid_of_the_whole_country(self, tmp_path: Path) -> None:
        transform = Affine(10_000, 0, -2_650_000, 0, -10_000, 5_930_000)
        path = write(tmp_path / "china.tif", random_people(410, 480), transform, crs="")
        people = read_people(path)
        assert people.crs == "ALBERS:KRASOVSKY"
        assert set(people.adcode // 10_000) == {province.adcode // 10_000 for province in Province}

    def test_nowhere_near_the_provinces(self, tmp_path: Path) -> None:
        transform = Affine(1000, 0, -9_000_000, 0, -1000, -3_000_000)
        path = write(tmp_path / "far.tif", random_people(50, 50), transform, crs="")
        with pytest.raises(UndecidedError) as caught:
            read_file(path)
        assert caught.value.candidates == ()

    def test_a_system_that_means_nothing(self, tmp_path: Path) -> None:
        path, _ = unlabelled(tmp_path, "EPSG:32648", Province.SICHUAN, 50_000.0)
        with pytest.raises(DataError) as caught:
            read_file(path, crs="EPSG:99999")
        assert caught.value.code == "crs_unknown"


def test_the_albers_of_the_grids_agrees_with_its_formula() -> None:
    """Against Snyder, Map Projections (1987), eq. 14-1 to 14-12, at three places."""
    for code, (a, f) in {
        "ALBERS:KRASOVSKY": (6_378_245.0, 1 / 298.3),
        "ALBERS:WGS84": (6_378_137.0, 1 / 298.257223563),
    }.items():
        crs = parsed(code)
        assert crs is not None
        assert name_of(crs) == code
        way = pyproj.Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
        e2 = f * (2 - f)
        e = np.sqrt(e2)

        def q(lat: float, e: float = e, e2: float = e2) -> float:
            s = np.sin(np.radians(lat))
            log = np.log((1 - e * s) / (1 + e * s)) / (2 * e)
            return float((1 - e2) * (s / (1 - e2 * s * s) - log))

        def m(lat: float, e2: float = e2) -> float:
            s = np.sin(np.radians(lat))
            return float(np.cos(np.radians(lat)) / np.sqrt(1 - e2 * s * s))

        n = (m(25) ** 2 - m(47) ** 2) / (q(47) - q(25))
        c = m(25) ** 2 + n * q(25)
        for lon, lat in ((95.0, 35.0), (105.0, 30.0), (121.5, 29.8)):
            rho, rho_0 = (a * np.sqrt(c - n * each) / n for each in (q(lat), q(0)))
            theta = n * np.radians(lon - 105)
            expected = (rho * np.sin(theta), rho_0 - rho * np.cos(theta))
            assert way.transform(lon, lat) == pytest.approx(expected, abs=1e-3)


class TestPlacedByAFileBeside:
    """A TIFF that does not say where it lies."""

    PLACE = Affine(0.1, 0, 97.0, 0, -0.1, 36.0)

    def unplaced(self, folder: Path) -> tuple[Path, Path]:
        """Write the same people with their place and without it."""
        people = random_people(60, 60)
        whole = write(folder / "whole.tif", people, self.PLACE, crs="")
        with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
            return whole, write(folder / "people.tif", people, Affine.identity(), crs="")

    @pytest.mark.parametrize("suffix", [".tfw", ".TFW", ".tifw", ".wld"])
    def test_it_lies_where_the_file_says(self, tmp_path: Path, suffix: str) -> None:
        whole, bare = self.unplaced(tmp_path)
        # Of the middle of the first cell, unlike a GeoTIFF.
        bare.with_suffix(suffix).write_text("0.1\n0.0\n0.0\n-0.1\n97.05\n35.95\n")
        expected, found = read_people(whole), read_people(bare)
        np.testing.assert_allclose(found.lon, expected.lon, atol=1e-9)
        np.testing.assert_allclose(found.lat, expected.lat, atol=1e-9)
        np.testing.assert_array_equal(found.population, expected.population)
        (problem,) = [each for each in found.problems if each.code == "problem_world_file"]
        for language in Language:
            assert f"people{suffix}" in say(problem.code, language, **problem.facts)

    def test_without_it_is_refused(self, tmp_path: Path) -> None:
        _, bare = self.unplaced(tmp_path)
        (tmp_path / "other.tfw").write_text("0.1\n0\n0\n-0.1\n97.05\n35.95\n")
        with pytest.raises(DataError) as caught:
            read_file(bare)
        assert caught.value.code == "raster_unplaced"
        for language in Language:
            assert ".tfw" in explain(caught.value, language)

    @pytest.mark.parametrize(
        "text", ["", "0.1\n0\n0\n-0.1\n97", "nan\n0\n0\n-1\n1\n1", "0\n0\n0\n0\n97\n35", "x" * 99]
    )
    def test_one_that_says_nothing_is_named(self, tmp_path: Path, text: str) -> None:
        _, bare = self.unplaced(tmp_path)
        bare.with_suffix(".tfw").write_text(text)
        with pytest.raises(DataError) as caught:
            read_file(bare)
        assert caught.value.code == "world_file_unusable"
        for language in Language:
            assert "people.tfw" in explain(caught.value, language)


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
