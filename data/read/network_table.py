"""Reads tables of county medical networks: who belongs to which, who leads, who is linked.

A row names a facility and its network, without coordinates. A cell may list several
facilities; a workbook may have a sheet for each county.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Final

from data.errors import DataError
from data.findings import Reason
from data.formats.text_table import text_rows
from data.layer.cells import Row, has_text, text_of
from data.lists import several
from data.progress import Progress, silent
from data.reference.network_model import LinkKind
from data.reference.network_model import Role as NetworkRole
from data.schema import Status
from data.text.archive import Budget
from data.text.formulas import unguarded
from data.text.network_headings import (
    Column,
    column_at,
    is_blank,
    is_no_network,
    known_as,
    link_kinds,
    network_role,
    taken_away,
)
from data.workbook.sheets import sheet_rows

TEXT_SUFFIXES: Final = (".csv", ".tsv", ".txt")
BOOK_SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".ods")
MAX_ROWS: Final = 500_000
_HEADING_WITHIN: Final = 20
_REPORTED_ROWS: Final = 500
_SHOWN: Final = 20
_BETWEEN: Final = re.compile(r"[、;；，\n\r|]+")
_FORMULA: Final = re.compile(r"=|#(?:REF|N/A|NAME|VALUE|NULL|NUM|DIV/0|SPILL)", re.IGNORECASE)
_TOTAL: Final = re.compile(r"(?:合计|总计|小计|共计|total)[:：]?", re.IGNORECASE)
_SAYING: Final = (Column.NETWORK, Column.LEAD, Column.FACILITY, Column.LOWER)
_NETWORK: Final = (Column.NETWORK, Column.NETWORK_ID, Column.LEAD)
_COUNTY: Final = (Column.COUNTY, Column.ADCODE)


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """What one row says of one facility.

    Attributes
    ----------
    row, sheet
        Where it stands: the row as a spreadsheet counts it, from 1, and the sheet, empty
        in a text table.
    facility
        Name of the facility; empty where the row only says who leads a network.
    facility_id, upper_id, network_id
        Ids as this program writes them; empty in other tables.
    network
        Name of its network; empty where the row does not say.
    in_none
        Whether the row says that it is in no network.
    leads
        Names of the lead hospitals that the row gives.
    upper
        Name of the one above it, to which its links run.
    kinds, removed
        Kinds of its links, and of those that the row takes away.
    role
        What it is in the network; None where the row does not say.
    county, adcode, tier, status
        As the row has them.
    known
        How the row says that the membership is known.
    is_carried
        Whether it took its network from the row above, its own cells being blank.
    unread_role, unread_kind
        Cells whose words are not understood.
    formulas
        Cells that hold a formula without a value, or an error.
    """

    row: int
    sheet: str = ""
    facility: str = ""
    facility_id: str = ""
    network: str = ""
    network_id: str = ""
    in_none: bool = False
    leads: tuple[str, ...] = ()
    upper: str = ""
    upper_id: str = ""
    kinds: tuple[LinkKind, ...] = ()
    removed: tuple[LinkKind, ...] = ()
    role: NetworkRole | None = None
    county: str = ""
    adcode: str = ""
    tier: str = ""
    known: Status | None = None
    is_carried: bool = False
    unread_role: str = ""
    unread_kind: str = ""
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkTable:
    """A network table as its file holds it.

    Attributes
    ----------
    file
        Name of the file.
    rows
        What the rows say, in their order.
    columns
        Which heading stands for what, of the first sheet that was understood.
    other_sheets
        Sheets without headings that are understood.
    encoding, encoding_why
        How text was read, and why so.
    """

    file: str
    rows: tuple[NetworkRow, ...]
    columns: tuple[tuple[Column, str], ...]
    other_sheets: tuple[str, ...]
    encoding: str
    encoding_why: Reason


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One table of a file; `first` is the number of its first row."""

    name: str
    first: int
    rows: Iterable[Row]


@dataclass(frozen=True, slots=True)
class _Texts:
    """The cells of a row by column, with its number."""

    row: int
    cells: dict[Column, str]
    formulas: tuple[str, ...]


def read_network_table(
    path: Path, encoding: str | None = None, progress: Progress = silent
) -> NetworkTable:
    """Read who belongs to which network from a text table or a workbook.

    Parameters
    ----------
    encoding
        Code page of a text table, in place of the one found.
    progress
        Told how far reading is; may raise to end it.

    Raises
    ------
    DataError
        `file_missing`, `file_empty`, `network_table_format`, `network_columns_missing`,
        `network_table_long`, `no_rows`, `file_not_opened`, and what the readers raise.
    """
    try:
        if not path.is_file():
            raise DataError("file_missing", file=path.name)
        if path.stat().st_size == 0:
            raise DataError("file_empty", file=path.name)
        return _read(path, encoding, progress)
    except OSError as error:
        found = error.strerror or str(error)
        raise DataError("file_not_opened", file=path.name, found=found) from error


def _read(path: Path, encoding: str | None, progress: Progress) -> NetworkTable:
    suffix = path.suffix.lower()
    if suffix in BOOK_SUFFIXES:
        sheets = (_Sheet(*each) for each in sheet_rows(path, Budget()))
        return _collected(path.name, sheets, progress)
    if suffix not in TEXT_SUFFIXES:
        known = " ".join((*BOOK_SUFFIXES, *TEXT_SUFFIXES))
        raise DataError("network_table_format", file=path.name, known=known)
    rows, shown, why = text_rows(path, encoding)
    return _collected(path.name, [_Sheet("", 1, rows)], progress, shown, why)


def _collected(
    file: str,
    sheets: Iterable[_Sheet],
    progress: Progress,
    encoding: str = "Unicode",
    why: Reason | None = None,
) -> NetworkTable:
    """Return the rows of all sheets whose headings are understood."""
    found: list[NetworkRow] = []
    columns: tuple[tuple[Column, str], ...] = ()
    headings: list[str] = []
    others: list[str] = []
    for sheet in sheets:
        rows = iter(sheet.rows)
        head = list(islice(rows, _HEADING_WITHIN))
        at, places = _heading(head)
        if not is_enough(places):
            headings += [text_of(cell) for cell in max(head, key=_filled, default=[])]
            others.append(sheet.name)
            continue
        columns = columns or tuple((each, text_of(head[at][i])) for each, i in places.items())
        body = enumerate(chain(head[at + 1 :], rows), start=sheet.first + at + 1)
        found += _network_rows(sheet.name, _texts(body, places, progress, file))
        if len(found) > MAX_ROWS:
            raise DataError("network_table_long", file=file, limit=f"{MAX_ROWS:,}")
    if not columns and any(headings):
        listed = several((each for each in headings if each), _SHOWN)
        raise DataError("network_columns_missing", file=file, found=listed)
    if not found:
        raise DataError("no_rows", file=file)
    progress(1.0)
    reason = why or Reason("encoding_fixed", {"encoding": encoding})
    return NetworkTable(file, tuple(found), columns, tuple(others), encoding, reason)


def _heading(head: Sequence[Row]) -> tuple[int, dict[Column, int]]:
    """Return which of the first rows names the most columns, and where each stands."""
    best: tuple[int, dict[Column, int]] = (0, {})
    for at, row in enumerate(head):
        places = column_at([text_of(cell) for cell in row])
        if len(places) > len(best[1]):
            best = at, places
    return best


def is_enough(columns: Collection[Column]) -> bool:
    """Return whether some columns say who belongs to what, or who is linked to whom."""
    named = {Column.NETWORK, Column.NETWORK_ID} & set(columns)
    if {Column.FACILITY, Column.LOWER} & set(columns):
        return bool(named) or bool({Column.LEAD, Column.UPPER, Column.PARENT} & set(columns))
    return bool(named) and Column.LEAD in columns


def _filled(row: Row) -> int:
    return sum(map(has_text, row))


def _texts(
    body: Iterable[tuple[int, Row]], places: Mapping[Column, int], progress: Progress, file: str
) -> list[_Texts]:
    """Return the cells of each row that says anything, by column, with its number."""
    found: list[_Texts] = []
    for number, row in body:
        if number % _REPORTED_ROWS == 0:
            progress(min(0.99, number / (number + 50 * _REPORTED_ROWS)))
        written = {
            column: text_of(row[at]) if at < len(row) else "" for column, at in places.items()
        }
        said = [written.get(each, "") for each in _SAYING]
        if any(said) and not _TOTAL.fullmatch(next(filter(None, said))):
            formulas = tuple(each for each in written.values() if _FORMULA.match(each))
            cells = {
                column: "" if is_blank(text) else unguarded(text)
                for column, text in written.items()
            }
            found.append(_Texts(number, cells, formulas))
        if len(found) > MAX_ROWS:
            raise DataError("network_table_long", file=file, limit=f"{MAX_ROWS:,}")
    return found


def _network_rows(sheet: str, texts: Sequence[_Texts]) -> Iterator[NetworkRow]:
    """Yield what each row says, one for each facility that it lists."""
    once = [group for group in (_NETWORK, _COUNTY) if _is_written_once(texts, group)]
    above: dict[Column, str] = {}
    for each in texts:
        cells, blank = dict(each.cells), _is_blank(each.cells, _NETWORK)
        for group in once:
            if _is_blank(each.cells, group):
                cells |= {column: above.get(column, "") for column in group}
        above = cells
        carried = blank and not _is_blank(cells, _NETWORK)
        own = cells.get(Column.FACILITY) or cells.get(Column.LOWER, "")
        for name in _listed(own) or ("",):
            yield _network_row(each, sheet, name, cells, carried=carried)


def _is_blank(cells: Mapping[Column, str], group: Sequence[Column]) -> bool:
    return not any(cells.get(each) for each in group)


def _is_written_once(texts: Sequence[_Texts], group: Sequence[Column]) -> bool:
    """Return whether some cells are filled once for the rows below, as in merged cells.

    A table that repeats them in each row means a blank cell as such.
    """
    named = [tuple(text.cells.get(each, "") for each in group) for text in texts]
    return not any(one == next_one and any(one) for one, next_one in pairwise(named))


def _network_row(
    texts: _Texts, sheet: str, name: str, cells: Mapping[Column, str], *, carried: bool
) -> NetworkRow:
    network, role = cells.get(Column.NETWORK, ""), cells.get(Column.ROLE, "")
    in_none = is_no_network(network) or is_no_network(role)
    kind = cells.get(Column.KIND, "")
    kinds, removed = _link_kinds(kind)
    read = network_role(role)
    return NetworkRow(
        row=texts.row,
        sheet=sheet,
        facility=name,
        facility_id=cells.get(Column.FACILITY_ID, ""),
        network="" if in_none else network,
        network_id=cells.get(Column.NETWORK_ID, ""),
        in_none=in_none,
        leads=_listed(cells.get(Column.LEAD, "")),
        upper=cells.get(Column.UPPER) or cells.get(Column.PARENT, ""),
        upper_id=cells.get(Column.UPPER_ID, ""),
        kinds=kinds or (),
        removed=removed or (),
        role=read,
        county=cells.get(Column.COUNTY, ""),
        adcode=cells.get(Column.ADCODE, ""),
        tier=cells.get(Column.TIER, ""),
        known=known_as(cells.get(Column.STATUS, "")),
        is_carried=carried,
        unread_role=role if role and read is None and not in_none else "",
        unread_kind=kind if kinds is None or removed is None else "",
        formulas=texts.formulas,
    )


def _link_kinds(text: str) -> tuple[tuple[LinkKind, ...] | None, tuple[LinkKind, ...] | None]:
    """Return the kinds of links that a cell gives and takes away, None for words not understood."""
    gone = {each: taken_away(each) for each in _listed(text)}
    removed = [kinds for kinds in gone.values() if kinds != ()]
    if not removed:
        return link_kinds(text), ()
    given = link_kinds("、".join(each for each, kinds in gone.items() if kinds == ()))
    if None in removed:
        return given, None
    return given, tuple(dict.fromkeys(kind for kinds in removed for kind in kinds or ()))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in _BETWEEN.split(text) if each.strip())
