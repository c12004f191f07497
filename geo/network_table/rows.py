"""What the rows of a network table mean: the county of each, and the facilities that it names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from data.findings import Problem
from data.lists import several
from data.place.named_county import UNKNOWN_ADCODE, county_names
from data.read.network_table import NetworkRow, NetworkTable
from data.reference.network_model import Network, Role
from data.schema import Language, Tier, UnitColumn
from data.text.tier_words import tier_in
from geo.network_table.names import Match, NameIndex, Way, plain_name
from geo.networks.facilities import Places
from geo.progress import Progress
from geo.words.wording import say

_CODE: Final = re.compile(r"\s*(\d{6})")
_REPORTED_ROWS: Final = 500
_MOST_SUGGESTED: Final = 200
_MOST_NAMED: Final = 3
_TOWNSHIP_STARTS: Final = ("乡", "镇", "村", "街道")
# What is done all the same, but is worth a look; the rest is left out.
NOTES: Final = frozenset(
    {"network_row_carried", "network_lead_low", "network_same_lead", "network_vanishes"}
)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a row means.

    Attributes
    ----------
    said
        The row.
    county
        Code of its county; 0 when it is not known.
    facility, leads, upper
        Rows of the facilities in `Places`; None for none, or one that is not clear.
    clear
        Whether every name that it gives is clear.
    found
        Each name and what it was taken for.
    """

    said: NetworkRow
    county: int
    facility: int | None
    leads: tuple[int, ...]
    upper: int | None
    clear: bool
    found: tuple[tuple[str, int, Way], ...]


class Problems:
    """Collects what is unclear, once for all rows of a sheet that share it."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, tuple[tuple[str, object], ...]], list[int]] = defaultdict(list)

    def add(self, code: str, rows: Iterable[NetworkRow], **facts: object) -> None:
        """Note a problem of some rows."""
        for row in rows:
            self._rows[code, (("sheet", row.sheet), *facts.items())].append(row.row)

    def add_of_all(self, code: str, **facts: object) -> None:
        """Note something of the whole table."""
        self._rows[code, (("sheet", ""), *facts.items())] = []

    def __len__(self) -> int:
        return len(self._rows)

    def listed(self) -> tuple[Problem, ...]:
        """Return them by sheet and row, those that leave something out first."""
        found = [
            Problem.of(code, rows, **dict(facts)) for (code, facts), rows in self._rows.items()
        ]
        order = {
            sheet: at for at, sheet in enumerate(dict.fromkeys(p.facts["sheet"] for p in found))
        }
        return tuple(
            sorted(found, key=lambda p: (p.code in NOTES, order[p.facts["sheet"]], p.rows[:1]))
        )


def problem_text(problem: Problem, language: Language) -> str:
    """Return what is unclear, where, and what to do, in a sentence or two."""
    text = say(problem.code, language, **problem.facts)
    if problem.code.startswith("network_link_") and problem.code != "network_link_open":
        text = say("network_table_row", language, text=text, **problem.facts)
    if problem.facts["sheet"]:
        text = say("network_table_sheet", language, text=text, **problem.facts)
    return text


class Rows:
    """Finds what the rows of one table mean.

    Parameters
    ----------
    places, units
        The facilities at hand and their counties.
    networks
        The networks that there are.
    problems
        Told what is unclear.
    """

    def __init__(
        self,
        places: Places,
        units: pd.DataFrame,
        networks: Iterable[Network],
        problems: Problems,
    ) -> None:
        self._places = places
        self._index = NameIndex(places, units)
        self._problems = problems
        self._codes = frozenset(int(code) for code in units[UnitColumn.ADCODE])
        self._by_name = _unique(
            (plain_name(str(name)), int(code))
            for code, name in zip(units[UnitColumn.ADCODE], units[UnitColumn.NAME], strict=True)
        )
        self._by_network = _unique(
            (plain_name(name), each.adcode)
            for each in networks
            for name in {each.id, each.name.zh, each.name.en}
        )
        self._counties: dict[tuple[str, ...], int] = {}
        self._matches: dict[tuple[object, ...], Match] = {}
        self._of_network: dict[tuple[str, str], set[int]] = defaultdict(set)

    def meant(self, row: NetworkRow, county: int) -> Meant | None:
        """Return what a row of a county means, None where that is too unclear to go on."""
        if row.formulas:
            self._problems.add("network_row_formula", [row], found=row.formulas[0])
            return None
        if not (row.facility or row.facility_id or row.leads):
            self._problems.add("network_row_nobody", [row])
            return None
        if row.unread_role:
            self._problems.add("network_role_unread", [row], found=row.unread_role)
            return None
        if row.unread_kind:
            self._problems.add("network_kind_unread", [row], found=row.unread_kind)
        if county and county not in self._codes:
            self._problems.add("network_county_elsewhere", [row], found=row.county or county)
            return None
        if row.is_carried:
            self._problems.add("network_row_carried", [row])
        return self._named(row, county)

    def _named(self, row: NetworkRow, county: int) -> Meant:
        tier = tier_in(row.tier) if row.tier else None
        supports = row.role is Role.SUPPORTER
        own = self._one(row, row.facility, row.facility_id, county, tier, anywhere=supports)
        leads = [self._one(row, name, "", county, None, anywhere=True) for name in row.leads]
        upper = self._one(row, row.upper, row.upper_id, county, None, anywhere=True)
        written = [(row.facility, own), *zip(row.leads, leads, strict=True), (row.upper, upper)]
        return Meant(
            said=row,
            county=county,
            facility=own.row if own else None,
            leads=tuple(lead.row for lead in leads if lead and lead.row is not None),
            upper=upper.row if upper else None,
            clear=all(match is None or match.row is not None for _, match in written),
            found=tuple(
                (name, match.row, match.way)
                for name, match in written
                if match is not None and match.row is not None
            ),
        )

    def _one(
        self,
        row: NetworkRow,
        name: str,
        facility_id: str,
        county: int,
        tier: Tier | None,
        *,
        anywhere: bool,
    ) -> Match | None:
        """Return what a name means, None for none; tell when it is not one facility."""
        if not name:
            return None
        # What a name has meant in a network it means where less is said of it.
        before = self._of_network.get((row.network, name), set())
        if not _is_placed(row) and len(before) == 1:
            return Match(tuple(before), Way.EXACT)
        asked = (name, facility_id, county, tier, anywhere)
        if asked not in self._matches:
            by_id = self._index.by_id(facility_id, name) if facility_id else Match()
            found = by_id
            if by_id.row is None:
                found = self._index.find(name, county, tier, anywhere=anywhere)
            self._matches[asked] = found
        match = self._matches[asked]
        if match.row is None:
            self._tell(row, name, county, match)
        elif row.network:
            self._of_network[row.network, name].add(match.row)
        return match

    def _tell(self, row: NetworkRow, name: str, county: int, match: Match) -> None:
        if match.rows:
            names = several(
                (f"{self._places.name[each]} {self._places.adcode[each]}" for each in match.rows),
                _MOST_NAMED,
            )
            self._problems.add("network_name_ambiguous", [row], name=name, found=names)
            return
        # To look for the most alike takes its time; nobody reads hundreds of them.
        few = len(self._problems) < _MOST_SUGGESTED
        near = self._index.near(name, county) if few and county else ()
        if near:
            self._problems.add("network_name_near", [row], name=name, found=several(near))
        else:
            self._problems.add("network_name_unknown", [row], name=name)

    def county_of(self, row: NetworkRow) -> int:
        """Return the county of a row: by code, its column, its sheet, its network or its names."""
        asked = (row.adcode, row.county, row.sheet, row.network_id, row.network, *row.leads)
        if asked not in self._counties:
            self._counties[asked] = self._look_up_county(row) if any(asked) else UNKNOWN_ADCODE
        return self._counties[asked] or (0 if row.county else self._in_text(row.facility))

    def _look_up_county(self, row: NetworkRow) -> int:
        if written := _CODE.match(row.adcode) or _CODE.match(row.county):
            return int(written[1])
        if row.county:
            found = self._by_name.get(plain_name(row.county)) or county_names().in_column(
                row.county
            )
            if not found:
                self._problems.add("network_county_unknown", [row], found=row.county)
            return found
        own = [plain_name(name) for name in (row.network_id, row.network) if name]
        found = next((self._by_network[name] for name in own if name in self._by_network), 0)
        if not found and row.sheet:
            found = county_names().in_column(row.sheet)
        texts = (row.network, *row.leads)
        return found or next((code for text in texts if (code := self._in_text(text))), 0)

    def _in_text(self, text: str) -> int:
        plain = plain_name(text)
        for name, code in self._by_name.items():
            rest = plain.removeprefix(name)
            if rest != plain and not rest.startswith(_TOWNSHIP_STARTS):
                return code
        return county_names().in_text(text) if text else UNKNOWN_ADCODE


def meant_rows(table: NetworkTable, rows: Rows, progress: Progress) -> list[Meant]:
    """Return what the rows of a table mean, without those that are too unclear.

    A row that says nothing of its county is in that of the other rows of its network.
    """
    counties = [rows.county_of(row) for row in table.rows]
    of_network: dict[str, set[int]] = defaultdict(set)
    for row, county in zip(table.rows, counties, strict=True):
        if row.network and county:
            of_network[row.network].add(county)
    found: dict[int, Meant] = {}
    order = sorted(range(len(table.rows)), key=lambda at: not _is_placed(table.rows[at]))
    for done, at in enumerate(order):
        if done % _REPORTED_ROWS == 0:
            progress(done / len(table.rows))
        row = table.rows[at]
        around = of_network[row.network] if row.network and not row.county else set()
        county = counties[at] or (next(iter(around)) if len(around) == 1 else UNKNOWN_ADCODE)
        if (meant := rows.meant(row, county)) is not None:
            found[at] = meant
    return [found[at] for at in sorted(found)]


def _is_placed(row: NetworkRow) -> bool:
    """Return whether a row itself says which of several facilities of a name is meant."""
    return bool(row.facility_id or row.adcode or row.county)


def _unique(pairs: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """Return the code of each name that only one bears."""
    found: dict[str, set[int]] = defaultdict(set)
    for name, code in pairs:
        found[name].add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}
