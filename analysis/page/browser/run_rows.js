// The rows of a long table: only those in sight are drawn.
import {escaped} from "./dom.js";

const SPARE = 10, ROWS_ON_PAPER = 200;

/** `body`: the tbody in a scrolling box; `rowHtml(row, place)` makes a <tr>. */
export function longTable(box, body, columns, rowHtml) {
  let rows = [], height = 28, first = -1, last = -1, all = false;
  const spacer = (count, key) => count > 0 ? `<tr class="space" aria-hidden="true" data-space="${key}"><td colspan="${columns()}" style="height:${count * height}px"></td></tr>` : "";

  function draw(force) {
    const from = all ? 0 : Math.max(0, Math.floor(box.scrollTop / height) - SPARE);
    const to = all ? Math.min(rows.length, ROWS_ON_PAPER) : Math.min(rows.length, Math.ceil((box.scrollTop + box.clientHeight) / height) + SPARE);
    if (!force && from === first && to === last) return;
    [first, last] = [from, to];
    const focused = body.contains(document.activeElement) ? document.activeElement.dataset.row : null;
    let html = spacer(from, "before");
    for (let i = from; i < to; ++i) html += rowHtml(rows[i], i);
    body.innerHTML = html + (all ? "" : spacer(rows.length - to, "after"));
    if (focused !== null) (body.querySelector(`tr[data-row="${focused}"]`) ?? box).focus({preventScroll: true});
    const drawn = body.querySelector("tr:not(.space)");
    if (drawn && drawn.offsetHeight > 0 && Math.abs(drawn.offsetHeight - height) > 0.5) {
      height = drawn.offsetHeight;
      draw(true);
    }
  }
  box.addEventListener("scroll", () => draw(false), {passive: true});
  new ResizeObserver(() => draw(false)).observe(box);

  return {
    show(newRows) { rows = newRows; draw(true); },
    redraw: () => draw(true),
    /** Brings a row into sight; false if it is not among the rows. */
    reveal(row) {
      const place = rows.indexOf(row);
      if (place < 0) return false;
      const top = place * height;
      if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - 3 * height) box.scrollTop = top - box.clientHeight / 3;
      draw(true);
      return true;
    },
    /** On paper nothing scrolls: the first rows, and a note on how many there are. */
    print(on) {
      all = on;
      draw(true);
      if (on && rows.length > ROWS_ON_PAPER)
        body.insertAdjacentHTML("beforeend", `<tr><td colspan="${columns()}">${escaped(`The first ${ROWS_ON_PAPER} of ${rows.length} runs; the page on a screen has all.`)}</td></tr>`);
    },
  };
}
