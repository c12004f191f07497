"""How access is measured is one of the planner's choices."""

from dataclasses import FrozenInstanceError, fields, replace

import pytest

from data.project.project import AccessChoice, Zone, new_project
from data.schema import Method, SupplyKind, Tier


def test_a_new_project_counts_one_for_each_facility() -> None:
    access = new_project(None).access
    assert access == AccessChoice(Method.TWO_STEP, SupplyKind.ONE, None, ())


def test_a_choice_is_a_value() -> None:
    zones = (Zone(5_000.0, 1.0), Zone(10_000.0, 0.5))
    one = AccessChoice(Method.ENHANCED, SupplyKind.BEDS, 10_000.0, zones)
    assert one == AccessChoice(Method.ENHANCED, SupplyKind.BEDS, 10_000.0, (*zones,))
    assert {one: 1}[replace(one)] == 1
    for field in fields(AccessChoice):
        with pytest.raises(FrozenInstanceError):
            setattr(one, field.name, None)


def test_the_catchment_follows_the_tier_until_it_has_a_radius_of_its_own() -> None:
    project = replace(new_project(None), tier=Tier.COUNTY).with_radius(Tier.COUNTY, 42_000.0)
    assert project.catchment_m == 42_000.0
    assert replace(project, tier=Tier.VILLAGE).catchment_m == Tier.VILLAGE.default_radius_m
    own = replace(project, access=AccessChoice(radius_m=7_000.0))
    assert own.catchment_m == 7_000.0
    assert replace(own, tier=Tier.VILLAGE).catchment_m == 7_000.0


@pytest.mark.parametrize("kind", [Method, SupplyKind])
def test_every_choice_has_a_name_in_both_languages(kind: type[Method | SupplyKind]) -> None:
    labels = [each.label for each in kind]
    assert all(label.zh and label.en and label.zh != label.en for label in labels)
    assert len({label.zh for label in labels}) == len({label.en for label in labels}) == len(kind)
