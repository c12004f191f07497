"""Finds where a county's people mostly live, for hospitals known by their county alone."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.bundled.build.people.demand import DemandRaster
from data.bundled.build.records import Position, TownshipRow

_REACH: Final = 1
# The seat of a county is the first town of its code list, that of a district or city its
# first subdistrict. The densest place within this distance of the seat is taken; a
# farther one is another town's.
_NEAR_SEAT_M: Final = 5_000.0
_METRES_PER_DEGREE: Final = 111_320.0
# Numbers in the code list: subdistricts come first, towns from 100 on.
_FIRST_TOWN: Final = 100
# Bounds that held for nine in ten of 208 county hospitals on the map: with a seat known,
# 7 km in counties and 12 km in districts; without, 20 km.
SETTLED_ERRORS_M: Final = {"near-seat": 8_000.0, "near-seat-district": 12_000.0, "county": 20_000.0}


class SettledPlaces:
    """The densest settled place of each county, near its seat where that is known.

    Parameters
    ----------
    rasters
        The demand cells of the provinces.
    units
        The counties (data.schema.UnitColumn).
    townships
        Townships in the order of their codes.
    """

    def __init__(
        self,
        rasters: Mapping[str, DemandRaster],
        units: pd.DataFrame,
        townships: Iterable[TownshipRow],
    ) -> None:
        names = dict(zip(units["adcode"].tolist(), units["name"].tolist(), strict=True))
        seats = _seats(names, townships)
        self._places: dict[int, Position] = {}
        for raster in rasters.values():
            around = box_sums(raster.population.astype(np.int64), _REACH)
            for adcode in np.unique(raster.adcode[raster.adcode > 0]).tolist():
                seat, is_district = seats.get(adcode), names[adcode].endswith("区")
                self._places[adcode] = _densest(raster, around, adcode, seat, is_district)

    def of(self, adcode: int) -> Position:
        """Return the place: the centre of a cell of the county."""
        return self._places[adcode]


def _seats(names: Mapping[int, str], townships: Iterable[TownshipRow]) -> dict[int, Position]:
    """Return the position of each county's seat, where it is known."""
    numbered: dict[int, dict[int, Position]] = {}
    for row in townships:
        number = int(row.township.code[6:])
        if row.position and number <= _FIRST_TOWN:
            numbered.setdefault(row.township.adcode, {})[number] = row.position
    seats = {}
    for adcode, known in numbered.items():
        is_county = not names[adcode].endswith(("区", "市"))
        first = _FIRST_TOWN if is_county and _FIRST_TOWN in known else min(known)
        seats[adcode] = known[first]
    return seats


def _densest(
    raster: DemandRaster,
    around: NDArray[np.int64],
    adcode: int,
    seat: Position | None,
    is_district: bool,  # noqa: FBT001 - told apart by the caller's name for it
) -> Position:
    """Return the county's cell with the most people in the 3 by 3 cells around it.

    Of equals the first, row by row from the north. With a seat only cells near it count,
    unless there is none.
    """
    rows, cols = np.nonzero(raster.adcode == adcode)
    lon, lat = raster.cells.lon[cols], raster.cells.lat[rows]
    people = around[rows, cols]
    basis = "county"
    if seat is not None:
        east = (lon - seat.lon) * np.cos(np.radians(seat.lat))
        near = np.hypot(east, lat - seat.lat) * _METRES_PER_DEGREE <= _NEAR_SEAT_M
        if near.any():
            people = np.where(near, people, -1)
            basis = "near-seat-district" if is_district else "near-seat"
    best = int(np.argmax(people))
    source = "densest-settled" if basis == "county" else "densest-settled-near-seat"
    return Position(float(lon[best]), float(lat[best]), source, SETTLED_ERRORS_M[basis])


def box_sums(values: NDArray[np.int64], reach: int) -> NDArray[np.int64]:
    """Return the sum over the square of cells within `reach` rows and columns of each cell.

    Outside the grid counts as 0. Sums run over whole numbers, so they are exact.
    """
    size = 2 * reach + 1
    padded = np.pad(values, ((reach + 1, reach), (reach + 1, reach)))
    total = padded.cumsum(axis=0).cumsum(axis=1)
    right: NDArray[np.int64] = total[:, size:] - total[:, :-size]
    sums: NDArray[np.int64] = right[size:] - right[:-size]
    return sums
