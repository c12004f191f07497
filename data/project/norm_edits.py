"""The table of norms as a planner edits it: rows changed, added, deleted and had back.

A project holds a table of its own once a row is changed, and none before (`table_of`).
"""

import math
import re
from itertools import count
from typing import Final

from data.errors import DataError
from data.reference.norms import WHOLE_PERCENT, Measure, Norm, NormUnit, bundled_norm, bundled_norms
from data.schema import MAX_RADIUS_M, MIN_RADIUS_M, Title

OWN_PREFIX: Final = "own-"
MOST_MINUTES: Final = 1440.0
MOST_KMH: Final = 300.0
MOST_NUMBER: Final = 1e6
_DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def table_of(norms: tuple[Norm, ...]) -> tuple[Norm, ...]:
    """Return the rows that are in force: those of a project, or the bundled ones where none."""
    return norms or bundled_norms()


def norm_of(norms: tuple[Norm, ...], norm_id: str) -> Norm | None:
    """Return the row in force called `norm_id`, or None."""
    return next((norm for norm in table_of(norms) if norm.id == norm_id), None)


def with_norm(norms: tuple[Norm, ...], norm: Norm) -> tuple[Norm, ...]:
    """Return the table with a row in the place of the one of its id, or at the end.

    Raises
    ------
    DataError
        As `checked`.
    """
    checked(norm)
    table = table_of(norms)
    if any(old.id == norm.id for old in table):
        return _kept(tuple(norm if old.id == norm.id else old for old in table))
    return _kept((*table, norm))


def without_norm(norms: tuple[Norm, ...], norm_id: str) -> tuple[Norm, ...]:
    """Return the table without a row; without its last one it is the bundled one again."""
    return _kept(tuple(norm for norm in table_of(norms) if norm.id != norm_id))


def with_reset(norms: tuple[Norm, ...], norm_id: str) -> tuple[Norm, ...]:
    """Return the table with a bundled row as it was; one of the planner's own stays."""
    first = bundled_norm(norm_id)
    if first is None:
        return norms
    table = {norm.id: norm for norm in table_of(norms)} | {norm_id: first}
    order = [norm.id for norm in bundled_norms()]
    own = [norm_id for norm_id in table if norm_id not in order]
    return _kept(tuple(table[each] for each in (*order, *own) if each in table))


def own_norm(norms: tuple[Norm, ...], title: str, measure: Measure) -> Norm:
    """Return a row of the planner's own that is not in the table yet, without a number."""
    taken = {norm.id for norm in table_of(norms)}
    number = next(n for n in count(1) if f"{OWN_PREFIX}{n}" not in taken)
    name = Title(title, title)
    return Norm(f"{OWN_PREFIX}{number}", name, measure, unit=measure.unit)


def _kept(table: tuple[Norm, ...]) -> tuple[Norm, ...]:
    """Return a table as a project keeps it: nothing where all is as bundled."""
    return () if table == bundled_norms() else table


def checked(norm: Norm) -> Norm:
    """Return `norm` where its values can be those of a norm.

    Raises
    ------
    DataError
        `norm_no_title`, `norm_bad_number`, `norm_bad_minutes`, `norm_bad_speed`,
        `norm_bad_radius`, `norm_bad_date`.
    """
    if not (norm.title.zh.strip() and norm.title.en.strip()):
        raise DataError("norm_no_title")
    most = WHOLE_PERCENT if norm.unit is NormUnit.PERCENT else MOST_NUMBER
    if not _within(norm.number, 0.0, most):
        raise DataError("norm_bad_number", found=_shown(norm.number), largest=f"{most:,.0f}")
    if not _within(norm.minutes, 1.0, MOST_MINUTES):
        found = _shown(norm.minutes)
        raise DataError("norm_bad_minutes", found=found, largest=f"{MOST_MINUTES:g}")
    if not _within(norm.speed_kmh, 1.0, MOST_KMH):
        raise DataError("norm_bad_speed", found=_shown(norm.speed_kmh), largest=f"{MOST_KMH:g}")
    if not _within(norm.reach_m, MIN_RADIUS_M, MAX_RADIUS_M):
        raise DataError(
            "norm_bad_radius",
            found=_shown(norm.reach_m and norm.reach_m / 1000),
            smallest=f"{MIN_RADIUS_M / 1000:g}",
            largest=f"{MAX_RADIUS_M / 1000:g}",
        )
    if norm.date and not _DATE.fullmatch(norm.date):
        raise DataError("norm_bad_date", found=norm.date)
    return norm


def _within(value: float | None, smallest: float, largest: float) -> bool:
    """Return whether a value is left open or lies between two bounds; False for NaN."""
    return value is None or smallest <= value <= largest


def _shown(value: float | None) -> str:
    return "" if value is None or math.isnan(value) else f"{value:g}"
