"""Referral chains and the nearest of each tier, against geodesics one by one."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.project.project import new_project
from data.reference.catalog import read_units
from data.reference.network_model import LinkKind, Network, NetworkEdit, NetworkEditKind
from data.reference.networks import published_networks, published_supports
from data.schema import Status, Tier
from geo.networks.assemble import networks_of
from geo.networks.facilities import Places, places_of
from geo.networks.referral.chain import Chain, Start
from geo.networks.referral.find_chains import nearest_chain, network_chain, start_of, tiers_above
from geo.networks.referral.table import member_referrals
from geo.study.edited_facilities import EditedFrames
from geo.study.study import bundled_facilities
from tests.toy_networks import GEOD, JIA, UNITS, YI, Facility, geodesic_m, key, places

ORDER = list(Tier)
WORLD: tuple[Facility, ...] = (
    ("甲村", Tier.VILLAGE, 104.005, 30.0, JIA),
    ("甲乡", Tier.TOWNSHIP, 104.02, 30.0, JIA),
    ("外乡", Tier.TOWNSHIP, 104.001, 30.04, YI),
    ("甲县中心", Tier.SUBCENTRE, 104.05, 30.0, JIA),
    ("甲县人民医院", Tier.COUNTY, 104.2, 30.0, JIA),
    ("乙县人民医院", Tier.COUNTY, 104.1, 30.0, YI),
    ("省医院", Tier.REGIONAL, 105.0, 30.0, YI),
)
HOME = Start(104.0, 30.0, JIA)


def names(chain: Chain) -> list[str]:
    return [step.name for step in chain.steps]


@pytest.fixture(scope="module")
def four() -> Places:
    return places_of(new_project(None), EditedFrames(bundled_facilities(None)))


@pytest.fixture(scope="module")
def networks(four: Places) -> tuple[Network, ...]:
    return networks_of(four, read_units(None), published_networks(), published_supports())


def test_the_tiers_above() -> None:
    assert tiers_above(None) == tuple(reversed(ORDER))
    assert tiers_above(Tier.TOWNSHIP) == (Tier.SUBCENTRE, Tier.COUNTY, Tier.REGIONAL)
    assert tiers_above(Tier.REGIONAL) == ()


def test_a_chain_by_distance_takes_the_nearest_of_each_tier() -> None:
    chain = nearest_chain(HOME, places(*WORLD))
    assert names(chain) == ["甲村", "甲乡", "甲县中心", "乙县人民医院", "省医院"]
    stops = [(104.0, 30.0), *((step.lon, step.lat) for step in chain.steps)]
    away = [geodesic_m(one, other) for one, other in pairwise(stops)]
    assert np.allclose([step.distance_m for step in chain.steps], away, rtol=1e-4)
    assert np.allclose([step.cumulative_m for step in chain.steps], np.cumsum(away), rtol=1e-4)
    # It leaves the county at the hospital of the other, and only there.
    assert [step.leaves_county for step in chain.steps] == [False, False, False, True, False]
    assert chain.skipped == ()


def test_inside_the_network_a_chain_follows_its_ties() -> None:
    toy = places(*WORLD)
    chain = network_chain(HOME, toy, networks_of(toy, UNITS, [], []))
    assert names(chain) == ["甲村", "甲乡", "甲县中心", "甲县人民医院", "省医院"]
    assert [step.leaves_county for step in chain.steps] == [False] * 4 + [True]
    assert chain.steps[0].link_status is None
    assert {step.link_status for step in chain.steps[1:]} == {Status.ASSUMED}


def test_tiers_that_there_are_none_of_are_named() -> None:
    toy = places(*(each for each in WORLD if each[1] in (Tier.TOWNSHIP, Tier.COUNTY)))
    found = nearest_chain(HOME, toy), network_chain(HOME, toy, networks_of(toy, UNITS, [], []))
    for chain in found:
        assert [step.tier for step in chain.steps] == [Tier.TOWNSHIP, Tier.COUNTY]
        assert [step.skipped for step in chain.steps] == [(Tier.VILLAGE,), (Tier.SUBCENTRE,)]
        assert chain.skipped == (Tier.REGIONAL,)


def test_nobody_goes_out_of_the_way_to_a_village_clinic_or_sub_centre() -> None:
    far = (
        ("远村", Tier.VILLAGE, 103.5, 30.0, JIA),
        ("远中心", Tier.SUBCENTRE, 103.0, 30.0, JIA),
        *(each for each in WORLD if each[1] not in (Tier.VILLAGE, Tier.SUBCENTRE)),
    )
    chain = nearest_chain(HOME, places(*far))
    assert names(chain) == ["甲乡", "乙县人民医院", "省医院"]
    assert [step.skipped for step in chain.steps] == [(Tier.VILLAGE,), (Tier.SUBCENTRE,), ()]


def test_a_chain_from_a_facility_begins_above_it() -> None:
    toy = places(*WORLD)
    found = networks_of(toy, UNITS, [], [])
    start = start_of(toy, toy.row_of(key(Tier.TOWNSHIP, "甲乡")))
    assert (start.adcode, start.tier, start.name) == (JIA, Tier.TOWNSHIP, "甲乡")
    assert names(nearest_chain(start, toy)) == ["甲县中心", "乙县人民医院", "省医院"]
    assert names(network_chain(start, toy, found)) == ["甲县中心", "甲县人民医院", "省医院"]
    top = start_of(toy, toy.row_of(key(Tier.REGIONAL, "省医院")))
    assert nearest_chain(top, toy) == Chain(top, (), ())
    assert network_chain(top, toy, found) == Chain(top, (), ())


def test_what_the_planner_says_of_a_tie_goes_first() -> None:
    toy = places(*WORLD)
    said = NetworkEdit(
        NetworkEditKind.LINK,
        key(Tier.TOWNSHIP, "甲乡"),
        upper=key(Tier.REGIONAL, "省医院"),
        link=LinkKind.REFERRAL_UP,
    )
    found = networks_of(toy, UNITS, [], [], [said])
    chain = network_chain(start_of(toy, toy.row_of(said.facility)), toy, found)
    assert names(chain) == ["省医院"]
    assert chain.steps[0].skipped == (Tier.SUBCENTRE, Tier.COUNTY)
    assert chain.steps[0].link_status is Status.USER


def test_ties_in_a_circle_end() -> None:
    toy = places(*WORLD)
    town, lead = key(Tier.TOWNSHIP, "甲乡"), key(Tier.COUNTY, "甲县人民医院")
    kind, tie = NetworkEditKind.LINK, LinkKind.REFERRAL_UP
    edits = [
        NetworkEdit(kind, town, upper=lead, link=tie),
        NetworkEdit(kind, lead, upper=town, link=tie),
    ]
    found = networks_of(toy, UNITS, [], [], edits)
    assert names(network_chain(start_of(toy, toy.row_of(town)), toy, found)) == ["甲县人民医院"]


def test_a_county_without_a_network_has_no_chain_inside() -> None:
    toy = places(("甲乡", Tier.TOWNSHIP, 104.0, 30.0, JIA))
    assert network_chain(HOME, toy, networks_of(toy, UNITS, [], [])) == Chain(
        HOME, (), tuple(reversed(ORDER))
    )
    nowhere = dataclasses.replace(HOME, adcode=0)
    assert not any(step.leaves_county for step in nearest_chain(nowhere, toy).steps)


PLACE = st.tuples(
    st.sampled_from(ORDER), st.floats(103, 106), st.floats(29, 31), st.sampled_from([JIA, YI])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PLACE, max_size=20), st.floats(103, 106), st.floats(29, 31))
def test_every_chain_climbs(
    drawn: list[tuple[Tier, float, float, int]], lon: float, lat: float
) -> None:
    toy = places(*((f"f{n}", *each) for n, each in enumerate(drawn)))
    start = Start(lon, lat, JIA)
    found = networks_of(toy, UNITS, [], [])
    chains = nearest_chain(start, toy), network_chain(start, toy, found)
    for chain in chains:
        tiers = [ORDER.index(step.tier) for step in chain.steps]
        assert tiers == sorted(tiers, reverse=True)
        assert sum(step.leaves_county for step in chain.steps) <= 1
        total = sum(step.distance_m for step in chain.steps)
        assert np.isclose(chain.distance_m, total)
        met = [each for step in chain.steps for each in (*step.skipped, step.tier)]
        # Every tier is a step or is named; two hospitals of a county may follow each other.
        assert {*met, *chain.skipped} == set(ORDER)
    # By distance, no tier comes twice.
    assert len({step.tier for step in chains[0].steps}) == len(chains[0].steps)
    present = {Tier(each) for each in toy.tier}
    stepped = {step.tier for step in chains[0].steps}
    assert present - stepped <= {Tier.VILLAGE, Tier.SUBCENTRE}


def test_bundled_steps_are_the_nearest_by_geodesic(four: Places) -> None:
    # Three places apart from each other: in a plain, in the mountains, at a border.
    for start in (Start(103.6, 30.6, 510184), Start(98.2, 33.0, 632626), Start(120.7, 30.7, 0)):
        at, stops = (start.lon, start.lat), nearest_chain(start, four).steps
        assert stops[-1].tier is Tier.REGIONAL
        for step in stops:
            rows = four.counting(step.tier)
            ends = np.full(len(rows), at[0]), np.full(len(rows), at[1])
            away = GEOD.inv(*ends, four.lon[rows], four.lat[rows])[2]
            assert four.keys[rows[int(np.argmin(away))]] == step.facility
            assert np.isclose(step.distance_m, away.min(), rtol=1e-4)
            at = step.lon, step.lat


def test_bundled_chain_inside_a_published_network(
    four: Places, networks: tuple[Network, ...]
) -> None:
    chain = network_chain(Start(103.6, 30.6, 510184), four, networks)
    assert chain.steps[-1].tier is Tier.REGIONAL
    assert [step.leaves_county for step in chain.steps].index(True) == len(chain.steps) - 1
    for lower, upper in pairwise(chain.steps):
        ties = {
            (link.lower, link.upper)
            for each in networks
            for link in each.links
            if link.kind is LinkKind.REFERRAL_UP
        }
        assert (lower.facility, upper.facility) in ties


def test_the_nearest_of_each_tier_by_brute_force(
    four: Places, networks: tuple[Network, ...]
) -> None:
    found = member_referrals(510184, networks, four)
    ours = {each.id: each for each in networks if each.adcode == 510184}
    assert len(found) == sum(
        len(each.members_of(Tier.SUBCENTRE, Tier.TOWNSHIP)) for each in ours.values()
    )
    for referral in found:
        member = referral.member
        assert [each.tier for each in referral.tiers] == list(tiers_above(member.tier))
        for each in referral.tiers:
            rows = four.counting(each.tier).tolist()
            own = {four.row_of(part.facility) for part in ours[referral.network].parts}
            for nearest, among in (
                (each.regardless, rows),
                (each.inside, [row for row in rows if row in own]),
            ):
                if nearest is None:
                    assert not among
                    continue
                here = member.lon, member.lat
                away = {row: geodesic_m(here, (four.lon[row], four.lat[row])) for row in among}
                best = min(away, key=lambda row: away[row])
                assert nearest.facility == four.keys[best]
                assert np.isclose(nearest.distance_m, away[best], rtol=1e-4)
                assert nearest.in_county is bool(four.adcode[best] == 510184)
            if each.inside is not None and each.regardless is not None:
                assert each.regardless.distance_m <= each.inside.distance_m
