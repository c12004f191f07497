"""How many pairs of places and facilities are held at a time, and how many are kept."""

import numpy as np
import numpy.typing as npt
import pytest

from geo.distance import catchment_pairs
from geo.distance.chunks import WORKERS

Floats = npt.NDArray[np.float64]


def test_few_pairs_are_in_work_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """However dense a place is, a chunk stays within the pairs it may have.

    All facilities are within reach of every place, half of them of each other.
    """
    monkeypatch.setattr(catchment_pairs, "PAIRS_AT_ONCE", 4_000)
    lon, lat = np.full(200, 104.0), np.full(200, 30.0)
    sizes: list[int] = []
    catchments = counted(lon, lat, lon, np.repeat([29.7, 30.3], 100), sizes)
    np.testing.assert_array_equal(catchments.to_facilities(np.ones(200)), 200.0)
    assert sum(sizes) == 200 * 200
    assert max(sizes) <= 4_000 / WORKERS


@pytest.mark.parametrize("budget", [0, 100_000, 10**9])
def test_pairs_are_kept_within_their_budget(budget: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catchment_pairs, "PAIRS_AT_ONCE", 1_000)
    monkeypatch.setattr(catchment_pairs, "KEEP_BYTES", budget)
    lon, lat = np.full(200, 104.0), np.full(200, 30.0)
    sizes: list[int] = []
    catchments = counted(lon, lat, lon, lat, sizes)
    catchments.to_facilities(np.ones(200))
    largest = max(sizes)
    found_again = sum(sizes)
    catchments.to_places(np.ones(200))
    found_again = sum(sizes) - found_again
    kept_bytes = 16 * (200 * 200 - found_again)
    assert kept_bytes <= budget
    assert kept_bytes > min(budget, 16 * 200 * 200) - 16 * largest
    np.testing.assert_array_equal(catchments.to_facilities(np.ones(200)), 200.0)


def counted(
    lon: Floats, lat: Floats, site_lon: Floats, site_lat: Floats, sizes: list[int]
) -> catchment_pairs.GeodesicPairs:
    """Catchments of 50 km and no decay that note how many pairs are found at a time."""

    def decay(distance_m: Floats) -> Floats:
        sizes.append(len(distance_m))
        return np.ones_like(distance_m)

    return catchment_pairs.GeodesicPairs(lon, lat, site_lon, site_lat, 50_000.0, decay)
