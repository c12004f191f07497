"""Run by itself, as a process: reads a workbook and writes its cells into a folder as JSON.

The library that reads old workbooks ends the process it runs in where a damaged file makes it
ask for more memory than there is. Here that is this process, which has nothing to lose. It is
given the workbook, the folder and the most cells; `data.workbook.old_workbook` reads what it
leaves.
"""

import json
import sys
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import python_calamine as calamine

BASE_BYTES: Final = 512 * 1024**2
CELL_BYTES: Final = 100
CPU_S: Final = 120


def limit(most_cells: int) -> None:
    """Let the system end this process where it takes too much, if the system can."""
    most_bytes = BASE_BYTES + CELL_BYTES * most_cells
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: Path, folder: Path, most_cells: int) -> dict[str, object]:
    """Write each sheet that is shown as a file of rows; return what else there is to say.

    Rows end with their last filled cell.
    """
    sheets: list[dict[str, object]] = []
    bytes_left = BASE_BYTES + CELL_BYTES * most_cells
    with path.open("rb") as stream:
        book = calamine.CalamineWorkbook.from_filelike(stream)
        for meta in book.sheets_metadata:
            if (meta.visible, meta.typ) != (
                calamine.SheetVisibleEnum.Visible,
                calamine.SheetTypeEnum.WorkSheet,
            ):
                continue
            sheet = book.get_sheet_by_name(meta.name)
            most_cells -= sheet.height * sheet.width
            if most_cells < 0:
                return {"too_large": True}
            top, left = sheet.start or (0, 0)
            bytes_left -= _write_rows(sheet, top, folder / f"{len(sheets)}.json", bytes_left)
            if bytes_left < 0:
                return {"too_large": True}
            sheets.append(
                {
                    "name": meta.name,
                    "height": sheet.height,
                    "width": sheet.width,
                    "top": top,
                    "left": left,
                    "merged": sheet.merged_cell_ranges or [],
                }
            )
    return {"sheets": sheets}


def _write_rows(sheet: calamine.CalamineSheet, top: int, path: Path, most_bytes: int) -> int:
    """Write the rows of a sheet from the first filled one; return their bytes, also if too many."""
    written = 0
    with path.open("w", encoding="ascii") as stream:
        for number, row in enumerate(sheet.iter_rows()):
            # It goes through the rows above the first filled one as well.
            if number < top:
                continue
            cells = [None if cell == "" else cell for cell in row]
            while cells and cells[-1] is None:
                cells.pop()
            written += stream.write(f"{json.dumps(cells, default=told)}\n")
            if written > most_bytes:
                break
    return written


def told(cell: object) -> dict[str, object]:
    """Return a date or a time, which JSON does not have."""
    if isinstance(cell, timedelta):
        return {"seconds": cell.total_seconds()}
    if isinstance(cell, date | datetime | time):
        return {type(cell).__name__: cell.isoformat()}
    return {"text": str(cell)}


def main(path: str, folder: str, most_cells: str) -> None:
    """Read a workbook; whatever the library says against it is told, too."""
    limit(int(most_cells))
    try:
        answer = read(Path(path), Path(folder), int(most_cells))
    except calamine.PasswordError:
        answer = {"locked": True}
    except MemoryError:
        answer = {"too_large": True}
    except BaseException as error:  # noqa: BLE001 - the library's panics are no exceptions
        answer = {"error": str(error)[:200]}
    (Path(folder) / "answer.json").write_text(json.dumps(answer), encoding="ascii")


if __name__ == "__main__":
    main(*sys.argv[1:])
