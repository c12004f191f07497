"""Each panel on a document and a session of its own."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QPushButton,
    QSlider,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shapely import Point

from data.project.project import Layer, LayerKind, new_project
from data.reference.catalog import read_facilities
from data.schema import FacilityColumn, Language, Province, Speciality, Status, Tier
from geo.study.study import Study, load_study
from gui.coverage.radii import RadiiPanel
from gui.document import Document
from gui.facilities.panel import FacilityPanel
from gui.layers.panel import LayersPanel
from gui.networks.analysis import NetworkAnalysis
from gui.session import Session
from gui.tasks import Tasks

WAIT_MS = 60_000


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(Province.QINGHAI)


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document(new_project(Province.QINGHAI))


@pytest.fixture
def session(qtbot: QtBot, study: Study) -> Session:
    session = Session()
    session.set_study(study)
    return session


def wheel(widget: QWidget) -> None:
    """Turn the wheel over a widget that was not clicked."""
    event = QWheelEvent(
        QPointF(5, 5),
        widget.mapToGlobal(QPointF(5, 5)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


class TestRadii:
    @pytest.fixture
    def panel(self, qtbot: QtBot, document: Document) -> RadiiPanel:
        panel = RadiiPanel(document, Language.EN)
        qtbot.addWidget(panel)
        return panel

    def test_a_slider_sets_radius_and_tier(self, panel: RadiiPanel, document: Document) -> None:
        slider = panel.findChildren(QSlider)[list(Tier).index(Tier.COUNTY)]
        slider.setValue(420)
        assert document.project.radius_m(Tier.COUNTY) == 42_000.0
        assert document.project.tier is Tier.COUNTY
        spin = panel.findChildren(QDoubleSpinBox)[list(Tier).index(Tier.COUNTY)]
        assert spin.value() == 42.0

    def test_a_spin_box_goes_on_where_the_slider_ends(
        self, panel: RadiiPanel, document: Document
    ) -> None:
        row = list(Tier).index(Tier.VILLAGE)
        panel.findChildren(QDoubleSpinBox)[row].setValue(80.0)
        slider = panel.findChildren(QSlider)[row]
        assert slider.value() == slider.maximum()
        assert document.project.radius_m(Tier.VILLAGE) == 80_000.0

    def test_undo_moves_the_widgets_back(self, panel: RadiiPanel, document: Document) -> None:
        spin = panel.findChildren(QDoubleSpinBox)[0]
        before = spin.value()
        spin.setValue(before + 10)
        document.undo_stack.undo()
        assert spin.value() == before

    @pytest.mark.parametrize("kind", [QSlider, QDoubleSpinBox])
    def test_the_wheel_in_passing_changes_nothing(
        self, panel: RadiiPanel, document: Document, kind: type[QSlider | QDoubleSpinBox]
    ) -> None:
        before = document.project
        wheel(panel.findChildren(kind)[0])
        assert document.project == before

    def test_undo_after_typing_is_the_documents(self, panel: RadiiPanel) -> None:
        spin = panel.findChildren(QDoubleSpinBox)[0]
        undo = QKeyEvent(
            QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
        )
        undo.ignore()
        QApplication.sendEvent(spin, undo)
        assert not undo.isAccepted()
        spin.lineEdit().setModified(True)
        QApplication.sendEvent(spin, undo)
        assert undo.isAccepted()

    def test_it_says_that_radii_are_assumed(self, panel: RadiiPanel) -> None:
        assert any("Assumed" in label.text() for label in panel.findChildren(QLabel))


class TestLayers:
    @pytest.fixture
    def panel(self, qtbot: QtBot, document: Document, session: Session) -> LayersPanel:
        panel = LayersPanel(document, session, Language.EN)
        qtbot.addWidget(panel)
        return panel

    def test_counts_by_status_are_those_of_the_table(self, panel: LayersPanel) -> None:
        tree = panel.findChildren(QTreeWidget)[0]
        for row, tier in enumerate(Tier):
            table = read_facilities(Province.QINGHAI, tier)
            item = tree.topLevelItem(row)
            assert item is not None
            assert item.text(1) == f"{len(table):,}"
            for status in Status:
                count = int((table[FacilityColumn.STATUS] == status).sum())
                assert (f"{status.label.en} {count:,}" in item.text(2)) == (count > 0)

    def test_a_tick_shows_and_hides(self, panel: LayersPanel, document: Document) -> None:
        item = panel.findChildren(QTreeWidget)[0].topLevelItem(3)
        assert item is not None
        item.setCheckState(0, Qt.CheckState.Unchecked)
        assert not document.project.layer("township").visible
        document.undo_stack.undo()
        assert document.project.layer("township").visible

    def test_the_province_is_chosen(self, panel: LayersPanel, document: Document) -> None:
        box = panel.findChildren(QComboBox)[0]
        box.activated.emit(box.count() - 1)
        assert document.project.province is None
        assert box.currentText() == "All four provinces"

    def test_the_wheel_in_passing_changes_no_province(
        self, panel: LayersPanel, document: Document
    ) -> None:
        wheel(panel.findChildren(QComboBox)[0])
        assert document.project.province is Province.QINGHAI

    def test_what_a_removed_layer_replaced_counts_again(
        self, panel: LayersPanel, document: Document, session: Session
    ) -> None:
        session.add_user_frame("user_1", session.frames["county"])
        mine = Layer("user_1", LayerKind.FACILITIES, "#000", "m", Path("m.shp"), tier=Tier.COUNTY)
        bundled = replace(document.project.layer("county"), counted=False, visible=False)
        document.apply("", lambda project: project.with_layer(mine).with_layer(bundled))
        tree = panel.findChildren(QTreeWidget)[0]
        row = tree.topLevelItem(len(Tier))
        assert row is not None
        tree.setCurrentItem(row)
        buttons = panel.findChildren(QPushButton)
        menu = next(button.menu() for button in buttons if button.menu() is not None)
        menu.aboutToShow.emit()
        menu.actions()[-1].trigger()
        assert document.project == new_project(Province.QINGHAI)
        document.undo_stack.undo()
        assert document.project.layer("user_1") == mine

    def test_a_tooltip_of_a_files_path_is_no_markup(
        self, panel: LayersPanel, document: Document
    ) -> None:
        path = Path("<img src=x>.shp")
        outline = Layer("user_1", LayerKind.OUTLINE, "#000", "a", path)
        document.apply("", lambda project: project.with_layer(outline))
        item = panel.findChildren(QTreeWidget)[0].topLevelItem(len(Tier))
        assert item is not None
        assert "<" not in item.toolTip(0)

    def test_population_is_shown_and_hidden(self, panel: LayersPanel, document: Document) -> None:
        panel.findChildren(QCheckBox)[0].setChecked(False)
        assert not document.project.show_demand

    def test_a_layer_that_does_not_count_says_so(
        self, panel: LayersPanel, document: Document
    ) -> None:
        bundled = replace(document.project.layer("county"), counted=False)
        document.apply("", lambda project: project.with_layer(bundled))
        item = panel.findChildren(QTreeWidget)[0].topLevelItem(1)
        assert item is not None
        assert "not counted" in item.text(2)


class TestFacility:
    @pytest.fixture
    def networks(self, document: Document, session: Session) -> Iterator[NetworkAnalysis]:
        tasks = Tasks()
        yield NetworkAnalysis(document, session, tasks)
        tasks.shut_down()

    @pytest.fixture
    def panel(self, qtbot: QtBot, session: Session, networks: NetworkAnalysis) -> FacilityPanel:
        panel = FacilityPanel(session, networks, QWidget(), QWidget(), Language.ZH)
        qtbot.addWidget(panel)
        return panel

    @pytest.fixture
    def texts(self, panel: FacilityPanel) -> Callable[[], list[str]]:
        return lambda: [label.text() for label in panel.findChildren(QLabel)]

    def test_an_assumed_one_says_so(self, session: Session, texts: Callable[[], list[str]]) -> None:
        frame = session.frames["township"]
        assumed = np.flatnonzero(frame[FacilityColumn.STATUS] == Status.ASSUMED)[0]
        session.select_facility(("township", int(assumed)))
        text = " ".join(texts())
        assert Status.ASSUMED.label.zh in text
        assert str(frame[FacilityColumn.NAME].iloc[assumed]) in texts()

    def test_a_name_with_a_tag_is_text(self, panel: FacilityPanel, session: Session) -> None:
        name = "<img src=x onerror=alert(1)>"
        frame = session.frames["county"].iloc[[0]].assign(name=name)
        session.add_user_frame("user_1", gpd.GeoDataFrame(frame))
        session.select_facility(("user_1", 0))
        label = next(each for each in panel.findChildren(QLabel) if each.text() == name)
        assert label.textFormat() is Qt.TextFormat.PlainText

    def test_an_assumed_network_is_named_and_said_to_be_assumed(
        self,
        qtbot: QtBot,
        session: Session,
        networks: NetworkAnalysis,
        texts: Callable[[], list[str]],
    ) -> None:
        frame = session.frames["township"]
        assert not frame[FacilityColumn.NETWORK].iloc[0]
        session.select_facility(("township", 0))
        assert "being worked out…" in texts()
        qtbot.waitUntil(lambda: networks.found is not None, timeout=WAIT_MS)
        assert networks.networks is not None
        [network] = [
            each
            for each in networks.networks
            if any(part.facility == session.facility_key for part in each.members)
        ]
        assert network.adcode == frame[FacilityColumn.ADCODE].iloc[0]
        assert f"{network.name.zh} ({Status.ASSUMED.label.zh})" in texts()
        # To name it lights nothing up.
        assert not networks.wanted
        assert networks.shown is None

    def test_a_facility_that_belongs_nowhere_says_so(
        self,
        qtbot: QtBot,
        session: Session,
        networks: NetworkAnalysis,
        texts: Callable[[], list[str]],
    ) -> None:
        frame = session.frames["regional"]
        # One for everybody may lead the network of a district without another hospital.
        alone = frame[FacilityColumn.SPECIALITY] == Speciality.PSYCHIATRIC.value
        unnamed = np.flatnonzero(alone & (frame[FacilityColumn.NETWORK].fillna("") == ""))
        session.select_facility(("regional", int(unnamed[0])))
        qtbot.waitUntil(lambda: networks.found is not None, timeout=WAIT_MS)
        key = session.facility_key
        assert key is not None
        assert networks.network_of(key) is None
        assert "in no network" in texts()

    def test_nothing_selected_gives_advice(
        self, session: Session, texts: Callable[[], list[str]]
    ) -> None:
        session.select_facility(("county", 0))
        session.select_facility(None)
        assert len(texts()) == 1


def test_a_selection_beyond_the_table_is_none(session: Session) -> None:
    session.select_facility(("county", 10_000))
    assert session.selected_facility() is None


def test_an_outline_has_no_counts(qtbot: QtBot, document: Document, session: Session) -> None:
    outline = Layer(id="user_1", kind=LayerKind.OUTLINE, colour="#444444", title="我的片区")
    session.add_user_frame(
        "user_1", gpd.GeoDataFrame({"name": ["a"]}, geometry=[Point(101, 36).buffer(1)])
    )
    document.apply("", lambda project: project.with_layer(outline))
    panel = LayersPanel(document, session, Language.ZH)
    qtbot.addWidget(panel)
    item = panel.findChildren(QTreeWidget)[0].topLevelItem(len(Tier))
    assert item is not None
    assert (item.text(0), item.text(1), item.text(2)) == ("我的片区", "", "")
