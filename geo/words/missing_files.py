"""What an export says of the user's files that were not to be read."""

from collections.abc import Collection

from data.lists import several
from data.project.project import Project
from data.schema import Language
from geo.words.wording import say


def missing_notes(project: Project, missing: Collection[str], language: Language) -> list[str]:
    """Return that nothing of some files is in figures and maps; nothing when all were read.

    Parameters
    ----------
    missing
        Ids of the layers, or of the people, whose file was not to be read.
    """
    titles = [layer.title for layer in project.layers if layer.id in missing]
    if project.people is not None and project.people.id in missing:
        titles.append(project.people.title)
    named = several(dict.fromkeys(title for title in titles if title))
    return [say("missing_files_note", language, files=named)] if titles else []
