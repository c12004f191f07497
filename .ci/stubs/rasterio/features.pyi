from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import shapely

from .transform import Affine

def rasterize(
    shapes: Iterable[tuple[shapely.Geometry, int]],
    *,
    out_shape: tuple[int, int],
    transform: Affine,
    fill: int,
    dtype: type[np.int32],
) -> npt.NDArray[np.int32]: ...
