// The section of learning curves: its controls, the chart, and what the pointer finds.
import {byId, checkbox, chooser, element} from "./dom.js";
import {drawChart} from "./chart.js";
import {captionOf, sceneOf, startState} from "./curve_state.js";
import {fillCurveTable} from "./curve_table.js";
import {nearest, nearestSingle, pointsOf, tipOf, wordsOf} from "./hover.js";
import {classOf, sampleOf} from "./marks.js";

/** `choose(id)` is called when the reader chooses a single run in the chart. */
export function startCurves(curves, choose) {
  const host = byId("curve-chart");
  if (!curves) {
    host.replaceWith(element("p", {}, "There are no curves: no run has a metric over rounds."));
    for (const id of ["curve-table", "curve-values", "curve-controls", "curve-strategies"]) byId(id).hidden = true;
    return {showRun() {}, showFilter() {}, show() {}};
  }
  const state = startState(curves);
  let scene = null, scales = null, at = null;

  function draw() {
    scene = sceneOf(curves, state);
    scales = drawChart(host, scene);
    byId("curve-caption").textContent = captionOf(curves, state, scene);
    fillCurveTable(scene);
    if (at !== null) point(nearest(pointsOf(scene), at), null);
  }
  function drawControls() {
    const options = list => list.map((one, value) => ({value, text: one.title ?? one.name}));
    const set = key => value => { state[key] = Number(value); at = null; drawControls(); draw(); };
    byId("curve-controls").replaceChildren(
      chooser("Dataset", "dataset", options(curves.datasets), state.dataset, set("dataset")),
      chooser("Metric", "metric", options(curves.metrics), state.metric, set("metric")),
      element("fieldset", {class: "radios"}, element("legend", {}, "Over"), curves.axes.map((axis, value) => element("label", {},
        element("input", {type: "radio", name: "axis", value, "data-key": `axis-${axis.name}`, checked: value === state.axis, onchange: event => { state.axis = Number(event.target.value); at = null; draw(); }}), axis.short))),
      checkbox("bands", "bands", state.bands, value => { state.bands = value; draw(); }),
      checkbox("single seeds", "seeds", state.seeds, value => { state.seeds = value; draw(); }));
    drawStrategies();
  }
  function drawStrategies() {
    const here = curves.datasets[state.dataset].strategies;
    const toggle = strategy => {
      if (!state.off.delete(strategy)) state.off.add(strategy);
      drawStrategies();
      draw();
      byId("curve-strategies").querySelector(`[data-strategy="${strategy}"]`).focus();
    };
    const all = on => () => {
      here.forEach(strategy => on ? state.off.delete(strategy) : state.off.add(strategy));
      drawStrategies();
      draw();
    };
    byId("curve-strategies").replaceChildren(
      ...here.map(strategy => element("button", {type: "button", class: `strategy ${classOf(curves.strategies[strategy])}`, "data-strategy": strategy, "aria-pressed": String(!state.off.has(strategy)), onclick: () => toggle(strategy)},
        sampleOf(curves.strategies[strategy]), curves.strategies[strategy].name)),
      element("span", {class: "together"}, [["all", true], ["none", false]].map(([text, on]) =>
        element("button", {type: "button", class: "quiet", "data-key": text, onclick: all(on)}, text))));
  }

  function point(x, hit) {
    host.querySelector(".tip")?.remove();
    at = x;
    const cursor = scales.svg.querySelector(".cursor");
    cursor.setAttribute("visibility", x === null ? "hidden" : "visible");
    if (x === null) return;
    const left = scales.toX(x);
    cursor.setAttribute("x1", left);
    cursor.setAttribute("x2", left);
    const tip = tipOf(scene, x, hit);
    host.append(tip);
    const beside = left + 14 + tip.offsetWidth <= scales.width ? left + 14 : Math.max(0, left - 14 - tip.offsetWidth);
    tip.style.left = `${Math.min(beside, Math.max(0, scales.width - tip.offsetWidth))}px`;
  }
  const placeOf = event => { const box = scales.svg.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  function follow(event) {
    const [left, top] = placeOf(event), points = pointsOf(scene);
    const x = points.reduce((best, one) => best === null || Math.abs(scales.toX(one) - left) < Math.abs(scales.toX(best) - left) ? one : best, null);
    point(x, nearestSingle(scene, scales, left, top));
  }
  host.addEventListener("pointermove", follow);
  host.addEventListener("pointerdown", follow);
  host.addEventListener("pointerleave", () => point(null));
  host.addEventListener("click", event => {
    const hit = nearestSingle(scene, scales, ...placeOf(event));
    if (hit) choose(hit.single.id);
  });
  host.addEventListener("keydown", event => {
    const points = pointsOf(scene), step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (event.key === "Escape") return point(null);
    if (!step || !points.length) return;
    event.preventDefault();
    const place = at === null ? (step > 0 ? -1 : points.length) : points.indexOf(at);
    point(points[Math.min(points.length - 1, Math.max(0, place + step))], null);
    byId("curve-values").textContent = wordsOf(scene, at);
  });
  host.addEventListener("blur", () => { byId("curve-values").textContent = ""; });
  let width = 0;
  new ResizeObserver(() => { if (host.clientWidth !== width) { width = host.clientWidth; draw(); } }).observe(host);
  drawControls();
  draw();
  width = host.clientWidth;

  return {
    /** The curve of a run; null for none. */
    showRun(id) {
      state.chosen = id === null ? -1 : curves.placeOfRun(id);
      if (state.chosen >= 0) {
        const run = curves.run(state.chosen), dataset = run.dataset;
        if (dataset >= 0 && dataset !== state.dataset) { state.dataset = dataset; drawControls(); }
      }
      draw();
      return state.chosen >= 0;
    },
    showFilter(ids) { state.filter = ids; if (state.seeds) draw(); },
    /** What an answer is about. */
    show({dataset, metric, axis, strategies}) {
      state.dataset = Math.max(0, curves.datasetOf(dataset));
      state.metric = Math.max(0, curves.metricOf(metric));
      state.axis = Math.max(0, curves.axisOf(axis));
      state.off = new Set(strategies.length ? curves.strategies.map((_, i) => i).filter(i => !strategies.includes(curves.strategies[i].name)) : []);
      drawControls();
      draw();
    },
  };
}
