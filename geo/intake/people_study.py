"""People from a file of the user in place of the bundled ones: from points to a study."""

import numpy as np
import numpy.typing as npt

from data.schema import Province
from geo.intake.own_people import demand_of_points, living_inside
from geo.progress import Progress, part
from geo.study.study import Study, load_study
from geo.study.user_people import UserPeople

Floats = npt.NDArray[np.float64]

_PLACED = 0.8


def people_study(people: UserPeople, province: Province | None, progress: Progress) -> Study:
    """Return a province with people of the user, those in none of its counties left out.

    Raises
    ------
    DataError
        `people_elsewhere` when nobody of them lives there.
    """
    demand = demand_of_points(
        people.lon, people.lat, people.population, province, part(progress, 0.0, _PLACED)
    )
    demand, _ = living_inside(demand, people.file)
    return load_study(province, part(progress, _PLACED, 1.0), demand=demand)
