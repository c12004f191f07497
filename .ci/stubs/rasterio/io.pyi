from types import TracebackType
from typing import Self

from . import DatasetWriter
from .transform import Affine

class MemoryFile:
    def open(
        self,
        *,
        driver: str,
        width: int,
        height: int,
        count: int,
        dtype: str,
        transform: Affine,
    ) -> DatasetWriter: ...
    def read(self) -> bytes: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
