"""Changing networks by hand: where the selected facility belongs, who leads, who is linked."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from data.errors import DataError
from data.facility_key import FacilityKey
from data.project.network_edits import USER_PREFIX
from data.reference.network_model import IN_NO_NETWORK, Link, LinkKind, Network, Role
from data.schema import Language
from geo.networks.rules import is_unusual_lead
from geo.words.wording import explain, say
from gui.document import Document
from gui.networks.analysis import NetworkAnalysis
from gui.networks.editing.editor import NetworkEditor, Place
from gui.networks.editing.edits_list import NetworkEditList
from gui.session import Session
from gui.widgets.side_area import SideArea
from gui.widgets.strip import Strip, one_below_another
from gui.widgets.when_seen import WhenSeen

LEAST_WIDTH_CHARS: Final = 12
ROW_SPACING_PX: Final = 3
WORDS_LINES: Final = 3


class NetworkEditPanel(QWidget):
    """Acts on the facility that is selected and on the network that is chosen.

    `advised` carries what to do next, empty when there is nothing to do; `table_requested`
    asks for a table of networks to be read.
    """

    advised = Signal(str)
    table_requested = Signal()

    def __init__(
        self,
        document: Document,
        session: Session,
        networks: NetworkAnalysis,
        editor: NetworkEditor,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._networks = networks
        self._editor = editor
        self._language = language
        self._refusal = ""
        self._when_seen = WhenSeen()
        self._who = _text_label("who")
        self._move = _combo(self.tr("Move to another network"))
        self._move.activated.connect(self._on_move)
        self._lead = self._button(self.tr("Make it a lead hospital"), self._on_lead)
        self._member = self._button(self.tr("Make it a plain member"), self._on_member)
        self._new = self._button(self.tr("New network led by it…"), self._ask_name)
        self._kind = _combo(self.tr("Kind of the new link"))
        for kind in LinkKind:
            self._kind.addItem(kind.label.in_language(language), kind)
        self._add = self._button(self.tr("Add a link…"), self._on_add)
        self._upper = _combo(self.tr("Upper facility of the link"))
        self._upper.activated.connect(self._on_upper)
        self._cancel = self._button(self.tr("Cancel"), editor.cancel)
        self._links = _combo(self.tr("Links of the facility"))
        self._unlink = self._button(self.tr("Remove link"), self._on_unlink)
        self._advice = _text_label("advice")
        self._rename = self._button(self.tr("Rename the network…"), self._ask_new_name)
        self._dissolve = self._button(self.tr("Dissolve the network"), self._on_dissolve)
        self._table = self._button(self.tr("Read a network table…"), self.table_requested.emit)
        self._table.setToolTip(
            self.tr(
                "A spreadsheet or text table with a column of facilities and one of network, lead "
                "or upper facility. “remove” before a kind of link, as in “remove trusteeship”, "
                "takes that link away; “remove” alone, all links to the upper facility."
            )
        )
        self._ends = _in_one_place(self._kind, self._upper)
        self._acts = _in_one_place(self._add, self._cancel)
        self._list = NetworkEditList(document, networks, editor, language)
        self._lay_out()
        self._connect()
        self._show()

    def set_seen(self, seen: bool) -> None:  # noqa: FBT001 - the type of Qt's signal
        """Catch up with facility and network when somebody looks."""
        self._when_seen.set_seen(seen=seen)
        self._list.set_seen(seen=seen)

    def _connect(self) -> None:
        self._networks.changed.connect(self._show)
        self._networks.selection_changed.connect(self._show)
        self._session.facility_changed.connect(self._on_facility)
        self._editor.linking_changed.connect(self._on_linking)
        self._editor.refused.connect(self._on_refused)

    def _button(self, text: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda _checked: act())
        return button

    def _lay_out(self) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setVerticalSpacing(ROW_SPACING_PX)
        words = one_below_another(self._advice, self._who)
        grid.addWidget(Strip(words, WORDS_LINES), 0, 0, 1, 6)
        grid.addWidget(self._move, 1, 0, 1, 6)
        for at, button in enumerate((self._lead, self._member, self._new)):
            grid.addWidget(button, 2, 2 * at, 1, 2)
        # What the link goes to is asked for in the place of its kind: nothing moves.
        grid.addLayout(self._ends, 3, 0, 1, 4)
        grid.addLayout(self._acts, 3, 4, 1, 2)
        grid.addWidget(self._links, 4, 0, 1, 4)
        grid.addWidget(self._unlink, 4, 4, 1, 2)
        for at, button in enumerate((self._rename, self._dissolve, self._table)):
            grid.addWidget(button, 5, 2 * at, 1, 2)
        grid.addWidget(self._list, 6, 0, 1, 6)
        grid.setRowStretch(7, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(SideArea(inside))

    def _on_facility(self) -> None:
        # While an upper end is asked for, why the last one would not do stays to be read.
        if self._editor.linking is None:
            self._refusal = ""
        self._show()

    def _on_linking(self) -> None:
        self._refusal = ""
        self._show()

    def _on_refused(self, error: DataError) -> None:
        self._refusal = explain(error, self._language)
        self._show_advice()

    def _show(self) -> None:
        # What to do next stands in the status bar, too, where it is seen always.
        self._show_advice()
        if not self._when_seen.puts_off(self._show):
            self._fill()

    def _fill(self) -> None:
        place = self._editor.place()
        self._who.setText(self._who_text(place))
        self._fill_move(place)
        self._fill_links(place)
        self._fill_uppers(place)
        chosen = self._networks.network
        leads = place is not None and place.part is not None and place.part.role is Role.LEAD
        for widget in (self._new, self._kind, self._add):
            widget.setEnabled(place is not None)
        self._lead.setEnabled(place is not None and chosen is not None and not _has(place, chosen))
        self._lead.setToolTip(self._lead_tip(place, chosen))
        self._member.setEnabled(leads)
        own = chosen is not None and chosen.id.startswith(USER_PREFIX)
        self._rename.setEnabled(own)
        self._dissolve.setEnabled(own)
        self._table.setEnabled(self._session.study is not None)

    def _who_text(self, place: Place | None) -> str:
        if self._networks.found is None:
            return self.tr("Putting the networks together…")
        if place is None and self._session.facility_key is not None:
            return self.tr("The facility selected does not count, so it is in no network.")
        if place is None:
            return self.tr("Select a facility on the map or above to change where it belongs.")
        tier = place.end.tier.label.in_language(self._language)
        if place.network is None or place.part is None:
            return self.tr("{name} ({tier}): in no network").format(name=place.end.name, tier=tier)
        return self.tr("{name} ({tier}): {role} of “{network}”, {known}").format(
            name=place.end.name,
            tier=tier,
            role=place.part.role.label.in_language(self._language),
            network=place.network.name.in_language(self._language),
            known=place.part.membership.label.in_language(self._language),
        )

    def _lead_tip(self, place: Place | None, chosen: Network | None) -> str:
        if place is None or chosen is None:
            return self.tr("Select a facility, and choose a network above")
        if is_unusual_lead(place.end.tier):
            return self.tr("Have it lead the network chosen above, though no county hospital")
        return self.tr("Have it lead the network chosen above")

    def _fill_move(self, place: Place | None) -> None:
        with QSignalBlocker(self._move):
            self._move.clear()
            self._move.addItem(self.tr("Move to…"), None)
            here, near = self._editor.networks_near(place) if place is not None else ([], [])
            for network in here:
                self._move.addItem(network.name.in_language(self._language), network.id)
            if near:
                self._move.insertSeparator(self._move.count())
            for network in near:
                name = network.name.in_language(self._language)
                self._move.addItem(
                    self.tr("{network} (another county)").format(network=name), network.id
                )
            self._move.insertSeparator(self._move.count())
            self._move.addItem(self.tr("In no network"), IN_NO_NETWORK)
        self._move.setEnabled(place is not None)

    def _fill_links(self, place: Place | None) -> None:
        links = self._editor.links(place) if place is not None else []
        with QSignalBlocker(self._links):
            self._links.clear()
            for link in links:
                self._links.addItem(self._link_text(link), link)
        if not links:
            self._links.addItem(self.tr("No links"), None)
        self._links.setEnabled(bool(links))
        self._unlink.setEnabled(bool(links))

    def _link_text(self, link: Link) -> str:
        found = self._networks.found
        names = [
            str(found.places.name[found.places.row_of(key)]) if found is not None else key.id
            for key in (link.lower, link.upper)
        ]
        kind = link.kind.label.in_language(self._language)
        known = link.status.label.in_language(self._language)
        ends = say("with_note", self._language, text=" → ".join(names), note=known)
        return say("with_detail", self._language, text=kind, detail=ends)

    def _fill_uppers(self, place: Place | None) -> None:
        waits = self._editor.linking is not None
        self._ends.setCurrentWidget(self._upper if waits else self._kind)
        if not waits or place is None or self._upper.count():
            if not waits:
                self._upper.clear()
            return
        self._upper.addItem(self.tr("Or choose the upper facility here…"), None)
        for end in self._editor.uppers(place):
            tier = end.tier.label.in_language(self._language)
            title = say("with_note", self._language, text=end.name, note=tier)
            self._upper.addItem(title, end.facility)

    def _show_advice(self) -> None:
        linking = self._editor.linking
        told = [self._refusal] if self._refusal else []
        if linking is not None:
            told.append(
                self.tr(
                    "{kind}: click the facility on the map that {name} is to be linked to. "
                    "Esc cancels."
                ).format(
                    kind=linking.kind.label.in_language(self._language), name=linking.lower.name
                )
            )
        text = "\n".join(told)
        self._acts.setCurrentWidget(self._cancel if linking is not None else self._add)
        self._advice.setVisible(bool(text))
        # Others advise in the same place: to say nothing twice would take their words away.
        if text != self._advice.text():
            self._advice.setText(text)
            self.advised.emit(text)

    def _on_move(self, at: int) -> None:
        network_id = self._move.itemData(at)
        self._refusal = ""
        if isinstance(network_id, str):
            self._editor.move(network_id)
        # Refused or done, the box offers the move anew.
        self._move.setCurrentIndex(0)
        self._show_advice()

    def _on_lead(self) -> None:
        chosen = self._networks.network
        self._refusal = ""
        if chosen is not None:
            self._editor.lead(chosen.id)
        self._show_advice()

    def _on_member(self) -> None:
        place = self._editor.place()
        self._refusal = ""
        if place is not None and place.network is not None:
            self._editor.move(place.network.id)
        self._show_advice()

    def _on_add(self) -> None:
        kind = self._kind.currentData()
        self._editor.begin_linking(LinkKind(kind))

    def _on_upper(self, at: int) -> None:
        key = self._upper.itemData(at)
        if isinstance(key, FacilityKey):
            self._editor.link_to(key)

    def _on_unlink(self) -> None:
        link = self._links.currentData()
        if isinstance(link, Link):
            self._editor.unlink(link)

    def _on_dissolve(self) -> None:
        chosen = self._networks.network
        if chosen is not None:
            self._editor.dissolve(chosen.id)

    def _ask_name(self) -> None:
        place = self._editor.place()
        if place is None:
            return
        label = self.tr("Name of the new network, led by {name}:").format(name=place.end.name)
        if is_unusual_lead(place.end.tier):
            note = self.tr("It is of a lower tier than a county hospital; few such lead a network.")
            label = f"{label}\n{note}"
        suggested = self.tr("{name} network").format(name=place.end.name)
        self._ask(self.tr("New network"), label, suggested, self._editor.create)

    def _ask_new_name(self) -> None:
        chosen = self._networks.network
        if chosen is not None:
            title, label = self.tr("Rename the network"), self.tr("Name of the network:")
            rename = partial(self._editor.rename, chosen.id)
            self._ask(title, label, chosen.name.in_language(self._language), rename)

    def _ask(self, title: str, label: str, text: str, act: Callable[[str], None]) -> None:
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setTextValue(text)
        for shown in dialog.findChildren(QLabel):
            # A name from a user's file is text, never markup.
            shown.setTextFormat(Qt.TextFormat.PlainText)
        for line in dialog.findChildren(QLineEdit):
            line.setMaxLength(100)
        dialog.textValueSelected.connect(act)
        dialog.open()


def _has(place: Place, network: Network) -> bool:
    """Return whether a facility leads a network already."""
    part = network.part_of(place.end.facility)
    return part is not None and part.role is Role.LEAD


def _in_one_place(first: QWidget, second: QWidget) -> QStackedLayout:
    """Return a place for two widgets, of which one is shown at a time."""
    place = QStackedLayout()
    place.addWidget(first)
    place.addWidget(second)
    return place


def _combo(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(LEAST_WIDTH_CHARS)
    return box


def _text_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
