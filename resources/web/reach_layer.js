/*
 * Service areas: the ground within the radius of any facility of the layers that count.
 * Overlapping areas are one area, so the colour says "within reach", not "how often".
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});
  const TURN = 2 * Math.PI;
  const EDGE_PX = 1;
  const INNER_ALPHA = 0.34;
  const EDGE_ALPHA = 0.85;
  // Below this many pixels a circle is no more than its facility's own dot.
  const SMALLEST_PX = 1;
  // Smaller circles are too many and too close for outlines.
  const SMALLEST_EDGED_PX = 8;
  // Four times the number of circles times their half height in pixels.
  const MOST_WORK_MOVING = 4000;
  const MOST_WORK = 250000;
  const REST_MS = 150;

  yiquan.ReachLayer = yiquan.CanvasLayer.extend({
    initialize(options) {
      yiquan.CanvasLayer.prototype.initialize.call(this, options);
      this._sources = [];
      this._shapes = new Map();
    },

    /*
     * Show the areas of `sources`, a list of { id, points, radiusM }, as one. While they follow
     * a slider, `moving`, hundreds of circles go without smooth edges until they rest, and so
     * do thousands of wide ones at any time.
     */
    setSources(sources, colour, moving = false) {
      this._moving = moving;
      clearTimeout(this._rest);
      if (moving) {
        this._rest = setTimeout(() => this.setSources(sources, colour), REST_MS);
      }
      this._sources = sources;
      this._colour = colour;
      for (const id of this._shapes.keys()) {
        if (!sources.some((source) => source.id === id)) {
          this._shapes.delete(id);
        }
      }
      this.redraw();
    },

    paint(context, view) {
      const circles = this._sources.flatMap((source) => this._circles(source, view));
      const area = { circles, colour: this._colour, edged: circles[2] > SMALLEST_EDGED_PX };
      // What paths cost grows with the number of circles and with the rows each spans.
      const work = circles.length * (circles[3] || 0);
      if (work > (this._moving ? MOST_WORK_MOVING : MOST_WORK)) {
        this._paintSpans(context, view, area);
      } else if (circles.length) {
        paintPath(context, area);
      }
    },

    _paintSpans(context, view, { circles, colour, edged }) {
      const { pixelColour } = yiquan;
      const inside = pixelColour(colour, INNER_ALPHA);
      const edge = edged ? pixelColour(colour, EDGE_ALPHA) : 0;
      this._painter = this._painter || new yiquan.SpanPainter();
      this._painter.paint(context, view.ratio, [{ circles, inside, edge }], EDGE_PX);
    },

    /* The circles that touch the canvas, flat: x, y, rx, ry in pixels, and so on. */
    _circles(source, view) {
      const shapes = this._ellipses(source);
      const { points } = source;
      const { scale, left, top, width, height } = view;
      const circles = [];
      for (let i = 0; i < points.count; i += 1) {
        const rx = shapes.rx[i] * scale;
        const ry = shapes.ry[i] * scale;
        const x = points.x[i] * scale - left;
        const y = (points.y[i] + shapes.shift[i]) * scale - top;
        const near = x > -rx && x < width + rx && y > -ry && y < height + ry;
        if (near && rx >= SMALLEST_PX) {
          circles.push(x, y, rx, ry);
        }
      }
      return circles;
    },

    /* Shapes depend on latitude and radius alone; they are kept until either changes. */
    _ellipses(source) {
      const kept = this._shapes.get(source.id);
      if (kept && kept.radiusM === source.radiusM && kept.points === source.points) {
        return kept;
      }
      const { count, lat } = source.points;
      const made = {
        radiusM: source.radiusM,
        points: source.points,
        rx: new Float64Array(count),
        ry: new Float64Array(count),
        shift: new Float64Array(count),
      };
      for (let i = 0; i < count; i += 1) {
        const shape = yiquan.geometry.groundEllipse(lat[i], source.radiusM);
        made.rx[i] = shape.rx;
        made.ry[i] = shape.ry;
        made.shift[i] = shape.shift;
      }
      this._shapes.set(source.id, made);
      return made;
    },
  });

  /*
   * One path of all circles, filled once, tints overlaps no darker than the rest. A second
   * path, a pixel smaller, thins the inside and leaves the outline of the union.
   */
  function paintPath(context, { circles, colour, edged }) {
    context.save();
    context.fillStyle = colour;
    context.globalAlpha = edged ? EDGE_ALPHA : INNER_ALPHA;
    fill(context, circles, 0);
    if (edged) {
      context.globalCompositeOperation = "destination-out";
      context.globalAlpha = 1 - INNER_ALPHA / EDGE_ALPHA;
      fill(context, circles, EDGE_PX);
    }
    context.restore();
  }

  /* Fill `circles` as one path, each smaller by `inset` pixels. */
  function fill(context, circles, inset) {
    context.beginPath();
    for (let i = 0; i < circles.length; i += 4) {
      const rx = circles[i + 2] - inset;
      const ry = circles[i + 3] - inset;
      if (rx > 0 && ry > 0) {
        context.moveTo(circles[i] + rx, circles[i + 1]);
        context.ellipse(circles[i], circles[i + 1], rx, ry, 0, 0, TURN);
      }
    }
    context.fill("nonzero");
  }
})();
