"""Looks through the XML of a spreadsheet: what each sheet claims, and where it can be cut.

One pass over the bytes as they are unpacked, before anything makes room for them. It knows
the two zipped kinds, XLSX (`row`, `c`) and ODS (`table-row`, `table-cell`), and nothing of
what a cell means: that is the business of the library that reads workbooks.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from data.errors import DataError

_LETTERS: Final = 26
_DEEPEST: Final = 200
_LONGEST_NUMBER: Final = 12
_SLICE_BYTES: Final = 512 * 1024
_NAMES_KEPT: Final = 1_000
_NOWHERE: Final = 2**31
_DIGITS: Final = "0123456789"


# What an element is. Plain numbers, since they are compared for every element of a file.
_OTHER, _ROW, _CELL, _SHEET, _OPEN_ROW, _OPEN_CELL, _STRING, _TEXT = range(1, 9)
# Rows and cells of XLSX by their own name, those of ODS (OpenDocument) as OPEN.
_KINDS: Final = {
    "row": _ROW,
    "c": _CELL,
    "table": _SHEET,
    "table-row": _OPEN_ROW,
    "table-cell": _OPEN_CELL,
    "covered-table-cell": _OPEN_CELL,
    "si": _STRING,
    "is": _TEXT,
    "p": _TEXT,
}


@dataclass(slots=True)
class Sheet:
    """The rows of one sheet in a member.

    Attributes
    ----------
    name
        As ODS gives it; an XLSX names its sheets elsewhere.
    begin
        Byte at which the sheet's own element begins, 0 where it is all the member.
    cuts
        Bytes at which rows begin that a slice may begin with, and the rows before each.
    end, closing
        The byte after the last row, and the tags that close what is open there.
    is_numbered
        Whether rows say their number; otherwise they count from the slice's own beginning.
    is_regular
        Whether its rows follow each other, so that it can be cut between them.
    top, left, bottom, right
        The rectangle that all filled cells lie in, from 1.
    """

    name: str
    begin: int
    depth: int
    cuts: list[tuple[int, int]] = field(default_factory=list)
    end: int = 0
    closing: str = ""
    is_numbered: bool = False
    is_regular: bool = True
    top: int = _NOWHERE
    left: int = _NOWHERE
    bottom: int = 0
    right: int = 0

    @property
    def height(self) -> int:
        """Rows from the first filled one to the last."""
        return max(0, self.bottom - self.top + 1)

    @property
    def width(self) -> int:
        """Columns from the first filled one to the last."""
        return max(0, self.right - self.left + 1)


@dataclass(slots=True)
class Member:
    """What was seen of one member of a workbook.

    Attributes
    ----------
    root
        Its outermost element, without prefix.
    prefix
        What stands before the names of its elements, `x:` for instance.
    sheets
        Those with rows.
    strings
        Where each of the shared texts begins, and where the last one ends.
    has_plain_bytes
        Whether a tag is found in its bytes as it is written in ASCII.
    cells, longest
        Filled cells; characters of the longest text that may be used more than once.
    """

    root: str = ""
    prefix: str = ""
    sheets: list[Sheet] = field(default_factory=list)
    strings: "array[int]" = field(default_factory=lambda: array("I"))
    has_plain_bytes: bool = True
    cells: int = 0
    longest: int = 0

    @property
    def rectangle(self) -> int:
        """Cells of all sheets, empty ones among them."""
        return sum(sheet.height * sheet.width for sheet in self.sheets)


def scan(chunks: Iterator[bytes], file: str, most_cells: int) -> Member:
    """Return what a member claims; ends early past `most_cells`.

    Raises
    ------
    DataError
        `file_not_readable` for damaged XML, `xml_doctype`.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    sight = _Sight(file, parser)
    try:
        for number, chunk in enumerate(chunks):
            if number == 0:
                # XML in two bytes to a character begins with a mark, or with a zero.
                sight.member.has_plain_bytes = b"\0" not in chunk[:4]
            parser.Parse(chunk, False)  # noqa: FBT003
            if sight.member.rectangle > most_cells:
                return sight.member
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise DataError("file_not_readable", file=file, found=str(error)[:200]) from error
    return sight.member


class _Sight:
    """Takes what the parser tells; most of the time goes by here, six calls to a cell.

    Attributes
    ----------
    member
        What was seen so far.
    """

    def __init__(self, file: str, parser: expat.XMLParserType) -> None:
        self.member = Member()
        self._file = file
        self._parser = parser
        self._kinds: dict[str, int] = {}
        self._columns: dict[str, int] = {"": 0}
        self._open: list[str] = []
        self._sheet: Sheet | None = None
        self._row = self._column = 0
        self._row_name = ""
        self._cell_count = self._row_count = 1
        self._has_numbers = self._lacks_numbers = False
        self._in_cell = False
        # The depth below which something that is watched has ended: a cell, or all rows.
        self._watched = 0
        self._length = 0
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse_doctype

    def _refuse_doctype(self, *_: object) -> None:
        """End the reading: a document type is where entities are defined."""
        raise DataError("xml_doctype", file=self._file)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._open.append(tag)
        if len(self._open) > _DEEPEST:
            raise DataError("file_not_readable", file=self._file, found=f"depth > {_DEEPEST}")
        kind = self._kinds.get(tag) or self._kind_of(tag)
        if kind == _OTHER:
            if self._in_cell:
                self._fill()
        elif kind == _CELL:
            self._begin_cell(attributes.get("r", ""))
        elif kind == _TEXT:
            self._length = 0
            if self._in_cell:
                self._fill()
        elif kind == _ROW:
            self._begin_row(attributes.get("r", ""))
        elif kind == _STRING:
            self._begin_string()
        else:
            self._start_open(kind, attributes)

    def _start_open(self, kind: int, attributes: dict[str, str]) -> None:
        """Take account of an element of ODS."""
        if kind == _SHEET:
            self._begin_sheet(attributes.get("table:name", ""))
        elif kind == _OPEN_ROW:
            self._cut()
            self._row_count = _number(attributes.get("table:number-rows-repeated"), 1)
            self._row += self._row_count
            self._column = 0
        else:
            self._in_cell, self._watched, self._length = True, len(self._open), 0
            self._cell_count = _number(attributes.get("table:number-columns-repeated"), 1)
            self._column += self._cell_count
            if any("value" in key for key in attributes):
                self._fill()

    def _end(self, tag: str) -> None:
        self._open.pop()
        if len(self._open) < self._watched:
            self._in_cell = False
            self._watched = 0 if self._sheet is None else self._sheet.depth
            if len(self._open) < self._watched:
                self._end_sheet(tag)
        if not self._open and self.member.strings:
            self.member.strings.append(self._parser.CurrentByteIndex)

    def _text(self, text: str) -> None:
        """Take account of text, which adds up over the parts of one cell."""
        self._length += len(text)
        self.member.longest = max(self.member.longest, self._length)

    def _kind_of(self, tag: str) -> int:
        prefix, _, name = tag.rpartition(":")
        if len(self._open) == 1:
            self.member.root = name
            self.member.prefix = f"{prefix}:" if prefix else ""
            if name == "worksheet":
                # Only texts that cells share, or that are repeated, can take more than their bytes.
                self._parser.CharacterDataHandler = None
        kind = _KINDS.get(name, _OTHER)
        if len(self._kinds) < _NAMES_KEPT:
            self._kinds[tag] = kind
        return kind

    def _begin_string(self) -> None:
        self._length = 0
        if self.member.root == "sst":
            self.member.strings.append(self._parser.CurrentByteIndex)

    def _begin_sheet(self, name: str) -> None:
        if self._sheet is not None:
            # A table inside a cell of a table.
            self._sheet.is_regular = False
            return
        self._row = 0
        self._sheet = Sheet(name, self._parser.CurrentByteIndex, len(self._open))
        self._watched = len(self._open)

    def _end_sheet(self, tag: str) -> None:
        sheet = self._sheet
        if sheet is None:
            return
        sheet.end = self._parser.CurrentByteIndex
        sheet.closing = "".join(f"</{each}>" for each in (tag, *reversed(self._open)))
        sheet.is_numbered = self._has_numbers
        if self._has_numbers and self._lacks_numbers:
            sheet.is_regular = False
        self._sheet, self._watched = None, 0

    def _begin_row(self, number: str) -> None:
        """Take account of a row of XLSX, the first of which begins the sheet."""
        self._length = 0
        if self.member.root != "worksheet":
            return
        if self._sheet is None:
            self._sheet = Sheet("", 0, len(self._open) - 1)
            if self.member.sheets:
                self._sheet.is_regular = False
        self._watched = self._sheet.depth
        self._in_cell = False
        self._cut()
        self._row_name = number
        before, self._row = self._row, _number(number, self._row + 1)
        if self._row <= before:
            self._sheet.is_regular = False
        self._column = 0
        if number:
            self._has_numbers = True
        else:
            self._lacks_numbers = True

    def _cut(self) -> None:
        """Note where a row begins: the first one, and the first after each slice's size."""
        sheet = self._sheet
        if sheet is None:
            return
        if len(self._open) - 1 != sheet.depth:
            sheet.is_regular = False
            return
        if not sheet.cuts:
            self.member.sheets.append(sheet)
        here = self._parser.CurrentByteIndex
        if not sheet.cuts or here - sheet.cuts[-1][0] >= _SLICE_BYTES:
            sheet.cuts.append((here, self._row))

    def _begin_cell(self, reference: str) -> None:
        self._in_cell = True
        self._watched = len(self._open)
        letters = reference.rstrip(_DIGITS)
        digits = reference[len(letters) :]
        if digits != self._row_name and digits:
            self._row = _number(digits, self._row)
            self._has_numbers = True
        column = self._columns.get(letters)
        if column is None:
            column = _column(letters)
            if len(self._columns) < _NAMES_KEPT:
                self._columns[letters] = column
        self._column = column or self._column + 1

    def _fill(self) -> None:
        """Count the cell that is open: it has something in it, where others hold a style only."""
        self._in_cell = False
        self.member.cells += self._cell_count * self._row_count
        sheet = self._sheet
        if sheet is None:
            return
        if self._row != sheet.bottom:
            sheet.top = min(sheet.top, self._row - self._row_count + 1)
            sheet.bottom = max(sheet.bottom, self._row)
        first = self._column - self._cell_count + 1
        if not (sheet.left <= first and self._column <= sheet.right):
            sheet.left = min(sheet.left, first)
            sheet.right = max(sheet.right, self._column)


def _number(text: str | None, otherwise: int) -> int:
    plain = (text or "").strip()
    short = plain.isascii() and plain.isdigit() and len(plain) <= _LONGEST_NUMBER
    return int(plain) if short else otherwise


def _column(letters: str) -> int:
    """Return the number of column `AB`, from 1; 0 for what is none."""
    if not (letters.isascii() and letters.isalpha()):
        return 0
    column = 0
    for letter in letters[:_LONGEST_NUMBER].upper():
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return column
