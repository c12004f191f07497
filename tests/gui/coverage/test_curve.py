"""The axis of the coverage curve, whatever it ends at."""

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gui.coverage.curve import CoverageCurve


@pytest.mark.parametrize("end_km", [5, 35, 80, 900, 3_000, 16_500, 40_000])
@pytest.mark.parametrize("width", [140, 320, 700])
def test_the_labels_of_the_axis_never_run_into_each_other(
    qtbot: QtBot, end_km: float, width: int
) -> None:
    curve = CoverageCurve()
    qtbot.addWidget(curve)
    curve.resize(width, 150)
    curve.set_curve(np.linspace(0, end_km * 1000, 241), np.zeros(241), "-", "#0072b2")
    curve.show()
    image = curve.grab().toImage()
    # Every column of a row of labels that touch holds ink.
    top, ratio = curve.height() - curve.fontMetrics().height(), image.devicePixelRatio()
    paper = curve.palette().color(QPalette.ColorRole.Window).lightness()
    rows = range(round(top * ratio), image.height())
    inked = [
        any(abs(image.pixelColor(x, y).lightness() - paper) > 60 for y in rows)
        for x in range(image.width())
    ]
    gaps = "".join("#" if each else "." for each in inked).strip(".").split("." * 6)
    assert len([gap for gap in gaps if gap]) <= 9
    assert max(len(gap) for gap in gaps) < 90 * ratio


# A menu grabs the keyboard, which a screen that is not there has not.
@pytest.mark.qt_log_ignore(r"does not support (raise\(\)|grabbing)", extend=True)
def test_the_menu_of_the_other_button_saves_the_curve_and_pulls_nothing(qtbot: QtBot) -> None:
    curve = CoverageCurve()
    qtbot.addWidget(curve)
    curve.resize(320, 150)
    curve.set_curve(np.linspace(0, 10_000, 241), np.linspace(0, 1, 241), "-", "#0072b2")
    curve.show()
    told: list[str] = []
    curve.save_requested.connect(lambda: told.append("save"))
    curve.radius_pulled.connect(lambda *_: told.append("pull"))

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    spot = curve.rect().center()
    QTest.mousePress(curve, Qt.MouseButton.RightButton, pos=spot)
    QTimer.singleShot(0, choose)
    asks = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, curve.mapToGlobal(spot))
    QApplication.sendEvent(curve, asks)
    QTest.mouseRelease(curve, Qt.MouseButton.RightButton, pos=spot)
    assert told == ["save"]
