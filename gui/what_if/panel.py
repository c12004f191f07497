"""What is supposed of the facilities: the buttons to suppose something, and what is supposed."""

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from data.errors import DataError
from data.schema import FacilityColumn, Language, Tier
from geo.study.edited_facilities import edit_title
from geo.words.wording import explain
from gui.document import Document
from gui.session import Session
from gui.what_if.edits import WhatIf
from gui.widgets.strip import Strip, keep_room, one_below_another

LIST_ROWS: Final = 4
WORDS_LINES: Final = 3


class WhatIfPanel(QWidget):
    """Add, move, remove, another tier.

    `advised` carries what to do next, empty when there is nothing to do.
    """

    advised = Signal(str)

    def __init__(
        self,
        document: Document,
        session: Session,
        what_if: WhatIf,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._what_if = what_if
        self._language = language
        self._add = self._add_button()
        self._move = self._button(self.tr("Move…"), what_if.begin_moving)
        self._move.setToolTip(self.tr("Then click the map where it is to stand"))
        self._remove = self._button(self.tr("Remove"), what_if.remove)
        self._tier = self._tier_button()
        self._advice = QLabel()
        self._advice.setWordWrap(True)
        self._advice.setTextFormat(Qt.TextFormat.PlainText)
        self._cancel = self._button(self.tr("Cancel"), what_if.cancel)
        self._warning = _warning(self.tr("What-if: not real facilities"))
        self._lay_out()
        document.changed.connect(self._on_changed)
        session.facility_changed.connect(self._show_selection)
        session.world_changed.connect(self._show_selection)
        what_if.placing_changed.connect(self._show_advice)
        what_if.refused.connect(self._on_refused)
        self._show()

    def _add_button(self) -> QToolButton:
        """Return a button for the chosen tier, with a menu for the others."""
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setToolTip(self.tr("Suppose one more: then click the map where it is to stand"))
        button.clicked.connect(lambda: self._what_if.begin_adding(self._document.project.tier))
        menu = QMenu(button)
        for tier in Tier:
            menu.addAction(
                tier.label.in_language(self._language), partial(self._what_if.begin_adding, tier)
            )
        button.setMenu(menu)
        return button

    def _tier_button(self) -> QPushButton:
        button = QPushButton(self.tr("Tier"))
        button.setToolTip(self.tr("Suppose that it were of another tier, higher or lower"))
        menu = QMenu(button)
        for tier in Tier:
            action = menu.addAction(
                tier.label.in_language(self._language), partial(self._what_if.set_tier, tier)
            )
            action.setData(tier)
        menu.aboutToShow.connect(lambda: self._fit_tiers(menu))
        button.setMenu(menu)
        return button

    def _fit_tiers(self, menu: QMenu) -> None:
        row = self._session.selected_facility()
        own = str(row[FacilityColumn.TIER]) if row else ""
        for action in menu.actions():
            action.setEnabled(action.data() != own)

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda _checked: act())
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self._add, 0, 0, 1, 3)
        for column, button in enumerate((self._move, self._remove, self._tier)):
            grid.addWidget(button, 1, column)
        words = one_below_another(self._advice, self._warning)
        grid.addWidget(Strip(words, WORDS_LINES), 2, 0, 1, 2)
        keep_room(self._cancel)
        grid.addWidget(self._cancel, 2, 2, Qt.AlignmentFlag.AlignTop)

    def _on_changed(self, names: frozenset[str]) -> None:
        if names & {"edits", "tier", "province"}:
            self._show()

    def _show(self) -> None:
        project = self._document.project
        tier = project.tier.label.in_language(self._language)
        self._add.setText(self.tr("Add: {tier}…").format(tier=tier))
        self._warning.setVisible(bool(project.edits))
        self._show_selection()
        self._show_advice()

    def _show_selection(self) -> None:
        """Offer what can be done with the facility selected, if one is."""
        is_selected = self._session.facility_key is not None
        for button in (self._move, self._remove, self._tier):
            button.setEnabled(is_selected)
        self._add.setEnabled(self._session.study is not None)

    def _show_advice(self) -> None:
        placing = self._what_if.placing
        text = ""
        if placing is not None and placing.tier is not None:
            text = self.tr("Click the map where the {tier} is to stand. Esc cancels.").format(
                tier=placing.tier.label.in_language(self._language)
            )
        elif placing is not None:
            text = self.tr("Click the map where {name} is to stand. Esc cancels.").format(
                name=placing.name
            )
        self._advise(text)

    def _on_refused(self, error: DataError) -> None:
        self._advise(explain(error, self._language))

    def _advise(self, text: str) -> None:
        self._advice.setText(text)
        self._advice.setVisible(bool(text))
        self._cancel.setVisible(self._what_if.placing is not None)
        self.advised.emit(text)


class EditList(QWidget):
    """The changes supposed so far, to be taken back; hidden without any."""

    def __init__(
        self,
        document: Document,
        what_if: WhatIf,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._what_if = what_if
        self._language = language
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Changes supposed"))
        self._list.setFixedHeight(LIST_ROWS * self._list.fontMetrics().lineSpacing() + 12)
        self._list.itemSelectionChanged.connect(self._fit_button)
        self._take_back = QPushButton(self.tr("Take back"))
        self._take_back.setToolTip(self.tr("Take back the change chosen in the list"))
        self._take_back.clicked.connect(self._take_chosen_back)
        take_all = QPushButton(self.tr("Undo all edits"))
        take_all.clicked.connect(what_if.take_back_all)
        buttons = QHBoxLayout()
        buttons.addWidget(self._take_back)
        buttons.addWidget(take_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(_warning(self.tr("What-if: changes made")))
        layout.addWidget(self._list)
        layout.addLayout(buttons)
        document.changed.connect(self._on_changed)
        self._show()

    def _on_changed(self, names: frozenset[str]) -> None:
        if "edits" in names:
            self._show()

    def _show(self) -> None:
        edits = self._document.project.edits
        self.setVisible(bool(edits))
        self._list.clear()
        self._list.addItems([edit_title(edit, self._language) for edit in edits])
        self._fit_button()

    def _fit_button(self) -> None:
        self._take_back.setEnabled(bool(self._list.selectedItems()))

    def _take_chosen_back(self) -> None:
        row = self._list.currentRow()
        if self._list.selectedItems() and row < len(self._document.project.edits):
            self._what_if.take_back(self._document.project.edits[row])


def _warning(text: str) -> QLabel:
    """Return words that nobody overlooks."""
    label = QLabel(f"<b>{escape(text)}</b>")
    label.setWordWrap(True)
    return label
