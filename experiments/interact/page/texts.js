// Every text that is seen or read aloud, in German and English; which language holds is remembered.
// Elements name their text: data-text (content), data-label (aria-label), data-tip-text (tooltip).

import { remember, remembered } from "./settings.js";
import { de } from "./texts_de.js";
import { en } from "./texts_en.js";

const TABLES = { de, en };

let language = remembered("language", navigator.language?.startsWith("de") ? "de" : "en");
if (!(language in TABLES)) language = "en";

export function languageNow() {
  return language;
}

export function otherLanguage() {
  return language === "de" ? "en" : "de";
}

export function has(key) {
  return Object.hasOwn(TABLES[language], key);
}

/** The text of a key, with {name} replaced by values. Two forms "one|many" are chosen by values.n. */
export function text(key, values = {}) {
  const entry = TABLES[language][key] ?? key;
  const forms = entry.split("|");
  const form = forms.length > 1 && values.n !== 1 ? forms[1] : forms[0];
  return form.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** .934 -> "93 %" in the way of the language. */
export function percent(share) {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

/** A number with so many digits after the point. */
export function decimal(value, digits) {
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    value,
  );
}

/** How sure the model is, in words. */
export function certainty(probability) {
  const word =
    probability >= 0.95 ? "very_sure" : probability >= 0.8 ? "sure" : probability >= 0.6 ? "rather_sure" : "not_sure";
  return text(word);
}

/** Writes the texts of all elements below `root`. */
export function showTexts(root = document) {
  document.documentElement.lang = language;
  for (const element of root.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of root.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", text(element.dataset.label));
  for (const element of root.querySelectorAll("[data-tip-text]")) element.dataset.tip = text(element.dataset.tipText);
}

export function setLanguage(chosen) {
  language = chosen;
  remember("language", chosen);
}
