"""The demand cells: exact sums, right counties, one grid."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely

from data.errors import DataError
from data.reference.catalog import BUNDLED, Level, read_boundaries, read_units
from data.reference.demand import Demand, read_demand, read_over_65
from data.schema import Province

CENSUS_TOTALS = {
    Province.SICHUAN: 83_674_866,
    Province.SHANXI: 34_915_616,
    Province.ZHEJIANG: 64_567_588,
    Province.QINGHAI: 5_923_957,
}


@pytest.fixture(scope="module", params=list(Province))
def province(request: pytest.FixtureRequest) -> Province:
    return Province(request.param)


@pytest.fixture(scope="module")
def demand(province: Province) -> Demand:
    return read_demand(province)


@pytest.fixture(scope="module")
def everywhere() -> Demand:
    return read_demand(None)


def test_province_sums_to_the_census(province: Province, demand: Demand) -> None:
    assert float(demand.population.sum()) == CENSUS_TOTALS[province]
    assert int(demand.units["population"].sum()) == CENSUS_TOTALS[province]


def test_each_county_sums_to_the_census(demand: Demand) -> None:
    sums = np.bincount(demand.unit, demand.population, len(demand.units))
    assert list(sums) == list(demand.units["population"])


def test_sums_are_the_same_in_any_order(demand: Demand) -> None:
    total = demand.population.sum()
    rng = np.random.default_rng(20201101)
    for _ in range(5):
        shuffled = rng.permutation(demand.population)
        assert shuffled.cumsum()[-1] == total
        assert shuffled.sum() == total


def test_populations_are_parts_of_1024(demand: Demand) -> None:
    units = demand.population * 1024
    assert (units == np.rint(units)).all()
    assert (units >= 0).all()
    assert (units > 0).mean() > 0.9


def test_all_land_has_cells_whether_anybody_lives_there_or_not(
    province: Province, demand: Demand
) -> None:
    with rasterio.open(BUNDLED / f"demand_{province.value}.tif") as file:
        people, _, adcode = file.read()
    assert len(demand.lon) == np.count_nonzero(adcode)
    empty = demand.population == 0
    assert np.count_nonzero(empty) == np.count_nonzero((people == 0) & (adcode > 0)) > 0
    assert np.array_equal(demand.units["adcode"].to_numpy()[demand.unit], adcode[adcode > 0])


def test_cells_lie_on_one_lattice(everywhere: Demand) -> None:
    """All four provinces: corners at whole multiples of the side, no cell twice."""
    assert everywhere.cell_deg == 0.01
    column = np.floor(everywhere.lon / everywhere.cell_deg)
    row = np.floor(everywhere.lat / everywhere.cell_deg)
    assert np.array_equal(everywhere.lon, (2 * column + 1) / 200)
    assert np.array_equal(everywhere.lat, (2 * row + 1) / 200)
    assert len(np.unique(row * 36_000 + column)) == len(row)


def test_cells_of_a_province_name_the_side_of_its_grid(demand: Demand) -> None:
    assert demand.grid is not None
    assert demand.cell_deg == demand.grid.cell_deg == 0.01


def test_arrays_agree_in_length_and_type(demand: Demand) -> None:
    lengths = {len(a) for a in (demand.lon, demand.lat, demand.population, demand.unit)}
    assert len(lengths) == 1
    assert demand.unit.dtype == np.int32
    assert {demand.lon.dtype, demand.lat.dtype, demand.population.dtype} == {np.dtype(float)}


def test_points_are_the_centres_of_the_grid(demand: Demand) -> None:
    grid = demand.grid
    assert grid is not None
    cols = (demand.lon - grid.west) / grid.cell_deg - 0.5
    rows = (grid.north - demand.lat) / grid.cell_deg - 0.5
    assert np.abs(cols - np.rint(cols)).max() < 1e-6
    assert np.abs(rows - np.rint(rows)).max() < 1e-6
    assert cols.min() > -0.5
    assert rows.min() > -0.5
    assert cols.max() < grid.cols - 0.5
    assert rows.max() < grid.rows - 0.5
    places = np.rint(rows).astype(int) * grid.cols + np.rint(cols).astype(int)
    assert (np.diff(places) > 0).all()


def test_cells_lie_in_the_county_they_name(province: Province, demand: Demand) -> None:
    counties = read_boundaries(Level.COUNTY, province).geometry.to_numpy()
    rng = np.random.default_rng(4326)
    sample = rng.choice(len(demand.lon), 3000, replace=False)
    points = shapely.points(demand.lon[sample], demand.lat[sample])
    assert shapely.intersects(counties[demand.unit[sample]], points).all()


def test_file_shows_persons_in_a_gis(province: Province) -> None:
    units = read_units(province)
    with rasterio.open(BUNDLED / f"demand_{province.value}.tif") as file:
        assert file.scales == (1 / 1024, 1 / 1024, 1.0)
        assert file.descriptions == ("population", "population_65_plus", "adcode")
        assert file.nodata == 0
        people, older, adcode = file.read()
    codes = units["adcode"].to_numpy()
    assert set(np.unique(adcode)) == {0, *codes}
    assert (older <= people).all()
    assert (people[adcode == 0] == 0).all()
    inside = adcode > 0
    row = np.searchsorted(codes, adcode[inside])
    sums = np.bincount(row, older[inside] / 1024, len(codes))
    expected = (units["share_65_plus"] * units["population"]).round()
    assert list(sums) == list(expected)


def test_all_four_are_the_provinces_one_after_the_other(everywhere: Demand) -> None:
    parts = [read_demand(each) for each in sorted(Province, key=lambda p: p.adcode)]
    assert everywhere.grid is None
    for name in ("lon", "lat", "population"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        assert np.array_equal(getattr(everywhere, name), joined)
    assert list(everywhere.units["adcode"]) == sorted(everywhere.units["adcode"])
    codes = everywhere.units["adcode"].to_numpy()[everywhere.unit]
    expected = np.concatenate([part.units["adcode"].to_numpy()[part.unit] for part in parts])
    assert np.array_equal(codes, expected)


def test_all_four_sum_to_the_census(everywhere: Demand) -> None:
    assert everywhere.population.sum() == sum(CENSUS_TOTALS.values())
    sums = np.bincount(everywhere.unit, everywhere.population, len(everywhere.units))
    assert list(sums) == list(everywhere.units["population"])


def test_reading_reports_how_far_it_is() -> None:
    heard: list[float] = []
    read_demand(None, heard.append)
    assert heard == [0.25, 0.5, 0.75, 1.0]
    heard.clear()
    read_over_65(None, heard.append)
    assert heard == [0.25, 0.5, 0.75, 1.0]
    read_over_65(Province.ZHEJIANG, heard.append)
    assert heard[4:] == [1.0]


def test_old_people_go_row_by_row_with_all_people(province: Province, demand: Demand) -> None:
    older = read_over_65(province)
    assert older.dtype == np.float64
    assert older.shape == demand.population.shape
    assert (older <= demand.population).all()
    with rasterio.open(BUNDLED / f"demand_{province.value}.tif") as file:
        people, band, _ = file.read()
    grid = demand.grid
    assert grid is not None
    rng = np.random.default_rng(65)
    for place in rng.choice(len(older), 200, replace=False):
        row = int((grid.north - demand.lat[place]) / grid.cell_deg)
        col = int((demand.lon[place] - grid.west) / grid.cell_deg)
        assert older[place] == band[row, col] / 1024
        assert demand.population[place] == people[row, col] / 1024


def test_old_people_of_each_county_are_its_share(demand: Demand, province: Province) -> None:
    units = demand.units
    sums = np.bincount(demand.unit, read_over_65(province), len(units))
    assert list(sums) == list((units["share_65_plus"] * units["population"]).round())


def test_old_people_of_all_four_are_the_provinces_one_after_the_other() -> None:
    parts = [read_over_65(each) for each in sorted(Province, key=lambda p: p.adcode)]
    assert np.array_equal(read_over_65(None), np.concatenate(parts))


def test_a_missing_file_has_its_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.reference.demand.BUNDLED", tmp_path)
    for read in (read_demand, read_over_65):
        with pytest.raises(DataError) as caught:
            read(Province.QINGHAI)
        assert caught.value.code == "bundled_file_missing"
        assert caught.value.facts == {"file": "demand_qinghai.tif"}
