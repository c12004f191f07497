"""Studies of a toy world of three counties in two prefectures, and of the real provinces."""

from dataclasses import astuple, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from data.project.project import Criterion, Layer, LayerKind, bundled_layer, new_project
from data.reference.catalog import Level, read_boundaries, read_units
from data.reference.demand import Demand, read_demand
from data.schema import CRS, FacilityColumn, Province, Scope, Status, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.tier_coverage import tier_coverage
from geo.intake import own_people
from geo.intake.own_people import demand_of_points, inside_counties
from geo.progress import Cancelled
from geo.study.study import (
    Study,
    all_facilities,
    counted_facilities,
    facilities_by_tier,
    load_study,
)

ANY = Criterion(Tier.VILLAGE, Scope.ANY)
GEOD = Geod(ellps="WGS84")
CENSUS = {
    Province.SICHUAN: 83_674_866,
    Province.SHANXI: 34_915_616,
    Province.ZHEJIANG: 64_567_588,
    Province.QINGHAI: 5_923_957,
}
Floats = npt.NDArray[np.float64]


def facilities(*places: tuple[float, float], status: Status = Status.MAPPED) -> gpd.GeoDataFrame:
    lon, lat = np.array(places, dtype=float).reshape(-1, 2).T
    table = pd.DataFrame(
        {
            FacilityColumn.ID.value: [f"{status}-{row}" for row in range(len(lon))],
            FacilityColumn.LON.value: lon,
            FacilityColumn.LAT.value: lat,
            FacilityColumn.STATUS.value: status.value,
        }
    )
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(lon, lat), crs=CRS)


def toy_units() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "adcode": [140105, 140106, 510104],
            "name": ["小店区", "迎泽区", "锦江区"],
            "pinyin": ["Xiaodian District", "Yingze District", "Jinjiang District"],
            "province": ["shanxi", "shanxi", "sichuan"],
            "prefecture_adcode": [140100, 140100, 510100],
            "prefecture": ["太原市", "太原市", "成都市"],
            "population": [0, 0, 0],
        }
    )


@pytest.fixture
def toy() -> Study:
    """Six places ten people each but the last, a third of a person in no county."""
    lon = np.array([112.50, 112.60, 112.70, 104.00, 104.10, 100.00])
    lat = np.array([37.80, 37.80, 37.80, 30.60, 30.60, 33.00])
    people = np.array([10.0, 20.0, 30.0, 40.0, 50.0, 1 / 3])
    unit = np.array([0, 0, 1, 2, 2, -1], dtype=np.int32)
    demand = Demand(lon, lat, people, unit, toy_units(), None)
    return Study(None, demand, {}, {140100: "Taiyuan City"})


def brute_force_m(demand: Demand, sites: gpd.GeoDataFrame) -> Floats:
    away = [
        GEOD.inv(
            demand.lon, demand.lat, np.full_like(demand.lon, lon), np.full_like(demand.lat, lat)
        )[2]
        for lon, lat in zip(sites["lon"], sites["lat"], strict=True)
    ]
    nearest_m: Floats = np.min([np.full(len(demand.lon), np.inf), *away], axis=0)
    return nearest_m


def test_report_of_a_toy_world(toy: Study) -> None:
    sites = facilities((112.52, 37.80), (104.05, 30.60))
    report = coverage_report(tier_coverage(toy, sites, Criterion(Tier.COUNTY)), 8_000.0)
    away_m = brute_force_m(toy.demand, sites)
    near = away_m <= 8_000
    assert near.tolist() == [True, True, False, True, True, False]
    assert report.population == pytest.approx(150 + 1 / 3)
    assert report.covered == pytest.approx(toy.demand.population[near].sum())
    assert report.covered + report.uncovered == report.population
    assert report.ratio == report.covered / report.population
    assert report.facilities == 2
    assert report.by_status == {Status.MAPPED: 2}
    assert report.outside.population == pytest.approx(1 / 3)
    assert report.outside.covered == 0
    assert report.units["adcode"].tolist() == [140105, 140106, 510104]
    assert report.units["population"].tolist() == [30, 30, 90]
    assert report.units["covered"].tolist() == [30, 0, 90]
    assert report.units["ratio"].tolist() == [1, 0, 1]
    expected_m = np.average(away_m[:2], weights=[10, 20])
    assert report.units["mean_m"][0] == pytest.approx(expected_m, rel=1e-4)
    assert report.units["p90_m"][0] == pytest.approx(away_m[1], rel=1e-4)


@pytest.mark.parametrize(
    ("level", "codes", "names", "pinyin", "people"),
    [
        (Level.PREFECTURE, [140100, 510100], ["太原市", "成都市"], ["Taiyuan City", ""], [60, 90]),
        (Level.PROVINCE, [140000, 510000], ["山西省", "四川省"], ["Shanxi", "Sichuan"], [60, 90]),
    ],
)
def test_roll_up(
    toy: Study,
    level: Level,
    codes: list[int],
    names: list[str],
    pinyin: list[str],
    people: list[float],
) -> None:
    sites = facilities((112.52, 37.80), (104.05, 30.60))
    coverage = tier_coverage(toy, sites, Criterion(Tier.COUNTY))
    report = coverage_report(coverage, 8_000.0, level)
    assert report.level is level
    assert report.units["adcode"].tolist() == codes
    assert report.units["name"].tolist() == names
    assert report.units["pinyin"].tolist() == pinyin
    assert report.units["population"].tolist() == people
    assert report.units["covered"].tolist() == [30, 90]
    away_m = brute_force_m(toy.demand, sites)
    assert report.units["mean_m"][0] == pytest.approx(
        np.average(away_m[:3], weights=[10, 20, 30]), rel=1e-4
    )
    assert report.units["p90_m"][0] == pytest.approx(away_m[2], rel=1e-4)
    county = coverage_report(coverage, 8_000.0)
    assert (report.covered, report.distances, report.outside) == (
        county.covered,
        county.distances,
        county.outside,
    )


def test_without_facilities_nobody_is_covered(toy: Study) -> None:
    report = coverage_report(tier_coverage(toy, all_facilities([]), ANY), 300_000.0)
    assert report.facilities == 0
    assert report.by_status == {}
    assert report.covered == 0
    assert report.ratio == 0
    assert report.distances.mean_m == report.distances.p90_m == np.inf
    assert np.isinf(report.units["mean_m"]).all()


def test_facilities_without_a_position_are_not_counted(toy: Study) -> None:
    sites = facilities((112.5, 37.8), (np.nan, 37.8), (112.5, np.inf), status=Status.USER)
    coverage = tier_coverage(toy, sites, Criterion(Tier.VILLAGE))
    assert coverage.by_status == {Status.USER: 1}
    assert set(coverage.facility.tolist()) == {0}


def test_without_people_there_are_no_shares(toy: Study) -> None:
    nobody = replace(toy.demand, population=np.zeros(6))
    empty = replace(
        toy.demand,
        lon=np.zeros(0),
        lat=np.zeros(0),
        population=np.zeros(0),
        unit=np.zeros(0, dtype=np.int32),
    )
    for demand in (nobody, empty):
        study = replace(toy, demand=demand)
        report = coverage_report(tier_coverage(study, facilities((112.5, 37.8)), ANY), 1e4)
        assert report.population == report.covered == report.uncovered == 0
        assert np.isnan([report.ratio, *astuple(report.distances)]).all()
        assert report.units["population"].tolist() == [0, 0, 0]
        assert report.units[["ratio", "mean_m", "p90_m"]].isna().all(axis=None)


def test_a_nan_radius_is_refused(toy: Study) -> None:
    with pytest.raises(ValueError, match="NaN"):
        coverage_report(tier_coverage(toy, all_facilities([]), ANY), np.nan)


def test_work_is_reported_and_can_be_stopped(toy: Study) -> None:
    told: list[float] = []
    tier_coverage(toy, facilities((112.5, 37.8)), ANY, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def stop(fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        tier_coverage(toy, facilities((112.5, 37.8)), ANY, stop)


def test_which_layers_count() -> None:
    frames = {
        "township": facilities((1, 1), (2, 2)),
        "county": facilities((3, 3)),
        "own": facilities((4, 4), status=Status.USER),
    }
    own = Layer("own", LayerKind.FACILITIES, "#000000", "own", tier=Tier.TOWNSHIP)
    outline = Layer("border", LayerKind.OUTLINE, "#000000", "border")
    layers = (bundled_layer(Tier.TOWNSHIP), bundled_layer(Tier.COUNTY), own, outline)
    project = replace(new_project(None), layers=layers)
    assert counted_facilities(project, frames, [Tier.TOWNSHIP])["lon"].tolist() == [1, 2, 4]
    assert counted_facilities(project, frames, [Tier.COUNTY])["lon"].tolist() == [3]
    assert counted_facilities(project, frames, tuple(Tier))["lon"].tolist() == [1, 2, 3, 4]
    assert len(counted_facilities(project, frames, [Tier.VILLAGE])) == 0
    replaced = project.with_layer(replace(bundled_layer(Tier.TOWNSHIP), counted=False))
    assert counted_facilities(replaced, frames, [Tier.TOWNSHIP])["lon"].tolist() == [4]
    with pytest.raises(KeyError):
        counted_facilities(project, {"township": frames["township"]}, [Tier.TOWNSHIP])


places = st.tuples(st.floats(112.3, 112.9), st.floats(37.6, 38.0))


@settings(max_examples=25, deadline=None)
@given(st.lists(places, max_size=6), places, st.floats(0, 3e5))
def test_another_facility_never_takes_anybody_away(
    sites: list[tuple[float, float]], extra: tuple[float, float], radius_m: float
) -> None:
    demand = Demand(
        np.linspace(112.3, 112.9, 7),
        np.full(7, 37.8),
        np.arange(7.0),
        np.array([0, 0, 1, 1, 2, 2, -1], dtype=np.int32),
        toy_units(),
        None,
    )
    study = Study(None, demand, {})
    before = coverage_report(tier_coverage(study, facilities(*sites), ANY), radius_m)
    after = coverage_report(tier_coverage(study, facilities(*sites, extra), ANY), radius_m)
    assert 0 <= before.ratio <= after.ratio <= 1
    assert (after.units["covered"] >= before.units["covered"]).all()
    assert after.covered + after.uncovered == after.population
    assert after.units["covered"].sum() + after.outside.covered == after.covered


@pytest.mark.parametrize("province", Province)
def test_totals_are_the_census_to_the_person(province: Province) -> None:
    study = load_study(province)
    tiers = {tier: study.facilities[tier.value] for tier in Tier}
    coverage = tier_coverage(study, tiers[Tier.TOWNSHIP], Criterion(Tier.TOWNSHIP))
    for level in Level:
        report = coverage_report(coverage, 5_000.0, level)
        assert report.population == CENSUS[province]
        assert report.units["population"].sum() == CENSUS[province]
        assert report.covered + report.uncovered == CENSUS[province]
        assert report.outside.population == 0
        assert report.units["covered"].sum() == report.covered
    census = read_units(province)
    counties = coverage_report(coverage, 5_000.0).units
    assert counties["population"].tolist() == census["population"].tolist()
    assert set(tiers[Tier.TOWNSHIP]["province"]) <= {province.value}


def test_each_point_is_in_the_county_around_it() -> None:
    counties = read_boundaries(Level.COUNTY, Province.QINGHAI)
    inside = counties.geometry.representative_point()
    lon = np.array([*inside.x, 0.0, np.nan, 104.06])
    lat = np.array([*inside.y, 0.0, 36.0, 30.67])
    demand = demand_of_points(lon, lat, np.ones(len(lon)), Province.QINGHAI)
    code = demand.units["adcode"].to_numpy()[demand.unit[: len(counties)]]
    assert code.tolist() == counties["adcode"].tolist()
    assert demand.unit[-3:].tolist() == [-1, -1, -1]
    kept, left_out = inside_counties(demand)
    assert left_out == 3
    assert len(kept.lon) == kept.population.sum() == len(counties)
    everywhere = demand_of_points(lon, lat, np.ones(len(lon)), None)
    assert everywhere.units["adcode"][everywhere.unit[-1]] // 10000 == 51


def test_a_point_on_a_shared_border_is_in_one_county(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_people, "_CHUNK", 3)
    counties = read_boundaries(Level.COUNTY, Province.QINGHAI)
    ring = shapely.get_coordinates(counties.geometry.iloc[0])[:8]
    told: list[float] = []
    lon, lat = ring[:, 0].copy(), ring[:, 1].copy()
    demand = demand_of_points(lon, lat, np.ones(8), Province.QINGHAI, told.append)
    assert (demand.unit >= 0).all()
    assert told[-1] == 1.0
    assert len(told) == 3
    again = demand_of_points(lon, lat, np.ones(8), Province.QINGHAI)
    np.testing.assert_array_equal(demand.unit, again.unit)


def test_bundled_cells_lie_in_the_county_they_are_counted_in() -> None:
    """Two ways to the same answer: the build's raster and the polygons."""
    demand = read_demand(Province.ZHEJIANG)
    some = np.random.default_rng(0).choice(len(demand.lon), 2_000, replace=False)
    found = demand_of_points(
        demand.lon[some], demand.lat[some], demand.population[some], Province.ZHEJIANG
    )
    assert np.mean(found.unit == demand.unit[some]) > 0.999


def hospitals(*specialities: str, tier: Tier = Tier.COUNTY) -> gpd.GeoDataFrame:
    frame = facilities(*((104.0 + row, 30.0) for row in range(len(specialities))))
    frame[FacilityColumn.TIER] = tier.value
    frame[FacilityColumn.SPECIALITY] = list(specialities)
    return frame


def test_hospitals_for_some_patients_alone_count_only_where_all_do() -> None:
    project = new_project(None)
    told = ["general", "psychiatric", "tcm", "maternity", ""]
    frames = {Tier.COUNTY.value: hospitals(*told)}
    counted = counted_facilities(project, frames, (Tier.COUNTY,))
    # One of which nothing is told is taken to treat everybody.
    assert counted[FacilityColumn.SPECIALITY].tolist() == ["general", "tcm", ""]
    assert counted.index.tolist() == [0, 1, 2]
    every = counted_facilities(replace(project, all_hospitals=True), frames, (Tier.COUNTY,))
    assert every[FacilityColumn.SPECIALITY].tolist() == told


def test_a_table_without_specialities_counts_whole() -> None:
    frame = facilities((104.0, 30.0), (105.0, 30.0))
    counted = counted_facilities(new_project(None), {Tier.COUNTY.value: frame}, (Tier.COUNTY,))
    assert len(counted) == 2


def test_a_sub_centre_counts_among_the_township_hospitals() -> None:
    frames = {
        Tier.SUBCENTRE.value: hospitals("general", tier=Tier.SUBCENTRE),
        Tier.TOWNSHIP.value: hospitals("general", "general", tier=Tier.TOWNSHIP),
    }
    project = new_project(None)
    counted = counted_facilities(project, frames, (Tier.TOWNSHIP,))
    assert counted[FacilityColumn.TIER].tolist() == ["subcentre", "township", "township"]
    assert len(counted_facilities(project, frames, (Tier.SUBCENTRE,))) == 1
    both = counted_facilities(project, frames, (Tier.SUBCENTRE, Tier.TOWNSHIP))
    assert len(both) == 3, "and once where both tiers count"


def test_a_list_of_township_hospitals_of_the_user_is_whole_without_sub_centres() -> None:
    project = new_project(None)
    bundled = replace(project.layer(Tier.TOWNSHIP.value), counted=False)
    own = Layer("mine", LayerKind.FACILITIES, "#000000", tier=Tier.TOWNSHIP)
    project = project.with_layer(bundled).with_layer(own)
    frames = {
        Tier.SUBCENTRE.value: hospitals("general", tier=Tier.SUBCENTRE),
        "mine": hospitals("", "", tier=Tier.TOWNSHIP),
    }
    assert len(counted_facilities(project, frames, (Tier.TOWNSHIP,))) == 2


def test_where_each_tier_is_by_itself_a_sub_centre_is_in_one() -> None:
    frames = {
        Tier.SUBCENTRE.value: hospitals("general", tier=Tier.SUBCENTRE),
        Tier.TOWNSHIP.value: hospitals("general", tier=Tier.TOWNSHIP),
    }
    project = new_project(None)
    apart = facilities_by_tier(project, frames, (Tier.SUBCENTRE, Tier.TOWNSHIP))
    assert {tier: len(frame) for tier, frame in apart.items()} == dict.fromkeys(apart, 1)
    alone = facilities_by_tier(project, frames, (Tier.TOWNSHIP,))
    assert len(alone[Tier.TOWNSHIP]) == 2
