"""The data doctor: what is doubtful in the user's files, with a way to each record."""

import math
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from data.schema import Language
from geo.intake.case import Case
from geo.intake.doctor import Finding, row_sentence, sentence
from gui.doctor.analysis import DoctorAnalysis
from gui.widgets.copy_rows import CopyRows
from gui.widgets.input_guard import InputGuard
from gui.widgets.wrapped_text import WrappedText

WHAT, COUNT = range(2)
PLACE_ROLE: Final = Qt.ItemDataRole.UserRole
# More than anybody goes through one by one; the file has them all.
MOST_LISTED: Final = 500


class DoctorPanel(QWidget):
    """Findings by kind, the records under each.

    `record_activated` carries the number of a record that was chosen, with its case and where
    it lies; `export_requested` asks for the findings of a case as a file.
    """

    record_activated = Signal(object, int, float, float)
    export_requested = Signal(object)

    def __init__(
        self, analysis: DoctorAnalysis, language: Language, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._analysis = analysis
        self._language = language
        self._shown: tuple[str, int] | None = None
        self._guard = InputGuard(self)
        self._files = QComboBox()
        self._files.setAccessibleName(self.tr("File"))
        self._files.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._files.activated.connect(self._show)
        self._guard.watch(self._files)
        self._summary = QLabel()
        # Text from a file's side is never markup.
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self._summary.setWordWrap(True)
        self._summary.setObjectName("doctor_summary")
        self._again = QPushButton(self.tr("Check again"))
        self._again.clicked.connect(self._on_again)
        self._export = QPushButton(self.tr("Save as a file…"))
        self._export.clicked.connect(self._on_export)
        self._tree = self._findings_tree()
        self._lay_out()
        analysis.changed.connect(self._show)
        analysis.examined.connect(self._on_examined)
        self._show()

    def _findings_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        CopyRows(tree)
        tree.setAccessibleName(self.tr("Findings"))
        tree.setHeaderLabels([self.tr("Finding"), self.tr("Records")])
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        tree.setWordWrap(True)
        tree.setItemDelegate(WrappedText(tree))
        # Other widths break the sentences into other lines.
        tree.header().sectionResized.connect(tree.scheduleDelayedItemsLayout)
        tree.setMinimumHeight(160)
        tree.itemExpanded.connect(self._fill_records)
        tree.itemClicked.connect(self._on_clicked)
        tree.itemActivated.connect(self._on_clicked)
        return tree

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._again)
        buttons.addStretch(1)
        buttons.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.addWidget(self._files)
        layout.addWidget(self._summary)
        layout.addWidget(self._tree, 1)
        layout.addLayout(buttons)

    def _case(self) -> Case | None:
        cases, row = self._analysis.cases, self._files.currentIndex()
        return cases[row] if 0 <= row < len(cases) else None

    def _on_examined(self, case: Case) -> None:
        if case in self._analysis.cases:
            self._files.setCurrentIndex(self._analysis.cases.index(case))
            self._show()

    def _on_again(self) -> None:
        if case := self._case():
            self._analysis.examine(case)

    def _on_export(self) -> None:
        if case := self._case():
            self.export_requested.emit(case)

    def _show(self) -> None:
        self._show_files()
        case = self._case()
        findings = self._analysis.findings(case) if case else None
        self._summary.setText(self._summary_text(case, findings))
        stopped = case is not None and findings is None and not self._analysis.awaits(case)
        self._again.setVisible(stopped)
        self._export.setEnabled(bool(findings))
        # Filled anew only for other findings: one that was opened must not close by itself.
        of = (case.key, len(findings)) if case and findings is not None else None
        if of != self._shown:
            self._shown = of
            self._fill(findings or ())

    def _show_files(self) -> None:
        titles = [" ".join(case.title.split()) for case in self._analysis.cases]
        if titles == [self._files.itemText(row) for row in range(self._files.count())]:
            return
        chosen = self._files.currentText()
        with QSignalBlocker(self._files):
            self._files.clear()
            self._files.addItems(titles)
            self._files.setCurrentIndex(titles.index(chosen) if chosen in titles else 0)
        self._files.setVisible(len(titles) > 1)

    def _summary_text(self, case: Case | None, findings: tuple[Finding, ...] | None) -> str:
        if case is None:
            return self.tr("Open a file of your own to have it checked.")
        if findings is None:
            checks = self._analysis.awaits(case)
            return self.tr("Checking…") if checks else self.tr("Checking was stopped.")
        if not findings:
            return self.tr("{file}: nothing doubtful in {count} records.").format(
                file=case.title, count=f"{len(case.loaded.records):,}"
            )
        found = self._analysis.examined_of(case)
        return self.tr("{file}: {doubtful} of {count} records are doubtful or were mended.").format(
            file=case.title, doubtful=f"{found.doubtful:,}", count=f"{found.records:,}"
        )

    def _fill(self, findings: tuple[Finding, ...]) -> None:
        self._tree.clear()
        for finding in findings:
            item = QTreeWidgetItem([sentence(finding, self._language), f"{len(finding.rows):,}"])
            item.setTextAlignment(
                COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
            item.setData(WHAT, PLACE_ROLE, finding)
            self._tree.addTopLevelItem(item)

    def _fill_records(self, item: QTreeWidgetItem) -> None:
        """List the records of a finding when somebody wants to see them."""
        finding = item.data(WHAT, PLACE_ROLE)
        if not isinstance(finding, Finding) or item.childCount():
            return
        for index, record in enumerate(finding.rows[:MOST_LISTED].tolist()):
            told = row_sentence(finding, index, self._language)
            told = told or self.tr("Record {number}").format(number=record)
            if math.isnan(finding.lon[index]):
                told = self.tr("{record}: not on the map").format(record=told)
            child = QTreeWidgetItem([told, f"#{record}"])
            child.setTextAlignment(
                COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
            place = (record, float(finding.lon[index]), float(finding.lat[index]))
            child.setData(WHAT, PLACE_ROLE, place)
            item.addChild(child)
        if len(finding.rows) > MOST_LISTED:
            text = self.tr("… and {count} more in the saved file")
            rest = f"{len(finding.rows) - MOST_LISTED:,}"
            item.addChild(QTreeWidgetItem([text.format(count=rest), ""]))

    def _on_clicked(self, item: QTreeWidgetItem) -> None:
        case, place = self._case(), item.data(WHAT, PLACE_ROLE)
        if case is None or not isinstance(place, tuple):
            return
        record, lon, lat = place
        if not math.isnan(lon):
            self.record_activated.emit(case, record, lon, lat)
