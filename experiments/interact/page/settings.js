// What the page remembers from one visit to the next: language, theme, keys, brush size, opacity.
// A browser that forbids storage costs the memory, nothing else.

const PREFIX = "xil.";

/** A browser that forbids storage does so when it is asked for, so that `storage` is a function. */
function read(storage, name, fallback) {
  try {
    const stored = storage().getItem(PREFIX + name);
    return stored === null ? fallback : JSON.parse(stored);
  } catch {
    return fallback;
  }
}

function write(storage, name, value) {
  try {
    storage().setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the value holds until the page is closed.
  }
}

const ofBrowser = () => localStorage;
const ofTab = () => sessionStorage;

/** The remembered value of `name`, or `fallback`. */
export const remembered = (name, fallback) => read(ofBrowser, name, fallback);
/** Remembers a value that JSON can hold. */
export const remember = (name, value) => write(ofBrowser, name, value);
/** The same for this tab alone: it outlives a reload, not the tab. */
export const rememberedInTab = (name, fallback) => read(ofTab, name, fallback);
export const rememberInTab = (name, value) => write(ofTab, name, value);
