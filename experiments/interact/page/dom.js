// Small helpers to find, make and change elements.

export const byId = (id) => document.getElementById(id);

/** A new element with properties, attributes (names with a dash or "role") and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** Writes a text only if it changed, so that nothing is read aloud twice. */
export function write(element, content) {
  if (element.textContent !== content) element.textContent = content;
}

/** A button that is either pressed or not. */
export function setPressed(button, pressed) {
  button?.setAttribute("aria-pressed", String(pressed));
}

/** Unlike `disabled`, this keeps the focus where it is. */
export function setAvailable(button, available) {
  button.setAttribute("aria-disabled", String(!available));
}

/** Says something to screen readers. */
export function say(sentence) {
  write(byId("live"), sentence);
}
