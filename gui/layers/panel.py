"""The layers: which province, which facilities are shown and counted, in which colour."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from data.project.project import Layer, LayerKind, Project
from data.schema import ALL_PROVINCES_TITLE, Language, Province, Status
from geo.words.wording import say
from gui.document import Document
from gui.layers.people_row import PeopleRow
from gui.session import Session

NAME, COUNT, STATUS = range(3)
ID_ROLE = Qt.ItemDataRole.UserRole
SWATCH_PX: Final = 14
WIDEST_NAME_PX: Final = 180
# What the province box offers, in its order; None is all of them together.
PROVINCES: Final = (*Province, None)


class LayersPanel(QWidget):
    """The province, and one row for each layer with its visibility, colour and counts.

    `zoom_requested` and `save_requested` carry the id of a layer, `find_requested` that of a
    layer or of people whose file is missing.
    """

    zoom_requested = Signal(str)
    save_requested = Signal(str)
    find_requested = Signal(str)

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
        below = QHBoxLayout()
        below.addWidget(self._demand, 1)
        below.addWidget(self._menu_button())
        layout = QVBoxLayout(self)
        for widget in (self._provinces, self._tree):
            layout.addWidget(widget)
        layout.addLayout(below)
        people = PeopleRow(document, session)
        people.find_requested.connect(self.find_requested)
        layout.insertWidget(1, people)
        document.changed.connect(self._on_changed)
        session.world_changed.connect(self._show)
        self._show()

    def choose_layers(self, layer_ids: Sequence[str]) -> None:
        """Choose the first of some layers in the list, and have all of them in sight."""
        ids = [layer.id for layer in self._document.project.layers]
        for layer_id in reversed([each for each in layer_ids if each in ids]):
            if item := self._tree.topLevelItem(ids.index(layer_id)):
                self._tree.scrollToItem(item)
                self._tree.setCurrentItem(item)

    def save_chosen(self) -> None:
        """Ask for the layer chosen in the list as a file."""
        if item := self._tree.currentItem():
            self.save_requested.emit(item.data(NAME, ID_ROLE))

    def _province_box(self) -> QComboBox:
        box = QComboBox()
        for province in PROVINCES:
            title = province.label if province else ALL_PROVINCES_TITLE
            box.addItem(title.in_language(self._language))
        box.setAccessibleName(self.tr("Province"))
        box.activated.connect(self._on_province_chosen)
        box.installEventFilter(self)
        return box

    def _menu_button(self) -> QPushButton:
        """Return the menu of the chosen layer, for those who do not think of a right click."""
        button = QPushButton()
        button.setText(self.tr("Layer"))
        button.setToolTip(self.tr("Colour, zoom and more of the layer chosen in the list"))
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: self._fill_menu(menu, self._tree.currentItem()))
        button.setMenu(menu)
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Leave the wheel to the panel: a province is too much to change in passing."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _layer_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setRootIsDecorated(False)
        tree.setHeaderLabels([self.tr("Layer"), self.tr("Facilities"), self.tr("By status")])
        tree.header().setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setStretchLastSection(True)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._open_menu)
        # TRAP tree-rebuilt-in-signal
        tree.itemChanged.connect(self._on_item_changed)
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
        if item := self._tree.itemAt(at):
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._fill_menu(menu, item)
            menu.popup(self._tree.viewport().mapToGlobal(at))

    def _fill_menu(self, menu: QMenu, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        layer = self._document.project.layer(item.data(NAME, ID_ROLE))
        menu.clear()
        menu.addAction(self.tr("Zoom to layer"), partial(self.zoom_requested.emit, layer.id))
        menu.addAction(self.tr("Save as a file…"), partial(self.save_requested.emit, layer.id))
        menu.addAction(self.tr("Colour…"), partial(self._choose_colour, layer.id))
        if layer.kind is LayerKind.FACILITIES:
            counted = menu.addAction(self.tr("Counted in the figures"))
            counted.setCheckable(True)
            counted.setChecked(layer.counted)
            counted.toggled.connect(self._setter(layer.id))
        if layer.path is not None:
            find = menu.addAction(self.tr("Find the file…"))
            find.triggered.connect(partial(self.find_requested.emit, layer.id))
            find.setVisible(layer.id in self._session.missing)
            menu.addAction(self.tr("Remove layer"), partial(self._remove, layer.id))

    def _setter(self, layer_id: str) -> Callable[[bool], None]:
        def set_counted(counted: bool) -> None:  # noqa: FBT001 - Qt's signal
            self._edit(self.tr("Count layer"), layer_id, partial(replace, counted=counted))

        return set_counted

    def _remove(self, layer_id: str) -> None:
        self._document.apply(self.tr("Remove layer"), partial(_without, layer_id=layer_id))

    def _on_changed(self, names: frozenset[str]) -> None:
        if names & {"layers", "province", "show_demand", "people"}:
            self._show()

    def _show(self) -> None:
        project = self._document.project
        with QSignalBlocker(self._tree), QSignalBlocker(self._demand):
            self._provinces.setCurrentIndex(PROVINCES.index(project.province))
            self._demand.setChecked(project.show_demand)
            # The picture of cells is of the bundled people alone.
            self._demand.setEnabled(self._session.people_of(project) is None)
            is_other = self._fit_rows(project)
            for row, layer in enumerate(project.layers):
                if item := self._tree.topLevelItem(row):
                    self._fill(item, layer)
            if is_other:
                self._fit_columns()

    def _fit_columns(self) -> None:
        """Give the names their room, but leave some for the counts beside a long one."""
        self._tree.resizeColumnToContents(NAME)
        self._tree.setColumnWidth(NAME, min(self._tree.columnWidth(NAME), WIDEST_NAME_PX))
        first = self._tree.topLevelItem(0)
        if first and self._tree.currentItem() is None:
            self._tree.setCurrentItem(first)

    def _fit_rows(self, project: Project) -> bool:
        """Make the rows those of the layers, and say whether their number changed.

        Rows that stay are kept: a tick is told from within its own item, which must
        outlive the telling.
        """
        same = self._tree.topLevelItemCount() == len(project.layers)
        while self._tree.topLevelItemCount() > len(project.layers):
            self._tree.takeTopLevelItem(self._tree.topLevelItemCount() - 1)
        while self._tree.topLevelItemCount() < len(project.layers):
            self._tree.addTopLevelItem(QTreeWidgetItem())
        return not same

    def _fill(self, item: QTreeWidgetItem, layer: Layer) -> None:
        counts = self._session.counts_by_status(layer.id)
        title = layer.tier.label.in_language(self._language) if layer.tier else ""
        if layer.title:
            kind = title
            title = layer.title
            if kind:
                title = say("with_note", self._language, text=layer.title, note=kind)
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
        if layer.id in self._session.missing:
            item.setText(COUNT, "")
            status = self.tr("file missing")
        item.setText(STATUS, status)
        # A tooltip takes tags for markup, and a file may be called anything.
        item.setToolTip(NAME, escape(str(layer.path) if layer.path else title))
        item.setToolTip(STATUS, status)

    def _status_text(self, counts: dict[Status, int], *, counted: bool) -> str:
        # What matters most first, since a narrow column cuts off the end: that nothing of
        # this counts, then how much is only assumed.
        parts = [] if counted else [self.tr("not counted")]
        parts += [
            f"{status.label.in_language(self._language)} {counts[status]:,}"
            for status in reversed(Status)
            if counts.get(status)
        ]
        return " · ".join(parts)


def _swatch(colour: str) -> QIcon:
    # Three pixels for one, for screens of high density.
    pixmap = QPixmap(3 * SWATCH_PX, 3 * SWATCH_PX)
    pixmap.setDevicePixelRatio(3)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(colour))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(1, 1, SWATCH_PX - 2, SWATCH_PX - 2)
    painter.end()
    icon = QIcon(pixmap)
    # The same on a selected row, where a style would tint it: the colour is what it tells.
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def _without(project: Project, layer_id: str) -> Project:
    """Remove a user's layer; the bundled facilities that it replaced count again."""
    tier = project.layer(layer_id).tier
    project = project.without_layer(layer_id)
    if tier is None or project.counted_layers([tier]):
        return project
    return project.with_layer(replace(project.layer(tier), counted=True, visible=True))
