"""Where the township-level members of a county can refer to: the nearest of each higher tier."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.facility_key import FacilityKey
from data.reference.network_model import Network, Part
from data.schema import Status, Tier
from geo.networks.assemble import TOWNSHIP_LEVEL
from geo.networks.facilities import Integers, Places
from geo.networks.referral.find_chains import tiers_above


@dataclass(frozen=True, slots=True)
class Nearest:
    """The facility of a tier that is nearest to another one.

    Attributes
    ----------
    adcode, status
        Of the facility: its county, and how its existence is known.
    distance_m
        Geodesic distance in metres.
    in_county
        Whether it lies in the county of the one it is nearest to.
    """

    facility: FacilityKey
    name: str
    tier: Tier
    adcode: int
    status: Status
    distance_m: float
    in_county: bool


@dataclass(frozen=True, slots=True)
class TierReferral:
    """Where a member can refer to in one tier.

    Attributes
    ----------
    inside
        The nearest part of its own network, its supporters among them; None where it has none.
    regardless
        The nearest of all facilities at hand; None where there is none.
    """

    tier: Tier
    inside: Nearest | None
    regardless: Nearest | None


@dataclass(frozen=True, slots=True)
class MemberReferral:
    """A township-level member of a network, and where it can refer to in each higher tier."""

    member: Part
    network: str
    tiers: tuple[TierReferral, ...]


def member_referrals(
    adcode: int, networks: Sequence[Network], places: Places
) -> tuple[MemberReferral, ...]:
    """Return where each township-level member of a county's networks can refer to.

    For member i and each higher tier t: ``argmin over j in t of d_ij``, geodesic, over the
    parts of its network and over all of `places`, those that count.

    Parameters
    ----------
    adcode
        The county.
    networks
        Those at hand; of them, those of the county are looked at.
    """
    ours = [each for each in networks if each.adcode == adcode]
    found = []
    for network in ours:
        own = np.array([places.row_of(part.facility) for part in network.parts], dtype=np.int64)
        for member in network.members_of(*TOWNSHIP_LEVEL):
            tiers = tuple(
                TierReferral(
                    tier,
                    _nearest(member, own[(places.tier[own] == tier) & places.counts[own]], places),
                    _nearest(member, places.counting(tier), places),
                )
                for tier in tiers_above(member.tier)
            )
            found.append(MemberReferral(member, network.id, tiers))
    return tuple(found)


def _nearest(member: Part, rows: Integers, places: Places) -> Nearest | None:
    """Return which of some facilities is nearest to a member, the first of equals."""
    if not rows.size:
        return None
    away_m = places.from_facility_m(places.row_of(member.facility), rows)
    at = int(np.argmin(away_m))
    row = int(rows[at])
    return Nearest(
        facility=places.keys[row],
        name=str(places.name[row]),
        tier=places.tier[row],
        adcode=int(places.adcode[row]),
        status=Status(places.status[row]),
        distance_m=float(away_m[at]),
        in_county=int(places.adcode[row]) == member.adcode,
    )
