// The report's page: what its parts tell each other.
import {readCurves} from "./curve_model.js";
import {startCurves} from "./curve_panel.js";
import {byId} from "./dom.js";
import {startFigures, startWideBoxes} from "./figures.js";
import {readMaps} from "./map_model.js";
import {startMaps} from "./map_panel.js";
import {readRuns} from "./run_model.js";
import {startRunTable} from "./run_table.js";
import {startTheme} from "./theme.js";

let table = null;
const curves = readCurves(), panel = startCurves(curves, id => { panel.showRun(id); table.mark(id); });
table = startRunTable(readRuns(), id => panel.showRun(id), ids => panel.showFilter(ids));
startMaps(readMaps());
startTheme();

for (const button of document.querySelectorAll("button[data-curves]")) {
  button.hidden = curves === null;
  button.addEventListener("click", () => {
    const {dataset, metric, axis, strategies} = button.dataset;
    panel.show({dataset, metric, axis, strategies: strategies ? strategies.split("\n") : []});
    byId("curves").scrollIntoView();
    byId("curve-chart").focus({preventScroll: true});
  });
}
// The page is used while what stands below the script is still being read: figures may take megabytes.
addEventListener("DOMContentLoaded", () => {
  startFigures();
  startWideBoxes();
  for (const button of document.querySelectorAll("button[data-filter]")) {
    button.addEventListener("click", () => {
      table.search(button.dataset.filter);
      byId("runs").scrollIntoView();
      byId("filter").focus({preventScroll: true});
    });
  }
});
