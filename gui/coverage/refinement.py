"""Works out what stands beside the figures: curves, intervals, and the reach of any tier.

None may hold the figures up. What takes a moment has a worker of its own, and so have the
draws of positions, which take seconds and start when the figures' worker has nothing to do.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, Signal

from data.project.project import Criterion
from data.reference.catalog import Level
from data.schema import Tier
from geo.coverage.curves import Curves, curves
from geo.coverage.figures import within_any
from geo.coverage.index import population
from geo.coverage.position_errors import Draws, Intervals, coverage_draws, level_interval
from geo.coverage.tier_coverage import TierCoverage
from geo.progress import Progress
from gui.coverage.analysis import Analysis
from gui.document import Document
from gui.follow.follower import Errand, Follower
from gui.session import Session, WorldPart
from gui.tasks import Tasks

DRAWS_KEY: Final = "draws"
INTERVALS_KEY: Final = "intervals"
ANY_TIER_KEY: Final = "any-tier"
CURVES_KEY: Final = "curves"
REST_MS: Final = 80
# The draws of one coverage take about 20 MB.
MOST_KEPT: Final = 3

CURVE_POINTS: Final = 241
LEAST_CURVE_END_M: Final = 10_000.0
# Farther than any two places of the four provinces are from each other.
MOST_CURVE_END_M: Final = 3_000_000.0
CurvesKey = tuple[TierCoverage, Level, float]
IntervalsKey = tuple[Draws, TierCoverage, Level, float]
AnyTierKey = tuple[tuple[TierCoverage, ...], tuple[float, ...]]


class Refinement(QObject):
    """Follows the session's report and puts into the session what belongs to it.

    `failed` carries the exception of a computation that did not work.

    Parameters
    ----------
    tasks
        The worker of the figures.
    quick
        Another, on which nothing runs longer than a moment.
    background
        Another, on which nothing runs that the user waits for.
    """

    failed = Signal(object)

    def __init__(
        self,
        document: Document,
        session: Session,
        analysis: Analysis,
        tasks: Tasks,
        quick: Tasks,
        background: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._analysis = analysis
        self._tasks = tasks
        self._background = background
        self._drawn: list[tuple[TierCoverage, Draws]] = []
        self._drawing: TierCoverage | None = None
        any_tier = Errand(ANY_TIER_KEY, self._any_tier_title, self._any_tier_key, _sharing)
        intervals = Errand(INTERVALS_KEY, self._intervals_title, self._intervals_key, _bounding)
        drawing = Errand(CURVES_KEY, self._curves_title, self._curves_key, _curving)
        self._any_tier = Follower(any_tier, quick, self, rest_ms=REST_MS)
        self._intervals = Follower(intervals, quick, self, rest_ms=REST_MS)
        self._curves = Follower(drawing, quick, self, rest_ms=0)
        self._any_tier.changed.connect(self._show_any_tier)
        self._intervals.changed.connect(self._show_intervals)
        self._curves.changed.connect(self._show_curves)
        for follower in (self._any_tier, self._intervals, self._curves):
            follower.failed.connect(self.failed)
            # The figures are always in sight, or may be at the next step of a slider.
            follower.set_seen("panel", seen=True)
            follower.follow_after([session.report_changed, analysis.computed])
        session.world_changed.connect(self._on_world)
        session.report_changed.connect(self._draw)
        analysis.computed.connect(self._draw)
        tasks.idle.connect(self._draw)

    @property
    def rests(self) -> bool:
        """Whether anything waits until nothing moves."""
        return self._any_tier.rests or self._intervals.rests

    def _show_any_tier(self) -> None:
        self._session.set_any_tier(self._any_tier.result)

    def _show_intervals(self) -> None:
        self._session.set_intervals(self._intervals.result)

    def _show_curves(self) -> None:
        self._session.set_curves(self._curves.result)

    def _on_world(self, what: frozenset[WorldPart]) -> None:
        if WorldPart.STUDY in what:
            self._drawn.clear()

    def _any_tier_title(self) -> str:
        return self.tr("Working out the reach of any tier")

    def _intervals_title(self) -> str:
        return self.tr("Working out the interval")

    def _curves_title(self) -> str:
        return self.tr("Drawing the curve")

    def _any_tier_key(self) -> AnyTierKey | None:
        found = [self._analysis.coverage_of(Criterion(tier)) for tier in Tier]
        known = tuple(coverage for coverage in found if coverage is not None)
        project = self._document.project
        radii_m = tuple(project.radius_m(tier) for tier in Tier)
        return (known, radii_m) if len(known) == len(Tier) else None

    def _intervals_key(self) -> IntervalsKey | None:
        coverage, report = self._session.coverage, self._session.report
        draws = self._draws_of(coverage)
        if coverage is None or report is None or draws is None:
            return None
        return draws, coverage, report.level, report.radius_m

    def _curves_key(self) -> CurvesKey | None:
        """Return other curves for other facilities, units, or a radius past their end."""
        coverage, report = self._session.coverage, self._session.report
        if self._session.study is None:
            return None
        known = self._curves.key
        if coverage is None or report is None:
            # Others are on their way: those known stand until then.
            return known
        if known and known[:2] == (coverage, report.level) and report.radius_m <= known[2]:
            return known
        return coverage, report.level, _curve_end_m(coverage, report.radius_m)

    def _draw(self) -> None:
        """Draw positions for the coverage shown, once the figures' worker is free."""
        coverage = self._session.coverage
        if self._drawing is not None and self._drawing is not coverage:
            self._drawing = None
            self._background.cancel(DRAWS_KEY)
        if coverage is None or not coverage.by_status or self._tasks.busy:
            return
        if self._drawing is coverage or self._draws_of(coverage) is not None:
            return
        self._drawing = coverage
        self._background.run(
            DRAWS_KEY,
            self.tr("Drawing positions"),
            partial(coverage_draws, coverage),
            partial(self._on_drawn, coverage),
            self._on_failed,
        )

    def _on_drawn(self, coverage: TierCoverage, draws: Draws) -> None:
        self._drawing = None
        self._drawn = [*self._drawn[1 - MOST_KEPT :], (coverage, draws)]
        self._intervals.follow()

    def _on_failed(self, error: Exception) -> None:
        # `_drawing` stays, so that what fails is not tried for ever.
        self.failed.emit(error)

    def _draws_of(self, coverage: TierCoverage | None) -> Draws | None:
        return next((draws for of, draws in self._drawn if of is coverage), None)


def _sharing(key: AnyTierKey) -> Callable[[Progress], float]:
    return partial(_any_tier_share, *key)


def _bounding(key: IntervalsKey) -> Callable[[Progress], Intervals]:
    return partial(_intervals, *key)


def _curving(key: CurvesKey) -> Callable[[Progress], Curves]:
    return partial(_curves, *key)


def _intervals(
    draws: Draws, coverage: TierCoverage, level: Level, radius_m: float, progress: Progress
) -> Intervals:
    progress(0.0)
    return level_interval(draws, coverage.study, level, radius_m)


def _any_tier_share(
    by_tier: tuple[TierCoverage, ...], radii_m: tuple[float, ...], progress: Progress
) -> float:
    progress(0.0)
    within = within_any(by_tier, radii_m)
    everybody = float(population(by_tier[0].index).sum())
    people = float(by_tier[0].study.demand.population[within].sum())
    return people / everybody if everybody > 0 else np.nan


def _curves(coverage: TierCoverage, level: Level, end_m: float, progress: Progress) -> Curves:
    progress(0.0)
    return curves(coverage, np.linspace(0.0, end_m, CURVE_POINTS), level)


def _curve_end_m(coverage: TierCoverage, radius_m: float) -> float:
    """Return where the curve's axis ends: past the radius and past nine people in ten.

    Of facilities in another part of the world there is nothing to see.
    """
    far_m = coverage.whole.p90_m if np.isfinite(coverage.whole.p90_m) else 0.0
    wanted_m = max(LEAST_CURVE_END_M, 2 * radius_m, min(1.5 * far_m, MOST_CURVE_END_M))
    step_m = 10.0 ** np.floor(np.log10(wanted_m)) / 2
    return float(np.ceil(wanted_m / step_m) * step_m)
