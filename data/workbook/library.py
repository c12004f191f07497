"""The library that reads workbooks, held so that whatever it says becomes a DataError."""

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final, TypeVar

import python_calamine as calamine

from data.errors import DataError
from data.layer.cells import Cell, Row

_FOUND_LENGTH: Final = 200
_MOST_FILLED: Final = 1_000_000

_T = TypeVar("_T")
Range = tuple[tuple[int, int], tuple[int, int]]


def open_book(stream: BinaryIO, file: str) -> calamine.CalamineWorkbook:
    """Open a workbook of any kind; DataError `file_not_readable`, `workbook_locked`."""
    return guarded(lambda: calamine.CalamineWorkbook.from_filelike(stream), file)


def sheets_shown(book: calamine.CalamineWorkbook) -> list[str]:
    """Return the names of the sheets that hold cells and are not hidden."""
    return [
        meta.name
        for meta in book.sheets_metadata
        if meta.visible is calamine.SheetVisibleEnum.Visible
        and meta.typ is calamine.SheetTypeEnum.WorkSheet
    ]


def sheet_of(book: calamine.CalamineWorkbook, name: str, file: str) -> calamine.CalamineSheet:
    """Read a sheet whole; errors as `open_book`."""
    return guarded(lambda: book.get_sheet_by_name(name), file)


def rows_of(sheet: calamine.CalamineSheet, file: str) -> Iterator[Row]:
    """Yield the rows of a sheet from its first filled one, None for a blank cell."""
    iterator = guarded(sheet.iter_rows, file)
    # It goes through the rows above the first filled one as well, at the width of the others.
    for _ in range((sheet.start or (0, 0))[0]):
        guarded(lambda: next(iterator, None), file)
    while (cells := guarded(lambda: next(iterator, None), file)) is not None:
        yield _row(cells)


def all_rows_of(sheet: calamine.CalamineSheet, file: str) -> list[Row]:
    """Return the rows of a sheet at once: much sooner where the first one lies far down."""
    return [_row(cells) for cells in guarded(sheet.to_python, file)]


def _row(cells: Iterable[Cell]) -> Row:
    """Return cells with None for a blank one, which the library gives as an empty text."""
    return [None if cell == "" else cell for cell in cells]


def filled_down(rows: Iterable[Row], merged: Iterable[Range], top: int, left: int) -> Iterator[Row]:
    """Yield rows in which cells merged down a column all hold its text.

    Parameters
    ----------
    merged
        Ranges as the library gives them: (row, column) of two corners, from 0.
    top, left
        Number of the first row and of the first column, from 0.
    """
    covered = _covered(merged)
    above: Row = []
    for number, row in enumerate(rows, start=top):
        for column in covered.get(number, ()):
            at = column - left
            if 0 <= at < min(len(row), len(above)) and row[at] is None:
                row[at] = above[at]
        yield row
        above = row


def _covered(merged: Iterable[Range]) -> dict[int, list[int]]:
    """Return the cells that a merged cell above them covers: row -> columns."""
    covered: dict[int, list[int]] = {}
    count = 0
    for (top, left), (bottom, _) in merged:
        for row in range(top + 1, bottom + 1):
            covered.setdefault(row, []).append(left)
            count += 1
            if count > _MOST_FILLED:
                return covered
    return covered


def guarded(step: Callable[[], _T], file: str) -> _T:
    """Return what `step` returns; the library's panics are no ordinary exceptions."""
    try:
        return step()
    except calamine.PasswordError as error:
        raise DataError("workbook_locked", file=file) from error
    except (calamine.CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        found = str(error)[:_FOUND_LENGTH]
        if "password" in found.lower() or "encrypt" in found.lower():
            raise DataError("workbook_locked", file=file) from error
        raise DataError("file_not_readable", file=file, found=found) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        found = str(error)[:_FOUND_LENGTH]
        raise DataError("file_not_readable", file=file, found=found) from error
