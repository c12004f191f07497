"""Old workbooks: read by a process of their own, after their chains have been walked."""

import json
import random
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from data.errors import DataError
from data.read.contents import contents_of
from data.read.reader import read_file
from data.schema import Language
from data.workbook import old_workbook, old_workbook_process
from data.workbook.compound_file import check_chains
from geo.progress import Cancelled
from geo.words.wording import explain
from tests.data.workbook.old_workbooks import (
    END,
    FREE,
    SECTOR,
    book,
    compound,
    record,
    small_compound,
)
from tests.fuzz_reader import mangled

ROWS: Sequence[Sequence[str | float]] = [
    ["名称", "经度", "纬度", "床位"],
    ["刚察县人民医院", 100.1, 37.3, 5.0],
    ["泉吉乡卫生院", 99.9, 37.2, 2.0],
]
BOOK = book({"医院": ROWS, "二": [["a", "b"], ["x", "y"]]})
LARGE, SMALL = compound(BOOK), small_compound(BOOK)
WHOLE = {"large": LARGE, "small": SMALL}
# Where a number stands: in the header, in the table of sectors, in the directory.
DIRECTORY_START, MINI_START, MORE_START, FIRST_TABLE = 48, 60, 68, 76
TABLE, DIRECTORY = SECTOR, 2 * SECTOR


def patched(raw: bytes, at: int, *numbers: int) -> bytes:
    """Return `raw` with other numbers at a place."""
    words = struct.pack(f"<{len(numbers)}I", *numbers)
    return raw[:at] + words + raw[at + len(words) :]


def with_record(kind: int, data: bytes) -> bytes:
    """Return a workbook with one more record in each of its parts."""
    return compound(BOOK.replace(record(0x000A), record(kind, data) + record(0x000A)))


def refused(path: Path, raw: bytes) -> DataError:
    """Return the sentence in which a file is refused, by a look and by reading alike."""
    path.write_bytes(raw)
    with pytest.raises(DataError) as looked:
        contents_of(path)
    with pytest.raises(DataError) as read:
        read_file(path)
    assert looked.value.code == read.value.code
    assert all(explain(read.value, language) for language in Language)
    return read.value


@pytest.mark.parametrize("kind", WHOLE)
def test_an_old_workbook_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(WHOLE[kind])
    assert [(each.name, each.rows) for each in contents_of(path).layers] == [("医院", 3), ("二", 2)]
    loaded = read_file(path)
    assert loaded.preview() == [
        {"名称": "刚察县人民医院", "经度": 100.1, "纬度": 37.3, "床位": 5},
        {"名称": "泉吉乡卫生院", "经度": 99.9, "纬度": 37.2, "床位": 2},
    ]
    assert [each.name for each in tmp_path.iterdir()] == ["a.xls"]


def test_a_large_one_has_more_tables_than_its_header_lists(tmp_path: Path) -> None:
    row: list[str | float] = ["院" * 200, 100.1, 37.3]
    rows: list[list[str | float]] = [["名称", "经度", "纬度"], *[row] * 18_000]
    raw = compound(book({"医院": rows}))
    assert struct.unpack_from("<I", raw, 44) > (109,)
    path = tmp_path / "a.xls"
    path.write_bytes(raw)
    assert len(read_file(path).records) == 18_000
    at = SECTOR * (1 + struct.unpack_from("<I", raw, MORE_START)[0])
    loop = patched(raw, at + SECTOR - 4, struct.unpack_from("<I", raw, MORE_START)[0])
    assert refused(path, loop).code == "file_not_readable"


BROKEN_CHAINS = {
    "directory to itself": patched(LARGE, TABLE + 4, 1),
    "directory to the workbook and back": patched(LARGE, TABLE + 4, 2, 1),
    "directory outside": patched(LARGE, TABLE + 4, 5_000),
    "directory starts outside": patched(LARGE, DIRECTORY_START, 0x7FFFFFFF),
    "workbook to itself": patched(LARGE, TABLE + 8, 2),
    "workbook in a ring": patched(LARGE, TABLE + 4 * 9, 2),
    "workbook outside": patched(LARGE, TABLE + 4 * 5, 0xFFFFFFFB),
    "workbook into free sectors": patched(LARGE, TABLE + 4 * 5, FREE),
    "workbook of no length": patched(LARGE, DIRECTORY + 128 + 116, 2, 0xFFFFFFF0),
    "more tables in a ring": patched(LARGE, MORE_START, 1, 1),
    "more tables outside": patched(LARGE, MORE_START, 9_000, 1),
    "tables without number": patched(LARGE, MORE_START, END, 0xFFFFFFFF),
    "a table twice": patched(LARGE, FIRST_TABLE, 0, 0),
    "a table outside": patched(LARGE, FIRST_TABLE, 0, 7_000_000),
    "pieces to themselves": patched(SMALL, 3 * SECTOR, 0),
    "pieces in a ring": patched(SMALL, 3 * SECTOR + 8, 0),
    "pieces outside": patched(SMALL, 3 * SECTOR, 4_000),
    "table of pieces to itself": patched(SMALL, TABLE + 8, 2),
    "table of pieces outside": patched(SMALL, MINI_START, 5_000),
    "what holds the pieces in a ring": patched(SMALL, TABLE + 12, 3),
    "what holds the pieces has no length": patched(SMALL, DIRECTORY + 116, 3, 0xFFFFFFFF),
    "cut short": LARGE[: 2 * SECTOR],
    "header alone": LARGE[:SECTOR],
}


@pytest.mark.parametrize("name", BROKEN_CHAINS)
def test_a_broken_chain_is_refused_before_anyone_follows_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError) as caught:
        check_chains(BROKEN_CHAINS[name], "a.xls")
    assert caught.value.code == "file_not_readable"
    assert refused(tmp_path / "a.xls", BROKEN_CHAINS[name]).code == "file_not_readable"


CLAIMS = {
    "a cell in the last corner": (0x0203, struct.pack("<3Hd", 65535, 255, 0, 5.0)),
    "a cell beyond the last column": (0x0203, struct.pack("<3Hd", 65535, 65535, 0, 5.0)),
    "a size beyond memory": (0x0200, struct.pack("<2I3H", 0, 2**32 - 1, 0, 65535, 0)),
    "a size below nothing": (0x0200, struct.pack("<2I3H", 9, 1, 9, 1, 0)),
    "texts without number": (0x00FC, struct.pack("<2I", 5, 2**31 - 1)),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_ends_no_more_than_the_process_that_reads(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(with_record(*CLAIMS[name]))
    with suppress(DataError):
        assert len(read_file(path).records) == 2


def test_a_sheet_that_spans_far_more_than_it_holds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(old_workbook, "_FEW_CELLS", 10)
    monkeypatch.setattr(old_workbook, "_CELLS_A_BYTE", 0)
    assert refused(tmp_path / "a.xls", LARGE).code == "workbook_too_large"


def test_a_process_that_ends_or_writes_to_the_console_is_not_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "reader.py"
    monkeypatch.setattr(old_workbook_process, "__file__", str(script))
    for words in ("import os; print('panic'); os.abort()", "raise SystemExit(3)", "pass"):
        script.write_text(words)
        assert refused(tmp_path / "a.xls", LARGE).code == "file_not_readable"
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="no process is ended by a signal there")
def test_what_is_ended_for_its_size_is_said_to_be_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "reader.py"
    monkeypatch.setattr(old_workbook_process, "__file__", str(script))
    for words in (
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)",
        "import os; os.write(2, b'memory allocation of 99 bytes failed'); os.abort()",
    ):
        script.write_text(words)
        assert refused(tmp_path / "a.xls", LARGE).code == "workbook_beyond_means"
    monkeypatch.setattr(old_workbook, "_MOST_S", 0.2)
    script.write_text("import time; time.sleep(600)")
    assert refused(tmp_path / "a.xls", LARGE).code == "workbook_beyond_means"


def test_what_the_reading_process_has_no_memory_for_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> dict[str, object]:
        raise MemoryError

    monkeypatch.setattr(old_workbook_process, "read", read)
    monkeypatch.setattr(old_workbook_process, "limit", lambda _: None)
    old_workbook_process.main("a.xls", str(tmp_path), "10")
    assert json.loads((tmp_path / "answer.json").read_text()) == {"too_large": True}


def test_cancel_ends_the_process_that_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "reader.py"
    script.write_text("import time; time.sleep(600)")
    monkeypatch.setattr(old_workbook_process, "__file__", str(script))
    path = tmp_path / "a.xls"
    path.write_bytes(LARGE)
    asked = 0

    def progress(_: float) -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_file(path, progress=progress)


@pytest.mark.parametrize("kind", WHOLE)
def test_mutated_old_workbooks(tmp_path: Path, kind: str) -> None:
    rng = random.Random(kind)
    path = tmp_path / "a.xls"
    passed = []
    for _ in range(500):
        raw = bytearray(WHOLE[kind])
        if rng.random() < 0.3:
            raw = bytearray(mangled(bytes(raw), rng))
        for _ in range(rng.randint(0, 3)):
            at = rng.choice(
                (rng.randrange(SECTOR), SECTOR + 4 * rng.randrange(40), rng.randrange(4000))
            )
            raw[at : at + 4] = rng.choice(
                (struct.pack("<I", rng.choice((0, 1, 2, END, FREE))), b"\xff\x7f")
            )
        with suppress(DataError):
            check_chains(bytes(raw), "a.xls")
            passed.append(bytes(raw))
    assert len(passed) > 25
    for sound in passed[:25]:
        path.write_bytes(sound)
        with suppress(DataError):
            read_file(path)


def test_dates_and_times_come_over() -> None:
    cells = [
        datetime(2026, 5, 1, 8, 30),  # noqa: DTZ001 - a cell has no zone
        date(2026, 5, 1),
        time(8, 30, 15),
        timedelta(hours=30, seconds=0.5),
        *("甲", 5, 2.5, True, None),
    ]
    told = json.dumps(cells, default=old_workbook_process.told)
    assert json.loads(told, object_hook=old_workbook.cell_of) == cells
