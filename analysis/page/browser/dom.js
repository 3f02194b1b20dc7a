// Elements of the page. Texts from elsewhere only ever get in as text.

const SVG = "http://www.w3.org/2000/svg";

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined));
  return made;
}

/** An element with attributes (`onclick` and the like are listeners) and children, which may be texts. */
export const element = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);
/** The same for a drawing. */
export const shape = (tag, attributes = {}, ...children) => filled(document.createElementNS(SVG, tag), attributes, children);

export const byId = id => document.getElementById(id);
export const escaped = text => String(text).replace(/[&<>"]/g, c => ({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})[c]);
export const isPress = event => event.key === "Enter" || event.key === " ";

/** A list to choose from, with its label: options are {value, text}. */
export function chooser(label, name, options, value, choose) {
  const select = element("select", {"data-key": name, onchange: event => choose(event.target.value)},
    options.map(option => element("option", {value: option.value, selected: String(option.value) === String(value)}, option.text)));
  return element("label", {}, label + " ", select);
}

/** A slider with its value in words, which `say()` gives. */
export function slider(label, name, range, say, choose) {
  const output = element("output", {"data-of": name}), input = element("input", {type: "range", "data-key": name, ...range, oninput: () => { choose(Number(input.value)); tell(); }});
  const tell = () => {
    output.textContent = say();
    input.setAttribute("aria-valuetext", say());
  };
  tell();
  return element("label", {class: "slider"}, label + " ", input, " ", output);
}

export function checkbox(label, name, value, choose) {
  return element("label", {class: "check"},
    element("input", {type: "checkbox", "data-key": name, checked: value, onchange: event => choose(event.target.checked)}), label);
}
