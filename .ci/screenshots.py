"""Take the pictures of the window that README shows: `python .ci/screenshots.py`."""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEventLoop, QSettings, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QTableView  # noqa: E402

from data.project.project import new_project  # noqa: E402
from data.schema import Language, Province, Tier  # noqa: E402
from gui.app import App  # noqa: E402
from gui.desktop import environment  # noqa: E402
from gui.desktop.style import STYLE  # noqa: E402
from gui.map import scheme  # noqa: E402
from gui.settings import Settings  # noqa: E402

DOCS = ROOT / "docs"
SIZE = (1500, 940)
SETTLE_MS = 400
SCENES = {
    "window-zh.png": (Language.ZH, Province.SICHUAN, Tier.COUNTY, 30_000.0),
    "window-en.png": (Language.EN, Province.ZHEJIANG, Tier.TOWNSHIP, 5_000.0),
}


def wait(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def take(application: QApplication, name: str, folder: Path) -> None:
    """Open the window on a scene and save what it looks like."""
    language, province, tier, radius_m = SCENES[name]
    settings = Settings(QSettings(str(folder / name), QSettings.Format.IniFormat))
    settings.language = language
    project = replace(new_project(province).with_radius(tier, radius_m), tier=tier)
    app = App(project, settings, application)
    app.window.resize(*SIZE)
    app.start()
    queues = (app.tasks, app.quick, app.background)
    while any(queue.busy for queue in queues) or not app.map_view.is_painted:
        wait(SETTLE_MS)
    county = app.session.frames[Tier.REGIONAL.value]
    app.map_view.facility_clicked.emit(Tier.REGIONAL.value, len(county) // 2)
    app.session.select_unit(None)
    for table in app.window.findChildren(QTableView):
        table.scrollToTop()
    wait(2 * SETTLE_MS)
    app.window.grab().save(str(DOCS / name))
    app.window.close()


def main() -> None:
    """Take every picture."""
    environment.prepare(["-platform", "offscreen"])
    scheme.register()
    application = QApplication(["yiquan"])
    application.setStyleSheet(STYLE)
    with tempfile.TemporaryDirectory() as folder:
        for name in SCENES:
            take(application, name, Path(folder))


if __name__ == "__main__":
    main()
