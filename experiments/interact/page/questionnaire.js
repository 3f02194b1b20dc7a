// The questionnaires at the end: NASA-TLX, raw (six sliders, 0 to 100 in steps of 5), and the System Usability Scale
// (ten items, 1 to 5). Both can be skipped.

import { byId, make, write } from "./dom.js";
import { text } from "./texts.js";

function slider(name, onAnswer) {
  const input = make("input", {
    type: "range",
    min: 0,
    max: 100,
    step: 5,
    value: 50,
    id: `q-${name}`,
    "data-testid": `tlx-${name}`,
  });
  const shown = make("output", { textContent: text("not_yet"), htmlFor: `q-${name}` });
  const answer = () => {
    write(shown, input.value);
    onAnswer(name, Number(input.value));
  };
  for (const event of ["input", "pointerup", "keyup"])
    input.addEventListener(event, (e) => e.key !== "Tab" && answer());
  const ends = name === "performance" ? ["performance_low", "performance_high"] : ["tlx_low", "tlx_high"];
  const scale = make(
    "div",
    { className: "scale" },
    make("span", { textContent: text(ends[0]) }),
    input,
    make("span", { textContent: text(ends[1]) }),
    shown,
  );
  return make("div", { className: "item" }, make("label", { htmlFor: `q-${name}`, textContent: text(name) }), scale);
}

function ratings(name, onAnswer) {
  const rating = (k) => {
    const input = make("input", {
      type: "radio",
      name,
      value: k,
      "data-testid": `sus-${name.replace("sus_", "")}-${k}`,
    });
    input.addEventListener("change", () => onAnswer(name, k));
    return make("label", {}, input, make("span", { textContent: String(k) }));
  };
  const scale = make(
    "div",
    { className: "scale" },
    make("span", { textContent: text("sus_low") }),
    ...[1, 2, 3, 4, 5].map(rating),
    make("span", { textContent: text("sus_high") }),
  );
  return make("fieldset", { className: "item" }, make("legend", { textContent: text(name) }), scale);
}

export class Questionnaire {
  #desk;
  #scale = null;
  #values = {};

  constructor(desk) {
    this.#desk = desk;
    byId("questionnaire-send").addEventListener("click", () => this.#send());
    byId("questionnaire-skip").addEventListener("click", () => desk.answerQuestionnaire({ skipped: true }));
  }

  /** Shows the state's questionnaire; renew: another language. */
  show(renew) {
    const { questionnaire } = this.#desk.state;
    if (!questionnaire || (!renew && questionnaire.scale === this.#scale)) return;
    this.#scale = questionnaire.scale;
    this.#values = {};
    write(byId("questionnaire-title"), text(`${this.#scale}_title`));
    write(byId("questionnaire-more"), text(`${this.#scale}_more`));
    write(byId("questionnaire-missing"), "");
    const item = this.#scale === "tlx" ? slider : ratings;
    byId("questionnaire-items").replaceChildren(
      ...questionnaire.questions.map((name) => item(name, (key, value) => this.#take(key, value))),
    );
    byId("questionnaire").scrollTop = 0;
  }

  #take(name, value) {
    this.#values[name] = value;
    if (byId("questionnaire-missing").textContent) this.#tellMissing();
  }

  #tellMissing() {
    const missing = this.#desk.state.questionnaire.questions.filter((name) => !(name in this.#values)).length;
    write(byId("questionnaire-missing"), missing > 0 ? text("missing_answers", { n: missing }) : "");
    return missing;
  }

  #send() {
    if (this.#tellMissing() === 0) this.#desk.answerQuestionnaire({ values: this.#values });
  }
}
