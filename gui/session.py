"""What is computed and what is selected: neither saved nor undone."""

from collections.abc import Mapping
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
from PySide6.QtCore import QObject, Signal

from data.facility_key import FacilityKey
from data.project.project import Project, new_project
from data.reference.catalog import Level
from data.schema import FacilityColumn, Language, Status, UnitColumn
from geo.access.state import AccessState
from geo.coverage.curves import Curves
from geo.coverage.figures import CoverageReport
from geo.coverage.position_errors import Intervals
from geo.coverage.tier_coverage import TierCoverage
from geo.study.edited_facilities import EditedFrames
from geo.study.study import Study, count_by_status
from geo.study.user_people import UserPeople
from geo.study.user_tables import UserTables
from geo.study.world import World, world_of


class WorldPart(StrEnum):
    """A part of the world that may be another one: its study, its tables, or those of files."""

    STUDY = "study"
    FRAMES = "frames"
    USER_FRAMES = "user_frames"


class Session(QObject):
    """The results and the selection that the views show.

    Signals say what differs; a view then reads it here again. `world_changed` carries a
    frozenset of WorldPart.
    """

    world_changed = Signal(object)
    report_changed = Signal()
    intervals_changed = Signal()
    any_tier_changed = Signal()
    curves_changed = Signal()
    level_changed = Signal()
    access_changed = Signal()
    facility_changed = Signal()
    unit_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._world = World(new_project(None))
        self._coverage: TierCoverage | None = None
        self._report: CoverageReport | None = None
        self._intervals: Intervals | None = None
        self._any_tier: float | None = None
        self._curves: Curves | None = None
        self._level = Level.COUNTY
        self._access = AccessState()
        self._facility: tuple[str, int] | None = None
        self._unit: int | None = None
        self._stopped = False
        self._counted: dict[str, tuple[gpd.GeoDataFrame, dict[Status, int]]] = {}

    @property
    def study(self) -> Study | None:
        """People and bundled facilities of the province shown; None while they are read."""
        return self._world.study

    @property
    def coverage(self) -> TierCoverage | None:
        """Whom the facilities of the chosen tier reach; None until that is computed."""
        return self._coverage

    @property
    def report(self) -> CoverageReport | None:
        """Coverage at the chosen radius; None until it is computed."""
        return self._report

    @property
    def intervals(self) -> Intervals | None:
        """Between what shares the report's lie, row by row; None until that is known."""
        return self._intervals

    @property
    def any_tier(self) -> float | None:
        """Share of the people in reach of some tier at that tier's own radius; None likewise."""
        return self._any_tier

    @property
    def access(self) -> AccessState:
        """Access as the project chooses to measure it, or why it is not known."""
        return self._access

    @property
    def curves(self) -> Curves | None:
        """Coverage curves of the report's facilities, for its units; None likewise."""
        return self._curves

    @property
    def level(self) -> Level:
        """What a row of the table is: a county, a prefecture or a province."""
        return self._level

    @property
    def stopped(self) -> bool:
        """Whether there is no report and none is on its way: cancelled, or failed."""
        return self._stopped

    @property
    def facility(self) -> tuple[str, int] | None:
        """Layer id and row of the selected facility."""
        return self._facility

    @property
    def unit(self) -> int | None:
        """Adcode of the selected county."""
        return self._unit

    @property
    def frames(self) -> Mapping[str, gpd.GeoDataFrame]:
        """Every table that a layer can show, by layer id, with the project's edits in it."""
        return self._world.frames

    @property
    def edited(self) -> EditedFrames:
        """The same tables, and which facility stands in which row."""
        return self._world.edited

    def plain_frame(self, layer_id: str) -> gpd.GeoDataFrame | None:
        """Return the table of a layer without the project's edits."""
        return self._world.plain.get(layer_id)

    @property
    def facility_key(self) -> FacilityKey | None:
        """Which facility is selected, whatever row it stands in."""
        return self.edited.key_of(*self._facility) if self._facility else None

    def follow(self, project: Project) -> None:
        """Show the facilities with the edits of `project` in them."""
        self._show(self._world.with_project(project))

    def select_key(self, key: FacilityKey) -> None:
        """Select a facility, or none when it stands nowhere."""
        self.select_facility(self.edited.row_of(key))

    def set_study(self, study: Study | None) -> None:
        """Take the data of another province, or None while they are on their way."""
        self._coverage, self._report, self._stopped = None, None, False
        self._world = self._world.with_study(study)
        self.select_facility(None)
        self.select_unit(None)
        self.world_changed.emit(frozenset({WorldPart.STUDY}))
        self.report_changed.emit()

    def add_user_frame(
        self, layer_id: str, frame: gpd.GeoDataFrame, attributes: pd.DataFrame | None = None
    ) -> None:
        """Keep the table of a user's layer; it stays when the layer goes, for undo.

        Parameters
        ----------
        attributes
            The columns of the user's file, in the rows of `frame`.
        """
        columns = {} if attributes is None else {layer_id: attributes}
        tables = self._world.tables.with_frames({layer_id: frame}, columns)
        self._world = self._world.with_tables(tables)
        self.world_changed.emit(frozenset({WorldPart.USER_FRAMES}))

    def replace_user_frames(
        self, frames: Mapping[str, gpd.GeoDataFrame], attributes: Mapping[str, pd.DataFrame]
    ) -> None:
        """Keep other tables of layers that had some, as when their file was found again."""
        tables = self._world.tables.with_frames(frames, attributes)
        self._show(self._world.with_tables(tables), WorldPart.USER_FRAMES)

    @property
    def world(self) -> World:
        """The project with its tables; another object whenever anything of it differs."""
        return self._world

    def _show(self, world: World, *differs: WorldPart) -> None:
        """Take a world with other tables; what is selected stays so, in whatever row."""
        key, before = self.facility_key, self._world
        self._world = world
        if before.edited is world.edited:
            return
        if key is not None:
            self._facility = self.edited.row_of(key)
        frames = {WorldPart.FRAMES} if before.differing_frames(world) else set()
        if what := frozenset({*differs, *frames}):
            self.world_changed.emit(what)
        if key is not None:
            self.facility_changed.emit()

    def attributes(self, layer_id: str) -> pd.DataFrame | None:
        """Return the columns of the file that a user's layer comes from, if any."""
        return self._world.attributes(layer_id)

    def plain_attributes(self, layer_id: str) -> pd.DataFrame | None:
        """Return the same columns in the rows of the table without edits."""
        return self._world.tables.attributes.get(layer_id)

    def add_user_people(self, people_id: str, people: UserPeople) -> None:
        """Keep people of the user; they stay when others take their place, for undo."""
        tables = self._world.tables.with_people(people_id, people)
        self._world = self._world.with_tables(tables)

    def user_people(self, people_id: str) -> UserPeople | None:
        """Return people of the user that were kept; None where their file was not to be read."""
        return self._world.tables.people.get(people_id)

    def people_of(self, project: Project) -> UserPeople | None:
        """Return the people of the user that a project's figures are of, None for the bundled."""
        return self.user_people(project.people.id) if project.people else None

    @property
    def missing(self) -> frozenset[str]:
        """Layers of the user whose file was not to be read: their tables are empty."""
        return self._world.missing

    def replace_user_tables(self, tables: UserTables) -> None:
        """Take the tables of another project in place of those of the last one."""
        self.set_study(None)
        # The edits and layers of the last project are none of these tables'.
        self._world = world_of(new_project(None), None, tables)

    def set_report(self, coverage: TierCoverage | None, report: CoverageReport | None) -> None:
        """Take the figures of the chosen tier and radius."""
        self._coverage, self._report, self._stopped = coverage, report, False
        self.report_changed.emit()

    def set_intervals(self, intervals: Intervals | None) -> None:
        """Take the intervals of the present report, or None while they are on their way."""
        if intervals is not self._intervals:
            self._intervals = intervals
            self.intervals_changed.emit()

    def set_any_tier(self, share: float | None) -> None:
        """Take the share in reach of any tier, or None while it is on its way."""
        if share != self._any_tier:
            self._any_tier = share
            self.any_tier_changed.emit()

    def set_access(self, access: AccessState) -> None:
        """Take access, or why it is not known."""
        if access != self._access:
            self._access = access
            self.access_changed.emit()

    def set_curves(self, curves: Curves | None) -> None:
        """Take the curves of the present report, or None while they are on their way."""
        if curves is not self._curves:
            self._curves = curves
            self.curves_changed.emit()

    def set_level(self, level: Level) -> None:
        """Show rows of another level."""
        if level is not self._level:
            self._level = level
            self.level_changed.emit()

    def set_stopped(self) -> None:
        """Know that the report will not come by itself."""
        self._stopped = True
        self.report_changed.emit()

    def select_facility(self, facility: tuple[str, int] | None) -> None:
        """Select a facility by layer id and row, or none."""
        if facility != self._facility:
            self._facility = facility
            self.facility_changed.emit()

    def select_listed(self, place: tuple[str, int] | None) -> None:
        """Select the facility in a row of a layer's table as it was before all edits, or none."""
        if place is not None and (rows := self.edited.source_rows.get(place[0])) is not None:
            now = np.flatnonzero(rows == place[1])
            place = (place[0], int(now[0])) if now.size else None
        self.select_facility(place)

    def select_unit(self, adcode: int | None) -> None:
        """Select a county by adcode, or none."""
        if adcode != self._unit:
            self._unit = adcode
            self.unit_changed.emit()

    def selected_facility(self) -> dict[str, object] | None:
        """Return the selected facility's row, or None."""
        if self._facility is None:
            return None
        layer_id, row = self._facility
        frame = self.frames.get(layer_id)
        if frame is None or not 0 <= row < len(frame):
            return None
        # Records hold Python's own numbers, which is what the panels expect.
        values = frame[list(FacilityColumn)].iloc[[row]].to_dict("records")[0]
        return {str(column): value for column, value in values.items()}

    def counts_by_status(self, layer_id: str) -> dict[Status, int]:
        """Return how many facilities of a layer have a position, by status."""
        frame = self.frames.get(layer_id)
        if frame is None or FacilityColumn.STATUS not in frame.columns:
            return {}
        # Tables are replaced, not changed, and rows of a layer are shown far more often.
        counted, counts = self._counted.get(layer_id, (None, {}))
        if counted is not frame:
            counts = count_by_status(frame)
            self._counted[layer_id] = frame, counts
        return counts

    def county_name(self, adcode: object, language: Language) -> str:
        """Return the name of the county `adcode`, or nothing when it is not known."""
        if self.study is None:
            return ""
        units = self.study.demand.units
        found = units[units[UnitColumn.ADCODE] == adcode]
        if found.empty:
            return ""
        row = found.iloc[0]
        if language is Language.EN:
            return f"{row[UnitColumn.PINYIN]} ({row[UnitColumn.NAME]})"
        return f"{row[UnitColumn.PREFECTURE]} {row[UnitColumn.NAME]}"
