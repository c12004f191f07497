"""Makes the regional rows: hospitals of province and prefecture, listed or the highest there is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from data.bundled.build.facilities.campuses import SAME_CAMPUS_M, SAME_GROUNDS_M
from data.bundled.build.facilities.facility import (
    GRADE_A,
    GRADED_SOURCE,
    Facility,
    assumed_facility,
    listed_facility,
    mapped_facility,
)
from data.bundled.build.facilities.names import split_campus
from data.bundled.build.facilities.osm import Feature, Finding, Reason
from data.bundled.build.facilities.specialities import Specialities
from data.bundled.build.people.settled import SettledPlaces
from data.bundled.build.places.counties import distance_m
from data.bundled.build.records import GradedHospital, Position
from data.schema import Tier, UnitColumn

# A hospital of a city may stand in any of its districts.
CITY_ERROR_M: Final = 12_000.0
CITY: Final = "city"
HIGHEST: Final = "highest-of-prefecture"


@dataclass(frozen=True, slots=True)
class Prefectures:
    """The prefectures: their names, their counties, and where their seats are.

    Attributes
    ----------
    of_county
        Code of the prefecture of each county.
    names
        Name of each prefecture.
    seats
        County that holds the seat of each.
    """

    of_county: Mapping[int, int]
    names: Mapping[int, str]
    seats: Mapping[int, int]
    settled: SettledPlaces

    @classmethod
    def of(
        cls, units: pd.DataFrame, seats: Mapping[int, int], settled: SettledPlaces
    ) -> "Prefectures":
        """Return the prefectures of a table of counties (data.schema.UnitColumn)."""
        codes = units[UnitColumn.PREFECTURE_ADCODE].tolist()
        of_county = dict(zip(units[UnitColumn.ADCODE].tolist(), codes, strict=True))
        names = dict(zip(codes, units[UnitColumn.PREFECTURE].tolist(), strict=True))
        return cls(of_county, names, seats, settled)

    def seat(self, code: int) -> tuple[int, Position]:
        """Return the county of a prefecture's seat, and a hospital's place somewhere there."""
        adcode = self.seats[code]
        place = self.settled.of(adcode)
        return adcode, replace(place, error_m=max(place.error_m, CITY_ERROR_M))


def listed_regional(
    graded: Iterable[GradedHospital],
    features: Mapping[int, Feature],
    taken: set[int],
    named: set[str],
    prefectures: Prefectures,
    specialities: Specialities,
) -> list[Facility]:
    """Return the listed hospitals of province and prefecture.

    Where the map shows one, each campus is a row; one that it does not show stands at the
    seat of its prefecture.

    Parameters
    ----------
    taken, named
        Features and names that stand in the table already.
    """
    codes = {name: code for code, name in prefectures.names.items()}
    numbers: Counter[int] = Counter()
    rows: list[Facility] = []
    for hospital in graded:
        if hospital.level != Tier.REGIONAL:
            continue
        if hospital.osm_ids:
            rows += _campuses(hospital, features, taken, specialities)
        elif hospital.name not in named:
            adcode, place = prefectures.seat(codes[hospital.prefecture])
            numbers[adcode] += 1
            row = listed_facility(hospital, Tier.REGIONAL, adcode, place, specialities)
            rows.append(replace(row, id=f"{row.id}-regional-{numbers[adcode]}"))
    return rows


def _campuses(
    hospital: GradedHospital,
    features: Mapping[int, Feature],
    taken: set[int],
    specialities: Specialities,
) -> Iterator[Facility]:
    """Yield a row for each campus; features nearer than a campus apart are one.

    A further feature that bears a name of the hospital and no campus is the same place
    mapped twice: where it stands is not known, so it is left out.
    """
    placed: list[Feature] = []
    for osm_id in hospital.osm_ids:
        feature = features[osm_id]
        base, campus = split_campus(feature.name)
        far = all(
            distance_m(feature.lon, feature.lat, f.lon, f.lat) >= SAME_CAMPUS_M for f in placed
        )
        if not far or (placed and not campus and base in hospital.names):
            continue
        placed.append(feature)
        if osm_id not in taken:
            mapped = mapped_facility(feature, Tier.REGIONAL)
            yield replace(
                mapped,
                name=_campus_name(hospital.name, feature.name, first=len(placed) == 1),
                grade=GRADE_A,
                speciality=specialities.of(hospital.name),
                source=f"{GRADED_SOURCE};{mapped.source}",
            )


def _campus_name(listed: str, mapped: str, *, first: bool) -> str:
    """Return the listed name, with what the map says of the campus."""
    _, campus = split_campus(mapped)
    if campus:
        return f"{listed}（{campus.strip('()-·')}）"
    return listed if first else mapped


def city_hospitals(
    findings: Iterable[Finding],
    there: Sequence[Facility],
    graded: Iterable[GradedHospital],
    prefectures: Prefectures,
    specialities: Specialities,
) -> tuple[list[Facility], list[Finding]]:
    """Return the mapped hospitals of province and prefecture that no list names, and repeats.

    Their grade is not known, so they are of the county tier.

    Parameters
    ----------
    there
        The regional rows: a feature on the grounds of one, or with the name of one in its
        prefecture and no campus, repeats it. So does one with the name of another feature.
    """
    of_county = prefectures.of_county
    known = {(of_county[row.adcode], split_campus(row.name)[0]) for row in there}
    codes = {name: code for code, name in prefectures.names.items()}
    known |= {(codes[each.prefecture], name) for each in graded for name in each.names}
    rows, repeats = [], []
    ours = [each for each in findings if each.reason is Reason.CITY_GRADE_UNKNOWN]
    for each in sorted(ours, key=_hospital_first):
        base, campus = split_campus(each.feature.name)
        name = of_county[each.feature.adcode], base
        if _stands_on(each.feature, there) or (name in known and not campus):
            repeats.append(each)
            continue
        known.add(name)
        row = mapped_facility(each.feature, Tier.COUNTY)
        rows.append(replace(row, speciality=specialities.of(row.name), remark=CITY))
    return rows, repeats


def _hospital_first(finding: Finding) -> tuple[bool, int]:
    return finding.feature.fclass == "building", finding.feature.osm_id


def _stands_on(feature: Feature, rows: Iterable[Facility]) -> bool:
    return any(
        distance_m(feature.lon, feature.lat, row.lon, row.lat) < SAME_GROUNDS_M
        for row in rows
        if row.position_source == "osm"
    )


def with_highest(rows: Sequence[Facility], prefectures: Prefectures) -> list[Facility]:
    """Return the rows with a regional hospital in every prefecture.

    Where none takes patients of every kind, the first general hospital of the city on the map
    is raised to the tier, or else one is assumed at the seat. Its grade is not known.
    """
    of_county = prefectures.of_county
    has = {of_county[r.adcode] for r in rows if r.tier is Tier.REGIONAL and _takes_all(r)}
    found = list(rows)
    for code in sorted(set(prefectures.names) - has):
        city = [
            row
            for row in rows
            if CITY in row.remark.split(";") and of_county[row.adcode] == code and _takes_all(row)
        ]
        if city:
            found.remove(city[0])
            found.append(replace(city[0], tier=Tier.REGIONAL, remark=HIGHEST))
        else:
            adcode, place = prefectures.seat(code)
            title = f"{prefectures.names[code]}人民医院"
            row = assumed_facility(title, Tier.REGIONAL, code, adcode, place)
            found.append(row.with_remark(HIGHEST))
    return found


def _takes_all(row: Facility) -> bool:
    return row.speciality.takes_everybody


def served_districts(rows: Iterable[Facility], units: pd.DataFrame) -> set[int]:
    """Return the districts in which a mapped hospital of the city takes patients of every kind.

    Such a district has no people's hospital of its own to be assumed; a county has one by
    policy, whatever else stands in its seat.
    """
    names = units[UnitColumn.NAME].astype(str)
    districts = set(units.loc[names.str.endswith("区"), UnitColumn.ADCODE].tolist())
    return districts & {r.adcode for r in rows if r.position_source == "osm" and _takes_all(r)}
