"""The page that the window shows first, written while the rest of the program is being loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.project.project import Project
from data.schema import Language

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


def first_page(project: Project, language: Language) -> FirstPage:
    """Read the province of a project without files of the user's, and write its page."""
    from geo.page.content import page_content  # noqa: PLC0415 - loads the libraries of tables
    from geo.page.page import build_page, page_html  # noqa: PLC0415
    from geo.study.study import load_study  # noqa: PLC0415

    study = load_study(project.province)
    content = page_content(project, study, study.facilities, None, language)
    return FirstPage(project, study, language, page_html(build_page(content)))
