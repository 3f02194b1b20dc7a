// A saliency map over its picture, in the colours of analysis/drawing/map_colours.h.
import {parsed} from "./data.js";

let colours = null;

/** Red, green and blue of a share of the greatest relevance. */
function mapColour(share) {
  colours ??= parsed("map-colours");
  const at = Math.min(Math.max(share, 0), 1) * (colours.length - 1), k = Math.min(Math.floor(at), colours.length - 2);
  return colours[k].map((low, c) => Math.round(low + (colours[k + 1][c] - low) * (at - k)));
}

/** A canvas of w x h pixels: colourOf(i) gives the four bytes of the i-th. */
function pixelCanvas(w, h, colourOf) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [w, h];
  const context = canvas.getContext("2d"), pixels = context.createImageData(w, h);
  for (let i = 0; i < w * h; ++i) pixels.data.set(colourOf(i), 4 * i);
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** The edges between pixels of which one is inside, scaled. */
function outlinePath(region, w, h, scale) {
  const path = new Path2D(), inside = (x, y) => x >= 0 && y >= 0 && x < w && y < h && region[y * w + x] !== 0;
  for (let y = 0; y <= h; ++y) for (let x = 0; x <= w; ++x) {
    if (inside(x, y) !== inside(x, y - 1)) { path.moveTo(x * scale, y * scale); path.lineTo((x + 1) * scale, y * scale); }
    if (inside(x, y) !== inside(x - 1, y)) { path.moveTo(x * scale, y * scale); path.lineTo(x * scale, (y + 1) * scale); }
  }
  return path;
}

/** Paints what MapModel.at() gives. `opacity`: of the map, from 0 (the picture alone) to 1. */
export function paintMap(canvas, set, saved, opacity, outline) {
  const {width: w, height: h, channels: c} = set, scale = Math.max(1, Math.ceil(480 / Math.max(w, h)));
  [canvas.width, canvas.height] = [w * scale, h * scale];
  const context = canvas.getContext("2d"), {image, region, pixels} = saved;
  const picture = i => [0, 1, 2].map(k => image[(c === 1 ? 0 : k) * w * h + i]);
  // The map's colours are read on grey; without the map the picture has its own.
  const ground = i => {
    const [r, g, b] = picture(i), grey = .299 * r + .587 * g + .114 * b, share = Math.min(1, 2 * opacity);
    return [r, g, b].map(value => value + (grey - value) * share);
  };
  context.imageSmoothingQuality = "high";
  context.drawImage(pixelCanvas(w, h, i => [...ground(i), 255]), 0, 0, canvas.width, canvas.height);
  if (opacity > 0) {
    const heat = pixelCanvas(w, h, i => [...mapColour(pixels[i] / 255), 255 * opacity * (.55 + .45 * pixels[i] / 255)]);
    context.drawImage(heat, 0, 0, canvas.width, canvas.height);
  }
  if (!outline) return;
  const path = outlinePath(region, w, h, scale);
  for (const [colour, width] of [["#000", 4], ["#fff", 2]]) {
    [context.strokeStyle, context.lineWidth] = [colour, width];
    context.stroke(path);
  }
}

/** The scale of colours, from the least relevant to the most. */
export function paintScale(canvas) {
  const context = canvas.getContext("2d");
  for (let x = 0; x < canvas.width; ++x) {
    context.fillStyle = `rgb(${mapColour(x / (canvas.width - 1)).join(" ")})`;
    context.fillRect(x, 0, 1, canvas.height);
  }
}
