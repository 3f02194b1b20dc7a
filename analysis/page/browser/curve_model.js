// The curves: means of the figures, and those of single runs.
import {parsed, poolOf} from "./data.js";

/** Null where the page has no curves. */
export function readCurves() {
  const data = parsed("curve-data");
  if (!data || !data.datasets.length || !data.metrics.length) return null;
  const listAt = poolOf(data), {runs} = data, rounds = data.axes.findIndex(axis => axis.name === "round");
  const places = new Map(runs.id.map((id, i) => [id, i]));
  const placeOf = (list, name) => list.findIndex(one => one.name === name);

  /** A run's curve: its values with their budgets; a point at which the budget does not grow is left out. */
  function ofRun(run, axis, metric) {
    const values = listAt(runs.values[metric]?.[run] ?? -1), budgets = listAt(runs.budgets[axis][run]);
    if (!values || !budgets) return null;
    const measured = listAt(runs.rounds[metric][run]), all = listAt(runs.budgets[rounds][run]), x = [], y = [];
    for (let i = 0; i < values.length; ++i) {
      const budget = budgets[all.indexOf(measured[i])];
      if (!(budget > (x.at(-1) ?? -Infinity))) continue;
      x.push(budget);
      y.push(values[i]);
    }
    return {x, y};
  }

  return {
    axes: data.axes, metrics: data.metrics, strategies: data.strategies, datasets: data.datasets,
    /** The mean curves of a dataset: {strategy, level, x, mean, low, high}. */
    means: (dataset, axis, metric) => data.datasets[dataset].means.filter(m => m[0] === axis && m[1] === metric)
      .map(([, , strategy, level, ...lists]) => {
        const [x, mean, low, high] = lists.map(listAt);
        return {strategy, level: level === 1, x, mean, low, high};
      }),
    ofRun,
    /** The places of a dataset's runs, those of the means only unless asked otherwise. */
    runsOf: (dataset, all) => runs.id.map((_, i) => i).filter(i => runs.dataset[i] === dataset && (all || runs.joined[i])),
    run: i => ({id: runs.id[i], dataset: runs.dataset[i], strategy: runs.strategy[i], unit: runs.unit[i], joined: runs.joined[i] === 1}),
    placeOfRun: id => places.get(id) ?? -1,
    axisOf: name => placeOf(data.axes, name), metricOf: name => placeOf(data.metrics, name),
    datasetOf: name => placeOf(data.datasets, name),
  };
}
