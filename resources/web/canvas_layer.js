/*
 * A Leaflet layer that is one canvas. Subclasses give `paint(context, view)`; the view
 * turns world units into pixels of the canvas: px = x * scale - left, py = y * scale - top.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});

  // The canvas is larger than the window by this part of it on each side, so that a drag
  // shows map and not a blank edge before the next full draw.
  const MARGIN = 0.15;
  const TILE = 256;

  yiquan.CanvasLayer = L.Layer.extend({
    initialize(options) {
      L.setOptions(this, options);
      this._frame = 0;
    },

    onAdd() {
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", this.getPane());
      this._reset();
    },

    onRemove() {
      cancelAnimationFrame(this._frame);
      this._frame = 0;
      this._canvas.remove();
      this._canvas = null;
    },

    getEvents() {
      return {
        viewreset: this._reset,
        moveend: this._reset,
        resize: this._reset,
        zoomanim: (event) => this._follow(event.center, event.zoom),
        zoom: () => this._follow(this._map.getCenter(), this._map.getZoom()),
      };
    },

    /* Draw in the next frame; any number of calls before it cost one draw. */
    redraw() {
      if (!this._canvas || this._frame) {
        return;
      }
      this._frame = requestAnimationFrame(() => {
        this._frame = 0;
        this._draw();
      });
    },

    /* Place the canvas over the present view and draw at once. */
    _reset() {
      const map = this._map;
      const size = map.getSize();
      const margin = size.multiplyBy(MARGIN).ceil();
      const corner = map.containerPointToLayerPoint(L.point(0, 0).subtract(margin)).round();
      const full = size.add(margin.multiplyBy(2));
      const ratio = window.devicePixelRatio || 1;
      const canvas = this._canvas;
      canvas.width = Math.round(full.x * ratio);
      canvas.height = Math.round(full.y * ratio);
      canvas.style.width = `${full.x}px`;
      canvas.style.height = `${full.y}px`;
      L.DomUtil.setTransform(canvas, corner, 1);
      const origin = map.getPixelOrigin();
      this._view = {
        zoom: map.getZoom(),
        scale: TILE * 2 ** map.getZoom(),
        left: origin.x + corner.x,
        top: origin.y + corner.y,
        width: full.x,
        height: full.y,
        ratio,
      };
      this._corner = map.layerPointToLatLng(corner);
      this._draw();
    },

    _draw() {
      const context = this._canvas.getContext("2d");
      const { width, height, ratio } = this._view;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      this.paint(context, this._view);
    },

    /* Stretch what is drawn while the map zooms to `zoom` around `center`. */
    _follow(center, zoom) {
      const map = this._map;
      const scale = map.getZoomScale(zoom, this._view.zoom);
      const origin = map
        .project(center, zoom)
        .subtract(map.getSize().divideBy(2))
        .add(L.DomUtil.getPosition(map.getPane("mapPane")))
        .round();
      L.DomUtil.setTransform(this._canvas, map.project(this._corner, zoom).subtract(origin), scale);
    },
  });
})();
