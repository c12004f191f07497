"""Published numbers of members, twinning and support, on worlds small enough to check by hand."""

import numpy as np

from data.reference.network_model import (
    LeadRule,
    LinkKind,
    Network,
    NetworkEdit,
    NetworkEditKind,
    PublishedNetwork,
    Support,
)
from data.schema import Language, Status, Tier, Title
from geo.networks.assemble import networks_of
from geo.networks.facilities import Places
from geo.networks.outside_support import supporter_text, supports_apart
from geo.networks.referral.chain import Start
from geo.networks.referral.find_chains import nearest_chain
from tests.toy_networks import JIA, UNITS, YI, key, places

WEST, EAST = "甲县人民医院", "甲县中医院"


def published(
    name: str, lead: str, townships: int | None, twins: tuple[str, ...] = ()
) -> PublishedNetwork:
    kinds = (LinkKind.MANAGEMENT, *([LinkKind.TWINNING] if twins else []))
    return PublishedNetwork(
        name, JIA, name, (lead,), townships, None, 1, 0, None, LeadRule.NAMED, kinds, "r", twins
    )


def county() -> Places:
    """Two leads 10 km apart; of five townships four are nearer to the one in the west."""
    towns = [104.00, 104.01, 104.02, 104.04, 104.09]
    return places(
        (WEST, Tier.COUNTY, 104.0, 30.0, JIA),
        (EAST, Tier.COUNTY, 104.1, 30.0, JIA),
        *((f"乡{n}", Tier.TOWNSHIP, lon, 30.01, JIA) for n, lon in enumerate(towns)),
    )


def members(network: Network) -> list[str]:
    return [part.name for part in network.members_of(Tier.TOWNSHIP)]


def test_the_members_nearest_to_the_other_lead_change_over() -> None:
    told = [published("西", WEST, 3), published("东", EAST, 2)]
    west, east = networks_of(county(), UNITS, told, [])
    assert members(west) == ["乡0", "乡1", "乡2"]
    assert members(east) == ["乡3", "乡4"]
    moved = east.part_of(key(Tier.TOWNSHIP, "乡3"))
    assert moved is not None
    assert moved.membership is Status.ASSUMED
    assert moved.parent == east.leads[0].facility


def test_nobody_changes_over_where_no_number_is_published_or_all_are_kept() -> None:
    for numbers in ((None, None), (4, 1), (5, 5), (1, None)):
        told = [
            published(name, lead, number)
            for name, lead, number in zip("西东", (WEST, EAST), numbers, strict=True)
        ]
        west, east = networks_of(county(), UNITS, told, [])
        assert (len(members(west)), len(members(east))) == (4, 1), numbers


def test_what_the_planner_says_moves_none_but_the_one_it_is_said_of() -> None:
    told = [published("西", WEST, 3), published("东", EAST, 2)]
    edit = NetworkEdit(
        NetworkEditKind.ASSIGN, key(Tier.TOWNSHIP, "乡0"), network=f"{JIA}-2", source="user"
    )
    west, east = networks_of(county(), UNITS, told, [], [edit])
    assert members(west) == ["乡1", "乡2"]
    assert members(east) == ["乡0", "乡3", "乡4"]


def test_each_township_is_twinned_with_the_nearest_of_the_hospitals_named() -> None:
    told = [published("西", WEST, None, (WEST, "甲县第二人民医院"))]
    toy = places(
        (WEST, Tier.COUNTY, 104.0, 30.0, JIA),
        ("甲县第二人民医院", Tier.SUBCENTRE, 104.1, 30.0, JIA),
        ("近乡", Tier.TOWNSHIP, 104.01, 30.0, JIA),
        ("远乡", Tier.TOWNSHIP, 104.09, 30.0, JIA),
    )
    (network,) = networks_of(toy, UNITS, told, [])
    twinned = [link for link in network.links if link.kind is LinkKind.TWINNING]
    assert {(link.lower.id, link.upper.id) for link in twinned} == {
        ("近乡", WEST),
        ("远乡", "甲县第二人民医院"),
    }
    # That they are twinned is told; which with which is not.
    assert {(link.status, link.source) for link in twinned} == {(Status.ASSUMED, "r")}


def test_support_of_the_township_level_is_a_tie_of_each_of_its_members() -> None:
    toy = places(
        ("省医院", Tier.REGIONAL, 104.5, 30.0, JIA + 1),
        (WEST, Tier.COUNTY, 104.0, 30.0, JIA),
        ("中心", Tier.SUBCENTRE, 104.05, 30.0, JIA),
        ("乡", Tier.TOWNSHIP, 104.01, 30.0, JIA),
        ("村", Tier.VILLAGE, 104.01, 30.0, JIA),
    )
    tie = Support("", JIA, "省医院", JIA + 1, LinkKind.ALLIANCE, "r")
    (network,) = networks_of(toy, UNITS, [], [tie])
    lower = {link.lower.id for link in network.links if link.kind is LinkKind.ALLIANCE}
    assert lower == {"中心", "乡"}
    assert supports_apart([network], toy, [tie]) == ()


def test_a_supporter_outside_the_map_is_named_with_its_city() -> None:
    toy = places((WEST, Tier.COUNTY, 104.0, 30.0, JIA))
    city = Title("西安市", "Xi'an")
    tie = Support(WEST, JIA, "外省医院", 610113, LinkKind.ALLIANCE, "r", city)
    networks = networks_of(toy, UNITS, [], [tie])
    (apart,) = supports_apart(networks, toy, [tie])
    assert (apart.facility, apart.supporter) == (key(Tier.COUNTY, WEST), None)
    assert "outside the map" in supporter_text(tie, Language.EN)
    assert "西安市" in supporter_text(tie, Language.ZH)


def with_counts(toy: Places, *apart: str) -> Places:
    toy.counts[:] = ~np.isin(toy.name, apart)
    return toy


def test_a_lead_is_supported_by_one_that_takes_everybody() -> None:
    toy = places(
        (WEST, Tier.COUNTY, 104.0, 30.0, JIA),
        ("精神病医院", Tier.REGIONAL, 104.1, 30.0, JIA + 1),
        ("市医院", Tier.REGIONAL, 104.5, 30.0, JIA + 1),
    )
    (network,) = networks_of(with_counts(toy, "精神病医院"), UNITS, [], [])
    assert [part.name for part in network.supporters] == ["市医院"]
    (every,) = networks_of(with_counts(toy), UNITS, [], [])
    assert [part.name for part in every.supporters] == ["精神病医院"]


def test_a_referral_chain_leads_past_a_hospital_for_some_patients_alone() -> None:
    toy = places(
        ("妇幼医院", Tier.COUNTY, 104.0, 30.0, JIA),
        (WEST, Tier.COUNTY, 104.1, 30.0, JIA),
        ("市医院", Tier.REGIONAL, 104.5, 30.0, JIA),
    )
    start = Start(104.0, 30.0, JIA)
    steps = nearest_chain(start, with_counts(toy, "妇幼医院")).steps
    assert [step.name for step in steps] == [WEST, "市医院"]
    assert nearest_chain(start, with_counts(toy)).steps[0].name == "妇幼医院"


def test_a_district_without_a_hospital_of_its_own_is_led_by_one_of_the_city() -> None:
    toy = places(
        ("市医院", Tier.REGIONAL, 104.0, 30.0, JIA),
        ("街道", Tier.TOWNSHIP, 104.0, 30.0, JIA),
        ("乙县人民医院", Tier.COUNTY, 104.9, 30.0, YI),
    )
    assert [each.adcode for each in networks_of(toy, UNITS, [], [])] == [YI]
    district = UNITS.assign(name=["甲区", "乙县"])
    network, _ = networks_of(toy, district, [], [])
    assert network.adcode == JIA
    assert [lead.name for lead in network.leads] == ["市医院"]
    assert members(network) == ["街道"]
