"""Groups of people: exact sums, and the model of urban people against a plain loop."""

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataError
from data.reference.demand import Demand, read_demand, read_over_65
from data.schema import Language, PeopleGroup, Province, UnitColumn
from geo.access.people_groups import group_population, urban_people
from geo.distance.lattice import cell_area_km2
from geo.progress import Cancelled
from geo.words.wording import explain

Floats = npt.NDArray[np.float64]


@pytest.fixture(scope="module", params=[*Province, None])
def bundled(request: pytest.FixtureRequest) -> tuple[Province | None, Demand]:
    return request.param, read_demand(request.param)


def by_county(demand: Demand, people: Floats) -> list[float]:
    return list(np.bincount(demand.unit, people, len(demand.units)))


def test_all_people_are_the_population(bundled: tuple[Province | None, Demand]) -> None:
    province, demand = bundled
    assert group_population(demand, PeopleGroup.TOTAL, province) is demand.population


def test_urban_and_rural_make_the_population_exactly(
    bundled: tuple[Province | None, Demand],
) -> None:
    province, demand = bundled
    urban = group_population(demand, PeopleGroup.URBAN, province)
    rural = group_population(demand, PeopleGroup.RURAL, province)
    assert np.array_equal(urban + rural, demand.population)
    assert urban.min() == rural.min() == 0
    assert by_county(demand, urban) == demand.units["urban"].tolist()
    assert by_county(demand, rural) == demand.units["rural"].tolist()
    for people in (urban, rural):
        assert np.array_equal(people * 1024, np.rint(people * 1024))


def test_the_census_counts_everybody_as_urban_or_rural() -> None:
    units = read_demand(None).units
    assert (units["urban"] + units["rural"] == units["population"]).all()


def test_urban_people_live_where_people_live_closest(
    bundled: tuple[Province | None, Demand],
) -> None:
    province, demand = bundled
    urban = group_population(demand, PeopleGroup.URBAN, province)
    density = demand.population / cell_area_km2(demand)
    some, rest = urban > 0, urban < demand.population
    for unit in range(0, len(demand.units), 9):
        here = (demand.unit == unit) & (demand.population > 0)
        split = here & some & rest
        if split.any():
            # The one class of cells where the urban people run out has one share.
            middle = np.sqrt(density[split].min() * density[split].max())
            np.testing.assert_allclose(density[split], middle, rtol=0.021)
            share = urban[split].sum() / demand.population[split].sum()
            expected = share * demand.population[split]
            np.testing.assert_allclose(urban[split], expected, rtol=0, atol=1.01 / 1024)
            assert density[here & ~some].max(initial=0) <= density[split].min()
            assert density[here & ~rest].min(initial=np.inf) >= density[split].max()
        elif (here & rest).any():
            assert density[here & some].min() >= density[here & rest].max()


def test_old_people_are_the_share_of_their_county(bundled: tuple[Province | None, Demand]) -> None:
    province, demand = bundled
    older = group_population(demand, PeopleGroup.OVER_65, province)
    assert np.array_equal(older, read_over_65(province))
    expected = (demand.units["share_65_plus"] * demand.units["population"]).round()
    assert by_county(demand, older) == expected.tolist()
    assert (older <= demand.population).all()
    share = np.array(by_county(demand, older)) / demand.units["population"].to_numpy()
    np.testing.assert_allclose(older, demand.population * share[demand.unit], atol=2 / 1024)


def test_cells_of_another_province_are_refused() -> None:
    with pytest.raises(ValueError, match="cells"):
        group_population(read_demand(Province.ZHEJIANG), PeopleGroup.OVER_65, Province.SHANXI)


@pytest.mark.parametrize("group", PeopleGroup)
def test_people_of_a_file_are_people_of_no_group(group: PeopleGroup) -> None:
    demand = toy([3.0, 1.0], [2.0], cell_deg=None)
    if group is PeopleGroup.TOTAL:
        assert group_population(demand, group, Province.SICHUAN).tolist() == [3.0, 1.0]
        return
    with pytest.raises(DataError) as caught:
        group_population(demand, group, Province.SICHUAN)
    assert caught.value.code == "group_needs_bundled"
    assert "内置" in explain(caught.value, Language.ZH)
    assert "bundled" in explain(caught.value, Language.EN)


def toy(
    people: list[float],
    urban: list[float],
    unit: list[int] | None = None,
    cell_deg: float | None = 0.01,
) -> Demand:
    """Cells side by side on one row of the lattice, so of one area."""
    n = len(people)
    return Demand(
        lon=100.005 + 0.01 * np.arange(n, dtype=np.float64),
        lat=np.full(n, 30.005),
        population=np.array(people, dtype=np.float64),
        unit=np.array([0] * n if unit is None else unit, dtype=np.int32),
        units=pd.DataFrame({UnitColumn.URBAN: urban}),
        grid=None,
        cell_deg=cell_deg,
    )


def test_the_cell_where_urban_people_run_out_is_split() -> None:
    assert urban_people(toy([5.0, 9.0, 2.0, 9.0], [20.0])).tolist() == [2.0, 9.0, 0.0, 9.0]


def test_cells_of_one_class_share_what_is_left_alike() -> None:
    assert urban_people(toy([4.0, 4.0, 4.0], [6.0])).tolist() == [2.0, 2.0, 2.0]
    assert urban_people(toy([9.0, 4.0, 4.05, 1.0], [11.0])).tolist()[0::3] == [9.0, 0.0]
    # What a 1024th cannot share alike goes to the largest remainders, in row order.
    assert urban_people(toy([1.0, 1.0, 1.0], [1.0])).tolist() == [
        342 / 1024,
        341 / 1024,
        341 / 1024,
    ]


def test_density_and_not_number_decides() -> None:
    """The northern cell has fewer people but, being smaller, a higher density."""
    south, north = 30.005, 60.005
    demand = toy([10.0, 9.0], [9.0])
    demand.lat[:] = [south, north]
    assert cell_area_km2(demand)[1] < 0.6 * cell_area_km2(demand)[0]
    assert urban_people(demand).tolist() == [0.0, 9.0]


def test_counties_without_cells_and_places_in_no_county() -> None:
    demand = toy([7.0, 5.0, 3.0], [4.0, 8.0, 9.0], unit=[0, -1, 2])
    assert urban_people(demand).tolist() == [4.0, 0.0, 3.0]
    assert urban_people(toy([], [3.0])).shape == (0,)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5000), st.integers(-1, 2)), max_size=25),
    st.lists(st.integers(0, 30), min_size=3, max_size=3),
)
def test_urban_people_fill_a_county_from_its_densest_cells(
    cells: list[tuple[int, int]], urban: list[int]
) -> None:
    people = [count / 1024 for count, _ in cells]
    unit = [number for _, number in cells]
    found = urban_people(toy(people, [float(each) for each in urban], unit))
    for number, to_place in enumerate(urban):
        here = [place for place in range(len(cells)) if unit[place] == number]
        placed = sum(Fraction(found[place]) for place in here)
        assert placed == min(Fraction(to_place), sum(Fraction(people[place]) for place in here))
        for place in here:
            assert 0 <= found[place] <= people[place]
            # Nobody is urban where fewer live while denser cells, by a class, are not full.
            for other in here:
                if people[other] > 1.05 * people[place] and found[place] > 0:
                    assert found[other] == people[other]
    assert not found[np.array(unit, dtype=int) == -1].any()


def test_stops_when_asked() -> None:
    def stop(fraction: float) -> None:
        raise Cancelled

    demand = read_demand(Province.ZHEJIANG)
    for group in (PeopleGroup.OVER_65, PeopleGroup.URBAN, PeopleGroup.RURAL):
        with pytest.raises(Cancelled):
            group_population(demand, group, Province.ZHEJIANG, stop)
