"""What a coordinate system is called, and which one a name or a text means."""

import re
from functools import lru_cache
from typing import Final

import pyproj
from pyproj.exceptions import ProjError

_PLANE: Final = 2
_LIKELY: Final = 25
_AUTHORITY_CODE: Final = re.compile(r"(EPSG|ESRI|OGC|IGNF|IAU_\d+):{1,2}\w+", re.IGNORECASE)


def name_of(crs: pyproj.CRS) -> str:
    """Return the authority code of `crs` where it has one, otherwise its name."""
    return _name_of_wkt(crs.to_wkt())


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
def parsed(text: str) -> pyproj.CRS | None:
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
