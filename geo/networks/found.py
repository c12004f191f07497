"""The county medical networks of a province, with the facilities that they are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pandas as pd

from data.facility_key import FacilityKey
from data.project.project import Project
from data.reference.catalog import read_townships, unplaced_townships
from data.reference.network_model import Link, Network, NetworkEdit, PublishedNetwork, Role
from data.reference.networks import published_networks, published_supports
from data.schema import Province
from geo.networks.against_reports import PatternCheck, pattern_check
from geo.networks.assemble import networks_of
from geo.networks.facilities import Places, places_of
from geo.progress import Progress, part
from geo.study.edited_facilities import EditedFrames

_PLACED: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The networks of a province, and the facilities that they are made of.

    Attributes
    ----------
    of_facility
        Id of the network that a facility leads or is a member of.
    links
        The links of each facility that has any, up or down, each once.
    checks
        Each published record that a network has, against the map.
    """

    places: Places
    networks: tuple[Network, ...]
    of_facility: Mapping[FacilityKey, str]
    links: Mapping[FacilityKey, tuple[Link, ...]]
    checks: Mapping[PublishedNetwork, PatternCheck]

    def network(self, network_id: str | None) -> Network | None:
        """Return a network by its id; None when there is none of that id."""
        return next((each for each in self.networks if each.id == network_id), None)


def found_networks(
    project: Project,
    edited: EditedFrames,
    units: pd.DataFrame,
    edits: tuple[NetworkEdit, ...],
    progress: Progress,
) -> Found:
    """Return the networks of a project's facilities, as reports and the planner tell them.

    Parameters
    ----------
    units
        Counties of the province.
    edits
        What the planner says of networks.

    Raises
    ------
    Cancelled
        When `progress` raises it.
    """
    places = places_of(project, edited)
    progress(_PLACED)
    networks = networks_of(
        places,
        units,
        published_networks(),
        published_supports(),
        edits,
        part(progress, _PLACED, 1.0),
    )
    of_facility = {
        each.facility: network.id
        for network in networks
        for each in network.parts
        if each.role is not Role.SUPPORTER
    }
    checks = _checks(networks, units, project.province)
    return Found(
        places,
        networks,
        MappingProxyType(of_facility),
        MappingProxyType(_links(networks)),
        MappingProxyType(checks),
    )


def _links(networks: tuple[Network, ...]) -> dict[FacilityKey, tuple[Link, ...]]:
    of_facility: dict[FacilityKey, dict[Link, None]] = {}
    for network in networks:
        for link in network.links:
            for end in (link.lower, link.upper):
                of_facility.setdefault(end, {})[link] = None
    return {key: tuple(links) for key, links in of_facility.items()}


def _checks(
    networks: tuple[Network, ...], units: pd.DataFrame, province: Province | None
) -> dict[PublishedNetwork, PatternCheck]:
    townships, unplaced = read_townships(province), unplaced_townships(province)
    told = dict.fromkeys(each.published for each in networks if each.published is not None)
    return {each: pattern_check(each, networks, units, townships, unplaced) for each in told}
