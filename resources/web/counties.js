/*
 * The county under the pointer and the one selected: a line and a tint over the map, so
 * that the people and the service areas beneath stay readable. They are layers of their
 * own: moving the county's own shape to the front would take it from under the pointer.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan = window.yiquan || {});
  const INK = "#1d2733";
  const HOVERED = { weight: 1.6, color: INK, opacity: 0.6, fillColor: INK, fillOpacity: 0.04 };
  const SELECTED = { weight: 2.8, color: INK, fillColor: INK, fillOpacity: 0.05 };

  yiquan.Counties = class {
    /* layer: the L.GeoJSON of county polygons, each with `adcode` and `name`. */
    constructor(map, layer) {
      this._features = new Map();
      layer.eachLayer(({ feature }) => this._features.set(feature.properties.adcode, feature));
      const mark = (style) => L.geoJSON(null, { style, pane: "borders", interactive: false });
      this._hovered = mark(HOVERED).addTo(map);
      this._selected = mark(SELECTED).addTo(map);
      this.selected = 0;
    }

    /* Mark the county with this code; 0 marks none. */
    select(adcode) {
      this.selected = adcode;
      this._show(this._selected, adcode);
    }

    hover(adcode) {
      this._show(this._hovered, adcode);
    }

    _show(mark, adcode) {
      mark.clearLayers();
      if (this._features.has(adcode)) {
        mark.addData(this._features.get(adcode));
      }
    }
  };
})();
