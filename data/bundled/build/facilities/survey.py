"""Reads OpenStreetMap's medical features and finds out what each is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.bundled.build.facilities.names import Place, Township, displayed
from data.bundled.build.facilities.osm import Feature, Finding, Kind, Reason, find_kind, own_name
from data.bundled.build.places.counties import Counties
from data.bundled.build.records import rows_of
from data.schema import Province


@dataclass(frozen=True, slots=True)
class Decision:
    """What a look at one feature decided against what its name says, and its proper name."""

    verdict: Kind | Reason
    name: str


@dataclass(frozen=True, slots=True)
class Survey:
    """All features, by id and as findings."""

    features: Mapping[int, Feature]
    findings: Sequence[Finding]


def read_decisions(table: Path) -> dict[int, Decision]:
    """Return the decisions by feature."""
    kinds = {kind.value: kind for kind in Kind}
    return {
        int(row["osm_id"]): Decision(
            kinds.get(row["decision"]) or Reason(row["decision"]), row["name"]
        )
        for row in rows_of(table)
    }


def survey(
    points: Path,
    decisions: Mapping[int, Decision],
    counties: Counties,
    units: pd.DataFrame,
    townships: Iterable[Township],
) -> Survey:
    """Return what each feature is, in the order of their ids."""
    features = _read_features(points, counties, decisions)
    places = _places(units)
    by_county: dict[int, list[Township]] = defaultdict(list)
    for township in townships:
        by_county[township.adcode].append(township)
    findings = []
    for feature in features.values():
        decision = decisions.get(feature.osm_id)
        if decision is not None:
            findings.append(_decided(feature, decision, places.get(feature.adcode)))
        elif feature.adcode == 0:
            findings.append(Finding(feature, reason=Reason.OUTSIDE))
        else:
            place, towns = places[feature.adcode], by_county[feature.adcode]
            findings.append(find_kind(feature, place, towns))
    return Survey(features, findings)


def _read_features(
    points: Path, counties: Counties, decisions: Mapping[int, Decision]
) -> dict[int, Feature]:
    """Return the features by id, each in the county whose polygon holds it, 0 in none."""
    rows = sorted(rows_of(points), key=lambda row: int(row["osm_id"]))
    lon = [float(row["lon"]) for row in rows]
    lat = [float(row["lat"]) for row in rows]
    features = {}
    for index, adcode in enumerate(counties.holding(lon, lat)):
        row, osm_id = rows[index], int(rows[index]["osm_id"])
        name = decisions[osm_id].name if osm_id in decisions else displayed(row["name"])
        features[osm_id] = Feature(osm_id, row["fclass"], name, int(adcode), lon[index], lat[index])
    return features


def _places(units: pd.DataFrame) -> dict[int, Place]:
    """Return the names of each county and of what it lies in."""
    columns = ("adcode", "name", "prefecture", "province")
    return {
        int(adcode): Place.of(str(name), str(prefecture), Province(province).label.zh)
        for adcode, name, prefecture, province in zip(*(units[c] for c in columns), strict=True)
    }


def _decided(feature: Feature, decision: Decision, place: Place | None) -> Finding:
    if isinstance(decision.verdict, Kind):
        name = own_name(decision.name, place) if place else decision.name
        return Finding(feature, kind=decision.verdict, own_name=name)
    return Finding(feature, reason=decision.verdict)
