"""People of the user, as they stand in a file."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class UserPeople:
    """People at points.

    Attributes
    ----------
    file
        What they come from, for sentences.
    lon, lat : float64[n]
        Degrees, WGS 84.
    population : float64[n]
        Persons.
    """

    file: str
    lon: Floats
    lat: Floats
    population: Floats
