"""Makes the regional, county and sub-centre rows: hospitals that a source names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from data.bundled.build.facilities.campuses import SAME_CAMPUS_M, one_a_campus
from data.bundled.build.facilities.facility import OSM_ERROR_M, Facility, mapped_facility
from data.bundled.build.facilities.names import split_campus
from data.bundled.build.facilities.osm import Feature, Finding, Kind
from data.bundled.build.people.settled import SettledPlaces
from data.bundled.build.places.counties import distance_m
from data.bundled.build.records import GradedHospital, NamedFacility, Position
from data.schema import Status, Tier

GRADE_A: Final = "三甲"
GRADED_SOURCE: Final = "tertiary-2024"
_COUNTY_KINDS: Final = (Kind.PEOPLE, Kind.TCM, Kind.MATERNITY)
# Hospitals that take patients of every kind; a county without one is given one.
_GENERAL_KINDS: Final = (Kind.PEOPLE, Kind.TCM)


@dataclass(frozen=True, slots=True)
class Known:
    """What positions and grades can be looked up in."""

    features: Mapping[int, Feature]
    townships: Mapping[str, Position | None]
    settled: SettledPlaces
    grades: Mapping[int, GradedHospital]
    by_name: Mapping[str, GradedHospital]


def reported(named: Iterable[NamedFacility], known: Known) -> list[Facility]:
    """Return the facilities that the reports name, but for those only planned."""
    numbers: Counter[int] = Counter()
    rows = []
    for each in named:
        numbers[each.adcode] += 1
        if each.role == "planned":
            continue
        position = _position_of(each, known)
        graded = known.grades.get(each.osm_id or 0) or known.by_name.get(each.name)
        sources = [each.source_id, *([GRADED_SOURCE] if graded else [])]
        if position.source == "osm":
            sources.append(f"osm-{each.osm_id}")
        rows.append(
            Facility(
                id=f"reported-{each.adcode}-{numbers[each.adcode]}",
                name=each.name,
                tier=Tier(each.tier),
                adcode=each.adcode,
                lon=position.lon,
                lat=position.lat,
                status=Status.REPORTED,
                position_source=position.source,
                position_error_m=position.error_m,
                grade=each.grade or (GRADE_A if graded else ""),
                beds=each.beds,
                staff=each.staff,
                network=each.network,
                source=";".join(sources),
            )
        )
    return rows


def _position_of(each: NamedFacility, known: Known) -> Position:
    """Return where a named facility stands, from the best that is known of it."""
    if each.osm_id is not None:
        feature = known.features[each.osm_id]
        return Position(feature.lon, feature.lat, "osm", OSM_ERROR_M)
    if each.position is not None:
        return each.position
    seat = known.townships.get(each.township_code)
    if seat is not None:
        return seat
    return known.settled.of(each.adcode)


def graded_regional(
    graded: Iterable[GradedHospital], features: Mapping[int, Feature], taken: set[int]
) -> list[Facility]:
    """Return the tertiary hospitals of province and prefecture that OpenStreetMap shows.

    Each campus is a row; features nearer than a campus apart are one.
    """
    rows: list[Facility] = []
    for hospital in graded:
        if hospital.level != Tier.REGIONAL:
            continue
        placed: list[Feature] = []
        for osm_id in hospital.osm_ids:
            feature = features[osm_id]
            far = all(
                distance_m(feature.lon, feature.lat, f.lon, f.lat) >= SAME_CAMPUS_M for f in placed
            )
            if far:
                placed.append(feature)
                if osm_id not in taken:
                    name = _campus_name(hospital.name, feature.name, first=len(placed) == 1)
                    rows.append(
                        replace(mapped_facility(feature, Tier.REGIONAL), name=name, grade=GRADE_A)
                    )
    return [replace(row, source=f"{GRADED_SOURCE};{row.source}") for row in rows]


def _campus_name(listed: str, mapped: str, *, first: bool) -> str:
    """Return the listed name, with what the map says of the campus."""
    _, campus = split_campus(mapped)
    if campus:
        return f"{listed}（{campus.strip('()-·')}）"
    return listed if first else mapped


def county_hospitals(
    findings: Iterable[Finding], grades: Mapping[int, GradedHospital], taken: set[int]
) -> tuple[list[Facility], list[Finding], set[int]]:
    """Return the mapped county hospitals, repeated features, and counties that have one.

    The last holds the counties with a general hospital among the rows.
    """
    ours = [f for f in findings if f.kind in _COUNTY_KINDS and f.feature.osm_id not in taken]
    kept, repeats = one_a_campus([(each, each.own_name) for each in ours])
    rows = []
    for each in sorted(kept, key=lambda f: f.feature.osm_id):
        row = mapped_facility(each.feature, Tier.COUNTY)
        if each.feature.osm_id in grades:
            row = replace(row, grade=GRADE_A, source=f"{GRADED_SOURCE};{row.source}")
        rows.append(row)
    served = {each.feature.adcode for each in kept if each.kind in _GENERAL_KINDS}
    return rows, repeats, served


def assumed_county(
    units: pd.DataFrame,
    served: set[int],
    settled: SettledPlaces,
    graded: Sequence[GradedHospital],
) -> list[Facility]:
    """Return a people's hospital for each county that none is known of."""
    listed = {(hospital.adcode, hospital.name) for hospital in graded if hospital.adcode}
    rows = []
    for adcode, name in zip(units["adcode"], units["name"], strict=True):
        if int(adcode) in served:
            continue
        place = settled.of(int(adcode))
        title = f"{name}人民医院"
        is_listed = any(code == adcode and known.endswith(title) for code, known in listed)
        rows.append(
            Facility(
                id=f"assumed-{adcode}",
                name=title,
                tier=Tier.COUNTY,
                adcode=int(adcode),
                lon=place.lon,
                lat=place.lat,
                status=Status.ASSUMED,
                position_source=place.source,
                position_error_m=place.error_m,
                grade=GRADE_A if is_listed else "",
                source=GRADED_SOURCE if is_listed else "policy",
            )
        )
    return rows


def villages(findings: Iterable[Finding]) -> tuple[list[Facility], list[Finding]]:
    """Return the mapped village clinics, and the features that repeat one."""
    ours = [each for each in findings if each.kind is Kind.VILLAGE]
    kept, repeats = one_a_campus([(each, each.own_name) for each in ours])
    rows = [mapped_facility(each.feature, Tier.VILLAGE) for each in kept]
    return sorted(rows, key=lambda row: row.id), repeats
