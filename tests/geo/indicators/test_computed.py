"""What is computed beside published figures, counted again from the bundled files by pandas."""

import re
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from data.project.project import Layer, LayerKind, bundled_layer, new_project
from data.reference.catalog import BUNDLED, read_facilities
from data.reference.indicators import Comparator, Counterpart, Indicator, indicators
from data.schema import CRS, FacilityColumn, Language, Province, Status, Tier
from geo.indicators.computed import Comparison, comparisons
from geo.indicators.ground import Ground, bundled_ground, project_ground
from geo.indicators.words import computed_text, number_text, published_text, reason_text, value_text
from geo.networks.counts import NetworkCounts


@pytest.fixture(scope="module")
def facilities() -> pd.DataFrame:
    frame = gpd.read_file(BUNDLED / "facilities.gpkg")
    return pd.DataFrame(frame.drop(columns="geometry"))


@pytest.fixture(scope="module")
def compared() -> dict[tuple[int, str], Comparison]:
    found = comparisons(indicators(), bundled_ground())
    return {(each.indicator.place.adcode, each.indicator.title.zh): each for each in found}


def inside(frame: pd.DataFrame, adcode: int) -> pd.DataFrame:
    """Return the rows of a place: codes of counties begin with that of what is above them."""
    start = re.sub(r"(00)+$", "", str(adcode))
    return frame[frame["adcode"].astype(str).str.startswith(start)]


def township_level(frame: pd.DataFrame) -> pd.DataFrame:
    raised = frame["name"].str.contains("卫生院") & (frame["tier"] == "subcentre")
    return frame[(frame["tier"] == "township") | raised]


COUNTS = {
    (510184, "三级甲等县级医院数"): 3,
    (510184, "县域医疗卫生次中心"): 3,
    (510184, "达到优质服务基层行基本标准的卫生院"): 14,
    (510184, "达到优质服务基层行推荐标准的卫生院"): 14,
    (510185, "医共体成员单位"): 30,
    (510185, "三级甲等牵头医院"): 2,
    (510185, "达到优质服务基层行基本标准及以上"): 30,
    (140121, "提档升级村卫生室"): 0,
    (140121, "达到社区医院标准的乡镇卫生院"): 9,
    (140121, "达到基本标准的乡镇卫生院"): 9,
    (330400, "标准化基层医疗机构"): 68,
    (330400, "规范化村卫生室（站）"): 7,
    (330400, "新（改、扩）建村卫生室"): 7,
    (330411, "下属村卫生室"): 0,
    (330482, "基层医疗机构"): 9,
    (630000, "省级区域医疗中心"): 3,
    (630000, "覆盖县级医院"): 43,
    (630000, "覆盖基层机构"): 357,
    (630000, "可提供中（藏）医药服务的机构"): 357,
    (630000, "支撑平台的省级三级医院"): 12,
}


def counted_again(indicator: Indicator, frame: pd.DataFrame) -> int:
    ours = inside(frame, indicator.place.adcode)
    graded = ours[ours["grade"] == "三甲"]
    counted = {
        Counterpart.GRADE_A: graded[graded["tier"] == "county"],
        Counterpart.LEADS: graded[graded["tier"] == "county"],
        Counterpart.COUNTY_HOSPITALS: ours[
            (ours["tier"] == "county") & ~ours["remark"].str.contains(r"\bcity\b")
        ],
        Counterpart.SUBCENTRES: ours[ours["tier"] == "subcentre"],
        Counterpart.PRIMARY: township_level(ours),
        Counterpart.MEMBERS: township_level(ours),
        Counterpart.VILLAGE: ours[ours["tier"] == "village"],
        Counterpart.PROVINCIAL_CENTRES: ours[ours["name"].str.endswith("省级区域医疗中心")],
        # Of the province: those of its capital bear the capital's name.
        Counterpart.TERTIARY_REGIONAL: graded[
            (graded["tier"] == "regional") & ~graded["name"].str.startswith("西宁市")
        ],
    }
    assert indicator.counterpart is not None
    return len(counted[indicator.counterpart])


def test_every_number_of_facilities(
    compared: dict[tuple[int, str], Comparison], facilities: pd.DataFrame
) -> None:
    in_institutions = {
        key
        for key, each in compared.items()
        if each.computed is not None and each.unit == "institutions"
    }
    assert in_institutions == COUNTS.keys()
    for key, count in COUNTS.items():
        each = compared[key]
        assert each.computed == count == counted_again(each.indicator, facilities), key


def test_how_the_counted_are_known(
    compared: dict[tuple[int, str], Comparison], facilities: pd.DataFrame
) -> None:
    for key in COUNTS:
        each = compared[key]
        by_status = each.statements[0].facts["by_status"]
        assert isinstance(by_status, dict)
        assert sum(by_status.values()) == each.computed
        if each.indicator.counterpart is Counterpart.PRIMARY:
            found = township_level(inside(facilities, key[0]))["status"].value_counts()
            assert by_status == {Status(str(name)): count for name, count in found.items()}


def test_townships_without_a_position_are_told(
    compared: dict[tuple[int, str], Comparison],
) -> None:
    unplaced = pd.read_csv(BUNDLED / "unplaced_townships.csv")
    for key, each in compared.items():
        if each.indicator.counterpart in (Counterpart.PRIMARY, Counterpart.MEMBERS):
            told = {s.code: s.facts for s in each.statements}.get("check_unplaced", {})
            assert told.get("count", 0) == len(inside(unplaced, key[0])), key
    # The 75 institutions of Jiaxing are those on the map and those that could not be placed.
    assert 68 + len(inside(unplaced, 330400)) == 75


def test_what_only_the_report_itself_tells_is_no_evidence(
    compared: dict[tuple[int, str], Comparison], facilities: pd.DataFrame
) -> None:
    each = compared[510184, "三级甲等县级医院数"]
    assert (each.difference, each.code) == (0, "check_grade_a")
    assert [s.code for s in each.statements[1:]] == ["check_same_grade", "check_equal"]
    # Of the three only the first is in the list of tertiary hospitals; the map knows no grade.
    graded = inside(facilities, 510184).query("grade == '三甲'")["source"]
    assert graded.str.contains("tertiary-2024").tolist() == [True, False, False]
    assert each.statements[1].facts["count"] == 2
    pinghu = {s.code: s.facts for s in compared[330482, "基层医疗机构"].statements}
    named = township_level(inside(facilities, 330482))["source"]
    assert pinghu["check_same_source"]["count"] == (named == "jiaxing-2026").sum() == 2
    regional = {s.code: s.facts for s in compared[630000, "支撑平台的省级三级医院"].statements}
    assert "check_same_grade" not in regional
    centres = compared[630000, "省级区域医疗中心"].statements[1]
    assert (centres.code, centres.facts["count"]) == ("check_same_source", 3)


def test_sub_centres_among_township_hospitals_are_told(
    compared: dict[tuple[int, str], Comparison],
) -> None:
    told = {
        key: s.facts["count"]
        for key, each in compared.items()
        for s in each.statements
        if s.code == "check_raised"
    }
    assert told == {
        (510184, "达到优质服务基层行基本标准的卫生院"): 3,
        (510184, "达到优质服务基层行推荐标准的卫生院"): 3,
        (510185, "医共体成员单位"): 1,
        (510185, "达到优质服务基层行基本标准及以上"): 1,
    }


def test_beds_and_staff_of_one_hospital(
    compared: dict[tuple[int, str], Comparison], facilities: pd.DataFrame
) -> None:
    (row,) = facilities[facilities["name"] == "洪合镇卫生院"].to_dict("records")
    assert compared[330411, "床位数"].computed == row["beds"] == 70
    assert compared[330411, "医技人员"].computed == row["staff"] == 152
    assert [s.code for s in compared[330411, "床位数"].statements] == [
        "check_beds",
        "check_figure_same_source",
        "check_equal",
    ]


def test_figures_of_the_census(compared: dict[tuple[int, str], Comparison]) -> None:
    units = pd.read_csv(BUNDLED / "county_population.csv")
    jiaxing = inside(units, 330400)["population"].sum()
    signed = compared[330400, "常态化签约服务人数"]
    assert signed.computed == pytest.approx(2_350_000 / jiaxing * 100)
    assert signed.unit == "%"
    assert signed.difference is None
    teams = compared[330400, "家庭医生团队"]
    assert teams.computed == pytest.approx(jiaxing / 988)
    qingxu = inside(units, 140121)["population"].sum()
    assert compared[140121, "家庭医生签约服务团队"].computed == pytest.approx(qingxu / 153)
    nanhu = inside(units, 330402)["share_65_plus"].item()
    assert compared[330402, "65岁以上人口占比"].computed == pytest.approx(nanhu * 100)


def test_the_same_is_said_only_where_the_same_is_counted(
    compared: dict[tuple[int, str], Comparison],
) -> None:
    for each in compared.values():
        alike = not each.indicator.differs and each.indicator.comparator is Comparator.EQUAL
        if each.difference is not None:
            assert alike
            assert each.unit == each.indicator.unit
            assert each.computed is not None
            assert each.difference == each.computed - each.indicator.value
        else:
            assert not {"check_equal", "check_more", "check_fewer"} & {
                s.code for s in each.statements
            }
        if each.indicator.differs and each.computed is not None:
            assert each.statements[-1].code == f"differs_{each.indicator.differs}"


def test_nothing_is_made_up_where_there_is_nothing(
    compared: dict[tuple[int, str], Comparison],
) -> None:
    for each in compared.values():
        if each.indicator.counterpart is None:
            assert each.computed is None
            assert [s.code for s in each.statements] == ["check_nothing"]


NETWORKS = {
    510185: NetworkCounts(1, 3, 2, {Tier.TOWNSHIP: 26, Tier.SUBCENTRE: 1, Tier.VILLAGE: 7}),
    330402: NetworkCounts(2, 2, 0, {Tier.TOWNSHIP: 9}, assumed=2),
    330482: NetworkCounts(1, 1, 0, {Tier.TOWNSHIP: 9}, assumed=1),
    630121: NetworkCounts(1, 1),
    630222: NetworkCounts(2, 2),
}


def test_networks_are_counted_where_they_are_known() -> None:
    ground = replace(bundled_ground(), networks=NETWORKS)
    found = {
        (each.indicator.place.adcode, each.indicator.title.zh): each
        for each in comparisons(indicators(), ground)
    }
    members = found[510185, "医共体成员单位"]
    assert (members.computed, members.code, members.difference) == (27, "check_members", None)
    assert found[510185, "三级甲等牵头医院"].computed == 2
    jiaxing = found[330400, "县域医共体"]
    assert (jiaxing.computed, jiaxing.difference) == (3, -10)
    assert [s.code for s in jiaxing.statements] == [
        "check_networks",
        "check_networks_assumed",
        "check_each_general",
        "check_fewer",
    ]
    assert "10" in reason_text(jiaxing, Language.EN)
    urban = found[330400, "城市医联体"]
    assert (urban.computed, urban.code) == (None, "check_no_urban")
    assert found[630000, "紧密型县域医共体"].computed == 3


def test_networks_that_are_not_known_are_not_counted(
    compared: dict[tuple[int, str], Comparison],
) -> None:
    units = pd.read_csv(BUNDLED / "county_population.csv")
    for key in ((330400, "县域医共体"), (630000, "紧密型县域医共体")):
        each = compared[key]
        assert (each.computed, each.code) == (None, "check_counties_only")
        assert each.statements[0].facts["counties"] == len(inside(units, key[0]))
    codes = [s.code for s in compared[510185, "医共体成员单位"].statements]
    assert codes[0] == "check_primary"
    assert codes[-2:] == ["check_networks_unknown", "differs_members"]


def users_list(places: list[tuple[int, str]]) -> gpd.GeoDataFrame:
    """Return a user's township hospitals from adcode and name."""
    rows = pd.DataFrame({column.value: [""] * len(places) for column in FacilityColumn})
    rows["tier"], rows["status"] = "township", "user"
    rows["adcode"] = [code for code, _ in places]
    rows["name"] = [name for _, name in places]
    rows["lon"], rows["lat"], rows["beds"], rows["staff"] = 104.0, 30.0, np.nan, np.nan
    points = gpd.points_from_xy(rows["lon"], rows["lat"])
    return gpd.GeoDataFrame(rows, geometry=points, crs=CRS)


def bundled_frames(province: Province | None) -> dict[str, gpd.GeoDataFrame]:
    return {tier.value: read_facilities(province, tier) for tier in Tier}


def ground_with(frame: gpd.GeoDataFrame, province: Province | None) -> Ground:
    project = new_project(province)
    township = replace(bundled_layer(Tier.TOWNSHIP), counted=False)
    own = Layer("mine", LayerKind.FACILITIES, "#000000", "mine", None, Tier.TOWNSHIP)
    project = project.with_layer(township).with_layer(own)
    frames = {**bundled_frames(province), "mine": frame}
    return project_ground(project, frames)


def test_a_list_of_the_user_counts_in_place_of_the_bundled_one() -> None:
    frame = users_list([(510184, "甲卫生院"), (510184, "乙卫生院"), (140121, "丙卫生院")])
    found = {
        (each.indicator.place.adcode, each.indicator.title.zh): each
        for each in comparisons(indicators(), ground_with(frame, Province.SICHUAN))
    }
    chongzhou = found[510184, "达到优质服务基层行基本标准的卫生院"]
    # Two of the list and the three bundled sub-centres; no township is assumed or missed.
    assert chongzhou.computed == 5
    assert chongzhou.statements[0].facts["by_status"] == {Status.REPORTED: 3, Status.USER: 2}
    assert "check_unplaced" not in [s.code for s in chongzhou.statements]
    # It is used whole, in a province that is not shown as well.
    assert found[140121, "达到基本标准的乡镇卫生院"].computed == 1
    assert found[630000, "覆盖县级医院"].computed == 43


def test_a_user_may_write_the_grade_in_full() -> None:
    ground = bundled_ground()
    grades = {"三甲": "三级甲等综合医院", "二甲": "二级甲等", "": "三级乙等"}
    facilities = ground.facilities.assign(grade=ground.facilities["grade"].map(grades))
    ours = [each for each in indicators() if each.counterpart is Counterpart.GRADE_A]
    (chongzhou,) = comparisons(ours, replace(ground, facilities=facilities))
    assert chongzhou.computed == 3


@pytest.mark.parametrize("province", [None, Province.QINGHAI])
def test_a_new_project_counts_what_is_bundled(province: Province | None) -> None:
    ground = project_ground(new_project(province), bundled_frames(province))
    everywhere = comparisons(indicators(), bundled_ground())
    found = comparisons(indicators(), ground)
    assert [each.computed for each in found] == [each.computed for each in everywhere]
    assert [each.statements for each in found] == [each.statements for each in everywhere]


def test_a_hospital_that_is_not_on_the_map_has_no_beds() -> None:
    ground = bundled_ground()
    honghe = [each for each in indicators() if each.counterpart is Counterpart.BEDS]
    without = ground.facilities[ground.facilities["name"] != "洪合镇卫生院"]
    (gone,) = comparisons(honghe, replace(ground, facilities=without))
    assert (gone.computed, gone.code) == (None, "check_facility_unknown")
    (unknown,) = comparisons(
        honghe, replace(ground, facilities=ground.facilities.assign(beds=np.nan))
    )
    assert (unknown.computed, unknown.code) == (None, "check_figure_unknown")
    assert "洪合镇卫生院" in reason_text(unknown, Language.ZH)


@pytest.mark.parametrize("language", Language)
def test_every_reason_is_a_sentence(
    compared: dict[tuple[int, str], Comparison], language: Language
) -> None:
    for each in compared.values():
        text = reason_text(each, language)
        assert text.endswith("。" if language is Language.ZH else "."), text
        assert "{" not in text
        assert "Title(" not in text


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (97.2, "%", "97.2 %", "97.2 %"),
        (1.0, "institutions", "1 家", "1 institution"),
        (121_000_000.0, "yuan", "121,000,000 元", "121,000,000 yuan"),
        (13.0, "rank", "第 13 位", "rank 13"),
        (150.0, "m2", "150 平方米", "150 m²"),
    ],
)
def test_values_in_words(value: float, unit: str, zh: str, en: str) -> None:
    assert value_text(value, unit, Language.ZH) == zh
    assert value_text(value, unit, Language.EN) == en


def test_published_figures_keep_every_digit() -> None:
    for indicator in indicators():
        text = published_text(indicator, Language.EN)
        digits = "".join(re.findall(r"[\d.]", text.replace("m²", "")))
        assert float(digits) == indicator.value
        assert text.startswith("≥ ") == (indicator.comparator is Comparator.AT_LEAST)
        assert text.startswith("> ") == (indicator.comparator is Comparator.ABOVE)


def test_quotients_have_four_digits(compared: dict[tuple[int, str], Comparison]) -> None:
    signed = compared[330400, "常态化签约服务人数"]
    assert computed_text(signed, Language.ZH) == "43.51 %"
    assert number_text(2375.4379) == "2,375"
    assert number_text(0.00012345) == "0.0001234"
    assert computed_text(compared[510184, "患者满意度"], Language.EN) == "–"
