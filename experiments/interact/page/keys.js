// The table of actions with their keys. Keys can be rebound and are remembered; buttons (data-action) show theirs.
// A key is written as the character it gives, with Ctrl+, Alt+ and, for letters and named keys, Shift+ before it.

import { remember, remembered } from "./settings.js";
import { has, text } from "./texts.js";

const row = (group) => ([id, ...keys]) => ({ group, id, keys });

export const ACTIONS = [
  ...[
    ["label-confirm", "a"], ["label-other", "s"], ["reasons-right", "d"], ["reasons-wrong", "f"],
    ["reasons-unknown", "g"], ["next", "Enter"], ["unsure", "u"], ["note", "n"],
  ].map(row("judge")),
  ...Array.from({ length: 9 }, (_, k) => [`label-class-${k}`, String(k + 1)]).map(row("classes")),
  ...[
    ["target-defect", "q"], ["target-wrong", "w"], ["tool-move", "v"], ["tool-brush", "b"], ["tool-eraser", "e"],
    ["tool-rectangle", "r"], ["tool-polygon", "p"], ["subtract", "x"], ["tool-highlight", "h"],
    ["tool-clear", "c", "Delete"], ["undo", "z", "Ctrl+z"], ["redo", "y", "Ctrl+y", "Ctrl+Shift+z"],
    ["size-less", "[", ","], ["size-more", "]", "."], ["cancel", "Escape"], ["last-point", "Backspace"],
  ].map(row("draw")),
  ...[
    ["map-toggle", "m"], ["opacity-less", "k"], ["opacity-more", "l"], ["zoom-in", "+", "="], ["zoom-out", "-"],
    ["zoom-fit", "0"], ["pan-left", "ArrowLeft"], ["pan-right", "ArrowRight"], ["pan-up", "ArrowUp"],
    ["pan-down", "ArrowDown"],
  ].map(row("view")),
  ...[["changes", "i"], ["help", "?", "F1"], ["language", "Shift+l"], ["theme", "Shift+t"]].map(row("page")),
];

const NO_KEY = "-none-"; // of an action whose key was given to another one

let bound = remembered("keys", {});

/** Keys of an action: its own, unless the person has chosen another. */
export function keysOf(action) {
  const entry = ACTIONS.find(({ id }) => id === action);
  return bound[action] ? [bound[action]] : (entry?.keys ?? []);
}

/** Gives a key to an action, and takes it away from any other. */
export function bind(action, key) {
  const other = actionOf(key);
  const spared = other && other !== action ? { [other]: keysOf(other).find((kept) => kept !== key) ?? NO_KEY } : {};
  bound = { ...bound, ...spared, [action]: key };
  remember("keys", bound);
}

export function unbindAll() {
  bound = {};
  remember("keys", bound);
}

function actionOf(key) {
  return ACTIONS.find(({ id }) => keysOf(id).includes(key))?.id;
}

/** The key of a keyboard event as it is written in the table. */
export function keyOf(event) {
  const third = event.getModifierState("AltGraph"); // makes a character, as in AltGr+8 = [
  const letter = event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase();
  const named = event.key.length > 1;
  const ctrl = (event.ctrlKey || event.metaKey) && !third ? "Ctrl+" : "";
  const alt = event.altKey && !third ? "Alt+" : "";
  const shift = event.shiftKey && (letter || named) ? "Shift+" : "";
  return ctrl + alt + shift + (letter ? event.key.toLowerCase() : event.key);
}

/** How a key is shown to the person: "Enter", "⇧L", "←". */
export function shown(key) {
  const parts = /^((?:Ctrl\+|Alt\+|Shift\+)*)(.+)$/s.exec(key);
  if (!parts || key === NO_KEY) return "";
  const modifiers = parts[1].replace("Ctrl+", `${text("key_ctrl")}+`).replace("Shift+", "⇧");
  const name = `key_${parts[2]}`;
  const letter = parts[2].length === 1 ? parts[2].toUpperCase() : parts[2];
  return modifiers + (has(name) ? text(name) : letter);
}

export function shownKeysOf(action) {
  return keysOf(action).map(shown).filter(Boolean);
}

function isTyping(target, key) {
  if (target.matches("textarea, input[type=text]")) return true;
  if (target.matches("input[type=range], input[type=radio]")) return /^(Arrow|Home|End|Page)/.test(key);
  return false;
}

/** Whether the browser itself presses the focused control with this key. */
function pressesControl(target, key) {
  return (key === "Enter" || key === " ") && target.matches("button, summary, a[href], input[type=radio]");
}

/** Calls perform(action, event) for every key of the table. Dialogs keep their keys to themselves. */
export function listenToKeys(perform) {
  window.addEventListener("keydown", (event) => {
    const key = keyOf(event);
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if (isTyping(event.target, event.key) || pressesControl(event.target, key)) return;
    const action = actionOf(key);
    if (action && perform(action, event) !== false) event.preventDefault();
  });
}

/** Writes keys on all buttons below `root`: a badge, the tooltip, and what screen readers tell. */
export function showKeys(root = document) {
  for (const badge of root.querySelectorAll("[data-key-of]")) {
    badge.textContent = shownKeysOf(badge.dataset.keyOf)[0] ?? "";
  }
  for (const button of root.querySelectorAll("[data-action]")) showKeysOn(button, button.dataset.action);
}

function showKeysOn(button, action) {
  const keys = keysOf(action).filter((key) => key !== NO_KEY);
  const badge = button.querySelector("kbd") ?? button.appendChild(document.createElement("kbd"));
  badge.setAttribute("aria-hidden", "true");
  badge.textContent = keys.length > 0 ? shown(keys[0]) : "";
  badge.hidden = keys.length === 0;
  button.setAttribute("aria-keyshortcuts", keys.join(" ").replaceAll("Ctrl", "Control"));
  const tip = `tip_${action.replaceAll("-", "_")}`;
  const list = keys.length > 0 ? ` (${keys.map(shown).join(", ")})` : "";
  if (has(tip)) button.dataset.tip = text(tip) + list;
}
