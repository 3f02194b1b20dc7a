// Brings a question's picture and map to the screen, and tells when they are there.
//
// For scripts, <body> has data-appeared (performance.now() when the picture and, if it is shown, the map were painted;
// absent until then) and data-waited (milliseconds from the press of answer, unsure or continue to that painting).

import { byId, write } from "./dom.js";
import { decode } from "./regions.js";
import { pause } from "./requests.js";
import { text } from "./texts.js";

const BLANK_AFTER_MS = 150; // how long the picture before may stay while the next one is being loaded
const MAP_WITHIN_MS = 40; // so long the picture waits for its map, so that both appear in one frame
const TELL_AFTER_MS = 250;

export class Stage {
  #desk;
  #view;
  #layers;
  #pictures;
  #clock;
  #strip;
  #map = null; // of the question in hand, as soon as it is here
  #mapWanted = false;

  constructor({ desk, view, layers, pictures, clock, strip }) {
    this.#desk = desk;
    this.#view = view;
    this.#layers = layers;
    this.#pictures = pictures;
    this.#clock = clock;
    this.#strip = strip;
  }

  /** Another question, or none. present(): called when its picture is here, to change all else in the same frame. */
  async turn(present) {
    delete document.body.dataset.appeared;
    const { question } = this.#desk;
    this.#pictures.turnTo(question?.id ?? null);
    this.#map = null;
    this.#mapWanted = false;
    this.#strip.turn();
    this.#clock.stop();
    if (!question) return;
    const picture = this.#pictures.picture(0);
    const map = this.#wantMap(question);
    const blank = setTimeout(() => this.#layers.setPicture(null), BLANK_AFTER_MS);
    const bitmap = await picture;
    await Promise.race([map, pause(MAP_WITHIN_MS)]);
    clearTimeout(blank);
    if (question.id !== this.#desk.question?.id) return;
    present();
    this.#showPicture(bitmap);
    await map;
    if (question.id === this.#desk.question?.id) this.#layers.request(() => this.#appeared(question.id));
  }

  /** The server says more about the same question: perhaps the map may be seen now. */
  update() {
    const { question } = this.#desk;
    if (question && !this.#mapWanted) this.#wantMap(question);
    if (this.#desk.seen) this.tellMap();
  }

  /** Says why there is no map to be seen, if there is none. */
  tellMap() {
    byId("map-tools").hidden = this.#map === null;
    const reason = this.#desk.question && this.#map === null ? this.#whyNoMap() : "";
    write(byId("map-status"), reason && text(reason));
  }

  #whyNoMap() {
    const { maps } = this.#desk.state.session;
    if (maps === "hidden") return "map_hidden";
    if (maps === "after_label" && this.#desk.draft.label === null) return "map_after";
    return this.#mapWanted ? "map_pending" : "map_none";
  }

  async #wantMap(question) {
    if (!question.map) return;
    this.#mapWanted = true;
    const late = setTimeout(() => this.tellMap(), TELL_AFTER_MS);
    const map = await this.#pictures.map(0);
    clearTimeout(late);
    if (question.id !== this.#desk.question?.id) return;
    this.#mapWanted = map !== null;
    this.#map = map;
    if (this.#desk.seen) this.#showMap();
  }

  #showMap() {
    const { highlighted } = this.#desk.question;
    this.#layers.setMap(this.#map);
    this.#layers.setHighlight(this.#map && highlighted && decode(highlighted, this.#desk.state.session));
    this.tellMap();
  }

  #showPicture(bitmap) {
    this.#layers.setPicture(bitmap);
    this.#view.setPicture(bitmap ?? this.#desk.state.session);
    this.#layers.request(() => this.#clock.restart(this.#desk.state.session.idle_after_s));
    this.#desk.show();
    this.#showMap();
  }

  #appeared(id) {
    if (id !== this.#desk.question?.id) return;
    const now = performance.now();
    const { pressedAt } = this.#desk;
    document.body.dataset.appeared = now;
    if (pressedAt === null) delete document.body.dataset.waited;
    else document.body.dataset.waited = now - pressedAt;
    this.#strip.load();
  }
}
