"""The page that is kept for the first moment is the one that would be written."""

import sys
from dataclasses import replace

import pytest

from data.project.project import new_project
from data.schema import Language, Province
from geo.study.study import load_study
from gui.map.first_page import FirstPage, kept_page, written_page
from gui.start import DEFAULT_PROVINCE


@pytest.mark.skipif(sys.platform != "linux", reason="the last digit of a line may be another")
def test_the_page_kept_is_the_page_written() -> None:
    project, study = new_project(DEFAULT_PROVINCE), load_study(DEFAULT_PROVINCE)
    for language in Language:
        kept, written = kept_page(project, language), written_page(project, study, language)
        assert kept == written, "the page has changed: run .ci/first_page.py"


def test_no_page_is_kept_for_another_project() -> None:
    assert kept_page(new_project(DEFAULT_PROVINCE), Language.EN)
    assert not kept_page(new_project(Province.QINGHAI), Language.EN)
    assert not kept_page(replace(new_project(DEFAULT_PROVINCE), show_demand=False), Language.EN)


def test_the_page_is_of_the_same_tables_and_the_same_project_only() -> None:
    project, study = new_project(Province.QINGHAI), load_study(Province.QINGHAI)
    page = FirstPage(project, study, Language.EN, "<html>")
    frames = dict(study.facilities)
    assert page.is_of(project, study, frames, Language.EN)
    assert not page.is_of(project, study, frames, Language.ZH)
    assert not page.is_of(replace(project, show_demand=False), study, frames, Language.EN)
    first = next(iter(frames))
    assert not page.is_of(project, study, frames | {first: frames[first].copy()}, Language.EN)
