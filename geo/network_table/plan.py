"""What a network table would change: its names matched to facilities, as edits of networks.

Nothing is guessed: a name that fits no facility, or several, changes nothing and is listed
with its row and what to do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from data.findings import Problem
from data.project.network_edits import Edits, with_network_edits
from data.read.network_table import NetworkTable
from data.reference.network_model import Network, NetworkEdit, PublishedNetwork, Support
from geo.network_table.edits import link_edits, place_edits
from geo.network_table.groups import groups_of
from geo.network_table.names import Way
from geo.network_table.rows import Meant, Problems, Rows, meant_rows
from geo.networks.assemble import networks_of
from geo.networks.facilities import Places
from geo.progress import Progress, part, silent

_BEFORE: Final = 0.2
_MATCHED: Final = 0.5
_PLACED: Final = 0.75


@dataclass(frozen=True, slots=True)
class Matched:
    """A name of the table and the facility that it was taken for.

    Attributes
    ----------
    row, sheet
        Where the name stands first.
    place
        Row of the facility in `Places`.
    """

    row: int
    sheet: str
    written: str
    place: int
    way: Way


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What a network table would change.

    Attributes
    ----------
    file
        The table.
    rows
        How many rows it has.
    added
        The edits that it comes to.
    edits
        Those that there were, and these: what the project is to hold.
    before, after
        The networks without the table and with it.
    places
        The facilities at hand.
    matched
        The facility of each name, in the order of the table.
    problems
        What is unclear and left out, then what was taken in a way worth a look.
    """

    file: str
    rows: int
    added: tuple[NetworkEdit, ...]
    edits: Edits
    before: tuple[Network, ...]
    after: tuple[Network, ...]
    places: Places
    matched: tuple[Matched, ...]
    problems: tuple[Problem, ...]


def plan_of(
    table: NetworkTable,
    places: Places,
    units: pd.DataFrame,
    published: Sequence[PublishedNetwork],
    supports: Sequence[Support],
    edits: Edits = (),
    progress: Progress = silent,
) -> TablePlan:
    """Return what a network table would change.

    Parameters
    ----------
    places, units, published, supports
        As for `geo.networks.assemble.networks_of`.
    edits
        What the planner has said before; what the table says of the same facilities goes
        before it.
    progress
        Told the fraction done; may raise to end the work.

    Returns
    -------
    TablePlan
        Its edits name the file as their source. A row that says of itself that its membership
        is assumed or reported changes nothing where that is so already, so an exported table
        reads back as the same networks.
    """
    known = (places, units, published, supports)
    problems = Problems()
    before = networks_of(*known, edits, part(progress, 0.0, _BEFORE))
    found = Rows(places, units, before, problems)
    meant = meant_rows(table, found, part(progress, _BEFORE, _MATCHED))
    groups = groups_of(meant, before, places, edits, problems)
    placing = place_edits(table.file, groups, before, places, problems)
    held = with_network_edits(edits, placing)
    after = networks_of(*known, held, part(progress, _MATCHED, _PLACED))
    rows = [row for group in groups for row in group.rows] + [row for row in meant if _is_tie(row)]
    links = link_edits(table.file, groups, rows, after, places, problems)
    if links:
        held = with_network_edits(held, links)
        after = networks_of(*known, held, part(progress, _PLACED, 1.0))
    left = {each.id for each in after}
    for network in before:
        if network.id not in left:
            problems.add_of_all("network_vanishes", name=network.name.zh)
    progress(1.0)
    return TablePlan(
        table.file,
        len(table.rows),
        (*placing, *links),
        held,
        before,
        after,
        places,
        _matched(meant),
        problems.listed(),
    )


def _is_tie(row: Meant) -> bool:
    """Return whether a row names no network: it only links two facilities."""
    said = row.said
    return not (said.network or said.network_id or said.leads or said.in_none)


def _matched(rows: Iterable[Meant]) -> tuple[Matched, ...]:
    """Return what each name was taken for, once for each name and facility."""
    found: dict[tuple[str, int], Matched] = {}
    for row in rows:
        for written, place, way in row.found:
            each = Matched(row.said.row, row.said.sheet, written, place, way)
            found.setdefault((written, place), each)
    return tuple(found.values())
