// What the curves show: the choices of a reader, and the scene that follows from them.
import {plural} from "./numbers.js";

const MOST_WITH_BANDS = 6;

export function startState(curves) {
  return {dataset: 0, metric: 0, axis: 0, off: new Set(), bands: curves.datasets[0].strategies.length <= MOST_WITH_BANDS, seeds: false, chosen: -1, filter: null};
}

/** The curves in sight, see drawChart(). */
export function sceneOf(curves, state) {
  const {dataset, axis, metric} = state, strategies = curves.strategies;
  const isOn = strategy => !state.off.has(strategy);
  const single = i => {
    const curve = curves.ofRun(i, axis, metric);
    return curve && {...curve, ...curves.run(i)};
  };
  const isWanted = i => state.filter === null || state.filter.has(curves.run(i).id);
  const singles = state.seeds ? curves.runsOf(dataset, false).filter(isWanted).map(single).filter(one => one && isOn(one.strategy)) : [];
  const chosen = state.chosen >= 0 && curves.run(state.chosen).dataset === dataset ? single(state.chosen) : null;
  return {
    means: curves.means(dataset, axis, metric).filter(mean => isOn(mean.strategy)), singles: chosen && !singles.some(one => one.id === chosen.id) ? [...singles, chosen] : singles, chosen,
    bands: state.bands, strategies, xTitle: curves.axes[axis].title, yTitle: curves.metrics[metric].axis,
  };
}

/** What the reader must know of the scene, in sentences. */
export function captionOf(curves, state, scene) {
  const dataset = curves.datasets[state.dataset], metric = curves.metrics[state.metric], units = dataset.units.length;
  const all = curves.runsOf(state.dataset, true).length, joined = curves.runsOf(state.dataset, false).length;
  const drawn = new Set(curves.means(state.dataset, state.axis, state.metric).map(mean => mean.strategy));
  const lacking = dataset.strategies.filter(strategy => !drawn.has(strategy)).map(strategy => curves.strategies[strategy].name);
  const sentences = [
    `${dataset.name}: means over ${plural(units, "seed")} (${plural(joined, "run")})` +
      (units < 2 ? "; one seed has no bands." : state.bands ? "; bands: 95 % percentile bootstrap of the mean, point by point." : "."),
    all > joined ? `${plural(all - joined, "complete run")} ${all - joined === 1 ? "is" : "are"} not part of the means, since other strategies lack the seed.` : "",
    dataset.strategies.every(strategy => state.off.has(strategy)) ? "Every strategy is switched off." : "",
    lacking.length ? `No curve of ${metric.title}: ${lacking.join(", ")} (undefined or not measured).` : "",
    metric.less_is_better ? "Less is better." : "",
    metric.meaning ? `${metric.title[0].toUpperCase()}${metric.title.slice(1)}: ${metric.meaning}.` : "",
    state.seeds ? `${plural(scene.singles.length, "single run")} ${scene.singles.length === 1 ? "is" : "are"} drawn${state.filter === null ? "" : ", those of the table's filter"}.` : "",
    scene.chosen && !scene.chosen.joined ? "The chosen run is not part of the means." : "",
  ];
  return sentences.filter(Boolean).join(" ");
}
