/*
 * All facilities of one layer, from one array, on one canvas. The form of a symbol says
 * how the facility is known, its size the tier, its colour the layer:
 * hollow = assumed, filled = mapped, filled in a ring = reported, square = the user's own,
 * star = put there in a what-if.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});
  const TURN = 2 * Math.PI;
  const SIZES_PX = { village: 2, township: 2.2, subcentre: 3.9, county: 4.4, regional: 5.6 };
  const DEFAULT_SIZE_PX = 4;
  const PAPER = "#ffffff";
  const HALO = "#1d2733";
  const REACH_OF_CLICK_PX = 5;
  // A star has to be told from a dot at the size of a village clinic.
  const STAR_SIZE = 1.8;
  const LEAST_STAR_PX = 3;
  const STAR_WAIST = 0.42;
  const FADED_ALPHA = 0.22;

  /* Symbols grow with the zoom, slowly, so that a province is not a blot and a county not bare. */
  const growth = (zoom) => Math.min(2.2, Math.max(0.55, 0.6 + (zoom - 7) * 0.3));

  /* Half the width of a symbol, of which `r` is that of a dot. */
  const halfWidth = (status, r) =>
    status === "what-if" ? Math.max(r, LEAST_STAR_PX) * STAR_SIZE : r;

  function starPath(context, x, y, r) {
    for (let point = 0; point < 10; point += 1) {
      const away = point % 2 ? r * STAR_WAIST : r;
      const angle = (point / 10) * TURN - TURN / 4;
      context.lineTo(x + away * Math.cos(angle), y + away * Math.sin(angle));
    }
    context.closePath();
  }

  /* Draw one symbol of half-width `r` pixels around x, y. */
  function drawSymbol(context, status, x, y, r, colour) {
    context.lineWidth = Math.max(0.8, r * (status === "assumed" ? 0.45 : 0.3));
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.beginPath();
    if (status === "user") {
      context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
      context.strokeStyle = PAPER;
    } else if (status === "what-if") {
      starPath(context, x, y, halfWidth(status, r));
      context.lineWidth = Math.max(0.8, r * 0.2);
      context.strokeStyle = HALO;
    } else {
      context.arc(x, y, r, 0, TURN);
    }
    if (status === "assumed") {
      context.fillStyle = PAPER;
    } else if (status === "mapped") {
      context.strokeStyle = PAPER;
    }
    context.fill();
    context.stroke();
    if (status === "reported") {
      context.beginPath();
      context.arc(x, y, r * 0.72, 0, TURN);
      context.lineWidth = Math.max(0.8, r * 0.22);
      context.strokeStyle = PAPER;
      context.stroke();
    }
  }

  yiquan.drawSymbol = drawSymbol;

  yiquan.FacilityLayer = yiquan.CanvasLayer.extend({
    initialize(data) {
      yiquan.CanvasLayer.prototype.initialize.call(this, { pane: "facilities" });
      this.id = data.id;
      this.title = data.title;
      this.tier = data.tier;
      this.colour = data.colour;
      this.radiusM = data.radiusM;
      this.showCircles = data.showCircles;
      this.statuses = data.statuses;
      this._faded = false;
      this._take(data);
    },

    _take({ names, status, lon, lat, apart }) {
      this.names = names;
      this.status = status;
      this.points = yiquan.geometry.worldPoints(lon, lat);
      // Hospitals for some patients alone are shown, and nobody is in their reach.
      this.reaching = apart.length
        ? yiquan.geometry.worldPoints(lon.map((x, i) => (apart.includes(i) ? null : x)), lat)
        : this.points;
      this._selected = -1;
      this._hovered = -1;
    },

    /* Show other facilities: { names, status, lon, lat, apart }. Which one is selected is forgotten. */
    setFacilities(data) {
      this._take(data);
      this.redraw();
    },

    setColour(colour) {
      this.colour = colour;
      this.redraw();
    },

    /* Put the halo around the facility at `index`; -1 takes it away. */
    select(index) {
      this._selected = index;
      this.redraw();
    },

    /* Step back behind what is lit up on the map, all but those that are marked. */
    setFaded(faded) {
      if (faded !== this._faded) {
        this._faded = faded;
        this.redraw();
      }
    },

    hover(index) {
      if (index !== this._hovered) {
        this._hovered = index;
        this.redraw();
      }
    },

    statusOf(index) {
      return this.statuses[this.status[index]];
    },

    /* Code of the status most facilities have: the layer's sign in the legend. */
    commonest() {
      const counts = this.statuses.map(() => 0);
      this.status.forEach((code) => (counts[code] += 1));
      return counts.indexOf(Math.max(...counts));
    },

    sizePx(zoom) {
      return (SIZES_PX[this.tier] || DEFAULT_SIZE_PX) * growth(zoom);
    },

    latLng(index) {
      const { x, lat } = this.points;
      return L.latLng(lat[index], (x[index] - 0.5) * 360);
    },

    /* The facility under a point of the map's container, the nearest of several, or -1. */
    at(point) {
      if (!this._canvas) {
        return -1;
      }
      const { scale, zoom } = this._view;
      const place = this._map.containerPointToLayerPoint(point).add(this._map.getPixelOrigin());
      const reach = this.sizePx(zoom) + REACH_OF_CLICK_PX;
      let nearest = -1;
      let least = reach * reach;
      for (let i = 0; i < this.points.count; i += 1) {
        const dx = this.points.x[i] * scale - place.x;
        const dy = this.points.y[i] * scale - place.y;
        const squared = dx * dx + dy * dy;
        if (squared < least) {
          least = squared;
          nearest = i;
        }
      }
      return nearest;
    },

    paint(context, view) {
      const r = this.sizePx(view.zoom);
      const stamps = this.statuses.map((status) => this._stamp(status, r, view.ratio));
      const { scale, left, top, width, height, ratio } = view;
      context.save();
      context.globalAlpha = this._faded ? FADED_ALPHA : 1;
      context.setTransform(1, 0, 0, 1, 0, 0);
      for (let i = 0; i < this.points.count; i += 1) {
        const x = this.points.x[i] * scale - left;
        const y = this.points.y[i] * scale - top;
        if (x > -r && x < width + r && y > -r && y < height + r) {
          const stamp = stamps[this.status[i]];
          const half = stamp.width / 2;
          context.drawImage(stamp, Math.round(x * ratio - half), Math.round(y * ratio - half));
        }
      }
      context.restore();
      this._paintMarked(context, view, this._hovered, r * 1.25, 1.2);
      this._paintMarked(context, view, this._selected, r * 1.35, 2.4);
    },

    /* One symbol drawn once; copying it is many times cheaper than drawing a path each. */
    _stamp(status, r, ratio) {
      const stamp = document.createElement("canvas");
      stamp.width = stamp.height = Math.ceil((halfWidth(status, r) * 2 + 4) * ratio);
      const context = stamp.getContext("2d");
      context.scale(ratio, ratio);
      const middle = stamp.width / ratio / 2;
      drawSymbol(context, status, middle, middle, r, this.colour);
      return stamp;
    },

    _paintMarked(context, view, index, r, line) {
      if (index < 0 || index >= this.points.count || Number.isNaN(this.points.x[index])) {
        return;
      }
      const x = this.points.x[index] * view.scale - view.left;
      const y = this.points.y[index] * view.scale - view.top;
      const ring = Math.max(halfWidth(this.statusOf(index), r) + 3, 7);
      context.lineWidth = line + 2.5;
      context.strokeStyle = PAPER;
      context.beginPath();
      context.arc(x, y, ring, 0, TURN);
      context.stroke();
      context.lineWidth = line;
      context.strokeStyle = HALO;
      context.stroke();
      drawSymbol(context, this.statusOf(index), x, y, r, this.colour);
    },
  });
})();
