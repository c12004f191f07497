"""Has the data doctor look at every file of the user's, and keeps what it finds."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Signal

from data.place.datum_guess import counties
from geo.intake.case import Case
from geo.intake.doctor import Finding, examine
from geo.progress import Progress
from gui.document import Document
from gui.follow.follower import Errand, Follower
from gui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a file.

    Attributes
    ----------
    doubtful
        How many records the findings concern, each counted once.
    records
        How many records the file has, those left out by reading included.
    """

    findings: tuple[Finding, ...] = ()
    doubtful: int = 0
    records: int = 0


class DoctorAnalysis(QObject):
    """Examines on the worker.

    `changed` says that there are other cases or findings, `examined` that a case was just
    examined, `failed` carries why one could not be.
    """

    changed = Signal()
    examined = Signal(object)
    failed = Signal(object)

    def __init__(self, document: Document, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._tasks = tasks
        self._followers: dict[Case, Follower[Case, Examined]] = {}
        self._told: set[Case] = set()
        document.changed.connect(self._on_changed)
        tasks.idle.connect(self.changed)

    @property
    def cases(self) -> list[Case]:
        """The files that have a layer in the project, in the order of opening."""
        shown = {layer.id for layer in self._document.project.layers}
        return [case for case in self._followers if shown & set(case.layers)]

    def findings(self, case: Case) -> tuple[Finding, ...] | None:
        """Return what is doubtful in a file; None while that is not known."""
        examined = self._known(case)
        return None if examined is None else examined.findings

    def examined_of(self, case: Case) -> Examined:
        """Return what was found in a file; nothing while that is not known."""
        return self._known(case) or Examined()

    def awaits(self, case: Case) -> bool:
        """Return whether the findings of a file are on their way."""
        return self._tasks.awaits(case.key)

    def examine(self, case: Case) -> None:
        """Examine a file, or examine again where that was stopped."""
        if case in self._followers:
            self._followers[case].resume()
        else:
            self._followers[case] = self._follower_of(case)
            self._followers[case].follow()
        self.changed.emit()

    def forget(self) -> None:
        """Know no file any more: another project has others under the same names."""
        for case, follower in self._followers.items():
            self._tasks.cancel(case.key)
            follower.deleteLater()
        self._followers.clear()
        self._told.clear()
        self.changed.emit()

    def _known(self, case: Case) -> Examined | None:
        follower = self._followers.get(case)
        return None if follower is None else follower.result

    def _follower_of(self, case: Case) -> Follower[Case, Examined]:
        title, key = partial(_title, case), partial(_itself, case)
        follower = Follower(Errand(case.key, title, key, _examining), self._tasks, self, rest_ms=0)
        follower.changed.connect(self._on_examined)
        follower.failed.connect(self.failed)
        # A file is examined for whoever may open the panel later.
        follower.set_seen("panel", seen=True)
        return follower

    def _on_examined(self) -> None:
        self.changed.emit()
        for case, follower in self._followers.items():
            if follower.result is not None and case not in self._told:
                self._told.add(case)
                self.examined.emit(case)

    def _on_changed(self, names: frozenset[str]) -> None:
        if "layers" in names:
            self.changed.emit()


def _title(case: Case) -> str:
    return QCoreApplication.translate("DoctorAnalysis", "Checking {file}").format(file=case.title)


def _itself(case: Case) -> Case:
    return case


def _examining(case: Case) -> Callable[[Progress], Examined]:
    return partial(_examine, case)


def _examine(case: Case, progress: Progress) -> Examined:
    progress(0.0)
    findings = examine(case.loaded, counties(), case.facilities, progress)
    # Of a large file this takes too long to be done whenever the panel shows it.
    rows = [np.asarray(finding.rows, dtype=np.int64) for finding in findings]
    doubtful = len(np.unique(np.concatenate(rows))) if rows else 0
    left_out = (max(problem.rows, default=0) for problem in case.loaded.problems)
    return Examined(findings, doubtful, max([int(case.loaded.source_rows.max()), *left_out]))
