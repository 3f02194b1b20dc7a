// The drawing tools. A stroke changes a copy of the target's region; when it ends, the whole region goes to the desk.
// Ctrl, the right button, the pen's eraser or "subtract" take away instead of adding.

import { regionOf } from "./draft.js";
import * as regions from "./regions.js";
import { remember, remembered } from "./settings.js";

const CLOSE_WITHIN = { mouse: 9, pen: 12, touch: 20 }; // CSS pixels about the polygon's first corner
const TARGETS = ["defect", "wrong"];

export class Drawing {
  tool = "move";
  target = "defect";
  subtract = false;
  size = remembered("brush", 5);
  #desk;
  #view;
  #layers;
  #onChange;
  #masks = {}; // target -> {rle, mask}: the regions of the draft
  #stroke = null; // {mask, erase, from, last, tool}

  /** onChange: tool, target, size, or an unfinished shape changed. */
  constructor(desk, view, layers, onChange) {
    this.#desk = desk;
    this.#view = view;
    this.#layers = layers;
    this.#onChange = onChange;
  }

  /** Whether dragging moves the picture. */
  get moves() {
    return this.tool === "move" || !this.#desk.open || this.#desk.question.kind === "compare";
  }

  get polygon() {
    return this.#layers.polygon;
  }

  choose(tool) {
    this.abort();
    this.tool = tool;
    if (tool !== "move") remember("tool", tool);
    this.#onChange();
  }

  chooseTarget(target) {
    this.abort();
    this.target = target;
    this.#onChange();
  }

  toggleSubtract() {
    this.subtract = !this.subtract;
    this.#onChange();
  }

  resize(step) {
    this.setSize(this.size + step * Math.max(1, Math.round(this.size / 8)));
  }

  setSize(size) {
    this.size = Math.min(Math.max(size, 1), 64);
    remember("brush", this.size);
    if (this.#layers.brush) this.#layers.brush.size = this.size;
    this.#layers.request();
    this.#onChange();
  }

  /** Another question, or another draft of it. */
  reset() {
    this.#masks = {};
    this.#stroke = null;
    this.#layers.polygon = null;
    this.refresh();
  }

  /** Shows the draft's regions. */
  refresh() {
    for (const target of TARGETS) {
      const rle = this.#desk.draft ? regionOf(this.#desk.draft, target) : null;
      if (rle === this.#masks[target]?.rle) continue;
      const mask = rle && regions.decode(rle, this.#size());
      this.#masks[target] = { rle, mask };
      this.#layers.setRegion(target, mask);
    }
  }

  /** Shows where the brush would paint; null: the pointer has left. */
  hover(event) {
    const paints = event && !this.moves && ["brush", "eraser"].includes(this.tool);
    this.#layers.brush = paints
      ? { ...this.#view.toPicture(event), size: this.size, erase: this.#erases(event) }
      : null;
    if (event && this.polygon) this.polygon.cursor = this.#view.toPicture(event);
    this.#layers.request();
  }

  begin(event) {
    if (this.tool === "polygon") return this.#addCorner(event);
    const point = this.#view.toPicture(event);
    const tool = this.tool === "brush" && this.#erases(event) ? "eraser" : this.tool;
    this.#stroke = {
      tool,
      target: this.target,
      erase: this.#erases(event),
      from: point,
      last: point,
      mask: this.#copy(),
    };
    this.proceed(event);
  }

  proceed(event) {
    this.hover(event);
    if (!this.#stroke) return;
    const point = this.#view.toPicture(event);
    const { from, last, erase, tool, target } = this.#stroke;
    const value = erase ? 0 : 1;
    if (tool === "rectangle") {
      this.#stroke.mask = this.#copy();
      regions.fillRectangle(this.#stroke.mask, from, point, value);
    } else {
      regions.paintLine(this.#stroke.mask, last, point, this.size, value);
    }
    this.#stroke.last = point;
    this.#layers.setRegion(target, this.#stroke.mask);
  }

  end(event) {
    if (!this.#stroke) return;
    const { mask, tool } = this.#stroke;
    this.#stroke = null;
    if (event.pointerType === "touch") this.#layers.brush = null;
    this.#commit(tool, mask);
  }

  /** Gives up the stroke or the unfinished polygon. */
  abort() {
    const target = this.#stroke?.target;
    this.#stroke = null;
    this.#layers.polygon = null;
    if (target) this.#layers.setRegion(target, this.#masks[target]?.mask ?? null);
    this.#layers.request();
    this.#onChange();
  }

  removeCorner() {
    this.polygon.points.pop();
    if (this.polygon.points.length === 0) return this.abort();
    this.#layers.request();
    this.#onChange();
  }

  closePolygon() {
    const { points, erase } = this.polygon;
    this.#layers.polygon = null;
    const mask = this.#copy();
    if (points.length >= 3) regions.fillPolygon(mask, points, erase ? 0 : 1);
    this.#commit("polygon", mask);
    this.#layers.request();
  }

  /** Adds the highlighted part of the map to the target's region. */
  useHighlight() {
    const { highlighted } = this.#desk.question;
    if (!highlighted) return;
    const mask = this.#copy();
    regions.unite(mask, regions.decode(highlighted, this.#size()));
    this.#commit("highlight", mask);
  }

  clear() {
    this.#commit("clear", regions.emptyMask(this.#size()));
  }

  #addCorner(event) {
    const point = this.#view.toPicture(event);
    if (this.polygon && this.polygon.points.length >= 3 && this.#isNearFirst(event)) return this.closePolygon();
    this.#layers.polygon ??= { points: [], cursor: null, erase: this.#erases(event) };
    this.polygon.points.push(point);
    this.#layers.request();
    this.#onChange();
  }

  #isNearFirst(event) {
    const point = this.#view.toPicture(event);
    const [first] = this.polygon.points;
    return (
      Math.hypot(point.x - first.x, point.y - first.y) * this.#view.scale <= (CLOSE_WITHIN[event.pointerType] ?? 9)
    );
  }

  /** Sends the region, unless the stroke has changed nothing. */
  #commit(tool, mask) {
    const before = this.#masks[this.target]?.mask ?? regions.emptyMask(this.#size());
    if (regions.sameMask(before, mask)) this.#layers.setRegion(this.target, this.#masks[this.target]?.mask ?? null);
    else this.#desk.act("stroke", { target: this.target, tool, rle: regions.encode(mask) });
    this.#onChange();
  }

  #copy() {
    const mask = this.#masks[this.target]?.mask;
    return mask ? regions.copyMask(mask) : regions.emptyMask(this.#size());
  }

  #erases(event) {
    return this.tool === "eraser" || this.subtract || event.ctrlKey || (event.buttons & 34) !== 0;
  }

  #size() {
    const { height, width } = this.#desk.state.session;
    return { height, width };
  }
}
