"""People of networks and single points of failure: brute force, and remove and count again."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.project.project import new_project
from data.reference.catalog import read_units
from data.reference.demand import Demand, read_demand
from data.reference.network_model import Network, Role
from data.reference.networks import published_networks, published_supports
from data.schema import Province, Tier
from geo.distance.nearest import nearest_distance_m
from geo.networks.assemble import networks_of
from geo.networks.catchments import (
    NO_NETWORK,
    NetworkPeople,
    catchments_of,
    demand_of_counties,
    people_of_networks,
)
from geo.networks.facilities import Places, places_of
from geo.networks.single_points_of_failure import (
    most_critical,
    people_on_single_leads,
    rows_of_counties,
    rows_of_network,
    tier_losses,
)
from geo.progress import Cancelled
from geo.study.edited_facilities import EditedFrames
from geo.study.study import bundled_facilities
from tests.toy_networks import GEOD, JIA, UNITS, YI, demand, geodesic_m, places

QINGHAI = Province.QINGHAI
TOY = places(
    ("甲县人民医院", Tier.COUNTY, 104.0, 30.0, JIA),
    ("西乡", Tier.TOWNSHIP, 103.9, 30.0, JIA),
    ("乙县人民医院", Tier.COUNTY, 104.1, 30.0, YI),
    ("东村", Tier.VILLAGE, 104.09, 30.0, JIA),
)
Floats = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def four() -> Places:
    return places_of(new_project(None), EditedFrames(bundled_facilities(None)))


@pytest.fixture(scope="module")
def networks(four: Places) -> tuple[Network, ...]:
    return networks_of(four, read_units(None), published_networks(), published_supports())


@pytest.fixture(scope="module")
def qinghai() -> Demand:
    return read_demand(QINGHAI)


def stop(fraction: float) -> None:
    raise Cancelled


def away_m(lon: Floats, lat: Floats, sites: list[tuple[float, float]]) -> Floats:
    """Return the geodesic distance of each place to each site, without our own code."""
    columns = [
        GEOD.inv(lon, lat, np.full(len(lon), site[0]), np.full(len(lon), site[1]))[2]
        for site in sites
    ]
    return np.column_stack(columns)


def test_who_is_whose_on_a_toy_world() -> None:
    found = networks_of(TOY, UNITS, [], [])
    # At the border of the first county, and one place of the second; a village makes nobody's.
    people = demand([104.09, 103.95, 103.91, 104.0], [30.0] * 4, [8, 4, 2, 1], [0, 0, 0, 1])
    catchments = catchments_of(people, found)
    assert [found[row].adcode for row in catchments.network] == [JIA, JIA, JIA, YI]
    assert people_of_networks(people, found, catchments) == {
        f"{JIA}-1": NetworkPeople(14.0, 8.0),
        f"{YI}-1": NetworkPeople(1.0, 1.0),
    }
    assert catchments.places_of(f"{JIA}-1").tolist() == [0, 1, 2]
    assert catchments.places_of("no such").tolist() == []
    assert NetworkPeople(14.0, 8.0).share == 8 / 14
    assert np.isnan(NetworkPeople(0.0, 0.0).share)


def test_nowhere_and_in_no_county_is_nobodys() -> None:
    found = networks_of(TOY, UNITS, [], [])
    people = demand([np.nan, 104.0, 104.0], [30.0] * 3, [1, 1, 1], [0, -1, 0])
    assert catchments_of(people, found).network.tolist() == [NO_NETWORK, NO_NETWORK, 0]
    empty = catchments_of(people, ())
    assert empty.network.tolist() == [NO_NETWORK] * 3
    assert people_of_networks(people, (), empty) == {}


def test_two_leads_on_one_spot_are_equally_near() -> None:
    toy = places(
        ("甲县人民医院", Tier.COUNTY, 104.0, 30.0, JIA),
        ("乙县人民医院", Tier.COUNTY, 104.0, 30.0, YI),
    )
    found = networks_of(toy, UNITS, [], [])
    people = demand([104.1, 104.2], [30.0, 30.0], [8, 4], [0, 1])
    served = people_of_networks(people, found, catchments_of(people, found))
    assert {each.nearer_other_lead for each in served.values()} == {0.0}


def test_bundled_catchments_by_brute_force(qinghai: Demand, networks: tuple[Network, ...]) -> None:
    catchments = catchments_of(qinghai, networks)
    served = people_of_networks(qinghai, networks, catchments)
    # Everybody of the province is in a network of the own county.
    assert sum(each.people for each in served.values()) == qinghai.population.sum()
    codes = qinghai.units["adcode"].to_numpy()
    holders = np.array([each.adcode for each in networks])[catchments.network]
    assert (holders == codes[qinghai.unit]).all()
    leads = [(lead.lon, lead.lat) for each in networks for lead in each.leads]
    owner = np.array([row for row, each in enumerate(networks) for _ in each.leads])
    for code in (630102, 630123):
        row = next(n for n, each in enumerate(networks) if each.adcode == code)
        ours = catchments.places_of(networks[row].id)
        away = away_m(qinghai.lon[ours], qinghai.lat[ours], leads)
        own, others = away[:, owner == row].min(axis=1), away[:, owner != row].min(axis=1)
        # Where they differ by less than the method is exact to, either may win.
        lived = qinghai.population[ours]
        least = lived[others < own * (1 - 1e-4)].sum()
        most = lived[others < own * (1 + 1e-4)].sum()
        assert least <= served[networks[row].id].nearer_other_lead <= most
        assert most - least < 0.001 * lived.sum()


def test_catchments_of_a_county_with_two_networks(networks: tuple[Network, ...]) -> None:
    people = demand_of_counties(read_demand(Province.SICHUAN), [510184])
    catchments = catchments_of(people, networks)
    sites = [
        (part.lon, part.lat, each.id)
        for each in networks
        if each.adcode == 510184
        for part in each.parts
        if part.role is Role.LEAD
        or (part.role is Role.MEMBER and part.tier in (Tier.SUBCENTRE, Tier.TOWNSHIP))
    ]
    nearest = away_m(people.lon, people.lat, [site[:2] for site in sites]).argmin(axis=1)
    expected = [sites[site][2] for site in nearest]
    assert [networks[row].id for row in catchments.network] == expected
    census = people.units.set_index("adcode")["population"].loc[510184]
    assert people.population.sum() == census


def test_the_work_can_be_cancelled(qinghai: Demand, networks: tuple[Network, ...]) -> None:
    with pytest.raises(Cancelled):
        catchments_of(qinghai, networks, stop)
    with pytest.raises(Cancelled):
        people_of_networks(qinghai, networks, catchments_of(qinghai, networks), stop)
    with pytest.raises(Cancelled):
        tier_losses(qinghai, TOY, Tier.COUNTY, 1_000.0, stop)


def covered(people: Demand, lon: Floats, lat: Floats, radius_m: float) -> float:
    away, _ = nearest_distance_m(people.lon, people.lat, lon, lat)
    return float(people.population[away <= radius_m].sum())


def test_losses_are_what_coverage_falls_by(qinghai: Demand, four: Places) -> None:
    losses = tier_losses(qinghai, four, Tier.COUNTY, 30_000.0)
    lon, lat = four.lon[losses.row], four.lat[losses.row]
    whole = covered(qinghai, lon, lat, 30_000.0)
    order = np.argsort(-losses.people)
    for facility in [*order[:2], order[40], order[-1]]:
        left = np.delete(lon, facility), np.delete(lat, facility)
        assert losses.people[facility] == whole - covered(qinghai, *left, 30_000.0)
    worst = most_critical(losses)
    assert worst is not None
    assert (worst.row, worst.people_lost) == (losses.row[order[0]], losses.people[order[0]])


SPOT = st.tuples(st.floats(103.9, 104.1), st.floats(29.9, 30.1))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(SPOT, st.integers(0, 1_000)), min_size=1, max_size=15),
    st.lists(SPOT, max_size=6),
    st.floats(100, 30_000),
)
def test_losses_by_removing_each(
    lived: list[tuple[tuple[float, float], int]], sites: list[tuple[float, float]], radius_m: float
) -> None:
    toy = places(*((f"f{n}", Tier.TOWNSHIP, *site, JIA) for n, site in enumerate(sites)))
    people = demand(
        [spot[0] for spot, _ in lived],
        [spot[1] for spot, _ in lived],
        [float(count) for _, count in lived],
    )
    losses = tier_losses(people, toy, Tier.TOWNSHIP, radius_m)
    away = np.array([[geodesic_m(spot, site) for site in sites] for spot, _ in lived])
    if away.size and (np.abs(away - radius_m) <= 1e-4 * radius_m).any():
        return
    within = (away <= radius_m).reshape(len(lived), len(sites))
    counts = np.array([count for _, count in lived])
    for number in range(len(sites)):
        before, after = within.any(axis=1), np.delete(within, number, axis=1).any(axis=1)
        assert losses.people[number] == counts[before & ~after].sum()
    assert losses.people.sum() <= counts.sum()


def test_the_most_critical_of_some() -> None:
    people = demand([104.0, 103.9], [30.0, 30.0], [5, 9])
    toy = places(
        ("甲乡", Tier.TOWNSHIP, 104.0, 30.0, JIA),
        ("乙乡", Tier.TOWNSHIP, 103.9, 30.0, YI),
        ("空乡", Tier.TOWNSHIP, 103.0, 30.0, JIA),
    )
    losses = tier_losses(people, toy, Tier.TOWNSHIP, 1_000.0)
    whole, ours = most_critical(losses), most_critical(losses, rows_of_counties(toy, [JIA]))
    assert whole is not None
    assert ours is not None
    assert (toy.name[whole.row], whole.people_lost) == ("乙乡", 9.0)
    assert (toy.name[ours.row], ours.people_lost) == ("甲乡", 5.0)
    assert most_critical(losses, [2]) is None
    assert most_critical(losses, []) is None
    assert most_critical(tier_losses(people, toy, Tier.VILLAGE, 1_000.0)) is None
    with pytest.raises(ValueError, match="radius"):
        tier_losses(people, toy, Tier.TOWNSHIP, np.inf)


def test_who_has_no_hospital_but_the_one_lead() -> None:
    found = networks_of(TOY, UNITS, [], [])
    # Between the two leads, beside the first alone, out of reach of both, in the other county.
    people = demand([104.05, 103.95, 103.0, 104.1], [30.0] * 4, [8, 4, 2, 1], [0, 0, 0, 1])
    catchments = catchments_of(people, found)
    alone = people_on_single_leads(people, found, catchments, TOY, 8_000.0)
    assert alone == {f"{JIA}-1": 4.0, f"{YI}-1": 1.0}
    assert rows_of_network(found[0], TOY) == [0, 2, 3]


def test_several_leads_are_no_single_one(
    qinghai: Demand, four: Places, networks: tuple[Network, ...]
) -> None:
    catchments = catchments_of(qinghai, networks)
    alone = people_on_single_leads(qinghai, networks, catchments, four, 30_000.0)
    assert alone.keys() == {each.id for each in networks if len(each.leads) == 1}
    served = people_of_networks(qinghai, networks, catchments)
    assert all(alone[each] <= people.people for each, people in served.items() if each in alone)
