"""Looks through a spreadsheet before anything makes room for what it claims.

The library that reads workbooks holds a sheet as a full rectangle and gives every cell its
own copy of its text: a cell in the last corner, or one long text used a million times,
would take all memory, and damaged XML can keep it busy for ever. All of that is told here
from the XML as it is unpacked.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.parsers import expat

from data.archive import Budget, opened
from data.errors import DataError

MAX_CELLS: Final = 20_000_000
MAX_TEXT: Final = 4_000_000_000
_LETTERS: Final = 26
_DEEPEST: Final = 200
_LONGEST_NUMBER: Final = 12


def check_limits(path: Path, budget: Budget) -> None:
    """Let a zipped workbook pass that is sound XML and can be held in memory.

    Raises
    ------
    DataError
        `workbook_too_large` above 20 million cells or four thousand million characters;
        `not_this_format`, `file_not_readable`, `xml_doctype`, `zip_broken`,
        `zip_encrypted`, `zip_too_large`.
    """
    total = cells = longest = 0
    with opened(path, budget) as archive:
        for name in archive.names:
            # The binary kind of workbook says nothing that could be told beforehand.
            if name.lower().endswith("workbook.bin"):
                raise DataError("not_this_format", file=path.name, format="XLSX / XLS / ODS")
            if not name.lower().endswith((".xml", ".rels")):
                continue
            claim = _claim(archive.chunks(name), path.name)
            total += claim.rows * claim.columns
            cells += claim.cells
            longest = max(longest, claim.longest)
            if total > MAX_CELLS or cells * longest > MAX_TEXT:
                raise DataError("workbook_too_large", file=path.name, limit=MAX_CELLS)


def _claim(chunks: Iterator[bytes], file: str) -> "_Claim":
    """Return what one member of a workbook claims."""
    claim = _Claim(file)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = claim.start
    parser.EndElementHandler = claim.end
    parser.CharacterDataHandler = claim.text
    parser.StartDoctypeDeclHandler = claim.refuse_doctype
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003
            if claim.rows * claim.columns > MAX_CELLS:
                return claim
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise DataError("file_not_readable", file=file, found=str(error)[:200]) from error
    return claim


class _Claim:
    """What one member of a workbook would take.

    Attributes
    ----------
    rows, columns
        The rectangle that all filled cells lie in.
    cells
        Filled cells.
    longest
        Characters of the longest text.
    """

    def __init__(self, file: str) -> None:
        self.rows = self.columns = self.cells = self.longest = 0
        self._file = file
        self._row = self._column = 0
        self._cell_count = self._row_count = 1
        self._in_cell = False
        self._length = self._depth = 0

    def refuse_doctype(self, *_: object) -> None:
        """End the reading: a document type is where entities are defined."""
        raise DataError("xml_doctype", file=self._file)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take account of the beginning of an element."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise DataError("file_not_readable", file=self._file, found=f"depth > {_DEEPEST}")
        name = tag.rpartition(":")[2]
        if name in {"c", "table-cell", "covered-table-cell"}:
            self._begin_cell(name, attributes)
        elif name == "row":
            self._row = _number(attributes.get("r"), self._row + 1)
            self._column = 0
        elif name == "table-row":
            self._row_count = _number(attributes.get("table:number-rows-repeated"), 1)
            self._row += self._row_count
            self._column = 0
        elif self._in_cell:
            self._fill()
        if name in {"si", "p", "is", "table-cell"}:
            self._length = 0

    def end(self, tag: str) -> None:
        """Take account of the end of an element."""
        self._depth -= 1
        if tag.rpartition(":")[2] in {"c", "table-cell", "covered-table-cell"}:
            self._in_cell = False

    def text(self, text: str) -> None:
        """Take account of text, which adds up over the parts of one cell."""
        self._length += len(text)
        self.longest = max(self.longest, self._length)

    def _begin_cell(self, name: str, attributes: dict[str, str]) -> None:
        self._in_cell = True
        self._length = 0
        if name == "c":
            self._cell_count = self._row_count = 1
            letters, digits = _reference(attributes.get("r", ""))
            self._column = letters or self._column + 1
            self._row = digits or self._row
            return
        self._cell_count = _number(attributes.get("table:number-columns-repeated"), 1)
        self._column += self._cell_count
        if any("value" in key for key in attributes):
            self._fill()

    def _fill(self) -> None:
        """Count the cell that is open: it has something in it, where others hold a style only."""
        self._in_cell = False
        self.rows = max(self.rows, self._row)
        self.columns = max(self.columns, self._column)
        self.cells += self._cell_count * self._row_count


def _number(text: str | None, otherwise: int) -> int:
    plain = (text or "").strip()
    short = plain.isascii() and plain.isdigit() and len(plain) <= _LONGEST_NUMBER
    return int(plain) if short else otherwise


def _reference(text: str) -> tuple[int, int]:
    """Return column and row of `AB12`, 0 for what is missing."""
    digits = text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    column = 0
    for letter in text[: len(text) - len(digits)][:_LONGEST_NUMBER].upper():
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return column, _number(digits, 0)
