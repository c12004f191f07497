from collections.abc import Mapping
from os import PathLike
from types import TracebackType
from typing import IO, Self

from .format import Format
from .worksheet import Worksheet

class Workbook:
    def __init__(
        self,
        path: str | PathLike[str] | IO[bytes],
        options: Mapping[str, object] | None = ...,
    ) -> None: ...
    def add_worksheet(self, name: str | None = ...) -> Worksheet: ...
    def add_format(self, properties: Mapping[str, object]) -> Format: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
