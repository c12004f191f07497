"""Walks the chains of sectors of a compound file, as old workbooks are, before anyone follows them.

Source: [MS-CFB], Compound File Binary File Format.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from data.errors import DataError

_END: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF
_LAST_SECTOR: Final = 0xFFFFFFFA
_HEADER_BYTES: Final = 512
_IN_HEADER: Final = 109
_ENTRY_BYTES: Final = 128
_SHIFTS: Final = {3: 9, 4: 12}
_MINI_SHIFT: Final = 6
_MINI_BELOW: Final = 4096
_STREAM: Final = 2
_ROOT: Final = 5
_BOOKS: Final = ("Workbook", "Book")

U32 = npt.NDArray[np.uint32]


def check_chains(raw: bytes, file: str) -> None:
    """Let a compound file pass whose tables and whose workbook can be followed to their ends.

    Raises
    ------
    DataError
        `file_not_readable` where a chain leads back to itself or outside the file, or where
        what is said of lengths cannot be.
    """
    try:
        _Compound(raw).check()
    except (ValueError, IndexError, struct.error) as error:
        raise DataError("file_not_readable", file=file, found=str(error)[:200]) from error


class _Compound:
    """A compound file as far as its header describes it."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) < _HEADER_BYTES:
            raise ValueError("header")
        version, _, shift, mini_shift = struct.unpack_from("<4H", raw, 26)
        if _SHIFTS.get(version) != shift or mini_shift != _MINI_SHIFT:
            raise ValueError(f"version {version}, sector shift {shift}, {mini_shift}")
        self._raw = raw
        self._size = 1 << shift
        self._sectors = -(-len(raw) // self._size) - 1
        numbers = struct.unpack_from("<9I", raw, 40)
        self._directories, self._tables, self._directory = numbers[:3]
        self._mini_start, self._mini_tables, self._more_start, self._more = numbers[5:]
        for name, count in (
            ("directory", self._directories),
            ("FAT", self._tables),
            ("mini FAT", self._mini_tables),
            ("DIFAT", self._more),
        ):
            if count > self._sectors:
                raise ValueError(f"{name}: {count} > {self._sectors}")
        self._next = self._table()

    def check(self) -> None:
        """Walk the directory, the small streams and the workbook."""
        entries = list(self._entries())
        if not entries or entries[0][1] != _ROOT:
            raise ValueError("root")
        mini = b"".join(self._sector(each) for each in self._chain(self._mini_start, "mini FAT"))
        small = np.frombuffer(mini, dtype="<u4")
        _, _, root_start, root_length = entries[0]
        held = sum(1 for _ in self._chain(root_start, "mini stream")) * self._size
        if root_length > len(self._raw):
            raise ValueError(f"mini stream: {root_length}")
        for name, kind, start, length in entries:
            if length > len(self._raw) and kind in {_STREAM, _ROOT}:
                raise ValueError(f"{name}: {length}")
            if name not in _BOOKS:
                continue
            if length < _MINI_BELOW:
                _exhaust(_walk(start, small, min(len(small), held >> _MINI_SHIFT), name))
            else:
                _exhaust(self._chain(start, name))

    def _table(self) -> U32:
        """Return what follows each sector."""
        places = list(struct.unpack_from(f"<{_IN_HEADER}I", self._raw, 76))
        seen = 0
        at = self._more_start
        while at not in {_END, _FREE}:
            seen += 1
            if seen > self._sectors:
                raise ValueError("DIFAT")
            numbers = np.frombuffer(self._sector(at), dtype="<u4").tolist()
            places += numbers[:-1]
            at = numbers[-1]
        used = [place for place in places if place != _FREE]
        if len(set(used)) != len(used) or len(used) > self._sectors:
            raise ValueError("FAT")
        return np.frombuffer(b"".join(map(self._sector, used)), dtype="<u4")

    def _entries(self) -> Iterator[tuple[str, int, int, int]]:
        """Yield name, kind, first sector and length of what the directory lists."""
        for sector in self._chain(self._directory, "directory"):
            block = self._sector(sector)
            for at in range(0, len(block), _ENTRY_BYTES):
                name = block[at : at + 64].decode("utf-16-le", "replace").partition("\0")[0]
                start, length = struct.unpack_from("<IQ", block, at + 116)
                length = length if self._size > _HEADER_BYTES else length % 2**32
                yield name, block[at + 66], start, length

    def _sector(self, number: int) -> bytes:
        if number >= self._sectors:
            raise ValueError(f"sector {number} of {self._sectors}")
        start = (number + 1) * self._size
        return self._raw[start : start + self._size].ljust(self._size, b"\0")

    def _chain(self, start: int, name: str) -> Iterator[int]:
        return _walk(start, self._next, min(self._sectors, len(self._next)), name)


def _walk(start: int, following: U32, count: int, name: str) -> Iterator[int]:
    """Yield the sectors of a chain; ValueError where it leads back to itself or outside."""
    at, walked = start, 0
    while at != _END:
        if at == _FREE and not walked:
            return
        if at >= count or walked >= count:
            raise ValueError(f"{name}: sector {at} of {count}")
        yield at
        walked += 1
        at = int(following[at])


def _exhaust(chain: Iterable[object]) -> None:
    for _ in chain:
        pass
