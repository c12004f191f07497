"""Reads one layer of a vector file through GDAL, bytes kept as they stand.

GDAL is told that text is ISO 8859-1, which maps every byte to one character and back.
The bytes of each value are so recovered and decoded here, the same on every platform,
whatever GDAL was built with and whatever the file claims.
"""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import shapely
from pyogrio import raw as gdal

from data.encoding import Declared, chosen_codec, decode, find_encoding, shown
from data.errors import DataError
from data.loaded import Problem, RawTable, Reason

_BYTES: Final = "ISO-8859-1"
_FOUND_LENGTH: Final = 200

_GDAL_ERRORS: Final = (
    # pyogrio 0.13 trips over its own variable where GDAL cannot write a .prj back as WKT.
    UnboundLocalError,
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    shapely.errors.ShapelyError,
    UnicodeError,
    ValueError,
    OverflowError,
    MemoryError,
)


@contextmanager
def _quiet(file: str) -> Iterator[None]:
    """Let GDAL grumble unheard; what it refuses becomes DataError `file_not_readable`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except _GDAL_ERRORS as error:
        found = str(error)[:_FOUND_LENGTH]
        raise DataError("file_not_readable", file=file, found=found) from error


def layers_of(source: Path, file: str) -> list[str]:
    """Return the names of the layers that have geometry; DataError `file_not_readable`."""
    with _quiet(file):
        listed = pyogrio.list_layers(source)
    return [str(name) for name, kind in listed if kind is not None]


def read_layer(
    source: Path | str,
    file: str,
    layer: str | None,
    encoding: str | None,
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
    encoding
        What the user says text is encoded in, None to find out.
    declared
        What the file says.

    Raises
    ------
    DataError
        `file_not_readable`, `encoding_unknown`.
    """
    if encoding is not None:
        chosen_codec(encoding)
    with _quiet(file):
        meta, _, wkb, columns = gdal.read(
            source, layer=layer, encoding=_BYTES, datetime_as_string=True
        )
        geometry = _geometry(wkb, columns)
    names = [str(name) for name in meta["fields"]]
    codec, why = _codec(names, columns, encoding, declared)
    frame, garbled = _decoded(names, columns, codec, len(geometry))
    problems = [Problem.of("problem_garbled", garbled, encoding=shown(codec))] if garbled else []
    crs = meta["crs"]
    return RawTable(
        columns=frame,
        geometry=geometry,
        layer=layer or "",
        crs=str(crs) if crs else None,
        encoding=shown(codec),
        encoding_why=why,
        rows=np.arange(1, len(geometry) + 1, dtype=np.int64),
        problems=problems,
    )


def _geometry(
    wkb: npt.NDArray[np.object_] | None, columns: list[npt.NDArray[Any]]
) -> npt.NDArray[np.object_]:
    """Return geometries; None where there is none or its bytes are beyond GEOS."""
    if wkb is None:
        return np.full(len(columns[0]) if columns else 0, None, dtype=object)
    geometry: npt.NDArray[np.object_] = np.asarray(
        shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object
    )
    return geometry


def _codec(
    names: list[str], columns: list[npt.NDArray[Any]], encoding: str | None, declared: Declared
) -> tuple[str, Reason]:
    """Return the codec of a layer's text: the user's, or the one found."""
    if encoding is not None:
        codec = chosen_codec(encoding)
        return codec, Reason("encoding_override", {"encoding": shown(codec)})
    return find_encoding(_raw_texts(names, columns), declared)


def _raw_texts(names: list[str], columns: list[npt.NDArray[Any]]) -> Iterator[bytes]:
    """Yield the bytes of every field name and every text value beyond ASCII."""
    yield from (_raw(name) for name in names)
    for values in columns:
        if values.dtype == object:
            yield from (_raw(v) for v in values if isinstance(v, str) and not v.isascii())


def _raw(text: str) -> bytes:
    return text.encode("latin-1", errors="replace")


def _decoded(
    names: list[str], columns: list[npt.NDArray[Any]], codec: str, length: int
) -> tuple[pd.DataFrame, list[int]]:
    """Return the attributes with text decoded, and the records that did not decode whole."""
    garbled: list[int] = []
    titles = distinct_names(
        decode(_raw(name), codec, "replace").strip().rstrip("\ufffd") for name in names
    )
    data: dict[str, npt.NDArray[Any]] = {}
    for title, values in zip(titles, columns, strict=True):
        if values.dtype == object:
            data[title] = _decoded_column(values, codec, garbled)
        else:
            data[title] = values
    return pd.DataFrame(data, index=pd.RangeIndex(length)), garbled


def _decoded_column(
    values: npt.NDArray[Any], codec: str, garbled: list[int]
) -> npt.NDArray[np.object_]:
    """Return a text column decoded; records with undecodable bytes are added to `garbled`."""
    known: dict[str, str] = {}
    column = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):
        if not isinstance(value, str) or value.isascii():
            # Lists of numbers come as arrays, which a cell of a table cannot hold well.
            column[row] = value if value is None or isinstance(value, str) else str(value)
            continue
        text = known.get(value)
        if text is None:
            text = known[value] = decode(_raw(value), codec, "replace")
        if "\ufffd" in text:
            garbled.append(row + 1)
        column[row] = text
    return column


def distinct_names(names: Iterable[str]) -> list[str]:
    """Return column names made distinct: `name`, `name_2`; an empty one becomes `field`."""
    taken: dict[str, int] = {}
    for name in names:
        # "geometry" is the frame's own column.
        wanted = "geometry_1" if name == "geometry" else name or "field"
        distinct, number = wanted, taken.get(wanted, 0) + 1
        while distinct in taken:
            distinct, number = f"{wanted}_{number}", number + 1
        taken[wanted] = number - 1 if distinct != wanted else 1
        taken.setdefault(distinct, 1)
    return list(taken)
