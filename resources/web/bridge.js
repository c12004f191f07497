/*
 * What the page and the program may say to each other, and nothing else: each name here is
 * a slot or a signal of gui/bridge.py. Opened without a program, the page stays silent.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});
  const early = [];
  let report = (text) => early.push(text);

  window.addEventListener("error", (event) => {
    report(`${event.message} (${event.filename}:${event.lineno})`);
  });
  window.addEventListener("unhandledrejection", (event) => report(String(event.reason)));

  function listen(remote, page) {
    remote.set_radius.connect((layerId, radiusM) => page.setRadius(layerId, radiusM));
    remote.set_visible.connect((layerId, visible) => page.setVisible(layerId, visible));
    remote.set_colour.connect((layerId, colour) => page.setColour(layerId, colour));
    remote.show_circles.connect((layerIds, colour) => page.showCircles(layerIds, colour));
    remote.select_facility.connect((layerId, index) => page.selectFacility(layerId, index));
    remote.select_units.connect((adcodes) => page.selectUnits(adcodes));
    remote.fly_to.connect((west, south, east, north) => page.flyTo(west, south, east, north));
    remote.frame.connect((box) => page.frame(box));
    remote.set_caption.connect((json) => page.setCaption(JSON.parse(json)));
    remote.show_gaps.connect((json) => page.showGaps(JSON.parse(json)));
    remote.select_gap.connect((json) => page.selectGap(JSON.parse(json)));
    remote.set_facilities.connect((layerId, json) => page.setFacilities(layerId, JSON.parse(json)));
    remote.show_network.connect((json) => page.showNetwork(JSON.parse(json)));
    remote.show_kinds.connect((kinds) => page.showKinds(kinds));
    remote.show_chain.connect((json) => page.showChain(JSON.parse(json)));
    remote.set_placing.connect((placing) => page.setPlacing(placing));
    remote.set_foldable.connect((foldable) => page.setFoldable(foldable));
    remote.fold_panel.connect((name, folded) => page.foldPanel(name, folded));
    remote.show_whole.connect((whole) => {
      page.showWhole(whole);
      page.whenPainted(() => remote.whole_shown(whole));
    });
  }

  function speak(remote, page) {
    const messages = {
      facility_clicked: (layerId, index) => remote.facility_clicked(layerId, index),
      unit_clicked: (adcode) => remote.unit_clicked(adcode),
      place_clicked: (lon, lat) => remote.place_clicked(lon, lat),
      view_changed: (lon, lat, zoom) => remote.view_changed(lon, lat, zoom),
      panel_folded: (name, folded) => remote.panel_folded(name, folded),
    };
    page.tell = (name, ...values) => messages[name](...values);
    report = (text) => remote.page_error(text);
    early.splice(0).forEach(report);
  }

  yiquan.connect = function (page) {
    if (!window.qt || !window.qt.webChannelTransport) {
      return;
    }
    new QWebChannel(window.qt.webChannelTransport, (channel) => {
      const remote = channel.objects.bridge;
      listen(remote, page);
      speak(remote, page);
      remote.page_ready();
      page.whenPainted(() => remote.painted());
    });
  };
})();
