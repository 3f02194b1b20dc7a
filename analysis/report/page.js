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
    `<th tabindex="0" data-column="${escapeText(column)}"${order.column === column ? ` aria-sort="${order.descending ? "descending" : "ascending"}"` : ""}>${escapeText(column)}</th>`).join("") + "</tr>";
  document.querySelector("#runs tbody").innerHTML = rows.map(run => "<tr>" + columns.map(column =>
    `<td${typeof run[column] === "number" ? ' class="n"' : ""}>${shown(run[column])}</td>`).join("") + "</tr>").join("");
  document.getElementById("shown").textContent = `${rows.length} of ${runs.length} runs`;
}
function sortBy(column) {
  if (column === undefined) return;
  order.descending = order.column === column && !order.descending;
  order.column = column;
  drawRuns();
  document.querySelector(`#runs th[data-column="${CSS.escape(column)}"]`).focus();
}
const isPress = event => event.key === "Enter" || event.key === " ";
document.querySelector("#runs thead").addEventListener("click", event => sortBy(event.target.dataset.column));
document.querySelector("#runs thead").addEventListener("keydown", event => {
  if (!isPress(event) || event.target.dataset.column === undefined) return;
  event.preventDefault();
  sortBy(event.target.dataset.column);
});
document.getElementById("filter").addEventListener("input", drawRuns);
drawRuns();

// ---- a click on a figure shows it in full width, as does Enter; Escape makes all small again
document.querySelectorAll("figure img").forEach(image => {
  const toggle = () => image.parentElement.classList.toggle("large");
  image.addEventListener("click", toggle);
  image.addEventListener("keydown", event => {
    if (!isPress(event)) return;
    event.preventDefault();
    toggle();
  });
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape") document.querySelectorAll("figure.large").forEach(figure => figure.classList.remove("large"));
});

// ---- paper shows everything
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(part => { part.open = true; }));

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
const COLOURS = parsed("map-colours");
function mapColour(share) {  // see analysis/drawing/map_colours.h
  const at = Math.min(Math.max(share, 0), 1) * (COLOURS.length - 1), k = Math.min(Math.floor(at), COLOURS.length - 2);
  return COLOURS[k].map((low, c) => Math.round(low + (COLOURS[k + 1][c] - low) * (at - k)));
}
/** A canvas of w x h pixels: colourOf(i) gives the four bytes of the i-th. */
function pixelCanvas(w, h, colourOf) {
  const canvas = document.createElement("canvas");
  canvas.width = w; canvas.height = h;
  const context = canvas.getContext("2d"), pixels = context.createImageData(w, h);
  for (let i = 0; i < w * h; ++i) pixels.data.set(colourOf(i), 4 * i);
  context.putImageData(pixels, 0, 0);
  return canvas;
}
/** The edges between pixels of which one is inside, scaled. */
function outlinePath(region, w, h, scale) {
  const path = new Path2D(), inside = (x, y) => x >= 0 && y >= 0 && x < w && y < h && region[y * w + x] !== 0;
  for (let y = 0; y <= h; ++y) for (let x = 0; x <= w; ++x) {
    if (inside(x, y) !== inside(x, y - 1)) { path.moveTo(x * scale, y * scale); path.lineTo((x + 1) * scale, y * scale); }
    if (inside(x, y) !== inside(x - 1, y)) { path.moveTo(x * scale, y * scale); path.lineTo(x * scale, (y + 1) * scale); }
  }
  return path;
}
function paint(id, set, saved, withMap) {
  const canvas = document.getElementById(id), {width: w, height: h, channels: c} = set;
  const scale = Math.max(1, Math.ceil(480 / Math.max(w, h)));
  canvas.width = w * scale; canvas.height = h * scale;
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  const image = bytes(saved.image), map = bytes(saved.map), region = bytes(saved.region);
  const picture = i => [0, 1, 2].map(k => image[(c === 1 ? 0 : k) * w * h + i]);
  const grey = i => { const [r, g, b] = picture(i), y = .299 * r + .587 * g + .114 * b; return [y, y, y]; };
  context.drawImage(pixelCanvas(w, h, i => [...(withMap ? grey : picture)(i), 255]), 0, 0, canvas.width, canvas.height);
  if (!withMap) return;
  const heat = pixelCanvas(w, h, i => [...mapColour(map[i] / 255), 90 + 110 * map[i] / 255]);
  context.drawImage(heat, 0, 0, canvas.width, canvas.height);
  const path = outlinePath(region, w, h, scale);
  for (const [colour, width] of [["#000", 4], ["#fff", 2]]) {
    context.strokeStyle = colour; context.lineWidth = width; context.stroke(path);
  }
}
function drawLegend() {
  const canvas = document.getElementById("legend"), context = canvas.getContext("2d");
  for (let x = 0; x < canvas.width; ++x) {
    context.fillStyle = `rgb(${mapColour(x / (canvas.width - 1)).join(" ")})`;
    context.fillRect(x, 0, 1, canvas.height);
  }
  document.getElementById("scale").hidden = false;
}
/** "scratch.png (item 32)" */
function itemName(set, item) {
  const saved = set.maps.find(m => m.item === item);
  return saved && saved.file ? `${saved.file} (item ${item})` : `item ${item}`;
}
function saidOf(saved) {
  if (saved.predicted === undefined) return "";
  const verdict = saved.verdict && saved.verdict !== "not_judged" ? `; the expert's verdict: ${saved.verdict}` : "";
  return ` Predicted ${saved.predicted}, true ${saved.truth}: ${saved.hit ? "hit" : "miss"}${verdict}.`;
}
function drawMaps() {
  if (!sets.length) {
    document.getElementById("caption").textContent = "The run files hold no maps.";
    return;
  }
  const [of, set] = options();
  const shownAs = (key, value) => key === "item" ? itemName(set, value) : value;
  document.getElementById("choices").innerHTML = Object.keys(of).map(key => `<label>${key === "strategy" ? "condition" : key} <select data-key="${key}">` +
    of[key].map((value, i) => `<option value="${i}"${value === choice[key] ? " selected" : ""}>${escapeText(shownAs(key, value))}</option>`).join("") + "</select></label>").join("");
  document.querySelectorAll("#choices select").forEach(select => select.addEventListener("change", () => {
    choice[select.dataset.key] = of[select.dataset.key][+select.value];
    drawMaps();
  }));
  const saved = set.maps.find(m => m.round === choice.round && m.item === choice.item);
  paint("picture", set, saved, false);
  paint("overlay", set, saved, true);
  document.getElementById("caption").textContent =
    `${choice.dataset}, ${choice.strategy}, seed ${set.seed}, round ${choice.round}: ${itemName(set, choice.item)}.${saidOf(saved)} ` +
    "Left the picture as the run file keeps it, right the map over it, white line: the marked region.";
}
if (sets.length) drawLegend();
drawMaps();
