"""A layer as it is saved while a what-if is in force: which rows are supposed, which are gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from data.facility_key import FacilityKey
from data.project.project import Edit, EditKind
from data.schema import FacilityColumn, Language
from geo.study.edited_facilities import EditedFrames, edit_title
from geo.words.wording import say

WHAT_IF: Final = "what_if"
WHAT_IF_NOTE: Final = "what_if_note"

_TOLD: Final = {
    EditKind.ADD: "added",
    EditKind.REMOVE: "removed",
    EditKind.MOVE: "moved",
    EditKind.RAISE: "raised",
}


@dataclass(frozen=True, slots=True, eq=False)
class ToldLayer:
    """The table of a layer, its edited rows marked, and the rows that edits took out of it.

    Attributes
    ----------
    frame, gone
        Tables with two columns more: `what_if` (`added`, `moved`, `raised` or `removed`,
        several parted by semicolons, blank for a row as it is) and `what_if_note`, the same
        in words. Rows of `gone` are as they were before, those included that were raised
        out of the layer's tier.
    gone_rows : int64[n]
        Rows of the table without edits that `gone` has.
    """

    frame: gpd.GeoDataFrame
    gone: gpd.GeoDataFrame
    gone_rows: npt.NDArray[np.int64]


def told_layer(
    layer_id: str,
    edits: Sequence[Edit],
    edited: EditedFrames,
    plain: gpd.GeoDataFrame,
    language: Language,
) -> ToldLayer | None:
    """Return how a layer is saved; None where no edit concerns it.

    Parameters
    ----------
    edits
        All of the project.
    edited
        The tables with `edits` in them.
    plain
        The layer's table without them.
    """
    frame, before = edited.frames[layer_id], EditedFrames({layer_id: plain})
    here: dict[int, tuple[str, str]] = {}
    gone: dict[int, tuple[str, str]] = {}
    for key, of_key in _by_facility(edits).items():
        place, old = edited.row_of(key), before.row_of(key)
        told = _told(of_key, plain, old[1] if old else None, language)
        if place is not None and place[0] == layer_id:
            here[place[1]] = told
        elif old is not None:
            gone[old[1]] = told
    if not here and not gone:
        return None
    rows = np.array(sorted(gone), dtype=np.int64)
    return ToldLayer(
        _marked(frame, here),
        _marked(
            plain.iloc[rows].reset_index(drop=True), dict(enumerate(gone[row] for row in rows))
        ),
        rows,
    )


def _by_facility(edits: Sequence[Edit]) -> dict[FacilityKey, list[Edit]]:
    found: dict[FacilityKey, list[Edit]] = {}
    for edit in edits:
        found.setdefault(edit.facility, []).append(edit)
    return found


def _told(
    edits: Sequence[Edit], plain: gpd.GeoDataFrame, row: int | None, language: Language
) -> tuple[str, str]:
    """Return what is done to one facility, as a code and in words."""
    words = [edit_title(edit, language) for edit in edits]
    if row is not None and any(edit.kind is EditKind.MOVE for edit in edits):
        lon, lat = (
            float(plain[name].iloc[row]) for name in (FacilityColumn.LON, FacilityColumn.LAT)
        )
        words.append(say("what_if_stood", language, place=f"{lon:.5f}, {lat:.5f}"))
    codes = dict.fromkeys(_TOLD[edit.kind] for edit in edits)
    return ";".join(codes), say("cli_semicolon", language).join(words)


def _marked(frame: gpd.GeoDataFrame, told: Mapping[int, tuple[str, str]]) -> gpd.GeoDataFrame:
    blank = ("", "")
    columns = [told.get(row, blank) for row in range(len(frame))]
    return frame.assign(
        **{
            WHAT_IF: [code for code, _ in columns],
            WHAT_IF_NOTE: [words for _, words in columns],
        }
    )
