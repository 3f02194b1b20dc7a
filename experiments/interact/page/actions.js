// What each action of the table in keys.js does, whether it comes from a key or from a button (data-action).

import { byId, say } from "./dom.js";
import { nextStep } from "./draft.js";
import { text } from "./texts.js";

const PAN = 60; // CSS pixels
const ZOOM = 1.25;

/** Actions on the answer. `parts`: {desk, drawing, view, layers, toolbar, strip, help, page}. */
function judging({ desk, drawing }) {
  const predicted = () => desk.question.predicted;
  const isJudged = () => desk.question !== null && desk.question.kind !== "compare";
  const label = (value) => isJudged() && value !== desk.draft.label && desk.act("label", { label: value });
  const reasons = (value) => {
    if (!isJudged() || desk.question.kind !== "judge" || desk.draft.label !== predicted())
      return say(text("missing_label"));
    if (value !== desk.draft.reasons) desk.act("reasons", { reasons: value });
  };
  const leave = (action) => {
    drawing.abort();
    flushNote(desk);
    desk.act(action);
  };
  const classes = Array.from({ length: 9 }, (_, k) => [
    `label-class-${k}`,
    () => k < desk.state.session.classes.length && label(k),
  ]);
  return {
    ...Object.fromEntries(classes),
    "label-confirm": () => isJudged() && label(predicted()),
    "label-other": () => isJudged() && otherLabel(desk, label),
    "reasons-right": () => reasons("right"),
    "reasons-wrong": () => reasons("wrong"),
    "reasons-unknown": () => reasons("unknown"),
    unsure: () => isJudged() && leave("unsure"),
    next: () => (drawing.polygon ? drawing.closePolygon() : goOn(desk, leave)),
    note: () => byId("note").focus(),
  };
}

/** With two classes the other one; with more, the list gets the focus. */
function otherLabel(desk, label) {
  if (desk.state.session.classes.length === 2) label(1 - desk.question.predicted);
  else byId("choices").querySelector(".list button").focus();
}

function goOn(desk, leave) {
  if (!desk.open) return;
  if (desk.question.kind === "compare") return leave("continue");
  if (desk.canAnswer) return leave("answer");
  const step = nextStep(desk.draft, desk.question);
  say(text(`missing_${step}`));
  byId(`step-${step}`).classList.remove("called");
  requestAnimationFrame(() => byId(`step-${step}`).classList.add("called"));
}

/** Sends the note if it was changed. */
export function flushNote(desk) {
  const note = byId("note").value.slice(0, 2000);
  if (desk.open && desk.question.kind !== "compare" && note !== desk.draft.note) desk.act("note", { note });
}

function drawingActions({ desk, drawing }) {
  const draws = () => desk.open && desk.question.kind !== "compare";
  const tools = ["move", "brush", "eraser", "rectangle", "polygon"].map((tool) => [
    `tool-${tool}`,
    () => drawing.choose(tool),
  ]);
  const undo = () => {
    if (drawing.polygon) drawing.removeCorner();
    else if (desk.canUndo) desk.act("undo");
  };
  return {
    ...Object.fromEntries(tools),
    subtract: () => drawing.toggleSubtract(),
    "target-defect": () => drawing.chooseTarget("defect"),
    "target-wrong": () => drawing.chooseTarget("wrong"),
    "tool-highlight": () => draws() && drawing.useHighlight(),
    "tool-clear": () => draws() && drawing.clear(),
    undo,
    redo: () => desk.canRedo && desk.act("redo"),
    "size-less": () => drawing.resize(-1),
    "size-more": () => drawing.resize(1),
    cancel: () => drawing.abort(),
    "last-point": () => (drawing.polygon ? drawing.removeCorner() : false),
  };
}

function viewing({ desk, view, layers, toolbar, strip }) {
  const changed = () => {
    layers.request();
    strip.paint();
    toolbar.refreshMap();
  };
  const opacity = (value) => {
    layers.opacity = Math.min(Math.max(value, 0.1), 1);
    changed();
  };
  const toggle = () => {
    layers.mapOn = !layers.mapOn;
    desk.act("map", { on: layers.mapOn });
    changed();
  };
  return {
    "map-toggle": () => !byId("map-tools").hidden && toggle(),
    "opacity-less": () => opacity(layers.opacity - 0.1),
    "opacity-more": () => opacity(layers.opacity + 0.1),
    "set-opacity": () => opacity(Number(byId("opacity").value) / 100),
    "zoom-in": () => view.zoom(ZOOM),
    "zoom-out": () => view.zoom(1 / ZOOM),
    "zoom-fit": () => view.fit(),
    "pan-left": () => view.pan(PAN, 0),
    "pan-right": () => view.pan(-PAN, 0),
    "pan-up": () => view.pan(0, PAN),
    "pan-down": () => view.pan(0, -PAN),
  };
}

/** Action -> function; one that returns false leaves the key to the browser. */
export function actionsOf(parts) {
  const { help, page } = parts;
  return {
    ...judging(parts),
    ...drawingActions(parts),
    ...viewing(parts),
    help: () => help.show(),
    changes: () => page.showChanges(),
    language: () => page.switchLanguage(),
    theme: () => page.switchTheme(),
  };
}

/** Actions that hold on every screen; the others need a question. */
export const EVERYWHERE = ["help", "language", "theme", "changes"];
