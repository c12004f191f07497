"""One facility as the build passes it from module to module."""

from dataclasses import dataclass, replace
from typing import Final

from data.bundled.build.facilities.osm import Feature
from data.bundled.build.facilities.specialities import Specialities
from data.bundled.build.records import GradedHospital, Position
from data.schema import FacilityColumn, Province, Speciality, Status, Tier

# OpenStreetMap features are points on, or centres of, a hospital's grounds.
OSM_ERROR_M: Final = 200.0
GRADE_A: Final = "三甲"
GRADED_SOURCE: Final = "tertiary-2024"


@dataclass(frozen=True, slots=True)
class Facility:
    """A row of the facility table; see data.schema.FacilityColumn.

    Attributes
    ----------
    adcode
        County the facility belongs to, whose polygon holds its point within the error.
    position_error_m
        Bound on the distance from the true place, in metres.
    speciality
        Which patients it takes.
    source
        Ids of the sources that name the facility, joined by semicolons.
    remark
        Codes of what else has to be known (data.reference.sources), joined by semicolons.
    """

    id: str
    name: str
    tier: Tier
    adcode: int
    lon: float
    lat: float
    status: Status
    position_source: str
    position_error_m: float
    grade: str = ""
    speciality: Speciality = Speciality.GENERAL
    beds: int | None = None
    staff: int | None = None
    network: str = ""
    source: str = ""
    remark: str = ""

    @property
    def grade_known(self) -> bool:
        """Whether a source tells the grade."""
        return bool(self.grade)

    def with_remark(self, code: str) -> "Facility":
        """Return the facility with one more remark."""
        return replace(self, remark=";".join([*self.remark.split(";"), code]).strip(";"))

    def row(self) -> dict[str, object]:
        """Return the facility as a row of the table."""
        province = Province.of_adcode(self.adcode)
        if province is None:
            raise ValueError(f"{self.id}: {self.adcode} lies in none of the provinces")
        values: dict[str, object] = {"province": province.value}
        for column in FacilityColumn:
            if column is not FacilityColumn.PROVINCE:
                values[column.value] = getattr(self, column.value)
        return {column.value: values[column.value] for column in FacilityColumn}


def mapped_facility(feature: Feature, tier: Tier) -> Facility:
    """Return a feature of OpenStreetMap as a row of the table."""
    source = f"osm-{feature.osm_id}"
    return Facility(
        id=source,
        name=feature.name,
        tier=tier,
        adcode=feature.adcode,
        lon=feature.lon,
        lat=feature.lat,
        status=Status.MAPPED,
        position_source="osm",
        position_error_m=OSM_ERROR_M,
        source=source,
    )


def listed_facility(
    hospital: GradedHospital,
    tier: Tier,
    adcode: int,
    place: Position,
    specialities: Specialities,
) -> Facility:
    """Return a listed hospital that no map shows as a row; its id still lacks its number."""
    return Facility(
        id=f"listed-{adcode}",
        name=hospital.name,
        tier=tier,
        adcode=adcode,
        lon=place.lon,
        lat=place.lat,
        status=Status.REPORTED,
        position_source=place.source,
        position_error_m=place.error_m,
        grade=GRADE_A,
        speciality=specialities.of(hospital.name),
        source=GRADED_SOURCE,
    )


def assumed_facility(name: str, tier: Tier, code: int, adcode: int, place: Position) -> Facility:
    """Return a hospital that there is by policy as a row, `code` being that of its unit."""
    return Facility(
        id=f"assumed-{code}",
        name=name,
        tier=tier,
        adcode=adcode,
        lon=place.lon,
        lat=place.lat,
        status=Status.ASSUMED,
        position_source=place.source,
        position_error_m=place.error_m,
        source="policy",
    )
