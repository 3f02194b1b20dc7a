// Colours that colour-blind people can tell apart: viridis for maps, and two of Okabe and Ito's for regions, which
// differ in hatch, outline and label as well.

const VIRIDIS = [
  [68, 1, 84], [72, 36, 117], [65, 68, 135], [53, 95, 141], [42, 120, 142], [33, 145, 140],
  [34, 168, 132], [68, 191, 112], [122, 209, 81], [189, 223, 38], [253, 231, 37],
]; // at 0, .1, ... 1

export const REGIONS = {
  defect: { colour: "#56b4e9", hatch: ["/"], dash: [] },
  wrong: { colour: "#e8751a", hatch: ["/", "\\"], dash: [7, 4] },
};

/** Viridis at a share from 0 to 1: [red, green, blue]. */
export function viridis(share) {
  const at = Math.min(Math.max(share, 0), 1) * (VIRIDIS.length - 1);
  const k = Math.min(Math.floor(at), VIRIDIS.length - 2);
  return VIRIDIS[k].map((low, c) => Math.round(low + (VIRIDIS[k + 1][c] - low) * (at - k)));
}

const OF_RELEVANCE = coloursOfRelevance();

/** Relevance 0 to 255 -> colour as the four bytes of a pixel. The less relevant, the more of the picture is seen. */
function coloursOfRelevance() {
  const bytes = new Uint8ClampedArray(4 * 256);
  for (let value = 0; value < 256; ++value) {
    bytes.set([...viridis(value / 255), 255 * Math.sqrt(value / 255)], 4 * value);
  }
  return new Uint32Array(bytes.buffer);
}

/** A canvas with a grey map in colours. */
export function colouredMap(bitmap) {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const image = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let k = 0; k < pixels.length; ++k) pixels[k] = OF_RELEVANCE[image.data[4 * k]];
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Draws the colours from nothing to most relevant over a canvas. */
export function drawLegend(canvas) {
  const context = canvas.getContext("2d");
  for (let x = 0; x < canvas.width; ++x) {
    context.fillStyle = `rgb(${viridis(x / (canvas.width - 1)).join(" ")})`;
    context.fillRect(x, 0, 1, canvas.height);
  }
}

/** A repeating pattern of thin lines: "/" and, crossed, "\". */
export function hatchPattern(context, { colour, hatch }, pixelRatio) {
  const size = Math.round(9 * pixelRatio);
  const tile = new OffscreenCanvas(size, size);
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour;
  pen.lineWidth = 1.25 * pixelRatio;
  for (const direction of hatch) {
    for (const shift of [-size, 0, size]) {
      const [from, to] = direction === "/" ? [size, 0] : [0, size];
      pen.moveTo(shift, from);
      pen.lineTo(shift + size, to);
    }
  }
  pen.stroke();
  return context.createPattern(tile, "repeat");
}
