"""The panel of access and equity, and its parts, by numbers worked out on paper."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QTableView,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.project.project import AccessChoice, Zone, new_project
from data.schema import Language, Method, PeopleGroup, Province, SupplyKind, Tier
from geo.access.state import AccessFigures, AccessState, AccessTable, access_figures
from geo.study.study import Study, load_study
from gui.access.lorenz import COLOURS
from gui.access.model import AccessModel
from gui.access.panel import EquityPanel
from gui.access.save import SaveAccess
from gui.document import Document
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from gui.widgets.row_table import SORT_ROLE
from tests.gui.waiting import settled


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document(new_project(Province.QINGHAI))


@pytest.fixture
def session(qtbot: QtBot, paper_study: Study) -> Session:
    session = Session()
    session.set_study(paper_study)
    return session


def put_access(document: Document, session: Session) -> AccessFigures:
    study = session.study
    assert study is not None
    figures = access_figures(study, document.project, session.frames)
    session.set_access(AccessState(figures))
    return figures


def choose(document: Document, access: AccessChoice) -> None:
    document.apply("", lambda project: replace(project, access=access))


class TestPanel:
    @pytest.fixture
    def panel(self, qtbot: QtBot, document: Document, session: Session) -> EquityPanel:
        panel = EquityPanel(document, session, Language.EN)
        qtbot.addWidget(panel)
        panel.set_seen(True)
        return panel

    def headline(self, panel: EquityPanel) -> str:
        return panel.findChildren(QLabel, "headline")[0].text()

    def note(self, panel: EquityPanel) -> str:
        return panel._note.text()

    def rows(self, table: QTableView) -> list[list[str]]:
        model = table.model()
        return [
            [str(model.index(row, column).data()) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def test_it_waits_for_figures(self, panel: EquityPanel) -> None:
        assert "Working out" in self.headline(panel)
        assert not panel._table.isEnabled()
        assert panel._resume.isHidden()

    def test_the_headline_is_what_people_have(
        self, panel: EquityPanel, document: Document, session: Session
    ) -> None:
        put_access(document, session)
        assert self.headline(panel) == (
            "Qinghai · Township hospital · 5 km: 1.00 facilities per 1,000 people; "
            "50.0% have none within reach"
        )

    def test_the_groups_are_those_of_the_curve(
        self, panel: EquityPanel, document: Document, session: Session
    ) -> None:
        put_access(document, session)
        # By access D (1,000 people, 0), C (600, 1/600), A and B (400, 1/400) have shares of
        # 0, 1/2 and 1/2 of it; half of all is in either prefecture.
        gini = 1 - (0.3 * 0.5 + 0.2 * 1.5)
        theil = 0.5 * log(0.5 / 0.3) + 0.5 * log(0.5 / 0.2)
        between = 0.5 * log(0.5 / 0.2) + 0.5 * log(0.5 / 0.8)
        indices = [f"{value:.3f}" for value in (gini, theil, between, theil - between)]
        table = panel.findChildren(QTableWidget)[0]
        assert self.rows(table) == [["All people", "1.00", *indices, "50.0%"]]
        lines = panel._lorenz._lines
        assert [line.name for line in lines] == ["All people"]
        np.testing.assert_allclose(lines[0].people, [0, 0.5, 0.8, 0.85, 1], atol=1e-12)
        np.testing.assert_allclose(lines[0].access, [0, 0, 0.5, 0.625, 1], atol=1e-12)

    def test_people_of_a_file_have_no_groups(
        self, panel: EquityPanel, document: Document, session: Session
    ) -> None:
        put_access(document, session)
        assert "no groups are known" in self.note(panel)
        assert "65 and more" not in self.note(panel)

    def test_the_table_sorts_by_its_figures(
        self, panel: EquityPanel, document: Document, session: Session
    ) -> None:
        put_access(document, session)
        jia = ["Jia", "400", "2.50", "0.0%"]
        yi = ["Yi", "1,600", "0.625", "62.5%"]
        table = panel._table
        assert self.rows(table) == [jia, yi]
        table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        assert self.rows(table) == [yi, jia]

    def test_a_clicked_county_is_flown_to(
        self, panel: EquityPanel, document: Document, session: Session
    ) -> None:
        put_access(document, session)
        panel.resize(500, 1000)
        panel.show()
        asked: list[int] = []
        panel.unit_activated.connect(asked.append)
        panel.unit_activated.connect(session.select_unit)
        table = panel._table
        at = table.visualRect(table.model().index(1, 0)).center()
        for _ in range(2):
            QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert asked == [630222, 630222]
        # One chosen on the map is marked, and nobody is asked to fly.
        session.select_unit(630121)
        assert table.currentIndex().row() == 0
        assert len(asked) == 2

    def test_beds_that_are_not_known_are_counted(
        self, panel: EquityPanel, document: Document, session: Session
    ) -> None:
        choose(document, AccessChoice(supply=SupplyKind.BEDS))
        put_access(document, session)
        assert (
            "15.0 beds per 1,000 people; 80.0% reach no facility known to have beds"
            in self.headline(panel)
        )
        assert "lack of figures on beds: 1." in self.note(panel)
        assert "offers as much" not in self.note(panel)

    def test_what_is_assumed_is_said(
        self, panel: EquityPanel, document: Document, session: Session
    ) -> None:
        put_access(document, session)
        note = self.note(panel)
        assert "2 of 2 facilities are only assumed" in note
        assert "each facility offers as much" in note
        assert "catchment radii" in note
        assert "straight lines" in note
        choose(document, AccessChoice(Method.ENHANCED))
        put_access(document, session)
        assert "zones and their weights" in self.note(panel)

    def test_zones_say_how_far_the_catchment_goes(
        self, panel: EquityPanel, document: Document, session: Session
    ) -> None:
        zones = (Zone(1_500.0, 1.0), Zone(3_000.0, 0.5))
        choose(document, AccessChoice(Method.ENHANCED, zones=zones))
        put_access(document, session)
        # C lives a little over 3.3 km away: only A and B share the first hospital.
        assert "3 km: 0.500 facilities per 1,000 people; 80.0%" in self.headline(panel)
        assert "With nobody in their catchment: 1." in self.note(panel)

    def test_no_facility_is_said_in_words(
        self, panel: EquityPanel, document: Document, session: Session
    ) -> None:
        document.apply("", lambda project: replace(project, tier=Tier.VILLAGE))
        put_access(document, session)
        assert self.headline(panel).endswith("no facility is counted, so nobody has access.")
        assert panel._lorenz._lines == ()
        table = panel.findChildren(QTableWidget)[0]
        assert self.rows(table) == [["All people", "0", "–", "–", "–", "–", "100.0%"]]

    def test_what_the_user_has_to_mend_stands_in_the_panel(
        self, panel: EquityPanel, document: Document, session: Session
    ) -> None:
        put_access(document, session)
        choose(document, AccessChoice(supply=SupplyKind.STAFF))
        with pytest.raises(DataError) as refused:
            put_access(document, session)
        session.set_access(AccessState(problem=refused.value))
        assert "staff" in panel._problem.text()
        assert not panel._problem.isHidden()
        assert panel._table.model().rowCount() == 0
        choose(document, AccessChoice())
        put_access(document, session)
        assert panel._problem.isHidden()

    def test_stopped_figures_can_be_asked_for_again(
        self, panel: EquityPanel, session: Session, qtbot: QtBot
    ) -> None:
        session.set_access(AccessState(stopped=True))
        assert "stopped" in self.headline(panel)
        with qtbot.waitSignal(panel.resume_requested):
            panel._resume.click()

    def test_a_province_whose_reading_was_stopped_can_be_asked_for(
        self, panel: EquityPanel, session: Session
    ) -> None:
        session.set_study(None)
        assert panel._resume.isHidden()
        session.set_stopped()
        assert not panel._resume.isHidden()

    def test_figures_of_others_do_not_stay(
        self, panel: EquityPanel, document: Document, session: Session
    ) -> None:
        put_access(document, session)
        session.set_access(AccessState())
        assert panel._table.model().rowCount() == 2
        session.set_study(None)
        assert panel._table.model().rowCount() == 0
        assert panel._lorenz._lines == ()
        assert self.note(panel) == ""

    def test_names_keep_their_room_in_a_narrow_dock(
        self, panel: EquityPanel, document: Document, session: Session
    ) -> None:
        put_access(document, session)
        panel.show()
        table = panel.findChildren(QTableWidget)[0]
        for width in (800, 300):
            panel.resize(width, 900)
            assert table.columnWidth(0) >= table.sizeHintForColumn(0)
            is_wider = table.horizontalHeader().length() > table.viewport().width()
            assert is_wider == (width == 300)
            assert table.viewport().height() >= table.rowHeight(0) * len(PeopleGroup)

    @pytest.mark.parametrize("language", Language)
    def test_it_is_drawn_with_all_groups_of_a_province(
        self, document: Document, qtbot: QtBot, language: Language
    ) -> None:
        session = Session()
        session.set_study(load_study(Province.QINGHAI))
        panel = EquityPanel(document, session, language)
        qtbot.addWidget(panel)
        panel.set_seen(True)
        panel.resize(480, 960)
        figures = put_access(document, session)
        assert figures.groups.keys() == set(PeopleGroup)
        urban, rural = figures.groups[PeopleGroup.URBAN], figures.groups[PeopleGroup.RURAL]
        everybody = figures.groups[PeopleGroup.TOTAL]
        assert urban.population + rural.population == everybody.population == 5_923_957
        table = panel.findChildren(QTableWidget)[0]
        names = [row[0] for row in self.rows(table)]
        assert names == [group.label.in_language(language) for group in PeopleGroup]
        colours = drawn_colours(panel._lorenz)
        assert {QColor(colour).rgb() for colour in COLOURS if colour} <= colours
        assert "densest" in self.note(panel)


def drawn_colours(widget: QWidget) -> set[int]:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def test_counties_without_people_sort_last(qtbot: QtBot) -> None:
    model = AccessModel(Language.ZH)
    nobody = {"population": 0.0, "access_per_1000": np.nan, "share_without": np.nan}
    model.set_units(pd.DataFrame([{"adcode": 1, "name": "甲", "pinyin": "Jia", **nobody}]))
    assert [model.index(0, column).data() for column in range(4)] == ["甲", "0", "–", "–"]
    assert model.index(0, 2).data(SORT_ROLE) == np.inf
    assert (model.row_of(1), model.row_of(2)) == (0, None)
    model.clear()
    assert model.rowCount() == 0
    assert model.row_of(1) is None


class TestSaving:
    @pytest.fixture
    def save(
        self, qtbot: QtBot, document: Document, session: Session, tmp_path: Path
    ) -> Iterator[SaveAccess]:
        settings = Settings(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
        settings.language = Language.EN
        settings.folder = tmp_path
        window = QWidget()
        qtbot.addWidget(window)
        tasks = Tasks()
        yield SaveAccess(document, session, tasks, settings, window)
        tasks.shut_down()

    def read(self, save: SaveAccess, path: Path) -> list[dict[str, str]]:
        settled(lambda: not save._tasks.busy)
        text = path.read_text("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def test_the_counties(
        self, save: SaveAccess, document: Document, session: Session, tmp_path: Path
    ) -> None:
        figures = put_access(document, session)
        save.save(tmp_path / "a.csv", AccessTable.COUNTIES, figures, ["Headline.", "Note."])
        rows = self.read(save, tmp_path / "a.csv")
        assert [row["adcode"] for row in rows] == ["630121", "630222"]
        assert [float(row["access_per_1000"]) for row in rows] == pytest.approx([2.5, 0.625])
        assert [float(row["share_without"]) for row in rows] == [0.0, 0.625]
        assert rows[0]["note"].startswith("Headline. Note. Two-step")

    def test_the_groups(
        self, save: SaveAccess, document: Document, session: Session, tmp_path: Path
    ) -> None:
        figures = put_access(document, session)
        save.save(tmp_path / "a.csv", AccessTable.GROUPS, figures, [])
        (row,) = self.read(save, tmp_path / "a.csv")
        assert row["group"] == "total"
        assert float(row["gini"]) == pytest.approx(0.55)
        assert "Gini" in row["note"]

    def test_a_folder_that_does_not_take_it(
        self, save: SaveAccess, document: Document, session: Session, tmp_path: Path, qtbot: QtBot
    ) -> None:
        figures = put_access(document, session)
        with qtbot.waitSignal(save.failed) as failed:
            save.save(tmp_path / "none" / "a.csv", AccessTable.GROUPS, figures, [])
        assert failed.args is not None
        assert isinstance(failed.args[0], DataError)

    def test_the_panel_asks_with_what_it_says(
        self, save: SaveAccess, document: Document, session: Session, qtbot: QtBot, tmp_path: Path
    ) -> None:
        panel = EquityPanel(document, session, Language.EN)
        qtbot.addWidget(panel)
        panel.set_seen(True)
        panel.export_requested.connect(save.ask)
        panel._export.menu().actions()[0].trigger()
        assert not save._window.findChildren(QFileDialog)
        put_access(document, session)
        panel._export.menu().actions()[0].trigger()
        (dialog,) = save._window.findChildren(QFileDialog)
        dialog.fileSelected.emit(str(tmp_path / "b.csv"))
        dialog.reject()
        note = self.read(save, tmp_path / "b.csv")[0]["note"]
        assert "1.00 facilities per 1,000 people" in note
        assert "straight lines" in note
