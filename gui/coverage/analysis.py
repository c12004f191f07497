"""Keeps the session's results in step with the document.

A province is read and its tiers are computed on the worker; once a tier is there, a
radius is a look-up of some milliseconds and is done at once, so that the figures
follow the slider.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

import geopandas as gpd
from PySide6.QtCore import QObject, Signal

from data.project.project import Criterion
from data.reference.catalog import Level
from data.schema import Province, Tier
from geo.coverage.figures import coverage_report
from geo.coverage.keys import CoverageKey, Updates, coverage_key, nearest_known
from geo.coverage.tier_coverage import LevelFigures, TierCoverage, level_figures, tier_coverage
from geo.intake.people_study import people_study
from geo.progress import Progress
from geo.study.study import Study, counted_facilities, load_study
from gui.document import Document
from gui.session import Session, WorldPart
from gui.tasks import Tasks

CHOSEN_KEY: Final = "chosen"
LEVEL_KEY: Final = "level"
# Each tier by itself, and a few combinations to go back to; one takes up to 100 MB.
MOST_KEPT: Final = len(Tier) + 3


class Analysis(QObject):
    """Listens to the document, computes, and puts the results into the session.

    `failed` carries the exception of a computation that did not work; `computed` says that
    the coverage of another criterion is known.
    """

    failed = Signal(object)
    computed = Signal()

    def __init__(
        self, document: Document, session: Session, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._tasks = tasks
        self._known: dict[CoverageKey, TierCoverage] = {}
        self._updates: Updates | None = None
        self._asked: dict[str, CoverageKey] = {}
        self._by_level: tuple[TierCoverage, Level, TierCoverage] | None = None
        self._level_asked: tuple[TierCoverage, Level] | None = None
        session.follow(document.project)
        document.changed.connect(self._on_changed)
        session.level_changed.connect(self._report)
        session.world_changed.connect(self._on_world)
        tasks.idle.connect(self._on_idle)

    def start(self, known: Study | None = None) -> None:
        """Read the province of the project, where it is not known, and compute its tiers."""
        self._known.clear()
        self._by_level = self._level_asked = None
        for tier in Tier:
            self._tasks.cancel(_task_key(Criterion(tier)))
        self._tasks.cancel(CHOSEN_KEY)
        self._tasks.cancel(LEVEL_KEY)
        self._session.set_study(None)
        province = self._document.project.province
        load: Callable[[Progress], Study] = partial(load_study, province)
        if known is not None and known.province is province:
            load = partial(_as_known, known)
        people = self._session.people_of(self._document.project)
        if people is not None:
            load = partial(people_study, people, province)
        self._tasks.run(
            "study",
            self.tr("Reading the province"),
            load,
            partial(self._on_loaded, province),
            self.failed.emit,
        )

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        if self._session.study is None:
            self.start()
        else:
            self._compute_tiers()

    def coverage_of(self, criterion: Criterion) -> TierCoverage | None:
        """Return whom the facilities of a criterion reach, or None while it is not known."""
        return self._known.get(self._key(criterion))

    def _on_idle(self) -> None:
        if self._session.report is None and not self._session.stopped:
            self._session.set_stopped()

    def _on_loaded(self, province: Province | None, study: Study) -> None:
        # Undo may have gone back to another province meanwhile.
        if province is self._document.project.province:
            self._updates = Updates(study)
            self._session.set_study(study)
            self._compute_tiers()

    def _on_changed(self, names: frozenset[str]) -> None:
        self._session.follow(self._document.project)
        if names & {"province", "people"}:
            self.start()
        elif self._session.study is not None:
            if "layers" in names:
                self._drop_lost_selection()
            if names & {"layers", "tier", "scope", "at_least", "edits", "all_hospitals"}:
                self._compute_tiers()
            elif "radii" in names:
                self._report()

    def _on_world(self, what: frozenset[WorldPart]) -> None:
        if WorldPart.USER_FRAMES in what:
            self._compute_tiers()

    def _compute_tiers(self) -> None:
        """Compute what is chosen and each tier by itself, where not known yet."""
        study, project = self._session.study, self._document.project
        if study is None:
            return
        self._report()
        for criterion in dict.fromkeys([project.criterion, *map(Criterion, Tier)]):
            key = self._key(criterion)
            self._renew(key)
            if key not in self._known and not self._on_its_way(key):
                self._asked[_task_key(criterion)] = key
                facilities = counted_facilities(project, self._session.frames, criterion.tiers)
                self._tasks.run(
                    _task_key(criterion),
                    self.tr("Measuring distances"),
                    self._measuring(study, key, facilities),
                    partial(self._on_computed, study, key),
                    self.failed.emit,
                )

    def _measuring(
        self, study: Study, key: CoverageKey, facilities: gpd.GeoDataFrame
    ) -> Callable[[Progress], TierCoverage]:
        """Return the work that finds a coverage: from one much like it, if one is known."""
        known = nearest_known(key, self._known)
        if known is None or self._updates is None:
            return partial(tier_coverage, study, facilities, key.criterion)
        return partial(self._updates.update, known, facilities)

    def _key(self, criterion: Criterion) -> CoverageKey:
        return coverage_key(self._session.world, self._document.project, criterion)

    def _on_its_way(self, key: CoverageKey) -> bool:
        task = _task_key(key.criterion)
        return self._asked.get(task) == key and self._tasks.awaits(task)

    def _drop_lost_selection(self) -> None:
        selected, layers = self._session.facility, self._document.project.layers
        if selected and all(layer.id != selected[0] for layer in layers):
            self._session.select_facility(None)

    def _on_computed(self, study: Study, key: CoverageKey, coverage: TierCoverage) -> None:
        if study is not self._session.study:
            return
        self._known[key] = coverage
        while len(self._known) > MOST_KEPT:
            del self._known[next(iter(self._known))]
        if key == self._key(self._document.project.criterion):
            self._report()
        self.computed.emit()

    def _renew(self, key: CoverageKey) -> None:
        """Count a coverage among those used last, which are kept."""
        if coverage := self._known.pop(key, None):
            self._known[key] = coverage

    def _report(self) -> None:
        project, level = self._document.project, self._session.level
        coverage = self.coverage_of(project.criterion)
        if coverage is None:
            self._session.set_report(None, None)
            return
        radius_m = project.radius_m(project.tier)
        if level is Level.COUNTY:
            self._session.set_report(coverage, coverage_report(coverage, radius_m))
        elif self._by_level and self._by_level[:2] == (coverage, level):
            report = coverage_report(self._by_level[2], radius_m)
            self._session.set_report(coverage, replace(report, level=level))
        else:
            # Rows of counties may stand meanwhile; figures of other facilities may not.
            if self._session.coverage is coverage:
                self._session.set_report(coverage, coverage_report(coverage, radius_m))
            else:
                self._session.set_report(None, None)
            self._compute_level(coverage, level)

    def _compute_level(self, coverage: TierCoverage, level: Level) -> None:
        """Work out what no radius changes, for every step of a slider to come.

        The figures take the place of the counties', so that a report is a look-up again.
        """
        if self._level_asked == (coverage, level) and self._tasks.awaits(LEVEL_KEY):
            return
        self._level_asked = coverage, level

        def keep(figures: LevelFigures) -> None:
            self._by_level = coverage, level, replace(coverage, counties=figures)
            self._report()

        self._tasks.run(
            LEVEL_KEY,
            self.tr("Adding up the units"),
            partial(_level_figures, coverage, level),
            keep,
            self.failed.emit,
        )


def _level_figures(coverage: TierCoverage, level: Level, progress: Progress) -> LevelFigures:
    progress(0.0)
    return level_figures(coverage.study, coverage.index, level)


def _task_key(criterion: Criterion) -> str:
    """Return one key for each tier by itself, and one for whatever else is chosen."""
    return f"tier-{criterion.tier}" if criterion == Criterion(criterion.tier) else CHOSEN_KEY


def _as_known(study: Study, _: Progress) -> Study:
    return study
