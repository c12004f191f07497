"""What a file is to be used as: facilities of one or of several tiers, people, or an outline."""

from collections import Counter
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QWidget

from data.layer.loaded import GeometryKind
from data.schema import Language, Tier
from geo.intake.plan import Plan, Reading, Source, Use, guessed_use, is_raster
from gui.widgets.input_guard import InputGuard

_MOST_RECOGNISED: Final = 0.5


class UseBoxes(QWidget):
    """Use, tier, and whether the bundled facilities are replaced.

    `use_changed` says that other columns matter now, `changed` that something was chosen.
    """

    use_changed = Signal()
    changed = Signal()

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._guard = InputGuard(self)
        self._reading: Reading | None = None
        self._chosen_by_hand: set[QComboBox] = set()
        self._use = self._box(self.tr("Use as"))
        self._tier = self._box(self.tr("Tier of the facilities"))
        self._tier.addItem(self.tr("Recognised row by row"), None)
        self._rest = self._box(self.tr("Tier of those not recognised"))
        self._rest.addItem(self.tr("Left out"), None)
        for box in (self._tier, self._rest):
            for tier in Tier:
                box.addItem(tier.label.in_language(language), tier)
        self._counts = QLabel()
        self._counts.setTextFormat(Qt.TextFormat.PlainText)
        self._counts.setWordWrap(True)
        self._counts.setObjectName("counts")
        self._replace = QCheckBox(self.tr("Counts instead of the bundled facilities of the tier"))
        self._replace.setToolTip(self.tr("Otherwise both count together"))
        self._replace.setChecked(True)
        self._told = QLabel(
            self.tr(
                "Takes the place of the bundled people in all figures until you bring them back."
            )
        )
        self._told.setWordWrap(True)
        self._form = self._lay_out()
        self._use.activated.connect(self._on_use)
        self._tier.activated.connect(self._on_tier)
        self._rest.activated.connect(self._show)

    @property
    def use(self) -> Use:
        """What is chosen; facilities before anything is known."""
        return Use(self._use.currentData() or Use.FACILITIES)

    def plan(self, source: Source) -> Plan | None:
        """Return what is to be added; None while there is nothing to add."""
        if self._reading is None:
            return None
        tier, rest = self._tier.currentData(), self._rest.currentData()
        plan = Plan(
            source=source,
            reading=self._reading,
            use=self.use,
            tier=Tier(tier) if tier else None,
            rest=Tier(rest) if rest else None,
            replaces=self._replace.isChecked(),
        )
        nobody = plan.use is Use.FACILITIES and not plan.found_tiers
        return None if nobody else plan

    def show_reading(self, reading: Reading | None) -> None:
        """Offer what this layer can be used as, and what it most likely is."""
        self._reading = reading
        if reading is not None:
            self._offer_uses(reading)
            if self._tier not in self._chosen_by_hand:
                self._guess_tier(reading)
        self._show()

    def _offer_uses(self, reading: Reading) -> None:
        titles = {
            Use.FACILITIES: self.tr("list of facilities"),
            Use.POPULATION: self.tr("people where they live"),
            Use.OUTLINE: self.tr("outlines on the map"),
        }
        offered = [Use.OUTLINE]
        if reading.loaded.geometry is GeometryKind.POINTS:
            raster = is_raster(reading.loaded.parts)
            offered = [Use.POPULATION] if raster else [Use.FACILITIES, Use.POPULATION]
        wanted = self.use if self._use in self._chosen_by_hand else guessed_use(reading)
        with QSignalBlocker(self._use):
            self._use.clear()
            for use in offered:
                self._use.addItem(titles[use], use)
            self._use.setCurrentIndex(max(0, self._use.findData(wanted)))

    def _guess_tier(self, reading: Reading) -> None:
        recognised = sum(tier is not None for tier in reading.tiers)
        by_row = recognised > _MOST_RECOGNISED * len(reading.tiers)
        self._tier.setCurrentIndex(0 if by_row else 1 + list(Tier).index(Tier.TOWNSHIP))

    def _on_use(self) -> None:
        self._chosen_by_hand.add(self._use)
        self._show()
        self.use_changed.emit()

    def _on_tier(self) -> None:
        self._chosen_by_hand.add(self._tier)
        self._show()

    def _show(self) -> None:
        facilities = self.use is Use.FACILITIES
        by_row = facilities and self._tier.currentData() is None
        self._form.setRowVisible(self._tier, facilities)
        self._form.setRowVisible(self._replace, facilities)
        self._form.setRowVisible(self._rest, by_row)
        self._form.setRowVisible(self._counts, by_row)
        self._form.setRowVisible(self._told, self.use is Use.POPULATION)
        self._counts.setText(self._counts_text())
        self.changed.emit()

    def _counts_text(self) -> str:
        if self._reading is None:
            return ""
        counts = Counter(self._reading.tiers)
        lines = [
            f"{tier.label.in_language(self._language)}: {counts[tier]:,}"
            for tier in Tier
            if counts[tier]
        ]
        if counts[None]:
            lines.append(self.tr("Not recognised: {count}").format(count=f"{counts[None]:,}"))
        return "\n".join(lines)

    def _box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        self._guard.watch(box)
        return box

    def _lay_out(self) -> QFormLayout:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("Use as"), self._use)
        form.addRow(self.tr("Tier"), self._tier)
        form.addRow("", self._counts)
        form.addRow(self.tr("Not recognised"), self._rest)
        form.addRow(self._replace)
        form.addRow(self._told)
        return form
