"""Says whose people the figures are of while they are not the bundled ones."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from data.project.project import Project
from gui.document import Document
from gui.session import Session


class PeopleRow(QWidget):
    """The name of the user's people, and a button back to the bundled ones.

    `find_requested` carries the id of people whose file is missing.
    """

    find_requested = Signal(str)

    def __init__(self, document: Document, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._told = QLabel()
        # Text from a file's side is never markup.
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.setWordWrap(True)
        self._told.setObjectName("people")
        back = QPushButton(self.tr("Use the bundled people again"))
        back.clicked.connect(self._on_back)
        self._find = QPushButton(self.tr("Find the file…"))
        self._find.clicked.connect(self._on_find)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._told, 1)
        layout.addWidget(self._find)
        layout.addWidget(back)
        document.changed.connect(self._on_changed)
        self._show()

    def _on_back(self) -> None:
        def change(project: Project) -> Project:
            return replace(project, people=None)

        self._document.apply(self.tr("Use the bundled people"), change)

    def _on_find(self) -> None:
        if people := self._document.project.people:
            self.find_requested.emit(people.id)

    def _on_changed(self, names: frozenset[str]) -> None:
        if "people" in names:
            self._show()

    def _show(self) -> None:
        people = self._document.project.people
        self.setVisible(people is not None)
        if people is None:
            return
        known = self._session.people_of(self._document.project) is not None
        self._find.setVisible(not known)
        text = self.tr("People: {file}")
        if not known:
            text = self.tr("The people of {file} are missing: the figures are of the bundled ones")
        self._told.setText(text.format(file=people.title))
