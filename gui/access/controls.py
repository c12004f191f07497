"""How access is measured: method, supply, catchment and zones; all are edits of the document."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from data.project.project import AccessChoice, Project, Zone
from data.schema import MAX_RADIUS_M, MIN_RADIUS_M, Language, Method, SupplyKind
from geo.access.methods import zones_within
from gui.access.zones import ZonesEditor
from gui.document import Document
from gui.widgets.input_guard import InputGuard
from gui.widgets.strip import Strip, keep_room

METHODS: Final = tuple(Method)
MEANING_LINES: Final = 2
SUPPLIES: Final = tuple(SupplyKind)
REFERENCES: Final = {
    Method.TWO_STEP: "Luo W, Wang F (2003). Environment and Planning B 30: 865-884.",
    Method.ENHANCED: "Luo W, Qi Y (2009). Health & Place 15: 1100-1107.",
    Method.GAUSSIAN: "Dai D (2010). Health & Place 16: 1038-1052.",
    Method.HIERARCHICAL: (
        "Tao Z, Cheng Y, Liu J (2020). International Journal for Equity in Health 19: 164."
    ),
}


class AccessControls(QWidget):
    """Boxes for the project's choice of access, with the method in a plain sentence."""

    def __init__(
        self, document: Document, language: Language, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._guard = InputGuard(self)
        self._method = self._box([each.label.in_language(language) for each in METHODS])
        self._method.setAccessibleName(self.tr("Method"))
        self._method.activated.connect(self._on_method)
        self._supply = self._box([each.label.in_language(language) for each in SUPPLIES])
        self._supply.setAccessibleName(self.tr("Supply"))
        self._supply.activated.connect(self._on_supply)
        self._meaning = QLabel()
        self._meaning.setObjectName("note")
        self._meaning.setWordWrap(True)
        self._catchment = QWidget()
        self._zones = ZonesEditor()
        self._zones.edited.connect(self._set_zones)
        self._zones.reset_requested.connect(self._reset_zones)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        rows = ((self.tr("Method"), self._method), (self.tr("Supply"), self._supply))
        for row, (name, box) in enumerate(rows):
            grid.addWidget(QLabel(name), row, 0)
            grid.addWidget(box, row, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(grid)
        layout.addWidget(Strip(self._meaning, MEANING_LINES))
        for widget in (self._catchment_row(), self._zones):
            layout.addWidget(widget)
        document.changed.connect(self._on_changed)
        self._show()

    def _box(self, texts: list[str]) -> QComboBox:
        box = QComboBox()
        box.addItems(texts)
        # A long name must not keep the dock from being narrow.
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)
        self._guard.watch(box)
        return box

    def _catchment_row(self) -> QWidget:
        self._radius = QDoubleSpinBox()
        self._radius.setRange(MIN_RADIUS_M / 1000, MAX_RADIUS_M / 1000)
        self._radius.setDecimals(1)
        self._radius.setSingleStep(0.5)
        self._radius.setSuffix(self.tr(" km"))
        self._radius.setKeyboardTracking(False)
        self._radius.setAccessibleName(self.tr("Catchment radius"))
        self._radius.valueChanged.connect(self._on_radius)
        self._guard.watch(self._radius)
        self._follows = QCheckBox(self.tr("as the service radius"))
        self._follows.toggled.connect(self._on_follows)
        row = QHBoxLayout(self._catchment)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (QLabel(self.tr("Catchment")), self._radius, self._follows):
            row.addWidget(widget)
        row.addStretch(1)
        keep_room(self._catchment)
        return self._catchment

    def _apply(
        self, text: str, change: Callable[[AccessChoice], AccessChoice], merge_key: str = ""
    ) -> None:
        def change_project(project: Project) -> Project:
            return replace(project, access=change(project.access))

        self._document.apply(text, change_project, merge_key)

    def _on_method(self, index: int) -> None:
        self._apply(self.tr("Choose the method"), partial(replace, method=METHODS[index]))

    def _on_supply(self, index: int) -> None:
        self._apply(self.tr("Choose the supply"), partial(replace, supply=SUPPLIES[index]))

    def _on_radius(self, radius_km: float) -> None:
        radius_m = float(round(1000 * radius_km))
        change = partial(replace, radius_m=radius_m)
        self._apply(self.tr("Set the catchment"), change, "access-radius")

    def _on_follows(self, follows: bool) -> None:  # noqa: FBT001 - Qt's signal
        radius_m = None if follows else self._document.project.catchment_m
        self._apply(self.tr("Set the catchment"), partial(replace, radius_m=radius_m))

    def _set_zones(self, zones: tuple[Zone, ...]) -> None:
        self._apply(self.tr("Set the zones"), partial(replace, zones=zones))

    def _reset_zones(self) -> None:
        self._set_zones(())
        # What was typed and not used is no edit that could be taken back.
        self._show_zones()

    def _on_changed(self, names: frozenset[str]) -> None:
        if names & {"access", "radii", "tier"}:
            self._show()

    def _show(self) -> None:
        project = self._document.project
        access = project.access
        self._method.setCurrentIndex(METHODS.index(access.method))
        self._method.setToolTip(REFERENCES[access.method])
        self._supply.setCurrentIndex(SUPPLIES.index(access.supply))
        self._meaning.setText(self._meaning_of(access.method))
        self._meaning.setToolTip(REFERENCES[access.method])
        with QSignalBlocker(self._radius), QSignalBlocker(self._follows):
            self._radius.setValue(project.catchment_m / 1000)
            self._follows.setChecked(access.radius_m is None)
        self._radius.setEnabled(access.radius_m is not None)
        is_enhanced = access.method is Method.ENHANCED
        # Zones of the planner's own reach as far as they say.
        own_zones = is_enhanced and bool(access.zones)
        self._catchment.setVisible(access.method is not Method.HIERARCHICAL and not own_zones)
        self._zones.setVisible(is_enhanced)
        self._show_zones()

    def _show_zones(self) -> None:
        project = self._document.project
        self._zones.set_zones(project.access.zones or zones_within(project.catchment_m))

    def _meaning_of(self, method: Method) -> str:
        return {
            Method.TWO_STEP: self.tr(
                "What a facility offers is shared by all who live in its catchment; everybody "
                "there counts in full."
            ),
            Method.ENHANCED: self.tr(
                "What a facility offers is shared by all who live in its catchment; who lives in "
                "a zone farther out counts less."
            ),
            Method.GAUSSIAN: self.tr(
                "What a facility offers is shared by all who live in its catchment; weights fall "
                "smoothly with the distance, to nothing at the edge."
            ),
            Method.HIERARCHICAL: self.tr(
                "All tiers together: each has its own service radius as its catchment, and "
                "weights fall smoothly with the distance."
            ),
        }[method]
