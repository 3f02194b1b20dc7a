// What the page remembers from one visit to the next: language, theme, keys, brush size, opacity.
// A browser that forbids storage costs the memory, nothing else.

const PREFIX = "xil.";

/** The remembered value of `name`, or `fallback`. */
export function remembered(name, fallback) {
  try {
    const stored = localStorage.getItem(PREFIX + name);
    return stored === null ? fallback : JSON.parse(stored);
  } catch {
    return fallback;
  }
}

/** Remembers a value that JSON can hold. */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the value holds until the page is closed.
  }
}

/** The same for this tab alone: it outlives a reload, not the tab. */
export function rememberedInTab(name, fallback) {
  try {
    const stored = sessionStorage.getItem(PREFIX + name);
    return stored === null ? fallback : JSON.parse(stored);
  } catch {
    return fallback;
  }
}

export function rememberInTab(name, value) {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // As above.
  }
}
