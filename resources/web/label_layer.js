/*
 * Names of the counties, drawn where there is room: a name must about fit its county and
 * must not touch a name already drawn. The roomiest counties are served first.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});
  const SIZE_PX = 12;
  const GAP_PX = 3;
  // A name may be this many times wider than the widest circle inside its county.
  const OVERHANG = 1.3;

  yiquan.LabelLayer = yiquan.CanvasLayer.extend({
    /* data: names, lon, lat of the middle, and room: radius of that circle in world units. */
    initialize(data) {
      yiquan.CanvasLayer.prototype.initialize.call(this, { pane: "labels" });
      this._names = data.names;
      this._room = data.room;
      this._points = yiquan.geometry.worldPoints(data.lon, data.lat);
      this._widths = null;
      this._order = [...data.names.keys()].sort((a, b) => data.room[b] - data.room[a]);
    },

    paint(context, view) {
      const style = getComputedStyle(this._map.getContainer());
      context.font = `500 ${SIZE_PX}px ${style.fontFamily}`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      context.lineWidth = 3;
      context.strokeStyle = "rgba(255, 255, 255, 0.85)";
      context.fillStyle = "#3b4651";
      this._widths = this._widths || this._names.map((name) => context.measureText(name).width);
      const taken = [];
      for (const i of this._order) {
        const box = this._box(i, view);
        if (box && !taken.some((other) => overlap(box, other))) {
          taken.push(box);
          const x = (box[0] + box[2]) / 2;
          const y = (box[1] + box[3]) / 2;
          context.strokeText(this._names[i], x, y);
          context.fillText(this._names[i], x, y);
        }
      }
    },

    /* The place of a name as [left, top, right, bottom], or null when it has none. */
    _box(i, view) {
      const x = this._points.x[i] * view.scale - view.left;
      const y = this._points.y[i] * view.scale - view.top;
      const width = this._widths[i];
      const inside = x > 0 && x < view.width && y > 0 && y < view.height;
      if (!inside || width > 2 * this._room[i] * view.scale * OVERHANG) {
        return null;
      }
      const halfWidth = width / 2 + GAP_PX;
      const halfHeight = SIZE_PX / 2 + GAP_PX;
      return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
    },
  });

  function overlap(a, b) {
    return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  }
})();
