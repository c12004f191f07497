"""One facility as the build passes it from module to module."""

from dataclasses import dataclass
from typing import Final

from data.bundled.build.facilities.osm import Feature
from data.schema import FacilityColumn, Province, Status, Tier

# OpenStreetMap features are points on, or centres of, a hospital's grounds.
OSM_ERROR_M: Final = 200.0


@dataclass(frozen=True, slots=True)
class Facility:
    """A row of the facility table; see data.schema.FacilityColumn.

    Attributes
    ----------
    adcode
        County the facility belongs to, whose polygon holds its point within the error.
    position_error_m
        Bound on the distance from the true place, in metres.
    source
        Ids of the sources that name the facility, joined by semicolons.
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
    beds: int | None = None
    staff: int | None = None
    network: str = ""
    source: str = ""

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
