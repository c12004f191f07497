"""Reads one layer of a vector file through GDAL, bytes kept as they stand.

GDAL is told that text is ISO 8859-1, which maps every byte to one character and back.
The bytes of each value are so recovered and decoded here, the same on every platform,
whatever GDAL was built with and whatever the file claims.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyogrio
import shapely
from pyogrio import raw as gdal

from data.errors import DataError
from data.findings import Problem, Reason
from data.formats.sealed import CLOSED
from data.layer.attributes import TEXT, Attributes, as_text, distinct_names
from data.layer.loaded import RawTable
from data.layer.points import Shapes, compact, joined
from data.layer.read_request import Request
from data.progress import Progress
from data.text.encoding import Declared, chosen_codec, decode, find_encoding, shown

_BYTES: Final = "ISO-8859-1"
_FOUND_LENGTH: Final = 200
_PIECE_ROWS: Final = 20_000
_JUDGED_ROWS: Final = 50_000
_KNOWN_TEXTS: Final = 10_000
_REPEATED: Final = 0.5

_KINDS: Final = {"Point": "points", "LineString": "lines", "Polygon": "polygons"}

_GDAL_ERRORS: Final = (
    # pyogrio 0.13 trips over its own variable where GDAL cannot write a .prj back as WKT.
    UnboundLocalError,
    # ... and over a file without a single layer.
    IndexError,
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.CRSError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    shapely.errors.ShapelyError,
    UnicodeError,
    ValueError,
    OverflowError,
    MemoryError,
)


@contextmanager
def _quiet(file: str) -> Iterator[None]:
    """Let GDAL grumble unheard; what it refuses becomes DataError `file_not_readable`."""
    pyogrio.set_gdal_config_options(dict(CLOSED))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except _GDAL_ERRORS as error:
        found = str(error)[:_FOUND_LENGTH]
        raise DataError("file_not_readable", file=file, found=found) from error


def describe(source: Path, file: str, layer: str | None) -> tuple[int | None, str | None]:
    """Return the rows of a layer and `points`, `lines` or `polygons`, as the file says."""
    with _quiet(file):
        info = _info(source, layer)
    rows = int(info["features"]) if info.get("features", -1) >= 0 else None
    kind = str(info.get("geometry_type")).removeprefix("Multi").split(" ")[0].removeprefix("25D ")
    return rows, _KINDS.get(kind)


def read_layer(
    source: Path | str,
    file: str,
    layer: str | None,
    request: Request,
    declared: Declared,
) -> RawTable:
    """Read a layer.

    Parameters
    ----------
    source
        What GDAL opens.
    file
        The file's name as errors give it.
    layer
        Name of the layer as GDAL knows it, None for the first.
    declared
        What the file says of its text.

    Raises
    ------
    DataError
        `file_not_readable`, `encoding_unknown`.
    """
    if request.encoding is not None:
        chosen_codec(request.encoding)
    pieces: list[_Piece] = []
    with _quiet(file):
        pieces.extend(_pieces(source, layer, request.progress))
    geometry = joined([piece.geometry for piece in pieces])
    names, crs = pieces[0].names, pieces[0].crs
    columns = [_whole([piece.columns[number] for piece in pieces]) for number in range(len(names))]
    pieces.clear()
    text = decoded(names, columns, len(geometry), request.encoding, declared)
    return RawTable(
        columns=text.attributes,
        geometry=geometry,
        layer=layer or "",
        crs=crs,
        encoding=text.encoding,
        encoding_why=text.why,
        rows=np.arange(1, len(geometry) + 1, dtype=np.int32),
        problems=text.problems,
    )


@dataclass(frozen=True, slots=True)
class Decoded:
    """Attributes with their text decoded, how it was, and records that did not decode whole."""

    attributes: Attributes
    encoding: str
    why: Reason
    problems: list[Problem]


def decoded(
    names: list[str],
    columns: list[npt.NDArray[Any]],
    length: int,
    encoding: str | None,
    declared: Declared,
) -> Decoded:
    """Return attributes whose names and text came as ISO 8859-1, a character a byte.

    Parameters
    ----------
    encoding
        What the user says, which settles it.
    declared
        What the file says of its text.

    Raises
    ------
    DataError
        `encoding_unknown`.
    """
    codec, why = _codec(names, columns, encoding, declared)
    attributes, garbled = _decoded(names, columns, codec, length)
    problems = [Problem.of("problem_garbled", garbled, encoding=shown(codec))] if garbled else []
    return Decoded(attributes, shown(codec), why, problems)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some rows of a layer, text as ISO 8859-1."""

    names: list[str]
    crs: str | None
    geometry: Shapes
    columns: list[npt.NDArray[Any]]
    last_fid: int


def _pieces(source: Path | str, layer: str | None, progress: Progress) -> Iterator[_Piece]:
    """Yield a layer piece by piece where its format finds a row without reading those before.

    So GDAL, which lets nothing else run meanwhile, is busy for a moment only, and its rows
    need not be held beside ours.
    """
    info = _info(source, layer)
    rows = int(info.get("features", 0))
    if rows <= _PIECE_ROWS:
        yield _piece(source, layer)
    elif info["capabilities"]["fast_set_next_by_index"]:
        for start in range(0, rows, _PIECE_ROWS):
            progress(start / rows)
            yield _piece(source, layer, skip_features=start, max_features=_PIECE_ROWS)
    elif info.get("fid_column"):
        column = str(info["fid_column"]).replace('"', '""')
        last, done, full = -(2**63), 0, True
        while full:
            progress(min(1.0, done / rows))
            where = f'"{column}" > {last}'
            piece = _piece(source, layer, where=where, max_features=_PIECE_ROWS)
            last, done = piece.last_fid, done + len(piece.geometry)
            full = len(piece.geometry) == _PIECE_ROWS
            yield piece
    elif info["capabilities"]["random_read"] and info.get("driver") == "FlatGeobuf":
        for start in range(0, rows, _PIECE_ROWS):
            progress(start / rows)
            fids = np.arange(start, min(start + _PIECE_ROWS, rows))
            yield _piece(source, layer, fids=fids)
    else:
        yield _piece(source, layer)
    progress(1.0)


def _info(source: Path | str, layer: str | None) -> dict[str, Any]:
    """Return what GDAL says of a layer, nothing where it cannot."""
    try:
        return pyogrio.read_info(
            source, layer=layer, encoding=_BYTES, force_feature_count=True, **_options(source)
        )
    except (UnboundLocalError, UnicodeError):
        return {}


def _options(source: Path | str) -> dict[str, Any]:
    """Return what GDAL is told on opening: SQLite shall leave no file beside a database."""
    is_database = Path(source).suffix.lower() == ".gpkg"
    return {"IMMUTABLE": "YES", "LIST_ALL_TABLES": "NO"} if is_database else {}


def _piece(source: Path | str, layer: str | None, **which: Any) -> _Piece:
    meta, fids, wkb, columns = gdal.read(
        source,
        layer=layer,
        encoding=_BYTES,
        datetime_as_string=True,
        return_fids=True,
        **which,
        **_options(source),
    )
    return _Piece(
        [str(name) for name in meta["fields"]],
        str(meta["crs"]) if meta["crs"] else None,
        _geometry(wkb, columns),
        [_packed(values) for values in columns],
        int(fids[-1]) if fids is not None and len(fids) else 0,
    )


def _packed(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a column with what repeats itself held once, and other text as one block."""
    if values.dtype != object:
        return values
    known: dict[str, str] = {}
    for row, value in enumerate(values):
        if isinstance(value, str):
            values[row] = known.setdefault(value, value)
        elif value is not None:
            return values
    return as_text(values) if len(known) > _REPEATED * len(values) else values


def _whole(pieces: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Return a column of all rows."""
    if len({piece.dtype for piece in pieces}) > 1:
        pieces = [piece.astype(object) if piece.dtype == TEXT else piece for piece in pieces]
    return np.concatenate(pieces)


def _geometry(wkb: npt.NDArray[np.object_] | None, columns: list[npt.NDArray[Any]]) -> Shapes:
    """Return geometries; None where there is none or its bytes are beyond GEOS."""
    if wkb is None:
        return np.full(len(columns[0]) if columns else 0, None, dtype=object)
    geometry: npt.NDArray[np.object_] = np.asarray(
        shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object
    )
    return compact(geometry)


def _codec(
    names: list[str], columns: list[npt.NDArray[Any]], encoding: str | None, declared: Declared
) -> tuple[str, Reason]:
    """Return the codec of a layer's text: the user's, or the one found."""
    if encoding is not None:
        codec = chosen_codec(encoding)
        return codec, Reason("encoding_override", {"encoding": shown(codec)})
    return find_encoding(_raw_texts(names, columns), declared)


def _raw_texts(names: list[str], columns: list[npt.NDArray[Any]]) -> Iterator[bytes]:
    """Yield the bytes of every field name and of text values beyond ASCII."""
    yield from (_raw(name) for name in names)
    for values in columns:
        if values.dtype in (object, TEXT):
            some = values[:: 1 + len(values) // _JUDGED_ROWS]
            yield from (_raw(v) for v in some if isinstance(v, str) and not v.isascii())


def _raw(text: str) -> bytes:
    return text.encode("latin-1", errors="replace")


def _decoded(
    names: list[str], columns: list[npt.NDArray[Any]], codec: str, length: int
) -> tuple[Attributes, list[int]]:
    """Return the attributes with text decoded, and the records that did not decode whole."""
    garbled: list[int] = []
    titles = distinct_names(
        decode(_raw(name), codec, "replace").strip().rstrip("\ufffd") for name in names
    )
    data: dict[str, npt.NDArray[Any]] = {}
    for title, values in zip(titles, columns, strict=True):
        if values.dtype == TEXT:
            for start in range(0, len(values), _PIECE_ROWS):
                rows = values[start : start + _PIECE_ROWS]
                undecoded: list[int] = []
                rows[:] = _decoded_column(rows.astype(object), codec, undecoded)
                garbled += (start + row for row in undecoded)
            data[title] = values
        elif values.dtype == object:
            data[title] = _decoded_column(values, codec, garbled)
        else:
            data[title] = values
    return Attributes(data, length), garbled


def _decoded_column(
    values: npt.NDArray[Any], codec: str, garbled: list[int]
) -> npt.NDArray[np.object_]:
    """Decode a text column in place; records with undecodable bytes are added to `garbled`."""
    known: dict[str, str] = {}
    for row, value in enumerate(values):
        if not isinstance(value, str):
            # Lists of numbers come as arrays, which a cell of a table cannot hold well.
            # Bytes are shown in hexadecimal.
            shown_as = value.hex() if isinstance(value, bytes) else str(value)
            values[row] = None if value is None else shown_as
            continue
        text = known.get(value)
        if text is None:
            if len(known) > _KNOWN_TEXTS:
                known.clear()
            text = value if value.isascii() else decode(_raw(value), codec, "replace")
            known[value] = text
        if "\ufffd" in text:
            garbled.append(row + 1)
        values[row] = text
    return values
