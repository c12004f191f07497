"""What a coordinate system is called, and which one a name or a text means."""

import re
from functools import lru_cache
from typing import Final

import pyproj
from pyproj.exceptions import ProjError

# China's grids of 1 km, which no authority has a code for: named here.
ALBERS_KRASOVSKY: Final = "ALBERS:KRASOVSKY"
ALBERS_WGS84: Final = "ALBERS:WGS84"

_ALBERS: Final = "+proj=aea +lat_0=0 +lon_0=105 +lat_1=25 +lat_2=47 +x_0=0 +y_0=0 +units=m"
_ELLIPSOIDS: Final = {ALBERS_KRASOVSKY: "+ellps=krass", ALBERS_WGS84: "+datum=WGS84"}
_PLANE: Final = 2
_WGS84: Final = "EPSG:4326"
_EARTH_M: Final = 6_371_000.0
_MOST_OFF: Final = 0.005
_LIKELY: Final = 25
_AUTHORITY_CODE: Final = re.compile(r"(EPSG|ESRI|OGC|IGNF|IAU_\d+):{1,2}\w+", re.IGNORECASE)


def name_of(crs: pyproj.CRS) -> str:
    """Return the authority code of `crs` where it has one, otherwise its name."""
    return _name_of_wkt(crs.to_wkt())


@lru_cache(maxsize=16)
def _name_of_wkt(wkt: str) -> str:
    """Return the name of a system: looking it up in PROJ's tables takes a quarter of a second."""
    crs = pyproj.CRS.from_wkt(wkt)
    if crs.name in _ELLIPSOIDS:
        return crs.name
    code = crs.to_epsg()
    if code is not None:
        return f"EPSG:{code}"
    # An axis order that differs, which some programs write, costs PROJ its confidence.
    for match in crs.list_authority("EPSG", _LIKELY):
        if pyproj.CRS.from_epsg(int(match.code)).name == crs.name:
            return f"EPSG:{match.code}"
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name


def _albers(code: str) -> pyproj.CRS:
    """Return one of the Albers projections, called by its code."""
    crs = pyproj.CRS.from_proj4(f"{_ALBERS} {_ELLIPSOIDS[code]} +type=crs").to_json_dict()
    return pyproj.CRS.from_json_dict({**crs, "name": code})


@lru_cache(maxsize=64)
def parsed(text: str) -> pyproj.CRS | None:
    """Return the horizontal system that `text` means, None when it means none.

    WKT of any dialect and authority codes count, and the two of `_ELLIPSOIDS`; names do not,
    since PROJ would take any word for the beginning of one. A system that PROJ can describe
    but not compute with, or that lies on no Earth, means none.
    """
    try:
        if text.upper() in _ELLIPSOIDS:
            return _albers(text.upper())
        if _AUTHORITY_CODE.fullmatch(text):
            crs = pyproj.CRS.from_user_input(text)
        elif "[" in text:
            crs = pyproj.CRS.from_wkt(text)
        else:
            return None
        flat = crs if len(crs.axis_info) == _PLANE else crs.to_2d()
        usable = (flat.is_geographic or flat.is_projected) and _leads_to_wgs84(flat)
    except (ProjError, ValueError, TypeError, AttributeError, IndexError, UnicodeError):
        return None
    return flat if usable else None


def _leads_to_wgs84(crs: pyproj.CRS) -> bool:
    """Return whether there is a way to degrees on WGS 84, also from the system as it is written.

    Raises
    ------
    ProjError
        Where there is none.
    """
    if not _is_on_earth(crs):
        return False
    # What comes to be drawn and compared is the system's own text, read once more.
    again = pyproj.CRS.from_wkt(crs.to_wkt())
    for start in (crs, again):
        way = pyproj.Transformer.from_crs(start, _WGS84, always_xy=True)
        if not way.definition:
            return False
    return len(again.axis_info) == _PLANE and bool(again.axis_info[0].unit_conversion_factor > 0)


def _is_on_earth(crs: pyproj.CRS) -> bool:
    """Return whether a system's ellipsoid is the Earth's, on which all in use nearly agree."""
    ellipsoid = crs.ellipsoid
    if ellipsoid is None:
        return False
    axes_m = (ellipsoid.semi_major_metre, ellipsoid.semi_minor_metre)
    return all(abs(axis_m / _EARTH_M - 1) <= _MOST_OFF for axis_m in axes_m)
