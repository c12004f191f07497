"""The zones of the enhanced method: how far each reaches, and how much a person in it weighs."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from data.project.project import Zone
from data.schema import MAX_RADIUS_M, MIN_RADIUS_M
from gui.widgets.input_guard import InputGuard

MOST_ZONES: Final = 6
LEAST_WEIGHT: Final = 0.001
# Metres and thousandths: as fine as what is typed, so that nothing is rounded in passing.
DECIMALS: Final = 3


class ZonesEditor(QWidget):
    """A row for each zone, from the inside out.

    `edited` carries the zones as they were typed, once each reaches farther than the one
    before; `reset_requested` asks for those the program begins with.
    """

    edited = Signal(object)
    reset_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guard = InputGuard(self)
        self._rows: list[tuple[QDoubleSpinBox, QDoubleSpinBox]] = []
        self._zones: tuple[Zone, ...] = ()
        self._grid = QGridLayout()
        self._grid.addWidget(QLabel(self.tr("Up to")), 0, 0)
        self._grid.addWidget(QLabel(self.tr("Weight")), 0, 1)
        self._grid.setColumnStretch(2, 1)
        self._problem = QLabel(
            self.tr("Not used yet: each zone has to reach farther than the one before it.")
        )
        self._problem.setWordWrap(True)
        self._problem.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._grid)
        layout.addWidget(self._problem)
        layout.addLayout(self._buttons())

    @property
    def problem(self) -> str:
        """Why the zones on screen are not used, or nothing."""
        return "" if self._problem.isHidden() else self._problem.text()

    def set_zones(self, zones: Sequence[Zone]) -> None:
        """Show `zones`, at least one, whatever was typed before."""
        self._zones = tuple(zones)
        while len(self._rows) > len(zones):
            for spin in self._rows.pop():
                self._grid.removeWidget(spin)
                spin.deleteLater()
        while len(self._rows) < len(zones):
            self._add_row()
        for zone, (reach, weight) in zip(zones, self._rows, strict=True):
            with QSignalBlocker(reach), QSignalBlocker(weight):
                reach.setValue(zone.radius_m / 1000)
                weight.setValue(zone.weight)
        self._problem.hide()
        self._more.setEnabled(len(zones) < MOST_ZONES)
        self._fewer.setEnabled(len(zones) > 1)

    def _buttons(self) -> QHBoxLayout:
        self._more = QPushButton(self.tr("Add a zone"))
        self._more.clicked.connect(self._add_zone)
        self._fewer = QPushButton(self.tr("Remove the last"))
        self._fewer.clicked.connect(lambda: self.edited.emit(self._zones[:-1]))
        reset = QPushButton(self.tr("Reset"))
        reset.setToolTip(self.tr("Thirds of the catchment, weighing 1, 0.68 and 0.22"))
        reset.clicked.connect(self.reset_requested)
        row = QHBoxLayout()
        for button in (self._more, self._fewer, reset):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _add_row(self) -> None:
        number = len(self._rows) + 1
        reach, weight = QDoubleSpinBox(), QDoubleSpinBox()
        reach.setRange(MIN_RADIUS_M / 1000, MAX_RADIUS_M / 1000)
        reach.setSuffix(self.tr(" km"))
        reach.setSingleStep(0.5)
        reach.setAccessibleName(self.tr("Reach of zone {number}").format(number=number))
        weight.setRange(LEAST_WEIGHT, 1.0)
        weight.setSingleStep(0.05)
        weight.setAccessibleName(self.tr("Weight of zone {number}").format(number=number))
        for column, spin in enumerate((reach, weight)):
            spin.setDecimals(DECIMALS)
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(self._on_typed)
            self._guard.watch(spin)
            self._grid.addWidget(spin, number, column, Qt.AlignmentFlag.AlignLeft)
        self._rows.append((reach, weight))

    def _add_zone(self) -> None:
        last = self._zones[-1]
        before_m = self._zones[-2].radius_m if len(self._zones) > 1 else 0.0
        radius_m = min(2 * last.radius_m - before_m, MAX_RADIUS_M)
        # Beyond the largest radius there is no room for another zone.
        if radius_m > last.radius_m:
            self.edited.emit((*self._zones, Zone(radius_m, last.weight)))

    def _on_typed(self) -> None:
        typed = tuple(
            Zone(float(round(1000 * reach.value())), weight.value()) for reach, weight in self._rows
        )
        ascends = all(inner.radius_m < outer.radius_m for inner, outer in pairwise(typed))
        self._problem.setVisible(not ascends)
        if ascends:
            self.edited.emit(typed)
