"""The published networks: every row of the reference, and what this project adds to it."""

import csv
from pathlib import Path

import pytest

from data.reference.catalog import BUNDLED, read_units
from data.reference.network_model import LeadRule, LinkKind
from data.reference.networks import published_networks, published_supports
from data.schema import Title
from resources import FOLDER

REFERENCE = FOLDER.parent.parent / "shared" / "reference"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_published_network_is_there_with_its_pattern_and_leads() -> None:
    found = {each.name: each for each in published_networks()}
    assert found["崇州 1+8+N"].leads == ("崇州市人民医院",)
    assert found["崇州 1+7+N"].townships == 7
    assert found["简阳 2+29+N"].leads == ("简阳市人民医院", "简阳市中医医院")
    assert found["简阳 2+29+N"].townships == 29
    assert found["清徐县医疗集团"].townships == 9
    assert found["嘉兴县域医共体"].networks == 17
    assert found["嘉兴县域医共体"].villages == 708
    assert found["青海紧密型县域医共体"].county_networks == 46
    assert found["青海紧密型县域医共体"].county_hospitals == 62


def test_numbers_of_networks_agree_with_the_published_indicators() -> None:
    figures = {
        (row["adcode"], row["indicator_zh"]): row["value"]
        for row in rows(BUNDLED / "published_indicators.csv")
    }
    found = {each.adcode: each for each in published_networks()}
    assert figures["330400", "县域医共体"] == str(found[330400].county_networks)
    assert figures["330400", "城市医联体"] == str(found[330400].urban_networks)
    assert figures["630000", "紧密型县域医共体"] == str(found[630000].county_networks)
    assert figures["630000", "覆盖县级医院"] == str(found[630000].county_hospitals)
    assert figures["630000", "覆盖基层机构"] == str(found[630000].townships)
    assert figures["510185", "医共体成员单位"] == str(found[510185].townships)


def test_only_networks_whose_leads_are_named_are_taken_by_name() -> None:
    for each in published_networks():
        assert bool(each.leads) == (each.lead_rule is LeadRule.NAMED), each.name
        assert not any(kind.is_support for kind in each.kinds)


def test_supporters_are_told_by_kind_and_stand_in_other_counties() -> None:
    known = set(read_units(None)["adcode"])
    supports = published_supports()
    assert {each.kind for each in supports} == {
        LinkKind.TRUSTEESHIP,
        LinkKind.ALLIANCE,
        LinkKind.SPECIALTY,
    }
    outside = {each.supporter: each.outside for each in supports if each.outside}
    assert outside == {
        "西安交通大学第一附属医院": Title("西安市", "Xi'an"),
        "天津中医药大学第一附属医院": Title("天津市", "Tianjin"),
    }
    for each in supports:
        assert each.adcode in known
        assert (each.supporter_adcode in known) is (each.outside is None)
        assert each.adcode != each.supporter_adcode
        assert each.kind.is_support


def test_supporters_are_those_named_in_the_reports() -> None:
    table = BUNDLED / "build" / "tables" / "named_facilities.csv"
    named = {row["name"] for row in rows(table) if row["role"] == "supporter"}
    on_the_map = [each for each in published_supports() if each.outside is None]
    assert {each.supporter for each in on_the_map} == named


def test_two_hospitals_support_the_township_level_of_a_county() -> None:
    level = [each for each in published_supports() if each.is_of_townships]
    assert [(each.adcode, each.supporter) for each in level] == [
        (510184, "四川省人民医院"),
        (510184, "成都市妇女儿童中心医院"),
    ]


def test_hospitals_that_are_twinned_with_townships_are_named() -> None:
    twins = {each.name: each.twins for each in published_networks() if each.twins}
    assert twins == {"清徐县医疗集团": ("清徐县人民医院", "清徐县第二人民医院")}
    kinds = {each.name: each.kinds for each in published_networks()}
    assert LinkKind.TWINNING in kinds["清徐县医疗集团"]


@pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the reference tables are not beside the project"
)
def test_the_bundled_networks_are_the_reference() -> None:
    assert rows(BUNDLED / "networks.csv") == rows(REFERENCE / "networks.csv")
