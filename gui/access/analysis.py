"""Works out access and its equity while their panel is looked at.

Access takes seconds where a coverage takes milliseconds: it is asked for only when the
panel is on the screen, and once nothing has moved for a moment.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from data.project.project import AccessChoice, Edit, Project
from data.schema import Method, Tier
from geo.access.state import AccessFigures, AccessState, access_figures, access_tiers
from geo.progress import Progress
from geo.study.counted_tables import CountedTable, counted_tables
from geo.study.study import Study
from gui.document import Document
from gui.follow.follower import Errand, Follower
from gui.follow.tables import document_signals
from gui.session import Session
from gui.tasks import Tasks

ACCESS_KEY: Final = "access"
REST_MS: Final = 300
AccessKey = tuple[
    Study,
    tuple[CountedTable, ...],
    AccessChoice,
    tuple[Tier, ...],
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
        self._access: Follower[AccessKey, AccessFigures] = Follower(
            Errand(ACCESS_KEY, self._title, self._key, self._work),
            tasks,
            self,
            rest_ms=REST_MS,
            keeps_problems=True,
        )
        self._access.changed.connect(self._show)
        self._access.failed.connect(self.failed)
        self._access.follow_after(document_signals(document, session))

    @property
    def rests(self) -> bool:
        """Whether the work waits until nothing moves."""
        return self._access.rests

    def set_seen(self, viewer: QObject, seen: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Say whether a viewer is seen; nothing is computed for nobody."""
        self._access.set_seen(viewer, seen=seen)

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        self._access.resume()

    def _title(self) -> str:
        return self.tr("Working out access")

    def _key(self) -> AccessKey | None:
        study = self._session.study
        return None if study is None else _access_key(study, self._session, self._document.project)

    def _work(self, key: AccessKey) -> Callable[[Progress], AccessFigures]:
        return partial(access_figures, key[0], self._document.project, self._session.frames)

    def _show(self) -> None:
        found = self._access
        self._session.set_access(AccessState(found.result, found.problem, found.stopped))


def _access_key(study: Study, session: Session, project: Project) -> AccessKey:
    """Return what access depends on, and nothing else."""
    choice, tiers = project.access, access_tiers(project)
    every = choice.method is Method.HIERARCHICAL
    radii_m = tuple(map(project.radius_m, tiers)) if every else (project.catchment_m,)
    zones = choice.zones if choice.method is Method.ENHANCED else ()
    measured = AccessChoice(choice.method, choice.supply, None, zones)
    tables = counted_tables(session.world, project, tiers)
    return study, tables, measured, tiers, radii_m, project.edits
