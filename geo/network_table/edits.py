"""The edits that a network table comes to: who leads, who belongs, and who is linked to whom."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

from data.errors import DataError
from data.facility_key import FacilityKey
from data.reference.network_model import (
    IN_NO_NETWORK,
    Link,
    LinkKind,
    Network,
    NetworkEdit,
    NetworkEditKind,
    Part,
    Role,
)
from data.schema import Status, Tier
from geo.network_table.groups import Group
from geo.network_table.rows import Meant, Problems
from geo.networks.facilities import Places
from geo.networks.rules import End, Joined, is_unusual_lead, membership, require_link

LinkId = tuple[FacilityKey, FacilityKey, LinkKind]
# A row that takes links away, and both their ends.
Ended = tuple[Meant, FacilityKey, FacilityKey]

_AS_KNOWN: Final = (Status.ASSUMED, Status.REPORTED)
_SURE: Final = (Status.USER, Status.REPORTED)


def place_edits(
    source: str,
    groups: Iterable[Group],
    networks: Sequence[Network],
    places: Places,
    problems: Problems,
) -> tuple[NetworkEdit, ...]:
    """Return who is to lead and to belong; nothing for what is so already.

    Parameters
    ----------
    source
        The file.
    networks
        Those that there are before.
    """
    by_id = {each.id: each for each in networks}
    now = membership(networks)
    found: list[NetworkEdit] = []
    for group in groups:
        before = by_id.get(group.network)
        found += _leads(source, group, before, places, problems)
        found += _members(source, group, before, now, places, problems)
    return tuple(found)


def _leads(
    source: str, group: Group, before: Network | None, places: Places, problems: Problems
) -> Iterator[NetworkEdit]:
    leads = group.leads() if group.network != IN_NO_NETWORK else []
    for at, row in enumerate(leads):
        key, name = places.keys[row], str(places.name[row])
        said = [each for each in group.rows if row in each.leads or row == each.facility]
        if is_unusual_lead(places.tier[row]):
            problems.add("network_lead_low", [each.said for each in said], name=name)
        part = before.part_of(key) if before else None
        if part is not None and part.role is Role.LEAD and _agrees(part, said):
            continue
        if at == 0 and group.created is not None:
            name, adcode = group.created
            kind = NetworkEditKind.CREATE
            yield NetworkEdit(kind, key, group.network, name=name, adcode=adcode, source=source)
        else:
            yield NetworkEdit(NetworkEditKind.LEAD, key, group.network, source=source)


def _members(
    source: str,
    group: Group,
    before: Network | None,
    now: Mapping[FacilityKey, Network],
    places: Places,
    problems: Problems,
) -> Iterator[NetworkEdit]:
    stay = {places.keys[row] for row in group.leads()}
    stay |= {part.facility for part in before.leads} if before else set()
    for row, said in group.members().items():
        key, rows = places.keys[row], [each.said for each in said]
        part = before.part_of(key) if before else None
        facts = {"name": str(places.name[row])}
        if group.network == IN_NO_NETWORK:
            if key in now:
                yield NetworkEdit(NetworkEditKind.ASSIGN, key, source=source)
        elif part is not None and part.role is Role.LEAD:
            # A hospital that leads and is listed among all the others goes on to lead.
            if any(each.said.role is Role.MEMBER for each in said):
                if stay == {key}:
                    problems.add("network_only_lead_row", rows, **facts)
                else:
                    stay.discard(key)
                    yield NetworkEdit(NetworkEditKind.ASSIGN, key, group.network, source=source)
        elif places.tier[row] is Tier.REGIONAL:
            problems.add("network_member_regional", rows, **facts)
        elif part is None or part.role is not Role.MEMBER or not _agrees(part, said):
            yield NetworkEdit(NetworkEditKind.ASSIGN, key, group.network, source=source)


def _agrees(part: Part, said: Sequence[Meant]) -> bool:
    """Return whether rows say no more of a part than is known of it.

    What a row with a link says to be assumed or reported is the link.
    """
    own = [each for each in said if not (each.said.kinds or each.said.removed)] or said
    return part.membership in _SURE or all(each.said.known in _AS_KNOWN for each in own)


def link_edits(
    source: str,
    groups: Sequence[Group],
    rows: Iterable[Meant],
    networks: Sequence[Network],
    places: Places,
    problems: Problems,
) -> tuple[NetworkEdit, ...]:
    """Return the links that are to be added and taken away; nothing for what is so already.

    Parameters
    ----------
    rows
        Every row that is clear enough.
    networks
        The networks with the table's leads and members in them.
    """
    by_id = {each.id: each for each in networks}
    group_of = {id(row): group for group in groups for row in group.rows}
    now = membership(networks)
    there = {(link.lower, link.upper, link.kind): link for each in networks for link in each.links}
    found: dict[LinkId, NetworkEdit] = {}
    ended: list[Ended] = []
    supporters: list[Meant] = []
    joined_now = Joined(networks)
    for row in rows:
        group = group_of.get(id(row))
        network = by_id.get(group.network) if group else None
        if row.said.role is Role.SUPPORTER and not (row.said.kinds or row.said.removed):
            supporters.append(row)
            continue
        ends = _ends(row, network, places, problems)
        if ends is None:
            continue
        lower, upper = (places.keys[end] for end in ends)
        for kind in _kinds(row, lower, upper, now, there, problems):
            each = there.get((lower, upper, kind))
            if (lower, upper, kind) in found or (each is not None and _is_known(each, row)):
                continue
            if _makes_sense(row, ends, kind, joined_now, places, problems):
                joined_now.add(lower, upper, kind)
                found[lower, upper, kind] = NetworkEdit(
                    NetworkEditKind.LINK, lower, upper=upper, link=kind, source=source
                )
        if row.said.removed:
            ended.append((row, lower, upper))
    gone = _unlinks(source, ended, there, found, problems)
    _tell_supporters(supporters, group_of, (*there, *found), now, places, problems)
    return (*found.values(), *gone)


def _tell_supporters(
    supporters: Iterable[Meant],
    group_of: Mapping[int, Group],
    links: Iterable[LinkId],
    now: Mapping[FacilityKey, Network],
    places: Places,
    problems: Problems,
) -> None:
    """Tell of supporters without a link to the network that they are to support."""
    joined = {(now[low].id, upper) for low, upper, _ in links if low in now}
    for row in supporters:
        group = group_of.get(id(row))
        inside = group.network if group else IN_NO_NETWORK
        if row.facility is not None and (inside, places.keys[row.facility]) not in joined:
            problems.add("network_kind_missing", [row.said], name=row.said.facility)


def _unlinks(
    source: str,
    ended: Iterable[Ended],
    there: Container[LinkId],
    added: Container[LinkId],
    problems: Problems,
) -> tuple[NetworkEdit, ...]:
    """Return the links that rows take away; what the table adds as well stays."""
    found: dict[LinkId, NetworkEdit] = {}
    for row, lower, upper in ended:
        ids = [(lower, upper, kind) for kind in row.said.removed]
        if any(each in added for each in ids):
            problems.add("network_tie_both", [row.said], name=row.said.facility)
        elif not any(each in there for each in ids):
            problems.add("network_tie_absent", [row.said], name=row.said.facility)
        for each in ids:
            if each in there and each not in added:
                found[each] = NetworkEdit(
                    NetworkEditKind.UNLINK, lower, upper=upper, link=each[2], source=source
                )
    return tuple(found.values())


def _ends(
    row: Meant, network: Network | None, places: Places, problems: Problems
) -> tuple[int, int] | None:
    """Return the lower and the upper end of a row's links; None when it has none, or not both.

    A row that names nobody above its facility means the lead of its network, if there is
    but one. The facility of a supporter's row is the upper end.
    """
    supports = row.said.role is Role.SUPPORTER
    if row.facility is None or not (
        row.said.kinds or row.said.removed or row.said.upper or supports
    ):
        return None
    if row.said.upper and row.upper is None:
        return None
    other = row.upper
    if other is None:
        leads = row.leads or _rows_of(network, places)
        if row.facility in leads and not supports:
            return None
        if len(leads) != 1:
            problems.add("network_link_open", [row.said], name=row.said.facility)
            return None
        other = leads[0]
    return (other, row.facility) if supports else (row.facility, other)


def _rows_of(network: Network | None, places: Places) -> tuple[int, ...]:
    return tuple(places.row_of(part.facility) for part in network.leads) if network else ()


def _kinds(
    row: Meant,
    lower: FacilityKey,
    upper: FacilityKey,
    now: Mapping[FacilityKey, Network],
    there: Mapping[LinkId, Link],
    problems: Problems,
) -> tuple[LinkKind, ...]:
    """Return the kinds of a row's links: management where it names a facility above and no kind."""
    if row.said.kinds or row.said.removed or row.said.unread_kind:
        return row.said.kinds
    joined = any((lower, upper, kind) in there for kind in LinkKind)
    network = now.get(lower)
    part = network.part_of(lower) if network else None
    # A lead that names someone above it says where it refers to, not who manages it.
    if part is None or part.role is Role.LEAD:
        if not joined:
            problems.add("network_kind_missing", [row.said], name=row.said.facility)
        return ()
    return () if part.parent == upper else (LinkKind.MANAGEMENT,)


def _is_known(link: Link, row: Meant) -> bool:
    return link.status in _SURE or row.said.known in _AS_KNOWN


def _makes_sense(
    row: Meant,
    ends: tuple[int, int],
    kind: LinkKind,
    joined: Joined,
    places: Places,
    problems: Problems,
) -> bool:
    lower, upper = (End(places.keys[end], str(places.name[end]), places.tier[end]) for end in ends)
    try:
        require_link(lower, upper, kind, joined)
    except DataError as error:
        problems.add(error.code, [row.said], **error.facts)
        return False
    return True
