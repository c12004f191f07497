"""The picture file: whole or not at all, and saying whose data it shows."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from data.errors import DataError
from data.project.project import new_project
from data.schema import Province, Tier
from gui.map.picture.save import suggested_name, write_png


def image() -> QImage:
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(0x0072B2)
    return picture


def test_a_picture_carries_its_note(tmp_path: Path) -> None:
    path = tmp_path / "地图.png"
    write_png(image(), path, "© OpenStreetMap contributors; 推定")
    read = QImage(str(path))
    assert read == image()
    assert read.text("Description") == "© OpenStreetMap contributors; 推定"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        write_png(image(), tmp_path / "gone" / "map.png", "")
    assert error.value.code == "file_not_written"
    assert "map.png" in str(error.value.facts["file"])


def test_the_suggested_name_tells_maps_apart() -> None:
    project = new_project(Province.SHANXI).with_radius(Tier.COUNTY, 12_500.0)
    assert suggested_name(replace(project, tier=Tier.COUNTY)) == "yiquan-shanxi-county-12.5km.png"
    assert suggested_name(replace(project, province=None)).startswith("yiquan-all-township")
