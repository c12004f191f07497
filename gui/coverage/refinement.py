"""Works out what stands beside the figures: curves, intervals, and the reach of any tier.

None may hold the figures up. What takes a moment has a worker of its own, and so have the
draws of positions, which take seconds and start when the figures' worker has nothing to do.
"""

from functools import partial
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from data.project.project import Criterion
from data.reference.catalog import Level
from data.schema import Tier
from geo.coverage.curves import Curves, curves
from geo.coverage.figures import CoverageReport, within_any
from geo.coverage.index import population
from geo.coverage.position_errors import Draws, Intervals, coverage_draws, level_interval
from geo.coverage.tier_coverage import TierCoverage
from geo.progress import Report
from gui.coverage.analysis import Analysis
from gui.document import Document
from gui.session import Session
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
ReportKey = tuple[TierCoverage, float, Level]
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
        self._quick = quick
        self._background = background
        self._drawn: list[tuple[TierCoverage, Draws]] = []
        self._drawing: TierCoverage | None = None
        self._report_key: ReportKey | None = None
        self._any_key: AnyTierKey | None = None
        self._curves_key: CurvesKey | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._work)
        session.study_changed.connect(self._forget)
        session.report_changed.connect(self._on_change)
        analysis.computed.connect(self._on_change)
        tasks.idle.connect(self._draw)

    def _forget(self) -> None:
        self._drawn.clear()
        self._curves_key = None
        self._quick.cancel(CURVES_KEY)
        self._session.set_curves(None)

    def _on_change(self) -> None:
        """Take away what no longer fits, and wait until nothing moves."""
        report_key = _report_key(self._session.coverage, self._session.report)
        if report_key != self._report_key:
            self._report_key = report_key
            self._quick.cancel(INTERVALS_KEY)
            self._session.set_intervals(None)
            self._rest.start()
        any_key = self._any_tier_key()
        if any_key != self._any_key:
            self._any_key = any_key
            self._quick.cancel(ANY_TIER_KEY)
            self._session.set_any_tier(None)
            self._rest.start()
        if self._drawing is not None and self._drawing is not self._session.coverage:
            self._drawing = None
            self._background.cancel(DRAWS_KEY)

        self._ask_curves()

    def _ask_curves(self) -> None:
        """Have the curves drawn anew for other facilities, units, or a radius past their end."""
        coverage, report = self._session.coverage, self._session.report
        if coverage is None or report is None:
            return
        key, known = self._curves_key, self._session.curves
        if key is not None and key[:2] == (coverage, report.level) and report.radius_m <= key[2]:
            return
        end_m = _curve_end_m(coverage, report.radius_m)
        self._curves_key = coverage, report.level, end_m
        if known is not None:
            self._session.set_curves(None)
        self._quick.run(
            CURVES_KEY,
            self.tr("Drawing the curve"),
            partial(_curves, *self._curves_key),
            self._session.set_curves,
            self.failed.emit,
        )

    def _any_tier_key(self) -> AnyTierKey | None:
        found = [self._analysis.coverage_of(Criterion(tier)) for tier in Tier]
        known = tuple(coverage for coverage in found if coverage is not None)
        project = self._document.project
        radii_m = tuple(project.radius_m(tier) for tier in Tier)
        return (known, radii_m) if len(known) == len(Tier) else None

    def _work(self) -> None:
        if self._any_key is not None and self._session.any_tier is None:
            self._quick.run(
                ANY_TIER_KEY,
                self.tr("Working out the reach of any tier"),
                partial(_any_tier_share, *self._any_key),
                self._session.set_any_tier,
                self.failed.emit,
            )
        self._ask_intervals()
        self._draw()

    def _ask_intervals(self) -> None:
        draws = self._draws_of(self._session.coverage)
        if self._report_key is None or draws is None or self._session.intervals is not None:
            return
        coverage, radius_m, level = self._report_key
        self._quick.run(
            INTERVALS_KEY,
            self.tr("Working out the interval"),
            partial(_intervals, draws, coverage, level, radius_m),
            self._session.set_intervals,
            self.failed.emit,
        )

    def _draw(self) -> None:
        """Draw positions for the coverage shown, once the figures' worker is free."""
        coverage = self._session.coverage
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
        self._ask_intervals()

    def _on_failed(self, error: Exception) -> None:
        # `_drawing` stays, so that what fails is not tried for ever.
        self.failed.emit(error)

    def _draws_of(self, coverage: TierCoverage | None) -> Draws | None:
        return next((draws for of, draws in self._drawn if of is coverage), None)


def _report_key(coverage: TierCoverage | None, report: CoverageReport | None) -> ReportKey | None:
    """Return what an interval depends on."""
    if coverage is None or report is None:
        return None
    return coverage, report.radius_m, report.level


def _intervals(
    draws: Draws, coverage: TierCoverage, level: Level, radius_m: float, report: Report
) -> Intervals:
    report(0.0)
    return level_interval(draws, coverage.study, level, radius_m)


def _any_tier_share(
    by_tier: tuple[TierCoverage, ...], radii_m: tuple[float, ...], report: Report
) -> float:
    report(0.0)
    within = within_any(by_tier, radii_m)
    everybody = float(population(by_tier[0].index).sum())
    people = float(by_tier[0].study.demand.population[within].sum())
    return people / everybody if everybody > 0 else np.nan


def _curves(coverage: TierCoverage, level: Level, end_m: float, report: Report) -> Curves:
    report(0.0)
    return curves(coverage, np.linspace(0.0, end_m, CURVE_POINTS), level)


def _curve_end_m(coverage: TierCoverage, radius_m: float) -> float:
    """Return where the curve's axis ends: past the radius and past nine people in ten.

    Of facilities in another part of the world there is nothing to see.
    """
    far_m = coverage.whole.p90_m if np.isfinite(coverage.whole.p90_m) else 0.0
    wanted_m = max(LEAST_CURVE_END_M, 2 * radius_m, min(1.5 * far_m, MOST_CURVE_END_M))
    step_m = 10.0 ** np.floor(np.log10(wanted_m)) / 2
    return float(np.ceil(wanted_m / step_m) * step_m)
