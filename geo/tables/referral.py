"""Referral as tables: where members can refer to, and the steps of chains."""

from collections.abc import Mapping, Sequence
from typing import Final

from geo.networks.referral.chain import Chain, Step
from geo.networks.referral.table import MemberReferral, Nearest
from geo.tables.table import Column, Kind, Table, Value, columns_of

NAME: Final = "referral"


def _nearest_columns(whose: str) -> tuple[Column, ...]:
    return (
        *columns_of(Kind.TEXT, f"{whose}_id", f"{whose}_name"),
        Column(f"{whose}_adcode", Kind.COUNT),
        Column(f"{whose}_status", Kind.TEXT),
        Column(f"{whose}_km", Kind.DISTANCE),
        Column(f"{whose}_in_county", Kind.TEXT),
    )


_MEMBERS: Final = (
    *columns_of(Kind.TEXT, "network", "id", "name", "tier", "status", "membership", "higher_tier"),
    *_nearest_columns("inside"),
    *_nearest_columns("regardless"),
)
_STEPS: Final = (
    Column("chain", Kind.TEXT),
    Column("step", Kind.COUNT),
    *columns_of(Kind.TEXT, "id", "name", "tier"),
    Column("adcode", Kind.COUNT),
    *columns_of(Kind.DEGREES, "lon", "lat"),
    Column("status", Kind.TEXT),
    *columns_of(Kind.DISTANCE, "distance_km", "cumulative_km"),
    *columns_of(Kind.TEXT, "leaves_county", "skipped", "link"),
)
_NOWHERE: Final = (None,) * 6


def told_members(members: Sequence[MemberReferral], notes: Sequence[str]) -> Table:
    """Return a row for each member and each higher tier: the nearest inside and regardless."""
    rows = tuple(row for each in members for row in _member_rows(each))
    return Table(NAME, _MEMBERS, rows, tuple(notes))


def told_steps(chains: Mapping[str, Chain], notes: Sequence[str]) -> Table:
    """Return a row for each step of some chains, each under what it is called."""
    rows = tuple(
        _step_row(name, number, step)
        for name, chain in chains.items()
        for number, step in enumerate(chain.steps, start=1)
    )
    return Table(NAME, _STEPS, rows, tuple(notes))


def _member_rows(each: MemberReferral) -> list[tuple[Value, ...]]:
    member = each.member
    return [
        (
            each.network,
            member.facility.id,
            member.name,
            member.tier.value,
            member.status.value,
            member.membership.value,
            tier.tier.value,
            *_nearest(tier.inside),
            *_nearest(tier.regardless),
        )
        for tier in each.tiers
    ]


def _nearest(nearest: Nearest | None) -> tuple[Value, ...]:
    if nearest is None:
        return _NOWHERE
    return (
        nearest.facility.id,
        nearest.name,
        nearest.adcode,
        nearest.status.value,
        nearest.distance_m,
        nearest.in_county,
    )


def _step_row(chain: str, number: int, step: Step) -> tuple[Value, ...]:
    return (
        chain,
        number,
        step.facility.id,
        step.name,
        step.tier.value,
        step.adcode,
        step.lon,
        step.lat,
        step.status.value,
        step.distance_m,
        step.cumulative_m,
        step.leaves_county,
        " ".join(tier.value for tier in step.skipped),
        step.link_status.value if step.link_status else None,
    )
