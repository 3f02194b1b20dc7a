// What stands under the pointer, or under the cursor that the arrow keys move.
import {element} from "./dom.js";
import {sampleOf} from "./marks.js";
import {budgetText, valueText, withInterval} from "./numbers.js";

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

/** What the means say at x: {strategy, mean, low, high}, the greatest first; what is undefined comes last. */
export function readingsAt(scene, x) {
  const readings = [];
  for (const mean of scene.means) {
    const i = mean.level ? 0 : mean.x.indexOf(x);
    if (i >= 0) readings.push({strategy: mean.strategy, mean: mean.mean[i], low: mean.low[i], high: mean.high[i]});
  }
  const rank = value => Number.isNaN(value) ? -Infinity : value;
  return readings.sort((a, b) => rank(b.mean) - rank(a.mean));
}

function runLine(scene, hit) {
  const {single, i} = hit, strategy = scene.strategies[single.strategy];
  return element("p", {class: "run"}, `Seed ${single.unit} of ${strategy.name}: ${valueText(single.y[i])} at ${budgetText(single.x[i])}`);
}

/** The box with the readings. */
export function tipOf(scene, x, hit) {
  const rows = readingsAt(scene, x).map(reading => element("tr", {"data-strategy": scene.strategies[reading.strategy].name},
    element("td", {}, sampleOf(scene.strategies[reading.strategy])), element("th", {scope: "row"}, scene.strategies[reading.strategy].name),
    element("td", {class: "n"}, withInterval(reading.mean, reading.low, reading.high))));
  return element("div", {class: "tip"},
    element("p", {class: "at"}, `${scene.yTitle} at ${budgetText(x)} (${scene.xTitle})`),
    element("table", {}, element("tbody", {}, rows)), hit ? runLine(scene, hit) : null);
}

/** The same in words, for a reader of the screen. */
export const wordsOf = (scene, x) => `At ${budgetText(x)}: ` +
  readingsAt(scene, x).map(r => `${scene.strategies[r.strategy].name} ${withInterval(r.mean, r.low, r.high)}`).join("; ");
