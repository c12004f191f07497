"""How many networks, leads and members there are in each county, prefecture and province."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from data.reference.network_model import Network
from data.schema import Province, Status, Tier, UnitColumn
from geo.networks.assemble import TOWNSHIP_LEVEL
from geo.networks.facilities import NOBODY, Places

TERTIARY: Final = "三甲"


@dataclass(frozen=True, slots=True)
class NetworkCounts:
    """Networks of an area.

    Attributes
    ----------
    networks, leads
        How many there are.
    tertiary_leads
        Leads whose grade is known to be 三甲; of most hospitals no grade is known.
    members
        Members by tier, without leads and supporters; tiers without any are left out.
    assumed
        Of the networks, those that no source names.
    """

    networks: int = 0
    leads: int = 0
    tertiary_leads: int = 0
    members: Mapping[Tier, int] = field(default_factory=dict)
    assumed: int = 0

    @property
    def township_level(self) -> int:
        """Members of the two tiers of township level: sub-centres and township hospitals."""
        return sum(self.members.get(tier, 0) for tier in TOWNSHIP_LEVEL)

    def __add__(self, other: "NetworkCounts") -> "NetworkCounts":
        """Return the counts of two areas together."""
        tiers = [tier for tier in Tier if tier in self.members or tier in other.members]
        members = {each: self.members.get(each, 0) + other.members.get(each, 0) for each in tiers}
        return NetworkCounts(
            self.networks + other.networks,
            self.leads + other.leads,
            self.tertiary_leads + other.tertiary_leads,
            members,
            self.assumed + other.assumed,
        )


def counts_by_county(networks: Sequence[Network], places: Places) -> dict[int, NetworkCounts]:
    """Return the counts of each county that has a network, by adcode."""
    counts: dict[int, NetworkCounts] = {}
    for network in networks:
        before = counts.get(network.adcode, NetworkCounts())
        counts[network.adcode] = before + _counts_of(network, places)
    return counts


def counts_by_area(
    networks: Sequence[Network], places: Places, units: pd.DataFrame
) -> dict[int, NetworkCounts]:
    """Return the counts of each county, its prefecture and its province, by adcode.

    Counts of a prefecture or province are the sums of those of its counties.

    Parameters
    ----------
    units
        The counties (data.schema.UnitColumn); networks in others are left out. A county
        without a network has counts of 0.
    """
    counts: dict[int, NetworkCounts] = {}
    by_county = counts_by_county(networks, places)
    for adcode, prefecture in zip(
        units[UnitColumn.ADCODE].tolist(), units[UnitColumn.PREFECTURE_ADCODE].tolist(), strict=True
    ):
        province = Province.of_adcode(int(adcode))
        own = by_county.get(int(adcode), NetworkCounts())
        # A county under a province itself has no prefecture of its own, or the same code.
        areas = {int(adcode), int(prefecture), province.adcode if province else int(adcode)}
        for area in areas - {0}:
            counts[area] = counts.get(area, NetworkCounts()) + own
    return counts


def _counts_of(network: Network, places: Places) -> NetworkCounts:
    rows = [places.row_of(lead.facility) for lead in network.leads]
    tertiary = sum(row != NOBODY and places.grade[row] == TERTIARY for row in rows)
    members = {tier: len(network.members_of(tier)) for tier in Tier}
    return NetworkCounts(
        networks=1,
        leads=len(network.leads),
        tertiary_leads=int(tertiary),
        members={tier: count for tier, count in members.items() if count},
        assumed=int(network.status is Status.ASSUMED),
    )
