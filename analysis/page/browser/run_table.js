// The table of runs: a click on a title sorts, words and lists filter, a click on a run chooses it.
import {byId, chooser, element, escaped, isPress} from "./dom.js";
import {plural} from "./numbers.js";
import {longTable} from "./run_rows.js";

const LISTS = [["dataset", "Dataset"], ["strategy", "Strategy"], ["status", "Status"]];

/** `choose(id, row)` is called when the reader chooses a run, `filter(ids)` when the filter has changed (null: all). */
export function startRunTable(runs, choose, filter) {
  const box = document.querySelector("#runs .scroll"), head = box.querySelector("thead"), body = box.querySelector("tbody");
  const columns = runs.columns.filter(column => column.values.some(value => value !== null));
  const empty = runs.columns.filter(column => column.metric && !columns.includes(column));
  const whole = new Set(columns.filter(column => column.values.every(value => value === null || Number.isInteger(value))));
  const order = {column: null, descending: false}, picked = {};
  let chosen = null;

  const complete = row => runs.textOf("status", row) === "complete";
  function cellHtml(column, row) {
    const value = runs.cell(column, row);
    if (value === null) return `<td class="none${column.text ? "" : " n"}">${!column.text && complete(row) ? "undefined" : "–"}</td>`;
    if (typeof value === "number") return `<td class="n">${whole.has(column) ? value : value.toFixed(3)}</td>`;
    return `<td title="${escaped(value)}">${escaped(value)}</td>`;
  }
  const rowHtml = (row, place) => `<tr data-row="${row}" aria-rowindex="${place + 2}" tabindex="-1"${row === chosen ? ' class="chosen" aria-current="true"' : ""}>` +
    columns.map(column => cellHtml(column, row)).join("") + "</tr>";
  const table = longTable(box, body, () => columns.length, rowHtml);

  function drawHead() {
    head.innerHTML = "<tr>" + columns.map(column => {
      const sorted = order.column === column ? ` aria-sort="${order.descending ? "descending" : "ascending"}"` : "";
      return `<th scope="col" data-column="${escaped(column.key)}"${column.text ? "" : ' class="n"'}${sorted}><button type="button" data-column="${escaped(column.key)}">${escaped(column.title)}</button></th>`;
    }).join("") + "</tr>";
  }
  function draw() {
    const text = byId("filter").value, rows = runs.filtered(text, picked);
    if (order.column) runs.sort(rows, order.column, order.descending);
    box.querySelector("table").setAttribute("aria-rowcount", rows.length + 1);
    table.show(rows);
    byId("shown").textContent = `${rows.length} of ${plural(runs.count, "run")}` +
      (empty.length ? `; nowhere defined: ${empty.map(column => column.title).join(", ")}` : "");
    filter(rows.length === runs.count ? null : new Set(rows.map(row => runs.textOf("run_id", row))));
  }
  function sortBy(key) {
    const column = columns.find(one => one.key === key);
    if (!column) return;
    order.descending = order.column === column && !order.descending;
    order.column = column;
    drawHead();
    draw();
    head.querySelector(`button[data-column="${CSS.escape(key)}"]`).focus();
  }
  function pick(row) {
    chosen = chosen === row ? null : row;
    table.redraw();
    choose(chosen === null ? null : runs.textOf("run_id", chosen), chosen);
  }
  const rowOf = event => event.target.closest("tr[data-row]");

  head.addEventListener("click", event => sortBy(event.target.dataset.column));
  body.addEventListener("click", event => { if (rowOf(event)) pick(Number(rowOf(event).dataset.row)); });
  box.addEventListener("keydown", event => {
    const row = rowOf(event);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = !row ? body.querySelector("tr[data-row]") : event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
      if (!next?.dataset.row || event.target.closest("thead")) return;
      event.preventDefault();
      next.focus();
    } else if (row && isPress(event)) {
      event.preventDefault();
      pick(Number(row.dataset.row));
    }
  });

  byId("run-controls").append(
    element("label", {}, "Filter ", element("input", {id: "filter", type: "search", placeholder: "caipi seed=3 accuracy>.8", autocomplete: "off", size: 26, oninput: draw})),
    ...LISTS.filter(([key]) => runs.countsOf(key).length > 1).map(([key, title]) =>
      chooser(title, `run-${key}`, [{value: "", text: "all"}, ...runs.countsOf(key).map(([value, count]) => ({value, text: `${value} (${count})`}))], "",
        value => { picked[key] = value; draw(); })));
  addEventListener("beforeprint", () => table.print(true));
  addEventListener("afterprint", () => table.print(false));
  drawHead();
  draw();

  return {
    /** Shows a run as chosen; nothing for none. */
    mark(id) {
      chosen = null;
      for (let row = 0; id !== null && row < runs.count; ++row) if (runs.textOf("run_id", row) === id) chosen = row;
      if (chosen === null || !table.reveal(chosen)) table.redraw();
    },
    /** Puts a text into the filter. */
    search(text) {
      byId("filter").value = text;
      draw();
    },
  };
}
