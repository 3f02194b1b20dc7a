// What stands under the pointer, or under the cursor that the arrow keys move.
import {element} from "./dom.js";
import {sampleOf} from "./marks.js";
import {budgetText, valueText, withInterval} from "./numbers.js";

/** What a mean curve says at x; null outside of it. Between its points it is a line, and has no interval of its own. */
function readingOf(mean, x) {
  const {strategy} = mean, i = mean.level ? 0 : mean.x.indexOf(x);
  if (i >= 0) return {strategy, mean: mean.mean[i], low: mean.low[i], high: mean.high[i], between: false};
  const after = mean.x.findIndex(point => point > x), before = after - 1;
  if (after < 1) return null;
  const share = (x - mean.x[before]) / (mean.x[after] - mean.x[before]);
  return {strategy, mean: mean.mean[before] + share * (mean.mean[after] - mean.mean[before]), low: NaN, high: NaN, between: true};
}

const readingText = ({mean, low, high, between}) => withInterval(mean, low, high) + (between ? " between points" : "");

/** The x of all curves of a scene in order. */
export const pointsOf = scene =>
  [...new Set((scene.means.length ? scene.means : scene.singles).flatMap(one => [...one.x]))].sort((a, b) => a - b);

export function nearest(points, x) {
  let best = null;
  for (const point of points) if (best === null || Math.abs(point - x) < Math.abs(best - x)) best = point;
  return best;
}

/** The single run nearest to a place of the chart, within 14 pixels; null if there is none. */
export function nearestSingle(scene, scales, left, top) {
  let best = null, least = 14 ** 2;
  for (const single of scene.singles) {
    for (let i = 0; i < single.x.length; ++i) {
      const distance = (scales.toX(single.x[i]) - left) ** 2 + (scales.toY(single.y[i]) - top) ** 2;
      if (distance < least) [best, least] = [{single, i}, distance];
    }
  }
  return best;
}

/** What the means say at x: {strategy, mean, low, high, between}, the greatest first; what is undefined comes last. */
export function readingsAt(scene, x) {
  const readings = scene.means.map(mean => readingOf(mean, x)).filter(Boolean);
  const rank = value => Number.isNaN(value) ? -Infinity : value;
  return readings.sort((a, b) => rank(b.mean) - rank(a.mean));
}

/** The run under the pointer, else the chosen one if it was measured at x; empty if there is neither. */
function runText(scene, x, hit) {
  const single = hit?.single ?? scene.chosen, i = hit?.i ?? single?.x.indexOf(x) ?? -1;
  return i < 0 ? "" : `Seed ${single.unit} of ${scene.strategies[single.strategy].name}: ${valueText(single.y[i])} at ${budgetText(single.x[i])}`;
}

const MOST_ROWS = 15;

/** The box with the readings; of many, the greatest. */
export function tipOf(scene, x, hit) {
  const readings = readingsAt(scene, x), more = Math.max(0, readings.length - MOST_ROWS);
  const rows = readings.slice(0, MOST_ROWS).map(reading => element("tr", {"data-strategy": scene.strategies[reading.strategy].name},
    element("td", {}, sampleOf(scene.strategies[reading.strategy])), element("th", {scope: "row"}, scene.strategies[reading.strategy].name),
    element("td", {class: "n"}, readingText(reading))));
  const run = runText(scene, x, hit);
  return element("div", {class: "tip"},
    element("p", {class: "at"}, `${scene.yTitle} at ${budgetText(x)} (${scene.xTitle})`),
    element("table", {}, element("tbody", {}, rows)),
    more ? element("p", {class: "at"}, `and ${more} more; the table below has all`) : null, run ? element("p", {class: "run"}, run) : null);
}

/** The same in words, for a reader of the screen. */
export const wordsOf = (scene, x) => `At ${budgetText(x)}: ` +
  [...readingsAt(scene, x).map(reading => `${scene.strategies[reading.strategy].name} ${readingText(reading)}`), runText(scene, x, null)].filter(Boolean).join("; ");
