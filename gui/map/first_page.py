"""The page that the window shows first, before the rest of the program is loaded.

That of the province the program starts with is kept, since to load what writes it takes longer
than all else until the map is seen; a test holds it equal to what is written. Of any other
project it is written beside the window.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.project.project import Project, new_project
from data.schema import Language, Province
from resources import FOLDER

if TYPE_CHECKING:
    # What reads a province is loaded beside the window, by `first_page`.
    import geopandas as gpd

    from geo.study.study import Study


@dataclass(frozen=True, slots=True)
class FirstPage:
    """A page, and all that it was written of."""

    project: Project
    study: Study
    language: Language
    html: str

    def is_of(
        self,
        project: Project,
        study: Study,
        frames: Mapping[str, gpd.GeoDataFrame],
        language: Language,
    ) -> bool:
        """Return whether the page would be written again letter by letter.

        But for the caption's figures, which the page is told when it is shown.
        """
        tables = self.study.facilities
        same = frames.keys() == tables.keys() and all(
            frames[each] is tables[each] for each in tables
        )
        return (
            same and project == self.project and study is self.study and language is self.language
        )


def kept_file(province: Province | None, language: Language) -> Path:
    """Return where the page of a province is kept, if it is."""
    return FOLDER / "first_page" / f"{province.value if province else 'all'}_{language}.html.gz"


def kept_page(project: Project, language: Language) -> str:
    """Return the page of a project that nobody has changed yet; empty where none is kept."""
    path = kept_file(project.province, language)
    if project != new_project(project.province) or not path.is_file():
        return ""
    return gzip.decompress(path.read_bytes()).decode("utf-8")


def first_page(project: Project, language: Language, kept: str = "") -> FirstPage:
    """Read the province of a project without files of the user's, and write its page.

    Parameters
    ----------
    kept
        The page, where it need not be written.
    """
    from geo.study.study import load_study  # noqa: PLC0415 - loads the libraries of tables

    study = load_study(project.province)
    return FirstPage(project, study, language, kept or written_page(project, study, language))


def written_page(project: Project, study: Study, language: Language) -> str:
    """Write the page of a project."""
    from geo.page.content import page_content  # noqa: PLC0415 - loads the libraries of tables
    from geo.page.page import build_page, page_html  # noqa: PLC0415

    content = page_content(project, study, study.facilities, None, language)
    return page_html(build_page(content))
