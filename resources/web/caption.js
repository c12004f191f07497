/*
 * What stands over the map: title and figures, legend, scale and credits (see panel.js).
 * Every word is set as text, never as markup: names may come from any file.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});

  const add = yiquan.addElement;

  yiquan.Caption = class {
    constructor(map, words) {
      const place = { name: "caption", position: "topleft", brief: false };
      this.panel = new yiquan.Panel(map, { ...place, words });
    }

    /* caption: { title, figure, lines, supposed } */
    show(caption) {
      const whole = [...caption.lines, ...caption.supposed];
      this.panel.show((box, folded) => {
        const head = caption.title || caption.figure ? add(box, "div", "head") : null;
        if (caption.title) {
          add(head, "h1", "", caption.title);
        }
        if (caption.figure) {
          add(head, "div", "figure", caption.figure);
        }
        if (folded && whole.length) {
          // What is assumed or supposed may be the last to go.
          const gist = [...caption.supposed, ...caption.lines];
          add(box, "div", "line gist", gist.join(" · "));
          box.title = [caption.title, caption.figure, ...whole].filter(Boolean).join("\n");
          return;
        }
        for (const line of whole) {
          add(box, "div", "line", line);
        }
      });
    }
  };

  yiquan.Legend = class {
    /* words: the fixed words of the legend; demand: { colours, labels, visible } or null. */
    constructor(map, words, demand) {
      this._words = words;
      this._demand = demand;
      const place = { name: "legend", position: "bottomleft", brief: false };
      this.panel = new yiquan.Panel(map, { ...place, words: words.legend });
    }

    /*
     * layers: the facility layers shown; reach: the colour of the service areas, if any are;
     * gaps: whether gaps are outlined; network, chain: their layers; notes: sentences under
     * the legend.
     */
    show(layers, shown) {
      this.panel.show((box, folded) => {
        if (folded) {
          this._gist(box, shown);
        } else {
          this._all(box, layers, shown);
        }
      });
    }

    /* Folded, it still says what is assumed. */
    _gist(box, { network, notes }) {
      const told = network.isEmpty() ? notes : [this._words.network.parts, ...notes];
      add(box, "div", "heading", this._words.legend.title);
      if (told.length) {
        add(box, "p", "note gist", told.join(" "));
        box.title = told.join("\n");
      }
    }

    _all(box, layers, { reach, gaps, network, chain, notes }) {
      for (const layer of layers) {
        this._layerRow(box, layer);
      }
      this._statusRows(box, layers);
      if (reach) {
        this._areaRow(box, "reach", reach, this._words.reach);
      }
      if (gaps) {
        this._areaRow(box, "gap", yiquan.GAP_COLOUR, this._words.gap);
      }
      if (!network.isEmpty() || !chain.isEmpty()) {
        this._networkRows(box, network, chain);
      }
      if (this._demand && this._demand.visible) {
        this._ramp(box);
      }
      for (const note of notes) {
        add(box, "p", "note", note);
      }
      if (box.childElementCount) {
        const heading = document.createElement("div");
        heading.className = "heading";
        heading.textContent = this._words.legend.title;
        box.prepend(heading);
      }
    }

    _row(box, status, colour, text, count) {
      const row = add(box, "div", "row");
      const swatch = add(row, "canvas", "swatch");
      const ratio = window.devicePixelRatio || 1;
      swatch.width = swatch.height = 16 * ratio;
      const context = swatch.getContext("2d");
      context.scale(ratio, ratio);
      yiquan.drawSymbol(context, status, 8, 8, status === "what-if" ? 3.4 : 4.6, colour);
      add(row, "span", "name", text);
      if (count !== undefined) {
        add(row, "span", "count", count.toLocaleString("en-US"));
      }
    }

    _layerRow(box, layer) {
      const commonest = layer.statuses[layer.commonest()] || "mapped";
      this._row(box, commonest, layer.colour, layer.title, layer.points.count);
    }

    /* How a facility is known, for the statuses that occur, in a neutral colour. */
    _statusRows(box, layers) {
      const known = layers.length ? layers[0].statuses : [];
      const present = known.filter((_, code) => layers.some((l) => l.status.includes(code)));
      if (present.length) {
        const group = add(box, "div", "group statuses");
        for (const status of present) {
          this._row(group, status, "#5b6570", this._words.statuses[status]);
        }
      }
    }

    _areaRow(box, kind, colour, text) {
      const row = add(box, "div", "row");
      const swatch = add(row, "span", `swatch ${kind}`);
      swatch.style.setProperty("--colour", colour);
      add(row, "span", "name", text);
    }

    /* What the lines of a network and of a referral chain mean. */
    _networkRows(box, network, chain) {
      const words = this._words.network;
      const group = add(box, "div", "group links");
      for (const kind of network.kindsShown()) {
        this._lineRow(group, kind, false, words.kinds[kind]);
      }
      for (const assumed of [false, true].filter((each) => network.linksAssumed(each))) {
        add(group, "div", "break");
        this._lineRow(group, "", assumed, assumed ? words.assumed : words.known);
      }
      if (network.hasCatchment()) {
        add(group, "div", "break");
        this._areaRow(group, "catchment", yiquan.CATCHMENT_COLOUR, words.catchment);
      }
      if (!chain.isEmpty()) {
        this._areaRow(group, "chain", yiquan.CHAIN_COLOUR, this._words.chain.title);
      }
      if (!network.isEmpty()) {
        add(group, "p", "note", words.parts);
      }
    }

    _lineRow(box, kind, assumed, text) {
      const row = add(box, "div", "row");
      const swatch = add(row, "canvas", "swatch line");
      const ratio = window.devicePixelRatio || 1;
      swatch.width = 30 * ratio;
      swatch.height = 16 * ratio;
      const context = swatch.getContext("2d");
      context.scale(ratio, ratio);
      yiquan.drawLink(context, kind, { from: { x: 1, y: 8 }, to: { x: 29, y: 8 }, assumed });
      add(row, "span", "name", text);
    }

    _ramp(box) {
      const group = add(box, "div", "group ramp");
      const heading = add(group, "div", "name", this._words.demand);
      add(heading, "span", "unit", this._words.unit);
      const bar = add(group, "div", "bar");
      for (const colour of this._demand.colours) {
        add(bar, "span", "").style.backgroundColor = colour;
      }
      const labels = add(group, "div", "labels");
      for (const label of this._demand.labels) {
        add(labels, "span", "", label);
      }
    }
  };

  /* Whose data it is, in one line until it is unfolded, and the scale. */
  yiquan.Credits = class {
    constructor(map, words, credits) {
      const place = { name: "credits", position: "bottomright", brief: true };
      this.panel = new yiquan.Panel(map, { ...place, words });
      L.control.scale({ position: "bottomright", metric: true, imperial: false }).addTo(map);
      const text = credits.join(" · ");
      this.panel.show((box, folded) => {
        box.textContent = text;
        box.title = folded ? credits.join("\n") : "";
      });
    }
  };
})();
