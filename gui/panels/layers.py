"""The layers: which province, which facilities are shown and counted, in which colour."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QHeaderView,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from data.project import Layer, LayerKind, Project
from data.schema import ALL_PROVINCES_TITLE, Language, Province, Status
from gui.document import Document
from gui.session import Session

NAME, COUNT, STATUS = range(3)
ID_ROLE = Qt.ItemDataRole.UserRole
SWATCH_PX = 14
# What the province box offers, in its order; None is all of them together.
PROVINCES: Final = (*Province, None)


class LayersPanel(QWidget):
    """The province, and one row for each layer with its visibility, colour and counts."""

    zoom_requested = Signal(str)

    def __init__(
        self,
        document: Document,
        session: Session,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._language = language
        self._provinces = self._province_box()
        self._tree = self._layer_tree()
        self._demand = QCheckBox(self.tr("Population per km² (modelled)"))
        self._demand.setToolTip(
            self.tr("Census totals of 2020 spread over cells of about 1 km: modelled, not counted")
        )
        self._demand.toggled.connect(self._on_demand_toggled)
        layout = QVBoxLayout(self)
        for widget in (self._provinces, self._tree, self._demand):
            layout.addWidget(widget)
        document.changed.connect(self._on_changed)
        session.study_changed.connect(self._show)
        self._show()

    def _province_box(self) -> QComboBox:
        box = QComboBox()
        for province in PROVINCES:
            title = province.label if province else ALL_PROVINCES_TITLE
            box.addItem(title.in_language(self._language))
        box.setAccessibleName(self.tr("Province"))
        box.activated.connect(self._on_province_chosen)
        return box

    def _layer_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setRootIsDecorated(False)
        tree.setHeaderLabels([self.tr("Layer"), self.tr("Facilities"), self.tr("By status")])
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setStretchLastSection(True)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._open_menu)
        tree.itemChanged.connect(self._on_item_changed)
        tree.itemDoubleClicked.connect(lambda item: self._choose_colour(item.data(NAME, ID_ROLE)))
        tree.setAccessibleName(self.tr("Layers"))
        return tree

    def _on_province_chosen(self, index: int) -> None:
        change = partial(replace, province=PROVINCES[index], map_view=None)
        self._document.apply(self.tr("Choose province"), change)

    def _on_demand_toggled(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._document.apply(self.tr("Show population"), partial(replace, show_demand=shown))

    def _on_item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        if column == NAME:
            visible = item.checkState(NAME) is Qt.CheckState.Checked
            layer_id = item.data(NAME, ID_ROLE)
            self._edit(self.tr("Show layer"), layer_id, partial(replace, visible=visible))

    def _edit(self, text: str, layer_id: str, change: Callable[[Layer], Layer]) -> None:
        def change_project(project: Project) -> Project:
            return project.with_layer(change(project.layer(layer_id)))

        self._document.apply(text, change_project)

    def _choose_colour(self, layer_id: str) -> None:
        old = QColor(self._document.project.layer(layer_id).colour)
        new = QColorDialog.getColor(old, self, self.tr("Colour of the layer"))
        if new.isValid():
            self._edit(self.tr("Set colour"), layer_id, partial(replace, colour=new.name()))

    def _open_menu(self, at: QPoint) -> None:
        item = self._tree.itemAt(at)
        if item is None:
            return
        layer = self._document.project.layer(item.data(NAME, ID_ROLE))
        menu = QMenu(self)
        menu.addAction(self.tr("Zoom to layer"), partial(self.zoom_requested.emit, layer.id))
        menu.addAction(self.tr("Colour…"), partial(self._choose_colour, layer.id))
        if layer.kind is LayerKind.FACILITIES:
            counted = menu.addAction(self.tr("Counted in the figures"))
            counted.setCheckable(True)
            counted.setChecked(layer.counted)
            counted.toggled.connect(self._setter(layer.id))
        if layer.path is not None:
            menu.addAction(self.tr("Remove layer"), partial(self._remove, layer.id))
        menu.exec(self._tree.viewport().mapToGlobal(at))

    def _setter(self, layer_id: str) -> Callable[[bool], None]:
        def set_counted(counted: bool) -> None:  # noqa: FBT001 - Qt's signal
            self._edit(self.tr("Count layer"), layer_id, partial(replace, counted=counted))

        return set_counted

    def _remove(self, layer_id: str) -> None:
        self._document.apply(self.tr("Remove layer"), lambda p: p.without_layer(layer_id))

    def _on_changed(self, names: frozenset[str]) -> None:
        if names & {"layers", "province", "show_demand"}:
            self._show()

    def _show(self) -> None:
        project = self._document.project
        with QSignalBlocker(self._tree), QSignalBlocker(self._demand):
            self._provinces.setCurrentIndex(PROVINCES.index(project.province))
            self._demand.setChecked(project.show_demand)
            self._fit_rows(project)
            for row, layer in enumerate(project.layers):
                if item := self._tree.topLevelItem(row):
                    self._fill(item, layer)

    def _fit_rows(self, project: Project) -> None:
        """Make the rows those of the layers; rows that stay are kept.

        A tick is told from within its own item, which must outlive the telling.
        """
        while self._tree.topLevelItemCount() > len(project.layers):
            self._tree.takeTopLevelItem(self._tree.topLevelItemCount() - 1)
        while self._tree.topLevelItemCount() < len(project.layers):
            self._tree.addTopLevelItem(QTreeWidgetItem())

    def _fill(self, item: QTreeWidgetItem, layer: Layer) -> None:
        counts = self._session.counts_by_status(layer.id)
        title = layer.tier.label.in_language(self._language) if layer.tier else ""
        if layer.title:
            title = f"{layer.title} ({title})" if title else layer.title
        item.setText(NAME, title)
        item.setData(NAME, ID_ROLE, layer.id)
        item.setIcon(NAME, _swatch(layer.colour))
        item.setCheckState(
            NAME, Qt.CheckState.Checked if layer.visible else Qt.CheckState.Unchecked
        )
        item.setTextAlignment(COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        is_facilities = layer.kind is LayerKind.FACILITIES
        item.setText(COUNT, f"{sum(counts.values()):,}" if is_facilities else "")
        status = self._status_text(counts, counted=layer.counted) if is_facilities else ""
        item.setText(STATUS, status)
        item.setToolTip(NAME, str(layer.path) if layer.path else title)
        item.setToolTip(STATUS, status)

    def _status_text(self, counts: dict[Status, int], *, counted: bool) -> str:
        parts = [
            f"{status.label.in_language(self._language)} {counts[status]:,}"
            for status in Status
            if counts.get(status)
        ]
        if not counted:
            parts.append(self.tr("not counted"))
        return " · ".join(parts)


def _swatch(colour: str) -> QIcon:
    pixmap = QPixmap(SWATCH_PX, SWATCH_PX)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(colour))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(1, 1, SWATCH_PX - 2, SWATCH_PX - 2)
    painter.end()
    return QIcon(pixmap)
