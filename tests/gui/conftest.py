"""A world small enough to be worked out on paper."""

from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from data.reference.demand import Demand
from data.schema import CRS, FacilityColumn, Province, Status, Tier
from geo.study.study import Study


def _facilities(tier: Tier, places: list[tuple[float, float, float]]) -> gpd.GeoDataFrame:
    """Return facilities of a tier from lon, lat and beds."""
    lon, lat, beds = np.array(places, dtype=float).reshape(-1, 3).T
    rows = pd.DataFrame({column.value: [None] * len(lon) for column in FacilityColumn})
    known = {
        FacilityColumn.TIER.value: tier.value,
        FacilityColumn.STATUS.value: Status.ASSUMED.value,
        FacilityColumn.LON.value: lon,
        FacilityColumn.LAT.value: lat,
        FacilityColumn.BEDS.value: beds,
        FacilityColumn.STAFF.value: np.nan,
    }
    return gpd.GeoDataFrame(rows.assign(**known), geometry=gpd.points_from_xy(lon, lat), crs=CRS)


@pytest.fixture
def paper_study() -> Study:
    """Return four places of two counties, each in a prefecture of its own.

    A (100 people) and B (300) live 1 and 2 km from the first township hospital, C (600)
    3 km from the second, D (1,000) far from both. The first has 30 beds; those of the
    second are not known. A county hospital stands beside D.
    """
    units = pd.DataFrame(
        {
            "adcode": [630121, 630222],
            "name": ["甲县", "乙县"],
            "pinyin": ["Jia County", "Yi County"],
            "province": [Province.QINGHAI.value] * 2,
            "prefecture_adcode": [630100, 630200],
            "prefecture": ["甲市", "乙市"],
        }
    )
    demand = Demand(
        lon=np.array([100.01, 100.02, 100.5, 102.0]),
        lat=np.array([0.0, 0.0, 0.03, 0.0]),
        population=np.array([100.0, 300.0, 600.0, 1000.0]),
        unit=np.array([0, 0, 1, 1], dtype=np.int32),
        units=units,
        grid=None,
    )
    facilities = {tier.value: _facilities(tier, []) for tier in Tier}
    facilities[Tier.TOWNSHIP.value] = _facilities(
        Tier.TOWNSHIP, [(100.0, 0.0, 30.0), (100.5, 0.0, np.nan)]
    )
    facilities[Tier.COUNTY.value] = _facilities(Tier.COUNTY, [(102.0, 0.01, 100.0)])
    return Study(Province.QINGHAI, demand, MappingProxyType(facilities), modelled=False)
