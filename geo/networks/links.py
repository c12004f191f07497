"""How the parts of a network are linked: what is published, assumed, and said by the planner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from data.facility_key import FacilityKey
from data.reference.network_model import (
    Link,
    LinkKind,
    Network,
    NetworkEdit,
    NetworkEditKind,
    Part,
    PublishedNetwork,
    Role,
    Support,
)
from data.schema import Status, Tier
from geo.networks.facilities import NOBODY, Places

_TOWNSHIP_LEVEL: Final = (Tier.SUBCENTRE, Tier.TOWNSHIP)
# Ties that run between a lead and all its members, where a report says that they do.
_TO_LEAD: Final = (LinkKind.TELEMEDICINE, LinkKind.RECOGNITION)
_REFERRALS: Final = (LinkKind.REFERRAL_UP, LinkKind.REFERRAL_DOWN)


@dataclass(frozen=True, slots=True)
class Supporting:
    """Hospitals from outside a network that support it, and their ties to it."""

    parts: tuple[Part, ...]
    links: tuple[Link, ...]


def supporters_of(
    network: Network,
    places: Places,
    supports: Sequence[Support],
    edits: Sequence[NetworkEdit],
) -> Supporting:
    """Return who supports a network: those named, or for a lead the nearest regional centre.

    The latter is where a referral up from the lead is assumed to go.
    """
    by_name = _rows_by_name(places, supports)
    found: dict[FacilityKey, tuple[Status, str]] = {}
    links: list[Link] = []
    for each in supports:
        row = by_name.get((each.supporter, each.supporter_adcode), NOBODY)
        for lower in _supported(network, each) if row != NOBODY else ():
            upper = places.keys[row]
            found[upper] = (Status.REPORTED, each.source_id)
            links.append(Link(lower, upper, each.kind, Status.REPORTED, each.source_id))
    links += _to_regional(network, places, tuple(links), found)
    inside = {part.facility for part in network.parts}
    for edit in edits:
        added = edit.kind is NetworkEditKind.LINK and edit.facility in inside
        if added and edit.upper is not None and places.row_of(edit.upper) != NOBODY:
            found.setdefault(edit.upper, (Status.USER, edit.source))
    parts = tuple(
        _supporter(places, upper, status, source)
        for upper, (status, source) in found.items()
        if upper not in inside
    )
    return Supporting(parts, tuple(links))


def _supported(network: Network, support: Support) -> Iterator[FacilityKey]:
    """Yield the parts of a network that a published tie is of: one, or its township level."""
    for part in network.parts:
        level = support.is_of_townships and part.tier in _TOWNSHIP_LEVEL
        if part.adcode == support.adcode and (level or part.name == support.facility):
            yield part.facility


def _rows_by_name(places: Places, supports: Sequence[Support]) -> dict[tuple[str, int], int]:
    """Return the rows of the published supporters by name and county."""
    wanted = {(each.supporter, each.supporter_adcode) for each in supports}
    rows = places.of_tiers(Tier.REGIONAL).tolist()
    named = {(str(places.name[row]), int(places.adcode[row])): row for row in reversed(rows)}
    return {each: row for each, row in named.items() if each in wanted}


def _to_regional(
    network: Network,
    places: Places,
    named: Sequence[Link],
    found: dict[FacilityKey, tuple[Status, str]],
) -> list[Link]:
    """Return where each lead refers to: its own nearest supporter, or else regional centre."""
    links = []
    published = network.published
    centres = _centres(places, published)
    for lead in network.leads:
        row = places.row_of(lead.facility)
        own = [places.row_of(link.upper) for link in named if link.lower == lead.facility]
        # A regional centre may lead a network itself.
        over = places.nearest(row, own or [each for each in centres if each != row])
        if over == NOBODY or lead.tier is Tier.REGIONAL:
            continue
        upper = places.keys[over]
        found.setdefault(upper, (Status.ASSUMED, ""))
        kinds = [LinkKind.REFERRAL_UP]
        # A platform of the whole province joins its counties to its regional centres.
        if published is not None and not published.leads and not own:
            kinds += [kind for kind in published.kinds if kind is LinkKind.TELEMEDICINE]
        links += [Link(lead.facility, upper, kind, Status.ASSUMED) for kind in kinds]
    return links


def _centres(places: Places, published: PublishedNetwork | None) -> list[int]:
    """Return the regional centres that count: those that the area's report names, or else all."""
    every = [int(row) for row in places.counting(Tier.REGIONAL)]
    if published is None or published.leads:
        return every
    told = [row for row in every if published.source_id in str(places.source[row]).split(";")]
    return told or every


def _supporter(places: Places, key: FacilityKey, status: Status, source: str) -> Part:
    row = places.row_of(key)
    return Part(
        facility=key,
        name=str(places.name[row]),
        tier=places.tier[row],
        adcode=int(places.adcode[row]),
        lon=float(places.lon[row]),
        lat=float(places.lat[row]),
        status=Status(places.status[row]),
        role=Role.SUPPORTER,
        membership=status,
        source=source,
    )


def links_of(
    network: Network, places: Places, support: Supporting, edits: Sequence[NetworkEdit]
) -> tuple[Link, ...]:
    """Return all ties of a network, each once, with what the planner adds and takes away.

    A member is managed by its parent, and refers up along the tiers: to the sub-centre of
    its network that is nearer than its lead, if there is one, or else to its parent. Ties of
    the kinds that a report tells of the whole network are as sure as the membership.
    """
    links = [*_inner(network, places), *support.links]
    inside = {part.facility for part in network.parts}
    gone = {
        (edit.facility, edit.upper, edit.link)
        for edit in edits
        if edit.kind is NetworkEditKind.UNLINK
    }
    for edit in edits:
        upper, kind = edit.upper, edit.link
        added = edit.kind is NetworkEditKind.LINK and edit.facility in inside
        if added and upper is not None and kind is not None and places.row_of(upper) != NOBODY:
            links.append(Link(edit.facility, upper, kind, Status.USER, edit.source))
    # What the planner says of a tie goes before what was there.
    each = {(link.lower, link.upper, link.kind): link for link in links}
    return tuple(link for ends, link in each.items() if ends not in gone)


def _inner(network: Network, places: Places) -> Iterator[Link]:
    published = network.published
    kinds = published.kinds if published else ()
    if published is not None and published.twins:
        yield from _twinned(network, published, places)
    lead_of = {lead.facility: lead.facility for lead in network.leads}
    centres = [places.row_of(each.facility) for each in network.members_of(Tier.SUBCENTRE)]
    for member in network.members:
        if member.parent is None:
            continue
        # Members stand by tier from above: the parent's lead is known by now.
        lead = lead_of[member.facility] = lead_of[member.parent]
        yield _tie(member, member.parent, LinkKind.MANAGEMENT, published)
        if member.tier is not Tier.VILLAGE:
            yield from (_tie(member, lead, kind, published) for kind in _TO_LEAD if kind in kinds)
        upper = _refers_to(member, places, centres)
        for kind in _REFERRALS:
            if kind in kinds or kind is LinkKind.REFERRAL_UP:
                yield _tie(member, upper, kind, published)


def _twinned(network: Network, published: PublishedNetwork, places: Places) -> Iterator[Link]:
    """Yield the twinning of township hospitals, each with the nearest of the hospitals named.

    That they are twinned is published; which with which is assumed.
    """
    inside = (*network.leads, *network.members)
    twins = [places.row_of(part.facility) for part in inside if part.name in published.twins]
    for member in network.members_of(Tier.TOWNSHIP) if twins else ():
        upper = places.keys[places.nearest(places.row_of(member.facility), twins)]
        told = published.source_id
        yield Link(member.facility, upper, LinkKind.TWINNING, Status.ASSUMED, told)


def _tie(
    member: Part, upper: FacilityKey, kind: LinkKind, published: PublishedNetwork | None
) -> Link:
    """Return a tie of a member: told by a report, as sure as the membership, or assumed."""
    if published is not None and kind in published.kinds:
        return Link(member.facility, upper, kind, member.membership, published.source_id)
    sure = kind is LinkKind.MANAGEMENT
    status = member.membership if sure else Status.ASSUMED
    return Link(member.facility, upper, kind, status, member.source if sure else "")


def _refers_to(member: Part, places: Places, centres: Sequence[int]) -> FacilityKey:
    """Return the next facility up the tiers that a member refers to."""
    if member.parent is None:
        raise ValueError(f"{member.facility.id} belongs to nobody")
    if member.tier is not Tier.TOWNSHIP or not centres:
        return member.parent
    row, over = places.row_of(member.facility), places.row_of(member.parent)
    return places.keys[places.nearest(row, [over, *centres])]
