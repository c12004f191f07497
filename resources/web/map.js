/*
 * The page: what folium has drawn is joined here to the legend, the pointer and, through
 * bridge.js, to the program. It is complete without a program on the other side.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});
  const FAR_ZOOM = 6;
  const MOVE_S = 0.5;
  const LONGEST_WAIT_MS = 4000;

  class Page {
    /*
     * map: the Leaflet map; parts: { counties, demand, facilities, outlines } as folium made
     * them; config: words, caption, notes, credits, bounds, view and reachColour (see
     * geo/web_map.py).
     */
    constructor(map, parts, config) {
      this.map = map;
      this.config = config;
      this.facilities = parts.facilities;
      this.overlays = new Map(Object.entries(parts.overlays));
      this.counties = new yiquan.Counties(map, parts.counties);
      this.reach = new yiquan.ReachLayer({ pane: "reach" }).addTo(map);
      this.gaps = new yiquan.GapsLayer({ pane: "gaps" }).addTo(map);
      this.network = new yiquan.NetworkLayer({ pane: "network", colours: config.tierColours });
      this.network.addTo(map);
      this.chain = new yiquan.ChainLayer({ pane: "chain", words: config.words.chain }).addTo(map);
      this.caption = new yiquan.Caption(map, config.words.caption);
      this.legend = new yiquan.Legend(map, config.words, config.demand);
      this.credits = new yiquan.Credits(map, config.words.credits, config.credits);
      this.tooltip = L.tooltip({ direction: "top", offset: [0, -8], className: "name-tip" });
      /** @type {(name: string, ...values: (string | number | boolean)[]) => void} */
      this.tell = () => {};
      this._placing = false;
      this._framed = true;
      this._box = config.bounds;
      this._start(parts.counties);
    }

    _start(counties) {
      document.documentElement.lang = this.config.lang;
      this.setCaption(this.config.caption);
      this.refresh();
      for (const panel of this._panels()) {
        panel.onFold = (name, folded) => this.tell("panel_folded", name, folded);
      }
      this._frame();
      this._followPointer(counties);
      this._followClicks(counties);
      this.map.on("resize", () => this._framed && this._frame());
      this.map.on("zoomend", () => this._fitDetail());
      this._fitDetail();
      this.map.on("moveend", () => {
        // All of the province is shown at any size: that is no place to come back to.
        if (!this._framed) {
          const { lng, lat } = this.map.getCenter().wrap();
          this.tell("view_changed", lng, lat, this.map.getZoom());
        }
      });
    }

    /* Show the view asked for, or all of the province beside the caption. */
    _frame() {
      const { view } = this.config;
      if (view) {
        this.map.setView([view.lat, view.lon], view.zoom, { animate: false });
        this._framed = false;
      } else {
        const [west, south, east, north] = this._box;
        const box = L.latLngBounds([south, west], [north, east]);
        this.map.fitBounds(box, { ...yiquan.roomFor(this.map, box), animate: false });
      }
    }

    /* Show a box from now on, whatever the map's size; without one, all of the province. */
    frame(box) {
      this.config.view = null;
      this._box = box.length ? box : this.config.bounds;
      this._framed = true;
      this._frame();
    }

    /* The box to be shown in a picture: what is seen, without what lies beside the province. */
    seen() {
      if (this._framed) {
        return this._box;
      }
      const seen = this.map.getBounds();
      const sides = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()];
      const within = sides.map((side, at) => Math[at < 2 ? "max" : "min"](side, this.config.bounds[at]));
      return within[0] < within[2] && within[1] < within[3] ? within : sides;
    }

    _panels() {
      return [this.caption, this.legend, this.credits].map((each) => each.panel);
    }

    /* Let the panels be folded; small maps start with their gist. */
    setFoldable(foldable) {
      this._panels().forEach((panel) => panel.setFoldable(foldable));
      if (this._framed) {
        this._frame();
      }
    }

    foldPanel(name, folded) {
      const panel = this._panels().find((each) => each.name === name);
      if (panel) {
        panel.fold(folded);
      }
    }

    /* For a picture: every panel in full and no button; then as before. */
    showWhole(whole) {
      this._panels().forEach((panel) => panel.setWhole(whole));
    }

    /* Close up a demand cell is a square of its own; from afar cells blend and lines thin. */
    _fitDetail() {
      const { demand } = this.config;
      const zoom = this.map.getZoom();
      const classes = this.map.getContainer().classList;
      classes.toggle("close", Boolean(demand) && demand.cell * 256 * 2 ** zoom > 2);
      classes.toggle("far", zoom < FAR_ZOOM);
    }

    _followPointer(counties) {
      const container = this.map.getContainer();
      const stayPut = () => {
        this._framed = false;
      };
      // A click moves nothing; what moves the map by hand keeps it where it was put.
      this.map.on("dragstart boxzoomend", stayPut);
      for (const moving of ["wheel", "dblclick"]) {
        container.addEventListener(moving, stayPut, { passive: true, capture: true });
      }
      container.addEventListener("keydown", (event) => {
        if (event.key.startsWith("Arrow") || "+-=_".includes(event.key)) {
          stayPut();
        }
      }, { capture: true });
      container.addEventListener("click", (event) => {
        if (event.target.closest(".leaflet-control-zoom")) {
          stayPut();
        }
      }, { capture: true });
      this.map.on("mousemove", (event) => this._point(event));
      // Not the map's "mouseout": Leaflet tells it to the county under the pointer alone.
      container.addEventListener("mouseleave", () => {
        this._point(null);
        this.counties.hover(0);
      });
      counties.on("mouseover", (event) => this.counties.hover(event.layer.feature.properties.adcode));
      counties.on("mouseout", () => this.counties.hover(0));
    }

    _followClicks(counties) {
      // A drag from a panel to the map is a click on what holds both: the map.
      let fromPanel = false;
      const note = ({ target }) => {
        fromPanel = Boolean(target.closest(".leaflet-control"));
      };
      this.map.getContainer().addEventListener("mousedown", note, { capture: true });
      this.map.on("click", (event) => {
        if (fromPanel) {
          return;
        }
        if (this._placing) {
          const { lng, lat } = event.latlng.wrap();
          this.tell("place_clicked", lng, lat);
          return;
        }
        const found = this._facilityAt(event.containerPoint);
        if (found) {
          this.tell("facility_clicked", found.layer.id, found.index);
        }
      });
      counties.on("click", (event) => {
        if (!this._placing && !this._facilityAt(event.containerPoint)) {
          this.tell("unit_clicked", event.layer.feature.properties.adcode);
        }
      });
    }

    /* The topmost facility under a point of the container. */
    _facilityAt(point) {
      for (const layer of [...this.facilities].reverse()) {
        const index = layer.at(point);
        if (index >= 0) {
          return { layer, index };
        }
      }
      return null;
    }

    _point(event) {
      const found = event && this._facilityAt(event.containerPoint);
      for (const layer of this.facilities) {
        layer.hover(found && found.layer === layer ? found.index : -1);
      }
      this.map.getContainer().classList.toggle("over-facility", Boolean(found));
      if (!found) {
        this.tooltip.remove();
        return;
      }
      const { layer, index } = found;
      const box = document.createElement("div");
      const name = L.DomUtil.create("b", "", box);
      name.textContent = layer.names[index] || this.config.words.unnamed;
      const kind = L.DomUtil.create("div", "kind", box);
      kind.textContent = `${layer.title} · ${this.config.words.statuses[layer.statusOf(index)]}`;
      this.tooltip.setContent(box).setLatLng(layer.latLng(index)).addTo(this.map);
    }

    /* Bring service areas and legend in line with the layers. */
    refresh() {
      this.reach.setSources(this._areas(), this.config.reachColour);
      const reach = this._areas().length ? this.config.reachColour : "";
      const { notes } = this.config;
      const { network, chain } = this;
      const gaps = !this.gaps.isEmpty();
      this.legend.show(this._shown().reverse(), { reach, gaps, network, chain, notes });
    }

    _shown() {
      return this.facilities.filter((layer) => this.map.hasLayer(layer));
    }

    _areas() {
      return this._shown()
        .filter((layer) => layer.showCircles && layer.radiusM > 0)
        .map(({ id, reaching, radiusM }) => ({ id, points: reaching, radiusM }));
    }

    facility(layerId) {
      return this.facilities.find((layer) => layer.id === layerId);
    }

    setRadius(layerId, radiusM) {
      const layer = this.facility(layerId);
      if (layer && layer.radiusM !== radiusM) {
        layer.radiusM = radiusM;
        this.reach.setSources(this._areas(), this.config.reachColour, true);
      }
    }

    setVisible(layerId, visible) {
      const layer = this.facility(layerId) || this.overlays.get(layerId);
      if (!layer || this.map.hasLayer(layer) === visible) {
        return;
      }
      if (visible) {
        layer.addTo(this.map);
      } else {
        layer.remove();
      }
      if (layerId === "demand" && this.config.demand) {
        this.config.demand.visible = visible;
      }
      this.refresh();
    }

    setColour(layerId, colour) {
      const layer = this.facility(layerId);
      if (layer && layer.colour !== colour) {
        layer.setColour(colour);
        this.refresh();
      } else if (this.overlays.has(layerId) && this.overlays.get(layerId).setStyle) {
        this.overlays.get(layerId).setStyle({ color: colour });
      }
    }

    /* Show the areas of these layers as one, in the colour of the tier that is asked for. */
    showCircles(layerIds, colour) {
      const changed = this.facilities.filter((l) => l.showCircles !== layerIds.includes(l.id));
      for (const layer of changed) {
        layer.showCircles = !layer.showCircles;
      }
      if (changed.length || colour !== this.config.reachColour) {
        this.config.reachColour = colour;
        this.refresh();
      }
    }

    /* Show other facilities in a layer (see facility_layer.js). */
    setFacilities(layerId, data) {
      const layer = this.facility(layerId);
      if (layer) {
        layer.setFacilities(data);
        this.tooltip.remove();
        this.refresh();
      }
    }

    /* Whether the next click names a place for a facility, whatever lies there. */
    setPlacing(placing) {
      this._placing = placing;
      this.map.getContainer().classList.toggle("placing", placing);
    }

    selectFacility(layerId, index) {
      for (const layer of this.facilities) {
        layer.select(layer.id === layerId ? index : -1);
      }
    }

    selectUnits(adcodes) {
      this.counties.select(adcodes);
    }

    /* outlines: a list of gaps, each a list of rings (see gaps_layer.js). */
    showGaps(outlines) {
      this.gaps.setOutlines(outlines);
      this.refresh();
    }

    /* outline: the rings of the gap to mark; none for none. */
    selectGap(outline) {
      this.gaps.select(outline);
    }

    /* network: the one to light up (see network_layer.js), null for none; the rest fades. */
    showNetwork(network) {
      this.network.setNetwork(network);
      this._fade();
    }

    showKinds(kinds) {
      this.network.setKinds(kinds);
      this.refresh();
    }

    /* chain: the referral chain to draw (see chain_layer.js), null for none. */
    showChain(chain) {
      this.chain.setChain(chain);
      this._fade();
    }

    _fade() {
      const lit = !this.network.isEmpty() || !this.chain.isEmpty();
      const { classList } = this.map.getContainer();
      classList.toggle("lit", lit);
      classList.toggle("chained", !this.chain.isEmpty());
      // The chain names its own steps.
      this.network.setNamed(this.chain.isEmpty());
      for (const layer of this.facilities) {
        layer.setFaded(lit);
      }
      this.refresh();
    }

    flyTo(west, south, east, north) {
      this._framed = false;
      const box = L.latLngBounds([south, west], [north, east]);
      this.map.flyToBounds(box, { ...yiquan.roomFor(this.map, box), duration: MOVE_S });
    }

    setCaption(caption) {
      this.caption.show(caption);
    }

    /* Call `done` once what is drawn now is on the screen: images there, two frames passed. */
    whenPainted(done) {
      const images = [...this.map.getContainer().querySelectorAll("img")];
      const loaded = Promise.all(images.map((image) => image.decode().catch(() => {})));
      const patience = new Promise((enough) => setTimeout(enough, LONGEST_WAIT_MS));
      Promise.race([loaded, patience]).then(() => {
        requestAnimationFrame(() => requestAnimationFrame(done));
      });
    }
  }

  yiquan.start = function (map, parts, config) {
    yiquan.page = new Page(map, parts, config);
    yiquan.connect(yiquan.page);
  };
})();
