"""A workbook read back by another library."""

import io
import zipfile

import pandas as pd
import pytest

from data.write.xlsx import MAX_CELL_TEXT, xlsx_bytes

ROWS: list[dict[str, object]] = [
    {"name": "=1+1", "value": 97.2, "note": "https://example.org"},
    {"name": "007", "value": None},
    {"name": "长" * (MAX_CELL_TEXT + 5), "value": 3, "note": ""},
]


@pytest.fixture
def book() -> bytes:
    return xlsx_bytes("figures", ("name", "value", "note"), ROWS)


def test_texts_and_numbers_come_back_as_they_were(book: bytes) -> None:
    frame = pd.read_excel(io.BytesIO(book), engine="calamine", dtype={"name": str})
    assert list(frame.columns) == ["name", "value", "note"]
    assert frame["name"].tolist()[:2] == ["=1+1", "007"]
    assert len(frame["name"].iloc[2]) == MAX_CELL_TEXT
    assert frame["value"].isna().tolist() == [False, True, False]
    assert frame["value"].iloc[0] == 97.2


def test_nothing_is_a_formula_or_a_link(book: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
