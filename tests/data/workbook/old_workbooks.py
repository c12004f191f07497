"""Old workbooks (.xls) written by hand, since nothing that is installed writes them.

Sources: [MS-CFB] and [MS-XLS].
"""

import struct
from collections.abc import Sequence

SECTOR = 512
END, FREE, FAT, LIST = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFC


def record(kind: int, data: bytes = b"") -> bytes:
    """Return a record of a workbook."""
    return struct.pack("<2H", kind, len(data)) + data


def text(value: str) -> bytes:
    """Return a text as a length in two bytes, a mark for UTF-16, and the text."""
    return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")


def sheet_records(rows: Sequence[Sequence[str | float]]) -> bytes:
    """Return the records of a sheet."""
    size = struct.pack("<2I3H", 0, len(rows), 0, max(map(len, rows)), 0)
    cells = [record(0x0809, struct.pack("<4H2I", 0x0600, 0x10, 0, 0, 0, 0)), record(0x0200, size)]
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<3H", row, column, 0)
            if isinstance(value, str):
                cells.append(record(0x0204, place + text(value)))
            else:
                cells.append(record(0x0203, place + struct.pack("<d", value)))
    return b"".join(cells) + record(0x000A)


def book(sheets: dict[str, Sequence[Sequence[str | float]]]) -> bytes:
    """Return the stream of a workbook."""
    start = record(0x0809, struct.pack("<4H2I", 0x0600, 0x05, 0, 0, 0, 0))
    length = len(start) + len(record(0x000A))
    length += sum(len(record(0x85, bytes(8) + name.encode("utf-16-le"))) for name in sheets)
    listed: list[bytes] = []
    bodies: list[bytes] = []
    for name, rows in sheets.items():
        place = struct.pack("<IH2B", length + sum(map(len, bodies)), 0, len(name), 1)
        listed.append(record(0x85, place + name.encode("utf-16-le")))
        bodies.append(sheet_records(rows))
    return start + b"".join(listed) + record(0x000A) + b"".join(bodies)


def entry(name: str, kind: int, start: int, length: int, child: int = FREE) -> bytes:
    """Return an entry of the directory."""
    raw = f"{name}\0".encode("utf-16-le")
    named = raw.ljust(64, b"\0") + struct.pack("<H2B3I", len(raw), kind, 1, FREE, FREE, child)
    return named + bytes(36) + struct.pack("<IQ", start, length)


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """Return a compound file of one stream: tables, a directory, and the stream's sectors.

    A large file has more tables than its header has room for: they are listed in sectors.
    """
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // SECTOR)
    tables = lists = 0
    while tables * 128 < lists + tables + 1 + count:
        tables += 1
        lists = max(0, -(-(tables - 109) // 127))
    first = tables + lists + 1
    following = [FAT] * tables + [LIST] * lists + [END, *range(first + 1, first + count), END]
    listed = [*range(tables), *[FREE] * (109 + 127 * lists - tables)]
    more = [[*listed[109 + 127 * n :][:127], tables + n + 1] for n in range(lists)]
    if more:
        more[-1][-1] = END
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    start = tables if lists else END
    header += struct.pack("<9I", 0, tables, first - 1, 0, 4096, END, 0, start, lists)
    header += struct.pack("<109I", *listed[:109])
    directory = entry("Root Entry", 5, END, 0, 1) + entry(name, 2, first, len(stream))
    fat = struct.pack(f"<{len(following)}I", *following).ljust(tables * SECTOR, b"\xff")
    further = b"".join(struct.pack("<128I", *each) for each in more)
    body = stream.ljust(count * SECTOR, b"\0")
    return header + fat + further + directory.ljust(SECTOR, b"\0") + body


def small_compound(stream: bytes) -> bytes:
    """Return a compound file whose stream stands in pieces of 64 bytes within another."""
    count = -(-len(stream) // 64)
    held = -(-count * 64 // SECTOR)
    table = [FAT, END, END, *range(4, 3 + held), END]
    pieces = [*range(1, count), END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0")
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 2, 1, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    directory = entry("Root Entry", 5, 3, count * 64, 1) + entry("Workbook", 2, 0, len(stream))
    tables = (struct.pack(f"<{len(table)}I", *table), struct.pack(f"<{count}I", *pieces))
    fat, mini = (each.ljust(SECTOR, b"\xff") for each in tables)
    body = stream.ljust(held * SECTOR, b"\0")
    return header + fat + directory.ljust(SECTOR, b"\0") + mini + body
