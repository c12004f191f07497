"""Reads GeoJSON as a stream: a collection, one feature, or a feature to a line."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from data.errors import DataError
from data.findings import Problem
from data.layer.features import Features
from data.layer.loaded import RawTable
from data.layer.points import Shapes, compact, joined
from data.layer.read_request import Request
from data.text.encoding import Declared, shown
from data.text.text_stream import find_codec, text_chunks

_GEOMETRIES: Final = frozenset(
    {
        *("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
        "GeometryCollection",
    }
)
_URN: Final = re.compile(r"urn:(?:ogc|x-ogc):def:crs:(\w+):[^:]*:(\w+)", re.IGNORECASE)
_BATCH: Final = 500
_FIXED_CRS: Final = "EPSG:4326"
_BETWEEN: Final = " \t\r\n\x1e\ufeff"
_MOST_OTHER: Final = 1_000_000


def read_geojson(path: Path, request: Request) -> RawTable:
    """Read the features of a file.

    Raises
    ------
    DataError
        `not_this_format`, `file_not_readable`, `table_too_wide`, `encoding_unknown`.
    """
    codec, why = find_codec(path, request.encoding, b'"', Declared())
    collected = _Collected(path.name)
    try:
        reader = _Reader(text_chunks(path, codec, request.progress), path.name)
        for feature in reader.features():
            collected.add(feature)
    except (ValueError, RecursionError) as error:
        found = str(error)[:200]
        raise DataError("file_not_readable", file=path.name, found=found) from error
    columns, garbled = collected.features.attributes()
    encoding = shown(codec.removesuffix("-sig"))
    problems = [Problem.of("problem_garbled", garbled, encoding=encoding)] if garbled else []
    geometry = collected.geometry()
    return RawTable(
        columns=columns,
        geometry=geometry,
        layer=path.stem,
        crs=reader.crs or _FIXED_CRS,
        encoding=encoding,
        encoding_why=why,
        rows=np.arange(1, len(geometry) + 1, dtype=np.int32),
        problems=problems,
        crs_fixed=reader.crs is None,
        parts=(path.name,),
        layers=(path.stem,),
    )


class _Collected:
    """Attributes and geometry of the features read so far."""

    def __init__(self, file: str) -> None:
        self.features = Features(file)
        self._pieces: list[Shapes] = []
        self._waiting: list[str | None] = []

    def add(self, feature: dict[str, Any]) -> None:
        """Take up a feature; what is no geometry counts as none."""
        attributes = feature.get("properties")
        identity = feature.get("id")
        named = attributes if isinstance(attributes, dict) else {}
        if "id" not in named and isinstance(identity, str) and identity:
            named = {"id": identity, **named}
        self.features.add(named)
        self._waiting.append(_geometry_text(feature.get("geometry")))
        if len(self._waiting) == _BATCH:
            self._flush()

    def geometry(self) -> Shapes:
        """Return all geometries, None where there is none."""
        self._flush()
        return joined(self._pieces)

    def _flush(self) -> None:
        texts = np.array(self._waiting, dtype=object)
        if len(texts):
            read = shapely.from_geojson(texts, on_invalid="ignore")
            self._pieces.append(compact(np.asarray(read, dtype=object)))
        self._waiting.clear()


def _geometry_text(geometry: object) -> str | None:
    """Return a geometry as text for GEOS, rings closed."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or not isinstance(kind, str) or kind not in _GEOMETRIES:
        return None
    coordinates = geometry.get("coordinates")
    if geometry["type"] == "Polygon":
        _close(coordinates)
    elif geometry["type"] == "MultiPolygon" and isinstance(coordinates, list):
        for polygon in coordinates:
            _close(polygon)
    return json.dumps(geometry)


def _close(polygon: object) -> None:
    for ring in polygon if isinstance(polygon, list) else ():
        if isinstance(ring, list) and ring and ring[0] != ring[-1]:
            ring.append(ring[0])


class _Reader:
    """Finds the features in a JSON text that comes in pieces.

    Attributes
    ----------
    crs
        What the file says of its coordinates, None when nothing.
    """

    def __init__(self, chunks: Iterator[str], file: str) -> None:
        self._chunks = chunks
        self._file = file
        self._text = ""
        self._at = 0
        self._decoder = json.JSONDecoder()
        self._is_geojson = False
        self.crs: str | None = None

    def features(self) -> Iterator[dict[str, Any]]:
        """Yield the features.

        Raises
        ------
        ValueError, RecursionError
            Where the text is no JSON.
        DataError
            `file_not_readable` where it is JSON without a feature.
        """
        if self._next() != "{":
            raise DataError("not_this_format", file=self._file, format="GeoJSON")
        while self._next():
            if self._next() != "{":
                raise ValueError(self._text[self._at : self._at + 20])
            yield from self._object()
        if not self._is_geojson:
            raise DataError("file_not_readable", file=self._file, found="no Feature")

    def _object(self) -> Iterator[dict[str, Any]]:
        """Yield the features of the object that begins here."""
        members: dict[str, Any] = {}
        begun = False
        self._at += 1
        while (sign := self._next()) != "}":
            if begun:
                if sign != ",":
                    raise ValueError("','")
                self._at += 1
                self._next()
            begun = True
            key = self._value()
            if not isinstance(key, str) or self._next() != ":":
                raise ValueError(str(key)[:100])
            self._at += 1
            if key == "features" and self._next() == "[":
                self._is_geojson = True
                yield from self._items()
            else:
                members[key] = self._value()
                if len(members) > _MOST_OTHER:
                    raise ValueError(key[:100])
        self._at += 1
        self._note_crs(members.get("crs"))
        kind = members.get("type")
        if kind == "Feature":
            self._is_geojson = True
            yield members
        elif isinstance(kind, str) and kind in _GEOMETRIES:
            self._is_geojson = True
            yield {"geometry": members, "properties": {}}

    def _items(self) -> Iterator[dict[str, Any]]:
        """Yield the objects of the list that begins here."""
        self._at += 1
        first = True
        while (sign := self._next()) != "]":
            if not first:
                if sign != ",":
                    raise ValueError("','")
                self._at += 1
            first = False
            item = self._value()
            if isinstance(item, dict):
                yield item
        self._at += 1

    def _value(self) -> Any:
        """Return the value that begins here, reading on until it is whole."""
        self._next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                if not self._more():
                    raise
                continue
            # A number at the very end may go on in the next piece.
            if end == len(self._text) and self._more():
                continue
            self._at = end
            return value

    def _next(self) -> str:
        """Return the next sign that is no space, empty at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _BETWEEN:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Read on, at least as much again as is waiting: a long value is not tried often."""
        waiting = len(self._text) - self._at
        pieces = []
        length = 0
        for chunk in self._chunks:
            pieces.append(chunk)
            length += len(chunk)
            if length > waiting:
                break
        self._text = self._text[self._at :] + "".join(pieces)
        self._at = 0
        return length > 0

    def _note_crs(self, member: object) -> None:
        """Keep what the member `crs` of the older standard says."""
        properties = member.get("properties") if isinstance(member, dict) else None
        name = properties.get("name") if isinstance(properties, dict) else None
        if isinstance(name, str) and name:
            match = _URN.fullmatch(name.strip())
            self.crs = f"{match[1]}:{match[2]}" if match else name.strip()[:200]
