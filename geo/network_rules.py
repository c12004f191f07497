"""What may be said of networks: links that make sense, leads and members that there can be."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from data.errors import DataError
from data.facility_key import FacilityKey
from data.network import Link, LinkKind, Network, Role
from data.schema import Tier

# Kinds in which the upper one is never of a lower tier; the others join equals, too.
_UPWARD: Final = frozenset(
    {
        *(LinkKind.MANAGEMENT, LinkKind.REFERRAL_UP, LinkKind.REFERRAL_DOWN),
        *(LinkKind.TELEMEDICINE, LinkKind.TRUSTEESHIP),
    }
)
_LEADING: Final = (Tier.REGIONAL, Tier.COUNTY)


@dataclass(frozen=True, slots=True)
class End:
    """One end of a link: a facility, its name and its tier."""

    facility: FacilityKey
    name: str
    tier: Tier


def require_link(lower: End, upper: End, kind: LinkKind, networks: Iterable[Network]) -> None:
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
    every = tuple(networks)
    if not any(each.part_of(lower.facility) for each in every):
        raise DataError("network_link_outside", found=lower.name)
    if kind in (LinkKind.REFERRAL_UP, LinkKind.MANAGEMENT) and _leads_to(
        upper.facility, lower.facility, links_by_lower(every, kind)
    ):
        raise DataError("network_link_circle", **facts)


def is_unusual_lead(tier: Tier) -> bool:
    """Return whether a facility of a tier seldom leads a network: below the county hospitals."""
    return tier not in _LEADING


def require_lead_left(network: Network, facility: FacilityKey) -> None:
    """Refuse to take the only lead hospital from a network; DataError `network_only_lead`."""
    leads = [part for part in network.leads if part.facility != facility]
    if not leads and network.leads:
        raise DataError("network_only_lead", found=network.leads[0].name)


def links_by_lower(
    networks: Iterable[Network], kind: LinkKind
) -> Mapping[FacilityKey, frozenset[FacilityKey]]:
    """Return to whom each facility has a link of a kind."""
    found: dict[FacilityKey, set[FacilityKey]] = {}
    for link in _links(networks):
        if link.kind is kind:
            found.setdefault(link.lower, set()).add(link.upper)
    return {lower: frozenset(uppers) for lower, uppers in found.items()}


def membership(networks: Iterable[Network]) -> dict[FacilityKey, Network]:
    """Return the network that each facility leads or is a member of."""
    return {
        part.facility: network
        for network in networks
        for part in network.parts
        if part.role is not Role.SUPPORTER
    }


def _leads_to(
    start: FacilityKey, end: FacilityKey, over: Mapping[FacilityKey, frozenset[FacilityKey]]
) -> bool:
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


def _links(networks: Iterable[Network]) -> Iterator[Link]:
    for network in networks:
        yield from network.links
