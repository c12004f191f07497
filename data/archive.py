"""Takes one shapefile out of a zip, safely.

Members are written under names of our own into a scratch folder, so no name in the
archive can reach outside it, and what is unpacked is counted as it is written, so no
false size in a header can fill the disk.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import Final

from data.encoding import GB18030, UTF_8, Declared, decode, find_encoding
from data.errors import DataError

MAX_UNPACKED_BYTES: Final = 2 * 1024**3
MAX_MEMBERS: Final = 10_000
_CHUNK_BYTES: Final = 1024 * 1024
_NAMES_SHOWN: Final = 10
_UTF_8_NAME_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1

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


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip; every way of being damaged becomes DataError `zip_broken`."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _ZIP_ERRORS as error:
        raise DataError("zip_broken", file=path.name, found=str(error)[:200]) from error


def shapefile_in_zip(
    path: Path, layer: str | None, suffixes: frozenset[str], scratch: Path
) -> tuple[str, dict[str, Path]]:
    """Unpack the parts of one shapefile into `scratch`.

    Parameters
    ----------
    layer
        Name of the shapefile wanted, needed when the zip holds several.
    suffixes
        Suffixes of the parts to unpack, lower case with the dot.

    Returns
    -------
    Name of the shapefile and its parts, suffix -> unpacked file.

    Raises
    ------
    DataError
        `zip_broken`, `zip_encrypted`, `zip_too_large`, `no_shapefile_inside`,
        `several_shapefiles`, `layer_missing`.
    """
    with opened(path) as archive:
        names = member_names(archive, path)
        found = _shapefiles(names)
        stem = _choose(path, found, names, layer)
        wanted = {
            PurePosixPath(name).suffix.lower(): info
            for name, info in names.items()
            if _stem(name).lower() == stem.lower()
            and PurePosixPath(name).suffix.lower() in suffixes
        }
        return PurePosixPath(stem).name, _unpack(archive, path, wanted, scratch)


def member_names(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """Return the members of an archive by readable name, folders and macOS shadows left out.

    A zip made on a Chinese Windows names its members in GBK without saying so, which
    `zipfile` reads as code page 437; the original bytes are taken back and judged.
    """
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise _too_large(path)
    stored = {info: _stored_name(info) for info in infos if not info.is_dir()}
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


def _stem(name: str) -> str:
    """Return a member's name, folder included, without its suffix."""
    return str(PurePosixPath(name).with_suffix("")) if PurePosixPath(name).name else name


def _shapefiles(names: Mapping[str, zipfile.ZipInfo]) -> list[str]:
    return sorted(_stem(name) for name in names if PurePosixPath(name).suffix.lower() == ".shp")


def _choose(
    path: Path, found: list[str], names: Mapping[str, zipfile.ZipInfo], layer: str | None
) -> str:
    """Return the stem of the shapefile to read."""
    if not found:
        inside = ", ".join(sorted(names)[:_NAMES_SHOWN]) or "-"
        raise DataError("no_shapefile_inside", file=path.name, found=inside)
    if layer is None and len(found) > 1:
        listed = ", ".join(found[:_NAMES_SHOWN])
        raise DataError("several_shapefiles", file=path.name, count=len(found), found=listed)
    if layer is None:
        return found[0]
    for stem in found:
        if layer in {stem, PurePosixPath(stem).name}:
            return stem
    listed = ", ".join(found[:_NAMES_SHOWN])
    raise DataError("layer_missing", file=path.name, layer=layer, found=listed)


def _unpack(
    archive: zipfile.ZipFile, path: Path, wanted: Mapping[str, zipfile.ZipInfo], scratch: Path
) -> dict[str, Path]:
    """Write the members to `scratch` as `layer.<suffix>`."""
    left = MAX_UNPACKED_BYTES
    parts = {}
    for suffix, info in wanted.items():
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise DataError("zip_encrypted", file=path.name)
        parts[suffix] = scratch / f"layer{suffix}"
        with archive.open(info) as source, parts[suffix].open("wb") as target:
            while chunk := source.read(_CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise _too_large(path)
                target.write(chunk)
    return parts


def _too_large(path: Path) -> DataError:
    limits = {"limit_mb": MAX_UNPACKED_BYTES // 2**20, "limit_files": MAX_MEMBERS}
    return DataError("zip_too_large", file=path.name, **limits)
