"""What was said of networks so far, to be taken back."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from data.schema import Language
from geo.network_table.words import names_of, network_edit_title
from gui.document import Document
from gui.networks.analysis import NetworkAnalysis
from gui.networks.editing.editor import NetworkEditor
from gui.widgets.when_seen import WhenSeen

LIST_ROWS: Final = 5
MOST_SHOWN: Final = 500


class NetworkEditList(QWidget):
    """The changes of networks, the last one first; hidden without any.

    Parameters
    ----------
    editor
        Takes them back.
    """

    def __init__(
        self,
        document: Document,
        networks: NetworkAnalysis,
        editor: NetworkEditor,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._networks = networks
        self._editor = editor
        self._language = language
        self._when_seen = WhenSeen()
        self._title = QLabel()
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Changes of networks"))
        self._list.setFixedHeight(LIST_ROWS * self._list.fontMetrics().lineSpacing() + 12)
        self._list.itemSelectionChanged.connect(self._fit)
        self._one = self._button(self.tr("Take back"), self._take_one)
        self._one.setToolTip(self.tr("Take back the change chosen in the list"))
        self._network = self._button(self.tr("Take back all of this network"), self._take_network)
        self._network.setToolTip(self.tr("Take back everything said of the network chosen above"))
        everything = self._button(self.tr("Take back everything"), self._take_everything)
        buttons = QHBoxLayout()
        for button in (self._one, self._network, everything):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._title)
        layout.addWidget(self._list)
        layout.addLayout(buttons)
        document.changed.connect(self._on_changed)
        networks.changed.connect(self._show)
        networks.selection_changed.connect(self._fit)
        self._show()

    def set_seen(self, *, seen: bool) -> None:
        """Catch up with what was said when somebody looks."""
        self._when_seen.set_seen(seen=seen)

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda _checked: act())
        return button

    def _on_changed(self, names: frozenset[str]) -> None:
        if "networks" in names:
            self._show()

    def _show(self) -> None:
        if self._when_seen.puts_off(self._show):
            return
        found, edits = self._networks.found, self._document.project.networks
        self.setVisible(bool(edits))
        text = self.tr("Changes of networks: {count}").format(count=f"{len(edits):,}")
        if len(edits) > MOST_SHOWN:
            text = self.tr("Changes of networks: {count}, the last {shown} shown").format(
                count=f"{len(edits):,}", shown=MOST_SHOWN
            )
        self._title.setText(text)
        networks = found.networks if found is not None else ()
        names = names_of(found.places if found is not None else None, networks, edits)
        self._list.clear()
        self._list.addItems(
            [network_edit_title(each, names, self._language) for each in edits[::-1][:MOST_SHOWN]]
        )
        self._fit()

    def _fit(self) -> None:
        if self._when_seen.puts_off(self._fit):
            return
        network = self._networks.network
        self._one.setEnabled(bool(self._list.selectedItems()))
        self._network.setEnabled(network is not None and bool(self._editor.about(network)))

    def _take_one(self) -> None:
        edits, row = self._document.project.networks, self._list.currentRow()
        if self._list.selectedItems() and row < len(edits):
            self._editor.take_back([edits[-1 - row]])

    def _take_network(self) -> None:
        network = self._networks.network
        if network is not None:
            self._editor.take_back(self._editor.about(network))

    def _take_everything(self) -> None:
        self._editor.take_back(self._document.project.networks)
