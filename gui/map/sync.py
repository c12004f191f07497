"""Keeps the map in step with the document and the session.

folium builds the page again only when the set of layers, the province or a table
differs; a radius, a colour, visibility and the selection are a word over the bridge.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import isfinite
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from data.project.project import LayerKind, Project
from data.project.project import MapView as Look
from data.project.project_limits import MAX_ZOOM
from data.project.project_mending import wrapped_lon
from data.reference.catalog import Level
from data.reference.network_model import Network
from data.schema import Language, Province, UnitColumn
from geo.page.content import page_caption, page_content, reach_colour
from geo.page.facilities import facility_json
from geo.page.page import PageContent, build_page, page_html
from geo.progress import Progress
from geo.study.land import boxes_near_land, boxes_of, near_land
from geo.study.study import Study
from geo.study.units import units_of
from gui.document import Document
from gui.map.first_page import FirstPage
from gui.map.view import MapView
from gui.session import Session, WorldPart
from gui.tasks import Tasks

Floats = npt.NDArray[np.float64]
Frames = Mapping[str, gpd.GeoDataFrame]
DEMAND_ID: Final = "demand"
PAGE_KEY: Final = "page"
FACILITIES_KEY: Final = "page-facilities"
# Without these the map would not show what there is.
MAP_KEYS: Final = frozenset({PAGE_KEY, FACILITIES_KEY})
# To write more facilities than these would hold up the window.
MOST_AT_ONCE: Final = 5_000
# Half a county's width and a fifth of that beside it.
MARGIN: Final = 0.6
MIN_SPAN_DEG: Final = 0.2
# At zoom level 0 the whole turn is as wide as one tile.
TILE_PX: Final = 256
WIDE_PX: Final = 2560
WHOLE_TURN_DEG: Final = 360.0


class MapSync(QObject):
    """Tells the map view what to show, and the session what was clicked on it.

    `failed` carries the exception when the page could not be built, `said` why the map does
    not move; `page_shown` says that the view has another page, which knows nothing of what
    was told to the last one.
    """

    failed = Signal(object)
    said = Signal(str)
    page_shown = Signal()

    def __init__(
        self,
        document: Document,
        session: Session,
        tasks: Tasks,
        view: MapView,
        language: Language,
        look: Look | None = None,
        first: FirstPage | None = None,
    ) -> None:
        super().__init__(view)
        self._document = document
        self._session = session
        self._tasks = tasks
        self._view = view
        self._language = language
        self._look = look
        self._first = first
        self._network: Network | None = None
        document.changed.connect(self._on_changed)
        session.world_changed.connect(self._on_world)
        session.report_changed.connect(self._tell_caption)
        session.facility_changed.connect(self._tell_facility)
        session.unit_changed.connect(self._tell_unit)
        view.facility_clicked.connect(self._on_facility_clicked)
        view.unit_clicked.connect(session.select_unit)
        view.view_changed.connect(self._on_view_changed)
        self._shown = _structure(document.project)
        # Whether a page is on its way, and the box that it is to move to.
        self._awaits_page = False
        self._bound_for: tuple[float, float, float, float] | None = None
        # The tables that the page is being built of, and those that it shows.
        self._building: Frames = {}
        self._told: dict[str, gpd.GeoDataFrame] = {}
        self.build()

    @property
    def look(self) -> Look | None:
        """Where the map looks; None before it was moved."""
        return self._look

    def build(self) -> None:
        """Build the page of the current project on the worker, and show it."""
        study = self._session.study
        if study is None:
            # A page of the last province may still be on its way.
            self._tasks.cancel(PAGE_KEY)
            return
        project = replace(self._document.project, map_view=self._look)
        self._shown = _structure(project)
        self._building = self._session.frames
        self._awaits_page = True
        self._tasks.run(
            PAGE_KEY,
            self.tr("Drawing the map"),
            self._writing(project, study),
            self._show,
            self.failed.emit,
        )

    def _writing(self, project: Project, study: Study) -> Callable[[Progress], str]:
        """Return what writes the page; of the first one, it may be written already."""
        first, self._first = self._first, None
        if first is not None and first.is_of(project, study, self._building, self._language):
            return partial(_as_written, first.html)
        content = partial(
            page_content, project, study, self._building, self._session.report, self._language
        )
        return partial(_html, content)

    def show_unit(self, adcode: int) -> None:
        """Select a county, prefecture or province and move the map to it."""
        self._session.select_unit(adcode)
        study = self._session.study
        if study is None:
            return
        here = np.isin(study.demand.unit, _rows_of_unit(study, adcode))
        if here.any():
            self._fly_to(study.demand.lon[here], study.demand.lat[here])

    def show_layer(self, layer_id: str) -> None:
        """Move the map to what of a layer lies in the provinces, or say that nothing does."""
        if layer_id in self._session.frames and not self.show_layers([layer_id]):
            layer = self._document.project.layer(layer_id)
            title = layer.title
            if layer.tier and not title:
                title = layer.tier.label.in_language(self._language)
            told = self.tr(
                "No record of {layer} lies in the provinces or near them: the map stays where it is"
            )
            self.said.emit(told.format(layer=title))

    def show_layers(self, layer_ids: Sequence[str]) -> bool:
        """Move the map to what of some layers lies in the provinces; say whether any does."""
        frames = self._session.frames
        boxes = [boxes_of(frames[each]) for each in layer_ids if each in frames]
        if not boxes:
            return False
        # One at 0, 0 would have the map show half the world, and nothing on it.
        west, south, east, north = np.hstack(boxes)
        near = boxes_near_land((west, south, east, north))
        if near.any():
            self._fly_to(np.append(west[near], east[near]), np.append(south[near], north[near]))
        return bool(near.any())

    def show_places(self, lon: Sequence[float], lat: Sequence[float]) -> None:
        """Move the map to what of some places lies in the provinces, or say that none does."""
        lons, lats = np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64)
        near = near_land(lons, lats)
        if near.any():
            self._fly_to(lons[near], lats[near])
        else:
            self.said.emit(
                self.tr(
                    "This lies neither in the provinces nor near them: the map stays where it is"
                )
            )

    def show_box(self, west: float, south: float, east: float, north: float) -> None:
        """Move the map to a box in degrees; nowhere when it has no place."""
        if np.isfinite([west, south, east, north]).all():
            self._fly_to(np.array([west, east]), np.array([south, north]))

    def show_all(self) -> None:
        """Show the whole province, and go on doing so at another size of the window."""
        self._look = None
        self._view.frame_all()

    def name_network(self, network: Network | None) -> None:
        """Say over the map which network is lit up, if any."""
        if network is not self._network:
            self._network = network
            self._tell_caption()

    def _show(self, html: str) -> None:
        self._view.show_page(html)
        # What was edited while the page was being built.
        self._told = dict(self._building)
        self._tell_facilities()
        self._tell_layers()
        self._tell_radii()
        self._tell_caption()
        self._tell_facility()
        self._tell_unit()
        if self._bound_for is not None:
            self._view.fly_to(*self._bound_for)
        self._awaits_page, self._bound_for = False, None
        self.page_shown.emit()

    def _on_world(self, what: frozenset[WorldPart]) -> None:
        if WorldPart.STUDY in what:
            self._on_study()
        if WorldPart.FRAMES in what:
            self._on_frames()

    def _on_study(self) -> None:
        look, study = self._document.project.map_view, self._session.study
        seen = look is None or study is None or sees(look, study.demand.lon, study.demand.lat)
        self._look = look if seen else None
        self._bound_for = None
        self.build()

    def _on_changed(self, names: frozenset[str]) -> None:
        if "province" in names:
            return  # the study that follows builds the page
        if "layers" in names and _structure(self._document.project) != self._shown:
            self.build()
        if names & {"layers", "show_demand"}:
            self._tell_layers()
        if names & {"layers", "radii", "tier", "scope"}:
            self._tell_radii()
        if "all_hospitals" in names:
            # The page knows whose reach is drawn by the table that it was told.
            self._told.clear()
            self._tell_facilities()

    def _on_frames(self) -> None:
        """Tell the page of other tables; outlines are a part of the page itself."""
        frames, project = self._session.frames, self._document.project
        outlines = [each.id for each in project.layers if each.kind is LayerKind.OUTLINE]
        if any(frames.get(each) is not self._building.get(each) for each in outlines):
            self.build()
        self._tell_facilities()

    def _tell_facilities(self) -> None:
        """Show the facilities of the layers whose table is not the one shown."""
        frames, late = self._session.frames, dict[str, gpd.GeoDataFrame]()
        every = self._document.project.all_hospitals
        # What is on its way may be of a table that is none any more.
        self._tasks.cancel(FACILITIES_KEY)
        for layer in self._document.project.layers:
            frame = frames.get(layer.id)
            if frame is None or layer.kind is not LayerKind.FACILITIES:
                continue
            if frame is self._told.get(layer.id):
                continue
            if len(frame) > MOST_AT_ONCE:
                late[layer.id] = frame
                continue
            self._told[layer.id] = frame
            self._view.set_facilities(layer.id, facility_json(frame, all_hospitals=every))
        if late:
            self._tasks.run(
                FACILITIES_KEY,
                self.tr("Drawing the map"),
                partial(_facilities, late, every),
                partial(self._on_facilities, late),
                self.failed.emit,
            )

    def _on_facilities(self, frames: Frames, written: Mapping[str, str]) -> None:
        for layer_id, text in written.items():
            self._told[layer_id] = frames[layer_id]
            self._view.set_facilities(layer_id, text)
        # Its row is one of these.
        self._tell_facility()

    def _tell_layers(self) -> None:
        project = self._document.project
        for layer in project.layers:
            self._view.set_visible(layer.id, visible=layer.visible)
            self._view.set_colour(layer.id, layer.colour)
        self._view.set_visible(DEMAND_ID, visible=project.show_demand)

    def _tell_radii(self) -> None:
        project = self._document.project
        counted = [layer.id for layer in project.counted_layers(project.criterion.tiers)]
        radius_m = project.radius_m(project.tier)
        for layer_id in counted:
            self._view.set_radius(layer_id, radius_m)
        self._view.show_circles(counted, reach_colour(project))

    def _tell_caption(self) -> None:
        report = self._session.report
        project, network = self._document.project, self._network
        self._view.set_caption(page_caption(project, report, self._language, network))

    def _tell_facility(self) -> None:
        self._view.select_facility(*(self._session.facility or ("", -1)))

    def _tell_unit(self) -> None:
        study, adcode = self._session.study, self._session.unit
        # All counties of a province would be lines upon lines.
        if study is None or adcode is None or adcode in {each.adcode for each in Province}:
            self._view.select_units([])
            return
        codes = study.demand.units[UnitColumn.ADCODE].to_numpy()
        self._view.select_units(codes[_rows_of_unit(study, adcode)].tolist())

    def _on_facility_clicked(self, layer_id: str, row: int) -> None:
        self._session.select_facility((layer_id, row))
        if facility := self._session.selected_facility():
            adcode = facility["adcode"]
            self._session.select_unit(int(adcode) if isinstance(adcode, int) else None)

    def _on_view_changed(self, lon: float, lat: float, zoom: float) -> None:
        if all(map(isfinite, (lon, lat, zoom))):
            within = min(max(lat, -90.0), 90.0), min(max(zoom, 0.0), MAX_ZOOM)
            self._look = Look(wrapped_lon(lon), *within)

    def _fly_to(self, lon: Floats, lat: Floats) -> None:
        west, east = _widened(float(lon.min()), float(lon.max()))
        south, north = _widened(float(lat.min()), float(lat.max()))
        box = west, south, east, north
        self._view.fly_to(*box)
        # The page to come knows nothing of where the last one was sent.
        self._bound_for = box if self._awaits_page else None


def sees(look: Look, lon: Floats, lat: Floats) -> bool:
    """Return whether a large window that looks so shows any of some places."""
    half_deg = WIDE_PX / 2 * WHOLE_TURN_DEG / (TILE_PX * 2**look.zoom)
    apart_deg = np.remainder(lon - look.lon + WHOLE_TURN_DEG / 2, WHOLE_TURN_DEG)
    near = np.abs(apart_deg - WHOLE_TURN_DEG / 2) < half_deg
    return bool((near & (np.abs(lat - look.lat) < half_deg)).any())


def _widened(low: float, high: float) -> tuple[float, float]:
    half = max((high - low) * MARGIN, MIN_SPAN_DEG / 2)
    middle = (low + high) / 2
    return middle - half, middle + half


def _rows_of_unit(study: Study, adcode: int) -> npt.NDArray[np.int64]:
    """Return the rows of the counties that a county, prefecture or province is made of."""
    for level in Level:
        group, units = units_of(study, level)
        found = np.flatnonzero(units["adcode"].to_numpy() == adcode)
        if found.size:
            return np.flatnonzero(group == found[0])
    return np.zeros(0, dtype=np.int64)


def _structure(project: Project) -> tuple[object, ...]:
    """Return what the page has to be built again for."""
    return tuple((layer.id, layer.kind, layer.tier, layer.title) for layer in project.layers)


def _facilities(
    frames: Frames,
    every: bool,  # noqa: FBT001 - bound by partial
    progress: Progress,
) -> dict[str, str]:
    written = {}
    for number, (layer_id, frame) in enumerate(frames.items()):
        progress(number / len(frames))
        written[layer_id] = facility_json(frame, all_hospitals=every)
    return written


def _as_written(html: str, _: Progress) -> str:
    return html


def _html(content: Callable[[], PageContent], progress: Progress) -> str:
    progress(0.0)
    page = build_page(content())
    progress(0.8)
    return page_html(page)
