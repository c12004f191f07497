"""When a place counts as covered: which tiers, and how many facilities have to be near."""

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from data.schema import Language, Scope
from gui.document import Document
from gui.widgets.input_guard import InputGuard

MOST: Final = 9
SCOPES: Final = tuple(Scope)


class CriterionRow(QWidget):
    """A choice of tiers and a number of facilities; both are edits of the document."""

    def __init__(
        self, document: Document, language: Language, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._scope = QComboBox()
        self._scope.addItems([scope.label.in_language(language) for scope in SCOPES])
        self._scope.setAccessibleName(self.tr("Tiers that count"))
        self._scope.activated.connect(self._on_scope)
        self._number = QSpinBox()
        self._number.setRange(1, MOST)
        self._number.setAccessibleName(self.tr("Facilities within reach, at least"))
        self._number.valueChanged.connect(self._on_number)
        self._suffix = QLabel()
        self._guard = InputGuard(self)
        self._guard.watch(self._scope, self._number)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._scope, QLabel(self.tr("at least")), self._number, self._suffix):
            layout.addWidget(widget)
        layout.addStretch(1)
        document.changed.connect(self._on_changed)
        self._show()

    def _on_scope(self, index: int) -> None:
        self._document.apply(
            self.tr("Choose the tiers that count"), partial(replace, scope=SCOPES[index])
        )

    def _on_number(self, number: int) -> None:
        change = partial(replace, at_least=number)
        self._document.apply(self.tr("Set the number of facilities"), change, "at-least")

    def _on_changed(self, names: frozenset[str]) -> None:
        if names & {"scope", "at_least"}:
            self._show()

    def _show(self) -> None:
        project = self._document.project
        with QSignalBlocker(self._scope), QSignalBlocker(self._number):
            self._scope.setCurrentIndex(SCOPES.index(project.scope))
            self._number.setValue(project.at_least)
        one = project.at_least == 1
        self._suffix.setText(
            self.tr("facility within reach") if one else self.tr("facilities within reach")
        )
