// What the program wrote into the page.

export const parsed = id => JSON.parse(document.getElementById(id).textContent);

/** The bytes of a text in base64. */
export function bytesOf(text) {
  const binary = atob(text), bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; ++i) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Gives the list of numbers at a place of the pool (see analysis/page/number_pool.h); null for the place -1. */
export function poolOf({numbers, ends}) {
  const all = new Float64Array(bytesOf(numbers).buffer);
  return place => place < 0 ? null : all.subarray(place === 0 ? 0 : ends[place - 1], ends[place]);
}
