"""The address app://yiquan/...: our own files for the map page, and a closed door to the rest.

`register` must run before QApplication. Nothing but the roots below is ever read, and
no request leaves the machine but for tiles of a host the user chose.
"""

import logging
import secrets
from importlib import resources
from pathlib import Path, PurePosixPath
from string import Formatter
from typing import Final, cast
from urllib.parse import urlsplit

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject
from PySide6.QtWebEngineCore import (
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)

from geo.page.policy import TILE_SUBDOMAINS, page_policy
from resources import FOLDER

SCHEME: Final = "app"
HOST: Final = "yiquan"
MIME_TYPES: Final = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
_CHANNEL_SCRIPT: Final = ":/qtwebchannel/qwebchannel.js"
WEB_FOLDER: Final = FOLDER / "web"

log = logging.getLogger(__name__)


def register() -> None:
    """Make the scheme known to Chromium; once, before QApplication."""
    name = SCHEME.encode("ascii")
    if QWebEngineUrlScheme.schemeByName(name).name().data() == name:
        return
    scheme = QWebEngineUrlScheme(name)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    scheme.setFlags(QWebEngineUrlScheme.Flag.SecureScheme)
    QWebEngineUrlScheme.registerScheme(scheme)


class Files:
    """What the scheme serves: paths -> bytes.

    Attributes
    ----------
    roots
        First part of a path -> the folder it stands for.
    """

    def __init__(self) -> None:
        leaflet = resources.files("xstatic.pkg.leaflet") / "data"
        self.roots = {"web": WEB_FOLDER, "leaflet": Path(str(leaflet))}
        self._pages: dict[str, bytes] = {}
        self._policy = page_policy()

    def put_page(self, html: str, tile_url: str = "") -> str:
        """Keep a page in memory in place of the last one and return its address.

        Parameters
        ----------
        tile_url
            The address of the background tiles it uses, if any.
        """
        token = secrets.token_hex(8)
        self._pages = {token: html.encode("utf-8")}
        self._policy = page_policy(tile_url)
        return f"{SCHEME}://{HOST}/page/{token}.html"

    def headers(self) -> dict[str, str]:
        """Return what is said with every answer: what the page may do, and that types are true."""
        return {"Content-Security-Policy": self._policy, "X-Content-Type-Options": "nosniff"}

    def read(self, path: str) -> tuple[str, bytes] | None:
        """Return MIME type and content of a path such as `/web/map.js`; None when not ours."""
        parts = PurePosixPath(path).parts[1:]
        if len(parts) < 2 or ".." in parts or "\\" in path or "\0" in path:  # noqa: PLR2004
            return None
        mime = MIME_TYPES.get(PurePosixPath(path).suffix.lower())
        if mime is None:
            return None
        content = self._content(parts[0], parts[1:])
        return None if content is None else (mime, content)

    def _content(self, root: str, rest: tuple[str, ...]) -> bytes | None:
        if root == "page":
            return self._pages.get(PurePosixPath(*rest).stem) if len(rest) == 1 else None
        if root == "qt":
            return _channel_script() if rest == ("qwebchannel.js",) else None
        folder = self.roots.get(root)
        if folder is None:
            return None
        file = folder.joinpath(*rest).resolve()
        # Resolving follows links and drive letters: what counts is where it ends.
        inside = file.is_relative_to(folder.resolve()) and file.is_file()
        return file.read_bytes() if inside else None


def _channel_script() -> bytes | None:
    file = QFile(_CHANNEL_SCRIPT)
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        return None
    return bytes(file.readAll().data())


class SchemeHandler(QWebEngineUrlSchemeHandler):
    """Answers app:// requests from `files`: GET only, 404 for all that is not there."""

    def __init__(self, files: Files, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files = files

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:  # noqa: N802 - Qt's name
        """Reply to one request."""
        if job.requestMethod() != QByteArray(b"GET"):
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
            return
        url = job.requestUrl()
        found = self._files.read(url.path()) if url.host() == HOST else None
        if found is None:
            log.warning("no such file: %s", url.toString())
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        mime, content = found
        # The job outlives this call and takes the buffer with it.
        buffer = QBuffer(job)
        buffer.setData(QByteArray(content))
        headers = {
            QByteArray(name.encode("ascii")): [QByteArray(value.encode("ascii"))]
            for name, value in self._files.headers().items()
        }
        # It takes a map of lists, whatever its type says.
        job.setAdditionalResponseHeaders(cast("dict[QByteArray, QByteArray]", headers))
        job.reply(QByteArray(mime.encode("ascii")), buffer)


class Gatekeeper(QWebEngineUrlRequestInterceptor):
    """Blocks every request but to our own scheme and to the tile hosts the user chose."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hosts: frozenset[str] = frozenset()

    def allow(self, hosts: frozenset[str]) -> None:
        """Let images from `hosts` through, and from no others."""
        self._hosts = hosts

    def admits(self, scheme: str, host: str, *, image: bool) -> bool:
        """Return whether a request may go ahead."""
        if scheme in {SCHEME, "data", "blob"}:
            return True
        return image and scheme in {"http", "https"} and host in self._hosts

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:  # noqa: N802
        """Let one request go or block it."""
        url = info.requestUrl()
        image = info.resourceType() == QWebEngineUrlRequestInfo.ResourceType.ResourceTypeImage
        if not self.admits(url.scheme(), url.host(), image=image):
            log.warning("blocked a request to %s", url.host() or url.scheme())
            info.block(True)  # noqa: FBT003


def tile_hosts(template: str) -> frozenset[str]:
    """Return the hosts a tile address such as `https://{s}.example.org/{z}/{x}/{y}.png` uses."""
    host = urlsplit(template).hostname or ""
    fields = {name for _, name, _, _ in Formatter().parse(host) if name}
    if fields - {"s"}:
        return frozenset()
    return frozenset(host.format(s=letter) for letter in TILE_SUBDOMAINS) - {""}
