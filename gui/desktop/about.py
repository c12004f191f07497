"""What the program is, and where each bundled layer comes from."""

import tomllib

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from data.reference.catalog import Entry, entries
from data.schema import Language
from gui.widgets.copy_rows import CopyRows
from resources import FOLDER

PYPROJECT = FOLDER.parent / "pyproject.toml"


class SourcesDialog(QDialog):
    """A table of the bundled layers: source, licence, date, accuracy, attribution."""

    def __init__(self, language: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Data sources and licences"))
        self._language = language
        tree = QTreeWidget()
        CopyRows(tree)
        tree.setRootIsDecorated(False)
        tree.setWordWrap(True)
        tree.setHeaderLabels(
            [
                self.tr("Layer"),
                self.tr("Rows"),
                self.tr("Source"),
                self.tr("Licence"),
                self.tr("Date"),
                self.tr("Accuracy"),
                self.tr("Attribution"),
            ]
        )
        tree.addTopLevelItems([self._item(entry) for entry in entries()])
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column in range(tree.columnCount()):
            tree.resizeColumnToContents(column)
            tree.setColumnWidth(column, min(tree.columnWidth(column), 260))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(tree)
        layout.addWidget(buttons)
        self.resize(1000, 480)

    def _item(self, entry: Entry) -> QTreeWidgetItem:
        title = entry.title.in_language(self._language)
        if entry.modelled:
            title = self.tr("{layer} (modelled)").format(layer=title)
        cells = [
            title,
            f"{entry.rows:,}",
            entry.source,
            entry.licence,
            entry.date,
            entry.accuracy.in_language(self._language),
            entry.attribution.in_language(self._language),
        ]
        item = QTreeWidgetItem(cells)
        for column, text in enumerate(cells):
            item.setToolTip(column, text)
        return item


class AboutDialog(QDialog):
    """The program in three sentences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Yiquan"))
        text = QLabel(
            self.tr(
                "Yiquan {version} shows planners of county health services where facilities of "
                "each tier stand, whom they reach and whom they miss. It works without a network. "
                "What is modelled or only assumed says so. MIT licence; the data keep the "
                "licences of their sources."
            ).format(version=_version())
        )
        text.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addWidget(buttons)
        self.setMinimumWidth(420)


def _version() -> str:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    return str(project["version"])
