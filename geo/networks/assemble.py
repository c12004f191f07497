"""The county medical networks: those that reports tell of, and what has to be assumed.

A report names the lead hospitals of a network, seldom its members. A township hospital that
no source puts in a network belongs to that of the nearest lead hospital in its county, and a
village clinic to that of the nearest township hospital in its county; both are marked as
assumed. Where no report tells of a county at all, its most general hospital is assumed to
lead one network.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd

from data.facility_key import FacilityKey
from data.reference.network_model import (
    IN_NO_NETWORK,
    LeadRule,
    LinkKind,
    Network,
    NetworkEdit,
    NetworkEditKind,
    Part,
    PublishedNetwork,
    Role,
    Support,
)
from data.schema import Status, Tier, Title, UnitColumn, bare_name
from geo.networks.facilities import NOBODY, Places
from geo.networks.leads import area_of, general_hospitals, named_leads
from geo.networks.links import links_of, supporters_of
from geo.progress import Progress, silent

TOWNSHIP_LEVEL: Final = (Tier.SUBCENTRE, Tier.TOWNSHIP)
_DISTRICT: Final = "区"
_MEMBER_TIERS: Final = (Tier.COUNTY, *TOWNSHIP_LEVEL, Tier.VILLAGE)


@dataclass(slots=True)
class _Draft:
    """A network that is being put together; leads and members are rows of `Places`."""

    id: str
    name: Title
    adcode: int
    status: Status
    published: PublishedNetwork | None = None
    leads: list[int] = field(default_factory=list)
    lead_status: Status = Status.ASSUMED
    missing: tuple[str, ...] = ()
    members: dict[int, tuple[Status, int, str]] = field(default_factory=dict)
    lead_sources: dict[int, tuple[Status, str]] = field(default_factory=dict)


def networks_of(
    places: Places,
    units: pd.DataFrame,
    published: Sequence[PublishedNetwork],
    supports: Sequence[Support],
    edits: Iterable[NetworkEdit] = (),
    progress: Progress = silent,
) -> tuple[Network, ...]:
    """Return the networks of some counties, by county.

    Parameters
    ----------
    places
        The facilities that count.
    units
        The counties (data.schema.UnitColumn).
    published, supports
        What reports say (data.reference.networks).
    edits
        What the planner says; it goes before what reports say and what is assumed. An edit
        that names a facility that is not at hand, or a network that there is not, does nothing.
        A lead that is assigned is a member from then on; a network without leads is none. A
        link of management puts a member under another lead of its network, and a village
        clinic under another township hospital of it, too.
    progress
        Told the fraction done.

    Returns
    -------
    tuple of Network
        Every member has a parent in its network, and the parents of any lead to a lead:
        a village clinic stands under a township hospital or a lead, all others under a lead.
        A county without any county hospital has none.
    """
    said = tuple(edits)
    drafts: dict[str, _Draft] = {}
    by_county = _rows_by_county(places)
    counties = units[[UnitColumn.ADCODE, UnitColumn.NAME, UnitColumn.PINYIN]].to_records(
        index=False
    )
    for adcode, name, pinyin in counties:
        title = Title(str(name), bare_name(str(pinyin)))
        rows = by_county.get(int(adcode), [])
        for draft in _drafts_of(int(adcode), title, rows, places, published):
            drafts[draft.id] = draft
    _create(drafts, places, said)
    _take_in(drafts, places, by_county, said)
    _put_under(drafts, places, said)
    progress(0.6)
    networks = [_network(draft, places, supports, said) for draft in drafts.values()]
    progress(1.0)
    return tuple(sorted(networks, key=lambda each: (each.adcode, each.id)))


def _rows_by_county(places: Places) -> dict[int, list[int]]:
    if not places.keys:
        return {}
    order = np.argsort(places.adcode, kind="stable")
    codes, starts = np.unique(places.adcode[order], return_index=True)
    groups = np.split(order, starts[1:])
    return {int(code): rows.tolist() for code, rows in zip(codes, groups, strict=True)}


def _drafts_of(
    adcode: int,
    county: Title,
    rows: Sequence[int],
    places: Places,
    published: Sequence[PublishedNetwork],
) -> list[_Draft]:
    """Return the networks of one county with their leads, and no members yet."""
    here = [each for each in published if each.adcode == adcode and each.leads]
    drafts = []
    for number, each in enumerate(here, start=1):
        leads, missing = named_leads(each, rows, places)
        title = Title(each.name, f"{county.en} {each.pattern or 'network'}")
        draft = _Draft(f"{adcode}-{number}", title, adcode, Status.REPORTED, each, leads)
        drafts.append(replace(draft, lead_status=Status.REPORTED, missing=missing))
    if any(draft.leads for draft in drafts):
        return drafts
    # None of the published leads is at hand: a list of the user may leave them out.
    around = here[0] if here else area_of(adcode, published)
    every = around is not None and around.lead_rule is LeadRule.EACH_GENERAL
    generals = general_hospitals(rows, places, is_district=county.zh.endswith(_DISTRICT))
    missing = tuple(name for draft in drafts for name in draft.missing)
    return [
        _Draft(
            f"{adcode}-{number}",
            _assumed_title(county, str(places.name[lead]), alone=not every or len(generals) == 1),
            adcode,
            Status.ASSUMED,
            around,
            [lead],
            missing=missing,
        )
        for number, lead in enumerate(generals if every else generals[:1], start=1)
    ]


def _assumed_title(county: Title, lead: str, *, alone: bool) -> Title:
    if alone:
        return Title(f"{county.zh}医共体", f"{county.en} network")
    return Title(f"{county.zh}医共体（{lead}）", f"{county.en} network ({lead})")


def _create(drafts: dict[str, _Draft], places: Places, edits: Sequence[NetworkEdit]) -> None:
    """Add the networks and leads that the planner names; one made a member leads no more."""
    for edit in edits:
        row = places.row_of(edit.facility)
        if row == NOBODY:
            continue
        if edit.kind is NetworkEditKind.CREATE:
            title = Title(edit.name, edit.name)
            drafts[edit.network] = _Draft(edit.network, title, edit.adcode, Status.USER)
        if edit.kind in (NetworkEditKind.CREATE, NetworkEditKind.LEAD) and edit.network in drafts:
            for draft in drafts.values():
                draft.leads = [lead for lead in draft.leads if lead != row]
            drafts[edit.network].leads.append(row)
            drafts[edit.network].lead_sources[row] = (Status.USER, edit.source)
    for edit in edits:
        known = edit.network in drafts or edit.network == IN_NO_NETWORK
        if edit.kind is NetworkEditKind.ASSIGN and known:
            row = places.row_of(edit.facility)
            for draft in drafts.values():
                draft.leads = [lead for lead in draft.leads if lead != row]
    for network in [each for each, draft in drafts.items() if not draft.leads]:
        del drafts[network]


def _take_in(
    drafts: Mapping[str, _Draft],
    places: Places,
    by_county: Mapping[int, Sequence[int]],
    edits: Sequence[NetworkEdit],
) -> None:
    """Give each facility below the regional tier to the network that it belongs to."""
    kind = NetworkEditKind.ASSIGN
    assigned = {edit.facility: edit for edit in edits if edit.kind is kind}
    leads = {lead for draft in drafts.values() for lead in draft.leads}
    of_county: dict[int, list[_Draft]] = {}
    for draft in drafts.values():
        of_county.setdefault(draft.adcode, []).append(draft)
    for adcode, rows in by_county.items():
        around = of_county.get(adcode, [])
        ours = [row for row in rows if row not in leads and places.tier[row] in _MEMBER_TIERS]
        villages = [row for row in ours if places.tier[row] is Tier.VILLAGE]
        for row in ours if around else ():
            if places.tier[row] is not Tier.VILLAGE:
                _assume(around, places, row)
        _keep_to_published(around, places)
        said = {row: assigned[places.keys[row]] for row in ours if places.keys[row] in assigned}
        known = {row: edit for row, edit in said.items() if _is_known(edit, drafts)}
        for row, edit in known.items():
            if places.tier[row] is not Tier.VILLAGE:
                _assign(drafts, places, row, edit)
        # Villages last: they stand under what the others have become.
        for row in villages:
            if row in known:
                _assign(drafts, places, row, known[row])
            elif around:
                _assume(around, places, row)


def _is_known(edit: NetworkEdit, drafts: Mapping[str, _Draft]) -> bool:
    return edit.network in drafts or edit.network == IN_NO_NETWORK


def _assign(drafts: Mapping[str, _Draft], places: Places, row: int, edit: NetworkEdit) -> None:
    for each in drafts.values():
        each.members.pop(row, None)
    draft = drafts.get(edit.network)
    if draft is None or edit.network == IN_NO_NETWORK:
        return
    over = draft.leads
    if places.tier[row] is Tier.VILLAGE:
        over = _townships(draft, places) or over
    draft.members[row] = (Status.USER, places.nearest(row, over), edit.source)


def _assume(around: Sequence[_Draft], places: Places, row: int) -> None:
    """Put a facility in the network that names it, or in that of the nearest lead hospital."""
    if places.tier[row] is Tier.VILLAGE:
        townships = {each: draft for draft in around for each in _townships(draft, places)}
        over = places.nearest(row, list(townships))
        if over != NOBODY:
            townships[over].members[row] = (Status.ASSUMED, over, "")
            return
    named = [draft for draft in around if _names(draft, places, row)]
    if not named and places.tier[row] is Tier.COUNTY and not _takes_in_hospitals(around):
        return
    leads = {lead: draft for draft in named or around for lead in draft.leads}
    over = places.nearest(row, list(leads))
    if named:
        status = Status.REPORTED if places.status[row] == Status.REPORTED else Status.USER
        source = str(places.source[row]).partition(";")[0]
    else:
        status, source = Status.ASSUMED, ""
    leads[over].members[row] = (status, over, source)


def _keep_to_published(around: Sequence[_Draft], places: Places) -> None:
    """Have the networks of a county respect the numbers of members that are published.

    While one has more township-level members than its report says and another has fewer, the
    assumed member that is the least farther from the other's nearest lead than from its own
    changes over.
    """
    told = [each for each in around if each.published and each.published.leads]
    while True:
        over = [each for each in told if _surplus(each, places) > 0]
        under = [each for each in told if _surplus(each, places) < 0]
        moves = [
            (extra_m, row, draft, other)
            for draft in over
            for other in under
            for row, (status, lead, _) in draft.members.items()
            if status is Status.ASSUMED and places.tier[row] in TOWNSHIP_LEVEL
            for extra_m in [_extra_m(row, lead, other, places)]
        ]
        if not moves:
            return
        _, row, draft, other = min(moves, key=lambda move: move[:2])
        del draft.members[row]
        other.members[row] = (Status.ASSUMED, places.nearest(row, other.leads), "")


def _surplus(draft: _Draft, places: Places) -> int:
    """Return how many township-level members a network has more than is published."""
    published = draft.published.townships if draft.published else None
    return 0 if published is None else len(_townships(draft, places)) - published


def _extra_m(row: int, lead: int, other: _Draft, places: Places) -> float:
    """Return how much farther a facility is from another network's lead than from its own."""
    return places.distance_m(row, places.nearest(row, other.leads)) - places.distance_m(row, lead)


def _names(draft: _Draft, places: Places, row: int) -> bool:
    """Return whether the facility's own row names the network."""
    said = str(places.network[row])
    return bool(said) and said in (draft.name.zh, draft.name.en, draft.id)


def _takes_in_hospitals(around: Sequence[_Draft]) -> bool:
    """Return whether county hospitals that do not lead belong: not where leads are named."""
    return all(draft.lead_status is not Status.REPORTED for draft in around)


def _put_under(drafts: Mapping[str, _Draft], places: Places, edits: Sequence[NetworkEdit]) -> None:
    """Put a member under the one of its network that the planner says manages it."""
    for edit in edits:
        if (edit.kind, edit.link) != (NetworkEditKind.LINK, LinkKind.MANAGEMENT):
            continue
        row, over = places.row_of(edit.facility), places.row_of(edit.upper or edit.facility)
        for draft in drafts.values():
            above = list(draft.leads)
            if row in draft.members and places.tier[row] is Tier.VILLAGE:
                above += _townships(draft, places)
            if row in draft.members and over in above:
                draft.members[row] = (Status.USER, over, edit.source)


def _townships(draft: _Draft, places: Places) -> list[int]:
    return [row for row in draft.members if places.tier[row] in TOWNSHIP_LEVEL]


def _network(
    draft: _Draft, places: Places, supports: Sequence[Support], edits: Sequence[NetworkEdit]
) -> Network:
    part = _part_maker(places)
    told = draft.published if draft.lead_status is Status.REPORTED else None
    source = told.source_id if told else ""
    leads = [
        part(row, Role.LEAD, *draft.lead_sources.get(row, (draft.lead_status, source)))
        for row in draft.leads
    ]
    order = list(Tier)
    members = [
        part(row, Role.MEMBER, status, said, places.keys[over])
        for row, (status, over, said) in sorted(
            draft.members.items(), key=lambda each: (order.index(places.tier[each[0]]), each[0])
        )
    ]
    inside = Network(
        draft.id,
        draft.name,
        draft.adcode,
        draft.status,
        (*leads, *members),
        (),
        draft.published,
        draft.missing,
    )
    support = supporters_of(inside, places, supports, edits)
    links = links_of(inside, places, support, edits)
    return replace(inside, parts=(*inside.parts, *support.parts), links=links)


def _part_maker(places: Places) -> Callable[..., Part]:
    def part(
        row: int, role: Role, membership: Status, source: str, parent: FacilityKey | None = None
    ) -> Part:
        return Part(
            facility=places.keys[row],
            name=str(places.name[row]),
            tier=places.tier[row],
            adcode=int(places.adcode[row]),
            lon=float(places.lon[row]),
            lat=float(places.lat[row]),
            status=Status(places.status[row]),
            role=role,
            membership=membership,
            parent=parent,
            source=source,
        )

    return part
