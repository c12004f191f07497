"""Facilities and people of a toy world for the tests of networks, and geodesics to hold them to."""

from types import MappingProxyType

import numpy as np
import pandas as pd
from pyproj import Geod

from data.facility_key import FacilityKey
from data.reference.demand import Demand
from data.schema import Status, Tier
from geo.distance.distances import Points
from geo.distance.straight_line import STRAIGHT_LINE
from geo.networks.facilities import Places

GEOD = Geod(ellps="WGS84")
JIA, YI = 510101, 510102
UNITS = pd.DataFrame(
    {
        "adcode": [JIA, YI],
        "name": ["甲县", "乙县"],
        "pinyin": ["Jia County", "Yi County"],
        "province": "sichuan",
        "prefecture_adcode": 510100,
        "prefecture": "甲市",
    }
)
Facility = tuple[str, Tier, float, float, int]


def key(tier: Tier, name: str) -> FacilityKey:
    return FacilityKey(tier.value, name)


def places(*facilities: Facility, status: str = "mapped", grade: str = "") -> Places:
    """Return facilities of name, tier, lon, lat and county, in the order of their tiers."""
    order = list(Tier)
    rows = sorted(facilities, key=lambda each: order.index(each[1]))
    keys = tuple(key(tier, name) for name, tier, *_ in rows)
    lon = np.array([each[2] for each in rows], dtype=np.float64)
    lat = np.array([each[3] for each in rows], dtype=np.float64)

    def same(text: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        return np.array([text] * len(rows), dtype=object)

    return Places(
        keys=keys,
        rows=MappingProxyType({each: row for row, each in enumerate(keys)}),
        tier=np.array([each[1] for each in rows], dtype=object),
        name=np.array([each[0] for each in rows], dtype=object),
        status=same(Status(status).value),
        grade=same(grade),
        network=same(""),
        source=same(""),
        position_source=same(""),
        position_error_m=np.full(len(rows), np.nan),
        adcode=np.array([each[4] for each in rows], dtype=np.int64),
        lon=lon,
        lat=lat,
        counts=np.ones(len(rows), dtype=np.bool_),
        among=STRAIGHT_LINE.among(Points(lon, lat)),
    )


def demand(
    lon: list[float], lat: list[float], people: list[float], unit: list[int] | None = None
) -> Demand:
    """Return people at points of the first county, or of those named."""
    return Demand(
        lon=np.array(lon, dtype=np.float64),
        lat=np.array(lat, dtype=np.float64),
        population=np.array(people, dtype=np.float64),
        unit=np.array([0] * len(lon) if unit is None else unit, dtype=np.int32),
        units=UNITS,
        grid=None,
    )


def geodesic_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(GEOD.inv(*one, *other)[2])
