// Turns pointers and the wheel into drawing, moving and zooming. One finger, the pen or a mouse button draws with the
// tool in hand; two fingers move and zoom, and take back what the first of them had begun.

export class Gestures {
  #canvas;
  #view;
  #drawing;
  #pointers = new Map(); // id -> latest event
  #mode = null; // "draw" | "pan" | "pinch"
  #spaceHeld = false;

  constructor(canvas, view, drawing) {
    this.#canvas = canvas;
    this.#view = view;
    this.#drawing = drawing;
    const on = (name, handle) => canvas.addEventListener(name, handle, { passive: false });
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", (event) => this.#cancel(event));
    on("pointerleave", () => this.#drawing.hover(null));
    on("dblclick", () => drawing.polygon?.points.length > 3 && drawing.closePolygon());
    on("contextmenu", (event) => event.preventDefault());
    on("wheel", (event) => this.#wheel(event));
    this.#listenToSpace();
  }

  #listenToSpace() {
    const control = "button, input, textarea, select, summary, a, dialog *";
    window.addEventListener("keydown", (event) => {
      if (event.key !== " " || event.target.matches(control)) return;
      event.preventDefault();
      this.#spaceHeld = true;
      this.#canvas.classList.add("moving");
    });
    window.addEventListener("keyup", (event) => {
      if (event.key !== " ") return;
      this.#spaceHeld = false;
      this.#canvas.classList.remove("moving");
    });
  }

  #down(event) {
    event.preventDefault();
    document.activeElement?.blur();
    this.#pointers.set(event.pointerId, event);
    if (event.isTrusted) this.#canvas.setPointerCapture(event.pointerId);
    if (this.#pointers.size === 2) {
      if (this.#mode === "draw") this.#drawing.abort();
      this.#mode = "pinch";
    } else if (this.#pointers.size === 1) {
      this.#mode = event.button === 1 || this.#spaceHeld || this.#drawing.moves ? "pan" : "draw";
      if (this.#mode === "draw") this.#drawing.begin(event);
    }
  }

  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return event.pointerType === "touch" ? undefined : this.#drawing.hover(event);
    if (this.#mode === "pan") this.#view.pan(event.clientX - before.clientX, event.clientY - before.clientY);
    if (this.#mode === "pinch" && this.#pointers.size === 2) this.#pinch(event, before);
    this.#pointers.set(event.pointerId, event);
    if (this.#mode === "draw") for (const point of this.#between(event)) this.#drawing.proceed(point);
  }

  /** All places that the pointer passed since the event before. */
  #between(event) {
    const passed = event.getCoalescedEvents?.() ?? [];
    return passed.length > 0 ? passed : [event];
  }

  #pinch(event, before) {
    const other = [...this.#pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    const middle = (a) => ({ clientX: (a.clientX + other.clientX) / 2, clientY: (a.clientY + other.clientY) / 2 });
    const distance = (a) => Math.hypot(a.clientX - other.clientX, a.clientY - other.clientY);
    const [from, to] = [middle(before), middle(event)];
    this.#view.pan(to.clientX - from.clientX, to.clientY - from.clientY);
    if (distance(before) > 0) this.#view.zoom(distance(event) / distance(before), to);
  }

  #up(event) {
    if (!this.#pointers.delete(event.pointerId)) return;
    if (this.#mode === "draw") this.#drawing.end(event);
    if (this.#mode !== "pinch" || this.#pointers.size === 0) this.#mode = null;
  }

  #cancel(event) {
    if (!this.#pointers.delete(event.pointerId)) return;
    if (this.#mode === "draw") this.#drawing.abort();
    if (this.#pointers.size === 0) this.#mode = null;
  }

  #wheel(event) {
    event.preventDefault();
    const turn = Math.abs(event.deltaY) >= Math.abs(event.deltaX) ? event.deltaY : event.deltaX; // Alt may turn it
    if (turn === 0) return;
    if (event.altKey) this.#drawing.resize(turn < 0 ? 1 : -1);
    else this.#view.zoom(Math.exp(-Math.max(-100, Math.min(100, turn)) * 0.002), event);
  }
}
