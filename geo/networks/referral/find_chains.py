"""Referral chains: one step for each tier above, by distance alone or inside a network.

By distance, borders do not count. Inside, a chain follows the ties of a network up to its
lead and the hospital that supports it. Neither is a record of what patients do.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from data.facility_key import FacilityKey
from data.reference.network_model import Link, LinkKind, Network, Part
from data.schema import Status, Tier
from geo.networks.assemble import TOWNSHIP_LEVEL
from geo.networks.facilities import NOBODY, Places
from geo.networks.referral.chain import Chain, Start, Step

Floats = npt.NDArray[np.float64]

_ORDER: Final = tuple(Tier)
# Few counties have a sub-centre, and of village clinics few are known: a chain does not go
# out of its way to one.
_PASSED_OVER: Final = frozenset({Tier.SUBCENTRE, Tier.VILLAGE})
_KNOWN_FIRST: Final = (Status.USER, Status.REPORTED, Status.ASSUMED)


def start_of(places: Places, row: int) -> Start:
    """Return a chain's start at a facility, by its row."""
    return Start(
        lon=float(places.lon[row]),
        lat=float(places.lat[row]),
        adcode=int(places.adcode[row]),
        facility=places.keys[row],
        name=str(places.name[row]),
        tier=places.tier[row],
    )


def tiers_above(tier: Tier | None) -> tuple[Tier, ...]:
    """Return the tiers above one from the lowest up: all of them above a place, None."""
    end = len(_ORDER) if tier is None else _ORDER.index(tier)
    return _ORDER[:end][::-1]


def nearest_chain(start: Start, places: Places) -> Chain:
    """Return the chain by distance, regardless of borders.

    From where one is, the next step is the nearest facility of the next tier up. A tier
    without any is passed over, and so are sub-centre and village clinic where a facility
    of a higher tier is nearer. A hospital for some patients alone is no step, unless all count.
    """
    steps: list[Step] = []
    at: Start | int = start
    passed: list[Tier] = []
    tiers = tiers_above(start.tier)
    for number, tier in enumerate(tiers):
        row = _nearest(places, at, (tier,))
        higher = _nearest(places, at, tiers[number + 1 :])
        optional = tier in _PASSED_OVER and higher != NOBODY
        if row == NOBODY or (optional and np.less(*_away_m(places, at, [higher, row]))):
            passed.append(tier)
            continue
        steps.append(_step(start, steps, places, row, tuple(passed)))
        at, passed = row, []
    return Chain(start, tuple(steps), tuple(passed))


def network_chain(start: Start, places: Places, networks: Sequence[Network]) -> Chain:
    """Return the chain inside a network of the start's county, up to who supports its lead.

    A facility refers along the tie upwards of its network: the planner's before one that is
    published, that before one that is assumed, the nearest of several; without a tie to its
    parent. A place goes first to the nearest village clinic of the networks of its county,
    unless another facility of theirs is nearer; then to the nearest township-level member,
    or lead. Without any, or at a facility of no network, the chain has no steps.
    """
    inside = {part.facility: each for each in networks for part in (*each.leads, *each.members)}
    steps: list[Step] = []
    at = start.facility
    if at is None:
        first = _first_inside(start, places, networks)
        if first != NOBODY:
            at = places.keys[first]
            steps.append(_step(start, steps, places, first, _between(None, places.tier[first])))
    network = inside.get(at) if at is not None else None
    if network is None or at is None:
        return Chain(start, tuple(steps), tiers_above(start.tier))
    for key, status in _climb(network, at, places):
        row = places.row_of(key)
        below = steps[-1].tier if steps else start.tier
        skipped = _between(below, places.tier[row])
        steps.append(_step(start, steps, places, row, skipped, status))
    return Chain(start, tuple(steps), tiers_above(steps[-1].tier if steps else start.tier))


def _first_inside(start: Start, places: Places, networks: Sequence[Network]) -> int:
    """Return the row of the facility that somebody at a place goes to first."""
    parts = [
        part
        for network in networks
        if network.adcode == start.adcode
        for part in (*network.leads, *network.members)
    ]
    rows = [places.row_of(part.facility) for part in parts]
    villages = [row for row in rows if places.tier[row] is Tier.VILLAGE]
    nearest = _nearest_of(places, start, rows)
    if nearest in villages:
        return nearest
    townships = [row for row in rows if places.tier[row] in TOWNSHIP_LEVEL]
    leads = [places.row_of(each.facility) for each in parts if each.parent is None]
    return _nearest_of(places, start, townships or leads)


def _climb(
    network: Network, at: FacilityKey, places: Places
) -> Iterator[tuple[FacilityKey, Status]]:
    """Yield the facilities above one, and how each tie is known, no facility twice."""
    upward: dict[FacilityKey, list[Link]] = {}
    for link in network.links:
        if link.kind is LinkKind.REFERRAL_UP and places.row_of(link.upper) != NOBODY:
            upward.setdefault(link.lower, []).append(link)
    parts = {part.facility: part for part in network.parts}
    seen = {at}
    while above := _above(at, upward, parts, places):
        if above[0] in seen:
            return
        yield above
        at = above[0]
        seen.add(at)


def _above(
    at: FacilityKey,
    upward: Mapping[FacilityKey, Sequence[Link]],
    parts: Mapping[FacilityKey, Part],
    places: Places,
) -> tuple[FacilityKey, Status] | None:
    row = places.row_of(at)
    if links := upward.get(at):
        best = min(
            links,
            key=lambda link: (
                _KNOWN_FIRST.index(link.status),
                places.distance_m(row, places.row_of(link.upper)),
            ),
        )
        return best.upper, best.status
    part = parts.get(at)
    return (part.parent, part.membership) if part is not None and part.parent else None


def _step(
    start: Start,
    steps: Sequence[Step],
    places: Places,
    row: int,
    skipped: tuple[Tier, ...],
    status: Status | None = None,
) -> Step:
    """Return the next step of a chain."""
    if steps:
        distance_m = places.distance_m(places.row_of(steps[-1].facility), row)
    else:
        distance_m = float(_away_m(places, start, [row])[0])
    adcode = int(places.adcode[row])
    stayed = all(step.adcode == start.adcode for step in steps)
    return Step(
        facility=places.keys[row],
        name=str(places.name[row]),
        tier=places.tier[row],
        lon=float(places.lon[row]),
        lat=float(places.lat[row]),
        adcode=adcode,
        status=Status(places.status[row]),
        distance_m=distance_m,
        cumulative_m=distance_m + (steps[-1].cumulative_m if steps else 0.0),
        leaves_county=start.adcode != 0 and stayed and adcode != start.adcode,
        skipped=skipped,
        link_status=status,
    )


def _between(lower: Tier | None, upper: Tier) -> tuple[Tier, ...]:
    """Return the tiers between two, from the lowest up."""
    return tuple(each for each in tiers_above(lower) if _ORDER.index(each) > _ORDER.index(upper))


def _nearest(places: Places, at: Start | int, tiers: Sequence[Tier]) -> int:
    return _nearest_of(places, at, places.counting(*tiers).tolist())


def _nearest_of(places: Places, at: Start | int, rows: Sequence[int]) -> int:
    """Return which of some facilities is nearest to where one is, the first of equals."""
    if not rows:
        return NOBODY
    return int(rows[int(np.argmin(_away_m(places, at, rows)))])


def _away_m(places: Places, at: Start | int, rows: Sequence[int]) -> Floats:
    """Return how far some facilities are from a start, or from a facility by its row."""
    others = np.asarray(rows, dtype=np.int64)
    if isinstance(at, Start):
        return places.from_point_m(at.lon, at.lat, others)
    return places.from_facility_m(at, others)
