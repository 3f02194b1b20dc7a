// What the page knows: the server's state, the question in hand, and the draft of its answer. Every action of the
// person goes through act(): it changes the draft at once and queues the event for the server.
//
// Listeners get one of "state" (anything the server says), "question" (another question, or none), "draft".

import { applied, copyDraft, isComplete } from "./draft.js";

const LEAVING = ["answer", "unsure", "continue"];

export class Desk {
  state = null;
  question = null;
  draft = null;
  seen = false; // the question's picture is on the screen
  waiting = false; // an answer is on its way, and the next question is not here yet
  pressedAt = null; // performance.now() of the press that left the question before
  #connection = null;
  #clock;
  #listeners = [];

  constructor(clock) {
    this.#clock = clock;
  }

  connect(connection) {
    this.#connection = connection;
  }

  listen(listener) {
    this.#listeners.push(listener);
  }

  /** Takes over what the server says. adopt: its draft too, although the question is the same. */
  receive(state, adopt) {
    const before = this.question?.id;
    this.state = state;
    this.question = state.question;
    const changed = this.question?.id !== before || adopt;
    if (changed) this.#begin();
    if (changed) this.#tell("question");
    this.#tell("state");
    this.#connection.pollFor(state.phase, this.waiting || this.#expectsNext());
  }

  /** Whether something can be done now. */
  get open() {
    return this.question !== null && this.seen && !this.waiting;
  }

  /** The question's picture is on the screen: from now on it can be judged. */
  show() {
    this.seen = true;
    this.#tell("draft");
  }

  /** Carries out an action on the question in hand. */
  act(action, fields = {}) {
    if (!this.open) return;
    const event = { question: this.question.id, seq: this.draft.seq + 1, action, ...fields, ...this.#clock.take() };
    this.#apply(event);
    if (LEAVING.includes(action)) this.pressedAt = performance.now();
    this.#connection.send(event);
    this.#tell("draft");
  }

  /** Sends the answers of a questionnaire. */
  answerQuestionnaire(fields) {
    const { scale } = this.state.questionnaire;
    this.#connection.send({
      question: 0,
      seq: scale === "tlx" ? 1 : 2,
      action: "questionnaire",
      scale,
      ...fields,
      active_s: 0,
      idle_s: 0,
    });
  }

  /** Sends the time that went by, if there was an input and nothing else is on its way. */
  tick() {
    if (this.open && this.#clock.moved && this.#connection.pending.length === 0) this.act("tick");
  }

  get canAnswer() {
    return this.open && isComplete(this.draft, this.question);
  }

  get canUndo() {
    return this.open && this.draft.at > 0;
  }

  get canRedo() {
    return this.open && this.draft.at < this.draft.strokes.length;
  }

  #begin() {
    this.waiting = false;
    this.seen = false;
    this.draft = this.question ? copyDraft(this.question.draft) : null;
    this.#connection.forget((event) => this.#isKnown(event));
    for (const event of this.#connection.pending) if (this.question) this.#apply(event);
  }

  #isKnown(event) {
    if (event.action === "questionnaire") return event.scale !== this.state.questionnaire?.scale;
    return event.question !== this.question?.id || event.seq <= this.draft.seq;
  }

  #apply(event) {
    this.draft = applied(this.draft, event);
    if (LEAVING.includes(event.action)) this.waiting = true;
  }

  /** Shortly after an answer the next question may come at any moment. */
  #expectsNext() {
    return this.state.phase === "working" && this.pressedAt !== null && performance.now() - this.pressedAt < 600;
  }

  #tell(what) {
    for (const listener of this.#listeners) listener(what);
  }
}
