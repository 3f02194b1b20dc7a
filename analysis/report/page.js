"use strict";
const parsed = id => JSON.parse(document.getElementById(id).textContent);
const escapeText = text => String(text).replace(/[&<>"]/g, c => ({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})[c]);

// ---- the table of runs: a click on a title sorts, words filter ("key=value" looks at one column)
const runs = parsed("run-data"), columns = runs.length ? Object.keys(runs[0]) : [];
const order = {column: null, descending: false};
const shown = value => value === null ? "–" : typeof value === "number" && !Number.isInteger(value) ? value.toFixed(3) : escapeText(value);
function matches(run, words) {
  return words.every(word => {
    const equals = word.indexOf("=");
    if (equals > 0 && columns.includes(word.slice(0, equals))) return String(run[word.slice(0, equals)]).toLowerCase() === word.slice(equals + 1);
    return columns.some(column => run[column] !== null && String(run[column]).toLowerCase().includes(word));
  });
}
function compareRuns(a, b) {
  const x = a[order.column], y = b[order.column];
  if (x === null || y === null) return (x === null) - (y === null);  // what is undefined comes last either way
  const less = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
  return order.descending ? -less : less;
}
function drawRuns() {
  const words = document.getElementById("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = runs.filter(run => matches(run, words));
  if (order.column !== null) rows.sort(compareRuns);
  document.querySelector("#runs thead").innerHTML = "<tr>" + columns.map(column =>
    `<th data-column="${escapeText(column)}"${order.column === column ? ` aria-sort="${order.descending ? "descending" : "ascending"}"` : ""}>${escapeText(column)}</th>`).join("") + "</tr>";
  document.querySelector("#runs tbody").innerHTML = rows.map(run => "<tr>" + columns.map(column =>
    `<td${typeof run[column] === "number" ? ' class="n"' : ""}>${shown(run[column])}</td>`).join("") + "</tr>").join("");
  document.getElementById("shown").textContent = `${rows.length} of ${runs.length} runs`;
}
document.querySelector("#runs thead").addEventListener("click", event => {
  const column = event.target.dataset.column;
  if (column === undefined) return;
  order.descending = order.column === column && !order.descending;
  order.column = column;
  drawRuns();
});
document.getElementById("filter").addEventListener("input", drawRuns);
drawRuns();

// ---- a click on a figure shows it in full width
document.querySelectorAll("figure img").forEach(image => image.addEventListener("click", () => image.parentElement.classList.toggle("large")));

// ---- the maps: picture, and the map over it with the marked region outlined
const sets = parsed("map-data"), bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
const choice = {dataset: null, strategy: null, round: null, item: null};
const unique = values => [...new Set(values)];
function options() {
  const of = {};
  of.dataset = unique(sets.map(s => s.dataset));
  if (!of.dataset.includes(choice.dataset)) choice.dataset = of.dataset[0];
  const here = sets.filter(s => s.dataset === choice.dataset);
  of.strategy = unique(here.map(s => s.strategy));
  if (!of.strategy.includes(choice.strategy)) choice.strategy = of.strategy[0];
  const set = here.find(s => s.strategy === choice.strategy);
  of.round = unique(set.maps.map(m => m.round)).sort((a, b) => a - b);
  if (!of.round.includes(choice.round)) choice.round = of.round[of.round.length - 1];
  of.item = unique(set.maps.filter(m => m.round === choice.round).map(m => m.item)).sort((a, b) => a - b);
  if (!of.item.includes(choice.item)) choice.item = of.item[0];
  return [of, set];
}
function heat(share) {  // from clear over orange to dark red: readable without telling red from green
  return [255 - 90 * share, 200 * (1 - share), 60 * (1 - share), share];
}
function paint(id, set, saved, withMap) {
  const canvas = document.getElementById(id), {width: w, height: h, channels: c} = set;
  canvas.width = w; canvas.height = h;
  const context = canvas.getContext("2d"), pixels = context.createImageData(w, h);
  const image = bytes(saved.image), map = bytes(saved.map), region = bytes(saved.region);
  for (let i = 0; i < w * h; ++i) {
    let colour = [0, 1, 2].map(k => image[(c === 1 ? 0 : k) * w * h + i]);
    if (withMap) {
      const [r, g, b, share] = heat(map[i] / 255);
      colour = colour.map((value, k) => value * (1 - .75 * share) + [r, g, b][k] * .75 * share);
    }
    const x = i % w, y = (i - x) / w;
    const edge = region[i] && (x === 0 || y === 0 || x === w - 1 || y === h - 1 || !region[i - 1] || !region[i + 1] || !region[i - w] || !region[i + w]);
    if (withMap && edge) colour = [0, 114, 178];
    pixels.data.set([...colour, 255], 4 * i);
  }
  context.putImageData(pixels, 0, 0);
}
function drawMaps() {
  if (!sets.length) {
    document.getElementById("caption").textContent = "The runs keep no maps (saliency: none).";
    return;
  }
  const [of, set] = options();
  document.getElementById("choices").innerHTML = Object.keys(of).map(key => `<label>${key} <select data-key="${key}">` +
    of[key].map((value, i) => `<option value="${i}"${value === choice[key] ? " selected" : ""}>${escapeText(value)}</option>`).join("") + "</select></label>").join("");
  document.querySelectorAll("#choices select").forEach(select => select.addEventListener("change", () => {
    choice[select.dataset.key] = of[select.dataset.key][+select.value];
    drawMaps();
  }));
  const saved = set.maps.find(m => m.round === choice.round && m.item === choice.item);
  paint("picture", set, saved, false);
  paint("overlay", set, saved, true);
  document.getElementById("caption").textContent = `${choice.dataset}, ${choice.strategy}, seed ${set.seed}: item ${choice.item} in round ${choice.round}; ` +
    "left the picture, right the map over it, from its least value (clear) to its greatest (dark red), and the marked region outlined in blue";
}
drawMaps();
