"""Saving the tables of access and equity as files: the bytes of the command line's."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from data.project.project import Criterion
from data.schema import Method, Scope
from geo.access.state import AccessFigures, AccessTable
from geo.access.words import AccessAnswer, access_headline, shared_headline
from geo.tables.access import told_access
from geo.tables.equity import told_equity
from geo.tables.files.written import CSV
from geo.tables.notes import is_assumed
from gui.follow.saver import Saver


class SaveAccess(Saver):
    """Asks for a name and writes a table of the session's access."""

    def ask(self, table: AccessTable) -> None:
        """Let the user choose where, and save what is known at that moment."""
        figures = self._session.access.figures
        if figures is None:
            return
        headline = access_headline if table is AccessTable.COUNTIES else shared_headline
        head = headline(self._answer(figures), self._settings.language)
        name = self.named(self.place, self._document.project.access.method.value, table.value)
        self.offer(
            self.tr("Save access and equity as a file"),
            {CSV: self.tr("Table (*.csv)")},
            f"{name}{CSV}",
            lambda path: self.save(path, table, figures, head),
        )

    def save(
        self, path: Path, table: AccessTable, figures: AccessFigures, head: Sequence[str]
    ) -> None:
        """Write a table of `figures` to `path`; the old file stays if that fails.

        Parameters
        ----------
        head
            What was asked and the answer, in sentences: it goes into the file before the notes.
        """
        answer, catchment_m = self._answer(figures), self._document.project.catchment_m
        assumed = is_assumed(catchment_m, answer.criterion)
        basis = self.basis(answer.criterion.tiers, radius_assumed=assumed)
        language = self._settings.language
        if table is AccessTable.COUNTIES:
            self.write_table(path, partial(told_access, answer, head, basis, language))
        else:
            groups = figures.groups
            self.write_table(path, partial(told_equity, answer, groups, head, basis, language))

    def _answer(self, figures: AccessFigures) -> AccessAnswer:
        """Return the figures with what the project asks for."""
        project = self._document.project
        # How many are near is a question of coverage.
        criterion = replace(project.criterion, at_least=1)
        if figures.report.method is Method.HIERARCHICAL:
            criterion = Criterion(criterion.tier, Scope.ANY)
        own_zones = bool(project.access.zones)
        return AccessAnswer(figures.report, criterion, figures.by_status, own_zones)
