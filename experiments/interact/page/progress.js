// Progress in the round and in all, what is happening while the model works, and what the last round has changed.

import { byId, make, write } from "./dom.js";
import { decimal, has, percent, text } from "./texts.js";

const COUNTS = "labels wrong_labels right_reasons wrong_reasons not_judged unsure edits region_losses".split(" ");

/** The line at the top. */
export function showProgress(state) {
  const { round, rounds, done_in_round, of_round, done, total, unsure, practice_done, practice_total } = state.progress;
  const practice = state.question?.practice ?? false;
  byId("progress").hidden = false;
  byId("practice").hidden = !practice;
  write(
    byId("round"),
    practice
      ? text("practice_of", { done: practice_done, total: practice_total })
      : text("round_of", { round, rounds }),
  );
  write(byId("in-round"), text("in_round", { done: done_in_round, of: of_round }));
  write(byId("in-all"), text("in_all", { done, total }));
  write(byId("set-aside"), text("set_aside", { n: unsure }));
  byId("set-aside").hidden = unsure === 0;
  byId("in-round").hidden = practice;
  setBar(byId("bar-round"), practice ? practice_done : done_in_round, practice ? practice_total : of_round);
  setBar(byId("bar-all"), done, total);
  byId("changes").hidden = state.last_round === null;
}

function setBar(bar, value, max) {
  bar.max = Math.max(max, 1);
  bar.value = Math.min(value, bar.max);
}

/** "Accuracy 85 % → 91 % (+5.7 points)"; empty where accuracy is not to be seen. */
function accuracyOf({ accuracy, accuracy_before: before }) {
  if (accuracy === null) return [];
  if (before === null) return [text("changed_accuracy_first", { after: percent(accuracy) })];
  const points = 100 * (accuracy - before);
  const signed = (points >= 0 ? "+" : "−") + decimal(Math.abs(points), 1);
  const change = text("changed_accuracy", { before: percent(before), after: percent(accuracy) });
  return [`${change} (${text("changed_points", { points: signed })})`];
}

/** Lines on what a round has changed. */
function changesOf(round) {
  const counted = COUNTS.filter((name) => round[name] > 0);
  return [...accuracyOf(round), ...counted.map((name) => text(`changed_${name}`, { n: round[name] }))];
}

/** Fills a list with what the last round has changed. */
export function showChanges(round, title, list) {
  write(title, round ? text("changed_title", { round: round.round }) : text("changed_none"));
  list.replaceChildren(...(round ? changesOf(round) : []).map((line) => make("li", { textContent: line })));
}

/** Bar, words and seconds of the working phase; counts on between two reports of the server. */
export class WorkingBar {
  #working = null;
  #reported = 0;

  constructor() {
    setInterval(() => this.#working && this.#show(), 100);
  }

  /** working: {step, since_s, expected_s}, or null when nothing is being worked at. */
  report(working) {
    this.#working = working;
    this.#reported = performance.now();
    if (working) this.#show();
  }

  #show() {
    const { step, since_s, expected_s } = this.#working;
    const seconds = since_s + (performance.now() - this.#reported) / 1000;
    const name = `work_${step.replaceAll(" ", "_")}`;
    const bar = byId("work-bar");
    write(byId("work-step"), text(has(name) ? name : "work_other"));
    if (expected_s) {
      bar.value = Math.min(0.98, seconds / expected_s);
      write(
        byId("work-time"),
        text("step_expected", { seconds: decimal(seconds, 1), expected: decimal(expected_s, 1) }),
      );
    } else {
      bar.removeAttribute("value");
      write(byId("work-time"), text("step_elapsed", { seconds: decimal(seconds, 1) }));
    }
  }
}
