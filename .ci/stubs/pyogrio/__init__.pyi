from os import PathLike
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from geopandas import GeoDataFrame

from . import errors as errors
from . import raw as raw

__gdal_version_string__: str
__version__: str

def list_layers(
    path_or_buffer: str | PathLike[str] | bytes, /
) -> np.ndarray[tuple[int, int], np.dtype[np.object_]]: ...
def read_info(
    path_or_buffer: str | PathLike[str] | bytes,
    /,
    layer: str | int | None = ...,
    encoding: str | None = ...,
    force_feature_count: bool = ...,
    force_total_bounds: bool = ...,
) -> dict[str, Any]: ...
def read_dataframe(
    path_or_buffer: str | PathLike[str] | bytes,
    /,
    layer: str | int | None = ...,
    encoding: str | None = ...,
    columns: list[str] | None = ...,
    read_geometry: bool = ...,
    force_2d: bool = ...,
    skip_features: int = ...,
    max_features: int | None = ...,
    where: str | None = ...,
    bbox: tuple[float, float, float, float] | None = ...,
    fids: npt.NDArray[np.int64] | list[int] | None = ...,
    on_invalid: str = ...,
    datetime_as_string: bool = ...,
) -> GeoDataFrame | pd.DataFrame: ...
def write_dataframe(
    df: GeoDataFrame,
    path: str | PathLike[str],
    layer: str | None = ...,
    driver: str | None = ...,
    encoding: str | None = ...,
    geometry_type: str | None = ...,
    promote_to_multi: bool | None = ...,
    append: bool = ...,
    dataset_options: dict[str, str] | None = ...,
    layer_options: dict[str, str] | None = ...,
    **kwargs: str,
) -> None: ...
def set_gdal_config_options(options: dict[str, str | float | bool | None]) -> None: ...
