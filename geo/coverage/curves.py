"""Coverage curves: the share of people and of land within every radius, unit by unit."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.reference.catalog import Level
from geo.coverage.index import (
    area_km2,
    covered_area_km2_at,
    covered_at,
    population,
    share,
    sum_by_unit,
)
from geo.coverage.tier_coverage import TierCoverage
from geo.study.units import units_of

Floats = npt.NDArray[np.float64]

# From 0 to twice the service radius, which is itself the step in the middle.
CURVE_STEPS: Final = 40
CURVE_REACH: Final = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Coverage at a row of k radii.

    Attributes
    ----------
    radii_m : float64[k]
        Metres.
    ratio, area_ratio : float64[k]
        Covered share of all people and of all land; NaN without people, or where places
        are no cells.
    units
        adcode, name, pinyin of m units, by adcode.
    unit_ratio, unit_area_ratio : float64[m, k]
        The shares in each unit.
    """

    radii_m: Floats
    ratio: Floats
    area_ratio: Floats
    units: pd.DataFrame
    unit_ratio: Floats
    unit_area_ratio: Floats


def curve_radii_m(radius_m: float) -> Floats:
    """Return the radii of a curve about a service radius: even steps from 0, in metres."""
    return radius_m * np.linspace(0.0, CURVE_REACH, CURVE_STEPS + 1)


def curves(coverage: TierCoverage, radii_m: Floats, by: Level = Level.COUNTY) -> Curves:
    """Return the coverage curves of the whole and of each unit of a level.

    Parameters
    ----------
    radii_m : float64[k]
        Metres, in any order.

    Raises
    ------
    ValueError
        If a radius is NaN.
    """
    index = coverage.index
    people, land = covered_at(index, radii_m), covered_area_km2_at(index, radii_m)
    all_people, all_land = population(index), area_km2(index)
    group, units = units_of(coverage.study, by)

    def in_units(values: Floats) -> Floats:
        return np.column_stack([sum_by_unit(group, row, len(units)) for row in values[:-1].T])

    return Curves(
        radii_m=radii_m,
        ratio=share(people.sum(axis=0), all_people.sum(keepdims=True)),
        area_ratio=share(land.sum(axis=0), all_land.sum(keepdims=True)),
        units=units,
        unit_ratio=share(in_units(people), in_units(all_people[:, np.newaxis])),
        unit_area_ratio=share(in_units(land), in_units(all_land[:, np.newaxis])),
    )
