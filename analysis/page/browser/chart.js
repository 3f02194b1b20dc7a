// Draws learning curves as SVG.
import {shape} from "./dom.js";
import {bandPath, classOf, dashOf, linePath, pointAt} from "./marks.js";
import {extent, ticks} from "./numbers.js";

const LEFT = 56, RIGHT = 14, TOP = 10, BOTTOM = 44, MOST_POINTS = 30;

/** Limits with a margin that span at least .1 of a share and end with its own range, as in the figures. */
function limits(lists) {
  const [low, high] = extent(lists) ?? [0, 1], margin = Math.max(0.06 * (high - low), high <= 1 && low >= 0 ? (0.1 - (high - low)) / 2 : 1e-9);
  return [low >= 0 ? Math.max(0, low - margin) : low - margin, high <= 1 ? Math.min(1, high + margin) : high + margin];
}

function scalesOf(scene, width, height) {
  const [x0, x1] = extent([...scene.means.map(m => m.x), ...scene.singles.map(s => s.x)]) ?? [0, 1];
  const shown = scene.means.flatMap(m => scene.bands ? [m.mean, m.low, m.high] : [m.mean]);
  const [y0, y1] = limits([...shown, ...scene.singles.map(s => s.y)]);
  const right = width - RIGHT, bottom = height - BOTTOM, span = x1 - x0 || 1;
  return {x0, x1, y0, y1, right, bottom,
          toX: x => LEFT + (right - LEFT) * (x - x0 + 0.02 * span) / (1.04 * span),
          toY: y => bottom - (bottom - TOP) * (y - y0) / (y1 - y0 || 1)};
}

function axes(scene, scales, width, height) {
  const parts = [], {toX, toY, bottom, right} = scales;
  const vertical = ticks(scales.y0, scales.y1, Math.max(3, Math.floor(height / 45)));
  for (const y of vertical.marks)
    parts.push(shape("line", {class: "grid", x1: LEFT, x2: right, y1: toY(y), y2: toY(y)}),
      shape("text", {x: LEFT - 7, y: toY(y) + 4, "text-anchor": "end"}, y.toFixed(scales.y1 > 1 ? vertical.digits : Math.max(2, vertical.digits))));
  const horizontal = ticks(scales.x0, scales.x1, Math.max(3, Math.floor(width / 90)));
  for (const x of horizontal.marks)
    parts.push(shape("line", {class: "axis", x1: toX(x), x2: toX(x), y1: bottom, y2: bottom + 4}),
      shape("text", {x: toX(x), y: bottom + 18, "text-anchor": "middle"}, x.toFixed(horizontal.digits)));
  parts.push(shape("path", {class: "axis", d: `M${LEFT},${TOP}V${bottom}H${right}`}),
    shape("text", {class: "title", x: (LEFT + right) / 2, y: height - 6, "text-anchor": "middle"}, scene.xTitle),
    shape("text", {class: "title", transform: `translate(13,${(TOP + bottom) / 2}) rotate(-90)`, "text-anchor": "middle"}, scene.yTitle));
  return parts;
}

function meanParts(scene, scales) {
  const {toX, toY} = scales, bands = [], lines = [];
  for (const mean of scene.means) {
    const strategy = scene.strategies[mean.strategy], name = classOf(strategy);
    if (scene.bands) bands.push(shape("path", {class: `band ${name}`, d: bandPath(mean.x, mean.low, mean.high, toX, toY)}));
    const group = shape("g", {class: `mean ${name}`, "data-strategy": strategy.name},
      shape("path", {class: "line", d: linePath(mean.x, mean.mean, toX, toY), "stroke-dasharray": mean.level ? "1 3" : dashOf(strategy)}));
    if (!mean.level && mean.x.length <= MOST_POINTS)
      mean.x.forEach((x, i) => { if (Number.isFinite(mean.mean[i])) group.append(pointAt(strategy, toX(x), toY(mean.mean[i]))); });
    lines.push(group);
  }
  return [bands, lines];
}

/** All single runs of a strategy in one path: there may be hundreds. */
function singleParts(scene, scales) {
  const paths = new Map();
  for (const single of scene.singles)
    paths.set(single.strategy, (paths.get(single.strategy) ?? "") + linePath(single.x, single.y, scales.toX, scales.toY));
  return [...paths].map(([strategy, d]) => shape("path", {class: `single ${classOf(scene.strategies[strategy])}`, d}));
}

/** Draws into `host` and gives the scales. A scene: {means, singles, chosen (a single or null), bands, strategies, xTitle, yTitle}. */
export function drawChart(host, scene) {
  const width = Math.max(280, host.clientWidth), height = Math.round(Math.min(400, Math.max(250, width * 0.42)));
  const scales = scalesOf(scene, width, height), [bands, lines] = meanParts(scene, scales);
  const chosen = scene.chosen && shape("path", {class: `chosen-run ${classOf(scene.strategies[scene.chosen.strategy])}`, d: linePath(scene.chosen.x, scene.chosen.y, scales.toX, scales.toY)});
  const svg = shape("svg", {width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true"},
    axes(scene, scales, width, height), bands, singleParts(scene, scales), lines, chosen,
    shape("line", {class: "cursor", y1: TOP, y2: scales.bottom, visibility: "hidden"}));
  host.replaceChildren(svg);
  return {...scales, svg, left: LEFT, width, height};
}
