"""The table of counties: what a cell reads, and what it sorts by."""

import math

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from data.reference.catalog import Level
from data.schema import Language
from gui.coverage.units_model import UnitsModel
from gui.widgets.row_table import SORT_ROLE
from gui.widgets.table_model import ADCODE_ROLE, cell_text

KEYS = ["population", "covered", "ratio", "low", "area_km2", "area_ratio", "mean_m", "p90_m"]


def units(covered: float = 250.0) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "adcode": [630102, 630103],
            "name": ["城东区", "城中区"],
            "pinyin": ["Chengdong District", "Chengzhong District"],
            "population": [1000.0, 0.0],
            "covered": [covered, 0.0],
            "ratio": [covered / 1000.0, np.nan],
            "area_km2": [114.6, 12.0],
            "covered_area_km2": [57.3, 0.0],
            "area_ratio": [0.5, 0.0],
            "mean_m": [1234.0, np.nan],
            "median_m": [900.0, np.nan],
            "p90_m": [math.inf, np.nan],
            "farthest_m": [math.inf, np.nan],
        }
    )


def column(model: UnitsModel, key: str) -> int:
    return [each.key for each in model.columns].index(key)


def texts(model: UnitsModel, row: int) -> list[object]:
    return [model.index(row, column(model, key)).data() for key in ["name", *KEYS]]


@pytest.fixture
def model(qtbot: QtBot) -> UnitsModel:
    model = UnitsModel(Language.ZH)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.set_units(units())
    return model


def test_cells_read_as_a_planner_reads_them(model: UnitsModel) -> None:
    assert texts(model, 0) == ["城东区", "1,000", "250", "25.0%", "–", "115", "50.0%", "1.2", "–"]
    assert texts(model, 1) == ["城中区", "0", "0", "–", "–", "12", "0.0%", "–", "–"]


def test_every_column_has_a_heading_and_its_meaning(model: UnitsModel) -> None:
    roles = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
    for number in range(1, model.columnCount()):
        for role in roles:
            assert model.headerData(number, Qt.Orientation.Horizontal, role)


@pytest.mark.parametrize(
    ("level", "heading"),
    [(Level.COUNTY, "County"), (Level.PREFECTURE, "Prefecture"), (Level.PROVINCE, "Province")],
)
def test_the_first_column_says_what_rows_are(model: UnitsModel, level: Level, heading: str) -> None:
    model.set_units(units().iloc[:1], level)
    assert model.headerData(0, Qt.Orientation.Horizontal) == heading


def test_what_is_not_known_sorts_last(model: UnitsModel) -> None:
    ratios = [model.index(row, column(model, "ratio")).data(SORT_ROLE) for row in range(2)]
    assert ratios == [0.25, math.inf]


def test_intervals_come_later_and_go_with_their_figures(model: UnitsModel) -> None:
    model.set_bounds([0.2, math.nan], [0.3, math.nan])
    low, high = column(model, "low"), column(model, "high")
    assert [model.index(0, each).data() for each in (low, high)] == ["20.0%", "30.0%"]
    assert model.index(1, low).data() == "–"
    model.set_units(units(covered=500.0))
    assert model.index(0, low).data() == "–"


def test_new_figures_keep_the_rows(model: UnitsModel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.set_units(units(covered=500.0))
    assert model.index(0, column(model, "ratio")).data() == "50.0%"


def test_other_counties_reset_the_table(model: UnitsModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.modelReset):
        model.set_units(units().iloc[1:].reset_index(drop=True))
    assert model.rowCount() == 1
    assert model.index(0, 0).data(ADCODE_ROLE) == 630103
    assert model.row_of(630103) == 0
    assert model.row_of(630102) is None


def test_names_are_spelt_for_readers_of_english(qtbot: QtBot) -> None:
    model = UnitsModel(Language.EN)
    model.set_units(units())
    assert model.index(0, 0).data() == "Chengdong"
    tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "Chengdong District 城东区 630102"


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("ratio", 1.0, "100.0%"),
        ("area_ratio", 0.00001, "<0.1%"),
        ("mean_m", 999.0, "1.0"),
        ("population", 1234567.4, "1,234,567"),
        ("name", "县", "县"),
        ("mean_m", math.inf, "–"),
        ("mean_m", 2_999_000.0, "2999.0"),
        ("p90_m", 10_922_000.0, ">3,000"),
    ],
)
def test_a_figure_in_words(column: str, value: object, text: str) -> None:
    assert cell_text(column, value) == text
