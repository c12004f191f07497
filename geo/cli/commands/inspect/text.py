"""What a file of the user holds, as a text to read: the same as its JSON."""

from typing import Final

from data.layer.loaded import Loaded
from data.schema import Language
from geo.cli.commands.inspect.inspection import (
    RASTER,
    InspectedLayer,
    Inspection,
    preview,
    reason_sentence,
)
from geo.cli.console import one_line
from geo.tables.files.forms import console_width, table_text
from geo.words.wording import say

_COLUMNS_SHOWN: Final = 8
_CELL_WIDTH: Final = 24
_INDENT: Final = "  "
_MORE: Final = "…"
_WORDS: Final = {
    "points": "cli_inspect_points",
    "lines": "cli_inspect_lines",
    "polygons": "cli_inspect_polygons",
    "raster": "cli_inspect_raster",
    "text": "cli_inspect_text",
    "integer": "cli_inspect_integer",
    "number": "cli_inspect_number",
    "boolean": "cli_inspect_boolean",
    "date": "cli_inspect_date",
}


def inspection_text(inspection: Inspection, language: Language) -> str:
    """Return the parts and the layers of a file, how each was read and what is doubtful."""
    lines = [
        inspection.file,
        say("cli_inspect_parts", language, parts=_listed(inspection.parts, language)),
        say("cli_inspect_layers", language, count=len(inspection.layers)),
    ]
    for number, layer in enumerate(inspection.layers, start=1):
        lines += ["", f"{number}. {_title(layer, language)}"]
        lines += [f"{_INDENT}{line}" for line in _about(layer, language)]
    return "".join(f"{_whole_line(line)}\n" for line in lines)


def _title(layer: InspectedLayer, language: Language) -> str:
    told = []
    if layer.geometry is not None:
        told.append(say(_WORDS[layer.geometry], language))
    if layer.rows is not None:
        key = "cli_inspect_cells" if layer.geometry == RASTER else "cli_inspect_rows"
        told.append(say(key, language, count=f"{layer.rows:,}"))
    in_brackets = say("cli_brackets", language, text=_listed(told, language)) if told else ""
    return f"{layer.name}{in_brackets}"


def _about(layer: InspectedLayer, language: Language) -> list[str]:
    lines = []
    if layer.loaded is not None:
        lines += _how_read(layer.loaded, language)
        lines += _what_it_holds(layer.loaded, language)
    if not layer.doubts:
        return [*lines, say("cli_inspect_nothing_doubtful", language)]
    lines.append(say("cli_inspect_doubtful", language))
    return [*lines, *(f"{_INDENT}- {doubt.message}" for doubt in layer.doubts)]


def _how_read(loaded: Loaded, language: Language) -> list[str]:
    datum = loaded.datum.label.in_language(language)
    west, south, east, north = (f"{edge:.5f}" for edge in loaded.bounds)
    encoding_why, crs_why, datum_why = (
        reason_sentence(reason, language)
        for reason in (loaded.encoding_why, loaded.crs_why, loaded.datum_why)
    )
    return [
        say("cli_inspect_encoding", language, found=loaded.encoding, why=encoding_why),
        say("cli_inspect_crs", language, found=loaded.crs_found, why=crs_why),
        say("cli_inspect_datum", language, found=datum, why=datum_why),
        say("cli_inspect_bounds", language, west=west, south=south, east=east, north=north),
    ]


def _what_it_holds(loaded: Loaded, language: Language) -> list[str]:
    fields = [
        each.name + say("cli_brackets", language, text=say(_WORDS[each.type], language))
        for each in loaded.fields
    ]
    if not fields:
        return [say("cli_inspect_no_fields", language)]
    table = _preview_table(loaded)
    return [
        say("cli_inspect_fields", language, fields=_listed(fields, language)),
        say("cli_inspect_first_rows", language),
        *(f"{_INDENT}{line}" for line in table.splitlines()),
    ]


def _preview_table(loaded: Loaded) -> str:
    """Return the first rows and columns as a table, long cells cut."""
    names = [each.name for each in loaded.fields][:_COLUMNS_SHOWN]
    more = [_MORE] if len(loaded.fields) > _COLUMNS_SHOWN else []
    rows = [
        [*(_cell(row[name]) for name in names), *(_MORE for _ in more)] for row in preview(loaded)
    ]
    head = [*(_cell(name) for name in names), *more]
    return table_text(head, rows, frozenset(range(len(head))))


def _cell(value: object) -> str:
    text = "" if value is None else one_line(str(value))
    if console_width(text) <= _CELL_WIDTH:
        return text
    while console_width(text) >= _CELL_WIDTH:
        text = text[: min(len(text) - 1, _CELL_WIDTH)]
    return text + _MORE


def _listed(texts: list[str] | tuple[str, ...], language: Language) -> str:
    return say("cli_comma", language).join(texts)


def _whole_line(line: str) -> str:
    """Return a line as it may stand on a console, indented as it is."""
    text = line.lstrip(" ")
    return (" " * (len(line) - len(text)) + one_line(text)).rstrip()
