"""Reads large sheets a slice at a time, each as a small workbook of its own.

The library that reads workbooks holds all cells of a sheet at once, many times what the
file takes. It alone knows what cells mean, though, and so it is given some thousand rows
at a time: the sheet's XML up to its first row, some rows, and the tags that close it,
beside the shared texts that these rows use. Where rows begin was found by `data.workbook.scan`.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BufferedReader, BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Self

import python_calamine as calamine

from data.layer.cells import Row
from data.text.archive import Budget, opened
from data.workbook.library import Range, all_rows_of, filled_down, open_book, sheet_of, sheets_shown
from data.workbook.scan import Member, Sheet

# Below this the library may hold all of a workbook: some hundred megabytes.
# TRAP sheet-held-whole
WHOLE_BYTES: Final = 16 * 1024**2
_NEEDED: Final = (
    *("workbook.xml", "workbook.xml.rels", "styles.xml", "_rels/.rels", "[content_types].xml"),
    *("mimetype", "manifest.xml"),
)
_SHEET_ROOT: Final = "worksheet"
_STUB: Final = '<row r="1"><c r="A1"><v>{}</v></c></row>'
# A cell that holds the number of a shared text: `<c r="A2" t="s"><v>7</v></c>`, which may have
# a formula first. What says so in any other way is found out by the count of SHARED.
_SHARED_CELL: Final = re.compile(
    rb"""(<(?:[\w.-]+:)?c\s(?:[^<>]*?\s)?t\s*=\s*["']s["'][^<>]*>\s*"""
    rb"""(?:<(?:[\w.-]+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</[^<>]*>)\s*)?<(?:[\w.-]+:)?v(?:\s[^<>]*)?>)"""
    rb"""(\d{1,9})(?=<)"""
)
_SHARED: Final = re.compile(rb"""\st\s*=\s*["'](?:s["']|[^"']*&)""")


def is_large(members: Mapping[str, Member]) -> bool:
    """Return whether a workbook is better read in slices, and can be."""
    sheets = [sheet for member in members.values() for sheet in member.sheets]
    texts = sum(member.strings[-1] for member in members.values() if member.strings)
    size = texts + sum(sheet.end - sheet.cuts[0][0] for sheet in sheets)
    can_be_cut = all(sheet.is_regular for sheet in sheets) and all(
        member.has_plain_bytes for member in members.values() if member.sheets or member.strings
    )
    return size > WHOLE_BYTES and can_be_cut


class SlicedBook:
    """An open workbook of which no more than a slice is held.

    Attributes
    ----------
    names
        The sheets that are shown and not empty.
    """

    def __init__(self, path: Path, members: Mapping[str, Member]) -> None:
        self._file = path.name
        self._members = members
        self._scratch = TemporaryDirectory(prefix="yiquan-", ignore_cleanup_errors=True)
        try:
            self._paths = self._unpack(path)
            self._small = {
                name: place.read_bytes()
                for name, place in self._paths.items()
                if name.lower().endswith(_NEEDED)
            }
            outline = self._book({name: self._outline(name) for name in self._large()})
            shown = {name: sheet_of(outline, name, self._file) for name in sheets_shown(outline)}
            self._merged: dict[str, list[Range]] = {
                name: sheet.merged_cell_ranges or [] for name, sheet in shown.items()
            }
            self._sheets = self._places(shown)
        except BaseException:
            self._scratch.cleanup()
            raise
        self.names = list(self._sheets)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._scratch.cleanup()

    def height(self, name: str) -> int:
        """Return the rows of a sheet."""
        return self._sheets[name][1].height

    def first_row(self, name: str) -> int:
        """Return the number of a sheet's first row that holds anything, from 1."""
        return self._sheets[name][1].top

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of a sheet; cells merged down a column all hold its text."""
        sheet = self._sheets[name][1]
        merged = self._merged[name]
        return filled_down(self._plain_rows(name), merged, sheet.top - 1, sheet.left - 1)

    def _plain_rows(self, name: str) -> Iterator[Row]:
        sheet = self._sheets[name][1]
        number = sheet.top - 1
        for part, before in self._parts(name):
            if part.start is None:
                continue
            first, left = part.start[0] + before, part.start[1] - (sheet.left - 1)
            # Rows that hold nothing between two slices.
            for _ in range(number, first):
                yield [None] * sheet.width
            number = first + part.height
            blank: Row = [None] * left
            for row in all_rows_of(part, self._file):
                wide = [*blank, *row] if left else row
                lacking = sheet.width - len(wide)
                yield [*wide, *[None] * lacking] if lacking > 0 else wide

    def _parts(self, name: str) -> Iterator[tuple[calamine.CalamineSheet, int]]:
        """Yield the slices of a sheet, and the rows of the sheet before each."""
        member, sheet = self._sheets[name]
        texts = [
            _Texts(name, each, self._paths[name])
            for name, each in self._members.items()
            if each.strings
        ]
        first = self._members[member].sheets[0]
        with self._paths[member].open("rb") as source:
            read = _reader(source)
            head = read(0, first.begin) + read(sheet.begin, sheet.cuts[0][0])
            ends = [*[at for at, _ in sheet.cuts[1:]], sheet.end]
            for (start, before), end in zip(sheet.cuts, ends, strict=True):
                rows = read(start, end)
                parts = {}
                for each in texts:
                    rows, parts[each.name] = each.used_in(rows)
                parts[member] = head + rows + sheet.closing.encode()
                book = self._book(parts)
                part = sheet_of(book, name, self._file)
                book.close()
                yield part, 0 if sheet.is_numbered else before

    def _unpack(self, path: Path) -> dict[str, Path]:
        """Return where the members lie that are needed, by name."""
        with opened(path, Budget()) as archive:
            large = {name for name, each in self._members.items() if each.strings}
            large.update(self._large())
            small = {name for name in archive.names if name.lower().endswith(_NEEDED)}
            names = sorted(large | small)
            wanted = {name: f"{number}.part" for number, name in enumerate(names)}
            paths = archive.unpack(wanted, Path(self._scratch.name))
        return dict(zip(names, paths, strict=True))

    def _book(self, parts: Mapping[str, bytes]) -> calamine.CalamineWorkbook:
        """Return a workbook of some members as they shall be, and the small ones as they are."""
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for name, content in {**self._small, **parts}.items():
                archive.writestr(name, content)
        packed.seek(0)
        return open_book(packed, self._file)

    def _large(self) -> list[str]:
        """Return the members that are sheets, empty ones among them, or hold sheets."""
        return [
            name
            for name, member in self._members.items()
            if member.sheets or member.root == _SHEET_ROOT
        ]

    def _with_sheets(self) -> list[str]:
        return [name for name, member in self._members.items() if member.sheets]

    def _outline(self, name: str) -> bytes:
        """Return a member without its rows; a sheet of XLSX tells its number in their place."""
        member = self._members[name]
        at, pieces = 0, []
        with self._paths[name].open("rb") as source:
            read = _reader(source)
            for sheet in member.sheets:
                pieces.append(read(at, sheet.cuts[0][0]))
                if member.root == _SHEET_ROOT:
                    pieces.append(_STUB.format(self._with_sheets().index(name)).encode())
                at = sheet.end
            pieces.append(read(at, self._paths[name].stat().st_size))
        return b"".join(pieces)

    def _places(self, shown: Mapping[str, calamine.CalamineSheet]) -> dict[str, tuple[str, Sheet]]:
        """Return the member and the place of each sheet: by its name, or by what it tells."""
        with_sheets = self._with_sheets()
        places = {}
        for name, outline in shown.items():
            told = outline.to_python(nrows=1)
            if told and told[0]:
                member = with_sheets[int(str(told[0][0]).partition(".")[0])]
                places[name] = member, self._members[member].sheets[0]
            for member in with_sheets:
                named = (each for each in self._members[member].sheets if each.name == name)
                places.update((name, (member, sheet)) for sheet in named)
        return {name: place for name, place in places.items() if place[1].height}


class _Texts:
    """The texts that cells of XLSX share, by their number.

    Attributes
    ----------
    name
        The member that holds them.
    """

    def __init__(self, name: str, member: Member, path: Path) -> None:
        self.name = name
        self._at = member.strings
        self._path = path
        self._closing = f"</{member.prefix}sst>".encode()

    def used_in(self, rows: bytes) -> tuple[bytes, bytes]:
        """Return the rows with texts numbered anew, and the member with those alone.

        Where a number may hide from a plain search, both are returned as they are.
        """
        pieces = _SHARED_CELL.split(rows)
        numbers = [int(piece) for piece in pieces[2::3]]
        used = sorted(set(numbers))
        is_sure = len(numbers) == len(_SHARED.findall(rows)) and b"<!" not in rows
        if not is_sure or (used and used[-1] >= len(self._at) - 1):
            return rows, self._path.read_bytes()
        renamed = {number: b"%d" % place for place, number in enumerate(used)}
        pieces[2::3] = [renamed[number] for number in numbers]
        with self._path.open("rb") as source:
            read = _reader(source)
            texts = [read(self._at[first], self._at[after]) for first, after in _runs(used)]
            return b"".join(pieces), b"".join([read(0, self._at[0]), *texts, self._closing])


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the one after the last of numbers that follow each other."""
    start = 0
    for i in range(1, len(numbers) + 1):
        if i == len(numbers) or numbers[i] != numbers[i - 1] + 1:
            yield numbers[start], numbers[i - 1] + 1
            start = i


def _reader(source: BufferedReader) -> Callable[[int, int], bytes]:
    """Return what gives the bytes from one place to another."""

    def read(begin: int, end: int) -> bytes:
        source.seek(begin)
        return source.read(end - begin)

    return read
