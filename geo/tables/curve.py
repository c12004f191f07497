"""The coverage curve as a table: a row for each radius, of the whole and of each unit."""

from collections.abc import Sequence
from typing import Final

from data.schema import Language
from geo.coverage.answer import CoverageAnswer, headline
from geo.coverage.curves import Curves, Floats
from geo.tables.coverage import coverage_notes
from geo.tables.notes import Basis
from geo.tables.table import Column, Kind, Table, Value, columns_of
from geo.words.places import place_name

NAME: Final = "curve"
COLUMNS: Final = (
    Column("adcode", Kind.CODE),
    Column("name", Kind.TEXT),
    Column("radius_km", Kind.DISTANCE),
    *columns_of(Kind.SHARE, "ratio", "area_ratio"),
)


def told_curve(answer: CoverageAnswer, curves: Curves, basis: Basis, language: Language) -> Table:
    """Return a row for each radius, with the answer at the chosen one and every note."""
    place = place_name(answer.report.province, language)
    said = [*headline(answer, language), *coverage_notes(answer, basis, language)]
    return curve_table(curves, place, said)


def curve_table(curves: Curves, place: str, notes: Sequence[str]) -> Table:
    """Return the shares within each radius: first of the whole, then of each unit by code.

    Parameters
    ----------
    place
        What the whole is called.
    """
    rows = _rows(0, place, curves.radii_m, curves.ratio, curves.area_ratio)
    units = curves.units.to_dict("records")
    for unit, ratio, area in zip(units, curves.unit_ratio, curves.unit_area_ratio, strict=True):
        rows += _rows(int(unit["adcode"]), str(unit["name"]), curves.radii_m, ratio, area)
    return Table(NAME, COLUMNS, tuple(rows), tuple(notes))


def _rows(
    adcode: int, name: str, radii_m: Floats, ratio: Floats, area_ratio: Floats
) -> list[tuple[Value, ...]]:
    shares = zip(radii_m.tolist(), ratio.tolist(), area_ratio.tolist(), strict=True)
    return [(adcode, name, radius_m, people, land) for radius_m, people, land in shares]
