"""Editors of the table of norms: a list where there is a choice, a line of text elsewhere."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.norms.model import CHOICES_ROLE

Index = QModelIndex | QPersistentModelIndex


class NormDelegate(QStyledItemDelegate):
    """Offers what CHOICES_ROLE gives for a cell; everything is judged by the model."""

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """Return a list of the choices, opened at once, or a line to type in."""
        choices = index.data(CHOICES_ROLE)
        if choices is None:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        for text, _ in choices:
            box.addItem(text)
        box.activated.connect(lambda: self._finish(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """Show what the cell is."""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data(Qt.ItemDataRole.DisplayRole)))
            return
        super().setEditorData(editor, index)

    def setModelData(  # noqa: N802 - Qt's name
        self, editor: QWidget, model: QAbstractItemModel, index: Index
    ) -> None:
        """Hand over what was chosen or typed."""
        if isinstance(editor, QComboBox):
            value = index.data(CHOICES_ROLE)[editor.currentIndex()][1]
            model.setData(index, value)
            return
        super().setModelData(editor, model, index)

    def _finish(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)
