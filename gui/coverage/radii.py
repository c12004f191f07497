"""Service radii: a slider and a spin box for each tier; the tier moved last is the one shown."""

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QRadioButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from data.project.project import Project
from data.schema import MAX_RADIUS_M, MIN_RADIUS_M, Language, Tier
from gui.document import Document
from gui.widgets.input_guard import InputGuard

STEP_M: Final = 100
PAGES: Final = 30
LEAST_SLIDER_PX: Final = 64
# Where each slider ends. The spin box goes on to MAX_RADIUS_M for whoever needs more.
SLIDER_END_M: Final = {
    Tier.REGIONAL: 300_000,
    Tier.COUNTY: 100_000,
    Tier.SUBCENTRE: 50_000,
    Tier.TOWNSHIP: 30_000,
    Tier.VILLAGE: 15_000,
}


class RadiiPanel(QWidget):
    """A row for each tier: chosen or not, its name, a slider, a spin box in km."""

    def __init__(
        self, document: Document, language: Language, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._gesture = 0
        self._sliders: dict[Tier, QSlider] = {}
        self._spins: dict[Tier, QDoubleSpinBox] = {}
        self._choices: dict[Tier, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self._guard = InputGuard(self)
        layout = QVBoxLayout(self)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for row, tier in enumerate(Tier):
            self._add_row(grid, row, tier, language)
        layout.addLayout(grid)
        layout.addWidget(self._note())
        layout.addStretch(1)
        document.changed.connect(self._on_changed)
        self._show()

    def _add_row(self, grid: QGridLayout, row: int, tier: Tier, language: Language) -> None:
        name = tier.label.in_language(language)
        choice = QRadioButton(name)
        choice.setToolTip(self.tr("Show the coverage of this tier"))
        choice.toggled.connect(partial(self._on_chosen, tier))
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(1, SLIDER_END_M[tier] // STEP_M)
        slider.setPageStep(max(10, slider.maximum() // PAGES))
        slider.setMinimumWidth(LEAST_SLIDER_PX)
        slider.setAccessibleName(self.tr("Service radius of {tier}").format(tier=name))
        slider.sliderPressed.connect(self._begin_gesture)
        slider.valueChanged.connect(partial(self._on_slid, tier))
        spin = QDoubleSpinBox()
        spin.setRange(MIN_RADIUS_M / 1000, MAX_RADIUS_M / 1000)
        spin.setDecimals(1)
        spin.setSingleStep(0.5)
        spin.setSuffix(self.tr(" km"))
        spin.setKeyboardTracking(False)
        spin.setAccessibleName(slider.accessibleName())
        spin.valueChanged.connect(partial(self._on_typed, tier))
        self._guard.watch(slider, spin)
        self._group.addButton(choice)
        self._choices[tier], self._sliders[tier], self._spins[tier] = choice, slider, spin
        for column, widget in enumerate((choice, slider, spin)):
            grid.addWidget(widget, row, column)

    def _note(self) -> QLabel:
        note = QLabel(
            self.tr(
                "Assumed: no published norm read so far gives a radius. Distances are straight "
                "lines on the ellipsoid; roads and terrain are not counted."
            )
        )
        note.setWordWrap(True)
        note.setObjectName("note")
        return note

    def _begin_gesture(self) -> None:
        self._gesture += 1

    def _on_slid(self, tier: Tier, value: int) -> None:
        if not self._sliders[tier].isSliderDown():
            self._begin_gesture()
        self._set_radius(tier, float(value * STEP_M))

    def _on_typed(self, tier: Tier, value_km: float) -> None:
        self._begin_gesture()
        self._set_radius(tier, round(value_km * 1000 / STEP_M) * float(STEP_M))

    def _set_radius(self, tier: Tier, radius_m: float) -> None:
        def change(project: Project) -> Project:
            return replace(project.with_radius(tier, radius_m), tier=tier)

        self._document.apply(self.tr("Set radius"), change, f"radius-{tier}-{self._gesture}")

    def _on_chosen(self, tier: Tier, chosen: bool) -> None:  # noqa: FBT001 - Qt's signal
        if chosen:
            self._document.apply(self.tr("Choose tier"), partial(replace, tier=tier))

    def _on_changed(self, names: frozenset[str]) -> None:
        if names & {"radii", "tier"}:
            self._show()

    def _show(self) -> None:
        project = self._document.project
        for tier in Tier:
            radius_m = project.radius_m(tier)
            slider, spin, choice = self._sliders[tier], self._spins[tier], self._choices[tier]
            with QSignalBlocker(slider), QSignalBlocker(spin), QSignalBlocker(choice):
                slider.setValue(round(radius_m / STEP_M))
                spin.setValue(radius_m / 1000)
                choice.setChecked(tier is project.tier)
