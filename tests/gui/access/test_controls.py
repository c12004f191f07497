"""The boxes of a choice of access, and the Lorenz curves, each by itself."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from data.project.project import AccessChoice, Zone, new_project
from data.schema import Language, Method, Province, SupplyKind, Tier
from gui.access.controls import METHODS, AccessControls
from gui.access.lorenz import COLOURS, LorenzCurves, LorenzLine
from gui.access.zones import MOST_ZONES, ZonesEditor
from gui.document import Document


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document(new_project(Province.QINGHAI))


def choose(document: Document, access: AccessChoice) -> None:
    document.apply("", lambda project: replace(project, access=access))


def drawn_colours(widget: QWidget) -> set[int]:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


class TestLorenz:
    @pytest.fixture
    def curves(self, qtbot: QtBot) -> LorenzCurves:
        curves = LorenzCurves()
        qtbot.addWidget(curves)
        curves.resize(400, 240)
        return curves

    def test_a_curve_runs_through_its_points(self, curves: LorenzCurves) -> None:
        line = LorenzLine("a", np.array([0, 0.5, 1]), np.array([0, 0.25, 1]))
        curves.set_lines([line, line])
        image = curves.grab().toImage()
        at = curves._point(0.25, 0.125).toPoint()
        near = {image.pixel(at.x() + dx, at.y() + dy) for dx in range(-6, 7) for dy in range(-3, 4)}
        assert QColor(COLOURS[1]).rgb() in near
        curves.clear()
        assert QColor(COLOURS[1]).rgb() not in drawn_colours(curves)

    def test_it_has_a_name_for_who_cannot_see_it(self, curves: LorenzCurves) -> None:
        assert "Lorenz" in curves.accessibleName()


class TestControls:
    @pytest.fixture
    def controls(self, qtbot: QtBot, document: Document) -> AccessControls:
        controls = AccessControls(document, Language.EN)
        qtbot.addWidget(controls)
        return controls

    @pytest.mark.parametrize("method", Method)
    def test_a_method_is_chosen_explained_and_cited(
        self, controls: AccessControls, document: Document, method: Method
    ) -> None:
        box = controls.findChildren(QComboBox)[0]
        index = METHODS.index(method)
        box.setCurrentIndex(index)
        box.activated.emit(index)
        assert document.project.access.method is method
        assert controls._meaning.text()
        assert any(f"({year})" in box.toolTip() for year in (2003, 2009, 2010, 2020))
        assert controls._catchment.isHidden() == (method is Method.HIERARCHICAL)
        assert controls._zones.isHidden() == (method is not Method.ENHANCED)
        document.undo_stack.undo()
        assert document.project == new_project(Province.QINGHAI)
        assert box.currentIndex() == 0

    def test_a_supply_is_chosen(self, controls: AccessControls, document: Document) -> None:
        controls.findChildren(QComboBox)[1].activated.emit(1)
        assert document.project.access.supply is SupplyKind.BEDS

    def test_the_catchment_follows_the_service_radius(
        self, controls: AccessControls, document: Document
    ) -> None:
        spin = controls._radius
        assert (spin.value(), spin.isEnabled()) == (5.0, False)
        document.apply("", lambda project: project.with_radius(Tier.TOWNSHIP, 8_000.0))
        assert spin.value() == 8.0
        assert document.project.access.radius_m is None

    def test_a_catchment_of_its_own(self, controls: AccessControls, document: Document) -> None:
        follows = controls.findChildren(QCheckBox)[0]
        follows.setChecked(False)
        controls._radius.setValue(12.5)
        assert document.project.catchment_m == 12_500.0
        document.apply("", lambda project: project.with_radius(Tier.TOWNSHIP, 8_000.0))
        assert controls._radius.value() == 12.5
        follows.setChecked(True)
        assert document.project.access.radius_m is None
        assert controls._radius.value() == 8.0

    def test_zones_begin_with_thirds(self, controls: AccessControls, document: Document) -> None:
        choose(document, AccessChoice(Method.ENHANCED, radius_m=9_000.0))
        shown = [(reach.value(), weight.value()) for reach, weight in controls._zones._rows]
        assert shown == [(3.0, 1.0), (6.0, 0.68), (9.0, 0.22)]

    def test_zones_of_ones_own_and_back(self, controls: AccessControls, document: Document) -> None:
        choose(document, AccessChoice(Method.ENHANCED, radius_m=9_000.0))
        controls._zones._rows[1][0].setValue(4.0)
        typed = (Zone(3_000.0, 1.0), Zone(4_000.0, 0.68), Zone(9_000.0, 0.22))
        own = AccessChoice(Method.ENHANCED, radius_m=9_000.0, zones=typed)
        assert document.project.access == own
        # They say how far they reach: a radius beside them would say nothing.
        assert controls._catchment.isHidden()
        controls._zones._rows[1][0].setValue(2.0)
        assert controls._zones.problem
        controls._zones.reset_requested.emit()
        assert document.project.access == replace(own, zones=())
        assert not controls._zones.problem
        assert controls._zones._rows[1][0].value() == 6.0
        document.undo_stack.undo()
        assert controls._zones._rows[1][0].value() == 4.0

    def test_a_reset_forgets_what_was_never_used(
        self, controls: AccessControls, document: Document
    ) -> None:
        choose(document, AccessChoice(Method.ENHANCED, radius_m=9_000.0))
        controls._zones._rows[1][0].setValue(2.0)
        controls._zones.reset_requested.emit()
        assert controls._zones._rows[1][0].value() == 6.0
        assert document.undo_stack.count() == 1


class TestZones:
    @pytest.fixture
    def editor(self, qtbot: QtBot) -> ZonesEditor:
        editor = ZonesEditor()
        qtbot.addWidget(editor)
        editor.edited.connect(editor.set_zones)
        editor.set_zones([Zone(2_000.0, 1.0), Zone(5_000.0, 0.5)])
        return editor

    def buttons(self, editor: ZonesEditor) -> list[QPushButton]:
        return editor.findChildren(QPushButton)

    def test_zones_that_do_not_ascend_are_not_used(self, editor: ZonesEditor) -> None:
        asked: list[object] = []
        editor.edited.connect(asked.append)
        editor._rows[0][0].setValue(5.0)
        assert "farther" in editor.problem
        assert asked == []
        editor._rows[0][0].setValue(4.9)
        assert editor.problem == ""
        assert asked == [(Zone(4_900.0, 1.0), Zone(5_000.0, 0.5))]

    def test_zones_are_added_and_removed(self, editor: ZonesEditor) -> None:
        add, remove, _ = self.buttons(editor)
        add.click()
        assert editor._zones[-1] == Zone(8_000.0, 0.5)
        while add.isEnabled():
            add.click()
        assert len(editor._rows) == MOST_ZONES
        while remove.isEnabled():
            remove.click()
        assert editor._zones == (Zone(2_000.0, 1.0),)

    def test_no_weight_is_outside_its_range(self, editor: ZonesEditor) -> None:
        weight = editor._rows[0][1]
        weight.setValue(0.0)
        assert weight.value() > 0
        weight.setValue(7.0)
        assert weight.value() == 1.0
