// Small helpers: elements, numbers as they are read. Text always goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") made.textContent = value;
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

export function html(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function read(value, decimals = 0) {
  if (value === null || value === undefined) return "–";
  return value.toLocaleString("en-GB", { minimumFractionDigits: 0, maximumFractionDigits: decimals });
}

// A number with about three figures.
export function brief(value) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  return read(value, size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2);
}

export function tint(colour, strength) {
  const parts = [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
  return `rgb(${parts.map((part) => Math.round(255 - strength * (255 - part))).join(",")})`;
}

// How much of its sector's colour a room has.
export const STRENGTH = 0.7;

export const COLOURS = { A: "#0072B2", B: "#D55E00" };
