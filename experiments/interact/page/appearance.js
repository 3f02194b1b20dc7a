// Light or dark: as the system wishes, until the person chooses.

import { byId, write } from "./dom.js";
import { remember, remembered } from "./settings.js";
import { text } from "./texts.js";

const system = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  const chosen = remembered("theme", null);
  return chosen === null ? system.matches : chosen === "dark";
}

/** Applies the theme and names the other one on its button. */
export function showTheme() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  write(byId("theme-name"), text(isDark() ? "theme_light" : "theme_dark"));
}

export function switchTheme() {
  remember("theme", isDark() ? "light" : "dark");
  showTheme();
}

system.addEventListener("change", showTheme);
