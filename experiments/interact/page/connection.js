// The connection to the server: opens the session, asks for the state, and sends the events in order, each until it is
// acknowledged. Events that are not acknowledged yet outlive a reload of the tab; the server knows by their numbers
// which of them it has already.
//
// The owner gets: onState(state, {adopt}) (adopt: take over the server's draft too), onElsewhere(), onLost(lost),
// onRefused(sentence), onPending(count).

import { get, pause, post } from "./requests.js";
import { rememberedInTab, rememberInTab } from "./settings.js";

const POLL_MS = { question: 2000, other: 300, soon: 50 };
const RETRY_MS = [150, 300, 600, 1000, 2000];

export class Connection {
  #owner;
  #client;
  #queue;
  #sending = false;
  #changes = 0; // grows with every event and every state taken over: a slower poll knows that it is out of date
  #timer = 0;
  #failures = 0;

  constructor(client, owner, keepQueue) {
    this.#client = client;
    this.#owner = owner;
    this.#queue = keepQueue ? rememberedInTab("pending", []) : [];
  }

  get pending() {
    return this.#queue;
  }

  /** Opens the session; take_over: although another window has it. */
  async open(takeOver) {
    const path = "api/open";
    let reply = await post(path, { client: this.#client, take_over: takeOver });
    while (this.#isLost(reply)) {
      await pause(this.#retryDelay());
      reply = await post(path, { client: this.#client, take_over: takeOver });
    }
    if (reply.status === 200) this.#takeOverState(reply.body, true);
    else if (reply.status === 409) this.#elsewhere();
    else this.#owner.onRefused(reply.body.error);
  }

  /** Queues an event; it is sent at once if nothing is in its way. */
  send(event) {
    ++this.#changes;
    this.#queue.push(event);
    this.#queueChanged();
    this.#drain();
  }

  /** After open(): leaves out queued events that the server has, or that belong to a question it has left. */
  forget(isKnown) {
    this.#queue = this.#queue.filter((event) => !isKnown(event));
    this.#queueChanged();
    this.#drain();
  }

  /** Asks for the state now, or after some milliseconds. */
  poll(delay = 0) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), delay);
  }

  /** When to ask again: often while nothing is asked of the person, at once when the next item is about to come. */
  pollFor(phase, soon) {
    this.poll(soon ? POLL_MS.soon : (POLL_MS[phase] ?? POLL_MS.other));
  }

  async #ask() {
    const changes = this.#changes;
    const reply = await get(`api/state?client=${encodeURIComponent(this.#client)}`);
    if (this.#isLost(reply)) return this.poll(this.#retryDelay());
    if (reply.status === 409) return this.#elsewhere();
    if (changes !== this.#changes || this.#queue.length > 0) return this.poll(POLL_MS.other);
    this.#takeOverState(reply.body, false);
  }

  async #drain() {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#queue.length > 0) {
      const event = this.#queue[0];
      const reply = await post("api/event", { client: this.#client, ...event });
      if (this.#queue[0] !== event) continue; // the queue was emptied meanwhile
      if (this.#isLost(reply)) await pause(this.#retryDelay());
      else this.#settle(event, reply);
    }
    this.#sending = false;
  }

  #settle(event, { status, body }) {
    if (status === 409) return this.#elsewhere();
    if (status === 200) this.#queue.shift();
    else this.#queue = [];
    this.#queueChanged();
    if (body.state) this.#takeOverState(body.state, status !== 200);
    else if (status === 200) this.#owner.onAcknowledged(event);
    else this.#refused(body);
  }

  #refused(body) {
    this.#owner.onRefused(body.error);
    this.open(false);
  }

  #elsewhere() {
    clearTimeout(this.#timer);
    this.#queue = [];
    this.#queueChanged();
    this.#owner.onElsewhere();
  }

  #takeOverState(state, adopt) {
    ++this.#changes;
    this.#owner.onState(state, { adopt });
  }

  /** Whether the server is out of reach or in trouble, so that asking again may help. */
  #isLost({ status }) {
    const lost = status === 0 || status >= 500 || [401, 403, 404, 408, 429].includes(status);
    if (lost) ++this.#failures;
    else this.#failures = 0;
    this.#owner.onLost(this.#failures > 1);
    return lost;
  }

  #retryDelay() {
    return RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1] ?? RETRY_MS[0];
  }

  #queueChanged() {
    rememberInTab("pending", this.#queue);
    this.#owner.onPending(this.#queue.length);
  }
}
