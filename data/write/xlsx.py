"""Tables without positions as XLSX workbooks, in memory."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MAX_CELL_TEXT: Final = 32_767
NOTES: Final = "notes"
# Whatever a text looks like, it stays text: no formula, no link, no number.
_AS_TEXT: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDEST: Final = 40
_NARROWEST: Final = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook.

    Attributes
    ----------
    columns
        Headings, which are the keys of `rows` as well.
    rows
        Values by heading; None, or no value, leaves a cell empty.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Mapping[str, object]]


def xlsx_bytes(
    sheet: str,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, object]],
    notes: Sequence[str] = (),
) -> bytes:
    """Return rows as a workbook of one sheet, and of a second one where there are notes.

    Texts are cut at what a cell takes, 32,767 letters.
    """
    return workbook_bytes([Sheet(sheet, columns, rows)], notes)


def workbook_bytes(sheets: Iterable[Sheet], notes: Sequence[str] = ()) -> bytes:
    """Return sheets as a workbook, with a last one of notes where there are any."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _AS_TEXT) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, bold)
        if notes:
            page = book.add_worksheet(NOTES)
            for number, note in enumerate(notes):
                page.write_string(number, 0, note[:MAX_CELL_TEXT])
    return out.getvalue()


def _write(page: Worksheet, sheet: Sheet, bold: Format) -> None:
    widths = [len(name) for name in sheet.columns]
    for column, name in enumerate(sheet.columns):
        page.write_string(0, column, name, bold)
    page.freeze_panes(1, 0)
    for number, row in enumerate(sheet.rows, start=1):
        for column, name in enumerate(sheet.columns):
            value = row.get(name)
            if isinstance(value, str):
                page.write_string(number, column, value[:MAX_CELL_TEXT])
            elif value is not None:
                page.write(number, column, value)
            widths[column] = max(widths[column], len(str(value or "")))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))
