"""Keeps GDAL to the file it was given: no server is called, no other file opened on its word.

The readers look at a file's first bytes before GDAL does and let it see no file beside. What
is said here stands behind that: drivers that follow names to elsewhere are not there at all.
"""

import os
from collections.abc import Mapping, MutableMapping
from types import MappingProxyType
from typing import Final

# TRAP gdal-guesses
# Drivers whose files are words about other sources: servers, commands, files anywhere.
_FOLLOWING: Final = (
    *("VRT", "OGR_VRT", "DERIVED", "GTI", "GDALG", "HTTP", "SNAP_TIFF", "MRF", "TIL", "Zarr"),
    *("WFS", "OAPIF", "OGCAPI", "CSW", "WCS", "WMS", "WMTS", "ESRIC", "STACTA", "STACIT"),
    *("EEDA", "EEDAI", "PLSCENES", "PLMOSAIC", "NGW", "Carto", "AmigoCloud", "Elasticsearch"),
    *("DAAS", "GPSBabel", "ADBC", "GNMFile", "GNMDatabase", "SQLite", "MBTiles", "Rasterlite"),
    *("PMTiles", "MVT", "GTFS", "OSM", "KMLSUPEROVERLAY", "ESRIJSON", "JSONFG", "GML"),
)

# Asked for anew at each file.
CLOSED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_PAM_ENABLED": "NO",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
    }
)

# A raster is one file: masks, overviews and metadata beside it may be in any format.
ALONE: Final[Mapping[str, str]] = MappingProxyType(
    {**CLOSED, "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR"}
)


def seal(env: MutableMapping[str, str]) -> None:
    """Say in the process environment what GDAL may load; before it is imported.

    Not every build has every driver, which GDAL would remark upon on the console.
    """
    env.update(CLOSED)
    env["GDAL_SKIP"] = ",".join(_FOLLOWING)
    env["CPL_LOG"] = os.devnull
    env["PROJ_NETWORK"] = "OFF"
