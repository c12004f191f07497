"""A table without positions as an XLSX workbook, in memory."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import xlsxwriter

MAX_CELL_TEXT: Final = 32_767
_WIDEST: Final = 40
_NARROWEST: Final = 8


def xlsx_bytes(sheet: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """Return rows as a workbook of one sheet.

    Whatever a text looks like, it stays text: no formula, no link, no number. Texts are
    cut at what a cell takes, 32,767 letters. None leaves a cell empty.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(sheet)
        bold = book.add_format({"bold": True})
        widths = [len(name) for name in columns]
        for column, name in enumerate(columns):
            page.write_string(0, column, name, bold)
        page.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, name in enumerate(columns):
                value = row.get(name)
                if isinstance(value, str):
                    page.write_string(number, column, value[:MAX_CELL_TEXT])
                elif value is not None:
                    page.write(number, column, value)
                widths[column] = max(widths[column], len(str(value or "")))
        for column, width in enumerate(widths):
            page.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))
    return out.getvalue()
