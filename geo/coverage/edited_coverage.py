"""The coverage of facilities that differ little from others whose coverage is known."""

from collections import Counter
from typing import Final

import geopandas as gpd
import numpy as np

from data.schema import FacilityColumn
from geo.coverage.tier_coverage import TierCoverage
from geo.coverage.updates import Ground, with_added, with_removed
from geo.progress import Progress, part, silent

_TEXTS: Final = (FacilityColumn.ID, FacilityColumn.TIER, FacilityColumn.STATUS)
_NUMBERS: Final = (FacilityColumn.LON, FacilityColumn.LAT, FacilityColumn.POSITION_ERROR_M)
Row = tuple[object, ...]


def edited_coverage(
    coverage: TierCoverage,
    ground: Ground,
    facilities: gpd.GeoDataFrame,
    progress: Progress = silent,
) -> TierCoverage:
    """Return whom `facilities` reach, from whom facilities much like them reach.

    The same as `tier_coverage` over `facilities`, but for the order of its rows: those that
    were not there before come last.

    Parameters
    ----------
    coverage
        Of the other facilities, over the same people and by the same criterion.
    ground
        `ground_of` their study.
    facilities
        Rows in the facility schema. Each that is not among the others, and each of the others
        that is not among them, takes a step of about the same time.
    progress
        Told the fraction of steps done.

    Raises
    ------
    Cancelled
        When `progress` raises it.
    """
    gone, new = _differences(_rows(coverage.facilities), _rows(facilities))
    steps = max(1, len(gone) + len(new))
    for number, row in enumerate(reversed(gone)):
        step = part(progress, number / steps, (number + 1) / steps)
        coverage = with_removed(coverage, ground, row, step)
    for number, row in enumerate(new, start=len(gone)):
        step = part(progress, number / steps, (number + 1) / steps)
        coverage = with_added(coverage, ground, facilities.iloc[[row]], step)
    progress(1.0)
    return coverage


def _rows(facilities: gpd.GeoDataFrame) -> list[Row]:
    """Return what tells facilities apart, row by row."""
    texts = [facilities[column].to_numpy(dtype=object).tolist() for column in _TEXTS]
    # No NaN is like another; no facility is infinitely far east.
    numbers = [
        np.nan_to_num(facilities[column].to_numpy(np.float64, na_value=np.nan), nan=np.inf).tolist()
        for column in _NUMBERS
    ]
    return list(zip(*texts, *numbers, strict=True))


def _differences(before: list[Row], after: list[Row]) -> tuple[list[int], list[int]]:
    """Return the rows of the first list that are not in the second, and the other way round."""
    return _left_over(before, after), _left_over(after, before)


def _left_over(rows: list[Row], others: list[Row]) -> list[int]:
    there = Counter(others)
    left = []
    for number, row in enumerate(rows):
        if there[row]:
            there[row] -= 1
        else:
            left.append(number)
    return left
