from os import PathLike
from types import TracebackType
from typing import Any, Literal, Self, overload

import numpy as np
import numpy.typing as npt

from .transform import Affine

class DatasetReader:
    scales: tuple[float, ...]
    transform: Affine
    crs: Any
    count: int
    width: int
    height: int
    nodata: float | None
    descriptions: tuple[str | None, ...]
    def read(self, indexes: int | list[int] | None = ...) -> npt.NDArray[Any]: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class DatasetWriter(DatasetReader):
    def write(self, arr: npt.NDArray[np.generic], indexes: int | None = ...) -> None: ...
    def write_colormap(self, bidx: int, value: dict[int, tuple[int, int, int, int]]) -> None: ...
    def set_band_description(self, bidx: int, value: str) -> None: ...

@overload
def open(  # noqa: A001
    fp: str | PathLike[str], mode: Literal["r"] = ...
) -> DatasetReader: ...
@overload
def open(  # noqa: A001
    fp: str | PathLike[str],
    mode: Literal["w"],
    *,
    driver: str,
    width: int,
    height: int,
    count: int,
    dtype: str,
    crs: str,
    transform: Affine,
    nodata: float | None = ...,
    **kwargs: str | float | bool,
) -> DatasetWriter: ...
