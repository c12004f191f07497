"""What a planner says of networks, in words, and what a network table would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from data.facility_key import FacilityKey
from data.reference.network_model import (
    IN_NO_NETWORK,
    USER_SOURCE,
    Network,
    NetworkEdit,
    NetworkEditKind,
    Role,
)
from data.schema import Language, Title, UnitColumn
from geo.network_table.names import Way
from geo.network_table.plan import TablePlan
from geo.network_table.rows import problem_text
from geo.networks.facilities import NOBODY, Places
from geo.networks.rules import membership
from geo.words.wording import say


@dataclass(frozen=True, slots=True)
class Names:
    """What facilities and networks are called.

    Attributes
    ----------
    places
        The facilities at hand, None while they are not known.
    networks
        Name of each network by its id.
    """

    places: Places | None
    networks: Mapping[str, Title]

    def facility(self, key: FacilityKey | None) -> str:
        """Return what a facility is called; its id where it is not at hand."""
        row = self.places.row_of(key) if self.places is not None and key is not None else NOBODY
        if self.places is None or row == NOBODY:
            return key.id if key is not None else ""
        return str(self.places.name[row])

    def network(self, network_id: str, language: Language) -> str:
        """Return what a network is called; its id where it is gone."""
        title = self.networks.get(network_id)
        return title.in_language(language) if title else network_id


def names_of(
    places: Places | None, networks: Iterable[Network], edits: Iterable[NetworkEdit]
) -> Names:
    """Return what is called how, also the networks that edits create."""
    titles = {each.network: Title(each.name, each.name) for each in edits if each.name}
    return Names(places, titles | {each.id: each.name for each in networks})


def network_edit_title(edit: NetworkEdit, names: Names, language: Language) -> str:
    """Return an edit in words, with its source where that is not the planner."""
    key = f"network_edit_{edit.kind}"
    if edit.kind is NetworkEditKind.ASSIGN and edit.network == IN_NO_NETWORK:
        key = "network_edit_none"
    text = say(
        key,
        language,
        facility=names.facility(edit.facility),
        network=names.network(edit.network, language),
        upper=names.facility(edit.upper),
        kind=edit.link.label.in_language(language) if edit.link else "",
    )
    if edit.source == USER_SOURCE:
        return text
    return say("network_edit_source", language, text=text, source=edit.source)


@dataclass(frozen=True, slots=True)
class PlanText:
    """What a network table would change, in words.

    Attributes
    ----------
    changes
        What becomes other than it is, a sentence each.
    confirmed
        How many facilities stay where they were assumed to be, and are known to from then on.
    names
        Row in the file, name there, facility, county and how it was found.
    problems
        What is unclear or worth a look, a sentence each.
    """

    changes: tuple[str, ...]
    confirmed: int
    names: tuple[tuple[str, ...], ...]
    problems: tuple[str, ...]


def plan_text(plan: TablePlan, units: pd.DataFrame, language: Language) -> PlanText:
    """Return what a network table would change in words.

    Parameters
    ----------
    units
        The counties (data.schema.UnitColumn).
    """
    column = UnitColumn.PINYIN if language is Language.EN else UnitColumn.NAME
    counties = {
        int(code): str(name)
        for code, name in zip(units[UnitColumn.ADCODE], units[column], strict=True)
    }
    names = names_of(plan.places, (*plan.before, *plan.after), plan.edits)
    before = membership(plan.before)
    changes: list[str] = []
    confirmed = 0
    for edit in plan.added:
        old = before.get(edit.facility)
        if _is_confirmation(edit, old):
            confirmed += 1
            continue
        text = network_edit_title(_of_planner(edit), names, language)
        moved = edit.kind is NetworkEditKind.ASSIGN and old is not None
        if moved and old is not None:
            facts = {"text": text, "network": old.name.in_language(language)}
            text = say("network_edit_before", language, **facts)
        changes.append(text)
    matched = (
        (
            f"{each.sheet} {each.row}".strip(),
            each.written,
            str(plan.places.name[each.place]),
            counties.get(int(plan.places.adcode[each.place]), ""),
            say(f"network_found_{each.way}", language),
        )
        for each in sorted(plan.matched, key=lambda each: each.way in (Way.EXACT, Way.ID))
    )
    problems = tuple(problem_text(each, language) for each in plan.problems)
    return PlanText(tuple(changes), confirmed, tuple(matched), problems)


def _of_planner(edit: NetworkEdit) -> NetworkEdit:
    return replace(edit, source=USER_SOURCE)


def _is_confirmation(edit: NetworkEdit, old: Network | None) -> bool:
    """Return whether an edit only says what is assumed already."""
    if old is None or edit.network != old.id:
        return False
    part = old.part_of(edit.facility)
    role = {NetworkEditKind.LEAD: Role.LEAD, NetworkEditKind.ASSIGN: Role.MEMBER}.get(edit.kind)
    return part is not None and part.role is role
