"""What is remembered, and what happens to a memory that no longer fits."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from data.schema import Language
from gui.settings import Settings


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def test_chinese_by_default_when_the_system_speaks_it(
    store: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert Settings(store).language is Language.ZH
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert Settings(store).language is Language.EN


def test_a_choice_outlives_the_system(store: QSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    Settings(store).language = Language.EN
    assert Settings(store).language is Language.EN


def test_a_spoilt_entry_is_as_good_as_none(
    store: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    store.setValue("language", "klingon")
    store.setValue("geometry", 7)
    store.setValue("folder", "/no/such/folder")
    settings = Settings(store)
    assert settings.language is Language.ZH
    assert settings.window() is None
    assert settings.folder.is_dir()


def test_folder_and_window_come_back(store: QSettings, tmp_path: Path) -> None:
    settings = Settings(store)
    settings.folder = tmp_path
    settings.remember_window(QByteArray(b"size"), QByteArray(b"docks"))
    store.sync()
    again = Settings(store)
    assert again.folder == tmp_path
    assert again.window() == (QByteArray(b"size"), QByteArray(b"docks"))


def test_a_memory_of_another_kind_is_as_good_as_none(
    store: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    store.setValue("language", ["zh", "en"])
    store.setValue("indicator_places", "²,510000,")
    assert Settings(store).language is Language.ZH
    assert Settings(store).indicator_places == frozenset({510000})
