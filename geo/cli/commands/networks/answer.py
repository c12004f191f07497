"""Which networks the command line asks for, their people, and what is published of them."""

from collections.abc import Collection
from dataclasses import dataclass

from data.reference.catalog import read_townships, unplaced_townships
from data.reference.network_model import Network
from data.reference.networks import published_networks, published_supports
from data.schema import Language, Province, Status, UnitColumn
from geo.cli.parsing.arguments import Request
from geo.cli.worlds.networks import NetworkWorld, network_world, people_of_counties
from geo.networks.against_reports import PatternCheck, is_area, pattern_check
from geo.networks.catchments import NetworkPeople, catchments_of, people_of_networks
from geo.networks.outside_support import ApartSupport, supports_apart


@dataclass(frozen=True, slots=True, eq=False)
class NetworksAnswer:
    """The networks asked for, their people, and what is published of them.

    Attributes
    ----------
    people
        By id of the network.
    checks
        A check for each published record that any of the networks is of.
    """

    world: NetworkWorld
    networks: tuple[Network, ...]
    people: dict[str, NetworkPeople]
    checks: tuple[PatternCheck, ...]
    apart: tuple[ApartSupport, ...]
    in_one_county: bool


def networks_answer(request: Request, language: Language) -> NetworksAnswer:
    """Return the networks asked for: of a place all, of none those that are told of."""
    world = network_world(request, language, request.place.county)
    counties = _counties(request, world)
    shown = tuple(
        each
        for each in world.networks
        if each.adcode in counties and (_is_told_of(each) or not request.place.anywhere)
    )
    demand = people_of_counties(world, {each.adcode for each in shown} or counties)
    catchments = catchments_of(demand, world.networks)
    people = people_of_networks(demand, world.networks, catchments)
    records = {each.published for each in shown if each.published is not None}
    townships, unplaced = read_townships(None), unplaced_townships(None)
    checks = tuple(
        pattern_check(record, world.networks, world.units, townships, unplaced)
        for record in published_networks()
        if record in records or (record.adcode in counties and not is_area(record))
    )
    apart = supports_apart(world.networks, world.places, published_supports())
    apart = tuple(each for each in apart if each.support.adcode in counties)
    return NetworksAnswer(world, shown, people, checks, apart, request.place.county is not None)


def _is_told_of(network: Network) -> bool:
    """Return whether a report or a table of the user tells of a network."""
    return network.published is not None or network.status is Status.USER


def _counties(request: Request, world: NetworkWorld) -> Collection[int]:
    """Return the counties asked for."""
    place = request.place
    if place.county is not None:
        return {place.county}
    codes = world.units[UnitColumn.ADCODE].tolist()
    return {
        code
        for code in codes
        if place.province is None or Province.of_adcode(code) is place.province
    }
