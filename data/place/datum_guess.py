"""Decides which datum a layer's coordinates are in, and says why and how sure that is.

What the user says counts, then what the file declares, then a word in its headings, and at
last a test: under which datum points fall in the counties they name. Where that settles
nothing WGS 84 is kept, and the figures say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
from pyproj.exceptions import ProjError
from pyproj.transformer import AreaOfInterest, TransformerGroup

from data.findings import Hypothesis, Problem, Reason
from data.place.datum import judge_datum, verdict
from data.place.datum_clues import Evidence
from data.reference.catalog import Level, read_boundaries
from data.schema import CRS, Datum

FloatArray = npt.NDArray[np.float64]
Area = tuple[float, float, float, float]

_OLD: Final = (Datum.XIAN80, Datum.BEIJING54)
_SHIFTED: Final = (Datum.GCJ02, Datum.BD09)
# Words of datum names, with spaces and underscores left out.
_NAMES: Final = {
    Datum.CGCS2000: ("china2000", "cgcs2000", "chinageodeticcoordinatesystem2000"),
    Datum.XIAN80: ("xian1980",),
    Datum.BEIJING54: ("beijing1954",),
    Datum.WGS84: (
        "worldgeodeticsystem1984",
        "wgs84",
        "wgs1984",
        "itrf",
        "internationalterrestrial",
    ),
}


@dataclass(frozen=True, slots=True)
class DatumGuess:
    """The datum of a layer, why, the scores of the test, and doubts."""

    datum: Datum
    why: Reason
    scores: tuple[Hypothesis, ...] = ()
    problems: tuple[Problem, ...] = ()


@cache
def counties() -> gpd.GeoDataFrame:
    """Return the bundled counties that datums and zones are tested by; not to be changed."""
    return read_boundaries(Level.COUNTY, None)


def datum_of(crs: pyproj.CRS) -> Datum | None:
    """Return the datum of a coordinate system, None when it is none of those we name."""
    name = crs.datum.name if crs.datum is not None else crs.name
    plain = name.casefold().replace(" ", "").replace("_", "")
    for datum, words in _NAMES.items():
        if any(word in plain for word in words):
            return datum
    return None


def scores_of(
    lon: FloatArray, lat: FloatArray, evidence: Evidence | None
) -> tuple[Hypothesis, ...]:
    """Return the scores of each datum for the evidence, in degrees; () where it names no county."""
    if evidence is None or not evidence.names_counties:
        return ()
    scores = judge_datum(lon, lat, evidence.named, counties())
    return scores if scores[0].hits else ()


def guess_datum(
    evidence: Evidence | None, scores: tuple[Hypothesis, ...], zone: Datum | None
) -> DatumGuess:
    """Return the datum of coordinates whose file declares none.

    Parameters
    ----------
    zone
        Datum of the zone the coordinates were read in; None for degrees.
    """
    settled = verdict(scores)
    facts = score_facts(scores)
    clue = evidence.clue if evidence is not None else None
    if clue is not None:
        why = Reason(clue.why.code, {**clue.why.facts, "datum": clue.datum.brief})
        doubts = [Problem.of("problem_datum_clue", (), datum=clue.datum.brief)]
        if settled is not None and not _alike(settled, clue.datum):
            facts = {**facts, "datum": clue.datum.brief, "found": settled.brief}
            doubts = [Problem.of("problem_datum_clue_doubted", (), **facts)]
        return DatumGuess(clue.datum, why, scores, tuple(doubts))
    if zone is not None:
        return DatumGuess(zone, Reason("datum_zone", {"datum": zone.brief}), scores)
    if settled is None:
        code = "problem_datum_undecided" if scores else "problem_datum_unsure"
        doubt = Problem.of(code, (), **facts)
        return DatumGuess(Datum.WGS84, Reason("datum_assumed"), scores, (doubt,))
    why = Reason("datum_tested", {"datum": settled.brief, **facts})
    if settled is Datum.WGS84:
        return DatumGuess(settled, why, scores)
    doubt = Problem.of("problem_datum_tested", (), datum=settled.brief, **facts)
    return DatumGuess(settled, why, scores, (doubt,))


def believe_datum(
    datum: Datum | None, why: Reason, scores: tuple[Hypothesis, ...], crs_name: str
) -> DatumGuess:
    """Return a datum that the user or the file gives, with a doubt where the test speaks against.

    A system on a datum that we have no name for is brought to WGS 84.
    """
    taken = datum or Datum.WGS84
    settled = verdict(scores)
    if settled is None or _alike(settled, taken):
        return DatumGuess(taken, why, scores)
    facts = {**score_facts(scores), "crs": crs_name, "found": settled.brief}
    return DatumGuess(taken, why, scores, (Problem.of("problem_datum_contradicted", (), **facts),))


def score_facts(scores: tuple[Hypothesis, ...]) -> Mapping[str, object]:
    """Return the scores for sentences: places tested, and those that fall in their county."""
    if not scores:
        return {}
    by_datum = {score.datum.value: score.hits for score in scores}
    return {"tested": scores[0].tested, **by_datum}


@lru_cache(maxsize=16)
def way_to_wgs84(wkt: str, area: Area | None) -> tuple[pyproj.Transformer, str | None]:
    """Return the way from a system to WGS 84, and the published operation it uses.

    On the old datums PROJ would choose an operation point by point, with steps of tens of
    metres where one ends. One is taken for the whole layer: the most exact that was
    published for all of `area` (west, south, east, north), and where none was, which is so
    in all four provinces, degrees are taken as they are and None is returned.
    Finding the way takes PROJ up to a quarter of a second.
    """
    crs = pyproj.CRS.from_wkt(wkt)
    if datum_of(crs) not in _OLD or area is None:
        return pyproj.Transformer.from_crs(crs, CRS, always_xy=True), None
    group = TransformerGroup(crs, CRS, always_xy=True, area_of_interest=AreaOfInterest(*area))
    for way in group.transformers:
        if way.accuracy >= 0 and _holds(way.area_of_use.bounds, area):
            return way, way.description
    plain = [way for way in group.transformers if way.accuracy < 0]
    for way in plain or group.transformers:
        return way, None
    raise ProjError(f"no way from {crs.name} to WGS 84")


def old_datum_problems(crs: pyproj.CRS, area: Area | None, name: str) -> tuple[Problem, ...]:
    """Return what is to be said of the accuracy of a datum before WGS 84; () for none."""
    datum = datum_of(crs)
    if datum is not None and datum not in _OLD:
        return ()
    way, operation = way_to_wgs84(crs.to_wkt(), area)
    if datum is None:
        return (Problem.of("problem_datum_shift", (), crs=name),)
    if operation is None:
        return (Problem.of("problem_datum_taken", (), crs=name, datum=datum.brief),)
    facts = {"crs": name, "operation": operation, "accuracy_m": way.accuracy}
    return (Problem.of("problem_datum_operation", (), **facts),)


def _holds(outer: tuple[float, ...], inner: Area) -> bool:
    west, south, east, north = outer
    return west <= inner[0] and south <= inner[1] and inner[2] <= east and inner[3] <= north


def _alike(one: Datum, other: Datum) -> bool:
    """Return whether county borders cannot tell two datums apart."""
    return one is other or not {one, other} & set(_SHIFTED)
