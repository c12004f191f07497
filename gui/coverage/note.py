"""What has to be known of the facilities and the people before their figures are used."""

from functools import cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from data.reference.catalog import unplaced_townships
from data.schema import Language, Province, Status, Tier
from geo.coverage.figures import CoverageReport
from geo.study.edited_facilities import what_if_notes
from geo.tables.notes import Basis, counting_notes
from geo.words.numbers import percent
from gui.document import Document
from gui.session import Session

# Tiers of which the bundled list has only what maps and reports happen to name.
PARTIAL_TIERS: Final = frozenset({Tier.SUBCENTRE, Tier.VILLAGE})


class CoverageNote(QLabel):
    """The counts by status, and the caveats."""

    def __init__(
        self,
        document: Document,
        session: Session,
        language: Language,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._language = language
        self.setObjectName("note")
        self.setWordWrap(True)
        # It may name a user's file, which must not become markup.
        self.setTextFormat(Qt.TextFormat.PlainText)

    def show_report(self, report: CoverageReport) -> None:
        """Say what stands behind `report`."""
        self.setText(
            " ".join(
                [
                    *what_if_notes(self._document.project.edits, self._language),
                    self._count_text(report),
                    *self._caveats(report),
                    self._people_text(),
                ]
            )
        )

    def _people_text(self) -> str:
        people = self._document.project.people
        if people is None or self._session.people_of(self._document.project) is None:
            return self.tr("People per cell are modelled from the census of 2020.")
        return self.tr(
            "People are those of {file}, as given there; those outside the counties shown are "
            "not counted."
        ).format(file=people.title)

    def _count_text(self, report: CoverageReport) -> str:
        count = f"{report.facilities:,}"
        if not report.facilities:
            return self.tr("Facilities: {count}.").format(count=count)
        statuses = self.tr(", ").join(
            f"{status.label.in_language(self._language)} {number:,}"
            for status, number in report.by_status.items()
        )
        return self.tr("Facilities: {count} ({statuses}).").format(count=count, statuses=statuses)

    def _caveats(self, report: CoverageReport) -> list[str]:
        caveats = []
        if assumed := report.by_status.get(Status.ASSUMED, 0):
            text = self.tr(
                "{share} of them are only assumed to exist, and their positions are approximate: "
                "read the coverage as an estimate."
            )
            caveats.append(text.format(share=percent(assumed / report.facilities, 0)))
        if missing := self._missing_titles(report):
            text = self.tr("The file of {layers} is missing: its facilities are not counted.")
            caveats.append(text.format(layers=self.tr(", ").join(missing)))
        counted = self._bundled_tiers(report)
        caveats += self._counting(report, counted)
        if Tier.TOWNSHIP in counted and (unplaced := _unplaced_count(report.province)):
            text = self.tr("{count} townships without a known position are not on the map.")
            caveats.append(text.format(count=f"{unplaced:,}"))
        if partial := [tier for tier in counted if tier in PARTIAL_TIERS]:
            text = self.tr(
                "The bundled list is far from complete for: {tiers}. Those it lacks are not "
                "counted, so the true coverage is probably higher."
            )
            names = [tier.label.in_language(self._language) for tier in partial]
            caveats.append(text.format(tiers=self.tr(", ").join(names)))
        return caveats

    def _counting(self, report: CoverageReport, counted: list[Tier]) -> list[str]:
        """Return which bundled facilities count where one might not look for them, or do not."""
        basis = Basis(
            report.province,
            tuple(counted),
            all_hospitals=self._document.project.all_hospitals,
        )
        return counting_notes(basis, self._language)

    def _missing_titles(self, report: CoverageReport) -> list[str]:
        counted = self._document.project.counted_layers(report.criterion.tiers)
        titles = (layer.title for layer in counted if layer.id in self._session.missing)
        return list(dict.fromkeys(titles))

    def _bundled_tiers(self, report: CoverageReport) -> list[Tier]:
        """Return the tiers whose bundled list counts."""
        project = self._document.project
        return [tier for tier in report.criterion.tiers if project.layer(tier).counted]


@cache
def _unplaced_count(province: Province | None) -> int:
    # Asked at every step of a slider; the table is a file.
    return len(unplaced_townships(province))
