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
HIGHEST = "highest-of-prefecture"


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
    assert set(assumed["tier"]) == {Tier.REGIONAL, Tier.COUNTY, Tier.TOWNSHIP}
    # Only the highest hospital of a prefecture without a listed one.
    regional = assumed[assumed["tier"] == Tier.REGIONAL]
    assert regional["remark"].str.contains(HIGHEST).all()
    assert (assumed["position_error_m"] >= 100).all()


def test_every_county_has_a_general_hospital(facilities: geopandas.GeoDataFrame) -> None:
    everybody = facilities["speciality"].isin(["general", "tcm"])
    county = facilities[(facilities["tier"] == Tier.COUNTY) & everybody]
    units = read_units(None).set_index("adcode")
    without = sorted(set(units.index) - set(county["adcode"]))
    # Districts in which a hospital of the city, of the regional tier, is on the map.
    assert units.loc[without, "name"].str.endswith("区").all()
    higher = facilities[(facilities["tier"] == Tier.REGIONAL) & everybody]
    mapped = higher[higher["position_source"] == "osm"]
    assert set(without) <= set(mapped["adcode"])
    assumed = county[county["status"] == Status.ASSUMED]
    assert assumed["adcode"].is_unique
    assert assumed["name"].str.endswith("人民医院").all()


def test_every_prefecture_has_a_hospital_of_the_regional_tier(
    facilities: geopandas.GeoDataFrame,
) -> None:
    units = read_units(None)
    prefecture = dict(zip(units["adcode"], units["prefecture"], strict=True))
    regional = facilities[(facilities["tier"] == Tier.REGIONAL)]
    general = regional[regional["speciality"].isin(["general", "tcm"])]
    assert set(general["adcode"].map(prefecture)) == set(units["prefecture"])
    assert len(set(units["prefecture"])) == 51
    highest = regional[regional["remark"].str.contains(HIGHEST)]
    assert set(highest["adcode"].map(prefecture)) == {
        *("朔州市", "海北藏族自治州", "黄南藏族自治州", "果洛藏族自治州", "海西蒙古族藏族自治州")
    }
    assert not highest["grade_known"].any()


def test_qinghai_has_the_twelve_provincial_hospitals_of_grade_a(
    facilities: geopandas.GeoDataFrame,
) -> None:
    ours = facilities[(facilities["tier"] == Tier.REGIONAL) & (facilities["province"] == "qinghai")]
    graded = ours[ours["grade"] == "三甲"]
    assert (~graded["name"].str.startswith("西宁市")).sum() == 12


def test_listed_hospitals_without_a_point_stand_at_the_seat_and_say_so(
    facilities: geopandas.GeoDataFrame,
) -> None:
    listed = facilities[facilities["id"].str.startswith("listed-")]
    assert len(listed) > 80
    assert set(listed["status"]) == {Status.REPORTED}
    assert set(listed["source"]) == {"tertiary-2024"}
    assert listed["grade_known"].all()
    assert listed["position_source"].str.startswith("densest-settled").all()
    regional = listed[listed["tier"] == Tier.REGIONAL]
    assert (regional["position_error_m"] >= 12_000).all()


def test_every_listed_public_hospital_is_in_the_table_once(
    facilities: geopandas.GeoDataFrame,
) -> None:
    table = pd.read_csv(BUNDLED / "build" / "tables" / "tertiary_hospitals.csv", dtype=str)
    assert len(table) == 290
    public = table[table["level"] != "private"]
    graded = facilities[facilities["source"].str.contains("tertiary-2024")]
    names = set(graded["name"].str.replace(r"（.*", "", regex=True)) | set(graded["name"])
    regional = public[public["level"] == "regional"]
    missing = [name for name in regional["hospital"] if name.split("（")[0] not in names]
    # The report of 崇州 calls these two by other names.
    assert missing == ["成都市中西医结合医院"] or not missing
    assert not facilities["name"].isin(table.loc[table["level"] == "private", "hospital"]).any()


@pytest.mark.parametrize(
    ("name", "speciality"),
    [
        ("成都市第四人民医院", "psychiatric"),
        ("绵阳市第三人民医院", "psychiatric"),
        ("攀枝花市第三人民医院", "psychiatric"),
        ("湖州市第三人民医院", "psychiatric"),
        ("绍兴市第七人民医院", "psychiatric"),
        ("金华市第二医院", "psychiatric"),
        ("太原市第三人民医院", "infectious"),
        ("太原市第四人民医院", "infectious"),
        ("成都市妇女儿童中心医院", "maternity"),
        ("四川省肿瘤医院", "cancer"),
        ("四川大学华西口腔医院", "dental"),
        ("成都中医药大学附属医院", "tcm"),
        ("青海省藏医院", "tcm"),
        ("四川大学华西医院", "general"),
        ("洪合镇卫生院", "general"),
    ],
)
def test_hospitals_say_which_patients_they_take(
    facilities: geopandas.GeoDataFrame, name: str, speciality: str
) -> None:
    found = facilities[facilities["name"] == name]
    assert set(found["speciality"]) == {speciality}


def test_a_grade_is_known_where_one_is_told(facilities: geopandas.GeoDataFrame) -> None:
    assert facilities["grade_known"].dtype == bool
    assert (facilities["grade_known"] == (facilities["grade"] != "")).all()
    city = facilities[facilities["remark"].str.contains(r"\bcity\b")]
    assert set(city["tier"]) == {Tier.COUNTY}
    assert len(city) > 40
    assert not city["grade_known"].any()


def test_no_hospital_is_mapped_twice_without_a_campus(facilities: geopandas.GeoDataFrame) -> None:
    units = read_units(None)
    prefecture = dict(zip(units["adcode"], units["prefecture"], strict=True))
    hospitals = facilities[facilities["tier"].isin([Tier.REGIONAL, Tier.COUNTY])]
    named = pd.DataFrame(
        {"name": hospitals["name"], "prefecture": hospitals["adcode"].map(prefecture)}
    )
    assert not named.duplicated().any()
    for name in ("湖州市第一医院", "温州医学院附属第一医院", "医科大学附属第二医院"):
        assert name not in set(facilities["name"])
    for name in ("山西省人民医院", "成都市第七人民医院", "温州医科大学附属第二医院"):
        assert (facilities["name"] == name).sum() == 1


def test_a_mapped_city_hospital_takes_the_place_of_an_assumed_one_of_its_district(
    facilities: geopandas.GeoDataFrame,
) -> None:
    assumed = facilities[facilities["id"].str.startswith("assumed-")]
    districts = assumed[assumed["name"].str.endswith("区人民医院")]
    assert len(districts) == 29
    city = facilities["tier"].eq(Tier.REGIONAL) | facilities["remark"].str.contains(r"\bcity\b")
    everybody = facilities["speciality"].isin(["general", "tcm"])
    there = facilities[city & everybody & (facilities["position_source"] == "osm")]
    assert not set(districts["adcode"]) & set(there["adcode"])


def test_what_else_has_to_be_known_is_remarked(facilities: geopandas.GeoDataFrame) -> None:
    remark = facilities.set_index("name")["remark"]
    assert remark["崇州市第二人民医院"].split(";")[0] == "moving"
    assert remark["清徐县第二人民医院"] == "in-preparation"
    # The district of 海东市 has a mapped hospital of the city in place of an assumed one.
    for place in ("玉树州", "海南州"):
        assert "position-shared" in remark[f"{place}省级区域医疗中心"].split(";")
    shared = facilities[facilities["remark"].str.contains("position-shared")]
    assert (shared.groupby(["lon", "lat"]).size() > 1).all()


def test_townships_stand_where_their_villages_did(facilities: geopandas.GeoDataFrame) -> None:
    townships = pd.read_csv(BUNDLED / "townships.csv", dtype={"code": str}, keep_default_na=False)
    further = townships[townships["position_source"] == "shared-villages"]
    assert len(further) == 265
    assert (further["position_error_m"].astype(float) >= 900).all()
    placed = facilities["position_source"] == "shared-villages"
    assert placed.sum() == 264  # 城厢镇 has a hospital on the map
    assert set(facilities.loc[placed, "tier"]) == {Tier.TOWNSHIP}


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
        ("崇州市第二人民医院", Tier.COUNTY, 510184),
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
