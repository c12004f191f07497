"""Reads points from spreadsheets: XLSX, XLSM, XLS and ODS, each sheet a layer."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, Self, TypeVar

import python_calamine as calamine

from data.archive import Budget
from data.bundle import some
from data.errors import DataError
from data.fields import Role
from data.loaded import Problem, RawTable, Reason
from data.request import Request
from data.table_columns import Row
from data.table_points import Cells, has_positions, read_points
from data.workbook_limits import check_limits

MAX_XLS_BYTES: Final = 200 * 1024**2
_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_MAGIC: Final = b"PK"
_FOUND_LENGTH: Final = 200
_MOST_FILLED: Final = 1_000_000
_FORMATS: Final = "XLSX / XLS / ODS"

_T = TypeVar("_T")


def sheets_of(path: Path, budget: Budget) -> list[tuple[str, int]]:
    """Return the sheets that are shown and hold anything, and the rows of each."""
    with _Book(path, budget) as book:
        return [(name, book.height(name)) for name in book.names]


def sheet_rows(path: Path, budget: Budget) -> Iterator[tuple[str, int, Iterator[Row]]]:
    """Yield the name of each sheet, the number of its first row from 1, and its rows.

    The rows are there until the next sheet is asked for.

    Raises
    ------
    DataError
        As `read_workbook`.
    """
    with _Book(path, budget) as book:
        for name in book.names:
            yield name, book.first_row(name), book.rows(name)


def read_workbook(path: Path, request: Request) -> RawTable:
    """Read one sheet of a workbook, the first with positions when none is named.

    Raises
    ------
    DataError
        `not_this_format`, `workbook_locked`, `workbook_too_large`, `zip_too_large`,
        `file_not_readable`, `layer_missing`, `no_rows`, and what
        `data.table_points.read_points` raises.
    """
    with _Book(path, request.budget) as book:
        if not book.names:
            raise DataError("no_rows", file=path.name)
        if request.layer is not None and request.layer not in book.names:
            found = some(book.names)
            raise DataError("layer_missing", file=path.name, layer=request.layer, found=found)
        chosen = request.layer or _first_with_positions(book, request.columns)
        why = Reason("encoding_fixed", {"encoding": "Unicode"})
        cells = Cells(lambda: book.rows(chosen), path.name, chosen, "Unicode", why, request.columns)
        table = read_points(cells, request.report)
        others = [name for name in book.names if name != chosen]
        if request.layer is None and others:
            facts = {"layer": chosen, "others": some(others)}
            table.problems.append(Problem.of("problem_other_layers", (), **facts))
        table.parts, table.layers = (path.name,), tuple(book.names)
        return table


def _first_with_positions(book: "_Book", columns: Mapping[Role, str]) -> str:
    return next((n for n in book.names if has_positions(book.rows(n), columns)), book.names[0])


class _Book:
    """An open workbook; whatever the library says of a damaged one becomes a DataError.

    Attributes
    ----------
    names
        The sheets that are shown and not empty.
    """

    def __init__(self, path: Path, budget: Budget) -> None:
        self._file = path.name
        with path.open("rb") as stream:
            head = stream.read(len(_OLE_MAGIC))
        if head.startswith(_ZIP_MAGIC):
            check_limits(path, budget)
        elif not head.startswith(_OLE_MAGIC):
            raise DataError("not_this_format", file=path.name, format=_FORMATS)
        elif path.stat().st_size > MAX_XLS_BYTES:
            raise DataError("file_too_large", file=path.name, limit_mb=MAX_XLS_BYTES // 2**20)
        # By content: an old spreadsheet is often a new one with its extension changed.
        self._stream = path.open("rb")
        try:
            self._book = self._guarded(
                lambda: calamine.CalamineWorkbook.from_filelike(self._stream)
            )
            listed = [meta for meta in self._book.sheets_metadata if _is_shown(meta)]
            self._sheets = {meta.name: self._sheet(meta.name) for meta in listed}
        except BaseException:
            self._stream.close()
            raise
        self.names = [name for name in self._sheets if self.height(name)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()
        self._stream.close()

    def height(self, name: str) -> int:
        """Return the rows of a sheet."""
        return int(self._sheets[name].height)

    def first_row(self, name: str) -> int:
        """Return the number of a sheet's first row that holds anything, from 1."""
        return (self._sheets[name].start or (0, 0))[0] + 1

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of a sheet; cells merged down a column all hold its text."""
        sheet = self._sheets[name]
        merged = _merged_down(sheet)
        above: Row = []
        iterator = self._guarded(sheet.iter_rows)
        number = (sheet.start or (0, 0))[0]
        left = (sheet.start or (0, 0))[1]
        while (cells := self._guarded(lambda: next(iterator, None))) is not None:
            row: Row = [None if cell == "" else cell for cell in cells]
            for column in merged.get(number, ()):
                at = column - left
                if 0 <= at < min(len(row), len(above)) and row[at] is None:
                    row[at] = above[at]
            yield row
            above = row
            number += 1

    def _sheet(self, name: str) -> calamine.CalamineSheet:
        return self._guarded(lambda: self._book.get_sheet_by_name(name))

    def _guarded(self, step: Callable[[], _T]) -> _T:
        """Return what `step` returns; the library's panics are no ordinary exceptions."""
        try:
            return step()
        except calamine.PasswordError as error:
            raise DataError("workbook_locked", file=self._file) from error
        except (calamine.CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
            found = str(error)[:_FOUND_LENGTH]
            if "password" in found.lower() or "encrypt" in found.lower():
                raise DataError("workbook_locked", file=self._file) from error
            raise DataError("file_not_readable", file=self._file, found=found) from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            found = str(error)[:_FOUND_LENGTH]
            raise DataError("file_not_readable", file=self._file, found=found) from error


def _is_shown(meta: calamine.SheetMetadata) -> bool:
    return (
        meta.visible is calamine.SheetVisibleEnum.Visible
        and meta.typ is calamine.SheetTypeEnum.WorkSheet
    )


def _merged_down(sheet: calamine.CalamineSheet) -> dict[int, list[int]]:
    """Return the cells that a merged cell above them covers: row -> columns."""
    covered: dict[int, list[int]] = {}
    last = (sheet.end or (0, 0))[0]
    count = 0
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in range(top + 1, min(bottom, last) + 1):
            covered.setdefault(row, []).append(left)
            count += 1
            if count > _MOST_FILLED:
                return covered
    return covered
