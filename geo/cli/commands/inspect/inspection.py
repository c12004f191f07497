"""The command inspect: what a file of the user holds, how it was read, and what is doubtful."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Final

import numpy as np
import pandas as pd

from data.errors import DataError
from data.findings import Problem, Reason
from data.layer.loaded import Loaded, plain_value
from data.place.datum_guess import counties
from data.read.contents import LayerInfo, contents_of
from data.schema import Language
from data.text.connection import is_connection
from geo.cli.parsing.sources import Source
from geo.cli.worlds.own_files import is_raster
from geo.intake.doctor import examine, sentence
from geo.tables.files.forms import Row, json_text
from geo.words.wording import explain_to_console, say

PREVIEW_ROWS: Final = 5
MOST_LAYERS: Final = 100
MOST_ROWS: Final = 1_000_000
RASTER: Final = "raster"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something doubtful: its code, the records concerned and a sentence about them."""

    code: str
    rows: tuple[int, ...]
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class InspectedLayer:
    """A layer, and what it holds where it can be read.

    Attributes
    ----------
    rows
        Records in the file, those without a usable position among them; of a raster the
        places with people. None where only reading would tell.
    geometry
        `points`, `lines`, `polygons` or `raster`, None where only reading would tell.
    loaded
        None for a layer that was not read; `doubts` then says why.
    """

    name: str
    rows: int | None
    geometry: str | None
    loaded: Loaded | None
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """What a file, folder or database holds: the files it is made of, and its layers."""

    file: str
    parts: tuple[str, ...]
    layers: tuple[InspectedLayer, ...]


def inspect(source: Source, language: Language) -> Inspection:
    """Read every layer of a file, or the one asked for.

    Raises
    ------
    DataError
        If the file cannot be opened, or none of its layers can be read.
    """
    if source.layer is not None:
        only = _read(source, LayerInfo(source.layer), None, language)
        parts = only.loaded.parts if only.loaded is not None else ()
        return Inspection(source.shown, parts, (only,))
    contents = contents_of(source.path)
    if len(contents.layers) <= 1:
        # A workbook of empty sheets has no layer; reading it says so.
        info = contents.layers[0] if contents.layers else LayerInfo(source.name)
        only = _read(source, info, None, language)
        return Inspection(source.shown, contents.parts, (only,))
    layers, refusals = list[InspectedLayer](), list[DataError]()
    for number, info in enumerate(contents.layers):
        try:
            _require_short(source, info, number)
            layers.append(_read(source, info, info.name, language))
        except DataError as error:
            refusals.append(error)
            doubt = Doubt(error.code, (), explain_to_console(error, language))
            layers.append(InspectedLayer(info.name, info.rows, info.geometry, None, (doubt,)))
    if len(refusals) == len(layers):
        raise refusals[0]
    return Inspection(source.shown, contents.parts, tuple(layers))


def inspection_json(inspection: Inspection, language: Language) -> str:
    """Return what a file holds as JSON; of a layer that was not read, what is not known is null."""
    return json_text(
        {
            "file": inspection.file,
            "parts": list(inspection.parts),
            "layers": [_layer_json(layer, language) for layer in inspection.layers],
        }
    )


def preview(loaded: Loaded) -> list[Row]:
    """Return the attributes of the first rows as JSON can hold them."""
    table = loaded.records.head(PREVIEW_ROWS)
    return [
        {str(name): _plain(value) for name, value in zip(table.columns, row, strict=True)}
        for row in table.itertuples(index=False, name=None)
    ]


def problem_sentence(problem: Problem, language: Language) -> str:
    """Return what was doubtful or mended."""
    return say(problem.code, language, **problem.facts)


def reason_sentence(reason: Reason, language: Language) -> str:
    """Return how something is known."""
    return say(reason.code, language, **reason.facts)


def _require_short(source: Source, info: LayerInfo, number: int) -> None:
    """Let a layer pass that may be read among others: whoever looks at a file will not wait."""
    is_long = is_connection(source.path) and (info.rows or 0) > MOST_ROWS
    if is_long or number >= MOST_LAYERS:
        limits = {"layers": MOST_LAYERS, "rows": f"{MOST_ROWS:,}"}
        raise DataError("cli_inspect_not_read", **limits)


def _read(source: Source, info: LayerInfo, layer: str | None, language: Language) -> InspectedLayer:
    """Return one layer with all that is doubtful about it."""
    loaded = source.read(layer)
    raster = is_raster(loaded)
    return InspectedLayer(
        info.name,
        len(loaded.records) if raster else _records(loaded),
        RASTER if raster else loaded.geometry.value,
        loaded,
        tuple(_doubts(loaded, language, examined=not raster)),
    )


def _records(loaded: Loaded) -> int:
    """Return how many records the file holds: those read, and those said to be left out."""
    left_out = (row for problem in loaded.problems for row in problem.rows)
    return max(int(loaded.source_rows.max()), max(left_out, default=0))


def _doubts(loaded: Loaded, language: Language, *, examined: bool) -> Iterable[Doubt]:
    """Return what reading noticed, then what the data doctor found; cells have no doctor."""
    found = examine(loaded, counties()) if examined else ()
    codes = {finding.code for finding in found}
    noticed = {problem.code for problem in loaded.problems}
    for problem in loaded.problems:
        # The doctor has a sentence of his own for these records.
        if not (problem.code == "problem_origin" and "doctor_origin" in codes):
            yield Doubt(problem.code, problem.rows, problem_sentence(problem, language))
    for finding in found:
        if finding.code not in noticed:
            yield Doubt(finding.code, tuple(finding.rows.tolist()), sentence(finding, language))


def _layer_json(layer: InspectedLayer, language: Language) -> Row:
    row: Row = {"name": layer.name, "rows": layer.rows, "geometry": layer.geometry}
    loaded = layer.loaded
    if loaded is None:
        unknown = ("encoding", "encoding_why", "crs", "datum", "datum_why", "bounds")
        row |= {**dict.fromkeys(unknown), "fields": [], "preview": []}
    else:
        row |= {
            "encoding": loaded.encoding,
            "encoding_why": reason_sentence(loaded.encoding_why, language),
            "crs": loaded.crs_found,
            "datum": loaded.datum.value,
            "datum_why": reason_sentence(loaded.datum_why, language),
            "bounds": list(loaded.bounds),
            "fields": [{"name": each.name, "type": each.type} for each in loaded.fields],
            "preview": preview(loaded),
        }
    problems = [
        {"code": doubt.code, "rows": list(doubt.rows), "message": doubt.message}
        for doubt in layer.doubts
    ]
    return {**row, "problems": problems}


def _plain(value: object) -> object:
    """Return a cell as JSON can hold it: dates as ISO text, bytes in hexadecimal."""
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, date | time):
        text = value.isoformat()
        return None if text == "NaT" else text
    return value.hex() if isinstance(value, bytes) else plain_value(value)
