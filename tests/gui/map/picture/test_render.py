import subprocess
import sys

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from data.errors import DataError
from data.schema import Language
from geo.words.wording import explain
from gui.desktop.environment import is_harmless
from gui.map.picture.render import draw_image, draw_png
from resources import FOLDER

ROOT = FOLDER.parent
PAGE = """<!DOCTYPE html><html><head>
<script src="app://yiquan/qt/qwebchannel.js"></script>
<script src="app://yiquan/web/bridge.js"></script>
<style>html, body { margin: 0; height: 100%; background: #204060; }
i { position: absolute; right: 0; bottom: 0; width: 10px; height: 10px; background: #ff8000; }
</style></head><body><i></i><script>
yiquan.connect({ whenPainted: done => requestAnimationFrame(() => requestAnimationFrame(done)) });
</script></body></html>"""


@pytest.mark.parametrize("size", [(640, 480), (301, 777)])
def test_a_picture_has_exactly_the_size_asked_for(qtbot: QtBot, size: tuple[int, int]) -> None:
    image = draw_image(PAGE, *size)
    assert (image.width(), image.height(), image.devicePixelRatio()) == (*size, 1.0)
    assert image.pixelColor(0, 0).name() == "#204060"
    assert image.pixelColor(size[0] - 5, size[1] - 5).name() == "#ff8000"
    assert image.pixelColor(size[0] - 15, size[1] - 15).name() == "#204060"


def test_png_bytes_are_the_same_picture(qtbot: QtBot) -> None:
    image = QImage.fromData(draw_png(PAGE, 320, 200))
    assert (image.width(), image.height()) == (320, 200)
    assert image.pixelColor(100, 100).name() == "#204060"


@pytest.mark.parametrize("size", [(0, 100), (99, 500), (500, 8001), (-5, 300)])
def test_an_absurd_size_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(DataError) as caught:
        draw_image(PAGE, *size)
    for language in Language:
        assert str(size[0]) in explain(caught.value, language)


def test_a_page_that_does_not_paint_is_an_error(qtbot: QtBot) -> None:
    with pytest.raises(DataError) as caught:
        draw_image("<!DOCTYPE html><title>nothing</title>", 200, 200, seconds=0.3)
    assert caught.value.code == "map_not_drawn"
    for language in Language:
        assert "0.3" in explain(caught.value, language)


def test_a_fresh_process_draws_and_says_nothing_new() -> None:
    script = (
        "import sys; from gui.desktop import environment; environment.prepare();"
        "from gui.map.picture.render import draw_png;"
        f"PAGE = {PAGE!r};"
        "sys.stdout.buffer.write(draw_png(PAGE, 320, 200)); sys.stdout.flush()"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=ROOT, capture_output=True, check=True
    )
    assert done.stdout.startswith(b"\x89PNG")
    errors = done.stderr.decode("utf-8", "replace")
    assert [line for line in errors.splitlines() if not is_harmless(line)] == []
