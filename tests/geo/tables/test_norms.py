"""Norms in a workbook."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from data.reference.norms import bundled_norms
from data.schema import Language, Title
from data.write.xlsx import MAX_CELL_TEXT
from geo.tables.files.written import file_of
from geo.tables.norms import told_norms


def test_a_text_longer_than_a_cell_is_cut_and_not_lost() -> None:
    long = "长" * (MAX_CELL_TEXT + 10)
    norm = replace(bundled_norms()[0], title=Title(long, long), note=Title(long, long))
    book = file_of(told_norms((norm,), Language.ZH), ".xlsx")
    (row,) = pd.read_excel(io.BytesIO(book), engine="calamine").to_dict("records")
    assert row["title"] == row["text"] == long[:MAX_CELL_TEXT]


def test_console_and_window_write_the_same_bytes(
    in_folder: Path, spoken: str, run: Callable[..., int]
) -> None:
    assert run("norms", "-o", "printed.csv") == 0
    saved = file_of(told_norms(bundled_norms(), Language(spoken)), ".csv")
    assert saved == (in_folder / "printed.csv").read_bytes()
