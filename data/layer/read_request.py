"""What the reader of one format is asked for, and where it may put things meanwhile."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from data.errors import DataError
from data.progress import Progress, silent
from data.text.archive import Budget
from data.text.fields import Role

MAX_DEPTH: Final = 3
_MEANINGFUL: Final = frozenset("!;?#%")


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted of a file.

    Attributes
    ----------
    scratch
        Folder of our own, emptied afterwards.
    layer
        Layer wanted, None for the only or the first one.
    encoding
        Code page of text as the user lays it down, None to find out.
    crs
        Coordinate system as the user lays it down, None to find out.
    columns
        Which column the user says holds what.
    progress
        Told how far reading is, 0 to 1.
    budget
        What archives may still unpack.
    depth
        How many archives the file lies in.
    trusted
        Whether the user named the database; of one that a project names only the place counts.
    """

    scratch: Path
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    columns: Mapping[Role, str] = field(default_factory=lambda: MappingProxyType({}))
    progress: Progress = silent
    budget: Budget = field(default_factory=Budget)
    depth: int = 0
    trusted: bool = True

    def folder(self) -> Path:
        """Return a new folder in the scratch folder."""
        folder = self.scratch / f"{len(list(self.scratch.iterdir()))}"
        folder.mkdir()
        return folder

    def plain_path(self, path: Path) -> Path:
        """Return the file, or a copy of it where its path would mean something else to GDAL."""
        if is_plain(path):
            return path.absolute()
        copy = self.folder() / f"copy{path.suffix.lower()}"
        shutil.copyfile(path, copy)
        return copy

    def inside(self, layer: str | None, progress: Progress, file: str) -> "Request":
        """Return the request to a file inside an archive; DataError `zip_too_deep`."""
        if self.depth >= MAX_DEPTH:
            raise DataError("zip_too_deep", file=file, limit=MAX_DEPTH)
        return replace(self, layer=layer, progress=progress, depth=self.depth + 1)


def is_plain(path: Path) -> bool:
    """Return whether a path means to GDAL, and to the library before it, the file and no more."""
    whole = path.absolute().as_posix()
    return not _MEANINGFUL & set(whole) and not whole.startswith("/vsi")
