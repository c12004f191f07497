"""Whether the program is in order: what `main.py check` says of data and libraries."""

import hashlib
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyogrio
import pyproj

from data.reference.catalog import entries, path_of

_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, whether it is in order, and what was found."""

    name: str
    ok: bool
    detail: str


def library_checks() -> list[Check]:
    """Return the versions of Python and of the libraries that read and project data."""
    folder = Path(pyproj.datadir.get_data_dir())
    return [
        Check("python", ok=True, detail=f"{platform.python_version()} ({platform.platform()})"),
        Check("gdal", ok=True, detail=pyogrio.__gdal_version_string__),
        Check("proj", (folder / "proj.db").is_file(), f"{pyproj.proj_version_str} ({folder})"),
    ]


def data_checks() -> list[Check]:
    """Return, for each bundled file, whether its bytes are those in the catalogue."""
    promised = {entry.file: (path_of(entry), entry.sha256) for entry in entries()}
    return [_file_check(name, path, sha256) for name, (path, sha256) in promised.items()]


def _file_check(name: str, path: Path, sha256: str) -> Check:
    try:
        found = _sha256(path)
    except OSError as error:
        return Check(f"data/{name}", ok=False, detail=error.strerror or str(error))
    detail = f"sha256 {found}" if found == sha256 else f"sha256 {found}, not {sha256}"
    return Check(f"data/{name}", found == sha256, detail)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
