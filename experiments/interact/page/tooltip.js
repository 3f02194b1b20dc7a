// Tooltips: what a control does and which key it has, when the mouse rests on it or the keyboard comes to it.

import { byId } from "./dom.js";

const REST_MS = 450;

export function showTooltips() {
  const tip = byId("tooltip");
  let timer = 0;
  let holder = null;
  const hide = () => {
    clearTimeout(timer);
    holder?.removeAttribute("aria-describedby");
    holder = null;
    tip.hidden = true;
  };
  const show = (control) => {
    hide();
    holder = control;
    tip.textContent = control.dataset.tip;
    tip.hidden = false;
    control.setAttribute("aria-describedby", "tooltip");
    place(tip, control.getBoundingClientRect());
  };
  document.addEventListener("pointerover", (event) => {
    const control = event.pointerType === "mouse" ? event.target.closest("[data-tip]") : null;
    if (control === holder && control) return;
    hide();
    if (control) timer = setTimeout(() => show(control), REST_MS);
  });
  document.addEventListener("focusin", ({ target }) => target.matches("[data-tip]:focus-visible") && show(target));
  document.addEventListener("focusout", hide);
  document.addEventListener("pointerdown", hide);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
}

/** Below the control, or above it where there is no room; inside the window. */
function place(tip, box) {
  const below = box.bottom + 8 + tip.offsetHeight < window.innerHeight;
  const left = Math.min(Math.max(box.left, 8), window.innerWidth - tip.offsetWidth - 8);
  tip.style.left = `${left}px`;
  tip.style.top = `${below ? box.bottom + 8 : Math.max(8, box.top - tip.offsetHeight - 8)}px`;
}
