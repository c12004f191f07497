"""The headline of the coverage panel, its interval, and the figures under it."""

import math
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from data.schema import ALL_PROVINCES_TITLE, Language
from geo.coverage.figures import CoverageReport
from geo.coverage.position_errors import DRAWS, SEED
from geo.coverage.tier_coverage import TierCoverage, radius_for_share_m
from geo.words.numbers import radius_text
from gui.session import Session
from gui.widgets.input_guard import InputGuard
from gui.widgets.strip import Strip, one_below_another
from gui.widgets.table_model import BEYOND_KM, BEYOND_M, cell_text

UNKNOWN: Final = "…"
DEFAULT_SHARE: Final = 90
WORDS_LINES: Final = 8


class CoverageFigures(QWidget):
    """What the session's report says of all people together."""

    def __init__(self, session: Session, language: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._language = language
        self._coverage: TierCoverage | None = None
        self._headline = _label("headline")
        self._interval = _label("interval")
        self._interval.setToolTip(self._interval_tip())
        self._figures = _label("figures")
        self._share = QSpinBox()
        self._share.setRange(1, 100)
        self._share.setValue(DEFAULT_SHARE)
        self._share.setSuffix(" %")
        self._share.setAccessibleName(self.tr("Share of the people"))
        self._share.valueChanged.connect(self._show_radius_for_share)
        self._guard = InputGuard(self)
        self._guard.watch(self._share)
        self._radius_for_share = _label("radius_for_share")
        self._any_tier = _label("any_tier")
        line = QHBoxLayout()
        line.addWidget(self._share)
        line.addWidget(self._radius_for_share, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        words = one_below_another(self._headline, self._interval, self._figures)
        layout.addWidget(Strip(words, WORDS_LINES))
        layout.addLayout(line)
        layout.addWidget(self._any_tier)
        session.intervals_changed.connect(self._show_interval)
        session.any_tier_changed.connect(self._show_any_tier)

    def show_report(self, report: CoverageReport, coverage: TierCoverage) -> None:
        """Show the figures of `report`, which is of `coverage`."""
        self._set_known(known=True)
        self._headline.setText(self._headline_text(report))
        self._figures.setText(self._figures_text(report))
        if coverage is not self._coverage:
            self._coverage = coverage
            self._show_radius_for_share()
        self._show_interval()
        self._show_any_tier()

    def show_waiting(self) -> None:
        """Say that figures are on their way, or stopped; those of before are greyed."""
        stopped, going_on = self.tr("No figures: stopped"), self.tr("Working out the coverage…")
        self._headline.setText(stopped if self._session.stopped else going_on)
        self._interval.hide()
        self._set_known(known=False)

    def clear(self) -> None:
        """Show no figures."""
        self._coverage = None
        for label in (self._figures, self._radius_for_share, self._any_tier):
            label.clear()

    def _set_known(self, *, known: bool) -> None:
        for widget in (self._figures, self._share, self._radius_for_share, self._any_tier):
            widget.setEnabled(known)

    def _show_interval(self) -> None:
        report, intervals = self._session.report, self._session.intervals
        self._interval.setVisible(report is not None and report.facilities > 0)
        if intervals is None:
            self._interval.setText(self.tr("Interval: {unknown}").format(unknown=UNKNOWN))
            return
        whole = intervals.whole
        if whole.low == whole.high:
            self._interval.setText(self.tr("Interval: none, every position is taken as exact"))
            return
        text = self.tr("Interval: {low} to {high}, as positions are approximate")
        low, high = cell_text("ratio", whole.low), cell_text("ratio", whole.high)
        if report is not None and high == cell_text("ratio", report.ratio):
            # Without the reason, an interval that ends at its figure reads as a fault.
            text = self.tr(
                "Interval: {low} to {high}; approximate positions make it {high} at most"
            )
        self._interval.setText(text.format(low=low, high=high))

    def _interval_tip(self) -> str:
        text = self.tr(
            "Each facility is put at random within its stated position error, {draws} times "
            "(seed {seed}), anywhere in that circle being as likely (assumed). 95 % of the shares "
            "that result lie in the interval, which is widened where need be to hold the figure. "
            "It speaks of positions alone: not of whether a facility exists, nor of how many "
            "people live where."
        )
        # As markup, so that Qt breaks the lines.
        return f"<p>{text.format(draws=DRAWS, seed=SEED)}</p>"

    def _show_any_tier(self) -> None:
        share = self._session.any_tier
        told = UNKNOWN if share is None else cell_text("ratio", share)
        text = self.tr("Within reach of any tier, each at its own radius: {share}")
        self._any_tier.setText(text.format(share=told))

    def _show_radius_for_share(self) -> None:
        if self._coverage is not None:
            radius_m = radius_for_share_m(self._coverage.index, self._share.value() / 100)
            text = self.tr("of the people live within {radius} km")
            if math.isfinite(radius_m) and radius_m > BEYOND_M:
                text = self.tr("of the people are reached only beyond {bound} km")
            self._radius_for_share.setText(
                text.format(radius=cell_text("radius_m", radius_m), bound=BEYOND_KM)
            )

    def _headline_text(self, report: CoverageReport) -> str:
        place = (report.province.label if report.province else ALL_PROVINCES_TITLE).in_language(
            self._language
        )
        tier = report.criterion.label.in_language(self._language)
        return self.tr("{place} · {tier} · {radius} km: {share} covered").format(
            place=place,
            tier=tier,
            radius=radius_text(report.radius_m),
            share=cell_text("ratio", report.ratio),
        )

    def _figures_text(self, report: CoverageReport) -> str:
        if not report.facilities:
            return self.tr(
                "{population} people; no facility of this tier is counted, so nobody is covered."
            ).format(population=f"{report.population:,.0f}")
        # Covered and uncovered add up to the population in whole persons, too.
        covered, population = round(report.covered), round(report.population)
        people = self.tr("{covered} of {population} people covered, {uncovered} not.").format(
            covered=f"{covered:,}",
            population=f"{population:,}",
            uncovered=f"{population - covered:,}",
        )
        lines = [people, self._area_text(report), self._distance_text(report)]
        return "\n".join(line for line in lines if line)

    def _area_text(self, report: CoverageReport) -> str:
        if not math.isfinite(report.area_km2):
            return ""
        return self.tr("{covered} of {area} km² within reach ({share}).").format(
            covered=cell_text("area_km2", report.covered_area_km2),
            area=cell_text("area_km2", report.area_km2),
            share=cell_text("area_ratio", report.area_ratio),
        )

    def _distance_text(self, report: CoverageReport) -> str:
        if report.distances.mean_m > BEYOND_M:
            return self.tr(
                "To the nearest: more than {bound} km on average. The facilities that count lie in "
                "another part of the world: check the positions in their layer."
            ).format(bound=BEYOND_KM)
        if report.criterion.at_least == 1:
            text = self.tr(
                "To the nearest: mean {mean} km, median {median}, nine in ten within {p90}, "
                "farthest {farthest}."
            )
        else:
            text = self.tr(
                "To have {count} within reach: mean {mean} km, median {median}, nine in ten "
                "within {p90}, farthest {farthest}."
            )
        distances = report.distances
        return text.format(
            count=report.criterion.at_least,
            mean=cell_text("mean_m", distances.mean_m),
            median=cell_text("median_m", distances.median_m),
            p90=cell_text("p90_m", distances.p90_m),
            farthest=cell_text("farthest_m", distances.farthest_m),
        )


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
