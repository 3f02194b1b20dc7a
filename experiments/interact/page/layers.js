// Paints the canvas, layer on layer: picture, map, outline of the highlighted part, drawn regions, unfinished polygon,
// brush. Nothing is smoothed, so that every pixel of the picture is seen as a square.

import { hatchPattern, REGIONS } from "./colours.js";
import { brushCentre, eachRun, emptyMask, paintDisc } from "./regions.js";
import { text } from "./texts.js";

const HALO = "rgb(0 0 0 / 75%)";

/** The set pixels as rectangles, in coordinates of the picture. */
function areaOf(mask) {
  const path = new Path2D();
  eachRun(mask, (y, from, to) => path.rect(from, y, to - from, 1));
  return path;
}

/** The sides of pixels between inside and outside. */
function outlineOf(mask) {
  const path = new Path2D();
  const at = (x, y) => (x >= 0 && x < mask.width && y >= 0 && y < mask.height ? mask.data[y * mask.width + x] : 0);
  const side = (x0, y0, x1, y1) => {
    path.moveTo(x0, y0);
    path.lineTo(x1, y1);
  };
  eachRun(mask, (y, from, to) => {
    side(from, y, from, y + 1);
    side(to, y, to, y + 1);
    for (let x = from; x < to; ++x) {
      if (!at(x, y - 1)) side(x, y, x + 1, y);
      if (!at(x, y + 1)) side(x, y + 1, x + 1, y + 1);
    }
  });
  return path;
}

function firstPixel(mask) {
  const k = mask.data.indexOf(1);
  return k < 0 ? null : { x: k % mask.width, y: Math.floor(k / mask.width) };
}

/** What of a mask is painted. */
function shapeOf(mask) {
  return mask && { area: areaOf(mask), outline: outlineOf(mask), first: firstPixel(mask) };
}

export class Layers {
  mapOn = true;
  opacity = 0.6;
  polygon = null; // {points, cursor}
  brush = null; // {x, y, size, erase}
  #canvas;
  #context;
  #view;
  #picture = null;
  #map = null;
  #highlight = null;
  #shapes = { defect: null, wrong: null };
  #patterns = {};
  #brushOutlines = new Map();
  #asked = false;
  #afterPaint = [];

  constructor(canvas, view) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
    this.#view = view;
  }

  setPicture(bitmap) {
    this.#picture = bitmap;
    this.request();
  }

  setMap(map) {
    this.#map = map;
    this.request();
  }

  setHighlight(mask) {
    this.#highlight = shapeOf(mask);
    this.request();
  }

  setRegion(target, mask) {
    this.#shapes[target] = shapeOf(mask);
    this.request();
  }

  /** Paints with the next frame; calls back when that is on the screen. */
  request(afterPaint) {
    if (afterPaint) this.#afterPaint.push(afterPaint);
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    this.#asked = false;
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#context.imageSmoothingEnabled = false;
    if (this.#picture) this.#paintLayers();
    const { port1, port2 } = new MessageChannel();
    const callbacks = this.#afterPaint.splice(0);
    port1.onmessage = () => callbacks.forEach((call) => call());
    port2.postMessage(null); // handled after the frame was painted
  }

  #paintLayers() {
    this.#toPicture();
    const { width, height } = this.#view.size;
    this.#context.drawImage(this.#picture, 0, 0, width, height);
    if (this.#map && this.mapOn) this.#paintMap(width, height);
    for (const target of Object.keys(REGIONS)) if (this.#shapes[target]) this.#paintRegion(target);
    for (const target of Object.keys(REGIONS)) if (this.#shapes[target]) this.#paintName(target);
    if (this.polygon) this.#paintPolygon();
    if (this.brush) this.#paintBrush();
  }

  #paintMap(width, height) {
    this.#context.globalAlpha = this.opacity;
    this.#context.drawImage(this.#map, 0, 0, width, height);
    this.#context.globalAlpha = 1;
    if (this.#highlight) this.#line(this.#highlight.outline, "#ffffff", 1.25, [2, 3]);
  }

  #paintRegion(target) {
    const { area, outline } = this.#shapes[target];
    const { colour, dash } = REGIONS[target];
    this.#patterns[target] ??= hatchPattern(this.#context, REGIONS[target], this.#view.ratio);
    this.#context.save();
    this.#context.clip(area);
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.fillStyle = this.#patterns[target];
    this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#context.restore();
    this.#line(outline, colour, 2, dash);
  }

  #paintName(target) {
    const { first } = this.#shapes[target];
    if (!first) return;
    const context = this.#context;
    const name = text(`target_${target}`);
    context.save();
    context.setTransform(this.#view.ratio, 0, 0, this.#view.ratio, 0, 0);
    context.font = "600 12px system-ui, sans-serif";
    const width = context.measureText(name).width + 10;
    const x = Math.min(Math.max(this.#view.left + first.x * this.#view.scale, 2), this.#canvas.clientWidth - width - 2);
    const y = Math.max(this.#view.top + first.y * this.#view.scale - 21, 2);
    context.fillStyle = REGIONS[target].colour;
    context.fillRect(x, y, width, 18);
    context.fillStyle = "#000000";
    context.fillText(name, x + 5, y + 13);
    context.restore();
  }

  #paintPolygon() {
    const { points, cursor } = this.polygon;
    const path = new Path2D();
    [...points, ...(cursor ? [cursor] : [])].forEach(({ x, y }, k) =>
      k === 0 ? path.moveTo(x, y) : path.lineTo(x, y),
    );
    this.#line(path, "#ffffff", 1.5, [5, 4]);
    const corners = new Path2D();
    const half = 4 / this.#view.scale;
    points.forEach(({ x, y }, k) =>
      corners.rect(x - half * (k ? 1 : 1.6), y - half * (k ? 1 : 1.6), half * (k ? 2 : 3.2), half * (k ? 2 : 3.2)),
    );
    this.#line(corners, "#ffffff", 1.5, []);
  }

  #paintBrush() {
    const { x, y, size, erase } = this.brush;
    this.#context.save();
    this.#context.translate(brushCentre(x, size), brushCentre(y, size));
    this.#line(this.#brushOutline(size), "#ffffff", 1.25, erase ? [3, 3] : []);
    this.#context.restore();
  }

  /** The outline of the pixels that a brush paints, about (0, 0). */
  #brushOutline(size) {
    if (!this.#brushOutlines.has(size)) {
      const mask = emptyMask({ width: size + 2, height: size + 2 });
      const middle = size % 2 === 1 ? (size + 2) / 2 : size / 2 + 1;
      paintDisc(mask, { x: middle, y: middle }, size, 1);
      const moved = new Path2D();
      moved.addPath(outlineOf(mask), new DOMMatrix().translate(-middle, -middle));
      this.#brushOutlines.set(size, moved);
    }
    return this.#brushOutlines.get(size);
  }

  /** A line with a dark halo, so that it is seen on every ground; its width in CSS pixels. */
  #line(path, colour, width, dash) {
    const context = this.#context;
    const unit = 1 / this.#view.scale;
    context.lineCap = dash.length > 0 ? "butt" : "square";
    context.setLineDash([]);
    context.strokeStyle = HALO;
    context.lineWidth = (width + 2) * unit;
    context.stroke(path);
    context.setLineDash(dash.map((length) => length * unit));
    context.strokeStyle = colour;
    context.lineWidth = width * unit;
    context.stroke(path);
  }

  #toPicture() {
    const { scale, left, top, ratio } = this.#view;
    this.#context.setTransform(scale * ratio, 0, 0, scale * ratio, Math.round(left * ratio), Math.round(top * ratio));
  }
}
