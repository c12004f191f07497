"""Whatever the bytes, a file opens or is refused in a sentence: never anything else.

The same cases by the ten thousand: `python -m tests.fuzz_reader`.
"""

import random
import shutil
from pathlib import Path

import pytest

from data.workbook import scan as workbook_scan
from data.workbook import slices as workbook_slices
from tests.fuzz_reader import FORMATS, WHOLE, check, make_case, mangled, seeds

CASES = 200
# Damage that can be lived with: at least so many of the cases still open.
OPENED = {"shp": 80, "dbf": 150, "shx": 150, "csv": 60, "xlsx": 10, "zip": 40, "tif": 30}


@pytest.mark.parametrize("form", FORMATS)
def test_mutated_files(tmp_path: Path, form: str) -> None:
    (tmp_path / "seeds").mkdir()
    sources = seeds(form, tmp_path / "seeds")
    read = 0
    for seed in range(CASES):
        case = tmp_path / "case"
        case.mkdir()
        read += check(make_case(form, sources, seed, case), whole=seed % WHOLE == 0)
        shutil.rmtree(case)
    assert read >= OPENED.get(form, 1)


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_mutated_files_in_slices(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_slices, "WHOLE_BYTES", -1)
    monkeypatch.setattr(workbook_scan, "_SLICE_BYTES", CASES)
    test_mutated_files(tmp_path, form)


@pytest.mark.parametrize("form", FORMATS)
def test_the_seeds_themselves_open(tmp_path: Path, form: str) -> None:
    assert all(check(path) for path in seeds(form, tmp_path))


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_tables_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    raw = "名称,经度,纬度,人口\r\n刚察县人民医院,100.1,37.3,5\r\n".encode(encoding)
    rng = random.Random(encoding)
    path = tmp_path / "case.csv"
    for _ in range(CASES // 4):
        path.write_bytes(mangled(raw, rng))
        check(path)


@pytest.mark.parametrize("form", FORMATS)
def test_noise(tmp_path: Path, form: str) -> None:
    rng = random.Random(form)
    heads = {
        "shp": b"\0\0\x27\x0a",
        "gpkg": b"SQLite format 3\0",
        "fgb": b"fgb\x03fgb\0",
        **dict.fromkeys(("zip", "kmz", "xlsx", "ods"), b"PK\x03\x04"),
        "kml": b"<kml>",
        "tif": b"II*\0\x08\0\0\0",
    }
    for case in range(CASES // 10):
        head = heads.get(form, b"{") if case % 2 else b""
        path = tmp_path / f"case.{form}"
        path.write_bytes(head + rng.randbytes(rng.choice((0, 1, 50, 200, 5000))))
        assert not check(path) or form == "csv"
