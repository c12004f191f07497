"""Looks through a spreadsheet before anything makes room for what it claims.

The library that reads workbooks holds a sheet as a full rectangle and gives every cell its
own copy of its text: a cell in the last corner, or one long text used a million times,
would take all memory, and damaged XML can keep it busy for ever. All of that is told here
from the XML as it is unpacked.
"""

from collections.abc import Generator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from data.errors import DataError
from data.progress import Progress
from data.text.archive import Archive, Budget, opened
from data.workbook.scan import Member, scan

MAX_CELLS: Final = 20_000_000
MAX_TEXT: Final = 4_000_000_000


def look_through(path: Path, budget: Budget, progress: Progress) -> Mapping[str, Member]:
    """Return what each member claims of a zipped workbook that is sound and not too large.

    Raises
    ------
    DataError
        `workbook_too_large` above 20 million cells or four thousand million characters;
        `not_this_format`, `file_not_readable`, `xml_doctype`, `zip_broken`,
        `zip_encrypted`, `zip_too_large`.
    """
    members: dict[str, Member] = {}
    total = cells = longest = 0
    with opened(path, budget) as archive:
        wanted = [name for name in archive.names if _is_read(name, path.name)]
        sizes = {name: archive.size(name) for name in wanted}
        done = _Told(progress, sum(sizes.values()))
        for name in wanted:
            # Closed also where a refusal ends it half way: an open member holds the file open.
            with closing(done.counted(archive, name)) as chunks:
                claim = scan(chunks, path.name, MAX_CELLS)
            total += claim.rectangle
            cells += claim.cells
            longest = max(longest, claim.longest)
            if total > MAX_CELLS or cells * longest > MAX_TEXT:
                raise DataError("workbook_too_large", file=path.name, limit=MAX_CELLS)
            members[name] = claim
    return members


def _is_read(name: str, file: str) -> bool:
    # The binary kind of workbook says nothing that could be told beforehand.
    if name.lower().endswith("workbook.bin"):
        raise DataError("not_this_format", file=file, format="XLSX / XLS / ODS")
    return name.lower().endswith((".xml", ".rels"))


class _Told:
    """Tells how much of all bytes was looked at."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = max(1, total)
        self._done = 0

    def counted(self, archive: Archive, name: str) -> Generator[bytes, None, None]:
        """Yield the bytes of a member."""
        for chunk in archive.chunks(name):
            yield chunk
            self._done += len(chunk)
            self._progress(min(1.0, self._done / self._total))
