"""Where a county, a place or a facility can refer to, as the command line asks."""

from dataclasses import dataclass

from data.errors import DataError
from data.project.project import Site
from data.reference.network_model import Network
from data.schema import Language, Province, Tier
from geo.cli.parsing.arguments import Request
from geo.cli.worlds.networks import NetworkWorld, network_world
from geo.networks.catchments import (
    NetworkPeople,
    catchments_of,
    demand_of_counties,
    people_of_networks,
)
from geo.networks.referral.chain import Chain, Start
from geo.networks.referral.find_chains import nearest_chain, network_chain, start_of
from geo.networks.referral.table import MemberReferral, member_referrals
from geo.networks.single_points_of_failure import (
    Critical,
    TierLosses,
    most_critical,
    people_on_single_leads,
    rows_of_counties,
    rows_of_network,
    tier_losses,
)
from geo.study.edited_facilities import site_at
from geo.study.study import load_study


@dataclass(frozen=True, slots=True)
class Chains:
    """The chain of a place or facility by distance, and inside the networks of its county."""

    nearest: Chain
    inside: Chain


@dataclass(frozen=True, slots=True)
class CriticalOf:
    """The most critical facility of a tier in a network, county or province.

    Attributes
    ----------
    of
        Id of the network, `county` or `province`.
    found
        None where nobody would lose reach.
    """

    of: str
    tier: Tier
    radius_m: float
    found: Critical | None


@dataclass(frozen=True, slots=True, eq=False)
class ReferralAnswer:
    """Where the members of a county can refer to, and what its people depend on.

    Attributes
    ----------
    networks
        Those of the county.
    people, on_single_lead
        By id of the network; the latter for those with one lead.
    chains
        Of the place or facility asked for; None for a county.
    """

    world: NetworkWorld
    adcode: int
    networks: tuple[Network, ...]
    members: tuple[MemberReferral, ...]
    people: dict[str, NetworkPeople]
    on_single_lead: dict[str, float]
    critical: tuple[CriticalOf, ...]
    chains: Chains | None


def referral_answer(request: Request, language: Language) -> ReferralAnswer:
    """Return the answer for the county, or that of the place or facility, asked for.

    Raises
    ------
    DataError
        If no place is asked for, or one that there is not.
    """
    place = request.place
    if place.anywhere:
        raise DataError("cli_referral_place")
    site = _site(place.point) if place.point is not None else None
    world = network_world(request, language, site.adcode if site else place.county)
    start = _start(request, world, site)
    adcode = start.adcode if start is not None else place.county or 0
    ours = tuple(each for each in world.networks if each.adcode == adcode)
    demand = world.demand or load_study(Province.of_adcode(adcode)).demand
    here = demand_of_counties(demand, [adcode])
    catchments = catchments_of(here, world.networks)
    radius_m = world.project.radius_m(Tier.COUNTY)
    losses = [
        tier_losses(demand, world.places, tier, world.project.radius_m(tier)) for tier in Tier
    ]
    alone = people_on_single_leads(here, ours, catchments, world.places, radius_m)
    return ReferralAnswer(
        world=world,
        adcode=adcode,
        networks=ours,
        members=member_referrals(adcode, world.networks, world.places),
        people=people_of_networks(here, world.networks, catchments),
        on_single_lead=dict(alone),
        critical=tuple(each for loss in losses for each in _critical(loss, world, adcode)),
        chains=_chains(start, world) if start is not None else None,
    )


def _site(point: tuple[float, float]) -> Site:
    lon, lat = point
    site = site_at(lon, lat, None, anywhere=True)
    if not site.adcode:
        raise DataError("cli_point_outside", lon=f"{lon:g}", lat=f"{lat:g}")
    return site


def _start(request: Request, world: NetworkWorld, site: Site | None) -> Start | None:
    facility = request.place.facility
    if facility is not None:
        return start_of(world.places, world.row_of_id(facility))
    return None if site is None else Start(site.lon, site.lat, site.adcode)


def _chains(start: Start, world: NetworkWorld) -> Chains:
    return Chains(
        nearest_chain(start, world.places), network_chain(start, world.places, world.networks)
    )


def _critical(losses: TierLosses, world: NetworkWorld, adcode: int) -> list[CriticalOf]:
    """Return the most critical facility of a tier in each network, the county and the province."""
    places = world.places
    province = adcode // 10000
    codes = [int(each) for each in set(places.adcode.tolist()) if each // 10000 == province]
    among = {
        "county": rows_of_counties(places, [adcode]),
        **{
            each.id: rows_of_network(each, places)
            for each in world.networks
            if each.adcode == adcode
        },
        "province": rows_of_counties(places, codes),
    }
    return [
        CriticalOf(of, losses.tier, losses.radius_m, most_critical(losses, rows))
        for of, rows in among.items()
    ]
