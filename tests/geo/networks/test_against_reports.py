"""Published patterns against the map, counts by area and supporters: pandas on the file itself."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.project.project import new_project
from data.reference.catalog import read_facilities, read_townships, read_units, unplaced_townships
from data.reference.network_model import LeadRule, Network, PublishedNetwork, Support
from data.reference.networks import published_networks, published_supports
from data.schema import Language, Province, Status, Tier
from geo.networks.against_reports import (
    Checked,
    Figure,
    PatternCheck,
    check_reasons,
    check_sentences,
    counties_of,
    pattern_check,
)
from geo.networks.assemble import networks_of
from geo.networks.counts import NetworkCounts, counts_by_area
from geo.networks.facilities import Places, places_of
from geo.networks.outside_support import supports_apart
from geo.study.edited_facilities import EditedFrames
from geo.study.study import bundled_facilities
from tests.toy_networks import JIA, UNITS, YI, places

JIAXING, QINGHAI = 330400, 630000
NO_TOWNSHIPS = pd.DataFrame({"adcode": [0][:0]})


@pytest.fixture(scope="module")
def four() -> Places:
    return places_of(new_project(None), EditedFrames(bundled_facilities(None)))


@pytest.fixture(scope="module")
def networks(four: Places) -> tuple[Network, ...]:
    return networks_of(four, read_units(None), published_networks(), published_supports())


@pytest.fixture(scope="module")
def checks(networks: tuple[Network, ...]) -> dict[str, PatternCheck]:
    units, townships, unplaced = read_units(None), read_townships(None), unplaced_townships(None)
    return {
        each.name: pattern_check(each, networks, units, townships, unplaced)
        for each in published_networks()
    }


def test_published_numbers_are_those_of_the_reports(checks: dict[str, PatternCheck]) -> None:
    told = {
        name: [check.figures[what].published for what in Checked] for name, check in checks.items()
    }
    # Networks, leads, county hospitals, township level, villages.
    assert told == {
        "崇州 1+8+N": [1, 1, None, 8, None],
        "崇州 1+7+N": [1, 1, None, 7, None],
        "简阳 2+29+N": [1, 2, None, 29, None],
        "清徐县医疗集团": [1, 1, None, 9, None],
        "嘉兴县域医共体": [13, None, None, 75, 708],
        "青海紧密型县域医共体": [46, None, 62, 389, None],
    }


def test_figures_of_areas_are_those_of_the_facility_table(checks: dict[str, PatternCheck]) -> None:
    frame = read_facilities(None)
    for name, inside in (
        ("嘉兴县域医共体", frame["adcode"] // 100 * 100 == JIAXING),
        ("青海紧密型县域医共体", frame["adcode"] // 10000 * 10000 == QINGHAI),
    ):
        count = frame[inside].groupby("tier").size()
        level = count.get("township", 0) + count.get("subcentre", 0)
        figures = checks[name].figures
        assert figures[Checked.TOWNSHIPS].on_map == level
        assert figures[Checked.VILLAGES].on_map == count["village"]
        assert figures[Checked.COUNTY_HOSPITALS].on_map == count["county"]
        assumed = frame[inside & frame["tier"].isin(["township", "subcentre"])]["status"]
        assert checks[name].assumed_facilities == (assumed == "assumed").sum()
    assert checks["嘉兴县域医共体"].figures[Checked.NETWORKS] == Figure(13, 12)
    assert checks["青海紧密型县域医共体"].figures[Checked.NETWORKS] == Figure(46, 45)
    assert Figure(13, 11).difference == -2
    assert Figure(None, 11).difference is None


def test_townships_of_the_counties_concerned(checks: dict[str, PatternCheck]) -> None:
    townships, lost = read_townships(None), unplaced_townships(None)
    nowhere = set(townships["code"][townships["lon"].isna()])
    placed = set(read_facilities(None)["id"])
    for name, first, digits in (
        ("崇州 1+8+N", "510184", 6),
        ("嘉兴县域医共体", "3304", 4),
        ("青海紧密型县域医共体", "63", 2),
    ):
        inside = townships["code"].astype(str).str[:digits] == first
        codes = lost["code"][lost["code"].astype(str).str[:digits] == first]
        assert checks[name].townships == inside.sum()
        assert checks[name].unplaced == len(codes)
        assert set(codes) <= nowhere
        assert placed.isdisjoint(f"township-{code}" for code in codes)
    assert checks["青海紧密型县域医共体"].counties == 45
    assert checks["嘉兴县域医共体"].counties == 7
    assert checks["崇州 1+7+N"].counties == 1


def test_counties_of_a_record() -> None:
    units = read_units(None)
    prefecture = set(units["adcode"][units["prefecture_adcode"] == JIAXING])
    record = {each.adcode: each for each in published_networks()}
    assert counties_of(record[JIAXING], units) == prefecture
    assert len(counties_of(record[QINGHAI], units)) == len(read_units(Province.QINGHAI))
    assert counties_of(record[140121], units) == {140121}


def test_reasons_name_what_is_so_and_nothing_else(checks: dict[str, PatternCheck]) -> None:
    jiaxing = " ".join(check_reasons(checks["嘉兴县域医共体"], Language.EN))
    assert "names no lead" in jiaxing
    assert "4 urban networks" in jiaxing
    assert "13 county networks in 7 counties" in jiaxing
    chongzhou = " ".join(check_reasons(checks["崇州 1+8+N"], Language.EN))
    assert "The county has 2 networks" in chongzhou
    assert "urban" not in chongzhou
    assert "names no lead" not in chongzhou
    unplaced = checks["清徐县医疗集团"].unplaced
    qingxu = " ".join(check_reasons(checks["清徐县医疗集团"], Language.EN))
    assert ("no known position" in qingxu) == (unplaced > 0)
    assert "1 are sub-centres that by their names are no township hospitals" in qingxu
    assert "sub-centres" not in chongzhou + jiaxing
    for check in checks.values():
        zh, en = (check_sentences(check, language) for language in Language)
        assert len(zh) == len(en) == len(Checked) + len(check_reasons(check, Language.ZH))


def record(**changes: object) -> PublishedNetwork:
    told = PublishedNetwork(
        name="甲 1+2+N",
        adcode=JIA,
        pattern="1+2+N",
        leads=("甲县人民医院",),
        townships=2,
        villages=None,
        county_networks=1,
        urban_networks=0,
        county_hospitals=None,
        lead_rule=LeadRule.NAMED,
        kinds=(),
        source_id="report-1",
    )
    return replace(told, **changes)  # type: ignore[arg-type]


def test_a_lead_that_is_not_at_hand_is_named_as_a_reason() -> None:
    told = record(leads=("甲县第九医院",))
    toy = places(("甲县人民医院", Tier.COUNTY, 104.0, 30.0, JIA))
    check = pattern_check(
        told, networks_of(toy, UNITS, [told], []), UNITS, NO_TOWNSHIPS, NO_TOWNSHIPS
    )
    assert check.missing_leads == ("甲县第九医院",)
    assert "甲县第九医院" in " ".join(check_reasons(check, Language.ZH))


def test_a_county_without_a_hospital_has_no_network_and_that_is_said() -> None:
    told = record(
        adcode=510100, leads=(), lead_rule=LeadRule.ONE_PER_COUNTY, county_networks=2, townships=9
    )
    toy = places(
        ("甲县人民医院", Tier.COUNTY, 104.0, 30.0, JIA),
        ("乙乡", Tier.TOWNSHIP, 104.1, 30.0, YI),
    )
    check = pattern_check(
        told, networks_of(toy, UNITS, [told], []), UNITS, NO_TOWNSHIPS, NO_TOWNSHIPS
    )
    assert (check.counties, check.counties_without) == (2, 1)
    assert check.figures[Checked.NETWORKS] == Figure(2, 1)
    assert check.figures[Checked.LEADS] == Figure(None, 1)
    assert check.figures[Checked.TOWNSHIPS].difference == -9
    assert any("no county hospital" in each for each in check_reasons(check, Language.EN))


def test_support_of_a_hospital_in_no_network_is_not_lost(
    four: Places, networks: tuple[Network, ...]
) -> None:
    apart = supports_apart(networks, four, published_supports())
    outside = [each for each in apart if each.support.outside is not None]
    assert {(each.support.facility, each.support.supporter) for each in outside} == {
        ("青海省人民医院", "西安交通大学第一附属医院"),
        ("青海省中医院", "天津中医药大学第一附属医院"),
    }
    assert all(each.facility is not None and each.supporter is None for each in outside)
    total = len(apart)
    apart = tuple(each for each in apart if each not in outside)
    assert {each.support.facility for each in apart} == {"崇州市妇幼保健院"}
    assert [each.support.supporter for each in apart] == [
        "四川大学华西第二医院",
        "四川省妇幼保健院",
        "成都市妇女儿童中心医院",
    ]
    for each in apart:
        assert each.facility is not None
        assert each.supporter is not None
        assert four.name[four.row_of(each.facility)] == each.support.facility
        assert four.name[four.row_of(each.supporter)] == each.support.supporter
    # Held by a network or apart: every published tie is one of the two. One of a township
    # level is a tie of each of its members.
    held = [
        (four.name[four.row_of(link.lower)], four.name[four.row_of(link.upper)], link.lower)
        for each in networks
        for link in each.links
        if link.status is Status.REPORTED and link.kind.is_support
    ]
    level = {each.supporter for each in published_supports() if each.is_of_townships}
    of_level = [(upper, key) for _, upper, key in held if key.layer in ("subcentre", "township")]
    of_level = [each for each in of_level if each[0] in level]
    assert {upper for upper, _ in of_level} == level
    on_the_map = (four.adcode == 510184) & np.isin(four.tier, (Tier.SUBCENTRE, Tier.TOWNSHIP))
    assert len(of_level) == on_the_map.sum() * len(level)
    assert len(held) - len(of_level) + len(level) + total == len(published_supports())


def test_support_of_somebody_who_is_not_at_hand_is_apart() -> None:
    told = published_supports()[0]
    nowhere = replace(told, facility="没有的医院", adcode=JIA)
    toy = places(("甲县人民医院", Tier.COUNTY, 104.0, 30.0, JIA))
    (apart,) = supports_apart(networks_of(toy, UNITS, [], []), toy, [nowhere])
    assert isinstance(apart.support, Support)
    assert (apart.facility, apart.supporter) == (None, None)


def test_counts_are_those_of_the_networks(four: Places, networks: tuple[Network, ...]) -> None:
    units = read_units(None)
    counts = counts_by_area(networks, four, units)
    assert counts.keys() == {
        *units["adcode"],
        *units["prefecture_adcode"],
        *(province.adcode for province in Province),
    }
    parts = pd.DataFrame(
        [
            {"adcode": each.adcode, "id": each.id, "role": part.role, "tier": part.tier}
            for each in networks
            for part in each.parts
        ]
    )
    for code, whole in ((510184, 1), (JIAXING, 100), (QINGHAI, 10000)):
        ours = parts[parts["adcode"] // whole * whole == code]
        found = counts[code]
        assert found.networks == ours["id"].nunique()
        assert found.leads == (ours["role"] == "lead").sum()
        members = Counter(ours["tier"][ours["role"] == "member"])
        assert dict(found.members) == dict(members)
        level = members[Tier.SUBCENTRE] + members[Tier.TOWNSHIP]
        assert found.township_level == level
    # Both published leads of the county are of grade 三甲 in the facility table.
    assert counts[510184].tertiary_leads == 2
    assert sum(counts[each.adcode].networks for each in Province) == len(networks)


def test_counts_of_a_county_without_a_network_are_none() -> None:
    toy = places(("甲县人民医院", Tier.COUNTY, 104.0, 30.0, JIA), grade="三甲")
    counts = counts_by_area(networks_of(toy, UNITS, [], []), toy, UNITS)
    assert counts[YI] == NetworkCounts()
    assert counts[YI].township_level == 0
    assert counts[510100] == counts[510000] == counts[JIA] == NetworkCounts(1, 1, 1, assumed=1)
