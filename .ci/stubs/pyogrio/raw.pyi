from os import PathLike
from typing import Any

import numpy as np
import numpy.typing as npt

def read(
    path_or_buffer: str | PathLike[str] | bytes,
    /,
    layer: str | int | None = ...,
    encoding: str | None = ...,
    columns: list[str] | None = ...,
    read_geometry: bool = ...,
    force_2d: bool = ...,
    skip_features: int = ...,
    max_features: int | None = ...,
    return_fids: bool = ...,
    datetime_as_string: bool = ...,
) -> tuple[
    dict[str, Any],
    npt.NDArray[np.int64] | None,
    npt.NDArray[np.object_] | None,
    list[npt.NDArray[Any]],
]: ...
