"""Qt's own messages -> our log, so that the console shows what we have to say."""

import logging

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from gui.desktop.environment import is_harmless

log = logging.getLogger("qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def route_messages() -> None:
    """Send Qt's messages to the logger `qt`; those of every sound start only at DEBUG."""
    qInstallMessageHandler(_to_log)


def _to_log(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    text = message or ""
    level = logging.DEBUG if is_harmless(text) else _LEVELS[kind]
    log.log(level, "%s: %s", context.category or "default", text)
