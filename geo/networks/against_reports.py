"""What is published of networks against what the map holds of them, and why they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pandas as pd

from data.reference.network_model import LeadRule, Network, Part, PublishedNetwork
from data.schema import Language, Province, Status, Tier, UnitColumn
from geo.networks.assemble import TOWNSHIP_LEVEL
from geo.words.wording import say

_TOWNSHIP_WORDS: Final = ("卫生院", "社区卫生服务中心")


class Checked(StrEnum):
    """What is compared."""

    NETWORKS = "networks"
    LEADS = "leads"
    COUNTY_HOSPITALS = "county_hospitals"
    TOWNSHIPS = "township_members"
    VILLAGES = "village_members"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: as published, None where it is not, and on the map."""

    published: int | None
    on_map: int

    @property
    def difference(self) -> int | None:
        """What the map has more than is published; None where nothing is."""
        return None if self.published is None else self.on_map - self.published


@dataclass(frozen=True, slots=True)
class PatternCheck:
    """A published network, or the networks of a published area, against the map.

    Attributes
    ----------
    networks
        Ids of the networks of the map that it is about.
    figures
        By what is compared. Members of township level are sub-centres and township
        hospitals; county hospitals are leads and members of that tier.
    assumed_members
        How many of the township-level members are assumed to belong.
    assumed_facilities
        How many of them are themselves assumed: nobody has seen that they exist.
    raised_hospitals
        How many of them are sub-centres, but by their names no township hospitals.
    own_townships, own_villages
        How many members of township and village level a list of the user has.
    counties
        In how many counties the record is.
    counties_without
        How many of them have no network on the map, as no county hospital is known.
    townships, unplaced
        Townships of those counties, and how many of them have no known position, so that
        their hospital is not on the map.
    missing_leads
        Published leads that no facility on the map bears the name of.
    sharing
        How many networks the record's county has in all; 1 for an area.
    """

    published: PublishedNetwork
    networks: tuple[str, ...]
    figures: Mapping[Checked, Figure]
    assumed_members: int
    assumed_facilities: int
    raised_hospitals: int
    own_townships: int
    own_villages: int
    counties: int
    counties_without: int
    townships: int
    unplaced: int
    missing_leads: tuple[str, ...]
    sharing: int


def is_area(published: PublishedNetwork) -> bool:
    """Return whether a record is of a prefecture or province, not of one network."""
    return published.lead_rule is not LeadRule.NAMED


def pattern_check(
    published: PublishedNetwork,
    networks: Sequence[Network],
    units: pd.DataFrame,
    townships: pd.DataFrame,
    unplaced: pd.DataFrame,
) -> PatternCheck:
    """Compare a published record with the networks of the map.

    Parameters
    ----------
    networks
        Those of the map; the ones with this record are compared.
    units
        The counties (data.schema.UnitColumn).
    townships, unplaced
        The townships, and those without a known position (data.reference.catalog.read_townships and
        data.reference.catalog.unplaced_townships): their `adcode` counts.
    """
    ours = [each for each in networks if each.published == published]
    counties = counties_of(published, units)
    level = [part for each in ours for part in each.members_of(*TOWNSHIP_LEVEL)]
    here = [each for each in networks if each.adcode == published.adcode]
    return PatternCheck(
        published=published,
        networks=tuple(each.id for each in ours),
        figures=_figures(published, ours),
        assumed_members=sum(part.membership is Status.ASSUMED for part in level),
        assumed_facilities=sum(part.status is Status.ASSUMED for part in level),
        raised_hospitals=sum(_is_raised_hospital(part) for part in level),
        own_townships=sum(part.status is Status.USER for part in level),
        own_villages=sum(
            part.status is Status.USER for each in ours for part in each.members_of(Tier.VILLAGE)
        ),
        counties=len(counties),
        counties_without=len(counties - {each.adcode for each in networks}),
        townships=int(townships["adcode"].isin(counties).sum()),
        unplaced=int(unplaced["adcode"].isin(counties).sum()),
        missing_leads=tuple(dict.fromkeys(name for each in ours for name in each.missing_leads)),
        sharing=1 if is_area(published) else len(here),
    )


def _is_raised_hospital(part: Part) -> bool:
    return part.tier is Tier.SUBCENTRE and not any(word in part.name for word in _TOWNSHIP_WORDS)


def counties_of(published: PublishedNetwork, units: pd.DataFrame) -> frozenset[int]:
    """Return the codes of the counties that a record is about."""
    code = units[UnitColumn.ADCODE]
    province = code.map(lambda each: Province.of_adcode(int(each)))
    whole = Province.of_adcode(published.adcode)
    if whole is not None and whole.adcode == published.adcode:
        return frozenset(code[province == whole].tolist())
    inside = (code == published.adcode) | (units[UnitColumn.PREFECTURE_ADCODE] == published.adcode)
    return frozenset(code[inside].tolist())


def _figures(published: PublishedNetwork, ours: Sequence[Network]) -> dict[Checked, Figure]:
    def members(*tiers: Tier) -> int:
        return sum(len(each.members_of(*tiers)) for each in ours)

    leads = [lead for each in ours for lead in each.leads]
    hospitals = sum(lead.tier is Tier.COUNTY for lead in leads) + members(Tier.COUNTY)
    return {
        Checked.NETWORKS: Figure(published.county_networks, len(ours)),
        Checked.LEADS: Figure(len(published.leads) or None, len(leads)),
        Checked.COUNTY_HOSPITALS: Figure(published.county_hospitals, hospitals),
        Checked.TOWNSHIPS: Figure(published.townships, members(*TOWNSHIP_LEVEL)),
        Checked.VILLAGES: Figure(published.villages, members(Tier.VILLAGE)),
    }


def check_sentences(check: PatternCheck, language: Language) -> list[str]:
    """Return the comparison in sentences: each figure, then why they may differ."""
    figures = [
        say(
            "network_check_figure" if figure.published is not None else "network_check_unpublished",
            language,
            what=say(f"network_checked_{what}", language),
            published=f"{figure.published or 0:,}",
            on_map=f"{figure.on_map:,}",
            difference=f"{figure.difference:+,}" if figure.difference else "0",
        )
        for what, figure in check.figures.items()
    ]
    return [*figures, *check_reasons(check, language)]


def check_reasons(check: PatternCheck, language: Language) -> list[str]:
    """Return why the map and the record may differ, with the counts there are."""
    level = check.figures[Checked.TOWNSHIPS].on_map
    villages = check.figures[Checked.VILLAGES].on_map
    facts = {
        "level": f"{level:,}",
        "assumed": f"{check.assumed_members:,}",
        "unseen": f"{check.assumed_facilities:,}",
        "raised": f"{check.raised_hospitals:,}",
        "townships": f"{check.townships:,}",
        "unplaced": f"{check.unplaced:,}",
        "leads": say("cli_comma", language).join(check.missing_leads),
        "sharing": check.sharing,
        "villages": f"{villages:,}",
        "own": f"{check.own_townships + check.own_villages:,}",
        "counties": check.counties,
        "without": check.counties_without,
        "county": check.published.county_networks,
        "urban": check.published.urban_networks,
    }
    holds = {
        "network_why_not_named": not check.published.leads,
        "network_why_missing_leads": bool(check.missing_leads),
        "network_why_area": is_area(check.published),
        "network_why_without": check.counties_without > 0,
        "network_why_urban": check.published.urban_networks > 0,
        "network_why_assumed": check.assumed_members > 0,
        "network_why_unseen": check.assumed_facilities > 0,
        "network_why_raised": check.raised_hospitals > 0 and check.published.townships is not None,
        "network_why_shared": check.sharing > 1,
        "network_why_own": check.own_townships + check.own_villages > 0,
        "network_why_unplaced": check.unplaced > 0 and not check.own_townships,
        "network_why_villages": not check.own_villages,
    }
    return [say(key, language, **facts) for key, true in holds.items() if true]
