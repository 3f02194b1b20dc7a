// Which of the page's screens is seen: opening, question, working, questionnaire, finished, failed, elsewhere.
// <body data-phase> changes at once. A short pause between two questions does not show the working screen.

import { byId, make, say, write } from "./dom.js";
import { certainty, decimal, text } from "./texts.js";

const SCREENS = ["opening", "question", "working", "questionnaire", "finished", "failed", "elsewhere"];
const SHOW_WORKING_AFTER_MS = 250;

export class Screens {
  #seen = "opening";
  #timer = 0;

  /** Turns to a phase. */
  turn(phase) {
    document.body.dataset.phase = phase;
    clearTimeout(this.#timer);
    if (phase === this.#seen) return;
    if (phase === "working" && this.#seen === "question")
      this.#timer = setTimeout(() => this.#show(phase), SHOW_WORKING_AFTER_MS);
    else this.#show(phase);
  }

  #show(phase) {
    this.#seen = phase;
    document.body.dataset.screen = phase;
    for (const screen of SCREENS) byId(screen).hidden = screen !== phase;
    if (["working", "questionnaire", "elsewhere"].includes(phase)) say(text(`say_${phase}`));
    if (phase === "elsewhere") byId("take-over").focus();
  }
}

/** Tells screen readers which item it is. */
export function sayQuestion(question, classes) {
  const name = classes[question.kind === "compare" ? question.given_label : question.predicted];
  say(
    text(question.kind === "compare" ? "say_compare" : "say_question", {
      name,
      certainty: certainty(question.probability),
    }),
  );
}

/** Fills the last screen. */
export function showSummary(summary) {
  if (!summary) return;
  const active = Math.round(summary.active_s);
  const rows = [
    ["finished_answers", decimal(summary.answers, 0)],
    ["finished_unsure", decimal(summary.unsure, 0)],
    ["finished_active", text("minutes", { minutes: Math.floor(active / 60), seconds: active % 60 })],
    ["finished_file", summary.run_file],
  ];
  byId("summary").replaceChildren(
    ...rows.map(([name, value]) =>
      make("div", {}, make("dt", { textContent: text(name) }), make("dd", { textContent: value })),
    ),
  );
}

/** Fills the screen of a run that has stopped. */
export function showFailure(error) {
  write(byId("failure"), error ?? "");
}
