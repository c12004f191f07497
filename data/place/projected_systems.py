"""The systems in metres that files of the four provinces come in, and which one may be meant.

Coordinates that name no system may lie in several: in a Gauss-Krüger zone, in UTM on the
same meridian, in a projection of the whole country. Those in which they come to lie in the
provinces are candidates to choose from; numbers alone do not choose between them.

Source: EPSG and ESRI codes of the PROJ database; the Albers projection is that of the
1 km grids of the Chinese Academy of Sciences (meridian 105°, parallels 25° and 47°).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from data.findings import Reason
from data.place.crs_names import ALBERS_KRASOVSKY, ALBERS_WGS84, parsed
from data.place.gauss_kruger import bare_code, utm_code
from data.reference.catalog import Level, read_boundaries
from data.schema import Datum

FloatArray = npt.NDArray[np.float64]

MERIDIANS: Final = tuple(range(90, 124, 3))
_SIMPLE_DEG: Final = 0.02
# Neighbouring zones shift a province by half its width: what overlaps less is out of question.
_OVERLAP: Final = 0.2
_POINTS_INSIDE: Final = 0.5
_CENTRAL_EASTING_M: Final = 500_000.0
_MIDDLE_REACH_M: Final = 600_000.0
_POINTS_TESTED: Final = 500
# Of a list all but the strays at its edges.
_MOST: Final = (0.05, 0.95)


class Kind(StrEnum):
    """What sort of system it is; those of one kind and place are hard to tell apart."""

    GAUSS_KRUGER = "gauss-kruger"
    UTM = "utm"
    ALBERS = "albers"
    MOLLWEIDE = "mollweide"
    MERCATOR = "mercator"


# Eastings and northings that a system may have over China, in metres. A whole province is
# often drawn in one zone: its middle then lies near, its edges farther from the meridian.
_LIMITS: Final = {
    Kind.GAUSS_KRUGER: (-700_000.0, 300_000.0, 1_700_000.0, 6_000_000.0),
    Kind.UTM: (-700_000.0, 300_000.0, 1_700_000.0, 6_000_000.0),
    Kind.ALBERS: (-3_200_000.0, 1_000_000.0, 3_200_000.0, 6_500_000.0),
    Kind.MOLLWEIDE: (-18_100_000.0, -9_100_000.0, 18_100_000.0, 9_100_000.0),
    Kind.MERCATOR: (-20_100_000.0, -20_100_000.0, 20_100_000.0, 20_100_000.0),
}


@dataclass(frozen=True, slots=True)
class PlaneSystem:
    """A system in metres.

    Attributes
    ----------
    code
        As `data.read.reader.read_file` takes it.
    name
        As sentences of both languages give it.
    meridian_deg
        Central meridian of a zone.
    """

    code: str
    name: str
    kind: Kind
    meridian_deg: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A system that a layer may be in, and why: where the layer would then lie."""

    system: PlaneSystem
    why: Reason


@cache
def plane_systems() -> tuple[PlaneSystem, ...]:
    """Return the systems to choose from, zones from west to east."""
    zones = [(each, bare_code(each, Datum.CGCS2000)) for each in MERIDIANS]
    utm = [(each, code) for each in MERIDIANS if (code := utm_code(each)) is not None]
    return (
        *(
            PlaneSystem(f"EPSG:{code}", f"CGCS2000 GK CM {each}E", Kind.GAUSS_KRUGER, each)
            for each, code in zones
        ),
        *(
            PlaneSystem(f"EPSG:{code}", f"WGS 84 / UTM {code % 100}N", Kind.UTM, each)
            for each, code in utm
        ),
        PlaneSystem(ALBERS_KRASOVSKY, "Albers 105E 25/47, Krasovsky", Kind.ALBERS),
        PlaneSystem(ALBERS_WGS84, "Albers 105E 25/47, WGS 84", Kind.ALBERS),
        PlaneSystem("ESRI:54009", "Mollweide, WGS 84", Kind.MOLLWEIDE),
        PlaneSystem("EPSG:3857", "Web Mercator", Kind.MERCATOR),
    )


def candidates_of_points(points: FloatArray) -> tuple[Candidate, ...]:
    """Return the systems in which most points would lie in the four provinces.

    Parameters
    ----------
    points : float64[n, 2]
        Metres, finite.
    """
    step = max(1, -(-len(points) // _POINTS_TESTED))
    some = points[::step]
    most = np.quantile(some, _MOST, axis=0)
    return tuple(
        _candidate(system, np.median(some, axis=0))
        for system in plane_systems()
        if _in_limits(system, most) and _inside(some, system.code) >= _POINTS_INSIDE
    )


def candidates_of_extent(
    west: float, south: float, east: float, north: float
) -> tuple[Candidate, ...]:
    """Return the systems in which an extent in metres would lie over the four provinces.

    It does where it holds a fifth of a province, or the provinces a fifth of it.
    """
    box = shapely.box(west, south, east, north)
    corners = np.array([[west, south], [east, north]])
    return tuple(
        _candidate(system, corners.mean(axis=0))
        for system in plane_systems()
        if _in_limits(system, corners) and _overlap(box, system.code) >= _OVERLAP
    )


def over_the_provinces(code: str, extent: tuple[float, float, float, float]) -> bool:
    """Return whether an extent in a system holds a fifth of a province, or they a fifth of it."""
    return _overlap(shapely.box(*extent), code) >= _OVERLAP


def _inside(points: FloatArray, code: str) -> float:
    """Return which share of points lies in the provinces."""
    land = _land(code)[:, np.newaxis]
    return float(shapely.intersects_xy(land, points[:, 0], points[:, 1]).any(axis=0).mean())


def _overlap(box: shapely.Geometry, code: str) -> float:
    land = _land(code)
    shares = shapely.area(shapely.intersection(land, box)) / np.minimum(
        shapely.area(land), shapely.area(box)
    )
    return float(shares.max())


def _in_limits(system: PlaneSystem, points: FloatArray) -> bool:
    west, south, east, north = _LIMITS[system.kind]
    low, high = points.min(axis=0), points.max(axis=0)
    inside = bool((low >= (west, south)).all() and (high <= (east, north)).all())
    if system.kind not in {Kind.GAUSS_KRUGER, Kind.UTM}:
        return inside
    return inside and bool(abs(low[0] + high[0] - 2 * _CENTRAL_EASTING_M) < 2 * _MIDDLE_REACH_M)


def _candidate(system: PlaneSystem, centre: FloatArray) -> Candidate:
    lon, lat = _projection(system.code)(centre[0], centre[1], inverse=True)
    facts = {"crs": system.code, "name": system.name, "lon": f"{lon:.1f}", "lat": f"{lat:.1f}"}
    return Candidate(system, Reason("crs_candidate", facts))


@lru_cache(maxsize=64)
def _projection(code: str) -> pyproj.Proj:
    """Return a projection by itself: its datum is of no matter here, and slow to find out."""
    return pyproj.Proj(parsed(code))


@lru_cache(maxsize=64)
def _land(code: str) -> npt.NDArray[np.object_]:
    """Return the four provinces in a system, each a shape."""
    way = _projection(code)

    def change(points: FloatArray) -> FloatArray:
        return np.column_stack(way(points[:, 0], points[:, 1]))

    moved: npt.NDArray[np.object_] = shapely.make_valid(shapely.transform(_outlines(), change))
    shapely.prepare(moved)
    return moved


@cache
def _outlines() -> npt.NDArray[np.object_]:
    """Return the four provinces in degrees, roughly, edges short; not to be changed."""
    outlines = read_boundaries(Level.PROVINCE, None).geometry.to_numpy()
    plain: npt.NDArray[np.object_] = shapely.segmentize(
        shapely.simplify(outlines, _SIMPLE_DEG), 10 * _SIMPLE_DEG
    )
    return plain
