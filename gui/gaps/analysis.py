"""Finds the gaps of the coverage shown, while anybody looks at them."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from geo.coverage.gaps import Gaps, find_gaps
from geo.coverage.tier_coverage import TierCoverage
from geo.page.gaps import gap_outlines
from geo.progress import Report
from gui.session import Session
from gui.tasks import Tasks

GAPS_KEY: Final = "gaps"
OUTLINES_KEY: Final = "gap-outlines"
SELECTED_KEY: Final = "gap-selected"
REST_MS: Final = 250
MOST_OUTLINED: Final = 200


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The selected gap: its row in the table, and its outline once that is known."""

    row: int
    outline: str = ""


class GapAnalysis(QObject):
    """The gaps of the session's report, and the one selected: neither saved nor undone.

    `changed` says that `gaps`, `stopped` or what is asked for differs, `outlines_changed`
    and `selection_changed` what they say, `failed` carries an exception.
    """

    changed = Signal()
    outlines_changed = Signal()
    selection_changed = Signal()
    failed = Signal(object)

    def __init__(self, session: Session, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._of: tuple[TierCoverage, float] | None = None
        self._gaps: Gaps | None = None
        self._outlines: list[str] = []
        self._chosen: Chosen | None = None
        self._least_people = 0.0
        self._viewers: set[QObject] = set()
        self._kept = False
        self._stopped = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._work)
        session.report_changed.connect(self._on_report)
        tasks.idle.connect(self._on_idle)

    @property
    def gaps(self) -> Gaps | None:
        """Every gap, the most people first; None while nobody asks or they are not found."""
        return self._gaps

    @property
    def listed(self) -> int:
        """How many of them have as many people as asked for: the first so many rows."""
        if self._gaps is None:
            return 0
        return int((self._gaps.table["population"] >= self._least_people).sum())

    @property
    def least_people(self) -> float:
        """People a gap has to have to be listed."""
        return self._least_people

    @property
    def outlines(self) -> list[str]:
        """Outlines of the gaps to be drawn: the listed ones, 200 at most."""
        return self._outlines[: self.listed] if self._wanted else []

    @property
    def chosen(self) -> Chosen | None:
        """The selected gap, while anybody looks."""
        return self._chosen if self._wanted else None

    @property
    def stopped(self) -> bool:
        """Whether gaps are asked for, not found, and not on their way."""
        return self._stopped

    @property
    def kept(self) -> bool:
        """Whether gaps stay on the map while no panel of them is seen."""
        return self._kept

    def set_seen(self, viewer: QObject, *, seen: bool) -> None:
        """Say whether a viewer is seen; nothing is computed for nobody."""
        before = self._wanted
        (self._viewers.add if seen else self._viewers.discard)(viewer)
        self._on_wish(before=before)

    def set_kept(self, *, kept: bool) -> None:
        """Say whether gaps stay on the map while no viewer is seen."""
        before, self._kept = self._wanted, kept
        self._on_wish(before=before)

    @property
    def _wanted(self) -> bool:
        return self._kept or bool(self._viewers)

    def _on_wish(self, *, before: bool) -> None:
        if self._wanted == before:
            return
        if self._wanted and self._gaps is None:
            self._rest.start()
        self.changed.emit()
        self.outlines_changed.emit()
        self.selection_changed.emit()

    def set_least_people(self, least_people: float) -> None:
        """List the gaps of so many people or more."""
        if least_people != self._least_people:
            self._least_people = least_people
            if self._chosen is not None and self._chosen.row >= self.listed:
                self.select(None)
            self.changed.emit()
            self.outlines_changed.emit()

    def select(self, row: int | None) -> None:
        """Select a gap by its row in the table, or none."""
        if (row, self._chosen) == (None, None) or (self._chosen and self._chosen.row == row):
            return
        if row is None:
            self._chosen = None
        elif row < len(self._outlines):
            self._chosen = Chosen(row, self._outlines[row])
        else:
            self._chosen = Chosen(row)
            self._outline_chosen(row)
        self.selection_changed.emit()

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        self._work()

    def _on_report(self) -> None:
        coverage, report = self._session.coverage, self._session.report
        of = None if coverage is None or report is None else (coverage, report.radius_m)
        if of == self._of:
            return
        self._of, self._gaps, self._outlines, self._stopped = of, None, [], False
        for key in (GAPS_KEY, OUTLINES_KEY, SELECTED_KEY):
            self._tasks.cancel(key)
        self.select(None)
        self._rest.start()
        self.changed.emit()
        self.outlines_changed.emit()

    def _on_idle(self) -> None:
        waits = self._rest.isActive() or self._of is None or not self._wanted
        if self._gaps is None and not waits and not self._stopped:
            self._stopped = True
            self.changed.emit()

    def _work(self) -> None:
        if self._of is None or self._gaps is not None or not self._wanted:
            return
        coverage, radius_m = self._of
        self._stopped = False
        self._tasks.run(
            GAPS_KEY,
            self.tr("Looking for gaps"),
            partial(find_gaps, coverage.study.demand, coverage.distance_m, radius_m),
            self._on_found,
            self.failed.emit,
        )
        self.changed.emit()

    def _on_found(self, gaps: Gaps) -> None:
        self._gaps = gaps
        self.changed.emit()
        rows = range(min(len(gaps.table), MOST_OUTLINED))
        self._tasks.run(
            OUTLINES_KEY,
            self.tr("Outlining the gaps"),
            partial(gap_outlines, gaps, rows),
            self._on_outlined,
            self.failed.emit,
        )

    def _on_outlined(self, outlines: list[str]) -> None:
        self._outlines = outlines
        self.outlines_changed.emit()

    def _outline_chosen(self, row: int) -> None:
        """Outline one that is not among those drawn, or not yet."""
        if self._gaps is not None:
            self._tasks.run(
                SELECTED_KEY,
                self.tr("Outlining the gaps"),
                partial(_outline, self._gaps, row),
                partial(self._on_chosen_outlined, row),
                self.failed.emit,
            )

    def _on_chosen_outlined(self, row: int, outline: str) -> None:
        if self._chosen is not None and self._chosen.row == row:
            self._chosen = Chosen(row, outline)
            self.selection_changed.emit()


def _outline(gaps: Gaps, row: int, report: Report) -> str:
    return gap_outlines(gaps, [row], report)[0]
