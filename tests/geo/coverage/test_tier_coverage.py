"""Whom facilities reach: closed forms of a disc, brute force over the geodesic, roll-ups."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from data.project.project import Criterion
from data.reference.catalog import Level
from data.reference.demand import Demand
from data.schema import CRS, FacilityColumn, Scope, Status, Tier
from geo.coverage.curves import curves
from geo.coverage.distances import quantile_distance_m
from geo.coverage.figures import any_tier_report, coverage_report, within_any
from geo.coverage.index import build_index
from geo.coverage.tier_coverage import radius_for_share_m, tier_coverage
from geo.distance.lattice import cell_area_km2
from geo.study.study import Study

Floats = npt.NDArray[np.float64]
GEOD = Geod(ellps="WGS84")
TOWNSHIP = Criterion(Tier.TOWNSHIP)
CELL_DEG = 0.01


def sites(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    lon, lat = np.array(places, dtype=float).reshape(-1, 2).T
    columns = {
        FacilityColumn.LON.value: lon,
        FacilityColumn.LAT.value: lat,
        FacilityColumn.STATUS.value: Status.MAPPED.value,
    }
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=gpd.points_from_xy(lon, lat), crs=CRS)


def units() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "adcode": [140105, 140106, 510104],
            "name": ["小店区", "迎泽区", "锦江区"],
            "pinyin": ["Xiaodian District", "Yingze District", "Jinjiang District"],
            "province": ["shanxi", "shanxi", "sichuan"],
            "prefecture_adcode": [140100, 140100, 510100],
            "prefecture": ["太原市", "太原市", "成都市"],
        }
    )


def square_study(half_cells: int = 60) -> Study:
    """Cells of one person per km2 on a square around 104.005, 30.005, all in one county."""
    steps = np.arange(-half_cells, half_cells + 1) * CELL_DEG
    lat, lon = (each.ravel() for each in np.meshgrid(30.005 + steps, 104.005 + steps))
    unit = np.full(len(lon), 2, dtype=np.int32)
    demand = Demand(lon, lat, np.zeros(len(lon)), unit, units(), None, CELL_DEG)
    return Study(None, replace(demand, population=cell_area_km2(demand)), {})


def scattered_study(seed: int, n: int = 300) -> Study:
    random = np.random.default_rng(seed)
    demand = Demand(
        random.uniform(112.3, 112.9, n),
        random.uniform(37.5, 38.1, n),
        random.integers(0, 50, n).astype(float),
        random.integers(-1, 3, n).astype(np.int32),
        units(),
        None,
    )
    return Study(None, demand, {})


def away_m(study: Study, places: gpd.GeoDataFrame) -> Floats:
    """Return the geodesic distance of every place to every facility, float64[n, m]."""
    far = [
        GEOD.inv(
            study.demand.lon,
            study.demand.lat,
            np.full(len(study.demand.lon), x),
            np.full(len(study.demand.lon), y),
        )[2]
        for x, y in zip(places["lon"], places["lat"], strict=True)
    ]
    return np.column_stack(far)


@pytest.mark.parametrize("radius_m", [10_000.0, 25_000.0])
def test_a_disc_in_a_uniform_field(radius_m: float) -> None:
    coverage = tier_coverage(square_study(), sites((104.005, 30.005)), TOWNSHIP)
    report = coverage_report(coverage, radius_m)
    disc_km2 = np.pi * (radius_m / 1000) ** 2
    # A circle over square cells is out by its edge: about a cell in a hundred here.
    assert report.covered_area_km2 == pytest.approx(disc_km2, rel=0.01)
    assert report.covered == pytest.approx(disc_km2, rel=0.01)
    assert report.area_ratio == pytest.approx(report.ratio, rel=1e-9)
    assert report.units["area_ratio"][2] == pytest.approx(report.area_ratio, rel=1e-12)
    # C grows with the square of the radius, so a share's radius with its root.
    quarter_m = radius_for_share_m(coverage.index, report.ratio / 4)
    assert quarter_m == pytest.approx(radius_m / 2, rel=0.015)


def test_the_mean_distance_in_a_disc_is_two_thirds_of_its_radius() -> None:
    study, centre = square_study(), (104.005, 30.005)
    near = away_m(study, sites(centre))[:, 0] <= 30_000
    people = np.where(near, study.demand.population, 0.0)
    study = replace(study, demand=replace(study.demand, population=people))
    whole = tier_coverage(study, sites(centre), TOWNSHIP).whole
    assert whole.mean_m == pytest.approx(20_000, rel=0.005)
    assert whole.median_m == pytest.approx(30_000 / np.sqrt(2), rel=0.01)
    assert whole.p90_m == pytest.approx(30_000 * np.sqrt(0.9), rel=0.01)
    assert whole.farthest_m == pytest.approx(30_000, rel=0.01)


@pytest.mark.parametrize("at_least", [1, 2, 3, 4])
def test_within_reach_of_at_least_so_many(at_least: int) -> None:
    study = scattered_study(1)
    places = sites((112.4, 37.7), (112.6, 37.8), (112.6, 37.8))
    criterion = replace(TOWNSHIP, at_least=at_least)
    coverage = tier_coverage(study, places, criterion)
    report = coverage_report(coverage, 20_000.0)
    enough = (away_m(study, places) <= 20_000).sum(axis=1) >= at_least
    assert report.covered == study.demand.population[enough].sum()
    assert report.criterion.at_least == at_least
    assert (at_least > 3) == np.isinf(coverage.distance_m).all()


def test_the_farthest_and_the_median_of_a_county() -> None:
    study = scattered_study(2)
    places = sites((112.4, 37.7), (112.8, 38.0))
    far_m = away_m(study, places).min(axis=1)
    found = tier_coverage(study, places, TOWNSHIP).counties.units
    for row in range(3):
        here = (study.demand.unit == row) & (study.demand.population > 0)
        people = np.repeat(far_m[here], study.demand.population[here].astype(int))
        expected = np.quantile(people, [0.5, 0.9, 1.0], method="inverted_cdf")
        got = found.loc[row, ["median_m", "p90_m", "farthest_m"]].to_numpy(dtype=float)
        assert got == pytest.approx(expected, rel=1e-4)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.floats(0.01, 1.0))
def test_groups_have_the_quantiles_of_their_people(seed: int, q: float) -> None:
    study = scattered_study(seed, 40)
    coverage = tier_coverage(study, sites((112.5, 37.8)), TOWNSHIP)
    people = study.demand.population
    order = np.argsort(coverage.distance_m)
    running = np.cumsum(people[order])
    if running[-1] == 0:
        return
    expected = coverage.distance_m[order][np.argmax(running / running[-1] >= q)]
    assert radius_for_share_m(coverage.index, q) == expected


def test_groups_without_enough_facilities_need_no_finite_radius() -> None:
    index = build_index(np.array([np.inf, np.inf, 5.0, 7.0]), np.ones(4), np.array([0, 1, 1, 2]), 3)
    group = np.array([0, 0, 1])
    assert quantile_distance_m(index, 0.9, group, 2).tolist() == [np.inf, 7.0]
    assert quantile_distance_m(index, 0.3, group, 2).tolist() == [5.0, 7.0]
    assert np.isnan(quantile_distance_m(index, 0.9, group, 3)[2])


def test_every_tier_at_its_own_radius() -> None:
    study = scattered_study(3)
    high, low = sites((112.4, 37.7)), sites((112.7, 37.9), (112.8, 37.6))
    by_tier = [
        tier_coverage(study, high, Criterion(Tier.COUNTY)),
        tier_coverage(study, low, TOWNSHIP),
    ]
    together = gpd.GeoDataFrame(pd.concat([high, low], ignore_index=True), crs=CRS)
    anybody = tier_coverage(study, together, Criterion(Tier.TOWNSHIP, Scope.ANY))
    report = any_tier_report(anybody, by_tier, [25_000.0, 8_000.0])
    near = (away_m(study, high) <= 25_000).any(axis=1) | (away_m(study, low) <= 8_000).any(axis=1)
    assert within_any(by_tier, [25_000.0, 8_000.0]).tolist() == near.tolist()
    assert report.covered == study.demand.population[near].sum()
    assert report.covered + report.uncovered == report.population
    assert np.isnan(report.radius_m)
    assert report.units["covered"].sum() + report.outside.covered == report.covered
    assert report.distances == anybody.whole


@pytest.mark.parametrize("level", Level)
def test_curves_are_the_reports_at_every_radius(level: Level) -> None:
    coverage = tier_coverage(square_study(20), sites((104.0, 30.0)), TOWNSHIP)
    radii_m = np.array([0.0, 3_000.0, 9_000.0, np.inf])
    found = curves(coverage, radii_m, level)
    assert found.radii_m is radii_m
    for place, radius_m in enumerate(radii_m):
        report = coverage_report(coverage, float(radius_m), level)
        assert found.units["adcode"].tolist() == report.units["adcode"].tolist()
        assert found.ratio[place] == report.ratio
        assert found.area_ratio[place] == pytest.approx(report.area_ratio)
        np.testing.assert_array_equal(found.unit_ratio[:, place], report.units["ratio"])
        np.testing.assert_allclose(found.unit_area_ratio[:, place], report.units["area_ratio"])


def test_points_that_are_no_cells_have_no_area() -> None:
    report = coverage_report(tier_coverage(scattered_study(4), sites((112.5, 37.8)), TOWNSHIP), 1e4)
    assert np.isnan([report.area_km2, report.covered_area_km2, report.area_ratio]).all()
    assert report.units[["area_km2", "covered_area_km2", "area_ratio"]].isna().all(axis=None)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.floats(0, 5e4), st.permutations(range(4)))
def test_order_does_not_matter(seed: int, radius_m: float, turn: list[int]) -> None:
    study = scattered_study(seed, 50)
    places = sites((112.4, 37.7), (112.5, 37.9), (112.8, 38.0), (112.4, 37.7))
    shuffled = np.random.default_rng(seed).permutation(50)
    demand = study.demand
    turned = replace(
        demand,
        lon=demand.lon[shuffled],
        lat=demand.lat[shuffled],
        population=demand.population[shuffled],
        unit=demand.unit[shuffled],
    )
    one = coverage_report(tier_coverage(study, places, TOWNSHIP), radius_m)
    other = coverage_report(
        tier_coverage(replace(study, demand=turned), places.iloc[turn], TOWNSHIP), radius_m
    )
    assert (one.covered, one.population) == (other.covered, other.population)
    pd.testing.assert_frame_equal(one.units, other.units)
