"""Saving the map as a picture."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QObject, Signal
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from data.errors import DataError
from data.project.project import Project
from data.reference.catalog import attributions
from data.whole_file import replace_file
from geo.study.edited_facilities import what_if_notes
from geo.words.missing_files import missing_notes
from geo.words.numbers import radius_text
from geo.words.wording import say
from gui.document import Document
from gui.map.picture.full import WholePicture
from gui.map.picture.report import SIZES, PictureSize, ReportPicture
from gui.map.view import MapView
from gui.session import Session
from gui.settings import Settings
from gui.tasks import Tasks
from gui.widgets.file_dialog import file_dialog, with_ending

SUFFIX: Final = ".png"


class SavePicture(QObject):
    """Asks for a name and writes what the map shows.

    `saved` carries a message for the status bar, `failed` why it did not work.

    Parameters
    ----------
    told
        Returns what is to be said of the picture besides what any file has to say.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        view: MapView,
        document: Document,
        session: Session,
        settings: Settings,
        tasks: Tasks,
        window: QWidget,
        told: Callable[[], Sequence[str]],
    ) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._report = ReportPicture(view)
        self._told = told
        self._whole = WholePicture(view)
        self._document = document
        self._session = session
        self._settings = settings
        self._window = window

    def ask(self) -> None:
        """Let the user choose where and how large, and save."""
        sizes: dict[str, PictureSize | None] = {self._size_text(each): each for each in SIZES}
        sizes[self.tr("PNG picture, as large as the map on the screen (*.png)")] = None
        dialog = file_dialog(
            self._window,
            self.tr("Save the map as a picture"),
            self._settings.folder,
            list(sizes),
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX)
        dialog.selectFile(suggested_name(self._document.project))
        dialog.fileSelected.connect(
            lambda chosen: self.save(
                with_ending(Path(chosen), SUFFIX, {SUFFIX}),
                sizes.get(dialog.selectedNameFilter(), SIZES[0]),
            )
        )
        dialog.open()

    def _size_text(self, size: PictureSize) -> str:
        text = self.tr("PNG picture, {width} × {height} pixels (*.png)")
        if size.scale > 1.0:
            text = self.tr("PNG picture for print, {width} × {height} pixels (*.png)")
        return text.format(width=size.width, height=size.height)

    def save(self, path: Path, size: PictureSize | None = SIZES[0]) -> None:
        """Write the map to `path`, with every note on it, once it is drawn so.

        Without a size it is as large as on the screen.
        """
        self._settings.folder = path.parent
        # What is told of the picture is of now, as the picture is.
        write = partial(self._write, path, self._attribution())
        if size is None:
            self._whole.take(write)
        else:
            self._report.take(size, write, self.failed.emit)

    def _write(self, path: Path, note: str, image: QImage) -> None:
        if image.isNull():
            self.failed.emit(DataError("map_not_ready"))
            return
        self._tasks.run(
            f"picture {path}",
            self.tr("Saving the picture"),
            lambda _report: write_png(image, path, note),
            lambda _nothing: self.saved.emit(self.tr("Saved {file}").format(file=path.name)),
            self.failed.emit,
        )

    def _attribution(self) -> str:
        language = self._settings.language
        sources = say("cli_semicolon", language).join(
            title.in_language(language) for title in attributions()
        )
        supposed = what_if_notes(self._document.project.edits, language)
        lines = [say("picture_line", language, text=line) for line in (*self._told(), sources)]
        project = self._document.project
        gone = missing_notes(project, self._session.missing, language)
        return " ".join([*lines[:-1], *supposed, *gone, lines[-1], say("picture_note", language)])


def suggested_name(project: Project) -> str:
    """Return a file name that tells place, tier, radius and what is supposed apart."""
    place = project.province.value if project.province else "all"
    radius_km = f"{radius_text(project.radius_m(project.tier))}km"
    supposed = "-what-if" if project.edits else ""
    return f"yiquan-{place}-{project.tier.value}-{radius_km}{supposed}{SUFFIX}"


def write_png(image: QImage, path: Path, note: str) -> None:
    """Write `image` with `note` in its text fields; the old file stays if that fails.

    Raises
    ------
    DataError
        `file_not_written` when the folder does not take the file.
    """
    drawn = QBuffer()
    drawn.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QImageWriter(drawn, QByteArray(b"png"))
    writer.setText("Description", note)
    if not writer.write(image):
        raise DataError("file_not_written", file=str(path), detail=writer.errorString())
    try:
        replace_file(path, bytes(drawn.data().data()))
    except OSError as error:
        detail = error.strerror or str(error)
        raise DataError("file_not_written", file=str(path), detail=detail) from error
