"""Whether the program is in order: what `main.py check` says of data and libraries."""

import hashlib
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

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
    import pyproj  # noqa: PLC0415 - to say that it works it is loaded, and for nothing else

    folder = Path(pyproj.datadir.get_data_dir())
    return [
        Check("python", ok=True, detail=f"{platform.python_version()} ({platform.platform()})"),
        _gdal_check(),
        Check("proj", (folder / "proj.db").is_file(), f"{pyproj.proj_version_str} ({folder})"),
    ]


def data_checks() -> list[Check]:
    """Return, for each bundled file, whether its bytes are those in the catalogue."""
    promised = {entry.file: (path_of(entry), entry.sha256) for entry in entries()}
    return [_file_check(name, path, sha256) for name, (path, sha256) in promised.items()]


def _gdal_check() -> Check:
    """Return the version of GDAL, asked in a process of its own.

    With its reader comes every library of tables; and one that does not load, or takes its
    process down, is a line of the answer then.
    """
    code = "import pyogrio; print(pyogrio.__gdal_version_string__)"
    done = subprocess.run(  # noqa: S603 - this interpreter and the line above
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    said = (done.stderr if done.returncode else done.stdout).strip().splitlines()
    return Check("gdal", done.returncode == 0, said[-1] if said else str(done.returncode))


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
