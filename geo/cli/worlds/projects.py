"""The world of a project for a command line: its files as they are now, and what is to be told."""

import sys
from collections.abc import Iterator
from contextlib import suppress

from data.errors import DataError
from data.project.project import Project
from data.schema import Language
from geo.cli.console import ConsoleClosed, one_line, write_console
from geo.intake.people_study import people_study
from geo.intake.restore import Restored, restore
from geo.progress import silent
from geo.study.study import Study, load_study
from geo.study.world import World, world_of
from geo.words.wording import explain


def project_world(project: Project, language: Language) -> tuple[World, Study]:
    """Return the world of a project, and its study.

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
    return world.with_study(study), study


def _told(restored: Restored, language: Language) -> Iterator[str]:
    for each in restored.missing:
        yield f"{each.title}: {explain(each.error, language)}"
    for doubt in restored.doubts:
        yield explain(doubt, language)
