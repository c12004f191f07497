"""The web page of the map as Chromium runs it: what it may do beyond drawing, which is nothing."""

import logging
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineDesktopMediaRequest,
    QWebEngineDownloadRequest,
    QWebEngineFileSystemAccessRequest,
    QWebEngineFullScreenRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineScript,
    QWebEngineSettings,
)

from gui.map.scheme import WEB_FOLDER

log = logging.getLogger(__name__)

MOST_SAID: Final = 50
MOST_LETTERS: Final = 500

_ATTRIBUTES: Final = QWebEngineSettings.WebAttribute
_OFF: Final = (
    _ATTRIBUTES.LocalContentCanAccessRemoteUrls,
    _ATTRIBUTES.LocalContentCanAccessFileUrls,
    _ATTRIBUTES.JavascriptCanOpenWindows,
    _ATTRIBUTES.JavascriptCanAccessClipboard,
    _ATTRIBUTES.JavascriptCanPaste,
    _ATTRIBUTES.AllowWindowActivationFromJavaScript,
    _ATTRIBUTES.AllowGeolocationOnInsecureOrigins,
    _ATTRIBUTES.AllowRunningInsecureContent,
    _ATTRIBUTES.ScreenCaptureEnabled,
    _ATTRIBUTES.FullScreenSupportEnabled,
    _ATTRIBUTES.HyperlinkAuditingEnabled,
    _ATTRIBUTES.DnsPrefetchEnabled,
    _ATTRIBUTES.LocalStorageEnabled,
    _ATTRIBUTES.AutoLoadIconsForPage,
    _ATTRIBUTES.PluginsEnabled,
    _ATTRIBUTES.PdfViewerEnabled,
    _ATTRIBUTES.ErrorPageEnabled,
    _ATTRIBUTES.NavigateOnDropEnabled,
    _ATTRIBUTES.FocusOnNavigationEnabled,
    _ATTRIBUTES.ShowScrollBars,
)


class Said:
    """Writes what a page says to the log: each in a short line, and not without end."""

    def __init__(self) -> None:
        self._count = 0

    def log(self, level: int, text: str) -> None:
        """Write one message of the page."""
        self._count += 1
        if self._count > MOST_SAID:
            return
        log.log(level, "map page: %s", " ".join(text[:MOST_LETTERS].split()))
        if self._count == MOST_SAID:
            log.info("the map page says too much: no more of it is written")

    def clear(self) -> None:
        """Listen anew: another page is shown."""
        self._count = 0


class MapPage(QWebEnginePage):
    """A page that goes nowhere but where it is sent, asks for nothing, and talks to our log.

    Attributes
    ----------
    address
        The one address it may go to.
    """

    def __init__(self, profile: QWebEngineProfile, parent: QObject | None = None) -> None:
        super().__init__(profile, parent)
        self.address = ""
        self.said = Said()
        settings = self.settings()
        for attribute in _OFF:
            settings.setAttribute(attribute, False)  # noqa: FBT003
        settings.setAttribute(_ATTRIBUTES.WebRTCPublicInterfacesOnly, True)  # noqa: FBT003
        self.scripts().insert(_shutting_script())
        self.permissionRequested.connect(_deny)
        self.fullScreenRequested.connect(_refuse_screen)
        self.fileSystemAccessRequested.connect(_refuse_files)
        self.desktopMediaRequested.connect(_refuse_desktop)
        profile.downloadRequested.connect(_refuse_download)

    def acceptNavigationRequest(  # noqa: N802 - Qt's name
        self,
        url: QUrl | str,
        _kind: QWebEnginePage.NavigationType,
        _is_main_frame: bool,  # noqa: FBT001 - Qt's signature
    ) -> bool:
        """Refuse every address but the one it was sent to."""
        return QUrl(url).toString() == self.address

    def chooseFiles(  # noqa: N802 - Qt's name
        self,
        _mode: QWebEnginePage.FileSelectionMode,
        _old_files: Sequence[str],
        _mime_types: Sequence[str],
    ) -> list[str]:
        """Give the page no file."""
        return []

    def javaScriptAlert(self, _origin: QUrl | str, text: str) -> None:  # noqa: N802
        """Say in the log what the page wants to say in a box."""
        self.said.log(logging.INFO, text)

    def javaScriptConfirm(self, _origin: QUrl | str, text: str) -> bool:  # noqa: N802
        """Say no to what the page asks in a box."""
        self.said.log(logging.INFO, text)
        return False

    def javaScriptConsoleMessage(  # noqa: N802
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        line: int,
        source: str,
    ) -> None:
        """Write what the page's console says to the log."""
        severity = {
            QWebEnginePage.JavaScriptConsoleMessageLevel.InfoMessageLevel: logging.DEBUG,
            QWebEnginePage.JavaScriptConsoleMessageLevel.WarningMessageLevel: logging.WARNING,
            QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel: logging.ERROR,
        }[level]
        self.said.log(severity, f"{message[:MOST_LETTERS]} ({source}:{line})")


def _shutting_script() -> QWebEngineScript:
    script = QWebEngineScript()
    script.setName("shut")
    script.setSourceCode((WEB_FOLDER / "shut.js").read_text(encoding="utf-8"))
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
    script.setRunsOnSubFrames(True)
    return script


def _deny(permission: QWebEnginePermission) -> None:
    permission.deny()


def _refuse_screen(request: QWebEngineFullScreenRequest) -> None:
    request.reject()


def _refuse_files(request: QWebEngineFileSystemAccessRequest) -> None:
    request.reject()


def _refuse_desktop(request: QWebEngineDesktopMediaRequest) -> None:
    request.cancel()


def _refuse_download(request: QWebEngineDownloadRequest) -> None:
    request.cancel()
