"""Reading a file as the user's choices have it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Final

from data.errors import DataError
from data.formats.database import label_of
from data.place.undecided import UndecidedError
from data.project.read_as import ReadAs, column_choices
from data.read.by_suffix import RASTER_SUFFIXES, TABLE_SUFFIXES, WORKBOOK_SUFFIXES
from data.read.contents import Contents, contents_of
from data.read.reader import GeometryKind, Loaded, read_file
from data.read.roles import columns_of, row_tiers
from data.schema import Datum, Tier
from data.text.connection import is_connection, without_password
from data.text.fields import Role, guess_columns
from geo.progress import Progress, part, silent

# What neither places a record nor tells its datum: no need to read the file again for it.
NOT_PLACING: Final = frozenset(
    {Role.TIER, Role.KIND, Role.GRADE, Role.BEDS, Role.STAFF, Role.NETWORK, Role.POPULATION}
)
_LISTED: Final = 0.2
_READ: Final = 0.9


@dataclass(frozen=True, slots=True)
class Source:
    """A file or a database as `data.read.reader.read_file` takes it, and the layer wanted of it.

    Attributes
    ----------
    trusted
        Whether the user named it, and not a project.
    """

    path: Path | str
    layer: str | None = None
    trusted: bool = True

    @property
    def name(self) -> str:
        """What to call it; of a connection nothing of user or password."""
        return label_of(str(self.path)) if is_connection(self.path) else Path(self.path).name

    @property
    def title(self) -> str:
        """A title for what comes out of it."""
        whole = self.name if is_connection(self.path) else Path(self.path).stem
        return f"{whole}: {self.layer}" if self.layer else whole


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user lays down about reading; None and a missing role leave it to the reader."""

    encoding: str | None = None
    crs: str | None = None
    datum: Datum | None = None
    columns: Mapping[Role, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A layer as it was read.

    Attributes
    ----------
    tiers
        The tier that each record's own words say; empty where records are no facilities.
    choices
        What the user laid down about it.
    """

    loaded: Loaded
    tiers: tuple[Tier | None, ...]
    choices: Choices


# What reading comes to: a layer, or what the user has to say before it can be one.
Outcome = Reading | UndecidedError


class Use(StrEnum):
    """What a file is opened as."""

    FACILITIES = "facilities"
    POPULATION = "population"
    OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be added, and as what.

    Attributes
    ----------
    tier
        Tier of all facilities; None where each has the tier that its own words say.
    rest
        Tier of those whose words say none; None leaves them out.
    replaces
        Whether they count instead of the bundled facilities of their tiers.
    """

    source: Source
    reading: Reading
    use: Use
    tier: Tier | None = None
    rest: Tier | None = None
    replaces: bool = True

    @property
    def row_tiers(self) -> tuple[Tier | None, ...]:
        """The tier each record is added with; None for one that is left out."""
        if self.tier is not None:
            return (self.tier,) * len(self.reading.loaded.records)
        return tuple(each or self.rest for each in self.reading.tiers)

    @property
    def found_tiers(self) -> set[Tier]:
        """The tiers that any record is added with, told without going through each of them."""
        if self.tier is not None:
            return {self.tier}
        found = {each or self.rest for each in set(self.reading.tiers)}
        return {tier for tier in found if tier is not None}

    @property
    def path(self) -> Path:
        """The user's file; of a database, its label."""
        path = self.reading.loaded.path
        return path if is_connection(self.source.path) else path.absolute()

    @property
    def read_as(self) -> ReadAs:
        """What a project keeps, to read the file in the same way again."""
        source, choices = self.source, self.reading.choices
        facilities = self.use is Use.FACILITIES
        return ReadAs(
            connection=without_password(str(source.path)) if is_connection(source.path) else "",
            layer=source.layer,
            encoding=choices.encoding,
            crs=choices.crs,
            datum=choices.datum,
            columns=column_choices(choices.columns),
            tier=self.tier if facilities else None,
            rest=self.rest if facilities and self.tier is None else None,
        )


def plan_again(path: Path, read_as: ReadAs, use: Use, progress: Progress) -> Plan:
    """Read a file as a project says, and return what is to become of it.

    Raises
    ------
    DataError
        What the matter is with the file now.
    """
    source = Source(read_as.connection or path, read_as.layer, trusted=False)
    columns = MappingProxyType(read_as.column_of)
    choices = Choices(read_as.encoding, read_as.crs, read_as.datum, columns)
    outcome = read(source, choices, progress)
    if isinstance(outcome, UndecidedError):
        raise DataError(outcome.code, **outcome.facts)
    return Plan(source, outcome, use, read_as.tier, read_as.rest)


def look(source: Source, progress: Progress) -> Contents | Outcome:
    """Return the layers of a file to choose from; of a file with but one, that layer."""
    contents = contents_of(source.path, part(progress, 0.0, _LISTED))
    if len(contents.layers) > 1:
        return contents
    return read(source, Choices(), part(progress, _LISTED, 1.0))


def read(source: Source, choices: Choices, progress: Progress = silent) -> Outcome:
    """Return a layer, or what the user has to say before it can be read."""
    try:
        loaded = read_file(
            source.path,
            layer=source.layer,
            encoding=choices.encoding,
            crs=choices.crs,
            datum=choices.datum,
            columns=choices.columns,
            progress=part(progress, 0.0, _READ),
            trusted=source.trusted,
        )
    except UndecidedError as error:
        return error
    return _reading(loaded, choices, progress)


def read_again(
    source: Source, before: Reading, old: Choices, new: Choices, progress: Progress
) -> Outcome:
    """Return the layer by new choices, without reading the file again where that is enough."""
    names = attributes_of(before.loaded)
    same_way = replace(old, columns=new.columns) == new
    if same_way and set(new.columns.values()) <= {"", *names}:
        was, now = guess_columns(names, old.columns), guess_columns(names, new.columns)
        if all(was.get(role) == now.get(role) for role in Role if role not in NOT_PLACING):
            return _reading(replace(before.loaded, columns=new.columns), new, progress)
    return read(source, new, progress)


def _reading(loaded: Loaded, choices: Choices, progress: Progress) -> Reading:
    is_list = loaded.geometry is GeometryKind.POINTS and not is_raster(loaded.parts)
    tiers = tuple(row_tiers(loaded)) if is_list else ()
    progress(1.0)
    return Reading(loaded, tiers, choices)


def attributes_of(loaded: Loaded) -> list[str]:
    """Return the names of a layer's columns."""
    return loaded.records.names


def is_table(parts: tuple[str, ...]) -> bool:
    """Return whether positions are in columns, which the user may choose."""
    return _has_suffix(parts, {*TABLE_SUFFIXES, *WORKBOOK_SUFFIXES})


def is_raster(parts: tuple[str, ...]) -> bool:
    """Return whether a layer was a raster of population."""
    return _has_suffix(parts, set(RASTER_SUFFIXES))


def guessed_use(reading: Reading) -> Use:
    """Return what a layer most likely is."""
    loaded = reading.loaded
    if is_raster(loaded.parts):
        return Use.POPULATION
    if loaded.geometry is not GeometryKind.POINTS:
        return Use.OUTLINE
    columns = columns_of(loaded)
    of_facilities = {Role.TIER, Role.KIND, Role.GRADE, Role.BEDS, Role.STAFF} & columns.keys()
    people = Role.POPULATION in columns and not of_facilities and not any(reading.tiers)
    return Use.POPULATION if people else Use.FACILITIES


def _has_suffix(parts: tuple[str, ...], suffixes: set[str]) -> bool:
    return any(PurePath(part).suffix.lower() in suffixes for part in parts)
