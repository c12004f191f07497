"""Norms in a workbook."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from data.reference.norms import bundled_norms
from data.schema import Language, Title
from data.write.xlsx import MAX_CELL_TEXT
from geo.tables.norms import write_norms


def test_a_text_longer_than_a_cell_is_cut_and_not_lost(tmp_path: Path) -> None:
    long = "长" * (MAX_CELL_TEXT + 10)
    norm = replace(bundled_norms()[0], title=Title(long, long), note=Title(long, long))
    path = tmp_path / "n.xlsx"
    write_norms(path, (norm,), Language.ZH)
    (row,) = pd.read_excel(io.BytesIO(path.read_bytes()), engine="calamine").to_dict("records")
    assert row["title"] == row["text"] == long[:MAX_CELL_TEXT]


def test_console_and_window_write_the_same_bytes(
    tmp_path: Path, in_folder: Path, spoken: str, run: Callable[..., int]
) -> None:
    assert run("norms", "-o", "printed.csv") == 0
    write_norms(tmp_path / "saved.csv", bundled_norms(), Language(spoken))
    assert (tmp_path / "saved.csv").read_bytes() == (in_folder / "printed.csv").read_bytes()
