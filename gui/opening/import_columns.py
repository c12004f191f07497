"""Which column of a file holds what: a box for each role, as guessed or as chosen."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from data.schema import Language
from data.text.fields import Role
from geo.intake.plan import Use
from gui.widgets.input_guard import InputGuard

PLACES: Final = (Role.LON, Role.LAT)
NO_COLUMN: Final = "–"
_WHERE: Final = (Role.ADCODE, Role.PROVINCE, Role.PREFECTURE, Role.COUNTY, Role.TOWNSHIP)
_OF_FACILITIES: Final = (Role.TIER, Role.KIND, Role.GRADE, Role.BEDS, Role.STAFF, Role.NETWORK)
ROLES_OF: Final[Mapping[Use, tuple[Role, ...]]] = {
    Use.FACILITIES: (Role.NAME, *_OF_FACILITIES, *_WHERE, Role.ADDRESS),
    Use.POPULATION: (Role.POPULATION, Role.NAME, *_WHERE),
    Use.OUTLINE: (Role.NAME, *_WHERE),
}
LEAST_LETTERS: Final = 8


class ColumnBoxes(QWidget):
    """A box for each role that matters; `changed` says that the user has chosen a column."""

    changed = Signal()

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guard = InputGuard(self)
        self._boxes: dict[Role, QComboBox] = {}
        self._labels: dict[Role, QLabel] = {}
        self._given: dict[Role, str] = {}
        self._names: list[str] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        for role in Role:
            self._add(role, role.label.in_language(language))

    @property
    def given(self) -> dict[Role, str]:
        """What the user has chosen: a column for a role, or nothing for it."""
        return dict(self._given)

    def forget(self) -> None:
        """Leave everything to the headings again, as where these have changed."""
        self._given.clear()

    def show_columns(self, names: Sequence[str], found: Mapping[Role, str]) -> None:
        """Show which of the columns `names` holds which role."""
        same, self._names = list(names) == self._names, list(names)
        for role, box in self._boxes.items():
            with QSignalBlocker(box):
                if not same:
                    box.clear()
                    box.addItems([NO_COLUMN, *names])
                column = found.get(role)
                box.setCurrentIndex(1 + self._names.index(column) if column else 0)

    def show_roles(self, use: Use, *, in_columns: bool) -> None:
        """Show the boxes that matter for a use; those of positions where columns hold them."""
        shown = (*(PLACES if in_columns else ()), *ROLES_OF[use])
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        for role in Role:
            for widget in (self._labels[role], self._boxes[role]):
                grid.removeWidget(widget)
                widget.setVisible(role in shown)
        for number, role in enumerate(shown):
            row, column = divmod(number, 2)
            grid.addWidget(self._labels[role], row, 2 * column)
            grid.addWidget(self._boxes[role], row, 2 * column + 1)

    def _add(self, role: Role, title: str) -> None:
        box = QComboBox(self)
        box.setAccessibleName(title)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(LEAST_LETTERS)
        box.addItem(NO_COLUMN)
        box.activated.connect(lambda index: self._on_chosen(role, index))
        label = QLabel(title, self)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setBuddy(box)
        self._guard.watch(box)
        self._boxes[role], self._labels[role] = box, label

    def _on_chosen(self, role: Role, index: int) -> None:
        column = self._names[index - 1] if index else ""
        # One column cannot hold two things, but longitude and latitude may share a cell.
        for other in [each for each, name in self._given.items() if name == column and name]:
            if {role, other} != set(PLACES):
                del self._given[other]
        self._given[role] = column
        self.changed.emit()
