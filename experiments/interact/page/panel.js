// The panel beside the picture: what the model says, and the steps label, reasons, region, answer. The step that comes
// next is marked.

import { isDrawn, marksOf, nextStep } from "./draft.js";
import { byId, make, setAvailable, setPressed, write } from "./dom.js";
import { showKeys } from "./keys.js";
import { certainty, percent, text } from "./texts.js";

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
    this.#refreshLabel(question, draft);
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
    const choice = (label, words, action, testid) =>
      make("button", { type: "button", className: "choice", "data-action": action, "data-class": label, "data-testid": testid }, make("span", { textContent: words }));
    const confirm = choice(predicted, text("label_confirm", { name: classes[predicted] }), "label-confirm", "label-confirm");
    const others = classes.map((_, label) => label).filter((label) => label !== predicted);
    if (classes.length === 2) {
      const [other] = others;
      byId("choices").replaceChildren(confirm, choice(other, text("label_other", { name: classes[other] }), "label-other", `label-class-${other}`));
    } else {
      const list = others.map((label) => choice(label, classes[label], `label-class-${label}`, `label-class-${label}`));
      const title = make("p", { className: "list-title", id: "list-title", textContent: text("label_list") });
      byId("choices").replaceChildren(confirm, title, make("div", { className: "list", role: "group", "aria-labelledby": "list-title" }, ...list));
    }
    byId("choices").classList.toggle("many", classes.length > 2);
    showKeys(byId("choices"));
  }

  #refreshLabel(_, draft) {
    for (const button of byId("choices").querySelectorAll("[data-class]")) setPressed(button, Number(button.dataset.class) === draft.label);
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
    const settled = next === "region" || next === "answer" || next === null;
    const drawn = marks.length > 0 && marks.every((target) => isDrawn(draft, target));
    const hint = !settled ? "region_any" : marks.length === 0 ? "region_none" : drawn ? "region_done" : `region_${["defect", "wrong"].filter((t) => marks.includes(t)).join("_")}`;
    write(byId("region-hint"), text(hint));
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
