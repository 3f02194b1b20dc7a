// The dialog with all keys, made from the table of actions. Each key can be changed there.

import { ACTIONS, bind, keyOf, shownKeysOf, unbindAll } from "./keys.js";
import { text } from "./texts.js";

const GROUPS = ["judge", "draw", "view", "page", "classes"];

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** What an action is called in the table. */
function nameOf(action) {
  const number = /^label-class-(\d+)$/.exec(action);
  return number
    ? text("action_label_class", { number: Number(number[1]) + 1 })
    : text(`action_${action.replaceAll("-", "_")}`);
}

export class Help {
  #dialog;
  #onChange;

  /** onChange: keys were rebound. */
  constructor(dialog, onChange) {
    this.#dialog = dialog;
    this.#onChange = onChange;
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.querySelector("[data-reset]").addEventListener("click", () => {
      unbindAll();
      this.#changed();
    });
  }

  show() {
    this.#fill();
    this.#dialog.showModal();
  }

  #fill() {
    const groups = GROUPS.map((group) => {
      const rows = ACTIONS.filter((action) => action.group === group).map(({ id }) => this.#row(id));
      return element("section", {}, element("h3", { textContent: text(`group_${group}`) }), element("dl", {}, ...rows));
    });
    this.#dialog.querySelector("[data-keys]").replaceChildren(...groups);
  }

  #row(action) {
    const button = element("button", {
      type: "button",
      className: "key",
      textContent: shownKeysOf(action).join(", ") || text("no_key"),
    });
    button.setAttribute(
      "aria-label",
      text("change_key", { action: nameOf(action), keys: shownKeysOf(action).join(", ") }),
    );
    button.addEventListener("click", () => this.#ask(button, action));
    return element("div", {}, element("dt", { textContent: nameOf(action) }), element("dd", {}, button));
  }

  /** Takes the next key for the action; Escape leaves all as it was. */
  #ask(button, action) {
    button.textContent = text("press_key");
    const take = (event) => {
      if (["Shift", "Control", "Alt", "AltGraph", "Meta"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      button.removeEventListener("keydown", take);
      if (event.key !== "Escape") bind(action, keyOf(event));
      this.#changed();
    };
    button.addEventListener("keydown", take);
    button.addEventListener("blur", () => button.removeEventListener("keydown", take), { once: true });
  }

  #changed() {
    this.#onChange();
    this.#fill();
  }
}
