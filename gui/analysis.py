"""Keeps the session's results in step with the document.

A province is read and its tiers are computed on the worker; once a tier is there, a
radius is a look-up of about a millisecond and is done at once, so that the figures
follow the slider.
"""

from functools import partial

from PySide6.QtCore import QObject, Signal

from data.project import Project
from data.schema import Province, Tier
from geo.study import (
    Study,
    TierCoverage,
    counted_facilities,
    coverage_report,
    load_study,
    tier_coverage,
)
from gui.document import Document
from gui.session import Session
from gui.tasks import Tasks

CoverageKey = tuple[Tier, tuple[str, ...]]


class Analysis(QObject):
    """Listens to the document, computes, and puts the results into the session.

    `failed` carries the exception of a computation that did not work.
    """

    failed = Signal(object)

    def __init__(
        self, document: Document, session: Session, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._tasks = tasks
        self._known: dict[CoverageKey, TierCoverage] = {}
        document.changed.connect(self._on_changed)
        tasks.idle.connect(self._on_idle)

    def start(self) -> None:
        """Read the province of the project and compute its tiers."""
        self._known.clear()
        for tier in Tier:
            self._tasks.cancel(_task_key(tier))
        self._session.set_study(None)
        province = self._document.project.province
        self._tasks.run(
            "study",
            self.tr("Reading the province"),
            partial(load_study, province),
            partial(self._on_loaded, province),
            self.failed.emit,
        )

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        if self._session.study is None:
            self.start()
        else:
            self._compute_tiers()

    def _on_idle(self) -> None:
        if self._session.report is None and not self._session.stopped:
            self._session.set_stopped()

    def _on_loaded(self, province: Province | None, study: Study) -> None:
        # Undo may have gone back to another province meanwhile.
        if province is self._document.project.province:
            self._session.set_study(study)
            self._compute_tiers()

    def _on_changed(self, names: frozenset[str]) -> None:
        if "province" in names:
            self.start()
        elif self._session.study is not None:
            if "layers" in names:
                self._drop_lost_selection()
                self._compute_tiers()
            elif names & {"tier", "radii"}:
                self._report()

    def _compute_tiers(self) -> None:
        """Compute each tier that is not known yet, the chosen one first."""
        study, project = self._session.study, self._document.project
        if study is None:
            return
        self._report()
        for tier in sorted(Tier, key=lambda each: each is not project.tier):
            key = _coverage_key(project, tier)
            if key not in self._known:
                facilities = counted_facilities(project, self._session.frames, tier)
                self._tasks.run(
                    _task_key(tier),
                    self.tr("Measuring distances"),
                    partial(tier_coverage, study, facilities, tier),
                    partial(self._on_computed, study, key),
                    self.failed.emit,
                )

    def _drop_lost_selection(self) -> None:
        selected, layers = self._session.facility, self._document.project.layers
        if selected and all(layer.id != selected[0] for layer in layers):
            self._session.select_facility(None)

    def _on_computed(self, study: Study, key: CoverageKey, coverage: TierCoverage) -> None:
        if study is not self._session.study:
            return
        self._known[key] = coverage
        if key == _coverage_key(self._document.project, self._document.project.tier):
            self._report()

    def _report(self) -> None:
        project = self._document.project
        coverage = self._known.get(_coverage_key(project, project.tier))
        if coverage is None:
            self._session.set_report(None, None)
        else:
            report = coverage_report(coverage, project.radius_m(project.tier))
            self._session.set_report(coverage, report)


def _coverage_key(project: Project, tier: Tier) -> CoverageKey:
    """Return what the distances of a tier depend on, within one province."""
    return tier, tuple(layer.id for layer in project.counted_layers(tier))


def _task_key(tier: Tier) -> str:
    return f"tier-{tier}"
