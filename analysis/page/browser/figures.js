// A click on a figure shows it in full width, as does Enter; Escape makes all small again. Paper shows everything.
import {isPress} from "./dom.js";

export function startFigures() {
  const show = (image, large) => {
    image.parentElement.classList.toggle("large", large);
    image.setAttribute("aria-pressed", String(large));
  };
  for (const image of document.querySelectorAll("figure img")) {
    const toggle = () => show(image, !image.parentElement.classList.contains("large"));
    image.addEventListener("click", toggle);
    image.addEventListener("keydown", event => {
      if (!isPress(event)) return;
      event.preventDefault();
      toggle();
    });
  }
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") document.querySelectorAll("figure.large img").forEach(image => show(image, false));
  });
  addEventListener("load", loadAll);
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(part => { part.open = true; }));
}

/** Figures out of sight are loaded one by one when the page has nothing else to do, so that paper has them all. */
function loadAll() {
  const left = [...document.querySelectorAll("figure img")], idle = globalThis.requestIdleCallback ?? setTimeout;
  const next = () => {
    const image = left.shift();
    if (!image) return;
    image.loading = "eager";
    idle(next);
  };
  idle(next);
}

/** Boxes that scroll sideways are reached by keys, too. */
export function startWideBoxes() {
  for (const box of document.querySelectorAll("div.wide:not([tabindex]), pre")) {
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", box.closest("section")?.querySelector("h2")?.textContent ?? "table");
  }
}
