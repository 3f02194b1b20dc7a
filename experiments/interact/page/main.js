// The expert's page of an interactive run: puts the parts together.
//
// For scripts, <body> has data-phase, data-question (id), data-round, data-pending (number of events that are not
// acknowledged yet), data-appeared and data-waited (see stage.js); the canvas #view has data-scale, data-left and
// data-top (see view.js); controls have data-testid.

import { actionsOf, EVERYWHERE, flushNote } from "./actions.js";
import { showTheme, switchTheme } from "./appearance.js";
import { Clock } from "./clock.js";
import { drawLegend } from "./colours.js";
import { Connection } from "./connection.js";
import { Desk } from "./desk.js";
import { byId, say, write } from "./dom.js";
import { marksOf } from "./draft.js";
import { Drawing } from "./drawing.js";
import { Gestures } from "./gestures.js";
import { Help } from "./help.js";
import { listenToKeys, showKeys } from "./keys.js";
import { Layers } from "./layers.js";
import { Panel } from "./panel.js";
import { Pictures } from "./pictures.js";
import { showChanges, showProgress, WorkingBar } from "./progress.js";
import { Questionnaire } from "./questionnaire.js";
import { sayQuestion, Screens, showFailure, showSummary } from "./screens.js";
import { remembered } from "./settings.js";
import { Stage } from "./stage.js";
import { Strip } from "./strip.js";
import { nameOfTab } from "./tab.js";
import { otherLanguage, setLanguage, showTexts, text } from "./texts.js";
import { Toolbar } from "./toolbar.js";
import { showTooltips } from "./tooltip.js";
import { View } from "./view.js";

const TICK_MS = 2000;
const NOTE_AFTER_MS = 1000;

class Page {
  clock = new Clock();
  desk = new Desk(this.clock);
  view = new View(byId("view"), () => this.#viewChanged());
  layers = new Layers(byId("view"), this.view);
  drawing = new Drawing(this.desk, this.view, this.layers, () => this.#toolsChanged());
  toolbar = new Toolbar(this.desk, this.drawing, this.layers);
  pictures = new Pictures();
  strip = new Strip(this.desk, this.layers, this.pictures);
  stage = new Stage(this);
  panel = new Panel(this.desk, this.drawing);
  questionnaire = new Questionnaire(this.desk);
  screens = new Screens();
  bar = new WorkingBar();
  help = new Help(byId("help-dialog"), () => showKeys());
  page = this;
  #connection = null;
  #lost = false;
  #strip = ""; // what the strip was built from
  #offered = false; // the verdict asks for regions, and tools were taken in hand

  async start() {
    this.#write();
    drawLegend(byId("legend"));
    this.#listen();
    const { name, duplicate } = await nameOfTab();
    this.#connection = new Connection(name, this, !duplicate);
    this.desk.connect(this.#connection);
    this.desk.listen((what) => this.#heard(what));
    await this.#connection.open(false);
  }

  // What the connection tells.

  onState(state, { adopt }) {
    this.desk.receive(state, adopt);
  }

  onElsewhere() {
    this.screens.turn("elsewhere");
    this.clock.stop();
  }

  onLost(lost) {
    if (lost !== this.#lost) say(text(lost ? "say_lost" : "say_back"));
    this.#lost = lost;
    byId("lost").hidden = !lost;
  }

  onRefused(error) {
    write(byId("refused-text"), text("refused", { error: error ?? "" }));
    byId("refused").hidden = false;
  }

  onPending(count) {
    document.body.dataset.pending = count;
    write(byId("lost-pending"), count > 0 ? text("lost_pending", { n: count }) : "");
  }

  /** The map may be seen after the label; after an answer the next question may be there at any moment. */
  onAcknowledged({ action }) {
    const revealed = action === "label" && !this.desk.question?.map && this.desk.state.session.maps === "after_label";
    if (revealed || this.desk.waiting || action === "questionnaire") this.#connection.poll();
  }

  // What the person wants of the page.

  switchLanguage() {
    setLanguage(otherLanguage());
    this.#write();
    if (this.desk.state === null) return;
    this.panel.build();
    this.strip.build();
    this.questionnaire.show(true);
    this.#showState();
    this.stage.tellMap();
    this.layers.request();
  }

  switchTheme() {
    switchTheme();
  }

  showChanges() {
    if (!this.desk.state?.last_round) return;
    showChanges(this.desk.state.last_round, byId("changes-title"), byId("changes-list"));
    byId("changes-dialog").showModal();
  }

  #heard(what) {
    if (what === "state") this.#showState();
    if (what === "question") this.#turn();
    if (what === "state" && this.desk.question) this.stage.update();
    if (what === "draft") this.#showDraft();
    if (what === "state" && this.desk.seen) this.#showStrip();
  }

  #showState() {
    const { state } = this.desk;
    const { expert, dataset, strategy } = state.session;
    Object.assign(document.body.dataset, { question: state.question?.id ?? "", round: state.progress.round });
    write(byId("session"), [dataset, strategy, expert].filter(Boolean).join(" · "));
    showProgress(state);
    this.screens.turn(state.phase);
    this.bar.report(state.phase === "working" ? state.working : null);
    showChanges(state.last_round, byId("worked-title"), byId("worked-list"));
    if (state.phase === "questionnaire") this.questionnaire.show(false);
    if (state.phase === "finished") showSummary(state.summary);
    if (state.phase === "failed") showFailure(state.error);
  }

  #turn() {
    this.#offered = false;
    this.stage.turn(() => this.#present());
  }

  /** Changes all that depends on the question. */
  #present() {
    this.drawing.choose("move");
    this.panel.build();
    this.drawing.reset();
    this.#showDraft();
    this.#showStrip();
    sayQuestion(this.desk.question, this.desk.state.session.classes);
  }

  #showDraft() {
    if (this.desk.question === null) return;
    this.drawing.refresh();
    this.panel.refresh();
    this.#offerTools();
    this.toolbar.refresh();
    if (this.desk.seen) this.stage.tellMap();
  }

  /** When the verdict asks for regions, the tool used last and a wanted region are taken in hand. */
  #offerTools() {
    const { draft, question } = this.desk;
    const marks = marksOf(draft, question);
    const offered = marks.length > 0;
    if (offered && !this.#offered) {
      if (!marks.includes(this.drawing.target)) this.drawing.chooseTarget(marks[0]);
      if (this.drawing.tool === "move") this.drawing.choose(remembered("tool", "brush"));
    }
    this.#offered = offered;
  }

  /** The strip is built anew only if it has changed, such as by maps that may be seen now. */
  #showStrip() {
    const { question } = this.desk;
    const built = JSON.stringify([question?.id, question?.near, question?.of_slot]);
    if (built !== this.#strip) this.strip.build();
    this.#strip = built;
  }

  #viewChanged() {
    this.layers?.request();
    this.toolbar?.refreshZoom(this.view);
  }

  #toolsChanged() {
    if (this.desk.question === null) return;
    this.toolbar.refresh();
    this.panel.refresh();
  }

  /** Writes all texts that do not depend on the state. */
  #write() {
    showTexts();
    showKeys();
    showTheme();
    this.toolbar.refresh();
    this.toolbar.refreshMap();
    this.toolbar.refreshZoom(this.view);
    document.title = text("title");
  }

  #listen() {
    const actions = actionsOf(this);
    const perform = (action) => {
      if (!EVERYWHERE.includes(action) && document.body.dataset.phase !== "question") return false;
      return actions[action]();
    };
    this.clock.listen(window, document);
    new Gestures(byId("view"), this.view, this.drawing);
    listenToKeys(perform);
    showTooltips();
    document.addEventListener("click", (event) => this.#pressed(event, perform));
    byId("opacity").addEventListener("input", actions["set-opacity"]);
    byId("size").addEventListener("input", () => this.drawing.setSize(Number(byId("size").value)));
    this.#listenToNote();
    byId("take-over").addEventListener("click", () => this.#connection.open(true));
    byId("refused-dismiss").addEventListener("click", () => (byId("refused").hidden = true));
    byId("changes-dialog")
      .querySelector("[data-close]")
      .addEventListener("click", () => byId("changes-dialog").close());
    setInterval(() => this.desk.tick(), TICK_MS);
    window.addEventListener("pagehide", () => this.clock.moved && this.desk.act("tick"));
  }

  #pressed(event, perform) {
    const button = event.target.closest("[data-action]");
    if (!button) return;
    if (event.detail > 0) button.blur(); // pressed by mouse or finger: the keys go to the page again
    if (button.getAttribute("aria-disabled") === "true" && button.dataset.action !== "next") return;
    perform(button.dataset.action);
  }

  #listenToNote() {
    const note = byId("note");
    let timer = 0;
    note.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => flushNote(this.desk), NOTE_AFTER_MS);
    });
    note.addEventListener("change", () => flushNote(this.desk));
    note.addEventListener("keydown", (event) => {
      if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) note.blur();
    });
  }
}

new Page().start();
