"""What becomes of the edits of networks when one more is made: pure functions of tuples."""

from collections.abc import Iterable
from itertools import count
from typing import Final

from data.network import NetworkEdit, NetworkEditKind

Edits = tuple[NetworkEdit, ...]

USER_PREFIX: Final = "user-"
_LINKS: Final = (NetworkEditKind.LINK, NetworkEditKind.UNLINK)


def with_network_edit(edits: Edits, edit: NetworkEdit) -> Edits:
    """Return the edits with one more, in the place of any that it makes pointless.

    A facility is in one network at a time: to assign it again, or to have it lead, replaces
    what was said of it. To take a link away that was added leaves nothing of it, and the
    other way round.
    """
    opposite = _opposite(edit)
    if opposite is not None and opposite in _ends(edits):
        return tuple(each for each in edits if _end(each) != opposite)
    return (*(each for each in edits if _subject(each) != _subject(edit)), edit)


def with_network_edits(edits: Edits, more: Iterable[NetworkEdit]) -> Edits:
    """Return the edits with others after them, as `with_network_edit` for one after the other."""
    held = {_subject(each): each for each in edits}
    for edit in more:
        before = held.pop(_subject(edit), None)
        if before is None or edit.kind not in _LINKS or before.kind is edit.kind:
            held[_subject(edit)] = edit
    return tuple(held.values())


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


def _opposite(edit: NetworkEdit) -> tuple[object, ...] | None:
    if edit.kind not in _LINKS:
        return None
    other = _LINKS[1 - _LINKS.index(edit.kind)]
    return (other, edit.facility, edit.upper, edit.link)


def _end(edit: NetworkEdit) -> tuple[object, ...]:
    return (edit.kind, edit.facility, edit.upper, edit.link)


def _ends(edits: Edits) -> set[tuple[object, ...]]:
    return {_end(edit) for edit in edits if edit.kind in _LINKS}
