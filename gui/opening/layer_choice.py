"""Asks which layers of a file to open."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from data.read.contents import Contents, LayerInfo
from geo.intake.plan import Source


class LayerChoice(QDialog):
    """Lists the layers of a file, the first one ticked; `chosen` carries a list of sources."""

    chosen = Signal(object)

    def __init__(self, source: Source, contents: Contents, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Choose layers"))
        self._source = source
        self._contents = contents
        text = self.tr("“{file}” holds several layers. Open which?").format(file=source.name)
        told = QLabel(text)
        told.setTextFormat(Qt.TextFormat.PlainText)
        told.setWordWrap(True)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Layers of the file"))
        for number, layer in enumerate(contents.layers):
            item = QListWidgetItem(self._text_of(layer))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked if number else Qt.CheckState.Checked)
            self._list.addItem(item)
        self._list.itemChanged.connect(self._enable)
        self._list.itemDoubleClicked.connect(self._on_double_click)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(told)
        layout.addWidget(self._list, 1)
        layout.addLayout(self._bottom())
        self.resize(480, 360)

    def done(self, result: int) -> None:
        """Say which layers were chosen."""
        wanted = self._wanted()
        super().done(result)
        if result == QDialog.DialogCode.Accepted and wanted:
            self.chosen.emit([Source(self._source.path, layer.name) for layer in wanted])

    def _wanted(self) -> list[LayerInfo]:
        return [
            layer
            for row, layer in enumerate(self._contents.layers)
            if self._list.item(row).checkState() is Qt.CheckState.Checked
        ]

    def _bottom(self) -> QHBoxLayout:
        every, none = QPushButton(self.tr("All")), QPushButton(self.tr("None"))
        every.clicked.connect(lambda: self._tick(Qt.CheckState.Checked))
        none.clicked.connect(lambda: self._tick(Qt.CheckState.Unchecked))
        row = QHBoxLayout()
        for button in (every, none):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._buttons)
        return row

    def _tick(self, state: Qt.CheckState) -> None:
        for row in range(self._list.count()):
            self._list.item(row).setCheckState(state)

    def _on_double_click(self, item: QListWidgetItem) -> None:
        self._tick(Qt.CheckState.Unchecked)
        item.setCheckState(Qt.CheckState.Checked)
        self.accept()

    def _enable(self) -> None:
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(self._wanted()))

    def _text_of(self, layer: LayerInfo) -> str:
        kinds = {
            "points": self.tr("points"),
            "lines": self.tr("lines"),
            "polygons": self.tr("polygons"),
            "raster": self.tr("raster"),
        }
        facts = [kinds.get(layer.geometry or "", "")]
        if layer.rows is not None:
            facts.append(self.tr("{count} rows").format(count=f"{layer.rows:,}"))
        told = self.tr(", ").join(fact for fact in facts if fact)
        name = " ".join(layer.name.split())
        return self.tr("{name} ({told})").format(name=name, told=told) if told else name
