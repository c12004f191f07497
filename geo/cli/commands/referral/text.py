"""Referral as tables and sentences for the console."""

from collections.abc import Sequence
from typing import Final

from data.schema import Language, Tier
from geo.cli.commands.referral.answer import Chains, CriticalOf, ReferralAnswer
from geo.cli.reports import heads
from geo.networks.catchments import NetworkPeople
from geo.networks.facilities import Places
from geo.networks.referral.chain import Chain, Step
from geo.networks.referral.table import MemberReferral, Nearest
from geo.tables.files.forms import table_text
from geo.words.numbers import NO_PEOPLE, kilometres, people, percent, radius_text
from geo.words.wording import say

_NETWORK_HEAD: Final = ("network", "name", "people", "nearer_other", "nearer_share", "on_lead")
_NETWORK_TEXT: Final = frozenset({0, 1})
_MEMBER_HEAD: Final = ("member", "network", "tier", "inside", "inside_km", "regardless", "away_km")
_MEMBER_TEXT: Final = frozenset({0, 1, 2, 3, 5})
_STEP_HEAD: Final = ("tier", "name", "status", "step_km", "sum_km", "leaves", "skipped")
_STEP_TEXT: Final = frozenset({0, 1, 2, 5, 6})
_CRITICAL_HEAD: Final = ("of", "tier", "radius_km", "name", "people_lost")
_CRITICAL_TEXT: Final = frozenset({0, 1, 3})


def referral_table(answer: ReferralAnswer, notes: Sequence[str], language: Language) -> str:
    """Return chains, networks, members and what people depend on, in tables."""
    county = answer.world.county_name(answer.adcode, language)
    lines = [say("cli_referral_headline", language, county=county, adcode=answer.adcode), ""]
    if answer.chains:
        lines += _chains(answer.chains, language)
    networks = [_network_cells(each.id, answer, language) for each in answer.networks]
    if networks:
        lines.append(table_text(heads(_NETWORK_HEAD, language), networks, _NETWORK_TEXT))
    else:
        lines += [say("cli_referral_no_network", language), ""]
    members = [row for each in answer.members for row in _member_cells(each, language)]
    if members:
        lines.append(table_text(heads(_MEMBER_HEAD, language), members, _MEMBER_TEXT))
    critical = [_critical_cells(each, answer.world.places, language) for each in answer.critical]
    lines.append(say("cli_referral_critical", language))
    lines.append(table_text(heads(_CRITICAL_HEAD, language), critical, _CRITICAL_TEXT))
    return "\n".join([*lines, *notes, ""])


def _chains(chains: Chains, language: Language) -> list[str]:
    start = chains.nearest.start
    place = start.name or f"{start.lon:g}, {start.lat:g}"
    lines = []
    for key, chain in (
        ("cli_referral_nearest", chains.nearest),
        ("cli_referral_inside", chains.inside),
    ):
        lines.append(say(key, language, place=place, distance=kilometres(chain.distance_m)))
        rows = [_step_cells(step, language) for step in chain.steps]
        if rows:
            lines.append(table_text(heads(_STEP_HEAD, language), rows, _STEP_TEXT))
        lines += _left_out(chain, language)
    return lines


def _left_out(chain: Chain, language: Language) -> list[str]:
    if not chain.skipped:
        return []
    return [say("cli_referral_left_out", language, tiers=_tiers(chain.skipped, language)), ""]


def _step_cells(step: Step, language: Language) -> list[str]:
    return [
        step.tier.label.in_language(language),
        step.name,
        step.status.label.in_language(language),
        kilometres(step.distance_m),
        kilometres(step.cumulative_m),
        say("cli_referral_leaves", language) if step.leaves_county else "",
        _tiers(step.skipped, language),
    ]


def _tiers(tiers: Sequence[Tier], language: Language) -> str:
    return say("cli_comma", language).join(tier.label.in_language(language) for tier in tiers)


def _network_cells(network_id: str, answer: ReferralAnswer, language: Language) -> list[str]:
    network = next(each for each in answer.networks if each.id == network_id)
    served = answer.people.get(network_id, NetworkPeople(0.0, 0.0))
    alone = answer.on_single_lead.get(network_id)
    return [
        network_id,
        network.name.in_language(language),
        people(served.people),
        people(served.nearer_other_lead),
        percent(served.share),
        people(alone) if alone is not None else NO_PEOPLE,
    ]


def _member_cells(each: MemberReferral, language: Language) -> list[list[str]]:
    rows = []
    for number, tier in enumerate(each.tiers):
        own = [each.member.name, each.network] if number == 0 else ["", ""]
        label = tier.tier.label.in_language(language)
        rows.append(
            [*own, label, *_nearest(tier.inside, language), *_nearest(tier.regardless, language)]
        )
    return rows


def _nearest(nearest: Nearest | None, language: Language) -> list[str]:
    if nearest is None:
        return [NO_PEOPLE, NO_PEOPLE]
    away = "" if nearest.in_county else say("cli_referral_away", language)
    return [f"{nearest.name}{away}", kilometres(nearest.distance_m)]


def _critical_cells(each: CriticalOf, places: Places, language: Language) -> list[str]:
    of = {
        "county": say("cli_referral_of_county", language),
        "province": say("cli_referral_of_province", language),
    }.get(each.of, each.of)
    return [
        of,
        each.tier.label.in_language(language),
        radius_text(each.radius_m),
        str(places.name[each.found.row]) if each.found else NO_PEOPLE,
        people(each.found.people_lost) if each.found else "0",
    ]
