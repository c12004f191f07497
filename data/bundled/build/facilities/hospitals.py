"""Makes the county rows, and those of any tier that the reports name."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from data.bundled.build.facilities.campuses import one_a_campus
from data.bundled.build.facilities.facility import (
    GRADE_A,
    GRADED_SOURCE,
    OSM_ERROR_M,
    Facility,
    assumed_facility,
    listed_facility,
    mapped_facility,
)
from data.bundled.build.facilities.osm import Feature, Finding, Kind
from data.bundled.build.facilities.specialities import Specialities
from data.bundled.build.people.settled import SettledPlaces
from data.bundled.build.records import GradedHospital, NamedFacility, Position
from data.schema import Speciality, Status, Tier

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
    specialities: Specialities


def reported(named: Iterable[NamedFacility], known: Known) -> list[Facility]:
    """Return the facilities that the reports name."""
    numbers: Counter[int] = Counter()
    rows = []
    for each in named:
        numbers[each.adcode] += 1
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
                speciality=_speciality(Tier(each.tier), each.name, known.specialities),
                beds=each.beds,
                staff=each.staff,
                network=each.network,
                source=";".join(sources),
                remark=each.remark,
            )
        )
    return rows


def _speciality(tier: Tier, name: str, specialities: Specialities) -> Speciality:
    """Return which patients a facility takes; below the county hospitals, all."""
    hospital = tier in (Tier.REGIONAL, Tier.COUNTY)
    return specialities.of(name) if hospital else Speciality.GENERAL


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


def county_hospitals(
    findings: Iterable[Finding],
    grades: Mapping[int, GradedHospital],
    taken: set[int],
    specialities: Specialities,
) -> tuple[list[Facility], list[Finding], set[int]]:
    """Return the mapped county hospitals, repeated features, and counties that have one.

    A listed hospital is one whatever its name says. The last holds the counties with a
    general hospital among the rows.
    """
    ours = [
        each
        for each in findings
        if each.feature.osm_id not in taken
        and (each.kind in _COUNTY_KINDS or each.feature.osm_id in grades)
    ]
    kept, repeats = one_a_campus([(each, each.own_name) for each in ours])
    rows = []
    for each in sorted(kept, key=lambda f: f.feature.osm_id):
        row = mapped_facility(each.feature, Tier.COUNTY)
        row = replace(row, speciality=specialities.of(row.name))
        if each.feature.osm_id in grades:
            row = replace(row, grade=GRADE_A, source=f"{GRADED_SOURCE};{row.source}")
        rows.append(row)
    served = {each.feature.adcode for each in kept if each.kind in _GENERAL_KINDS}
    return rows, repeats, served


def listed_county(
    graded: Iterable[GradedHospital],
    there: Iterable[Facility],
    settled: SettledPlaces,
    specialities: Specialities,
) -> list[Facility]:
    """Return the listed county hospitals that no map shows, at the seat of their county.

    Parameters
    ----------
    there
        The county hospitals that are in the table already.
    """
    known = {(row.adcode, row.name) for row in there}
    numbers: Counter[int] = Counter()
    rows = []
    for hospital in graded:
        adcode = hospital.adcode
        if adcode is None or hospital.osm_ids or (adcode, hospital.name) in known:
            continue
        numbers[adcode] += 1
        row = listed_facility(hospital, Tier.COUNTY, adcode, settled.of(adcode), specialities)
        rows.append(replace(row, id=f"{row.id}-{numbers[adcode]}"))
    return rows


def assumed_county(units: pd.DataFrame, served: set[int], settled: SettledPlaces) -> list[Facility]:
    """Return a people's hospital for each county that none is known of."""
    rows = []
    for adcode, name in zip(units["adcode"], units["name"], strict=True):
        if int(adcode) not in served:
            title = f"{name}人民医院"
            place = settled.of(int(adcode))
            rows.append(assumed_facility(title, Tier.COUNTY, int(adcode), int(adcode), place))
    return rows


def villages(findings: Iterable[Finding]) -> tuple[list[Facility], list[Finding]]:
    """Return the mapped village clinics, and the features that repeat one."""
    ours = [each for each in findings if each.kind is Kind.VILLAGE]
    kept, repeats = one_a_campus([(each, each.own_name) for each in ours])
    rows = [mapped_facility(each.feature, Tier.VILLAGE) for each in kept]
    return sorted(rows, key=lambda row: row.id), repeats
