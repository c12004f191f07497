"""What lies in the provinces or near them, and what does not."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from data.reference.catalog import Level, read_boundaries
from data.schema import CRS, FacilityColumn, Province
from geo.study.land import any_near_land, boxes_near_land, boxes_of, near_land


def place(lon: float, lat: float, province: Province | None = None) -> bool:
    return bool(near_land(np.array([lon]), np.array([lat]), province)[0])


@pytest.mark.parametrize(
    "lon_lat", [(101.78, 36.62), (104.07, 30.67), (120.2, 30.25), (112.55, 37.87)]
)
def test_a_capital_is_in_its_province(lon_lat: tuple[float, float]) -> None:
    assert place(*lon_lat)


@pytest.mark.parametrize(
    "lon_lat",
    [
        (0.0, 0.0),
        (-95.0, 40.0),
        (36.62, 101.78),
        (121.5, 31.2),
        (361.0, 36.6),
        (np.nan, 36.0),
        (101.0, np.nan),
        (np.inf, -np.inf),
    ],
)
def test_the_sea_and_other_lands_are_not(lon_lat: tuple[float, float]) -> None:
    assert not place(*lon_lat)


def test_of_one_province_only_what_is_near_it() -> None:
    assert place(104.07, 30.67, Province.SICHUAN)
    assert not place(104.07, 30.67, Province.QINGHAI)
    assert place(104.07, 30.67, None)


def test_every_county_is_near() -> None:
    points = shapely.point_on_surface(read_boundaries(Level.COUNTY, None).geometry.to_numpy())
    assert near_land(shapely.get_x(points), shapely.get_y(points)).all()


def test_nowhere_is_no_place_and_none_are_none() -> None:
    assert near_land(np.zeros(0), np.zeros(0)).tolist() == []
    assert not any_near_land(np.zeros(0), np.zeros(0))


@pytest.mark.parametrize("at", [0, 999, 1000, 2499])
def test_one_of_many_is_found(at: int) -> None:
    lon, lat = np.zeros(2500), np.zeros(2500)
    assert not any_near_land(lon, lat)
    lon[at], lat[at] = 101.78, 36.62
    assert any_near_land(lon, lat)
    assert not any_near_land(lon, lat, Province.SICHUAN)


def test_boxes_are_those_of_the_rows() -> None:
    shapes = [shapely.box(101, 36, 102, 37), shapely.box(-1, -1, 1, 1), shapely.Polygon()]
    boxes = boxes_of(gpd.GeoDataFrame({"name": ["a", "b", "c"]}, geometry=shapes, crs=CRS))
    assert boxes_near_land(boxes).tolist() == [True, False, False]
    lon, lat = np.array([101.7, 0.0]), np.array([36.6, 0.0])
    points = gpd.points_from_xy(lon, lat)
    fields = {FacilityColumn.LON: lon, FacilityColumn.LAT: lat}
    frame = gpd.GeoDataFrame(fields, geometry=points, crs=CRS)
    assert boxes_near_land(boxes_of(frame)).tolist() == [True, False]
