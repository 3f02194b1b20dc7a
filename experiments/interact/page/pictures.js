// Loads the pictures and maps of a question from the server and keeps those of the present one.
// Both are things to draw: bitmaps, and canvases with the map in colours.

import { colouredMap } from "./colours.js";
import { pause } from "./requests.js";

const RETRY_MS = [60, 120, 250, 500];

/** The response, asked for again while the thing is being made or the server is out of reach; null: there is none. */
async function insist(path, isWanted) {
  for (let attempt = 0; isWanted(); ++attempt) {
    const response = await fetch(path, { cache: "no-store" }).catch(() => null);
    if (response?.status === 200) return response.blob();
    if (response && response.status !== 202 && response.status < 500) return null;
    await pause(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
  }
  return null;
}

const exactly = { colorSpaceConversion: "none", premultiplyAlpha: "none" };

export class Pictures {
  #question = null;
  #kept = new Map();

  /** Another question: what was kept of the one before is not needed any more. */
  turnTo(question) {
    this.#question = question;
    this.#kept.clear();
  }

  /** A bitmap; null if the question was left before it came. */
  picture(slot) {
    return this.#keep(`api/picture?question=${this.#question}&slot=${slot}`, (bitmap) => bitmap);
  }

  /** A canvas; null if there is no map to be seen. */
  map(slot) {
    return this.#keep(`api/map?question=${this.#question}&slot=${slot}`, colouredMap);
  }

  #keep(path, reading) {
    if (!this.#kept.has(path)) this.#kept.set(path, this.#load(path, reading, this.#question));
    return this.#kept.get(path);
  }

  async #load(path, reading, question) {
    const blob = await insist(path, () => question === this.#question);
    if (!blob || question !== this.#question) return null;
    return reading(await createImageBitmap(blob, exactly));
  }
}
