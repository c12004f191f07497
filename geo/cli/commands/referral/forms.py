"""Referral on the command line: chains, the nearest of each tier, what people depend on."""

from collections.abc import Sequence

from data.project.project import Project
from data.schema import Language, Tier
from geo.cli.commands.referral.answer import Chains, CriticalOf, ReferralAnswer, referral_answer
from geo.cli.commands.referral.text import referral_table
from geo.cli.parsing.arguments import Request
from geo.cli.parsing.options import Form
from geo.networks.catchments import NetworkPeople
from geo.networks.facilities import Places
from geo.networks.referral.chain import Chain, Step
from geo.networks.referral.table import MemberReferral, Nearest
from geo.tables.files.forms import METRES_PER_KM, Row, json_text, plain, plain_km
from geo.tables.files.written import csv_of
from geo.tables.notes import network_notes
from geo.tables.referral import told_members, told_steps
from geo.tables.table import Table
from geo.words.wording import say


def referral_text(request: Request, language: Language) -> str:
    """Return where to refer to as JSON, CSV or a table for the console."""
    answer = referral_answer(request, language)
    notes = referral_notes(request, answer, language)
    if request.form is Form.JSON:
        return json_text(referral_document(answer, notes))
    if request.form is Form.CSV:
        return csv_of(_table(answer, notes))
    return referral_table(answer, notes, language)


def referral_notes(request: Request, answer: ReferralAnswer, language: Language) -> list[str]:
    """Return what has to be known of referrals, and whose data they rest on."""
    return [
        say("cli_referral_note_chain", language),
        say("cli_referral_note_skipped", language),
        *link_notes(request.form, answer, language),
        say(_critical_note(answer.world.project), language),
        *_radius_note(answer.world.project, language),
        *network_notes(answer.world.basis, language),
    ]


def _critical_note(project: Project) -> str:
    """Return which sentence says who counts: of a province that is shown, no neighbour does."""
    if project.province is None:
        return "cli_referral_note_critical"
    return "cli_referral_note_critical_in_province"


def _radius_note(project: Project, language: Language) -> list[str]:
    """Return that radii are assumed, where any is the one that nobody has chosen."""
    assumed = any(project.radius_m(tier) == tier.default_radius_m for tier in Tier)
    return [say("cli_note_radius_assumed", language)] if assumed else []


def link_notes(form: Form, answer: ReferralAnswer, language: Language) -> list[str]:
    """Return what `link` means, where there is one: the console has no such column."""
    is_told = bool(answer.chains) and form in (Form.JSON, Form.CSV)
    return [say("cli_referral_note_link", language)] if is_told else []


def referral_document(answer: ReferralAnswer, notes: Sequence[str]) -> Row:
    """Return the answer as JSON takes it."""
    unit = answer.world.unit(answer.adcode)
    return {
        "county": {
            "adcode": answer.adcode,
            "name": answer.world.county_name(answer.adcode, Language.ZH),
            "name_en": answer.world.county_name(answer.adcode, Language.EN),
            "prefecture": str(unit["prefecture"]),
            "province": str(unit["province"]),
        },
        "members": [_member_row(each) for each in answer.members],
        "networks": [_network_row(each.id, answer) for each in answer.networks],
        "critical": [critical_row(each, answer.world.places) for each in answer.critical],
        "chain": _chains_row(answer.chains) if answer.chains else None,
        "notes": list(notes),
    }


def _member_row(each: MemberReferral) -> Row:
    member = each.member
    return {
        "id": member.facility.id,
        "name": member.name,
        "tier": member.tier.value,
        "status": member.status.value,
        "membership": member.membership.value,
        "network": each.network,
        "nearest": [
            {
                "tier": tier.tier.value,
                "inside": _nearest_row(tier.inside),
                "regardless": _nearest_row(tier.regardless),
            }
            for tier in each.tiers
        ],
    }


def _nearest_row(nearest: Nearest | None) -> Row | None:
    if nearest is None:
        return None
    return {
        "id": nearest.facility.id,
        "name": nearest.name,
        "adcode": nearest.adcode,
        "status": nearest.status.value,
        "distance_km": plain_km(nearest.distance_m),
        "in_county": nearest.in_county,
    }


def _network_row(network_id: str, answer: ReferralAnswer) -> Row:
    network = next(each for each in answer.networks if each.id == network_id)
    people = answer.people.get(network_id, NetworkPeople(0.0, 0.0))
    alone = answer.on_single_lead.get(network_id)
    return {
        "id": network_id,
        "name": network.name.zh,
        "name_en": network.name.en,
        "leads": len(network.leads),
        "people": plain(people.people),
        "people_nearer_other_lead": plain(people.nearer_other_lead),
        "share": plain(people.share),
        "people_on_single_lead": plain(alone) if alone is not None else None,
    }


def critical_row(each: CriticalOf, places: Places) -> Row:
    """Return the most critical facility as JSON takes it; None where nobody loses reach."""
    found = each.found
    return {
        "of": each.of,
        "tier": each.tier.value,
        "radius_km": plain(each.radius_m / METRES_PER_KM),
        "facility": {
            "id": places.keys[found.row].id,
            "name": str(places.name[found.row]),
            "adcode": int(places.adcode[found.row]),
            "status": str(places.status[found.row]),
        }
        if found
        else None,
        "people_lost": plain(found.people_lost) if found else 0,
    }


def _chains_row(chains: Chains) -> Row:
    start = chains.nearest.start
    return {
        "start": {
            "lon": plain(start.lon),
            "lat": plain(start.lat),
            "adcode": start.adcode,
            "id": start.facility.id if start.facility else None,
            "name": start.name,
            "tier": start.tier.value if start.tier else None,
        },
        "nearest": chain_row(chains.nearest),
        "inside": chain_row(chains.inside),
    }


def chain_row(chain: Chain) -> Row:
    """Return a chain as JSON takes it."""
    return {
        "distance_km": plain_km(chain.distance_m),
        "steps": [_step_row(step) for step in chain.steps],
        "skipped": _tiers(chain.skipped),
    }


def _step_row(step: Step) -> Row:
    return {
        "id": step.facility.id,
        "name": step.name,
        "tier": step.tier.value,
        "adcode": step.adcode,
        "lon": plain(step.lon),
        "lat": plain(step.lat),
        "status": step.status.value,
        "distance_km": plain_km(step.distance_m),
        "cumulative_km": plain_km(step.cumulative_m),
        "leaves_county": step.leaves_county,
        "skipped": _tiers(step.skipped),
        "link": step.link_status.value if step.link_status else None,
    }


def _tiers(tiers: Sequence[Tier]) -> list[str]:
    return [tier.value for tier in tiers]


def _table(answer: ReferralAnswer, notes: Sequence[str]) -> Table:
    """Return the steps of the chains asked for, or else a row for each member and tier."""
    chains = answer.chains
    if chains is None:
        return told_members(answer.members, notes)
    return told_steps({"nearest": chains.nearest, "inside": chains.inside}, notes)
