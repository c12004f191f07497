/*
 * A referral chain on one canvas: a thick line from where it starts, step by step up the
 * tiers, the length of each step beside it, and a mark where it leaves the county.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});
  const TURN = 2 * Math.PI;
  const PAPER = "#ffffff";
  const INK = "#1d2733";
  const LINE_PX = 4.5;
  const HALO_PX = 4;
  const ARROW_PX = 13;
  const STOP_PX = 6;
  const START_PX = 7;
  const LABEL_PX = 12;
  // How far beside the middle of a step its label may stand.
  const ASIDE_PX = [0, 24, -24, 48, -48, 72, -72];

  yiquan.CHAIN_COLOUR = "#a3003f";

  /* Write words in a box at the first of some places that is free; it stands out if `loud`. */
  function label(context, words, loud, places, taken) {
    context.font = `600 ${LABEL_PX}px ${yiquan.fontOf(context)}`;
    const width = context.measureText(words).width + 10;
    const height = LABEL_PX + 7;
    const boxes = places.map(({ x, y }) => ({
      left: x - width / 2,
      right: x + width / 2,
      top: y - height / 2,
      bottom: y + height / 2,
    }));
    const box = boxes.find((each) => yiquan.isFree(each, taken)) || boxes[0];
    taken.push(box);
    context.fillStyle = loud ? yiquan.CHAIN_COLOUR : PAPER;
    context.strokeStyle = yiquan.CHAIN_COLOUR;
    context.lineWidth = 1.2;
    context.beginPath();
    context.roundRect(box.left, box.top, width, height, 4);
    context.fill();
    context.stroke();
    context.fillStyle = loud ? PAPER : INK;
    context.textBaseline = "middle";
    context.fillText(words, box.left + 5, (box.top + box.bottom) / 2 + 0.5);
  }

  yiquan.ChainLayer = yiquan.CanvasLayer.extend({
    /* options.words: `leaves`, what is said where a chain leaves the county, and `km`. */
    initialize(options) {
      yiquan.CanvasLayer.prototype.initialize.call(this, options);
      this._words = options.words;
      this._chain = null;
    },

    isEmpty() {
      return !this._chain;
    },

    /* chain: as geo/page_networks.py writes it; null for none. */
    setChain(chain) {
      this._chain = chain;
      if (chain) {
        const stops = [chain.start, ...chain.steps];
        this._points = yiquan.geometry.worldPoints(
          stops.map((stop) => stop.lon),
          stops.map((stop) => stop.lat),
        );
      }
      this.redraw();
    },

    paint(context, view) {
      if (!this._chain) {
        return;
      }
      const places = [...this._points.x].map((x, i) => ({
        x: x * view.scale - view.left,
        y: this._points.y[i] * view.scale - view.top,
      }));
      context.lineJoin = context.lineCap = "round";
      this._line(context, places, LINE_PX + HALO_PX, PAPER);
      this._line(context, places, LINE_PX, yiquan.CHAIN_COLOUR);
      this._chain.steps.forEach((_, i) => this._arrow(context, places[i], places[i + 1]));
      places.forEach((place, i) => this._stop(context, place, i));
      const taken = places.map(({ x, y }) => ({
        left: x - START_PX,
        right: x + START_PX,
        top: y - START_PX,
        bottom: y + START_PX,
      }));
      this._chain.steps.forEach((step, i) => {
        this._label(context, step, [places[i], places[i + 1]], taken);
      });
      this._chain.steps.forEach(({ name }, i) => {
        const beside = { ...places[i + 1], gap: STOP_PX + 7, great: true };
        yiquan.drawName(context, name, beside, taken);
      });
    },

    _line(context, places, width, colour) {
      context.beginPath();
      for (const { x, y } of places) {
        context.lineTo(x, y);
      }
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    },

    _arrow(context, from, to) {
      const length = Math.hypot(to.x - from.x, to.y - from.y);
      if (length > STOP_PX + ARROW_PX) {
        const near = 1 - (STOP_PX + 1) / length;
        const tip = { x: from.x + (to.x - from.x) * near, y: from.y + (to.y - from.y) * near };
        context.fillStyle = yiquan.CHAIN_COLOUR;
        yiquan.drawArrow(context, tip, Math.atan2(to.y - from.y, to.x - from.x), ARROW_PX);
      }
    },

    _stop(context, { x, y }, index) {
      context.lineWidth = 3;
      context.fillStyle = index ? PAPER : yiquan.CHAIN_COLOUR;
      context.strokeStyle = index ? yiquan.CHAIN_COLOUR : PAPER;
      context.beginPath();
      context.arc(x, y, index ? STOP_PX : START_PX, 0, TURN);
      context.fill();
      context.stroke();
    },

    /* How long a step is, half way or beside it; where it leaves the county is said as well. */
    _label(context, step, [from, to], taken) {
      const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
      const distance = `${step.distance_km.toFixed(1)} ${this._words.km}`;
      const words = step.leaves ? `${distance} · ${this._words.leaves}` : distance;
      const aside = { x: (from.y - to.y) / length, y: (to.x - from.x) / length };
      const places = ASIDE_PX.map((away) => ({
        x: (from.x + to.x) / 2 + aside.x * away,
        y: (from.y + to.y) / 2 + aside.y * away,
      }));
      label(context, words, step.leaves, places, taken);
    },
  });
})();
