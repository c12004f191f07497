"""Gauss-Krüger zones of the Chinese datums: recognised by number, found by county names.

Zones are 6 or 3 degrees wide. A coordinate with its zone number before the easting says
itself where it lies; without the number only what a record names can tell.

Source: GB/T 17278; codes of the EPSG dataset.
"""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj

from data.datum import Datum, falls_in_named

FloatArray = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_MOST: Final = 0.9
_ZONE_M: Final = 1_000_000.0
_CENTRAL_EASTING_M: Final = 500_000.0
# Half a zone is at most 334 km wide, but a whole province is often drawn in one zone.
_REACH_M: Final = 750_000.0
_NORTHINGS_M: Final = (300_000.0, 6_000_000.0)
# Eastings of the 6-degree zones 13 and 14 also occur in Web Mercator: those are asked.
_ZONES_6: Final = range(15, 24)
_ZONES_3: Final = range(25, 46)
_ZONES_6_CODED: Final = range(13, 24)
_DEG_PER_ZONE: Final = 3
_PLACES_TESTED: Final = 2000
_HALF: Final = 0.5
_CLEARLY: Final = 4


@dataclass(frozen=True, slots=True)
class _Codes:
    """EPSG code of zone 0, were there one: 6 and 3 degrees, with and without the number."""

    six: int
    six_bare: int
    three: int
    three_bare: int


_CODES: Final = {
    Datum.CGCS2000: _Codes(4491 - 13, 4502 - 13, 4513 - 25, 4534 - 25),
    Datum.XIAN80: _Codes(2327 - 13, 2338 - 13, 2349 - 25, 2370 - 25),
    Datum.BEIJING54: _Codes(21413 - 13, 21453 - 13, 2401 - 25, 2422 - 25),
}


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone recognised from the number before the eastings.

    Attributes
    ----------
    swapped
        Whether northing stands before easting.
    fits
        Which points fit the zone.
    """

    number: int
    width_deg: int
    swapped: bool
    fits: npt.NDArray[np.bool_]

    def epsg(self, datum: Datum) -> int:
        """Return the code of the zone, of CGCS2000 where `datum` has no zones of its own."""
        codes = _CODES.get(datum, _CODES[Datum.CGCS2000])
        return (codes.three if self.width_deg == _DEG_PER_ZONE else codes.six) + self.number


@dataclass(frozen=True, slots=True)
class NamedZone:
    """A zone without a number, found because points then fall in the counties they name."""

    epsg: int
    meridian_deg: int
    swapped: bool
    hits: int
    tested: int


def zone_of(x: FloatArray, y: FloatArray) -> Zone | None:
    """Return the zone whose number stands before most eastings, None when none does."""
    for easting, northing, swapped in ((x, y, False), (y, x, True)):
        number = int(np.clip(np.median(easting) // _ZONE_M, -1, 1000))
        fits = _fits(easting - number * _ZONE_M, northing)
        if fits.mean() < _MOST:
            continue
        if number in _ZONES_3:
            return Zone(number, 3, swapped, fits)
        if number in _ZONES_6:
            return Zone(number, 6, swapped, fits)
    return None


def named_zone(
    points: FloatArray, named: Ints, counties: gpd.GeoDataFrame, datum: Datum
) -> NamedZone | None:
    """Return the zone without a number in which points fall in the counties they name.

    Meridians are 3 degrees apart, some 280 km, so that the wrong one hits hardly any county.
    Zones of 6 degrees have every second of the same meridians and the same coordinates.

    Parameters
    ----------
    points : float64[n, 2]
        Metres.
    named : int64[n]
        The county each names, 0 for none.
    counties
        Polygons in EPSG:4326 with a column `adcode`.

    Returns
    -------
    None when fewer than half fall in their county, or another zone does nearly as well.
    """
    rows = np.flatnonzero(named)
    rows = rows[:: max(1, -(-len(rows) // _PLACES_TESTED))]
    if not len(rows):
        return None
    codes = _CODES.get(datum, _CODES[Datum.CGCS2000])
    found = []
    for swapped in (False, True):
        easting, northing = points[rows][:, ::-1].T if swapped else points[rows].T
        if _fits(easting, northing).mean() < _MOST:
            continue
        for number in _ZONES_3:
            epsg = codes.three_bare + number
            to_degrees = pyproj.Transformer.from_crs(
                epsg, pyproj.CRS(epsg).geodetic_crs, always_xy=True
            )
            lon, lat = to_degrees.transform(easting, northing)
            hits = int(falls_in_named(lon, lat, named[rows], counties).sum())
            found.append(NamedZone(epsg, number * _DEG_PER_ZONE, swapped, hits, len(rows)))
    ranked = sorted(found, key=lambda zone: -zone.hits)
    if not ranked or ranked[0].hits <= _HALF * len(rows):
        return None
    return ranked[0] if ranked[0].hits >= _CLEARLY * ranked[1].hits else None


def in_datum(crs: pyproj.CRS, datum: Datum) -> pyproj.CRS:
    """Return the zone of `crs`, or its degrees, on `datum` instead; `crs` where there is none."""
    if crs.is_geographic:
        return pyproj.CRS(datum.crs)
    code, target = crs.to_epsg(), _CODES.get(datum)
    if code is None or target is None:
        return crs
    for codes in _CODES.values():
        for own, other, zones in _families(codes, target):
            if code - own in zones:
                return pyproj.CRS.from_epsg(other + code - own)
    return crs


def _families(own: _Codes, other: _Codes) -> list[tuple[int, int, range]]:
    return [
        (own.six, other.six, _ZONES_6_CODED),
        (own.six_bare, other.six_bare, _ZONES_6_CODED),
        (own.three, other.three, _ZONES_3),
        (own.three_bare, other.three_bare, _ZONES_3),
    ]


def _fits(easting: FloatArray, northing: FloatArray) -> npt.NDArray[np.bool_]:
    """Return which points, the number taken off, may lie in a zone in China."""
    inside = np.abs(easting - _CENTRAL_EASTING_M) < _REACH_M
    inside &= (northing >= _NORTHINGS_M[0]) & (northing <= _NORTHINGS_M[1])
    return np.asarray(inside, dtype=bool)
