"""A layer as a file for a GIS: GeoPackage or GeoJSON."""

import tempfile
from pathlib import Path
from typing import Final

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from data.errors import DataError
from data.write.output_file import refusals, write_file

DRIVERS: Final = {".gpkg": "GPKG", ".geojson": "GeoJSON"}


def write_layer_file(
    path: Path, frame: gpd.GeoDataFrame, layer: str, geometry_type: str, description: str
) -> None:
    """Write a layer, whole or not at all.

    Parameters
    ----------
    path
        Ends in one of `DRIVERS`.
    geometry_type
        Of the layer; where it is a multiple type, single geometries become multiple.
    description
        Kept with the layer: what has to be known of it and whose data it is.

    Raises
    ------
    DataError
        `cli_output_unwritable`.
    """
    try:
        with refusals(path):
            content = _layer_bytes(path, frame, layer, geometry_type, description)
    except (DataSourceError, DataLayerError) as error:
        raise DataError("cli_output_unwritable", file=path, reason=error) from error
    write_file(path, content)


def _layer_bytes(
    path: Path, frame: gpd.GeoDataFrame, layer: str, geometry_type: str, description: str
) -> bytes:
    ending = path.suffix.lower()
    options = {"DESCRIPTION": description}
    if ending == ".gpkg":
        options["IDENTIFIER"] = layer
    with tempfile.TemporaryDirectory(prefix="yiquan-") as folder:
        draft = Path(folder) / f"{layer}{ending}"
        pyogrio.write_dataframe(
            frame,
            draft,
            layer=layer,
            driver=DRIVERS[ending],
            geometry_type=geometry_type,
            promote_to_multi=geometry_type.startswith("Multi"),
            layer_options=options,
        )
        return draft.read_bytes()
