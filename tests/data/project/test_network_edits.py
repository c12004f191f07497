"""Edits of networks: one place for each facility, links that come and go."""

import random
from dataclasses import replace

import pytest

from data.facility_key import FacilityKey
from data.project.network_edits import (
    about_network,
    new_network_id,
    with_name,
    with_network_edit,
    with_network_edits,
    without_network,
)
from data.reference.network_model import LinkKind, NetworkEdit, NetworkEditKind

A, B, C = (FacilityKey("township", each) for each in "abc")


def assign(facility: FacilityKey, network: str) -> NetworkEdit:
    return NetworkEdit(NetworkEditKind.ASSIGN, facility, network)


def link(lower: FacilityKey, upper: FacilityKey, *, there: bool = True) -> NetworkEdit:
    kind = NetworkEditKind.LINK if there else NetworkEditKind.UNLINK
    return NetworkEdit(kind, lower, upper=upper, link=LinkKind.TELEMEDICINE)


def test_a_facility_assigned_again_is_in_the_last_network_alone() -> None:
    edits = with_network_edit((), assign(A, "1-1"))
    edits = with_network_edit(edits, assign(B, "1-1"))
    edits = with_network_edit(edits, assign(A, "1-2"))
    assert edits == (assign(B, "1-1"), assign(A, "1-2"))


def test_to_lead_replaces_a_membership() -> None:
    lead = NetworkEdit(NetworkEditKind.LEAD, A, "1-2")
    assert with_network_edit((assign(A, "1-1"),), lead) == (lead,)


@pytest.mark.parametrize("first", [True, False])
def test_a_link_and_its_removal_leave_nothing(first: bool) -> None:
    edits = with_network_edit((), link(A, B, there=first))
    assert with_network_edit(edits, link(A, B, there=not first)) == ()


def test_links_between_others_and_of_other_kinds_stay() -> None:
    edits = with_network_edit((link(A, B),), link(A, C))
    other = NetworkEdit(NetworkEditKind.LINK, A, upper=B, link=LinkKind.RECOGNITION)
    edits = with_network_edit(edits, other)
    assert edits == (link(A, B), link(A, C), other)
    assert with_network_edit(edits, link(A, B)) == (link(A, C), other, link(A, B))


def test_a_network_that_goes_takes_what_was_said_of_it_along() -> None:
    made = NetworkEdit(NetworkEditKind.CREATE, C, "user-1", name="新网络", adcode=510184)
    edits = (made, assign(A, "user-1"), assign(B, "510184-1"), link(A, B))
    assert without_network(edits, "user-1") == (assign(B, "510184-1"), link(A, B))


def test_ids_of_new_networks_are_the_first_free_ones() -> None:
    made = [NetworkEdit(NetworkEditKind.CREATE, C, f"user-{n}") for n in (1, 3)]
    assert new_network_id(()) == "user-1"
    assert new_network_id(tuple(made)) == "user-2"


def lead(facility: FacilityKey, network: str = "user-1") -> NetworkEdit:
    return NetworkEdit(NetworkEditKind.LEAD, facility, network)


def test_the_next_lead_stands_for_a_network_whose_first_one_goes() -> None:
    made = NetworkEdit(NetworkEditKind.CREATE, C, "user-1", name="新网络", adcode=510184)
    edits = with_network_edit((made, lead(A), assign(B, "user-1")), assign(C, "510184-1"))
    heir = replace(made, facility=A)
    assert edits == (heir, assign(B, "user-1"), assign(C, "510184-1"))
    assert with_network_edit(edits, assign(A, "")) == (assign(C, "510184-1"), assign(A, ""))


def test_a_network_is_called_otherwise() -> None:
    made = NetworkEdit(NetworkEditKind.CREATE, C, "user-1", name="新网络", adcode=510184)
    edits = (made, assign(A, "user-1"))
    assert with_name(edits, "user-1", "乙") == (replace(made, name="乙"), assign(A, "user-1"))
    assert with_name(edits, "user-2", "乙") == edits


def test_what_is_said_of_a_network() -> None:
    edits = (assign(A, "1-1"), assign(B, "1-2"), link(A, C), link(C, B))
    assert about_network(edits, "1-1", {A}) == (assign(A, "1-1"), link(A, C))


def test_many_edits_at_once_are_as_one_after_the_other() -> None:
    picker = random.Random(7)
    for _ in range(300):
        edits = [
            picker.choice(
                [
                    link(picker.choice([A, B, C]), C, there=picker.random() < 0.5),
                    NetworkEdit(
                        picker.choice(list(NetworkEditKind)[:3]),
                        picker.choice([A, B, C]),
                        picker.choice(["1-1", "user-1", "user-2"]),
                    ),
                ]
            )
            for _ in range(12)
        ]
        one_by_one: tuple[NetworkEdit, ...] = ()
        for edit in edits:
            one_by_one = with_network_edit(one_by_one, edit)
        assert with_network_edits((), edits) == one_by_one
        assert with_network_edits(with_network_edits((), edits[:5]), edits[5:]) == one_by_one
        # One place for each facility, and nobody in a network of the user's that is gone.
        placed = [each.facility for each in one_by_one if each.network]
        assert len(placed) == len(set(placed))
