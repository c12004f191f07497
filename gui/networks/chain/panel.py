"""The referral chain: where a facility or a place sends its patients, step by step."""

from html import escape
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from data.errors import DataError
from data.facility_key import FacilityKey
from data.schema import Language, Status
from geo.networks.referral.chain import Chain, Step
from geo.words.wording import explain
from gui.networks.chain.referral import Referral
from gui.session import Session
from gui.widgets.copy_rows import CopyRows
from gui.widgets.strip import Strip

STEP, TIER, KM, NOTE = range(4)
NOTE_LINES: Final = 3
KEY_ROLE: Final = Qt.ItemDataRole.UserRole


class ReferralPanel(QWidget):
    """Asks for a chain and lists its steps.

    `chain_requested` says that a chain was asked for by hand, so the map may move to it;
    `advised` carries what to do next, empty when there is nothing to do; `step_selected`
    carries the facility of a step that was come to, `step_activated` that of one that was
    clicked or entered.
    """

    chain_requested = Signal()
    advised = Signal(str)
    step_selected = Signal(object)
    step_activated = Signal(object)

    def __init__(
        self,
        session: Session,
        referral: Referral,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._referral = referral
        self._language = language
        self._awaited = False
        self._selected = QPushButton(self.tr("Chain of the selected facility"))
        self._selected.clicked.connect(lambda: self._ask(from_map=False))
        self._place = QPushButton(self.tr("Chain from a point on the map"))
        self._place.setToolTip(self.tr("Then click the map where somebody lives"))
        self._place.clicked.connect(lambda: self._ask(from_map=True))
        self._regardless = QCheckBox(self.tr("By distance alone, regardless of networks"))
        self._regardless.setChecked(referral.regardless)
        self._regardless.toggled.connect(lambda on: referral.set_regardless(regardless=on))
        self._clear = QPushButton(self.tr("Clear"))
        self._clear.clicked.connect(self._on_clear)
        self._steps = self._step_list()
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._lay_out()
        session.facility_changed.connect(self._fit_buttons)
        referral.changed.connect(self._show)
        referral.placing_changed.connect(self._on_placing)
        referral.refused.connect(self._on_refused)
        self._show()

    def _step_list(self) -> QTreeWidget:
        steps = QTreeWidget()
        CopyRows(steps)
        steps.setAccessibleName(self.tr("Steps of the referral chain"))
        steps.setHeaderLabels(
            [self.tr("Refers to"), self.tr("Tier"), self.tr("km"), self.tr("How known")]
        )
        steps.setRootIsDecorated(False)
        steps.header().setStretchLastSection(False)
        steps.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in (STEP, NOTE):
            steps.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        steps.setMinimumHeight(96)
        for chosen in (steps.itemClicked, steps.itemDoubleClicked, steps.itemActivated):
            chosen.connect(self._on_activated)
        steps.itemSelectionChanged.connect(self._on_selected)
        return steps

    def _lay_out(self) -> None:
        # TRAP form-layout-height
        layout = QGridLayout(self)
        layout.addWidget(self._selected, 0, 0)
        layout.addWidget(self._place, 0, 1)
        layout.addWidget(self._regardless, 1, 0)
        layout.addWidget(self._clear, 1, 1, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self._steps, 2, 0, 1, 2)
        layout.addWidget(Strip(self._note, NOTE_LINES), 3, 0, 1, 2)
        layout.setRowStretch(2, 1)

    def _ask(self, *, from_map: bool) -> None:
        self._awaited = True
        if from_map:
            self._referral.begin()
        else:
            self._referral.from_selected()

    def _on_clear(self) -> None:
        self._awaited = False
        self._referral.cancel()
        self._referral.clear()

    def _on_selected(self) -> None:
        for item in self._steps.selectedItems():
            key = item.data(STEP, KEY_ROLE)
            if isinstance(key, FacilityKey):
                self.step_selected.emit(key)

    def _on_activated(self, item: QTreeWidgetItem) -> None:
        key = item.data(STEP, KEY_ROLE)
        if isinstance(key, FacilityKey):
            self.step_activated.emit(key)

    def _on_placing(self) -> None:
        placing = self._referral.placing
        self.advised.emit(
            self.tr("Click the map where the referral chain starts. Esc cancels.")
            if placing
            else ""
        )
        self._show()

    def _on_refused(self, error: DataError) -> None:
        text = explain(error, self._language)
        self._note.setText(text)
        self.advised.emit(text)

    def _fit_buttons(self) -> None:
        self._selected.setEnabled(self._session.facility_key is not None)

    def _show(self) -> None:
        self._fit_buttons()
        chains, chain = self._referral.chains, self._referral.shown
        self._clear.setEnabled(chains is not None or self._referral.placing)
        self._steps.clear()
        for step in chain.steps if chain else ():
            self._steps.addTopLevelItem(self._item(step))
        self._note.setText(self._note_text(chain))
        if chain is not None and self._awaited:
            self._awaited = False
            self.chain_requested.emit()

    def _item(self, step: Step) -> QTreeWidgetItem:
        language = self._language
        known = step.link_status or step.status
        notes = [known.label.in_language(language)]
        if step.leaves_county:
            county = self._session.county_name(step.adcode, language)
            notes.append(self.tr("leaves for {county}").format(county=county))
        item = QTreeWidgetItem(
            [
                step.name,
                step.tier.label.in_language(language),
                f"{step.distance_m / 1000:,.1f}",
                " · ".join(notes),
            ]
        )
        item.setTextAlignment(KM, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setData(STEP, KEY_ROLE, step.facility)
        for column in (STEP, TIER, KM, NOTE):
            font = item.font(column)
            font.setItalic(known is Status.ASSUMED)
            font.setBold(step.leaves_county)
            item.setFont(column, font)
        item.setToolTip(STEP, escape(step.name))
        item.setToolTip(NOTE, escape(" · ".join(notes)))
        return item

    def _note_text(self, chain: Chain | None) -> str:
        if self._referral.placing:
            return self.tr("Click the map where the referral chain starts. Esc cancels.")
        if chain is None:
            return self.tr("Select a facility, or name a point, to see where it refers to.")
        start = chain.start.name or f"{chain.start.lon:.4f}, {chain.start.lat:.4f}"
        if not chain.steps:
            return self.tr("{start}: no network has a referral from here.").format(start=start)
        text = self.tr(
            "From {start}: {km} km in all, in straight lines from step to step, not by road."
        ).format(start=start, km=f"{chain.distance_m / 1000:,.1f}")
        if self._referral.regardless:
            return text + " " + self.tr("By distance: to the nearest facility of the next tier.")
        return text + " " + self.tr("Along the ties of the network; most of them are assumed.")
