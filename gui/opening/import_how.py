"""How a file is to be read: encoding, datum and coordinate system, as found or as chosen."""

import re
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from data.layer.loaded import Loaded
from data.place.projected_systems import Candidate, Kind, PlaneSystem, plane_systems
from data.schema import Datum, Language
from geo.intake.plan import Choices
from gui.widgets.input_guard import InputGuard

ENCODINGS: Final = (
    ("UTF-8", "UTF-8"),
    ("GBK / GB18030", "GB18030"),
    ("Big5", "Big5"),
    ("Windows-1252", "cp1252"),
    ("Windows-1250", "cp1250"),
    ("ISO-8859-1", "ISO-8859-1"),
)
_CODE: Final = re.compile(r"(?:EPSG|ESRI):{1,2}\d+|ALBERS:\w+", re.IGNORECASE)
LEAST_LETTERS: Final = 14


class HowRead(QWidget):
    """Three boxes; the first entry of each is what was found.

    `changed` says that the user has chosen something else.
    """

    changed = Signal()

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guard = InputGuard(self)
        self._as_found = self.tr("As found")
        self._encoding = self._box(self.tr("Encoding"))
        for title, name in ENCODINGS:
            self._encoding.addItem(title, name)
        self._datum = self._box(self.tr("Datum"))
        for datum in Datum:
            self._datum.addItem(datum.label.in_language(language), datum)
        self._typed = QLineEdit()
        self._system = self._system_box()
        self._told = self.choices
        self._scores = QLabel()
        self._scores.setTextFormat(Qt.TextFormat.PlainText)
        self._scores.setWordWrap(True)
        self._scores.setObjectName("scores")
        self._scores.hide()
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("Encoding"), self._encoding)
        form.addRow(self.tr("Datum"), self._datum)
        form.addRow(self.tr("System"), self._system)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(self._scores)

    @property
    def choices(self) -> Choices:
        """What is chosen here; columns are chosen elsewhere."""
        datum = self._datum.currentData()
        return Choices(
            encoding=self._encoding.currentData(),
            crs=self._typed_system(),
            datum=Datum(datum) if datum else None,
        )

    @property
    def is_typing(self) -> bool:
        """Whether a coordinate system is being typed, whose Enter key is no OK."""
        return self._typed.hasFocus()

    def show_found(self, loaded: Loaded) -> None:
        """Say what was found, in the boxes where nothing else is chosen."""
        chosen = self.choices
        if chosen.encoding is None:
            self._say_found(self._encoding, loaded.encoding)
        # Where the format lays it down, there is nothing to choose.
        self._encoding.setEnabled(loaded.encoding_why.code != "encoding_fixed")
        if chosen.datum is None:
            self._say_found(self._datum, loaded.datum.brief)
        if chosen.crs is None:
            self._say_found(self._system, loaded.crs_found)
        for box in (self._datum, self._system):
            box.setEnabled(not loaded.placed_by_name)
        self._scores.setText(self._scores_text(loaded))
        self._scores.setVisible(bool(loaded.datum_scores))

    def show_nothing_found(self, candidates: tuple[Candidate, ...]) -> None:
        """Say that there is no layer yet, and offer the systems it may be in."""
        chosen = self.choices
        self._offer(candidates)
        if chosen.datum is None:
            self._say_found(self._datum, "")
        if chosen.crs is None:
            self._say_found(self._system, "")
        for box in (self._datum, self._system):
            box.setEnabled(True)
        self._scores.hide()

    def _scores_text(self, loaded: Loaded) -> str:
        line = self.tr("{datum}: {hits} of {tested} places fall in the county they name")
        return "\n".join(
            line.format(datum=each.datum.brief, hits=f"{each.hits:,}", tested=f"{each.tested:,}")
            for each in loaded.datum_scores
        )

    def _say_found(self, box: QComboBox, what: str) -> None:
        with QSignalBlocker(box):
            text = f"{self._as_found}: {what}" if what else self._as_found
            box.setItemText(0, text)
            if box is self._system:
                self._typed.setText(text)

    def _box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.addItem(self._as_found, None)
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(LEAST_LETTERS)
        box.activated.connect(self._on_chosen)
        self._guard.watch(box)
        return box

    def _system_box(self) -> QComboBox:
        box = self._box(self.tr("Coordinate system"))
        box.setLineEdit(self._typed)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setToolTip(self.tr("Choose one, or type its EPSG code, such as EPSG:4547"))
        box.addItems(self._systems(()))
        self._typed.editingFinished.connect(self._on_chosen)
        return box

    def _systems(self, candidates: tuple[Candidate, ...]) -> list[str]:
        """Return the systems to choose from, those that are likely first."""
        likely = [
            self.tr("{system}, around {lon}° E, {lat}° N").format(
                system=self._system_title(each.system), **each.why.facts
            )
            for each in candidates
        ]
        first = [each.system for each in candidates]
        others = [self._system_title(each) for each in plane_systems() if each not in first]
        return [*likely, self.tr("Longitude and latitude (EPSG:4326)"), *others]

    def _system_title(self, system: PlaneSystem) -> str:
        if system.meridian_deg is not None and system.kind is Kind.GAUSS_KRUGER:
            text = self.tr("CGCS2000, central meridian {degrees}° ({code})")
            return text.format(degrees=system.meridian_deg, code=system.code)
        return self.tr("{name} ({code})").format(name=system.name, code=system.code)

    def _offer(self, candidates: tuple[Candidate, ...]) -> None:
        """Put what is likely at the top of the systems, what is chosen kept."""
        typed = self._typed.text()
        with QSignalBlocker(self._system), QSignalBlocker(self._typed):
            found = self._system.itemText(0)
            self._system.clear()
            self._system.addItem(found, None)
            self._system.addItems(self._systems(candidates))
            self._typed.setText(typed)

    def _typed_system(self) -> str | None:
        text = self._typed.text().strip()
        return None if text in {"", self._system.itemText(0)} else code_in(text)

    def _on_chosen(self) -> None:
        # Leaving a field says that it was edited, whether it was or not.
        if self.choices != self._told:
            self._told = self.choices
            self.changed.emit()


def code_in(text: str) -> str:
    """Return the code of a coordinate system in a text, or the text itself."""
    if match := _CODE.search(text):
        return match[0].upper()
    return f"EPSG:{text}" if text.isdecimal() else text
