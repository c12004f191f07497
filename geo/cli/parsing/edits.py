"""What `--add`, `--remove`, `--move` and `--raise` ask for: texts -> edits not yet looked up."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data.errors import DataError
from data.project.project import EditKind
from data.schema import Tier
from geo.cli.parsing.values import known
from geo.words.numbers import number_of

EDIT_OPTIONS: Final = tuple(f"--{kind.value}" for kind in EditKind)
_FORMS: Final = {
    EditKind.ADD: ("LON,LAT[,NAME]", "101.78,36.62"),
    EditKind.MOVE: ("ID,LON,LAT", "assumed-630102,101.78,36.62"),
}


@dataclass(frozen=True, slots=True)
class AskedEdit:
    """An edit as the command line names it.

    Attributes
    ----------
    facility
        Id of the facility; the name of one to be added, which may be empty.
    lon, lat
        Degrees, NaN where the edit puts the facility nowhere else.
    """

    kind: EditKind
    facility: str
    lon: float = math.nan
    lat: float = math.nan
    tier: Tier | None = None

    @property
    def option(self) -> str:
        """The option that asks for it."""
        return f"--{self.kind.value}"


def asked_edits(given: Mapping[str, Sequence[str]]) -> tuple[AskedEdit, ...]:
    """Return the edits asked for.

    Parameters
    ----------
    given
        The values of each option of `EDIT_OPTIONS` that was given.

    Raises
    ------
    DataError
        If a value is none, or two are about one facility and cannot both be.
    """
    read = {
        EditKind.ADD: _added,
        EditKind.REMOVE: lambda text: AskedEdit(EditKind.REMOVE, text.strip()),
        EditKind.MOVE: _moved,
        EditKind.RAISE: _raised,
    }
    edits = [read[kind](text) for kind in EditKind for text in given.get(f"--{kind.value}", ())]
    # What is said twice in the same words is meant once, but for two equal additions.
    once = dict.fromkeys(edit for edit in edits if edit.kind is not EditKind.ADD)
    _refuse_contradictions(list(once))
    return (*(edit for edit in edits if edit.kind is EditKind.ADD), *once)


def _refuse_contradictions(edits: Sequence[AskedEdit]) -> None:
    removed = {edit.facility for edit in edits if edit.kind is EditKind.REMOVE}
    seen: set[tuple[EditKind, str]] = set()
    for edit in edits:
        if edit.kind is not EditKind.REMOVE and edit.facility in removed:
            raise DataError("what_if_removed_twice", found=edit.facility, option=edit.option)
        if (edit.kind, edit.facility) in seen:
            raise DataError("what_if_twice", found=edit.facility, option=edit.option)
        seen.add((edit.kind, edit.facility))


def _added(text: str) -> AskedEdit:
    lon, _, rest = _plain(text).partition(",")
    lat, _, name = rest.partition(",")
    return _placed(AskedEdit(EditKind.ADD, name.strip(), number_of(lon), number_of(lat)), text)


def _moved(text: str) -> AskedEdit:
    parts = _plain(text).rsplit(",", 2)
    lon, lat = (number_of(each) for each in (parts[1:] if len(parts) > 2 else ["", ""]))  # noqa: PLR2004
    return _placed(AskedEdit(EditKind.MOVE, parts[0].strip(), lon, lat), text)


def _placed(edit: AskedEdit, text: str) -> AskedEdit:
    if not (abs(edit.lon) <= 180 and abs(edit.lat) <= 90):  # noqa: PLR2004 - degrees
        form, example = _FORMS[edit.kind]
        raise DataError(
            "what_if_bad_place", option=edit.option, found=text, form=form, example=example
        )
    return edit


def _raised(text: str) -> AskedEdit:
    facility, _, tier = _plain(text).rpartition(",")
    try:
        return AskedEdit(EditKind.RAISE, facility.strip(), tier=Tier(tier.strip()))
    except ValueError:
        raise DataError("what_if_bad_raise", found=text, known=known(Tier)) from None


def _plain(text: str) -> str:
    """Return a text with plain commas for those that a Chinese keyboard gives."""
    return text.replace("，", ",")
