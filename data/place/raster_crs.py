"""Which coordinate system a raster without one is in: told by its extent, or asked."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyproj

from data.errors import DataError
from data.findings import Problem, Reason
from data.place.crs_names import ALBERS_KRASOVSKY, parsed
from data.place.gauss_kruger import zone_of
from data.place.projected_systems import Candidate, Kind, candidates_of_extent, over_the_provinces
from data.place.undecided import UndecidedError
from data.schema import CRS, Datum

Extent = tuple[float, float, float, float]

# Degrees, with a cell more than the globe.
_DEGREES: Final = (-181.0, -91.0, 361.0, 91.0)
_SAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class RasterSystem:
    """The coordinate system of a raster, how it is known, and doubts."""

    crs: pyproj.CRS
    why: Reason
    problems: tuple[Problem, ...]


def guess_system(extent: Extent, file: str) -> RasterSystem:
    """Return the one system that puts an extent over the provinces.

    Degrees are told by their range and Gauss-Krüger by the zone number before the easting.
    Of the other systems in metres there must be one kind only: a raster of one province
    without a zone number fits several zones, and both Gauss-Krüger and UTM.

    Parameters
    ----------
    extent
        West, south, east and north edge in the raster's own unit.

    Raises
    ------
    UndecidedError
        `crs_missing`, with the systems that are possible.
    """
    west, south, east, north = extent
    if _DEGREES[0] <= west < east <= _DEGREES[2] and _DEGREES[1] <= south < north <= _DEGREES[3]:
        doubts = (Problem.of("problem_datum_unsure"),)
        return RasterSystem(pyproj.CRS(CRS), Reason("crs_assumed_wgs84"), doubts)
    numbered = _numbered(extent)
    if numbered is not None:
        return numbered
    candidates = candidates_of_extent(*extent)
    if {each.system.kind for each in candidates} == {Kind.ALBERS}:
        candidates = tuple(each for each in candidates if each.system.code == ALBERS_KRASOVSKY)
    if len(candidates) != 1:
        x, y = f"{west:.1f}", f"{south:.1f}"
        error = DataError("crs_missing", file=file, x=x, y=y)
        raise UndecidedError(error, pd.DataFrame(), (file,), candidates)
    return _only(candidates[0])


def _numbered(extent: Extent) -> RasterSystem | None:
    """Return the Gauss-Krüger zone whose number stands before the eastings."""
    west, south, east, north = extent
    x, y = np.meshgrid(np.linspace(west, east, _SAMPLES), np.linspace(south, north, _SAMPLES))
    zone = zone_of(x.ravel(), y.ravel())
    if zone is None or zone.swapped:
        return None
    found = f"EPSG:{zone.epsg(Datum.CGCS2000)}"
    if not over_the_provinces(found, extent):
        return None
    facts = {"crs": found, "zone": zone.number, "width": zone.width_deg}
    doubts = (Problem.of("problem_zone_guessed", (), **facts),)
    return RasterSystem(pyproj.CRS(found), Reason("crs_zone", facts), doubts)


def _only(candidate: Candidate) -> RasterSystem:
    crs = parsed(candidate.system.code)
    if crs is None:
        raise DataError("crs_unknown", crs=candidate.system.code)
    facts = candidate.why.facts
    is_albers = candidate.system.kind is Kind.ALBERS
    code = "problem_albers_guessed" if is_albers else "problem_extent_guessed"
    doubts = (Problem.of(code, (), **facts),)
    return RasterSystem(crs, Reason("crs_by_extent", facts), doubts)
