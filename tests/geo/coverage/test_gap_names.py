"""Names of gaps: townships against pyproj.Geod, one pair at a time."""

from collections.abc import Hashable

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from data.reference.catalog import read_townships, read_units
from data.reference.demand import Demand, read_demand
from data.schema import Language, Province
from geo.coverage.gap_names import gap_title, nearest_townships
from geo.coverage.gaps import find_gaps

GEOD = Geod(ellps="WGS84")


@pytest.mark.parametrize("province", [*Province, None])
def test_the_nearest_township_of_the_county(province: Province | None) -> None:
    units, townships = read_units(province), read_townships(None).dropna(subset=["lon"])
    demand = read_demand(province)
    sample = np.random.default_rng(2023).choice(len(demand.lon), 120, replace=False)
    lon, lat, unit = demand.lon[sample], demand.lat[sample], demand.unit[sample].astype(np.int64)
    found = nearest_townships(units, unit, lon, lat)
    for row, name in enumerate(found):
        own = townships[townships["adcode"] == units["adcode"][unit[row]]]
        here = np.full(len(own), lon[row]), np.full(len(own), lat[row])
        _, _, metres = GEOD.inv(*here, own["lon"].to_numpy(), own["lat"].to_numpy())
        if not len(own):
            assert name == ""
        else:
            # Several may stand on one spot.
            assert metres[own["name"] == name].min() == pytest.approx(metres.min(), rel=1e-6)


def test_gaps_have_the_names_of_their_county() -> None:
    demand = read_demand(Province.ZHEJIANG)
    table = find_gaps(demand, np.full(len(demand.lon), np.inf), 5e3).table
    units = demand.units.set_index("adcode")
    assert set(table["adcode"]) == set(units.index)
    assert (table["near_township"] != "").mean() > 0.95
    for gap in table.to_dict("records"):
        unit = units.loc[gap["adcode"]]
        assert (gap["county"], gap["county_pinyin"]) == (unit["name"], unit["pinyin"])
        assert gap["prefecture"] == unit["prefecture"]


def test_density_and_not_number_says_by_which_cell_a_gap_is_known() -> None:
    """Cells 4 degrees farther north are 4 % smaller: 98 people are denser there than 100."""
    row = np.arange(3_000, 3_401)
    people = np.zeros(len(row))
    people[[0, -1]] = 100.0, 98.0
    demand = Demand(
        lon=np.full(len(row), 102.005),
        lat=(2.0 * row + 1) / 200,
        population=people,
        unit=np.zeros(len(row), dtype=np.int32),
        units=read_units(Province.SICHUAN),
        grid=None,
        cell_deg=0.01,
    )
    for north, lat in ((98.0, 34.005), (90.0, 30.005)):
        people[-1] = north
        gap = find_gaps(demand, np.full(len(row), np.inf), 5e3).table
        assert gap["lat"].tolist() == [lat]


def test_titles_in_both_languages() -> None:
    gap: dict[Hashable, object] = {
        "county": "石渠县",
        "county_pinyin": "Sêrxü County",
        "near_township": "洛须镇",
    }
    assert gap_title(gap, Language.ZH) == "石渠县，洛须镇附近"
    assert gap_title(gap, Language.EN) == "Sêrxü County, near 洛须镇"
    assert gap_title(gap | {"near_township": ""}, Language.EN) == "Sêrxü County"
    assert gap_title(gap | {"county_pinyin": ""}, Language.EN) == "石渠县, near 洛须镇"


def test_the_nearest_township_of_another_county_is_not_meant() -> None:
    """A place at a township across the border is named after one of its own county."""
    townships = read_townships(None).dropna(subset=["lon"])
    units = read_units(Province.SHANXI)
    other = townships[townships["adcode"] == units["adcode"][1]].iloc[0]
    lon, lat = np.full(4, other["lon"]), np.full(4, other["lat"])
    lon[3] = np.nan
    found = nearest_townships(units, np.array([0, 1, -1, 1]), lon, lat)
    own = set(townships.loc[townships["adcode"] == units["adcode"][0], "name"])
    assert found[0] in own
    assert found[1:] == [other["name"], "", ""]


@pytest.mark.parametrize("kept", [0, 1])
def test_counties_without_known_townships(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    known = read_townships(Province.QINGHAI).dropna().head(kept)

    def read(province: Province | None) -> pd.DataFrame:
        return known

    monkeypatch.setattr("geo.coverage.gap_names.read_townships", read)
    units = read_units(Province.QINGHAI)
    places = np.full(2, 101.0), np.full(2, 36.0)
    found = nearest_townships(units, np.array([0, len(units) - 1]), *places)
    assert found == [*known["name"], ""] if kept else found == ["", ""]


def test_nothing_to_name() -> None:
    nothing = np.array([])
    assert nearest_townships(read_units(None), nothing.astype(np.int64), nothing, nothing) == []
