"""Finds the reader for a file: by its suffix, and by what it holds where that could deceive."""

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from data.errors import DataError
from data.formats.geojson import read_geojson
from data.formats.geopackage import read_geopackage
from data.formats.kml import read_kml
from data.formats.raster import read_raster
from data.formats.shapefile import SIDE_SUFFIXES, SUFFIXES, Parts, parts_beside, read_shapefile
from data.formats.text_table import read_table
from data.formats.vector import read_layer
from data.layer.loaded import RawTable
from data.layer.read_request import Request
from data.lists import some
from data.progress import part
from data.read.layers_offered import choose, layers_among
from data.text.archive import Archive, opened
from data.text.encoding import Declared
from data.text.ordinary_file import require_ordinary_beside
from data.workbook.sheets import read_workbook

GEOJSON_SUFFIXES: Final = (".geojson", ".json", ".geojsonl", ".ndjson", ".jsonl")
TABLE_SUFFIXES: Final = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".ods")
RASTER_SUFFIXES: Final = (".tif", ".tiff")
READABLE_SUFFIXES: Final = (
    *(".shp", ".zip", ".gpkg", ".kml", ".kmz", ".fgb"),
    *(*GEOJSON_SUFFIXES, *TABLE_SUFFIXES, *WORKBOOK_SUFFIXES, *RASTER_SUFFIXES),
)

_FLATGEOBUF_MAGIC: Final = b"fgb\x03fgb"
_UNPACKED_SHARE: Final = 0.3


def read_raw(path: Path, request: Request) -> RawTable:
    """Return a layer as the file holds it.

    Raises
    ------
    DataError
        `file_missing`, `file_empty`, `format_unknown`, and what the readers raise.
    """
    if path.is_dir():
        return _read_folder(path, request)
    suffix = kind_of(path)
    if suffix == ".shp":
        whole = path.with_suffix("").with_suffix("") if path.suffix.lower() == ".xml" else path
        return _read_parts(parts_beside(whole), request)
    if suffix in {".zip", ".kmz"}:
        return _read_archive(path, request)
    return _readers()[suffix](path, request)


def kind_of(path: Path) -> str:
    """Return the suffix by which a file is read: `.shp` for any part of a shapefile.

    Raises
    ------
    DataError
        `file_missing`, `file_empty`, `format_unknown`, `file_is_pipe` of what is beside.
    """
    if "\0" in str(path) or not path.exists():
        raise DataError("file_missing", file=path.name.replace("\0", "?"))
    suffix = path.suffix.lower()
    if path.is_file():
        if suffix in SUFFIXES | SIDE_SUFFIXES or path.name.lower().endswith(".shp.xml"):
            return ".shp"
        if path.stat().st_size == 0 and suffix in READABLE_SUFFIXES:
            raise DataError("file_empty", file=path.name)
        if suffix == ".gpkg":
            require_ordinary_beside(path)
        if suffix in READABLE_SUFFIXES:
            return suffix
    raise DataError("format_unknown", file=path.name, known=" ".join(READABLE_SUFFIXES))


def members_of(archive: Archive, path: Path) -> dict[str, dict[str, str]]:
    """Return the layers in an archive; of a KMZ only what is KML counts."""
    names = archive.names
    if path.suffix.lower() == ".kmz":
        names = [name for name in names if name.lower().endswith(".kml")]
    return layers_among(names)


def unpack(archive: Archive, files: Mapping[str, str], request: Request) -> Path:
    """Write the files of one layer to a new folder and return the one to open."""
    names = {name: PurePosixPath(name).name for name in files.values()}
    progress = part(request.progress, 0.0, _UNPACKED_SHARE)
    paths = archive.unpack(names, request.folder(), progress)
    shape = files.get(".shp")
    return paths[list(names).index(shape)] if shape is not None else paths[0]


def files_in(folder: Path) -> list[str]:
    """Return the names of the files in a folder."""
    return [other.name for other in sorted(folder.iterdir()) if other.is_file()]


def _readers() -> Mapping[str, Callable[[Path, Request], RawTable]]:
    return {
        ".gpkg": read_geopackage,
        ".kml": read_kml,
        ".fgb": _read_flatgeobuf,
        **dict.fromkeys(GEOJSON_SUFFIXES, read_geojson),
        **dict.fromkeys(TABLE_SUFFIXES, read_table),
        **dict.fromkeys(WORKBOOK_SUFFIXES, read_workbook),
        **dict.fromkeys(RASTER_SUFFIXES, read_raster),
    }


def _read_folder(folder: Path, request: Request) -> RawTable:
    names = files_in(folder)
    found = layers_among(names)
    name, inner = choose(folder.name, found, names, request.layer)
    if ".shp" in found[name]:
        table = _read_parts(parts_beside(folder / found[name][".shp"]), request, inner)
    else:
        table = read_raw(folder / name, request.inside(inner, request.progress, folder.name))
    table.layers = _all_layers(found, table.layers)
    return table


def _read_archive(path: Path, request: Request) -> RawTable:
    """Read one layer of a zip: what it needs is unpacked, and nothing else."""
    with opened(path, request.budget) as archive:
        found = members_of(archive, path)
        name, inner = choose(path.name, found, archive.names, request.layer)
        target = unpack(archive, found[name], request)
    progress = part(request.progress, _UNPACKED_SHARE, 1.0)
    request = request.inside(inner, progress, path.name)
    if ".shp" in found[name]:
        table = _read_parts(parts_beside(target), request, inner)
    else:
        table = read_raw(target, request)
    table.parts = tuple(found[name].values())
    table.layers = _all_layers(found, table.layers)
    return table


def _all_layers(found: Mapping[str, object], inner: tuple[str, ...]) -> tuple[str, ...]:
    """Return the layers of a folder or archive; of one with a single file, those of the file."""
    return tuple(found) if len(found) > 1 else inner


def _read_parts(parts: Parts, request: Request, layer: str | None = None) -> RawTable:
    """Read a shapefile, which has but one layer."""
    if layer is not None and layer != parts.name:
        found = some([parts.name])
        raise DataError("layer_missing", file=f"{parts.name}.shp", layer=layer, found=found)
    return read_shapefile(parts, request)


def flatgeobuf(path: Path, request: Request) -> Path:
    """Return what GDAL may open of a file that is FlatGeobuf; DataError `not_this_format`.

    GDAL goes by content alone: it would take other files of this name for lists of sources.
    """
    with path.open("rb") as stream:
        head = stream.read(len(_FLATGEOBUF_MAGIC))
    if not head.startswith(_FLATGEOBUF_MAGIC):
        raise DataError("not_this_format", file=path.name, format="FlatGeobuf")
    return request.plain_path(path)


def _read_flatgeobuf(path: Path, request: Request) -> RawTable:
    table = read_layer(flatgeobuf(path, request), path.name, None, request, Declared())
    table.layer = path.stem
    table.parts, table.layers = (path.name,), (path.stem,)
    return table
