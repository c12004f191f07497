"""Decides which coordinate system a layer's coordinates are in, and says why.

What the file declares is believed unless the coordinates contradict it. Without a usable
declaration the coordinates themselves are judged: degrees by their range, CGCS2000
Gauss-Krüger by the zone number in front of the easting. What cannot be told is asked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj
from pyproj.exceptions import ProjError

from data.errors import DataError
from data.loaded import Problem, Reason
from data.schema import CRS

FloatArray = npt.NDArray[np.float64]

# Longitudes and latitudes of China, with a margin: what swapped columns are told by.
CHINA_LON: Final = (73.0, 136.0)
CHINA_LAT: Final = (3.0, 54.0)

MAX_LON: Final = 180.0
MAX_LAT: Final = 90.0

_PLANE: Final = 2
_LIKELY: Final = 25
_AUTHORITY_CODE: Final = re.compile(r"(EPSG|ESRI|OGC|IGNF|IAU_\d+):{1,2}\w+", re.IGNORECASE)
_MOST: Final = 0.9
_MAJORITY: Final = 0.5
_ZONE_M: Final = 1_000_000.0
_CENTRAL_EASTING_M: Final = 500_000.0
# Half a zone is at most 334 km wide, but a whole province is often drawn in one zone.
_REACH_M: Final = 750_000.0
_NORTHINGS_M: Final = (300_000.0, 6_000_000.0)
# Eastings of the 6-degree zones 13 and 14 also occur in Web Mercator: those are asked.
_ZONES_6: Final = range(15, 24)
_ZONES_3: Final = range(25, 46)
_EPSG_6_OF_ZONE_0: Final = 4491 - 13
_EPSG_3_OF_ZONE_0: Final = 4513 - 25
# Datums of which WGS 84 coordinates follow within a metre or so.
_NEAR_WGS84: Final = ("World Geodetic System 1984", "WGS 84", "WGS_1984", "China 2000", "CGCS2000")
_NEAR_WGS84_MORE: Final = ("D_China_2000", "China_2000", "ITRF", "International Terrestrial")


@dataclass(frozen=True, slots=True)
class Decision:
    """The coordinate system of a layer.

    Attributes
    ----------
    crs
        The system itself.
    found
        Its code or name, as a person reads it.
    why
        How it is known.
    axes_swapped
        Whether northing stands before easting.
    problems
        Doubts about it.
    fits
        Which points fit the zone recognised, None where nothing was recognised by zone.
    """

    crs: pyproj.CRS
    found: str
    why: Reason
    axes_swapped: bool = False
    problems: tuple[Problem, ...] = ()
    fits: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class _Zone:
    """A Gauss-Krüger zone recognised from coordinates."""

    epsg: int
    number: int
    width_deg: int
    swapped: bool
    fits: npt.NDArray[np.bool_]


def decide(
    declared: str | None, override: str | None, points: FloatArray, file: str, *, fixed: bool
) -> Decision:
    """Return the coordinate system of `points`.

    Parameters
    ----------
    declared
        What the file says: WKT, an authority code, anything; None when nothing.
    override
        What the user says, which settles it.
    points
        Coordinates, one pair per geometry, shape (n, 2), n at least 1, finite and none
        beyond 1e9; units unknown.
    file
        The file's name for errors.
    fixed
        Whether the format fixes degrees on WGS 84.

    Raises
    ------
    DataError
        `crs_unknown` (the override means nothing), `crs_missing` (the user must say).
    """
    if override is not None:
        crs = _parsed(override)
        if crs is None:
            raise DataError("crs_unknown", crs=override)
        return Decision(crs, name_of(crs), Reason("crs_override", {"crs": name_of(crs)}))
    x, y = points[:, 0], points[:, 1]
    problems: list[Problem] = []
    crs = _parsed(declared) if declared else None
    if declared and crs is None:
        start = " ".join(declared.split())[:60]
        problems.append(Problem.of("problem_crs_unusable", found=start))
    elif crs is not None and _contradicted(crs, x, y):
        problems.append(Problem.of("problem_crs_contradicted", crs=name_of(crs)))
        crs = None
    if crs is None:
        return _guess(x, y, problems, file)
    if not _near_wgs84(crs):
        problems.append(Problem.of("problem_datum_shift", crs=name_of(crs)))
    code = "crs_fixed" if fixed else "crs_declared"
    return Decision(
        crs, name_of(crs), Reason(code, {"crs": name_of(crs)}), problems=tuple(problems)
    )


def to_wgs84(crs: pyproj.CRS, coordinates: FloatArray, file: str) -> FloatArray:
    """Return coordinates, shape (n, 2), as lon, lat in degrees; inf where they have none.

    Raises
    ------
    DataError
        `crs_unknown` when PROJ knows no way from `crs` to WGS 84.
    """
    try:
        lon, lat = _to_wgs84(crs.to_wkt()).transform(coordinates[:, 0], coordinates[:, 1])
    except ProjError as error:
        raise DataError("crs_unknown", crs=name_of(crs), file=file) from error
    return np.column_stack([np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)])


def swapped_rows(x: FloatArray, y: FloatArray) -> npt.NDArray[np.bool_]:
    """Return which points, in degrees, have latitude before longitude.

    A point counts when its first number can only be a latitude of China and its second
    only a longitude of China. Single rows among many right ones count only where the
    second number is no latitude at all (beyond 90).
    """
    pattern = _between(x, CHINA_LAT) & _between(y, CHINA_LON)
    return pattern if pattern.mean() > _MAJORITY else pattern & (y > MAX_LAT)


def name_of(crs: pyproj.CRS) -> str:
    """Return the authority code of `crs` where it has one, otherwise its name."""
    return _name_of_wkt(crs.to_wkt())


@lru_cache(maxsize=16)
def _to_wgs84(wkt: str) -> pyproj.Transformer:
    """Return the way to WGS 84: finding it takes PROJ up to a quarter of a second."""
    return pyproj.Transformer.from_crs(wkt, CRS, always_xy=True)


@lru_cache(maxsize=16)
def _name_of_wkt(wkt: str) -> str:
    """Return the name of a system: looking it up in PROJ's tables takes a quarter of a second."""
    crs = pyproj.CRS.from_wkt(wkt)
    code = crs.to_epsg()
    if code is not None:
        return f"EPSG:{code}"
    # An axis order that differs, which some programs write, costs PROJ its confidence.
    for match in crs.list_authority("EPSG", _LIKELY):
        if pyproj.CRS.from_epsg(int(match.code)).name == crs.name:
            return f"EPSG:{match.code}"
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name


@lru_cache(maxsize=16)
def _parsed(text: str) -> pyproj.CRS | None:
    """Return the horizontal system that `text` means, None when it means none.

    WKT of any dialect and authority codes count; names do not, since PROJ would take any
    word for the beginning of one.
    """
    try:
        if _AUTHORITY_CODE.fullmatch(text):
            crs = pyproj.CRS.from_user_input(text)
        elif "[" in text:
            crs = pyproj.CRS.from_wkt(text)
        else:
            return None
        flat = crs if len(crs.axis_info) == _PLANE else crs.to_2d()
        usable = flat.is_geographic or flat.is_projected
    except (ProjError, ValueError, TypeError):
        return None
    return flat if usable else None


def _contradicted(crs: pyproj.CRS, x: FloatArray, y: FloatArray) -> bool:
    """Return whether the coordinates cannot be in `crs`."""
    if crs.is_geographic:
        return not _look_like_degrees(x, y)
    if not crs.is_projected:
        return False
    if _look_like_degrees(x, y) and _unit_is_metre(crs):
        # All within 180 m of the projection's origin: nobody's layer, but degrees mislabelled.
        return True
    easting = _false_easting_m(crs)
    if easting is None:
        return False
    # The zone number stands in the one and not in the other: off by thousands of kilometres.
    if easting > _ZONE_M:
        return bool(np.abs(np.median(x)) < _ZONE_M)
    return _zone(x, y) is not None


def _guess(x: FloatArray, y: FloatArray, problems: list[Problem], file: str) -> Decision:
    """Return the system that the coordinates themselves suggest."""
    if _look_like_degrees(x, y):
        doubt = Problem.of("problem_datum_unsure")
        why = Reason("crs_assumed_wgs84")
        return Decision(pyproj.CRS(CRS), CRS, why, problems=(*problems, doubt))
    zone = _zone(x, y)
    if zone is None:
        raise DataError("crs_missing", file=file, x=f"{np.median(x):.1f}", y=f"{np.median(y):.1f}")
    found = f"EPSG:{zone.epsg}"
    facts: Mapping[str, object] = {"crs": found, "zone": zone.number, "width": zone.width_deg}
    problems.append(Problem.of("problem_zone_guessed", (), **facts))
    if zone.swapped:
        problems.append(Problem.of("problem_axes_swapped"))
    why = Reason("crs_zone", facts)
    return Decision(pyproj.CRS(found), found, why, zone.swapped, tuple(problems), zone.fits)


def _zone(x: FloatArray, y: FloatArray) -> _Zone | None:
    """Return the CGCS2000 Gauss-Krüger zone whose number stands before most eastings."""
    for easting, northing, swapped in ((x, y, False), (y, x, True)):
        number = int(np.clip(np.median(easting) // _ZONE_M, -1, 1000))
        offset = easting - number * _ZONE_M - _CENTRAL_EASTING_M
        fits = (np.abs(offset) < _REACH_M) & _between(northing, _NORTHINGS_M)
        if fits.mean() < _MOST:
            continue
        if number in _ZONES_3:
            return _Zone(_EPSG_3_OF_ZONE_0 + number, number, 3, swapped, fits)
        if number in _ZONES_6:
            return _Zone(_EPSG_6_OF_ZONE_0 + number, number, 6, swapped, fits)
    return None


def _look_like_degrees(x: FloatArray, y: FloatArray) -> bool:
    """Return whether most points are in range as lon, lat or as lat, lon."""
    straight = (np.abs(x) <= MAX_LON) & (np.abs(y) <= MAX_LAT)
    turned = _between(x, CHINA_LAT) & _between(y, CHINA_LON)
    return bool((straight | turned).mean() >= _MOST)


def _between(values: FloatArray, limits: tuple[float, float]) -> npt.NDArray[np.bool_]:
    return (values >= limits[0]) & (values <= limits[1])


def _unit_is_metre(crs: pyproj.CRS) -> bool:
    return bool(crs.axis_info) and crs.axis_info[0].unit_name in {"metre", "meter", "Meter"}


def _false_easting_m(crs: pyproj.CRS) -> float | None:
    operation = crs.coordinate_operation
    if operation is None:
        return None
    for parameter in operation.params:
        if parameter.name.lower() == "false easting":
            return float(parameter.value)
    return None


def _near_wgs84(crs: pyproj.CRS) -> bool:
    """Return whether the datum is WGS 84, CGCS2000 or an ITRF, all alike within a metre."""
    datum = crs.datum.name if crs.datum is not None else ""
    return any(name in datum for name in (*_NEAR_WGS84, *_NEAR_WGS84_MORE))
