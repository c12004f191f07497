"""Takes files out of a zip, safely: KMZ and workbooks are zips, too.

Members are written under harmless names into folders of our own, so no name in the
archive can reach outside, and what is unpacked is counted as it is written, so no false
size in a header can fill the disk. A zip inside a zip draws on the same budget.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import Final

from data.errors import DataError
from data.progress import Progress, silent
from data.text.encoding import GB18030, UTF_8, Declared, decode, find_encoding

MAX_UNPACKED_BYTES: Final = 2 * 1024**3
MAX_MEMBERS: Final = 10_000
CHUNK_BYTES: Final = 1024 * 1024
_UTF_8_NAME_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1
_LONGEST_NAME: Final = 80
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
# Names that Windows keeps for devices, whatever their suffix.
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)

# All that zipfile and its decompressors raise over damaged archives.
_ZIP_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


class Budget:
    """How much may still be unpacked for one file the user named, nested archives included."""

    def __init__(self) -> None:
        self._bytes_left = MAX_UNPACKED_BYTES
        self._members_left = MAX_MEMBERS

    def spend(self, count: int, file: str) -> None:
        """Count bytes written; DataError `zip_too_large` past the limit."""
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise self.exceeded(file)

    def require(self, count: int, file: str) -> None:
        """Refuse what says itself that it is too large; DataError `zip_too_large`."""
        if count > self._bytes_left:
            raise self.exceeded(file)

    def enter(self, members: int, file: str) -> None:
        """Count the members of an archive; DataError `zip_too_large` past the limit."""
        self._members_left -= members
        if self._members_left < 0:
            raise self.exceeded(file)

    @staticmethod
    def exceeded(file: str) -> DataError:
        """Return the error of an archive past the limit."""
        limits = {"limit_mb": MAX_UNPACKED_BYTES // 2**20, "limit_files": MAX_MEMBERS}
        return DataError("zip_too_large", file=file, **limits)


@contextmanager
def opened(path: Path, budget: Budget) -> Iterator["Archive"]:
    """Open a zip.

    Raises
    ------
    DataError
        `zip_broken` for every way of being damaged, `zip_too_large`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            budget.enter(len(infos), path.name)
            yield Archive(archive, path.name, member_names(infos), budget)
    except _ZIP_ERRORS as error:
        raise DataError("zip_broken", file=path.name, found=str(error)[:200]) from error


class Archive:
    """An open zip.

    Attributes
    ----------
    names
        Readable names of the members, folders with slashes, sorted.
    """

    def __init__(
        self,
        archive: zipfile.ZipFile,
        file: str,
        members: Mapping[str, zipfile.ZipInfo],
        budget: Budget,
    ) -> None:
        self._archive = archive
        self._file = file
        self._members = members
        self._budget = budget
        self.names = sorted(members)

    def size(self, name: str) -> int:
        """Return the bytes that a member says it unpacks to."""
        return self._members[name].file_size

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a member's bytes, counted against the budget.

        Raises
        ------
        DataError
            `zip_encrypted`, `zip_too_large`.
        """
        info = self._members[name]
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise DataError("zip_encrypted", file=self._file)
        # What is true is counted below; what is admitted need not be waited for.
        self._budget.require(info.file_size, self._file)
        with self._archive.open(info) as source:
            while chunk := source.read(CHUNK_BYTES):
                self._budget.spend(len(chunk), self._file)
                yield chunk

    def unpack(
        self, names: Mapping[str, str], folder: Path, progress: Progress = silent
    ) -> list[Path]:
        """Write members into `folder`, which must be empty and ours.

        Parameters
        ----------
        names
            Member -> the name it shall have, made harmless here.

        Returns
        -------
        The files written, in the order of `names`.
        """
        total = max(1, sum(self._members[name].file_size for name in names))
        done = 0
        paths = []
        for name, wanted in names.items():
            path = folder / harmless(wanted)
            with path.open("xb") as target:
                for chunk in self.chunks(name):
                    target.write(chunk)
                    done += len(chunk)
                    progress(min(1.0, done / total))
            paths.append(path)
        return paths


def harmless(name: str) -> str:
    """Return a name that stays inside its folder on every system."""
    plain = _UNSAFE.sub("_", PurePosixPath(name).name).strip(" .") or "_"
    stem, suffix = PurePosixPath(plain).stem, PurePosixPath(plain).suffix
    plain = f"{stem[: _LONGEST_NAME - len(suffix)]}{suffix}"[:_LONGEST_NAME]
    return f"_{plain}" if _DEVICES.fullmatch(plain) else plain


def member_names(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the members of an archive by readable name, folders and macOS shadows left out.

    A zip made on a Chinese Windows names its members in GBK without saying so, which
    `zipfile` reads as code page 437; the original bytes are taken back and judged.
    """
    stored = {info: _stored_name(info) for info in infos if info.filename and not info.is_dir()}
    codec, _ = find_encoding((raw for raw in stored.values() if raw), Declared())
    codec = codec if codec in {UTF_8, GB18030} else GB18030
    names = {
        (decode(raw, codec, "replace") if raw else info.filename).replace("\\", "/"): info
        for info, raw in stored.items()
    }
    return {
        name: info
        for name, info in names.items()
        if not name.startswith("__MACOSX/") and not PurePosixPath(name).name.startswith("._")
    }


def _stored_name(info: zipfile.ZipInfo) -> bytes | None:
    """Return the bytes of a member's name, None when the archive says they are UTF-8."""
    if info.flag_bits & _UTF_8_NAME_FLAG:
        return None
    try:
        return info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return None
