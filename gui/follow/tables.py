"""What every key begins with: the tables that it is of, each equal to itself alone."""

from collections.abc import Sequence

import geopandas as gpd
from PySide6.QtCore import SignalInstance

from data.project.project import Project
from data.schema import Tier
from gui.document import Document
from gui.follow.follower import Same
from gui.session import Session

CountedTable = tuple[str, Tier | None, Same[gpd.GeoDataFrame | None]]


def counted_tables(
    session: Session, project: Project, tiers: Sequence[Tier] = tuple(Tier)
) -> tuple[CountedTable, ...]:
    """Return the layers of some tiers that count, with their tables as they are without edits."""
    return tuple(
        (layer.id, layer.tier, Same(session.plain_frame(layer.id)))
        for layer in project.counted_layers(tuple(tiers))
    )


def document_signals(document: Document, session: Session) -> tuple[SignalInstance, ...]:
    """Return what tells that the choices, or the tables they are of, differ."""
    return document.changed, session.world_changed
