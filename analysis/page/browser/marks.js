// Lines and points as the figures draw them, by gnuplot's numbers.
import {shape} from "./dom.js";

const DASHES = {1: null, 2: "7 4", 3: "2 3", 4: "8 3 2 3", 5: "8 3 2 3 2 3"};
// Filled and open circles, squares, triangles and diamonds, around (0, 0).
const CIRCLE = "M-3.2,0a3.2,3.2 0 1,0 6.4,0a3.2,3.2 0 1,0 -6.4,0z", SQUARE = "M-2.9,-2.9h5.8v5.8h-5.8z", TRIANGLE = "M0,-3.8L3.6,2.7H-3.6z", DIAMOND = "M0,-4L3.6,0L0,4L-3.6,0z";
const POINTS = {7: [CIRCLE, true], 5: [SQUARE, true], 9: [TRIANGLE, true], 13: [DIAMOND, true],
                6: [CIRCLE, false], 4: [SQUARE, false], 8: [TRIANGLE, false], 12: [DIAMOND, false]};

export const dashOf = strategy => DASHES[strategy.dash] ?? null;
export const classOf = strategy => `s${strategy.style}`;

/** A point of a strategy's curve. */
export function pointAt(strategy, x, y) {
  const [path, filled] = POINTS[strategy.point] ?? POINTS[7];
  return shape("path", {d: path, transform: `translate(${x.toFixed(1)},${y.toFixed(1)})`, class: filled ? "point" : "point open"});
}

/** A piece of line with a point, for keys. */
export function sampleOf(strategy) {
  return shape("svg", {class: `sample ${classOf(strategy)}`, width: 30, height: 12, "aria-hidden": "true"},
    shape("line", {x1: 0, x2: 30, y1: 6, y2: 6, class: "line", "stroke-dasharray": dashOf(strategy)}), pointAt(strategy, 15, 6));
}

/** A path through points; it is broken where a value is undefined. */
export function linePath(xs, ys, toX, toY) {
  let path = "", open = false;
  for (let i = 0; i < xs.length; ++i) {
    if (!Number.isFinite(ys[i])) { open = false; continue; }
    path += `${open ? "L" : "M"}${toX(xs[i]).toFixed(1)},${toY(ys[i]).toFixed(1)}`;
    open = true;
  }
  return path;
}

/** The area between two curves, in pieces where both are defined. */
export function bandPath(xs, lows, highs, toX, toY) {
  let path = "", piece = [];
  const close = () => {
    if (piece.length > 1)
      path += "M" + piece.map(i => `${toX(xs[i]).toFixed(1)},${toY(highs[i]).toFixed(1)}`).join("L") +
        "L" + piece.reverse().map(i => `${toX(xs[i]).toFixed(1)},${toY(lows[i]).toFixed(1)}`).join("L") + "Z";
    piece = [];
  };
  for (let i = 0; i < xs.length; ++i) {
    if (Number.isFinite(lows[i]) && Number.isFinite(highs[i])) piece.push(i);
    else close();
  }
  close();
  return path;
}
