// The panel beside the picture: what the model says, and the steps label, reasons, region, answer. The step that comes
// next is marked.

import { isDrawn, marksOf, nextStep } from "./draft.js";
import { byId, make, setAvailable, setPressed, write } from "./dom.js";
import { showKeys } from "./keys.js";
import { certainty, percent, text } from "./texts.js";

/** A button that gives a label. */
function choice(label, words, action) {
  const attributes = { "data-action": action, "data-class": label, "data-testid": `label-class-${label}` };
  const properties = { type: "button", className: "choice", ...attributes };
  return make("button", properties, make("span", { textContent: words }));
}

/** With two classes: the button of the other one. */
function otherOf([other], classes) {
  return [choice(other, text("label_other", { name: classes[other] }), "label-other")];
}

/** With more: a list of all the others. */
function listOf(others, classes) {
  const title = make("p", { className: "list-title", id: "list-title", textContent: text("label_list") });
  const buttons = others.map((label) => choice(label, classes[label], `label-class-${label}`));
  return [title, make("div", { className: "list", role: "group", "aria-labelledby": "list-title" }, ...buttons)];
}

/** What to say about the regions once the verdict is known. */
function hintOf(draft, marks) {
  if (marks.length === 0) return "region_none";
  if (marks.every((target) => isDrawn(draft, target))) return "region_done";
  return `region_${["defect", "wrong"].filter((target) => marks.includes(target)).join("_")}`;
}

export class Panel {
  #desk;
  #drawing;

  constructor(desk, drawing) {
    this.#desk = desk;
    this.#drawing = drawing;
  }

  /** Another question or another language: everything is written anew. */
  build() {
    const { question } = this.#desk;
    if (!question) return;
    const compare = question.kind === "compare";
    byId("judge").hidden = compare;
    byId("compare").hidden = !compare;
    byId("step-reasons").hidden = question.kind !== "judge";
    this.#writePrediction(question);
    this.#buildChoices(question);
    byId("note").value = this.#desk.draft.note;
    if (compare) write(byId("compare-text"), text("compare", { name: this.nameOf(question.given_label) }));
    this.refresh();
  }

  /** The draft has changed. */
  refresh() {
    const { question, draft } = this.#desk;
    if (!question) return;
    const next = this.#desk.waiting ? null : nextStep(draft, question);
    this.#refreshLabel(draft);
    this.#refreshReasons(question, draft);
    this.#refreshRegion(question, draft, next);
    this.#markNext(next);
    setAvailable(byId("answer"), this.#desk.canAnswer);
    setAvailable(byId("unsure"), this.#desk.open);
    setAvailable(byId("continue"), this.#desk.open);
  }

  nameOf(label) {
    return this.#desk.state.session.classes[label] ?? "";
  }

  #writePrediction({ predicted, probability, reason, similarity }) {
    write(byId("predicted"), this.nameOf(predicted));
    write(byId("certainty"), text("certain", { word: certainty(probability), percent: percent(probability) }));
    byId("probability").value = probability;
    const similar = similarity === null ? "" : `, ${text("similar", { percent: percent(similarity) })}`;
    write(byId("reason"), text(`why_${reason}`) + similar);
  }

  #buildChoices({ predicted }) {
    const { classes } = this.#desk.state.session;
    const confirm = choice(predicted, text("label_confirm", { name: classes[predicted] }), "label-confirm");
    confirm.dataset.testid = "label-confirm";
    const others = classes.map((_, label) => label).filter((label) => label !== predicted);
    byId("choices").replaceChildren(
      confirm,
      ...(classes.length === 2 ? otherOf(others, classes) : listOf(others, classes)),
    );
    byId("choices").classList.toggle("many", classes.length > 2);
    showKeys(byId("choices"));
  }

  #refreshLabel(draft) {
    for (const button of byId("choices").querySelectorAll("[data-class]")) {
      setPressed(button, Number(button.dataset.class) === draft.label);
    }
  }

  #refreshReasons(question, draft) {
    const asked = draft.label === question.predicted;
    byId("step-reasons").classList.toggle("resting", !asked);
    for (const name of ["right", "wrong", "unknown"]) {
      const button = byId(`reasons-${name}`);
      setPressed(button, asked && draft.reasons === name);
      setAvailable(button, asked);
    }
  }

  #refreshRegion(question, draft, next) {
    const marks = marksOf(draft, question);
    const settled = next !== "label" && next !== "reasons";
    write(byId("region-hint"), text(settled ? hintOf(draft, marks) : "region_any"));
    for (const target of ["defect", "wrong"]) {
      const button = byId(`target-${target}`);
      setPressed(button, this.#drawing.target === target);
      button.classList.toggle("drawn", isDrawn(draft, target));
      button.classList.toggle("wanted", marks.includes(target) && !isDrawn(draft, target));
    }
  }

  #markNext(next) {
    for (const step of ["label", "reasons", "region"]) byId(`step-${step}`).classList.toggle("next", step === next);
    byId("step-label").classList.toggle("done", this.#desk.draft.label !== null);
    byId("answer").classList.toggle("next", next === "answer");
    byId("tools").classList.toggle("next", next === "region");
    for (const marker of document.querySelectorAll(".step .marker")) {
      write(marker, marker.closest(".step").classList.contains("next") ? text("next_marker") : "");
    }
  }
}
