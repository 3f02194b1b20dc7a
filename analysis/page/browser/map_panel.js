// The browser of saliency maps: two strategies side by side, a slider over rounds, keys.
import {byId, checkbox, chooser, element, slider} from "./dom.js";
import {paintMap, paintScale} from "./map_painting.js";
import {plural} from "./numbers.js";

const VERDICTS = {W: "wrong label", RWR: "right for the wrong reasons", RRR: "right for the right reasons", unsure: "unsure"};

function said(saved) {
  if (saved.predicted === undefined) return "";
  const verdict = VERDICTS[saved.verdict] ? `; the expert said: ${VERDICTS[saved.verdict]}` : "";
  return `Predicted ${saved.predicted}, true class ${saved.truth}: ${saved.hit ? "hit" : "miss"}${verdict}.`;
}

export function startMaps(maps) {
  const panes = byId("map-panes");
  if (!maps.sets.length) {
    panes.replaceWith(element("p", {}, "The run files hold no maps."));
    for (const id of ["map-controls", "map-scale", "map-caption"]) byId(id).hidden = true;
    return;
  }
  const state = {dataset: maps.datasets[0], left: null, right: null, item: null, round: null, opacity: .6, outline: true};
  const sets = () => [maps.setOf(state.dataset, state.left), maps.setOf(state.dataset, state.right)];
  const items = () => maps.itemsOf(...sets()), rounds = () => maps.roundsOf(state.item, ...sets());

  /** Makes every choice one that there is. */
  function settle() {
    const strategies = maps.strategiesOf(state.dataset);
    if (!strategies.includes(state.left)) state.left = strategies[0];
    if (state.right !== "" && !strategies.includes(state.right)) state.right = strategies.find(name => name !== state.left) ?? "";
    if (!items().includes(state.item)) state.item = items()[0];
    if (!rounds().includes(state.round)) {
      const last = rounds()[rounds().length - 1];
      state.round = state.round === null ? last : rounds().reduce((best, round) => Math.abs(round - state.round) < Math.abs(best - state.round) ? round : best, last);
    }
  }
  function pane(set, name) {
    if (!set) return null;
    const saved = maps.at(set, state.item, state.round);
    const title = `${set.strategy}, seed ${set.seed}, round ${state.round}`;
    if (!saved) return element("figure", {class: "pane"}, element("p", {class: "none"}, `No map of this item in round ${state.round}.`), element("figcaption", {}, element("b", {}, title)));
    const canvas = element("canvas", {"data-pane": name, role: "img", "aria-label": `${title}: map over ${maps.nameOf(state.item, set)}. ${said(saved)}`});
    paintMap(canvas, set, saved, state.opacity, state.outline);
    return element("figure", {class: "pane"}, canvas, element("figcaption", {}, element("b", {}, title), " ", said(saved)));
  }
  function paint() {
    const [left, right] = sets();
    panes.replaceChildren(...[pane(left, "left"), pane(right, "right")].filter(Boolean));
    const counts = [left, right].filter(Boolean).map(set => `${set.maps.length} of ${plural(set.kept, "map")} of ${set.strategy}`);
    byId("map-caption").replaceChildren(`${state.dataset}, ${maps.nameOf(state.item, left, right)}, round ${state.round}. The page holds ${counts.join(" and ")}. White line: the marked region. `,
      element("span", {class: "on-screen"}, "Keys: left and right change the round, up and down the item, + and − the opacity, o the outline, s swaps the sides."));
  }
  function draw() {
    settle();
    const focused = document.activeElement?.dataset?.key, set = key => value => { state[key] = value; draw(); };
    const names = maps.strategiesOf(state.dataset).map(name => ({value: name, text: name})), all = rounds();
    byId("map-controls").replaceChildren(
      chooser("Dataset", "map-dataset", maps.datasets.map(name => ({value: name, text: name})), state.dataset, set("dataset")),
      chooser("Left", "left", names, state.left, set("left")),
      chooser("Right", "right", [...names, {value: "", text: "nothing"}], state.right, set("right")),
      chooser("Item", "item", items().map(item => ({value: item, text: maps.nameOf(item, ...sets())})), state.item, value => { state.item = Number(value); draw(); }),
      slider("Round", "round", {min: 0, max: all.length - 1, step: 1, value: all.indexOf(state.round), disabled: all.length < 2}, () => String(state.round),
        place => { state.round = all[place]; paint(); }),
      slider("Opacity", "opacity", {min: 0, max: 1, step: .05, value: state.opacity}, () => `${Math.round(100 * state.opacity)} %`,
        value => { state.opacity = value; paint(); }),
      checkbox("region", "outline", state.outline, value => { state.outline = value; paint(); }));
    if (focused) byId("map-controls").querySelector(`[data-key="${focused}"]`)?.focus();
    paint();
  }
  const step = (list, value, by) => list[Math.min(list.length - 1, Math.max(0, list.indexOf(value) + by))];
  const keys = {
    ArrowLeft: () => { state.round = step(rounds(), state.round, -1); }, ArrowRight: () => { state.round = step(rounds(), state.round, 1); },
    ArrowUp: () => { state.item = step(items(), state.item, -1); }, ArrowDown: () => { state.item = step(items(), state.item, 1); },
    "+": () => { state.opacity = Math.min(1, state.opacity + .1); }, "-": () => { state.opacity = Math.max(0, state.opacity - .1); },
    o: () => { state.outline = !state.outline; },
    s: () => { if (state.right !== "") [state.left, state.right] = [state.right, state.left]; },
  };
  panes.addEventListener("keydown", event => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    draw();
  });
  const scale = element("canvas", {id: "legend", width: 160, height: 10, role: "img", "aria-label": "scale of colours"});
  byId("map-scale").append("least ", scale, " most relevant, each map on its own scale");
  paintScale(scale);
  draw();
}
