"""Works out access and its equity while their panel is looked at.

Access takes seconds where a coverage takes milliseconds: it is asked for only when the
panel is on the screen, and once nothing has moved for a moment.
"""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from data.errors import DataError
from data.project.project import AccessChoice, Edit, Project
from data.schema import Method, Tier
from geo.study.study import Study
from gui.access.state import AccessFigures, AccessState, access_figures, access_tiers
from gui.document import Document
from gui.session import Session
from gui.tasks import Tasks

ACCESS_KEY: Final = "access"
REST_MS: Final = 300
CountedLayer = tuple[str, Tier | None]
AccessKey = tuple[
    Study,
    int,
    AccessChoice,
    tuple[Tier, ...],
    tuple[CountedLayer, ...],
    tuple[float, ...],
    tuple[Edit, ...],
]


class EquityAnalysis(QObject):
    """Follows the document and puts access into the session, newest wins.

    `failed` carries an exception that is no `DataError`; what the user can mend is for the
    panel to say.
    """

    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._tasks = tasks
        self._viewers: set[QObject] = set()
        self._key: AccessKey | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._work)
        document.changed.connect(self._on_change)
        session.study_changed.connect(self._on_change)
        session.frames_changed.connect(self._on_change)
        session.user_frames_changed.connect(self._on_change)
        tasks.idle.connect(self._on_idle)

    def set_seen(self, viewer: QObject, seen: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Say whether a viewer is seen; nothing is computed for nobody."""
        (self._viewers.add if seen else self._viewers.discard)(viewer)
        if not self._rest.isActive():
            self._work()

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        if self._key is not None:
            self._session.set_access(AccessState())
            self._work()

    def _on_change(self) -> None:
        """Drop what no longer fits, and wait until nothing moves."""
        key = _access_key(self._session, self._document.project)
        if key == self._key:
            return
        self._key = key
        self._tasks.cancel(ACCESS_KEY)
        self._session.set_access(AccessState())
        if key is not None:
            self._rest.start()

    def _is_wanted(self) -> bool:
        """Return whether somebody looks and access could be known, and nothing is known of it."""
        is_open = self._key is not None and self._session.access == AccessState()
        return is_open and bool(self._viewers)

    def _work(self) -> None:
        study, project = self._session.study, self._document.project
        if study is None or not self._is_wanted() or self._tasks.awaits(ACCESS_KEY):
            return
        self._tasks.run(
            ACCESS_KEY,
            self.tr("Working out access"),
            partial(access_figures, study, project, self._session.frames),
            partial(self._on_done, self._key),
            partial(self._on_failed, self._key),
        )

    def _on_done(self, key: AccessKey | None, figures: AccessFigures) -> None:
        if key == self._key:
            self._session.set_access(AccessState(figures=figures))

    def _on_failed(self, key: AccessKey | None, error: Exception) -> None:
        problem = error if isinstance(error, DataError) else None
        if problem is None:
            self.failed.emit(error)
        if key == self._key:
            self._session.set_access(AccessState(problem=problem, stopped=problem is None))

    def _on_idle(self) -> None:
        # Nothing runs or waits, nothing is about to: what is not known was cancelled.
        if self._is_wanted() and not self._rest.isActive():
            self._session.set_access(AccessState(stopped=True))


def _access_key(session: Session, project: Project) -> AccessKey | None:
    """Return what access depends on, and nothing else: None while there is no province."""
    study = session.study
    if study is None:
        return None
    choice, tiers = project.access, access_tiers(project)
    every = choice.method is Method.HIERARCHICAL
    radii_m = tuple(map(project.radius_m, tiers)) if every else (project.catchment_m,)
    zones = choice.zones if choice.method is Method.ENHANCED else ()
    layers = tuple((layer.id, layer.tier) for layer in project.counted_layers(tiers))
    measured = AccessChoice(choice.method, choice.supply, None, zones)
    return study, session.turn, measured, tiers, layers, radii_m, project.edits
