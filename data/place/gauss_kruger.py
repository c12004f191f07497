"""Gauss-Krüger zones of the Chinese datums: recognised by number, found by county names.

Zones are 6 or 3 degrees wide. A coordinate with its zone number before the easting says
itself where it lies; without the number only what a record names can tell. So it is with
UTM, whose zones share the meridians of the 6-degree ones at a scale of 0.9996: the same
numbers then lie 0.04 % further from the equator, over 1 km in all four provinces.

Source: GB/T 17278; codes of the EPSG dataset.
"""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj

from data.place.datum import falls_in_named, settles
from data.schema import Datum

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
# UTM zones over the four provinces: code of zone 0, were there one, and their meridians.
_UTM_CODE: Final = 32_600
_UTM_ZONES: Final = range(46, 52)
# These are never counted in UTM.
_NO_UTM: Final = frozenset({Datum.CGCS2000, Datum.XIAN80, Datum.BEIJING54})
_PLACE_M: Final = 1000.0
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
class Twin:
    """The zone of the other projection with the same meridian, and how it did.

    Attributes
    ----------
    epsg
        Its code.
    hits
        Places that would fall in the county they name.
    settled
        Whether the places tell the two apart.
    """

    epsg: int
    hits: int
    settled: bool


@dataclass(frozen=True, slots=True)
class NamedZone:
    """A zone without a number, found because points then fall in the counties they name.

    Attributes
    ----------
    is_utm
        Whether it is a zone of UTM, otherwise one of Gauss-Krüger.
    twin
        What else it may be; None where UTM has no such meridian or is out of question.
    """

    epsg: int
    meridian_deg: int
    swapped: bool
    hits: int
    tested: int
    is_utm: bool = False
    twin: Twin | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """Which places fall in the county they name, were they in this zone."""

    epsg: int
    meridian_deg: int
    swapped: bool
    inside: npt.NDArray[np.bool_]

    @property
    def hits(self) -> int:
        return int(self.inside.sum())

    @property
    def is_utm(self) -> bool:
        return self.epsg - _UTM_CODE in _UTM_ZONES


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


def utm_code(meridian_deg: int) -> int | None:
    """Return the UTM zone with a central meridian, None where none of the provinces' has it."""
    zone, rest = divmod(meridian_deg + 183, 6)
    return _UTM_CODE + zone if not rest and zone in _UTM_ZONES else None


def bare_code(meridian_deg: int, datum: Datum) -> int:
    """Return the 3-degree zone without a number, of CGCS2000 where `datum` has no zones."""
    codes = _CODES.get(datum, _CODES[Datum.CGCS2000])
    return codes.three_bare + meridian_deg // _DEG_PER_ZONE


def named_zone(
    points: FloatArray, named: Ints, counties: gpd.GeoDataFrame, datum: Datum
) -> NamedZone | None:
    """Return the zone without a number in which points fall in the counties they name.

    Meridians are 3 degrees apart, some 280 km, so that the wrong one hits hardly any county.
    Zones of 6 degrees have every second of the same meridians and the same coordinates.
    UTM on the same meridian is told by the places near a border, as `data.place.datum.settles`
    has it; where they do not tell, it is Gauss-Krüger, which is far more common in China.

    Parameters
    ----------
    points : float64[n, 2]
        Metres.
    named : int64[n]
        The county each names, 0 for none.
    counties
        Polygons in EPSG:4326 with a column `adcode`.
    datum
        That of the zones; UTM is tried where it is not one of China's own.

    Returns
    -------
    None when fewer than half fall in their county, or another zone does nearly as well.
    """
    rows = np.flatnonzero(named)
    rows = rows[:: max(1, -(-len(rows) // _PLACES_TESTED))]
    trials = [
        trial
        for swapped in (False, True)
        for trial in _trials(points[rows], named[rows], counties, datum, swapped=swapped)
    ]
    if not trials:
        return None
    best = max(trials, key=lambda trial: (trial.hits, not trial.is_utm))
    same = (best.meridian_deg, best.swapped)
    pair = [each for each in trials if (each.meridian_deg, each.swapped) == same]
    others = [each.hits for each in trials if each not in pair]
    if best.hits <= _HALF * len(rows) or best.hits < _CLEARLY * max(others, default=0):
        return None
    return _of_pair(pair, best, _apart(points[rows], named[rows]))


def _trials(
    points: FloatArray, named: Ints, counties: gpd.GeoDataFrame, datum: Datum, *, swapped: bool
) -> list[_Trial]:
    """Return how each zone does, with easting or northing first."""
    easting, northing = points[:, ::-1].T if swapped else points.T
    if not len(points) or _fits(easting, northing).mean() < _MOST:
        return []
    found = []
    for number in _ZONES_3:
        meridian = number * _DEG_PER_ZONE
        utm = None if datum in _NO_UTM else utm_code(meridian)
        for epsg in (bare_code(meridian, datum), utm):
            if epsg is not None:
                lon, lat = pyproj.Proj(epsg)(easting, northing, inverse=True)
                inside = falls_in_named(lon, lat, named, counties)
                found.append(_Trial(epsg, meridian, swapped, inside))
    return found


def _of_pair(pair: list[_Trial], best: _Trial, once: Ints) -> NamedZone:
    """Return the zone of Gauss-Krüger or of UTM on one meridian that the places tell."""
    plain, *utm = sorted(pair, key=lambda trial: trial.is_utm)
    taken, other = (best, plain) if best.is_utm else (plain, utm[0] if utm else None)
    twin = None
    if other is not None:
        one, two = taken.inside[once], other.inside[once]
        settled = settles(int((one & ~two).sum()), int((two & ~one).sum()))
        if taken.is_utm and not settled:
            taken, other = other, taken
        twin = Twin(other.epsg, other.hits, settled)
    return NamedZone(
        taken.epsg,
        taken.meridian_deg,
        taken.swapped,
        taken.hits,
        len(taken.inside),
        taken.is_utm,
        twin,
    )


def _apart(points: FloatArray, named: Ints) -> Ints:
    """Return one row of the places within a kilometre that name one county."""
    cells = np.column_stack([np.floor(points / _PLACE_M), named])
    rows: Ints = np.unique(cells, axis=0, return_index=True)[1]
    return rows


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
