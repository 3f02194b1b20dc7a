// The values of the curves in sight as a table, for readers and for copying.
import {byId, element} from "./dom.js";
import {pointsOf, readingsAt} from "./hover.js";
import {budgetText, withInterval} from "./numbers.js";

export function fillCurveTable(scene) {
  const details = byId("curve-table"), host = details.querySelector("div");
  details.ontoggle = () => fillCurveTable(scene);
  if (!details.open) return;
  const shown = scene.means.map(mean => mean.strategy);
  const row = x => {
    const readings = new Map(readingsAt(scene, x).filter(reading => !reading.between).map(reading => [reading.strategy, reading]));
    return element("tr", {}, element("th", {scope: "row", class: "n"}, budgetText(x)), shown.map(strategy => {
      const reading = readings.get(strategy);
      return element("td", {class: "n"}, reading ? withInterval(reading.mean, reading.low, reading.high) : "–");
    }));
  };
  host.replaceChildren(element("table", {},
    element("thead", {}, element("tr", {}, element("th", {scope: "col", class: "n"}, scene.xTitle), shown.map(strategy => element("th", {scope: "col", class: "n"}, scene.strategies[strategy].name)))),
    element("tbody", {}, pointsOf(scene).map(row))));
}
