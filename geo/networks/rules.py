"""What may be said of networks: links that make sense, leads and members that there can be."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from data.errors import DataError
from data.facility_key import FacilityKey
from data.reference.network_model import LinkKind, Network, Role
from data.schema import Tier

# Kinds in which the upper one is never of a lower tier; the others join equals, too.
_UPWARD: Final = frozenset(
    {
        *(LinkKind.MANAGEMENT, LinkKind.REFERRAL_UP, LinkKind.REFERRAL_DOWN),
        *(LinkKind.TELEMEDICINE, LinkKind.TWINNING, LinkKind.TRUSTEESHIP),
    }
)
_LEADING: Final = (Tier.REGIONAL, Tier.COUNTY)


@dataclass(frozen=True, slots=True)
class End:
    """One end of a link: a facility, its name and its tier."""

    facility: FacilityKey
    name: str
    tier: Tier


class Joined:
    """Who is in a network and who is linked to whom.

    Parameters
    ----------
    networks
        The networks that there are.
    """

    def __init__(self, networks: Iterable[Network]) -> None:
        self._inside: set[FacilityKey] = set()
        self._over: dict[LinkKind, dict[FacilityKey, set[FacilityKey]]] = {}
        for network in networks:
            self._inside |= {part.facility for part in network.parts}
            for link in network.links:
                self.add(link.lower, link.upper, link.kind)

    def add(self, lower: FacilityKey, upper: FacilityKey, kind: LinkKind) -> None:
        """Take account of one more link."""
        self._over.setdefault(kind, {}).setdefault(lower, set()).add(upper)

    def holds(self, facility: FacilityKey) -> bool:
        """Return whether a facility has a part in any network."""
        return facility in self._inside

    def leads_to(self, start: FacilityKey, end: FacilityKey, kind: LinkKind) -> bool:
        """Return whether links of a kind lead up from one facility to another."""
        over = self._over.get(kind, {})
        seen: set[FacilityKey] = set()
        waiting = [start]
        while waiting:
            here = waiting.pop()
            if here == end:
                return True
            if here not in seen:
                seen.add(here)
                waiting.extend(over.get(here, ()))
        return False


def require_link(lower: End, upper: End, kind: LinkKind, joined: Joined) -> None:
    """Refuse a link that makes no sense.

    Raises
    ------
    DataError
        `network_link_self` for a facility and itself, `network_link_tiers` for one whose
        upper end is of a lower tier, `network_link_outside` for a lower end in no network,
        `network_link_circle` for a referral up, or management, that comes back to its start.
    """
    facts = {"lower": lower.name, "upper": upper.name}
    if lower.facility == upper.facility:
        raise DataError("network_link_self", found=lower.name)
    order = list(Tier)
    if kind in _UPWARD and order.index(upper.tier) > order.index(lower.tier):
        raise DataError("network_link_tiers", **facts)
    if not joined.holds(lower.facility):
        raise DataError("network_link_outside", found=lower.name)
    chains = kind in (LinkKind.REFERRAL_UP, LinkKind.MANAGEMENT)
    if chains and joined.leads_to(upper.facility, lower.facility, kind):
        raise DataError("network_link_circle", **facts)


def is_unusual_lead(tier: Tier) -> bool:
    """Return whether a facility of a tier seldom leads a network: below the county hospitals."""
    return tier not in _LEADING


def require_lead_left(network: Network, facility: FacilityKey) -> None:
    """Refuse to take the only lead hospital from a network; DataError `network_only_lead`."""
    leads = [part for part in network.leads if part.facility != facility]
    if not leads and network.leads:
        raise DataError("network_only_lead", found=network.leads[0].name)


def membership(networks: Iterable[Network]) -> dict[FacilityKey, Network]:
    """Return the network that each facility leads or is a member of."""
    return {
        part.facility: network
        for network in networks
        for part in network.parts
        if part.role is not Role.SUPPORTER
    }
