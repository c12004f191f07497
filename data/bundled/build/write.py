"""Writes GeoPackage, GeoTIFF and CSV files, the same bytes for the same content."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas
import pyogrio
import rasterio
from rasterio.transform import Affine

from data.bundled.build.people.cells import CELLS_PER_DEGREE
from data.bundled.build.people.demand import DemandRaster
from data.bundled.build.people.raking import UNITS_PER_PERSON
from data.schema import CRS

# A GeoPackage notes when each layer was last changed; a fixed date keeps its bytes.
_CHANGED: Final = "2025-01-01T00:00:00.000Z"


def write_geopackage(path: Path, layers: Mapping[str, geopandas.GeoDataFrame]) -> None:
    """Write each frame as a layer of one new GeoPackage."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _CHANGED})
    try:
        for name, frame in layers.items():
            pyogrio.write_dataframe(
                frame, path, layer=name, driver="GPKG", append=path.exists(), VERSION="1.3"
            )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def write_demand(path: Path, raster: DemandRaster) -> None:
    """Write the demand cells as a GeoTIFF of three int32 bands.

    The first two carry the scale 1/1024, so that a GIS shows persons.
    """
    path.unlink(missing_ok=True)
    side = 1 / CELLS_PER_DEGREE
    west, north = raster.cells.west / CELLS_PER_DEGREE, raster.cells.north / CELLS_PER_DEGREE
    rows, cols = raster.adcode.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=cols,
        height=rows,
        count=3,
        dtype="int32",
        crs=CRS,
        transform=Affine(side, 0.0, west, 0.0, -side, north),
        nodata=0,
        compress="deflate",
        predictor=2,
        zlevel=9,
        interleave="band",
        blockysize=256,
    ) as file:
        bands = {
            "population": raster.population,
            "population_65_plus": raster.population_65_plus,
            "adcode": raster.adcode,
        }
        for index, (name, band) in enumerate(bands.items(), start=1):
            file.write(band, index)
            file.set_band_description(index, name)
        file.scales = (1 / UNITS_PER_PERSON, 1 / UNITS_PER_PERSON, 1.0)


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[Any, object]]) -> None:
    """Write a UTF-8 table with the columns in the order given."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
