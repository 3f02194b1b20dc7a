// Regions: masks at the picture's resolution, one byte per pixel (0 or 1), row by row. Pure functions.
//
// A scripted expert can rely on these rules: pixel (x, y) covers [x, x+1) x [y, y+1) of the picture's coordinates. A
// rectangle from pixel to pixel includes both corners. A brush of n pixels is a disc about the nearest pixel centre (n
// odd) or pixel corner (n even); one of 1 paints the pixel under the cursor. A polygon contains the pixels whose
// centres lie inside (even-odd rule).

export function emptyMask(size) {
  return { width: size.width, height: size.height, data: new Uint8Array(size.width * size.height) };
}

export function copyMask(mask) {
  return { ...mask, data: mask.data.slice() };
}

/** Alternating run lengths, zeros first, that sum to height * width. */
export function encode(mask) {
  const runs = [];
  let value = 0;
  let length = 0;
  for (const pixel of mask.data) {
    if (pixel === value) {
      ++length;
    } else {
      runs.push(length);
      value = pixel;
      length = 1;
    }
  }
  runs.push(length);
  return runs;
}

/** The mask of run lengths; null gives an empty one. */
export function decode(runs, size) {
  const mask = emptyMask(size);
  let at = 0;
  (runs ?? []).forEach((length, k) => {
    if (k % 2 === 1) mask.data.fill(1, at, at + length);
    at += length;
  });
  return mask;
}

export function sameMask(a, b) {
  return a.data.every((pixel, k) => pixel === b.data[k]);
}

export function isEmpty(mask) {
  return !mask.data.includes(1);
}

/** Sets the pixels of `other` in `mask`. */
export function unite(mask, other) {
  other.data.forEach((pixel, k) => {
    if (pixel) mask.data[k] = 1;
  });
}

function fillRow(mask, y, from, to, value) {
  if (y < 0 || y >= mask.height) return;
  const first = Math.max(0, from);
  const end = Math.min(mask.width, to);
  if (first < end) mask.data.fill(value, y * mask.width + first, y * mask.width + end);
}

/** Where a brush of n pixels sits when the cursor is at coordinate x. */
export function brushCentre(x, n) {
  return n % 2 === 1 ? Math.floor(x) + 0.5 : Math.round(x);
}

/** The rows of a brush about (0, 0): [dy of the row's centre, half the number of its pixels]. */
function discRows(n) {
  const rows = [];
  const radius = n / 2;
  for (let k = 0; k < n; ++k) {
    const dy = k + 0.5 - radius;
    const reach = Math.sqrt(Math.max(0, radius * radius - dy * dy));
    const half = n % 2 === 1 ? Math.floor(reach) + 0.5 : Math.floor(reach + 0.5);
    rows.push([dy, half]);
  }
  return rows;
}

/** Paints one print of the brush. */
export function paintDisc(mask, point, n, value) {
  const cx = brushCentre(point.x, n);
  const cy = brushCentre(point.y, n);
  for (const [dy, half] of discRows(n)) fillRow(mask, Math.floor(cy + dy), cx - half, cx + half, value);
}

/** Paints the brush along a line, leaving no gaps. */
export function paintLine(mask, from, to, n, value) {
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) * 2));
  for (let k = 0; k <= steps; ++k) {
    const share = k / steps;
    paintDisc(mask, { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }, n, value);
  }
}

/** Fills from the pixel under one point to the pixel under the other, both included. */
export function fillRectangle(mask, from, to, value) {
  const [left, right] = [from.x, to.x].map(Math.floor).sort((a, b) => a - b);
  const [top, bottom] = [from.y, to.y].map(Math.floor).sort((a, b) => a - b);
  for (let y = Math.max(0, top); y <= Math.min(mask.height - 1, bottom); ++y) fillRow(mask, y, left, right + 1, value);
}

/** x of every crossing of the polygon's sides with the horizontal at y, sorted. */
function crossings(points, y) {
  const found = [];
  points.forEach((a, k) => {
    const b = points[(k + 1) % points.length];
    if (a.y <= y !== b.y <= y) found.push(a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y));
  });
  return found.sort((a, b) => a - b);
}

/** Fills the pixels whose centres lie inside the polygon. */
export function fillPolygon(mask, points, value) {
  for (let y = 0; y < mask.height; ++y) {
    const cuts = crossings(points, y + 0.5);
    for (let k = 0; k + 1 < cuts.length; k += 2) {
      fillRow(mask, y, Math.ceil(cuts[k] - 0.5), Math.ceil(cuts[k + 1] - 0.5), value);
    }
  }
}

/** Calls visit(y, from, to) for every run of set pixels. */
export function eachRun(mask, visit) {
  for (let y = 0; y < mask.height; ++y) {
    const row = mask.data.subarray(y * mask.width, (y + 1) * mask.width);
    for (let from = row.indexOf(1); from >= 0;) {
      const end = row.indexOf(0, from);
      const to = end < 0 ? mask.width : end;
      visit(y, from, to);
      from = row.indexOf(1, to);
    }
  }
}
