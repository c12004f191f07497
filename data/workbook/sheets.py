"""Reads points from spreadsheets: XLSX, XLSM, XLS and ODS, each sheet a layer."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Self

from data.errors import DataError
from data.findings import Problem, Reason
from data.formats.table_points import Cells, has_positions, read_points
from data.layer.cells import Row
from data.layer.loaded import RawTable
from data.layer.read_request import Request
from data.lists import some
from data.progress import Progress, part, silent
from data.text.archive import Budget
from data.text.fields import Role
from data.workbook.library import filled_down, open_book, rows_of, sheet_of, sheets_shown
from data.workbook.limits import look_through
from data.workbook.old_workbook import OldBook
from data.workbook.slices import SlicedBook, is_large

_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_MAGIC: Final = b"PK"
_FORMATS: Final = "XLSX / XLS / ODS"
_LOOK_SHARE: Final = 0.3


def sheets_of(path: Path, budget: Budget, progress: Progress = silent) -> list[tuple[str, int]]:
    """Return the sheets that are shown and hold anything, and the rows of each."""
    with _opened(path, budget, progress) as book:
        return [(name, book.height(name)) for name in book.names]


def sheet_rows(path: Path, budget: Budget) -> Iterator[tuple[str, int, Iterator[Row]]]:
    """Yield the name of each sheet, the number of its first row from 1, and its rows.

    The rows are there until the next sheet is asked for.

    Raises
    ------
    DataError
        As `read_workbook`.
    """
    with _opened(path, budget, silent) as book:
        for name in book.names:
            yield name, book.first_row(name), book.rows(name)


def read_workbook(path: Path, request: Request) -> RawTable:
    """Read one sheet of a workbook, the first with positions when none is named.

    Raises
    ------
    DataError
        `not_this_format`, `workbook_locked`, `workbook_too_large`, `zip_too_large`,
        `file_not_readable`, `layer_missing`, `no_rows`, and what
        `data.formats.table_points.read_points` raises.
    """
    with _opened(path, request.budget, part(request.progress, 0.0, _LOOK_SHARE)) as book:
        if not book.names:
            raise DataError("no_rows", file=path.name)
        if request.layer is not None and request.layer not in book.names:
            found = some(book.names)
            raise DataError("layer_missing", file=path.name, layer=request.layer, found=found)
        chosen = request.layer or _first_with_positions(book, request.columns)
        why = Reason("encoding_fixed", {"encoding": "Unicode"})
        cells = Cells(lambda: book.rows(chosen), path.name, chosen, "Unicode", why, request.columns)
        table = read_points(cells, part(request.progress, _LOOK_SHARE, 1.0))
        others = [name for name in book.names if name != chosen]
        if request.layer is None and others:
            facts = {"layer": chosen, "others": some(others)}
            table.problems.append(Problem.of("problem_other_layers", (), **facts))
        table.parts, table.layers = (path.name,), tuple(book.names)
        return table


def _opened(path: Path, budget: Budget, progress: Progress) -> "_WholeBook | SlicedBook | OldBook":
    """Open a workbook by its content: an old one is often a new one with its suffix changed."""
    with path.open("rb") as stream:
        head = stream.read(len(_OLE_MAGIC))
    if head.startswith(_ZIP_MAGIC):
        members = look_through(path, budget, progress)
        return SlicedBook(path, members) if is_large(members) else _WholeBook(path)
    if not head.startswith(_OLE_MAGIC):
        raise DataError("not_this_format", file=path.name, format=_FORMATS)
    return OldBook(path, progress)


def _first_with_positions(
    book: "_WholeBook | SlicedBook | OldBook", columns: Mapping[Role, str]
) -> str:
    return next((n for n in book.names if has_positions(book.rows(n), columns)), book.names[0])


class _WholeBook:
    """An open workbook that is held whole.

    Attributes
    ----------
    names
        The sheets that are shown and not empty.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.name
        self._stream = path.open("rb")
        try:
            self._book = open_book(self._stream, self._file)
            self._sheets = {
                name: sheet_of(self._book, name, self._file) for name in sheets_shown(self._book)
            }
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
        top, left = sheet.start or (0, 0)
        merged = sheet.merged_cell_ranges or ()
        return filled_down(rows_of(sheet, self._file), merged, top, left)
