"""Reads KML: placemarks with their data, each folder that holds any a layer.

Read with a plain XML parser as a stream. Nothing outside the file is ever followed: links
are not looked at, and a document type, which could define entities that grow without end,
is refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

import numpy as np
import numpy.typing as npt
import shapely

from data.errors import DataError
from data.findings import Problem, Reason
from data.layer.features import Features
from data.layer.loaded import RawTable
from data.layer.points import Shapes, compact, joined
from data.layer.read_request import Request
from data.lists import some
from data.progress import Progress, part
from data.text.encoding import Declared, shown
from data.text.text_stream import find_codec, text_chunks

_DEEPEST: Final = 200
_RING_POINTS: Final = 4
_LINE_POINTS: Final = 2
_BATCH: Final = 5_000
_MOST_FOLDERS: Final = 10_000
_LONGEST_TEXT: Final = 1_000_000
_HEAD_BYTES: Final = 400
_CONTAINERS: Final = frozenset({"Document", "Folder"})
_SIMPLE: Final = frozenset({"Point", "LineString", "LinearRing", "Track"})
_OWN_TEXTS: Final = frozenset({"name", "description", "address", "phoneNumber"})
_DECLARED: Final = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""")
_COMMA: Final = re.compile(r"\s*,\s*")


@dataclass(slots=True)
class _Folder:
    """A document or folder: its name, and how many placemarks stand right in it."""

    name: str = ""
    placemarks: int = 0


def folders_of(path: Path, encoding: str | None, progress: Progress) -> list[tuple[str, int]]:
    """Return the folders that hold placemarks, by distinct names, and how many each."""
    scan = _parse(path, encoding, progress, None)
    return [(name, scan.folders[i].placemarks) for i, name in scan.layers(path.stem).items()]


def read_kml(path: Path, request: Request) -> RawTable:
    """Read the placemarks of one folder, the first with any when none is named.

    Raises
    ------
    DataError
        `not_this_format`, `file_not_readable`, `xml_doctype`, `layer_missing`, `no_rows`,
        `encoding_unknown`.
    """
    layers = _parse(path, request.encoding, part(request.progress, 0, 0.4), None).layers(path.stem)
    names = list(layers.values())
    if not names:
        raise DataError("no_rows", file=path.name)
    if request.layer is not None and request.layer not in names:
        raise DataError("layer_missing", file=path.name, layer=request.layer, found=some(names))
    chosen = request.layer or names[0]
    wanted = next(i for i, name in layers.items() if name == chosen)
    scan = _parse(path, request.encoding, part(request.progress, 0.4, 1), wanted)
    columns, garbled = scan.features.attributes()
    codec, why = _codec(path, request.encoding)
    encoding = shown(codec.removesuffix("-sig"))
    problems = [Problem.of("problem_garbled", garbled, encoding=encoding)] if garbled else []
    if request.layer is None and len(names) > 1:
        facts = {"layer": chosen, "others": some(name for name in names if name != chosen)}
        problems.append(Problem.of("problem_other_layers", (), **facts))
    geometry = scan.geometry()
    return RawTable(
        columns=columns,
        geometry=geometry,
        layer=chosen,
        crs="EPSG:4326",
        encoding=encoding,
        encoding_why=why,
        rows=np.arange(1, len(geometry) + 1, dtype=np.int32),
        problems=problems,
        crs_fixed=True,
        parts=(path.name,),
        layers=tuple(names),
    )


def _codec(path: Path, encoding: str | None) -> tuple[str, Reason]:
    with path.open("rb") as stream:
        match = _DECLARED.search(stream.read(_HEAD_BYTES))
    declared = match[1].decode("ascii", "replace") if match else None
    return find_codec(path, encoding, b"<", Declared(cpg=declared))


def _parse(path: Path, encoding: str | None, progress: Progress, wanted: int | None) -> "_Scan":
    """Go through the file, collecting the placemarks of one folder."""
    codec, _ = _codec(path, encoding)
    scan = _Scan(path.name, wanted)
    # The text was decoded already: what the file says of its encoding must not count again.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    parser.StartDoctypeDeclHandler = scan.refuse_doctype
    parser.EntityDeclHandler = scan.refuse_doctype
    try:
        for number, chunk in enumerate(text_chunks(path, codec, progress)):
            text = chunk.removeprefix("\ufeff").lstrip() if number == 0 else chunk
            if number == 0 and not text.startswith("<"):
                raise DataError("not_this_format", file=path.name, format="KML")
            parser.Parse(text.encode("utf-8", "replace"), False)  # noqa: FBT003
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        found = str(error)[:200]
        raise DataError("file_not_readable", file=path.name, found=found) from error
    if not scan.is_kml:
        raise DataError("not_this_format", file=path.name, format="KML")
    return scan


@dataclass(slots=True)
class _Shape:
    """A geometry that is being read: its kind, what it holds and its rings."""

    kind: str
    parts: list[shapely.Geometry] = field(default_factory=list)
    rings: list[list[tuple[float, float]]] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)


class _Scan:
    """What the parser has seen.

    Attributes
    ----------
    folders
        All folders in the order of the file.
    features
        Attributes of the placemarks of the folder wanted.
    """

    def __init__(self, file: str, wanted: int | None) -> None:
        self.folders: list[_Folder] = [_Folder()]
        self.features = Features(file)
        self._pieces: list[Shapes] = []
        self._waiting: list[shapely.Geometry | None] = []
        self.is_kml = False
        self._file = file
        self._wanted = wanted
        self._open: list[str] = []
        self._within: list[int] = [0]
        self._texts: list[str] = []
        self._length = 0
        self._row: dict[str, object] | None = None
        self._shapes: list[_Shape] = []
        self._done: list[shapely.Geometry] = []
        self._key = ""

    def layers(self, stem: str) -> dict[int, str]:
        """Return the folders that hold placemarks by distinct names; one without is `stem`."""
        names: dict[int, str] = {}
        for index, folder in enumerate(self.folders):
            if folder.placemarks:
                wanted = name = " ".join(folder.name.split())[:100] or stem
                number = 2
                while name in names.values():
                    name, number = f"{wanted} ({number})", number + 1
                names[index] = name
        return names

    def geometry(self) -> Shapes:
        """Return the geometry of the placemarks of the folder wanted, None where there is none."""
        self._flush()
        return joined(self._pieces)

    def _flush(self) -> None:
        shapes = np.empty(len(self._waiting), dtype=object)
        shapes[:] = self._waiting
        self._pieces.append(compact(shapes))
        self._waiting.clear()

    def refuse_doctype(self, *_: object) -> None:
        """End the reading: a document type is where entities are defined."""
        raise DataError("xml_doctype", file=self._file)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take up the beginning of an element."""
        name = tag.rpartition(":")[2]
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            raise DataError("file_not_readable", file=self._file, found=f"depth > {_DEEPEST}")
        if len(self._open) == 1:
            self.is_kml = name in {"kml", *_CONTAINERS, "Placemark"}
        self._texts.clear()
        self._length = 0
        if name in _CONTAINERS:
            if len(self.folders) > _MOST_FOLDERS:
                found = f"folders > {_MOST_FOLDERS}"
                raise DataError("file_not_readable", file=self._file, found=found)
            self._within.append(len(self.folders))
            self.folders.append(_Folder())
        elif name == "Placemark":
            folder = self._within[-1]
            self.folders[folder].placemarks += 1
            self._row = {"name": None} if folder == self._wanted else None
            self._shapes.clear()
            self._done = []
        elif self._row is not None:
            if name in _SIMPLE or name in {"Polygon", "MultiGeometry", "MultiTrack"}:
                self._shapes.append(_Shape(name))
            elif name in {"Data", "SimpleData"}:
                self._key = attributes.get("name", "")[:200]

    def text(self, text: str) -> None:
        """Take up text."""
        self._length += len(text)
        is_coordinates = bool(self._open) and self._open[-1] == "coordinates"
        if is_coordinates or self._length <= _LONGEST_TEXT:
            self._texts.append(text)

    def end(self, tag: str) -> None:
        """Take up the end of an element."""
        name = tag.rpartition(":")[2]
        self._open.pop()
        above = self._open[-1] if self._open else ""
        text = "".join(self._texts)
        self._texts.clear()
        if name in _CONTAINERS:
            self._within.pop()
        elif name == "name" and above in _CONTAINERS:
            self.folders[self._within[-1]].name = text
        if self._row is None:
            return
        if name == "Placemark":
            self.features.add(self._row)
            self._waiting.append(_joined(self._done))
            if len(self._waiting) == _BATCH:
                self._flush()
            self._row = None
        elif name in _OWN_TEXTS and above == "Placemark":
            self._row[name] = text.strip() or None
        elif name in {"value", "SimpleData"}:
            self._row[self._key] = text.strip() or None
        elif self._shapes:
            self._end_of_shape(name, above, text)

    def _end_of_shape(self, name: str, above: str, text: str) -> None:
        """Take up the end of an element within a geometry."""
        shape = self._shapes[-1]
        if name == "coordinates":
            shape.points.extend(_points(text))
        elif name == "coord":
            shape.points.extend(_points(",".join(text.split())))
        elif name == shape.kind:
            self._shapes.pop()
            if name == "LinearRing" and self._shapes and self._shapes[-1].kind == "Polygon":
                # The outer ring stands first, wherever the file has it.
                at = 0 if above == "outerBoundaryIs" else len(self._shapes[-1].rings)
                self._shapes[-1].rings.insert(at, shape.points)
                return
            geometry = _geometry(shape)
            if geometry is not None:
                (self._shapes[-1].parts if self._shapes else self._done).append(geometry)


def _points(text: str) -> list[tuple[float, float]]:
    """Return the points of a text `lon,lat,height lon,lat,height`, as far as it can be read."""
    points = []
    for words in _COMMA.sub(",", text).split():
        numbers = words.split(",")
        try:
            points.append((float(numbers[0]), float(numbers[1])))
        except (ValueError, IndexError):
            return []
    return points


def _geometry(shape: _Shape) -> shapely.Geometry | None:
    """Return a shape as geometry, None where it lacks points or they are not finite."""
    if shape.kind in {"MultiGeometry", "MultiTrack"}:
        return _joined(shape.parts)
    points = [*shape.points, *chain.from_iterable(shape.rings)]
    if not np.isfinite(np.array(points, dtype=float)).all():
        return None
    if shape.kind == "Point":
        return shapely.Point(shape.points[0]) if shape.points else None
    if shape.kind == "Polygon":
        rings = [ring if ring[:1] == ring[-1:] else [*ring, ring[0]] for ring in shape.rings]
        if not rings or len(rings[0]) < _RING_POINTS:
            return None
        return shapely.Polygon(rings[0], [r for r in rings[1:] if len(r) >= _RING_POINTS])
    return shapely.LineString(shape.points) if len(shape.points) >= _LINE_POINTS else None


def _joined(parts: list[shapely.Geometry]) -> shapely.Geometry | None:
    """Return several geometries as one: of one kind as a multiple one, otherwise a collection."""
    if len(parts) <= 1:
        return parts[0] if parts else None
    several = np.array(parts, dtype=object)
    kinds = set(shapely.get_type_id(several).tolist())
    makers: dict[int, Callable[[npt.NDArray[np.object_]], Any]] = {
        int(shapely.GeometryType.POINT): shapely.multipoints,
        int(shapely.GeometryType.LINESTRING): shapely.multilinestrings,
        int(shapely.GeometryType.POLYGON): shapely.multipolygons,
    }
    # A point is of type 0: what is none of these is asked for as -1.
    kind = kinds.pop() if len(kinds) == 1 else -1
    joined: shapely.Geometry = makers.get(kind, shapely.geometrycollections)(several)
    return joined
