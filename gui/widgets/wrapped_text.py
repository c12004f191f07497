"""Rows of a tree as high as their sentences need at its width."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeView

PADDING_PX: Final = 6
_HIGHEST_PX: Final = 10_000


class WrappedText(QStyledItemDelegate):
    """Measures the first column's text as it is wrapped; a tree by itself measures one line."""

    def __init__(self, tree: QTreeView) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of a cell, all its lines shown."""
        size = super().sizeHint(option, index)
        if index.column():
            return size
        depth = 2 if index.parent().isValid() else 1
        width = self._tree.columnWidth(0) - depth * self._tree.indentation() - PADDING_PX
        text = str(index.data())
        flags = Qt.TextFlag.TextWordWrap.value
        box = self._tree.fontMetrics().boundingRect(0, 0, max(1, width), _HIGHEST_PX, flags, text)
        return QSize(width, max(size.height(), box.height() + PADDING_PX))
