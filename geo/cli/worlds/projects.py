"""The world of a project for a command line: its files as they are now, and what is to be told."""

import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress

from data.errors import DataError
from data.project.project import Layer, OwnPeople, Project
from data.schema import Language, Tier
from geo.cli.console import ConsoleClosed, one_line, write_console
from geo.intake.people_study import people_study
from geo.intake.restore import Restored, restore
from geo.progress import silent
from geo.study.edited_facilities import what_if_notes
from geo.study.study import Study, load_study
from geo.study.world import World, world_of
from geo.words.missing_files import missing_notes
from geo.words.wording import explain


def project_world(project: Project, language: Language) -> tuple[World, Study, tuple[str, ...]]:
    """Return the world of a project, its study, and what is to be known of it, in sentences.

    What was not to be read is told on stderr, each file with why.

    Raises
    ------
    DataError
        `people_elsewhere` when nobody of the project's people lives in its province.
    """
    restored = restore(project, silent)
    for sentence in _told(restored, language):
        with suppress(ConsoleClosed, DataError):
            write_console(one_line(sentence) + "\n", sys.stderr)
    world = world_of(project, None, restored.tables)
    people = world.people
    if people is None:
        study = load_study(project.province)
    else:
        study = people_study(people, project.province, silent)
    lost = {project.people.id} if project.people is not None and people is None else set()
    missing = missing_notes(project, world.missing | lost, language)
    notes = (*what_if_notes(project.edits, language), *missing)
    return world.with_study(study), study, notes


def _told(restored: Restored, language: Language) -> Iterator[str]:
    for each in restored.missing:
        yield f"{each.title}: {explain(each.error, language)}"
    for doubt in restored.doubts:
        yield explain(doubt, language)


def own_names(project: Project, tiers: Collection[Tier]) -> list[str]:
    """Return the files that figures of some tiers of a project rest on."""
    people = () if project.people is None else (project.people,)
    return _names((*project.counted_layers(tiers), *people))


def own_lists(project: Project, tiers: Collection[Tier]) -> list[str]:
    """Return the files that the facilities of some tiers of a project come from."""
    return _names(project.counted_layers(tiers))


def _names(sources: Iterable[Layer | OwnPeople]) -> list[str]:
    paths = [each.path for each in sources if each.path is not None and _is_there(each)]
    return list(dict.fromkeys(path.name for path in paths))


def _is_there(source: Layer | OwnPeople) -> bool:
    """Return whether something can have been read; of a database nobody is asked twice."""
    is_database = source.read_as is not None and bool(source.read_as.connection)
    return is_database or (source.path is not None and source.path.exists())
