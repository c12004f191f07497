"""Edits of networks: one place for each facility, links that come and go."""

import pytest

from data.facility_key import FacilityKey
from data.network import LinkKind, NetworkEdit, NetworkEditKind
from data.network_edits import new_network_id, with_network_edit, without_network

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
