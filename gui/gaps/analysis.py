"""Finds the gaps of the coverage shown, while anybody looks at them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from geo.coverage.gaps import Gaps, find_gaps
from geo.coverage.tier_coverage import TierCoverage
from geo.page.gaps import gap_outlines
from geo.progress import Progress
from geo.study.same import Same
from gui.follow.follower import Errand, Follower
from gui.session import Session
from gui.tasks import Tasks

GAPS_KEY: Final = "gaps"
OUTLINES_KEY: Final = "gap-outlines"
SELECTED_KEY: Final = "gap-selected"
MOST_OUTLINED: Final = 200
_MAP: Final = "map"
_Of = tuple[TierCoverage, float]
_Row = tuple[Same[Gaps], int]


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
        self._row: int | None = None
        self._least_people = 0.0
        self._kept = False
        self._gaps: Follower[_Of, Gaps] = Follower(
            Errand(GAPS_KEY, self._finding_title, self._of, _finding),
            tasks,
            self,
            resumes_for_viewers=True,
            rests_for_viewers=True,
        )
        self._drawn: Follower[Same[Gaps], list[str]] = Follower(
            Errand(OUTLINES_KEY, self._outlining_title, self._found, _outlining),
            tasks,
            self,
            rest_ms=0,
            resumes_for_viewers=True,
        )
        self._lone: Follower[_Row, str] = Follower(
            Errand(SELECTED_KEY, self._outlining_title, self._undrawn, _outlining_one),
            tasks,
            self,
            rest_ms=0,
        )
        self._followers = self._gaps, self._drawn, self._lone
        self._gaps.changed.connect(self._on_gaps)
        self._drawn.changed.connect(self.outlines_changed)
        self._lone.changed.connect(self.selection_changed)
        for follower in self._followers:
            follower.failed.connect(self.failed)
        self._gaps.follow_after([session.report_changed])

    @property
    def gaps(self) -> Gaps | None:
        """Every gap, the most people first; None while nobody asks or they are not found."""
        return self._gaps.result

    @property
    def listed(self) -> int:
        """How many of them have as many people as asked for: the first so many rows."""
        if self.gaps is None:
            return 0
        return int((self.gaps.table["population"] >= self._least_people).sum())

    @property
    def least_people(self) -> float:
        """People a gap has to have to be listed."""
        return self._least_people

    @property
    def outlines(self) -> list[str]:
        """Outlines of the gaps to be drawn: the listed ones, 200 at most."""
        return self._outlines[: self.listed] if self._gaps.wanted else []

    @property
    def chosen(self) -> Chosen | None:
        """The selected gap, while anybody looks."""
        if self._row is None or not self._gaps.wanted:
            return None
        drawn = self._outlines[self._row : self._row + 1]
        return Chosen(self._row, drawn[0] if drawn else self._lone.result or "")

    @property
    def stopped(self) -> bool:
        """Whether gaps are asked for, not found, and not on their way."""
        return self._gaps.stopped

    @property
    def kept(self) -> bool:
        """Whether gaps stay on the map while no panel of them is seen."""
        return self._kept

    def set_seen(self, viewer: object, *, seen: bool) -> None:
        """Say whether a viewer is seen; nothing is computed for nobody."""
        before = self._gaps.wanted
        for follower in self._followers:
            follower.set_seen(viewer, seen=seen)
        if self._gaps.wanted != before:
            self.changed.emit()
            self.outlines_changed.emit()
            self.selection_changed.emit()

    def set_kept(self, *, kept: bool) -> None:
        """Say whether gaps stay on the map while no viewer is seen."""
        self._kept = kept
        self.set_seen(_MAP, seen=kept)

    def set_least_people(self, least_people: float) -> None:
        """List the gaps of so many people or more."""
        if least_people != self._least_people:
            self._least_people = least_people
            if self._row is not None and self._row >= self.listed:
                self.select(None)
            self.changed.emit()
            self.outlines_changed.emit()

    def select(self, row: int | None) -> None:
        """Select a gap by its row in the table, or none."""
        if row != self._row:
            self._row = row
            self._lone.follow()
            self.selection_changed.emit()

    def resume(self) -> None:
        """Go on where the user, or a failure, stopped the computing."""
        for follower in self._followers:
            follower.resume()

    def _on_gaps(self) -> None:
        if self.gaps is None:
            self.select(None)
        self._drawn.follow()
        self.changed.emit()

    @property
    def _outlines(self) -> list[str]:
        return self._drawn.result or []

    def _finding_title(self) -> str:
        return self.tr("Looking for gaps")

    def _outlining_title(self) -> str:
        return self.tr("Outlining the gaps")

    def _of(self) -> _Of | None:
        coverage, report = self._session.coverage, self._session.report
        return None if coverage is None or report is None else (coverage, report.radius_m)

    def _found(self) -> Same[Gaps] | None:
        return None if self.gaps is None else Same(self.gaps)

    def _undrawn(self) -> _Row | None:
        """Return the selected gap where it is not among those drawn, or not yet."""
        if self.gaps is None or self._row is None or self._row < len(self._outlines):
            return None
        return Same(self.gaps), self._row


def _finding(of: _Of) -> Callable[[Progress], Gaps]:
    coverage, radius_m = of
    return partial(find_gaps, coverage.study.demand, coverage.distance_m, radius_m)


def _outlining(gaps: Same[Gaps]) -> Callable[[Progress], list[str]]:
    rows = range(min(len(gaps.value.table), MOST_OUTLINED))
    return partial(gap_outlines, gaps.value, rows)


def _outlining_one(of: _Row) -> Callable[[Progress], str]:
    gaps, row = of
    return partial(_outline, gaps.value, row)


def _outline(gaps: Gaps, row: int, progress: Progress) -> str:
    return gap_outlines(gaps, [row], progress)[0]
