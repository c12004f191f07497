"""Works out what stands beside the published indicators, while their panel is looked at."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from data.project.norm_edits import table_of
from data.project.project import Edit, Project
from data.reference.indicators import ThemeTarget, indicators
from data.reference.network_model import NetworkEdit
from data.schema import Tier
from geo.indicators.computed import Comparison, comparisons, not_yet_compared
from geo.indicators.ground import project_ground
from geo.indicators.networks import project_networks
from geo.indicators.targets import theme_targets
from geo.progress import Report
from geo.study.edited_facilities import EditedFrames
from geo.study.study import Study
from gui.document import Document
from gui.session import Session
from gui.tasks import Tasks

INDICATORS_KEY: Final = "indicators"
REST_MS: Final = 250
_CountedLayer = tuple[str, Tier | None, int]
_Key = tuple[Study | None, tuple[_CountedLayer, ...], tuple[Edit, ...], tuple[NetworkEdit, ...]]


class IndicatorAnalysis(QObject):
    """The published figures with what is computed beside them: neither saved nor undone.

    `changed` says that `compared` or `targets` differ, `failed` carries an exception.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self, document: Document, session: Session, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._tasks = tasks
        self._viewers: set[QObject] = set()
        self._compared = not_yet_compared(indicators())
        self._asked: _Key | None = None
        self._known: _Key | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._work)
        document.changed.connect(self._on_document)
        session.study_changed.connect(self._rest.start)
        session.frames_changed.connect(self._rest.start)
        session.user_frames_changed.connect(self._rest.start)

    @property
    def compared(self) -> tuple[Comparison, ...]:
        """Every published figure; without anything beside it until that is computed."""
        return self._compared

    @property
    def targets(self) -> tuple[ThemeTarget, ...]:
        """The numbers of the project's norms that the figures are drawn against."""
        return theme_targets(table_of(self._document.project.norms))

    def set_seen(self, viewer: QObject, *, seen: bool) -> None:
        """Say whether a viewer is seen; nothing is computed for nobody."""
        (self._viewers.add if seen else self._viewers.discard)(viewer)
        self._work()

    def _on_document(self, names: frozenset[str]) -> None:
        if "norms" in names:
            self.changed.emit()
        self._rest.start()

    def _work(self) -> None:
        key = self._key()
        if not self._viewers or key[0] is None or key == self._known:
            return
        if key == self._asked and self._tasks.awaits(INDICATORS_KEY):
            return
        self._asked = key
        self._tasks.run(
            INDICATORS_KEY,
            self.tr("Comparing published indicators"),
            partial(_compared, self._document.project, self._session.edited),
            self._on_done,
            self.failed.emit,
        )

    def _key(self) -> _Key:
        """Return what the comparisons depend on, and nothing else."""
        project, frames = self._document.project, self._session.frames
        layers = project.counted_layers(tuple(Tier))
        told = tuple((each.id, each.tier, id(frames.get(each.id))) for each in layers)
        return self._session.study, told, project.edits, project.networks

    def _on_done(self, compared: tuple[Comparison, ...]) -> None:
        self._known, self._compared = self._asked, compared
        self.changed.emit()


def _compared(project: Project, edited: EditedFrames, report: Report) -> tuple[Comparison, ...]:
    networks = project_networks(project, edited)
    report(0.5)
    ground = project_ground(project, edited.frames, networks)
    report(0.7)
    return comparisons(indicators(), ground)
