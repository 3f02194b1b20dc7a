// Measures how long a person works on an item.
//
// Every input (pointer, key, wheel, touch) is a mark. A gap between two marks of at most `idleAfter` seconds was
// active; a longer one was a pause, and all of it is idle. A hidden tab is idle. What comes after the last mark is not
// known yet and is counted by the next mark. take() hands out what was counted since the last take().

const INPUTS = [
  "pointerdown",
  "pointermove",
  "pointerup",
  "keydown",
  "keyup",
  "wheel",
  "touchstart",
  "touchmove",
  "touchend",
];

export class Clock {
  #idleAfter = 20;
  #last = null; // time of the last mark in ms; null: the clock stands
  #active = 0;
  #idle = 0;
  #now;

  /** now: a function that gives milliseconds. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Marks every input of the window, before anybody else handles it, and follows the tab's visibility. */
  listen(target, page) {
    for (const input of INPUTS) target.addEventListener(input, () => this.mark(), { capture: true, passive: true });
    page.addEventListener("visibilitychange", () => (page.hidden ? this.mark() : this.#passIdle()));
  }

  /** Begins anew: an item appeared. */
  restart(idleAfter) {
    this.#idleAfter = idleAfter;
    this.#last = this.#now();
    this.#active = 0;
    this.#idle = 0;
  }

  /** Stands still until the next restart(): nothing is asked. */
  stop() {
    this.#last = null;
    this.#active = 0;
    this.#idle = 0;
  }

  mark() {
    if (this.#last === null) return;
    const now = this.#now();
    const gap = (now - this.#last) / 1000;
    if (gap > this.#idleAfter) this.#idle += gap;
    else this.#active += gap;
    this.#last = now;
  }

  /** Whether there was an input since the last take(). */
  get moved() {
    return this.#active > 0 || this.#idle > 0;
  }

  /** The seconds {active_s, idle_s} since the last take(). */
  take() {
    const round = (seconds) => Math.round(seconds * 1e4) / 1e4;
    const taken = { active_s: round(this.#active), idle_s: round(this.#idle) };
    this.#active = 0;
    this.#idle = 0;
    return taken;
  }

  #passIdle() {
    if (this.#last === null) return;
    const now = this.#now();
    this.#idle += (now - this.#last) / 1000;
    this.#last = now;
  }
}
