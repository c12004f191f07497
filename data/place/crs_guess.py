"""Decides which coordinate system a layer's coordinates are in, and says why.

What the file declares is believed unless the coordinates contradict it. Without a usable
declaration the coordinates themselves are judged: degrees by their range, CGCS2000
Gauss-Krüger by the zone number in front of the easting or, without one, by the counties
that records name, which tell it from UTM as well. What cannot be told is asked.
`data.place.datum_guess` then tells the datum.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj
from pyproj.exceptions import ProjError

from data.errors import DataError
from data.findings import Hypothesis, Problem, Reason
from data.place.crs_names import name_of, parsed
from data.place.datum import shifted_to_wgs84
from data.place.datum_clues import Evidence
from data.place.datum_guess import (
    Area,
    DatumGuess,
    believe_datum,
    counties,
    datum_of,
    guess_datum,
    old_datum_problems,
    scores_of,
    way_to_wgs84,
)
from data.place.gauss_kruger import NamedZone, in_datum, named_zone, zone_of
from data.schema import Datum

FloatArray = npt.NDArray[np.float64]

# Longitudes and latitudes of China, with a margin: what swapped columns are told by.
CHINA_LON: Final = (73.0, 136.0)
CHINA_LAT: Final = (3.0, 54.0)

MAX_LON: Final = 180.0
MAX_LAT: Final = 90.0

_MOST: Final = 0.9
_MAJORITY: Final = 0.5
_ZONE_M: Final = 1_000_000.0
_OLD: Final = (Datum.XIAN80, Datum.BEIJING54)
_ASSUMED: Final = Reason("datum_assumed")


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
        Doubts about system and datum.
    fits
        Which points fit the zone recognised, None where nothing was recognised by zone.
    datum
        What degrees are counted from; GCJ-02 and BD-09 are shifts upon `crs`.
    datum_why
        How that is known.
    scores
        How many places fall in the county they name under each datum, best first; empty
        where none could be tested.
    area
        Roughly where the layer lies: west, south, east and north edge in degrees.
    """

    crs: pyproj.CRS
    found: str
    why: Reason
    axes_swapped: bool = False
    problems: tuple[Problem, ...] = ()
    fits: npt.NDArray[np.bool_] | None = None
    datum: Datum = Datum.WGS84
    datum_why: Reason = _ASSUMED
    scores: tuple[Hypothesis, ...] = ()
    area: Area | None = None


def decide(
    declared: str | None,
    override: str | None,
    points: FloatArray,
    file: str,
    *,
    fixed: bool,
    datum: Datum | None = None,
    evidence: Evidence | None = None,
) -> Decision:
    """Return the coordinate system of `points`, and their datum.

    Parameters
    ----------
    declared
        What the file says: WKT, an authority code, anything; None when nothing.
    override
        What the user says of the system, which settles it.
    points
        Coordinates, one pair per geometry, shape (n, 2), n at least 1, finite and none
        beyond 1e9; units unknown.
    file
        The file's name for errors.
    fixed
        Whether the format fixes degrees on WGS 84.
    datum
        What the user says of the datum, which settles it.
    evidence
        What else the file says of its datum: `data.place.datum_clues.evidence_of`.

    Raises
    ------
    DataError
        `crs_unknown` (the override means nothing), `crs_missing` (the user must say).
    """
    base = _system(declared, override, points, file, datum, evidence, fixed=fixed)
    if datum is not None and datum_of(base.crs) is not datum:
        # GCJ-02 and BD-09 are undone in degrees, whatever those were drawn in.
        crs = in_datum(base.crs, datum)
        base = replace(base, crs=crs, found=name_of(crs))
    area = _area(base, points)
    guess = _datum(base, datum, evidence, file)
    problems = list(guess.problems)
    if base.why.code not in {"crs_assumed_wgs84", "crs_override"} or guess.datum in _OLD:
        problems = [*old_datum_problems(base.crs, area, base.found), *problems]
    return replace(
        base,
        problems=(*base.problems, *problems),
        datum=guess.datum,
        datum_why=guess.why,
        scores=guess.scores,
        area=area,
    )


def to_wgs84(decision: Decision, coordinates: FloatArray, file: str) -> FloatArray:
    """Return coordinates, shape (n, 2), as lon, lat in degrees; inf where they have none.

    Raises
    ------
    DataError
        `crs_unknown` when PROJ knows no way from the system to WGS 84.
    """
    x, y = coordinates[:, 0], coordinates[:, 1]
    try:
        way, _ = way_to_wgs84(decision.crs.to_wkt(), decision.area)
        lon, lat = way.transform(x, y)
    except ProjError as error:
        raise DataError("crs_unknown", crs=name_of(decision.crs), file=file) from error
    degrees = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    return np.column_stack(shifted_to_wgs84(decision.datum, *degrees))


def swapped_rows(x: FloatArray, y: FloatArray) -> npt.NDArray[np.bool_]:
    """Return which points, in degrees, have latitude before longitude.

    A point counts when its first number can only be a latitude of China and its second
    only a longitude of China. Single rows among many right ones count only where the
    second number is no latitude at all (beyond 90).
    """
    pattern = _between(x, CHINA_LAT) & _between(y, CHINA_LON)
    return pattern if pattern.mean() > _MAJORITY else pattern & (y > MAX_LAT)


def _system(
    declared: str | None,
    override: str | None,
    points: FloatArray,
    file: str,
    datum: Datum | None,
    evidence: Evidence | None,
    *,
    fixed: bool,
) -> Decision:
    """Return the coordinate system of `points`: given, declared or guessed."""
    if override is not None:
        crs = parsed(override)
        if crs is None:
            raise DataError("crs_unknown", crs=override)
        return Decision(crs, name_of(crs), Reason("crs_override", {"crs": name_of(crs)}))
    x, y = points[:, 0], points[:, 1]
    problems: list[Problem] = []
    crs = parsed(declared) if declared else None
    if declared and crs is None:
        start = " ".join(declared.split())[:60]
        problems.append(Problem.of("problem_crs_unusable", found=start))
    elif crs is not None and _contradicted(crs, x, y):
        problems.append(Problem.of("problem_crs_contradicted", crs=name_of(crs)))
        crs = None
    if crs is None:
        clue = evidence.clue if evidence is not None else None
        wanted = datum or (clue.datum if clue is not None else Datum.WGS84)
        return _guess(x, y, wanted, problems, evidence, file)
    code = "crs_fixed" if fixed else "crs_declared"
    why = Reason(code, {"crs": name_of(crs)})
    return Decision(crs, name_of(crs), why, problems=tuple(problems))


def _datum(base: Decision, given: Datum | None, evidence: Evidence | None, file: str) -> DatumGuess:
    """Return the datum of a layer whose system is known."""
    scores = _scores(base, evidence, file)
    own = datum_of(base.crs)
    if given is not None:
        why = Reason("datum_override", {"datum": given.brief})
        return believe_datum(given, why, scores, given.brief)
    if base.why.code in {"crs_override", "crs_declared", "crs_fixed"}:
        why = Reason("datum_converted", {"crs": base.found})
        if own is not None:
            why = Reason("datum_of_crs", {"datum": own.brief, "crs": base.found})
        return believe_datum(own, why, scores, base.found)
    if base.crs.is_projected:
        return guess_datum(evidence, scores, own)
    return guess_datum(evidence, scores, None)


def _scores(base: Decision, evidence: Evidence | None, file: str) -> tuple[Hypothesis, ...]:
    """Return the scores of each datum for the places of the evidence."""
    if evidence is None or not evidence.names_counties:
        return ()
    points = evidence.points[:, ::-1] if base.axes_swapped else evidence.points
    if base.crs.is_geographic:
        turned = swapped_rows(points[:, 0], points[:, 1])
        points = np.where(turned[:, np.newaxis], points[:, ::-1], points)
    degrees = to_wgs84(replace(base, datum=Datum.WGS84), points, file)
    return scores_of(degrees[:, 0], degrees[:, 1], evidence)


def _area(base: Decision, points: FloatArray) -> Area | None:
    """Return roughly where the points lie, in degrees of their own datum."""
    if datum_of(base.crs) not in _OLD:
        return None
    geodetic = base.crs.geodetic_crs
    own = points[:, ::-1] if base.axes_swapped else points
    if base.crs.is_projected and geodetic is not None:
        way = pyproj.Transformer.from_crs(base.crs, geodetic, always_xy=True)
        own = np.column_stack(way.transform(own[:, 0], own[:, 1]))
    known = own[np.isfinite(own).all(axis=1) & (np.abs(own) <= (MAX_LON, MAX_LAT)).all(axis=1)]
    if not len(known):
        return None
    (west, south), (east, north) = known.min(axis=0), known.max(axis=0)
    return float(west), float(south), float(east), float(north)


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
    return zone_of(x, y) is not None


def _guess(
    x: FloatArray,
    y: FloatArray,
    wanted: Datum,
    problems: list[Problem],
    evidence: Evidence | None,
    file: str,
) -> Decision:
    """Return the system that the coordinates themselves suggest, on the datum wanted."""
    if _look_like_degrees(x, y):
        crs = pyproj.CRS(wanted.crs)
        why = Reason("crs_assumed_wgs84")
        return Decision(crs, wanted.crs, why, problems=tuple(problems))
    zone = zone_of(x, y)
    if zone is None:
        return _by_names(x, y, wanted, problems, evidence, file)
    found = f"EPSG:{zone.epsg(wanted)}"
    facts: Mapping[str, object] = {
        "crs": found,
        "zone": zone.number,
        "width": zone.width_deg,
    }
    if wanted not in _OLD:
        problems.append(Problem.of("problem_zone_guessed", (), **facts))
    if zone.swapped:
        problems.append(Problem.of("problem_axes_swapped"))
    why = Reason("crs_zone", facts)
    return Decision(pyproj.CRS(found), found, why, zone.swapped, tuple(problems), zone.fits)


def _by_names(
    x: FloatArray,
    y: FloatArray,
    wanted: Datum,
    problems: list[Problem],
    evidence: Evidence | None,
    file: str,
) -> Decision:
    """Return the zone without a number in which points fall in the counties they name.

    Raises
    ------
    DataError
        `crs_missing` when there is no such zone.
    """
    zone = None
    if evidence is not None and evidence.names_counties:
        zone = named_zone(evidence.points, evidence.named, counties(), wanted)
    if zone is None:
        raise DataError("crs_missing", file=file, x=f"{np.median(x):.1f}", y=f"{np.median(y):.1f}")
    found = f"EPSG:{zone.epsg}"
    problems.append(_zone_problem(zone))
    if zone.swapped:
        problems.append(Problem.of("problem_axes_swapped"))
    why = Reason("crs_utm_named" if zone.is_utm else "crs_zone_named", _zone_facts(zone))
    return Decision(pyproj.CRS(found), found, why, zone.swapped, tuple(problems))


def _zone_problem(zone: NamedZone) -> Problem:
    """Return what is to be said of a zone inferred from county names."""
    facts = dict(_zone_facts(zone))
    if zone.twin is None:
        return Problem.of("problem_zone_named", (), **facts)
    facts |= {"other": f"EPSG:{zone.twin.epsg}", "other_hits": zone.twin.hits}
    if not zone.twin.settled:
        return Problem.of("problem_zone_or_utm", (), **facts)
    code = "problem_utm_named" if zone.is_utm else "problem_zone_not_utm"
    return Problem.of(code, (), **facts)


def _zone_facts(zone: NamedZone) -> Mapping[str, object]:
    return {
        "crs": f"EPSG:{zone.epsg}",
        "meridian": zone.meridian_deg,
        "hits": zone.hits,
        "tested": zone.tested,
    }


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
