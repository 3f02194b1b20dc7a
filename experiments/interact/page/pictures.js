// Loads the pictures and maps of a question from the server and keeps those of the present one.
// Pictures are bitmaps to draw; maps are grey values: {width, height, data: one byte per pixel}.

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

/** The first channel of a bitmap. */
function greyOf(bitmap) {
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  return { width: bitmap.width, height: bitmap.height, data: Uint8Array.from({ length: data.length / 4 }, (_, k) => data[4 * k]) };
}

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

  /** Grey values; null if there is no map to be seen. */
  map(slot) {
    return this.#keep(`api/map?question=${this.#question}&slot=${slot}`, greyOf);
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
