"""What a hostile script in the page may do: nothing, and nobody hears of it."""

import json
import logging
import socket
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytest_socket import enable_socket
from pytestqt.qtbot import QtBot

from geo.page.policy import with_policy
from gui.map.bridge import Bridge, PageEvents
from gui.map.page import MOST_SAID
from gui.map.view import MapView

WAIT_MS = 30_000
PAGE = """<!DOCTYPE html><html>
<head>
<script src="app://yiquan/qt/qwebchannel.js"></script>
<script src="app://yiquan/web/bridge.js"></script></head>
<body><script>
yiquan.connect({ whenPainted: done => requestAnimationFrame(() => requestAnimationFrame(done)) });
</script></body></html>"""
# As QWebChannel numbers a call.
INVOKE = 6


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[MapView]:
    """Return a map whose page may be told to do harm."""
    made = MapView()
    made.resize(400, 300)
    made.show()
    with qtbot.waitSignal(made.painted, timeout=WAIT_MS):
        made.show_page(PAGE)
    yield made
    made.close()
    # Now: at the end of the process Qt would take its parts apart in the wrong order.
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete.value)


def invoke(view: MapView, method: str | int, *values: object) -> None:
    """Have the page call a method of the bridge behind the back of its own script."""
    message = {"type": INVOKE, "id": 0, "object": "bridge", "method": method, "args": values}
    script = "qt.webChannelTransport.onmessage = () => 0; qt.webChannelTransport.send({})"
    view.page.runJavaScript(script.replace("{}", json.dumps(json.dumps(message))))


@pytest.mark.qt_log_level_fail("CRITICAL")
def test_the_bridge_outlives_what_the_page_asks_of_every_object(
    qtbot: QtBot, view: MapView
) -> None:
    # By name, by signature, and by the numbers of what every QObject has.
    for name in ("deleteLater", "deleteLater()", 0, 1, 2, 3, 4):
        invoke(view, name)
        qtbot.wait(50)
    with qtbot.waitSignal(view.painted, timeout=WAIT_MS):
        view.reload()
    with qtbot.waitSignal(view.unit_clicked, timeout=WAIT_MS) as heard:
        invoke(view, "unit_clicked", 510101)
    assert heard.args == [510101]


def test_a_value_that_no_map_can_have_is_refused(qtbot: QtBot, view: MapView) -> None:
    heard: list[tuple[object, ...]] = []
    for signal in (
        view.facility_clicked,
        view.unit_clicked,
        view.place_clicked,
        view.view_changed,
        view.panel_folded,
    ):
        signal.connect(lambda *what: heard.append(what))
    for slot, *values in (
        ("facility_clicked", "x" * 100_000, 1),
        ("facility_clicked", "__proto__;", 1),
        ("facility_clicked", "county", -7),
        ("facility_clicked", "county", 2_000_000_000),
        ("unit_clicked", -1),
        ("unit_clicked", 2**31 - 1),
        ("place_clicked", 1e300, 0.0),
        ("place_clicked", 103.0, 90.5),
        ("view_changed", 103.0, 30.0, -1.0),
        ("view_changed", 103.0, 30.0, 1e9),
        ("view_changed", -1e12, 30.0, 5.0),
        ("panel_folded", "x,y=1", True),
        ("panel_folded", "", True),
        ("unit_clicked", 510101),
    ):
        invoke(view, str(slot), *values)
    qtbot.waitUntil(lambda: bool(heard), timeout=WAIT_MS)
    assert heard == [(510101,)]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    events = PageEvents()
    heard: list[tuple[float, ...]] = []
    events.place_clicked.connect(lambda *what: heard.append(what))
    events.view_changed.connect(lambda *what: heard.append(what))
    bridge = Bridge(events)
    bridge.place_clicked(value, 30.0)
    bridge.place_clicked(103.0, value)
    bridge.view_changed(value, 30.0, 6.0)
    bridge.view_changed(103.0, 30.0, value)
    assert heard == []


def test_a_map_dragged_around_the_world_looks_at_the_same_place(
    qtbot: QtBot, view: MapView
) -> None:
    with qtbot.waitSignal(view.view_changed, timeout=WAIT_MS) as heard:
        invoke(view, "view_changed", 103.5 + 720, 30.5, 6.5)
    assert heard.args == [103.5, 30.5, 6.5]


def test_a_page_that_shouts_is_cut_short(
    qtbot: QtBot, view: MapView, caplog: pytest.LogCaptureFixture
) -> None:
    view.page.runJavaScript("for (let i = 0; i < 300; i++) console.error('x'.repeat(1e5) + '\\n!')")
    view.page.runJavaScript("setTimeout(() => document.title = 'done', 0)")
    qtbot.waitUntil(lambda: view.page.title() == "done", timeout=WAIT_MS)
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert 0 < len(said) <= MOST_SAID
    assert all(len(text) < 1_000 and "\n" not in text for text in said)
    caplog.clear()


@pytest.mark.parametrize(
    "script",
    [
        "(s => { s.text = 'document.title=1'; document.body.append(s) })(new_script())",
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')",
        "document.title = eval('1 + 1')",
        "new Worker('data:text/javascript,0').onmessage = () => document.title = 'ran'",
        "location.href = 'app://yiquan/web/map.css'",
    ],
)
def test_what_enters_the_page_later_does_not_run(
    qtbot: QtBot, view: MapView, caplog: pytest.LogCaptureFixture, script: str
) -> None:
    with qtbot.waitSignal(view.painted, timeout=WAIT_MS):
        view.show_page(with_policy(PAGE))
    address, title = view.page.url(), view.page.title()
    new = "const new_script = () => document.createElement('script');"
    view.page.runJavaScript(f"setTimeout(() => {{ {new} {script} }}, 0)")
    qtbot.wait(200)
    assert (view.page.url(), view.page.title()) == (address, title)
    caplog.clear()


def test_nobody_outside_is_called(
    qtbot: QtBot, view: MapView, caplog: pytest.LogCaptureFixture
) -> None:
    enable_socket()
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 0))
    tcp = socket.create_server(("127.0.0.1", 0))
    for each in (udp, tcp):
        each.setblocking(False)
    call = """(async () => {
      const make = window.RTCPeerConnection || document.body.appendChild(
        document.createElement('iframe')).contentWindow.RTCPeerConnection;
      const peer = new make({iceServers: [{urls: 'stun:127.0.0.1:@UDP@'}, {urls:
        'turn:127.0.0.1:@TCP@?transport=tcp', username: 'a', credential: 'b'}]});
      peer.createDataChannel('x');
      await peer.setLocalDescription(await peer.createOffer());
    })().finally(() => {
      for (const act of [() => navigator.sendBeacon('http://127.0.0.1:@TCP@/'),
        () => fetch('http://127.0.0.1:@TCP@/', {mode: 'no-cors'}),
        () => new WebSocket('ws://127.0.0.1:@TCP@/'), () => window.open('http://127.0.0.1:@TCP@/'),
        () => { location.href = 'http://127.0.0.1:@TCP@/'; }]) {
        try { act(); } catch (error) { console.info(error); }
      }
      setTimeout(() => document.title = 'called', 1000);
    })"""
    ports = {"@UDP@": udp.getsockname()[1], "@TCP@": tcp.getsockname()[1]}
    for name, port in ports.items():
        call = call.replace(name, str(port))
    view.page.runJavaScript(call)
    qtbot.waitUntil(lambda: view.page.title() == "called", timeout=WAIT_MS)
    with udp, tcp:
        with pytest.raises(BlockingIOError):
            udp.recv(2_000)
        with pytest.raises(BlockingIOError):
            tcp.accept()
    caplog.clear()
