"""Which layers a folder or an archive offers, told by the names in it alone."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final

from data.errors import DataError
from data.formats.shapefile import FIELDS_SUFFIX
from data.formats.shapefile import SUFFIXES as SHAPEFILE_SUFFIXES
from data.lists import some

# Suffixes of files that are a layer, or several, by themselves; others are only taken
# where there is none of these, so that a note or a setting counts as no layer.
_SURE: Final = frozenset(
    {
        *(".gpkg", ".geojson", ".geojsonl", ".kml", ".kmz", ".fgb", ".csv", ".xlsx", ".xlsm"),
        *(".xls", ".ods", ".tif", ".tiff"),
    }
)
_PERHAPS: Final = frozenset({".json", ".ndjson", ".jsonl", ".tsv", ".zip"})
_HOLDS_LAYERS: Final = frozenset({".gpkg", ".kml", ".kmz", ".xlsx", ".xlsm", ".xls", ".ods"})


def layers_among(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the layers among files: layer -> suffix -> file.

    A shapefile is called by its path without suffix, anything else by its whole path.
    """
    listed = sorted(names)
    shapes: dict[str, dict[str, str]] = {}
    for name in listed:
        if _suffix(name) == ".shp":
            shapes.setdefault(_stem(name), {})
    by_stem = {stem.lower(): stem for stem in shapes}
    for name in listed:
        fields = name.lower().removesuffix(FIELDS_SUFFIX)
        if fields != name.lower() and fields in by_stem:
            shapes[by_stem[fields]][FIELDS_SUFFIX] = name
        elif _suffix(name) in SHAPEFILE_SUFFIXES and _stem(name).lower() in by_stem:
            shapes[by_stem[_stem(name).lower()]][_suffix(name)] = name
    taken = {name for parts in shapes.values() for name in parts.values()}
    sure = {n: {_suffix(n): n} for n in listed if _suffix(n) in _SURE and n not in taken}
    found = dict(sorted((shapes | sure).items()))
    return found or {n: {_suffix(n): n} for n in listed if _suffix(n) in _PERHAPS}


def choose(
    file: str, found: Mapping[str, object], names: Iterable[str], layer: str | None
) -> tuple[str, str | None]:
    """Return the layer wanted among `found`, and what of its name is left for inside it.

    `folder/a.gpkg/clinics` is the layer `clinics` of a GeoPackage inside.

    Raises
    ------
    DataError
        `nothing_inside`, `several_layers`, `layer_missing`.
    """
    if not found:
        inside = some(sorted(names)) or "-"
        raise DataError("nothing_inside", file=file, found=inside)
    if layer is None:
        if len(found) > 1:
            raise DataError("several_layers", file=file, count=len(found), found=some(found))
        return next(iter(found)), None
    if layer in found:
        return layer, None
    for name in found:
        if layer.startswith(f"{name}/"):
            return name, layer.removeprefix(f"{name}/")
    # In a file of several layers, `a` may be the layer of that name within `a.gpkg`.
    short = [
        n
        for n in found
        if layer == PurePosixPath(n).name
        or (layer == PurePosixPath(n).stem and _suffix(n) not in _HOLDS_LAYERS)
    ]
    if len(short) == 1:
        return short[0], None
    if len(found) == 1:
        return next(iter(found)), layer
    raise DataError("layer_missing", file=file, layer=layer, found=some(found))


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _stem(name: str) -> str:
    """Return a name, folder included, without its suffix."""
    return str(PurePosixPath(name).with_suffix("")) if PurePosixPath(name).name else name
