/*
 * A panel over the map. In a window a small button folds it to its gist; a picture, and a page
 * without a program, show all of it and no button. Every word is set as text, never as markup.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});
  // Below this a map has no room for all that may stand over it.
  const SMALL_WIDTH_PX = 600;
  const SMALL_HEIGHT_PX = 480;

  yiquan.addElement = function (parent, tag, className, text) {
    const element = L.DomUtil.create(tag, className, parent);
    if (text !== undefined) {
      element.textContent = text;
    }
    return element;
  };

  yiquan.Panel = class {
    /*
     * name: its class, and what the program calls it; words: { fold, unfold }, said of its
     * button; brief: whether it is folded in a large map, too, until somebody unfolds it.
     */
    constructor(map, { name, position, words, brief }) {
      this.name = name;
      /** @type {(name: string, folded: boolean) => void} */
      this.onFold = () => {};
      this._map = map;
      this._words = words;
      this._brief = brief;
      this._foldable = false;
      this._whole = false;
      this._choice = null;
      /** @type {(body: HTMLElement, folded: boolean) => void} */
      this._draw = () => {};
      this.element = this._addTo(map, position);
      this._button = yiquan.addElement(this.element, "button", "fold");
      this._button.type = "button";
      this._button.addEventListener("click", () => this._toggle());
      this._body = yiquan.addElement(this.element, "div", "body");
      map.on("resize", () => this.folded !== this._drawnFolded && this.redraw());
      this.redraw();
    }

    /* Whether it shows its gist alone: as somebody chose, or else as the map's size has it. */
    get folded() {
      if (!this._foldable || this._whole) {
        return false;
      }
      const { x, y } = this._map.getSize();
      return this._choice ?? (this._brief || x < SMALL_WIDTH_PX || y < SMALL_HEIGHT_PX);
    }

    /* draw: fills the body anew, told whether it is folded. */
    show(draw) {
      this._draw = draw;
      this.redraw();
    }

    setFoldable(foldable) {
      this._foldable = foldable;
      this.redraw();
    }

    /* Show all of it, without the button, whatever was chosen. */
    setWhole(whole) {
      this._whole = whole;
      this.redraw();
    }

    fold(folded) {
      this._choice = folded;
      this.redraw();
    }

    redraw() {
      const folded = this.folded;
      this._drawnFolded = folded;
      this._body.replaceChildren();
      this._body.title = "";
      this._draw(this._body, folded);
      this.element.classList.toggle("folded", folded);
      this.element.classList.toggle("foldable", this._foldable && !this._whole);
      this.element.hidden = !this._body.hasChildNodes();
      const label = folded ? this._words.unfold : this._words.fold;
      this._button.title = label;
      this._button.setAttribute("aria-label", label);
      this._button.setAttribute("aria-expanded", String(!folded));
    }

    _toggle() {
      this.fold(!this.folded);
      this.onFold(this.name, this.folded);
    }

    /* A control that neither moves the map nor zooms it when touched. */
    _addTo(map, position) {
      const control = new L.Control({ position });
      control.onAdd = () => {
        const element = L.DomUtil.create("div", `panel ${this.name}`);
        L.DomEvent.disableClickPropagation(element);
        L.DomEvent.disableScrollPropagation(element);
        return element;
      };
      return control.addTo(map).getContainer();
    }
  };
})();
