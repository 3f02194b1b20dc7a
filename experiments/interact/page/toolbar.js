// Shows the state of the drawing tools and of the view: pressed, available, size, strength, zoom.

import { byId, setAvailable, setPressed, write } from "./dom.js";
import { percent, text } from "./texts.js";

export class Toolbar {
  #desk;
  #drawing;
  #layers;

  constructor(desk, drawing, layers) {
    this.#desk = desk;
    this.#drawing = drawing;
    this.#layers = layers;
  }

  refresh() {
    const { tool, subtract, size, polygon } = this.#drawing;
    for (const name of ["move", "brush", "eraser", "rectangle", "polygon"])
      setPressed(byId(`tool-${name}`), tool === name);
    setPressed(byId("subtract"), subtract);
    setAvailable(byId("undo"), this.#desk.canUndo || polygon !== null);
    setAvailable(byId("redo"), this.#desk.canRedo);
    setAvailable(byId("tool-highlight"), Boolean(this.#desk.question?.highlighted));
    byId("tools").inert = this.#desk.question?.kind === "compare";
    byId("size").value = size;
    byId("size").setAttribute("aria-valuetext", text("pixels", { n: size }));
    write(byId("size-shown"), text("pixels", { n: size }));
    byId("polygon-tools").hidden = polygon === null;
    setAvailable(byId("finish-polygon"), (polygon?.points.length ?? 0) >= 3);
    byId("view").dataset.tool = this.#drawing.moves ? "move" : tool;
  }

  refreshMap() {
    setPressed(byId("map-toggle"), this.#layers.mapOn);
    byId("opacity").value = Math.round(this.#layers.opacity * 100);
  }

  refreshZoom(view) {
    write(byId("zoom-now"), text("zoom_now", { percent: percent(view.scale) }));
  }
}
