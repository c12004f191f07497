"""When to look at a key again: what tells that the tables it is of, or the choices, differ."""

from PySide6.QtCore import SignalInstance

from gui.document import Document
from gui.session import Session


def document_signals(document: Document, session: Session) -> tuple[SignalInstance, ...]:
    """Return what tells that the choices, or the tables they are of, differ."""
    return document.changed, session.world_changed
