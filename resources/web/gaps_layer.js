/*
 * Gaps in coverage as outlines on one canvas. A gap comes as a list of rings, outer and
 * inner alike, each lon, lat, lon, lat and so on in degrees.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});
  const FILL_ALPHA = 0.1;
  const LINE_PX = 1.3;
  const SELECTED_PX = 3;
  const HALO_PX = 3;
  const HALO = "#ffffff";

  yiquan.GAP_COLOUR = "#b3001b";

  /* The rings in world units, and the box around them. */
  function worldGap(rings) {
    const box = { west: Infinity, north: Infinity, east: -Infinity, south: -Infinity };
    const lines = rings.map((ring) => {
      const line = new Float64Array(ring.length);
      for (let i = 0; i < ring.length; i += 2) {
        line[i] = ring[i] / 360 + 0.5;
        line[i + 1] = yiquan.geometry.worldY(ring[i + 1]);
        box.west = Math.min(box.west, line[i]);
        box.east = Math.max(box.east, line[i]);
        box.north = Math.min(box.north, line[i + 1]);
        box.south = Math.max(box.south, line[i + 1]);
      }
      return line;
    });
    return { lines, box };
  }

  yiquan.GapsLayer = yiquan.CanvasLayer.extend({
    initialize(options) {
      yiquan.CanvasLayer.prototype.initialize.call(this, options);
      this._gaps = [];
      this._selected = [];
    },

    isEmpty() {
      return !this._gaps.length;
    },

    setOutlines(outlines) {
      this._gaps = outlines.map(worldGap);
      this.redraw();
    },

    /* Mark the gap of these rings; no rings mark none. */
    select(rings) {
      this._selected = rings.length ? [worldGap(rings)] : [];
      this.redraw();
    },

    paint(context, view) {
      context.lineJoin = "round";
      this._trace(context, view, this._gaps);
      context.fillStyle = yiquan.GAP_COLOUR;
      context.globalAlpha = FILL_ALPHA;
      context.fill("evenodd");
      context.globalAlpha = 1;
      this._line(context, LINE_PX, yiquan.GAP_COLOUR);
      this._trace(context, view, this._selected);
      this._line(context, SELECTED_PX + HALO_PX, HALO);
      this._line(context, SELECTED_PX, yiquan.GAP_COLOUR);
    },

    _line(context, width, colour) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    },

    /* Make the gaps that touch the canvas the current path. */
    _trace(context, view, gaps) {
      const { scale, left, top, width, height } = view;
      context.beginPath();
      for (const { lines, box } of gaps) {
        const beside = box.east * scale < left || box.west * scale > left + width;
        if (beside || box.south * scale < top || box.north * scale > top + height) {
          continue;
        }
        for (const line of lines) {
          context.moveTo(line[0] * scale - left, line[1] * scale - top);
          for (let i = 2; i < line.length; i += 2) {
            context.lineTo(line[i] * scale - left, line[i + 1] * scale - top);
          }
          context.closePath();
        }
      }
    },
  });
})();
