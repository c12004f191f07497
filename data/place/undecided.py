"""A file whose text was read, but of whose records nobody can tell where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

    from data.place.projected_systems import Candidate


class UndecidedError(DataError):
    """Something that only the user can say: which columns, or which coordinate system.

    Parameters
    ----------
    error
        What is the matter, with its sentence.
    head
        The attributes of the first records, to choose by.
    parts
        Names of the files that were read.
    candidates
        Coordinate systems in which the records would lie in the four provinces.

    Attributes
    ----------
    head, parts, candidates
        As given.
    """

    def __init__(
        self,
        error: DataError,
        head: pd.DataFrame,
        parts: tuple[str, ...],
        candidates: tuple[Candidate, ...] = (),
    ) -> None:
        super().__init__(error.code, **error.facts)
        self.head = head
        self.parts = parts
        self.candidates = candidates
