"""The networks of a network table: whose rows they are, which there are already, which are new."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from data.project.network_edits import Edits, new_network_id
from data.read.network_table import NetworkRow
from data.reference.network_model import IN_NO_NETWORK, Network, NetworkEdit, NetworkEditKind, Role
from data.schema import Status, Tier
from geo.network_table.names import plain_name
from geo.network_table.rows import Meant, Problems
from geo.networks.facilities import Places

_SURE: Final = (Status.USER, Status.REPORTED)
_LONGEST_NAME: Final = 100
_NETWORK_SUFFIX: Final = "医共体"


@dataclass(slots=True, eq=False)
class Group:
    """The rows of one network of the table.

    Attributes
    ----------
    name
        What the table calls it; empty when it only names its leads.
    network
        Id of the network meant; `IN_NO_NETWORK` for facilities in none.
    created
        Its name and county, where it is to be created.
    """

    name: str = ""
    rows: list[Meant] = field(default_factory=list)
    network: str = IN_NO_NETWORK
    created: tuple[str, int] | None = None

    @property
    def said(self) -> list[NetworkRow]:
        """Its rows as the table has them."""
        return [each.said for each in self.rows]

    @property
    def counties(self) -> set[int]:
        """The counties of its rows."""
        return {each.county for each in self.rows if each.county}

    def leads(self) -> list[int]:
        """Return the facilities that lead by its rows, in their order."""
        found = [lead for each in self.rows for lead in each.leads]
        found += [
            each.facility
            for each in self.rows
            if each.facility is not None and each.said.role is Role.LEAD
        ]
        return list(dict.fromkeys(found))

    def members(self) -> dict[int, list[Meant]]:
        """Return the facilities that belong by its rows, without leads and supporters."""
        leads = set(self.leads())
        found: dict[int, list[Meant]] = defaultdict(list)
        for each in self.rows:
            if each.facility is not None and each.said.role is not Role.SUPPORTER:
                found[each.facility].append(each)
        return {row: said for row, said in found.items() if row not in leads}


def groups_of(
    rows: Iterable[Meant],
    networks: Sequence[Network],
    places: Places,
    edits: Edits,
    problems: Problems,
) -> list[Group]:
    """Return the networks of a table that are clear, each with what it is.

    A name that rows of several counties share means one network when only one of the
    counties has a lead for it, and otherwise one in each.
    """
    groups = [each for named in _by_name(rows).values() for each in _apart(named, networks)]
    _settle(groups, places, problems)
    taken = list(edits)
    return [each for each in groups if _identify(each, networks, places, taken, problems)]


def _by_name(rows: Iterable[Meant]) -> dict[object, list[Group]]:
    """Return the rows by what they call their network, and by county."""
    found: dict[object, dict[int, Group]] = defaultdict(dict)
    for each in rows:
        said = each.said
        if not (said.network or said.network_id or each.leads or said.in_none):
            continue
        name = said.network or said.network_id
        key = "" if said.in_none else plain_name(name) or each.leads
        group = found[key].setdefault(0 if said.in_none else each.county, Group(name))
        group.rows.append(each)
    return {key: list(groups.values()) for key, groups in found.items()}


def _apart(groups: Sequence[Group], networks: Sequence[Network]) -> Sequence[Group]:
    """Return groups of one name as they are, or as one when only one of them can stand alone."""
    alone = [
        group
        for group in groups
        if group.leads() or any(each.adcode in group.counties for each in _named(group, networks))
    ]
    if len(groups) == 1 or len(alone) > 1:
        return groups
    return [Group(groups[0].name, [row for group in groups for row in group.rows])]


def _named(group: Group, networks: Iterable[Network]) -> list[Network]:
    """Return the networks that bear the name or the id that rows give."""
    ids = {each.said.network_id for each in group.rows} - {""}
    name = plain_name(group.name)
    titled = [
        each
        for each in networks
        if name and name in (plain_name(each.name.zh), plain_name(each.name.en), each.id)
    ]
    narrow = [each for each in titled if each.id in ids] or [
        each for each in titled if each.adcode in group.counties
    ]
    return narrow or titled


def _settle(groups: Sequence[Group], places: Places, problems: Problems) -> None:
    """Leave out what the table puts in two networks."""
    where: dict[int, set[int]] = defaultdict(set)
    said: dict[int, list[NetworkRow]] = defaultdict(list)
    for at, group in enumerate(groups):
        for row in group.rows:
            own = () if row.said.role is Role.SUPPORTER else (row.facility,)
            for facility in (*own, *row.leads):
                if facility is not None:
                    where[facility].add(at)
                    said[facility].append(row.said)
    torn = {facility for facility, found in where.items() if len(found) > 1}
    for facility in sorted(torn):
        name = str(places.name[facility])
        problems.add("network_conflict", said[facility], name=name)
    if torn:
        for group in groups:
            group.rows = [_without(row, torn) for row in group.rows]


def _without(row: Meant, torn: set[int]) -> Meant:
    leads = tuple(lead for lead in row.leads if lead not in torn)
    supports = row.said.role is Role.SUPPORTER
    facility = row.facility if supports or row.facility not in torn else None
    return replace(row, leads=leads, facility=facility)


def _identify(
    group: Group,
    networks: Sequence[Network],
    places: Places,
    edits: list[NetworkEdit],
    problems: Problems,
) -> bool:
    """Find which network a group is, or that it has to be created; False when that is unclear."""
    if all(row.said.in_none for row in group.rows):
        return True
    named = _named(group, networks)
    if len(named) > 1:
        problems.add("network_ambiguous", group.said, name=group.name)
        return False
    leads = group.leads()
    if not named:
        led = {each.id: each for each in networks if _leads(each, leads, places)}
        sure = [each for each in led.values() if not group.name or each.status in _SURE]
        if len(led) == 1 and sure:
            named = sure
            if group.name:
                facts = {"name": group.name, "found": sure[0].name.zh}
                problems.add("network_same_lead", group.said, **facts)
    if named:
        group.network = named[0].id
        return True
    if not leads:
        problems.add("network_without_lead", group.said, name=group.name)
        return False
    _create(group, leads[0], places, edits)
    return True


def _leads(network: Network, leads: Sequence[int], places: Places) -> bool:
    keys = {places.keys[row] for row in leads}
    return any(part.facility in keys for part in network.leads)


def _create(group: Group, lead: int, places: Places, edits: list[NetworkEdit]) -> None:
    """Give a group an id that is free, a name, and the county of its lead or of its rows."""
    group.network = new_network_id(tuple(edits))
    own = int(places.adcode[lead])
    # A regional centre may lead a network outside the county that it stands in.
    if places.tier[lead] is Tier.REGIONAL and len(group.counties) == 1:
        own = next(iter(group.counties))
    name = group.name or f"{places.name[lead]}{_NETWORK_SUFFIX}"
    group.created = (name[:_LONGEST_NAME], own)
    edits.append(NetworkEdit(NetworkEditKind.CREATE, places.keys[lead], group.network))
