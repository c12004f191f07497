"""Points held as numbers: the object that stands for one takes ten times their room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

_POINT: Final = 0
_SPAN: Final = 20_000

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """The points of a layer.

    Attributes
    ----------
    xy
        Coordinates, shape (n, 2), in the units of the file; both NaN where a row has no point.
    """

    xy: FloatArray

    def __len__(self) -> int:
        return len(self.xy)

    def __getitem__(self, rows: Any) -> "Points":
        """Return the points of some rows: a slice, a mask or row numbers."""
        return Points(self.xy[rows])

    @property
    def missing(self) -> BoolArray:
        """Which rows have no point."""
        return np.asarray(np.isnan(self.xy[:, 0]) & np.isnan(self.xy[:, 1]))

    @property
    def finite(self) -> BoolArray:
        """Which rows have two numbers that are finite."""
        return np.asarray(np.isfinite(self.xy[:, 0]) & np.isfinite(self.xy[:, 1]))

    def within(self, far_x: float, far_y: float) -> BoolArray:
        """Return which points keep within `far_x` and `far_y` of the origin."""
        x, y = self.xy.T
        return np.asarray((x >= -far_x) & (x <= far_x) & (y >= -far_y) & (y <= far_y))

    def shapes(self) -> Objects:
        """Return them as shapely points, None where there is none."""
        shapes = np.empty(len(self), dtype=object)
        for start in range(0, len(self), _SPAN):
            piece = self[start : start + _SPAN]
            there = np.flatnonzero(~piece.missing)
            shapes[start + there] = shapely.points(piece.xy[there])
        return shapes


Shapes: TypeAlias = Objects | Points


def compact(shapes: Objects) -> Shapes:
    """Return plain points as numbers, and any other geometry as it is."""
    there = np.flatnonzero(~shapely.is_missing(shapes))
    found = shapes[there]
    plain = (shapely.get_type_id(found) == _POINT).all()
    if not plain or shapely.has_z(found).any() or shapely.has_m(found).any():
        return shapes
    # An empty point has no coordinates to ask for.
    is_empty = shapely.is_empty(found)
    xy = np.full((len(shapes), 2), np.nan)
    xy[there[~is_empty]] = shapely.get_coordinates(found)
    return Points(xy)


def joined(pieces: Sequence[Shapes]) -> Shapes:
    """Return pieces of a layer as one: as numbers where all are."""
    numbers = [piece.xy for piece in pieces if isinstance(piece, Points)]
    if len(numbers) == len(pieces):
        return Points(np.concatenate([np.empty((0, 2)), *numbers]))
    return np.concatenate([as_objects(piece) for piece in pieces])


def as_objects(shapes: Shapes) -> Objects:
    """Return geometry as shapely objects, None where there is none."""
    return shapes.shapes() if isinstance(shapes, Points) else shapes
