"""The coverage curve on the command line: shares of people and land at a row of radii."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from data.schema import Language
from geo.cli.commands.coverage.figures import coverage_document, unit_rows
from geo.coverage.answer import CoverageAnswer, headline
from geo.coverage.curves import CURVE_STEPS, Curves, Floats
from geo.study.units import unit_name
from geo.tables.files.forms import METRES_PER_KM, Row, json_text, plain, plain_km, table_text
from geo.words.numbers import percent
from geo.words.places import place_name
from geo.words.wording import say

_HEAD: Final = ("adcode", "name")
_TEXT_COLUMNS: Final = frozenset({0, 1})
# Every fifth step is as many columns as a console has room for.
_SHOWN: Final = slice(None, None, CURVE_STEPS // 8)


def curve_json(
    answer: CoverageAnswer, curves: Curves, notes: list[str], *, with_outside: bool
) -> str:
    """Return coverage as JSON with the curve of the whole and of each unit."""
    units = unit_rows(answer)
    each = zip(units, curves.unit_ratio, curves.unit_area_ratio, strict=True)
    for unit, ratio, area_ratio in each:
        unit["curve"] = _shares(ratio, area_ratio)
    whole: Row = {"radii_km": [plain_km(radius_m) for radius_m in curves.radii_m]}
    whole |= _shares(curves.ratio, curves.area_ratio)
    document = coverage_document(answer, with_outside=with_outside)
    return json_text(document | {"curve": whole, "units": units, "notes": notes})


def _shares(ratio: Floats, area_ratio: Floats) -> Row:
    return {
        "ratio": [plain(share) for share in ratio],
        "area_ratio": [plain(share) for share in area_ratio],
    }


def curve_table(
    answer: CoverageAnswer, curves: Curves, notes: Sequence[str], language: Language
) -> str:
    """Return the shares of people at some of the radii, for the console."""
    radii_km = np.round(curves.radii_m[_SHOWN] / METRES_PER_KM, 7)
    head = [
        *(say(f"cli_column_{column}", language) for column in _HEAD),
        *(f"{radius_km:g} km" for radius_km in radii_km),
    ]
    place = place_name(answer.report.province, language)
    rows = [["", place, *map(percent, curves.ratio[_SHOWN])]]
    units = zip(curves.units.to_dict("records"), curves.unit_ratio, strict=True)
    for unit, ratio in units:
        rows.append([str(unit["adcode"]), unit_name(unit, language), *map(percent, ratio[_SHOWN])])
    table = table_text(head, rows, _TEXT_COLUMNS)
    said = [*headline(answer, language), say("cli_curve", language)]
    return "\n".join([*said, "", table, *notes, ""])
