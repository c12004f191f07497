"""No text that comes out of the program is computed by the spreadsheet that opens it."""

import csv
import io
import re
import unicodedata
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from data.read.reader import read_file
from data.text.formulas import guarded, unguarded
from data.write.layer_file import SecondLayer, write_frame
from geo.tables.files.forms import csv_text
from resources import FOLDER

ROOT = FOLDER.parent
SIGNS = "=+-@|＝＋－＠｜﹦﹢﹣﹫"
HIDDEN = (
    *("", " ", "\t", "\r", "\n", "\v", "\0", "\x1c", "\x7f", "\x85", "\xa0", "\xad", "\u034f"),
    *("\u061c", "\u115f", "\u180e", "\u2003", "\u200b", "\u200d", "\u200e", "\u200f", "\u2028"),
    *("\u202a", "\u202e", "\u2060", "\u2066", "\u2069", "\u2800", "\u3000", "\u3164", "\ufe0f"),
    *("\ufeff", "\uffa0", "\ufff9", "\U000e0001", "\U000e0061", "\ufeff\u200b \t\u202e"),
)
FORMULAS = [f"{hidden}{sign}1+1|x" for hidden in HIDDEN for sign in SIGNS]
FORMULAS += ["=cmd|' /C calc'!A0", "|calc", "\u200e=HYPERLINK(1)", "{=1+1}"[1:], "\t医院", "\r医院"]
PLAIN = ["医院", "a=1", "a|b", "'=1", "−1", "", "1", "(+1)", "\u200b医院", " 医院", "“=1”", "e-1"]
UNSEEN = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u034f", "\ufe0f"}


def computed(cell: str) -> bool:
    """Return whether a spreadsheet that drops what is unseen may take a cell for a formula."""
    seen = (
        letter
        for letter in cell
        if unicodedata.category(letter)[0] not in "CZ" and letter not in UNSEEN
    )
    return cell.startswith(("\t", "\r")) or next(seen, "") in set(SIGNS)


def layer(names: list[str]) -> gpd.GeoDataFrame:
    shapes = shapely.points([[101 + row / 1000, 36.5] for row in range(len(names))])
    return gpd.GeoDataFrame({"name": names, "=1+1": names}, geometry=shapes, crs=4326)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_kept_from_being_one_and_comes_back(text: str) -> None:
    assert computed(text)
    assert guarded(text) == f"'{text}"
    assert not computed(guarded(text))
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert not computed(text)
    assert guarded(text) == text
    if not text.startswith("'"):
        assert unguarded(text) == text


def test_csv_of_results_has_no_cell_that_is_computed() -> None:
    columns = [*FORMULAS[:20], "plain"]
    written = csv_text(columns, [dict.fromkeys(columns, text) for text in FORMULAS])
    rows = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert len(rows) == len(FORMULAS) + 1
    assert not [cell for row in rows for cell in row if computed(cell)]


def test_csv_of_a_layer_has_no_cell_that_is_computed(tmp_path: Path) -> None:
    names = [text.replace("\0", "") for text in FORMULAS]
    write_frame(layer(names), tmp_path / "a.csv", second=SecondLayer("gone", layer(names)))
    for path in tmp_path.iterdir():
        text = path.read_text("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert len(rows) > len(names)
        assert not [cell for row in rows for cell in row if computed(cell)]
    read = read_file(tmp_path / "a.csv").frame["name"].tolist()
    assert [each.strip() for each in read] == [each.strip() for each in names]


def test_cells_of_a_workbook_are_texts(tmp_path: Path) -> None:
    names = [*FORMULAS, "{=1+1}", "http://x", "mailto:x", "internal:x"]
    write_frame(layer(names), tmp_path / "a.xlsx", second=SecondLayer("gone", layer(names)))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheets = [name for name in book.namelist() if "worksheets/sheet" in name]
        assert len(sheets) == 2
        for name in sheets:
            assert not re.search(rb"<f[ >]|hyperlink", book.read(name))


def test_nothing_else_writes_tables() -> None:
    """Every CSV passes one of two writers, every workbook says that its texts are texts."""
    tables, books = set(), set()
    for room in ("data", "geo", "gui"):
        for path in (ROOT / room).rglob("*.py"):
            if "build" in path.parts:
                continue
            source = path.read_text("utf-8")
            if re.search(r"csv\.(writer|DictWriter)\(|\.to_csv\(", source):
                tables.add(path.relative_to(ROOT).as_posix())
            if re.search(r"xlsxwriter|to_excel", source):
                books.add(path.relative_to(ROOT).as_posix())
                assert '"strings_to_formulas": False' in source
    assert tables == {"data/write/layer_file.py", "geo/tables/files/forms.py"}
    assert books == {"data/write/layer_file.py", "data/write/xlsx.py"}
