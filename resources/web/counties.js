/*
 * The county under the pointer and those selected: a line and a tint over the map, so
 * that the people and the service areas beneath stay readable. They are layers of their
 * own: moving the county's own shape to the front would take it from under the pointer.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});
  const INK = "#1d2733";
  const HOVERED = { weight: 1.6, color: INK, opacity: 0.6, fillColor: INK, fillOpacity: 0.04 };
  const SELECTED = { weight: 2.8, color: INK, fillColor: INK, fillOpacity: 0.05 };
  const SELECTED_TOGETHER = { ...SELECTED, weight: 1.8 };

  yiquan.Counties = class {
    /* layer: the L.GeoJSON of county polygons, each with `adcode` and `name`. */
    constructor(map, layer) {
      this._features = new Map();
      layer.eachLayer(({ feature }) => this._features.set(feature.properties.adcode, feature));
      const mark = (style) => L.geoJSON(null, { style, pane: "borders", interactive: false });
      this._hovered = mark(HOVERED).addTo(map);
      this._selected = mark(SELECTED).addTo(map);
      this.selected = [];
    }

    /* Mark the counties with these codes, such as those of a prefecture. */
    select(adcodes) {
      this.selected = adcodes;
      this._show(this._selected, adcodes);
      this._selected.setStyle(adcodes.length > 1 ? SELECTED_TOGETHER : SELECTED);
    }

    hover(adcode) {
      this._show(this._hovered, [adcode]);
    }

    _show(mark, adcodes) {
      mark.clearLayers();
      for (const adcode of adcodes.filter((each) => this._features.has(each))) {
        mark.addData(this._features.get(adcode));
      }
    }
  };
})();
