// Light or dark: the system's wish, unless the reader chose.
import {byId} from "./dom.js";

const THEMES = ["system", "light", "dark"];

function remembered() {
  try { return localStorage.getItem("xil.report.theme"); } catch { return null; }  // a page from a file may not remember
}

export function startTheme() {
  let theme = THEMES.includes(remembered()) ? remembered() : "system";
  const show = () => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    byId("theme").textContent = `Theme: ${theme}`;
  };
  byId("theme").addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    try { localStorage.setItem("xil.report.theme", theme); } catch { /* it holds until the page is left */ }
    show();
  });
  show();
}
