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

/** A canvas with the map in colours. The less relevant a pixel, the more of the picture is seen through it. */
export function colouredMap(map) {
  const canvas = new OffscreenCanvas(map.width, map.height);
  const context = canvas.getContext("2d");
  const image = context.createImageData(map.width, map.height);
  const table = Array.from({ length: 256 }, (_, v) => [...viridis(v / 255), Math.round(255 * Math.sqrt(v / 255))]);
  map.data.forEach((value, k) => image.data.set(table[value], 4 * k));
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
