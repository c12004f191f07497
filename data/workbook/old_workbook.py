"""Old workbooks (.xls): their chains are walked first, then a process of its own reads them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from types import MappingProxyType
from typing import Any, Final, Self

from data.errors import DataError
from data.layer.cells import Cell, Row
from data.progress import Progress
from data.workbook import old_workbook_process
from data.workbook.compound_file import check_chains
from data.workbook.library import filled_down
from data.workbook.limits import MAX_CELLS

MAX_BYTES: Final = 200 * 1024**2
# A filled cell takes six bytes and more: what spans far beyond that is nearly empty.
_CELLS_A_BYTE: Final = 2
_FEW_CELLS: Final = 1_000_000
_MOST_S: Final = 120.0
_ASKED_EVERY_S: Final = 0.05
_TOO_LATE: Final = -1000
# What the system does to a process that takes too much, as `Popen` tells of it: SIGKILL, SIGXCPU.
_ENDED_FOR_ITS_SIZE: Final = (_TOO_LATE, -9, -24)
_LAST_WORDS: Final = "stderr.txt"
_LAST_WORDS_BYTES: Final = 10_000
_READERS: Final[Mapping[str, Callable[[Any], Cell]]] = MappingProxyType(
    {
        "seconds": lambda value: timedelta(seconds=value),
        "datetime": datetime.fromisoformat,
        "date": date.fromisoformat,
        "time": time.fromisoformat,
        "text": str,
    }
)


class OldBook:
    """An open workbook whose cells stand in files of our own.

    Attributes
    ----------
    names
        The sheets that are shown and not empty.
    """

    def __init__(self, path: Path, progress: Progress) -> None:
        if path.stat().st_size > MAX_BYTES:
            raise DataError("file_too_large", file=path.name, limit_mb=MAX_BYTES // 2**20)
        check_chains(path.read_bytes(), path.name)
        self._folder = TemporaryDirectory(prefix="yiquan-", ignore_cleanup_errors=True)
        try:
            sheets = _sheets(path, Path(self._folder.name), progress)
        except BaseException:
            self._folder.cleanup()
            raise
        self._sheets = {str(each["name"]): (number, each) for number, each in enumerate(sheets)}
        self.names = [name for name in self._sheets if self.height(name)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def height(self, name: str) -> int:
        """Return the rows of a sheet."""
        return int(self._sheets[name][1]["height"])

    def first_row(self, name: str) -> int:
        """Return the number of a sheet's first row that holds anything, from 1."""
        return int(self._sheets[name][1]["top"]) + 1

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of a sheet; cells merged down a column all hold its text."""
        number, sheet = self._sheets[name]
        rows = _rows(Path(self._folder.name) / f"{number}.json", sheet["width"])
        return filled_down(rows, sheet["merged"], sheet["top"], sheet["left"])


def _rows(path: Path, width: int) -> Iterator[Row]:
    with path.open(encoding="ascii") as stream:
        for line in stream:
            cells: Row = json.loads(line, object_hook=cell_of)
            cells.extend([None] * (width - len(cells)))
            yield cells


def cell_of(told: dict[str, Any]) -> Cell:
    """Return the date or time that `data.workbook.old_workbook_process.told` told."""
    ((kind, value),) = told.items()
    return _READERS[kind](value)


def _sheets(path: Path, folder: Path, progress: Progress) -> list[dict[str, Any]]:
    """Let a process read a workbook into `folder`; return what it says of each sheet.

    Raises
    ------
    DataError
        `workbook_locked`, `workbook_too_large`, `workbook_beyond_means`,
        `file_not_readable`.
    """
    most_cells = min(MAX_CELLS, max(_FEW_CELLS, _CELLS_A_BYTE * path.stat().st_size))
    code = _run(path, folder, most_cells, progress)
    if code in _ENDED_FOR_ITS_SIZE or _is_out_of_memory(folder):
        raise DataError("workbook_beyond_means", file=path.name)
    answer_file = folder / "answer.json"
    if code or not answer_file.is_file():
        raise DataError("file_not_readable", file=path.name, found=f"python-calamine {code}")
    answer = json.loads(answer_file.read_text(encoding="ascii"))
    found = str(answer.get("error", ""))
    if answer.get("too_large"):
        raise DataError("workbook_too_large", file=path.name, limit=most_cells)
    if answer.get("locked") or "password" in found.lower() or "encrypt" in found.lower():
        raise DataError("workbook_locked", file=path.name)
    if "sheets" not in answer:
        raise DataError("file_not_readable", file=path.name, found=found)
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets


def _is_out_of_memory(folder: Path) -> bool:
    """Return whether the library's last words were that it got no more memory."""
    with (folder / _LAST_WORDS).open("rb") as stream:
        return b"memory allocation of" in stream.read(_LAST_WORDS_BYTES)


def _run(path: Path, folder: Path, most_cells: int, progress: Progress) -> int:
    """Return the exit code of the process that reads a workbook; `progress` may end it."""
    script = str(Path(old_workbook_process.__file__).absolute())
    # It finds the library where this process does.
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    deadline_s = monotonic() + _MOST_S
    nothing = subprocess.DEVNULL
    with (
        (folder / _LAST_WORDS).open("wb") as words,
        subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-P", script, str(path.absolute()), str(folder), str(most_cells)],
            stdin=nothing,
            stdout=nothing,
            stderr=words,
            env=env,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process,
    ):
        try:
            while monotonic() < deadline_s:
                progress(0.0)
                try:
                    return process.wait(_ASKED_EVERY_S)
                except subprocess.TimeoutExpired:
                    continue
            return _TOO_LATE
        finally:
            process.kill()
