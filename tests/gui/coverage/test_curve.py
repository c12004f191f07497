"""The axis of the coverage curve, whatever it ends at."""

import numpy as np
import pytest
from PySide6.QtGui import QPalette
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
