"""What a file holds before any of it is loaded: its parts, and the layers to choose from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from data.errors import DataError
from data.formats.database import label_of, tables_of
from data.formats.geopackage import layers_in
from data.formats.kml import folders_of
from data.formats.shapefile import parts_beside, records_in
from data.formats.vector import describe
from data.layer.read_request import Request
from data.lists import some
from data.progress import Progress, silent
from data.read.by_suffix import (
    RASTER_SUFFIXES,
    WORKBOOK_SUFFIXES,
    files_in,
    flatgeobuf,
    kind_of,
    members_of,
    unpack,
)
from data.read.layers_offered import layers_among
from data.text.archive import opened
from data.text.connection import is_connection
from data.workbook.sheets import sheets_of

_KINDS: Final = {0: "points", 1: "lines", 2: "polygons"}


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """A layer of a file.

    Attributes
    ----------
    name
        As `data.read.reader.read_file` takes it.
    rows
        Records, or rows of a sheet with its headings; None where counting means reading all.
    geometry
        `points`, `lines`, `polygons` or `raster`; None where only reading tells.
    """

    name: str
    rows: int | None = None
    geometry: str | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """The files a layer is made of, by name, and the layers."""

    parts: tuple[str, ...]
    layers: tuple[LayerInfo, ...]


def contents_of(path: Path | str, progress: Progress = silent) -> Contents:
    """Return what a file, folder, archive or database holds.

    Raises
    ------
    DataError
        Whatever keeps it from being opened; `nothing_inside` where there is no layer.
    """
    if is_connection(path):
        tables = tables_of(str(path), progress)
        layers = tuple(LayerInfo(name, rows, kind) for name, rows, kind in tables)
        return Contents((label_of(str(path)),), layers)
    path = Path(path)
    try:
        with TemporaryDirectory(prefix="yiquan-", ignore_cleanup_errors=True) as scratch:
            return _contents(path, Request(Path(scratch), progress=progress))
    except OSError as error:
        found = error.strerror or str(error)
        raise DataError("file_not_opened", file=path.name, found=found) from error


def _contents(path: Path, request: Request) -> Contents:
    if path.is_dir():
        return _of_folder(path, request)
    suffix = kind_of(path)
    if suffix == ".shp":
        return _of_shapefile(path)
    if suffix in {".zip", ".kmz"}:
        return _of_archive(path, request)
    lister = _listers().get(suffix)
    layers = lister(path, request) if lister is not None else [LayerInfo(path.stem)]
    return Contents((path.name,), tuple(layers))


def _listers() -> Mapping[str, Callable[[Path, Request], list[LayerInfo]]]:
    return {
        ".gpkg": _of_geopackage,
        ".kml": lambda path, request: [
            LayerInfo(name, rows) for name, rows in folders_of(path, None, request.progress)
        ],
        ".fgb": lambda path, request: [
            LayerInfo(path.stem, *describe(flatgeobuf(path, request), path.name, None))
        ],
        **dict.fromkeys(WORKBOOK_SUFFIXES, _of_workbook),
        **dict.fromkeys(RASTER_SUFFIXES, lambda path, _: [LayerInfo(path.stem, None, "raster")]),
    }


def _of_geopackage(path: Path, request: Request) -> list[LayerInfo]:
    source, names = layers_in(path, request)
    return [LayerInfo(name, *describe(source, path.name, name)) for name in names]


def _of_workbook(path: Path, request: Request) -> list[LayerInfo]:
    return [
        LayerInfo(name, rows) for name, rows in sheets_of(path, request.budget, request.progress)
    ]


def _of_shapefile(path: Path) -> Contents:
    whole = path.with_suffix("").with_suffix("") if path.suffix.lower() == ".xml" else path
    parts = parts_beside(whole)
    names = tuple(sorted(part.name for part in parts.files.values()))
    rows, kind = records_in(parts.files)
    return Contents(names, (LayerInfo(parts.name, rows, kind),))


def _of_folder(folder: Path, request: Request) -> Contents:
    names = files_in(folder)
    found = layers_among(names)
    if not found:
        raise DataError("nothing_inside", file=folder.name, found=some(names) or "-")
    inner = {}
    for number, (name, files) in enumerate(found.items()):
        inner[name] = _inner(folder / files.get(".shp", name), request)
        request.progress((number + 1) / len(found))
    return _joined(inner)


def _of_archive(path: Path, request: Request) -> Contents:
    """Return the layers of an archive; of a single file inside, its own layers."""
    inner = {}
    with opened(path, request.budget) as archive:
        found = members_of(archive, path)
        if not found:
            raise DataError("nothing_inside", file=path.name, found=some(archive.names) or "-")
        unpacked = {}
        for number, (name, files) in enumerate(found.items()):
            # A layer that is a whole file by itself needs no look inside it.
            if ".shp" in files or len(found) == 1 or _may_hold_several(files):
                unpacked[name] = unpack(archive, files, replace(request, progress=silent))
            request.progress(0.8 * (number + 1) / len(found))
    for name in found:
        target = unpacked.get(name)
        inside = request.inside(None, silent, path.name)
        inner[name] = _inner(target, inside) if target else Contents((), (LayerInfo(name),))
    contents = _joined(inner)
    members = tuple(member for files in found.values() for member in files.values())
    return Contents(members, contents.layers)


def _may_hold_several(files: Mapping[str, str]) -> bool:
    return bool(files.keys() & {".gpkg", ".kml", ".kmz", ".zip", *WORKBOOK_SUFFIXES})


def _inner(path: Path, request: Request) -> Contents:
    """Return what one file inside holds; one that cannot be opened is still named."""
    try:
        return _contents(path, request)
    except DataError:
        return Contents((path.name,), (LayerInfo(path.stem),))


def _joined(inner: Mapping[str, Contents]) -> Contents:
    """Return several contents as one, layers called by the file and the layer in it."""
    parts = tuple(part for contents in inner.values() for part in contents.parts)
    if len(inner) == 1:
        return Contents(parts, next(iter(inner.values())).layers)
    layers: list[LayerInfo] = []
    for name, contents in inner.items():
        if len(contents.layers) == 1:
            layers.append(replace(contents.layers[0], name=name))
        else:
            layers += [replace(each, name=f"{name}/{each.name}") for each in contents.layers]
    return Contents(parts, tuple(layers))
