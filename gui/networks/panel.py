"""County medical networks: which one is shown, who is in it, and whom a patient is referred to."""

import math
from typing import Final

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from data.facility_key import FacilityKey
from data.reference.network_model import LinkKind, Network
from data.schema import Language
from geo.words.wording import say
from gui.networks.analysis import NetworkAnalysis
from gui.networks.choice import NetworkChoice
from gui.networks.figures import NetworkFigures
from gui.networks.model import KEY_ROLE, NAME, NetworkModel, sources_of
from gui.networks.summary import NetworkSummary
from gui.session import Session
from gui.widgets.copy_rows import CopyRows
from gui.widgets.strip import Strip
from gui.widgets.when_seen import WhenSeen

KINDS_A_ROW: Final = 4
LEAST_TREE_PX: Final = 96
# What tree and tabs get of the height, the same for every tab: the tabs stay under the pointer.
SHARES: Final = (2, 3)
SUMMARY_LINES: Final = 5
SOURCES_LINES: Final = 3


class NetworksPanel(QWidget):
    """The networks of the province, found while the panel is seen.

    `network_activated` says that a network was chosen by hand, so the map may move to it;
    `facility_selected` carries the facility of a row that was come to, `facility_activated`
    that of a row that was clicked or entered; `export_requested` asks for networks as a file,
    `resume_requested` for figures that were stopped; `editor_seen` says whether the editor is
    seen.

    Parameters
    ----------
    referral, editor
        What stands below the tree, each under a tab.
    """

    network_activated = Signal()
    facility_selected = Signal(object)
    facility_activated = Signal(object)
    export_requested = Signal()
    resume_requested = Signal()
    editor_seen = Signal(bool)

    def __init__(
        self,
        session: Session,
        networks: NetworkAnalysis,
        figures: NetworkFigures,
        referral: QWidget,
        editor: QWidget,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._networks = networks
        self._figures = figures
        self._language = language
        self._when_seen, self._seen = WhenSeen(), False
        self._choice = NetworkChoice(language)
        self._choice.chosen.connect(self._on_chosen)
        self._keep = QCheckBox(self.tr("Keep on the map"))
        self._keep.setToolTip(self.tr("Light the network up also while this panel is not seen"))
        self._keep.setChecked(networks.kept)
        self._keep.toggled.connect(lambda kept: networks.set_kept(kept=kept))
        self._show_it = QPushButton(self.tr("Show on the map"))
        self._show_it.clicked.connect(self.network_activated)
        self._export = QPushButton(self.tr("Save as a file…"))
        self._export.clicked.connect(self.export_requested)
        self._resume = QPushButton(self.tr("Work it out again"))
        self._resume.clicked.connect(self.resume_requested)
        self._summary = _text_label("network_summary")
        self._kinds = {kind: self._kind_box(kind) for kind in LinkKind}
        self._kind_grid = QGridLayout()
        self._words = NetworkSummary(networks, figures, language, self)
        self._model = NetworkModel(language, self)
        self._tree = self._network_tree()
        self._sources = _text_label("note")
        self._check = QPlainTextEdit()
        self._check.setReadOnly(True)
        self._check.setFrameShape(QFrame.Shape.NoFrame)
        self._check.setAccessibleName(self.tr("Against the report"))
        self._editor = editor
        self._tabs = self._tabs_of(referral, editor)
        self._split = self._split_view()
        self._is_split_by_hand = False
        self._lay_out()
        networks.changed.connect(self._show)
        networks.selection_changed.connect(self._show)
        networks.kinds_changed.connect(self._show_kinds)
        figures.people_changed.connect(self._show_summary)
        figures.losses_changed.connect(self._show_summary)
        session.facility_changed.connect(self.show_selected)
        self._shown: Network | None = None
        self._show()

    def set_seen(self, seen: bool) -> None:  # noqa: FBT001 - the type of Qt's signal
        """Have the networks found when somebody looks, and none for nobody."""
        self._seen = seen
        with self._when_seen.told(seen=seen):
            self._networks.set_seen(self, seen=seen)
        self._tell_editor()

    def _tell_editor(self) -> None:
        self.editor_seen.emit(self._seen and self._tabs.currentWidget() is self._editor)

    def _kind_box(self, kind: LinkKind) -> QCheckBox:
        box = QCheckBox(kind.label.in_language(self._language), self)
        box.setToolTip(self.tr("Show these links on the map"))
        box.toggled.connect(lambda shown: self._networks.set_kind(kind, shown=shown))
        return box

    def _network_tree(self) -> QTreeView:
        tree = QTreeView()
        CopyRows(tree)
        tree.setModel(self._model)
        tree.setAccessibleName(self.tr("Parts of the network"))
        tree.setUniformRowHeights(True)
        tree.setAlternatingRowColors(True)
        tree.setExpandsOnDoubleClick(False)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        tree.setMinimumHeight(LEAST_TREE_PX)
        for chosen in (tree.clicked, tree.doubleClicked, tree.activated):
            chosen.connect(self._on_activated)
        tree.selectionModel().selectionChanged.connect(self._on_selected)
        return tree

    def _tabs_of(self, referral: QWidget, editor: QWidget) -> QTabWidget:
        report = QWidget()
        layout = QVBoxLayout(report)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.addWidget(self._check, 1)
        layout.addWidget(Strip(self._sources, SOURCES_LINES))
        tabs = QTabWidget()
        tabs.addTab(report, self.tr("Against the report"))
        tabs.addTab(referral, self.tr("Referral chain"))
        tabs.addTab(editor, self.tr("Change the network"))
        tabs.currentChanged.connect(self._tell_editor)
        return tabs

    def _split_view(self) -> QSplitter:
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self._tree)
        split.addWidget(self._tabs)
        split.splitterMoved.connect(self._on_split)
        return split

    def _on_split(self) -> None:
        self._is_split_by_hand = True

    def _share_out(self) -> None:
        """Give tree and tabs their share of the height, unless the planner has done so."""
        if not self._is_split_by_hand:
            room = sum(self._split.sizes())
            self._split.setSizes([room * share // sum(SHARES) for share in SHARES])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Share out the new height."""
        super().resizeEvent(event)
        self._share_out()

    # TRAP scroll-area-height
    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the least height: a scroll area would give all that is asked for otherwise."""
        layout = self.layout()
        return layout.minimumHeightForWidth(width) if layout else super().heightForWidth(width)

    def _lay_out(self) -> None:
        actions = QHBoxLayout()
        actions.addWidget(self._show_it)
        actions.addWidget(self._keep)
        actions.addStretch(1)
        actions.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.addWidget(self._choice)
        layout.addLayout(actions)
        layout.addWidget(Strip(self._summary, SUMMARY_LINES))
        layout.addWidget(self._resume, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._kinds_place())
        layout.addWidget(self._split, 1)

    def _kinds_place(self) -> QWidget:
        """Return the place of the kinds of links, as high as all of them need."""
        place = QWidget()
        self._kind_grid.setContentsMargins(0, 0, 0, 0)
        place.setLayout(self._kind_grid)
        rows = math.ceil(len(self._kinds) / KINDS_A_ROW)
        box_px = max(box.sizeHint().height() for box in self._kinds.values())
        place.setFixedHeight(rows * box_px + (rows - 1) * self._kind_grid.verticalSpacing())
        return place

    def _on_chosen(self, network_id: str | None) -> None:
        self._networks.choose(network_id)
        if network_id is not None:
            self.network_activated.emit()

    def _on_selected(self) -> None:
        for index in self._tree.selectionModel().selectedRows(NAME):
            key = index.data(KEY_ROLE)
            if isinstance(key, FacilityKey):
                self.facility_selected.emit(key)

    def _on_activated(self, index: QModelIndex) -> None:
        key = index.siblingAtColumn(NAME).data(KEY_ROLE)
        if isinstance(key, FacilityKey):
            self.facility_activated.emit(key)

    def _show(self) -> None:
        if self._when_seen.puts_off(self._show):
            return
        found, network = self._networks.found, self._networks.network
        self._choice.show_networks(self._networks.networks or (), self._networks.chosen)
        self._choice.setEnabled(found is not None)
        self._export.setEnabled(bool(found and found.networks))
        self._show_it.setEnabled(network is not None)
        self._tree.setEnabled(network is not None)
        # While it is found anew the tree stays as it was, though nothing can be done in it.
        is_late = found is None and self._networks.chosen is not None
        if network is not self._shown and not is_late:
            self._shown = network
            self._model.set_network(network, found.places if found else None)
            self._tree.expandAll()
        self._show_kinds()
        self._show_summary()
        self.show_selected()

    def _show_kinds(self) -> None:
        if self._when_seen.puts_off(self._show_kinds):
            return
        network = self._networks.network
        present = {link.kind for link in network.links} if network else set()
        shown = [kind for kind in self._kinds if kind in present]
        for kind, box in self._kinds.items():
            self._kind_grid.removeWidget(box)
            box.setVisible(kind in present)
            if kind in present:
                number = shown.index(kind)
                self._kind_grid.addWidget(box, number // KINDS_A_ROW, number % KINDS_A_ROW)
            with QSignalBlocker(box):
                box.setChecked(kind in self._networks.kinds)

    def _show_summary(self) -> None:
        if self._when_seen.puts_off(self._show_summary):
            return
        network = self._networks.network
        self._resume.setVisible(self._networks.stopped or self._figures.stopped)
        self._summary.setText(self._summary_text(network))
        self._check.setPlainText(self._words.check_text(network))
        self._sources.setText(self._sources_text(network) if network else "")
        self._sources.setVisible(network is not None)

    def _summary_text(self, network: Network | None) -> str:
        if self._session.study is None:
            return self.tr("The province is being read…")
        if self._networks.stopped:
            return self.tr("No networks: stopped")
        found = self._networks.found
        if found is None:
            return self.tr("Putting the networks together…")
        if not found.networks:
            return self.tr(
                "No networks: no county here has a county hospital in a layer that counts."
            )
        if network is None:
            return self.tr(
                "{count} networks. Choose one above, or click a county or a facility on the map."
            ).format(count=f"{len(found.networks):,}")
        return "\n".join(self._words.lines(network))

    def _sources_text(self, network: Network) -> str:
        told = [self._model.source_text(source) for source in sources_of(network)]
        sources = say("cli_semicolon", self._language).join(told) or self.tr(
            "none: all of it is assumed"
        )
        return (
            self.tr("Sources: {sources}").format(sources=sources)
            + "\n"
            + self.tr(
                "In italics: assumed. Members that no source names stand under the nearest "
                "lead hospital of their county."
            )
        )

    def show_selected(self) -> None:
        """Mark the row of the facility that is selected."""
        if self._when_seen.puts_off(self.show_selected):
            return
        item = self._model.item_of(self._session.facility_key)
        if item is None:
            self._tree.clearSelection()
            return
        self._tree.setCurrentIndex(item.index())
        self._tree.scrollTo(item.index())


def _text_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    # Names may come from any file: they are text, never markup.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
