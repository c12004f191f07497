"""Saving the tables of access and equity as files."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from data.schema import Language
from data.write.output_file import write_file
from geo.access.state import AccessFigures, AccessTable
from geo.progress import Progress
from geo.tables.access import access_table
from geo.tables.equity import equity_notes, equity_table
from geo.tables.written import csv_of
from geo.words.wording import say
from gui.follow.saver import Saver

ENDING: Final = ".csv"


class SaveAccess(Saver):
    """Asks for a name and writes a table of the session's access."""

    def ask(self, table: AccessTable, said: Sequence[str]) -> None:
        """Let the user choose where, and save what is known at that moment.

        Parameters
        ----------
        said
            What the panel says of the figures: it goes into the file with them.
        """
        figures = self._session.access.figures
        if figures is None:
            return
        said = [*self.notes(), *said]
        name = self.named(self.place, self._document.project.access.method.value, table.value)
        self.offer(
            self.tr("Save access and equity as a file"),
            {ENDING: self.tr("Table (*.csv)")},
            f"{name}{ENDING}",
            lambda path: self.save(path, table, figures, said),
        )

    def save(
        self, path: Path, table: AccessTable, figures: AccessFigures, said: Sequence[str]
    ) -> None:
        """Write a table of `figures` to `path`; the old file stays if that fails."""
        self.write(path, partial(_write, table, figures, said, self._settings.language))


def _write(
    table: AccessTable,
    figures: AccessFigures,
    said: Sequence[str],
    language: Language,
    path: Path,
    progress: Progress,
) -> None:
    progress(0.0)
    write_file(path, table_csv(table, figures, said, language).encode())


def table_csv(
    table: AccessTable, figures: AccessFigures, said: Sequence[str], language: Language
) -> str:
    """Return a table as CSV, with what it rests on in its `note`."""
    notes = [*said, say(f"cli_method_{figures.report.method}", language)]
    if table is AccessTable.COUNTIES:
        return csv_of(access_table(figures.report, notes))
    return csv_of(equity_table(figures.groups, [*notes, *equity_notes(language)]))
