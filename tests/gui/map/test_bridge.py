import re

import pytest
from PySide6.QtCore import QMetaMethod

from gui.map.bridge import Bridge, PageEvents
from resources import FOLDER

SCRIPT = (FOLDER.parent / "resources" / "web" / "bridge.js").read_text(encoding="utf-8")


def count(parameters: str) -> int:
    return len([name for name in parameters.split(",") if name.strip()])


def methods(kind: QMetaMethod.MethodType) -> dict[str, int]:
    """Return name -> number of parameters of what Bridge itself adds to QObject."""
    meta = Bridge(PageEvents()).metaObject()
    own = [meta.method(index) for index in range(meta.methodOffset(), meta.methodCount())]
    return {
        bytes(method.name().data()).decode(): method.parameterCount()
        for method in own
        if method.methodType() is kind
    }


def test_the_page_hears_every_signal_and_no_other() -> None:
    heard = re.findall(r"remote\.(\w+)\.connect\(\(([^)]*)\) =>", SCRIPT)
    assert {name: count(parameters) for name, parameters in heard} == methods(
        QMetaMethod.MethodType.Signal
    )


def test_the_page_asks_every_slot_and_no_other() -> None:
    asked = re.findall(r"remote\.(\w+)\(([^)]*)\)", SCRIPT)
    assert {name: count(values) for name, values in asked} == methods(QMetaMethod.MethodType.Slot)


def test_everything_the_script_does_with_the_remote_is_understood() -> None:
    used = set(re.findall(r"remote\.(\w+)", SCRIPT))
    assert used == set(methods(QMetaMethod.MethodType.Signal)) | set(
        methods(QMetaMethod.MethodType.Slot)
    )


def test_what_the_page_says_reaches_the_window() -> None:
    events = PageEvents()
    bridge = Bridge(events)
    heard: list[tuple[object, ...]] = []
    events.ready.connect(lambda: heard.append(("ready",)))
    events.painted.connect(lambda: heard.append(("painted",)))
    events.facility_clicked.connect(lambda layer, row: heard.append((layer, row)))
    events.unit_clicked.connect(lambda adcode: heard.append((adcode,)))
    events.place_clicked.connect(lambda lon, lat: heard.append((lon, lat)))
    events.view_changed.connect(lambda lon, lat, zoom: heard.append((lon, lat, zoom)))
    events.panel_folded.connect(lambda name, folded: heard.append((name, folded)))
    events.whole_shown.connect(lambda whole: heard.append((whole,)))
    bridge.page_ready()
    bridge.painted()
    bridge.facility_clicked("township", 7)
    bridge.unit_clicked(510101)
    bridge.place_clicked(101.5, 36.5)
    bridge.view_changed(103.5, 30.5, 8.25)
    bridge.panel_folded("legend", True)
    bridge.whole_shown(False)
    assert heard[:4] == [("ready",), ("painted",), ("township", 7), (510101,)]
    assert heard[4:6] == [(101.5, 36.5), (103.5, 30.5, 8.25)]
    assert heard[6:] == [("legend", True), (False,)]


def test_a_failing_script_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    Bridge(PageEvents()).page_error("x is not defined")
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "x is not defined" in caplog.text
    caplog.clear()
