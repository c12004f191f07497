"""The table of counties: what a cell reads, and what it sorts by."""

import math

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from data.schema import Language
from gui.panels.units_model import ADCODE_ROLE, SORT_ROLE, UnitsModel, cell_text

COLUMNS = ["County", "Population", "Covered", "Share", "Mean km", "P90 km"]


def units(covered: float = 250.0) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "adcode": [630102, 630103],
            "name": ["城东区", "城中区"],
            "pinyin": ["Chengdong District", "Chengzhong District"],
            "population": [1000.0, 0.0],
            "covered": [covered, 0.0],
            "ratio": [covered / 1000.0, np.nan],
            "mean_m": [1234.0, np.nan],
            "p90_m": [math.inf, np.nan],
        }
    )


def texts(model: QAbstractItemModel) -> list[list[object]]:
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


@pytest.fixture
def model(qtbot: QtBot) -> UnitsModel:
    model = UnitsModel(Language.ZH)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.set_units(units())
    return model


def test_cells_read_as_a_planner_reads_them(model: UnitsModel) -> None:
    assert texts(model) == [
        ["城东区", "1,000", "250", "25.0%", "1.2", "–"],
        ["城中区", "0", "0", "–", "–", "–"],
    ]
    horizontal = Qt.Orientation.Horizontal
    assert [model.headerData(column, horizontal) for column in range(6)] == COLUMNS


def test_what_is_not_known_sorts_last(model: UnitsModel) -> None:
    ratios = [model.index(row, 3).data(SORT_ROLE) for row in range(2)]
    assert ratios == [0.25, math.inf]


def test_new_figures_keep_the_rows(model: UnitsModel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.set_units(units(covered=500.0))
    assert model.index(0, 3).data() == "50.0%"


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
        ("mean_m", 999.0, "1.0"),
        ("population", 1234567.4, "1,234,567"),
        ("name", "县", "县"),
        ("mean_m", math.inf, "–"),
    ],
)
def test_a_figure_in_words(column: str, value: object, text: str) -> None:
    assert cell_text(column, value) == text
