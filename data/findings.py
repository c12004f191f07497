"""What was found of a file while it was read: reasons, problems, hypotheses; no sentences.

A reason or a problem is a code with its facts; the sentences stand under the code in
resources/i18n/errors_reader.toml.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from data.lists import Several, several
from data.schema import Datum

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """How well points fall into the counties they name, were they in this datum.

    Attributes
    ----------
    hits
        Places that fall in the county they name.
    tested
        Places that name a county with known borders; places within about 1 km in one
        county count once.
    against
        Places that fall in their county under the best hypothesis and not under this.
    in_favour
        Places that fall in their county under this hypothesis and not under the best.
    """

    datum: Datum
    hits: int
    tested: int
    against: int = 0
    in_favour: int = 0


# Record numbers of a file: no reader takes two thousand million records.
RowNumbers: TypeAlias = "npt.NDArray[np.int32]"


ROWS_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: a sentence's code and its facts."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something doubtful that was noticed, and mended where that was possible.

    Attributes
    ----------
    code
        Key of the sentence.
    rows
        Records concerned, counted from 1 in the order of the file; empty when the
        problem concerns the whole file.
    facts
        Values for the sentence; always holds `count` and `row_list`, the first rows.
    """

    code: str
    rows: tuple[int, ...]
    facts: Mapping[str, object]

    @classmethod
    def of(cls, code: str, rows: Iterable[int] = (), **facts: object) -> "Problem":
        """Return the problem of `rows`, each named once and in order."""
        numbers = tuple(sorted({int(row) for row in rows}))
        return cls(code, numbers, {"count": len(numbers), "row_list": list_rows(numbers), **facts})


def list_rows(rows: Iterable[int]) -> Several:
    """Return the first ten row numbers, to be listed in a sentence."""
    return several(rows, ROWS_NAMED)
