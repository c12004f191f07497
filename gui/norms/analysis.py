"""Holds the counties against the chosen norm while somebody looks."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from data.errors import DataError
from data.project.norm_edits import norm_of, table_of
from data.project.project import Edit, Layer, Project
from data.reference.norms import Norm
from geo.norms.judge import Ground, criterion_of, judge
from geo.norms.verdict import Judgement
from geo.progress import Report
from geo.study.study import Study
from gui.coverage.analysis import Analysis
from gui.document import Document
from gui.session import Session
from gui.tasks import Tasks

NORM_KEY: Final = "norm"
REST_MS: Final = 250


@dataclass(frozen=True, slots=True)
class _Key:
    """What a judgement depends on; `turn` counts the changes of the tables of facilities."""

    study: Study
    norm: Norm
    layers: tuple[Layer, ...]
    edits: tuple[Edit, ...]
    turn: int


class NormAnalysis(QObject):
    """The chosen norm, and the counties held against it: neither saved nor undone.

    `changed` says that `judgement`, `problem`, `stopped` or the chosen norm differs,
    `failed` carries an exception that is no `DataError`.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        analysis: Analysis,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._analysis = analysis
        self._tasks = tasks
        self._viewers: set[QObject] = set()
        self._norm_id = table_of(document.project.norms)[0].id
        self._turn = 0
        self._key: _Key | None = None
        self._judgement: Judgement | None = None
        self._problem: DataError | None = None
        self._stopped = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._work)
        document.changed.connect(self._follow)
        for tables in (session.study_changed, session.frames_changed, session.user_frames_changed):
            tables.connect(self._on_tables)
        tasks.idle.connect(self._on_idle)
        self._follow()

    @property
    def norm(self) -> Norm:
        """The chosen norm; the first one where the chosen one is gone."""
        norms = self._document.project.norms
        return norm_of(norms, self._norm_id) or table_of(norms)[0]

    @property
    def judgement(self) -> Judgement | None:
        """The counties held against the chosen norm; None until that is known."""
        return self._judgement

    @property
    def problem(self) -> DataError | None:
        """What the user has to mend before anything can be judged."""
        return self._problem

    @property
    def stopped(self) -> bool:
        """Whether a judgement is asked for, not known, and not on its way."""
        return self._stopped

    def choose(self, norm_id: str) -> None:
        """Hold the counties against another norm."""
        if norm_id != self._norm_id:
            self._norm_id = norm_id
            self._follow()

    def set_seen(self, viewer: QObject, seen: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Say whether a viewer is seen; nothing is computed for nobody."""
        (self._viewers.add if seen else self._viewers.discard)(viewer)
        if not self._rest.isActive():
            self._work()

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        self._put(None, None, stopped=False)
        self._work()

    def _on_tables(self) -> None:
        self._turn += 1
        self._follow()

    def _follow(self) -> None:
        """Drop what no longer fits, and wait until nothing moves."""
        key = self._key_now()
        if key == self._key:
            return
        self._key = key
        self._tasks.cancel(NORM_KEY)
        self._put(None, None, stopped=False)
        if key is not None:
            self._rest.start()

    def _key_now(self) -> _Key | None:
        study, project = self._session.study, self._document.project
        if study is None:
            return None
        return _Key(study, self.norm, _counted(project), project.edits, self._turn)

    def _is_wanted(self) -> bool:
        known = self._judgement is not None or self._problem is not None or self._stopped
        return self._key is not None and bool(self._viewers) and not known

    def _work(self) -> None:
        key, project = self._key, self._document.project
        if key is None or not self._is_wanted() or self._tasks.awaits(NORM_KEY):
            return
        columns = {each.id: self._session.attributes(each.id) for each in project.layers}
        ground = Ground(
            study=key.study,
            project=project,
            frames=self._session.frames,
            attributes={name: table for name, table in columns.items() if table is not None},
            coverage=self._analysis.coverage_of(criterion_of(key.norm)),
        )
        self._tasks.run(
            NORM_KEY,
            self.tr("Holding the counties against the norm"),
            partial(_judged, key.norm, ground),
            partial(self._on_done, key),
            partial(self._on_failed, key),
        )

    def _on_done(self, key: _Key, judgement: Judgement) -> None:
        if key == self._key:
            self._put(judgement, None, stopped=False)

    def _on_failed(self, key: _Key, error: Exception) -> None:
        problem = error if isinstance(error, DataError) else None
        if problem is None:
            self.failed.emit(error)
        if key == self._key:
            self._put(None, problem, stopped=problem is None)

    def _on_idle(self) -> None:
        # Nothing runs or waits, nothing is about to: what is not known was cancelled.
        if self._is_wanted() and not self._rest.isActive():
            self._put(None, None, stopped=True)

    def _put(
        self, judgement: Judgement | None, problem: DataError | None, *, stopped: bool
    ) -> None:
        self._judgement, self._problem, self._stopped = judgement, problem, stopped
        self.changed.emit()


def _counted(project: Project) -> tuple[Layer, ...]:
    """Return the layers whose facilities count; how they are drawn changes no verdict."""
    return tuple(
        Layer(each.id, each.kind, "", each.title, each.path, each.tier)
        for each in project.layers
        if each.counted
    )


def _judged(norm: Norm, ground: Ground, report: Report) -> Judgement:
    return judge(norm, ground, report=report)
