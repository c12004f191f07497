"""The choice of a network: a filter over a list, those that reports tell of first."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from data.reference.network_model import Network
from data.schema import Language, Status
from gui.widgets.input_guard import InputGuard


class NetworkChoice(QWidget):
    """`chosen` carries the id of the network picked by hand, None for none."""

    chosen = Signal(object)

    def __init__(self, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._networks: tuple[Network, ...] = ()
        self._current: str | None = None
        self._guard = InputGuard(self)
        self._filter = QLineEdit()
        self._filter.setClearButtonEnabled(True)
        self._filter.setPlaceholderText(self.tr("Filter by name or hospital"))
        self._filter.setAccessibleName(self.tr("Filter the networks"))
        self._filter.textChanged.connect(self._fill)
        self._box = QComboBox()
        self._box.setAccessibleName(self.tr("Network"))
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMaxVisibleItems(24)
        self._box.activated.connect(lambda: self.chosen.emit(self._box.currentData()))
        self._guard.watch(self._box)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._filter, 0, 0)
        layout.addWidget(self._box, 0, 1)
        layout.setColumnStretch(0, 2)
        layout.setColumnStretch(1, 3)

    def show_networks(self, networks: tuple[Network, ...], current: str | None) -> None:
        """Offer some networks; one of them is the current one, or none."""
        if networks is not self._networks:
            # Those of reports first, then those of the planner, then by county.
            order = (Status.REPORTED, Status.USER)
            rank = {status: number for number, status in enumerate(order)}
            self._networks = tuple(
                sorted(networks, key=lambda each: rank.get(each.status, len(rank)))
            )
            self._current = current
            self._fill()
        elif current != self._current:
            self._current = current
            if self._filter.text():
                # One that the filter leaves out is offered as long as it is chosen.
                self._fill()
            self._show_current()

    def title(self, network: Network) -> str:
        """Return what a network is called here: one that is assumed says so."""
        name = network.name.in_language(self._language)
        if network.status is Status.ASSUMED:
            return self.tr("{name} (assumed)").format(name=name)
        return name

    def _fill(self) -> None:
        words = self._filter.text().strip().lower()
        with QSignalBlocker(self._box):
            self._box.clear()
            self._box.addItem(self.tr("No network"), None)
            for network in self._networks:
                if not words or network.id == self._current or _fits(network, words):
                    self._box.addItem(self.title(network), network.id)
        self._show_current()

    def _show_current(self) -> None:
        with QSignalBlocker(self._box):
            self._box.setCurrentIndex(max(0, self._box.findData(self._current)))


def _fits(network: Network, words: str) -> bool:
    """Return whether a network, in either language, or a hospital that leads it is meant."""
    names = (network.name.zh, network.name.en, *(lead.name for lead in network.leads))
    return any(words in name.lower() for name in names)
