"""Works out what stands beside the published indicators, while their panel is looked at."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from data.project.norm_edits import table_of
from data.project.project import Edit, Project
from data.reference.indicators import ThemeTarget, indicators
from data.reference.network_model import NetworkEdit
from geo.indicators.computed import Comparison, comparisons, not_yet_compared
from geo.indicators.ground import project_ground
from geo.indicators.networks import project_networks
from geo.indicators.targets import theme_targets
from geo.progress import Progress
from geo.study.counted_tables import CountedTable, counted_tables
from geo.study.edited_facilities import EditedFrames
from geo.study.study import Study
from gui.document import Document
from gui.follow.follower import Errand, Follower
from gui.follow.tables import document_signals
from gui.session import Session
from gui.tasks import Tasks

INDICATORS_KEY: Final = "indicators"
_Compared = tuple[Comparison, ...]
_Key = tuple[Study, tuple[CountedTable, ...], tuple[Edit, ...], tuple[NetworkEdit, ...]]


class IndicatorAnalysis(QObject):
    """The published figures with what is computed beside them: neither saved nor undone.

    `changed` says that `compared` or `targets` differ, `stopped_changed` that `stopped` may,
    `failed` carries an exception.
    """

    changed = Signal()
    stopped_changed = Signal()
    failed = Signal(object)

    def __init__(
        self, document: Document, session: Session, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._compared = not_yet_compared(indicators())
        self._comparing: Follower[_Key, _Compared] = Follower(
            Errand(INDICATORS_KEY, self._title, self._key, self._work),
            tasks,
            self,
            resumes_for_viewers=True,
        )
        self._comparing.changed.connect(self._on_compared)
        self._comparing.failed.connect(self.failed)
        document.changed.connect(self._on_document)
        self._comparing.follow_after(document_signals(document, session))

    @property
    def compared(self) -> tuple[Comparison, ...]:
        """Every published figure, with the newest that was computed beside it, if any was."""
        return self._compared

    @property
    def targets(self) -> tuple[ThemeTarget, ...]:
        """The numbers of the project's norms that the figures are drawn against."""
        return theme_targets(table_of(self._document.project.norms))

    @property
    def stopped(self) -> bool:
        """Whether a comparison is asked for, not made, and not on its way."""
        return self._comparing.stopped

    def set_seen(self, viewer: QObject, *, seen: bool) -> None:
        """Say whether a viewer is seen; nothing is computed for nobody."""
        self._comparing.set_seen(viewer, seen=seen)

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        self._comparing.resume()

    def _title(self) -> str:
        return self.tr("Comparing published indicators")

    def _on_document(self, names: frozenset[str]) -> None:
        if "norms" in names:
            self.changed.emit()

    def _key(self) -> _Key | None:
        """Return what the comparisons depend on, and nothing else."""
        study, project = self._session.study, self._document.project
        if study is None:
            return None
        tables = counted_tables(self._session.world, project)
        return study, tables, project.edits, project.networks

    def _work(self, _key: _Key) -> Callable[[Progress], _Compared]:
        return partial(_compared, self._document.project, self._session.edited)

    def _on_compared(self) -> None:
        # While another comparison is made, the last one stands: rows keep their heights.
        if self._comparing.result is not None:
            self._compared = self._comparing.result
            self.changed.emit()
        self.stopped_changed.emit()


def _compared(project: Project, edited: EditedFrames, progress: Progress) -> _Compared:
    networks = project_networks(project, edited)
    progress(0.5)
    ground = project_ground(project, edited.frames, networks)
    progress(0.7)
    return comparisons(indicators(), ground)
