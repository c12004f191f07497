"""When a place counts as covered: which tiers, and how many facilities have to be near."""

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from data.schema import Language, Scope
from gui.document import Document
from gui.widgets.input_guard import InputGuard

MOST: Final = 9
SCOPES: Final = tuple(Scope)


class CriterionRow(QWidget):
    """A choice of tiers, a number of facilities, and which hospitals: edits of the document."""

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
        self._every = QCheckBox(self.tr("Count all hospitals"))
        self._every.setToolTip(
            self.tr(
                "Hospitals for some patients alone too: women and children, psychiatric, "
                "infectious, cancer, dental, eye and others. Without it, those that take "
                "patients of every kind count; the others are on the map all the same."
            )
        )
        self._every.clicked.connect(self._on_every)
        self._guard = InputGuard(self)
        self._guard.watch(self._scope, self._number)
        line = QHBoxLayout()
        for widget in (self._scope, QLabel(self.tr("at least")), self._number, self._suffix):
            line.addWidget(widget)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self._every)
        document.changed.connect(self._on_changed)
        self._show()

    def _on_scope(self, index: int) -> None:
        self._document.apply(
            self.tr("Choose the tiers that count"), partial(replace, scope=SCOPES[index])
        )

    def _on_number(self, number: int) -> None:
        change = partial(replace, at_least=number)
        self._document.apply(self.tr("Set the number of facilities"), change, "at-least")

    def _on_every(self, every: bool) -> None:  # noqa: FBT001 - the type of Qt's signal
        self._document.apply(
            self.tr("Choose the hospitals that count"), partial(replace, all_hospitals=every)
        )

    def _on_changed(self, names: frozenset[str]) -> None:
        if names & {"scope", "at_least", "all_hospitals"}:
            self._show()

    def _show(self) -> None:
        project = self._document.project
        with QSignalBlocker(self._scope), QSignalBlocker(self._number):
            self._scope.setCurrentIndex(SCOPES.index(project.scope))
            self._number.setValue(project.at_least)
        self._every.setChecked(project.all_hospitals)
        one = project.at_least == 1
        self._suffix.setText(
            self.tr("facility within reach") if one else self.tr("facilities within reach")
        )
