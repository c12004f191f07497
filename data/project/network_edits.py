"""What becomes of the edits of networks when one more is made: pure functions of tuples."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import count
from typing import Final

from data.facility_key import FacilityKey
from data.reference.network_model import NetworkEdit, NetworkEditKind

Edits = tuple[NetworkEdit, ...]

USER_PREFIX: Final = "user-"
_LINKS: Final = (NetworkEditKind.LINK, NetworkEditKind.UNLINK)


def with_network_edit(edits: Edits, edit: NetworkEdit) -> Edits:
    """Return the edits with one more, in the place of any that it makes pointless.

    A facility is in one network at a time: to assign it again, or to have it lead, replaces
    what was said of it. Where it led a network of the user's own, the next of its leads takes
    its place, and without one the network goes. To take a link away that was added leaves
    nothing of it, and the other way round.
    """
    return with_network_edits(edits, (edit,))


def with_network_edits(edits: Edits, more: Iterable[NetworkEdit]) -> Edits:
    """Return the edits with others after them, as `with_network_edit` for one after the other."""
    held = {_subject(each): each for each in edits}
    for edit in more:
        before = held.pop(_subject(edit), None)
        if before is not None and before.kind is NetworkEditKind.CREATE:
            _hand_over(held, before, edit)
        if before is None or edit.kind not in _LINKS or before.kind is edit.kind:
            held[_subject(edit)] = edit
    return tuple(held.values())


def _hand_over(
    held: dict[tuple[object, ...], NetworkEdit], made: NetworkEdit, edit: NetworkEdit
) -> None:
    """Have another lead stand for a network whose first one goes; without one it goes, too."""
    if edit.kind is NetworkEditKind.CREATE and edit.network == made.network:
        return
    heir = next(
        (
            (subject, each)
            for subject, each in held.items()
            if (each.kind, each.network) == (NetworkEditKind.LEAD, made.network)
        ),
        None,
    )
    if heir is not None:
        held[heir[0]] = replace(made, facility=heir[1].facility, source=heir[1].source)
        return
    for subject in [each for each, said in held.items() if said.network == made.network]:
        del held[subject]


def with_name(edits: Edits, network: str, name: str) -> Edits:
    """Return the edits with a network of the user's own called otherwise."""
    return tuple(
        replace(each, name=name)
        if (each.kind, each.network) == (NetworkEditKind.CREATE, network)
        else each
        for each in edits
    )


def about_network(
    edits: Edits, network: str, facilities: Collection[FacilityKey]
) -> tuple[NetworkEdit, ...]:
    """Return what is said of a network: of its parts, and of the links that run from them.

    Parameters
    ----------
    facilities
        Who leads it or is a member.
    """
    return tuple(
        each
        for each in edits
        if each.network == network or (each.kind in _LINKS and each.facility in facilities)
    )


def without_network(edits: Edits, network: str) -> Edits:
    """Return the edits without a network of the user's own, and without its members."""
    return tuple(each for each in edits if each.network != network)


def new_network_id(edits: Edits) -> str:
    """Return an id for a network that is yet to be created."""
    taken = {each.network for each in edits if each.kind is NetworkEditKind.CREATE}
    return next(name for n in count(1) if (name := f"{USER_PREFIX}{n}") not in taken)


def _subject(edit: NetworkEdit) -> tuple[object, ...]:
    """Return what an edit is about: two of one subject cannot both hold."""
    if edit.kind in _LINKS:
        return ("link", edit.facility, edit.upper, edit.link)
    return ("place", edit.facility)
