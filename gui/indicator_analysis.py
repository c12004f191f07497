"""Works out what stands beside the published indicators, while their panel is looked at."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import geopandas as gpd
from PySide6.QtCore import QObject, QTimer, Signal

from data.indicators import indicators
from data.project import Edit, Project
from data.schema import Tier
from geo.indicator_checks import Comparison, comparisons, not_yet_compared
from geo.indicator_ground import NetworkCounts, project_ground
from geo.progress import Report
from geo.study import Study
from gui.document import Document
from gui.session import Session
from gui.tasks import Tasks

INDICATORS_KEY: Final = "indicators"
REST_MS: Final = 250
_Networks = Mapping[int, NetworkCounts]
_CountedLayer = tuple[str, Tier | None, int]
_Key = tuple[Study | None, tuple[_CountedLayer, ...], tuple[Edit, ...], _Networks | None]


class IndicatorAnalysis(QObject):
    """The published figures with what is computed beside them: neither saved nor undone.

    `changed` says that `compared` differs, `failed` carries an exception.
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
        self._networks: _Networks | None = None
        self._viewers: set[QObject] = set()
        self._compared = not_yet_compared(indicators())
        self._asked: _Key | None = None
        self._known: _Key | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._work)
        document.changed.connect(self._rest.start)
        session.study_changed.connect(self._rest.start)
        session.frames_changed.connect(self._rest.start)

    @property
    def compared(self) -> tuple[Comparison, ...]:
        """Every published figure; without anything beside it until that is computed."""
        return self._compared

    def set_networks(self, networks: _Networks | None) -> None:
        """Take the networks by county code, or None where they are not known."""
        self._networks = networks
        self._rest.start()

    def set_seen(self, viewer: QObject, *, seen: bool) -> None:
        """Say whether a viewer is seen; nothing is computed for nobody."""
        (self._viewers.add if seen else self._viewers.discard)(viewer)
        self._work()

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
            partial(_compared, self._document.project, self._session.frames, self._networks),
            self._on_done,
            self.failed.emit,
        )

    def _key(self) -> _Key:
        """Return what the comparisons depend on, and nothing else."""
        project, frames = self._document.project, self._session.frames
        layers = project.counted_layers(tuple(Tier))
        told = tuple((each.id, each.tier, id(frames.get(each.id))) for each in layers)
        return self._session.study, told, project.edits, self._networks

    def _on_done(self, compared: tuple[Comparison, ...]) -> None:
        self._known, self._compared = self._asked, compared
        self.changed.emit()


def _compared(
    project: Project,
    frames: Mapping[str, gpd.GeoDataFrame],
    networks: _Networks | None,
    report: Report,
) -> tuple[Comparison, ...]:
    ground = project_ground(project, frames, networks)
    report(0.5)
    return comparisons(indicators(), ground)
