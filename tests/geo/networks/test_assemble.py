"""Networks: the reports' own, those assumed, and what a planner says, against brute force."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.facility_key import FacilityKey
from data.project.network_edits import with_network_edits
from data.project.project import new_project
from data.reference.catalog import Level, read_boundaries, read_units
from data.reference.counties import county_rows
from data.reference.network_model import (
    LeadRule,
    LinkKind,
    Network,
    NetworkEdit,
    NetworkEditKind,
    PublishedNetwork,
    Role,
)
from data.reference.networks import published_networks, published_supports
from data.schema import CRS, FacilityColumn, Status, Tier
from geo.networks.assemble import networks_of
from geo.networks.facilities import Places, places_of
from geo.study.edited_facilities import EditedFrames
from geo.study.study import load_study

GEOD = pyproj.Geod(ellps="WGS84")
COUNTY = 990101
TOWNSHIP_LEVEL = (Tier.SUBCENTRE, Tier.TOWNSHIP)
UNITS = pd.DataFrame(
    {
        "adcode": [COUNTY, COUNTY + 1],
        "name": ["甲县", "乙县"],
        "pinyin": ["Jia County", "Yi County"],
    }
)
TOLD = PublishedNetwork(
    name="甲 1+2+N",
    adcode=COUNTY,
    pattern="1+2+N",
    leads=("甲县人民医院", "甲县中医院"),
    townships=2,
    villages=None,
    county_networks=1,
    urban_networks=0,
    county_hospitals=None,
    lead_rule=LeadRule.NAMED,
    kinds=(LinkKind.MANAGEMENT, LinkKind.TELEMEDICINE, LinkKind.REFERRAL_DOWN),
    source_id="report-1",
)


def world(*facilities: tuple[str, Tier, float, float, int]) -> Places:
    """Return facilities of name, tier, lon, lat and county."""
    frames = {}
    for tier in Tier:
        ours = [each for each in facilities if each[1] is tier]
        table = pd.DataFrame(
            {column.value: [""] * len(ours) for column in FacilityColumn}, dtype=object
        )
        for column, values in (
            ("id", [each[0] for each in ours]),
            ("name", [each[0] for each in ours]),
            ("tier", [tier.value] * len(ours)),
            ("lon", [each[2] for each in ours]),
            ("lat", [each[3] for each in ours]),
            ("adcode", [each[4] for each in ours]),
            ("status", ["mapped"] * len(ours)),
        ):
            table[column] = values
        points = gpd.points_from_xy(table["lon"], table["lat"])
        frames[tier.value] = gpd.GeoDataFrame(table, geometry=points, crs=CRS)
    return places_of(new_project(None), EditedFrames(frames))


def key(tier: Tier, name: str) -> FacilityKey:
    return FacilityKey(tier.value, name)


TOY = (
    ("甲县人民医院", Tier.COUNTY, 104.0, 30.0, COUNTY),
    ("甲县中医院", Tier.COUNTY, 104.2, 30.0, COUNTY),
    ("省医院", Tier.REGIONAL, 105.0, 30.0, COUNTY + 1),
    ("东乡", Tier.TOWNSHIP, 104.19, 30.02, COUNTY),
    ("西乡", Tier.TOWNSHIP, 104.01, 30.02, COUNTY),
    ("中心", Tier.SUBCENTRE, 104.03, 30.03, COUNTY),
    ("西村", Tier.VILLAGE, 104.012, 30.021, COUNTY),
    # Nearer to a lead of the first county, but of another.
    ("外乡", Tier.TOWNSHIP, 104.001, 30.0, COUNTY + 1),
)


@pytest.fixture(scope="module")
def four() -> Places:
    study = load_study(None)
    return places_of(new_project(None), EditedFrames(study.facilities))


@pytest.fixture(scope="module")
def networks(four: Places) -> tuple[Network, ...]:
    return networks_of(four, read_units(None), published_networks(), published_supports())


def test_members_go_to_the_nearest_lead_in_their_county() -> None:
    (network,) = networks_of(world(*TOY), UNITS, [TOLD], [])
    parents = {part.name: part.parent for part in network.members}
    assert parents == {
        "东乡": key(Tier.COUNTY, "甲县中医院"),
        "西乡": key(Tier.COUNTY, "甲县人民医院"),
        "中心": key(Tier.COUNTY, "甲县人民医院"),
        "西村": key(Tier.TOWNSHIP, "西乡"),
    }
    assert {part.membership for part in network.members} == {Status.ASSUMED}
    assert [lead.membership for lead in network.leads] == [Status.REPORTED] * 2
    assert network.status is Status.REPORTED


def test_links_are_of_the_kinds_that_are_published_or_assumed() -> None:
    (network,) = networks_of(world(*TOY), UNITS, [TOLD], [])
    ties = {(link.lower.id, link.upper.id, link.kind): link for link in network.links}
    west, lead = "西乡", "甲县人民医院"
    assert ties[west, lead, LinkKind.MANAGEMENT].source == "report-1"
    assert ties[west, lead, LinkKind.MANAGEMENT].status is Status.ASSUMED
    assert (west, lead, LinkKind.TELEMEDICINE) in ties
    assert (west, lead, LinkKind.RECOGNITION) not in ties
    # The sub-centre is nearer than the lead, so a referral goes there.
    assert ties["西乡", "中心", LinkKind.REFERRAL_UP].source == ""
    assert ties["西乡", "中心", LinkKind.REFERRAL_DOWN].source == "report-1"
    assert ("西村", "西乡", LinkKind.REFERRAL_UP) in ties
    assert ("西村", lead, LinkKind.TELEMEDICINE) not in ties
    assert ties[lead, "省医院", LinkKind.REFERRAL_UP].status is Status.ASSUMED
    assert [part.name for part in network.supporters] == ["省医院"]


def test_without_a_report_the_peoples_hospital_leads() -> None:
    (network,) = networks_of(world(*TOY), UNITS, [], [])
    assert [lead.name for lead in network.leads] == ["甲县人民医院"]
    assert network.leads[0].membership is Status.ASSUMED
    assert network.name.zh == "甲县医共体"
    assert {part.name for part in network.members_of(Tier.COUNTY)} == {"甲县中医院"}


def test_leads_that_are_not_at_hand_are_told_and_another_is_assumed() -> None:
    told = replace(TOLD, leads=("甲县第九医院",))
    (network,) = networks_of(world(*TOY), UNITS, [told], [])
    assert network.missing_leads == ("甲县第九医院",)
    assert network.status is Status.ASSUMED
    assert [lead.name for lead in network.leads] == ["甲县人民医院"]


def test_a_planner_moves_members_and_makes_networks() -> None:
    edits = (
        NetworkEdit(
            NetworkEditKind.CREATE,
            key(Tier.COUNTY, "甲县中医院"),
            "user-1",
            name="新",
            adcode=COUNTY,
        ),
        NetworkEdit(NetworkEditKind.ASSIGN, key(Tier.TOWNSHIP, "西乡"), "user-1"),
        NetworkEdit(NetworkEditKind.ASSIGN, key(Tier.SUBCENTRE, "中心"), ""),
        NetworkEdit(NetworkEditKind.ASSIGN, key(Tier.TOWNSHIP, "没有"), "user-1"),
        NetworkEdit(
            NetworkEditKind.LINK,
            key(Tier.TOWNSHIP, "西乡"),
            upper=key(Tier.REGIONAL, "省医院"),
            link=LinkKind.TELEMEDICINE,
        ),
    )
    old, new = networks_of(world(*TOY), UNITS, [TOLD], [], edits)
    assert [lead.name for lead in old.leads] == ["甲县人民医院"]
    assert [lead.name for lead in new.leads] == ["甲县中医院"]
    assert (new.status, new.name.en) == (Status.USER, "新")
    assert {part.name: part.membership for part in new.members} == {
        "东乡": Status.ASSUMED,
        "西乡": Status.USER,
        "西村": Status.ASSUMED,
    }
    ties = {(link.lower.id, link.upper.id, link.kind, link.status) for link in new.links}
    assert ("西乡", "省医院", LinkKind.TELEMEDICINE, Status.USER) in ties
    assert all(part.name != "中心" for each in (old, new) for part in each.parts)


def test_a_link_is_taken_away() -> None:
    west, lead = key(Tier.TOWNSHIP, "西乡"), key(Tier.COUNTY, "甲县人民医院")
    gone = NetworkEdit(NetworkEditKind.UNLINK, west, upper=lead, link=LinkKind.TELEMEDICINE)
    (network,) = networks_of(world(*TOY), UNITS, [TOLD], [], [gone])
    ties = {(link.lower, link.kind) for link in network.links}
    assert (west, LinkKind.TELEMEDICINE) not in ties
    assert (west, LinkKind.MANAGEMENT) in ties


def lead_of(network: Network, facility: FacilityKey) -> FacilityKey:
    """Climb from parent to parent, no longer than there are parts."""
    for _ in network.parts:
        part = network.part_of(facility)
        assert part is not None
        if part.role is Role.LEAD:
            return facility
        assert part.parent is not None
        facility = part.parent
    raise AssertionError(f"{facility} never comes to a lead")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_cycle_and_every_member_reaches_a_lead(data: st.DataObject) -> None:
    place = st.tuples(
        st.sampled_from(list(Tier)),
        st.floats(103, 106),
        st.floats(29, 31),
        st.sampled_from([COUNTY, COUNTY + 1]),
    )
    drawn = data.draw(st.lists(place, min_size=1, max_size=25))
    facilities = [(f"f{n}", *each) for n, each in enumerate(drawn)]
    keys = [key(each[1], each[0]) for each in facilities]
    edit = st.builds(
        NetworkEdit,
        st.sampled_from(list(NetworkEditKind)),
        st.sampled_from(keys),
        st.sampled_from(["user-1", f"{COUNTY}-1", f"{COUNTY + 1}-1", "", "none"]),
        upper=st.sampled_from(keys),
        link=st.sampled_from([LinkKind.MANAGEMENT, LinkKind.REFERRAL_UP]),
        adcode=st.just(COUNTY),
    )
    edits = data.draw(st.lists(edit, max_size=8))
    if data.draw(st.booleans()):
        edits = list(with_network_edits((), edits))
    found = networks_of(world(*facilities), UNITS, [], [], edits)
    seen: list[FacilityKey] = []
    for network in found:
        assert network.leads
        for part in (*network.leads, *network.members):
            lead_of(network, part.facility)
            seen.append(part.facility)
    assert len(seen) == len(set(seen))


def test_a_lead_that_is_assigned_leads_no_more() -> None:
    places = world(*TOY)
    moved = NetworkEdit(
        NetworkEditKind.ASSIGN, key(Tier.COUNTY, "甲县中医院"), f"{COUNTY}-1", source="user"
    )
    (network,) = networks_of(places, UNITS, [TOLD], [], [moved])
    assert [lead.name for lead in network.leads] == ["甲县人民医院"]
    part = network.part_of(key(Tier.COUNTY, "甲县中医院"))
    assert part is not None
    assert (part.role, part.membership) == (Role.MEMBER, Status.USER)
    last = NetworkEdit(NetworkEditKind.ASSIGN, key(Tier.COUNTY, "甲县人民医院"), "")
    assert networks_of(places, UNITS, [TOLD], [], [moved, last]) == ()


def test_an_edit_of_a_network_that_there_is_not_does_nothing() -> None:
    places = world(*TOY)
    lost = NetworkEdit(NetworkEditKind.ASSIGN, key(Tier.TOWNSHIP, "西乡"), "user-9")
    assert networks_of(places, UNITS, [TOLD], [], [lost]) == networks_of(places, UNITS, [TOLD], [])


def test_a_member_stands_under_the_one_that_manages_it() -> None:
    west, clinic = key(Tier.TOWNSHIP, "西乡"), key(Tier.VILLAGE, "西村")
    other, east = key(Tier.COUNTY, "甲县中医院"), key(Tier.TOWNSHIP, "东乡")
    manage = LinkKind.MANAGEMENT
    edits = [
        NetworkEdit(NetworkEditKind.LINK, west, upper=other, link=manage),
        NetworkEdit(NetworkEditKind.LINK, clinic, upper=east, link=manage),
        # A township hospital stands under no other, whatever is said.
        NetworkEdit(NetworkEditKind.LINK, east, upper=west, link=manage),
    ]
    (network,) = networks_of(world(*TOY), UNITS, [TOLD], [], edits)
    parents = {part.facility: part.parent for part in network.members}
    assert (parents[west], parents[clinic], parents[east]) == (other, east, other)
    managed = [link.upper for link in network.links if (link.lower, link.kind) == (west, manage)]
    assert managed == [other]


def test_every_published_lead_stands_inside_its_county(networks: tuple[Network, ...]) -> None:
    counties = read_boundaries(Level.COUNTY, None)
    polygons = counties.geometry.to_numpy(dtype=object)
    codes = counties["adcode"].to_numpy()
    told = [each for each in networks if each.published is not None]
    assert {each.published.name for each in told if each.published} == {
        each.name for each in published_networks()
    }
    for network in told:
        assert network.leads, network.id
        assert not network.missing_leads
        lon = np.array([lead.lon for lead in network.leads])
        lat = np.array([lead.lat for lead in network.leads])
        assert (codes[county_rows(lon, lat, polygons)] == network.adcode).all(), network.id


def test_published_leads_are_found_by_their_names(networks: tuple[Network, ...]) -> None:
    named = {name for each in published_networks() for name in each.leads}
    reported = {
        lead.name for each in networks for lead in each.leads if lead.membership is Status.REPORTED
    }
    assert reported == named


def test_bundled_members_stand_under_the_nearest_lead(networks: tuple[Network, ...]) -> None:
    checked = 0
    for network in networks:
        # In 崇州 the published numbers of members go before distance.
        if network.adcode not in (510182, 510185, 330481):
            continue
        rivals = [lead for each in networks if each.adcode == network.adcode for lead in each.leads]
        for member in network.members_of(Tier.SUBCENTRE, Tier.TOWNSHIP):
            if member.membership is not Status.ASSUMED:
                continue
            nearest = min(
                rivals, key=lambda lead: GEOD.inv(member.lon, member.lat, lead.lon, lead.lat)[2]
            )
            assert member.parent == nearest.facility
            checked += 1
    assert checked > 40


def test_each_facility_is_in_one_network_at_most(
    networks: tuple[Network, ...], four: Places
) -> None:
    inside = [p.facility for each in networks for p in (*each.leads, *each.members)]
    assert len(inside) == len(set(inside))
    townships = [four.keys[row] for row in four.of_tiers(Tier.TOWNSHIP)]
    assert set(townships) <= set(inside)


def test_networks_of_the_reports_are_as_the_map_holds_them(networks: tuple[Network, ...]) -> None:
    by_name = {each.name.zh: each for each in networks}
    chongzhou = [by_name["崇州 1+8+N"], by_name["崇州 1+7+N"]]
    assert sum(len(each.members_of(Tier.SUBCENTRE)) for each in chongzhou) == 3
    trust = [link for link in chongzhou[0].links if link.kind is LinkKind.TRUSTEESHIP]
    assert [link.status for link in trust] == [Status.REPORTED]
    # One of the fifteen townships has no known seat.
    assert [len(each.members_of(*TOWNSHIP_LEVEL)) for each in chongzhou] == [8, 6]
    # Two support the township level of the county, whichever network it is in.
    of_townships = {"四川省人民医院", "成都市妇女儿童中心医院"}
    assert {part.name for part in chongzhou[0].supporters} == of_townships
    assert {part.name for part in chongzhou[1].supporters} == of_townships | {
        "成都市第一人民医院",
        "四川大学华西医院",
        "成都中医药大学附属医院",
    }
    qingxu = by_name["清徐县医疗集团"]
    assert {part.name for part in qingxu.members if part.membership is Status.REPORTED} == {
        "清徐县第二人民医院",
        "清徐县中医院",
        "清徐县妇幼保健计划生育服务中心",
        "清源镇卫生院",
    }
    qinghai = [each for each in networks if each.adcode // 10000 == 63]
    centres = {"青海省人民医院", "青海省中医院"} | {
        f"{place}省级区域医疗中心" for place in ("海东市", "海南州", "玉树州")
    }
    up = {part.name for each in qinghai for part in each.supporters}
    assert up == centres
    for each in qinghai:
        kinds = {link.kind for link in each.links if link.lower == each.leads[0].facility}
        if each.leads[0].tier is Tier.REGIONAL:
            # It leads a district without a hospital of its own, and refers to none above it.
            assert kinds == set()
            continue
        assert kinds == {LinkKind.REFERRAL_UP, LinkKind.TELEMEDICINE}
