"""Saving a layer of the map as a file that other programs open."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from data.findings import Problem
from data.project.project import Layer, LayerKind
from data.schema import ANY_TIER_TITLE, CRS
from data.text.fields import guess_columns
from data.write.layer_file import WRITABLE_SUFFIXES, SecondLayer, write_frame
from geo.progress import Progress
from geo.study.edited_facilities import what_if_notes
from geo.tables.facilities import told_facilities
from geo.tables.files.marked_layer import WHAT_IF, told_layer
from geo.tables.files.written import CSV
from geo.tables.notes import Basis
from geo.tables.table import Table
from geo.words.wording import say
from gui.follow.saver import Saver
from gui.messages import say_in_dialog

GONE: Final = "removed"
# Lines and polygons are no table.
SHAPE_SUFFIXES: Final = (".gpkg", ".geojson", ".shp")


class SaveLayer(Saver):
    """Asks for a name and writes a layer."""

    def ask(self, layer_id: str) -> None:
        """Let the user choose where and in which format, and save."""
        if layer_id not in self._session.frames:
            return
        layer = self._document.project.layer(layer_id)
        titles = {
            ".gpkg": self.tr("GeoPackage, for GIS programs (*.gpkg)"),
            ".geojson": self.tr("GeoJSON, for GIS programs (*.geojson)"),
            ".csv": self.tr("Table (*.csv)"),
            ".xlsx": self.tr("Excel workbook (*.xlsx)"),
            ".shp": self.tr("Shapefile (*.shp)"),
        }
        outline = layer.kind is LayerKind.OUTLINE
        offered = SHAPE_SUFFIXES if outline else WRITABLE_SUFFIXES
        self.offer(
            self.tr("Save “{layer}” as a file").format(layer=self._name_of(layer)),
            {suffix: titles[suffix] for suffix in offered},
            _file_name(self._name_of(layer)),
            partial(self.save, layer_id),
        )

    def save(self, layer_id: str, path: Path) -> None:
        """Write a layer to `path`, in the format of its ending."""
        if layer_id not in self._session.frames:
            return
        draft, layer = self._draft(layer_id), self._document.project.layer(layer_id)
        if path.suffix.lower() == CSV and layer.is_bundled and draft.gone is None:
            self.write_table(path, self._bundled(layer, draft.frame))
        else:
            self.write(path, partial(_write, draft), self._show_problems)

    def _bundled(self, layer: Layer, frame: gpd.GeoDataFrame) -> Callable[[], Table]:
        """Return what makes the table of a bundled list, as the console writes it."""
        tiers = (layer.tier,) if layer.tier is not None else ()
        basis = Basis(self._document.project.province, tiers)
        title = layer.tier.label if layer.tier is not None else ANY_TIER_TITLE
        return partial(told_facilities, frame, title, basis, self._settings.language)

    def _draft(self, layer_id: str) -> "_Draft":
        """Return what is to be written of a layer: with a what-if, what is supposed of it."""
        session, edits = self._session, self._document.project.edits
        frame, attributes = session.frames[layer_id], session.attributes(layer_id)
        plain, language = session.plain_frame(layer_id), self._settings.language
        if not edits or plain is None:
            return _Draft(frame, attributes)
        told = told_layer(layer_id, edits, session.edited, plain, language)
        if told is None:
            return _Draft(frame, attributes)
        own = session.plain_attributes(layer_id)
        gone = own.iloc[told.gone_rows].reset_index(drop=True) if own is not None else None
        notes = tuple(what_if_notes(edits, language))
        return _Draft(told.frame, attributes, told.gone, gone, notes)

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        language = self._settings.language
        notes = [say(problem.code, language, **problem.facts) for problem in problems]
        if notes:
            say_in_dialog(self._window, "\n".join(notes))

    def _name_of(self, layer: Layer) -> str:
        tier = layer.tier.label.in_language(self._settings.language) if layer.tier else ""
        return " - ".join(part for part in (layer.title, tier) if part)


def whole_table(frame: gpd.GeoDataFrame, attributes: pd.DataFrame | None) -> gpd.GeoDataFrame:
    """Return a layer's table with the columns of the user's file beside ours.

    One of the user's under a name of ours is kept as `{name}_original`, unless it is the
    one that ours was made of.
    """
    if attributes is None:
        return frame
    names = [str(name) for name in attributes.columns]
    of_role = {column: role.value for role, column in guess_columns(names).items()}
    geometry = frame.geometry.name
    data = {str(name): frame[name] for name in frame.columns if name != geometry}
    for name in names:
        free = name if name not in data else f"{name}_original"
        made_of_it = name in data and of_role.get(name) == name
        if free not in data and not made_of_it:
            data[free] = attributes[name]
    return gpd.GeoDataFrame(pd.DataFrame(data), geometry=frame.geometry.array, crs=CRS)


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """What is written of a layer, and what a what-if took out of it."""

    frame: gpd.GeoDataFrame
    attributes: pd.DataFrame | None
    gone: gpd.GeoDataFrame | None = None
    gone_attributes: pd.DataFrame | None = None
    notes: tuple[str, ...] = ()


def _write(draft: _Draft, path: Path, progress: Progress) -> tuple[Problem, ...]:
    table = whole_table(draft.frame, draft.attributes)
    if draft.gone is None:
        return write_frame(table, path, progress)
    second = SecondLayer(GONE, whole_table(draft.gone, draft.gone_attributes))
    problems = write_frame(table, path, progress, second, " ".join(draft.notes))
    supposed = int((table[WHAT_IF] != "").sum())
    return (Problem.of("problem_what_if_saved", (), count=supposed), *problems)


def _file_name(title: str) -> str:
    """Return a title without the signs that file systems refuse."""
    return "".join(
        "_" if sign in '<>:"/\\|?*' or not sign.isprintable() else sign for sign in title
    )
