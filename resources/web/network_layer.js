/*
 * One county medical network on one canvas: the ground of its people, its parts, and what
 * links them. The colour of a line says of what kind a link is, a dashed line that it is
 * assumed. The form of a part says how it is known to belong, as it does of facilities.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});
  const TURN = 2 * Math.PI;
  const PAPER = "#ffffff";
  const INK = "#1d2733";
  const SIZES_PX = { village: 2.4, township: 4.2, subcentre: 5.4, county: 6.4, regional: 7.4 };
  const LINK_PX = 2;
  const LANE_PX = 4;
  const DASH = [6, 5];
  const ASSUMED_ALPHA = 0.7;
  const NO_KIND = "#5b6570";
  const ARROW_PX = 9;
  const HALO_PX = 2.5;
  const CATCHMENT_FILL = 0.1;
  const CATCHMENT_DASH = [2, 4];
  // From afar the names of township hospitals would cover each other and the links.
  const NAMES_ZOOM = 9;

  // In the order of their lanes, from one side of a pair to the other.
  yiquan.LINK_COLOURS = {
    management: "#3b4856",
    "referral-up": "#0b62b0",
    "referral-down": "#009e73",
    telemedicine: "#8a3fb0",
    recognition: "#b07d00",
    twinning: "#0d7f8c",
    trusteeship: "#c2255c",
    alliance: "#e06a00",
    specialty: "#6f7d12",
  };
  yiquan.CATCHMENT_COLOUR = "#7a5c2e";
  const LANES = Object.keys(yiquan.LINK_COLOURS);
  // To which end the arrow of a kind points.
  const HEADS = { "referral-up": 1, "referral-down": -1 };

  /* Draw a line of a kind from `from` to `to`, with an arrow half way if it has a direction. */
  yiquan.drawLink = function (context, kind, { from, to, assumed }) {
    context.save();
    context.globalAlpha = assumed ? ASSUMED_ALPHA : 1;
    context.strokeStyle = context.fillStyle = yiquan.LINK_COLOURS[kind] || NO_KIND;
    context.lineWidth = LINK_PX;
    context.setLineDash(assumed ? DASH : []);
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    const head = HEADS[kind];
    if (head) {
      const [end, tail] = head > 0 ? [to, from] : [from, to];
      const angle = Math.atan2(end.y - tail.y, end.x - tail.x);
      // Half the head beyond the middle; at the ends the lines of many members run together.
      const tip = {
        x: (end.x + tail.x + ARROW_PX * Math.cos(angle)) / 2,
        y: (end.y + tail.y + ARROW_PX * Math.sin(angle)) / 2,
      };
      yiquan.drawArrow(context, tip, angle, ARROW_PX);
    }
    context.restore();
  };

  yiquan.drawArrow = function (context, tip, angle, size) {
    context.beginPath();
    context.moveTo(tip.x, tip.y);
    for (const side of [-0.42, 0.42]) {
      const back = angle + Math.PI + side;
      context.lineTo(tip.x + size * Math.cos(back), tip.y + size * Math.sin(back));
    }
    context.closePath();
    context.fill();
  };

  /* The links of each pair of parts, in the order of their lanes. */
  function pairsOf(links) {
    const pairs = new Map();
    for (const link of links) {
      const key = `${Math.min(link.a, link.b)}-${Math.max(link.a, link.b)}`;
      pairs.set(key, [...(pairs.get(key) || []), link]);
    }
    const lane = (link) => LANES.indexOf(link.kind);
    return [...pairs.values()].map((pair) => pair.sort((one, other) => lane(one) - lane(other)));
  }

  yiquan.NetworkLayer = yiquan.CanvasLayer.extend({
    initialize(options) {
      yiquan.CanvasLayer.prototype.initialize.call(this, options);
      this._colours = options.colours;
      this._kinds = new Set(LANES);
      this._named = true;
      this._show(null);
    },

    isEmpty() {
      return !this._network;
    },

    hasCatchment() {
      return this._catchment.length > 0;
    },

    /* The kinds of the links shown, in order. */
    kindsShown() {
      const links = this._pairs.flat();
      return LANES.filter((kind) => links.some((link) => link.kind === kind));
    },

    /* Whether any of the links shown is known in another way than by assumption, or is not. */
    linksAssumed(assumed) {
      return this._pairs.flat().some((link) => (link.status === "assumed") === assumed);
    },

    /* network: as geo/page_networks.py writes it; null for none. */
    setNetwork(network) {
      this._show(network);
      this.redraw();
    },

    /* Show the links of these kinds, and of no others. */
    setKinds(kinds) {
      this._kinds = new Set(kinds);
      this._show(this._network);
      this.redraw();
    },

    /* Whether the parts bear their names. */
    setNamed(named) {
      if (named !== this._named) {
        this._named = named;
        this.redraw();
      }
    },

    _show(network) {
      const nodes = network ? network.nodes : [];
      const { worldX, worldY, worldPoints } = yiquan.geometry;
      this._network = network;
      this._points = worldPoints(
        nodes.map((node) => node.lon),
        nodes.map((node) => node.lat),
      );
      const links = network ? network.links.filter((link) => this._kinds.has(link.kind)) : [];
      this._pairs = pairsOf(links);
      const toWorld = (value, i) => (i % 2 ? worldY(value) : worldX(value));
      this._catchment = network ? network.catchment.map((ring) => ring.map(toWorld)) : [];
    },

    paint(context, view) {
      if (!this._network) {
        return;
      }
      context.lineJoin = "round";
      this._paintCatchment(context, view);
      const places = this._network.nodes.map((_, i) => ({
        x: this._points.x[i] * view.scale - view.left,
        y: this._points.y[i] * view.scale - view.top,
      }));
      for (const pair of this._pairs) {
        this._paintPair(context, view, pair, places);
      }
      this._paintNodes(context, view, places);
    },

    _paintCatchment(context, { scale, left, top }) {
      context.beginPath();
      for (const ring of this._catchment) {
        context.moveTo(ring[0] * scale - left, ring[1] * scale - top);
        for (let i = 2; i < ring.length; i += 2) {
          context.lineTo(ring[i] * scale - left, ring[i + 1] * scale - top);
        }
        context.closePath();
      }
      context.fillStyle = context.strokeStyle = yiquan.CATCHMENT_COLOUR;
      context.globalAlpha = CATCHMENT_FILL;
      context.fill("evenodd");
      context.globalAlpha = 1;
      context.lineWidth = 1.2;
      context.setLineDash(CATCHMENT_DASH);
      context.stroke();
      context.setLineDash([]);
    },

    /* Links of one pair run side by side, each in a lane of its own, from edge to edge. */
    _paintPair(context, view, pair, places) {
      const ends = [Math.min(pair[0].a, pair[0].b), Math.max(pair[0].a, pair[0].b)];
      const [one, other] = ends.map((end) => places[end]);
      const length = Math.hypot(other.x - one.x, other.y - one.y);
      const [near, far] = ends.map((end) => this._sizePx(end, view.zoom) + HALO_PX);
      if (!(length > near + far)) {
        return;
      }
      const along = { x: (other.x - one.x) / length, y: (other.y - one.y) / length };
      pair.forEach((link, lane) => {
        const aside = (lane - (pair.length - 1) / 2) * LANE_PX;
        const at = (way) => ({
          x: one.x + along.x * way - along.y * aside,
          y: one.y + along.y * way + along.x * aside,
        });
        const line = [at(near), at(length - far)];
        const [from, to] = link.a === ends[0] ? line : line.reverse();
        yiquan.drawLink(context, link.kind, { from, to, assumed: link.status === "assumed" });
      });
    },

    _sizePx(index, zoom) {
      const grown = Math.min(1.5, Math.max(0.7, 0.8 + (zoom - 8) * 0.15));
      return (SIZES_PX[this._network.nodes[index].tier] || SIZES_PX.township) * grown;
    },

    /* Villages first: what stands above them in the network lies over them on the map. */
    _paintNodes(context, view, places) {
      const { nodes } = this._network;
      const order = nodes.map((_, i) => i).sort((a, b) => rank(nodes[a]) - rank(nodes[b]));
      for (const i of order) {
        const { x, y } = places[i];
        const r = this._sizePx(i, view.zoom);
        context.beginPath();
        context.arc(x, y, r + HALO_PX, 0, TURN);
        context.fillStyle = PAPER;
        context.fill();
        if (nodes[i].role === "lead") {
          context.lineWidth = 1.6;
          context.strokeStyle = INK;
          context.stroke();
        }
        yiquan.drawSymbol(context, nodes[i].membership, x, y, r, this._colours[nodes[i].tier]);
      }
      if (this._named) {
        this._paintNames(context, view, places, order.reverse());
      }
    },

    /* Names from above, each where there is room beside those before it. */
    _paintNames(context, view, places, order) {
      const { nodes } = this._network;
      const taken = places.map(({ x, y }, i) => around(x, y, this._sizePx(i, view.zoom)));
      for (const i of order) {
        const great = nodes[i].role !== "member";
        if (great || (view.zoom >= NAMES_ZOOM && nodes[i].tier !== "village")) {
          const beside = { ...places[i], gap: this._sizePx(i, view.zoom) + 5, great };
          yiquan.drawName(context, nodes[i].name, beside, taken);
        }
      }
    },
  });

  const TIERS = ["village", "township", "subcentre", "county", "regional"];
  const rank = (node) => TIERS.indexOf(node.tier) + (node.role === "lead" ? TIERS.length : 0);

  const around = (x, y, r) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r });

  /* The fonts of the page, which a canvas does not take over by itself. */
  yiquan.fontOf = (context) => getComputedStyle(context.canvas).fontFamily || "sans-serif";

  /* Write a name right or left of a place, or not at all where others have taken the room. */
  yiquan.drawName = function (context, name, { x, y, gap, great }, taken) {
    const size = great ? 13 : 11.5;
    context.font = `${great ? 600 : 400} ${size}px ${yiquan.fontOf(context)}`;
    const width = context.measureText(name).width;
    const boxes = [x + gap, x - gap - width].map((left) => ({
      left,
      right: left + width,
      top: y - size / 2 - 2,
      bottom: y + size / 2 + 2,
    }));
    const free = boxes.find((box) => yiquan.isFree(box, taken));
    if (!free) {
      return;
    }
    taken.push(free);
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = PAPER;
    context.strokeText(name, free.left, y);
    context.fillStyle = INK;
    context.fillText(name, free.left, y);
  };

  yiquan.isFree = (box, taken) =>
    !taken.some(
      (other) =>
        box.left < other.right &&
        other.left < box.right &&
        box.top < other.bottom &&
        other.top < box.bottom,
    );
})();
