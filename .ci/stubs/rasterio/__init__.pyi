from os import PathLike
from types import TracebackType
from typing import Any, Literal, Self, overload

import numpy as np
import numpy.typing as npt

from .enums import MaskFlags
from .transform import Affine
from .windows import Window

class Env:
    def __init__(self, **options: str) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

class DatasetReader:
    scales: tuple[float, ...]
    transform: Affine
    crs: Any
    count: int
    width: int
    height: int
    nodata: float | None
    descriptions: tuple[str | None, ...]
    dtypes: tuple[str, ...]
    bounds: tuple[float, float, float, float]
    block_shapes: list[tuple[int, int]]
    mask_flag_enums: tuple[list[MaskFlags], ...]
    def read(
        self, indexes: int | list[int] | None = ..., *, window: Window | None = ...
    ) -> npt.NDArray[Any]: ...
    def read_masks(self, indexes: int, *, window: Window) -> npt.NDArray[np.uint8]: ...
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
    fp: str | PathLike[str], mode: Literal["r"] = ..., *, driver: str | None = ...
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
