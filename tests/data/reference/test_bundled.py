"""What the bundled files hold: counties, facilities and what is left out."""

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from pyproj import Geod

from data.reference.catalog import (
    BUNDLED,
    Level,
    read_boundaries,
    read_facilities,
    read_units,
    unplaced_townships,
)
from data.schema import FacilityColumn, Province, Status, Tier

COUNTIES = {
    Province.SICHUAN: 183,
    Province.SHANXI: 117,
    Province.ZHEJIANG: 90,
    Province.QINGHAI: 45,
}
TOWNSHIPS = 6272


@pytest.fixture(scope="module")
def facilities() -> geopandas.GeoDataFrame:
    return read_facilities(None)


@pytest.fixture(scope="module")
def counties() -> geopandas.GeoDataFrame:
    return read_boundaries(Level.COUNTY, None)


@pytest.mark.parametrize("province", Province)
def test_each_province_has_its_counties(province: Province) -> None:
    assert len(read_boundaries(Level.COUNTY, province)) == COUNTIES[province]


@pytest.mark.parametrize("level", Level)
def test_polygons_of_a_level_meet_without_gap_or_overlap(level: Level) -> None:
    frame = read_boundaries(level, None)
    assert frame.geometry.is_valid.all()
    assert set(frame.geometry.geom_type) == {"MultiPolygon"}
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())
    assert frame["adcode"].is_unique


@pytest.mark.parametrize("level", [Level.PREFECTURE, Level.PROVINCE])
def test_higher_levels_have_the_edges_of_the_counties(
    level: Level, counties: geopandas.GeoDataFrame
) -> None:
    frame = read_boundaries(level, None)
    own = set(map(tuple, shapely.get_coordinates(frame.geometry.to_numpy())))
    below = set(map(tuple, shapely.get_coordinates(counties.geometry.to_numpy())))
    assert own <= below
    areas = [shapely.area(each.geometry.to_numpy()).sum() for each in (frame, counties)]
    assert areas[0] == pytest.approx(areas[1], rel=1e-12)


@pytest.mark.parametrize(
    ("adcode", "pinyin"),
    [
        (330782, "Yiwu City"),
        (140521, "Qinshui County"),
        (330382, "Yueqing City"),
        (330212, "Yinzhou District"),
        (330683, "Shengzhou City"),
        (330112, "Lin'an District"),
        (510117, "Pidu District"),
        (511123, "Qianwei County"),
        (511527, "Junlian County"),
        (511526, "Gongxian County"),
        (511822, "Yingjing County"),
        (510682, "Shifang City"),
        (140428, "Zhangzi County"),
        (141024, "Hongtong County"),
        (140924, "Fanshi County"),
        (140302, "Chengqu District"),
        (630121, "Datong Hui and Tu Autonomous County"),
        (630222, "Minhe Hui and Tu Autonomous County"),
        (330127, "Chun'an County"),
        (632801, "Golmud City"),
    ],
)
def test_names_are_spelled_as_the_places_read_them(adcode: int, pinyin: str) -> None:
    units = read_units(None).set_index("adcode")
    assert units.loc[adcode, "pinyin"] == pinyin


@pytest.mark.parametrize(
    ("adcode", "pinyin"),
    [
        (511100, "Leshan City"),
        (140400, "Changzhi City"),
        (331000, "Taizhou City"),
        (331100, "Lishui City"),
        (141100, "Lüliang City"),
        (513200, "Aba Tibetan and Qiang Autonomous Prefecture"),
    ],
)
def test_prefectures_are_spelled_as_they_read_themselves(adcode: int, pinyin: str) -> None:
    frame = read_boundaries(Level.PREFECTURE, None).set_index("adcode")
    assert frame.loc[adcode, "pinyin"] == pinyin


def test_pinyin_is_latin_and_has_its_kind_in_english() -> None:
    units = read_units(None)
    kinds = ("County", "District", "City", "Autonomous County", "Administrative Committee")
    assert units["pinyin"].str.endswith(kinds).all()
    assert units["pinyin"].str.fullmatch(r"[A-Z][A-Za-züêö' ]+").all()


def test_census_figures_fit_together() -> None:
    units = read_units(None)
    assert (units["urban"] + units["rural"] == units["population"]).all()
    assert (units["households"] < units["population"]).all()
    shares = units["share_0_14"] + units["share_65_plus"]
    assert ((shares > 0) & (shares < 1)).all()
    assert set(units["method"]) == {"census", "census, apportioned"}


def test_facility_rows_are_whole(facilities: geopandas.GeoDataFrame) -> None:
    assert facilities["id"].is_unique
    required = ["id", "name", "tier", "province", "status", "position_source", "source"]
    for column in required:
        assert (facilities[column].str.len() > 0).all()
    assert set(facilities["tier"]) == {tier.value for tier in Tier}
    assert (facilities["position_error_m"] > 0).all()
    assert facilities["adcode"].isin(read_units(None)["adcode"]).all()
    province = facilities["adcode"].map(Province.of_adcode)
    assert (province == facilities["province"]).all()


def test_file_keeps_the_types_of_the_columns() -> None:
    info = pyogrio.read_info(BUNDLED / "facilities.gpkg", layer="facilities")
    assert list(info["fields"]) == [column.value for column in FacilityColumn]
    types = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert [types[name] for name in ("adcode", "beds", "staff")] == ["int32"] * 3
    assert [types[name] for name in ("lon", "lat", "position_error_m")] == ["float64"] * 3


def test_facilities_are_sorted(facilities: geopandas.GeoDataFrame) -> None:
    order = facilities["tier"].map({tier.value: rank for rank, tier in enumerate(Tier)})
    keys = list(zip(order, facilities["adcode"], facilities["id"], strict=True))
    assert keys == sorted(keys)


def test_points_are_where_lon_and_lat_say(facilities: geopandas.GeoDataFrame) -> None:
    assert np.array_equal(facilities.geometry.x, facilities["lon"])
    assert np.array_equal(facilities.geometry.y, facilities["lat"])


def test_each_point_lies_in_its_county_or_within_its_error_of_it(
    facilities: geopandas.GeoDataFrame, counties: geopandas.GeoDataFrame
) -> None:
    own = counties.geometry.to_numpy()[np.searchsorted(counties["adcode"], facilities["adcode"])]
    points = facilities.geometry.to_numpy()
    outside = np.flatnonzero(~shapely.intersects(own, points))
    geod = Geod(ellps="WGS84")
    for index in outside:
        # An upper bound of the distance: to the nearest of points laid close on the edge.
        edge = shapely.get_coordinates(shapely.segmentize(own[index].boundary, 0.001))
        point = points[index]
        lon, lat = np.full(len(edge), point.x), np.full(len(edge), point.y)
        distance_m = geod.inv(lon, lat, edge[:, 0], edge[:, 1])[2].min()
        assert distance_m <= facilities["position_error_m"].iloc[index] + 60
    assert len(outside) < 0.02 * len(points)


def test_only_assumed_facilities_stand_on_estimated_places(
    facilities: geopandas.GeoDataFrame,
) -> None:
    mapped = facilities[facilities["status"] == Status.MAPPED]
    assert set(mapped["position_source"]) == {"osm"}
    assumed = facilities[facilities["status"] == Status.ASSUMED]
    assert set(assumed["tier"]) == {Tier.COUNTY, Tier.TOWNSHIP}
    assert (assumed["position_error_m"] >= 100).all()


def test_every_county_has_a_general_hospital(facilities: geopandas.GeoDataFrame) -> None:
    county = facilities[facilities["tier"] == Tier.COUNTY]
    assert set(county["adcode"]) == set(read_units(None)["adcode"])
    assumed = county[county["status"] == Status.ASSUMED]
    assert assumed["adcode"].is_unique
    assert assumed["name"].str.endswith("人民医院").all()


def test_every_township_is_placed_listed_or_no_township(
    facilities: geopandas.GeoDataFrame,
) -> None:
    townships = pd.read_csv(BUNDLED / "townships.csv", dtype={"code": str})
    assert len(townships) == TOWNSHIPS
    town = townships["name"].str.endswith(("镇", "乡", "街道"))
    assert not townships.loc[~town, "name"].str.contains("卫生").any()
    placed = facilities["source"].str.extract(r"township-(\d+)")[0].dropna()
    unplaced = unplaced_townships(None)["code"].astype(str)
    codes = set(townships.loc[town, "code"])
    assert not set(placed) & set(unplaced)
    assert set(placed) | set(unplaced) <= codes
    # The rest is served by a facility that a report names.
    rest = codes - set(placed) - set(unplaced)
    reported = facilities[facilities["status"] == Status.REPORTED]
    served = reported[reported["tier"].isin([Tier.SUBCENTRE, Tier.TOWNSHIP])]
    assert len(rest) == len(served) - 1  # 清徐县第二人民医院 serves no one township
    assumed = facilities[facilities["id"].str.startswith("township-")]
    assert len(assumed) == assumed["source"].nunique()


def test_assumed_township_hospitals_bear_the_name_of_their_kind(
    facilities: geopandas.GeoDataFrame,
) -> None:
    assumed = facilities[facilities["id"].str.startswith("township-")]
    assert set(assumed["status"]) == {Status.ASSUMED}
    assert assumed["name"].str.endswith(("镇卫生院", "乡卫生院", "街道社区卫生服务中心")).all()


@pytest.mark.parametrize(
    ("name", "tier", "adcode"),
    [
        ("四川大学华西医院", Tier.REGIONAL, 510107),
        ("成都中医药大学附属医院", Tier.REGIONAL, 510106),
        ("青海省人民医院", Tier.REGIONAL, 630102),
        ("青海省中医院", Tier.REGIONAL, 630102),
        ("海东市省级区域医疗中心", Tier.REGIONAL, 630202),
        ("海南州省级区域医疗中心", Tier.REGIONAL, 632521),
        ("玉树州省级区域医疗中心", Tier.REGIONAL, 632701),
        ("崇州市人民医院", Tier.COUNTY, 510184),
        ("简阳市人民医院", Tier.COUNTY, 510185),
        ("清徐县人民医院", Tier.COUNTY, 140121),
        ("怀远中心卫生院", Tier.SUBCENTRE, 510184),
        ("街子中心卫生院", Tier.SUBCENTRE, 510184),
        ("三江中心卫生院", Tier.SUBCENTRE, 510184),
        ("三星中心卫生院", Tier.SUBCENTRE, 510185),
        ("清徐县第二人民医院", Tier.SUBCENTRE, 140121),
        ("洪合镇卫生院", Tier.TOWNSHIP, 330411),
    ],
)
def test_facilities_of_the_reports_are_there_once(
    facilities: geopandas.GeoDataFrame, name: str, tier: Tier, adcode: int
) -> None:
    found = facilities[(facilities["name"] == name) & (facilities["adcode"] == adcode)]
    assert list(found["tier"]) == [tier.value]
    assert list(found["status"]) == [Status.REPORTED.value]


def test_published_beds_and_staff_are_kept(facilities: geopandas.GeoDataFrame) -> None:
    honghe = facilities[facilities["name"] == "洪合镇卫生院"].iloc[0]
    assert (honghe["beds"], honghe["staff"]) == (70, 152)
    assert facilities["beds"].notna().sum() == 1


def test_no_feature_is_in_the_table_twice(facilities: geopandas.GeoDataFrame) -> None:
    osm = facilities["source"].str.findall(r"osm-\d+").explode().dropna()
    assert osm.is_unique


def test_what_is_no_public_facility_is_not_in_the_table(
    facilities: geopandas.GeoDataFrame,
) -> None:
    words = "疾控|疾病预防|药店|牙科|诊所|门诊部|住院部|遗址|在建|规划|校医|美容"
    assert not facilities["name"].str.contains(words).any()
