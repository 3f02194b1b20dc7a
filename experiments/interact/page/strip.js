// The strip of near hits and near misses: small pictures with their maps; a press shows one large.

import { byId, make } from "./dom.js";
import { percent, text } from "./texts.js";

const SIGNS = { near_hit: "=", near_miss: "≠", query: "?" };

export class Strip {
  #desk;
  #layers;
  #pictures;
  #items = []; // {near, canvas, bitmap, map}
  #late = false; // the item is on the screen

  constructor(desk, layers, pictures) {
    this.#desk = desk;
    this.#layers = layers;
    this.#pictures = pictures;
    byId("large")
      .querySelector("[data-close]")
      .addEventListener("click", () => byId("large").close());
  }

  /** Another question, other maps or another language. */
  build() {
    const near = this.#desk.question?.near ?? [];
    byId("strip").hidden = near.length === 0;
    this.#items = near.map((item) => ({
      near: item,
      canvas: make("canvas", { width: 1, height: 1, "aria-hidden": "true" }),
      bitmap: null,
      map: null,
    }));
    byId("strip-items").replaceChildren(...this.#items.map((item) => this.#card(item)));
    if (this.#late) this.load();
  }

  /** The item itself comes first: its strip is loaded when it is on the screen. */
  turn() {
    this.#late = false;
  }

  load() {
    this.#late = true;
    for (const item of this.#items) this.#load(item);
  }

  /** The map was switched, or its strength changed. */
  paint() {
    for (const item of this.#items) this.#paintItem(item, item.canvas);
    if (byId("large").open) this.#paintItem(this.#items[Number(byId("large").dataset.item)], byId("large-picture"));
  }

  async #load(item) {
    item.bitmap = await this.#pictures.picture(item.near.slot);
    this.#paintItem(item, item.canvas);
    item.map = item.near.map ? await this.#pictures.map(item.near.slot) : null;
    this.#paintItem(item, item.canvas);
  }

  #paintItem({ bitmap, map }, canvas) {
    if (!bitmap) return;
    const { width, height } = bitmap;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    context.globalAlpha = 1;
    context.drawImage(bitmap, 0, 0);
    if (!map || !this.#layers.mapOn) return;
    context.globalAlpha = this.#layers.opacity;
    context.imageSmoothingEnabled = false;
    context.drawImage(map, 0, 0, width, height);
  }

  #words({ reason, slot, similarity, predicted, probability, label }) {
    const { classes } = this.#desk.state.session;
    const asked = slot === this.#desk.question.of_slot;
    const similar =
      similarity === null || similarity === undefined ? [] : [text("similar", { percent: percent(similarity) })];
    return [
      text(asked ? "item_asked" : `reason_${reason}`),
      ...similar,
      text("says", { name: classes[predicted], percent: percent(probability) }),
      ...(label === null ? [] : [text("labelled", { name: classes[label] })]),
    ];
  }

  #card(item) {
    const [title, ...lines] = this.#words(item.near);
    const sign = make("span", { className: "sign", textContent: SIGNS[item.near.reason] ?? "", "aria-hidden": "true" });
    const words = make(
      "span",
      { className: "words" },
      make("strong", { textContent: title }),
      ...lines.map((line) => make("span", { textContent: line })),
    );
    const card = make(
      "button",
      { type: "button", className: `card ${item.near.reason}`, "data-testid": `near-${item.near.slot}` },
      make("span", { className: "thumb" }, item.canvas, sign),
      words,
    );
    card.dataset.tip = text("enlarge");
    card.addEventListener("click", () => this.#enlarge(item));
    return make("li", {}, card);
  }

  #enlarge(item) {
    byId("large").dataset.item = this.#items.indexOf(item);
    byId("large-words").textContent = this.#words(item.near).join(" · ");
    this.#paintItem(item, byId("large-picture"));
    byId("large").showModal();
  }
}
