"""Reads a shapefile from whichever of its parts there are, never touching the user's folder."""

import csv
import shutil
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.errors import DataError
from data.findings import Problem
from data.formats.vector import read_layer
from data.layer.attributes import distinct_names
from data.layer.loaded import RawTable
from data.layer.read_request import Request, is_plain
from data.text.encoding import Declared
from data.text.formulas import unguarded
from data.text.ordinary_file import require_ordinary_beside

SUFFIXES: Final = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
# The table of full field names that our own writer puts beside a shapefile.
FIELDS_SUFFIX: Final = ".fields.csv"
# Other parts a user may pick; they lead to the .shp but hold nothing we read.
SIDE_SUFFIXES: Final = frozenset({".sbn", ".sbx", ".qix", ".qpj", ".qmd"})

_MAGIC: Final = b"\x00\x00\x27\x0a"
_HEADER_BYTES: Final = 100
_RECORD_HEADER_BYTES: Final = 8
_KIND_AT: Final = 32
_LANGUAGE_BYTE_AT: Final = 29
# Number of records, bytes of the header and of a record, after four bytes of version and date.
_DBF_COUNTS: Final = struct.Struct("<4xIHH")
_MAX_CPG_BYTES: Final = 64
_MAX_PRJ_BYTES: Final = 100_000
_MAX_FIELDS_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of one shapefile: its name, and suffix (lower case) -> file."""

    name: str
    files: Mapping[str, Path]


def parts_beside(path: Path) -> Parts:
    """Return the shapefile that `path` is any part of; DataError `shp_missing` without a .shp."""
    require_ordinary_beside(path)
    files: dict[str, Path] = {}
    siblings = sorted(path.parent.iterdir())
    # Of `A.shp` and `a.shp`, which only some systems tell apart, the exact name wins.
    siblings.sort(key=lambda other: other.stem == path.stem)
    for other in siblings:
        suffix = other.suffix.lower()
        if suffix in SUFFIXES and other.stem.lower() == path.stem.lower() and other.is_file():
            files[suffix] = other
        if other.name.lower() == f"{path.stem}{FIELDS_SUFFIX}".lower() and other.is_file():
            files[FIELDS_SUFFIX] = other
    if ".shp" not in files:
        raise DataError("shp_missing", file=path.name, part=f"{path.stem}.shp")
    return Parts(files[".shp"].stem, files)


def read_shapefile(parts: Parts, request: Request) -> RawTable:
    """Read the shapefile made of `parts`, a missing index rebuilt and missing attributes noted.

    Raises
    ------
    DataError
        `not_a_shapefile`, `file_not_readable`, `encoding_unknown`.
    """
    name = f"{parts.name}.shp"
    problems: list[Problem] = []
    scratch = request.folder()
    with parts.files[".shp"].open("rb") as stream:
        if stream.read(4) != _MAGIC:
            raise DataError("not_a_shapefile", file=name)
    source = _openable(parts, scratch, problems)
    declared = _declared(parts.files)
    try:
        table = read_layer(source, name, None, request, declared)
    except DataError as error:
        if error.code != "file_not_readable":
            raise
        table = _read_less(parts, scratch, request, declared)
    lost = _records(parts.files) - len(table.rows)
    if lost > 0:
        problems.append(Problem.of("problem_shapes_lost", (), file=name, lost=lost))
    if ".dbf" not in parts.files:
        problems.append(Problem.of("problem_dbf_missing", file=name))
    elif not table.columns.names:
        # GDAL passes over a .dbf that is none without a word.
        problems.append(Problem.of("problem_dbf_unreadable", file=name))
    table.layer = parts.name
    table.parts = tuple(sorted(part.name for part in parts.files.values()))
    table.layers = (parts.name,)
    table.crs = _prj_text(parts.files)
    table.problems[:0] = problems
    if FIELDS_SUFFIX in parts.files:
        _restore_names(table, parts.files[FIELDS_SUFFIX])
    return table


def _restore_names(table: RawTable, path: Path) -> None:
    """Give fields the full names that the table beside the shapefile has for them."""
    with path.open("rb") as stream:
        text = stream.read(_MAX_FIELDS_BYTES).decode("utf-8-sig", "replace")
    try:
        known = {row[0]: row[1] for row in csv.reader(text.splitlines()) if len(row) > 1}
    except csv.Error:
        return
    names = [unguarded(known.get(name, name)) for name in table.columns.names]
    table.columns.rename(distinct_names(names))


def _read_less(parts: Parts, scratch: Path, request: Request, declared: Declared) -> RawTable:
    """Read shapes and attributes without the other parts, or the shapes alone.

    A .prj that is no description of coordinates stops GDAL, and so may a bad index or .dbf.
    """
    name = f"{parts.name}.shp"
    try:
        source = _staged(parts, scratch, {".shp", ".dbf"})
        return read_layer(source, name, None, request, declared)
    except DataError:
        source = _staged(parts, scratch, {".shp"})
        return read_layer(source, name, None, request, declared)


def _openable(parts: Parts, scratch: Path, problems: list[Problem]) -> Path:
    """Return a .shp that GDAL opens with all its parts: the user's own, or a copy."""
    index = parts.files.get(".shx")
    if index is None or not _index_looks_right(index):
        problems.append(Problem.of("problem_shx_rebuilt", file=f"{parts.name}.shp"))
        return _staged(parts, scratch, {".shp", ".dbf"})
    used = [parts.files[s] for s in (".shp", ".shx", ".dbf") if s in parts.files]
    alike = len({p.stem for p in used}) == 1 and len({p.suffix.isupper() for p in used}) == 1
    plain = all(p.suffix in {p.suffix.lower(), p.suffix.upper()} for p in used)
    safe = is_plain(used[0])
    return used[0].absolute() if alike and plain and safe else _staged(parts, scratch, {*SUFFIXES})


def _index_looks_right(index: Path) -> bool:
    with index.open("rb") as stream:
        header = stream.read(_HEADER_BYTES)
    return len(header) == _HEADER_BYTES and header.startswith(_MAGIC)


def _staged(parts: Parts, scratch: Path, wanted: set[str]) -> Path:
    """Copy parts into a new folder of `scratch` under one plain name; rebuild a lacking index."""
    folder = scratch / f"staged{len(list(scratch.iterdir()))}"
    folder.mkdir()
    for suffix in wanted & {".shp", ".shx", ".dbf"} & set(parts.files):
        shutil.copyfile(parts.files[suffix], folder / f"layer{suffix}")
    shape = folder / "layer.shp"
    if not (folder / "layer.shx").exists():
        rebuild_index(shape, folder / "layer.shx")
    return shape


def rebuild_index(shape: Path, index: Path) -> None:
    """Write the .shx of a .shp: an offset and a length, in 16-bit words, for each record.

    Stops at the first record that runs past the end of the file, so of a truncated
    shapefile the whole records remain.

    Source: ESRI Shapefile Technical Description, 1998.
    """
    size = shape.stat().st_size
    entries = bytearray()
    with shape.open("rb") as stream:
        header = bytearray(stream.read(_HEADER_BYTES).ljust(_HEADER_BYTES, b"\0"))
        offset = _HEADER_BYTES
        while offset + _RECORD_HEADER_BYTES <= size:
            stream.seek(offset + 4)
            (words,) = struct.unpack(">i", stream.read(4))
            end = offset + _RECORD_HEADER_BYTES + 2 * words
            if words <= 0 or end > size:
                break
            entries += struct.pack(">ii", offset // 2, words)
            offset = end
    header[24:28] = struct.pack(">i", (_HEADER_BYTES + len(entries)) // 2)
    index.write_bytes(header + entries)


def records_in(files: Mapping[str, Path]) -> tuple[int | None, str | None]:
    """Return how many records a shapefile has, and of what kind its shapes are, as it says."""
    rows = _records(files) or None
    if ".shx" in files:
        rows = max(0, files[".shx"].stat().st_size - _HEADER_BYTES) // _RECORD_HEADER_BYTES
    with files[".shp"].open("rb") as stream:
        header = stream.read(_HEADER_BYTES)
    kind = header[_KIND_AT] % 10 if len(header) == _HEADER_BYTES else 0
    return rows, {1: "points", 3: "lines", 5: "polygons", 8: "points"}.get(kind)


def _declared(files: Mapping[str, Path]) -> Declared:
    """Return what the .cpg and the .dbf say of the text."""
    cpg, language_byte = None, 0
    if ".cpg" in files:
        with files[".cpg"].open("rb") as stream:
            cpg = stream.read(_MAX_CPG_BYTES).decode("ascii", "replace").strip("\0 \r\n\t") or None
    if ".dbf" in files:
        with files[".dbf"].open("rb") as stream:
            header = stream.read(_LANGUAGE_BYTE_AT + 1)
        language_byte = header[_LANGUAGE_BYTE_AT] if len(header) > _LANGUAGE_BYTE_AT else 0
    return Declared(cpg, language_byte)


def _records(files: Mapping[str, Path]) -> int:
    """Return how many records the .dbf holds: what its header says, as far as its bytes go."""
    if ".dbf" not in files:
        return 0
    with files[".dbf"].open("rb") as stream:
        header = stream.read(_DBF_COUNTS.size)
    if len(header) < _DBF_COUNTS.size:
        return 0
    count, header_bytes, record_bytes = _DBF_COUNTS.unpack(header)
    held = (files[".dbf"].stat().st_size - header_bytes) // max(record_bytes, 1)
    return int(min(count, max(held, 0)))


def _prj_text(files: Mapping[str, Path]) -> str | None:
    """Return the words of the .prj, None when there is none or it is empty."""
    if ".prj" not in files:
        return None
    with files[".prj"].open("rb") as stream:
        text = stream.read(_MAX_PRJ_BYTES).decode("utf-8-sig", "replace")
    return text.strip("\0 \r\n\t") or None
