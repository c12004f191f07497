"""Whether Qt, its WebEngine and a Chinese font work here: the Qt part of `main.py check`."""

from typing import Final

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import qVersion
from PySide6.QtGui import QColor, QFontDatabase
from PySide6.QtWebEngineCore import qWebEngineChromiumVersion, qWebEngineVersion

from data.errors import DataError
from geo.health import Check
from geo.words.wording import explain, system_language
from gui.map.picture.render import application, draw_image
from gui.map.scheme import HOST, SCHEME

SIDE_PX: Final = 120
COLOUR: Final = "#0072b2"
# The smallest page that says `painted`, and whose pixels show whether it was.
PAGE: Final = f"""<!DOCTYPE html>
<html><head>
<script src="{SCHEME}://{HOST}/qt/qwebchannel.js"></script>
<script src="{SCHEME}://{HOST}/web/bridge.js"></script>
</head><body style="margin:0;background:{COLOUR}"><script>
const twoFrames = (act) => requestAnimationFrame(() => requestAnimationFrame(act));
yiquan.connect({{ whenPainted: twoFrames }});
</script></body></html>
"""


def checks() -> list[Check]:
    """Return what works and what does not; it does not raise for something that does not."""
    application()
    qt = Check("qt", ok=True, detail=f"Qt {qVersion()}, PySide6 {pyside_version}")
    return [qt, _web_engine(), _fonts()]


def _web_engine() -> Check:
    versions = f"QtWebEngine {qWebEngineVersion()!s}, Chromium {qWebEngineChromiumVersion()!s}"
    try:
        image = draw_image(PAGE, SIDE_PX, SIDE_PX)
    except DataError as error:
        return Check(
            "webengine", ok=False, detail=f"{versions}: {explain(error, system_language())}"
        )
    painted = image.pixelColor(SIDE_PX // 2, SIDE_PX // 2)
    ok = painted == QColor(COLOUR)
    return Check("webengine", ok, versions if ok else f"{versions}: painted {painted.name()}")


def _fonts() -> Check:
    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    detail = ", ".join(families[:3]) if families else "no font has Simplified Chinese"
    return Check("fonts", ok=bool(families), detail=detail)
