"""The data doctor: what is doubtful in a user's layer, with the records and where they lie.

Nothing is changed here. What reading has mended already is in the list as well, and says so.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from data.findings import RowNumbers, list_rows
from data.layer.loaded import Loaded
from data.place.named_county import UNKNOWN_ADCODE, adcodes_of, named_counties
from data.read.roles import columns_of, texts_of
from data.reference.counties import NO_COUNTY, county_rows
from data.schema import FacilityColumn, Language, Tier, Title, UnitColumn
from data.text.fields import Role
from data.text.garbled import looks_garbled
from data.text.tier_words import tier_in, tier_of
from geo.intake.doubtful_positions import misplaced
from geo.progress import Progress, silent
from geo.words.wording import say

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Details = Sequence[Mapping[str, object]]

_SAME_PLACE_DEG: Final = 1e-6
_SAMPLE_CHARS: Final = 40
_MENDED: Final = frozenset({"problem_made_valid", "problem_lon_lat_swapped"})
# Noted while reading and either told in another way here or no reason for doubt.
_NOT_DOUBTFUL: Final = frozenset(
    {"problem_origin", "problem_flattened", "problem_multipoint", "problem_placed_at_seat"}
)
# Titles that a facility may bear in another tier: a sub-centre is a township's or a
# county's hospital with a second task.
_FITTING: Final = {
    Tier.SUBCENTRE: {Tier.SUBCENTRE, Tier.TOWNSHIP, Tier.COUNTY},
    Tier.TOWNSHIP: {Tier.TOWNSHIP, Tier.SUBCENTRE},
}


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """Records that are doubtful for one reason.

    Attributes
    ----------
    code
        Key of the sentence about all of them; `{code}_row`, where `details` are given, is
        that of the sentence about one.
    rows : int32[n]
        Record numbers in the file, from 1, ascending.
    lon, lat : float64[n]
        Where each lies, in degrees; NaN where it has no position.
    facts
        Values for the sentence: at least `count` and `row_list`.
    details
        Values for the sentence about each record; empty where there is none.
    mended
        Whether reading has put it right already.
    """

    code: str
    rows: RowNumbers
    lon: Floats
    lat: Floats
    facts: Mapping[str, object]
    details: tuple[Mapping[str, object], ...] = ()
    mended: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A layer with what every examination needs of it; one entry a row."""

    loaded: Loaded
    columns: Mapping[Role, str]
    lon: Floats
    lat: Floats
    names: list[str]
    named: Ints
    county: Ints
    codes: Ints
    titles: Mapping[int, str]
    counties: gpd.GeoDataFrame
    tiers: list[Tier | None]

    def finding(
        self, code: str, doubtful: Bools, detail: Callable[[int], Mapping[str, object]] | None
    ) -> list[Finding]:
        """Return the finding of the rows that are doubtful, none when no row is."""
        at = np.flatnonzero(doubtful)
        if not len(at):
            return []
        at = at[np.argsort(self.loaded.source_rows[at], kind="stable")]
        rows = self.loaded.source_rows[at]
        details: Details = [] if detail is None else [detail(int(i)) for i in at]
        facts = {"count": len(at), "row_list": list_rows(rows)}
        return [Finding(code, rows, self.lon[at], self.lat[at], facts, tuple(details))]

    def title(self, adcode: int) -> str:
        """Return the name of a county, `-` for none."""
        return self.titles.get(adcode, "-")


def examine(
    loaded: Loaded,
    counties: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame | None = None,
    progress: Progress = silent,
) -> tuple[Finding, ...]:
    """Return what is doubtful in a layer, in the order in which it matters.

    Parameters
    ----------
    counties
        County polygons of all four provinces, EPSG:4326, with `adcode` and `name`.
    facilities
        The same records as facilities (`data.read.roles.as_facilities`): their tiers are
        compared with their names. Without them the layer's own column for tier or kind is.
    progress
        Told how far it is; may raise `Cancelled`.

    Returns
    -------
    One finding per reason, none for what is in order. A record that lies at 0, 0, has
    longitude and latitude swapped, or is far from the four provinces has that one reason
    for its position, not also that it lies outside its county.
    """
    layer = _layer(loaded, counties, facilities)
    progress(0.4)
    findings = _positions(layer)
    progress(0.7)
    for step, find in enumerate((_same_position, _same_name, _unfit_tier, _adcode, _garbled)):
        findings += find(layer)
        progress(0.75 + 0.05 * step)
    findings += _noted(layer)
    progress(1.0)
    return tuple(findings)


def sentence(finding: Finding, language: Language) -> str:
    """Return what is doubtful and what to do about it."""
    return say(finding.code, language, **finding.facts)


def row_sentence(finding: Finding, index: int, language: Language) -> str:
    """Return what is doubtful of one record; empty where there is no more to say of it."""
    if not finding.details:
        return ""
    facts = {
        key: value.in_language(language) if isinstance(value, Title) else value
        for key, value in finding.details[index].items()
    }
    return say(f"{finding.code}_row", language, **facts)


def _layer(
    loaded: Loaded, counties: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame | None
) -> _Layer:
    records, columns = loaded.records, columns_of(loaded)
    lon, lat = records.lon_lat()
    codes = counties[UnitColumn.ADCODE].to_numpy(dtype=np.int64)
    return _Layer(
        loaded=loaded,
        columns=columns,
        lon=lon,
        lat=lat,
        names=texts_of(records, columns, Role.NAME),
        named=named_counties(records.only(columns.values()), columns),
        county=county_rows(lon, lat, counties.geometry.to_numpy()).astype(np.int64),
        codes=codes,
        titles=dict(zip(codes.tolist(), counties[UnitColumn.NAME].tolist(), strict=True)),
        counties=counties,
        tiers=_given_tiers(loaded, columns, facilities),
    )


def _given_tiers(
    loaded: Loaded, columns: Mapping[Role, str], facilities: gpd.GeoDataFrame | None
) -> list[Tier | None]:
    if facilities is not None:
        return [Tier(tier) for tier in facilities[FacilityColumn.TIER]]
    tiers, kinds = (texts_of(loaded.records, columns, r) for r in (Role.TIER, Role.KIND))
    return [tier_in(tier) or tier_in(kind) for tier, kind in zip(tiers, kinds, strict=True)]


def _positions(layer: _Layer) -> list[Finding]:
    """Return records at 0, 0, swapped, far from the provinces or outside their county."""
    found = misplaced(layer.lon, layer.lat, layer.county, layer.named, layer.counties)

    def away(i: int) -> Mapping[str, object]:
        return {"name": _name(layer, i), "km": round(found.away_m[i] / 1000)}

    def outside(i: int) -> Mapping[str, object]:
        row = int(layer.county[i])
        return {
            "name": _name(layer, i),
            "named": layer.title(int(layer.named[i])),
            "found": "-" if row == NO_COUNTY else layer.title(int(layer.codes[row])),
            "km": f"{found.off_m[i] / 1000:.1f}",
        }

    return [
        *layer.finding("doctor_origin", found.origin, lambda i: {"name": _name(layer, i)}),
        *layer.finding("doctor_swapped", found.swapped, lambda i: {"name": _name(layer, i)}),
        *layer.finding("doctor_outside_provinces", found.away_m > 0, away),
        *layer.finding("doctor_outside_county", found.off_m > 0, outside),
    ]


def _same_position(layer: _Layer) -> list[Finding]:
    """Return records on the very position of another that bears another name.

    Those that reading placed at a township's seat share it by right.
    """
    records = layer.loaded.records
    own = ~((layer.lon == 0) & (layer.lat == 0))
    seat = FacilityColumn.POSITION_ERROR_M.value
    if seat in records.names:
        own &= pd.to_numeric(records[seat], errors="coerce").isna().to_numpy()
    place = pd.DataFrame(
        {
            "x": np.round(layer.lon / _SAME_PLACE_DEG),
            "y": np.round(layer.lat / _SAME_PLACE_DEG),
            "name": [_plain(name) for name in layer.names],
        }
    )[own]
    place["name"] = place["name"].where(place["name"] != "", place.index.astype(str))
    groups = place.groupby(["x", "y"])
    shared = np.zeros(len(records), dtype=bool)
    shared[place.index[groups["name"].transform("nunique").to_numpy() > 1]] = True
    others = place[shared[place.index]].groupby(["x", "y"]).groups
    beside = {int(i): [j for j in rows if j != i] for rows in others.values() for i in rows}

    def detail(i: int) -> Mapping[str, object]:
        rows = sorted(int(layer.loaded.source_rows[j]) for j in beside[i])
        return {"name": _name(layer, i), "others": list_rows(rows)}

    return layer.finding("doctor_same_position", shared, detail)


def _same_name(layer: _Layer) -> list[Finding]:
    """Return records that bear the name of another in the same county."""
    located = np.append(layer.codes, UNKNOWN_ADCODE)[layer.county]
    adcode = np.where(layer.named != UNKNOWN_ADCODE, layer.named, located)
    table = pd.DataFrame({"name": [_plain(name) for name in layer.names], "county": adcode})
    shared = (table["name"] != "") & table.duplicated(keep=False)
    groups = table[shared].groupby(["name", "county"]).groups
    beside = {int(i): [j for j in rows if j != i] for rows in groups.values() for i in rows}

    def detail(i: int) -> Mapping[str, object]:
        rows = sorted(int(layer.loaded.source_rows[j]) for j in beside[i])
        return {
            "name": _name(layer, i),
            "county": layer.title(int(adcode[i])),
            "others": list_rows(rows),
        }

    return layer.finding("doctor_same_name", shared.to_numpy(dtype=bool), detail)


def _unfit_tier(layer: _Layer) -> list[Finding]:
    """Return records whose tier is another than their name says."""
    said = [
        None if t is None else tier_of(n) for n, t in zip(layer.names, layer.tiers, strict=True)
    ]
    unfit = [
        word is not None and tier is not None and word not in _FITTING.get(tier, {tier})
        for word, tier in zip(said, layer.tiers, strict=True)
    ]

    def detail(i: int) -> Mapping[str, object]:
        tier, word = layer.tiers[i], said[i]
        return {
            "name": _name(layer, i),
            "tier": tier.label if tier else "",
            "said": word.label if word else "",
        }

    return layer.finding("doctor_tier", np.array(unfit, dtype=bool), detail)


def _adcode(layer: _Layer) -> list[Finding]:
    """Return records whose code is that of no county, prefecture or province of the four."""
    column = layer.columns.get(Role.ADCODE)
    if column is None:
        return []
    values = layer.loaded.records[column]
    written = [
        "" if gone else _code_text(value) for value, gone in zip(values, values.isna(), strict=True)
    ]
    codes = adcodes_of(values)
    above = np.unique(np.concatenate([layer.codes // 100 * 100, layer.codes // 10000 * 10000]))
    known = np.isin(codes, np.concatenate([layer.codes, above]))
    unknown = np.array([bool(text) for text in written], dtype=bool) & ~known
    return layer.finding(
        "doctor_adcode", unknown, lambda i: {"name": _name(layer, i), "adcode": written[i]}
    )


def _code_text(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) else str(value).strip()


def _garbled(layer: _Layer) -> list[Finding]:
    """Return records with text that was read in the wrong encoding somewhere on its way."""
    records = layer.loaded.records
    garbled = np.zeros(len(records), dtype=bool)
    where = [("", "")] * len(records)
    for name in records.names:
        values = records[name]
        if pd.api.types.is_numeric_dtype(values):
            continue
        for i, value in enumerate(values.tolist()):
            if isinstance(value, str) and not garbled[i] and looks_garbled(value):
                garbled[i], where[i] = True, (name, value[:_SAMPLE_CHARS])
    return layer.finding(
        "doctor_garbled", garbled, lambda i: {"field": where[i][0], "found": where[i][1]}
    )


def _noted(layer: _Layer) -> list[Finding]:
    """Return what reading has noted of single records, mended or left out."""
    rows = layer.loaded.source_rows
    at = dict(zip(rows.tolist(), range(len(rows)), strict=True))
    findings = []
    for problem in layer.loaded.problems:
        if not problem.rows or problem.code in _NOT_DOUBTFUL:
            continue
        lon, lat = _where(layer, at, problem.rows)
        numbers = np.array(problem.rows, dtype=np.int32)
        mended = problem.code in _MENDED
        findings.append(Finding(problem.code, numbers, lon, lat, problem.facts, mended=mended))
    return findings


def _where(layer: _Layer, at: Mapping[int, int], rows: Iterable[int]) -> tuple[Floats, Floats]:
    """Return where records lie; NaN for those that reading left out."""
    found = np.array([at.get(row, -1) for row in rows], dtype=np.int64)
    lon = np.where(found >= 0, layer.lon[found], np.nan)
    return lon, np.where(found >= 0, layer.lat[found], np.nan)


def _name(layer: _Layer, i: int) -> str:
    return layer.names[i] or str(layer.loaded.source_rows[i])


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
