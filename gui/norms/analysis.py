"""Holds the counties against the chosen norm while somebody looks."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import pandas as pd
from PySide6.QtCore import QObject, Signal

from data.errors import DataError
from data.project.norm_edits import norm_of, table_of
from data.project.project import Criterion, Edit, Layer, Project
from data.reference.norms import Norm
from geo.coverage.tier_coverage import TierCoverage
from geo.norms.judge import Ground, criterion_of, judge
from geo.norms.verdict import Judgement
from geo.progress import Progress
from geo.study.counted_tables import CountedTable, counted_tables
from geo.study.same import Same
from geo.study.study import Study
from gui.document import Document
from gui.follow.follower import Errand, Follower
from gui.follow.tables import document_signals
from gui.session import Session
from gui.tasks import Tasks

NORM_KEY: Final = "norm"
CoverageOf = Callable[[Criterion], TierCoverage | None]


@dataclass(frozen=True, slots=True)
class _Key:
    """What a judgement depends on."""

    study: Study
    tables: tuple[CountedTable, ...]
    columns: tuple[Same[pd.DataFrame | None], ...]
    norm: Norm
    layers: tuple[Layer, ...]
    edits: tuple[Edit, ...]


class NormAnalysis(QObject):
    """The chosen norm, and the counties held against it: neither saved nor undone.

    `changed` says that `judgement`, `problem`, `stopped` or the chosen norm differs,
    `failed` carries an exception that is no `DataError`.

    Parameters
    ----------
    coverage_of
        Returns whom the facilities of a criterion reach, where that is known already.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        coverage_of: CoverageOf,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._coverage_of = coverage_of
        self._norm_id = table_of(document.project.norms)[0].id
        self._verdicts: Follower[_Key, Judgement] = Follower(
            Errand(NORM_KEY, self._title, self._key_now, self._work),
            tasks,
            self,
            keeps_problems=True,
        )
        self._verdicts.changed.connect(self.changed)
        self._verdicts.failed.connect(self.failed)
        self._verdicts.follow_after(document_signals(document, session))

    @property
    def norm(self) -> Norm:
        """The chosen norm; the first one where the chosen one is gone."""
        norms = self._document.project.norms
        return norm_of(norms, self._norm_id) or table_of(norms)[0]

    @property
    def judgement(self) -> Judgement | None:
        """The counties held against the chosen norm; None until that is known."""
        return self._verdicts.result

    @property
    def problem(self) -> DataError | None:
        """What the user has to mend before anything can be judged."""
        return self._verdicts.problem

    @property
    def stopped(self) -> bool:
        """Whether a judgement is asked for, not known, and not on its way."""
        return self._verdicts.stopped

    @property
    def rests(self) -> bool:
        """Whether the work waits until nothing moves."""
        return self._verdicts.rests

    def choose(self, norm_id: str) -> None:
        """Hold the counties against another norm."""
        if norm_id != self._norm_id:
            self._norm_id = norm_id
            self._verdicts.follow()

    def set_seen(self, viewer: QObject, seen: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Say whether a viewer is seen; nothing is computed for nobody."""
        self._verdicts.set_seen(viewer, seen=seen)

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        self._verdicts.resume()

    def _title(self) -> str:
        return self.tr("Holding the counties against the norm")

    def _key_now(self) -> _Key | None:
        study, project = self._session.study, self._document.project
        if study is None:
            return None
        counted = _counted(project)
        return _Key(
            study=study,
            tables=counted_tables(self._session.world, project),
            columns=tuple(Same(self._session.plain_attributes(each.id)) for each in counted),
            norm=self.norm,
            layers=counted,
            edits=project.edits,
        )

    def _work(self, key: _Key) -> Callable[[Progress], Judgement]:
        project = self._document.project
        columns = {each.id: self._session.attributes(each.id) for each in project.layers}
        ground = Ground(
            study=key.study,
            project=project,
            frames=self._session.frames,
            attributes={name: table for name, table in columns.items() if table is not None},
            coverage=self._coverage_of(criterion_of(key.norm)),
        )
        return partial(_judged, key.norm, ground)


def _counted(project: Project) -> tuple[Layer, ...]:
    """Return the layers whose facilities count; how they are drawn changes no verdict."""
    return tuple(
        Layer(each.id, each.kind, "", each.title, each.path, each.tier)
        for each in project.layers
        if each.counted
    )


def _judged(norm: Norm, ground: Ground, progress: Progress) -> Judgement:
    return judge(norm, ground, progress=progress)
