/*
 * The counties under the pointer and the one selected: line and tint alone, so that the
 * people and the service areas beneath stay readable.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan = window.yiquan || {});
  const PLAIN = { weight: 0.7, color: "#9a9286", fillColor: "#1d2733", fillOpacity: 0 };
  const HOVERED = { weight: 1.6, color: "#5b564e", fillColor: "#1d2733", fillOpacity: 0.04 };
  const SELECTED = { weight: 2.6, color: "#1d2733", fillColor: "#1d2733", fillOpacity: 0.05 };

  yiquan.Counties = class {
    /* layer: the L.GeoJSON of county polygons, each with `adcode` and `name`. */
    constructor(layer) {
      this._byCode = new Map();
      this._selected = 0;
      this._hovered = 0;
      layer.eachLayer((polygon) => this._byCode.set(polygon.feature.properties.adcode, polygon));
      layer.setStyle(PLAIN);
    }

    select(adcode) {
      const before = this._selected;
      this._selected = adcode;
      this._restyle(before);
      this._restyle(adcode);
    }

    hover(adcode) {
      const before = this._hovered;
      this._hovered = adcode;
      if (before !== adcode) {
        this._restyle(before);
        this._restyle(adcode);
      }
    }

    _restyle(adcode) {
      const polygon = this._byCode.get(adcode);
      if (!polygon) {
        return;
      }
      if (adcode === this._selected) {
        polygon.setStyle(SELECTED).bringToFront();
      } else if (adcode === this._hovered) {
        polygon.setStyle(HOVERED).bringToFront();
      } else {
        polygon.setStyle(PLAIN);
      }
      const selected = this._byCode.get(this._selected);
      if (selected) {
        selected.bringToFront();
      }
    }
  };
})();
