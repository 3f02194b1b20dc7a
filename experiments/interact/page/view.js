// Where the picture lies on the canvas: zoom and pan. Lengths are CSS pixels.
//
// For scripts, the canvas tells the mapping in its attributes, renewed with every change of the view: picture
// coordinate (x, y) is at the client coordinates (data-left + x * data-scale, data-top + y * data-scale); the middle of
// pixel (x, y) is at (x + 0.5, y + 0.5).

const MAX_SCALE = 64;
const WHOLE = 4; // from so many device pixels per pixel of the picture on, fit() takes a whole number of them
const MARGIN = 48; // so much of the picture stays on the canvas, whatever is done

export class View {
  left = 0;
  top = 0;
  scale = 1;
  ratio = 1; // device pixels per CSS pixel
  size = { width: 1, height: 1 }; // of the picture, in its pixels
  #canvas;
  #fitted = true;
  #onChange;

  constructor(canvas, onChange) {
    this.#canvas = canvas;
    this.#onChange = onChange;
    new ResizeObserver(() => this.#resize()).observe(canvas);
    window.addEventListener("scroll", () => this.publish(), { passive: true, capture: true });
  }

  setPicture(size) {
    this.size = { width: size.width, height: size.height };
    this.#resize();
    this.fit();
  }

  /** The whole picture, as large as it goes. Pixels that are seen as squares are all of the same size. */
  fit() {
    const { clientWidth, clientHeight } = this.#canvas;
    const scale = Math.min(clientWidth / this.size.width, clientHeight / this.size.height) * 0.98;
    const device = scale * this.ratio;
    this.scale = Math.max(device >= WHOLE ? Math.floor(device) / this.ratio : scale, 1e-3);
    this.left = (clientWidth - this.size.width * this.scale) / 2;
    this.top = (clientHeight - this.size.height * this.scale) / 2;
    this.#fitted = true;
    this.#changed();
  }

  /** Zooms about a point of the client; without one about the middle. */
  zoom(factor, point = this.#middle()) {
    const { x, y } = this.#local(point);
    const scale = Math.min(Math.max(this.scale * factor, this.#least()), MAX_SCALE);
    this.left = x - ((x - this.left) * scale) / this.scale;
    this.top = y - ((y - this.top) * scale) / this.scale;
    this.scale = scale;
    this.#fitted = false;
    this.#changed();
  }

  pan(dx, dy) {
    this.left += dx;
    this.top += dy;
    this.#fitted = false;
    this.#changed();
  }

  /** Coordinates of the picture under a point of the client. */
  toPicture(point) {
    const { x, y } = this.#local(point);
    return { x: (x - this.left) / this.scale, y: (y - this.top) / this.scale };
  }

  publish() {
    const box = this.#canvas.getBoundingClientRect();
    Object.assign(this.#canvas.dataset, { scale: this.scale, left: box.left + this.left, top: box.top + this.top });
  }

  #local({ clientX, clientY }) {
    const box = this.#canvas.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  #middle() {
    const box = this.#canvas.getBoundingClientRect();
    return { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
  }

  #least() {
    return Math.min(0.25, this.scale, this.#canvas.clientWidth / this.size.width / 2);
  }

  #resize() {
    this.ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.#canvas.clientWidth * this.ratio);
    const height = Math.round(this.#canvas.clientHeight * this.ratio);
    if (width === 0 || (width === this.#canvas.width && height === this.#canvas.height)) return this.publish();
    Object.assign(this.#canvas, { width, height });
    if (this.#fitted) this.fit();
    else this.#changed();
  }

  #changed() {
    const keep = (at, length, room) => Math.min(Math.max(at, MARGIN - length), room - MARGIN);
    this.left = keep(this.left, this.size.width * this.scale, this.#canvas.clientWidth);
    this.top = keep(this.top, this.size.height * this.scale, this.#canvas.clientHeight);
    this.left = Math.round(this.left * this.ratio) / this.ratio;
    this.top = Math.round(this.top * this.ratio) / this.ratio;
    this.publish();
    this.#onChange();
  }
}
