"""Reports of access and equity: a toy world by hand, and the real provinces."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from pyproj import Geod

from data.errors import DataError
from data.project.project import AccessChoice, Zone
from data.reference.catalog import Level
from data.reference.demand import Demand
from data.schema import (
    CRS,
    FacilityColumn,
    Language,
    Method,
    PeopleGroup,
    Province,
    Status,
    SupplyKind,
    Tier,
)
from geo.access.figures import access_report, equity_report, people_of_groups, place_access
from geo.access.inequality import gini, lorenz
from geo.access.methods import zones_within
from geo.progress import Cancelled
from geo.study.study import Study, load_study
from geo.words.wording import explain

Floats = npt.NDArray[np.float64]
Row = tuple[float, float, float]

GEOD = Geod(ellps="WGS84")
NO_RADII: Mapping[Tier, float] = {}


def facilities(*rows: Row, tier: Tier = Tier.COUNTY) -> gpd.GeoDataFrame:
    """Facilities by lon, lat and beds."""
    lon, lat, beds = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    table = pd.DataFrame(
        {
            FacilityColumn.TIER.value: tier.value,
            FacilityColumn.LON.value: lon,
            FacilityColumn.LAT.value: lat,
            FacilityColumn.STATUS.value: Status.USER.value,
            FacilityColumn.BEDS.value: beds,
            FacilityColumn.STAFF.value: np.nan,
        }
    )
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(lon, lat), crs=CRS)


@pytest.fixture
def toy() -> Study:
    """Three counties in two prefectures and two provinces, and one place in none."""
    units = pd.DataFrame(
        {
            "adcode": [140105, 140106, 510104],
            "name": ["小店区", "迎泽区", "锦江区"],
            "pinyin": ["Xiaodian District", "Yingze District", "Jinjiang District"],
            "province": ["shanxi", "shanxi", "sichuan"],
            "prefecture_adcode": [140100, 140100, 510100],
            "prefecture": ["太原市", "太原市", "成都市"],
        }
    )
    demand = Demand(
        lon=np.array([112.50, 112.60, 112.70, 104.00, 104.10, 100.00]),
        lat=np.array([37.80, 37.80, 37.80, 30.60, 30.60, 33.00]),
        population=np.array([10.0, 30.0, 0.0, 40.0, 50.0, 70.0]),
        unit=np.array([0, 0, 1, 2, 2, -1], dtype=np.int32),
        units=units,
        grid=None,
    )
    return Study(None, demand, {}, {140100: "Taiyuan City"}, modelled=False)


SITES = facilities(
    (112.50, 37.80, 20.0),  # 10 people at 0 km, 30 at 8.8 km
    (112.70, 37.80, 99.0),  # nobody within 5 km
    (104.05, 30.60, 18.0),  # 40 and 50 people, 4.8 km each
    (104.05, 30.60, np.nan),
    (np.nan, 30.60, 500.0),
    (104.05, np.nan, np.nan),
)


def test_beds_shared_out_by_hand(toy: Study) -> None:
    choice = AccessChoice(Method.TWO_STEP, SupplyKind.BEDS, radius_m=5_000.0)
    measured = place_access(toy, {Tier.COUNTY: SITES}, choice, NO_RADII)
    assert measured.found.access.tolist() == pytest.approx([2.0, 0, 0.0, 0.2, 0.2, 0])
    report = access_report(measured)
    assert (report.facilities, report.facilities_unknown, report.facilities_unreached) == (3, 1, 1)
    assert report.supply_reached == 38
    assert report.population == 200
    assert report.access_per_1000 == pytest.approx(1000 * 38 / 200)
    assert report.share_without == pytest.approx((30 + 70) / 200)
    assert (report.method, report.supply, report.level) == (*choice_of(choice), Level.COUNTY)
    assert dict(report.radii_m) == {Tier.COUNTY: 5_000.0}
    assert report.zones == ()
    assert report.province is None
    table = report.units
    assert list(table.columns) == [
        "adcode",
        "name",
        "pinyin",
        "population",
        "access_per_1000",
        "share_without",
    ]
    assert table["adcode"].tolist() == [140105, 140106, 510104]
    assert table["population"].tolist() == [40, 0, 90]
    assert table["access_per_1000"].tolist() == pytest.approx([500, np.nan, 200], nan_ok=True)
    assert table["share_without"].tolist() == pytest.approx([0.75, np.nan, 0], nan_ok=True)


def choice_of(choice: AccessChoice) -> tuple[Method, SupplyKind]:
    return choice.method, choice.supply


@pytest.mark.parametrize(
    ("level", "names", "people", "per_1000"),
    [
        (Level.PREFECTURE, ["太原市", "成都市"], [40, 90], [500, 200]),
        (Level.PROVINCE, ["山西省", "四川省"], [40, 90], [500, 200]),
    ],
)
def test_units_of_higher_levels_weigh_by_people(
    toy: Study, level: Level, names: list[str], people: list[float], per_1000: list[float]
) -> None:
    choice = AccessChoice(Method.TWO_STEP, SupplyKind.BEDS, radius_m=5_000.0)
    report = access_report(place_access(toy, {Tier.COUNTY: SITES}, choice, NO_RADII), by=level)
    assert report.level is level
    assert report.units["name"].tolist() == names
    assert report.units["population"].tolist() == people
    assert report.units["access_per_1000"].tolist() == pytest.approx(per_1000)
    assert report.units["share_without"].tolist() == pytest.approx([0.75, 0])


def test_a_group_has_its_own_mean_of_the_access_all_share(toy: Study) -> None:
    choice = AccessChoice(Method.TWO_STEP, SupplyKind.BEDS, radius_m=5_000.0)
    measured = place_access(toy, {Tier.COUNTY: SITES}, choice, NO_RADII)
    report = access_report(measured, np.array([5.0, 0, 0, 5, 0, 0]))
    assert report.population == 10
    assert report.access_per_1000 == pytest.approx(1000 * (5 * 2.0 + 5 * 0.2) / 10)
    assert report.share_without == 0
    assert report.supply_reached == 38
    nobody = access_report(measured, np.zeros(6))
    assert np.isnan([nobody.access_per_1000, nobody.share_without]).all()
    assert nobody.units["access_per_1000"].isna().all()


def weight(metres: float, radius_m: float) -> float:
    edge = np.exp(-0.5)
    return float((np.exp(-0.5 * (metres / radius_m) ** 2) - edge) / (1 - edge))


def test_each_method_has_its_own_catchment(toy: Study) -> None:
    """One facility and two places: access is written out for each method."""
    far_m = GEOD.inv(112.5, 37.8, 112.6, 37.8)[2]
    own = (Zone(4_000, 0.9), Zone(9_000, 0.3))
    cases: list[tuple[AccessChoice, tuple[Zone, ...], float, float]] = [
        (AccessChoice(Method.TWO_STEP, radius_m=9_000.0), (), 9_000.0, 1.0),
        (AccessChoice(Method.GAUSSIAN, radius_m=10_000.0), (), 10_000.0, weight(far_m, 10_000)),
        (AccessChoice(Method.ENHANCED, radius_m=9_000.0), zones_within(9_000), 9_000.0, 0.22),
        (AccessChoice(Method.ENHANCED, zones=own), own, 9_000.0, 0.3 / 0.9),
        (AccessChoice(Method.HIERARCHICAL), (), 12_000.0, weight(far_m, 12_000)),
    ]
    radii_m = {Tier.COUNTY: 12_000.0, Tier.VILLAGE: 1.0}
    for choice, zones, radius_m, ratio in cases:
        measured = place_access(toy, {Tier.COUNTY: SITES.iloc[:1]}, choice, radii_m)
        assert measured.zones == zones
        assert dict(measured.radii_m) == {Tier.COUNTY: radius_m}
        assert measured.found.access[1] / measured.found.access[0] == pytest.approx(ratio, rel=1e-4)
        assert access_report(measured).supply_reached == 1


def test_each_tier_of_a_hierarchy_reaches_as_far_as_it_does(toy: Study) -> None:
    tiers = {
        Tier.REGIONAL: facilities((112.60, 37.80, np.nan), tier=Tier.REGIONAL),
        Tier.SUBCENTRE: facilities(tier=Tier.SUBCENTRE),
        Tier.TOWNSHIP: facilities((112.60, 37.80, np.nan), tier=Tier.TOWNSHIP),
    }
    radii_m = {tier: tier.default_radius_m for tier in Tier}
    measured = place_access(toy, tiers, AccessChoice(Method.HIERARCHICAL), radii_m)
    assert dict(measured.radii_m) == {tier: radii_m[tier] for tier in tiers}
    far_m = GEOD.inv(112.5, 37.8, 112.6, 37.8)[2]
    wide = weight(far_m, 100_000)
    expected = [wide / (30 + 10 * wide), 1 / (30 + 10 * wide) + 1 / 30]
    assert measured.found.access[:2].tolist() == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("method", [Method.TWO_STEP, Method.ENHANCED, Method.GAUSSIAN])
def test_a_method_without_its_radius_is_refused(toy: Study, method: Method) -> None:
    with pytest.raises(ValueError, match="radius"):
        place_access(toy, {Tier.COUNTY: SITES}, AccessChoice(method), NO_RADII)


@pytest.mark.parametrize(
    ("sites", "supply", "found"),
    [
        (SITES, SupplyKind.STAFF, 4),
        (SITES.iloc[3:], SupplyKind.BEDS, 1),
    ],
)
def test_no_figure_for_the_supply_is_said(
    toy: Study, sites: gpd.GeoDataFrame, supply: SupplyKind, found: int
) -> None:
    choice = AccessChoice(Method.TWO_STEP, supply, radius_m=5_000.0)
    with pytest.raises(DataError, match="access_no_supply") as caught:
        place_access(toy, {Tier.COUNTY: sites}, choice, NO_RADII)
    assert caught.value.facts == {"facilities": found, "column": supply.value}
    for language in Language:
        assert supply.value in explain(caught.value, language)


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("supply", SupplyKind)
@pytest.mark.parametrize("given", [{}, {Tier.COUNTY: facilities()}])
def test_without_facilities_nobody_has_access(
    toy: Study, method: Method, supply: SupplyKind, given: dict[Tier, gpd.GeoDataFrame]
) -> None:
    choice = AccessChoice(method, supply, radius_m=5_000.0)
    measured = place_access(toy, given, choice, {Tier.COUNTY: 9_000.0})
    report = access_report(measured)
    assert report.access_per_1000 == 0
    assert report.share_without == 1
    assert report.facilities == report.facilities_unknown == report.facilities_unreached == 0
    equity = equity_report(measured, people_of_groups(toy))[PeopleGroup.TOTAL]
    assert equity.share_without == 1
    assert np.isnan([equity.gini, equity.theil.total]).all()


def test_equity_by_hand(toy: Study) -> None:
    choice = AccessChoice(Method.TWO_STEP, SupplyKind.BEDS, radius_m=5_000.0)
    measured = place_access(toy, {Tier.COUNTY: SITES}, choice, NO_RADII)
    told: list[float] = []
    groups = people_of_groups(toy, told.append)
    assert list(groups) == [PeopleGroup.TOTAL], "of a user's people no group is known"
    found = equity_report(measured, groups, told.append)[PeopleGroup.TOTAL]
    assert told[-1] == 1.0
    assert found.population == 200
    assert found.access_per_1000 == pytest.approx(190)
    assert found.share_without == pytest.approx(0.5)
    # 100 people have nothing, 90 have 18 of 38 beds, 10 have 20.
    np.testing.assert_allclose(found.lorenz_people, [0, 0.15, 0.5, 0.7, 0.95, 1], rtol=1e-12)
    np.testing.assert_allclose(found.lorenz_access, [0, 0, 0, 8 / 38, 18 / 38, 1], atol=1e-12)
    low = 18 / 38
    area = 0.45 * low / 2 + 0.05 * (low + 1) / 2
    assert found.gini == pytest.approx(1 - 2 * area)
    between = 20 / 38 * np.log(20 / 38 / 0.2) + low * np.log(low / 0.45)
    assert found.theil.between == pytest.approx(between)
    assert found.theil.within == pytest.approx(20 / 38 * np.log(4))
    assert found.theil.total == pytest.approx(found.theil.between + found.theil.within)


def test_work_can_be_stopped(toy: Study) -> None:
    def stop(fraction: float) -> None:
        raise Cancelled

    choice = AccessChoice(Method.TWO_STEP, radius_m=5_000.0)
    with pytest.raises(Cancelled):
        place_access(toy, {Tier.COUNTY: SITES}, choice, NO_RADII, stop)
    measured = place_access(toy, {Tier.COUNTY: SITES}, choice, NO_RADII)
    with pytest.raises(Cancelled):
        people_of_groups(toy, stop)
    with pytest.raises(Cancelled):
        equity_report(measured, people_of_groups(toy), stop)


def test_a_real_province_shares_out_what_it_has() -> None:
    study = load_study(Province.ZHEJIANG)
    tiers = {tier: study.facilities[tier.value] for tier in Tier}
    radii_m = {tier: tier.default_radius_m for tier in Tier}
    measured = place_access(study, tiers, AccessChoice(Method.HIERARCHICAL), radii_m)
    report = access_report(measured)
    assert report.facilities == sum(len(frame) for frame in tiers.values())
    assert report.supply_reached == report.facilities - report.facilities_unreached
    shared = measured.found.access @ study.demand.population
    assert shared == pytest.approx(report.supply_reached)
    assert report.access_per_1000 == pytest.approx(1000 * shared / 64_567_588)
    for level in Level:
        table = access_report(measured, by=level).units
        assert table["population"].sum() == 64_567_588
        spread = (table["population"] * table["access_per_1000"]).sum() / 1000
        assert spread == pytest.approx(report.supply_reached)

    groups = people_of_groups(study)
    found = equity_report(measured, groups)
    assert list(found) == list(PeopleGroup)
    urban, rural = found[PeopleGroup.URBAN], found[PeopleGroup.RURAL]
    assert urban.population + rural.population == found[PeopleGroup.TOTAL].population
    for group, equity in found.items():
        assert 0 < equity.gini < 1
        assert equity.theil.total == pytest.approx(equity.theil.between + equity.theil.within)
        assert len(equity.lorenz_people) == len(equity.lorenz_access) == 101
        people, access = lorenz(measured.found.access, groups[group])
        on_curve = np.interp(equity.lorenz_people, people, access)
        np.testing.assert_array_equal(equity.lorenz_access, on_curve)
        assert equity.gini == gini(measured.found.access, groups[group])
        assert equity.share_without == pytest.approx(
            access_report(measured, groups[group]).share_without
        )


def test_beds_of_the_bundled_facilities_are_hardly_known() -> None:
    """What is left out is said: a planner must not take one hospital's beds for all."""
    study = load_study(Province.SHANXI)
    tiers = {tier: study.facilities[tier.value] for tier in Tier}
    counted = sum(len(frame) for frame in tiers.values())
    known = sum(int(frame[FacilityColumn.BEDS].notna().sum()) for frame in tiers.values())
    choice = AccessChoice(Method.TWO_STEP, SupplyKind.BEDS, radius_m=30_000.0)
    if not known:
        with pytest.raises(DataError, match="access_no_supply"):
            place_access(study, tiers, choice, NO_RADII)
        return
    report = access_report(place_access(study, tiers, choice, NO_RADII))
    assert report.facilities == known
    assert report.facilities_unknown == counted - known
